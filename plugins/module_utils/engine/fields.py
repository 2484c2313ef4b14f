# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Resource tables: what an object consists of, how each part is read, compared, merged, written and shown.

Between the API's shapes and the user's options stands one canonical value for each field: a scalar, an id, a set of grants (ids or
tuples of ids) or a map. Reconciling works on those alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Callable

from .errors import BadInput
from .folding import fold
from .masking import MASK
from .names import Names

Row = Mapping[str, Any]


class _Mark:
    def __init__(self, label: str):
        self.label = label

    def __repr__(self) -> str:
        return self.label

    def __deepcopy__(self, memo: Any) -> _Mark:
        return self


UNSET = _Mark("UNSET")  # the user did not give it, or the API's answer does not carry it
UNREADABLE = _Mark("UNREADABLE")  # the API does not let anybody read it


class SecretValue:
    """A secret on its way to the API: equal to nothing, shown as a mask wherever it is printed."""

    def __init__(self, value: str):
        self.value = value

    def __repr__(self) -> str:
        return MASK


def get_path(row: Any, path: str, default: Any = None) -> Any:
    """The value at a dotted path of nested dictionaries; the default where a part is missing or null."""
    part, dot, rest = path.partition(".")
    value = row.get(part) if isinstance(row, dict) else None
    if value is None:
        return default
    return get_path(value, rest, default) if dot else value


@dataclass(frozen=True)
class Field:
    """A scalar. ``arg`` is its Ansible option; ``api`` its member in answers and bodies; ``default`` is sent on create only.

    Of a new object, what is ``required`` has to be given, and of what is ``filled`` at least one; else nothing is written, nor predicted.
    Where this depends on the server or on other values, the store's ``needed_on_create`` names it."""

    name: str
    api: str = ""
    arg: Mapping[str, Any] = field(default_factory=dict)
    required: bool = False
    default: Any = None
    create_only: bool = False
    filled: bool = False

    secret = False
    is_set = False

    def options(self) -> dict[str, dict[str, Any]]:
        """The module options this field gives."""
        return {self.name: {"type": "str", **self.arg}}

    @cached_property
    def option_names(self) -> tuple[str, ...]:
        return tuple(self.options())

    def given(self, params: Mapping[str, Any]) -> bool:
        """Whether the user manages this field."""
        return any(params.get(option) is not None for option in self.option_names)

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        """The canonical value of what the user gave. Raises BadInput for unknown or ambiguous names."""
        return params[self.name]

    def from_api(self, row: Row, names: Names) -> Any:
        """The canonical value in an answer; UNSET where the answer does not carry it."""
        return get_path(row, self.api, UNSET)

    def to_api(self, value: Any, names: Names) -> dict[str, Any]:
        """The members of a write body for a canonical value."""
        return {self.api: value}

    def to_user(self, value: Any, names: Names) -> Any:
        """The value as the user would write it."""
        return value

    def same(self, current: Any, wanted: Any) -> bool:
        return bool(current == wanted)

    def index(self, value: Any) -> Any:
        """What is equal for values that are the same, to look objects up by their key."""
        return value

    def is_applied(self, actual: Any, wanted: Any) -> bool:
        """Whether an object read after a write has what was written."""
        return self.same(actual, wanted)

    def empty(self) -> Any:
        """What an object that does not exist yet has."""
        return UNSET

    def merge(self, current: Any, wanted: Any, membership: str) -> Any:
        """The value after the change."""
        return wanted

    def check(self, value: Any, names: Names) -> None:
        """Raise BadInput for references that do not exist; called before any write."""


class Text(Field):
    """A text in which null, missing and the empty string are the same."""

    def from_api(self, row: Row, names: Names) -> Any:
        return get_path(row, self.api, "")


class CaseInsensitive(Field):
    """A text in which case and surrounding blanks mean nothing when it is compared; it is kept as it was given, without these blanks."""

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        return str(params[self.name]).strip()

    def same(self, current: Any, wanted: Any) -> bool:
        return current not in (UNSET, UNREADABLE) and fold(current) == fold(wanted)

    def index(self, value: Any) -> Any:
        return fold(str(value))


class Email(CaseInsensitive):
    """An address."""


class OptionalEmail(Email):
    """An address that may be missing, which is the same as null and the empty string."""

    def from_api(self, row: Row, names: Names) -> Any:
        return get_path(row, self.api, "")


def require_email(address: str) -> None:
    """Raise BadInput for what cannot be an address (RFC 5322 without quoted parts), such as one in quotes or with mailto: before it; whether it
    really is one only the platform can tell."""
    if not re.fullmatch(r"""[^\s@<>()\[\]\\,;:"]+@[^\s@<>()\[\]\\,;:"'/]+\.[^\s@<>()\[\]\\,;:"'/.]+""", address.strip()):
        raise BadInput(f"'{address}' is not an e-mail address.", "Give it as name@domain.")


class Secret(Field):
    """Never read, never compared, never shown. ``update_password`` decides whether it is sent to an existing object."""

    secret = True

    def options(self) -> dict[str, dict[str, Any]]:
        return {self.name: {"type": "str", "no_log": True, **self.arg}}

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        return SecretValue(params[self.name])

    def from_api(self, row: Row, names: Names) -> Any:
        return UNSET

    def to_api(self, value: Any, names: Names) -> dict[str, Any]:
        return {self.api: value.value}

    def to_user(self, value: Any, names: Names) -> Any:
        return MASK


@dataclass(frozen=True)
class Ref(Field):
    """A reference: the user gives a name, or the id in the twin option ``<name>_id``. Canonical value: the id."""

    of: str = ""
    at_id: str = ""
    at_name: str = ""

    def options(self) -> dict[str, dict[str, Any]]:
        return {self.name: {"type": "str", **self.arg}, f"{self.name}_id": {"type": "str", **self.arg}}

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        given = params.get(f"{self.name}_id")
        return names.id(self.of, params[self.name]) if given is None else given

    def from_api(self, row: Row, names: Names) -> Any:
        id_ = get_path(row, self.at_id, UNSET)
        return id_ if id_ is UNSET else names.learn(self.of, str(id_), get_path(row, self.at_name))

    def to_user(self, value: Any, names: Names) -> Any:
        return names.name(self.of, value)

    def check(self, value: Any, names: Names) -> None:
        names.require(self.of, value)


class SetField(Field):
    """Grants as a set; order and repetition mean nothing, ``membership`` decides how the wish is applied."""

    is_set = True

    def empty(self) -> Any:
        return frozenset()

    def merge(self, current: Any, wanted: Any, membership: str) -> Any:
        if membership == "exact":
            return wanted
        known = frozenset() if current is UNSET else current
        return known | wanted if membership == "add" else known - wanted


@dataclass(frozen=True)
class Refs(SetField):
    """A set of references, ``roles`` by name or ``role_ids``. ``at_rows`` leads to the list of objects in an answer."""

    of: str = ""
    at_rows: str = ""
    row_id: str = "id"
    row_name: str = "name"
    written: Callable[[str], Any] = str

    @property
    def ids_option(self) -> str:
        return f"{self.name[:-1]}_ids"

    def options(self) -> dict[str, dict[str, Any]]:
        spec = {"type": "list", "elements": "str", **self.arg}
        return {self.name: dict(spec), self.ids_option: dict(spec)}

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        if params.get(self.ids_option) is not None:
            return frozenset(params[self.ids_option])
        return frozenset(names.id(self.of, name) for name in params[self.name])

    def from_api(self, row: Row, names: Names) -> Any:
        rows = get_path(row, self.at_rows, UNSET)
        if rows is UNSET:
            return UNSET
        return frozenset(names.learn(self.of, str(entry[self.row_id]), entry.get(self.row_name)) for entry in rows)

    def to_api(self, value: Any, names: Names) -> dict[str, Any]:
        return {self.api: [self.written(id_) for id_ in sorted(value)]}

    def to_user(self, value: Any, names: Names) -> Any:
        return sorted(names.name(self.of, id_) for id_ in value)

    def check(self, value: Any, names: Names) -> None:
        for id_ in sorted(value):
            names.require(self.of, id_)


@dataclass(frozen=True)
class ReadOnlyField:
    """Something an answer tells and nobody sets: shown in results, never compared."""

    name: str
    api: str


@dataclass(frozen=True)
class Resource:
    """The table of one kind of object.

    ``whole``: an update sends every field (PUT replaces), else only what differs. ``detail``: a member that rows of the listing lack, so that
    the one object has to be fetched before it is compared. ``renames``: with an id given, another key means a rename; ``moves``: where this cannot be,
    another account takes the place of the old one. ``needs_access``: whether an account without any grant is impossible (``yes``), ``perhaps``
    or not. ``states`` beyond
    present and absent: ``disabled`` sets the field ``enabled`` to false. ``extras``: further options of the module, for the store;
    ``bulk_extras`` those of the plural twin alone, ``info_extras`` those of the info twin, of which ``info_exclusive`` stand instead of id and key.
    """

    noun: str
    plural: str
    key: Field
    id_api: str
    fields: tuple[Field, ...]
    read_only: tuple[ReadOnlyField, ...] = ()
    states: tuple[str, ...] = ("present", "absent")
    whole: bool = False
    detail_only_field: str = ""
    renames: bool = False
    moves: bool = False
    needs_access: str = "no"
    extras: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    bulk_extras: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    info_extras: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    info_exclusive: tuple[str, ...] = ()

    @cached_property
    def key_is_email(self) -> bool:
        return isinstance(self.key, Email)

    @cached_property
    def all_fields(self) -> tuple[Field, ...]:
        return (self.key, *self.fields)

    @cached_property
    def access_fields(self) -> tuple[Field, ...]:
        """The fields that give access: sets of grants, roles or groups. In a roster, unlike in a module, what is absent there is meant."""
        return tuple(entry for entry in self.fields if entry.is_set)

    @cached_property
    def secret_names(self) -> frozenset[str]:
        return frozenset(entry.name for entry in self.all_fields if entry.secret)

    def id_of(self, row: Row) -> str:
        """The id; empty for what has none (an invite, whose table has no ``id_api``)."""
        return str(row.get(self.id_api) or "")

    def from_api(self, row: Row, names: Names) -> dict[str, Any]:
        """All canonical values of an answer."""
        return {entry.name: entry.from_api(row, names) for entry in self.all_fields}

    def from_params(self, params: Mapping[str, Any], names: Names) -> dict[str, Any]:
        """The canonical values of what the user manages."""
        return {entry.name: entry.from_params(params, names) for entry in self.all_fields if entry.given(params)}

    def to_api(self, values: Mapping[str, Any], only: tuple[str, ...], names: Names) -> dict[str, Any]:
        """A write body of the named fields; what is not known is left out."""
        members: dict[str, Any] = {}
        for entry in self.all_fields:
            if entry.name in only and values.get(entry.name, UNSET) not in (UNSET, UNREADABLE):
                members.update(entry.to_api(values[entry.name], names))
        return members

    def to_user(self, values: Mapping[str, Any], names: Names, only: tuple[str, ...] | None = None) -> dict[str, Any]:
        """Values as the user would write them: names, sorted, secrets masked. What cannot be read is null."""
        shown: dict[str, Any] = {}
        for entry in self.all_fields:
            value = values.get(entry.name, UNSET)
            if value is not UNSET and (only is None or entry.name in only):
                shown[entry.name] = None if value is UNREADABLE else entry.to_user(value, names)
        return shown

    def to_result(self, row: Row, names: Names) -> dict[str, Any]:
        """A whole object for results and info modules: id, fields, facts."""
        identity = {"id": self.id_of(row) or None} if self.id_api else {}
        facts = {fact.name: get_path(row, fact.api) for fact in self.read_only if get_path(row, fact.api) is not None}
        return {**identity, **self.to_user(self.from_api(row, names), names), **facts}

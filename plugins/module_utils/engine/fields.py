# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Resource tables: the fields of an object, and how each is read, compared, merged, written and shown.

Each field has one canonical value between the API's format and the user's options: a scalar, an id, a set of grants (ids or tuples of ids) or
a dictionary. Reconciling works on canonical values only.
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


UNSET = _Mark("UNSET")  # not given by the user, or missing in the response
UNREADABLE = _Mark("UNREADABLE")  # cannot be read from the API


class SecretValue:
    """A secret to send to the API. It equals nothing, and prints as a mask."""

    def __init__(self, value: str):
        self.value = value

    def __repr__(self) -> str:
        return MASK


def get_path(row: Any, path: str, default: Any = None) -> Any:
    """Return the value at a dotted path of nested dictionaries, or the default if a part is missing or null."""
    member, dot, rest = path.partition(".")
    value = row.get(member) if isinstance(row, dict) else None
    if value is None:
        return default
    return get_path(value, rest, default) if dot else value


@dataclass(frozen=True)
class Field:
    """A scalar field. ``name`` is the option, ``api`` the member in responses and requests, ``arg`` has further keys of the Ansible option.

    A new object needs a value if the field is ``required``, and one that is not empty if it is ``filled``. ``default`` is sent for a new object if the
    option is not given; a ``create_only`` field is sent only for a new object. Requirements that depend on the server or on other values are in
    ``needed_on_create`` of the policy.
    """

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
        """Return the module options of this field, by name."""
        return {self.name: {"type": "str", **self.arg}}

    @cached_property
    def option_names(self) -> tuple[str, ...]:
        return tuple(self.options())

    def given(self, params: Mapping[str, Any]) -> bool:
        """Return whether the user gave a value."""
        return any(params.get(option) is not None for option in self.option_names)

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        """Return the canonical value of the options. Raises BadInput for unknown or ambiguous names."""
        return params[self.name]

    def from_api(self, row: Row, names: Names) -> Any:
        """Return the canonical value in a response, UNSET if it is missing."""
        return get_path(row, self.api, UNSET)

    def to_api(self, value: Any, names: Names) -> dict[str, Any]:
        """Return the members of a request body for a canonical value."""
        return {self.api: value}

    def to_user(self, value: Any, names: Names) -> Any:
        """Return a canonical value in the format of results and options."""
        return value

    def to_result(self, value: Any, names: Names) -> dict[str, Any]:
        """Return the members of a result for a canonical value, which can be used as options of this field."""
        return {self.name: self.to_user(value, names)}

    def same(self, current: Any, desired: Any) -> bool:
        return bool(current == desired)

    def index(self, value: Any) -> Any:
        """Return a hashable that is equal for values that are the same, to find objects by key."""
        return value

    def is_applied(self, actual: Any, desired: Any) -> bool:
        """Return whether the value read after a write is the written one."""
        return self.same(actual, desired)

    def empty(self) -> Any:
        """Return the value of an object that does not exist yet."""
        return UNSET

    def merge(self, current: Any, desired: Any, membership: str) -> Any:
        """Return the value after the change. ``membership`` is exact, add or remove."""
        return desired

    def check(self, value: Any, names: Names) -> None:
        """Raise BadInput for references that do not exist. Called before any write."""


class Text(Field):
    """A string field in which null, missing and the empty string are equal."""

    def from_api(self, row: Row, names: Names) -> Any:
        return get_path(row, self.api, "")


class CaseInsensitive(Field):
    """A string field that is compared without case and surrounding whitespace. The value keeps its case."""

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        return str(params[self.name]).strip()

    def same(self, current: Any, desired: Any) -> bool:
        return current not in (UNSET, UNREADABLE) and fold(current) == fold(desired)

    def index(self, value: Any) -> Any:
        return fold(str(value))


class Email(CaseInsensitive):
    """An e-mail address."""


class OptionalEmail(Email):
    """An e-mail address in which null, missing and the empty string are equal."""

    def from_api(self, row: Row, names: Names) -> Any:
        return get_path(row, self.api, "")


def require_email(address: str) -> None:
    """Raise BadInput for an invalid e-mail address (RFC 5322 without quoted parts), such as one in quotes or with ``mailto:``."""
    if not re.fullmatch(r"""[^\s@<>()\[\]\\,;:"]+@[^\s@<>()\[\]\\,;:"'/]+\.[^\s@<>()\[\]\\,;:"'/.]+""", address.strip()):
        raise BadInput(f"'{address}' is not an e-mail address.", "Give it as name@domain.")


class Secret(Field):
    """A secret, which is never read, compared or shown. ``update_password`` decides whether it is sent to an existing object."""

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
    """A reference by name, or by id in the option ``<name>_id``. The canonical value is the id. ``of`` is the kind of the referenced object in ``Names``,
    ``at_id`` and ``at_name`` are paths of its id and name in a response."""

    of: str = ""
    at_id: str = ""
    at_name: str = ""

    def options(self) -> dict[str, dict[str, Any]]:
        return {self.name: {"type": "str", **self.arg}, f"{self.name}_id": {"type": "str", **self.arg}}

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        return names.ref(self.of, params.get(self.name), params.get(f"{self.name}_id"), f"{self.name} and {self.name}_id")

    def from_api(self, row: Row, names: Names) -> Any:
        id_ = get_path(row, self.at_id, UNSET)
        return id_ if id_ is UNSET else names.learn(self.of, str(id_), get_path(row, self.at_name))

    def to_user(self, value: Any, names: Names) -> Any:
        return names.name(self.of, value)

    def to_result(self, value: Any, names: Names) -> dict[str, Any]:
        return {self.name: names.name(self.of, value), f"{self.name}_id": value}

    def check(self, value: Any, names: Names) -> None:
        names.require(self.of, value)


class SetField(Field):
    """A set of grants. Order and duplicates are ignored, and ``membership`` decides how the given values are applied."""

    is_set = True

    def empty(self) -> Any:
        return frozenset()

    def merge(self, current: Any, desired: Any, membership: str) -> Any:
        if membership == "exact":
            return desired
        known = frozenset() if current is UNSET else current
        return known | desired if membership == "add" else known - desired


@dataclass(frozen=True)
class Refs(SetField):
    """A set of references by name, or by id in the option ``<singular>_ids``, as in ``roles`` and ``role_ids``. ``at_rows`` is the path of their list in a
    response, ``row_id`` and ``row_name`` are members of its entries. ``written`` converts an id for requests."""

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
        return names.ids(self.of, params.get(self.name), params.get(self.ids_option), f"{self.name} and {self.ids_option}")

    def from_api(self, row: Row, names: Names) -> Any:
        rows = get_path(row, self.at_rows, UNSET)
        if rows is UNSET:
            return UNSET
        return frozenset(names.learn(self.of, str(entry[self.row_id]), entry.get(self.row_name)) for entry in rows)

    def to_api(self, value: Any, names: Names) -> dict[str, Any]:
        return {self.api: [self.written(id_) for id_ in sorted(value)]}

    def to_user(self, value: Any, names: Names) -> Any:
        return names.pairs(self.of, value)[0]

    def to_result(self, value: Any, names: Names) -> dict[str, Any]:
        return dict(zip((self.name, self.ids_option), names.pairs(self.of, value)))

    def check(self, value: Any, names: Names) -> None:
        for id_ in sorted(value):
            names.require(self.of, id_)


@dataclass(frozen=True)
class ReadOnlyField:
    """A read-only value: shown in results, never compared. ``view`` converts the member ``api``, or the whole row if ``api`` is empty; None is omitted."""

    name: str
    api: str
    view: Callable[[Any], Any] | None = None

    def to_result(self, row: Row) -> dict[str, Any]:
        value = get_path(row, self.api) if self.api else row
        shown = value if value is None or self.view is None else self.view(value)
        return {} if shown is None else {self.name: shown}


@dataclass(frozen=True)
class Resource:
    """The table of one kind of object.

    - ``states``: the states of the module; ``disabled`` sets the field ``enabled`` to false
    - ``whole``: whether an update sends all fields (PUT) instead of those that differ
    - ``detail_only_field``: a member that rows of the listing lack, so that the object has to be read before it is compared
    - ``renames``: whether an id with another key means a rename
    - ``renames_by``: the option that allows such a rename
    - ``moves``: whether another account replaces the old one, because a rename is not possible
    - ``needs_access``: whether an account needs at least one grant: ``yes``, ``perhaps`` or ``no``
    - ``parallel_writes``: how many objects a module for lists writes in parallel by default; with 1, which is for platforms that do not allow more
      and for objects whose writes may concern one another, it has no option to change that
    - ``extras``: further options of the module, for the store
    - ``bulk_extras``: further options of the module for lists
    - ``info_extras``: further options of the info module, of which ``info_exclusive`` replace id and key
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
    renames_by: str = ""
    moves: bool = False
    needs_access: str = "no"
    parallel_writes: int = 1
    extras: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    bulk_extras: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    info_extras: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    info_exclusive: tuple[str, ...] = ()

    @cached_property
    def previous_key(self) -> str:
        """The option with a former key, by which an object is found that is yet to be renamed; empty if no object can be renamed."""
        return f"previous_{self.key.name}" if self.renames or self.renames_by else ""

    @cached_property
    def key_is_email(self) -> bool:
        return isinstance(self.key, Email)

    @cached_property
    def all_fields(self) -> tuple[Field, ...]:
        return (self.key, *self.fields)

    @cached_property
    def access_fields(self) -> tuple[Field, ...]:
        """The fields that give access: sets of grants, roles or groups. In a roster, unlike in a module, a missing field means no grants."""
        return tuple(entry for entry in self.fields if entry.is_set)

    @cached_property
    def secret_names(self) -> frozenset[str]:
        return frozenset(entry.name for entry in self.all_fields if entry.secret)

    def id_of(self, row: Row) -> str:
        """Return the id of a row, empty if it has none (an invite, whose table has no ``id_api``)."""
        return str(row.get(self.id_api) or "")

    def from_api(self, row: Row, names: Names) -> dict[str, Any]:
        """Return all canonical values of a response by field name."""
        return {entry.name: entry.from_api(row, names) for entry in self.all_fields}

    def from_params(self, params: Mapping[str, Any], names: Names) -> dict[str, Any]:
        """Return the canonical values of the given options by field name."""
        return {entry.name: entry.from_params(params, names) for entry in self.all_fields if entry.given(params)}

    def to_api(self, values: Mapping[str, Any], only: tuple[str, ...], names: Names) -> dict[str, Any]:
        """Return a request body with the named fields, without unknown values."""
        members: dict[str, Any] = {}
        for entry in self.all_fields:
            if entry.name in only and values.get(entry.name, UNSET) not in (UNSET, UNREADABLE):
                members.update(entry.to_api(values[entry.name], names))
        return members

    def to_user(self, values: Mapping[str, Any], names: Names, only: tuple[str, ...] | None = None, ids: bool = False) -> dict[str, Any]:
        """Return canonical values in the format of results: names, with ``ids`` also ids, sorted, secrets masked, null if unreadable."""
        shown: dict[str, Any] = {}
        for entry in self.all_fields:
            value = values.get(entry.name, UNSET)
            if value is not UNSET and (only is None or entry.name in only):
                members = entry.to_result(value, names) if ids and value is not UNREADABLE else {}
                shown.update(members or {entry.name: None if value is UNREADABLE else entry.to_user(value, names)})
        return shown

    def to_result(self, row: Row, names: Names) -> dict[str, Any]:
        """Return an object for results and info modules: id, fields and read-only values."""
        identity = {"id": self.id_of(row) or None} if self.id_api else {}
        facts = {name: value for fact in self.read_only for name, value in fact.to_result(row).items()}
        return {**identity, **self.to_user(self.from_api(row, names), names, ids=True), **facts}

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""TSNA: the fields of a user that are dictionaries, the dynamic fields and the members that no other option sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...engine.fields import UNREADABLE, UNSET, Field, Row
from ...engine.names import Names
from .shape import Exactly, shown_values


class DynamicFields(Field):
    """Values by field name. Only the given fields are managed, and an empty value clears a field."""

    def from_api(self, row: Row, names: Names) -> Any:
        return row.get(self.api, UNSET)

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        given = params[self.name].items()
        return {
            name: tuple(sorted(str(entry) for entry in (value if isinstance(value, list) else [value]) if entry not in (None, ""))) for name, value in given
        }

    def merge(self, current: Any, desired: Any, membership: str) -> Any:
        return desired if isinstance(desired, Exactly) else {**({} if current in (UNSET, UNREADABLE) else current), **desired}

    def same(self, current: Any, desired: Any) -> bool:
        return current not in (UNSET, UNREADABLE) and all(current.get(name, ()) == desired.get(name, ()) for name in {**current, **desired})

    def is_applied(self, actual: Any, desired: Any) -> bool:
        return all(actual.get(name, ()) == values for name, values in desired.items())  # the server sets defaults for required fields

    def to_user(self, value: Any, names: Names) -> Any:
        return shown_values(value)


class ExtraAttributes(Field):
    """Members that no other option sets, by their name on the server. Only the given ones are managed, and null removes one. Nothing about them is
    published, so a value is written and compared as it is."""

    def from_api(self, row: Row, names: Names) -> Any:
        return row.get(self.api, UNSET)

    def merge(self, current: Any, desired: Any, membership: str) -> Any:
        return desired if isinstance(desired, Exactly) else {**({} if current in (UNSET, UNREADABLE) else current), **desired}

    def same(self, current: Any, desired: Any) -> bool:
        return current not in (UNSET, UNREADABLE) and all(has_value(current.get(name), desired.get(name)) for name in {**current, **desired})

    def is_applied(self, actual: Any, desired: Any) -> bool:
        return all(has_value(actual.get(name), value) for name, value in desired.items())

    def to_user(self, value: Any, names: Names) -> Any:
        return {name: member for name, member in sorted(value.items()) if not is_empty(member)}


def has_value(held: Any, desired: Any) -> bool:
    """Return whether a member has the desired value. A server may show a member without a value as null, empty or false, or not at all. But where false is
    desired, only false is false: a missing member may have any default."""
    return is_empty(held) or held is False if is_empty(desired) else same_json(held, desired)


def is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def same_json(one: Any, other: Any) -> bool:
    """Return whether two values are the same in JSON. For Python, true equals 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same_json(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_json, one, other))
    return bool(one == other)

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
        return current not in (UNSET, UNREADABLE) and filled(current) == filled(desired)

    def is_applied(self, actual: Any, desired: Any) -> bool:
        return all(actual.get(name) == value or is_blank(value) and is_blank(actual.get(name)) for name, value in desired.items())

    def to_user(self, value: Any, names: Names) -> Any:
        return dict(sorted(filled(value).items()))


def is_blank(value: Any) -> bool:
    """Return whether a member has no value. Zero is a value, although it equals False."""
    return value is None or value is False or value in ("", [], {})


def filled(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that have a value. Null, missing, false and empty are the same, because a server may return any of them after a removal."""
    return {name: value for name, value in members.items() if not is_blank(value)}

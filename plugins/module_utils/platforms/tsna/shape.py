# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""TSNA: what a user looks like on a server.

Much of this API's object form is not published. What a user looks like is taken from an object read (``Shape``), may be overridden
by ``field_map``, unknown members are carried along, and every write is checked by reading again.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...engine.names import Names

# Under which names a part of a user may come; the first of each is assumed where no user tells (names of sibling services).
CANDIDATES = {
    "roles": ("roleIds", "roles", "roleNames"), "email": ("emailAddress", "email"), "enabled": ("enabledFlag", "enabled"), "locked": ("lockedFlag", "locked"),
    "root": ("rootFlag", "root"), "last_login": ("lastSuccessfulLoginTimestamp", "lastLoginTimestamp"), "dynamic_fields": ("dynamicFields",),
    "password": ("password",),  # no answer shows it, so that nothing can be learned about its name
}
# Whether somebody logs in with a password that another system keeps. assumption: the name, and that it tells this of a user
EXTERNAL = "authenticatedExternallyFlag"


@dataclass(frozen=True)
class Shape:
    """The members of this server's user object, how it refers to a role (``role_entry``: a sample, None for plain names), and whether a single
    role is no list (``bare_role``)."""

    roles: str = "roleIds"
    email: str = "emailAddress"
    enabled: str = "enabledFlag"
    locked: str = "lockedFlag"
    root: str = "rootFlag"
    last_login: str = "lastSuccessfulLoginTimestamp"
    dynamic_fields: str = "dynamicFields"
    password: str = "password"
    role_entry: Mapping[str, Any] | None = None
    bare_role: bool = False

    @classmethod
    def of(cls, document: Mapping[str, Any] | None, field_map: Mapping[str, str] | None) -> Shape:
        """Discover the shape from an object read; what it does not tell is assumed."""
        seen = document or {}
        found = {part: next((name for name in candidates if name in seen), candidates[0]) for part, candidates in CANDIDATES.items()}
        chosen = {**found, **{part: member for part, member in (field_map or {}).items() if member}}
        held = seen.get(chosen["roles"])
        entries = role_entries(held)
        assumed = None if chosen["roles"] == "roleNames" else {"id": "", "componentName": "", "componentType": "Role"}
        sample = entries[0] if entries else assumed
        bare = bool(entries) and not isinstance(held, list)
        return cls(role_entry=sample if isinstance(sample, Mapping) else None, bare_role=bare, **chosen)

    def role(self, name: str, id_: str | None) -> Any:
        """An entry for a role, with the members that existing entries have."""
        if self.role_entry is None:
            return name
        entry = {"id": id_, "componentName": name, "componentType": self.role_entry.get("componentType") or "Role"}
        return {member: value for member, value in entry.items() if value is not None and (member in self.role_entry or member == "componentName")}

    def roles_value(self, entries: list[Any]) -> Any:
        """Role entries as this server writes them."""
        return entries[0] if self.bare_role and len(entries) == 1 else entries


def role_entries(held: Any) -> list[Any]:
    """The roles of a user or a session as a list, also where a single one comes without."""
    if held in (None, ""):
        return []
    return held if isinstance(held, list) else [held]


def dynamic_values(document: Mapping[str, Any], member: str = "dynamicFields") -> dict[str, tuple[str, ...]]:
    """Values by field name; an empty value is the same as none."""
    return {
        entry["name"]: tuple(sorted(str(value) for value in entry.get("values") or () if str(value)))
        for entry in document.get(member) or () if any(str(value) for value in entry.get("values") or ())
    }


# As milliseconds this is a day of 1973, when nobody could log in to TSNA; as seconds it is in the year 5138.
SECONDS_END = 1e11


def point_in_time(stamp: Any) -> str | None:
    """A time stamp of an answer in ISO 8601: milliseconds since 1970 (assumption), or seconds where it is too small for these, also as a text of
    digits, are translated, another text is kept as it came. None for what says that there was no such time (null, 0, -1), and for a number that
    no calendar has."""
    if tells_never(stamp) or isinstance(stamp, bool):
        return None
    if isinstance(stamp, str) and not stamp.strip().isdecimal():
        return stamp.strip()
    try:
        number = float(stamp)
        seconds = number if number < SECONDS_END else number / 1000
        return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def tells_never(stamp: Any) -> bool:
    """Whether a time stamp says that there was no such time: nothing, 0, a negative number, the beginning of 1970 or the end of 1969."""
    text = str("" if stamp is None else stamp).strip()
    return not text or text.startswith(("1969-12-31", "1970-01-01")) or re.fullmatch(r"-[0-9.e+]+|0(\.0*)?", text) is not None


def shown_values(values: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """The same as the user would write them."""
    return {name: found[0] if len(found) == 1 else list(found) for name, found in sorted(values.items()) if found}


def role_names(held: Any, names: Names) -> frozenset[str]:
    """The names of the roles that a user or a session refers to, in whatever form."""
    return frozenset(role_name(entry, names) for entry in role_entries(held))


def role_name(entry: Any, names: Names) -> str:
    name = entry.get("componentName") or entry.get("name") if isinstance(entry, Mapping) else entry
    if not name:
        name = names.listed("role").get(str(entry.get("id")), entry.get("id"))
    return names.learn("role_name", str(name), str(name))

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""TSNA: the format of a user on a server.

Much of this API's object format is not published. The format of a user is discovered from an object that was read (``Shape``) and can be overridden
by ``field_map``. Unknown members are kept, and every write is verified by reading again.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...engine.errors import BadInput
from ...engine.names import Names

# The possible member names of each part of a user. assumption: the first one (names of sibling services), if no user that was read has any.
CANDIDATES = {
    "roles": ("roleIds", "roles", "roleNames"), "email": ("emailAddress", "email"), "enabled": ("enabledFlag", "enabled"), "locked": ("lockedFlag", "locked"),
    "id": ("id",), "name": ("name",),
    # assumption: the name, and that it tells whether somebody logs in with a password that another system keeps
    "external": ("authenticatedExternallyFlag",),
    "root": ("rootFlag", "root"), "last_login": ("lastSuccessfulLoginTimestamp", "lastLoginTimestamp"), "dynamic_fields": ("dynamicFields",),
    "password": ("password",),  # no response contains it, so its name cannot be discovered
}


class Exactly(dict[str, Any]):
    """All values by name: a missing name means an empty value, or the server's default."""


@dataclass(frozen=True)
class Shape:
    """The member names of this server's user object.

    ``role_entry`` is a sample of a role reference, None for plain names. ``bare_role`` is true if a single role is not a list.
    """

    id: str = "id"
    name: str = "name"
    external: str = "authenticatedExternallyFlag"
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
    def of(cls, members: Mapping[str, str], held: Any) -> Shape:
        """Return the shape of a user with these names of its members (see ``member_names``) and these roles, which show the format of a role."""
        entries = role_entries(held)
        assumed = None if members["roles"] == "roleNames" else {"id": "", "componentName": "", "componentType": "Role"}
        sample = entries[0] if entries else assumed
        bare = bool(entries) and not isinstance(held, list)
        return cls(role_entry=sample if isinstance(sample, Mapping) else None, bare_role=bare, **members)

    @property
    def read_only(self) -> frozenset[str]:
        """Return the members that only the server sets (readOnly in the contract)."""
        return frozenset((self.id, self.last_login, self.locked, self.root))

    @property
    def of_options(self) -> frozenset[str]:
        """Return the members that have options of their own."""
        return frozenset((self.name, self.roles, self.email, self.enabled, self.dynamic_fields, self.password))

    def role(self, name: str, id_: str | None) -> Any:
        """Return a reference to a role with the members that existing references have."""
        if self.role_entry is None:
            return name
        entry = {"id": id_, "componentName": name, "componentType": self.role_entry.get("componentType") or "Role"}
        return {member: value for member, value in entry.items() if value is not None and (member in self.role_entry or member == "componentName")}

    def roles_value(self, entries: list[Any]) -> Any:
        """Return role references in the format of this server."""
        return entries[0] if self.bare_role and len(entries) == 1 else entries


def member_names(seen: Mapping[str, Any], field_map: Mapping[str, str] | None) -> dict[str, str]:
    """Discover the names of members by part from the members that were seen. Missing ones get their assumed names. Raises BadInput if two parts have the
    same member, of which one would overwrite the other."""
    found = {field: next((name for name in candidates if name in seen), candidates[0]) for field, candidates in CANDIDATES.items()}
    chosen = {**found, **{field: member for field, member in (field_map or {}).items() if member}}
    for field in field_map or ():
        twin = next((other for other, member in chosen.items() if other != field and member == chosen[field]), None)
        if twin is not None:
            raise BadInput(f"field_map: {field} is the member '{chosen[field]}', which is {twin} already.", "Correct field_map.")
    return chosen


def role_entries(held: Any) -> list[Any]:
    """Return the roles of a user or a session as a list, even if the response has a single role instead."""
    if held in (None, ""):
        return []
    return held if isinstance(held, list) else [held]


def dynamic_values(document: Mapping[str, Any], member: str = "dynamicFields") -> dict[str, tuple[str, ...]]:
    """Return the values of dynamic fields by name. Empty values are omitted."""
    return {
        entry["name"]: tuple(sorted(str(value) for value in entry.get("values") or () if str(value)))
        for entry in document.get(member) or () if any(str(value) for value in entry.get("values") or ())
    }


# As milliseconds this is a day in 1973, before TSNA existed; as seconds it is in the year 5138.
SECONDS_END = 1e11


def point_in_time(stamp: Any) -> str | None:
    """Return a timestamp of a response in ISO 8601.

    Converts milliseconds since 1970 (assumption), or seconds if the number is too small for that, also as a string of digits, and ISO 8601 with a time
    zone. Other strings are returned unchanged. Returns None for values that mean "never" (null, 0, -1) and for numbers out of range.
    """
    if tells_never(stamp) or isinstance(stamp, bool):
        return None
    if isinstance(stamp, str) and not stamp.strip().isdecimal():
        return _in_utc(stamp.strip())
    try:
        number = float(stamp)
        seconds = number if number < SECONDS_END else number / 1000
        return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _in_utc(text: str) -> str:
    """Return an ISO 8601 timestamp in UTC, to the second. Other texts, and timestamps without a zone, are returned unchanged."""
    try:
        # Python 3.9 knows neither Z nor an offset without a colon, which older versions of Jackson write.
        moment = datetime.datetime.fromisoformat(re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", re.sub("[Zz]$", "+00:00", text)))
    except ValueError:
        return text
    return text if moment.tzinfo is None else moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def tells_never(stamp: Any) -> bool:
    """Return whether a timestamp means "never": empty, 0, negative, the beginning of 1970 or the end of 1969."""
    text = str("" if stamp is None else stamp).strip()
    return not text or text.startswith(("1969-12-31", "1970-01-01")) or re.fullmatch(r"-[0-9.e+]+|0(\.0*)?", text) is not None


def shown_values(values: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """Return dynamic fields in the format of the option: a single value as a string, several as a list."""
    return {name: found[0] if len(found) == 1 else list(found) for name, found in sorted(values.items()) if found}


def role_names(held: Any, names: Names) -> frozenset[str]:
    """Return the names of the roles that a user or a session refers to, in any known format."""
    return frozenset(role_name(entry, names) for entry in role_entries(held))


def role_name(entry: Any, names: Names) -> str:
    name = entry.get("componentName") or entry.get("name") if isinstance(entry, Mapping) else entry
    if not name:
        name = names.listed("role").get(str(entry.get("id")), entry.get("id"))
    return names.learn("role_name", str(name), str(name))

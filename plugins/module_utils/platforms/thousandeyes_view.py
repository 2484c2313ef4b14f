# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What the account groups, read with their users, tell of users: a few requests for any number of them, and less than each user's detail.

A user shows the same in an account group whether a role is held there or in all account groups, and what is held in account groups that the
caller cannot see does not show at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..engine.fields import Row

Atom = tuple[str, str]  # account group id, role id


class View:
    """Made of the account groups expanded by their users."""

    def __init__(self, groups: Iterable[Row]):
        self.groups: set[str] = set()
        self.managing: dict[str, set[str]] = {}  # users with management permissions, and the roles that give them
        self._held: dict[str, set[Atom]] = {}
        for group in groups:
            self.groups.add(group["aid"])
            for user in group["users"]:
                roles = user.get("roles") or ()
                self._held.setdefault(user["uid"], set()).update((group["aid"], role["roleId"]) for role in roles)
                managing = {role["roleId"] for role in roles if role.get("hasManagementPermissions")}
                if managing:
                    self.managing.setdefault(user["uid"], set()).update(managing)

    def beyond(self, uid: str, explicit: frozenset[Atom], everywhere: frozenset[str]) -> frozenset[Atom]:
        """What a user holds in the account groups that is not wanted."""
        wanted = {*explicit, *((group, role) for group in self.groups for role in everywhere)}
        return frozenset(self._held.get(uid, set()) - wanted)

    def agrees(self, uid: str, explicit: frozenset[Atom] | None, everywhere: frozenset[str] | None, membership: str) -> bool:
        """Whether the user looks as wanted: ``explicit`` roles in single account groups, those ``everywhere``, None where not managed.

        False also where it cannot be said: then the user's detail has to be read. What is accepted with roles of the wrong kind gives the
        same access today.
        """
        held = self._held.get(uid, set())
        wanted = {*(explicit or ()), *((group, role) for group in self.groups for role in everywhere or ())}
        if any(group not in self.groups for group, _role in explicit or ()):
            return False
        if membership == "add":
            return wanted <= held
        in_all = {role for _group, role in held if all((group, role) in held for group in self.groups)}
        if membership == "remove":
            return held.isdisjoint(explicit or ()) and in_all.isdisjoint(everywhere or ())
        if explicit is None:
            return wanted <= held and in_all == set(everywhere or ())
        return held == wanted


def managing_roles(row: Row) -> set[str]:
    """The ids of the roles with management permissions in a user's detail."""
    return {id_ for id_, role in roles_of(row).items() if role.get("hasManagementPermissions")}


def roles_of(row: Row) -> dict[str, Mapping[str, Any]]:
    """The roles in a user's detail, by id, wherever they are held."""
    entries = [role for entry in row.get("accountGroupRoles") or () for role in entry.get("roles") or ()]
    return {role["roleId"]: role for role in (*entries, *(row.get("allAccountGroupRoles") or ()))}

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Users as shown by expanded account groups: a few requests for any number of users, with less information than user details.

An account group does not show whether a role is held in it alone or in all account groups. Roles in account groups that the caller cannot see are
missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Any, Callable

from ...engine.fields import Row

Grant = tuple[str, str]  # account group id, role id
Manages = Callable[[Row], bool]  # whether a role in a user gives management permissions


def tells_management(role: Row) -> bool:
    return bool(role.get("hasManagementPermissions"))


class View:
    """The users of account groups that were expanded by users. ``managing`` has the grants that give management permissions by user id."""

    def __init__(self, groups: Iterable[Row], manages: Manages = tells_management):
        self.groups: set[str] = set()
        self.managing: dict[str, set[Grant]] = {}
        self._held: dict[str, set[Grant]] = {}
        self._labels: dict[str, str] = {}
        for group in groups:
            aid = str(group["aid"])
            self.groups.add(aid)
            for user in group["users"]:
                uid, roles = str(user["uid"]), user.get("roles")
                self._labels[uid] = user.get("email") or user.get("name") or uid
                held = {(aid, str(role["roleId"])) for role in roles or ()}
                # A user in an account group has a role there, even if the response lacks it (optional in AccountGroupDetail).
                self._held.setdefault(uid, set()).update({(aid, "")} if roles is None else held)
                managing = {(aid, id_) for id_, role in _by_id(roles or ()).items() if manages(role)}
                if managing:
                    self.managing.setdefault(uid, set()).update(managing)

    def is_managed(self, but_for_users: Set[str] = frozenset(), but_for_roles: Set[str] = frozenset(), but_for_groups: Set[str] = frozenset()) -> bool:
        """Return whether any other user has management permissions, by another role, in other account groups."""
        return any(
            uid not in but_for_users and any(role not in but_for_roles and group not in but_for_groups for group, role in grants)
            for uid, grants in self.managing.items()
        )

    def only_in(self, groups: Set[str]) -> list[str]:
        """Return the addresses of the users who have roles only in these account groups."""
        return sorted(self._labels[uid] for uid, grants in self._held.items() if grants and all(group in groups for group, _role in grants))

    def holders(self, role: str) -> set[str]:
        """Return the ids of the users who have a role in any account group."""
        return {uid for uid, grants in self._held.items() if any(id_ == role for _group, id_ in grants)}

    def beyond(self, uid: str, explicit: frozenset[Grant], everywhere: frozenset[str]) -> frozenset[Grant]:
        """Return the grants of a user that are not requested."""
        requested = {*explicit, *((group, role) for group in self.groups for role in everywhere)}
        return frozenset(self._held.get(uid, set()) - requested)

    def agrees(self, uid: str, explicit: frozenset[Grant] | None, everywhere: frozenset[str] | None, membership: str) -> bool:
        """Return whether a user has the requested roles: ``explicit`` in single account groups, ``everywhere`` in all, None if not managed.

        Also returns False if that is not certain: then the user details have to be read. True means the same access today, even if a role is held in
        the other way.
        """
        held = self._held.get(uid, set())
        requested = {*(explicit or ()), *((group, role) for group in self.groups for role in everywhere or ())}
        if any(group not in self.groups for group, _role in explicit or ()):
            return False
        if membership == "add":
            return requested <= held
        in_all = {role for _group, role in held if all((group, role) in held for group in self.groups)}
        if membership == "remove":
            return held.isdisjoint(explicit or ()) and in_all.isdisjoint(everywhere or ())
        if explicit is None:
            return requested <= held and in_all == set(everywhere or ())
        return held == requested


def managing_roles(row: Row, manages: Manages) -> set[str]:
    """Return the ids of all roles with management permissions in user details."""
    return {id_ for id_, role in _by_id(held_roles(row)).items() if manages(role)}


def held_roles(row: Row) -> list[Row]:
    """Return all roles in user details, possibly with duplicates."""
    return [*(role for entry in row.get("accountGroupRoles") or () for role in entry.get("roles") or ()), *(row.get("allAccountGroupRoles") or ())]


def role_details(roles: Iterable[Row]) -> list[dict[str, Any]]:
    """Return the roles of a user with their ids, each once, because several may have the same name (Role)."""
    found = {str(role["roleId"]): role for role in roles}
    shown = [
        {"id": id_, "name": role.get("name") or id_, "builtin": role.get("isBuiltin"), "management": role.get("hasManagementPermissions")}
        for id_, role in found.items()
    ]
    return sorted(shown, key=lambda role: (str(role["name"]), str(role["id"])))


def _by_id(roles: Iterable[Row]) -> dict[str, Row]:
    return {str(role["roleId"]): role for role in roles}

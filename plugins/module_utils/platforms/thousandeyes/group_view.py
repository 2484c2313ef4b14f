# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What the account groups, read with their users, tell of users: a few requests for any number of them, and less than each user's detail.

A user shows the same in an account group whether a role is held there or in all account groups, and what is held in account groups that the
caller cannot see does not show at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Callable

from ...engine.fields import Row

Grant = tuple[str, str]  # account group id, role id
Manages = Callable[[Row], bool]  # whether a role that comes with a user gives management permissions


def tells_management(role: Row) -> bool:
    return bool(role.get("hasManagementPermissions"))


class View:
    """Made of the account groups expanded by their users. ``managing``: for each user with management permissions where which roles give them."""

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
                # Who is in an account group has a role there, also where it is not told which (AccountGroupDetail requires neither).
                self._held.setdefault(uid, set()).update({(aid, "")} if roles is None else held)
                managing = {(aid, id_) for id_, role in _by_id(roles or ()).items() if manages(role)}
                if managing:
                    self.managing.setdefault(uid, set()).update(managing)

    def is_managed(self, but_for_users: Set[str] = frozenset(), but_for_roles: Set[str] = frozenset(), but_for_group: str = "") -> bool:
        """Whether any other user has management permissions, by another role, in another account group."""
        return any(
            uid not in but_for_users and any(role not in but_for_roles and group != but_for_group for group, role in grants)
            for uid, grants in self.managing.items()
        )

    def only_in(self, aid: str) -> list[str]:
        """Who has roles in this account group and in no other one, by address."""
        return sorted(self._labels[uid] for uid, grants in self._held.items() if grants and all(group == aid for group, _role in grants))

    def beyond(self, uid: str, explicit: frozenset[Grant], everywhere: frozenset[str]) -> frozenset[Grant]:
        """What a user holds in the account groups that is not wanted."""
        wanted = {*explicit, *((group, role) for group in self.groups for role in everywhere)}
        return frozenset(self._held.get(uid, set()) - wanted)

    def agrees(self, uid: str, explicit: frozenset[Grant] | None, everywhere: frozenset[str] | None, membership: str) -> bool:
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


def managing_roles(row: Row, manages: Manages) -> set[str]:
    """The ids of the roles with management permissions in a user's detail, wherever they are held."""
    entries = [role for entry in row.get("accountGroupRoles") or () for role in entry.get("roles") or ()]
    return {id_ for id_, role in _by_id([*entries, *(row.get("allAccountGroupRoles") or ())]).items() if manages(role)}


def _by_id(roles: Iterable[Row]) -> dict[str, Row]:
    return {str(role["roleId"]): role for role in roles}

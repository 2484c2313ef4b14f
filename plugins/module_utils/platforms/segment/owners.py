# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Refuses changes that leave a Segment workspace without an owner, who is needed to manage people and create tokens.

Ownership is effective access: the role itself, or membership in a group that has it. Nothing is read unless somebody loses access.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from ...engine.change import Change
from ...engine.errors import Refused, RequestFailed
from ...engine.fields import Row
from ...engine.folding import fold
from .client import Segment, lacks_plan, list_users, members_of, read_user
from .permissions import PERMISSIONS

OWNER = "workspace owner"


def keep_an_owner(connection: Segment, pairs: list[tuple[Row | None, Change]]) -> None:
    """Raise Refused if the last owner would be removed or lose the role."""
    changing = {row["id"]: (row, change) for row, change in pairs if row is not None and row["status"] == "member" and change.verb != "none"}
    if not any(_takes(connection, change) for _row, change in changing.values()):
        return
    owners = _Owners(connection)
    going = [row["email"] for row, change in changing.values() if _takes(connection, change) and owners.owns(row) and not owners.stays(row, change)]
    if going and not owners.another(changing):
        raise Refused(
            f"The workspace would be left without an owner: {', '.join(sorted(going))} {'is the last one' if len(going) == 1 else 'are the last ones'}.",
            "Nothing was changed. Make somebody else a Workspace Owner first.",
        )


def keep_an_owner_by_groups(connection: Segment, pairs: list[tuple[Row, Change]]) -> None:
    """Raise Refused if the last owner owns by these groups alone, and they would be deleted or lose the role or that member."""
    losing = [(row, change) for row, change in pairs if _ends(connection, row, change) or _loses_members(connection, row, change)]
    if not losing:
        return
    owners = _Owners(connection, but_for=frozenset(row["id"] for row, _change in losing))
    members = {fold(member["email"]) for member in owners.members}  # invited people are not owners yet
    owners_before: set[str] = set()
    owners_after: set[str] = set()
    for row, change in losing:
        before = members.intersection(map(fold, row["emails"] if "emails" in row else members_of(connection.http, row["id"])))
        owners_before |= before
        owners_after |= set() if _ends(connection, row, change) else before & (change.after or {}).get("members", frozenset())
    if owners_before and not owners_after and not owners.another({}):
        names = ", ".join(sorted(str(row["name"]) for row, _change in losing))
        only = f"only the group {names} makes" if len(losing) == 1 else f"only the groups {names} make"
        raise Refused(
            f"The workspace would be left without an owner: {only} people owners ({', '.join(sorted(owners_before))}).",
            "Nothing was changed. Make somebody a Workspace Owner in another way first.",
        )


def _ends(connection: Segment, row: Row, change: Change) -> bool:
    """Return whether a group would no longer make its members owners."""
    keeps = change.verb != "delete" and ("permissions" not in change.changed or _has_owner(connection, (change.after or {})["permissions"]))
    return not keeps and _has_owner(connection, PERMISSIONS.from_api(row, connection.names))


def _loses_members(connection: Segment, row: Row, change: Change) -> bool:
    return bool(change.removed("members")) and _has_owner(connection, PERMISSIONS.from_api(row, connection.names))


def _takes(connection: Segment, change: Change) -> bool:
    """Return whether a change may take away ownership."""
    return change.verb == "delete" or _has_owner(connection, change.removed("permissions")) or any(
        _has_owner(connection, connection.permissions_of_group(group)) for group in change.removed("groups")
    )


def _has_owner(connection: Segment, grants: Any) -> bool:
    return isinstance(grants, frozenset) and any(
        type_ == "WORKSPACE" and not labels and fold(connection.names.name("role", role)) == OWNER for role, type_, _id, labels in grants
    )


class _Owners:
    """The owners of the workspace, read only as far as needed. ``but_for`` has the ids of groups to ignore."""

    def __init__(self, connection: Segment, but_for: frozenset[str] = frozenset()):
        self.connection = connection
        self.but_for = but_for

    @cached_property
    def members(self) -> list[Row]:
        return list(list_users(self.connection.http))

    @cached_property
    def groups(self) -> frozenset[str]:
        """The ids of the groups that make their members owners. Plans below Business have no groups."""
        try:
            ids = [row["id"] for row in self.connection.groups if row["id"] not in self.but_for]
            return frozenset(id_ for id_ in ids if _has_owner(self.connection, self.connection.permissions_of_group(id_)))
        except RequestFailed as problem:
            if not lacks_plan(problem):
                raise
            return frozenset()

    @cached_property
    def in_groups(self) -> frozenset[str]:
        return frozenset(fold(address) for group in sorted(self.groups) for address in members_of(self.connection.http, group))

    def direct(self, row: Row) -> bool:
        whole = row if "permissions" in row else read_user(self.connection.http, row["id"])
        return _has_owner(self.connection, PERMISSIONS.from_api(whole, self.connection.names))

    def owns(self, row: Row) -> bool:
        return self.direct(row) or fold(row["email"]) in self.in_groups

    def stays(self, row: Row, change: Change) -> bool:
        """Return whether a member is still an owner after the change."""
        if change.verb == "delete":
            return False
        after = change.after or {}
        direct = _has_owner(self.connection, after["permissions"]) if "permissions" in change.changed else self.direct(row)
        return direct or (bool(after["groups"] & self.groups) if "groups" in change.changed else fold(row["email"]) in self.in_groups)

    def another(self, changing: dict[str, tuple[Row, Change]]) -> bool:
        """Return whether another owner remains. Searches the changed members, then groups, then all other members one by one."""
        if any(self.stays(row, change) for row, change in changing.values() if change.verb == "update"):
            return True
        others = [row for row in self.members if row["id"] not in changing]
        return any(fold(row["email"]) in self.in_groups for row in others) or any(map(self.direct, others))

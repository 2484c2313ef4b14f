# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""ThousandEyes: refused changes of account groups and roles, and the base class of all policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from ...engine.change import Change
from ...engine.errors import BadInput, Refused
from ...engine.fields import UNREADABLE, Row
from ...engine.policy import Objects, Policy
from .client import TITLE, ThousandEyes
from .group_view import View, managing_roles
from .organization import is_other


class Listing(Objects, Protocol):
    """A store with one list; ``listed`` is the result of the last read."""

    listed: list[Row] | None

    def rows(self) -> Iterator[Row]:
        ...


class OrganizationPolicy(Policy):
    """The base class for users, roles and account groups."""

    store: Listing
    connection: ThousandEyes

    def guard(self, row: Row | None, change: Change) -> None:
        super().guard(row, change)
        if row is not None and change.verb == "update" and self.resource.key.name in change.changed:
            self._require_free(row, (change.after or {})[self.resource.key.name])

    def namesakes(self, row: Row) -> Iterable[Row]:
        """Return the objects among which the key of this one must be unique."""
        return self.store.rows() if self.store.listed is None else self.store.listed

    def _require_free(self, row: Row, key: str) -> None:
        """Raise BadInput if another object has the new name or address."""
        resource = self.resource
        for other in self.namesakes(row):
            if resource.id_of(other) != resource.id_of(row) and resource.key.same(resource.key.from_api(other, self.names), key):
                noun = resource.noun.replace("_", " ")
                raise BadInput(
                    f"{TITLE} has another {noun} with the {resource.key.name} '{key}' (id {resource.id_of(other)}).", "Choose another one, or correct the id."
                )


class AccountGroupPolicy(OrganizationPolicy):
    """Reports users who lose their only roles with an account group, and protects agents that cannot be read."""

    def __init__(self, store: Listing):
        super().__init__(store)
        self._going: set[str] = set()  # account groups that are deleted in this run

    def namesakes(self, row: Row) -> list[Row]:
        """Return the account groups of the same organization, within which a name is unique."""
        return [group for group in self.connection.visible_account_groups() if not is_other(group, row)]

    def filter_desired(self, row: Row, desired: dict[str, Any]) -> dict[str, Any]:
        """Skip the agents if the current ones cannot be read, because the list in an update replaces all of them."""
        if "agents" not in desired or self.resource.from_api(row, self.names)["agents"] is not UNREADABLE:
            return desired
        self.warn(
            f"ThousandEyes does not show the agents of {row['accountGroupName']}, so they were neither compared nor changed. "
            "The user of te_token needs 'View agents in account group' there."
        )
        return {name: value for name, value in desired.items() if name != "agents"}

    def guard(self, row: Row | None, change: Change) -> None:
        super().guard(row, change)
        if row is None or change.verb != "delete":
            return
        if row.get("isDefaultAccountGroup"):
            raise Refused(
                f"{row['accountGroupName']} is the login account group of the user of te_token and cannot be deleted.",
                "Use the token of a user with another login account group.",
            )
        self._going.add(str(row["aid"]))
        try:
            self._guard_members(row)
        except Refused:
            self._going.discard(str(row["aid"]))  # the account group is kept, but others may be pruned
            raise

    def _guard_members(self, row: Row) -> None:
        """Warn about users who lose their only roles. Raises Refused if they are too many, or if nobody could manage the organization anymore."""
        view = self._view(row)
        name = row["accountGroupName"]
        if view.is_managed() and not view.is_managed(but_for_groups=self._going):
            raise Refused(
                f"{name} is the only account group in which anybody has management permissions; without it, nobody could manage access.",
                "Give somebody a role with management permissions in another account group first.",
            )
        losing, limit = view.only_in(self._going), self.params.get("max_removals")
        if not losing:
            return
        who = f"{', '.join(losing[:10])}{'…' if len(losing) > 10 else ''}"
        if limit is not None and 0 <= limit < len(losing):
            raise Refused(
                f"Deleting {name} would remove the only roles of {len(losing)} users, more than max_removals ({limit}): {who}.",
                "Nothing was changed. Give them roles elsewhere, or increase max_removals.",
            )
        self.warn(f"Deleting {name} removes the only roles of {len(losing)} {'user' if len(losing) == 1 else 'users'}: {who}.")

    def _view(self, row: Row) -> View:
        """Return the users of all account groups in the organization of ``row``, which differs from the task's if it was selected by id."""
        siblings = [group for group in self.connection.visible_account_groups() if not is_other(group, row)]
        return View(self.connection.expanded("user", siblings), self.connection.manages)


def builtin(row: Row) -> Refused:
    return Refused(f"{row['name']} is a built-in role of ThousandEyes, which cannot be changed or deleted.", "Create your own role.")


class RolePolicy(OrganizationPolicy):
    """Keeps the last role with management permissions."""

    def __init__(self, store: Listing):
        super().__init__(store)
        self._ending: set[str] = set()  # roles that lose their management permissions in this run

    def replacement(self, row: Row) -> str:
        """Return the id of the role in ``replace_with``, empty if it is not given. Raises BadInput."""
        name = self.params.get("replace_with")
        if not name:
            return ""
        id_ = self.names.id("role", name)
        if id_ == self.resource.id_of(row):
            raise BadInput(f"replace_with is {row['name']}, the role that is to be removed.", "Name another role.")
        return id_

    def _replaces_managers(self, row: Row) -> bool:
        """Warn about the users who get the other role, and return whether it gives management permissions."""
        new = self.replacement(row)
        holders = self.connection.view.holders(self.resource.id_of(row)) if new else set()
        if new and not self.connection.sees_all_roles:
            raise Refused(
                f"The user of te_token may not see everybody who has {row['name']}, nor all roles of those users. Their lists of roles would be replaced, "
                "which would also remove hidden ones.",
                "Nothing was changed. Use the token of a user with a role in all account groups, or give these users other roles before the role is removed.",
            )
        if holders:
            have, get = ("user has", "gets") if len(holders) == 1 else ("users have", "get")
            self.warn(f"{len(holders)} {have} {row['name']} and {get} {self.names.name('role', new)} instead.")
        return new in self.connection.managing

    def guard(self, row: Row | None, change: Change) -> None:
        if row is not None and row.get("isBuiltin") and change.verb != "none":
            raise builtin(row)
        super().guard(row, change)
        if row is not None and change.verb == "delete" and self.params.get("replace_with") and self._replaces_managers(row):
            return
        if row is not None and change.verb in ("update", "delete") and self._ends_management(row, change):
            self._require_other_managers(row)

    def _ends_management(self, row: Row, change: Change) -> bool:
        """Return whether the role would lose all its management permissions (``isManagementPermission`` in RoleDetail of getRole).

        A row of the list, such as one to be pruned, has only ``hasManagementPermissions``.
        """
        if "permissions" not in row:
            return change.verb == "delete" and bool(row.get("hasManagementPermissions"))
        held = {str(permission["permissionId"]) for permission in row["permissions"] if permission.get("isManagementPermission")}
        kept: frozenset[str] = (change.after or {}).get("permissions", frozenset())
        if not held or not held.isdisjoint(kept):
            return False
        listed = self.connection.known("permissions") if kept else ()
        return kept.isdisjoint(str(entry["permissionId"]) for entry in listed if entry.get("isManagementPermission"))

    def _require_other_managers(self, row: Row) -> None:
        """Raise Refused if only users with this role have management permissions. A role without users can always be changed."""
        id_ = str(row["roleId"])
        self._ending.add(id_)
        if self.connection.is_managed(but_for_roles=self._ending):
            return
        if id_ in managing_roles(self.connection.me, self.connection.manages) or self.connection.view.is_managed():
            self._ending.discard(id_)  # the role is kept, but others may be pruned
            raise Refused(
                f"{row['name']} is the only role that gives anybody management permissions; without it, nobody could manage access.",
                "Give somebody another role with management permissions first.",
            )

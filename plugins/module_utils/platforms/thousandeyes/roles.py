# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""ThousandEyes: roles with their permissions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...engine.change import Change
from ...engine.decide import decide
from ...engine.errors import BadInput
from ...engine.fields import UNSET, CaseInsensitive, ReadOnlyField, Refs, Resource, Row, get_path
from ...engine.find import Task
from ...engine.mode import Mode
from ...engine.names import Names
from ...engine.reconcile import execute_and_report
from . import schemas
from .client import OrganizationNames, role_path
from .policy import RolePolicy, builtin
from .store import OrganizationStore
from .user_policy import GRANTS
from .users import Users


class Permissions(Refs):
    """Permissions by constant, label or id, or those of another role. Results show constants, which do not change, unlike labels."""

    def options(self) -> dict[str, dict[str, Any]]:
        return {**super().options(), "copy_from": {"type": "str"}}

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        copied = self._copied(params, names)
        if params.get(self.name) is None and params.get(self.ids_option) is None:
            return copied
        return copied | self._given(params, names)

    @staticmethod
    def _copied(params: Mapping[str, Any], names: Names) -> frozenset[str]:
        if params.get("copy_from") is None or not isinstance(names, OrganizationNames):
            return frozenset()
        return frozenset(names.permissions_of(params["copy_from"]))

    def _given(self, params: Mapping[str, Any], names: Names) -> frozenset[str]:
        if params.get(self.ids_option) is not None:
            return frozenset(super().from_params(params, names))
        return frozenset(self._id(name, names) for name in params[self.name])

    @staticmethod
    def _id(name: str, names: Names) -> str:
        if name in names.listed("permission"):
            return name
        try:
            return names.id("permission", name)
        except BadInput as problem:
            try:
                return names.id("permission_label", name)
            except BadInput as other:
                raise (problem if name == name.upper() else other) from None

    def from_api(self, row: Row, names: Names) -> Any:
        rows = get_path(row, self.at_rows, UNSET)
        if rows is UNSET:
            return UNSET
        return frozenset(names.learn(self.of, str(entry["permissionId"]), entry.get("permission") or entry.get("label")) for entry in rows)


ROLE = Resource(
    noun="role", plural="roles", key=CaseInsensitive("name", "name"), id_api="roleId", whole=True, detail_only_field="permissions", renames=True,
    fields=(Permissions("permissions", "permissions", of="permission", at_rows="permissions", row_id="permissionId"),),
    read_only=(ReadOnlyField("builtin", "isBuiltin"), ReadOnlyField("management", "hasManagementPermissions")),
    extras={"replace_with": {"type": "str"}},
)


class Roles(OrganizationStore):
    """The store of roles (getRoles, createRole, getRole, updateRole, deleteRole)."""

    resource = ROLE
    policy_class = RolePolicy
    policy: RolePolicy

    def listing(self) -> list[Row]:
        return self.connection.listed("roles")

    def get(self, id_: str) -> Row | None:
        row = self.read_one(id_, role_path(id_), schemas.ROLE_DETAIL, self.connection.context)
        return None if row is None else _whole_role(row)

    def whole(self, row: Row, needed: tuple[str, ...] | None) -> Row:
        if needed is not None and row.get("isBuiltin") and self.params.get("state") == "absent":  # fail before anything else is read
            raise builtin(row)
        return super().whole(row, needed)

    def create(self, change: Change) -> Row:
        return _whole_role(self.http.post("/roles", self.body(change), query=self.connection.context, schema=schemas.ROLE_DETAIL))

    def update(self, row: Row, change: Change) -> Row:
        path = role_path(self.resource.id_of(row))
        return self.as_it_is(_whole_role(self.http.put(path, self.body(change), query=self.connection.context, schema=schemas.ROLE_DETAIL)), change)

    def delete(self, row: Row) -> None:
        self._replace(row)
        super().delete(row)

    def _replace(self, row: Row) -> None:
        """Replace the role of its users by that of ``replace_with``, with one write per user, once nothing speaks against any of them.

        Completed changes are not undone after a failure.
        """
        new, old = self.policy.replacement(row), self.resource.id_of(row)
        if not new:
            return
        users = Users(self.connection, {"membership": "exact"}, Mode.MANAGE_MANY)
        tasks = [_replacing(user, old, new) for user in map(users.get, sorted(self.connection.view.holders(old))) if user is not None]
        changes = [decide(users, task, user) for task, user in tasks]
        users.policy.guard_batch([(user, change) for (_task, user), change in zip(tasks, changes)])
        for (task, user), change in zip(tasks, changes):
            execute_and_report(users, task, GRANTS, user, change)
        for warning in users.policy.warnings:
            self.policy.warn(warning)

    def path(self, id_: str) -> str:
        return role_path(id_)


def _replacing(user: Row, old: str, new: str) -> tuple[Task, Row]:
    """Return the task that replaces a role of a user wherever the user has it, and the user."""
    def swapped(roles: Iterable[Row] | None) -> list[str]:
        return sorted({new if str(role["roleId"]) == old else str(role["roleId"]) for role in roles or ()})

    explicit = [{"account_group_id": str(entry["accountGroup"]["aid"]), "role_ids": swapped(entry.get("roles"))} for entry in user["accountGroupRoles"]]
    return Task({
        "id": str(user["uid"]), "membership": "exact", "account_group_roles": explicit, "all_account_group_role_ids": swapped(user["allAccountGroupRoles"]),
    }), user


def _whole_role(row: dict[str, Any]) -> dict[str, Any]:
    """Return role details with ``hasManagementPermissions``, which only the list has; derived from the permissions."""
    held = row.get("permissions") or []
    return {"hasManagementPermissions": any(entry.get("isManagementPermission") for entry in held), **row, "permissions": held}

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""ThousandEyes: roles with their permissions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...engine.change import Change
from ...engine.errors import BadInput
from ...engine.fields import UNSET, CaseInsensitive, ReadOnlyField, Refs, Resource, Row, get_path
from ...engine.names import Names
from ...engine.request import path_part
from . import schemas
from .client import OrganizationNames, complete, role_path
from .policy import RolePolicy, builtin
from .store import OrganizationStore


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


def role_details(roles: Iterable[Row]) -> list[dict[str, Any]]:
    """Return the roles of a user with their ids, each once, because several may have the same name (Role)."""
    found = {str(role["roleId"]): role for role in roles}
    shown = [
        {"id": id_, "name": role.get("name") or id_, "builtin": role.get("isBuiltin"), "management": role.get("hasManagementPermissions")}
        for id_, role in found.items()
    ]
    return sorted(shown, key=lambda role: (str(role["name"]), str(role["id"])))


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
        """Replace the role of its users by that of ``replace_with``, with one write per user. Completed changes are not undone after a failure."""
        new = self.policy.replacement(row)
        old = self.resource.id_of(row)
        for uid in sorted(self.connection.view.holders(old)) if new else ():
            path = f"/users/{path_part(uid)}"
            user = complete(self.http.get(path, query=self.connection.context, schema=schemas.USER_DETAIL))
            body: dict[str, Any] = {}
            explicit = [(str(entry["accountGroup"]["aid"]), _ids(entry.get("roles"))) for entry in user["accountGroupRoles"]]
            if any(old in roles for _aid, roles in explicit):
                body["accountGroupRoles"] = [{"accountGroupId": aid, "roleIds": _swapped(roles, old, new)} for aid, roles in explicit]
            if old in _ids(user["allAccountGroupRoles"]):
                body["allAccountGroupRoleIds"] = _swapped(_ids(user["allAccountGroupRoles"]), old, new)
            if body:
                self.http.put(path, body, query=self.connection.context, schema=schemas.USER_DETAIL)

    def path(self, id_: str) -> str:
        return role_path(id_)


def _ids(roles: Iterable[Row] | None) -> list[str]:
    return [str(role["roleId"]) for role in roles or ()]


def _swapped(roles: Iterable[str], old: str, new: str) -> list[str]:
    return sorted({new if role == old else role for role in roles})


def _whole_role(row: dict[str, Any]) -> dict[str, Any]:
    """Return role details with ``hasManagementPermissions``, which only the list has; derived from the permissions."""
    held = row.get("permissions") or []
    return {"hasManagementPermissions": any(entry.get("isManagementPermission") for entry in held), **row, "permissions": held}

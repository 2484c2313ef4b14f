# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""ThousandEyes: roles with their permissions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...engine.change import Change
from ...engine.errors import BadInput, Refused
from ...engine.fields import UNSET, CaseInsensitive, ReadOnlyField, Refs, Resource, Row, get_path
from ...engine.names import Names
from . import schemas
from .client import role_path
from .policy import RolePolicy
from .store import OrganizationStore


class Permissions(Refs):
    """Permissions by constant, label or id. Results show constants, which do not change, unlike labels."""

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        if params.get(self.ids_option) is not None:
            return frozenset(params[self.ids_option])
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
)


class Roles(OrganizationStore):
    """The store of roles (getRoles, createRole, getRole, updateRole, deleteRole)."""

    resource = ROLE
    policy_class = RolePolicy

    def listing(self) -> list[Row]:
        return self.connection.listed("roles")

    def get(self, id_: str) -> Row | None:
        row = self.read_one(id_, role_path(id_), schemas.ROLE_DETAIL, self.connection.context)
        return None if row is None else _whole_role(row)

    def whole(self, row: Row, needed: tuple[str, ...] | None) -> Row:
        if needed is not None and row.get("isBuiltin"):  # the task manages the role; fail before anything else is read
            raise Refused(f"{row['name']} is a built-in role of ThousandEyes, which cannot be changed or deleted.", "Create your own role.")
        return super().whole(row, needed)

    def create(self, change: Change) -> Row:
        return _whole_role(self.http.post("/roles", self.body(change), query=self.connection.context, schema=schemas.ROLE_DETAIL))

    def update(self, row: Row, change: Change) -> Row:
        path = role_path(self.resource.id_of(row))
        return self.as_it_is(_whole_role(self.http.put(path, self.body(change), query=self.connection.context, schema=schemas.ROLE_DETAIL)), change)

    def path(self, id_: str) -> str:
        return role_path(id_)


def _whole_role(row: dict[str, Any]) -> dict[str, Any]:
    """Return role details with ``hasManagementPermissions``, which only the list has; derived from the permissions."""
    held = row.get("permissions") or []
    return {"hasManagementPermissions": any(entry.get("isManagementPermission") for entry in held), **row, "permissions": held}

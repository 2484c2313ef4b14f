# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""ThousandEyes: the permissions that a role can have, which are read-only."""

from __future__ import annotations

from collections.abc import Iterator

from ...engine.fields import CaseInsensitive, ReadOnlyField, Resource, Row
from ...engine.store import Store
from .client import ThousandEyes

PERMISSION = Resource(
    noun="permission", plural="permissions", key=CaseInsensitive("permission", "permission"), id_api="permissionId", fields=(),
    read_only=(ReadOnlyField("label", "label"), ReadOnlyField("management", "isManagementPermission")),
)


class PermissionCatalogue(Store):
    """The store of permissions (getPermissions). There is no operation for a single permission."""

    resource = PERMISSION
    connection: ThousandEyes

    def rows(self) -> Iterator[Row]:
        return iter(self.connection.listed("permissions"))

    def get(self, id_: str) -> Row | None:
        return next((row for row in self.rows() if str(row["permissionId"]) == id_), None)

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Read-only objects of Segment: the roles that the plan offers, and the workspace of the token."""

from __future__ import annotations

from collections.abc import Iterator

from ...engine.fields import Field, ReadOnlyField, Resource, Row
from ...engine.folding import fold
from ...engine.store import Store
from .client import list_roles, read_workspace


class _Listed(Store):
    """A store without an operation to read a single object."""

    def get(self, id_: str) -> Row | None:
        return next((row for row in self.rows() if row["id"] == id_), None)

    def matches(self, key: str) -> list[Row]:
        rows = list(self.rows())
        return [row for row in rows if row["name"] == key] or [row for row in rows if fold(row["name"]) == fold(key)]


class Roles(_Listed):
    """The store of roles (listRoles)."""

    resource = Resource(
        noun="role", plural="roles", key=Field("name", "name"), id_api="id", fields=(), read_only=(ReadOnlyField("description", "description"),),
    )

    def rows(self) -> Iterator[Row]:
        return list_roles(self.http)


class Workspaces(_Listed):
    """The store of the token's workspace (getWorkspace)."""

    resource = Resource(
        noun="workspace", plural="workspaces", key=Field("name", "name"), id_api="id", fields=(), read_only=(ReadOnlyField("slug", "slug"),),
    )

    def rows(self) -> Iterator[Row]:
        yield read_workspace(self.http)

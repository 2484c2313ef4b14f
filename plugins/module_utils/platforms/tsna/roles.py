# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""BMC TrueSight Network Automation: roles, which are read-only in this API version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...engine.fields import Field, ReadOnlyField, Resource, Row
from ...engine.store import Store
from .client import SEARCH, matches_pattern, role_rows, search_query
from .shape import dynamic_values, shown_values

ROLE = Resource(
    noun="role", plural="roles", key=Field("name", "name"), id_api="id", fields=(),
    read_only=(ReadOnlyField("users", "users"), ReadOnlyField("dynamic_fields", "dynamic_fields"), ReadOnlyField("attributes", "attributes")),
    info_extras={**SEARCH, "rights_management": {"type": "str", "choices": ["copyable", "editable"]}}, info_exclusive=("name_pattern",),
)


class Roles(Store):
    """The store of roles (GET /v4.0/roles). Reading a single role is documented only for an older version."""

    resource = ROLE

    def rows(self) -> Iterator[Row]:
        management = self.params.get("rights_management")
        query = {**search_query(self.params), **({"filter.rightsManagement": management} if management else {})}
        return (self._row(document) for document in role_rows(self.http, query) if matches_pattern(document["name"], self.params))

    def get(self, id_: str) -> Row | None:
        return next((row for row in self.rows() if row["id"] == id_), None)

    @staticmethod
    def _row(document: Row) -> dict[str, Any]:
        users = document.get("associatedUsernames")  # assumption: a list; only the name of the attribute is documented
        row: dict[str, Any] = {
            "id": document["id"], "name": document["name"], "dynamic_fields": shown_values(dynamic_values(document)), "attributes": dict(document),
        }
        return row if users is None else {**row, "users": sorted(users) if isinstance(users, list) else [users]}

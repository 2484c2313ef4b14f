# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A platform of nobody's: connection, and the table and store of its accounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...engine.auth import Bearer
from ...engine.change import Change
from ...engine.conventions import ApiConventions
from ...engine.fields import Email, Field, Refs, Resource, Row
from ...engine.http import Http
from ...engine.names import Names
from ...engine.provider import Connection, Provider, require
from ...engine.store import Store
from ...engine.transport import Transport

OPTIONS: dict[str, dict[str, Any]] = {"acme_url": {"type": "str", "env": "ACME_URL"}, "acme_token": {"type": "str", "no_log": True, "env": "ACME_TOKEN"}}


def connect(params: Mapping[str, Any], transport: Transport = Transport(), read_only: bool = False, **client: Any) -> Connection:
    require(params, OPTIONS, "acme_url", "acme_token")
    conventions = ApiConventions("Acme", lambda: {"Accept": "application/json"}, url_option="acme_url")
    http = Http(params["acme_url"], conventions, Bearer(params["acme_token"]), transport, read_only, [params["acme_token"]], **client)
    return Connection(http, Names("Acme", {"team": lambda: [(team, team[2:].title()) for team in ("t-admins", "t-nets", "t-ops")]}))


class Accounts(Store):
    resource = Resource(
        noun="user", plural="users", key=Email("email", "mail"), id_api="id", whole=True,
        fields=(Field("name", "name"), Refs("teams", "team_ids", of="team", at_rows="teams")),
    )

    def rows(self) -> Iterator[Row]:
        return iter(self.http.get("/users"))

    def get(self, id_: str) -> Row | None:
        return next((row for row in self.rows() if row["id"] == id_), None)

    def create(self, change: Change) -> Row:
        return dict(self.http.post("/users", self.body(change)))

    def update(self, row: Row, change: Change) -> Row:
        return dict(self.http.put(f"/users/{row['id']}", self.body(change)))

    def delete(self, row: Row) -> None:
        self.delete_if_exists(row, f"/users/{row['id']}")
        self.prove_removed(row)


PROVIDER = Provider("acme", "Acme", OPTIONS, connect)

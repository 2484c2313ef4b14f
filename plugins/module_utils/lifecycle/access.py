# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Every account and entitlement of the platforms in one normal form (``platforms.contract``), effective access through groups included. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..engine.connections import Connections
from ..engine.errors import PeopleError
from ..engine.folding import fold
from ..engine.provider import Connection
from ..platforms import registry
from ..platforms.contract import Access

OPTIONS: dict[str, dict[str, Any]] = {
    "platforms": registry.platforms_option(), "exact": {"type": "bool", "default": False}, "admin_roles": registry.lists_option(),
}


def access_info(connections: Connections, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The task of access_info: complete over all platforms that are named, or failing with what is wrong on each."""
    names = list(dict.fromkeys(params["platforms"]))
    connections.open(names)
    found, failures = connections.each(lambda name, connection: read(name, connection, bool(params["exact"]), params.get("admin_roles")))
    if failures:
        raise PeopleError(
            f"The access on {' and '.join(failures)} could not be read: {' '.join(problem.message for problem in failures.values())}",
            next(iter(failures.values())).hint,
        )
    parts = {name: access.result() for name, access in found.items()}
    joined = {kind: [row for part in parts.values() for row in part[kind]] for kind in ("accounts", "entitlements", "unreadable", "notes")}
    counts = {
        name: {**{kind: len(part[kind]) for kind in ("accounts", "entitlements", "unreadable")}, "requests": connections.requests(name)}
        for name, part in parts.items()
    }
    result = {"changed": False, **joined, "counts": counts, "tenants": {name: access.tenant for name, access in found.items()}}
    # Reviews, inventories and their caches are made of it: a secret that a platform uses as a name gets into none of them.
    masked: dict[str, Any] = connections.secrets.masked(result)
    return masked


def read(platform: str, connection: Connection, exact: bool = False, admin_roles: Mapping[str, Any] | None = None) -> Access:
    """The access on one platform. Raises RequestFailed and Incomplete."""
    wished = (admin_roles or {}).get(platform)
    source = registry.platform(platform)
    access = Access(platform, frozenset(fold(name) for name in (source.admin_roles if wished is None else wished)))
    source.read_access(connection, access, exact)
    return access

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Reads every account and entitlement of the platforms in one normal form (``platforms.contract``), including effective access through groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..engine.connections import Connections
from ..engine.errors import PeopleError, messages
from ..engine.folding import fold
from ..engine.progress import Progress, progress_file
from ..engine.provider import Connection
from ..platforms import registry
from ..platforms.contract import Access

OPTIONS: dict[str, dict[str, Any]] = {
    "platforms": registry.platforms_option(), "exact": {"type": "bool", "default": False}, "admin_roles": registry.lists_option(),
}


def access_info(connections: Connections, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Run access_info. Raises PeopleError with the problems of all platforms if any of them could not be read completely."""
    names = list(dict.fromkeys(params["platforms"]))
    connections.open(names)
    with Progress(progress_file(), connections.progress):
        found, failures = connections.each(lambda name, connection: read(name, connection, bool(params["exact"]), params.get("admin_roles")))
    if failures:
        raise PeopleError(
            f"The access on {' and '.join(failures)} could not be read: {messages(failures.values())}",
            next(iter(failures.values())).hint,
        )
    results = {name: access.result() for name, access in found.items()}
    joined = {kind: [row for entry in results.values() for row in entry[kind]] for kind in ("accounts", "entitlements", "unreadable", "notes")}
    counts = {
        name: {**{kind: len(entry[kind]) for kind in ("accounts", "entitlements", "unreadable")}, "requests": connections.requests(name)}
        for name, entry in results.items()
    }
    result = {"changed": False, **joined, "counts": counts, "tenants": {name: access.tenant for name, access in found.items()}}
    # Reviews, inventories and caches are made from this result, so a secret that is used as a name on a platform must not be in it.
    masked: dict[str, Any] = connections.secrets.masked(result)
    return masked


def read(platform: str, connection: Connection, exact: bool = False, admin_roles: Mapping[str, Any] | None = None) -> Access:
    """Return the access on one platform. Raises RequestFailed and Incomplete."""
    roles = (admin_roles or {}).get(platform)
    source = registry.platform(platform)
    access = Access(platform, frozenset(fold(name) for name in (source.admin_roles if roles is None else roles)))
    source.read_access(connection, access, exact)
    return access

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Reads every account and entitlement of the platforms in one normal form (``platforms.contract``), including effective access through groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..engine.connections import Connections
from ..engine.errors import BadInput, Incomplete, PeopleError, RequestFailed, messages
from ..engine.folding import fold
from ..engine.names import name_problem
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
        found, failures = connections.each(lambda name, connection: _checked(name, connection, bool(params["exact"]), params.get("admin_roles")))
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


def _checked(platform: str, connection: Connection, exact: bool, admin_roles: Mapping[str, Any] | None) -> Access:
    check_admin_roles(platform, connection, admin_roles)
    return read(platform, connection, exact, admin_roles)


def read(platform: str, connection: Connection, exact: bool = False, admin_roles: Mapping[str, Any] | None = None) -> Access:
    """Return the access on one platform. Raises RequestFailed and Incomplete. ``admin_roles`` has to be checked already."""
    access = Access(platform, admin_role_names(platform, admin_roles))
    source = registry.platform(platform)
    source.read_access(connection, access, exact)
    if not access.accounts:  # in a review, everybody would have left, and nobody would be an administrator
        raise Incomplete(f"{source.title} returned no accounts, although this task itself uses one.", "Check the URL and the permissions of the token.")
    return access


def admin_role_names(platform: str, given: Mapping[str, Any] | None) -> frozenset[str]:
    """Return the folded names of the roles that administer access. ``given`` is the option ``admin_roles``, which replaces those of the platform."""
    chosen = (given or {}).get(platform)
    return frozenset(map(fold, registry.platform(platform).admin_roles if chosen is None else chosen))


def check_admin_roles(platform: str, connection: Connection, given: Mapping[str, Any] | None) -> None:
    """Raise BadInput for a name in ``admin_roles`` that no role has: nobody would count as an administrator by it, and guards would let them go.

    Lists the roles only for names other than the usual ones. Where the account of the task may not list them, nothing is checked. Raises RequestFailed
    and Incomplete if listing them fails otherwise.
    """
    source = registry.platform(platform)
    usual = set(map(fold, source.admin_roles))
    further = [name for name in (given or {}).get(platform) or () if fold(name) not in usual]
    try:
        known = list(connection.names.listed(source.role_kind).values()) if further else []
    except RequestFailed as problem:
        if problem.status != 403:
            raise
        return
    for name in further:
        if fold(name) not in map(fold, known):
            unknown = name_problem(source.title, "role", name, (), known)
            raise BadInput(f"admin_roles.{platform}: {unknown.message}", unknown.hint)

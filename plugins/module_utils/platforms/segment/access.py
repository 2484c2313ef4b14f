# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Segment accounts for rosters, reviews and inventories."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ...engine.errors import Incomplete, RequestFailed
from ...engine.fields import UNREADABLE, UNSET, Row
from ...engine.folding import fold
from ...engine.http import Http
from ...engine.leaving import GRANTS, REMOVAL
from ...engine.progress import read_each
from ...engine.provider import Connection
from ...engine.store import Store
from ..contract import Access, AccountPlatform, LogEntry
from .client import PROVIDER, TITLE, Segment, lacks_plan, list_groups, members_of, read_group
from .log import read_log
from .permissions import PERMISSIONS
from .users import Users


class SegmentAccounts(AccountPlatform):
    provider = PROVIDER
    store = Users
    prefix = "segment_"
    admin_roles = ("Workspace Owner",)
    group_field = "groups"
    profile_fields = ("permissions", "groups")
    keeps_log = True
    leaving = {
        GRANTS: "If members stay (leave: disable), all permissions and groups are taken. Members who also have an open invite do not stay.",
        REMOVAL: "The member is removed with all permissions and groups, or the pending invite is withdrawn.",
    }
    survives = (
        "An open browser session of the person cannot be ended or shown by the API. Segment documents up to seven days, and 15 minutes in HIPAA workspaces.",
        "Tokens of the workspace and write keys of sources do not belong to the person. If the person knew any, replace them in Segment.",
    )

    def grant_texts(self, option: str, value: Any) -> list[str]:
        if option == self.group_field or isinstance(value, str):
            return super().grant_texts(option, value)
        return [f"{entry.get('role')}{_place(resource)}" for entry in value or () for resource in entry.get("resources") or [{}]]

    def read_log(self, connection: Segment, options: Mapping[str, Any], since: str, start: str) -> tuple[list[LogEntry], str]:
        return read_log(connection, options, since, start)

    def caller(self, connection: Segment) -> dict[str, str]:
        # The Public API has no operation that names the token or its creator.
        return {"account": "", "id": "", "source": "The Public API does not report the name or the creator of its token."}

    def read_access(self, connection: Segment, access: Access, exact: bool) -> None:
        store = Users(connection)
        rows = list(store.rows())
        accounts: dict[str, dict[str, Any]] = {}
        workspace = connection.names.listed("workspace")
        access.tenant = next(iter(workspace), "")
        for row in read_each(store.http, lambda entry: store.whole(entry, ()), rows, "users read"):
            pending = row["status"] == "pending"
            account = access.account("" if pending else row["id"], row.get("name") or "", row["email"], "pending" if pending else "active")
            accounts[fold(row["email"])] = account
            permissions = store.resource.from_api(row, connection.names)["permissions"]
            if permissions in (UNREADABLE, UNSET):
                access.unknown(account, "permissions of a pending invite" if pending else "permissions")
            else:
                _grant_permissions(access, account, permissions, connection, workspace)
        for group in _groups(connection.http) or ():
            permissions = PERMISSIONS.from_api({**group, "status": "group"}, connection.names)
            for email in group["emails"]:
                if fold(email) not in accounts:
                    raise Incomplete(f"{TITLE}: {email} is in the group {group['name']} but is neither a member nor invited.", "Run the task again.")
                _grant_permissions(access, accounts[fold(email)], permissions, connection, workspace, f"group:{group['name']}")

    def export_rows(self, store: Store, rows: Iterable[Row], fields: tuple[str, ...]) -> tuple[list[Row], tuple[str, ...]]:
        """Add the groups of each account. They are read from the groups, which are fewer than the people. Plans below Business have no groups."""
        found, _missing = super().export_rows(store, rows, tuple(name for name in fields if name != self.group_field))
        groups = _groups(store.http)
        if groups is None:
            return found, (self.group_field,)
        held: dict[str, list[Row]] = {}
        for group in groups:
            for email in group["emails"]:
                held.setdefault(fold(email), []).append({"id": group["id"], "name": group["name"]})
        return [{**row, "groups": held.get(fold(row["email"]), [])} for row in found], ()

    def role_of(self, grant: Any) -> str:
        """Return the role id of a grant (role, resource type, resource id, labels)."""
        return str(grant[0])

    def admin_groups(self, connection: Segment, administers: Callable[[Any], bool]) -> set[str]:
        """Return the ids of the administrative groups. Plans below Business have no groups."""
        try:
            return {row["id"] for row in connection.groups if any(map(administers, connection.permissions_of_group(row["id"])))}
        except RequestFailed as problem:
            if not lacks_plan(problem):
                raise
            return set()

    def group_members(self, connection: Connection, groups: Iterable[str]) -> set[str]:
        return {fold(address) for group in sorted(groups) for address in members_of(connection.http, group)}


def _place(resource: Mapping[str, Any]) -> str:
    """Return where a permission applies, as in `` on source src-web [env=prod]``."""
    kind, id_ = str(resource.get("type") or ""), str(resource.get("id") or "")
    labels = ", ".join(f"{label.get('key')}={label.get('value')}" for label in resource.get("labels") or ())
    where = f" on {kind.lower()}" + (f" {id_}" if id_ and kind != "WORKSPACE" else "") if kind else ""  # a token belongs to one workspace
    return where + (f" [{labels}]" if labels else "")


def _grant_permissions(access: Access, account: dict[str, Any], grants: Any, connection: Segment, workspace: Mapping[str, str], via: str = "direct") -> None:
    for role, type_, id_, labels in grants:
        shown = ",".join(f"{key}={value}" for key, value in sorted(labels))
        access.grant(account, (role, connection.names.name("role", role)), (type_, id_, workspace.get(id_, id_)), via, shown)


def _groups(http: Http) -> list[dict[str, Any]] | None:
    """Return the user groups with their permissions and the addresses of members and invites; None if the plan is below Business."""
    try:
        groups = list(list_groups(http))
    except RequestFailed as problem:
        if not lacks_plan(problem):
            raise
        return None

    def filled(group: Any) -> dict[str, Any]:
        if group.get("permissions") is None:  # optional in the schema
            group = read_group(http, group["id"])
        return {**group, "permissions": group.get("permissions") or [], "emails": list(members_of(http, group["id"]))}

    return read_each(http, filled, groups, "groups read")

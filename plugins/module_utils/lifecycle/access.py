# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Every account and entitlement of the platforms in one normal form, effective access through groups included. Reads only.

An account is ``{platform, id, name, email, status, last_seen, created, admin, protected}``, an entitlement ``{platform, account_id, email,
name, role, role_id, resource_type, resource, resource_id, labels, via, admin}``, and what a platform does not tell ``{platform, email, what}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Callable
from urllib.parse import urlsplit

from ..engine.errors import Incomplete, PeopleError, RequestFailed
from ..engine.fields import OMITTED, UNKNOWN, Row, fold
from ..engine.parallel import side_by_side
from ..engine.provider import Connection
from ..engine.together import Connections
from ..platforms.contabo import users as contabo
from ..platforms.segment import client as segment
from ..platforms.segment import permissions as segment_permissions
from ..platforms.segment import users as segment_users
from ..platforms.thousandeyes import users as thousandeyes
from ..platforms.tsna import users as tsna
from ..platforms.tsna.shape import tells_never
from .platforms import ADMIN_ROLES, ADMIN_ROLES_OPTION, PLATFORMS_OPTION

OPTIONS: dict[str, dict[str, Any]] = {
    "platforms": PLATFORMS_OPTION, "exact": {"type": "bool", "default": False}, "admin_roles": ADMIN_ROLES_OPTION,
}
EVERYWHERE = "all_account_groups"
NO_TIME = "not told"  # as ``last_seen`` of an account whose last login is told in a form that is no time
ORDER = ("email", "name", "account_id", "resource_type", "resource", "resource_id", "role", "role_id", "via", "labels")
Accounts = dict[str, dict[str, Any]]


@dataclass
class Access:
    """What one platform tells. ``admins`` are the folded names of the roles that administer access, ``tenant`` is what tells it from another
    organization or account on the same platform, empty where the platform does not say."""

    platform: str
    admins: frozenset[str] = frozenset()
    accounts: list[dict[str, Any]] = field(default_factory=list)
    entitlements: list[dict[str, Any]] = field(default_factory=list)
    unreadable: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    tenant: str = ""

    def account(self, id_: str, name: str, email: str, status: str, **more: Any) -> dict[str, Any]:
        usual = {"last_seen": None, "created": None, "admin": False, "protected": ""}
        row = {"platform": self.platform, "id": id_, "name": name, "email": email, "status": status, **usual, **more}
        self.accounts.append(row)
        return row

    def grant(
        self, account: dict[str, Any], role: tuple[str, str], resource: tuple[str, str, str], via: str = "direct", labels: str = "", admin: bool = False
    ) -> None:
        """``role`` is (id, name), ``resource`` (type, id, name). An account with an administrative grant is an administrator."""
        admin = admin or fold(role[1]) in self.admins
        account["admin"] = account["admin"] or admin
        self.entitlements.append({
            "platform": self.platform, "account_id": account["id"], "email": account["email"], "name": account["name"], "role": role[1], "role_id": role[0],
            "resource_type": resource[0], "resource": resource[2], "resource_id": resource[1], "labels": labels, "via": via, "admin": admin,
        })

    def unknown(self, account: Mapping[str, Any], what: str) -> None:
        self.unreadable.append({"platform": self.platform, "email": account["email"], "name": account["name"], "what": what})

    def result(self) -> dict[str, list[Any]]:
        """All lists in an order that does not depend on the platform's."""
        return {
            "accounts": sorted(self.accounts, key=lambda row: (fold(row["email"] or row["name"]), row["id"])),
            "entitlements": sorted(self.entitlements, key=lambda row: [row[part] for part in ORDER]),
            "unreadable": sorted(self.unreadable, key=lambda row: (row["email"], row["name"])), "notes": self.notes,
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
    told = {"changed": False, **joined, "counts": counts, "tenants": {name: access.tenant for name, access in found.items()}}
    # Reviews, inventories and their caches are made of it: a secret that a platform uses as a name gets into none of them.
    masked: dict[str, Any] = connections.secrets.masked(told)
    return masked


def address_of(url: str) -> str:
    """A URL without what could be a password in it."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] + parts.path


def read(platform: str, connection: Connection, exact: bool = False, admin_roles: Mapping[str, Any] | None = None) -> Access:
    """The access on one platform. Raises RequestFailed and Incomplete."""
    wished = (admin_roles or {}).get(platform)
    admins = ADMIN_ROLES[platform] if wished is None else wished
    access = Access(platform, frozenset(fold(name) for name in admins))
    READERS[platform](connection, access, exact)
    return access


# -- ThousandEyes ----------------------------------------------------------------------------------------------------------------------------


def _thousandeyes(connection: Any, access: Access, exact: bool) -> None:
    store = thousandeyes.Users(connection)
    accounts: Accounts = {}
    rows = list(store.rows())
    for row in rows:
        uid = str(row["uid"])
        accounts[uid] = access.account(
            uid, row.get("name") or "", row.get("email") or "", "active", last_seen=row.get("lastLogin"), created=row.get("dateRegistered"),
            protected=store.standing(row),
        )
    managing = store.connection.managing
    (_users_one_by_one if exact else _users_by_account_group)(store, access, accounts, rows, managing)


def _users_one_by_one(store: thousandeyes.Users, access: Access, accounts: Accounts, rows: list[Row], managing: frozenset[str]) -> None:
    names = store.names
    for row in side_by_side(lambda one: store.whole(one, None), rows):
        account = accounts[str(row["uid"])]
        values = store.resource.read(row, names)
        for group, role in values["account_group_roles"]:
            access.grant(account, (role, names.name("role", role)), ("account_group", group, names.name("account_group", group)), admin=role in managing)
        for role in values["all_account_group_roles"]:
            access.grant(account, (role, names.name("role", role)), (EVERYWHERE, "", "all account groups"), admin=role in managing)


def _users_by_account_group(store: thousandeyes.Users, access: Access, accounts: Accounts, rows: list[Row], managing: frozenset[str]) -> None:
    """getAccountGroup with its users expanded: one request for each account group instead of one for each user."""
    seen: set[str] = set()
    for group in store.connection.expanded("user"):
        if group.get("isCurrentAccountGroup"):  # only this reading asks for the account groups, which name the organization
            access.tenant = str(group.get("orgId") or group.get("organizationName") or "")
        for user in group["users"]:
            uid = str(user["uid"])
            if uid not in accounts:
                raise Incomplete(f"ThousandEyes: {user.get('email')} is in an account group and not in the list of users.", "Run the task again.")
            seen.add(uid)
            for role in user.get("roles") or ():
                id_ = str(role["roleId"])
                access.grant(
                    accounts[uid], (id_, role.get("name") or id_), ("account_group", str(group["aid"]), group["accountGroupName"]), admin=id_ in managing,
                )
    for uid in sorted(set(accounts) - seen):
        access.unknown(accounts[uid], "roles: in no account group that the token can see")
    access.notes.append(
        "thousandeyes: read by account group. A role for all account groups is shown as one in each of them, account groups that the token cannot "
        "see are left out; exact: true tells both apart and costs a request for each user."
    )


# -- Segment ---------------------------------------------------------------------------------------------------------------------------------


def _segment(connection: Connection, access: Access, exact: bool) -> None:
    store = segment_users.Users(connection)
    rows = list(store.rows())
    accounts: Accounts = {}
    workspace = connection.names.listed("workspace")
    access.tenant = next(iter(workspace), "")
    for row in side_by_side(lambda one: store.whole(one, ()), rows):
        pending = row["status"] == "pending"
        account = access.account("" if pending else row["id"], row.get("name") or "", row["email"], "pending" if pending else "active")
        accounts[fold(row["email"])] = account
        permissions = store.resource.read(row, connection.names)["permissions"]
        if permissions in (UNKNOWN, OMITTED):
            access.unknown(account, "permissions of a pending invite" if pending else "permissions")
        else:
            _grant_permissions(access, account, permissions, connection, workspace)
    for group in segment_groups(connection) or ():
        atoms = segment_permissions.PERMISSIONS.read({**group, "status": "group"}, connection.names)
        for email in group["emails"]:
            if fold(email) not in accounts:
                raise Incomplete(f"Segment: {email} is in the group {group['name']} and neither a member nor invited.", "Run the task again.")
            _grant_permissions(access, accounts[fold(email)], atoms, connection, workspace, f"group:{group['name']}")


def _grant_permissions(access: Access, account: dict[str, Any], atoms: Any, connection: Connection, workspace: Mapping[str, str], via: str = "direct") -> None:
    for role, type_, id_, labels in atoms:
        shown = ",".join(f"{key}={value}" for key, value in sorted(labels))
        access.grant(account, (role, connection.names.name("role", role)), (type_, id_, workspace.get(id_, id_)), via, shown)


def segment_groups(connection: Connection) -> list[dict[str, Any]] | None:
    """The user groups with their permissions and the addresses of members and invites; None below the Business plan."""
    http = connection.http
    try:
        groups = list(segment.list_groups(http))
    except RequestFailed as problem:
        if "plan does not include" not in problem.message:
            raise
        return None

    def filled(group: Any) -> dict[str, Any]:
        if group.get("permissions") is None:  # optional in the schema
            group = segment.read_group(http, group["id"])
        return {**group, "permissions": group.get("permissions") or [], "emails": list(segment.members_of(http, group["id"]))}

    return side_by_side(filled, groups)


# -- Contabo ---------------------------------------------------------------------------------------------------------------------------------


def _contabo(connection: Any, access: Access, exact: bool) -> None:
    store = contabo.Users(connection)
    for row in store.rows():
        access.tenant = access.tenant or "-".join(str(row[part]) for part in ("tenantId", "customerId") if row.get(part))
        standing = store.standing(row)
        account = access.account(
            row["userId"], " ".join(str(row[part]) for part in ("firstName", "lastName") if row.get(part)), row["email"],
            "active" if row.get("enabled", True) else "disabled", admin=standing == "owner", protected=standing,
        )
        if row.get("roles") is None:
            access.unknown(account, "roles")
        for role in row.get("roles") or ():
            id_ = str(role["roleId"])
            access.grant(account, (id_, role.get("name") or id_), ("account", "", "Contabo account"), admin=bool(role.get("admin")))


# -- TSNA --------------------------------------------------------------------------------------------------------------------------------------


def _tsna(connection: Any, access: Access, exact: bool) -> None:
    store = tsna.Users(connection)
    access.tenant = address_of(connection.http.base_url)
    rows = list(store.rows())
    lacking = [row for row in rows if not store.suffices(row, ("roles", "enabled"))]
    whole = {row["id"]: row for row in side_by_side(lambda one: store.whole(one, None), lacking)}
    for row in (whole.get(one["id"], one) for one in rows):
        standing = store.standing(row)
        seen, stamp = row.get("last_login"), row["document"].get(row["shape"].last_login)
        account = access.account(
            row["id"], row["name"], row.get("email") or "", "active" if row.get("enabled", True) else "disabled", admin=standing == "root",
            protected=standing, last_seen=seen or (None if tells_never(stamp) else NO_TIME),
        )
        if account["last_seen"] == NO_TIME:
            access.unknown(account, f"last login: {stamp} is no time")
        if "roles" not in row:
            access.unknown(account, "roles")
        for role in sorted(row.get("roles") or ()):
            access.grant(account, ("", role), ("system", "", "TSNA"))
    access.notes.append("tsna: when an account was made is not told. Whether one that was never used is new or forgotten shows from one review to the next.")


READERS: dict[str, Callable[[Any, Access, bool], None]] = {"thousandeyes": _thousandeyes, "segment": _segment, "contabo": _contabo, "tsna": _tsna}

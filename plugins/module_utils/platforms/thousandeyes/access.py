# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""ThousandEyes accounts for rosters, reviews and inventories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Any

from ...engine.errors import Incomplete
from ...engine.fields import Row
from ...engine.folding import fold
from ...engine.leaving import REMOVAL
from ...engine.progress import read_each
from ..contract import Access, AccountPlatform, LogEntry
from .client import PROVIDER, TITLE, ThousandEyes
from .log import read_log
from .users import Users

EVERYWHERE = "all_account_groups"
Accounts = dict[str, dict[str, Any]]  # by the id of the user


class ThousandEyesAccounts(AccountPlatform):
    provider = PROVIDER
    store = Users
    prefix = "te_"
    admin_roles = ("Organization Admin",)
    profile_fields = ("login_account_group", "account_group_roles", "all_account_group_roles")
    keeps_log = True
    leaving = {REMOVAL: "The user is deleted, also with leave: disable: users cannot be disabled, and each needs a role."}
    survives = (
        "It is not documented whether the API tokens and the open sessions of a deleted user end at once. No API lists them.",
        "A user of several organizations is only removed from this one.",
        "Tests, dashboards and alert rules that the person created stay.",
    )
    tells_last_login = True  # ``lastLogin`` (getUsers)

    def person_options(self, person: Mapping[str, Any]) -> dict[str, Any]:
        names = [str(person[member]) for member in ("first_name", "last_name") if person.get(member)]
        return {**super().person_options(person), **({"name": " ".join(names)} if names else {})}

    def grant_texts(self, option: str, value: Any) -> list[str]:
        if option == "all_account_group_roles":
            return [f"all account groups as {role}" for role in super().grant_texts(option, value)]
        if isinstance(value, str):  # could not be read
            return [value]
        return [f"{entry.get('account_group') or entry.get('account_group_id')} as {role}" for entry in value or () for role in entry.get("roles") or ()]

    def read_log(self, connection: ThousandEyes, options: Mapping[str, Any], since: str, start: str) -> tuple[list[LogEntry], str]:
        return read_log(connection, options, since, start)

    def read_access(self, connection: ThousandEyes, access: Access, exact: bool) -> None:
        store = Users(connection)
        accounts: Accounts = {}
        rows = list(store.rows())
        for row in rows:
            uid = str(row["uid"])
            accounts[uid] = access.account(
                uid, row.get("name") or "", row.get("email") or "", "active", last_seen=row.get("lastLogin"), created=row.get("dateRegistered"),
                protected=store.policy.protected_as(row),
            )
        (_one_by_one if exact else _by_account_group)(store, access, accounts, rows, connection.managing)

    def caller(self, connection: ThousandEyes) -> dict[str, str]:
        return {"account": str(connection.me.get("email") or ""), "id": str(connection.me["uid"]), "source": "the current user of the API"}

    def role_of(self, grant: Any) -> str:
        """Return the role id of a grant: a role for all account groups, or (account group, role)."""
        return str(grant[1] if isinstance(grant, tuple) else grant)

    def admin_role_ids(self, connection: ThousandEyes, rows: Iterable[Row], names: Set[str]) -> set[str]:
        return {str(row["roleId"]) for row in connection.known("roles") if row.get("hasManagementPermissions") or fold(row["name"]) in names}


def _one_by_one(store: Users, access: Access, accounts: Accounts, rows: list[Row], managing: frozenset[str]) -> None:
    names = store.names
    if not store.connection.sees_all_roles:
        access.notes.append(
            "thousandeyes: the user of te_token has no role in all account groups, so roles in account groups that the token cannot see may be missing."
        )
    for row in read_each(store.http, lambda entry: store.whole(entry, None), rows, "users read"):
        account = accounts[str(row["uid"])]
        values = store.resource.from_api(row, names)
        for group, role in values["account_group_roles"]:
            access.grant(account, (role, names.name("role", role)), ("account_group", group, names.name("account_group", group)), admin=role in managing)
        for role in values["all_account_group_roles"]:
            access.grant(account, (role, names.name("role", role)), (EVERYWHERE, "", "all account groups"), admin=role in managing)


def _by_account_group(store: Users, access: Access, accounts: Accounts, rows: list[Row], managing: frozenset[str]) -> None:
    """Read users by account group (getAccountGroup, expanded): one request per account group instead of one per user."""
    seen: set[str] = set()
    for group in store.connection.expanded("user"):
        if group.get("isCurrentAccountGroup"):  # only account groups name the organization
            access.tenant = str(group.get("orgId") or group.get("organizationName") or "")
        for user in group["users"]:
            uid = str(user["uid"])
            if uid not in accounts:
                raise Incomplete(f"{TITLE}: {user.get('email')} is in an account group but not in the list of users.", "Run the task again.")
            seen.add(uid)
            for role in user.get("roles") or ():
                id_ = str(role["roleId"])
                access.grant(
                    accounts[uid], (id_, role.get("name") or id_), ("account_group", str(group["aid"]), group["accountGroupName"]), admin=id_ in managing,
                )
    for uid in sorted(set(accounts) - seen):
        access.unknown(accounts[uid], "roles: in no account group that the token can see")
    access.notes.append(
        "thousandeyes: read by account group. A role for all account groups is shown as a role in each of them, and account groups that the token cannot "
        "see are missing; exact: true shows the difference, as far as the token sees it, and takes a request for each user."
    )

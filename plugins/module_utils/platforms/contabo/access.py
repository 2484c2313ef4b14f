# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Contabo accounts for rosters, reviews and inventories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Any

from ...engine.fields import Row
from ...engine.leaving import DISABLE, KEYS, REMOVAL
from ..contract import Access, AccountPlatform, LogEntry
from .client import PROVIDER, Contabo
from .log import read_log
from .secrets import Accounts
from .users import Users


class ContaboAccounts(AccountPlatform):
    provider = PROVIDER
    store = Accounts
    prefix = "contabo_"
    admin_roles = ("Owner", "Full Access")
    profile_fields = ("roles",)
    keeps_log = True
    leaving = {
        DISABLE: "The user is disabled and read again.", KEYS: "With replace_keys, the S3 secret keys are replaced.", REMOVAL: "The user is deleted.",
    }
    survives = (
        "An access token that the user got before may be valid for up to five minutes.",  # assumption: a token is valid until it expires
        "It is not documented whether the S3 keys of the user stop working. Set replace_keys to replace them before.",
        "Bucket policies that name the user stay.",
        "The client secret is shared by all API users of the account. If the person knew it, replace it with contabo_client_secret.",
    )

    def person_options(self, person: Mapping[str, Any]) -> dict[str, Any]:
        names = {name: person[name] for name in ("first_name", "last_name") if person.get(name)}
        return {**super().person_options(person), "enabled": True, **names}

    def read_log(self, connection: Contabo, options: Mapping[str, Any], since: str, start: str) -> tuple[list[LogEntry], str]:
        return read_log(connection, options, since, start)

    def caller(self, connection: Contabo) -> dict[str, str]:
        account, id_ = connection.identity
        return {"account": account, "id": id_, "source": "the token" if account or id_ else "The token does not identify its user."}

    def read_access(self, connection: Contabo, access: Access, exact: bool) -> None:
        store = Users(connection)
        for row in store.rows():
            access.tenant = access.tenant or "-".join(str(row[member]) for member in ("tenantId", "customerId") if row.get(member))
            protected_as = store.policy.protected_as(row)
            account = access.account(
                row["userId"], " ".join(str(row[member]) for member in ("firstName", "lastName") if row.get(member)), row["email"],
                "active" if row.get("enabled", True) else "disabled", admin=protected_as == "owner", protected=protected_as,
            )
            if row.get("roles") is None:
                access.unknown(account, "roles")
            for role in row.get("roles") or ():
                id_ = str(role["roleId"])
                access.grant(account, (id_, role.get("name") or id_), ("account", "", "Contabo account"), admin=bool(role.get("admin")))

    def admin_role_ids(self, connection: Contabo, rows: Iterable[Row], names: Set[str]) -> set[str]:
        held = {str(role["roleId"]) for row in rows for role in row.get("roles") or () if role.get("admin")}
        return held | connection.admin_roles

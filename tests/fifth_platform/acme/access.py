# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Acme as rosters, reviews and inventories see it."""

from __future__ import annotations

from typing import Any

from ..contract import Access, AccountPlatform
from .users import PROVIDER, Accounts


class AcmeAccounts(AccountPlatform):
    provider = PROVIDER
    store = Accounts
    prefix = "acme_"
    admin_roles = ("Admins",)
    role_kind = "team"
    profile_fields = ("teams",)

    def read_access(self, connection: Any, access: Access, exact: bool) -> None:
        for row in Accounts(connection).rows():
            account = access.account(row["id"], row["name"], row["mail"], "active")
            for team in row["teams"]:
                access.grant(account, (team["id"], team["name"]), ("account", "", "Acme"))

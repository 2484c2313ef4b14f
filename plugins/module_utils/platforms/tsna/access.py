# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""TSNA accounts for rosters, reviews and inventories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...engine.leaving import DISABLE, REMOVAL, SESSIONS
from ...engine.passwords import generate
from ...engine.progress import read_each
from ...engine.provider import address_of
from ..contract import NOT_REPORTED, Access, AccountPlatform, LogEntry
from .client import PROVIDER, Tsna
from .log import read_log
from .sessions import Accounts
from .shape import tells_never
from .users import Users


class TsnaAccounts(AccountPlatform):
    provider = PROVIDER
    store = Accounts
    prefix = "tsna_"
    admin_roles = ("Administrator",)
    profile_fields = ("roles",)
    not_exported = ("locked", "copy_preferences_from", "extra_attributes")
    password_option = "tsna_passwords"
    tells_last_login = True  # ``lastSuccessfulLoginTimestamp`` (UserDTO)
    lists_sessions = True
    leaving = {
        DISABLE: "The user is disabled and read again.", SESSIONS: "All sessions of the user are ended, and listed again.", REMOVAL: "The user is deleted.",
    }
    survives = (
        "A web service session that is in a call ends after that call.",
        "A user that other objects refer to cannot be deleted, and stays disabled.",
    )
    without_log = "The REST API has no event log. The event log of the product, and its syslog receiver, record changes of users."

    def person_options(self, person: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().person_options(person), "enabled": True}

    def new_password(self, name: str) -> str:
        """Rules for local passwords (BMC, "Managing system parameters"): 6 to 255 characters, the minimum can be set, no space; a server may refuse the user
        name inside. Assumption: no other rules, and a minimum of at most 24 characters."""
        return generate(name)

    def read_log(self, connection: Tsna, options: Mapping[str, Any], since: str, start: str) -> tuple[list[LogEntry], str]:
        return read_log(connection, options, since, start)

    def caller(self, connection: Tsna) -> dict[str, str]:
        source = "the session of the task" if connection.me else "The server does not name the user of the session."
        return {"account": connection.me, "id": "", "source": source}

    def read_access(self, connection: Tsna, access: Access, exact: bool) -> None:
        store = Users(connection)
        access.tenant = address_of(connection.http.base_url)
        rows = list(store.rows())
        lacking = [row for row in rows if not store.has_all_fields(row, ("roles", "enabled"))]
        whole = {row["id"]: row for row in read_each(store.http, lambda entry: store.whole(entry, None), lacking, "users read")}
        for row in (whole.get(entry["id"], entry) for entry in rows):
            protected_as = store.policy.protected_as(row)
            seen, stamp = row.get("last_login"), row["document"].get(row["shape"].last_login)
            account = access.account(
                row["id"], row["name"], row.get("email") or "", "active" if row.get("enabled", True) else "disabled", admin=protected_as == "root",
                protected=protected_as, last_seen=seen or (None if tells_never(stamp) else NOT_REPORTED),
            )
            if account["last_seen"] == NOT_REPORTED:
                access.unknown(account, f"last login: {stamp} is not a valid timestamp")
            if "roles" not in row:
                access.unknown(account, "roles")
            for role in sorted(row.get("roles") or ()):
                access.grant(account, ("", role), ("system", "", "TSNA"))
        access.notes.append(
            "tsna: the API does not show when an account was created. Compare reviews to see whether an unused account is new or forgotten."
        )

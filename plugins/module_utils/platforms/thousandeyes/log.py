# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The activity log of ThousandEyes as log entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ...engine.fields import Row
from ...engine.folding import fold
from ..contract import LogEntry, plain_action
from .client import ThousandEyes
from .events import list_events
from .users import Users

_ADDRESS = re.compile(r"[^\s()<>@]+@[^\s()<>@]+")
# assumption: the beginning of events whose actor is also the affected account
_OWN = re.compile(r"log(ged)?[ -]?(in|on|out|off)\b")


def read_log(connection: ThousandEyes, options: Mapping[str, Any], since: str, start: str) -> tuple[list[LogEntry], str]:
    # Read the log of all account groups: a change made in the context of another one is missing in the log of this one.
    filters = {"types": None, "users": None, "account_groups": None}
    params = {"since": since, "start": start, "te_aid": options.get("te_aid"), "all_account_groups": True, **filters}
    found = list_events(connection, params, True)
    needed = any(_users_in(event) or _is_own_without_address(event) for event in found["events"])
    known = _Known(Users(connection).rows() if needed else ())
    return [_entry(event, known) for event in found["events"]], found["cursor"]


class _Known:
    """The users, by what the log calls them: by display name, which people choose themselves, or by address if they have none."""

    def __init__(self, users: Iterable[Row]):
        self.ids: dict[str, str] = {}
        self.names: dict[str, list[str]] = {}
        for user in users:
            email = user.get("email") or ""
            self.ids[str(user.get("uid") or "")] = email
            self.names.setdefault(fold(user.get("name") or email), []).append(email)
        self.emails = {fold(email) for emails in self.names.values() for email in emails}

    def account(self, name: str) -> str | None:
        """Return the address of the user with a name. If that is uncertain, None for a name with an address, so that it is nobody else's, otherwise the name.

        The address in a name that no user has counts, unless it is that of a user with another name.
        """
        emails = self.names.get(fold(name), ())
        if len(emails) == 1:
            return emails[0] or (None if _ADDRESS.search(name) else name)
        address = _ADDRESS.search(name)
        if not address:
            return name
        return None if emails or fold(address[0]) in self.emails else address[0]


def _entry(event: Row, known: _Known) -> LogEntry:
    who = event["actor_email"] or event["actor"]
    what = plain_action(event["type"])
    users = _users_in(event)
    account = who if _OWN.match(what) else None
    if users:
        account = known.account(users[0])
    elif _is_own_without_address(event):
        account = known.ids.get(str(event["actor_id"] or "")) or known.account(event["actor"])
    identity = [event[name] for name in ("time", "type", "account_group_id", "actor_id", "ip_address", "resources")]
    return LogEntry(event["time"], who, what, account, event, identity)


def _is_own_without_address(event: Row) -> bool:
    return bool(event["actor"] and not event["actor_email"] and _OWN.match(plain_action(event["type"])))


def _users_in(event: Row) -> list[str]:
    return [resource["name"] for resource in event["resources"] if fold(resource["type"] or "").startswith("user") and resource["name"]]

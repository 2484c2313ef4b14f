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
    named = {fold(name) for event in found["events"] for name in _users_in(event) if not _ADDRESS.search(name)}
    addresses = _addresses(Users(connection).rows()) if named else {}
    return [_entry(event, addresses) for event in found["events"]], found["cursor"]


def _entry(event: Row, addresses: Mapping[str, str]) -> LogEntry:
    who = event["actor_email"] or event["actor"]
    what = plain_action(event["type"])
    users = _users_in(event)
    account = who if _OWN.match(what) else None
    if users:
        address = _ADDRESS.search(users[0])
        account = address[0] if address else addresses.get(fold(users[0])) or users[0]
    identity = [event[name] for name in ("time", "type", "account_group_id", "actor_id", "ip_address", "resources")]
    return LogEntry(event["time"], who, what, account, event, identity)


def _users_in(event: Row) -> list[str]:
    return [resource["name"] for resource in event["resources"] if fold(resource["type"] or "").startswith("user") and resource["name"]]


def _addresses(users: Iterable[Row]) -> dict[str, str]:
    """Return addresses by folded display name, empty if several users have the same name."""
    found: dict[str, str] = {}
    for user in users:
        name = fold(user.get("name") or "")
        found[name] = "" if name in found else user.get("email") or ""
    return found

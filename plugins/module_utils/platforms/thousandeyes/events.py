# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The activity log of ThousandEyes (getUserEvents)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...engine import events
from ...engine.fields import Row, get_path
from ...engine.paging import by_next_link
from ...engine.provider import Connection
from .schemas import EVENT

_LISTS = ("types", "users", "account_groups")
EVENT_OPTIONS: dict[str, dict[str, Any]] = {
    **events.OPTIONS, "all_account_groups": {"type": "bool", "default": False}, **{name: {"type": "list", "elements": "str"} for name in _LISTS},
}
# Both ends of the time range are optional in the contract (getUserEvents). Without a start, the whole log is returned.
EVENT_RULES: dict[str, Any] = {"mutually_exclusive": events.RULES["mutually_exclusive"]}
PATH = "/audit-user-events"
# assumption: the operation does not declare a page size, but accepts this one; otherwise pages are smaller
PAGE_SIZE = 500


def list_events(connection: Connection, params: dict[str, Any], check_mode: bool) -> dict[str, Any]:
    """Return the requested events, newest last, and the cursor for the next run. The API filters by time, this function by the rest."""
    context = {"aid": params["te_aid"]} if params.get("te_aid") else {}
    everywhere = params["all_account_groups"]
    scope = f"{params.get('te_aid') or ''}/{'all' if everywhere else 'one'}"
    cursor, end = events.parse_window(params, scope, connection.http.clock.now(), open_start=True)
    query: dict[str, Any] = {**context, "useAllPermittedAids": str(everywhere).lower(), "max": PAGE_SIZE}
    window = None if params.get("since") or end is not None else params.get("window")
    if window:
        query["window"] = window.strip()  # relative to the server's clock
    elif cursor.start is not None:
        query["startDate"] = events.iso(cursor.start)
    if end is not None:
        query["endDate"] = events.iso(end)

    def moment(row: Row) -> float:
        return events.moment_in(connection.http, PATH, row["date"])

    period: dict[str, Any] = {}
    rows = list(by_next_link(connection.http, PATH, "auditEvents", query, EVENT, lambda answer: _keep_range(answer, period)))
    if window and rows:
        cursor = replace(cursor, floor=min([cursor.floor or 0.0, *map(moment, rows)]))
    fresh, after = events.collect(rows, cursor, moment, _identity)
    found = [event for event in map(_to_event, fresh) if _is_requested(event, params)]
    return {"changed": False, "events": found, "cursor": str(after), **period}


def _keep_range(answer: Any, period: dict[str, Any]) -> None:
    """Store the time range that the server reports in the first response."""
    for name, member in (("start_date", "startDate"), ("end_date", "endDate")):
        if name not in period and get_path(answer, member) is not None:
            period[name] = get_path(answer, member)


def _identity(row: Row) -> Any:
    # An event has no id. The names of its user and account group are left out, because they can change.
    return [row.get(name) for name in ("date", "event", "aid", "uid", "ipAddress", "resources")]


def _to_event(row: Row) -> dict[str, Any]:
    address = re.search(r"\(([^()\s]+@[^()\s]+)\)\s*$", row.get("user") or "")  # as in: Ada Quist (ada.quist@harbor.example)
    return {
        "time": row["date"], "type": row.get("event"), "actor": row.get("user"), "actor_id": row.get("uid"), "actor_email": address[1] if address else None,
        "account_group": row.get("accountGroupName"), "account_group_id": row.get("aid"), "ip_address": row.get("ipAddress"),
        "resources": [{"type": resource.get("type"), "name": resource.get("name")} for resource in row.get("resources") or ()],
    }


def _is_requested(event: Mapping[str, Any], params: Mapping[str, Any]) -> bool:
    types = None if params.get("types") is None else [entry.strip().rstrip(".") for entry in params["types"]]  # the log has sentences: "User created."
    return all((
        events.any_of(types, str(event["type"]).rstrip(".")),
        events.any_of(params.get("users"), event["actor_email"], event["actor_id"], event["actor"]),
        events.any_of(params.get("account_groups"), event["account_group"], event["account_group_id"]),
    ))

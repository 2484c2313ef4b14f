# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The audit trail of a Segment workspace (listAuditEvents). It requires the Business plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...engine import events
from ...engine.fields import Row
from ...engine.provider import Connection
from .lists import listing
from .schemas import EVENT

EVENT_OPTIONS: dict[str, dict[str, Any]] = {
    **events.OPTIONS, "resource_type": {"type": "str"}, "resource_id": {"type": "str"},
    "types": {"type": "list", "elements": "str"}, "actors": {"type": "list", "elements": "str"},
}
EVENT_RULES = events.RULES


def list_events(connection: Connection, params: dict[str, Any], check_mode: bool) -> dict[str, Any]:
    """Return the requested events, newest last, and the cursor for the next run. The API filters by time and resource, this function by the rest."""
    resource = {"resourceType": params.get("resource_type"), "resourceId": params.get("resource_id")}
    query = {name: value for name, value in resource.items() if value}
    cursor, end = events.parse_window(params, "/".join(f"{name}={value}" for name, value in sorted(query.items())), connection.http.clock.now())
    if cursor.start is not None:
        query["startTime"] = events.iso(cursor.start)
    if end is not None:
        query["endTime"] = events.iso(end)
    rows = listing(connection.http, "/audit-events", "events", EVENT, query)
    fresh, after = events.collect(rows, cursor, lambda row: events.moment_in(connection.http, "/audit-events", row.get("timestamp")), lambda row: row["id"])
    return {"changed": False, "events": [event for event in map(_to_event, fresh) if _is_requested(event, params)], "cursor": str(after)}


def _to_event(row: Row) -> dict[str, Any]:
    kind, dummy, id_ = str(row.get("actor") or "").partition("/")  # as in: public-api-token/TJ7z8cg6
    return {
        "time": events.iso(events.moment(row["timestamp"])), "type": row["type"], "id": row["id"],
        "actor": row.get("actor"), "actor_type": kind or None, "actor_id": id_ or None, "actor_email": row.get("actorEmail"),
        "resource_type": row.get("resourceType"), "resource_id": row.get("resourceId"), "resource_name": row.get("resourceName"),
    }


def _is_requested(event: Mapping[str, Any], params: Mapping[str, Any]) -> bool:
    return events.any_of(params.get("types"), event["type"]) and events.any_of(
        params.get("actors"), event["actor"], event["actor_id"], event["actor_email"]
    )

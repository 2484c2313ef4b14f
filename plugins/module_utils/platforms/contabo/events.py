# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Contabo: audits of users and roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...engine import events
from ...engine.errors import BadInput
from ...engine.fields import Row, get_path
from ...engine.schema import identifier, obj, string
from .client import Contabo, found
from .users import Users

LOGS = {"user": ("/v1/users/audits", "userId"), "role": ("/v1/roles/audits", "roleId")}
OPTIONS: dict[str, dict[str, Any]] = {
    **events.OPTIONS,
    "objects": {"type": "list", "elements": "str", "choices": list(LOGS), "default": list(LOGS)},
    **{name: {"type": "list", "elements": "str"} for name in ("users", "actors")},
    **{name: {"type": "str"} for name in ("request_id", "trace_id")},
}
RULES: dict[str, Any] = {"mutually_exclusive": [("window", "start")], "required_one_of": [("window", "start", "since", "request_id")]}
DAY = 86400
MAX_SINGLE_LOOKUPS = 5  # objects whose names are requested one by one; for more users, all are listed


def read_events(connection: Contabo, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Run contabo_event_info (retrieveUserAuditsList, retrieveRoleAuditsList)."""
    kinds = [kind for kind in LOGS if kind in params["objects"] and (kind == "user" or params.get("users") is None)]
    begun, request_id = any(params.get(name) for name in ("window", "start", "since")), (params.get("request_id") or "").strip()
    if not kinds:
        raise BadInput("objects and users leave no log to read.", "Add user to objects, or leave out users.")
    if not begun and not request_id:  # a blank one, as of a task that wrote nothing, does not mean the whole log
        raise BadInput("One of window, start, since or request_id is required.", "Set window or start; since is empty before the first run.")
    cursor, end = events.parse_window(params if begun else {**params, "start": "1970-01-01"}, ",".join(kinds), connection.http.clock.now())
    query: dict[str, Any] = {"orderBy": "timestamp:asc"}  # entries written meanwhile are at the end and shift no page
    # assumption: days are in UTC; an extra day on both sides allows for any other time zone
    if cursor.start is not None:
        query["startDate"] = events.iso(max(cursor.start - DAY, 0))[:10]
    if end is not None:
        query["endDate"] = events.iso(end + DAY)[:10]
    if request_id:
        query["requestId"] = request_id

    def moment(row: Row) -> float:
        return events.moment_in(connection.http, LOGS[row["kind"]][0], row.get("timestamp"))

    rows = [row for kind in kinds for row in _rows(connection, kind, query) if end is None or moment(row) <= end]
    rows.sort(key=lambda row: (row["timestamp"], str(row["id"])), reverse=True)
    fresh, after = events.collect(rows, cursor, moment, lambda row: [row["kind"], row["id"]])
    names = _names(connection, rows, fresh)
    matching = [event for event in (_to_event(row, names) for row in fresh) if _is_requested(event, params)]
    return {"changed": False, "events": matching, "cursor": str(after)}


def _rows(connection: Contabo, kind: str, query: dict[str, Any]) -> Iterable[Row]:
    path, member = LOGS[kind]
    entry = obj(**{member: identifier}, id=identifier, timestamp=string, changedBy=string, action=string)
    return {row["id"]: {**row, "kind": kind, "object": str(row[member])} for row in found(connection.http, path, "id", query, entry)}.values()


def _names_in_changes(rows: Iterable[Row]) -> dict[tuple[str, str], str]:
    """Return addresses and names by (kind, id), from the changes that the entries contain."""
    names: dict[tuple[str, str], str] = {}
    for row in rows:
        for side in ("prev", "new"):
            name = get_path(row, f"changes.{side}.{'email' if row['kind'] == 'user' else 'name'}")
            if name:
                names[row["kind"], row["object"]] = str(name)
    return names


def _names(connection: Contabo, rows: list[Row], fresh: list[Row]) -> dict[tuple[str, str], str]:
    """Return addresses and names by (kind, id) of all changed objects. Entries have only ids, and deleted objects are named only in the log."""
    names = _names_in_changes(rows[::-1])

    def lacking(kind: str) -> list[str]:
        return sorted({row["object"] for row in fresh if row["kind"] == kind and (kind, row["object"]) not in names})

    names.update((("user", user["userId"]), user["email"]) for user in _users(connection, lacking("user")))
    if lacking("role"):
        names.update((("role", id_), name) for id_, name in connection.names.listed("role").items())
    for kind, (_path, member) in LOGS.items():
        for id_ in lacking(kind)[:MAX_SINGLE_LOOKUPS]:
            names.update(_names_in_changes(_rows(connection, kind, {member: id_})))
    return names


def _users(connection: Contabo, ids: list[str]) -> Iterator[Row]:
    """Yield the users with these ids that still exist."""
    store = Users(connection)
    if len(ids) > MAX_SINGLE_LOOKUPS:
        yield from store.rows()
    else:
        yield from (user for user in map(store.get, ids) if user is not None)


def _to_event(row: Row, names: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    kind = row["kind"]
    return {
        "id": str(row["id"]), "time": row["timestamp"], "actor": row.get("username") or row["changedBy"], "actor_id": row["changedBy"],
        "type": f"{kind} {row['action'].lower()}", "object": names.get((kind, row["object"])), "object_id": row["object"],
        "request_id": row.get("requestId"), "trace_id": row.get("traceId"), "tenant_id": row.get("tenantId"), "customer_id": row.get("customerId"),
        "before": get_path(row, "changes.prev", {}), "after": get_path(row, "changes.new", {}),
    }


def _is_requested(event: Mapping[str, Any], params: Mapping[str, Any]) -> bool:
    exact = all(params.get(name) in (None, "", event[name]) for name in ("request_id", "trace_id"))
    return exact and events.any_of(params.get("users"), event["object"], event["object_id"]) and events.any_of(
        params.get("actors"), event["actor"], event["actor_id"]
    )

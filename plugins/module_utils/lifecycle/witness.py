# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Reads the platforms' own logs, and matches them with the actions of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..engine.connections import Connections
from ..engine.errors import PeopleError
from ..engine.events import iso, moment
from ..evidence import witness
from ..evidence.document import document
from ..evidence.run_folder import RunFolder
from ..platforms import registry
from ..platforms.contract import LogEntry

OPTIONS: dict[str, dict[str, Any]] = {"witness": {"type": "bool", "default": True}, "witness_wait": {"type": "int", "default": 10}}
PAUSE = 5.0  # seconds between two readings of a log, at least; a longer wait is divided into four


def read_witness(folder: RunFolder, connections: Connections, params: Mapping[str, Any]) -> dict[str, Any] | None:
    """Read the logs for the time of a run, match them with its actions, and record the result. Returns None if the logs were not to be read, or nothing
    was sent.

    A log without all events is read again until ``witness_wait`` seconds have passed. A log that cannot be read does not fail the task.
    """
    found = find_witness(document(folder.entries), connections, params) if params["witness"] else None
    if found is not None:
        folder.add("witness", witness=found)
    return found


def find_witness(evidence: Mapping[str, Any], connections: Connections, params: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what the logs say about the actions of a document, as ``witness.matched`` does. None if nothing was sent."""
    actions = [action for action in evidence["actions"] if action["status"] != "planned"]
    window = witness.window_of(actions)
    if not window:
        return None
    start = iso(max(moment(window["start"]) - witness.CLOCKS, 0))
    waiting = [name for name in registry.names() if any(action["platform"] == name and action["requests"] for action in actions)]
    logs = {name: {"result": witness.FAILED, "words": "There are no credentials for the platform.", "events": []}
            for name in waiting if name not in connections.opened and name not in connections.given()}
    waiting = [name for name in waiting if name not in logs]
    connections.open(name for name in waiting if name not in connections.opened)
    left = float(params["witness_wait"])
    while True:
        logs.update(_read(connections, params, waiting, start))
        found = witness.matched(actions, logs, evidence["who"]["callers"])
        late = {action["platform"] for action in found["actions"] if action["result"] == witness.NOT_YET}
        waiting = [name for name in waiting if name in late]
        if not waiting or left <= 0:
            return found
        seconds = min(left, max(PAUSE, params["witness_wait"] / 4))
        connections.opened[waiting[0]].http.sleep(seconds)
        left -= seconds


def _read(connections: Connections, params: Mapping[str, Any], names: list[str], start: str) -> dict[str, dict[str, Any]]:
    def on_platform(name: str, connection: Any) -> dict[str, Any]:
        platform = registry.platform(name)
        if not platform.keeps_log:
            return {"result": witness.NO_LOG, "words": platform.without_log, "events": []}
        entries, _cursor = platform.read_log(connection, params, "", start)
        return {"result": witness.READ, "words": "The log was read from the API of the platform.", "events": list(map(_event, entries))}

    logs, failures = connections.each(on_platform, names)
    return {**logs, **{name: _failed(problem) for name, problem in failures.items()}}


def _failed(problem: PeopleError) -> dict[str, Any]:
    return {"result": witness.FAILED, "words": f"The log could not be read: {problem.message}", "events": []}


def _event(entry: LogEntry) -> dict[str, Any]:
    """Return an event with the members that a log may have. Everything else of it is left out, because it may be personal or secret."""
    raw = entry.raw
    names = [raw.get("resource_name"), *(resource.get("name") for resource in raw.get("resources") or ())]
    return {
        "time": entry.when, "actor": entry.who or "", "actor_id": str(raw.get("actor_id") or ""), "text": str(raw.get("type") or entry.what),
        "account": entry.account or "", "ids": [str(raw[name]) for name in ("object_id", "resource_id") if raw.get(name)],
        "names": [str(name) for name in names if name], "request_id": str(raw.get("request_id") or ""),
    }

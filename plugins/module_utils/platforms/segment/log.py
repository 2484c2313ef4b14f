# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The audit trail of Segment as log entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...engine.provider import Connection
from ..contract import LogEntry, plain_action
from .events import list_events


def read_log(connection: Connection, options: Mapping[str, Any], since: str, start: str) -> tuple[list[LogEntry], str]:
    found = list_events(connection, {"since": since, "start": start}, True)
    return [_entry(event) for event in found["events"]], found["cursor"]


def _entry(event: Mapping[str, Any]) -> LogEntry:
    # assumption: the resource name of an event about a person is the address
    name = event["resource_name"] or ""
    return LogEntry(event["time"], event["actor_email"] or event["actor"], plain_action(event["type"]), name if "@" in name else None, event, event["id"])

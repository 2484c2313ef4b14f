# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The audits of users and roles on Contabo as log entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..contract import LogEntry, plain_action
from .client import Contabo
from .events import LOGS, read_events


def read_log(connection: Contabo, options: Mapping[str, Any], since: str, start: str) -> tuple[list[LogEntry], str]:
    found = read_events(connection, {"since": since, "start": start, "objects": list(LOGS)}, True)
    return [_entry(event) for event in found["events"]], found["cursor"]


def _entry(event: Mapping[str, Any]) -> LogEntry:
    what = plain_action(event["type"])
    account = event["object"] if what.startswith("user ") else None
    return LogEntry(event["time"], event["actor"], what, account, event, [what.partition(" ")[0], event["id"]])

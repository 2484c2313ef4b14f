# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Event logs: the requested time range, and cursors to continue where the previous run ended.

A cursor is a string that the user keeps between two runs. It contains fingerprints of the events in the ten minutes before its end. The next run reads
these ten minutes again and skips the known events, so that events written late are found, and none is returned twice. Events that are written more than
ten minutes late are missed.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import hashlib
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Callable

from .errors import BadInput, UnexpectedResponse
from .folding import fold
from .http import Http

OPTIONS: dict[str, dict[str, Any]] = {
    "window": {"type": "str"}, "start": {"type": "str"}, "end": {"type": "str"}, "since": {"type": "str"},
}
RULES: dict[str, Any] = {"mutually_exclusive": [("window", "start")], "required_one_of": [("window", "start", "since")]}
OVERLAP = 600.0
LATEST = 253_370_764_799.0  # the last second of the year 9998, so that a day can be added; the earliest time is the start of 1970
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?([.,]\d+)?)?\s*(?:(Z|z)|([+-]\d\d):?(\d\d))?")


def moment(text: str, what: str = "time") -> float:
    """Return the seconds since 1970 of a timestamp in ISO 8601, in UTC if it has no time zone. Raises BadInput."""
    parts = _TIME.fullmatch(text.strip())
    try:
        if not parts:
            raise ValueError(text)
        day, minute, second, fraction, _utc, zone_hours, zone_minutes = parts.groups()
        zone = f"{zone_hours}:{zone_minutes}" if zone_hours else "+00:00"
        whole = datetime.datetime.fromisoformat(f"{day}T{minute or '00:00'}{second or ':00'}{zone}")
    except ValueError:
        raise BadInput(f"{what}: '{text}' is not a valid timestamp.", "Give it as 2026-11-02T10:15:30Z.") from None
    return whole.timestamp() + float(f"0.{fraction[1:]}" if fraction else 0)


def moment_in(http: Http, path: str, text: Any) -> float:
    """Return the seconds since 1970 of an event's timestamp in the response to a GET. Raises UnexpectedResponse."""
    try:
        return moment(text) if isinstance(text, str) else moment("")
    except BadInput:
        raise UnexpectedResponse(
            f"{http.conventions.title}: GET {path} returned an event with an invalid timestamp.",
            f"Check {http.conventions.url_option}; if it is right, please report this.",
        ) from None


def iso(seconds: float) -> str:
    """Return a timestamp in ISO 8601 in UTC. Fractions of a second are truncated."""
    return datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Cursor:
    """The position of a run in a log.

    - ``scope``: the filters of the request
    - ``floor``: the earliest time to read, in seconds since 1970
    - ``newest``: the time of the newest event returned so far
    - ``seen``: the fingerprints of the events within OVERLAP of ``newest``, with the number of each
    """

    scope: str
    floor: float | None = None
    newest: float | None = None
    seen: Mapping[str, int] = field(default_factory=dict)

    @property
    def start(self) -> float | None:
        """The time from which to read the log."""
        if self.newest is None:
            return self.floor
        return max(self.newest - OVERLAP, self.floor if self.floor is not None else 0.0)

    def __str__(self) -> str:
        held = json.dumps([1, self.scope, self.floor, self.newest, dict(self.seen)], separators=(",", ":"))
        return base64.urlsafe_b64encode(zlib.compress(held.encode())).decode()


def _parsed(text: str, scope: str) -> Cursor:
    try:
        version, *parts = json.loads(zlib.decompress(base64.urlsafe_b64decode(text.strip().encode())))
        cursor = Cursor(*parts)
        if version != 1 or not all(entry is None or 0 <= entry <= LATEST for entry in (cursor.floor, cursor.newest)) or not all(map(int, cursor.seen.values())):
            raise ValueError(version)
    except (ValueError, TypeError, AttributeError, zlib.error, binascii.Error):
        raise BadInput("since is not a cursor of this module.", "Set it to the cursor that an earlier run returned, unchanged, or omit it.") from None
    if cursor.scope != scope:
        raise BadInput("since comes from a task that read another part of the log.", "Keep a separate cursor for each task, or omit since to start again.")
    return cursor


def parse_window(params: Mapping[str, Any], scope: str, now: float, open_start: bool = False) -> tuple[Cursor, float | None]:
    """Return the cursor to start at and the end time (None if open) from the OPTIONS.

    ``since`` takes precedence over ``window`` and ``start``, which apply to the first run. ``open_start``: without any of
    them, the whole log is read. Raises BadInput.
    """
    end = _within(moment(params["end"], "end"), "end", params["end"]) if params.get("end") else None
    if params.get("since"):
        return _parsed(params["since"], scope), end
    start = None
    if params.get("window"):
        parts = re.fullmatch(r"([0-9]+)([smhdw])", params["window"].strip())
        if not parts:
            raise BadInput(f"window: '{params['window']}' is not a valid duration.", "Give a number and one of s, m, h, d, w, such as 12h.")
        start = _within(now - float(parts[1]) * _SECONDS[parts[2]], "window", params["window"])
    elif params.get("start"):
        start = _within(moment(params["start"], "start"), "start", params["start"])
    if start is None and not open_start:
        raise BadInput("One of window, start or since is required.", "Set window or start; since is empty before the first run.")
    if start is not None and end is not None and end < start:
        raise BadInput("end is before the start.", "Correct one of them.")
    return Cursor(scope, floor=start), end


def _within(seconds: float, what: str, given: str) -> float:
    """Return the time. Raises BadInput if it is outside the supported range."""
    if not 0 <= seconds <= LATEST:
        shown = given if len(given) <= 40 else f"{given[:40]}…"
        raise BadInput(f"{what}: '{shown}' leads to a time outside the years 1970 to 9998.", "Give a shorter time; no platform keeps events for that long.")
    return seconds


def collect(rows: Iterable[Any], cursor: Cursor, time_of: Callable[[Any], float], identity: Callable[[Any], Any]) -> tuple[list[Any], Cursor]:
    """Return the rows that were not returned before, newest last, and the cursor for the next run.

    ``identity`` returns the id of a row, or everything that never changes of it if the log has no ids, as JSON types.
    """
    ordered = list(rows)[::-1]  # logs are sorted newest first; events of the same second keep their order
    ordered.sort(key=time_of)
    counts: Counter[str] = Counter()
    fresh, recent = [], []
    for row in ordered:
        print_ = hashlib.sha256(json.dumps(identity(row), sort_keys=True).encode()).hexdigest()[:16]
        counts[print_] += 1
        if counts[print_] > cursor.seen.get(print_, 0) and (cursor.start is None or time_of(row) >= int(cursor.start)):
            fresh.append(row)
        recent.append((time_of(row), print_))
    if not ordered:
        return [], cursor
    newest = max(recent[-1][0], cursor.newest or 0.0)
    seen = Counter(print_ for at, print_ in recent if at >= int(newest - OVERLAP))
    if newest == cursor.newest:
        seen |= Counter(cursor.seen)  # because of ``end``, this run may not have read all of them again
    return fresh, Cursor(cursor.scope, cursor.floor, newest, seen)


def any_of(requested: Iterable[str] | None, *values: Any) -> bool:
    """Return whether one of the values is requested, regardless of case. None means that all are."""
    return requested is None or not {fold(str(entry)) for entry in requested}.isdisjoint(fold(str(value)) for value in values if value)

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Event logs: which part is asked for, and how one collection goes on where the one before it ended.

A cursor is a text that the user keeps between two runs. It remembers the events of the last ten minutes before its end, so that the next
run can ask for them again: what it remembers is dropped, and what was written to the log late is still found. Nothing comes twice,
and nothing is missed that is late by less than that.
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
LATEST = 253_370_764_799.0  # the last second of the year 9998, after which no day can be added; the earliest time is the first of 1970
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?([.,]\d+)?)?\s*(?:(Z|z)|([+-]\d\d):?(\d\d))?")


def moment(text: str, what: str = "time") -> float:
    """Seconds since 1970 of a time in ISO 8601; without a zone it is UTC. Raises BadInput."""
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
    """The same, of an event in the answer to a GET. Raises UnexpectedResponse."""
    try:
        return moment(text) if isinstance(text, str) else moment("")
    except BadInput:
        raise UnexpectedResponse(
            f"{http.conventions.title}: GET {path} returned an event with an invalid timestamp.",
            f"Check {http.conventions.url_option}; if it is right, please report this.",
        ) from None


def iso(seconds: float) -> str:
    """ISO 8601 in UTC, to the second; a part of a second is cut off."""
    return datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Cursor:
    """Where a collection stands. ``floor``: what it never goes behind. ``newest``: the time of the newest event told so far.
    ``seen``: the fingerprints of those within OVERLAP of it, and how many of each there were. ``scope``: what the log was asked for."""

    scope: str
    floor: float | None = None
    newest: float | None = None
    seen: Mapping[str, int] = field(default_factory=dict)

    @property
    def start(self) -> float | None:
        """From when on the log has to be read."""
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


def parse_window(params: Mapping[str, Any], scope: str, now: float) -> tuple[Cursor, float | None]:
    """Where to begin and, None where it is open, where to end, from the OPTIONS. ``since`` comes before ``window`` and ``start``, which
    count for the first of a row of runs. Raises BadInput."""
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
    if start is None:
        raise BadInput("One of window, start or since is required.", "Set window or start; since is empty before the first run.")
    if end is not None and end < start:
        raise BadInput("end is before the start.", "Correct one of them.")
    return Cursor(scope, floor=start), end


def _within(seconds: float, what: str, given: str) -> float:
    """The time, if a platform can be asked for it."""
    if not 0 <= seconds <= LATEST:
        shown = given if len(given) <= 40 else f"{given[:40]}…"
        raise BadInput(f"{what}: '{shown}' leads to a time outside the years 1970 to 9998.", "Give a shorter time; no platform keeps events for that long.")
    return seconds


def collect(rows: Iterable[Any], cursor: Cursor, time_of: Callable[[Any], float], identity: Callable[[Any], Any]) -> tuple[list[Any], Cursor]:
    """The rows that were not told before, newest last, and the cursor for the next run.

    ``identity`` gives what tells a row from others: its id, or where the log has none all that never changes of it, as JSON types.
    """
    ordered = list(rows)[::-1]  # logs come newest first; those of the same second keep their order
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
        seen |= Counter(cursor.seen)  # an end may have kept this run from reading all of them again
    return fresh, Cursor(cursor.scope, cursor.floor, newest, seen)


def any_of(wanted: Iterable[str] | None, *values: Any) -> bool:
    """Whether one of the values is wished for, in whatever case; without a list of wishes, everything is."""
    return wanted is None or not {fold(str(entry)) for entry in wanted}.isdisjoint(fold(str(value)) for value in values if value)

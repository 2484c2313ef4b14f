# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Repeated collection of events: nothing twice, nothing missed, whatever the log does within the overlap."""

from __future__ import annotations

import base64
import json
import random
import zlib
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.engine.events import OVERLAP, Cursor, any_of, collect, iso, moment, parse_window

Row = tuple[float, str]
NOW = 1_795_000_000.0


def collected(log: list[Row], cursor: Cursor, until: float = NOW * 2) -> tuple[list[Row], Cursor]:
    """One run against a log that is read newest first, by whole seconds and with an inclusive start; the cursor goes through its text."""
    start = int(cursor.start) if cursor.start is not None else 0
    answer = sorted((row for row in log if start <= row[0] <= until), key=lambda row: -row[0])
    rows, after = collect(answer, cursor, lambda row: row[0], list)
    params = {"since": str(after)}
    return rows, parse_window(params, cursor.scope, NOW)[0]


@pytest.mark.parametrize("seed", range(40))
def test_every_event_comes_once(seed: int) -> None:
    """Events with equal times and equal contents, some of them written to the log late, over many runs."""
    dice = random.Random(seed)
    cursor, log, told = Cursor("scope", floor=NOW), [], []
    for step in range(30):
        now = NOW + step * 120
        for dummy in range(dice.choice((0, 0, 1, 3))):
            late = dice.choice((0, 0, 30, int(OVERLAP) - 200))
            log.append((max(NOW, now - late), dice.choice("ab")))
        rows, cursor = collected(log, cursor)
        assert rows == sorted(rows, key=lambda row: row[0])
        told += rows
    assert sorted(told) == sorted(log)


def test_nothing_before_the_beginning_is_told() -> None:
    log = [(NOW - 5, "before"), (NOW + 1, "after")]
    rows, cursor = collected(log, Cursor("scope", floor=NOW))
    assert rows == [(NOW + 1, "after")]
    assert collected(log, cursor)[0] == []


def test_an_empty_log_leaves_the_cursor_where_it_is() -> None:
    rows, cursor = collected([], Cursor("scope", floor=NOW))
    assert (rows, cursor.start) == ([], NOW)
    assert collected([(NOW + 9, "first")], cursor)[0] == [(NOW + 9, "first")]


def test_an_end_within_what_was_told_makes_no_double() -> None:
    log = [(NOW + second, "a") for second in range(5)]
    _rows, cursor = collected(log, Cursor("scope", floor=NOW))
    rows, cursor = collected(log, cursor, until=NOW + 2)
    assert rows == [] and collected(log, cursor)[0] == []


def test_a_cursor_is_short_and_forgets_what_is_old() -> None:
    log = [(NOW + second * 10, str(second)) for second in range(5000)]
    cursor = collected(log, Cursor("scope", floor=NOW))[1]
    assert len(cursor.seen) == OVERLAP / 10 + 1 and len(str(cursor)) < 3000


@pytest.mark.parametrize("text", ["", " ", "nonsense", "bm90aGluZw==", str(Cursor("other", NOW))])
def test_a_foreign_cursor_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"since|One of window, start or since is required"):
        parse_window({"since": text}, "scope", NOW)


def test_where_to_begin_and_to_end() -> None:
    assert parse_window({"window": "2h"}, "s", NOW) == (Cursor("s", floor=NOW - 7200), None)
    assert parse_window({"start": "2026-11-02", "end": "2026-11-02T10:15:30Z"}, "s", NOW) == (Cursor("s", floor=1793577600.0), 1793614530.0)
    assert parse_window({"window": "2h", "since": str(Cursor("s", 5.0))}, "s", NOW)[0] == Cursor("s", 5.0)
    backwards = {"start": "2026-02-01", "end": "2026-01-01"}
    wrong: list[dict[str, Any]] = [{"window": "2y"}, {"window": "h"}, {"start": "yesterday"}, {"start": "2026-13-01"}, backwards, {}]
    for params in wrong:
        with pytest.raises(BadInput):
            parse_window(params, "s", NOW)


@pytest.mark.parametrize("text", [
    "2026-11-02T10:15:30Z", "2026-11-02 10:15:30", "2026-11-02T11:15:30+01:00", "2026-11-02T11:15:30.123456789+0100", "2026-11-02T10:15:30.5Z",
])
def test_times_in_every_form(text: str) -> None:
    assert iso(moment(text)) == "2026-11-02T10:15:30Z"


def test_wishes() -> None:
    assert any_of(None, "x") and any_of(["ADA@x.example "], None, "ada@x.example") and not any_of([], "x") and not any_of(["y"], "x", None)


@pytest.mark.parametrize("params", [
    {"window": "9999999w"}, {"window": f"{'9' * 5000}s"}, {"window": "3000w"}, {"start": "1969-12-31"}, {"start": "0001-01-01T00:00:00+14:00"},
    {"window": "1h", "end": "9999-12-31T23:59:59-12:00"}, {"start": "2026-11-02", "end": "0001-01-01"},
], ids=lambda params: str(params)[:40])
def test_a_time_that_no_log_has_is_blamed_on_who_gave_it(params: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="outside the years 1970 to 9998") as raised:
        parse_window(params, "s", NOW)
    assert len(str(raised.value)) < 200


@pytest.mark.parametrize("parts", [
    [1, "s", "1", None, {}], [1, "s", -5, None, {}], [1, "s", None, 1e30, {}], [1, "s", None, 5.0, {"a": "x"}], [1, "s", None, 5.0, [1]], [1], {}, 7,
], ids=str)
def test_a_cursor_that_was_altered_is_refused(parts: Any) -> None:
    text = base64.urlsafe_b64encode(zlib.compress(json.dumps(parts).encode())).decode()
    with pytest.raises(BadInput, match="not a cursor of this module"):
        parse_window({"since": text}, "s", NOW)

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The matrix: which cells there are, and what comes of each."""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import os
import signal
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from .cases import CASES, Case
from .faults import FAULTS, Fault, for_reads
from .judge import AFTER, ALL, BEFORE, LOGIN, LOGOUT, WRITE, Clean, Judged, judge, judge_again, objects
from .proxy import Place, Step
from .station import Station

# Of a whole platform.
OUTAGES = (
    "429", "500", "500, after the commit", "502 as HTML", "502 as HTML, after the commit", "503", "504, after the commit", "connection reset",
    "connection reset, after the commit", "connection reset, once", "body cut, after the commit", "200 that is not JSON", "200 with null, after the commit",
    "200 with an empty body", "broken gzip, after the commit", "stalled", "401", "403", "307 to another host", "400 that echoes the request",
)


@dataclass(frozen=True)
class Cell:
    """One case, one place, one fault; ``where`` is the request that is hit."""

    case: str
    place: str
    where: str
    fault: str
    problems: tuple[str, ...] = ()
    said: str = ""
    state: str = ""
    seconds: float = 0.0
    outcome: str = ""

    @property
    def label(self) -> str:
        return f"{self.case} | {self.fault} | {self.place} ({self.where})"


def places(case: Case, steps: Iterable[Step]) -> list[Place]:
    """Where a case can be hit, by the requests of a run without any fault."""
    mine = [step for step in steps if step.platform == case.platform]
    found: dict[tuple[str, Step], Place] = {}
    writes = [step for step in dict.fromkeys(mine) if step.writes and not _ends_login(step)]
    for number, write in enumerate(writes):
        at = mine.index(write)
        found[WRITE, write] = Place(WRITE, write)
        before = _reads(mine[:at])
        if before and (AFTER, before[-1]) not in found:
            found.setdefault((BEFORE, before[-1]), Place(BEFORE, before[-1], write))
        after = _reads(mine[_last(mine, write):]) or _reads(mine[at:])
        if after:
            found.setdefault((AFTER, after[0]), Place(AFTER, after[0], write))
        if not number:
            found[ALL, write] = Place(ALL, write, everything=True)
    for step in mine:
        if step.login or _ends_login(step):
            name = LOGIN if step.login else LOGOUT
            found.setdefault((name, step), Place(name, step))
    return list(found.values())


def _reads(steps: list[Step]) -> list[Step]:
    return [step for step in steps if step.reads]


def _last(steps: list[Step], write: Step) -> int:
    """Where a write is sent for the last time. Several objects are written side by side, so that any read of another one may follow the first time."""
    return max(number for number, step in enumerate(steps) if step == write)


def _ends_login(step: Step) -> bool:
    return step.operation == "DELETE /token"


def faults_at(place: Place) -> list[Fault]:
    """At a write, every fault both ways; a read commits nothing; where the whole platform or a login fails, what such a thing does."""
    if place.name == WRITE:
        return list(FAULTS.values())
    return for_reads() if place.name in (BEFORE, AFTER) else [FAULTS[name] for name in OUTAGES if place.name != ALL or "once" not in name]


class Bench:
    """A station, and what each case does without any fault."""

    def __init__(self) -> None:
        self.station = Station()
        self._clean: dict[str, Clean] = {}

    def clean(self, case: Case) -> Clean:
        if case.name not in self._clean:
            self.station.reset(case)
            before = self.station.state(case)
            first, second = self.station.run(case), self.station.again(case)
            for run in (first, second):
                assert not run.failed, f"{case.name} fails without any fault: {run.result.get('msg')}"
            assert first.result["changed"], f"{case.name} changes nothing"
            start, goal, again = (objects(state, before) for state in (before, first.state, second.state))
            self._clean[case.name] = Clean(before, start, goal, again, first.steps)
        return self._clean[case.name]

    def cells(self, case: Case) -> Iterator[tuple[Place, Fault]]:
        for place in places(case, self.clean(case).steps):
            alike = [entry for entry in CASES.values() if (entry.module, entry.platform) == (case.module, case.platform)]
            if place.name in (LOGIN, LOGOUT) and case is not alike[0]:
                continue  # it is the same for all operations
            for fault in faults_at(place):
                yield place, fault

    def tried(self, case: Case, place: Place, fault: Fault) -> Cell:
        """One cell: the run with the fault, and a second one without."""
        clean = self.clean(case)
        self.station.reset(case)
        run = self.station.run(case, place, fault)
        judged: Judged = judge(case, place, clean, run)
        again = self.station.again(case)
        problems = [*judged.problems, *judge_again(case, clean, run, again)]
        if not run.hits:
            problems.append("harness: the fault hit nothing")
        outcome = "failed" if run.failed else "done"
        return Cell(
            case.name, place.name, place.step.operation, fault.name, tuple(problems), run.result.get("msg", ""), judged.state,
            round(run.seconds + again.seconds, 3), outcome,
        )


def run_case(name: str, every: int = 1, offset: int = 0, faults: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The cells of a case, or every n-th of them, as JSON types; for a process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    bench = Bench()
    try:
        case = CASES[name]
        cells = [(place, fault) for place, fault in bench.cells(case) if not faults or any(word in fault.name for word in faults)]
        return [asdict(bench.tried(case, place, fault)) for place, fault in cells[offset % every::every]]
    finally:
        bench.station.close()


def run_all(names: Iterable[str], every: int = 1, jobs: int = 0, faults: tuple[str, ...] = ()) -> Iterator[list[Cell]]:
    """The cells of these cases, a list for each, as they are ready. With ``every``, each case begins with another fault, so that all of them
    are tried; ``faults`` are words, of which one has to be in the name of a fault."""
    jobs = jobs or min(2, os.cpu_count() or 1)
    with concurrent.futures.ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        futures = [pool.submit(run_case, name, every, number, faults) for number, name in enumerate(names)]
        for future in concurrent.futures.as_completed(futures):
            yield [Cell(**{**row, "problems": tuple(row["problems"])}) for row in future.result()]

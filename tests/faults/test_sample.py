# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sample of the matrix that tries every operation of every module and every fault; ``make faults`` tries everything."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest

from .cases import CASES, Case
from .faults import FAULTS, Fault
from .matrix import Bench, Cell, faults_at
from .proxy import Place
from .rows import full_disk, stopped, two_at_once

MODULES = pathlib.Path(__file__).resolve().parents[2] / "plugins" / "modules"
AT_A_WRITE = 3  # cells of each case
OTHERS = {"access_evidence", "access_review", "awx_kit"}  # they write nothing to a platform


def faults_of(case: Case) -> list[str]:
    """The faults that are tried at a write of a case: each case goes on where the one before it has ended."""
    names, number = list(FAULTS), list(CASES).index(case.name)
    return [names[(AT_A_WRITE * number + step) % len(names)] for step in range(AT_A_WRITE)]


def sample(bench: Bench, case: Case) -> Iterator[tuple[Place, Fault]]:
    """These at the writes in turn, and one fault at one of the other places."""
    number = list(CASES).index(case.name)
    places = list(dict.fromkeys(place for place, dummy in bench.cells(case)))
    writes = [place for place in places if len(faults_at(place)) == len(FAULTS)]
    for step, name in enumerate(faults_of(case)):
        yield writes[step % len(writes)], FAULTS[name]
    others = [place for place in places if place not in writes]
    for place in others[number % len(others):][:1] if others else ():
        faults = faults_at(place)
        yield place, faults[number % len(faults)]


def good(cell: Cell) -> None:
    assert cell.problems == (), f"{cell.label}\nsaid: {cell.said}\nstate: {cell.state}"


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    entry = Bench()
    yield entry
    entry.station.close()


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.name.replace(" ", "-"))
def test_sample(bench: Bench, case: Case) -> None:
    for place, fault in sample(bench, case):
        good(bench.tried(case, place, fault))


def test_every_fault_is_in_the_sample() -> None:
    assert {name for case in CASES.values() for name in faults_of(case)} == set(FAULTS)


def test_every_module_that_writes_is_in_the_sample() -> None:
    names = {path.stem for path in MODULES.glob("*.py") if not path.stem.endswith("_info") and path.stem != "__init__"}
    of_awx = {name for name in names if name.startswith("awx_")}  # no platform; tests/awx/test_compare.py loses its answers
    assert {case.module for case in CASES.values()} == names - OTHERS - of_awx


def test_a_roster_that_is_stopped() -> None:
    for cell in stopped(1):
        good(cell)


def test_two_at_once() -> None:
    for cell in two_at_once("te_user add", "contabo_user add", "contabo_role create", "segment_user delete of"):
        good(cell)


def test_a_full_disk() -> None:
    for cell in full_disk("contabo_client_secret", "trace"):
        good(cell)

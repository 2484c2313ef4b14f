# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sample of the matrix that tries every operation of every module and every fault; ``make faults`` tries everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .cases import CASES, Case
from .faults import FAULTS
from .matrix import Bench, Cell
from .rows import full_disk, stopped, two_at_once

EACH = 5  # cells of each case


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    entry = Bench()
    yield entry
    entry.station.close()


@pytest.fixture(scope="module")
def tried() -> set[str]:
    """The faults that were tried so far."""
    return set()


def good(cell: Cell) -> None:
    assert cell.problems == (), f"{cell.label}\nsaid: {cell.said}\nstate: {cell.state}"


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.name.replace(" ", "-"))
def test_sample(bench: Bench, tried: set[str], case: Case) -> None:
    cells = list(bench.cells(case))
    step = max(1, len(cells) // EACH)
    for place, fault in cells[list(CASES).index(case.name) % step::step]:
        good(bench.tried(case, place, fault))
        tried.add(fault.name)


def test_every_fault_is_in_the_sample(tried: set[str]) -> None:
    assert tried == set(FAULTS)


def test_a_roster_that_is_stopped() -> None:
    for cell in stopped(1):
        good(cell)


def test_two_at_once() -> None:
    for cell in two_at_once("te_user", "contabo_role"):
        good(cell)


def test_a_full_disk() -> None:
    for cell in full_disk("contabo_client_secret"):
        good(cell)

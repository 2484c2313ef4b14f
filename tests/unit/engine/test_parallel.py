# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads side by side: in order, several at a time, and not on and on after a failure."""

from __future__ import annotations

import signal
import threading

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.parallel import SIDE_BY_SIDE, map_parallel


@pytest.mark.parametrize("count", [0, 1, 2, 100])
def test_results_are_in_the_order_of_the_items(count: int) -> None:
    assert map_parallel(lambda item: item * 2, iter(range(count))) == [item * 2 for item in range(count)]


def test_several_are_under_way_at_the_same_time() -> None:
    barrier = threading.Barrier(SIDE_BY_SIDE, timeout=10)
    map_parallel(lambda item: barrier.wait(), range(SIDE_BY_SIDE))


@pytest.mark.parametrize("first", [0, 3])
def test_after_a_failure_no_further_one_is_begun(first: int) -> None:
    begun = []

    def work(item: int) -> int:
        begun.append(item)
        if item >= first:
            raise ValueError(item)
        return item

    with pytest.raises(ValueError, match=r"\d"):
        map_parallel(work, range(10_000))
    assert len(begun) <= first + SIDE_BY_SIDE + 1


def test_a_cancelled_task_begins_no_further_one() -> None:
    begun: list[int] = []
    cancelled = threading.Event()

    def leave(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    def work(item: int) -> None:
        begun.append(item)
        if item == 0:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)
        assert cancelled.wait(10)

    before = signal.signal(signal.SIGUSR1, leave)
    try:
        with pytest.raises(SystemExit):
            map_parallel(work, range(10_000), cancel=cancelled.set)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert len(begun) <= SIDE_BY_SIDE

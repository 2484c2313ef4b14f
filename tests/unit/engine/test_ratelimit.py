# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rate limiter, with a clock that only sleeping moves: who may go, who waits and for how long."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.clock import Waiting
from ansible_collections.people.access.plugins.module_utils.engine.ratelimit import Pool, RateLimited, RateLimiter
from tests.harness import FakeTime


def limiter(clock: FakeTime, max_wait: float = 120) -> RateLimiter:
    time: Any = clock
    return RateLimiter(time, clock.sleep, max_wait)


def told(limits: RateLimiter, name: str, remaining: int, seconds: float) -> None:
    """As if an answer had told it."""
    limits.release(limits.acquire(name), (remaining, seconds))


def test_what_no_answer_has_limited_is_not_limited() -> None:
    clock = FakeTime()
    limits = limiter(clock)
    for dummy in range(50):
        pool = limits.acquire("a")
    assert (pool.in_flight, clock.slept) == (50, [])


def test_so_many_go_as_there_is_room_for_and_the_next_waits_for_the_reset() -> None:
    clock = FakeTime()
    limits = limiter(clock)
    told(limits, "a", 2, 30)
    for remaining in (1, 0):
        limits.release(limits.acquire("a"), (remaining, 30))
    assert clock.slept == []
    clock.time += 10
    limits.acquire("a")
    assert clock.slept == [20]


def test_a_pool_does_not_wait_for_another() -> None:
    clock = FakeTime()
    limits = limiter(clock)
    told(limits, "a", 0, 30)
    limits.acquire("b")
    assert clock.slept == []
    limits.acquire("a")
    assert clock.slept == [30]


def test_after_a_reset_one_request_finds_out_how_many_there_may_be() -> None:
    pool = Pool()
    pool.learn(0, 130.0, 100.0)
    assert [pool.delay(now) for now in (100.0, 129.0, 130.0, 500.0)] == [30.0, 1.0, 0.0, 0.0]
    pool.in_flight = 1
    assert pool.delay(500.0) is None
    pool.learn(7, 560.0, 500.0)
    assert [pool.delay(500.0) for pool.in_flight in (1, 6, 7)] == [0.0, 0.0, None]


@pytest.mark.parametrize(("second", "known"), [
    ((9, 130.0), (4, 130.0)), ((2, 130.5), (2, 130.5)), ((9, 131.0), (4, 131.0)), ((9, 190.0), (9, 190.0)), ((9, 90.0), (None, 90.0)), ((0, 90.0), (0, 90.0)),
], ids=["late answer", "newer answer", "clocks tick apart", "next window", "over before it was told", "nothing left is kept"])
def test_what_a_second_answer_changes(second: tuple[int, float], known: tuple[int | None, float]) -> None:
    pool = Pool()
    pool.learn(4, 130.0, 100.0)
    pool.learn(*second, 100.0)
    assert (pool.remaining, pool.resets_at) == known


def test_longer_than_is_allowed_is_not_waited_and_takes_no_slot() -> None:
    clock = FakeTime()
    limits = limiter(clock, max_wait=10)
    told(limits, "a", 0, 50)
    with pytest.raises(RateLimited) as caught:
        limits.acquire("a")
    assert (caught.value.seconds, clock.slept, limits.pools["a"].in_flight) == (50, [], 0)
    clock.time += 40
    limits.acquire("a")
    assert clock.slept == [10]


def test_one_sleeps_for_all_without_any_lock() -> None:
    """While it sleeps, slots of its own pool can be given back and others can be taken; who waits beside it does not sleep as well."""
    clock = FakeTime()
    asleep, wake = threading.Event(), threading.Event()

    def sleep(seconds: float) -> None:
        asleep.set()
        assert wake.wait(20)
        clock.sleep(seconds)

    time: Any = clock
    limits = RateLimiter(time, sleep, 120)
    told(limits, "a", 0, 30)
    done = threading.Semaphore(0)

    def work_on() -> None:
        limits.release(limits.acquire("a"), (5, 60))
        done.release()

    threads = [threading.Thread(target=work_on, daemon=True) for dummy in range(4)]
    for thread in threads:
        thread.start()
    assert asleep.wait(20)
    assert all(pool.changed.acquire(timeout=20) for pool in limits.pools.values())
    limits.pools["a"].changed.release()
    limits.release(limits.acquire("b"))
    wake.set()
    for thread in threads:
        thread.join(20)
    assert clock.slept == [30] and limits.pools["a"].in_flight == 0
    assert all(done.acquire(timeout=1) for dummy in range(4))


def test_a_sleep_that_is_broken_off_leaves_the_wait_to_another() -> None:
    clock = FakeTime()
    limits = limiter(clock)
    told(limits, "a", 0, 30)

    def broken(seconds: float) -> None:
        raise KeyboardInterrupt

    limits.sleep = broken
    with pytest.raises(KeyboardInterrupt):
        limits.acquire("a")
    assert not limits.pools["a"].has_sleeper
    limits.sleep = clock.sleep
    limits.acquire("a")
    assert clock.slept == [30]


def test_seconds_side_by_side_count_once() -> None:
    clock = FakeTime()
    time: Any = clock
    waiting = Waiting(time)
    start = clock.time
    waiting.sleep(10)
    clock.time = start  # another thread began at the same time
    waiting.sleep(4)
    assert waiting.seconds == 10
    clock.time = start + 8
    waiting.sleep(5)
    assert (waiting.seconds, clock.slept) == (13, [10, 4, 5])

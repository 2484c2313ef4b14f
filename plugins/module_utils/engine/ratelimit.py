# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Rate limits are waited for before they are hit: requests of a pool take slots, as many as the platform has room for.

A pool is what a platform counts together. Each has a lock of its own, and nobody sleeps with one, so that waiting for one pool holds up no other.
"""

from __future__ import annotations

import threading
from typing import Callable

from .clock import Clock

# The clocks of a server and of this machine tick apart: two resets that are closer than this are the same one.
SAME_WINDOW = 1.0


class RateLimited(Exception):
    """A slot would have to be waited for longer than is allowed: ``seconds``."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


class Pool:
    """What is known of one pool: ``remaining`` requests until ``resets_at``, None where no answer has told that, and how many are ``in_flight``."""

    def __init__(self) -> None:
        self.changed = threading.Condition()  # its lock guards everything here
        self.in_flight = 0
        self.remaining: int | None = None
        self.resets_at = 0.0
        self.has_sleeper = False

    def delay(self, now: float) -> float | None:
        """Seconds until one more request may go, 0 for at once; None where only those in flight, or whoever sleeps already, can tell."""
        if self.remaining is None:
            return 0.0
        seconds = self.resets_at - now
        remaining = self.remaining if seconds > 0 else 1  # when it counts anew, one request finds out how many there may be
        if self.in_flight < remaining:
            return 0.0
        return None if self.in_flight or self.has_sleeper else seconds

    def learn(self, remaining: int, resets_at: float, now: float) -> None:
        """Take over what an answer tells. Answers may overtake each other: within the same window the smallest number counts."""
        if self.remaining is not None and resets_at <= self.resets_at + SAME_WINDOW:
            remaining = min(self.remaining, remaining)
        over = resets_at <= now  # before it was told: our clock is ahead, or the answer was late
        self.remaining, self.resets_at = None if remaining > 0 and over else remaining, resets_at


class RateLimiter:
    """Hands out slots for requests. ``sleep`` is given the seconds that one thread waits for all of a pool; more than ``max_wait`` is not waited for."""

    def __init__(self, clock: Clock, sleep: Callable[[float], None], max_wait: float) -> None:
        self.clock = clock
        self.sleep = sleep
        self.max_wait = max_wait
        self.pools: dict[str, Pool] = {}

    def acquire(self, name: str) -> Pool:
        """Wait until there is room for one more request of a pool besides those in flight. Each slot has to be released. Raises RateLimited."""
        pool = self.pools.get(name) or self.pools.setdefault(name, Pool())
        while True:
            with pool.changed:
                seconds = pool.delay(self.clock.now())
                while seconds is None:
                    pool.changed.wait()  # the answers in flight, or whoever sleeps for all, tell more
                    seconds = pool.delay(self.clock.now())
                if seconds <= 0:
                    pool.in_flight += 1
                    return pool
                if seconds > self.max_wait:
                    raise RateLimited(seconds)
                pool.has_sleeper = True
            try:
                self.sleep(seconds)
            finally:
                with pool.changed:
                    pool.has_sleeper = False
                    pool.changed.notify_all()

    def release(self, pool: Pool, limit: tuple[int, float] | None = None) -> None:
        """Give a slot back. ``limit``: how many more requests the answer says there may be, and the seconds until the platform counts anew."""
        with pool.changed:
            pool.in_flight -= 1
            if limit is not None:
                now = self.clock.now()
                pool.learn(limit[0], now + limit[1], now)
            pool.changed.notify_all()

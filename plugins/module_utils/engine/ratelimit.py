# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The rate limiter: requests wait before a rate limit is reached. Each request takes a slot of its pool, and a pool has as many slots as the platform allows.

A pool contains the requests that a platform counts together. Each pool has its own lock, which is never held while sleeping, so that pools do not
block each other.
"""

from __future__ import annotations

import threading
from typing import Callable

from .clock import Clock

# Resets that are less than so many seconds apart are the same one, because the clocks of server and client differ.
SAME_WINDOW = 1.0


class RateLimited(Exception):
    """The wait for a slot would be longer than allowed. ``seconds`` is the time to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


class Pool:
    """A pool: ``remaining`` requests until ``resets_at`` (None if no response has told it), and the number of requests ``in_flight``."""

    def __init__(self) -> None:
        self.changed = threading.Condition()  # its lock guards all attributes
        self.in_flight = 0
        self.remaining: int | None = None
        self.resets_at = 0.0
        self.has_sleeper = False

    def delay(self, now: float) -> float | None:
        """Return the seconds until the next request may be sent, 0 for now, None to wait for a request in flight or for the thread that sleeps."""
        if self.remaining is None:
            return 0.0
        seconds = self.resets_at - now
        remaining = self.remaining if seconds > 0 else 1  # after the reset, a single request finds out the new limit
        if self.in_flight < remaining:
            return 0.0
        return None if self.in_flight or self.has_sleeper else seconds

    def learn(self, remaining: int, resets_at: float, now: float) -> None:
        """Update the pool from a response. Responses may arrive out of order, so the smallest number within a window counts."""
        if self.remaining is not None and resets_at <= self.resets_at + SAME_WINDOW:
            remaining = min(self.remaining, remaining)
        over = resets_at <= now  # the reset is already past: the local clock is fast, or the response was late
        self.remaining, self.resets_at = None if remaining > 0 and over else remaining, resets_at


class RateLimiter:
    """Manages the slots of all pools. ``sleep`` is called by one thread per pool with the seconds to wait, never more than ``max_wait``."""

    def __init__(self, clock: Clock, sleep: Callable[[float], None], max_wait: float) -> None:
        self.clock = clock
        self.sleep = sleep
        self.max_wait = max_wait
        self.pools: dict[str, Pool] = {}

    def acquire(self, name: str) -> Pool:
        """Wait for a slot of a pool. Each slot must be released. Raises RateLimited."""
        pool = self.pools.get(name) or self.pools.setdefault(name, Pool())
        while True:
            with pool.changed:
                seconds = pool.delay(self.clock.now())
                while seconds is None:
                    pool.changed.wait()  # for a response, or for the thread that sleeps
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
        """Release a slot. ``limit`` has the remaining requests and the seconds until the reset, None if the response does not say."""
        with pool.changed:
            pool.in_flight -= 1
            if limit is not None:
                now = self.clock.now()
                pool.learn(limit[0], now + limit[1], now)
            pool.changed.notify_all()

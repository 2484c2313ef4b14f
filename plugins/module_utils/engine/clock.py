# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The clock of the client, and how long it has waited."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Callable

from .errors import Cancelled


@dataclass
class Clock:
    """Time and sleep, replaceable in tests."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


class Waiting:
    """Sleeps and counts the ``seconds``. Time in which several threads wait in parallel counts once."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.cancelled = threading.Event()
        self.seconds = 0.0
        self._until = 0.0
        self._lock = threading.Lock()

    @property
    def rest(self) -> float:
        """Seconds until all who wait now go on."""
        return max(0.0, self._until - self.clock.now())

    def sleep(self, seconds: float) -> None:
        """Sleep. Raises Cancelled as soon as the task is cancelled."""
        with self._lock:
            now = self.clock.now()
            self.seconds += max(0.0, now + seconds - max(now, self._until))
            self._until = max(self._until, now + seconds)
        if self.clock.sleep is not time.sleep:
            self.clock.sleep(seconds)
        elif self.cancelled.wait(seconds):
            raise Cancelled("The task was cancelled while it waited.", "Run the task again.")

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Signals that end a task, and signals that have to wait until something is finished."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Callable

STOPS = frozenset((signal.SIGTERM, signal.SIGHUP, signal.SIGINT))  # they end a task
# The seconds after which a module in a process of its own stops, set by the action plugins: Ansible's ``timeout`` ends only its own worker.
TIME_LIMIT = "PEOPLE_ACCESS_TIME_LIMIT"


@contextmanager
def blocked(signals: Iterable[int]) -> Iterator[None]:
    """Let these signals wait until the end. Threads that are started meanwhile never receive them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def when_cancelled(leave: Callable[[int, object], None]) -> None:
    """Call this when the task is cancelled: by a signal of Ansible or AWX, or when its time is over."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, leave)


def keep_time_limit() -> None:
    """Cancel this process when the time of the task is over."""
    limit = os.environ.get(TIME_LIMIT, "")
    if limit.isdecimal():
        signal.alarm(int(limit))

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Parallel reads and writes. The client keeps all of them together within the rate limit of the platform."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterable, Mapping, Sized
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Callable, TypeVar

from .errors import BadInput
from .signals import blocked

SIDE_BY_SIDE = 8  # reads
MOST_WRITES = 32
# The option of rosters and modules for lists. Its default is in the table of the object.
PARALLEL_WRITES: dict[str, Any] = {"type": "int", "env": "PEOPLE_ACCESS_PARALLEL_WRITES"}
Given = TypeVar("Given")
Result = TypeVar("Result")


def check_parallel_writes(params: Mapping[str, Any]) -> None:
    """Raise BadInput for a number of parallel writes that is too small or too large."""
    number = params.get("parallel_writes")
    if number is not None and not 1 <= number <= MOST_WRITES:
        raise BadInput(f"parallel_writes is {number}.", f"Nothing was changed. Give a number from 1 to {MOST_WRITES}.")


def map_parallel(
    function: Callable[[Given], Result], items: Iterable[Given], threads: int = SIDE_BY_SIDE, cancel: Callable[[], None] = lambda: None
) -> list[Result]:
    """Return the results in the order of the items. Raises the first exception; after a failure, no further call is started.

    ``cancel`` is called as soon as the task is cancelled, before calls in progress are waited for.
    """
    items = list(items)
    if min(len(items), threads) < 2:
        return [function(item) for item in items]
    return in_threads(function, items, min(threads, len(items)), cancel)


def in_threads(function: Callable[[Given], Result], items: list[Given], threads: int, cancel: Callable[[], None] = lambda: None) -> list[Result]:
    """Like ``map_parallel``, but never in the thread of the caller, which can be interrupted by a signal meanwhile."""
    waiting = deque(enumerate(items))
    results: dict[int, Result] = {}
    failures: list[BaseException] = []
    ended: list[None] = []
    bell: SimpleQueue[None] = SimpleQueue()

    def work() -> None:
        try:
            process()
        finally:
            ended.append(None)
            bell.put(None)

    def process() -> None:
        # Each thread takes the next item by itself: a future per item costs ten percent more processor time for a thousand reads.
        while not failures:
            try:
                number, item = waiting.popleft()
            except IndexError:
                return
            try:
                results[number] = function(item)
            except BaseException as failure:
                failures.append(failure)

    workers = [Thread(target=work) for dummy in range(threads)]
    try:
        _start(workers)
        _wait_for(workers, ended, bell)
    except BaseException as stopped:  # the task was cancelled: calls in progress are completed, no other is started
        failures.insert(0, stopped)
        cancel()
        _wait_for(workers, ended, bell)
    if failures:
        raise failures[0]
    return [results[number] for number in range(len(items))]


def _start(threads: list[Thread]) -> None:
    """Start threads. A signal waits until all of them run, because one that interrupts a start leaves a thread that nobody waits for."""
    with blocked(signal.valid_signals()):  # the threads inherit this, so that signals interrupt the caller only
        for thread in threads:
            thread.start()


def _wait_for(threads: list[Thread], ended: Sized, bell: SimpleQueue[None]) -> None:
    """Wait until all threads have ended that were started. A signal may interrupt this, and it can be called again.

    ``Thread.join`` cannot: on Python 3.9 to 3.12, a thread whose join was interrupted counts as ended.
    """
    while len(ended) < sum(thread.ident is not None for thread in threads):
        with suppress(Empty):
            bell.get(timeout=0.1)  # a signal may come when it has rung and was not yet looked at

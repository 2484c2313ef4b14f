# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Parallel reads and writes. The client keeps all of them together within the rate limit of the platform."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, Callable, TypeVar

from .errors import BadInput

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
    from concurrent.futures import ThreadPoolExecutor  # only here, for speed: tasks for a single object do not need it

    waiting = deque(enumerate(items))
    results: dict[int, Result] = {}
    failures: list[BaseException] = []

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

    threads = min(threads, len(items))
    with ThreadPoolExecutor(threads) as pool:
        try:
            for entry in [pool.submit(process) for dummy in range(threads)]:
                entry.result()
        except BaseException as stopped:  # the task was cancelled: calls in progress are completed, no other is started
            failures.insert(0, stopped)
            cancel()
    if failures:
        raise failures[0]
    return [results[number] for number in range(len(items))]

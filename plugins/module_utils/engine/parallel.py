# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Reads side by side: the client holds all of them together within the platform's rate limit."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Callable, TypeVar

SIDE_BY_SIDE = 8
Given = TypeVar("Given")
Result = TypeVar("Result")


def map_parallel(function: Callable[[Given], Result], items: Iterable[Given]) -> list[Result]:
    """The results in the order of the items. Raises what the first of those that failed raised; after a failure no further one is begun."""
    items = list(items)
    if len(items) < 2:
        return [function(item) for item in items]
    from concurrent.futures import ThreadPoolExecutor  # only here: tasks for a single object would pay for it

    waiting = deque(enumerate(items))
    results: dict[int, Result] = {}
    failures: list[BaseException] = []

    def work_off() -> None:
        # Each thread takes the next one by itself: handed out singly by the pool, a thousand reads cost a tenth more of processor time.
        while not failures:
            try:
                number, item = waiting.popleft()
            except IndexError:
                return
            try:
                results[number] = function(item)
            except BaseException as failure:
                failures.append(failure)

    threads = min(SIDE_BY_SIDE, len(items))
    with ThreadPoolExecutor(threads) as pool:
        try:
            for entry in [pool.submit(work_off) for dummy in range(threads)]:
                entry.result()
        except BaseException as stopped:  # the task was cancelled: what is under way ends, nothing else is begun
            failures.insert(0, stopped)
    if failures:
        raise failures[0]
    return [results[number] for number in range(len(items))]

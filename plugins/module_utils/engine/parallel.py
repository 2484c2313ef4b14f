# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Reads side by side: the client holds all of them together within the platform's rate limit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Callable, TypeVar

SIDE_BY_SIDE = 8
Given = TypeVar("Given")
Result = TypeVar("Result")


def side_by_side(function: Callable[[Given], Result], items: Iterable[Given]) -> list[Result]:
    """The results in the order of the items. Raises what the first of those that failed raised; after a failure no further one is begun."""
    items = list(items)
    if len(items) < 2:
        return [function(item) for item in items]
    from concurrent.futures import ThreadPoolExecutor  # only here: tasks for a single object would pay for it

    failures: list[BaseException] = []

    def attempt(item: Given) -> Result:
        if failures:
            raise failures[0]
        try:
            return function(item)
        except BaseException as failure:
            failures.append(failure)
            raise

    with ThreadPoolExecutor(min(SIDE_BY_SIDE, len(items))) as pool:
        results = pool.map(attempt, items)
    return list(results)

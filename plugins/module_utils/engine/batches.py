# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Several objects in one request: how to find the one that caused a refusal."""

from __future__ import annotations

from typing import Callable, TypeVar

T = TypeVar("T")
# Statuses of a refused batch that may concern a single object in it. After any other failure, the next request would fail too.
OF_ONE = (400, 404, 409, 413, 422)


def in_halves(items: list[T], work: Callable[[list[T]], None]) -> None:
    """Call ``work`` with each half of a refused batch. If ``work`` bisects a refused half in turn, the cause is found in few requests."""
    middle = (len(items) + 1) // 2
    for half in (items[:middle], items[middle:]):
        if half:
            work(half)

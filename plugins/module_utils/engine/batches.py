# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Several objects in one request: what a refusal says of each of them, and how the one at fault is found."""

from __future__ import annotations

from typing import Callable, TypeVar

T = TypeVar("T")
# Refusals of a batch that may mean only one object in it; after any other failure, the next request would fare no better.
OF_ONE = (400, 404, 409, 413, 422)


def in_halves(items: list[T], work: Callable[[list[T]], None]) -> None:
    """Do in two parts what was refused as a whole. Where ``work`` does the same with what is refused of a part, this finds the one at fault,
    and does the rest, in few requests."""
    middle = (len(items) + 1) // 2
    for half in (items[:middle], items[middle:]):
        if half:
            work(half)

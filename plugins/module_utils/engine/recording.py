# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Tells a recorder about every write: before it is sent, after it is answered, and which objects it is for.

A request does not know its object, so whoever executes a change names its objects for the thread in which the requests are sent.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Callable

_local = threading.local()


@dataclass(frozen=True)
class Target:
    """An object that is written: its ``id``, empty for a new one, and its ``key``."""

    id: str
    key: str


@dataclass(frozen=True)
class Write:
    """One try of a request that writes. ``number`` is the same before and after it. ``status`` is None before the answer, and without any; then ``error``
    says why. ``answered`` is whether this is the record after the try."""

    number: int
    platform: str
    method: str
    path: str
    request_id: str | None
    targets: tuple[Target, ...]
    answered: bool = False
    status: int | None = None
    error: str = ""


Recorder = Callable[[Write], None]


@contextmanager
def writing(targets: Iterable[Target]) -> Iterator[None]:
    """Name the objects of all requests that this thread sends within the block."""
    outer = current_targets()
    _local.targets = tuple(targets)
    try:
        yield
    finally:
        _local.targets = outer


def current_targets() -> tuple[Target, ...]:
    """Return the objects that this thread writes at the moment."""
    found: tuple[Target, ...] = getattr(_local, "targets", ())
    return found

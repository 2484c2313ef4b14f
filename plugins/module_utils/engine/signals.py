# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Signals that have to wait until something is finished."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

STOPS = frozenset((signal.SIGTERM, signal.SIGHUP, signal.SIGINT))  # they end a task


@contextmanager
def blocked(signals: Iterable[int]) -> Iterator[None]:
    """Let these signals wait until the end. Threads that are started meanwhile never receive them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""How far work of a known length is, for progress reports."""

from __future__ import annotations

import threading


class Steps:
    """Counts the objects of which ``what`` is done, such as "users read". ``started`` is in seconds since 1970."""

    def __init__(self, what: str, total: int, started: float):
        self.what = what
        self.total = total
        self.started = started
        self.done = 0
        self._counting = threading.Lock()

    def count(self, number: int = 1) -> None:
        with self._counting:
            self.done += number

    def left(self, now: float, waits: float) -> float | None:
        """Return the estimated seconds that are left, by the average so far, None if that is unknown. ``waits`` are the seconds until the next request.

        With a rate limit, the requests of a window are sent quickly, so the wait for the next window counts as well.
        """
        if not 0 < self.done < self.total:
            return None
        return waits + (now - self.started + waits) / self.done * (self.total - self.done)

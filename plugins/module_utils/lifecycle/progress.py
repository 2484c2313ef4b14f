# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Progress of long work: a line for each platform at intervals, appended to a file."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

INTERVAL = 10.0


class Progress:
    """Calls ``lines`` every ``interval`` seconds while the block runs, and appends what has changed since to the file. Work that takes
    less than an interval says nothing. A file that cannot be written is no reason to fail."""

    def __init__(self, path: str | None, lines: Callable[[], Iterable[str]], interval: float = INTERVAL):
        self.path = path
        self.lines = lines
        self.interval = interval
        self._said: set[str] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Progress:
        if self.path:
            self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        if self.path:
            self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(self.interval):
            self.say()

    def say(self) -> None:
        fresh = [line for line in self.lines() if line not in self._said]
        self._said.update(fresh)
        try:
            with Path(str(self.path)).open("a", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in fresh)
        except OSError:
            pass

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Progress reports: a line for each platform at intervals, appended to a file, because the output of a module appears only when it has ended."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from .errors import BadInput
from .parallel import map_parallel
from .steps import Steps
from .text import visible

if TYPE_CHECKING:
    from .http import Http

Given = TypeVar("Given")
Result = TypeVar("Result")
INTERVAL = 5.0
MINUTES_FROM = 90.0  # a longer time is told in minutes
VARIABLE = "PEOPLE_ACCESS_PROGRESS_FILE"  # how the action plugins, which show the lines, name the file


def progress_file(given: str | None = None) -> str | None:
    """Return the file for the lines: the given one, or the one that an action plugin reads and shows; None if there is neither."""
    return given or os.environ.get(VARIABLE) or None


@contextmanager
def counted(http: Http, what: str, total: int) -> Iterator[Steps]:
    """Show how far the work of the block is: of so many objects, ``what`` is done."""
    outer = http.steps
    steps = http.steps = Steps(what, total, http.clock.now())
    try:
        yield steps
    finally:
        http.steps = outer


def read_each(http: Http, function: Callable[[Given], Result], items: Iterable[Given], what: str) -> list[Result]:
    """Call a function that reads for each item, in parallel, and show how far it is. Returns the results in the order of the items."""
    items = list(items)
    with counted(http, what, len(items)) as steps:
        def work(item: Given) -> Result:
            result = function(item)
            steps.count()
            return result

        return map_parallel(work, items)


def reading(title: str, http: Http) -> str:
    """Return a progress line for work whose number of requests is unknown."""
    steps = http.steps
    far = f", {steps.done} of {steps.total} {steps.what}" if steps is not None else ""
    return f"{title}{far}, {http.requests} requests so far{waiting(http)}"


def waiting(http: Http) -> str:
    """Return the end of a line while a rate limit or a retry is waited for, and with the time that is left if they decide it. Otherwise empty."""
    found = f", waiting another {http.waits:.0f} s for a rate limit or a retry" if http.waits >= 1 else ""
    steps = http.steps
    left = steps.left(http.clock.now(), http.waits) if steps is not None and http.waited >= 1 else None
    return found if left is None else f"{found}, about {_duration(left)} left"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < MINUTES_FROM else f"{seconds / 60:.0f} min"


class Progress:
    """A context manager that calls ``lines`` every ``interval`` seconds and appends new lines to the file.

    Work that takes less than an interval reports nothing. A failure to write is ignored, but a path that is not a regular file raises BadInput.
    """

    def __init__(self, path: str | None, lines: Callable[[], Iterable[str]], interval: float = INTERVAL):
        self.path = path
        if path:
            _check(path)
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
        from .files import appending, encoded  # only here: tasks for a single object would pay for it

        fresh = [line for line in map(visible, self.lines()) if line not in self._said]
        self._said.update(fresh)
        try:
            with appending(str(self.path)) as handle:
                os.write(handle, encoded("".join(f"{line}\n" for line in fresh)))
        except OSError:
            pass


def _check(path: str) -> None:
    from .files import kind_of

    try:
        kind = kind_of(path)
    except OSError:  # ignored like a failure to write
        return
    if kind:
        raise BadInput(f"progress_file: {path} cannot be written: it is {kind}.", "Nothing was changed. Give the path of a regular file.")

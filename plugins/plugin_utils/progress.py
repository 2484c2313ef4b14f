# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Display the progress of a running module. Its output appears only at its end, so it writes its progress to a file."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ansible.utils import color
from ansible.utils.display import Display

from ..module_utils.engine.progress import VARIABLE

display = Display()
INTERVAL = 1.0


def is_watched() -> bool:
    """Return whether progress is displayed: at a terminal, or with ``-v``. A worker has no terminal; Ansible's choice of colors shows whether its
    parent has one."""
    return display.verbosity > 0 or bool(color.ANSIBLE_COLOR)


@contextmanager
def shown(host: str) -> Iterator[dict[str, str]]:
    """Display what a module writes while the block runs. Yields the environment variable that names the file for the module."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "progress")
        over = threading.Event()
        thread = threading.Thread(target=_show, args=(path, over, host), daemon=True)
        thread.start()
        try:
            yield {VARIABLE: path}
        finally:
            over.set()
            thread.join()


def _show(path: str, over: threading.Event, host: str) -> None:
    place = 0
    while not over.wait(INTERVAL):
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                file.seek(place)
                for line in file.read().splitlines():
                    display.display(f"  {host}  {line}")
                place = file.tell()

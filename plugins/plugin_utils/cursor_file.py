# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The file that stores the position of an event source in the logs.

The first line has a cursor for each platform. Each event delivered after it appends a line with its id, so that a process that is killed in the middle of
a thousand events continues with the next one. An event is recorded after it was delivered: a process that is killed in between delivers that event
again, with the same id.
"""

from __future__ import annotations

import fcntl
import json
import os
from typing import Any

from ..module_utils.engine.errors import BadInput
from ..module_utils.engine.files import appending, read_plain, write_private

VERSION = 1
OPTION = "cursor_file"
ADVICE = "Restore the file, or delete it to begin anew."


class CursorFile:
    """The cursor file. ``start`` is the time from which to read logs without a cursor; the file keeps that of the first run. Raises BadInput."""

    def __init__(self, path: str, start: str):
        self.path = os.path.abspath(os.path.expanduser(path))
        self.start = start
        self._cursors: dict[str, str] = {}
        self._tenants: dict[str, str] = {}
        self._delivered: dict[str, dict[str, None]] = {}
        self._handle = -1
        self._lock = -1
        if os.path.lexists(self.path):
            self._load()
        else:
            self._write()  # also fails at once if the file cannot be written
        self._claim()

    def close(self) -> None:
        for handle in (self._handle, self._lock):
            if handle >= 0:
                os.close(handle)
        self._handle = self._lock = -1

    def cursor(self, platform: str) -> str:
        """Return the cursor of a platform, empty until the first read of the log was delivered completely."""
        return self._cursors.get(platform, "")

    def is_delivered(self, platform: str, id_: str) -> bool:
        """Return whether an event after the cursor was delivered by an earlier process."""
        return id_ in self._delivered.get(platform, {})

    def deliver(self, platform: str, id_: str) -> None:
        """Record that an event was delivered. The record survives the end of the process, but may be lost in a power failure."""
        self._delivered.setdefault(platform, {})[id_] = None
        if self._handle < 0:
            with appending(self.path) as handle:
                self._handle = os.dup(handle)
        os.write(self._handle, f"{json.dumps([platform, id_])}\n".encode())

    def advance(self, platform: str, cursor: str) -> None:
        """Record that everything up to a cursor was delivered."""
        if cursor == self.cursor(platform) and not self._delivered.get(platform):
            return
        self._cursors[platform] = cursor
        self._delivered.pop(platform, None)
        self._write()

    def bind(self, platform: str, tenant: str) -> None:
        """Bind the cursor of a platform to a tenant. Raises BadInput if it belongs to another one."""
        known = self._tenants.setdefault(platform, tenant)
        if known != tenant:
            raise BadInput(f"{OPTION}: {self.path} belongs to {known}, not to {tenant}.", "Use a separate file for each tenant.")

    def _write(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
        head = {"version": VERSION, "start": self.start, "cursors": self._cursors, "tenants": self._tenants}
        delivered = [[platform, id_] for platform, ids in self._delivered.items() for id_ in ids]
        write_private(self.path, "".join(f"{json.dumps(line)}\n" for line in (head, *delivered)))

    def _load(self) -> None:
        try:
            # Text after the last line feed is a line that a power failure truncated.
            head, *lines = read_plain(self.path)[0].decode().split("\n")[:-1]
            self._take_over(json.loads(head), [json.loads(line) for line in lines])
        except OSError as problem:
            raise BadInput(f"{OPTION}: {self.path} cannot be read: {problem.strerror}.", ADVICE) from None
        except (ValueError, TypeError, KeyError, AttributeError):
            raise BadInput(f"{OPTION}: {self.path} is not a cursor file of this collection.", ADVICE) from None

    def _take_over(self, head: dict[str, Any], lines: list[Any]) -> None:
        if head["version"] != VERSION:
            raise ValueError(head["version"])
        self.start = str(head["start"])
        self._cursors = {str(name): str(cursor) for name, cursor in head["cursors"].items()}
        self._tenants = {str(name): str(tenant) for name, tenant in head["tenants"].items()}
        for platform, id_ in lines:
            self._delivered.setdefault(platform, {})[id_] = None

    def _claim(self) -> None:
        """Lock the file, because two processes with the same file would deliver events twice. Raises BadInput."""
        try:
            with appending(f"{self.path}.lock") as handle:
                self._lock = os.dup(handle)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.close()
            raise BadInput(f"{OPTION}: {self.path} is in use by another event source.", "Use a separate file for each source.") from None
        except OSError as problem:
            self.close()
            raise BadInput(f"{OPTION}: {self.path}.lock cannot be written: {problem.strerror}.", "Nothing was read.") from None

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The folder of one run: a journal that grows line by line, the document and the page, and checksums once the run has ended.

A killed run leaves the journal up to its last line, and the document as of the last stage. There is no file of checksums then, so that nobody takes the
folder for complete.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import threading
from collections.abc import Callable, Mapping
from typing import Any

from ..engine.errors import BadInput
from ..engine.events import iso
from ..engine.files import appending, make_folders, read_plain, write_private

JOURNAL, DOCUMENT, PAGE, CHECKSUMS = "actions.jsonl", "evidence.json", "evidence.html", "SHA256SUMS"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,200}")
_LISTED = re.compile(r"[A-Za-z0-9_][\w.-]*", re.ASCII)
NOTHING = "Nothing was changed."


class RunFolder:
    """The folder of a run. ``entries`` are the lines of its journal, oldest first. ``masked`` removes secrets from everything that is written.

    ``now`` returns seconds since 1970. ``writing`` is held while files other than the journal are written.
    """

    def __init__(self, path: str, now: Callable[[], float], masked: Callable[[Any], Any]) -> None:
        self.path = path
        self.entries: list[dict[str, Any]] = []
        self._now = now
        self._masked = masked
        self.writing = threading.Lock()
        self._lock = threading.Lock()  # platforms are processed in parallel
        self._incomplete = 0  # the bytes of an incomplete last line, which the next one replaces

    @classmethod
    def begin(cls, parent: str, name: str, now: Callable[[], float], masked: Callable[[Any], Any]) -> RunFolder:
        """Create the folder of a run, or open one that is not closed, which has to be unsealed then. Raises BadInput."""
        if not NAME.fullmatch(name):
            raise BadInput(f"evidence_name: '{name}' is not a valid name.", f"{NOTHING} Use letters, digits, dots, hyphens and underscores.")
        path = os.path.join(os.path.abspath(parent), name)
        try:
            make_folders(os.path.dirname(path))
            os.mkdir(path, 0o700)
        except FileExistsError:
            folder = cls.open(path, now, masked)
            if folder.is_closed:
                raise BadInput(f"evidence_name: the evidence in {path} is complete and is not changed anymore.", f"{NOTHING} Use another name.") from None
            return folder
        except OSError as problem:
            raise BadInput(f"evidence_dir: {path} cannot be created: {problem.strerror}.", NOTHING) from None
        return cls(path, now, masked)

    @classmethod
    def open(cls, path: str, now: Callable[[], float], masked: Callable[[Any], Any]) -> RunFolder:
        """Open the existing folder of a run and read its journal. Raises BadInput."""
        path = os.path.abspath(path)
        folder = cls(path, now, masked)
        try:
            mode = os.lstat(path).st_mode
            if not stat.S_ISDIR(mode):
                raise BadInput(f"{path} is not a directory, or is a symbolic link.", f"{NOTHING} Give the folder of a run.")
            if mode & (stat.S_IWGRP | stat.S_IWOTH):
                raise BadInput(f"{path} can be written by other users, so it is no evidence.", f"{NOTHING} Give the folder of a run.")
            lines = read_plain(os.path.join(path, JOURNAL))[0].split(b"\n")
        except OSError as problem:
            raise BadInput(f"{path} has no readable {JOURNAL}: {problem.strerror}.", f"{NOTHING} Give the folder of a run.") from None
        try:
            folder.entries = [json.loads(line) for line in lines[:-1]]
            folder._incomplete = len(lines[-1])
        except ValueError:
            raise BadInput(f"{path}/{JOURNAL} has a line that is not valid JSON.", NOTHING) from None
        return folder

    @property
    def is_closed(self) -> bool:
        return any(entry["entry"] == "closed" for entry in self.entries)

    def add(self, entry: str, **members: Any) -> None:
        """Append a line to the journal, with the current time. Raises BadInput if it cannot be written."""
        line = self._masked({"time": self.time(), "entry": entry, **members})
        data = (json.dumps(line, default=str) + "\n").encode()
        with self._lock:
            try:
                with appending(os.path.join(self.path, JOURNAL)) as handle:
                    self._append(handle, data)
            except OSError as problem:
                raise BadInput(f"evidence_dir: {self.path}/{JOURNAL} cannot be written: {problem.strerror}.",
                               "Without evidence, nothing more is changed.") from None
            self.entries.append(json.loads(data))

    def _append(self, handle: int, data: bytes) -> None:
        """Write a line. One of which only a part could be written is removed before the next, which would be unreadable too. Raises OSError."""
        if self._incomplete:
            os.ftruncate(handle, os.fstat(handle).st_size - self._incomplete)
            self._incomplete = 0
        written = os.write(handle, data)
        if written < len(data):
            self._incomplete = written
            raise OSError(0, "only a part of a line was written")

    def time(self) -> str:
        return stamp(self._now())

    def write(self, name: str, text: str) -> None:
        """Replace a file of the folder. Raises BadInput."""
        write_private(os.path.join(self.path, name), text)

    def write_json(self, name: str, value: Any) -> None:
        """Replace a file with JSON in ASCII, in which no character can hide anything. Raises BadInput."""
        self.write(name, json.dumps(self._masked(value), indent=2, default=str) + "\n")

    def reopen(self) -> None:
        """Remove the checksums and their signatures, so that they never contradict the folder. Raises BadInput."""
        for name in os.listdir(self.path):
            if name == CHECKSUMS or name.startswith(f"{CHECKSUMS}."):
                try:
                    os.unlink(os.path.join(self.path, name))
                except OSError as problem:
                    raise BadInput(f"{self.path}/{name} cannot be removed: {problem.strerror}.", NOTHING) from None

    def checksums(self) -> str:
        """Return the content of the file of checksums, as ``sha256sum`` writes it."""
        return "".join(f"{sha256_of(os.path.join(self.path, name))}  {name}\n" for name in self.content())

    def content(self) -> list[str]:
        """Return the names of the files that the checksums are about."""
        return sorted(name for name in os.listdir(self.path) if _LISTED.fullmatch(name) and not name.startswith(CHECKSUMS))

    def files(self) -> list[str]:
        """Return the paths of all files, without temporary ones."""
        return [os.path.join(self.path, name) for name in sorted(os.listdir(self.path)) if _LISTED.fullmatch(name)]


def stamp(seconds: float) -> str:
    """Return a time with milliseconds in ISO 8601 and UTC."""
    return f"{iso(int(seconds))[:19]}.{int(seconds * 1000) % 1000:03d}Z"


def sha256_of(path: str) -> str:
    """Return the SHA-256 of a regular file. Raises BadInput."""
    try:
        return hashlib.sha256(read_plain(path)[0]).hexdigest()
    except OSError as problem:
        raise BadInput(f"{path} cannot be read: {problem.strerror}.") from None


def sha256_of_value(value: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a value as JSON with sorted members."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":"), default=str).encode()).hexdigest()

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Files that only their owner may read, written as a whole or not at all."""

from __future__ import annotations

import os
import tempfile

from .errors import BadInput


def check_writable(path: str, option: str) -> None:
    """Raise BadInput where it can be told beforehand that a file cannot be written there; nothing is touched."""
    folder = os.path.dirname(os.path.abspath(path))
    if os.path.isdir(path) or not os.path.isdir(folder) or not os.access(folder, os.W_OK | os.X_OK):
        reason = "it is a directory" if os.path.isdir(path) else f"{folder} is no directory that can be written"
        raise BadInput(f"{option}: {path} cannot be written: {reason}.", "Nothing was written.")


def highest_missing(path: str) -> str:
    """The path itself, or the highest folder above it that is not there."""
    path = os.path.abspath(path)
    while not os.path.lexists(os.path.dirname(path)):
        path = os.path.dirname(path)
    return path


class Draft:
    """What a file is to hold, in a place on the disk of its own from the beginning, and with mode 0600. Filled, it replaces the file; a
    draft that is left without that leaves the file alone. Raises OSError."""

    def __init__(self, path: str):
        self.path = os.path.realpath(path)  # a link stays a link
        handle, self._place = tempfile.mkstemp(prefix=".people-access-", dir=os.path.dirname(self.path))
        self._file = os.fdopen(handle, "wb")

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *exception: object) -> None:
        self._file.close()
        if os.path.exists(self._place):
            os.unlink(self._place)

    def fill(self, data: bytes) -> None:
        self._file.write(data)
        self._file.flush()
        os.fsync(self._file.fileno())
        os.replace(self._place, self.path)


def write_private(path: str, text: str) -> None:
    """Replace a file by this text, as UTF-8, with mode 0600; what UTF-8 cannot hold becomes a question mark. Folders that are missing are
    made, for the owner only. Raises BadInput."""
    try:
        os.makedirs(os.path.dirname(os.path.realpath(path)), mode=0o700, exist_ok=True)
        with Draft(path) as draft:
            draft.fill(text.encode("utf-8", "replace"))
    except OSError as problem:
        raise BadInput(f"{path} cannot be written: {problem.strerror}.", "Files that were written before are complete.") from None

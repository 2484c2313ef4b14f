# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Files that only their owner may read, written as a whole or not at all. All files that the collection writes are written here.

A file in a folder that others may write to is a trap: no link is followed to what is written, nothing but a plain file is replaced, and
temporary files are new ones beside their target.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .errors import BadInput

KINDS = ((stat.S_ISLNK, "a symbolic link"), (stat.S_ISDIR, "a directory"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))
PREFIX = ".people-access-"


def kind_of(path: str) -> str:
    """What is at a path, in words, where it is no plain file; empty for a plain file and for nothing. Raises OSError."""
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return ""
    return "" if stat.S_ISREG(mode) else next((words for is_it, words in KINDS if is_it(mode)), "a device")


def check_writable(path: str, option: str) -> None:
    """Raise BadInput where it can be told beforehand that a file cannot or must not be written there; nothing is touched."""
    folder = os.path.dirname(os.path.abspath(path))
    try:
        kind = kind_of(path)
    except OSError as problem:
        raise BadInput(f"{option}: {path} cannot be written: {problem.strerror}.", "Nothing was written.") from None
    if kind:
        raise BadInput(f"{option}: {path} cannot be written: it is {kind}.", "Nothing was written. Give the path of a regular file.")
    if not os.path.isdir(folder) or not os.access(folder, os.W_OK | os.X_OK):
        raise BadInput(f"{option}: {path} cannot be written: {folder} is not a writable directory.", "Nothing was written.")


def highest_missing(path: str) -> str:
    """The path itself, or the highest folder above it that is not there."""
    path = os.path.abspath(path)
    while not os.path.lexists(os.path.dirname(path)):
        path = os.path.dirname(path)
    return path


class Draft:
    """What a file is to hold, in a place on the disk of its own from the beginning, and with mode 0600. Filled, it replaces the file; a
    draft that is left without that leaves the file alone. ``reserve`` are bytes that the disk has to have for it: they are taken, and file and
    folder are on the disk before anything else happens. Raises OSError."""

    def __init__(self, path: str, reserve: int = 0):
        self.path = os.path.abspath(path)
        self._folder = os.path.dirname(self.path)
        # Named before it is made, so that it is removed whenever the work is interrupted.
        self._place = os.path.join(self._folder, f"{PREFIX}{secrets.token_hex(8)}")
        self._handle = -1
        try:
            kind = kind_of(self.path)
            if kind:
                raise OSError(errno.EINVAL, f"it is {kind}")
            self._handle = os.open(self._place, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            if reserve:
                _reserve(self._handle, reserve)
                os.fsync(self._handle)
                _sync_folder(self._folder)
        except FileExistsError:  # somebody else's
            raise
        except BaseException:
            self._remove()
            raise

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *exception: object) -> None:
        self._remove()

    def _remove(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
        try:
            os.unlink(self._place)
        except OSError:  # it has become the file, or the disk is gone
            pass

    def fill(self, data: bytes) -> None:
        os.lseek(self._handle, 0, os.SEEK_SET)
        left = memoryview(data)
        while left:
            left = left[os.write(self._handle, left):]
        os.ftruncate(self._handle, len(data))
        os.fsync(self._handle)
        os.replace(self._place, self.path)
        _sync_folder(self._folder)


def _reserve(handle: int, size: int) -> None:
    """Take room on the disk; where the file system cannot promise it, by writing."""
    try:
        os.posix_fallocate(handle, 0, size)
    except (AttributeError, OSError) as problem:  # macOS does not have it
        if isinstance(problem, OSError) and problem.errno not in (errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSYS, errno.ENODEV):
            raise
        os.write(handle, b"\0" * size)


def _sync_folder(path: str) -> None:
    """Have the name of a new file on the disk too."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as problem:
        if problem.errno not in (errno.EINVAL, errno.ENOTSUP):  # what some network file systems say
            raise
    finally:
        os.close(handle)


def make_folders(path: str) -> None:
    """Make a folder and all above it that are missing, each for the owner only. Raises OSError."""
    path = os.path.abspath(path)
    if os.path.isdir(path):
        return
    make_folders(os.path.dirname(path))
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        if not os.path.isdir(path):
            raise


def write_private(path: str, text: str) -> None:
    """Replace a file by this text, as UTF-8, with mode 0600; what UTF-8 cannot hold is written as JSON and Python escape it. Folders that are
    missing are made, for the owner only. Raises BadInput."""
    try:
        make_folders(os.path.dirname(os.path.abspath(path)))
        with Draft(path) as draft:
            draft.fill(encoded(text))
    except OSError as problem:
        raise BadInput(f"{path} cannot be written: {problem.strerror}.", "Files written before this one are complete.") from None


def encoded(text: str) -> bytes:
    """A text as it stands in a file; half of a surrogate pair, which UTF-8 cannot hold, as ``\\ud83d``."""
    return text.encode("utf-8", "backslashreplace")


@contextmanager
def appending(path: str) -> Iterator[int]:
    """A handle to append to a plain file, which is made for the owner only; nothing waits and no link is followed. Raises OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        yield handle
    finally:
        os.close(handle)


def read_plain(path: str, most: int = -1) -> tuple[bytes, int]:
    """The content of a plain file, up to so many bytes if any are given, and its mode. Raises OSError, also for what is no plain file, without
    waiting for anything."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        return file.read(most), stat.S_IMODE(mode)


def read_json(path: str) -> Any:
    """What a plain file holds as JSON. Raises OSError, and ValueError for what is no JSON."""
    try:
        return json.loads(read_plain(path)[0])
    except UnicodeDecodeError:
        raise ValueError("it is not in UTF-8") from None
    except RecursionError:
        raise ValueError("its values are nested too deeply") from None

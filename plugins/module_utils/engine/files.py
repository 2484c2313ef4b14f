# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Writes files with mode 0600, completely or not at all. All files of the collection are written here.

Others may have write access to the directory. Therefore no symbolic link is followed, only regular files are replaced, and temporary files are created
exclusively next to their target.
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


def odd_character(path: str) -> str:
    """Return a character of a path that no file name can have, such as "U+0000"; empty if there is none."""
    try:
        return "U+0000" if b"\0" in os.fsencode(path) else ""
    except UnicodeEncodeError as problem:
        return f"U+{ord(path[problem.start]):04X}"


def check_path(path: str, option: str) -> None:
    """Raise BadInput for a path that no file can have."""
    odd = odd_character(path)
    if odd:
        raise BadInput(f"{option} is no path: it has the character {odd}, which no file name can have.", "Nothing was changed. Correct the path.")


def kind_of(path: str) -> str:
    """Return what is at a path, such as "a directory"; empty if it is a regular file or nothing. Raises OSError."""
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return ""
    return "" if stat.S_ISREG(mode) else next((words for matches, words in KINDS if matches(mode)), "a device")


def check_writable(path: str, option: str) -> None:
    """Raise BadInput if a file cannot or must not be written at a path. Changes nothing."""
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
    """Return the highest directory above a path that does not exist, or the path itself."""
    path = os.path.abspath(path)
    while not os.path.lexists(os.path.dirname(path)):
        path = os.path.dirname(path)
    return path


class Draft:
    """A temporary file with mode 0600 that replaces a file as soon as it is filled. A draft that is never filled leaves the file unchanged.

    ``reserve`` is the number of bytes to allocate on the disk. They are allocated, and file and directory synced, before the constructor returns.
    Raises OSError.
    """

    def __init__(self, path: str, reserve: int = 0):
        self.path = os.path.abspath(path)
        self._folder = os.path.dirname(self.path)
        # Set before the file is created, so that it is removed after any interruption.
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
        except FileExistsError:  # the existing file belongs to another process
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
        except OSError:  # it was renamed to the target, or the disk is gone
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
    """Allocate space on the disk, by writing zeros if the file system does not support it."""
    try:
        os.posix_fallocate(handle, 0, size)
    except (AttributeError, OSError) as problem:  # macOS does not have it
        if isinstance(problem, OSError) and problem.errno not in (errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSYS, errno.ENODEV):
            raise
        os.write(handle, b"\0" * size)


def _sync_folder(path: str) -> None:
    """Sync a directory, so that the name of a new file is on the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as problem:
        if problem.errno not in (errno.EINVAL, errno.ENOTSUP):  # not supported by some network file systems
            raise
    finally:
        os.close(handle)


def make_folders(path: str) -> None:
    """Create a directory and its missing parents with mode 0700. Raises OSError."""
    path = os.path.abspath(path)
    if os.path.isdir(path):
        return
    make_folders(os.path.dirname(path))
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        if not os.path.isdir(path):
            raise OSError(errno.ENOTDIR, f"{path} is not a directory") from None


def write_private(path: str, text: str) -> None:
    """Replace a file with a text in UTF-8, with mode 0600. Lone surrogates are escaped. Creates missing directories. Raises BadInput."""
    try:
        make_folders(os.path.dirname(os.path.abspath(path)))
        with Draft(path) as draft:
            draft.fill(encoded(text))
    except OSError as problem:
        raise BadInput(f"{path} cannot be written: {problem.strerror}.", "Files written before this one are complete.") from None


def write_new(path: str, text: str) -> None:
    """Create a file with a text in UTF-8, with mode 0600. Never replaces a file. Raises BadInput."""
    folder = os.path.dirname(os.path.abspath(path))
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(encoded(text))
                file.flush()
                os.fsync(file.fileno())
            _sync_folder(folder)
        except BaseException:
            os.unlink(path)
            raise
    except OSError as problem:
        raise BadInput(f"{path} cannot be written: {problem.strerror}.", "Nothing was changed.") from None


def encoded(text: str) -> bytes:
    """Return a text in UTF-8. A lone surrogate, which UTF-8 cannot encode, is escaped as ``\\ud83d``."""
    return text.encode("utf-8", "backslashreplace")


@contextmanager
def appending(path: str) -> Iterator[int]:
    """Open a regular file to append to, and create it with mode 0600. Does not block, follows no link. Yields the handle. Raises OSError."""
    kind = kind_of(path)
    if kind:  # the system's own words for a link are "Too many levels of symbolic links"
        raise OSError(errno.EINVAL, f"it is {kind}")
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):  # it was replaced a moment ago
            raise OSError(errno.EINVAL, "it is not a regular file")
        yield handle
    finally:
        os.close(handle)


def read_plain(path: str, most: int = -1) -> tuple[bytes, int]:
    """Return the content of a regular file, limited to ``most`` bytes if given, and its mode. Does not block. Raises OSError, also for other files."""
    odd = odd_character(path)
    if odd:
        raise OSError(errno.EINVAL, f"its name has the character {odd}")
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        return file.read(most), stat.S_IMODE(mode)


def read_json(path: str) -> Any:
    """Return the JSON content of a regular file. Raises OSError, and ValueError for invalid JSON."""
    try:
        return json.loads(read_plain(path)[0])
    except UnicodeDecodeError:
        raise ValueError("it is not in UTF-8") from None
    except RecursionError:
        raise ValueError("its values are nested too deeply") from None

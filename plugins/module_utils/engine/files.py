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


def write_private(path: str, text: str) -> None:
    """Replace a file by this text, as UTF-8, with mode 0600; what UTF-8 cannot hold becomes a question mark. Raises BadInput."""
    target = os.path.realpath(path)  # a link stays a link
    draft = ""
    try:
        handle, draft = tempfile.mkstemp(prefix=".people-access-", dir=os.path.dirname(target))
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8", "replace"))
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
    except OSError as problem:
        if draft and os.path.exists(draft):
            os.unlink(draft)
        raise BadInput(f"{path} cannot be written: {problem.strerror}.", "Files that were written before are complete.") from None

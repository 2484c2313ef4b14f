# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Secrets that a platform generates: replaced once and never twice, and handed over in a file.

A result is no way to hand them over: what is registered for masking is masked for the play too, and what is not shows up in logs.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Callable

from .errors import ODD_FORM, BadInput, LostAnswer, PeopleError, RequestFailed, odd_form
from .http import Http

OPTIONS: dict[str, dict[str, Any]] = {"force": {"type": "bool"}, "secret_file": {"type": "path", "no_log": False}}


class SecretFile:
    """A file that holds one secret and nothing else, for its owner only."""

    def __init__(self, path: str):
        self.path = os.path.realpath(path)  # a link stays a link

    def check(self) -> None:
        """Raise BadInput where it can be told beforehand that it cannot be written; nothing is touched."""
        folder = os.path.dirname(self.path)
        if os.path.isdir(self.path) or not os.path.isdir(folder) or not os.access(folder, os.W_OK | os.X_OK):
            raise self._unwritable("it is a directory" if os.path.isdir(self.path) else f"{folder} is no directory that can be written")

    def holds(self, secret: str) -> bool:
        """Whether it has this very secret, and nobody else may read it."""
        try:
            with open(self.path, encoding="utf-8") as file:
                return file.read() == secret and not stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077
        except (FileNotFoundError, UnicodeDecodeError):
            return False
        except OSError as problem:
            raise self._unwritable(str(problem.strerror)) from problem

    @contextmanager
    def opened(self) -> Iterator[Callable[[str], None]]:
        """Gives what fills the file. A place for it on the disk is there before the platform is asked for the secret, and the file is
        replaced as a whole (mode 0600) or not at all. Raises BadInput where there is no such place."""
        try:
            handle, draft = tempfile.mkstemp(prefix=".people-access-", dir=os.path.dirname(self.path))
        except OSError as problem:
            raise self._unwritable(str(problem.strerror)) from problem
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                def fill(secret: str) -> None:
                    file.write(secret)
                    file.flush()
                    os.fsync(file.fileno())
                    os.replace(draft, self.path)

                yield fill
        finally:
            if os.path.exists(draft):
                os.unlink(draft)

    def _unwritable(self, reason: str) -> BadInput:
        return BadInput(f"secret_file {self.path} cannot be used: {reason}.", "Nothing was changed. Give a file in a directory that exists and can be written.")


@dataclass(frozen=True)
class Generated:
    """A secret that a platform keeps and can replace by another one of its own making.

    ``present`` is the one that was read, ``read`` reads it again. ``replace`` has a new one made and gives it; it must not be repeated by
    itself and raises LostAnswer where nobody knows what came of it. ``option`` is the option with the secret to be replaced.
    """

    title: str
    option: str
    present: str
    read: Callable[[], str]
    replace: Callable[[], str]


def rotate(http: Http, secret: Generated, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Replace a secret if it is still the one that the user knows, or by ``force``, and put the present one into ``secret_file``.

    Returns ``changed``, ``action`` (none, rotated, written), ``diff`` and perhaps ``notes``; never a secret. Raises BadInput, RequestFailed.
    """
    file = SecretFile(params["secret_file"]) if params.get("secret_file") else None
    if file:
        file.check()
    known = params.get(secret.option)
    due = bool(params.get("force")) or known == _registered(http, secret.present)
    filled = file is not None and (due or not file.holds(secret.present))
    if not check_mode:
        _carry_out(http, secret, due, file if filled else None)
    before, after = {}, {}
    if known is not None or params.get("force"):
        before["secret"], after["secret"] = "as before", "replaced" if due else "as before"
    if file:
        held = "holds the present secret"
        before["secret_file"], after["secret_file"] = "to be written" if filled else held, held
    result: dict[str, Any] = {
        "changed": due or filled, "action": "rotated" if due else "written" if filled else "none",
        "diff": {"before_header": secret.title, "after_header": secret.title, "before": before, "after": after},
    }
    if known is not None and not due:
        result["notes"] = [f"the present secret is not the one in {secret.option} any more, so nothing was replaced"]
    return result


def digest(http: Http, secret: str) -> str:
    """The SHA-256 of a secret, to compare it with one that somebody holds; the secret itself is registered for masking."""
    return hashlib.sha256(_registered(http, secret).encode()).hexdigest()


def _registered(http: Http, secret: Any) -> str:
    http.secrets.add(str(secret))
    return str(secret)


def _carry_out(http: Http, secret: Generated, due: bool, file: SecretFile | None) -> None:
    if file is None:
        if due:
            _replaced(http, secret)
        return
    with file.opened() as fill:
        value = _replaced(http, secret) if due else secret.present
        try:
            fill(value)
        except OSError as problem:
            done = "was replaced, but the new one" if due else "is as before and"
            raise PeopleError(
                f"{secret.title}: the secret {done} could not be written to {file.path}: {problem.strerror}.",
                f"Make room and run the task again with {secret.option}: it writes the present secret and replaces nothing.",
            ) from problem


def _replaced(http: Http, secret: Generated) -> str:
    """The new secret. After a lost answer the present one tells whether it was made; nothing is asked for twice."""
    try:
        new = _registered(http, secret.replace())
    except LostAnswer as problem:
        new = _found_again(http, secret, problem)
    except ODD_FORM as problem:
        new = _found_again(http, secret, LostAnswer(http.redact(odd_form(http.dialect.title, problem))))
    if new == secret.present:
        raise RequestFailed(f"{secret.title}: the platform said that the secret was replaced, and it is still the same.", "Run the task again.")
    return new


def _found_again(http: Http, secret: Generated, problem: LostAnswer) -> str:
    again = f"Run the task again with {secret.option}: it replaces nothing twice."
    try:
        found = _registered(http, secret.read())
    except PeopleError as unread:
        problem.hint = f"The secret could not be read again ({unread.message}). {again}"
        raise problem from unread
    if found == secret.present:
        problem.hint = f"The secret was read again and is still the same; nothing was repeated. {again}"
        raise problem
    return found

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
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable

from .errors import ODD_FORM, BadInput, LostAnswer, PeopleError, RequestFailed, odd_form
from .files import Draft, check_writable
from .http import Http

OPTIONS: dict[str, dict[str, Any]] = {"force": {"type": "bool"}, "secret_file": {"type": "path", "no_log": False}}


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
    present, known = _registered(http, secret.present), params.get(secret.option)
    if known == "":
        raise BadInput(f"{secret.option} is empty.", "Give the secret that is to be replaced, or leave the option out.")
    file: str | None = params.get("secret_file")
    if file:
        check_writable(file, "secret_file")
    due = bool(params.get("force")) or known == present
    filled = file is not None and (due or not _holds(file, present))
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


def _holds(path: str, secret: str) -> bool:
    """Whether a file has this very secret, and nobody but its owner may read it."""
    try:
        with open(path, "rb") as file:
            return file.read() == secret.encode() and not stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077
    except FileNotFoundError:
        return False
    except OSError as problem:
        raise _unusable(path, problem) from problem


def _unusable(path: str, problem: OSError) -> BadInput:
    return BadInput(f"secret_file: {path} cannot be used: {problem.strerror}.", "Nothing was replaced. Give another file.")


def _carry_out(http: Http, secret: Generated, due: bool, file: str | None) -> None:
    """The file has its place on the disk before the platform is asked for a secret that nobody else would have."""
    if file is None:
        if due:
            _replaced(http, secret)
        return
    try:
        draft = Draft(file)
    except OSError as problem:
        raise _unusable(file, problem) from problem
    with draft:
        value = _replaced(http, secret) if due else secret.present
        try:
            draft.fill(value.encode())
        except OSError as problem:
            done = "was replaced, but the new one" if due else "is as before and"
            raise PeopleError(
                f"{secret.title}: the secret {done} could not be written to {file}: {problem.strerror}.",
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

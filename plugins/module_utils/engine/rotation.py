# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Rotation of secrets that a platform generates. A secret is replaced at most once, and written to a file.

A result cannot return a secret: if it is registered for masking, it is masked in the play too, otherwise it appears in logs.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Callable

from .errors import AmbiguousWrite, BadInput, PeopleError, RequestFailed
from .files import Draft, check_writable, read_plain
from .http import Http
from .signals import STOPS, blocked

OPTIONS: dict[str, dict[str, Any]] = {
    "force": {"type": "bool"}, "secret_file": {"type": "path", "no_log": False}, "secret_fallback_folder": {"type": "path", "no_log": False},
}
RULES: dict[str, Any] = {"required_by": {"secret_fallback_folder": ["secret_file"]}}
RESERVED = 4096  # bytes to allocate for a secret; Contabo's have about forty


@dataclass(frozen=True)
class Generated:
    """A secret that a platform generates.

    - ``title``: what to call it in messages
    - ``option``: the option with the secret to replace
    - ``present``: the current secret
    - ``read``: reads the current secret again
    - ``replace``: generates and returns a new secret, without automatic retries; raises AmbiguousWrite if the result is unknown
    """

    title: str
    option: str
    present: str
    read: Callable[[], str]
    replace: Callable[[], str]


def rotate(http: Http, secret: Generated, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Replace a secret if it is still the given one, or with ``force``, and write the current one to ``secret_file``.

    Returns ``changed``, ``action`` (none, rotated, written), ``diff`` and optional ``notes``, never a secret. Raises BadInput, RequestFailed, PeopleError.
    """
    present, known = _registered(http, secret.present), params.get(secret.option)
    if known == "":
        raise BadInput(f"{secret.option} is empty.", "Give the secret that is to be replaced, or leave the option out.")
    file: str | None = params.get("secret_file")
    if file:
        check_writable(file, "secret_file")
    fallback: str | None = params.get("secret_fallback_folder")
    if fallback:
        check_writable(_fallback_path(fallback, str(file)), "secret_fallback_folder")
    due = bool(params.get("force")) or known == present
    filled = file is not None and (due or not _holds(file, present))
    if not check_mode:
        _carry_out(http, secret, due, file if filled else None, fallback)
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
    """Return the SHA-256 of a secret, to compare it with a known one. Registers the secret for masking."""
    return hashlib.sha256(_registered(http, secret).encode()).hexdigest()


def _registered(http: Http, secret: Any) -> str:
    http.secrets.add(str(secret))
    return str(secret)


def _holds(path: str, secret: str) -> bool:
    """Return whether a file contains the secret and is accessible only to its owner. Raises BadInput."""
    try:
        held, mode = read_plain(path, RESERVED)
        return held == secret.encode() and not mode & 0o077
    except FileNotFoundError:
        return False
    except OSError as problem:
        raise _unusable(path, problem) from problem


def _unusable(path: str, problem: OSError) -> BadInput:
    return BadInput(f"secret_file: {path} cannot be used: {problem.strerror}.", "Nothing was replaced. Give another file.")


def _fallback_path(folder: str, file: str) -> str:
    """Return the path of the fallback file, which is unique, so that it overwrites nothing."""
    return os.path.join(folder, f"{os.path.basename(file)}.{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}.{os.getpid()}")


def _carry_out(http: Http, secret: Generated, due: bool, file: str | None, fallback: str | None) -> None:
    """Replace the secret and write it. Space for the file and the fallback file is allocated before the platform generates a new secret."""
    if file is None:
        if due:
            _replaced(http, secret)
        return
    with ExitStack() as drafts:
        opened = [drafts.enter_context(_draft(place)) for place in (file, *([_fallback_path(fallback, file)] if fallback else ()))]
        with blocked(STOPS):
            value = _replaced(http, secret) if due else secret.present
            _hand_over(secret, due, value, opened)


def _draft(path: str) -> Draft:
    try:
        return Draft(path, RESERVED)
    except OSError as problem:
        raise _unusable(path, problem) from problem


def _hand_over(secret: Generated, due: bool, value: str, drafts: list[Draft]) -> None:
    """Write the file, or the fallback file if that fails. Raises PeopleError if the file could not be written."""
    problems: list[str] = []
    draft = next((entry for entry in drafts if _filled(entry, value, problems)), None)
    if not problems:
        return
    done = "was replaced, but the new one" if due else "is as before and"
    message = f"{secret.title}: the secret {done} could not be written ({'; '.join(problems)})."
    again = f"run the task again with {secret.option}: it writes the present secret and replaces nothing."
    if draft is None:
        failure = PeopleError(message, f"Make room and {again}")
    else:
        hint = f"Keep that file until the secret is where it belongs. Make room and {again}"
        failure = PeopleError(f"{message} It is in {draft.path} instead.", hint, written_to=draft.path)
    failure.changed = due or draft is not None
    raise failure


def _filled(draft: Draft, value: str, problems: list[str]) -> bool:
    try:
        draft.fill(value.encode())
    except OSError as problem:
        problems.append(f"{draft.path}: {problem.strerror}")
        return False
    return True


def _replaced(http: Http, secret: Generated) -> str:
    """Replace the secret and return the new one. After a lost response, the secret is read again instead of replaced again."""
    try:
        new = _registered(http, secret.replace())
    except AmbiguousWrite as problem:
        new = _found_again(http, secret, problem)
    if new == secret.present:
        same = RequestFailed(f"{secret.title}: the platform accepted the replacement of the secret, and it is still the same.", "Run the task again.")
        same.changed = False
        raise same
    return new


def _found_again(http: Http, secret: Generated, problem: AmbiguousWrite) -> str:
    again = f"Run the task again with {secret.option}: it replaces nothing twice."
    try:
        found = _registered(http, secret.read())
    except PeopleError as unread:
        problem.hint = f"Whether the secret was replaced could not be read: {unread.message} If it was, the new one cannot be had from this run. {again}"
        raise problem from unread
    if found == secret.present:
        problem.hint = f"The secret was read again and is still the same; nothing was repeated. {again}"
        problem.changed = False
        raise problem
    return found

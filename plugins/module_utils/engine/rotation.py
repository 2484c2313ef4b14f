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
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Callable

from .errors import AmbiguousWrite, BadInput, PeopleError, RequestFailed
from .files import Draft, check_writable, read_plain
from .http import Http

OPTIONS: dict[str, dict[str, Any]] = {
    "force": {"type": "bool"}, "secret_file": {"type": "path", "no_log": False}, "secret_fallback_folder": {"type": "path", "no_log": False},
}
RULES: dict[str, Any] = {"required_by": {"secret_fallback_folder": ["secret_file"]}}
RESERVED = 4096  # bytes on the disk for a secret; those of Contabo have some forty


@dataclass(frozen=True)
class Generated:
    """A secret that a platform keeps and can replace by another one of its own making.

    ``present`` is the one that was read, ``read`` reads it again. ``replace`` has a new one made and gives it; it must not be repeated by
    itself and raises AmbiguousWrite where nobody knows what came of it. ``option`` is the option with the secret to be replaced.
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
    fallback: str | None = params.get("secret_fallback_folder")
    if fallback:
        check_writable(_second(fallback, str(file)), "secret_fallback_folder")
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
    """The SHA-256 of a secret, to compare it with one that somebody holds; the secret itself is registered for masking."""
    return hashlib.sha256(_registered(http, secret).encode()).hexdigest()


def _registered(http: Http, secret: Any) -> str:
    http.secrets.add(str(secret))
    return str(secret)


def _holds(path: str, secret: str) -> bool:
    """Whether a file has this very secret, and nobody but its owner may read it."""
    try:
        held, mode = read_plain(path, RESERVED)
        return held == secret.encode() and not mode & 0o077
    except FileNotFoundError:
        return False
    except OSError as problem:
        raise _unusable(path, problem) from problem


def _unusable(path: str, problem: OSError) -> BadInput:
    return BadInput(f"secret_file: {path} cannot be used: {problem.strerror}.", "Nothing was replaced. Give another file.")


def _second(folder: str, file: str) -> str:
    """Where a secret goes whose file cannot be written: a file of its own, so that nothing is lost there either."""
    return os.path.join(folder, f"{os.path.basename(file)}.{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}.{os.getpid()}")


def _carry_out(http: Http, secret: Generated, due: bool, file: str | None, fallback: str | None) -> None:
    """The file, and the second place too, have their room on the disk before the platform is asked for a secret that nobody else would have."""
    if file is None:
        if due:
            _replaced(http, secret)
        return
    with ExitStack() as drafts:
        opened = [drafts.enter_context(_draft(place)) for place in (file, *([_second(fallback, file)] if fallback else ()))]
        with _undisturbed():
            value = _replaced(http, secret) if due else secret.present
            _hand_over(secret, due, value, opened)


def _draft(path: str) -> Draft:
    try:
        return Draft(path, RESERVED)
    except OSError as problem:
        raise _unusable(path, problem) from problem


def _hand_over(secret: Generated, due: bool, value: str, drafts: list[Draft]) -> None:
    """Write the file, else the one in the second place; it is told when that was needed."""
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


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Between the replacement and the file, nothing that asks the task to end is heard; it ends right after."""
    signals = {signal.SIGTERM, signal.SIGHUP, signal.SIGINT}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _replaced(http: Http, secret: Generated) -> str:
    """The new secret. After a lost answer the present one tells whether it was made; nothing is asked for twice."""
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

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Exceptions that end a task. They do not depend on Ansible."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from .text import all_visible, shortened, visible

IN_DOUBT = "It may or may not have been carried out."
MOST_WRITES = 5  # how many writes a message lists
QUOTED = 300  # characters of a message within another one


class PeopleError(Exception):
    """The base class of all errors: a message that says what happened, and a hint that says what to do.

    ``changed`` is whether something was written before the failure, None if unknown; then the accepted writes decide. ``lost`` is whether the response to
    a write was lost. ``rest`` has additional members of the result, such as what was changed or planned.
    """

    changed: bool | None = None
    lost = False
    rest: Mapping[str, Any] = {}

    def __init__(self, message: str, hint: str = "", **facts: Any):
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.facts = {name: value for name, value in facts.items() if value not in (None, "")}

    @property
    def quoted(self) -> str:
        """The message as a part of another one, which may quote several."""
        return shortened(self.message, QUOTED)

    @property
    def in_doubt(self) -> bool:
        """Whether a write may or may not have been carried out."""
        return self.changed is None and (self.lost or IN_DOUBT in self.hint)

    def tell_accepted(self, accepted: Sequence[str], unproved: Sequence[str] = ()) -> None:
        """Add the writes that were accepted before the failure to the message, unless ``changed`` is known.

        ``unproved`` are writes with a successful response that may come from a proxy.
        """
        if self.changed is not None or not (accepted or unproved):
            return
        done = list(dict.fromkeys(accepted or unproved))
        shown = ", ".join(done[:MOST_WRITES]) + (f" and {len(done) - MOST_WRITES} more" if len(done) > MOST_WRITES else "")
        were = "was" if len(done) == 1 else "were"
        if accepted:
            self.message = f"{shown} {were} accepted, but a later step failed. {self.message}"
            self.changed = True
        elif not self.in_doubt:
            self.message = f"{shown} {were} answered with a success that proves nothing, and a later step failed. {self.message}"
            self.hint = f"{IN_DOUBT} {self.hint}".strip()

    def result(self) -> dict[str, Any]:
        """Return the result of a module: ``msg``, and if available ``hint``, ``error`` (a dictionary), ``changed`` and ``rest``.

        Invisible characters in names and messages of platforms are escaped.
        """
        result: dict[str, Any] = {"msg": f"{self.message} {self.hint}".strip()}
        if self.hint:
            result["hint"] = self.hint
        if self.facts:
            result["error"] = self.facts
        if self.changed is not None:
            result["changed"] = self.changed
        return {**all_visible(result), **self.rest}


def messages(problems: Iterable[PeopleError]) -> str:
    """Return the messages of several errors. One that several platforms have in common, such as about an option, is given once."""
    return " ".join(dict.fromkeys(problem.message for problem in problems))


def further_doubts(failures: Iterable[tuple[str, PeopleError]]) -> str:
    """Return a sentence on the writes in doubt after the first failure, whose own message is given; empty if there are none."""
    labels = [label for label, problem in list(failures)[1:] if problem.in_doubt]
    more = f" and {len(labels) - MOST_WRITES} more" if len(labels) > MOST_WRITES else ""
    return f" The result is unknown for {', '.join(labels[:MOST_WRITES])}{more}." if labels else ""


class Defect(PeopleError):
    """An unexpected exception, reported as a defect of this collection. ``trace`` is the traceback."""

    def __init__(self, problem: BaseException):
        place = traceback.extract_tb(problem.__traceback__)[-1:]
        where = f" in {place[0].name}, line {place[0].lineno}" if place else ""
        super().__init__(
            f"This is a defect of the collection people.access: {type(problem).__name__}: {problem}{where}.",
            "Please report it with the traceback. Some changes may have been made: check before you run the task again.",
        )
        self.trace = "".join(traceback.format_exception(type(problem), problem, problem.__traceback__))

    def result(self) -> dict[str, Any]:
        """Return the result of a module with ``traceback``, a list of lines."""
        return {**super().result(), "traceback": list(map(visible, self.trace.rstrip().split("\n")))}


class BadInput(PeopleError):
    """An option, or a name in it, is invalid. Found before any write."""


class Refused(PeopleError):
    """A guard forbids the change (such as of the owner, root, or the caller's own account)."""


class WriteBlocked(PeopleError):
    """A write was about to be sent in check mode, which is a defect of this collection."""


class Cancelled(PeopleError):
    """The task was cancelled. Only requests that end sessions are still sent."""


class Incomplete(PeopleError):
    """A list could not be proved complete."""


Kind = TypeVar("Kind", bound="RequestFailed")


class RequestFailed(PeopleError):
    """A request failed. ``status`` is None if there was no response."""

    def __init__(self, message: str, hint: str = "", status: int | None = None, **facts: Any):
        super().__init__(message, hint, status=status, **facts)
        self.status = status

    def found_out(self, finding: str) -> None:
        """Replace the hint about an unknown result by a finding."""
        self.hint = " ".join(sentence for sentence in (self.hint.replace(IN_DOUBT, "").strip(), finding) if sentence)

    def again(self, kind: type[Kind]) -> Kind:
        """Return a copy of the error as another class, so that its hint can be changed independently."""
        found = kind(self.message, self.hint, self.status, **{name: value for name, value in self.facts.items() if name != "status"})
        found.changed = self.changed
        return found


class UnexpectedResponse(RequestFailed):
    """The response to a read has an unexpected format (see schema.py)."""


class Missing(RequestFailed):
    """The server returned 404: the object does not exist, or the caller may not see it."""


class StateUnknown(RequestFailed):
    """The state is unknown and has to be read again before the next write."""


class AmbiguousWrite(StateUnknown):
    """A write may or may not have been carried out. The hint says so until ``found_out`` is called."""

    lost = True

    def __init__(self, message: str, hint: str = "", status: int | None = None, **facts: Any):
        super().__init__(message, hint or IN_DOUBT, status, **facts)


class Conflict(StateUnknown):
    """A write met another state than planned."""

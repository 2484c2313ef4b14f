# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Everything that can end a task, as exceptions that know their own sentence. No Ansible here."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from .text import all_visible, visible

MOST_WRITES = 5  # that a message names


class PeopleError(Exception):
    """Ends a task with one sentence that says what happened, and a hint that says what to do. ``changed``: whether something was written before it
    failed, None where that is not known here, and the writes that were accepted decide. ``rest`` are further members of the result, where a task
    that failed has more to tell: what was done all the same, or was planned."""

    changed: bool | None = None
    rest: Mapping[str, Any] = {}

    def __init__(self, message: str, hint: str = "", **facts: Any):
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.facts = {name: value for name, value in facts.items() if value not in (None, "")}

    def tell_accepted(self, accepted: Sequence[str]) -> None:
        """Begin the message with the writes that were accepted before it failed, unless ``changed`` is known: the failure of a later step must
        not hide them."""
        if not accepted or self.changed is not None:
            return
        done = list(dict.fromkeys(accepted))
        shown = ", ".join(done[:MOST_WRITES]) + (f" and {len(done) - MOST_WRITES} more" if len(done) > MOST_WRITES else "")
        self.message = f"{shown} {'was' if len(done) == 1 else 'were'} accepted, but a later step failed. {self.message}"
        self.changed = True

    def result(self) -> dict[str, Any]:
        """What a module returns: ``msg``, and where there is more to tell ``hint`` and ``error`` (a dictionary). Names and words of platforms in
        them are shown so that nothing in them hides."""
        result: dict[str, Any] = {"msg": f"{self.message} {self.hint}".strip()}
        if self.hint:
            result["hint"] = self.hint
        if self.facts:
            result["error"] = self.facts
        if self.changed is not None:
            result["changed"] = self.changed
        return {**all_visible(result), **self.rest}


class Defect(PeopleError):
    """A mistake of this collection, not of a platform and not of a user: told as one. ``trace`` is the traceback."""

    def __init__(self, problem: BaseException):
        place = traceback.extract_tb(problem.__traceback__)[-1:]
        where = f" in {place[0].name}, line {place[0].lineno}" if place else ""
        super().__init__(
            f"This is a defect of the collection people.access: {type(problem).__name__}: {problem}{where}.",
            "Please report it with the traceback. Some changes may have been made: check before you run the task again.",
        )
        self.trace = "".join(traceback.format_exception(type(problem), problem, problem.__traceback__))

    def result(self) -> dict[str, Any]:
        """The same with ``traceback``, a list of lines."""
        return {**super().result(), "traceback": list(map(visible, self.trace.rstrip().split("\n")))}


class BadInput(PeopleError):
    """An option, or a name in it, cannot be right; found before any write."""


class Refused(PeopleError):
    """A guard forbids the change (owner, root, the caller's own account)."""


class WriteBlocked(PeopleError):
    """A write was about to leave in check mode: a defect of this collection, not a prediction."""


class Cancelled(PeopleError):
    """The task was asked to end: nothing more is sent but the end of sessions."""


class Incomplete(PeopleError):
    """A listing could not be proved complete."""


Kind = TypeVar("Kind", bound="RequestFailed")


class RequestFailed(PeopleError):
    """A request got an answer that is no success, or none. ``status`` is None when there was no answer."""

    def __init__(self, message: str, hint: str = "", status: int | None = None, **facts: Any):
        super().__init__(message, hint, status=status, **facts)
        self.status = status

    def found_out(self, finding: str) -> None:
        """End the doubt about a write with what is known now."""
        self.hint = " ".join(part for part in (self.hint.replace(AmbiguousWrite.doubt, "").strip(), finding) if part)

    def again(self, kind: type[Kind]) -> Kind:
        """The same as an error of its own, of a kind: each that meets it adds what it finds to the hint."""
        found = kind(self.message, self.hint, self.status, **{name: value for name, value in self.facts.items() if name != "status"})
        found.changed = self.changed
        return found


class UnexpectedResponse(RequestFailed):
    """A read was answered in another form than the documented one (see schema.py)."""


class Missing(RequestFailed):
    """404: there is no such object, or the caller may not see it."""


class StateUnknown(RequestFailed):
    """The state has to be read again before anything else is written."""


class AmbiguousWrite(StateUnknown):
    """A write may or may not have been carried out. The hint says so until somebody finds out."""

    doubt = "It may or may not have been carried out."

    def __init__(self, message: str, hint: str = "", status: int | None = None, **facts: Any):
        super().__init__(message, hint or self.doubt, status, **facts)


class Conflict(StateUnknown):
    """A write met a state that is not the one it was planned for."""

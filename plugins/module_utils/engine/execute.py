# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Carrying plans out. This is the only file that writes: ``write`` is the one caller of ``create``, ``update``, ``delete`` and ``apply_bulk``,
also where an answer was lost; ``end_sessions`` and ``attempt`` of a store, which no plan can express, are called here as well."""

from __future__ import annotations

from .change import Change, moved_fields, overwritten_fields, plan
from .decide import decide
from .errors import AmbiguousWrite, Cancelled, Conflict, Incomplete, PeopleError, RequestFailed, StateUnknown, UnexpectedResponse
from .fields import UNREADABLE, Field, Row
from .find import Task, find
from .mode import Mode
from .store import Store


def write(store: Store, verb: str, pairs: list[tuple[Row | None, Change]]) -> list[Row | PeopleError | None]:
    """Carry out one verb for one object, or for several at once; never in check mode. Returns them as they are afterwards, None for what was
    deleted, and of several the error in the place of each that failed. Raises Refused for whoever is protected."""
    for row, change in pairs:
        store.policy.keep_protected(row, change)
    if len(pairs) > 1:
        return store.apply_bulk(verb, pairs)
    ((row, change),) = pairs
    if row is None:
        return [store.create(change)]
    if verb == "delete":
        store.delete(row)
        return [None]
    return [store.update(row, change)]


def write_one(store: Store, row: Row | None, change: Change) -> Row | None:
    """``write`` for one object: as it is afterwards."""
    (result,) = write(store, change.verb, [(row, change)])
    if isinstance(result, PeopleError):
        raise result
    return result


def write_together(store: Store, verb: str, pairs: list[tuple[Row | None, Change]]) -> list[Row | PeopleError | None]:
    """``write`` for several objects. What is raised counts for all; what cannot be read in an answer counts as a lost one."""
    try:
        return write(store, verb, pairs)
    except UnexpectedResponse as problem:
        return [problem.again(AmbiguousWrite) for dummy in pairs]
    except PeopleError as problem:
        return [problem] * len(pairs)


def execute(store: Store, request: Task, needed: tuple[str, ...], row: Row | None, change: Change) -> Row | None:
    """Carry out what was decided about one object. Where an answer was lost or the state was another one, what is there now decides; nothing
    is sent twice blindly. Returns the object afterwards; in check mode, and without a change, the given one."""
    if request.check_mode:
        return row
    earlier = len(store.http.accepted)
    try:
        return _execute(store, request, needed, row, change)
    except PeopleError as problem:
        problem.tell_accepted(store.http.accepted[earlier:])
        raise


def _execute(store: Store, request: Task, needed: tuple[str, ...], row: Row | None, change: Change) -> Row | None:
    try:
        return _beside_others(store, request, change, _apply(store, row, change))
    except (StateUnknown, UnexpectedResponse) as problem:
        unsettled = problem
    try:
        found = find(store, request.params, needed)
    except (RequestFailed, Incomplete, Cancelled) as unread:
        raise _unread(store, unsettled, unread) from None
    try:
        return recover_after_ambiguous_write(store, request, change, unsettled, found)
    except AmbiguousWrite as problem:
        if found is None or change.verb == "delete":
            raise
        unsettled = problem
    # It was sent once more, and that is ambiguous again: now only what is there is reported.
    try:
        found = find(store, request.params, needed)
    except (RequestFailed, Incomplete, Cancelled) as unread:
        raise _unread(store, unsettled, unread) from None
    return _as_found(store, request, change, unsettled, found)


# -- other tasks at the same time -----------------------------------------------------------------------------------------------------------------

TIME_TO_YIELD = (1.0, 2.0)  # seconds after which another task has noticed that it is the second one


def _beside_others(store: Store, request: Task, change: Change, result: Row | None) -> Row | None:
    """The object in the end, where another task has written the same one at the same time. No platform has versions of objects, so this cannot be
    prevented, only noticed and put right, once."""
    if result is None:
        return None
    if change.verb == "create" and store.repeats_names:
        return _only_one(store, request, result)
    # An exact list that reads differently fails: which of two exact lists should win, nobody can tell.
    if change.verb == "update" and change.membership != "exact" and overwritten_fields(store.resource, change, store.resource.from_api(result, store.names)):
        return _apply(store, result, decide(store, request, result))
    return result


def _only_one(store: Store, request: Task, own: Row) -> Row:
    """The object that was just created, unless another task created one of the same name: then the one with the lower id stays, and its task
    waits for the other one to yield. Whoever yields removes the own one, which nobody uses yet, and uses the other."""
    key = str(store.resource.key.from_api(own, store.names))
    for seconds in (0.0, *TIME_TO_YIELD):
        store.http.sleep(seconds)
        others = [row for row in store.matches(key) if store.resource.id_of(row) != store.resource.id_of(own)]
        if not others:
            return own
        first = min(others, key=lambda row: _age(store, row))
        if _age(store, first) < _age(store, own):
            break
    other = store.whole(first, None)
    write_one(store, own, plan(store.resource, "absent", {}, store.resource.from_api(own, store.names)))
    store.policy.warn(f"Another task created the {store.resource.noun} '{key}' at the same time, so the second one was removed again.")
    return _apply(store, other, decide(store, request, other)) or other


def _age(store: Store, row: Row) -> tuple[int, str]:
    """Ids in an order that all tasks see alike; numbers by their size."""
    id_ = store.resource.id_of(row)
    return (len(id_), id_)


# -- lost answers ---------------------------------------------------------------------------------------------------------------------------------


def _unread(store: Store, problem: RequestFailed, unread: PeopleError) -> RequestFailed:
    """A write of which nobody knows what became of it, as the platform cannot be read."""
    sent = "The change may have been carried out"
    why = "" if unread.message == problem.message else f" ({unread.message.rstrip('.')})"
    problem.found_out(f"{sent}: the {store.resource.noun} could not be read again{why}. Run the task again when {store.http.conventions.title} answers.")
    return problem


def _as_found(store: Store, request: Task, change: Change, problem: RequestFailed, row: Row | None) -> Row | None:
    """The object, if it is as wanted in the end; else raises what was sent last, with what has become of it."""
    if row is not None and decide(store, request, row, "keep").verb == "none":
        return row
    noun = store.resource.noun
    moved = [] if row is None else moved_fields(store.resource, change, store.resource.from_api(row, store.names))
    if moved:
        problem.changed = True
        changed = f"{', '.join(moved)} {'was' if len(moved) == 1 else 'were'} changed, the rest was not"
        problem.found_out(f"The {noun} was read again: {changed}. Run the task again.")
    elif change.verb == "create":
        problem.changed = row is not None
        state = "is not there" if row is None else "was created, but is not complete"
        problem.found_out(f"The {noun} was looked up again and {state}. Run the task again.")
    elif any(_is_unreadable(store, field, row) for field in store.resource.all_fields if field.name in change.changed):
        problem.found_out(f"Not all of the {noun} can be read, so what the last request changed cannot be told. Run the task again.")
    else:
        problem.changed = False
        problem.found_out(f"The {noun} was looked up again and is as before; nothing was changed. Run the task again.")
    raise problem


def _is_unreadable(store: Store, field: Field, row: Row | None) -> bool:
    return field.secret or row is not None and field.from_api(row, store.names) is UNREADABLE


def recover_after_ambiguous_write(store: Store, request: Task, change: Change, problem: RequestFailed, row: Row | None) -> Row | None:
    """What is there (``row``) decides after a write that may or may not have been carried out; returns the object as it is in the end, or
    raises."""
    if row is None and change.verb == "delete":
        return None
    if row is None or change.verb == "delete":
        if not isinstance(problem, Conflict):
            there = "not there" if row is None else "still there"
            problem.found_out(f"The {store.resource.noun} was looked up again and is {there}; nothing was repeated. Run the task again.")
            problem.changed = False if problem.changed is None else problem.changed
        raise problem
    try:
        # What was just made is not made anew.
        return _apply(store, row, decide(store, request, row, "keep" if change.verb == "create" else None))
    except PeopleError as failure:
        if failure.changed is None:
            failure.changed = problem.changed
        raise


def _apply(store: Store, row: Row | None, change: Change) -> Row | None:
    if change.verb == "none":
        return row
    if change.verb == "delete" and row is not None:
        _remove(store, row, change)
        return None
    return write_one(store, row, change)


def _remove(store: Store, row: Row, change: Change) -> None:
    """Delete. In a roster the object is cut off first, so that whoever cannot be removed is locked out all the same; that this fails is no
    reason to leave the object there."""
    store.policy.keep_protected(row, change)
    done: list[str] = []
    failed = ""
    if store.mode is Mode.ROSTER:
        try:
            done += _lock(store, row)
            done += filter(None, [store.end_sessions(row)])
        except PeopleError as problem:
            failed = problem.message
    try:
        write_one(store, row, change)
    except PeopleError as problem:
        before = "The sessions could not be ended" if done else "Cutting it off first failed too"
        problem.hint = " ".join([problem.hint, *done, *([f"{before}: {failed}"] if failed else [])]).strip()
        if done:
            problem.changed = True
        raise
    if failed:
        store.policy.warn(f"It is removed; cutting it off before that failed: {failed}")


def _lock(store: Store, row: Row) -> list[str]:
    """Take away what works as long as the object is there; returns what was done as sentences."""
    lock = store.policy.revoke_before_delete(row)
    if lock.verb != "none":
        store.prove_disabled(write_one(store, row, lock) or row)
    return ["It is disabled."] if "disabled" in store.resource.states else []


def attempt(store: Store, request: Task, row: Row | None, change: Change) -> bool:
    """Try for what could not be compared, where trying is harmless; whether it changed anything."""
    return bool(change.unread) and row is not None and not request.check_mode and store.attempt(row, change)

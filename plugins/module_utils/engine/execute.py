# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Executes changes. This is the only file that writes.

``write`` is the only caller of ``create``, ``update``, ``delete`` and ``apply_bulk``, also after a lost response. ``end_sessions``, ``replace_keys`` and
``attempt`` of a store, which are not part of a change, are called here too.
"""

from __future__ import annotations

from typing import Callable

from .change import Change, moved_fields, overwritten_fields, plan
from .decide import decide
from .errors import AmbiguousWrite, Cancelled, Conflict, Incomplete, PeopleError, RequestFailed, StateUnknown, UnexpectedResponse
from .fields import UNREADABLE, Field, Row
from .find import Task, find
from .leaving import CutOff
from .mode import Mode
from .recording import Target, writing
from .store import Store


def write(store: Store, verb: str, pairs: list[tuple[Row | None, Change]]) -> list[Row | PeopleError | None]:
    """Execute one verb for one or several objects. Must not be called in check mode.

    Returns the rows afterwards: None if deleted, and with several objects the error of each that failed. Raises Refused for protected accounts.
    """
    for row, change in pairs:
        store.policy.keep_protected(row, change)
    with writing(_target(store, row, change) for row, change in pairs):
        if len(pairs) > 1:
            return store.apply_bulk(verb, pairs)
        ((row, change),) = pairs
        if row is None:
            return [store.create(change)]
        if verb == "delete":
            store.delete(row)
            return [None]
        return [store.update(row, change)]


def _target(store: Store, row: Row | None, change: Change) -> Target:
    """Return the object of a change, for the record of its requests."""
    return Target("", str((change.after or {}).get(store.resource.key.name, ""))) if row is None else _existing(store, row)


def _existing(store: Store, row: Row) -> Target:
    return Target(store.resource.id_of(row), str(store.resource.key.from_api(row, store.names)))


def write_one(store: Store, row: Row | None, change: Change) -> Row | None:
    """Execute a change of one object. Returns the row afterwards, None if deleted. Raises PeopleError."""
    (result,) = write(store, change.verb, [(row, change)])
    if isinstance(result, PeopleError):
        raise result
    return result


def write_together(store: Store, verb: str, pairs: list[tuple[Row | None, Change]]) -> list[Row | PeopleError | None]:
    """Execute a change of several objects. An exception counts for all of them. An unexpected response counts as a lost one."""
    try:
        return write(store, verb, pairs)
    except UnexpectedResponse as problem:
        return [problem.again(AmbiguousWrite) for dummy in pairs]
    except PeopleError as problem:
        return [problem] * len(pairs)


def execute(store: Store, request: Task, needed: tuple[str, ...], row: Row | None, change: Change) -> Row | None:
    """Execute the change of one object.

    After a lost response or a conflict, the object is read again before anything is sent twice. Returns the row afterwards, or ``row`` in check mode and
    without a change.
    """
    if request.check_mode:
        return row
    earlier = len(store.http.own.accepted), len(store.http.own.unproved)
    try:
        result = _execute(store, request, needed, row, change)
        if change.locks_out and result is not None and store.mode is Mode.ROSTER:
            _end_use_of_disabled(store, result, change)
        return result
    except PeopleError as problem:
        problem.tell_accepted(store.http.own.accepted[earlier[0]:], store.http.own.unproved[earlier[1]:])
        raise


def _execute(store: Store, request: Task, needed: tuple[str, ...], row: Row | None, change: Change) -> Row | None:
    try:
        return _beside_others(store, request, change, _apply(store, row, change))
    except (StateUnknown, UnexpectedResponse) as problem:
        unsettled = problem
    try:
        found = find(store, request.params, needed)
    except (RequestFailed, Incomplete, Cancelled) as unread:
        raise unread_write(store, unsettled, unread) from None
    try:
        return recover_after_ambiguous_write(store, request, change, unsettled, found)
    except AmbiguousWrite as problem:
        if found is None or change.verb == "delete":
            raise
        unsettled = problem
    # The second attempt is ambiguous too, so only report the current state.
    try:
        found = find(store, request.params, needed)
    except (RequestFailed, Incomplete, Cancelled) as unread:
        raise unread_write(store, unsettled, unread) from None
    return as_found(store, request, change, unsettled, found)


# -- simultaneous tasks ---------------------------------------------------------------------------------------------------------------------------

TIME_TO_YIELD = (1.0, 2.0)  # seconds to wait for another task that created the same object


def _beside_others(store: Store, request: Task, change: Change, result: Row | None) -> Row | None:
    """Return the object after another task may have written it at the same time.

    The platforms have no versions of objects, so this cannot be prevented, but is detected and corrected once.
    """
    if result is None:
        return None
    if change.verb == "create" and store.repeats_names:
        return _only_one(store, request, result)
    # A different exact list is an error, because it is unknown which of two exact lists should win.
    if change.verb == "update" and change.membership != "exact" and overwritten_fields(store.resource, change, store.resource.from_api(result, store.names)):
        return _apply(store, result, decide(store, request, result))
    return result


def _only_one(store: Store, request: Task, own: Row) -> Row | None:
    """Return the object that was just created, unless another task created one with the same name.

    In that case, the object with the lower id stays, and its task waits for the other one, which removes its own unused object and uses the first.
    """
    key = str(store.resource.key.from_api(own, store.names))
    for seconds in (0.0, *TIME_TO_YIELD):
        store.http.sleep(seconds)
        others = [row for row in store.matches(key) if store.resource.id_of(row) != store.resource.id_of(own)]
        if not others:
            return own
        first = min(others, key=lambda row: _age(store, row))
        if _age(store, first) < _age(store, own):
            break
    else:  # the other one may still yield, so removing this one could leave none
        store.policy.warn(f"There is another {store.resource.noun} '{key}' (id {store.resource.id_of(first)}) now. Remove one of the two.")
        return own
    other = store.whole(first, None)
    write_one(store, own, plan(store.resource, "absent", {}, store.resource.from_api(own, store.names)))
    store.policy.warn(f"Another task created the {store.resource.noun} '{key}' at the same time, so the second one was removed again.")
    return _apply(store, other, decide(store, request, other))


def _age(store: Store, row: Row) -> tuple[int, str]:
    """Return a sort key of an id that is the same for all tasks. Numbers are sorted by value."""
    id_ = store.resource.id_of(row)
    return (len(id_), id_)


# -- lost responses -------------------------------------------------------------------------------------------------------------------------------


def unread_write(store: Store, problem: RequestFailed, unread: PeopleError) -> RequestFailed:
    """Return the error for a write whose result is unknown because the object could not be read again."""
    sent = "The change may have been carried out"
    why = "" if unread.message == problem.message else f" ({unread.quoted.rstrip('.')})"
    problem.found_out(f"{sent}: the {store.resource.noun} could not be read again{why}. Run the task again when {store.http.conventions.title} answers.")
    return problem


def as_found(store: Store, request: Task, change: Change, problem: RequestFailed, row: Row | None) -> Row | None:
    """Return the row if it is in the desired state. Otherwise raises ``problem`` with a hint on the current state."""
    if row is not None and decide(store, request, row, "keep").verb == "none":
        return row
    noun = store.resource.noun
    moved = [] if row is None else moved_fields(store.resource, change, store.resource.from_api(row, store.names))
    if moved:
        problem.changed = True
        changed = f"{', '.join(moved)} {'was' if len(moved) == 1 else 'were'} changed, the rest was not"
        problem.found_out(f"The {noun} was read again: {changed}. Run the task again.")
    elif row is None or change.verb == "create":
        problem.changed = row is not None
        state = "is not there" if row is None else "was created, but is not complete"
        problem.found_out(f"The {noun} was looked up again and {state}. Run the task again.")
    elif any(_is_unreadable(store, field, row) for field in store.resource.all_fields if field.name in change.changed):
        problem.found_out(f"Not all of the {noun} can be read, so it is not known whether the change was carried out. Run the task again.")
    else:
        problem.changed = False
        problem.found_out(f"The {noun} was looked up again and is as before; nothing was changed. Run the task again.")
    raise problem


def _is_unreadable(store: Store, field: Field, row: Row) -> bool:
    return field.secret or field.from_api(row, store.names) is UNREADABLE


def recover_after_ambiguous_write(store: Store, request: Task, change: Change, problem: RequestFailed, row: Row | None) -> Row | None:
    """Continue after an ambiguous write or a conflict, according to the current ``row``. Returns the final row, None if deleted, or raises ``problem``."""
    if row is None and change.verb == "delete":
        return None
    if row is None or change.verb == "delete":
        if not isinstance(problem, Conflict):
            state = "not there" if row is None else "still there"
            problem.found_out(f"The {store.resource.noun} was looked up again and is {state}; nothing was repeated. Run the task again.")
            problem.changed = False if problem.changed is None else problem.changed
        raise problem
    try:
        # A new object's unreadable values are not written again.
        return _apply(store, row, decide(store, request, row, "keep" if change.verb == "create" else None))
    except PeopleError as failure:
        if failure.changed is None:
            failure.changed = problem.changed
        unknown = any(_is_unreadable(store, field, row) for field in store.resource.all_fields if field.name in change.changed)
        settled = isinstance(failure, RequestFailed) and not isinstance(failure, AmbiguousWrite)  # else the object is read once more
        if unknown and failure.changed is None and isinstance(problem, AmbiguousWrite) and settled:
            failure.hint = f"{failure.hint} The response before this one was lost, so the change may have been carried out.".strip()
            failure.lost = True
        raise


def _apply(store: Store, row: Row | None, change: Change) -> Row | None:
    if change.verb == "none":
        return row
    if change.verb == "delete" and row is not None:
        _remove(store, row, change)
        return None
    return write_one(store, row, change)


def cut_off(store: Store, row: Row, change: Change) -> CutOff:
    """Cut off an account before its removal, so that access ends even if the removal fails. Raises Refused for protected accounts.

    A failure is reported, and does not stop the removal. After it, the remaining steps are only tried if the platform responded.
    """
    store.policy.keep_protected(row, change)
    cut = CutOff()
    earlier = len(store.http.own.accepted), len(store.http.own.unproved)
    try:
        cut.changed = _lock(store, row)
        cut.done += ["It is disabled."] if "disabled" in store.resource.states else []
    except PeopleError as problem:
        problem.tell_accepted(store.http.own.accepted[earlier[0]:], store.http.own.unproved[earlier[1]:])
        cut.changed, cut.unsure = bool(problem.changed), problem.in_doubt
        cut.problem = f"{problem.quoted} The {store.resource.noun} may have been disabled." if cut.unsure else problem.quoted
        cut.out_of_reach = not isinstance(problem, RequestFailed) or problem.status is None or problem.status >= 500
        if cut.out_of_reach:
            cut.in_use = True
            return cut
    _end_use(store, row, cut)
    return cut


def _lock(store: Store, row: Row) -> bool:
    """Disable an object before its removal if the platform can. Returns whether anything was written."""
    lock = store.policy.revoke_before_delete(row)
    if lock.verb == "none":
        return False
    store.prove_disabled(write_one(store, row, lock) or row)
    return True


def _end_use(store: Store, row: Row, cut: CutOff) -> None:
    """End the sessions of an account and replace its keys, and note it in ``cut``."""
    steps: tuple[Callable[[], str], ...] = (lambda: store.end_sessions(row), lambda: store.replace_keys(row))
    for step in steps:
        try:
            with writing([_existing(store, row)]):
                done = step()
        except PeopleError as problem:
            cut.problem, cut.in_use = f"{cut.problem} {problem.quoted}".strip(), True
            cut.changed = cut.changed or bool(problem.changed)
            continue
        cut.done += filter(None, [done])
        cut.changed = cut.changed or bool(done)


def _end_use_of_disabled(store: Store, row: Row, change: Change) -> None:
    """Cut off an account that is disabled and stays, however that was asked for, also if it was read after a lost response that it is disabled.

    Raises RequestFailed if the sessions or keys of the account may still be used.
    """
    cut = CutOff()
    _end_use(store, row, cut)
    if cut.problem:
        problem = RequestFailed(" ".join([store.resource.noun.capitalize(), "is disabled, but not cut off.", cut.problem]), " ".join(cut.done))
        problem.changed = cut.changed or change.before != change.after  # equal for an account that was disabled before this run
        raise problem


def _remove(store: Store, row: Row, change: Change) -> None:
    """Delete an object. In a roster, it is cut off first, unless it has been already.

    A failure of these first steps does not stop the removal.
    """
    cut = store.cut_offs.pop(store.resource.id_of(row), None)
    if cut is None:
        cut = cut_off(store, row, change) if store.mode is Mode.ROSTER else CutOff()
    try:
        write_one(store, row, change)
    except PeopleError as problem:
        before = "The account is not cut off completely" if cut.done or cut.unsure or cut.changed else "Cutting it off first failed too"
        problem.hint = " ".join([problem.hint, *cut.done, *([f"{before}: {cut.problem}"] if cut.problem else [])]).strip()
        if cut.changed:
            problem.changed = True
        raise
    if cut.problem:
        store.policy.warn(f"It is removed; cutting it off before that failed: {cut.problem}")


def attempt(store: Store, request: Task, row: Row | None, change: Change) -> bool:
    """Try changes that could not be compared, if that is harmless (see ``Store.attempt``). Returns whether anything changed."""
    if not change.unread or row is None or request.check_mode:
        return False
    with writing([_existing(store, row)]):
        return store.attempt(row, change)

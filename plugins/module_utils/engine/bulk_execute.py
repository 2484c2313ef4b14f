# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Executes the changes of many objects: several in one request if the platform can, otherwise in parallel as far as it allows."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import partial
from typing import Any, Callable

from .batches import OF_ONE, in_halves
from .change import Change
from .decide import decide
from .errors import AmbiguousWrite, Missing, PeopleError, RequestFailed, StateUnknown
from .execute import as_found, recover_after_ambiguous_write, unread_write, write_together
from .fields import Row
from .items import Batch, Item, by_key
from .outcome import outcome_of
from .parallel import map_parallel
from .progress import counted
from .reconcile import execute_and_report
from .steps import Steps
from .store import Store

ORDER = ("none", "create", "update", "disable", "delete")  # changes that give access come before those that remove it
Done = Callable[[list[Item]], None]


def carry_out(batch: Batch, done: Done = lambda items: None) -> None:
    """Execute the changes, or predict them in check mode. A failed item does not stop the others.

    ``done`` is called with items when they are finished, never from two threads at once; an exception from it stops the work: writes in progress are
    completed, no other is started. Raises Refused before the first write if the changes are forbidden in combination.
    """
    batch.store.policy.guard_batch([(item.row, item.change) for item in batch.items if item.change is not None and item.verb != "none"])
    decided = [item for item in batch.items if item.change is not None]
    with counted(batch.store.http, f"{batch.store.resource.plural} done", sum(item.verb != "none" for item in decided)) as steps:
        _execute_all(batch.store, decided, partial(_finished, steps, done))


def _finished(steps: Steps, done: Done, items: list[Item]) -> None:
    steps.count(sum(item.verb != "none" for item in items))
    done(items)


def _execute_all(store: Store, decided: list[Item], done: Done) -> None:
    for loses, verb in sorted({(item.loses, item.verb) for item in decided}, key=lambda step: (step[0], ORDER.index(step[1]))):
        items = [item for item in decided if (item.loses, item.verb) == (loses, verb)]
        size = store.at_once.get(verb, 1)
        if size > 1:
            _execute_in_batches(store, verb, items, size, done)
        else:
            _execute_each(store, items, done)


def _execute_in_batches(store: Store, verb: str, items: list[Item], size: int, done: Done) -> None:
    for start in range(0, len(items), size):
        chunk = items[start:start + size]
        if len(chunk) > 1 and not chunk[0].request.check_mode:
            _execute_together(store, verb, chunk)
        else:
            for item in chunk:
                _execute_one(store, item)
        done(chunk)


def _execute_each(store: Store, items: list[Item], done: Done) -> None:
    """Execute the items one by one, or several in parallel. The results are the same, including which object has which warning."""
    threads = min(_threads(store, items), len(items))
    if threads < 2:
        for item in items:
            _execute_one(store, item)
            done([item])
        return
    left: dict[int, list[str]] = {}  # the warnings of failed items, by their Python id
    reporting = threading.Lock()

    def work(item: Item) -> None:
        with store.policy.aside() as warnings:
            _execute_one(store, item)
        with reporting:
            left[id(item)] = warnings
            done([item])

    try:
        map_parallel(work, items, threads, store.http.cancel)
    finally:
        _hand_on_warnings(store, items, left)


def _threads(store: Store, items: list[Item]) -> int:
    """Return how many items to execute in parallel: one where nothing is sent, and where keys change, because one may become free for another."""
    changes = [item.change for item in items if item.change is not None]
    idle = items[0].request.check_mode or not any(change.verb != "none" or change.unread for change in changes)
    renames = any(change.verb == "update" and store.resource.key.name in change.changed for change in changes)
    return 1 if idle or renames else store.parallel_writes


def _hand_on_warnings(store: Store, items: list[Item], left: Mapping[int, list[str]]) -> None:
    """Give the warnings from before the writes, and those of failed items, to the next item with an outcome, as without parallel writes."""
    carried = store.policy.warnings
    for item in items:
        if item.outcome is not None:
            item.outcome.warnings[:0] = [text for text in carried if text not in item.outcome.warnings]
            carried.clear()
        carried += [text for text in left.get(id(item), ()) if text not in carried]


def _execute_one(store: Store, item: Item) -> None:
    if item.change is None:
        return
    earlier = len(store.http.own.accepted), len(store.http.own.unproved)
    try:
        item.outcome = execute_and_report(store, item.request, item.needed, item.row, item.change)
    except PeopleError as problem:
        problem.tell_accepted(store.http.own.accepted[earlier[0]:], store.http.own.unproved[earlier[1]:])
        item.failure = problem


def _execute_together(store: Store, verb: str, items: list[Item]) -> None:
    """Execute several items in one request.

    Refused items are bisected, because a single one may be the cause. After a conflict or a lost response, all are read again first, so that nothing
    is sent twice without a check.
    """
    results = write_together(store, verb, [(item.row, item.change) for item in items if item.change is not None])
    refused: list[Item] = []
    unsettled: list[tuple[Item, PeopleError]] = []
    for item, result in zip(items, results):
        if not isinstance(result, PeopleError):
            _note(store, item, result)
        elif isinstance(result, (StateUnknown, Missing)):
            unsettled.append((item, result))
        elif isinstance(result, RequestFailed) and result.status in OF_ONE:
            refused.append(item)
        else:
            item.failure = result
    _look_up_again(store, verb, unsettled)
    in_halves(refused, partial(_settle_some, store, verb))


def _settle_some(store: Store, verb: str, items: list[Item]) -> None:
    if len(items) > 1:
        _execute_together(store, verb, items)
    else:
        for item in items:
            _execute_one(store, item)


def _look_up_again(store: Store, verb: str, unsettled: list[tuple[Item, PeopleError]]) -> None:
    """Read the listing to find the state of all unsettled items.

    Existing objects are decided again. The others are sent again together, but never after a lost response.
    """
    if not unsettled:
        return
    try:
        found = by_key(store, list(store.rows()))
    except PeopleError as unread:
        for item, problem in unsettled:
            item.failure = _unread(store, problem, unread)
        return
    rest = [item for item, problem in unsettled if not _resolve_ambiguous(store, item, problem, found)]
    repeated = [(item, item.change, item.failure) for item, _problem in unsettled if item.repeated]
    _report_as_found(store, [(item, change, problem) for item, change, problem in repeated if change is not None and isinstance(problem, RequestFailed)])
    if len(rest) == len(unsettled):
        in_halves(rest, partial(_settle_some, store, verb))
    else:
        _settle_some(store, verb, rest)


def _unread(store: Store, problem: PeopleError, unread: PeopleError) -> PeopleError:
    """Return the error for an item that could not be read again: only a lost response leaves it unknown whether the write was carried out."""
    return unread_write(store, problem.again(AmbiguousWrite), unread) if isinstance(problem, AmbiguousWrite) else problem


def _report_as_found(store: Store, items: list[tuple[Item, Change, RequestFailed]]) -> None:
    """Finish items whose repeated write was ambiguous as well: read the current state once, and write nothing more."""
    found: dict[Any, list[Row]] = {}
    for item, change, problem in items:
        try:
            found = found or by_key(store, list(store.rows()))
            row = next(iter(found.get(store.resource.key.index(item.label), [])), None)
            row = None if row is None else store.whole(row, item.needed)
        except PeopleError as unread:
            item.failure = unread_write(store, problem, unread)
            continue
        try:
            item.failure = None
            _note(store, item, as_found(store, item.request, change, problem, row))
        except PeopleError as failure:
            item.failure = failure


def _resolve_ambiguous(store: Store, item: Item, problem: PeopleError, found: Mapping[Any, list[Row]]) -> bool:
    """Finish an item according to the current state. Returns False if it may be tried again."""
    row: Row | None = next(iter(found.get(store.resource.key.index(item.label), [])), None)
    if item.change is None:
        return True
    try:
        if row is not None and item.row is not None and item.verb == "delete" and store.resource.id_of(row) == store.resource.id_of(item.row):
            row = item.row  # the same object, whose details are already known
        elif row is not None:
            row = store.whole(row, item.needed)
    except PeopleError as unread:
        item.failure = _unread(store, problem, unread)
        return True
    try:
        if isinstance(problem, AmbiguousWrite):
            _note(store, item, recover_after_ambiguous_write(store, item.request, item.change, problem.again(AmbiguousWrite), row))
        elif item.verb == "delete" and row is None:
            _note(store, item, None)
        elif item.verb == "delete" and row is not None:  # may be another object with the same key, such as a member after an accepted invite
            item.row, item.change = row, decide(store, item.request, row)
            return False
        elif row is None:
            return False
        else:  # created in the meantime
            item.row, item.change = row, decide(store, item.request, row)
            _execute_one(store, item)
    except PeopleError as failure:
        item.failure = failure
        item.repeated = isinstance(failure, AmbiguousWrite) and row is not None and item.verb != "delete"
    return True


def _note(store: Store, item: Item, result: Row | None) -> None:
    if item.change is not None:
        try:
            item.outcome = outcome_of(store, item.request, item.row, item.change, result)
        except PeopleError as problem:
            item.failure = problem

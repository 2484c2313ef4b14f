# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Manages many objects of one kind in one run.

Reads one listing, details only if its rows do not suffice, writes only what differs, and several objects in one request if the platform can.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Callable

from .batches import OF_ONE, in_halves
from .change import Change, plan
from .decide import decide
from .errors import AmbiguousWrite, BadInput, Missing, PeopleError, Refused, RequestFailed, StateUnknown
from .execute import as_found, recover_after_ambiguous_write, unread_write, write_together
from .fields import Row
from .find import Task, check_identity, check_input, keys_of
from .outcome import Outcome, outcome_of
from .parallel import map_parallel
from .protection import Protection
from .reconcile import execute_and_report
from .store import Store

ORDER = ("none", "create", "update", "disable", "delete")  # changes that give access come before those that remove it


@dataclass
class Item:
    """An object of the run: the requested state (``request``), the existing ``row``, the ``change`` and its result.

    ``needed`` are the managed fields, ``problems`` are messages about invalid input.
    """

    label: str
    request: Task
    needed: tuple[str, ...]
    row: Row | None = None
    change: Change | None = None
    outcome: Outcome | None = None
    failure: PeopleError | None = None
    problems: list[str] = field(default_factory=list)
    pruned: bool = False
    repeated: bool = False  # whether its write was repeated, and is ambiguous again

    @property
    def verb(self) -> str:
        return self.change.verb if self.change is not None else "none"

    @property
    def loses(self) -> bool:
        """Whether the change removes any access, regardless of the verb."""
        return self.change is not None and (self.change.removes or self.change.loses_grants)

    @property
    def removes(self) -> bool:
        """Whether the change makes an existing account unusable, regardless of the verb."""
        return self.change is not None and self.change.removes


@dataclass
class Batch:
    """All objects of a run, decided before the first write.

    ``items`` are in the given order, followed by those to prune. ``rows`` is the listing. ``protected`` are the rows that pruning skipped because of
    ``protect``, each with the matching entry.
    """

    store: Store
    items: list[Item]
    rows: list[Row]
    notes: list[str] = field(default_factory=list)
    protected: list[tuple[Row, str]] = field(default_factory=list)

    @property
    def outcomes(self) -> list[tuple[str, Outcome]]:
        """Label and outcome of each item that did not fail."""
        return [(item.label, item.outcome) for item in self.items if item.outcome is not None]

    @property
    def failures(self) -> list[tuple[str, PeopleError]]:
        return [(item.label, item.failure) for item in self.items if item.failure is not None]


class Problems(BadInput):
    """All problems of a list, found before any write."""

    def __init__(self, problems: list[str]):
        super().__init__(f"{len(problems)} problem(s): {' '.join(problems)}", "Nothing was changed.")
        self.problems = problems


def reconcile_bulk(store: Store, entries: list[Mapping[str, Any]], params: Mapping[str, Any], check_mode: bool) -> Batch:
    """Bring all objects into the desired state, or predict it in check mode.

    ``params`` has ``prune``, ``protect``, ``max_removals`` and the options that apply to all entries. Everything is read and decided before the first
    write, and all problems are reported together. A failed write does not stop the others. Raises BadInput, Problems, Refused.
    """
    check_limits(params, "max_removals")
    if params.get("prune") and not entries:
        raise Refused(f"The list of {store.resource.plural} is empty, and prune would remove everybody.", "Nothing was changed. Name who has to stay.")
    store.policy.protection = Protection(params.get("protect"))
    batch = prepare(store, entries, params, check_mode)
    if params.get("prune"):
        add_prunable(batch, check_mode)
    _guard_removals(batch, params)
    carry_out(batch)
    batch.notes += [f"protect: {entry} means no {store.resource.noun} here." for entry in store.policy.protection.unmatched()]
    batch.notes += store.policy.remarks()
    return batch


def prepare(store: Store, entries: Sequence[Mapping[str, Any]], params: Mapping[str, Any], check_mode: bool, rows: list[Row] | None = None) -> Batch:
    """Read the listing (unless ``rows`` is given) and the details that are needed, and decide on all changes. Writes nothing. Raises Problems."""
    items = [_item(store, entry, params, check_mode) for entry in entries]
    _check(store, items)
    rows = list(store.rows()) if rows is None else rows
    store.policy.protection = store.policy.protection.closed_over(map(store.policy.known_as, rows))
    _match(store, items, rows)
    fetched = _fetch(store, [item for item in items if item.row is not None and _lacks(store, item)])
    _decide_all(store, items)
    # Objects that differ in the listing are decided again with all details.
    differing = [item for item in items if item.row is not None and item.verb in ("update", "disable") and id(item) not in fetched]
    _fetch(store, differing)
    _decide_all(store, differing)
    problems = [f"{item.label}: {problem}" for item in items for problem in item.problems]
    if problems:
        raise Problems(problems)
    return Batch(store, items, rows)


def carry_out(batch: Batch, done: Callable[[list[Item]], None] = lambda items: None) -> None:
    """Execute the changes, or predict them in check mode. A failed item does not stop the others.

    ``done`` is called with items when they are finished; an exception from it stops the work. Raises Refused before the first write if the changes
    are forbidden in combination.
    """
    batch.store.policy.guard_batch([(item.row, item.change) for item in batch.items if item.change is not None and item.verb != "none"])
    decided = [item for item in batch.items if item.change is not None]
    for loses, verb in sorted({(item.loses, item.verb) for item in decided}, key=lambda step: (step[0], ORDER.index(step[1]))):
        items = [item for item in decided if (item.loses, item.verb) == (loses, verb)]
        size = batch.store.at_once.get(verb, 1)
        for start in range(0, len(items), size):
            chunk = items[start:start + size]
            if len(chunk) > 1 and not chunk[0].request.check_mode:
                _execute_together(batch.store, verb, chunk)
            else:
                for item in chunk:
                    _execute_one(batch.store, item)
            done(chunk)


def _item(store: Store, entry: Mapping[str, Any], params: Mapping[str, Any], check_mode: bool) -> Item:
    shared = {name: params.get(name) for name in ("membership", "update_password", *store.resource.extras)}
    own = {name: value for name, value in entry.items() if value is not None}
    needed = tuple(item.name for item in store.resource.all_fields if item.given(own))
    return Item(str(own.get(store.resource.key.name) or own.get("id")), Task({**shared, **own}, check_mode), needed)


def _check(store: Store, items: list[Item]) -> None:
    seen: set[Any] = set()
    for item in items:
        try:
            check_input(store.resource, item.request.params)
        except BadInput as problem:
            item.problems.append(problem.message)
        identity = store.resource.key.index(item.label)
        if identity in seen:
            item.problems.append("is listed twice.")
        seen.add(identity)


def _match(store: Store, items: list[Item], rows: list[Row]) -> None:
    """Set the row of each item from the listing."""
    resource = store.resource
    by_key = _by_key(store, rows)
    by_id = {resource.id_of(row): row for row in rows}
    seen: dict[str, str] = {}
    for item in items:
        id_, keys = item.request.params.get("id"), map(resource.key.index, keys_of(resource, item.request.params))
        found = [by_id[id_]] if id_ in by_id else next((by_key[key] for key in keys if key in by_key), []) if id_ is None else []
        if len(found) > 1:
            item.problems.append(f"there are {len(found)} (ids {', '.join(sorted(map(resource.id_of, found)))}); say which one with id.")
        elif id_ is not None and not found and item.request.state != "absent":
            item.problems.append(f"there is no {resource.noun} with the id '{id_}'.")
        elif found:
            item.row = found[0]
            _check_row(store, item, seen)
        elif id_ is None and item.request.state in ("absent", "disabled"):
            store.policy.tell_alike(item.request.params, rows)


def _by_key(store: Store, rows: list[Row]) -> dict[Any, list[Row]]:
    key, found = store.resource.key, dict[Any, list[Row]]()
    for row in rows:
        found.setdefault(key.index(key.from_api(row, store.names)), []).append(row)
    return found


def _check_row(store: Store, item: Item, seen: dict[str, str]) -> None:
    """Report an id that does not belong to the key, and an object that is listed twice, by id and by key."""
    key, row = store.resource.key, item.row or {}
    known = key.from_api(row, store.names)
    if item.request.params.get(key.name) is None:
        item.label = str(known)
    try:
        check_identity(store.resource, {**item.request.params, "id": store.resource.id_of(row)}, known)
    except BadInput as problem:
        item.problems.append(problem.message)
    id_ = store.resource.id_of(row)
    if id_ in seen and not item.problems:
        item.problems.append(f"is the same {store.resource.noun} as {seen[id_]}.")
    if id_:
        seen.setdefault(id_, item.label)


def _lacks(store: Store, item: Item) -> bool:
    """Return whether the details are needed. A removal always needs them, to check and show the whole object."""
    return bool(store.resource.detail_only_field) and (item.request.state == "absent" or not store.has_all_fields(item.row or {}, item.needed))


def _fetch(store: Store, items: list[Item]) -> set[int]:
    """Read the details of these items in parallel. Returns the Python ids of the items."""
    for item, row in zip(items, map_parallel(lambda entry: store.whole(entry.row or {}, entry.needed), items)):
        item.row = row
    return {id(item) for item in items}


def _decide_all(store: Store, items: list[Item]) -> None:
    for item in items:
        if item.problems:
            continue
        try:
            item.change = decide(store, item.request, item.row)
        except (BadInput, Refused) as problem:
            item.problems.append(problem.message)


def add_prunable(batch: Batch, check_mode: bool, spared: Container[Any] = ()) -> None:
    """Add an item to remove each existing object that is neither listed nor protected.

    ``spared`` are keys (see ``Store.key_of``) of further objects to keep. Objects that a guard keeps are reported in ``batch.notes``.
    """
    store, resource = batch.store, batch.store.resource
    named = {resource.id_of(item.row) or store.key_of(item.row) for item in batch.items if item.row is not None}
    for row in batch.rows:
        if (resource.id_of(row) or store.key_of(row)) in named or store.key_of(row) in spared:
            continue
        entry = store.policy.protection.entry(*store.policy.known_as(row))
        if entry:
            batch.protected.append((row, entry))
            continue
        change = plan(resource, "absent", {}, resource.from_api(row, store.names))
        try:
            store.policy.ask(row, change)
        except Refused as problem:
            batch.notes.append(f"not pruned: {problem.message}")
            continue
        key = resource.key.from_api(row, store.names)
        request = Task({resource.key.name: key, "id": resource.id_of(row) or None, "state": "absent"}, check_mode)
        batch.items.append(Item(str(key), request, (), row, change, pruned=True))


def check_limits(params: Mapping[str, Any], *names: str) -> None:
    """Raise BadInput for a limit below -1 (-1 means no limit)."""
    wrong = [f"{name} is {params[name]}" for name in names if params.get(name) is not None and params[name] < -1]
    if wrong:
        raise BadInput(f"{'; '.join(wrong)}.", "Nothing was changed. Give a number from 0 on, or -1 for no limit.")


def _guard_removals(batch: Batch, params: Mapping[str, Any]) -> None:
    removals = [item.label for item in batch.items if item.removes]
    limit = params.get("max_removals")
    if limit is not None and 0 <= limit < len(removals):
        raise Refused(
            f"{len(removals)} would be removed, disabled or left without any access, more than max_removals ({limit}): "
            f"{', '.join(removals[:10])}{'…' if len(removals) > 10 else ''}.",
            "Nothing was changed. Raise max_removals if this is meant, or protect who has to stay.",
        )


def _execute_one(store: Store, item: Item) -> None:
    if item.change is None:
        return
    earlier = len(store.http.accepted), len(store.http.unproved)
    try:
        item.outcome = execute_and_report(store, item.request, item.needed, item.row, item.change)
    except PeopleError as problem:
        problem.tell_accepted(store.http.accepted[earlier[0]:], store.http.unproved[earlier[1]:])
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
        by_key = _by_key(store, list(store.rows()))
    except PeopleError as unread:
        for item, problem in unsettled:
            item.failure = unread_write(store, problem.again(AmbiguousWrite), unread) if isinstance(problem, AmbiguousWrite) else problem
        return
    rest = [item for item, problem in unsettled if not _resolve_ambiguous(store, item, problem, by_key)]
    _report_as_found(store, [(item, item.failure) for item, _problem in unsettled if item.repeated and isinstance(item.failure, RequestFailed)])
    if len(rest) == len(unsettled):
        in_halves(rest, partial(_settle_some, store, verb))
    else:
        _settle_some(store, verb, rest)


def _report_as_found(store: Store, items: list[tuple[Item, RequestFailed]]) -> None:
    """Finish items whose repeated write was ambiguous as well: read the current state once, and write nothing more."""
    by_key: dict[Any, list[Row]] = {}
    for item, problem in items:
        try:
            by_key = by_key or _by_key(store, list(store.rows()))
            row = next(iter(by_key.get(store.resource.key.index(item.label), [])), None)
            row = None if row is None else store.whole(row, item.needed)
        except PeopleError as unread:
            item.failure = unread_write(store, problem, unread)
            continue
        try:
            item.failure = None
            _note(store, item, as_found(store, item.request, item.change or Change("none", None, None), problem, row))
        except PeopleError as failure:
            item.failure = failure


def _resolve_ambiguous(store: Store, item: Item, problem: PeopleError, by_key: Mapping[Any, list[Row]]) -> bool:
    """Finish an item according to the current state. Returns False if it may be tried again."""
    row: Row | None = next(iter(by_key.get(store.resource.key.index(item.label), [])), None)
    if item.change is None:
        return True
    try:
        if row is not None and item.row is not None and item.verb == "delete" and store.resource.id_of(row) == store.resource.id_of(item.row):
            row = item.row  # the same object, whose details are already known
        elif row is not None:
            row = store.whole(row, item.needed)
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

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Many objects of one kind in one run: one listing, details only where its rows do not suffice,
writes only where something differs, several at once where the platform can."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Callable

from .batches import OF_ONE, in_halves
from .change import Change, plan
from .decide import decide
from .errors import AmbiguousWrite, BadInput, Missing, PeopleError, Refused, RequestFailed, StateUnknown
from .execute import recover_after_ambiguous_write, write_together
from .fields import Row
from .find import Task, check_identity, check_input
from .outcome import Outcome, outcome_of
from .parallel import map_parallel
from .protection import Protection
from .reconcile import execute_and_report
from .store import Store

ORDER = ("none", "create", "update", "disable", "delete")  # grants before what takes access away; of the same verb, by effect


@dataclass
class Item:
    """One object of the run: what the user asks for (``request``), what is there, what is to be done."""

    label: str
    request: Task
    needed: tuple[str, ...]
    row: Row | None = None
    change: Change | None = None
    outcome: Outcome | None = None
    failure: PeopleError | None = None
    problems: list[str] = field(default_factory=list)
    pruned: bool = False

    @property
    def verb(self) -> str:
        return self.change.verb if self.change is not None else "none"

    @property
    def loses(self) -> bool:
        """Whether somebody has less access afterwards, by whatever verb."""
        return self.change is not None and (self.change.removes or self.change.loses_grants)

    @property
    def removes(self) -> bool:
        """Whether an account that is there can no longer be used afterwards, by whatever verb."""
        return self.change is not None and self.change.removes


@dataclass
class Batch:
    """All objects of a run, decided before the first write: items in the order given, then those to be pruned. ``rows`` is the listing,
    ``protected`` are those whom pruning left alone for the sake of ``protect``, each with the entry that means it."""

    store: Store
    items: list[Item]
    rows: list[Row]
    notes: list[str] = field(default_factory=list)
    protected: list[tuple[Row, str]] = field(default_factory=list)

    @property
    def outcomes(self) -> list[tuple[str, Outcome]]:
        """Label and outcome of those that did not fail."""
        return [(item.label, item.outcome) for item in self.items if item.outcome is not None]

    @property
    def failures(self) -> list[tuple[str, PeopleError]]:
        return [(item.label, item.failure) for item in self.items if item.failure is not None]


class Problems(BadInput):
    """Everything that is wrong with a list, found before any write."""

    def __init__(self, problems: list[str]):
        super().__init__(f"{len(problems)} problem(s): {' '.join(problems)}", "Nothing was changed.")
        self.problems = problems


def reconcile_bulk(store: Store, entries: list[Mapping[str, Any]], params: Mapping[str, Any], check_mode: bool) -> Batch:
    """Bring all into the wanted state, or predict it. ``params``: ``prune``, ``protect``, ``max_removals`` and what counts for all.

    Everything is read and decided before the first write, and all problems are reported at once. A write that fails does not stop the rest.
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
    """Read the listing once, unless ``rows`` are it, and the details of those whose row does not suffice; decide about everybody.
    No write. Raises Problems."""
    items = [_item(store, entry, params, check_mode) for entry in entries]
    _check(store, items)
    rows = list(store.rows()) if rows is None else rows
    store.policy.protection = store.policy.protection.closed_over(map(store.policy.known_as, rows))
    _match(store, items, rows)
    fetched = _fetch(store, [item for item in items if item.row is not None and _lacks(store, item)])
    _decide_all(store, items)
    # What was compared by its row of the listing and differs is decided anew on the whole object.
    differing = [item for item in items if item.row is not None and item.verb in ("update", "disable") and id(item) not in fetched]
    _fetch(store, differing)
    _decide_all(store, differing)
    problems = [f"{item.label}: {problem}" for item in items for problem in item.problems]
    if problems:
        raise Problems(problems)
    return Batch(store, items, rows)


def carry_out(batch: Batch, done: Callable[[list[Item]], None] = lambda items: None) -> None:
    """Do, or in check mode predict, what was decided; ``done`` is told of items as soon as they are settled, and what it raises ends the work.
    A failure does not stop the rest. Raises Refused before the first write where everything taken together must never happen."""
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
    """Give each item its row of the listing."""
    resource = store.resource
    by_key = _by_key(store, rows)
    by_id = {resource.id_of(row): row for row in rows}
    seen: dict[str, str] = {}
    for item in items:
        id_, key = item.request.params.get("id"), item.request.params.get(resource.key.name)
        found = [by_id[id_]] if id_ in by_id else [] if id_ is not None else by_key.get(resource.key.index(key), [])
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
    """An id and the key of somebody else, or one object by its id and by its key, are mistakes."""
    key, row = store.resource.key, item.row or {}
    known = key.from_api(row, store.names)
    if item.request.params.get(key.name) is None:
        item.label = str(known)
    try:
        check_identity(store.resource, item.request.params.get("id"), item.request.params.get(key.name), known)
    except BadInput as problem:
        item.problems.append(problem.message)
    id_ = store.resource.id_of(row)
    if id_ in seen and not item.problems:
        item.problems.append(f"is the same {store.resource.noun} as {seen[id_]}.")
    if id_:
        seen.setdefault(id_, item.label)


def _lacks(store: Store, item: Item) -> bool:
    """Whether the row of the listing does not suffice; a removal shows and checks the whole object."""
    return bool(store.resource.detail_only_field) and (item.request.state == "absent" or not store.has_all_fields(item.row or {}, item.needed))


def _fetch(store: Store, items: list[Item]) -> set[int]:
    """The details of these, side by side; returns the identities of the items."""
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
    """Add everybody who is there, and neither named nor protected nor kept by a guard; ``spared`` are keys, to be compared, of others to be
    left alone. Who is kept by a guard is noted."""
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
    """Raise BadInput for a limit below -1, which is no limit."""
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
    earlier = len(store.http.accepted)
    try:
        item.outcome = execute_and_report(store, item.request, item.needed, item.row, item.change)
    except PeopleError as problem:
        problem.tell_accepted(store.http.accepted[earlier:])
        item.failure = problem


def _execute_together(store: Store, verb: str, items: list[Item]) -> None:
    """Several in one go, where the platform can. Of those that were refused, only one may be at fault; where the state is not the one that
    was planned for, or an answer was lost, all are looked at again first, and nothing is sent twice blindly."""
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
    """One listing tells what became of all of them: who is there is decided about anew, the rest go together once more, but never after
    a lost answer."""
    if not unsettled:
        return
    try:
        by_key = _by_key(store, list(store.rows()))
    except PeopleError:
        for item, problem in unsettled:
            item.failure = problem
        return
    rest = [item for item, problem in unsettled if not _resolve_ambiguous(store, item, problem, by_key)]
    if len(rest) == len(unsettled):
        in_halves(rest, partial(_settle_some, store, verb))
    else:
        _settle_some(store, verb, rest)


def _resolve_ambiguous(store: Store, item: Item, problem: PeopleError, by_key: Mapping[Any, list[Row]]) -> bool:
    """Whether an item is done with, by what is there now; False for one that may be tried again."""
    row: Row | None = next(iter(by_key.get(store.resource.key.index(item.label), [])), None)
    if item.change is None:
        return True
    try:
        if row is not None and item.row is not None and item.verb == "delete" and store.resource.id_of(row) == store.resource.id_of(item.row):
            row = item.row  # the same object, which was read whole before
        elif row is not None:
            row = store.whole(row, item.needed)
        if isinstance(problem, AmbiguousWrite):
            _note(store, item, recover_after_ambiguous_write(store, item.request, item.change, problem.again(AmbiguousWrite), row))
        elif item.verb == "delete" and row is None:
            _note(store, item, None)
        elif item.verb == "delete" and row is not None:  # perhaps by another way than before: an invite that was accepted meanwhile
            item.row, item.change = row, decide(store, item.request, row)
            return False
        elif row is None:
            return False
        else:  # somebody was quicker
            item.row, item.change = row, decide(store, item.request, row)
            _execute_one(store, item)
    except PeopleError as failure:
        item.failure = failure
    return True


def _note(store: Store, item: Item, result: Row | None) -> None:
    if item.change is not None:
        try:
            item.outcome = outcome_of(store, item.request, item.row, item.change, result)
        except PeopleError as problem:
            item.failure = problem

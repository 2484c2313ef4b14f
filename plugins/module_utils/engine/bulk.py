# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Manages many objects of one kind in one run.

Reads one listing, details only if its rows do not suffice, writes only what differs, and several objects in one request if the platform can.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

from .bulk_execute import carry_out
from .change import one_of_equal, plan
from .decide import decide
from .errors import BadInput, Refused
from .fields import Row
from .find import Task, check_identity, check_input, keys_of
from .items import Batch, Item, by_key
from .parallel import check_parallel_writes
from .progress import read_each
from .protection import Protection
from .store import Store


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
    check_parallel_writes(params)
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
    existing = [(item, item.row) for item in items if item.row is not None]
    fetched = _fetch(store, [(item, row) for item, row in existing if _lacks(store, item, row)])
    _decide_all(store, items)
    # Objects that differ in the listing are decided again with all details.
    differing = [(item, row) for item, row in existing if item.verb in ("update", "disable") and id(item) not in fetched]
    _fetch(store, differing)
    _decide_all(store, [item for item, _row in differing])
    problems = [f"{item.label}: {problem}" for item in items for problem in item.problems]
    if problems:
        raise Problems(problems)
    return Batch(store, items, rows)


def _item(store: Store, entry: Mapping[str, Any], params: Mapping[str, Any], check_mode: bool) -> Item:
    shared = {name: params.get(name) for name in ("membership", "update_password", *store.resource.extras)}
    own = {name: value for name, value in entry.items() if value is not None}
    needed = one_of_equal(tuple(item.name for item in store.resource.all_fields if item.given(own)))
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
    known = by_key(store, rows)
    by_id = {resource.id_of(row): row for row in rows}
    seen: dict[str, str] = {}
    for item in items:
        id_, keys = item.request.params.get("id"), map(resource.key.index, keys_of(resource, item.request.params))
        found = [by_id[id_]] if id_ in by_id else next((known[key] for key in keys if key in known), []) if id_ is None else []
        if len(found) > 1:
            item.problems.append(f"there are {len(found)} (ids {', '.join(sorted(map(resource.id_of, found)))}); say which one with id.")
        elif id_ is not None and not found and item.request.state != "absent":
            item.problems.append(f"there is no {resource.noun} with the id '{id_}'.")
        elif found:
            item.row = found[0]
            _check_row(store, item, item.row, seen)
        elif id_ is None and item.request.state in ("absent", "disabled"):
            store.policy.tell_alike(item.request.params, rows)


def _check_row(store: Store, item: Item, row: Row, seen: dict[str, str]) -> None:
    """Report an id that does not belong to the key, and an object that is listed twice, by id and by key."""
    key = store.resource.key
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


def _lacks(store: Store, item: Item, row: Row) -> bool:
    """Return whether the details are needed. A removal always needs them, to check and show the whole object."""
    return bool(store.resource.detail_only_field) and (item.request.state == "absent" or not store.has_all_fields(row, item.needed))


def _fetch(store: Store, existing: list[tuple[Item, Row]]) -> set[int]:
    """Read the details of these items in parallel. Returns the Python ids of the items."""
    read = read_each(store.http, lambda pair: store.whole(pair[1], pair[0].needed), existing, f"{store.resource.plural} read")
    for (item, _row), whole in zip(existing, read):
        item.row = whole
    return {id(item) for item, _row in existing}


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

    ``spared`` are keys (see ``Store.key_of``) of further objects to keep. Objects that a guard keeps are reported in ``batch.notes``. The order is that
    of the keys, as platforms list their objects in any order.
    """
    store, resource = batch.store, batch.store.resource
    named = {resource.id_of(item.row) or store.key_of(item.row) for item in batch.items if item.row is not None}
    for row in sorted(batch.rows, key=lambda row: str(store.key_of(row))):
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

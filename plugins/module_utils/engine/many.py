# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Many objects of one kind in one run: one listing, details only of those who are named, writes only where something differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from .errors import BadInput, PeopleError, Refused
from .fields import Row
from .reconcile import Outcome, Plan, Request, Store, check_identity, check_input, decide, plan, settle

SIDE_BY_SIDE = 8


@dataclass
class Item:
    """One object of the run: what the user asks for (``request``; None for one to be pruned), what is there, what is to be done."""

    label: str
    request: Request
    needed: tuple[str, ...]
    row: Row | None = None
    intent: Plan | None = None
    outcome: Outcome | None = None
    failure: PeopleError | None = None


@dataclass
class ManyOutcome:
    """What came of all of them: items in the order given, then those that were pruned."""

    items: list[Item]
    notes: list[str] = field(default_factory=list)

    @property
    def outcomes(self) -> list[tuple[str, Outcome]]:
        """Label and outcome of those that did not fail."""
        return [(item.label, item.outcome) for item in self.items if item.outcome is not None]

    @property
    def failures(self) -> list[tuple[str, PeopleError]]:
        return [(item.label, item.failure) for item in self.items if item.failure is not None]


def reconcile_many(store: Store, entries: list[Mapping[str, Any]], params: Mapping[str, Any], check_mode: bool) -> ManyOutcome:
    """Bring all into the wanted state, or predict it. ``params``: ``prune``, ``protect``, ``max_removals`` and what counts for all.

    Everything is read and decided before the first write, and all problems are reported at once. A write that fails does not stop the rest.
    """
    if params.get("prune") and not entries:
        raise Refused(f"The list of {store.resource.plural} is empty, and prune would remove everybody.", "Nothing was changed. Name who has to stay.")
    items = [_item(store, entry, params, check_mode) for entry in entries]
    problems = _duplicates(store, items)
    rows = list(store.rows())
    problems += _match(store, items, rows)
    _stop(problems)
    _fetch(store, items)
    _stop(_decide_all(store, items))
    notes: list[str] = []
    if params.get("prune"):
        items += _prunable(store, items, rows, params, check_mode, notes)
    _guard_removals(store, items, params)
    for item in items:
        _settle(store, item)
    return ManyOutcome(items, notes)


def _item(store: Store, entry: Mapping[str, Any], params: Mapping[str, Any], check_mode: bool) -> Item:
    shared = {name: params.get(name) for name in ("membership", "update_password", *store.resource.extras)}
    own = {name: value for name, value in entry.items() if value is not None}
    needed = tuple(one.name for one in store.resource.all_fields if one.given(own))
    return Item(str(own.get(store.resource.key.name) or own.get("id")), Request({**shared, **own}, check_mode), needed)


def _stop(problems: list[str]) -> None:
    if problems:
        raise BadInput(f"{len(problems)} problem(s): {' '.join(problems)}", "Nothing was changed.")


def _duplicates(store: Store, items: list[Item]) -> list[str]:
    seen: set[Any] = set()
    problems = []
    for item in items:
        try:
            check_input(store.resource, item.request.params)
        except BadInput as problem:
            problems.append(f"{item.label}: {problem.message}")
        identity = store.resource.key.index(item.label)
        if identity in seen:
            problems.append(f"{item.label} is listed twice.")
        seen.add(identity)
    return problems


def _match(store: Store, items: list[Item], rows: list[Row]) -> list[str]:
    """Give each item its row of the listing."""
    resource = store.resource
    by_key: dict[Any, list[Row]] = {}
    for row in rows:
        by_key.setdefault(resource.key.index(resource.key.read(row, store.names)), []).append(row)
    by_id = {resource.id_of(row): row for row in rows}
    problems = []
    for item in items:
        id_, key = item.request.params.get("id"), item.request.params.get(resource.key.name)
        found = [by_id[id_]] if id_ in by_id else [] if id_ is not None else by_key.get(resource.key.index(key), [])
        if len(found) > 1:
            problems.append(f"{item.label}: there are {len(found)} (ids {', '.join(sorted(map(resource.id_of, found)))}); say which one with id.")
        elif id_ is not None and not found and item.request.state != "absent":
            problems.append(f"{item.label}: there is no {resource.noun} with the id '{id_}'.")
        item.row = found[0] if found else None
        problems += _identity_problems(store, item)
    return problems + _same_object(store, items)


def _identity_problems(store: Store, item: Item) -> list[str]:
    if item.row is None:
        return []
    key = store.resource.key
    known = key.read(item.row, store.names)
    if item.request.params.get(key.name) is None:
        item.label = str(known)
    try:
        check_identity(store.resource, item.request.params.get("id"), item.request.params.get(key.name), known)
    except BadInput as problem:
        return [f"{item.label}: {problem.message}"]
    return []


def _same_object(store: Store, items: list[Item]) -> list[str]:
    """One by its id and by its key is the same one listed twice."""
    seen: dict[str, str] = {}
    problems = []
    for item in items:
        id_ = store.resource.id_of(item.row) if item.row is not None else ""
        if id_ in seen:
            problems.append(f"{item.label} and {seen[id_]} are the same {store.resource.noun}.")
        elif id_:
            seen[id_] = item.label
    return problems


def _fetch(store: Store, items: list[Item]) -> None:
    """The details of everybody who is named and there, side by side."""
    wanted = [item for item in items if item.row is not None]
    if not store.resource.detail or not wanted:
        return
    with ThreadPoolExecutor(min(SIDE_BY_SIDE, len(wanted))) as pool:
        for item, row in zip(wanted, pool.map(lambda one: store.whole(one.row, one.needed), wanted)):
            item.row = row


def _decide_all(store: Store, items: list[Item]) -> list[str]:
    problems = []
    for item in items:
        try:
            item.intent = decide(store, item.request, item.row)
        except (BadInput, Refused) as problem:
            problems.append(f"{item.label}: {problem.message}")
    return problems


def _prunable(store: Store, items: list[Item], rows: list[Row], params: Mapping[str, Any], check_mode: bool, notes: list[str]) -> Iterator[Item]:
    """Everybody who is there, and neither named nor protected nor kept by a guard; who is kept is noted."""
    resource = store.resource
    named = {resource.id_of(item.row) or resource.key.index(resource.key.read(item.row, store.names)) for item in items if item.row is not None}
    protected = {resource.key.index(one) for one in params.get("protect") or ()}
    for row in rows:
        key = resource.key.read(row, store.names)
        if (resource.id_of(row) or resource.key.index(key)) in named or resource.key.index(key) in protected:
            continue
        intent = plan(resource, "absent", {}, resource.read(row, store.names))
        try:
            store.guard(row, intent)
        except Refused as problem:
            notes.append(f"not pruned: {problem.message}")
            continue
        yield Item(str(key), Request({resource.key.name: key, "id": resource.id_of(row) or None, "state": "absent"}, check_mode), (), row, intent)


def _guard_removals(store: Store, items: list[Item], params: Mapping[str, Any]) -> None:
    removals = [item.label for item in items if item.intent is not None and item.intent.verb in ("delete", "disable")]
    protected = {store.resource.key.index(one) for one in params.get("protect") or ()}
    named = [label for label in removals if store.resource.key.index(label) in protected]
    if named:
        raise Refused(f"Protected, and yet to be removed or disabled: {', '.join(named)}.", "Nothing was changed. Take them out of one of the two lists.")
    limit = params.get("max_removals")
    if limit is not None and len(removals) > limit:
        raise Refused(
            f"{len(removals)} would be removed or disabled, more than max_removals ({limit}): {', '.join(removals[:10])}{'…' if len(removals) > 10 else ''}.",
            "Nothing was changed. Raise max_removals if this is meant, or protect who has to stay.",
        )


def _settle(store: Store, item: Item) -> None:
    if item.intent is None:
        return
    try:
        item.outcome = settle(store, item.request, item.needed, item.row, item.intent)
    except PeopleError as problem:
        item.failure = problem

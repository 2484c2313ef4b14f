# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The outcome of a change, and the check that the platform applied it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .change import Change, moved_fields
from .errors import RequestFailed
from .fields import UNREADABLE, UNSET, Field, Row
from .find import Task
from .store import Store


@dataclass
class Outcome:
    """The outcome of a change, in result format. ``request_id`` is the id of the last write, if the platform has request ids."""

    changed: bool
    action: str
    object: dict[str, Any]
    before: dict[str, Any]
    after: dict[str, Any]
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    request_id: str | None = None


Texts = tuple[dict[str, Any], dict[str, Any]]


def texts_of(store: Store, change: Change) -> Texts:
    """Return both sides of the diff. To be called before the write: its response may teach names that check mode does not know."""
    resource, names = store.resource, store.names
    before = resource.to_user(change.before, names, change.shown) if change.before is not None else {}
    after = resource.to_user(change.after, names, change.shown) if change.after is not None else {}
    return before, after


def outcome_of(store: Store, request: Task, row: Row | None, change: Change, result: Row | None, texts: Texts | None = None) -> Outcome:
    """Return the outcome of a change. ``result`` is the row after it, ``texts`` both sides of the diff if they are known already.

    Raises RequestFailed if the platform accepted the change, but does not show it, also for an account that is still not disabled.
    """
    resource, names = store.resource, store.names
    before, after = texts or texts_of(store, change)
    warnings = list(store.policy.warnings)
    store.policy.warnings.clear()  # the next object of the run has its own
    if change.locks_out and result is not None and not request.check_mode:
        _prove_disabled(store, change, result)
    if change.verb == "none":
        shown = resource.to_result(row, names) if row is not None else {}
    elif request.check_mode or result is None:
        known = {"id": resource.id_of(row)} if row is not None and resource.id_of(row) else {}
        readable = tuple(entry.name for entry in resource.all_fields if not (entry.secret or entry.create_only))
        shown = {**known, **resource.to_user(change.after, names, readable, ids=True)} if change.after is not None else known
    else:
        shown = resource.to_result(result, names)
        warnings += _not_applied(store, row, change, resource.from_api(result, names))
    return Outcome(change.verb != "none", store.action(row, change), shown, before, after, list(change.reasons), warnings)


def _prove_disabled(store: Store, change: Change, result: Row) -> None:
    """Raise RequestFailed unless the account is shown as disabled. Other fields of the same request may have changed."""
    try:
        store.prove_disabled(result)
    except RequestFailed as problem:
        problem.changed = bool(moved_fields(store.resource, change, store.resource.from_api(result, store.names)))
        raise


def _not_applied(store: Store, row: Row | None, change: Change, actual: Mapping[str, Any]) -> list[str]:
    """Check the values after a write. Raises RequestFailed if some are not as written.

    Returns a warning instead if these fields may take a while to change (``slow_fields`` of the policy).
    """
    missed = [
        entry.name for entry in store.resource.all_fields if entry.name in change.changed and _differs(entry, actual.get(entry.name, UNSET), change)
    ]
    if not missed:
        return []
    text = f"{store.http.conventions.title} accepted the change, but {', '.join(missed)} of the {store.resource.noun} still read differently."
    if set(missed).issubset(store.policy.slow_fields(row)):
        return [f"{text} {store.policy.mismatch_hint}".strip()]
    others = [name for name in change.changed if name not in missed]
    between = not set(missed).isdisjoint(moved_fields(store.resource, change, actual))  # neither the old nor the desired value
    details = f" The {store.resource.noun} was created." if change.verb == "create" else f" The rest was changed: {', '.join(others)}." if others else ""
    usual = store.policy.mismatch_hint or "Run the task again, and look into the platform if that does not help."
    hint = "Somebody else may have changed it at the same time. Run the task again." if between and change.before is not None else usual
    problem = RequestFailed(f"{text}{details}", hint)
    problem.changed = bool(change.verb == "create" or others or between)
    raise problem


def _differs(field: Field, actual: Any, change: Change) -> bool:
    desired = (change.after or {})[field.name]
    if field.is_set and change.membership != "exact" and isinstance(actual, frozenset) and isinstance(desired, frozenset):
        # Grants that another task added at the same time are not an error.
        return bool(desired - actual or change.removed(field.name) & actual)
    if field.secret or field.create_only or actual is UNREADABLE or desired in (UNSET, UNREADABLE):
        return False
    return actual is UNSET or not field.is_applied(actual, desired)

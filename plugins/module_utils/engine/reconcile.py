# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Reconciles one object in four steps: find, decide, execute, report."""

from __future__ import annotations

from .change import Change
from .decide import decide
from .execute import attempt, execute
from .fields import Row
from .find import Task, find
from .outcome import Outcome, outcome_of, texts_of
from .store import Store


def reconcile(store: Store, request: Task) -> Outcome:
    """Bring one object into the desired state, or predict it in check mode. Raises PeopleError."""
    needed = tuple(field.name for field in store.resource.all_fields if field.given(request.params))
    row = find(store, request.params, needed)
    change = decide(store, request, row)
    store.policy.guard_batch([(row, change)])
    return execute_and_report(store, request, needed, row, change)


def execute_and_report(store: Store, request: Task, needed: tuple[str, ...], row: Row | None, change: Change) -> Outcome:
    """Execute a change, or predict it in check mode, and return the outcome. Raises PeopleError."""
    texts = texts_of(store, change)
    result = execute(store, request, needed, row, change)
    outcome = outcome_of(store, request, row, change, result, texts)
    if attempt(store, request, result, change):
        outcome.changed, outcome.action = True, "updated"
    outcome.request_id = store.http.own.last_request_id if outcome.changed else None
    return outcome

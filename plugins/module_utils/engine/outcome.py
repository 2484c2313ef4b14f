# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What came of it, in the user's words, and whether the platform did what it accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .change import Plan
from .fields import OMITTED, UNKNOWN, Field, Row
from .find import Request
from .store import Store


@dataclass
class Outcome:
    """What came of it, in the user's words. ``request_id`` is the one of the last write, where the platform has such ids."""

    changed: bool
    action: str
    object: dict[str, Any]
    before: dict[str, Any]
    after: dict[str, Any]
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    request_id: str | None = None


def outcome_of(store: Store, request: Request, row: Row | None, intent: Plan, result: Row | None) -> Outcome:
    """What a plan and its result mean, in the user's words. Raises RequestFailed where an account was to be disabled and does not read so."""
    resource, names = store.resource, store.names
    before = resource.view(intent.before, names, intent.shown) if intent.before is not None else {}
    after = resource.view(intent.after, names, intent.shown) if intent.after is not None else {}
    warnings = list(store.policy.warnings)
    store.policy.warnings.clear()  # the next object of the run has its own
    if intent.locks_out and result is not None and not request.check_mode:
        store.prove_disabled(result)
    if intent.verb == "none":
        shown = resource.described(row, names) if row is not None else {}
    elif request.check_mode or result is None:
        known = {"id": resource.id_of(row)} if row is not None and resource.id_of(row) else {}
        readable = tuple(one.name for one in resource.all_fields if not (one.secret or one.create_only))
        shown = {**known, **resource.view(intent.after, names, readable)} if intent.after is not None else known
    else:
        shown = resource.described(result, names)
        warnings += _unfulfilled(store, intent, resource.read(result, names))
    return Outcome(intent.verb != "none", store.action(row, intent), shown, before, after, list(intent.reasons), warnings)


def _unfulfilled(store: Store, intent: Plan, actual: Mapping[str, Any]) -> list[str]:
    """Post-write check: what was sent and accepted, and yet reads differently."""
    after = intent.after or {}
    missed = [one.name for one in store.resource.all_fields if one.name in intent.changed and _differs(one, actual.get(one.name, OMITTED), after[one.name])]
    if not missed:
        return []
    text = f"{store.http.dialect.title} accepted the change, but {', '.join(missed)} of the {store.resource.noun} still read differently."
    return [f"{text} {store.policy.mismatch_hint}".strip()]


def _differs(one: Field, actual: Any, wanted: Any) -> bool:
    if one.secret or one.create_only or actual is UNKNOWN or wanted in (OMITTED, UNKNOWN):
        return False
    return actual is OMITTED or not one.fulfilled(actual, wanted)

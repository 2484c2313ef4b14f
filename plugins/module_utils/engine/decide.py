# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Decides on the change of an object. Everything is checked here, before any write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .change import Change, plan
from .fields import UNREADABLE, UNSET, Resource, Row
from .find import Task
from .store import Store


def decide(store: Store, request: Task, row: Row | None, unreadable: str | None = None) -> Change:
    """Return the change of one object, with resolved names and checked references and guards.

    ``unreadable`` is as in ``plan``, by default as the policy decides. Raises BadInput or Refused.
    """
    params, resource = request.params, store.resource
    current = None if row is None else resource.from_api(row, store.names)
    desired: dict[str, Any] = {}
    if request.state != "absent" and (current is not None or request.state == "present"):
        desired = resource.from_params(params, store.names)
        if row is not None:
            desired = store.policy.filter_desired(row, desired)
    change = plan(
        resource, request.state, desired, current, params.get("membership") or "exact", params.get("update_password") or "on_create",
        unreadable or store.policy.unreadable(params), store.policy.needed_on_create,
        renaming=_renames_in_case(resource, params),
    )
    if change.verb not in ("none", "delete"):
        _check_references(store, change)
    store.policy.ask(row, change)
    return change


def _renames_in_case(resource: Resource, params: Mapping[str, Any]) -> bool:
    """Return whether a key that differs only in case is a new name: with an id, or if the former name is the same in another case."""
    if not resource.renames or resource.key_is_email:
        return False
    previous = params.get(resource.previous_key) if resource.previous_key else None
    return params.get("id") is not None or bool(previous) and resource.key.same(previous, params.get(resource.key.name))


def _check_references(store: Store, change: Change) -> None:
    after = change.after or {}
    for field in store.resource.all_fields:
        if field.name in change.changed and after[field.name] not in (UNSET, UNREADABLE):
            field.check(change.added(field.name) if field.is_set else after[field.name], store.names)

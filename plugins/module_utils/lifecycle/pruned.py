# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Accounts of leavers that are not named as such: pruned ones, which are disabled instead of removed, and disabled ones that are still in use."""

from __future__ import annotations

from ..engine.change import Change
from ..engine.decide import decide
from ..engine.errors import Refused, RequestFailed
from ..engine.find import Task
from ..engine.items import Batch, Item
from ..engine.leaving import DISABLED, REMOVED, REVOKED, ending
from ..engine.parallel import map_parallel
from .leave import DISABLE, Leaving, entry_for
from .plan_builder import UNLISTED, PlanBuilder


def disable_pruned(batch: Batch, builder: PlanBuilder) -> None:
    """Replace the removal of each account of a person who is not in the roster. Nobody knows when the person left, so it is not removed later."""
    store, resource = batch.store, batch.store.resource
    found = [item for item in batch.items if item.pruned and item.row is not None and builder.person_of(item)[1] == UNLISTED]
    ends = {id(item): ending(resource, DISABLE, item.row or {}) for item in found}
    stay = [item for item in found if ends[id(item)] != REMOVED]
    access = tuple(field.name for field in resource.access_fields)
    needed = [item for item in stay if ends[id(item)] == REVOKED and not store.has_all_fields(item.row or {}, access)]
    for item, row in zip(needed, map_parallel(lambda entry: store.whole(entry.row or {}, access), needed)):
        item.row = row
    for item in stay:
        if not _decide(batch, item, ends[id(item)]):
            batch.items.remove(item)
            continue
        person = builder.person_of(item)[0]
        builder.leaving[resource.key.index(item.label)] = Leaving(builder.platform, person, item.label, ends[id(item)])


def _decide(batch: Batch, item: Item, how: str) -> bool:
    """Set what happens to an account. Returns False for an account that the platform's policy keeps, which is noted."""
    entry = {**entry_for(batch.store.resource, item.label, how), "id": item.request.params["id"]}
    item.request = Task(entry, item.request.check_mode)
    try:
        item.change = decide(batch.store, item.request, item.row)
    except Refused as problem:
        batch.notes.append(f"not pruned: {problem.message}")
        return False
    return True


def disable_again(batch: Batch, builder: PlanBuilder) -> list[str]:
    """Plan to disable accounts again that are disabled already, but still logged in, which also ends their sessions.

    These are the accounts of leavers, and those that the roster disables by ``enabled``. An earlier run may have been interrupted in between, or ending the
    sessions may have failed. Returns notes. Raises RequestFailed.
    """
    store, resource = batch.store, batch.store.resource
    leavers = {index for index, entry in builder.leaving.items() if entry.state == DISABLED}
    disabled = [item for item in batch.items if resource.key.index(item.label) in leavers or item.request.params.get("enabled") is False]
    staying = [item for item in disabled if item.verb == "none" and item.row is not None]
    notes = store.unseen([item.row or {} for item in staying])
    try:
        used = store.in_use([item.row or {} for item in staying]) if staying else set()
    except RequestFailed as problem:
        if problem.status != 403:
            raise
        return [*notes, f"whether disabled leavers are still logged in could not be read. {problem.message}"]
    again = [item for item in staying if resource.id_of(item.row or {}) in used]
    for item in again:
        current = resource.from_api(item.row or {}, store.names)
        item.change = Change("disable", current, current, ("enabled",), (resource.key.name, "enabled"))
    return [*notes, *([f"disabled, but still logged in, so the sessions are ended: {', '.join(item.label for item in again)}."] if again else [])]

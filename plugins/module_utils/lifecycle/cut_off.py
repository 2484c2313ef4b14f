# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Cuts off all accounts that a plan removes from a platform before the first one is removed, and measures how long that takes."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import Any

from ..engine.errors import PeopleError, RequestFailed
from ..engine.execute import cut_off
from ..engine.parallel import map_parallel
from ..engine.store import Store
from .platform_plan import Action, PlatformPlan

EVERYWHERE = "everywhere"  # in ``cut_off_seconds``, besides the platforms


def is_out_of_reach(failure: PeopleError) -> bool:
    """Return whether a failure concerns the whole platform, so that the next request would fail too."""
    return isinstance(failure, RequestFailed) and (failure.status is None or failure.status in (401, 403, 429) or failure.status >= 500)


def cut_off_first(store: Store, actions: Iterable[Action], give_up_after: int) -> None:
    """Disable each account to be removed, end its sessions, and replace its keys, if the platform can. Failures are reported with the removal.

    Several accounts are cut off in parallel, as they are written. Starts no further one after ``give_up_after`` consecutive failures to reach the platform.
    """
    if "disabled" not in store.resource.states:
        return  # the removal itself is the fastest way
    failed = 0
    counting = threading.Lock()

    def work(action: Action) -> None:
        nonlocal failed
        item = action.item
        if failed >= give_up_after or item.verb != "delete" or item.row is None or item.change is None or item.request.check_mode:
            return
        try:
            cut = store.cut_offs[store.resource.id_of(item.row)] = cut_off(store, item.row, item.change)
        except PeopleError:  # refused, which the removal reports
            return
        with counting:
            failed = failed + 1 if cut.out_of_reach else 0
        action.in_use = cut.in_use
        if not cut.problem:
            action.cut_off_at = store.http.clock.now()

    map_parallel(work, actions, store.parallel_writes)


def report_halfway(store: Store, actions: Iterable[Action]) -> None:
    """Let actions that were not tried fail if their account was changed already. An account that was tried is no longer in ``cut_offs``."""
    for action in actions:
        cut = store.cut_offs.get(store.resource.id_of(action.item.row)) if action.item.row is not None else None
        if cut is not None and (cut.changed or cut.unsure):
            known = [*cut.done, *([cut.problem] if cut.unsure or not cut.done else [])]
            problem = PeopleError("The account was not removed, because the work on the platform stopped before.", " ".join(known))
            problem.changed = cut.changed
            action.item.failure = problem


def cut_off_seconds(plans: Mapping[str, PlatformPlan], started: float) -> dict[str, Any]:
    """Return by platform after how many seconds all accounts that the plan locks out could not be used, None if that is not proved for one of them.

    ``everywhere`` is the longest time. Empty if the plan locks nobody out.
    """
    found: dict[str, float | None] = {}
    for name, plan in plans.items():
        moments = [action.cut_off_at for action in plan.actions if action.item.removes]
        if moments:
            known = [moment for moment in moments if moment is not None]
            found[name] = round(max(known) - started, 3) if len(known) == len(moments) else None
    return with_everywhere(found) if found else {}


def with_everywhere(found: Mapping[str, float | None]) -> dict[str, float | None]:
    """Return the seconds by platform with the longest time, which is None if one of them is."""
    known = [seconds for seconds in found.values() if seconds is not None]
    return {EVERYWHERE: max(known) if known and len(known) == len(found) else None, **found}

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Executes a plan: grants before removals, with a second run of the guards in between."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..engine.bulk_execute import carry_out
from ..engine.change import Change
from ..engine.clock import Clock
from ..engine.connections import Connections
from ..engine.errors import Cancelled, PeopleError
from ..engine.fields import Row
from ..engine.find import Task
from ..engine.folding import fold
from ..engine.items import Batch, Item
from .cut_off import cut_off_first, is_out_of_reach, report_halfway
from .guards import existing_before, refusals_now
from .plan import RosterPlan
from .platform_plan import Action, PlatformPlan, Refusal

# Work on a platform stops after this many consecutive failures to reach it.
GIVE_UP_AFTER = 3
NOTHING: dict[str, Any] = {}


def apply(plan: RosterPlan, connections: Connections, params: Mapping[str, Any], check_mode: bool, earlier: Mapping[str, Any]) -> None:
    """Execute the actions of a plan on all platforms in parallel: grants, then changes that both grant and revoke, then revocations.

    This way, nobody who moves loses access in between. If a grant fails for a person, nothing is revoked from that person. The guards run again before
    the first removal.
    """
    stages = [[action for action in plan.actions if action.stage == stage] for stage in (0, 1, 2)]
    _carry_out(plan, connections, stages[0], is_last=not stages[1] and not stages[2])
    _hold_back(plan, [*stages[1], *stages[2]])
    if not check_mode:
        _ask_again(plan, connections, params, [action for action in (*stages[1], *stages[2]) if action.status == "planned"], earlier)
    for stage in stages[1:]:
        _hold_back(plan, stage)
        _carry_out(plan, connections, [action for action in stage if action.status == "planned"])
    for action in stages[0]:
        _let_go(action)


def _let_go(action: Action) -> None:
    """Forget what was decided about an account that exists now, after the last run of the guards. The result has texts of its own."""
    item = action.item
    if action.status == "done" and item.verb == "create":
        item.change, item.request = Change(item.verb, None, {}), Task({}, item.request.check_mode)


def _hold_back(plan: RosterPlan, actions: list[Action]) -> None:
    """Revoke nothing from a person for whom a grant failed, or whose access on another platform could not be read."""
    short = {fold(action.person) for action in plan.actions if action.stage < 2 and action.status in ("failed", "not tried")}
    for action in actions:
        why = plan.owed.get(fold(action.person)) or ("another change that gives this person access was not applied" if fold(action.person) in short else "")
        if why and action.status == "planned":
            action.status, action.message = "not tried", why


def _ask_again(plan: RosterPlan, connections: Connections, params: Mapping[str, Any], losing: list[Action], earlier: Mapping[str, Any]) -> None:
    """Run the guards again on the current state of each platform with removals.

    Refusals that are no worse than an approved one are covered. Any other holds back all changes that take access away on its platform.
    """
    counts = earlier.get("counts") or {}

    def on_platform(name: str, connection: Any) -> list[Refusal]:
        platform_plan = plan.platform_plans[name]
        rows = list(platform_plan.store.rows())
        _protect_again(platform_plan, rows, [action for action in losing if action.platform == name])
        before = max(platform_plan.listed, existing_before(counts.get(name) or {}))
        return refusals_now(platform_plan, connection, params, {"existing": before}, rows)

    names = [name for name in plan.platform_plans if name not in plan.stopped and any(action.platform == name for action in losing)]
    found, failures = connections.each(on_platform, names)
    plan.asked_again = bool(names)
    plan.stopped.update(failures)
    for name, refused in found.items():
        uncovered = [refusal for refusal in refused if not any(known.covers(refusal) for known in plan.platform_plans[name].refusals)]
        plan.held += uncovered
        for action in losing:
            if uncovered and action.platform == name and action.status == "planned":
                action.status, action.message = "not tried", f"held back: {' '.join(refusal.words for refusal in uncovered)}"


def _protect_again(platform_plan: PlatformPlan, rows: list[Row], losing: Iterable[Action]) -> None:
    """Skip accounts that ``protect`` matches now, because an address has changed since the plan was made."""
    policy, live = platform_plan.store.policy, platform_plan.read_again(rows)
    policy.protection = policy.protection.closed_over(map(policy.known_as, rows))
    for action in losing:
        known = [row for row in (action.item.row, live.get(id(action.item))) if row is not None]
        entry = policy.protection.entry(*(name for row in known for name in policy.known_as(row)))
        if entry:
            action.status, action.message = "not tried", f"{action.item.label} is now in protect ({entry})"


def _carry_out(plan: RosterPlan, connections: Connections, actions: list[Action], is_last: bool = False) -> None:
    by_item = {id(action.item): action for action in actions}

    def on_platform(name: str, connection: Any) -> None:
        own, store = [action for action in actions if action.platform == name], plan.platform_plans[name].store
        cut_off_first(store, own, GIVE_UP_AFTER)
        try:
            carry_out(Batch(store, [action.item for action in own], []), CircuitBreaker(by_item, store.http.clock, plan.on_result, is_last))
        finally:
            report_halfway(store, own)

    names = [name for name in plan.platform_plans if name not in plan.stopped]
    _results, stopped = connections.each(on_platform, names)
    plan.stopped.update(stopped)
    for action in actions:
        _settle_status(action)


def _settle_status(action: Action) -> None:
    """Set the status of an action from the outcome of its item."""
    item = action.item
    if isinstance(item.failure, Cancelled) and not item.failure.changed and not item.failure.in_doubt:
        action.status, action.message = "not tried", item.failure.message
    elif item.failure is not None:
        action.status, action.message = "failed", item.failure.result()["msg"]
    elif item.outcome is None:
        action.status = "not tried"
    else:
        action.status = "planned" if item.request.check_mode else "done"
        # The action has texts of its own; a second copy for ten thousand people takes a hundred megabytes.
        item.outcome.object = item.outcome.before = item.outcome.after = NOTHING


class CircuitBreaker:
    """Records the status of each action, and stops work on a platform after repeated failures to reach it.

    If this ``is_last``, the guards do not run again, and what was decided about new accounts is forgotten at once.
    """

    def __init__(self, actions: Mapping[int, Action], clock: Clock, on_result: Callable[[Action], None], is_last: bool = False):
        self.actions = actions
        self.clock = clock
        self.on_result = on_result
        self.is_last = is_last
        self.in_a_row: list[PeopleError] = []  # the consecutive failures to reach the platform

    def __call__(self, items: list[Item]) -> None:
        for item in items:
            action = self.actions[id(item)]
            _settle_status(action)
            if action.status == "done" and item.removes and action.cut_off_at is None and not action.in_use:
                action.cut_off_at = self.clock.now()
            self.on_result(action)
            if self.is_last:
                _let_go(action)
            failure = item.failure
            self.in_a_row = [*self.in_a_row, failure] if failure is not None and is_out_of_reach(failure) else []
        cancelled = [item.failure for item in items if isinstance(item.failure, Cancelled)]
        for reason in cancelled or self.in_a_row[GIVE_UP_AFTER - 1:]:
            raise reason

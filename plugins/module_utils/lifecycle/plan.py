# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The plan of a roster on all platforms: read, protect, decide, guard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from sys import intern
from typing import Any

from ..engine.connections import Connections
from ..engine.errors import PeopleError, Refused, further_doubts, messages
from ..engine.folding import fold
from ..engine.text import visible
from ..platforms import registry
from . import plan_file
from .calendar import PRESENT
from .cut_off import cut_off_seconds
from .guards import existing_before, refusals
from .plan_builder import ValidatedRoster
from .platform_plan import Action, PlatformPlan, Reading, Refusal, approval, digest, joined, plan_platform, read_platform
from .sentences import CLOSES, account_text, numbers, people_of, words_of


@dataclass
class RosterPlan:
    """The plan of all platforms.

    - ``parts``: the plans by platform
    - ``failures``: the platforms that could not be read; the others are planned anyway
    - ``approval``: the digest of the plan with its refusals
    - ``made``: the title, the author, the tenants and the files of the plan, as in the result
    - ``owed``: by person, why access could not be checked because a platform could not be read
    - ``stopped``: the platforms on which work stopped, and why
    - ``held``: refusals of the second run of the guards, which ran if ``asked_again``
    - ``started``: the time, by the clock of the client, when the task began to read
    - ``new_passwords``: where generated passwords were written
    - ``on_result``: is called with each action when its result is known, from the thread of its platform
    """

    platform_plans: dict[str, PlatformPlan]
    failures: dict[str, PeopleError]
    digest: str
    roster: ValidatedRoster
    approval: str = ""
    made: dict[str, Any] = field(default_factory=dict)
    owed: dict[str, str] = field(default_factory=dict)
    stopped: dict[str, PeopleError] = field(default_factory=dict)
    held: list[Refusal] = field(default_factory=list)
    started: float = 0.0
    new_passwords: dict[str, Any] = field(default_factory=dict)
    asked_again: bool = False
    on_result: Callable[[Action], None] = lambda action: None

    @property
    def actions(self) -> list[Action]:
        """In the order of execution: grants first, then changes that both grant and revoke, then revocations."""
        found = [action for plan in self.platform_plans.values() for action in plan.actions]
        return sorted(found, key=lambda entry: (entry.stage, registry.names().index(entry.platform), fold(entry.person), entry.item.label))

    @property
    def members(self) -> frozenset[str]:
        """The folded addresses of people who have accounts."""
        return frozenset().union(*(plan.members for plan in self.platform_plans.values()))

    @property
    def refused(self) -> list[Refusal]:
        """The refusals of the guards that an approval can override."""
        return [refusal for plan in self.platform_plans.values() for refusal in plan.refusals]

    @property
    def refusals(self) -> list[str]:
        return [text for plan in self.platform_plans.values() for text in (*plan.forbidden, *(refusal.text for refusal in plan.refusals))]

    def accept_shrinking(self) -> None:
        """Compare later plans with the accounts of this one, which was approved although many are missing."""
        for plan in self.platform_plans.values():
            plan.shrunk_from = 0

    def progress(self) -> dict[str, str]:
        """Return a progress line for each platform with actions, by platform."""
        lines = {}
        for name, plan in self.platform_plans.items():
            statuses = [action.status for action in plan.actions]
            failed = f", {statuses.count('failed')} failed" if "failed" in statuses else ""
            if statuses:
                lines[name] = f"{name}: {statuses.count('done')} of {len(statuses)} actions done{failed}"
        return lines

    def shown(self) -> dict[str, Any]:
        """Return the plan as in the result and in the plan file."""
        actions = [action.row() for action in self.actions]
        closed = {row["platform"] for row in actions if words_of(row).effect == CLOSES}
        people = people_of(actions, self.members)
        return {
            "digest": self.digest, "approval": self.approval, "actions": [{**row, "text": intern(account_text(row))} for row in actions],
            "people": people, "people_counts": numbers(people),
            "counts": {name: plan.counts() for name, plan in self.platform_plans.items()}, "refusals": self.refusals,
            "kept": [account.row() for plan in self.platform_plans.values() for account in plan.kept],
            "pending": [entry for plan in self.platform_plans.values() for entry in plan.pending()],
            "unreadable": {name: problem.result()["msg"] for name, problem in self.failures.items()},
            "notes": [*self.roster.notes, *(note for plan in self.platform_plans.values() for note in plan.notes)],
            "upcoming": [entry for plan in self.platform_plans.values() for entry in plan.upcoming],
            "leaving": [entry.row() for plan in self.platform_plans.values() for entry in plan.leaving],
            "survives": {name: list(registry.platform(name).survives) for name in self.platform_plans if name in closed},
            "day": str(self.roster.day), "timezone": self.roster.timezone, **self.made,
        }

    def problem(self, expect: str | None, approve: str | None, earlier: Mapping[str, Any]) -> PeopleError | None:
        """Return why nothing may be changed: the plan is not the expected or approved one, or guards refuse a plan without approval. None if it may."""
        if expect is not None and expect != self.digest:
            return self._moved("expect", expect, self.digest, earlier)
        if approve is not None and approve != self.approval:
            return self._moved("approve", approve, self.approval, earlier)
        forbidden = [entry for plan in self.platform_plans.values() for entry in plan.forbidden]
        if forbidden:
            return Refused(f"Refused: {' '.join(self.refusals if approve is None else forbidden)}", "Nothing was changed. No approval can override this.")
        if approve is None and self.refusals:
            return Refused(f"Refused: {' '.join(self.refusals)}",
                           f"Nothing was changed. To apply exactly this plan anyway, run again with approve: {self.approval}.")
        return None

    def _moved(self, option: str, given: str, own: str, earlier: Mapping[str, Any]) -> Refused:
        known = plan_file.moved(earlier, self.shown()) if given in (earlier.get("digest"), earlier.get("approval")) else []
        what = f" What has changed: {'; '.join(known[:20])}{'; …' if len(known) > 20 else ''}." if known else ""
        against = f" The guards refuse the new plan: {' '.join(self.refusals)}" if self.refusals else ""
        if given in (self.digest, self.approval):
            other = "digest" if option == "approve" else "approval"
            return Refused(f"{option} has the {other} of this plan ({given}), but it takes the {'approval' if option == 'approve' else 'digest'}.{against}",
                           f"Nothing was changed. Review the plan, and set {option}: {own} to apply it.")
        words = "The plan has changed since it was approved" if option == "approve" else "The plan is not the expected one"
        return Refused(f"{words} ({given}): the roster, the accounts or the refusals of the guards are different.{what}{against}",
                       f"Nothing was changed. Review the new plan, and set {option}: {own} to apply it.")

    def result(self, changed: bool) -> dict[str, Any]:
        actions = self.actions
        return {
            "changed": changed, "action": "applied" if changed else "none", "plan": self.shown(), "digest": self.digest, "approval": self.approval,
            "diff": {"before_header": "access", "after_header": "access", "before": _tree(actions, "before"), "after": _tree(actions, "after")},
            **({"new_passwords": self.new_passwords} if self.new_passwords else {}),
        }

    def outcome(self, check_mode: bool, fail_on_changes: bool) -> dict[str, Any]:
        """Return the result after all actions were applied or predicted. Raises PeopleError with this result if anything failed.

        With ``fail_on_changes``, nothing was applied, and an action is a failure.
        """
        actions = self.actions
        done = [action for action in actions if action.status in ("done", "planned")]
        halfway = any(action.item.failure is not None and action.item.failure.changed for action in actions)
        result = self.result(changed=not fail_on_changes and (bool(done) or halfway))
        # not at the top level, where Ansible itself uses failed
        result["outcome"] = {
            name.replace(" ", "_"): [f"{action.item.verb} {action.item.label} on {action.platform}" for action in actions if action.status == name]
            for name in ("done", "failed", "not tried")
        }
        seconds = {} if check_mode else cut_off_seconds(self.platform_plans, self.started)
        if seconds:
            result["cut_off_seconds"] = seconds
        result["warnings"] = [f"{action.item.label}: {text}" for action in actions if action.item.outcome is not None for text in action.item.outcome.warnings]
        words = self._failures(actions)
        if fail_on_changes and actions:
            words = f"{_differs(actions)}{' ' if words else ''}{words}"
        if words:
            failed = PeopleError(words)
            failed.rest = result
            raise failed
        return result

    def _failures(self, actions: list[Action]) -> str:
        words = [f"{name} could not be read: {problem.message}" for name, problem in self.failures.items()]
        words += [f"Work on {name} stopped: {problem.message}" for name, problem in self.stopped.items()]
        if self.held:
            against = " ".join(refusal.text for refusal in self.held)
            words.append(f"The guards ran again before the first removal and refused changes that were not approved: {against} "
                         "Changes that take access away there were held back; the rest is done.")
        failed = [action for action in actions if action.status == "failed"]
        if failed:
            words.append(f"{len(failed)} of {len(actions)} actions failed; the first one is {failed[0].item.label} on {failed[0].platform}: "
                         f"{failed[0].message}{_further_doubts(failed)}")
        left = sum(action.status == "not tried" for action in actions)
        if left:
            words.append(f"{left} were not tried.")
        statuses = {action.status for action in actions}
        rest = "The rest is done; run" if "done" in statuses else "The rest would be done; run" if "planned" in statuses else "Run"
        return f"{' '.join(words)} {rest} again after fixing the cause." if words else ""


def make_plan(connections: Connections, roster: ValidatedRoster, params: Mapping[str, Any], check_mode: bool, earlier: Mapping[str, Any]) -> RosterPlan:
    """Read all platforms in parallel, resolve ``protect``, and decide. Raises BadInput with all problems of all platforms."""
    started = min((connection.http.clock.now() for connection in connections.opened.values()), default=0.0)
    readings, failures = connections.each(lambda name, connection: read_platform(name, connection, roster, params))
    roster, notes, unsure = _protected(connections, roster, params, readings)
    platform_plans, undecided = connections.each(lambda name, connection: plan_platform(name, readings[name], roster, params, check_mode), readings)
    failures.update(undecided)
    wrong = joined(failures)
    if wrong is not None:
        raise wrong
    if not platform_plans:
        raise PeopleError(messages(failures.values()), next(iter(failures.values())).hint)
    counts = earlier.get("counts") or {}
    found, unguarded = connections.each(lambda name, connection: refusals(platform_plans[name], connection, params, counts.get(name)), platform_plans)
    for name, texts in found.items():
        platform_plans[name].refusals = texts
        if any(refusal.guard == "max_shrink_percent" for refusal in texts):
            platform_plans[name].shrunk_from = existing_before(counts.get(name) or {})
    for name in unguarded:  # a platform whose guards failed is not changed
        del platform_plans[name]
    failures.update(unguarded)
    rest = replace(roster, desired_accounts=(), people=(), notes=(*roster.notes, *notes))  # the people take as much memory as the plan
    plan = RosterPlan(platform_plans, failures, digest(platform_plans.values(), failures), rest)
    plan.started = started
    plan.approval = approval(plan.digest, plan.refused)
    plan.owed = {fold(desired.email): f"{desired.platform} could not be read, and this person should have access there"
                 for desired in roster.desired_accounts if desired.platform in failures and desired.when == PRESENT}
    if unsure:
        plan.owed.update((fold(action.person), unsure) for action in plan.actions)
    return plan


def _protected(
    connections: Connections, roster: ValidatedRoster, params: Mapping[str, Any], readings: Mapping[str, Reading]
) -> tuple[ValidatedRoster, list[str], str]:
    """Return the roster with all accounts that ``protect`` matches on any platform, notes on entries that match nobody, and, if it is uncertain whom an
    entry matches, why nothing may be removed from anybody.

    An entry that matches nobody may be an account name on another platform, so platforms whose accounts have names are read too.
    """
    if not roster.protection:
        return roster, [], ""
    persons = [*roster.people, *(names for reading in readings.values() for names in reading.known_as())]
    protection = roster.protection.closed_over(persons)
    lacking = [name for name in registry.names() if not registry.resource(name).key_is_email and name not in readings] if protection.unmatched() else []
    searchable = [name for name in lacking if name in connections.given()]
    connections.open(name for name in searchable if name not in connections.opened)
    further, failures = connections.each(lambda name, connection: read_platform(name, connection, roster, params), searchable)
    protection = protection.closed_over([*persons, *(names for reading in further.values() for names in reading.known_as())])
    unmatched = protection.unmatched()
    notes = [f"protect: {entry} matches no account and nobody in the roster." for entry in unmatched]
    notes += [f"protect: {name} could not be searched for matching accounts, because there are no credentials for it." for name in lacking
              if unmatched and name not in searchable]
    unsure = f"{' and '.join(failures)} could not be read, so it is not known whom {', '.join(unmatched)} in protect matches" if unmatched and failures else ""
    return replace(roster, protection=protection), notes, unsure


def _differs(actions: list[Action]) -> str:
    first = "; ".join(visible(f"{action.item.verb} {action.item.label} on {action.platform}") for action in actions[:3])
    return f"The access differs from the roster, and fail_on_changes is set. {len(actions)} action(s) would change it: {first}" \
           f"{'; ...' if len(actions) > 3 else ''}. Nothing was changed."


def _further_doubts(failed: list[Action]) -> str:
    return further_doubts((f"{action.item.label} on {action.platform}", action.item.failure) for action in failed if action.item.failure is not None)


def _tree(actions: Iterable[Action], side: str) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for action in actions:
        tree.setdefault(action.platform, {})[action.item.label] = getattr(action, side)
    return tree

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The plan for one platform: the actions that turn the current state into the roster, decided before any write, with a digest for approval."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..engine.bulk import Problems, add_prunable, prepare
from ..engine.change import Change
from ..engine.errors import BadInput, PeopleError, Refused
from ..engine.fields import Row
from ..engine.folding import fold
from ..engine.items import Batch, Item
from ..engine.leaving import REVOKED
from ..engine.mode import Mode
from ..engine.provider import Connection
from ..engine.store import Store
from ..engine.text import plain
from ..platforms import registry
from .access import check_admin_roles
from .calendar import ENDED, PRESENT
from .leave import DISABLE, Leaving, notes_on
from .person import person_shown
from .plan_builder import ACCOUNTS, UNLISTED, UNWANTED, PlanBuilder, ValidatedRoster
from .protected import Kept
from .pruned import disable_again, disable_pruned

PRUNED = (UNLISTED, UNWANTED)  # the reasons of accounts that prune removes
SHARED = ("compare", "parallel_writes", "replace_keys")  # options of the roster for the stores of accounts
Lists = dict[tuple[str, Any], Any]  # sets as in results, by the name of the field and the canonical value
VERBS = ("create", "update", "disable", "delete")
_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, default=str)  # created once for speed, because each account needs it


@dataclass
class Action:
    """The change of one account.

    - ``name``: the name of the person, empty if unknown
    - ``requests``: the number of write requests
    - ``action``: the action as in the result of a user module
    - ``admin``, ``stops_admin``: whether it adds or removes an administrator
    - ``admin_grants``: the administrative roles and groups that it gives
    - ``status``: planned, done, failed, not tried
    - ``leaving``: what becomes of the account of a leaver that is not removed yet
    - ``cut_off_at``: the time, by the clock of the client, since when the account cannot be used, None if that is not proved
    - ``in_use``: whether sessions or keys of the account may still be used, even after its removal
    """

    platform: str
    person: str
    item: Item
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]
    requests: int
    action: str
    name: str = ""
    admin: bool = False
    stops_admin: bool = False
    admin_grants: list[str] = field(default_factory=list)
    status: str = "planned"
    message: str = ""
    leaving: Leaving | None = None
    cut_off_at: float | None = None
    in_use: bool = False

    @property
    def stage(self) -> int:
        """The order of execution: 0 if it removes no access, 1 if it gives and removes access, 2 if it only removes access."""
        change = self.item.change
        if change is None or change.removes:
            return 2
        if not self.item.loses:
            return 0
        sets = {entry.name for entry in registry.resource(self.platform).access_fields}
        return 2 if all(name in sets and not change.added(name) for name in change.changed) else 1

    @property
    def is_removal(self) -> bool:
        """Whether it counts as a removal: the account becomes unusable, or is no longer an administrator."""
        return self.item.removes or self.stops_admin

    def row(self) -> dict[str, Any]:
        person = person_shown(self.person, self.platform, self.item.label)
        row = {"platform": self.platform, "person": person, "account": self.item.label, "verb": self.item.verb, "reason": self.reason, "name": self.name}
        row["id"] = registry.resource(self.platform).id_of(self.item.row) if self.item.row is not None else ""
        shown = {
            **row, "action": self.action, "admin": self.admin or self.stops_admin, "admin_grants": self.admin_grants, "before": self.before,
            "after": self.after, "requests": self.requests, "status": self.status,
        }
        if self.leaving is not None and self.leaving.remove_on is not None:
            shown["remove_on"] = str(self.leaving.remove_on)
        if self.status == "failed" and self.item.failure is not None:
            shown["changed"] = bool(self.item.failure.changed)
        return {**shown, "msg": self.message} if self.message else shown


@dataclass(frozen=True)
class Refusal:
    """A refusal of a guard. Two refusals with the same guard and subject are the same concern; a higher ``level`` is worse."""

    platform: str
    guard: str
    subject: str
    level: int
    words: str

    @property
    def text(self) -> str:
        return f"{self.platform}: {self.words}"

    def covers(self, other: Refusal) -> bool:
        """Return whether an approval of this refusal includes the other one."""
        return (self.platform, self.guard, self.subject) == (other.platform, other.guard, other.subject) and other.level <= self.level


@dataclass
class PlatformPlan:
    """The plan for one platform.

    - ``listed``: the number of existing accounts
    - ``wished``: the number of people who should have an account
    - ``refusals``: refusals that an approval can override; it cannot override ``forbidden``
    - ``no_admin``: the accounts of people who must not get administrative access, and why
    - ``admins``: the ids of administrators who are known to stay
    - ``live``: rows that were read again, by the Python id of the item
    - ``fingerprint``: the SHA-256 of the state and the desired state that the plan is based on
    - ``members``: the folded addresses of the people who have an account here
    - ``shrunk_from``: how many accounts the platform had before too many were missing, 0 without such a refusal
    """

    platform: str
    batch: Batch
    listed: int
    wished: int
    actions: list[Action] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    no_admin: list[tuple[Item, str]] = field(default_factory=list)
    upcoming: list[dict[str, Any]] = field(default_factory=list)
    leaving: list[Leaving] = field(default_factory=list)
    admins: list[str] = field(default_factory=list)
    live: Mapping[int, Row] = field(default_factory=dict)
    fingerprint: str = ""
    members: frozenset[str] = frozenset()
    shrunk_from: int = 0

    @property
    def store(self) -> Store:
        return self.batch.store

    def row_of(self, action: Action) -> Row | None:
        """Return the account of an action as read last, None if it will be created."""
        return self.live.get(id(action.item), action.item.row)

    def read_again(self, rows: list[Row]) -> dict[int, Row]:
        """Return the rows of the actions' accounts among rows that were read again, by the Python id of the item.

        The id takes precedence over the key, because an address may have changed. Only invites have no id, and may have become accounts.
        """
        resource, key_of = self.store.resource, self.store.key_of
        by_id = {resource.id_of(row): row for row in rows if resource.id_of(row)}
        by_key = {key_of(row): row for row in rows}
        before = {id(action.item): action.item.row for action in self.actions if action.item.row is not None}
        now = {item: by_id.get(resource.id_of(row)) or by_key.get(key_of(row)) for item, row in before.items()}
        return {item: row for item, row in now.items() if row is not None}

    @property
    def removals(self) -> list[Action]:
        return [action for action in self.actions if action.is_removal]

    def counts(self) -> dict[str, int]:
        verbs = [item.verb for item in self.batch.items]
        by_verb = {verb: verbs.count(verb) for verb in VERBS}
        requests = sum(action.requests for action in self.actions)
        shrunk = {"shrunk_from": self.shrunk_from} if self.shrunk_from else {}
        return {"existing": self.listed, "desired": self.wished, **by_verb, "unchanged": verbs.count("none"), "requests": requests, **shrunk}

    def pending(self) -> list[dict[str, str]]:
        """Return the invites that are not accepted."""
        key = self.store.resource.key
        labels = [str(key.from_api(row, self.store.names)) for row in self.batch.rows if row.get("status") == "pending"]
        return [{"platform": self.platform, "person": label, "account": label} for label in sorted(labels)]

    def take_fingerprint(self) -> None:
        """Set ``fingerprint`` from the desired and current values of all accounts in the plan.

        Each account is hashed separately, because the JSON of ten thousand people would take about seventy megabytes.
        """
        self.fingerprint = _sha256(sorted(_sha256(self._essence(item)) for item in self.batch.items))

    def _essence(self, item: Item) -> dict[str, Any]:
        resource, names, change = self.store.resource, self.store.names, item.change
        if change is None:
            return {}
        shown = tuple(name for name in change.shown if name not in resource.secret_names)
        desired = resource.from_params(item.request.params, names) if change.unread else {}
        before = resource.to_user(change.before or {}, names, shown)
        after = before if change.verb == "none" else resource.to_user(change.after or {}, names, shown)
        return {
            "account": str(resource.key.index(item.label)), "id": resource.id_of(item.row) if item.row is not None else "", "verb": change.verb,
            "before": before, "after": after, "unread": resource.to_user(desired, names, change.unread) if change.unread else {},
        }


def digest(plans: Iterable[PlatformPlan], failed: Iterable[str] = ()) -> str:
    """Return a SHA-256 that two plans share if and only if they have the same desired and current state. The order does not matter."""
    return _sha256({"platforms": {plan.platform: plan.fingerprint for plan in plans}, "failed": sorted(failed)})


def approval(plan_digest: str, refusals: Iterable[Refusal]) -> str:
    """Return the SHA-256 of a plan, given by its digest, with its refusals."""
    return _sha256({"plan": plan_digest, "refusals": sorted([refusal.platform, refusal.guard, refusal.subject, refusal.level] for refusal in refusals)})


def _sha256(content: Any) -> str:
    return hashlib.sha256(_CANONICAL.encode(content).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass
class Reading:
    """The existing accounts of a platform, read once before any decision."""

    store: Store
    rows: list[Row]

    def known_as(self) -> Iterable[tuple[str, ...]]:
        """Return the addresses and names of each account."""
        return map(self.store.policy.known_as, self.rows)


def read_platform(platform: str, connection: Connection, roster: ValidatedRoster, params: Mapping[str, Any]) -> Reading:
    """Read the accounts of a platform. Raises RequestFailed and Incomplete."""
    membership = "exact" if roster.is_exact(platform) else "add"
    store = registry.platform(platform).store(connection, {**{name: params[name] for name in SHARED}, "membership": membership}, Mode.ROSTER)
    return Reading(store, list(store.rows()))


def plan_platform(platform: str, reading: Reading, roster: ValidatedRoster, params: Mapping[str, Any], check_mode: bool) -> PlatformPlan:
    """Return the plan for a platform that was read. Writes nothing. Raises Problems with all problems."""
    store, rows = reading.store, reading.rows
    store.policy.protection = roster.protection
    builder = PlanBuilder(store, platform, roster, rows, params)
    builder.add(roster.of(platform))
    try:
        batch = prepare(store, builder.entries, {"membership": store.params["membership"], "reinvite": params["reinvite"]}, check_mode, rows)
    except Problems as problem:
        raise Problems(_prefixed(platform, builder.problems + problem.problems)) from None
    unknown, doubts = _unknown_admin_roles(store, platform, roster, params)
    problems = builder.problems + _without_required_access(batch) + unknown
    if problems:
        raise Problems(_prefixed(platform, problems))
    if roster.managed(platform, ACCOUNTS) and (params["prune"] or params["remove_platforms"] == "listed"):
        add_prunable(batch, check_mode, builder.spared())
        if roster.leave.on(platform) == DISABLE:
            disable_pruned(batch, builder)
    still_used = disable_again(batch, builder)
    desired_count = sum(desired.when == PRESENT for desired in roster.of(platform))
    notes = [*builder.notes, *builder.left(), *batch.notes, *store.policy.remarks(), *_without_recommended_access(batch), *doubts]
    notes += [] if roster.is_exact(platform) else _beyond(batch)
    plan = PlatformPlan(platform, batch, len(rows), desired_count, notes=_prefixed(platform, notes), upcoming=builder.upcoming)
    plan.kept = builder.kept + [builder.not_pruned(row, entry) for row, entry in batch.protected]
    plan.forbidden = _prefixed(platform, builder.forbidden + _unapprovable(batch))
    plan.no_admin = [(item, why) for item, why in ((item, builder.why_no_admin(item)) for item in batch.items) if why]
    lists: Lists = {}
    plan.actions = [_action(plan, item, builder, lists) for item in batch.items if item.verb != "none"]
    plan.leaving = list(builder.leaving.values())
    plan.notes += [*_nobody(plan, roster), *_unread(plan), *_prefixed(platform, still_used + notes_on(plan.leaving))]
    plan.members = frozenset(fold(desired.email) for index, desired in builder.people.items() if index in builder.existing)
    plan.take_fingerprint()  # here, in parallel to the decisions on other platforms
    return plan


def _nobody(plan: PlatformPlan, roster: ValidatedRoster) -> list[str]:
    """Return a note if the roster gives nobody an account on a platform with accounts, which may have been forgotten."""
    if plan.wished or not plan.listed or not any(desired.when == PRESENT for desired in roster.desired_accounts):
        return []
    return [f"{plan.platform}: the roster gives nobody an account here, but there are {plan.listed}."]


def _without_access(batch: Batch) -> list[str]:
    """Return the accounts that would be created without any access, or lose their last access."""
    names = [entry.name for entry in batch.store.resource.access_fields]

    def is_bare(change: Change) -> bool:
        nothing = change.verb in ("create", "update") and all((change.after or {}).get(name) == frozenset() for name in names)
        return nothing and (change.verb == "create" or any(change.removed(name) for name in names))

    return [item.label for item in batch.items if item.change is not None and is_bare(item.change)]


def _without_required_access(batch: Batch) -> list[str]:
    """Return a problem for each account without access, if the platform does not allow that."""
    if batch.store.resource.needs_access != "yes":
        return []
    title = batch.store.http.conventions.title
    text = f"the roster gives an account but no role, and {title} requires a role for every user. Give a role, or no account."
    return [f"{label}: {text}" for label in _without_access(batch)]


def _unknown_admin_roles(store: Store, platform: str, roster: ValidatedRoster, params: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Return the problem of names in ``admin_roles`` that no role has, or a note on it if nothing but leavers is asked for: they must not be held up."""
    only_leavers = not params["prune"] and all(desired.when == ENDED for desired in roster.of(platform))
    try:
        check_admin_roles(platform, store.connection, params.get("admin_roles"))
    except PeopleError as problem:
        if not (only_leavers or isinstance(problem, BadInput)):
            raise
        unread = "" if isinstance(problem, BadInput) else "whether the roles in admin_roles exist could not be checked. "
        text = f"{unread}{problem.message} {problem.hint}".strip()
        return ([], [f"{text} This does not hold up leavers, but min_admins may not know all administrators."]) if only_leavers else ([text], [])
    return [], []


def _without_recommended_access(batch: Batch) -> list[str]:
    labels = _without_access(batch) if batch.store.resource.needs_access == "perhaps" else []
    if not labels:
        return []
    return [f"{', '.join(labels)} would have no role, and it is not documented whether {batch.store.http.conventions.title} allows that. "
            "If it is refused, give a role, or no account."]


def _beyond(batch: Batch) -> list[str]:
    """Return notes on access that is not in the roster and is kept because ``access`` is ``add``, one for each distinct access."""
    found: dict[str, list[str]] = {}
    for item in batch.items:
        if item.row is not None and item.request.state == "present":
            held = batch.store.policy.beyond(item.row, batch.store.resource.from_params(item.request.params, batch.store.names))
            if held:
                found.setdefault("; ".join(f"{name.replace('_', ' ')} {plain(value)}" for name, value in held.items()), []).append(item.label)
    return [f"not in the roster, but kept because access is add: {text} ({len(who)}: {', '.join(who)})" for text, who in found.items()]


def _unapprovable(batch: Batch) -> list[str]:
    """Return what the policy of the platform refuses in combination. No approval overrides it."""
    try:
        batch.store.policy.guard_batch([(item.row, item.change) for item in batch.items if item.change is not None and item.verb != "none"])
    except Refused as problem:
        return [problem.message]
    return []


def _prefixed(platform: str, problems: Iterable[str]) -> list[str]:
    return [f"{platform}: {problem}" for problem in problems]


def _shown(store: Store, values: Mapping[str, Any], only: tuple[str, ...], lists: Lists) -> dict[str, Any]:
    """Return canonical values as in results. Equal sets become the same list, because thousands of people have the same access."""
    found = store.resource.to_user(values, store.names, only)
    return {name: lists.setdefault((name, values[name]), value) if isinstance(values[name], frozenset) else value for name, value in found.items()}


def _action(plan: PlatformPlan, item: Item, builder: PlanBuilder, lists: Lists) -> Action:
    resource, change = plan.store.resource, item.change
    person, reason = builder.person_of(item)
    if change is None:
        raise BadInput(f"Nothing was decided for {item.label}.")
    before, after = ({} if values is None else _shown(plan.store, values, change.shown, lists) for values in (change.before, change.after))
    leaving = builder.leaving.get(resource.key.index(item.label))
    action = REVOKED if leaving is not None and leaving.state == REVOKED else plan.store.action(item.row, change)
    requests = plan.store.writes(item.row, change)
    return Action(plan.platform, person, item, reason, before, after, requests, action, builder.name_of(item), leaving=leaving)


def _unread(plan: PlatformPlan) -> list[str]:
    """Return notes on values that could not be compared, one for each reason, because one for each account would hide everything else."""
    reasons: dict[str, list[str]] = {}
    for item in plan.batch.items:
        for reason in item.change.reasons if item.change is not None else ():
            reasons.setdefault(reason, []).append(item.label)
    return [f"{plan.platform}: {reason} ({len(who)}: {', '.join(who[:3])}{', …' if len(who) > 3 else ''})" for reason, who in reasons.items()]


def joined(failures: Mapping[str, PeopleError]) -> PeopleError | None:
    """Return all problems of the roster on all platforms as one error; None if there are none."""
    problems = [entry for problem in failures.values() if isinstance(problem, Problems) for entry in problem.problems]
    return Problems(problems) if problems else None

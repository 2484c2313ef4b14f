# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The plan: what turns the live state of each platform into the roster, decided before any write, with a digest to approve it by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..engine.change import Plan
from ..engine.errors import BadInput, PeopleError, Refused
from ..engine.fields import Row
from ..engine.many import Batch, Item, Problems, add_prunable, prepare
from ..engine.mode import Mode
from ..engine.provider import Connection
from ..engine.store import Store
from ..platforms import registry
from .calendar import PRESENT
from .drafts import ACCOUNTS, UNLISTED, UNWANTED, Book, Drafts, Kept

PRUNED = (UNLISTED, UNWANTED)  # the reasons of accounts that prune removes
VERBS = ("create", "update", "disable", "delete")
_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, default=str)  # made once, as each account needs it


@dataclass
class Action:
    """One account that the plan changes. ``requests`` are the writing ones that it takes by itself, ``action`` is what a user module would
    call it. ``admin``: whether somebody becomes an administrator of access by it, or ``stops_admin``, is none any more; ``admin_grants`` are the
    roles and groups that it gives and that make administrators. ``status``: planned, done, failed, not tried."""

    platform: str
    person: str
    item: Item
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]
    requests: int
    action: str
    admin: bool = False
    stops_admin: bool = False
    admin_grants: list[str] = field(default_factory=list)
    status: str = "planned"
    message: str = ""

    @property
    def stage(self) -> int:
        """When it is carried out: 0 for what takes nothing away, 1 for what gives and takes, 2 for what only takes."""
        intent = self.item.intent
        if intent is None or intent.removes:
            return 2
        if not self.item.loses:
            return 0
        sets = {one.name for one in registry.resource(self.platform).access_fields}
        return 2 if all(name in sets and not intent.gained(name) for name in intent.changed) else 1

    @property
    def is_removal(self) -> bool:
        """Whether it counts as a removal: the account cannot be used any more, or is no administrator any more."""
        return self.item.removes or self.stops_admin

    def row(self) -> dict[str, Any]:
        row = {"platform": self.platform, "person": self.person, "account": self.item.label, "verb": self.item.verb, "reason": self.reason}
        row["id"] = registry.resource(self.platform).id_of(self.item.row) if self.item.row is not None else ""
        shown = {
            **row, "action": self.action, "admin": self.admin or self.stops_admin, "admin_grants": self.admin_grants, "before": self.before,
            "after": self.after, "requests": self.requests, "status": self.status,
        }
        return {**shown, "msg": self.message} if self.message else shown


@dataclass(frozen=True)
class Refusal:
    """What a guard has against a plan. Two are the same concern if guard and subject are the same; the higher the ``level``, the worse it is."""

    platform: str
    guard: str
    subject: str
    level: int
    words: str

    @property
    def text(self) -> str:
        return f"{self.platform}: {self.words}"

    def covers(self, other: Refusal) -> bool:
        """Whether somebody who has approved this one has approved the other with it."""
        return (self.platform, self.guard, self.subject) == (other.platform, other.guard, other.subject) and other.level <= self.level


@dataclass
class Part:
    """The plan for one platform. ``listed`` counts the accounts that are there; ``wished`` the people who are to have one. ``refusals`` can be
    overridden by approving the plan with them, what is ``forbidden`` cannot. ``no_admin`` are the accounts of people who must not get anything
    administrative, and why. ``admins`` are the ids of administrators who are known to stay.
    ``live`` are rows that were read anew, by the identity of the item. ``fingerprint`` is a SHA-256 of what the plan rests on."""

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
    admins: list[str] = field(default_factory=list)
    live: Mapping[int, Row] = field(default_factory=dict)
    fingerprint: str = ""

    @property
    def store(self) -> Store:
        return self.batch.store

    def row_of(self, action: Action) -> Row | None:
        """The account of an action as it was read last; None for one to be created."""
        return self.live.get(id(action.item), action.item.row)

    @property
    def removals(self) -> list[Action]:
        return [action for action in self.actions if action.is_removal]

    def counts(self) -> dict[str, int]:
        verbs = [item.verb for item in self.batch.items]
        by_verb = {verb: verbs.count(verb) for verb in VERBS}
        requests = sum(one.requests for one in self.actions)
        return {"existing": self.listed, "desired": self.wished, **by_verb, "unchanged": verbs.count("none"), "requests": requests}

    def pending(self) -> list[dict[str, str]]:
        """Invites that nobody has accepted."""
        key = self.store.resource.key
        labels = [str(key.read(row, self.store.names)) for row in self.batch.rows if row.get("status") == "pending"]
        return [{"platform": self.platform, "person": label, "account": label} for label in sorted(labels)]

    def take_fingerprint(self) -> None:
        """What the plan for this platform rests on: for every account it looks at what is wanted, and what is there of that. Each gets
        a SHA-256 of its own, as the texts of ten thousand people would take some seventy megabytes."""
        self.fingerprint = _sha256(sorted(_sha256(self._essence(item)) for item in self.batch.items))

    def _essence(self, item: Item) -> dict[str, Any]:
        resource, names, intent = self.store.resource, self.store.names, item.intent
        if intent is None:
            return {}
        shown = tuple(name for name in intent.shown if name not in resource.secret_names)
        wanted = resource.wanted(item.request.params, names) if intent.unread else {}
        before = resource.view(intent.before or {}, names, shown)
        after = before if intent.verb == "none" else resource.view(intent.after or {}, names, shown)
        return {
            "account": str(resource.key.index(item.label)), "id": resource.id_of(item.row) if item.row is not None else "", "verb": intent.verb,
            "before": before, "after": after, "unread": resource.view(wanted, names, intent.unread) if intent.unread else {},
        }


def digest(parts: Iterable[Part], failed: Iterable[str] = ()) -> str:
    """A SHA-256 that two plans share if and only if they want the same of the same live state; no order matters."""
    return _sha256({"platforms": {part.platform: part.fingerprint for part in parts}, "failed": sorted(failed)})


def approval(plan: str, refusals: Iterable[Refusal]) -> str:
    """A SHA-256 that stands for a plan, by its digest, and for what the guards have against it."""
    return _sha256({"plan": plan, "refusals": sorted([one.platform, one.guard, one.subject, one.level] for one in refusals)})


def _sha256(content: Any) -> str:
    return hashlib.sha256(_CANONICAL.encode(content).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass
class Reading:
    """A platform's accounts as they are, read once, before anything is decided about anybody."""

    store: Store
    rows: list[Row]

    def known_as(self) -> Iterable[tuple[str, ...]]:
        """The addresses and names that belong together, of each account."""
        return map(self.store.policy.known_as, self.rows)


def read_platform(platform: str, connection: Connection, book: Book, compare: str) -> Reading:
    """The accounts of a platform."""
    membership = "exact" if book.is_exact(platform) else "add"
    store = registry.platform(platform).store(connection, {"compare": compare, "membership": membership}, Mode.ROSTER)
    return Reading(store, list(store.rows()))


def plan_platform(platform: str, reading: Reading, book: Book, params: Mapping[str, Any], check_mode: bool) -> Part:
    """Decide about everybody on a platform that was read. Raises Problems that tell everything that is wrong, before any write."""
    store, rows = reading.store, reading.rows
    store.policy.protection = book.protection
    drafts = Drafts(store, platform, book, rows, params)
    drafts.add(book.of(platform))
    try:
        batch = prepare(store, drafts.entries, {"membership": store.params["membership"], "reinvite": params["reinvite"]}, check_mode, rows)
    except Problems as problem:
        raise Problems(_told(platform, drafts.problems + problem.problems)) from None
    problems = drafts.problems + _powerless(batch)
    if problems:
        raise Problems(_told(platform, problems))
    if book.managed(platform, ACCOUNTS) and (params["prune"] or params["remove_platforms"] == "listed"):
        add_prunable(batch, check_mode, drafts.spared())
    wished = sum(wish.when == PRESENT for wish in book.of(platform))
    notes = [*drafts.notes, *drafts.left(), *batch.notes, *store.policy.remarks(), *_doubtful(batch), *([] if book.is_exact(platform) else _beyond(batch))]
    part = Part(platform, batch, len(rows), wished, notes=_told(platform, notes), upcoming=drafts.upcoming)
    part.kept = drafts.kept + [drafts.not_pruned(row, entry) for row, entry in batch.protected]
    part.forbidden = _told(platform, drafts.forbidden + _never(batch))
    part.no_admin = [(item, why) for item, why in ((item, drafts.why_no_admin(item)) for item in batch.items) if why]
    part.actions = [_action(part, item, drafts) for item in batch.items if item.verb != "none"]
    part.notes += [*_left_alone(part), *_nobody(part, book), *_unread(part)]
    part.take_fingerprint()  # here, while other platforms are still being decided about
    return part


def _nobody(part: Part, book: Book) -> list[str]:
    """A platform that nobody has any more is a finding, as everybody there may have been forgotten."""
    if part.wished or not part.listed or not any(wish.when == PRESENT for wish in book.wishes):
        return []
    return [f"{part.platform}: the roster gives nobody an account here, and there are {part.listed}."]


def _left_alone(part: Part) -> list[str]:
    """Who is protected: whoever is to be removed one by one, the rest together for each entry."""
    ended = [one for one in part.kept if one.asked == "removal"]
    notes = [f"{part.platform}: {one.account} of {one.person} {one.reason} and is left alone, although the time of the person is over." for one in ended]
    others: dict[str, list[str]] = {}
    for one in part.kept:
        if one.asked != "removal":
            others.setdefault(one.entry, []).append(one.account or one.person)
    return notes + [f"{part.platform}: left alone, as {entry} is in protect: {_few(who)}." for entry, who in others.items()]


def _few(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _without_access(batch: Batch) -> list[str]:
    """The accounts that would be made without any access, or lose the last of it."""
    names = [one.name for one in batch.store.resource.access_fields]

    def is_bare(intent: Plan) -> bool:
        nothing = intent.verb in ("create", "update") and all((intent.after or {}).get(name) == frozenset() for name in names)
        return nothing and (intent.verb == "create" or any(intent.lost(name) for name in names))

    return [item.label for item in batch.items if item.intent is not None and is_bare(item.intent)]


def _powerless(batch: Batch) -> list[str]:
    """Where no account can be without access, that the roster gives somebody one and nothing to do there."""
    if batch.store.resource.needs_access != "yes":
        return []
    title = batch.store.http.dialect.title
    text = f"the roster gives an account and no role, and {title} has no user without a role. Give a role, or no account."
    return [f"{label}: {text}" for label in _without_access(batch)]


def _doubtful(batch: Batch) -> list[str]:
    labels = _without_access(batch) if batch.store.resource.needs_access == "perhaps" else []
    if not labels:
        return []
    return [f"{', '.join(labels)} would have no role, and whether {batch.store.http.dialect.title} lets a user be without one is not documented. "
            "If it refuses, give a role, or no account."]


def _beyond(batch: Batch) -> list[str]:
    """What people hold beyond the roster where it only adds; those who hold the same together, each of them named."""
    found: dict[str, list[str]] = {}
    for item in batch.items:
        if item.row is not None and item.request.state == "present":
            held = batch.store.policy.beyond(item.row, batch.store.resource.wanted(item.request.params, batch.store.names))
            if held:
                found.setdefault("; ".join(f"{name} {json.dumps(value, ensure_ascii=False)}" for name, value in held.items()), []).append(item.label)
    return [f"held beyond the roster, and kept, as access is add: {text} ({len(who)}: {', '.join(who)})" for text, who in found.items()]


def _never(batch: Batch) -> list[str]:
    """What the platform's store refuses of everything taken together, whoever approves it."""
    try:
        batch.store.policy.guard_together([(item.row, item.intent) for item in batch.items if item.intent is not None and item.verb != "none"])
    except Refused as problem:
        return [problem.message]
    return []


def _told(platform: str, problems: Iterable[str]) -> list[str]:
    return [f"{platform}: {problem}" for problem in problems]


def _action(part: Part, item: Item, drafts: Drafts) -> Action:
    resource, names, intent = part.store.resource, part.store.names, item.intent
    person, reason = drafts.person_of(item)
    if intent is None:
        raise BadInput(f"{item.label} was not decided about.")
    before = resource.view(intent.before, names, intent.shown) if intent.before is not None else {}
    after = resource.view(intent.after, names, intent.shown) if intent.after is not None else {}
    return Action(part.platform, person, item, reason, before, after, part.store.writes(item.row, intent), part.store.action(item.row, intent))


def _unread(part: Part) -> list[str]:
    """What could not be compared, counted; a line for each of a thousand people would hide everything else."""
    reasons: dict[str, list[str]] = {}
    for item in part.batch.items:
        for reason in item.intent.reasons if item.intent is not None else ():
            reasons.setdefault(reason, []).append(item.label)
    return [f"{part.platform}: {reason} ({len(who)}: {', '.join(who[:3])}{', …' if len(who) > 3 else ''})" for reason, who in reasons.items()]


def joined(failures: Mapping[str, PeopleError]) -> PeopleError | None:
    """Everything that is wrong with the roster on any platform, as one error; None where only platforms failed."""
    problems = [one for problem in failures.values() if isinstance(problem, Problems) for one in problem.problems]
    return Problems(problems) if problems else None

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

from ..engine.errors import BadInput, PeopleError, Refused
from ..engine.fields import OMITTED, Row, fold
from ..engine.many import Batch, Item, Problems, add_prunable, prepare
from ..engine.provider import Connection
from ..engine.reconcile import Store
from .platforms import RESOURCES, STORES
from .roster import ENDED, PRESENT, WAITING, Wish

ACCOUNTS = "accounts"  # in ``manage``: that accounts are created and removed
LISTED, GONE, UNLISTED, UNWANTED = "in the roster", "ended", "not in the roster", "no profile for this platform"
VERBS = ("create", "update", "disable", "delete")
_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, default=str)  # made once, as each account needs it


@dataclass
class Action:
    """One account that the plan changes. ``requests`` are the writing ones that it takes by itself, ``action`` is what a user module would
    call it. ``status``: planned, done, failed, not tried."""

    platform: str
    person: str
    item: Item
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]
    requests: int
    action: str
    status: str = "planned"
    message: str = ""

    @property
    def takes(self) -> bool:
        """Whether it only takes access away, so that it can wait until everything is granted."""
        intent = self.item.intent
        if intent is None or intent.verb in ("disable", "delete"):
            return True
        sets = {one.name for one in RESOURCES[self.platform].fields if one.is_set}
        return intent.verb == "update" and all(name in sets and not intent.gained(name) for name in intent.changed)

    def row(self) -> dict[str, Any]:
        row = {"platform": self.platform, "person": self.person, "account": self.item.label, "verb": self.item.verb, "reason": self.reason}
        shown = {**row, "action": self.action, "before": self.before, "after": self.after, "requests": self.requests, "status": self.status}
        return {**shown, "msg": self.message} if self.message else shown


@dataclass
class Part:
    """The plan for one platform. ``listed`` counts the accounts that are there; ``wished`` the people who are to have one. ``refusals`` can be
    overridden by approving the plan, what is ``forbidden`` cannot. ``fingerprint`` is a SHA-256 of what the plan rests on."""

    platform: str
    batch: Batch
    listed: int
    wished: int
    actions: list[Action] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    fingerprint: str = ""

    @property
    def store(self) -> Store:
        return self.batch.store

    @property
    def removals(self) -> list[Action]:
        return [action for action in self.actions if action.item.verb in ("disable", "delete")]

    def counts(self) -> dict[str, int]:
        verbs = [item.verb for item in self.batch.items]
        by_verb = {verb: verbs.count(verb) for verb in VERBS}
        requests = sum(one.requests for one in self.actions)
        return {"listed": self.listed, "wished": self.wished, **by_verb, "unchanged": verbs.count("none"), "requests": requests}

    def pending(self) -> list[dict[str, str]]:
        """Invites that nobody has accepted."""
        key = self.store.resource.key
        labels = [str(key.read(row, self.store.names)) for row in self.batch.rows if row.get("status") == "pending"]
        return [{"platform": self.platform, "person": label, "account": label} for label in sorted(labels)]

    def take_fingerprint(self) -> None:
        """What the plan for this platform rests on: for every account it looks at what is wanted, and what is there of that. Each gets
        a SHA-256 of its own, as the texts of ten thousand people would take some seventy megabytes."""
        self.fingerprint = _sha256(sorted(_sha256(self._essence(item)) for item in self.batch.items if item.intent is not None))

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


@dataclass(frozen=True)
class Book:
    """A roster that is checked as far as this goes without asking a platform."""

    wishes: tuple[Wish, ...]
    protect: tuple[str, ...]
    manage: Mapping[str, frozenset[str]]
    passwords: Mapping[str, str]

    def of(self, platform: str) -> list[Wish]:
        return [wish for wish in self.wishes if wish.platform == platform]

    def managed(self, platform: str, name: str) -> bool:
        return platform not in self.manage or name in self.manage[platform]


def digest(parts: Iterable[Part], failed: Iterable[str] = ()) -> str:
    """A SHA-256 that two plans share if and only if they want the same of the same live state; no order matters."""
    return _sha256({"platforms": {part.platform: part.fingerprint for part in parts}, "failed": sorted(failed)})


def _sha256(content: Any) -> str:
    return hashlib.sha256(_CANONICAL.encode(content).encode()).hexdigest()


def plan_platform(platform: str, connection: Connection, book: Book, params: Mapping[str, Any], check_mode: bool) -> Part:
    """Read a platform and decide about everybody on it. Raises Problems that tell everything that is wrong, before any write."""
    store = STORES[platform](connection, {"compare": params["compare"], "cut_off": True})
    rows = list(store.rows())
    drafts = _Drafts(store, platform, book, rows)
    for wish in book.of(platform):
        drafts.add(wish)
    try:
        batch = prepare(store, drafts.entries, {}, check_mode, rows)
    except Problems as problem:
        raise Problems(_told(platform, drafts.problems + problem.problems)) from None
    if drafts.problems:
        raise Problems(_told(platform, drafts.problems))
    if params["prune"] and book.managed(platform, ACCOUNTS):
        add_prunable(batch, drafts.kept(), check_mode)
    wished = sum(wish.when == PRESENT for wish in book.of(platform))
    part = Part(platform, batch, len(rows), wished, notes=[f"{platform}: {note}" for note in (*drafts.notes, *batch.notes, *store.remarks())])
    part.forbidden = _told(platform, _never(batch))
    part.actions = [_action(part, item, drafts) for item in batch.items if item.verb != "none"]
    part.notes += _unread(part)
    part.take_fingerprint()  # here, while other platforms are still being read
    return part


def _never(batch: Batch) -> list[str]:
    """What the platform's store refuses of everything taken together, whoever approves it."""
    try:
        batch.store.guard_together([(item.row, item.intent) for item in batch.items if item.intent is not None and item.verb != "none"])
    except Refused as problem:
        return [problem.message]
    return []


def _told(platform: str, problems: Iterable[str]) -> list[str]:
    return [f"{platform}: {problem}" for problem in problems]


class _Drafts:
    """Wishes as entries for the engine, with the accounts that people have without being named by their key."""

    def __init__(self, store: Store, platform: str, book: Book, rows: list[Row]):
        self.store, self.platform, self.book = store, platform, book
        self.key = store.resource.key
        self.email = next(one for one in store.resource.all_fields if one.name == "email")
        self.there: dict[Any, Row] = {self._index(row): row for row in rows}
        self.by_email: dict[str, list[str]] = {}
        for row in rows:
            self.by_email.setdefault(fold(str(self._email(row))), []).append(str(self.key.read(row, store.names)))
        fields = [one for one in store.resource.fields if book.managed(platform, one.name)]
        self.managed = {option for one in fields for option in one.option_names}
        self.entries: list[dict[str, Any]] = []
        self.people: dict[Any, Wish] = {}
        self.unwanted = {fold(wish.email) for wish in book.wishes}
        self.waiting: set[Any] = set()
        self.notes: list[str] = []
        self.problems: list[str] = []

    def _index(self, row: Row) -> Any:
        return self.key.index(self.key.read(row, self.store.names))

    def _email(self, row: Row) -> Any:
        value = self.email.read(row, self.store.names)
        return "" if value is OMITTED else value or ""

    def add(self, wish: Wish) -> None:
        keys = self._keys(wish)
        for key in keys:
            self.people[self.key.index(key)] = wish
        if wish.when == WAITING:
            self.waiting.update(map(self.key.index, keys))
        elif wish.when == ENDED:
            self._end(wish, [key for key in keys if self.key.index(key) in self.there])
        elif not keys:
            self.problems.append(f"{wish.email}: has no account there yet; to create one, give accounts.{self.platform}.{self.key.name}.")
        elif len(keys) > 1:
            option = f"accounts.{self.platform}.{self.key.name}"
            self.problems.append(f"{wish.email}: has {len(keys)} accounts there ({', '.join(sorted(keys))}); say which one with {option}.")
        else:
            self._want(wish, keys[0])

    def _keys(self, wish: Wish) -> list[str]:
        """The accounts that are meant: by the key where it is given, else those with the person's address; of leavers all of them."""
        given = wish.options.get(self.key.name) or (wish.email if self.store.resource.key_is_email else None)
        found = [] if given and wish.when == PRESENT else self.by_email.get(fold(wish.email), [])
        return list(dict.fromkeys([*([str(given)] if given else []), *found]))

    def _end(self, wish: Wish, keys: list[str]) -> None:
        if not keys:
            return
        if not self.book.managed(self.platform, ACCOUNTS):
            self.notes.append(f"{wish.email} has ended; the account is left to whoever manages accounts there.")
            return
        self.entries += [{self.key.name: key, "state": "absent"} for key in keys]

    def _want(self, wish: Wish, key: str) -> None:
        is_there = self.key.index(key) in self.there
        if not is_there and not self.book.managed(self.platform, ACCOUNTS):
            self.notes.append(f"{wish.email} has no account; creating it is left to whoever manages accounts there.")
            return
        entry = {name: value for name, value in wish.options.items() if not is_there or name in self.managed}
        if not is_there and any(one.secret for one in self.store.resource.fields) and fold(wish.email) in self.book.passwords:
            entry["password"] = self.book.passwords[fold(wish.email)]
        self.entries.append({**entry, self.key.name: key, "state": "present"})

    def kept(self) -> list[str]:
        """Who is never pruned: protected by key or by address, and those whose time has not begun."""
        protected = {fold(one) for one in self.book.protect}
        return [str(self.key.read(row, self.store.names)) for index, row in self.there.items()
                if index in self.waiting or fold(str(self.key.read(row, self.store.names))) in protected or fold(str(self._email(row))) in protected]

    def person_of(self, item: Item) -> tuple[str, str]:
        """Whose account it is, and why the plan has it."""
        wish = self.people.get(self.key.index(item.label))
        if wish is not None and not item.pruned:
            return wish.email, GONE if wish.when == ENDED else LISTED
        email = str(self._email(item.row)) if item.row is not None else ""
        return email or item.label, UNWANTED if fold(email) in self.unwanted else UNLISTED


def _action(part: Part, item: Item, drafts: _Drafts) -> Action:
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

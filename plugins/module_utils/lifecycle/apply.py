# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The task of the module roster: read, plan, guard, and carry out on all platforms side by side."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..engine.errors import BadInput, PeopleError, Refused, RequestFailed
from ..engine.fields import fold
from ..engine.many import Batch, Item, carry_out
from ..engine.protection import Protection
from ..engine.together import Connections
from ..platforms import registry
from . import calendar, plan_file, roster_file
from .drafts import ACCOUNTS, Book
from .guards import OPTIONS as GUARD_OPTIONS
from .guards import check_options, refusals, refusals_now
from .plan import Action, Part, Reading, Refusal, approval, digest, joined, plan_platform, read_platform
from .progress import Progress
from .roster import PRESENT, known_as, named_platforms, unused_profiles, wishes
from .values import as_list

OPTIONS: dict[str, dict[str, Any]] = {
    "people": {"type": "list", "elements": "dict"}, "profiles": {"type": "dict"}, "protect": {"type": "list", "elements": "str"},
    "manage": registry.lists_option(),
    "roster_file": {"type": "raw"}, "roster_secrets": {"type": "dict", "no_log": True}, "platforms": {"type": "list", "elements": "str"},
    **registry.password_options(), "prune": {"type": "bool", "default": False}, "expect": {"type": "str"}, "approve": {"type": "str"},
    "compare": {"type": "str", "choices": ["exact", "account_groups"], "default": "account_groups"},
    "access": {"type": "raw", "default": "exact"}, "remove_platforms": {"type": "str", "choices": ["none", "listed"], "default": "none"},
    "forbid_admin_for": {"type": "list", "elements": "str"}, "reinvite": {"type": "str", "choices": ["never", "changed"], "default": "never"},
    "move": {"type": "str", "choices": ["accepted", "at_once"], "default": "accepted"}, **calendar.OPTIONS, "today": {"type": "str"},
    "plan_file": {"type": "path"}, "progress_file": {"type": "path"}, **GUARD_OPTIONS, "admin_roles": registry.lists_option(),
}
# So many failures in a row that a platform cannot be talked to at all end the work on it.
GIVE_UP_AFTER = 3


def roster(connections: Connections, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Plan, and unless this is a prediction or a guard refuses, carry out. With ``msg`` in the result where anything failed."""
    check_options(params)
    given = _given(params)
    if params["prune"] and not given["people"]:
        raise Refused("The roster is empty, and prune would remove everybody.", "Nothing was changed. Name who has to stay.")
    platforms = _platforms(connections, given, params)
    day = calendar.planned_day(params, check_mode)
    book = _book(given, platforms, params, day)
    connections.open(platforms)
    with Progress(params.get("progress_file"), lambda: [f"{name}: reading, {connections.requests(name)} requests so far" for name in platforms]):
        earlier = plan_file.earlier(params.get("plan_file"))
        plan = make_plan(connections, book, params, check_mode, earlier)
    if params.get("plan_file"):
        plan_file.write(params["plan_file"], connections.secrets.masked(plan.shown()))
    problem = plan.problem(params.get("expect"), params.get("approve"), earlier)
    if problem is not None:
        return {**problem.result(), **plan.result(changed=False)}
    with Progress(params.get("progress_file"), plan.progress):
        apply(plan, connections, params, check_mode, earlier)
    return plan.outcome(check_mode)


def _platforms(connections: Connections, given: Mapping[str, Any], params: Mapping[str, Any]) -> list[str]:
    """The platforms that are meant: those of the option, else those that the roster names or there are credentials for, so that one that nobody
    has any more is not forgotten. Raises BadInput where there are none."""
    if params.get("platforms"):
        return list(dict.fromkeys(params["platforms"]))
    named = named_platforms(given["people"], given["profiles"])
    platforms = [name for name in registry.names() if name in {*named, *connections.given()}]
    if not platforms:
        raise BadInput("Neither the roster nor platforms names a platform, and there are credentials for none.",
                       "Nothing was changed. Say in platforms which ones are meant.")
    return platforms


# -- what is asked for -------------------------------------------------------------------------------------------------------------------------


def _given(params: Mapping[str, Any]) -> dict[str, Any]:
    """The roster of the file and of the options, one after the other. Raises BadInput."""
    found = roster_file.load(params["roster_file"], params.get("roster_secrets")) if params.get("roster_file") else {}
    for name, kind in (("people", list), ("profiles", dict), ("manage", dict)):
        if not isinstance(found.get(name) or kind(), kind):
            raise BadInput(f"{name} of roster_file has to be a {'list' if kind is list else 'dictionary'}.", "Nothing was changed.")
    people, own = found.get("people") or [], params.get("people") or []
    profiles = found.get("profiles") or {}
    twice = sorted(set(profiles) & set(map(str, params.get("profiles") or {})))
    if twice:
        raise BadInput(f"Both the file and the option profiles have {', '.join(twice)}.", "Nothing was changed. Name each profile once.")
    return {
        "people": [*people, *own], "profiles": {**profiles, **(params.get("profiles") or {})},
        "manage": {**(found.get("manage") or {}), **{name: fields for name, fields in (params.get("manage") or {}).items() if fields is not None}},
        "protect": [*as_list(found.get("protect"), "protect of roster_file"), *as_list(params.get("protect"), "protect")],
        "places": [*(found.get("places") or _numbered(people)), *_numbered(own)], "profile_places": found.get("profile_places") or {},
    }


def _numbered(people: list[Any]) -> list[str]:
    return [f"person {number}" for number in range(1, len(people) + 1)]


def _book(given: Mapping[str, Any], platforms: list[str], params: Mapping[str, Any], day: datetime.date) -> Book:
    """The roster, checked. Raises BadInput with everything that can be said without asking a platform."""
    problems, found = _manage_problems(given["manage"]), []
    access = _access(params.get("access"), problems)
    try:
        found = wishes(given["people"], given["profiles"], platforms, (), day, given["places"], given["profile_places"])
    except BadInput as problem:
        problems.insert(0, problem.message)
    if problems:
        raise BadInput(" ".join(problems), "Nothing was changed.")
    passwords = {
        name: {fold(str(email)): str(password) for email, password in (params.get(one.password_option) or {}).items()}
        for name, one in registry.platforms().items() if one.password_option
    }
    manage = {name: frozenset(fields) for name, fields in given["manage"].items()}
    unused = unused_profiles(given["people"], given["profiles"])
    notes = (f"Nobody has the profile {', '.join(unused)}.",) if unused else ()
    no_admin = Protection(as_list(params.get("forbid_admin_for"), "forbid_admin_for"))
    people = tuple(known_as(person) for person in given["people"])
    return Book(tuple(found), Protection(given["protect"]), people, manage, passwords, access, no_admin, day, params.get("timezone") or "UTC", notes)


def _access(given: Any, problems: list[str]) -> dict[str, str]:
    """How access is compared, by platform: of a text for all of them, or of a dictionary for those that it names."""
    by_platform = given if isinstance(given, Mapping) else dict.fromkeys(registry.names(), given or "exact")
    wrong = [f"{name}: {how}" for name, how in by_platform.items() if name not in registry.names() or how not in ("exact", "add")]
    if wrong:
        problems.append(f"access is {given!r}; it has to be exact or add, for all, or in a dictionary by platform ({', '.join(registry.names())}).")
    return {str(name): str(how) for name, how in by_platform.items()}


def _manage_problems(manage: Mapping[str, Any]) -> list[str]:
    problems = []
    for platform, fields in manage.items():
        if platform not in registry.names():
            problems.append(f"manage: unknown platform '{platform}' (known: {', '.join(registry.names())}).")
            continue
        known = [ACCOUNTS, *(one.name for one in registry.resource(platform).fields)]
        wrong = [str(name) for name in fields if name not in known] if isinstance(fields, list) else [f"no list: {fields!r}"]
        if wrong:
            problems.append(f"manage.{platform}: unknown {', '.join(wrong)} (known: {', '.join(known)}).")
    return problems


# -- the plan of all platforms -------------------------------------------------------------------------------------------------------------------


@dataclass
class Plan:
    """The plan of all platforms. ``failures`` are platforms that could not be read; the others are planned all the same. ``owed`` tells by
    person what could not be looked at of what the person is to have. ``approval`` is the digest of the plan with its refusals."""

    parts: dict[str, Part]
    failures: dict[str, PeopleError]
    digest: str
    book: Book
    approval: str = ""
    owed: dict[str, str] = field(default_factory=dict)
    stopped: dict[str, PeopleError] = field(default_factory=dict)
    held: list[Refusal] = field(default_factory=list)

    @property
    def actions(self) -> list[Action]:
        """In the order in which they are carried out: what takes nothing away, what gives and takes, what only takes."""
        found = [action for part in self.parts.values() for action in part.actions]
        return sorted(found, key=lambda one: (one.stage, registry.names().index(one.platform), fold(one.person), one.item.label))

    @property
    def refused(self) -> list[Refusal]:
        """What the guards have against the plan, and an approval can override."""
        return [one for part in self.parts.values() for one in part.refusals]

    @property
    def refusals(self) -> list[str]:
        return [text for part in self.parts.values() for text in (*part.forbidden, *(one.text for one in part.refusals))]

    def progress(self) -> list[str]:
        """A line for each platform on which there is something to do."""
        lines = []
        for name, part in self.parts.items():
            statuses = [action.status for action in part.actions]
            failed = f", {statuses.count('failed')} failed" if "failed" in statuses else ""
            if statuses:
                lines.append(f"{name}: {statuses.count('done')} of {len(statuses)} actions done{failed}")
        return lines

    def shown(self) -> dict[str, Any]:
        """The plan as a result and as a file have it."""
        return {
            "digest": self.digest, "approval": self.approval, "actions": [action.row() for action in self.actions],
            "counts": {name: part.counts() for name, part in self.parts.items()}, "refusals": self.refusals,
            "kept": [one.row() for part in self.parts.values() for one in part.kept],
            "pending": [one for part in self.parts.values() for one in part.pending()],
            "unreadable": {name: problem.result()["msg"] for name, problem in self.failures.items()},
            "notes": [*self.book.notes, *(note for part in self.parts.values() for note in part.notes)],
            "upcoming": [one for part in self.parts.values() for one in part.upcoming],
            "day": str(self.book.day), "timezone": self.book.timezone,
        }

    def problem(self, expect: str | None, approve: str | None, earlier: Mapping[str, Any]) -> PeopleError | None:
        """Why nothing is to be done: the plan is not the one that was expected or approved, or guards refuse one that nobody has approved."""
        if expect is not None and expect != self.digest:
            return self._moved("expect", expect, self.digest, earlier)
        if approve is not None and approve != self.approval:
            return self._moved("approve", approve, self.approval, earlier)
        forbidden = [one for part in self.parts.values() for one in part.forbidden]
        if forbidden:
            return Refused(f"Refused: {' '.join(self.refusals if approve is None else forbidden)}", "Nothing was changed. No approval can override this.")
        if approve is None and self.refusals:
            return Refused(f"Refused: {' '.join(self.refusals)}",
                           f"Nothing was changed. If exactly this plan is meant in spite of this, run again with approve: {self.approval}.")
        return None

    def _moved(self, option: str, given: str, own: str, earlier: Mapping[str, Any]) -> Refused:
        known = plan_file.moved(earlier, self.shown()) if given in (earlier.get("digest"), earlier.get("approval")) else []
        what = f" What has changed: {'; '.join(known[:20])}{'; …' if len(known) > 20 else ''}." if known else ""
        against = f" The guards have against the new plan: {' '.join(self.refusals)}" if self.refusals else ""
        words = f"The plan is not the one that was {'expected' if option == 'expect' else 'approved'} ({given})"
        if given in (self.digest, self.approval):
            other = "digest" if option == "approve" else "approval"
            return Refused(f"{words}: this is the {other} of the plan, which {option} does not take.{against}",
                           f"Nothing was changed. Look at the plan, and give {option}: {own} if it is meant.")
        return Refused(f"{words}: the roster, what is there or what the guards say has changed.{what}{against}",
                       f"Nothing was changed. Look at the new plan, and give {option}: {own} if it is meant.")

    def result(self, changed: bool) -> dict[str, Any]:
        actions = self.actions
        return {
            "changed": changed, "action": "applied" if changed else "none", "plan": self.shown(), "digest": self.digest, "approval": self.approval,
            "diff": {"before_header": "access", "after_header": "access", "before": _tree(actions, "before"), "after": _tree(actions, "after")},
        }

    def outcome(self, check_mode: bool) -> dict[str, Any]:
        """The result after everything was carried out, or predicted."""
        actions = self.actions
        done = [one for one in actions if one.status in ("done", "planned")]
        halfway = any(one.item.failure is not None and one.item.failure.changed for one in actions)
        result = self.result(changed=bool(done) or halfway)
        # not at the top, where failed is Ansible's own word
        result["outcome"] = {
            name.replace(" ", "_"): [f"{one.item.verb} {one.item.label} on {one.platform}" for one in actions if one.status == name]
            for name in ("done", "failed", "not tried")
        }
        result["warnings"] = [f"{one.item.label}: {text}" for one in actions if one.item.outcome is not None for text in one.item.outcome.warnings]
        words = self._failures(actions)
        return {**result, "msg": words} if words else result

    def _failures(self, actions: list[Action]) -> str:
        words = [f"{name} could not be read: {problem.message}" for name, problem in self.failures.items()]
        words += [f"{name} was given up: {problem.message}" for name, problem in self.stopped.items()]
        if self.held:
            words.append(f"Before the first removal the guards were asked again and refuse what nobody has approved: {' '.join(one.text for one in self.held)} "
                         "What takes access away there was held back, the rest is done.")
        failed = [one for one in actions if one.status == "failed"]
        if failed:
            words.append(f"{len(failed)} of {len(actions)} actions failed, the first is {failed[0].item.label} on {failed[0].platform}: {failed[0].message}")
        left = sum(one.status == "not tried" for one in actions)
        if left:
            words.append(f"{left} were not tried.")
        statuses = {one.status for one in actions}
        rest = "The rest is done; run" if "done" in statuses else "The rest would be done; run" if "planned" in statuses else "Run"
        return f"{' '.join(words)} {rest} again when the cause is gone." if words else ""


def make_plan(connections: Connections, book: Book, params: Mapping[str, Any], check_mode: bool, earlier: Mapping[str, Any]) -> Plan:
    """Read all platforms side by side, find out whom protect means, and decide. Raises BadInput with everything that is wrong on any of them."""
    readings, failures = connections.each(lambda name, connection: read_platform(name, connection, book, params["compare"]))
    book, notes, unsure = _protected(connections, book, params, readings)
    parts, undecided = connections.each(lambda name, connection: plan_platform(name, readings[name], book, params, check_mode), readings)
    failures.update(undecided)
    wrong = joined(failures)
    if wrong is not None:
        raise wrong
    if not parts:
        raise PeopleError(" ".join(problem.message for problem in failures.values()), next(iter(failures.values())).hint)
    counts = earlier.get("counts") or {}
    found, unguarded = connections.each(lambda name, connection: refusals(parts[name], connection, params, counts.get(name)), parts)
    for name, texts in found.items():
        parts[name].refusals = texts
    for name in unguarded:  # without its guards a platform is left alone
        del parts[name]
    failures.update(unguarded)
    plan = Plan(parts, failures, digest(parts.values(), failures), replace(book, notes=(*book.notes, *notes)))
    plan.approval = approval(plan.digest, plan.refused)
    plan.owed = {fold(wish.email): f"{wish.platform} could not be read, where this person is to have access"
                 for wish in book.wishes if wish.platform in failures and wish.when == PRESENT}
    if unsure:
        plan.owed.update((fold(action.person), unsure) for action in plan.actions)
    return plan


def _protected(connections: Connections, book: Book, params: Mapping[str, Any], readings: Mapping[str, Reading]) -> tuple[Book, list[str], str]:
    """The roster with everybody whom protect means, on all platforms together; notes on entries that mean nobody; and where it cannot be said
    whom an entry means, why nothing may be taken from anybody.

    An entry that means nobody here may be the name of an account elsewhere: the platforms whose accounts have names are read for it."""
    if not book.protection:
        return book, [], ""
    persons = [*book.people, *(names for reading in readings.values() for names in reading.known_as())]
    protection = book.protection.closed_over(persons)
    lacking = [name for name in registry.names() if not registry.resource(name).key_is_email and name not in readings] if protection.unmatched() else []
    asked = [name for name in lacking if name in connections.given()]
    connections.open(name for name in asked if name not in connections.opened)
    more, failures = connections.each(lambda name, connection: read_platform(name, connection, book, params["compare"]), asked)
    protection = protection.closed_over([*persons, *(names for reading in more.values() for names in reading.known_as())])
    unmatched = protection.unmatched()
    notes = [f"protect: {entry} means no account and nobody in the roster." for entry in unmatched]
    notes += [f"protect: {name} was not asked whom this may mean, as there are no credentials for it." for name in lacking
              if unmatched and name not in asked]
    unsure = f"{' and '.join(failures)} could not be read, so whom {', '.join(unmatched)} in protect means is not known" if unmatched and failures else ""
    return replace(book, protection=protection), notes, unsure


def _tree(actions: Iterable[Action], side: str) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for action in actions:
        tree.setdefault(action.platform, {})[action.item.label] = getattr(action, side)
    return tree


# -- carrying it out -----------------------------------------------------------------------------------------------------------------------------


def apply(plan: Plan, connections: Connections, params: Mapping[str, Any], check_mode: bool, earlier: Mapping[str, Any]) -> None:
    """First everything that takes nothing away, on all platforms side by side, then what gives and takes, then what only takes: who moves is
    never without. From somebody to whom something could not be given, nothing is taken. Before the first removal the guards are asked again."""
    stages = [[action for action in plan.actions if action.stage == stage] for stage in (0, 1, 2)]
    _carry_out(plan, connections, stages[0])
    _hold_back(plan, [*stages[1], *stages[2]])
    if not check_mode:
        _ask_again(plan, connections, params, [action for action in (*stages[1], *stages[2]) if action.status == "planned"], earlier)
    for stage in stages[1:]:
        _hold_back(plan, stage)
        _carry_out(plan, connections, [action for action in stage if action.status == "planned"])


def _hold_back(plan: Plan, actions: list[Action]) -> None:
    """From somebody to whom something could not be given, or for whom it could not be looked at, nothing is taken."""
    short = {fold(action.person) for action in plan.actions if action.stage < 2 and action.status in ("failed", "not tried")}
    for action in actions:
        why = plan.owed.get(fold(action.person)) or ("something else could not be given to this person" if fold(action.person) in short else "")
        if why and action.status == "planned":
            action.status, action.message = "not tried", why


def _ask_again(plan: Plan, connections: Connections, params: Mapping[str, Any], losing: list[Action], earlier: Mapping[str, Any]) -> None:
    """Ask the guards of each platform on which something is taken about the state of now. A refusal that is no worse than one that the approver
    saw is covered; any other holds back everything that takes access away there."""
    counts = earlier.get("counts") or {}

    def one(name: str, connection: Any) -> list[Refusal]:
        part = plan.parts[name]
        rows = list(part.store.rows())
        _protect_again(part, rows, [action for action in losing if action.platform == name])
        before = max(part.listed, int((counts.get(name) or {}).get("existing") or 0))
        return refusals_now(part, connection, params, {"existing": before}, rows)

    names = [name for name in plan.parts if name not in plan.stopped and any(action.platform == name for action in losing)]
    found, failures = connections.each(one, names)
    plan.stopped.update(failures)
    for name, refused in found.items():
        new = [refusal for refusal in refused if not any(known.covers(refusal) for known in plan.parts[name].refusals)]
        plan.held += new
        for action in losing:
            if new and action.platform == name:
                action.status, action.message = "not tried", f"held back: {' '.join(refusal.words for refusal in new)}"


def _protect_again(part: Part, rows: Iterable[Any], losing: Iterable[Action]) -> None:
    """Whoever has become somebody protected since the plan was made, by a change of address, is left alone."""
    store = part.store
    store.protection = store.protection.closed_over(map(store.known_as, rows))
    for action in losing:
        entry = store.protection.entry(*store.known_as(action.item.row)) if action.item.row is not None else ""
        if entry:
            action.status, action.message = "not tried", f"{action.item.label} is in protect by now ({entry})"


def _carry_out(plan: Plan, connections: Connections, actions: list[Action]) -> None:
    by_item = {id(action.item): action for action in actions}

    def one(name: str, connection: Any) -> None:
        items = [action.item for action in actions if action.platform == name]
        carry_out(Batch(plan.parts[name].store, items, []), _Watch(by_item))

    names = [name for name in plan.parts if name not in plan.stopped and any(action.platform == name for action in actions)]
    _results, stopped = connections.each(one, names)
    plan.stopped.update(stopped)
    for action in actions:
        _settle_status(action)


def _settle_status(action: Action) -> None:
    """The status of an action is what came of its own item."""
    item = action.item
    if item.failure is not None:
        action.status, action.message = "failed", item.failure.result()["msg"]
    elif item.outcome is None:
        action.status = "not tried"
    else:
        action.status = "planned" if item.request.check_mode else "done"


class _Watch:
    """Keeps the status of each action, and gives a platform up that cannot be talked to."""

    def __init__(self, actions: Mapping[int, Action]):
        self.actions = actions
        self.in_a_row = 0

    def __call__(self, items: list[Item]) -> None:
        for item in items:
            _settle_status(self.actions[id(item)])
            self.in_a_row = self.in_a_row + 1 if item.failure is not None and _is_out_of_reach(item.failure) else 0
        last = items[-1].failure if items else None
        if last is not None and self.in_a_row >= GIVE_UP_AFTER:
            raise last


def _is_out_of_reach(failure: PeopleError) -> bool:
    return isinstance(failure, RequestFailed) and (failure.status is None or failure.status in (401, 403, 429) or failure.status >= 500)

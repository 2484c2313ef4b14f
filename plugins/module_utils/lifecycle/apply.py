# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The task of the module roster: read, plan, guard, and carry out on all platforms side by side."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..engine.errors import BadInput, PeopleError, Refused, RequestFailed
from ..engine.fields import fold
from ..engine.many import Batch, Item, carry_out
from ..engine.together import Connections
from . import calendar, plan_file, roster_file
from .drafts import ACCOUNTS, Book
from .guards import OPTIONS as GUARD_OPTIONS
from .guards import refusals
from .plan import Action, Part, digest, joined, plan_platform
from .platforms import ADMIN_ROLES_OPTION, PROVIDERS, RESOURCES
from .progress import Progress
from .roster import PRESENT, named_platforms, unused_profiles, wishes

OPTIONS: dict[str, dict[str, Any]] = {
    "people": {"type": "list", "elements": "dict"}, "profiles": {"type": "dict"}, "protect": {"type": "list", "elements": "str"},
    "manage": {"type": "dict", "options": {name: {"type": "list", "elements": "str"} for name in PROVIDERS}},
    "roster_file": {"type": "raw"}, "roster_secrets": {"type": "dict", "no_log": True}, "platforms": {"type": "list", "elements": "str"},
    "tsna_passwords": {"type": "dict", "no_log": True}, "prune": {"type": "bool", "default": False}, "approve": {"type": "str"},
    "compare": {"type": "str", "choices": ["exact", "account_groups"], "default": "account_groups"},
    "access": {"type": "raw", "default": "exact"}, "remove_platforms": {"type": "str", "choices": ["none", "listed"], "default": "none"},
    "reinvite": {"type": "str", "choices": ["never", "changed"], "default": "never"},
    "move": {"type": "str", "choices": ["accepted", "at_once"], "default": "accepted"}, **calendar.OPTIONS, "today": {"type": "str"},
    "plan_file": {"type": "path"}, "progress_file": {"type": "path"}, **GUARD_OPTIONS, "admin_roles": ADMIN_ROLES_OPTION,
}
# So many failures in a row that a platform cannot be talked to at all end the work on it.
GIVE_UP_AFTER = 3


def roster(connections: Connections, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Plan, and unless this is a prediction or a guard refuses, carry out. With ``msg`` in the result where anything failed."""
    given = _given(params)
    platforms = list(dict.fromkeys(params.get("platforms") or named_platforms(given["people"], given["profiles"])))
    if params["prune"] and not given["people"]:
        raise Refused("The roster is empty, and prune would remove everybody.", "Nothing was changed. Name who has to stay.")
    if not platforms:
        raise BadInput("Neither the roster nor platforms names a platform.", "Nothing was changed. Say in platforms which ones are meant.")
    day = calendar.planned_day(params, check_mode)
    book = _book(given, platforms, params, day)
    if params["prune"]:
        _check_prune(book, platforms)
    connections.open(platforms)
    with Progress(params.get("progress_file"), lambda: [f"{name}: reading, {connections.requests(name)} requests so far" for name in platforms]):
        earlier = plan_file.earlier(params.get("plan_file"))
        plan = make_plan(connections, book, params, check_mode, earlier)
    if params.get("plan_file"):
        plan_file.write(params["plan_file"], plan.shown())
    problem = plan.problem(params.get("approve"), earlier)
    if problem is not None:
        return {**problem.result(), **plan.result(changed=False)}
    with Progress(params.get("progress_file"), plan.progress):
        apply(plan, connections)
    return plan.outcome(check_mode)


# -- what is asked for -------------------------------------------------------------------------------------------------------------------------


def _given(params: Mapping[str, Any]) -> dict[str, Any]:
    """The roster of the file and of the options, one after the other. Raises BadInput."""
    found = roster_file.load(params["roster_file"], params.get("roster_secrets")) if params.get("roster_file") else {}
    for name, kind in (("people", list), ("protect", list), ("profiles", dict), ("manage", dict)):
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
        "protect": [*(found.get("protect") or ()), *(params.get("protect") or ())],
        "places": [*(found.get("places") or _numbered(people)), *_numbered(own)], "profile_places": found.get("profile_places") or {},
    }


def _numbered(people: list[Any]) -> list[str]:
    return [f"person {number}" for number in range(1, len(people) + 1)]


def _book(given: Mapping[str, Any], platforms: list[str], params: Mapping[str, Any], day: datetime.date) -> Book:
    """The roster, checked. Raises BadInput with everything that can be said without asking a platform."""
    problems, found = _manage_problems(given["manage"]), []
    access = _access(params.get("access"), problems)
    try:
        found = wishes(given["people"], given["profiles"], platforms, given["protect"], day, given["places"], given["profile_places"])
    except BadInput as problem:
        problems.insert(0, problem.message)
    if problems:
        raise BadInput(" ".join(problems), "Nothing was changed.")
    passwords = {fold(str(email)): str(password) for email, password in (params.get("tsna_passwords") or {}).items()}
    manage = {name: frozenset(fields) for name, fields in given["manage"].items()}
    unused = unused_profiles(given["people"], given["profiles"])
    notes = (f"Nobody has the profile {', '.join(unused)}.",) if unused else ()
    return Book(tuple(found), tuple(map(str, given["protect"])), manage, passwords, access, day, params.get("timezone") or "UTC", notes)


def _access(given: Any, problems: list[str]) -> dict[str, str]:
    """How access is compared, by platform: of a text for all of them, or of a dictionary for those that it names."""
    by_platform = given if isinstance(given, Mapping) else dict.fromkeys(RESOURCES, given or "exact")
    wrong = [f"{name}: {how}" for name, how in by_platform.items() if name not in RESOURCES or how not in ("exact", "add")]
    if wrong:
        problems.append(f"access is {given!r}; it has to be exact or add, for all, or in a dictionary by platform ({', '.join(RESOURCES)}).")
    return {str(name): str(how) for name, how in by_platform.items()}


def _manage_problems(manage: Mapping[str, Any]) -> list[str]:
    problems = []
    for platform, fields in manage.items():
        if platform not in RESOURCES:
            problems.append(f"manage: unknown platform '{platform}' (known: {', '.join(RESOURCES)}).")
            continue
        known = [ACCOUNTS, *(one.name for one in RESOURCES[platform].fields)]
        wrong = [str(name) for name in fields if name not in known] if isinstance(fields, list) else [f"no list: {fields!r}"]
        if wrong:
            problems.append(f"manage.{platform}: unknown {', '.join(wrong)} (known: {', '.join(known)}).")
    return problems


def _check_prune(book: Book, platforms: Iterable[str]) -> None:
    nobody = [name for name in platforms if book.managed(name, ACCOUNTS) and not any(wish.when == PRESENT for wish in book.of(name))]
    if nobody:
        raise Refused(
            f"Nobody in the roster is to have an account on {' and '.join(nobody)}, and prune would remove everybody there.",
            "Nothing was changed. Name the platforms that are meant in platforms.",
        )


# -- the plan of all platforms -------------------------------------------------------------------------------------------------------------------


@dataclass
class Plan:
    """The plan of all platforms. ``failures`` are platforms that could not be read; the others are planned all the same."""

    parts: dict[str, Part]
    failures: dict[str, PeopleError]
    digest: str
    book: Book
    stopped: dict[str, PeopleError] = field(default_factory=dict)

    @property
    def actions(self) -> list[Action]:
        """In the order in which they are carried out: what gives first, then what only takes away."""
        found = [action for part in self.parts.values() for action in part.actions]
        return sorted(found, key=lambda one: (one.takes, list(RESOURCES).index(one.platform), fold(one.person), one.item.label))

    @property
    def refusals(self) -> list[str]:
        return [one for part in self.parts.values() for one in (*part.forbidden, *part.refusals)]

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
            "digest": self.digest, "actions": [action.row() for action in self.actions],
            "counts": {name: part.counts() for name, part in self.parts.items()}, "refusals": self.refusals,
            "pending": [one for part in self.parts.values() for one in part.pending()],
            "unreadable": {name: problem.result()["msg"] for name, problem in self.failures.items()},
            "notes": [*self.book.notes, *(note for part in self.parts.values() for note in part.notes)],
            "upcoming": [one for part in self.parts.values() for one in part.upcoming],
            "day": str(self.book.day), "timezone": self.book.timezone,
        }

    def problem(self, approve: str | None, earlier: Mapping[str, Any]) -> PeopleError | None:
        """Why nothing is to be done: the plan is not the one that was approved, or guards refuse one that nobody has approved."""
        if approve is not None and approve != self.digest:
            known = plan_file.moved(earlier, self.shown()) if earlier.get("digest") == approve else []
            what = f" What moved: {'; '.join(known[:20])}{'; …' if len(known) > 20 else ''}." if known else ""
            return Refused(f"The plan is not the one that was approved ({approve}): the roster or what is there has moved.{what}",
                           f"Nothing was changed. Look at the new plan, and approve it with {self.digest}.")
        forbidden = [one for part in self.parts.values() for one in part.forbidden]
        if forbidden:
            return Refused(f"Refused: {' '.join(self.refusals if approve is None else forbidden)}", "Nothing was changed. No approval can override this.")
        if approve is None and self.refusals:
            return Refused(f"Refused: {' '.join(self.refusals)}",
                           f"Nothing was changed. If exactly this plan is meant, run again with approve: {self.digest}.")
        return None

    def result(self, changed: bool) -> dict[str, Any]:
        actions = self.actions
        return {
            "changed": changed, "action": "applied" if changed else "none", "plan": self.shown(), "digest": self.digest,
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
        failed = [one for one in actions if one.status == "failed"]
        if failed:
            words.append(f"{len(failed)} of {len(actions)} actions failed, the first is {failed[0].item.label} on {failed[0].platform}: {failed[0].message}")
        left = sum(one.status == "not tried" for one in actions)
        if left:
            words.append(f"{left} were not tried.")
        return f"{' '.join(words)} The rest is done; run again when the cause is gone." if words else ""


def make_plan(connections: Connections, book: Book, params: Mapping[str, Any], check_mode: bool, earlier: Mapping[str, Any]) -> Plan:
    """Read all platforms side by side and decide. Raises BadInput with everything that is wrong on any of them."""
    parts, failures = connections.each(lambda name, connection: plan_platform(name, connection, book, params, check_mode))
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
    return Plan(parts, failures, digest(parts.values(), failures), book)


def _tree(actions: Iterable[Action], side: str) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for action in actions:
        tree.setdefault(action.platform, {})[action.item.label] = getattr(action, side)
    return tree


# -- carrying it out -----------------------------------------------------------------------------------------------------------------------------


def apply(plan: Plan, connections: Connections) -> None:
    """First everything that gives access, on all platforms side by side, then what only takes it away: who moves is never without.
    From somebody to whom something could not be given, nothing is taken."""
    _carry_out(plan, connections, [action for action in plan.actions if not action.takes])
    short = {fold(action.person) for action in plan.actions if action.status in ("failed", "not tried")}
    rest = [action for action in plan.actions if action.takes]
    for action in rest:
        if fold(action.person) in short:
            action.status, action.message = "not tried", "something else could not be given to this person"
    _carry_out(plan, connections, [action for action in rest if action.status == "planned"])


def _carry_out(plan: Plan, connections: Connections, actions: list[Action]) -> None:
    by_item = {id(action.item): action for action in actions}

    def one(name: str, connection: Any) -> None:
        items = [action.item for action in actions if action.platform == name]
        carry_out(Batch(plan.parts[name].store, items, []), _Watch(by_item))

    names = [name for name in plan.parts if name not in plan.stopped and any(action.platform == name for action in actions)]
    _results, stopped = connections.each(one, names)
    plan.stopped.update(stopped)
    for action in actions:
        if action.item.outcome is None and action.item.failure is None:
            action.status = "not tried"


class _Watch:
    """Keeps the status of each action, and gives a platform up that cannot be talked to."""

    def __init__(self, actions: Mapping[int, Action]):
        self.actions = actions
        self.in_a_row = 0

    def __call__(self, item: Item) -> None:
        action = self.actions[id(item)]
        if item.failure is None:
            self.in_a_row = 0
            action.status = "planned" if item.request.check_mode else "done"
            return
        action.status, action.message = "failed", item.failure.result()["msg"]
        self.in_a_row = self.in_a_row + 1 if _is_out_of_reach(item.failure) else 0
        if self.in_a_row >= GIVE_UP_AFTER:
            raise item.failure


def _is_out_of_reach(failure: PeopleError) -> bool:
    return isinstance(failure, RequestFailed) and (failure.status is None or failure.status in (401, 403, 429) or failure.status >= 500)

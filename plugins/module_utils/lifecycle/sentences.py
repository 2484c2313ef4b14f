# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""A plan in sentences: what happens to each person, and to each account. All forms of a plan show these sentences.

They are made from the rows of ``Action.row``. ``ACTIONS`` has the words for each action.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from sys import intern
from typing import Any

from ..engine.folding import fold
from ..engine.text import plain
from ..platforms import registry

# What happens to a person as a whole, in the order of a plan, with the titles of the sections of a plan.
JOINS, MOVES, GETS, LOSES, CHANGES, LEAVES = "joins", "moves", "gets", "loses", "changes", "leaves"
TITLES = {JOINS: "Join", MOVES: "Move", GETS: "Get more access", LOSES: "Lose access", CHANGES: "Change", LEAVES: "Leave"}
LEAVING = {"ended": "", "not in the roster": ", not in the roster"}  # the reasons of actions on the accounts of somebody who leaves
OPENS, ALTERS, CLOSES = "opens", "alters", "closes"
PERSON_FIELDS = ("email", "name", "first_name", "last_name")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Words:
    """The words for an action: whether it ``OPENS``, ``ALTERS`` or ``CLOSES`` an account, what is done to the account, and a remark."""

    effect: str
    done: str
    remark: str = ""


ACTIONS = {
    "created": Words(OPENS, "created"), "invited": Words(OPENS, "invited", "by invite"), "reinvited": Words(ALTERS, "changed", "by a new invite"),
    "updated": Words(ALTERS, "changed"), "disabled": Words(CLOSES, "disabled"), "revoked": Words(CLOSES, "stripped of all access"),
    "deleted": Words(CLOSES, "removed"),
}


def words_of(action: Row) -> Words:
    """Return the words for an action. A change that disables an account closes it, however it was asked for."""
    if action["action"] == "updated" and _becomes(action, False):
        return ACTIONS["disabled"]
    return ACTIONS.get(action["action"]) or Words(ALTERS, str(action["action"]))


def _becomes(action: Row, enabled: bool) -> bool:
    """Return whether an action enables or disables an account."""
    before, after = action.get("before") or {}, action.get("after") or {}
    return after.get("enabled") is enabled and before.get("enabled") is not enabled


# -- accounts --------------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """What an action changes: access that it adds and removes, other changes, and remarks on administrative access."""

    added: Sequence[str]
    removed: Sequence[str]
    others: Sequence[str]
    admin: str


def difference(action: Row) -> Difference:
    """Return what an action changes, in words."""
    platform = registry.platform(action["platform"])
    access = [field.name for field in platform.resource.access_fields]
    before, after = action.get("before") or {}, action.get("after") or {}
    held, given = ([text for name in access for text in platform.grant_texts(name, values.get(name))] for values in (before, after))
    effect = words_of(action).effect
    told = {*access, "enabled"} if effect == CLOSES else {*access}
    names = [name for name in after if name not in told and before.get(name) != after[name]] if effect != OPENS else []
    others = [_change(name, before.get(name), after[name]) for name in names]
    return Difference([text for text in given if text not in held], [text for text in held if text not in given], others, _admin(action))


def _admin(action: Row) -> str:
    if action.get("admin_grants"):
        return f"ADMIN: {', '.join(action['admin_grants'])}"
    if not action.get("admin"):
        return ""
    return "ADMIN: again" if _becomes(action, True) else "ADMIN: no longer"


def _change(name: str, old: Any, new: Any) -> str:
    if name == "enabled":
        return "account enabled" if new else "account disabled"
    return f"{name.replace('_', ' ')} {plain(old)} → {plain(new)}"


def account_text(action: Row) -> str:
    """Return what happens to one account, without its platform, as in ``loses Support desk; gets Network``."""
    words, found = words_of(action), difference(action)
    if words.effect == OPENS:
        text = ", ".join(found.added) or "no role"
    elif words.effect == CLOSES:
        text = f"account {words.done}{_later(action)}{_reason(action)}" + (f", loses {', '.join(found.removed)}" if found.removed else "")
        text = "; ".join([text, *found.others])
    else:
        parts = [f"loses {', '.join(found.removed)}"] if found.removed else []
        parts += [f"gets {', '.join(found.added)}"] if found.added else []
        text = "; ".join([*parts, *found.others]) or words.done
    return text + (f" ({words.remark})" if words.remark else "") + (f" [{found.admin}]" if found.admin else "")


def _reason(action: Row) -> str:
    """Return why an account is closed, unless the person leaves."""
    reason = str(action.get("reason") or "")
    return "" if reason in ("", "ended", "in the roster", "more than the roster gives") else f", {reason}"


def _later(action: Row) -> str:
    """Return when an account that is kept for now is removed."""
    return f", to be removed on {action['remove_on']}" if action.get("remove_on") else ""


# -- people ----------------------------------------------------------------------------------------------------------------------------------


def people_of(actions: Iterable[Row], members: Collection[str] = frozenset()) -> list[dict[str, Any]]:
    """Return the people of actions as ``{person, name, change, details}``, in the order of a plan.

    ``details`` are the parts of the sentence that begins with the name and ``change``. ``members`` are the folded addresses of people who have accounts.
    """
    found: dict[str, list[Row]] = {}
    for action in actions:
        found.setdefault(fold(str(action["person"])), []).append(action)
    people = [_person(own, known in members) for known, own in found.items()]
    order = list(TITLES)
    return sorted(people, key=lambda person: (order.index(person["change"]), fold(person["name"] or person["person"]), person["person"]))


def _person(actions: list[Row], is_member: bool) -> dict[str, Any]:
    ordered = sorted(actions, key=lambda action: registry.names().index(action["platform"]))
    change = _kind(ordered, is_member)
    name = next((action["name"] for action in ordered if action.get("name")), "")
    details = {JOINS: _joins, LEAVES: _leaves}.get(change, _differs)(ordered)
    return {"person": actions[0]["person"], "name": name, "change": change, "details": details}


def _kind(actions: list[Row], is_member: bool) -> str:
    effects = {words_of(action).effect for action in actions}
    if effects == {OPENS} and not is_member:
        return JOINS
    if effects == {CLOSES} and all(action.get("reason") in LEAVING for action in actions):
        return LEAVES
    differences = [difference(action) for action in actions]
    added = any(found.added for found in differences) or OPENS in effects
    removed = any(found.removed for found in differences) or CLOSES in effects
    return MOVES if added and removed else GETS if added else LOSES if removed else CHANGES


def _titled(action: Row, text: str) -> str:
    return f"{registry.title(action['platform'])} {text}"


def _joins(actions: list[Row]) -> list[str]:
    return [intern(_titled(action, account_text(action))) for action in actions]


def _leaves(actions: list[Row]) -> list[str]:
    done: dict[str, list[str]] = {}
    for action in actions:
        done.setdefault(f"{words_of(action).done}{_later(action)}", []).append(registry.title(action["platform"]))
    parts = [f"{_accounts(len(titles))} {word} ({', '.join(titles)})" for word, titles in done.items()]
    reasons = dict.fromkeys(LEAVING[action["reason"]] for action in actions)
    admin = dict.fromkeys(f" [{found}]" for found in map(_admin, actions) if found)
    return [", ".join(parts) + "".join(reasons) + "".join(admin)]


def _differs(actions: list[Row]) -> list[str]:
    """Return what somebody loses, gets and what else changes, in this order, on all platforms."""
    loses, gets, others = [], [], []
    for action in actions:
        words, found = words_of(action), difference(action)
        remark = (f" ({words.remark})" if words.remark else "") + (f" [{found.admin}]" if found.admin else "")
        if words.effect == CLOSES:
            loses.append(_titled(action, f"account ({words.done}{_reason(action)})") + remark)
            others += [_titled(action, "; ".join(found.others))] if found.others else []
        elif words.effect == OPENS:
            gets.append(_titled(action, account_text(action)))
        else:
            loses += [_titled(action, ", ".join(found.removed)) + ("" if found.added else remark)] if found.removed else []
            gets += [_titled(action, ", ".join(found.added)) + remark] if found.added else []
            others += [_titled(action, "; ".join(found.others) or words.done) + ("" if found.added or found.removed else remark)] \
                if found.others or not (found.added or found.removed) else []
    told = [(word, texts) for word, texts in (("loses", loses), ("gets", gets), ("changes", others)) if texts]
    return told[0][1] if len(told) == 1 else [f"{word} {'; '.join(texts)}" for word, texts in told]


def text_of(person: Row) -> str:
    """Return the details of a person as one text."""
    return "; ".join(person["details"])


def _accounts(count: int) -> str:
    return f"{count} account{'' if count == 1 else 's'}"


def numbers(people: Iterable[Row]) -> dict[str, int]:
    """Return the number of people by change, in the order of a plan."""
    counted = Counter(person["change"] for person in people)
    return {change: counted[change] for change in TITLES if counted[change]}


# -- other lines -----------------------------------------------------------------------------------------------------------------------------


def digests(plan: Row) -> list[tuple[str, str]]:
    """Return the digest and the approval of a plan with their names. Plans of independent platforms have an approval each, and no digest of all."""
    found = [("Digest", plan["digest"]), ("Approval", plan.get("approval") if plan["refusals"] else "")]
    found += [(f"Approval {registry.title(name)}", value) for name, value in (plan.get("approvals") or {}).items()]
    return [(name, str(value)) for name, value in found if value]


def headline(plan: Row) -> str:
    """Return the numbers of a plan, as in ``3 people: 2 join, 1 leaves. 9 changes on Contabo, Segment.``"""
    counts, by_change = plan["counts"], plan.get("people_counts") or {}
    total = sum(by_change.values())
    if not total:
        return "No changes."
    kinds = ", ".join(f"{count} {change if count == 1 else PLURAL[change]}" for change, count in by_change.items())
    changed = {registry.title(name): sum(count.get(verb, 0) for verb in ("create", "update", "disable", "delete")) for name, count in counts.items()}
    where = ", ".join(f"{count} on {title}" for title, count in changed.items() if count)
    changes = sum(changed.values())
    return f"{total} {'person' if total == 1 else 'people'}: {kinds}. {changes} {'change' if changes == 1 else 'changes'}: {where}."


PLURAL = {JOINS: "join", MOVES: "move", GETS: "get more access", LOSES: "lose access", CHANGES: "change", LEAVES: "leave"}


def upcoming(plan: Row) -> list[str]:
    """Return a line for each person whose access starts later."""
    found: dict[tuple[str, str], list[Row]] = {}
    for entry in plan.get("upcoming") or ():
        found.setdefault((entry["starts"], entry["person"]), []).append(entry)
    lines = []
    for (starts, person), entries in sorted(found.items()):
        name = next((entry["name"] for entry in entries if entry.get("name")), "") or person
        lines.append(f"{name} joins on {starts}: {', '.join(registry.title(entry['platform']) for entry in entries)}")
    return lines


def protected(plan: Row) -> list[str]:
    """Return lines on the accounts that ``protect`` leaves alone: for each person whose access has ended, and for the others of each entry together."""
    ended: dict[tuple[str, str], list[str]] = {}
    others: dict[tuple[str, str], dict[str, None]] = {}
    for entry in plan.get("kept") or ():
        person, reason = str(entry.get("person") or entry["account"]), str(entry.get("reason") or "is protected").removeprefix("is ")
        if entry.get("asked") == "removal":
            ended.setdefault((person, reason), []).append(f"{registry.title(entry['platform'])} {entry['account']}")
        else:
            done = "not removed, although not in the roster" if entry.get("asked") == "prune" else "not changed"
            others.setdefault((reason, done), {})[person] = None
    lines = [f"{person} is {reason}: not removed, although the access has ended: {', '.join(accounts)}" for (person, reason), accounts in ended.items()]
    return lines + [f"{reason}, {done}: {_few(list(people))}" for (reason, done), people in others.items()]


def _few(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def pending(plan: Row) -> list[str]:
    """Return a line for each platform with invites that are not accepted."""
    found: dict[str, list[str]] = {}
    for entry in plan.get("pending") or ():
        found.setdefault(entry["platform"], []).append(entry["account"])
    return [f"{registry.title(platform)}: {', '.join(accounts)}" for platform, accounts in found.items()]


def survives(plan: Row) -> list[str]:
    """Return what is left of people who leave, by platform."""
    return [f"{registry.title(platform)}: {entry}" for platform, entries in (plan.get("survives") or {}).items() for entry in entries]


def guards(plan: Row) -> list[str]:
    return list(map(_titled_line, plan.get("refusals") or ()))


def notes(plan: Row) -> list[str]:
    return list(map(_titled_line, plan.get("notes") or ()))


def _titled_line(line: str) -> str:
    """Return a line that begins with the name of a platform with its title instead."""
    name, colon, rest = line.partition(": ")
    return f"{registry.title(name)}: {rest}" if colon else line


def unreadable(plan: Row) -> list[str]:
    return [f"{registry.title(platform)}: {problem}" for platform, problem in sorted((plan.get("unreadable") or {}).items())]


# The parts of a plan before and after the people: title, and what returns the lines.
WARNINGS = (("Refused by the guards", guards), ("Could not be read", unreadable))
REMARKS = (
    ("Join later", upcoming), ("Protected", protected), ("What is left of people who leave", survives),
    ("Invites that nobody has accepted yet", pending), ("Notes", notes),
)

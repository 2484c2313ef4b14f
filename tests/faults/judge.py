# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a cell is good: by what the platform holds and has carried out, and by what the task says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .cases import Case
from .proxy import Place, Step
from .station import BUDGET, Run

State = dict[str, Any]
WRITE, BEFORE, AFTER, ALL, LOGIN, LOGOUT = (
    "the write", "the read before it", "the read after it", "everything from the write on", "the login", "the logout",
)
# What no sentence for people has in it, unless the platform itself has said it.
PYTHON = re.compile(
    r"\b[A-Z]\w*(?:Error|Exception|Warning)\b|\bNoneType\b|object is not|object has no attribute|'\w+' object|\bTraceback\b|, line \d+|\bErrno\b"
    r"|keyword argument|<class |\burllib3\b|HTTPS?ConnectionPool|IncompleteRead|RemoteDisconnected|Connection aborted|Expecting value|codec can't|Max retries"
    r"|\bNone\b"
)
MARKUP = re.compile(r"<[a-z!/][^>]*>", re.IGNORECASE)
LONGEST = 1200
SILENT, PROCESSOR = 5.0, 5.0  # seconds that need no word, and that no answer may cost
# What a message says of a write.
DONE = (
    "created|updated|deleted|removed|disabled|invited|changed|sent|replaced|ended|set|added|written|withdrawn|given|made|carried out|accepted|taken|done"
)
NOT_DONE = re.compile(
    rf"\bnothing (?:was|has been|is) (?:{DONE}|repeated)|\b(?:was|were|is|are|has|have|been) (?:not|never) (?:been )?(?:{DONE})|no \w+ (?:was|were) (?:{DONE})",
    re.IGNORECASE,
)
LOOKED_UP = re.compile(r"\b(?:read|looked up|listed|tried) again,? and (?:it )?(?:is|are) (?:not there|still|as before|unchanged)", re.IGNORECASE)
UNREADABLE = re.compile(
    r"may or may not|may have been|whether .{0,80} (?:could not be|cannot be|is not) (?:read|told|known)|is unknown|not known whether", re.IGNORECASE,
)
UNPROVED = re.compile(r"nothing proves|cannot be (?:read|told|proved)", re.IGNORECASE)
SAYS_DONE = re.compile(
    rf"\b(?:was|were|is|are|has been|have been) (?:already |still |also )?(?:{DONE})\b|\b(?:the rest|others?|these) (?:is|are) done|changed so far"
    rf"|\b(?:{DONE}) and ", re.IGNORECASE,
)
VOLATILE = {"dateRegistered", "lastLogin", "policyId", "createdAt", "history", "since"}
IDS = {"uid", "id", "userId", "roleId", "key", "aid", "accountToken", "credentialId"}


@dataclass(frozen=True)
class Judged:
    """``state`` tells in a word what the platforms hold: as before, as wanted, in between."""

    problems: list[str]
    state: str


@dataclass(frozen=True)
class Clean:
    """What happens without any fault: the state before, and the objects before, after the first run and after the second one."""

    before: State
    start: State
    goal: State
    goal_again: State
    steps: list[Step]


def judge(case: Case, place: Place, clean: Clean, run: Run) -> Judged:
    """What is wrong with a run that was disturbed, compared with one that was not."""
    start, goal, now = clean.start, clean.goal, objects(run.state, clean.before)
    state = "as before" if now == start else "as wanted" if now == goal else "in between"
    problems = [*_texts(run), *_leaks(run), *_outside(case, start, goal, now)]
    if run.visits:
        problems.append(f"redirect: another host was asked: {run.visits[0]}")
    if run.failed:
        problems += _failure(case, place, state, run)
    elif now != goal and not (case.mute and UNPROVED.search(str(run.result.get("notes")))):
        problems.append(f"success and wrong state: {difference(goal, now)}")
    elif run.result.get("changed") is not True:
        problems.append("success and wanted state, but changed is not true")
    problems += _secret(case, start, now, run)
    problems += _rows_told(case, start, now, run)
    if run.sessions and place.name not in (LOGIN, LOGOUT) and not place.everything:
        problems.append(f"session: {run.sessions} of the task itself left behind")
    return Judged(problems, state)


def judge_again(case: Case, clean: Clean, first: Run, again: Run) -> list[str]:
    """What is wrong with the run after the fault has ended."""
    if again.failed:
        return [f"second run: it fails: {again.result.get('msg', '')[:300]}"]
    goal, now = clean.goal_again, objects(again.state, clean.before)
    if case.mute:
        goal, now = ({name: value for name, value in entry.items() if name != "contabo/mails"} for entry in (goal, now))
    problems = [] if goal == now else [f"second run: it does not converge: {difference(goal, now)}"]
    if not case.repeats and not first.failed and again.result.get("changed"):
        problems.append("second run: it changes something again")
    return problems


def _failure(case: Case, place: Place, state: str, run: Run) -> list[str]:
    message, changed, wrote = str(run.result.get("msg", "")), run.result.get("changed") is True, state != "as before"
    resolved = bool(LOOKED_UP.search(message))  # "may or may not have been carried out", and then it was found out
    unsure = bool(UNREADABLE.search(message)) and not resolved
    said = " ".join([message, *map(str, run.result.get("notes") or ())])
    problems = []
    if wrote and not changed and not unsure:
        problems.append("failure: something was written, and changed is not true")
    if wrote and not unsure and not SAYS_DONE.search(NOT_DONE.sub("", said)):
        problems.append("failure: something was written, and the message does not say so")
    if wrote and resolved and state == "as wanted":
        problems.append("failure: everything was written, and the message says that it was not")
    if not wrote and changed:
        problems.append("failure: nothing was written, and changed is true")
    if unsure and not case.mute and not place.everything and place.name == "the write":
        problems.append("failure: the message does not know whether it was written, which can be read")
    return problems


def _texts(run: Run) -> Iterator[str]:
    """The form of the message, and words of Python in any text for people."""
    message = str(run.result.get("msg", ""))
    if run.failed:
        if not message.strip() or message.strip()[-1] not in ".!?…":
            yield "wording: the message is no sentence"
        if len(message) > LONGEST:
            yield f"wording: the message has {len(message)} characters"
        if MARKUP.search(message) or "\n" in message:
            yield "wording: markup or line breaks in the message"
        if run.slept > BUDGET + 1:
            yield "waiting: longer than retry_budget"
        elif run.slept >= SILENT and not re.search(r"\bwait|\btries\b|\btimes\b|after \d+ s|for \d+ s|attempts", message):
            yield "waiting: the message does not say that the task has waited"
    if run.processor > PROCESSOR:
        yield f"waiting: the run took {run.processor:.0f} s of the processor"
    for path, text in words({name: value for name, value in run.result.items() if name not in ("invocation", "diff")}):
        found = next((entry for entry in PYTHON.finditer(text) if entry.group(0) not in run.served), None)
        if found:
            yield f"wording: Python's words in {path}: {found.group(0)}"
            return


def words(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a result with the names that lead to it."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from words(one, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for one in value:
            yield from words(one, path)
    elif isinstance(value, str):
        yield path, value


def _leaks(run: Run) -> list[str]:
    text = run.printed
    secrets = {credential for credential in run.credentials if len(credential) > 5}
    return [f"leak: {secret[:3]}… of {len(secret)} characters is in the output" for secret in sorted(secrets) if secret in text]


def _secret(case: Case, start: Mapping[str, Any], now: Mapping[str, Any], run: Run) -> list[str]:
    """A secret that was replaced is in the file, or the message says that it was replaced."""
    if not case.file:
        return []
    replaced = any(name.startswith(("contabo/client", "contabo/credentials")) and now[name] != start.get(name) for name in now)
    present = {credential["secretKey"] for credential in run.state["contabo"]["credentials"]} | {run.state["contabo"]["client"]["secret"]}
    if not run.failed and run.file not in present:
        return ["secret: success, and the file does not have it"]
    if run.failed and replaced and run.file not in present and not re.search(r"replaced", str(run.result.get("msg"))):
        return ["secret: replaced and lost, and the message does not say so"]
    return []


def _rows_told(case: Case, start: State, now: State, run: Run) -> Iterator[str]:
    """Where a result has a row for each object or action, the row is true as well. What a row says it does not know is no claim."""
    plural = [row for name in ("users", "roles", "account_groups", "groups") if isinstance(run.result.get(name), list) for row in run.result[name]]
    key = "email" if "users" in run.result and case.platform != "tsna" else "name"
    rows = [(str(row.get(key)), "", row.get("changed"), str(row.get("msg", ""))) for row in plural]
    plan = run.result.get("plan") or {}
    for action in plan.get("actions", ()) if run.result.get("outcome") else ():
        told = action.get("changed", action.get("status") == "done")
        rows.append((action["account"], action["platform"], told, str(action.get("msg") or action.get("error") or "")))
    for name, platform, changed, message in rows:
        moved = _about(start, name, platform) != _about(now, name, platform)
        if moved != bool(changed) and not UNREADABLE.search(message):
            yield f"row: {'it' if moved else 'nothing'} changed, and the row of {name} {platform} says {'otherwise' if moved else 'it did'}"


def _about(state: State, name: str, platform: str) -> dict[str, Any]:
    """The objects of somebody, and the groups they are in."""
    word = name.lower()
    mine = {key: one for key, one in state.items() if key.startswith(platform) and key.endswith(f"/{word}")}
    groups = [key for key, one in state.items() if key.startswith("segment/groups") and key.startswith(platform) and word in map(str.lower, one["emails"])]
    return {**mine, "groups": groups}


def _outside(case: Case, start: Mapping[str, Any], goal: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Objects that the task has nothing to do with stay as they are; nothing is there twice."""
    for name in sorted({*start, *now}):
        if isinstance(now.get(name), list) and name not in ("contabo/mails", "tsna/sessions"):
            yield f"doubled: {name}"
        if start.get(name) == goal.get(name) != now.get(name):
            yield f"something else changed: {name}"
    if len(now.get("contabo/mails", ())) > len(goal.get("contabo/mails", ())):
        yield "doubled: contabo/mails"


# -- the state, to be compared ------------------------------------------------------------------------------------------------------------------


def objects(state: State, before: State) -> dict[str, Any]:
    """Every object of the platforms by ``platform/kind/name``, without what differs from run to run. Several of one name are a list."""
    found: dict[str, list[Any]] = {}
    known = {f"{platform}/{kind}/{name}" for platform, kind, name, dummy in _rows(before)}
    for platform, kind, name, row in _rows(state):
        key = f"{platform}/{kind}/{name}"
        found.setdefault(key, []).append(_without(row, VOLATILE | (set() if key in known else IDS)))
    flat: dict[str, Any] = {key: rows if len(rows) > 1 else rows[0] for key, rows in found.items()}
    if "contabo" in state:
        flat.update(_contabo(state["contabo"], before["contabo"]))
    if "tsna" in state:
        flat["tsna/sessions"] = [session["sessionId"] for session in state["sessions"]]
    return flat


def _contabo(state: State, before: State) -> Iterator[tuple[str, Any]]:
    yield "contabo/client", "as before" if state["client"]["secret"] == before["client"]["secret"] else "replaced"
    keys = {credential["credentialId"]: credential["secretKey"] for credential in before["credentials"]}
    for credential in state["credentials"]:
        if credential["credentialId"] in keys:
            is_same = keys[credential["credentialId"]] == credential["secretKey"]
            yield f"contabo/credentials/{credential['credentialId']}", "as before" if is_same else "replaced"
    yield "contabo/mails", [_without(mail, {"time", "userId"}) for mail in state["mails"]]


def _rows(state: State) -> Iterator[tuple[str, str, str, Any]]:
    for platform, kind, name in (
        ("thousandeyes", "accountGroups", "accountGroupName"), ("thousandeyes", "users", "email"), ("thousandeyes", "roles", "name"),
        ("segment", "users", "email"), ("segment", "invites", "email"), ("segment", "groups", "name"),
        ("contabo", "users", "email"), ("contabo", "roles", "name"), ("tsna", "users", "name"),
    ):
        rows = state.get(platform, {}).get(kind, ())
        for row in rows.values() if isinstance(rows, dict) else rows:
            yield platform, kind, str(row[name]).lower(), row


def _without(value: Any, names: set[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(one, names) for name, one in value.items() if name not in names}
    if isinstance(value, list):
        rows = [_without(item, names) for item in value]
        return sorted(rows, key=repr)  # no list of a platform has an order that counts
    return value


def difference(goal: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """The objects that differ, in few words."""
    missing = [name for name in goal if name not in now]
    more = [name for name in now if name not in goal]
    other = [name for name in goal if name in now and goal[name] != now[name]]
    return "; ".join(f"{what} {', '.join(names[:3])}" for what, names in (("missing", missing), ("too much", more), ("not as wanted", other)) if names)

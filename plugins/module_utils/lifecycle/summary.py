# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Summaries: what roster tasks did, and what reading everything again proved, by person and platform."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..engine.errors import BadInput
from ..engine.folding import fold
from ..engine.leaving import DISABLED, REVOKED
from ..engine.text import visible
from ..platforms import registry
from .shorten import omitted_actions
from .values import as_list

PROVED, NOT_TRIED, NOT_FOUND, REFUSED, KEPT = "proved absent", "not tried", "not found", "refused", "kept"
PROVED_TO_STAY = {DISABLED: "proved disabled", REVOKED: "proved without access"}  # by the state of an account that is not removed
PROOFS = (PROVED, *PROVED_TO_STAY.values())
FAILED = ("failed", NOT_TRIED, REFUSED)
LONGEST = 600  # the maximum length of a reason in a line; the result has all of it
Row = dict[str, Any]


@dataclass(frozen=True)
class _Leaver:
    """A person who must have no account left, with all addresses and login names."""

    email: str
    emails: frozenset[str]
    logins: frozenset[str]

    @classmethod
    def of(cls, person: Mapping[str, Any]) -> _Leaver:
        accounts = [account for account in (person.get("accounts") or {}).values() if isinstance(account, Mapping)]
        emails = [person["email"], *as_list(person.get("previous_emails"), "previous_emails"), *(account.get("email") for account in accounts)]
        logins = [*as_list(person.get("previous_names"), "previous_names"), *(account.get("name") for account in accounts)]
        return cls(str(person["email"]), *(frozenset(fold(str(name)) for name in names if name) for names in (emails, logins)))

    def has(self, row: Mapping[str, Any]) -> bool:
        """Return whether a row of a plan or of outcomes is about this person."""
        return fold(str(row["person"])) in self.emails


def outcomes(
    results: Any, people: Iterable[Mapping[str, Any]] = (), proof: Any = (), require_found: bool = False, removals: Iterable[Mapping[str, Any]] = (),
) -> list[Row]:
    """Return rows ``{platform, person, account, id, action, changed, failed, predicted, message}``.

    Rows about a whole platform have an empty ``person``, rows about a person on all platforms an empty ``platform``.

    - ``results``: results of people.access.roster: one, a list, or the registered variable of a loop
    - ``proof``: results that prove that nothing is left of ``people``: of people.access.roster in check mode, of a module that lists sessions, and of
      modules that read removed accounts by id, in a loop over rows
    - ``removals``: accounts that should have been removed, ``{platform, account, person}``; each that was not becomes a failed row

    Whether a result failed is derived from its content, because a task may have ``failed_when: false``. Raises BadInput.
    """
    leavers, requested = [_Leaver.of(person) for person in people], list(removals)
    rows = _decided([row for result in each_result(results) for row in _done(result, bool(leavers or requested))], requested)
    left = [row for result in each_result(proof) for row in _proved(result, leavers, rows)]
    lost = _not_found(list(each_result(results)), leavers, [row for row in (*rows, *left) if row["action"] != PROVED], require_found)
    nowhere = {row["person"] for row in lost}
    return rows + lost + [row for row in left if row["action"] != PROVED or row["person"] not in nowhere]


def each_result(results: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the single results of a registered variable, without skipped ones. Raises BadInput."""
    if isinstance(results, (list, tuple)):
        for result in results:
            yield from each_result(result)
    elif not isinstance(results, Mapping):
        raise BadInput(f"This is not a result of people.access.roster: {results!r}.", "Register the task, and pass the registered variable.")
    elif results.get("results") is not None:
        yield from each_result(results["results"])
    elif results and not results.get("skipped"):
        yield results


def _row(
    platform: str, person: str, action: str, account: str = "", message: str = "", failed: bool | None = None, predicted: bool = False, id: str = "",
) -> Row:
    failed = action in FAILED if failed is None else failed
    changed = not failed and action not in ("none", *PROOFS, NOT_FOUND, KEPT)
    return {"platform": platform, "person": person, "account": account, "id": id, "action": action, "changed": changed, "failed": failed,
            "predicted": predicted, "message": message}


def _read(result: Mapping[str, Any]) -> list[str]:
    return list((result.get("plan") or {}).get("counts") or ())


def _platforms(result: Mapping[str, Any]) -> str:
    """Return the platforms of a result: those that were read, otherwise the item of its loop."""
    named = [*_read(result), *((result.get("plan") or {}).get("unreadable") or {})]
    return ", ".join(named) or str(result.get(result.get("ansible_loop_var") or "item") or result.get("platform") or "")


def _done(result: Mapping[str, Any], selected: bool) -> Iterator[Row]:
    """Yield the rows of a result. ``meant``: whether all people in it were selected by name, so that a kept account is a failure."""
    plan = result.get("plan") or {}
    if "outcome" not in result:  # refused, or never planned
        yield _row(_platforms(result), "", "failed", message=reason(result))
        actions = plan.get("actions") or () if selected else ()
        yield from (_row(action["platform"], action["person"], REFUSED, action["account"], "the plan of this platform was refused") for action in actions)
    else:
        yield from map(_acted, plan.get("actions") or ())
        if omitted_actions(plan):
            yield _row("", "", "none", message=_more(plan))
    for account in plan.get("kept") or ():
        why = str(account.get("reason") or "left alone")
        yield _row(account["platform"], str(account.get("person") or account["account"]), KEPT, account["account"], why, failed=selected)
    if "outcome" in result:
        for platform, count in (plan.get("counts") or {}).items():
            if count["unchanged"]:
                yield _row(platform, "", "none", message=f"{count['unchanged']} already in sync")
        yield from _unreadable(plan)


def _decided(rows: list[Row], removals: list[Mapping[str, Any]]) -> list[Row]:
    """Return the rows with the people of the removals, because rosters of removals may have made-up addresses, and rows of missing removals."""
    persons = {(removal["platform"], fold(str(removal["account"]))): str(removal["person"]) for removal in removals}
    named = [{**row, "person": persons.get((row["platform"], fold(str(row["account"]))), row["person"])} for row in rows]
    settled = {(row["platform"], fold(str(row["account"]))) for row in named if row["failed"] or row["action"] == "deleted"}
    return named + [
        _row(removal["platform"], str(removal["person"]), "failed", removal["account"], "should have been removed, but no plan removed it")
        for removal in removals if (removal["platform"], fold(str(removal["account"]))) not in settled
    ]


def _acted(action: Mapping[str, Any]) -> Row:
    word = action["status"] if action["status"] in ("failed", NOT_TRIED) else action["action"]
    message, predicted = str(action.get("msg") or ""), action["status"] == "planned"
    return _row(action["platform"], action["person"], word, action["account"], message, predicted=predicted, id=str(action.get("id") or ""))


def _unreadable(plan: Mapping[str, Any]) -> Iterator[Row]:
    for platform, problem in (plan.get("unreadable") or {}).items():
        yield _row(platform, "", "failed", message=f"could not be read: {problem}")


def _not_found(results: list[Mapping[str, Any]], leavers: list[_Leaver], rows: list[Row], require_found: bool) -> list[Row]:
    """Return a row for each leaver without any account: removed earlier, or a wrong name.

    The account may be in what a shortened result lacks, so that the person is not called unknown, but fails with ``require_found``."""
    read = [platform for result in results for platform in _read(result)]
    if not read:
        return []
    missing = [leaver for leaver in leavers if not any(leaver.has(row) for row in rows)]
    lacking = next(filter(None, (_lacking(result.get("plan") or {}, "actions", "kept") for result in results)), "")
    if lacking:
        message = f"not found in a result that lacks {lacking}: make it with result_limit: -1"
        return [_row("", leaver.email, "failed", message=message) for leaver in missing if require_found]
    where = f"any platform ({', '.join(read)})" if all(map(_read, results)) else ", ".join(read)
    return [_row("", leaver.email, NOT_FOUND, message=f"no account found on {where}", failed=require_found) for leaver in missing]


def _proved(result: Mapping[str, Any], leavers: list[_Leaver], rows: list[Row]) -> Iterator[Row]:
    entry = result.get(result.get("ansible_loop_var") or "item")
    if isinstance(entry, Mapping):
        return _read_by_id(result, entry)
    return _sessions(result, _sessions_of(entry), leavers, rows) if "sessions" in result else _left(result, leavers)


def _sessions_of(item: Any) -> str:
    """Return the platform that is the item of a loop, otherwise the first one whose sessions can be listed."""
    return str(item) if item in registry.names() else next(name for name, platform in registry.platforms().items() if platform.lists_sessions)


def _read_by_id(result: Mapping[str, Any], row: Mapping[str, Any]) -> Iterator[Row]:
    """Yield a failed row if the account of a row still exists, as read by its id: a list may lack accounts, so it is no proof."""
    if "users" not in result:
        yield _row(row["platform"], row["person"], "failed", row["account"], f"could not be read again by its id: {reason(result)}")
    elif result["users"]:
        yield _row(row["platform"], row["person"], "failed", row["account"], f"still there: {row['account']}, read by its id")


def _left(result: Mapping[str, Any], leavers: list[_Leaver]) -> Iterator[Row]:
    """Yield the rows of a prediction of the same removals: accounts that it still finds, otherwise the proof."""
    plan = result.get("plan")
    if plan is None or "outcome" not in result and not plan["actions"] and not plan["unreadable"]:  # an empty list proves nothing
        yield _row(_platforms(result), "", "failed", message=f"could not be read again: {reason(result)}")
        return
    yield from _unreadable(plan)
    lacking = _lacking(plan, "actions", "kept", "leaving")
    if lacking:
        yield _row(_platforms(result), "", "failed", message=f"proves nothing, as it lacks {lacking}: make it with result_limit: -1")
        return
    remaining = [*plan["actions"], *({**account, "person": account.get("person") or account["account"]} for account in plan.get("kept") or ())]
    for platform in plan["counts"]:
        for leaver in leavers:
            found = [row["account"] for row in remaining if row["platform"] == platform and leaver.has(row)]
            left = f"still there: {', '.join(found)}"
            staying = [row for row in plan.get("leaving") or () if row["platform"] == platform and leaver.has(row)]
            proofs = [_row(platform, leaver.email, PROVED_TO_STAY[row["state"]], row["account"]) for row in staying] or [_row(platform, leaver.email, PROVED)]
            yield from [_row(platform, leaver.email, "failed", found[0], left)] if found else proofs


def _sessions(result: Mapping[str, Any], platform: str, leavers: list[_Leaver], rows: list[Row]) -> Iterator[Row]:
    """Yield a failed row for each leaver with sessions: of a given login, of a found account, or with an address. Not case-sensitive."""
    for leaver in leavers:
        logins = leaver.logins | {fold(row["account"]) for row in rows if row["platform"] == platform and leaver.has(row)}
        found = [session for session in result["sessions"]
                 if fold(str(session["user"])) in logins or fold(str(session.get("email") or "")) in leaver.emails]
        if found:
            yield _row(platform, leaver.email, "failed", found[0]["user"], f"still logged in: {len(found)} session(s)")


# -- text --------------------------------------------------------------------------------------------------------------------------------


def summary(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return a line for each platform and person in the order of the rows, as in ``PLATFORM  ada@x.example: deleted, proved absent``."""
    lines: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        words = lines.setdefault((row["platform"], row["person"]), [])
        word = _word(row)
        if word not in words:
            words.append(word)
    width = max((len(platform) for platform, person in lines), default=0)
    return [visible(_line(platform, person, words, width)) for (platform, person), words in lines.items()]


def _word(row: Mapping[str, Any]) -> str:
    action, message = row["action"], str(row["message"]).rstrip(".")
    if action == NOT_FOUND:
        return f"FAILED: {message}" if row["failed"] else message
    if row["failed"]:
        return f"{action.upper()}: {message}"
    if action == "none":
        return message
    if action == KEPT:
        return f"{KEPT}: {message}"
    return f"would {action[:-1]}" if row.get("predicted") and action.endswith("ed") else str(action)


def _line(platform: str, person: str, words: list[str], width: int) -> str:
    sentence = f"nothing to do, {words[0]}" if len(words) == 1 and words[0] in PROOFS else ", ".join(words)
    beginning = f"{platform:<{width}}  " if platform else ""
    return f"{beginning}{f'{person}: ' if person else ''}{sentence}"


def reason(result: Mapping[str, Any]) -> str:
    """Return why a result failed, shortened to one line with the hint at its end; empty if it did not."""
    text, hint = str(result.get("msg") or ""), str(result.get("hint") or "")
    if len(text) <= LONGEST:
        return visible(text)
    text = text[:-len(hint)].rstrip() if hint and text.endswith(hint) else text
    return visible(f"{text[:max(LONGEST - len(hint), 100)].rstrip()} … {hint}".rstrip())


def decision_lines(decided: Mapping[str, Any]) -> list[str]:
    """Return the decisions of reviewers as lines: the digest, the numbers, and changes to make manually."""
    sizes = {name: len(decided[name]) for name in ("removals", "done", "kept", "undecided", "unreviewed")}
    numbers = "{removals} to remove, {done} removed before, {kept} kept, {undecided} undecided, {unreviewed} not in the review"
    lines = [f"decisions sha256:{decided['digest']}", numbers.format(**sizes)]
    lines += [f"to change by hand: {modification['account']}  {modification['platform']}  {modification['note']}" for modification in decided["modifications"]]
    return [visible(line) for line in lines]


def _lacking(plan: Mapping[str, Any], *lists: str) -> str:
    """Return what the result omits of these lists, as in ``3 actions``; empty if nothing."""
    return " and ".join(f"{number} {name}" for name, number in (plan.get("omitted") or {}).items() if name in lists)


def _more(plan: Mapping[str, Any]) -> str:
    return f"{omitted_actions(plan)} more action(s) that are not shown; the file of plan_file has all of them"

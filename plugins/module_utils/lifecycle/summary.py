# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What roster tasks did, and what reading everything again proved, person by person and platform by platform. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..engine.errors import BadInput
from ..engine.fields import fold

PROVED, NOT_TRIED = "proved absent", "not tried"
Row = dict[str, Any]


def outcomes(results: Any, people: Iterable[Mapping[str, Any]] = (), proof: Any = ()) -> list[Row]:
    """Rows ``{platform, person, account, action, changed, failed, message}``; those about a whole platform have an empty ``person``.

    ``results``: what people.access.roster returned, once, as a list, or as a looping task registered it. ``proof``: the same of a later run
    in check mode, and what people.access.tsna_session_info returned, which are to show that nothing is left of ``people``. Raises BadInput.
    """
    rows = [row for result in _each(results) for row in _done(result)]
    persons = {str(one["email"]): _logins(one, rows) for one in people}
    return rows + [row for result in _each(proof) for row in (_sessions(result, persons) if "sessions" in result else _left(result, list(persons)))]


def _logins(person: Mapping[str, Any], rows: list[Row]) -> set[str]:
    """The names of somebody's TSNA accounts: the given one, and those that were found."""
    given = str(((person.get("accounts") or {}).get("tsna") or {}).get("name") or "")
    return ({given} - {""}) | {row["account"] for row in rows if row["platform"] == "tsna" and fold(row["person"]) == fold(str(person["email"]))}


def _each(results: Any) -> Iterator[Mapping[str, Any]]:
    """Single results of whatever was registered, without those that were skipped."""
    if isinstance(results, (list, tuple)):
        for one in results:
            yield from _each(one)
    elif not isinstance(results, Mapping):
        raise BadInput(f"This is no result of people.access.roster: {results!r}.", "Register the task, and give what it registered.")
    elif results.get("results") is not None:
        yield from _each(results["results"])
    elif results and not results.get("skipped"):
        yield results


def _row(platform: str, person: str, action: str, account: str = "", message: str = "") -> Row:
    failed = action in ("failed", NOT_TRIED)
    changed = not failed and action not in ("none", PROVED)
    return {"platform": platform, "person": person, "account": account, "action": action, "changed": changed, "failed": failed, "message": message}


def _platforms(result: Mapping[str, Any]) -> str:
    """Which platforms a result is about: those it was read from, else the item of its loop."""
    plan = result.get("plan") or {}
    named = [*(plan.get("counts") or {}), *(plan.get("unreadable") or {})]
    return ", ".join(named) or str(result.get(result.get("ansible_loop_var") or "item") or "")


def _done(result: Mapping[str, Any]) -> Iterator[Row]:
    plan = result.get("plan") or {}
    if result.get("failed") and "outcome" not in result:  # refused, or never planned
        yield _row(_platforms(result), "", "failed", message=str(result.get("msg") or ""))
        return
    for action in plan.get("actions") or ():
        word = action["status"] if action["status"] in ("failed", NOT_TRIED) else action["action"]
        yield _row(action["platform"], action["person"], word, action["account"], str(action.get("msg") or ""))
    for platform, count in (plan.get("counts") or {}).items():
        if count["unchanged"]:
            yield _row(platform, "", "none", message=f"{count['unchanged']} as they should be")
    yield from _unreadable(plan)


def _unreadable(plan: Mapping[str, Any]) -> Iterator[Row]:
    for platform, problem in (plan.get("unreadable") or {}).items():
        yield _row(platform, "", "failed", message=f"could not be read: {problem}")


def _left(result: Mapping[str, Any], emails: list[str]) -> Iterator[Row]:
    """What a prediction of the same removals still finds; nothing is the proof."""
    plan = result.get("plan")
    if plan is None or result.get("failed") and not plan["actions"] and not plan["unreadable"]:  # such as an empty list, which proves nothing
        yield _row(_platforms(result), "", "failed", message=f"could not be read again: {result.get('msg')}")
        return
    yield from _unreadable(plan)
    for platform in plan["counts"]:
        for email in emails:
            found = [one["account"] for one in plan["actions"] if one["platform"] == platform and fold(one["person"]) == fold(email)]
            left = f"still there: {', '.join(found)}"
            yield _row(platform, email, "failed", found[0], left) if found else _row(platform, email, PROVED)


def _sessions(result: Mapping[str, Any], persons: Mapping[str, set[str]]) -> Iterator[Row]:
    for email, logins in persons.items():
        found = [one for one in result["sessions"] if one["user"] in logins or fold(str(one.get("email") or "")) == fold(email)]
        if found:
            yield _row("tsna", email, "failed", found[0]["user"], f"still logged in: {len(found)} session(s)")


def summary(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """A line for each platform and person, in the order of the rows: ``contabo  ada@x.example: deleted, proved absent``."""
    lines: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        words = lines.setdefault((row["platform"], row["person"]), [])
        if row["failed"]:
            words.append(f"{row['action'].upper()}: {row['message'].rstrip('.')}")
        elif row["action"] == "none":
            words.append(row["message"])
        elif row["action"] not in words:
            words.append(row["action"])
    width = max((len(platform) for platform, person in lines), default=0)
    return [f"{platform:<{width}}  {f'{person}: ' if person else ''}{_sentence(words)}" for (platform, person), words in lines.items()]


def _sentence(words: list[str]) -> str:
    return f"nothing to do, {PROVED}" if words == [PROVED] else ", ".join(words)

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The proof of each action: what was read after it, and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..engine.folding import fold
from .accounts import ByAccount

PROVED, CONTRADICTED, NOT_PROVED = "proved", "contradicted", "not proved"
GOOD = ("as planned", "gone", "no session")
BAD = ("differs", "still there", "still logged in")
LISTED = "all accounts of the platform were listed again and compared with the roster"
# What is known instead of a reading. Nothing is said about failed actions, whose message has it.
UNREAD = {
    "done": " During the run, the answer to each write was checked.", "not started": " No request of this action was sent.",
    "unknown": " Only a reading or the event log can tell whether the change was carried out.",
    "not finished": " Only a reading can tell how far the change was carried out.",
}
NOT_APPLIED = ("failed", "not tried", "not started")


def add_proof(actions: list[dict[str, Any]], tasks: Iterable[Mapping[str, Any]], plans: Mapping[int, Mapping[str, Any]],
              further: Iterable[Mapping[str, Any]]) -> None:
    """Set ``proof`` of each action: ``{result, words, readings}``. A reading is ``{time, how, result, message}``.

    ``plans`` are those of the ``tasks`` by number. A plan that was made after the action shows whether anything is left to do. ``further`` are lines of
    the journal with readings of single accounts and of sessions.
    """
    again = [(task, plans.get(task["task"]), _index((plans.get(task["task"]) or {"plan": {}})["plan"].get("actions") or ()))
             for task in tasks if task["purpose"] == "reading"]
    single = _index({**reading, "time": entry["time"]} for entry in further for reading in entry["readings"])
    for action in actions:
        readings = [_listed(action, task, plan, left.of(action)) for task, plan, left in again
                    if action["platform"] in task["platforms"] and task["task"] > action["task"]]
        readings += [{name: reading[name] for name in ("time", "how", "result", "message")} for reading in single.of(action) if _concerns(reading, action)]
        action["proof"] = _proof(action, readings)


def _index(rows: Iterable[Mapping[str, Any]]) -> ByAccount:
    found = ByAccount()
    for row in rows:
        found.add(row["platform"], row, row)
    return found


def _concerns(reading: Mapping[str, Any], action: Mapping[str, Any]) -> bool:
    """Return whether a reading is about what an action does: that an account exists only if it was to be removed, its sessions only if it was closed."""
    if reading["how"] == "sessions":
        return bool(action["verb"] in ("delete", "disable") or (action["after"] or {}).get("enabled") is False)
    return bool(action["verb"] == "delete" or reading["result"] == "failed")


def _kept(action: Mapping[str, Any], plan: Mapping[str, Any]) -> str:
    """Return why a second plan leaves the account of an action alone, empty if it does not."""
    account = action["platform"], fold(str(action["account"]))
    return next((str(row["reason"]) for row in plan.get("kept") or () if (row["platform"], fold(str(row["account"]))) == account), "")


def _listed(
    action: Mapping[str, Any], task: Mapping[str, Any], entry: Mapping[str, Any] | None, left: list[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return what a second plan says about an action: if it wants nothing from the account any more, the account is as planned.

    That is no proof if the plan may have another reason: it keeps the account, or the action was not applied.
    """
    time = task["ended"] or task["started"]
    if entry is None or action["platform"] not in (entry["plan"].get("counts") or {}):
        why = (entry["plan"].get("unreadable") or {}).get(action["platform"]) if entry else task["message"]
        return {"time": time, "how": LISTED, "result": "failed", "message": str(why or "The platform could not be read again.")}
    if left:
        return {"time": time, "how": LISTED, "result": "differs", "message": f"The second plan still has the action {left[0]['verb']}."}
    kept = _kept(action, entry["plan"])
    if kept or action["status"] in NOT_APPLIED:
        why = f"does not change the account: it {kept}." if kept else "does not have the action any more, which was not applied."
        return {"time": time, "how": LISTED, "result": "not in the second plan", "message": f"The second plan {why}"}
    return {"time": time, "how": LISTED, "result": "gone" if action["verb"] == "delete" else "as planned", "message": ""}


def _proof(action: Mapping[str, Any], readings: list[dict[str, Any]]) -> dict[str, Any]:
    results = [reading["result"] for reading in readings]
    if any(result in BAD for result in results):
        result, words = CONTRADICTED, "A reading after the change shows another state."
    elif any(result in GOOD and reading["how"] != "sessions" for result, reading in zip(results, readings)):
        state = "the account is gone" if action["verb"] == "delete" else "the account is as planned"
        result, words = PROVED, f"Read again after the change: {state}."
    elif readings:
        result, words = NOT_PROVED, "The readings after the change failed, or do not show the account."
    elif action["status"] == "planned":
        result, words = NOT_PROVED, "Nothing was carried out."
    else:
        result, words = NOT_PROVED, f"The account was not read again after the run.{UNREAD.get(action['status'], '')}"
    return {"result": result, "words": words, "readings": readings}

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The document of a run, made from the lines of its journal alone: whatever the journal does not say is not in the document.

Shapes of the lines, each with ``time`` and ``entry``:

- ``run``: ``version``, ``run`` (see ``RUN``); the first line. ``decisions`` of reviewers are ``{file, digest, rows}``, with rows ``{platform, account,
  account_id, person, decided_by, note}``
- ``task``: ``task`` (its number), ``module``, ``purpose`` (plan, change or reading), ``check_mode``, ``platforms``, ``roster``
- ``callers``: ``task``, ``callers`` by platform: ``{account, id, source}``
- ``plan``: ``task``, ``plan`` as in the result of the module roster, ``expect``, ``approve``, ``limits``
- ``guards``: ``task``, ``refusals``: the second answer of the guards, just before the first removal
- ``request``: ``task``, ``platform``, ``number``, ``method``, ``path``, ``request_id``, ``accounts`` (``{id, account}``), ``state`` (sending or answered),
  ``status``, ``error``
- ``action``: ``task``, ``platform``, ``account``, ``id``, ``status``, ``message``, ``changed``
- ``end``: ``task``, ``result``, ``message``
- ``readings``: ``readings``: ``{platform, account, id, how, result, message}``
- ``witness``: ``witness`` as ``witness.matched`` returns it
- ``closed``
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..engine.folding import fold
from . import proof, unproved
from .accounts import ByAccount

SCHEMA = "people.access/evidence"
VERSION = 1
PLAN, CHANGE, READING = "plan", "change", "reading"
# Members of a run and their values if nothing is known.
RUN: dict[str, Any] = {
    "name": "", "tenant": "", "playbook": "", "collection": "", "ansible_core": "", "python": "", "controller": "", "user": "", "awx": {}, "approval": {},
    "decisions": {},
}
_OF_A_DECISION = ("decided_by", "note", "person")
_OF_A_PLAN = ("digest", "approval", "day", "timezone", "counts", "refusals", "kept", "pending", "upcoming", "unreadable", "notes")
_OF_AN_ACTION = ("platform", "person", "account", "id", "verb", "action", "reason", "admin", "admin_grants", "before", "after")
Entry = Mapping[str, Any]


def document(entries: Iterable[Entry]) -> dict[str, Any]:
    """Return the document as in ``evidence.json``. ``entries`` are the lines of a journal, oldest first."""
    entries = list(entries)
    by_kind: dict[str, list[Entry]] = {}
    for entry in entries:
        by_kind.setdefault(entry["entry"], []).append(entry)
    tasks = [_task(entry, by_kind.get("end", ())) for entry in by_kind.get("task", ())]
    plans = {entry["task"]: entry for entry in by_kind.get("plan", ())}
    carried_out = [task["task"] for task in tasks if task["purpose"] == CHANGE]
    source = carried_out or _last_plans(tasks)
    actions = [action for number in source for action in _actions(plans.get(number), by_kind, number in carried_out, tasks)]
    witnesses = [entry["witness"] for entry in by_kind.get("witness", ())]
    proof.add_proof(actions, tasks, plans, by_kind.get("readings", ()))
    add_witness(actions, witnesses)
    run = {**RUN, **(by_kind["run"][0]["run"] if "run" in by_kind else {})}
    _add_decisions(actions, run["decisions"])
    found = {
        "schema": SCHEMA, "version": VERSION, "status": _status(tasks, "closed" in by_kind), "started": entries[0]["time"] if entries else "",
        "ended": entries[-1]["time"] if "closed" in by_kind else "", "run": {name: run[name] for name in RUN if name not in ("awx", "approval", "decisions")},
        "who": _who(run, by_kind.get("callers", ())), "roster": next((task["roster"] for task in tasks if task["roster"]), {}), "tasks": tasks,
        "plans": [_plan(number, entry) for number, entry in plans.items()], "guards": _guards(tasks, plans, by_kind.get("guards", ())),
        "actions": actions, "failures": _failures(tasks, actions), "witness": _witness(witnesses),
        "other_requests": _others(by_kind.get("request", ()), actions),
    }
    return {**found, "not_proved": unproved.sentences(found)}


def _last_plans(tasks: list[dict[str, Any]]) -> list[int]:
    """Return the tasks with the last plan of each platform, if nothing was carried out."""
    found: list[int] = []
    known: set[str] = set()
    for task in reversed(tasks):
        if task["purpose"] == PLAN and not set(task["platforms"]) <= known:
            found.insert(0, task["task"])
            known.update(task["platforms"])
    return found


def _task(entry: Entry, ends: Iterable[Entry]) -> dict[str, Any]:
    end = next((end for end in ends if end["task"] == entry["task"]), {"time": "", "result": "", "message": ""})
    named = {name: entry[name] for name in ("task", "module", "purpose", "check_mode", "platforms", "roster")}
    return {**named, "started": entry["time"], "ended": end["time"], "result": end["result"] or "not finished", "message": end["message"]}


def _status(tasks: list[dict[str, Any]], closed: bool) -> str:
    """Return ``complete``, ``failed`` if a task failed or was refused, or ``not finished`` if the run has not ended or was killed."""
    if not closed or any(not task["ended"] for task in tasks):
        return "not finished"
    return "failed" if any(task["result"] in ("failed", "refused") for task in tasks) else "complete"


def _who(run: Mapping[str, Any], callers: Iterable[Entry]) -> dict[str, Any]:
    approval = run["approval"]
    found: dict[str, Any] = {}
    for entry in callers:
        found.update(entry["callers"])
    return {
        "user": run["user"], "controller": run["controller"], "callers": found, "awx": run["awx"], "launcher": str(approval.get("launcher") or ""),
        "approver": str(approval.get("approver") or ""), "approvals": list(approval.get("approvals") or ()),
        "job": approval.get("job") or {}, "workflow": approval.get("workflow") or {}, "decisions": _decisions(run["decisions"]),
    }


def _decisions(given: Mapping[str, Any]) -> dict[str, Any]:
    if not given:
        return {}
    people = sorted({row["decided_by"] for row in _decided(given)})
    return {"file": str(given.get("file") or ""), "digest": str(given.get("digest") or ""), "decided_by": people}


def _decided(given: Mapping[str, Any]) -> list[dict[str, str]]:
    names = ("platform", "account", "account_id", *_OF_A_DECISION)
    return [{name: str(row.get(name) or "") for name in names} for row in given.get("rows") or () if isinstance(row, Mapping)]


def _add_decisions(actions: list[dict[str, Any]], given: Mapping[str, Any]) -> None:
    """Set ``decision`` of each action, empty if there is none. It is found as it was carried out: by the ID of the account, otherwise by its name."""
    rows = _decided(given)
    by_id = {(row["platform"], row["account_id"]): row for row in rows if row["account_id"]}
    by_name = {(row["platform"], fold(row["account"])): row for row in rows}
    for action in actions:
        platform = action["platform"]
        found = by_id.get((platform, action["id"])) or by_name.get((platform, fold(str(action["account"]))))
        action["decision"] = {name: found[name] for name in _OF_A_DECISION} if found else {}


def _plan(number: int, entry: Entry) -> dict[str, Any]:
    plan = entry["plan"]
    return {"task": number, "time": entry["time"], **{name: plan.get(name) for name in _OF_A_PLAN}, "actions": len(plan.get("actions") or ()),
            "expect": entry["expect"], "approve": entry["approve"]}


def _guards(tasks: Iterable[Mapping[str, Any]], plans: Mapping[int, Entry], again: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return what the guards were asked, and what they answered, for each plan that was made to be carried out or to be approved."""
    found = []
    for task in tasks:
        entry = plans.get(task["task"])
        if entry is None or task["purpose"] == READING:
            continue
        refusals = list(entry["plan"].get("refusals") or ())
        approved = bool(refusals) and entry["approve"] == entry["plan"].get("approval") and task["result"] != "refused"
        answer = "approved" if approved else "refused" if refusals else "passed"
        found.append({"task": task["task"], "time": entry["time"], "when": "before the first change", "limits": entry["limits"], "refusals": refusals,
                      "answer": answer})
    for entry in again:
        found.append({"task": entry["task"], "time": entry["time"], "when": "before the first removal", "limits": {}, "refusals": entry["refusals"],
                      "answer": "held back" if entry["refusals"] else "passed"})
    return found


# -- actions -----------------------------------------------------------------------------------------------------------------------------------


def _actions(plan: Entry | None, by_kind: Mapping[str, list[Entry]], carried_out: bool, tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if plan is None:
        return []
    number = plan["task"]
    finished = any(task["task"] == number and task["ended"] for task in tasks)
    results, requests = ByAccount(), ByAccount()
    for entry in by_kind.get("action", ()):
        if entry["task"] == number:
            results.add(entry["platform"], entry, entry)
    for request in _requests(entry for entry in by_kind.get("request", ()) if entry["task"] == number):
        for account in request["accounts"]:
            requests.add(request["platform"], account, request)
    found = []
    for order, planned in enumerate(plan["plan"].get("actions") or (), 1):
        action = {"task": number, "number": order, **{name: planned.get(name) for name in _OF_AN_ACTION}}
        own = sorted(requests.of(action), key=lambda request: (request["sent"], request["number"]))
        result = next(reversed(results.of(action)), None)
        status, message = _state(result, own, carried_out, finished)
        times = [request[part] for request in own for part in ("sent", "answered") if request[part]]
        found.append({
            **action, "status": status, "message": message, "changed": bool(result and result["changed"]), "names": planned.get("names") or [],
            "started": min(times, default=""), "ended": result["time"] if result else max(times, default="") if finished else "",
            "requests": [_shown(request) for request in own],
        })
    return found


def _requests(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return one row for each try, from its lines before and after it."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for entry in entries:
        key = entry["platform"], entry["number"]
        if entry["state"] == "sending":
            found[key] = {**{name: entry[name] for name in ("number", "platform", "method", "path", "request_id")},
                          "sent": entry["time"], "answered": "", "status": None, "error": "", "accounts": entry["accounts"]}
        elif key in found:
            found[key].update(answered=entry["time"], status=entry["status"], error=entry["error"])
    return list(found.values())


def _state(result: Entry | None, requests: list[dict[str, Any]], carried_out: bool, finished: bool) -> tuple[str, str]:
    """Return status and message of an action. Without a recorded result, only what the requests prove is said."""
    if result is not None:
        return result["status"], result["message"]
    if not carried_out:
        return "planned", ""
    if not requests:
        return "not tried" if finished else "not started", "No request of this action was sent."
    if not requests[-1]["answered"]:
        return "unknown", "A request was about to be sent, and its answer was not recorded. The change may or may not have been carried out."
    return "not finished", "The run ended before the result of this action was recorded. The requests show what was sent and answered."


def _shown(request: Mapping[str, Any]) -> dict[str, Any]:
    return {**{name: value for name, value in request.items() if name != "number"}, "accounts": len(request["accounts"])}


def _others(entries: Iterable[Entry], actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the writes that belong to no action of the plan."""
    known = ByAccount()
    for action in actions:
        known.add(action["platform"], action, action)
    rows = [(row, [{"platform": row["platform"], **account} for account in row["accounts"]]) for row in _requests(entries)]
    return [{**_shown(row), "accounts": row["accounts"]} for row, accounts in rows if not any(map(known.of, accounts))]


def _failures(tasks: list[dict[str, Any]], actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [{"platform": "", "account": "", "task": task["task"], "message": task["message"]} for task in tasks if task["result"] in ("failed", "refused")]
    failed = [action for action in actions if action["status"] not in ("planned", "done")]
    return found + [{"platform": action["platform"], "account": action["account"], "task": action["task"],
                     "message": f"{action['status']}: {action['message']}"} for action in failed]


# -- the platforms' own logs -------------------------------------------------------------------------------------------------------------------


def add_witness(actions: list[dict[str, Any]], witnesses: list[Mapping[str, Any]]) -> None:
    """Set ``witness`` of each action from the last reading of the logs that is about it."""
    by_action: dict[tuple[int, int], Mapping[str, Any]] = {}
    for witness in witnesses:
        by_action.update({(entry["task"], entry["number"]): entry for entry in witness["actions"]})
    for action in actions:
        found = by_action.get((action["task"], action["number"]))
        action["witness"] = {name: found[name] for name in ("result", "words", "events")} if found else {
            "result": "not read", "words": "The log of the platform was not read for this action.", "events": []}


def _witness(witnesses: list[Mapping[str, Any]]) -> dict[str, Any]:
    last: Mapping[str, Any] = witnesses[-1] if witnesses else {}
    return {"window": last.get("window") or {}, "platforms": last.get("platforms") or {}, "others": last.get("others") or []}

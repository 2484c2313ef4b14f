# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The evidence of a run as a page for people, in the frame of all pages and without scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..engine.text import plain
from ..pages.page import SHOWN as LISTED
from ..pages.page import Html, breakable, facts, joined, page, paragraph, prose, section, table, text
from . import unproved

SHOWN = 1000  # the maximum number of actions; the JSON file has all of them
FAILURES = 20  # the maximum number of failures above the actions, which begin with those that failed
GOOD = ("complete", "done", "proved", "confirmed", "seen", "passed", "approved", "read")
BAD = ("failed", "refused", "contradicted", "unknown", "held back", "not finished")
OPEN = ("not proved", "not in the log yet", "not started", "not tried")
PURPOSES = {"plan": "plan, nothing is written", "change": "carry out the plan", "reading": "read every platform again"}


def as_html(document: Mapping[str, Any], title_of: Callable[[str], str] = str) -> str:
    """Return a document of evidence as HTML. Actions with a problem come first. ``title_of`` returns the title of a platform."""
    document = _titled(document, title_of)
    run = document["run"]
    title = f"Evidence: {run['playbook'] or 'a run'}{' for ' + run['tenant'] if run['tenant'] else ''}"
    parts = [
        section("who", "Who", _who(document["who"])),
        _optional("failures", "Failures", _first([_failure(row) for row in document["failures"]], FAILURES, "in the actions below and in evidence.json")),
        section("gaps", "What this does not prove", _list(map(text, document["not_proved"]))),
        section("actions", f"Actions: {len(document['actions'])}", _actions(document["actions"])),
        section("plans", "Tasks, plans and guards", joined([_tasks(document["tasks"]), _plans(document)])),
        section("logs", "Event logs of the platforms", _logs(document["witness"])),
    ]
    footer = "evidence.json has the same facts for programs, actions.jsonl has the lines as they were written, SHA256SUMS the checksums of all files."
    return page(title, joined(parts), _facts(document), paragraph(text(footer)), skip="actions", day=document["started"][:10])


def _titled(document: Mapping[str, Any], title_of: Callable[[str], str]) -> dict[str, Any]:
    """Return the document with the titles of the platforms instead of their names, in its sentences too."""
    def rows(found: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [{**row, "platform": title_of(row["platform"])} for row in found]

    def named(found: Mapping[str, Any]) -> dict[str, Any]:
        return {title_of(name): value for name, value in found.items()}

    def line(sentence: str) -> str:
        name, colon, rest = sentence.partition(": ")
        return f"{title_of(name)}: {rest}" if colon else sentence

    who, witness = document["who"], document["witness"]
    found = {
        **document, "actions": rows(document["actions"]), "failures": rows(document["failures"]), "who": {**who, "callers": named(who["callers"])},
        "plans": [{**plan, "unreadable": named(plan["unreadable"] or {})} for plan in document["plans"]],
        "guards": [{**guard, "refusals": list(map(line, guard["refusals"]))} for guard in document["guards"]],
        "witness": {**witness, "platforms": named(witness["platforms"]), "others": rows(witness["others"])},
    }
    return {**found, "not_proved": unproved.sentences(found)}


def _optional(name: str, title: str, content: Html) -> Html:
    return section(name, title, content) if content else Html("")


def _facts(document: Mapping[str, Any]) -> Html:
    run, roster = document["run"], document["roster"]
    return _pairs([
        ("Status", _mark(document["status"])), ("Changes", text(_changed(document))), ("Started", _text(document["started"])),
        ("Evidence completed", _text(document["ended"] or "not recorded")),
        ("Run", breakable(run["name"])), ("Tenant", _text(run["tenant"])),
        ("Collection", _text(f"people.access {run['collection']}" if run["collection"] else "")), ("ansible-core", _text(run["ansible_core"])),
        ("Roster", _text(f"{_counted(roster['people'], 'person', 'people')}, SHA-256 {roster['sha256']}" if roster else "")),
        *(("Roster file", breakable(f"{file['path']}, SHA-256 {file['sha256']}")) for file in roster.get("files", ())),
    ])


def _changed(document: Mapping[str, Any]) -> str:
    actions = document["actions"]
    if not document["other_requests"] and not any(action["requests"] for action in actions):
        return "none: no request was sent that changes anything"
    return f"{_counted(len(actions), 'action', 'actions')}: {_numbers(action['status'] for action in actions)}"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _who(who: Mapping[str, Any]) -> Html:
    awx = who["awx"]
    return _pairs([
        ("Approved by", _text(who["approver"] or "not known")), ("Launched by", _text(who["launcher"] or awx.get("user_name"))),
        ("Decided by", _text(", ".join(who["decisions"].get("decided_by", ())))),
        ("Decisions", breakable(f"{who['decisions']['file']}, digest {who['decisions']['digest']}") if who["decisions"] else Html("")),
        ("User of Ansible", _text(f"{who['user']}{' on ' + who['controller'] if who['controller'] else ''}")),
        ("AWX job", _text(_named(who["job"]) or awx.get("job_id"))), ("AWX workflow", _text(_named(who["workflow"]) or awx.get("workflow_job_id"))),
        *((f"Account on {name}", _text(_caller(caller))) for name, caller in who["callers"].items()),
    ])


def _caller(caller: Mapping[str, Any]) -> str:
    id_ = f" ({caller['id']})" if caller["id"] and caller["account"] else caller["id"]
    return f"{caller['account']}{id_}, from {caller['source']}" if caller["account"] or caller["id"] else f"not known. {caller['source']}"


def _named(job: Mapping[str, Any]) -> str:
    return f"{job.get('id', '')} {job.get('name', '')}".strip()


def _failure(row: Mapping[str, Any]) -> str:
    where = f"{row['account']} on {row['platform']}" if row["account"] else f"Task {row['task']}"
    return f"{where}: {row['message']}"


def _tasks(tasks: Iterable[Mapping[str, Any]]) -> Html:
    return _pairs((f"Task {task['task']}", joined([text(f"{PURPOSES[task['purpose']]}, {task['started']} to {_end(task)}:"), _mark(task["result"])], " "))
                  for task in tasks)


def _end(part: Mapping[str, Any]) -> str:
    return part["ended"] or "an unknown time"


def _plans(document: Mapping[str, Any]) -> Html:
    parts = [_pairs([
        (f"Plan of task {plan['task']}", _text(f"{_counted(plan['actions'], 'action', 'actions')}, made {plan['time']}")),
        ("Digest", breakable(plan["digest"])),
        ("Required digest", breakable(plan["expect"]) if plan["expect"] else Html("")),
        ("Approval it needs", breakable(plan["approval"]) if plan["refusals"] and plan["approval"] else Html("")),
        ("Given approval", breakable(plan["approve"]) if plan["approve"] else Html("")),
    ]) for plan in document["plans"]]
    for guard in document["guards"]:
        limits = ", ".join(f"{name} {value}" for name, value in guard["limits"].items())
        refusals = _first(guard["refusals"])
        parts.append(_pairs([
            (f"Guards of task {guard['task']}", _said(guard["answer"], f"{guard['when']}, {guard['time']}")), ("Limits", _text(limits)), ("Refusals", refusals),
        ]))
    return joined(parts)


# -- actions -----------------------------------------------------------------------------------------------------------------------------------


def _actions(actions: list[Mapping[str, Any]]) -> Html:
    if not actions:
        return paragraph(text("There was nothing to do."))
    shown = sorted(actions, key=_is_fine)[:SHOWN]
    more = [paragraph(text(f"{len(actions) - SHOWN} more are in evidence.json."))] if len(actions) > SHOWN else []
    return joined([_totals(actions), _overview(shown), *map(_action, shown), *more])


def _totals(actions: list[Mapping[str, Any]]) -> Html:
    """Return how many actions have which result, proof and event."""
    return _pairs([("Results", text(_numbers(action["status"] for action in actions))),
                   ("Proofs", text(_numbers(action["proof"]["result"] for action in actions))),
                   ("Event logs", text(_numbers(action["witness"]["result"] for action in actions)))])


def _numbers(words: Iterable[str]) -> str:
    """Return how often there is each word, worst first."""
    numbers = Counter(words)
    return ", ".join(f"{numbers[word]} {word}" for word in sorted(numbers, key=lambda word: (word in GOOD, word)))


def _overview(actions: list[Mapping[str, Any]]) -> Html:
    """Return a row for each action, which leads to its details."""
    rows = [[Html(f'<a href="#{_place(action)}">{breakable(action["account"])}</a>'), text(action["platform"]), text(action["verb"]), _mark(action["status"]),
             _mark(action["proof"]["result"]), _mark(action["witness"]["result"])] for action in actions]
    return table("Overview", ["Account", "Platform", "Action", "Result", "Proof", "Event log"], rows, "overview", "overview")


def _place(action: Mapping[str, Any]) -> str:
    return f"action-{int(action['task'])}-{int(action['number'])}"


def _is_fine(action: Mapping[str, Any]) -> bool:
    return action["status"] in ("done", "planned") and action["proof"]["result"] != "contradicted"


def _action(action: Mapping[str, Any]) -> Html:
    proof, witness = action["proof"], action["witness"]
    readings = [f"{reading['time']}: {reading['how']}. Result: {reading['result']}. {reading['message']}".strip() for reading in proof["readings"]]
    events = [f"{event['time']} {event['actor']}: {_quoted(event['text'])} {event['object']} (matched by {event['matched_by']})" for event in witness["events"]]
    rows = [
        ("Person", breakable(action["decision"].get("person") or action["person"])), ("Decided by", _decision(action["decision"])),
        ("Reason", _text(action["reason"])), ("Result", _said(action["status"], action["message"])),
        ("Time", _text(f"{action['started']} to {_end(action)}" if action["started"] else "")), *_changes(action),
        ("Requests", _list(breakable(_request(request)) for request in action["requests"])),
        ("Proof", joined([_said(proof["result"], proof["words"]), _list(map(text, readings))])),
        ("Event log", joined([_said(witness["result"], witness["words"]), _list(map(text, events))])),
    ]
    title = breakable(f"{action['verb']} {action['account']} on {action['platform']}")
    return Html(f'<section class="action" id="{_place(action)}"><h3>{title}</h3>{_pairs(rows)}</section>')


def _decision(decision: Mapping[str, Any]) -> Html:
    return breakable(f"{decision['decided_by']}{': ' + decision['note'] if decision['note'] else ''}") if decision else Html("")


def _request(request: Mapping[str, Any]) -> str:
    answer = f"answered {request['status']}" if request["status"] is not None else request["error"] or "no answer recorded"
    shared = f", for {request['accounts']} accounts" if request["accounts"] > 1 else ""
    id_ = f", request ID {request['request_id']}" if request["request_id"] else ""
    return f"{request['sent']} {request['method']} {request['path']}: {answer}{id_}{shared}"


def _changes(action: Mapping[str, Any]) -> Iterable[tuple[str, Html]]:
    before, after = action["before"] or {}, action["after"] or {}
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            yield str(name).replace("_", " "), breakable(f"{plain(before.get(name))} → {plain(after.get(name))}")


def _quoted(words: str) -> str:
    return f'"{words}"'


def _logs(witness: Mapping[str, Any]) -> Html:
    if not witness["platforms"]:
        return paragraph(text("The logs of the platforms were not read."))
    others = [
        f"{event['time']} {event['platform']}, {event['actor']}: {_quoted(event['text'])} {event['object']} ({event['why']})" for event in witness["others"]
    ]
    rows = [(name, _said(log["result"], log["words"])) for name, log in witness["platforms"].items()]
    return _pairs([*rows, ("Other events on the same accounts", _first(others) or text("none"))])


# -- markup ------------------------------------------------------------------------------------------------------------------------------------


def _pairs(rows: Iterable[tuple[str, Html]]) -> Html:
    """Return names and values. Rows without a value are left out."""
    return facts((name, value) for name, value in rows if value)


def _list(rows: Iterable[Html]) -> Html:
    items = "".join(f"<li>{row}</li>" for row in rows)
    return Html(f"<ul>{items}</ul>" if items else "")


def _first(lines: Sequence[str], shown: int = LISTED, where: str = "in evidence.json") -> Html:
    """Return the first lines as a list, and how many more there are."""
    more = [Html(f"and {len(lines) - shown} more {where}")] if len(lines) > shown else []
    return _list([*map(prose, lines[:shown]), *more])


def _text(value: Any) -> Html:
    return text(value) if value else Html("")


def _said(word: str, words: str) -> Html:
    return joined([_mark(word), _text(words)], " ")


def _mark(word: str) -> Html:
    return Html(f'<strong class="{"good" if word in GOOD else "bad" if word in BAD else "open" if word in OPEN else "neutral"}">{text(word)}</strong>')

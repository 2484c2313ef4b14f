# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The platforms' own logs as witness: which event is about which action.

Events are matched by request id where a log has them, otherwise by account, time and actor. Their texts are never compared, because most are not
documented: they are shown in the words of the log.

Shapes:

- event: ``{time, actor, actor_id, text, account, ids, names, request_id}``, with what the log reports and empty strings elsewhere
- log, by platform: ``{result, words, events}``; ``result`` is read, ``no log`` or failed
- action: as in ``document``, with ``names``: further names of the account, such as the display name
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..engine.errors import BadInput
from ..engine.events import moment
from ..engine.folding import fold

READ, NO_LOG, FAILED = "read", "no log", "failed"
CONFIRMED, SEEN, NOT_YET, NOTHING_SENT = "confirmed", "seen", "not in the log yet", "nothing was sent"
TOLERANCE = 30.0  # seconds between the clocks of the platform and of the machine that ran the task
CLOCKS = 600.0  # seconds by which the clocks may differ if an event has the ID of a request, or is shown as a possible reason
_SHOWN = ("time", "actor", "text", "request_id")


def window_of(actions: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the time of the first and the last write as ``{start, end}``, empty if nothing was sent."""
    times = [action[part] for action in actions if action["requests"] for part in ("started", "ended") if action[part]]
    return {"start": min(times), "end": max(times)} if times else {}


def matched(actions: list[Mapping[str, Any]], logs: Mapping[str, Mapping[str, Any]], callers: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return ``{window, platforms, actions, others}``.

    ``callers`` are the accounts of the run by platform. ``others`` are events in the window on accounts of the actions that somebody else caused.
    """
    window = window_of(actions)
    found: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for platform, log in logs.items():
        own = [action for action in actions if action["platform"] == platform]
        if log["result"] != READ:
            found += [_result(action, log["result"], log["words"], []) for action in own]
            continue
        sent = {id_ for action in own for id_ in _request_ids(action)}
        events = [event for event in log["events"] if _is_within(event, window) or event["request_id"] in sent]
        near = [event for event in log["events"] if _is_within(event, window, CLOCKS) and not _is_within(event, window)]
        about, elsewhen = _about(own, events), _about(own, near)
        caller = _actor_of_the_run(callers.get(platform) or {}, own, about)
        taken: set[int] = set()
        for action, candidates, further in zip(own, about, elsewhen):
            witnesses = [event for event in candidates if _is_witness(action, event, caller)]
            taken.update(map(id, witnesses))
            found.append(_witnessed(action, witnesses, [event for event in further if _is_by(event, caller) and not event["request_id"]]))
        rest = {id(event) for candidates in about for event in candidates} - taken
        others += [{"platform": platform, **_shown(event, ""), "why": _why_other(event, caller)} for event in events if id(event) in rest]
    return {"window": window, "platforms": {name: {"result": log["result"], "words": log["words"], "events": len(log["events"])}
                                            for name, log in logs.items()}, "actions": found, "others": others}


def _about(actions: list[Mapping[str, Any]], events: list[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Return for each action the events about its account, or with the ID of one of its requests, in the order of the log."""
    index: dict[tuple[str, str], list[int]] = {}
    for place, event in enumerate(events):
        named = [("name", fold(str(name))) for name in (event["account"], *event["names"])]
        for key in {*(("id", id_) for id_ in event["ids"]), *named, ("request", event["request_id"])}:
            if key[1]:
                index.setdefault(key, []).append(place)
    found = []
    for action in actions:
        names = [("name", fold(str(name))) for name in (action["account"], action["person"], *action["names"])]
        keys = {("id", action["id"]), *names, *(("request", id_) for id_ in _request_ids(action))}
        found.append([events[place] for place in sorted({place for key in keys for place in index.get(key, ())})])
    return found


def _is_about(action: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    """Return by what an event is about the account of an action: its ID, its address or login name, or a name that others may have too. Empty if not."""
    if action["id"] and action["id"] in event["ids"]:
        return "ID"
    named = {fold(str(name)) for name in (event["account"], *event["names"]) if name}
    if named & {fold(str(name)) for name in (action["account"], action["person"]) if name}:
        return "account"
    return "display name" if named & {fold(str(name)) for name in action["names"]} else ""


def _request_ids(action: Mapping[str, Any]) -> list[str]:
    return [request["request_id"] for request in action["requests"] if request["request_id"]]


def _is_witness(action: Mapping[str, Any], event: Mapping[str, Any], caller: Mapping[str, Any]) -> bool:
    if not action["requests"]:
        return False
    if event["request_id"] and _request_ids(action):
        return event["request_id"] in _request_ids(action)  # exact, so nothing else counts
    return bool(_is_about(action, event)) and _is_during(action, event) and _is_by(event, caller) is not False


def _is_during(action: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    return _seconds(action["started"]) - TOLERANCE <= _seconds(event["time"]) <= _seconds(action["ended"] or action["started"]) + TOLERANCE


def _is_within(event: Mapping[str, Any], window: Mapping[str, str], tolerance: float = TOLERANCE) -> bool:
    return bool(window) and _seconds(window["start"]) - tolerance <= _seconds(event["time"]) <= _seconds(window["end"]) + tolerance


def _is_by(event: Mapping[str, Any], caller: Mapping[str, Any]) -> bool | None:
    """Return whether the account of the run caused an event. None if that is not known."""
    if caller.get("id") and event["actor_id"]:
        return bool(str(event["actor_id"]) == caller["id"])
    if caller.get("account") and event["actor"]:
        return fold(str(event["actor"])) == fold(caller["account"])
    return None


def _actor_of_the_run(caller: Mapping[str, Any], actions: list[Mapping[str, Any]], about: list[list[Mapping[str, Any]]]) -> Mapping[str, Any]:
    """Return the account of the run. If the platform does not report it, it is the only actor that has an event for every action with events."""
    if caller.get("id") or caller.get("account"):
        return caller
    by_action = [{_actor(event) for event in events if _is_during(action, event)} for action, events in zip(actions, about) if action["requests"]]
    actors = [found for found in by_action if found]
    common = set.intersection(*actors) if actors else set()
    if len(common) != 1:
        return caller
    id_, account = common.pop()
    return {"id": id_, "account": account, "inferred": True}


def _actor(event: Mapping[str, Any]) -> tuple[str, str]:
    return str(event["actor_id"] or ""), str(event["actor"] or "")


def _witnessed(action: Mapping[str, Any], events: list[Mapping[str, Any]], elsewhen: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the log says about an action. ``elsewhen``: events on its account by the run at a time when nothing was sent."""
    if not action["requests"]:
        return _result(action, NOTHING_SENT, "No request of this action was sent, so no event is expected.", [])
    exact = [event for event in events if event["request_id"] and event["request_id"] in _request_ids(action)]
    if exact:
        return _result(action, CONFIRMED, "The log has an event with the ID of a request of this action.", [_shown(event, "request ID") for event in exact])
    if events:
        words = "The log has an event on this account at this time. Its text is in the words of the log, and nothing is concluded from it."
        return _result(action, SEEN, words, [_shown(event, f"{_is_about(action, event)}, time and actor") for event in events])
    words = "The log has no event of this action yet. Logs may be late."
    if elsewhen:
        words = (f"The log has no event of this action at its time, but one on this account at {elsewhen[0]['time']}. "
                 f"It may be of another run, or the clocks differ by more than {TOLERANCE:.0f} seconds.")
    return _result(action, NOT_YET, words, [])


def _result(action: Mapping[str, Any], result: str, words: str, events: list[dict[str, Any]]) -> dict[str, Any]:
    return {"task": action["task"], "number": action["number"], "platform": action["platform"], "account": action["account"], "result": result,
            "words": words, "events": events}


def _shown(event: Mapping[str, Any], by: str) -> dict[str, Any]:
    # a log may name an account only in its own way, for example by the display name
    shown = {**{name: event[name] for name in _SHOWN}, "object": ", ".join(event["names"]) or event["account"] or ", ".join(event["ids"])}
    return {**shown, "matched_by": by} if by else shown


def _why_other(event: Mapping[str, Any], caller: Mapping[str, Any]) -> str:
    if _is_by(event, caller) is False:
        inferred = ", as far as the log shows" if caller.get("inferred") else ""
        return f"by another actor than this run{inferred}"
    return "by a request of another run" if event["request_id"] else "at another time than the action on this account"


def _seconds(text: str) -> float:
    try:
        return moment(text)
    except BadInput:
        return 0.0

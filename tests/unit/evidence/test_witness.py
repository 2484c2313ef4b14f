# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is taken for a witness of an action, and what is not."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.evidence.witness import matched

T = "2026-11-18T11:06:40.000Z"
OWN = {"account": "ops@x.example", "id": "1"}


def action(account: str = "ada@x.example", number: int = 1, **more: Any) -> dict[str, Any]:
    request = {"request_id": more.pop("request_id", "")}
    return {"task": 1, "number": number, "platform": "p", "account": account, "person": account, "id": "", "names": [], "started": T, "ended": T,
            "requests": [request], **more}


def event(**more: Any) -> dict[str, Any]:
    return {"time": T, "actor": "ops@x.example", "actor_id": "1", "text": "Whatever.", "account": "ada@x.example", "ids": [], "names": [],
            "request_id": "", **more}


def seen(actions: list[dict[str, Any]], events: list[dict[str, Any]], caller: dict[str, str] | None = None) -> tuple[list[str], list[str]]:
    """The results of the actions, and why other events are others."""
    found = matched(actions, {"p": {"result": "read", "words": "", "events": events}}, {"p": OWN if caller is None else caller})
    return [entry["result"] for entry in found["actions"]], [entry["why"] for entry in found["others"]]


@pytest.mark.parametrize(("known", "by"), [
    ({"account": "ADA@x.example"}, {}),
    ({"account": "", "ids": ["77"]}, {"id": "77"}),
    ({"account": "", "names": ["Ada Quist"]}, {"names": ["Ada Quist"]}),
    ({"time": "2026-11-18T12:07:05+01:00"}, {}),
    ({"time": "2026-11-18 11:06:20"}, {}),
    ({"actor_id": "", "actor": "OPS@x.example"}, {}),
])
def test_an_event_on_the_account_at_the_time_by_the_run_is_seen(known: dict[str, Any], by: dict[str, Any]) -> None:
    assert seen([action(**by)], [event(**known)]) == (["seen"], [])


@pytest.mark.parametrize(("other", "why"), [
    ({"account": "zoe@x.example"}, []),
    ({"time": "2026-11-18T11:08:00Z"}, []),
    ({"time": "no time"}, []),
    ({"actor_id": "2"}, ["by another actor than this run"]),
    ({"actor_id": "", "actor": "mallory@x.example"}, ["by another actor than this run"]),
])
def test_any_other_event_is_no_witness(other: dict[str, Any], why: list[str]) -> None:
    assert seen([action()], [event(**other)]) == (["not in the log yet"], why)


@pytest.mark.parametrize("text", ["User deleted.", "", "User created.", "Something nobody has documented"])
def test_nothing_is_concluded_from_a_text(text: str) -> None:
    found = matched([action(verb="delete")], {"p": {"result": "read", "words": "", "events": [event(text=text)]}}, {"p": OWN})
    assert found["actions"][0]["result"] == "seen" and found["actions"][0]["events"][0]["text"] == text
    assert "nothing is concluded" in found["actions"][0]["words"]


def test_with_request_ids_nothing_else_counts() -> None:
    events = [event(request_id="r1", account="", actor="?", actor_id="9"), event(request_id="r2")]
    assert seen([action(request_id="r1")], events) == (["confirmed"], ["by a request of another run"])
    assert seen([action(request_id="r3")], events)[0] == ["not in the log yet"]


def test_an_action_that_sent_nothing_needs_no_event() -> None:
    assert seen([action(requests=[]), action("zoe@x.example", 2)], [event()])[0] == ["nothing was sent", "not in the log yet"]


def test_the_time_of_each_action_counts() -> None:
    """An hour of a run: an event on the account long after its action is somebody else's matter, even by the same actor."""
    late = "2026-11-18T12:00:00.000Z"
    actions = [action(), action("zoe@x.example", 2, started=late, ended=late)]
    assert seen(actions, [event(time=late)]) == (["not in the log yet", "not in the log yet"], ["at another time than the action on this account"])


def test_an_unknown_actor_is_inferred_from_all_actions() -> None:
    actions = [action(), action("zoe@x.example", 2), action("yan@x.example", 3)]
    token, human = {"actor": "token/1", "actor_id": ""}, {"actor": "mallory@x.example", "actor_id": ""}
    events = [event(**token), event(account="zoe@x.example", **token), event(**human)]
    nobody = {"account": "", "id": ""}
    assert seen(actions, events, nobody) == (["seen", "seen", "not in the log yet"], ["by another actor than this run, as far as the log shows"])
    assert seen(actions[:1], events, nobody) == (["seen"], []), "one action alone does not tell which of the two it was"


@pytest.mark.parametrize("result", ["no log", "failed"])
def test_a_log_that_was_not_read_is_no_missing_event(result: str) -> None:
    found = matched([action()], {"p": {"result": result, "words": "why", "events": []}}, {})
    assert (found["actions"][0]["result"], found["actions"][0]["words"], found["others"]) == (result, "why", [])


@pytest.mark.parametrize("time", ["2026-11-18T10:58:00.000Z", "2026-11-18T11:15:00.000Z"])
def test_the_id_of_a_request_counts_whatever_the_clock_of_the_platform_shows(time: str) -> None:
    assert seen([action(request_id="r1")], [event(request_id="r1", time=time), event(request_id="r2", time=time)]) == (["confirmed"], [])


@pytest.mark.parametrize("time", ["2026-11-18T10:58:00.000Z", "2026-11-18T11:15:00.000Z"])
def test_clocks_that_may_differ_are_named(time: str) -> None:
    def words(**more: Any) -> str:
        found = matched([action()], {"p": {"result": "read", "words": "", "events": [event(**{"time": time, **more})]}}, {"p": OWN})
        assert found["actions"][0]["result"] == "not in the log yet" and found["others"] == []
        return str(found["actions"][0]["words"])

    assert words() == (f"The log has no event of this action at its time, but one on this account at {time}. "
                       "It may be of another run, or the clocks differ by more than 30 seconds.")
    assert words(actor_id="2") == words(account="zoe@x.example") == "The log has no event of this action yet. Logs may be late."
    assert words(time="2026-11-25T11:15:00.000Z") == words(actor_id="2"), "a week later, it is another run"


def test_ten_thousand_events_of_others_hide_nothing() -> None:
    noise = [event(account=f"person{number}@x.example", actor_id="2") for number in range(10_000)]
    actions = [action(f"person{number}@x.example", number, request_id="" if number % 2 else f"r{number}") for number in range(1000)]
    own = [event(account=entry["account"], request_id=entry["requests"][0]["request_id"]) for entry in actions]
    results, others = seen(actions, [*noise[:5000], *own, *noise[5000:]])
    assert results == ["confirmed", "seen"] * 500 and len(others) == 1000

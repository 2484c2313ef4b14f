# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contabo's audits: complete, named, filtered, and the confirmation of what a task has changed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness import Bench

NADA, LEIF, ZOE = "nada.quist@harbor.example", "leif.holm@harbor.example", {"email": "zoe.park@x.example", "first_name": "Zoe", "last_name": "Park"}
DESK: dict[str, Any] = {"name": "Access desk", "permissions": [{"api": "/v1/users", "actions": ["READ"]}]}


def audits(bench: Bench) -> list[dict[str, Any]]:
    state = bench.sandbox.platform("contabo").state()
    return [*state["userAudits"], *state["roleAudits"]]


def read(bench: Bench, **params: Any) -> list[dict[str, Any]]:
    result = bench.run("contabo_event_info", **params)
    assert result.get("msg") is None and result["changed"] is False and result["writes"] == []
    events: list[dict[str, Any]] = result["events"]
    assert [event["time"] for event in events] == sorted(event["time"] for event in events)
    return events


@pytest.mark.parametrize("switches", [
    {}, {"page_cap": 1}, {"page_cap": 7}, {"page_cap": 1000, "default_size": 1000}, {"no_pagination": True}, {"unknown_order": "refuse"},
], ids=str)
def test_both_logs_are_read_to_their_end(bench: Bench, switches: dict[str, Any]) -> None:
    bench.configure("contabo", **switches)
    found = read(bench, start="2026-01-01")
    assert sorted(entry["id"] for entry in found) == sorted(str(audit["id"]) for audit in audits(bench))
    assert all(entry["object"] and entry["actor"] and entry["type"] for entry in found)
    for kind in ("user", "role"):
        mine = read(bench, start="2026-01-01", objects=[kind])
        assert {entry["type"].split()[0] for entry in mine} == {kind} and len(mine) == len([audit for audit in audits(bench) if f"{kind}Id" in audit])


def test_each_write_is_confirmed_by_the_platforms_log(bench: Bench) -> None:
    for module, params, told in (
        ("contabo_user", ZOE, ("user created", ZOE["email"], {}, {"firstName": "Zoe"})),
        ("contabo_user", {**ZOE, "last_name": "Lind"}, ("user updated", ZOE["email"], {"lastName": "Park"}, {"lastName": "Lind"})),
        ("contabo_role", DESK, ("role created", "Access desk", {}, {"name": "Access desk"})),
        ("contabo_role", {**DESK, "access_all_resources": True}, ("role updated", "Access desk", {"accessAllResources": False}, {"accessAllResources": True})),
        ("contabo_role", {"name": "Access desk", "state": "absent"}, ("role deleted", "Access desk", {"name": "Access desk"}, {})),
        ("contabo_user", {"email": ZOE["email"], "state": "absent"}, ("user deleted", ZOE["email"], {"lastName": "Lind"}, {})),
    ):
        result = bench.run(module, **params)
        (event,) = read(bench, request_id=result["request_id"])
        assert (event["type"], event["object"], event["actor"], event["request_id"]) == (*told[:2], "automation@harbor.example", result["request_id"])
        assert told[2].items() <= event["before"].items() and told[3].items() <= event["after"].items()
        assert event["trace_id"].startswith("people.access-")


def test_nothing_found_may_be_a_404_and_a_wrong_url_is_not_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.configure("contabo", empty_list_status=404)
    result = bench.run("contabo_user", **ZOE)
    assert len(read(bench, request_id=result["request_id"])) == 1
    assert read(bench, window="1h", users=["nobody@x.example"]) == []
    token = bench.sandbox.platform("contabo")._new_tokens(bench.sandbox.platform("contabo")._by_email("owner@harbor.example")).json["access_token"]
    monkeypatch.setenv("CNTB_API", bench.environment["CNTB_API"] + "/nowhere")
    assert bench.run("contabo_event_info", window="1h", contabo_token=token)["failed"]


def test_the_server_filters_by_request(bench: Bench) -> None:
    result = bench.run("contabo_user", **ZOE)
    bench.configure("contabo", page_cap=1)
    events = bench.run("contabo_event_info", request_id=result["request_id"])
    assert len(events["events"]) == 1
    assert [entry["path"] for entry in events["journal"]] == ["/auth/token", "/v1/users/audits", "/v1/roles/audits"]


def test_somebody_who_was_removed_is_found_by_the_address(bench: Bench) -> None:
    bench.run("contabo_user", email=LEIF, state="absent")
    assert [item["type"] for item in read(bench, start="2026-01-01", users=[LEIF.upper()])] == ["user created", "user deleted"]
    (last,) = read(bench, window="1h", users=[LEIF])
    assert read(bench, start="2026-01-01", users=[last["object_id"]])[-1] == last
    assert read(bench, start="2026-01-01", users=["nobody@x.example"]) == []


def test_an_entry_about_somebody_who_was_removed_is_named_from_the_rest_of_the_log(bench: Bench) -> None:
    desired_accounts = [("contabo_user", {"email": LEIF, "locale": "es"}), ("contabo_role", DESK), ("contabo_role", {**DESK, "access_all_resources": True})]
    changed = [bench.run(module, **params) for module, params in desired_accounts]
    bench.run("contabo_user", email=LEIF, state="absent")
    bench.run("contabo_role", name="Access desk", state="absent")
    for result, name in zip(changed, (LEIF, "Access desk", "Access desk")):
        assert [item["object"] for item in read(bench, request_id=result["request_id"])] == [name]


def test_who_did_it(bench: Bench) -> None:
    bench.run("contabo_user", email=NADA, locale="en", contabo_trace_id="job 1")
    bench.run("contabo_user", email=LEIF, locale="es", contabo_trace_id="job 2")
    assert {item["object"] for item in read(bench, start="2026-01-01", actors=["automation@harbor.example"])} == {NADA, LEIF}
    assert [item["object"] for item in read(bench, start="2026-01-01", trace_id="job 2")] == [LEIF]


def test_a_span_of_time_to_the_second(bench: Bench) -> None:
    ordered = sorted(audits(bench), key=lambda audit: str(audit["timestamp"]))
    third, fifth = ordered[2]["timestamp"], ordered[4]["timestamp"]
    found = read(bench, start=third, end=fifth)
    assert (found[0]["time"], found[-1]["time"]) == (third, fifth)


def test_collecting_goes_on_where_it_ended(bench: Bench) -> None:
    first = bench.run("contabo_event_info", start="2026-01-01")
    assert bench.run("contabo_event_info", since=first["cursor"])["events"] == []
    bench.run("contabo_user", **ZOE)
    bench.run("contabo_role", **DESK)
    second = bench.run("contabo_event_info", since=first["cursor"])
    assert sorted(event["object"] for event in second["events"]) == ["Access desk", ZOE["email"]]
    assert bench.run("contabo_event_info", since=second["cursor"])["events"] == []
    result = bench.run("contabo_event_info", since=second["cursor"], objects=["role"])
    assert result["failed"] and "another part of the log" in result["msg"]


def test_names_cost_little(bench: Bench) -> None:
    """A few users are asked for one by one; for many of them, all are listed once."""
    bench.configure("contabo", page_cap=100)
    for email in (NADA, LEIF):
        bench.run("contabo_user", email=email, locale="pt")
    result = bench.run("contabo_event_info", window="1h")
    assert {event["object"] for event in result["events"]} == {NADA, LEIF}
    assert len([entry for entry in result["journal"] if entry["path"].startswith("/v1/users/") and not entry["path"].endswith("audits")]) == 2
    users = [user["email"] for user in bench.run("contabo_user_info")["users"] if not user["owner"]]
    bench.run("contabo_users", users=[{"email": email, "last_name": "Park"} for email in users])
    result = bench.run("contabo_event_info", window="1h")
    assert {event["object"] for event in result["events"]} == set(users)
    assert [entry["path"] for entry in result["journal"]].count("/v1/users") == 1


def test_where_to_begin_has_to_be_said(bench: Bench) -> None:
    result = bench.run("contabo_event_info")
    assert result["failed"] and "window, start, since, request_id" in result["msg"]


@pytest.mark.parametrize("blank", ["", " ", "\n"])
def test_a_blank_request_is_no_question_for_the_whole_log(bench: Bench, blank: str) -> None:
    """As from a variable of a task that wrote nothing."""
    result = bench.run("contabo_event_info", request_id=blank)
    assert result["failed"] and "One of window, start, since or request_id is required" in result["msg"] and result["journal"] == []
    assert bench.run("contabo_event_info", request_id=blank, window="1d").get("failed") is None


@pytest.mark.parametrize("options", [{"objects": []}, {"objects": ["role"], "users": ["ada@x.example"]}], ids=str)
def test_options_that_leave_no_log_are_refused(bench: Bench, options: dict[str, Any]) -> None:
    result = bench.run("contabo_event_info", window="1d", **options)
    assert result["failed"] and "objects and users leave no log to read" in result["msg"] and result["journal"] == []

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The activity log of ThousandEyes: every page, filters, and collection that goes on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness import Bench
from tests.unit.platforms.conftest import Rewritten, Wire


def stored(bench: Bench) -> list[dict[str, Any]]:
    return list(bench.sandbox.platform("thousandeyes").state()["events"])


@pytest.mark.parametrize("cap", [1, 7, 59, 60, 61])
def test_every_page_is_read_oldest_first(bench: Bench, cap: int) -> None:
    bench.configure("thousandeyes", page_cap=cap)
    result = bench.run("te_event_info", window="60d", all_account_groups=True)
    assert [
        (event["time"], event["type"], event["actor"]) for event in result["events"]
    ] == [(entry["date"], entry["event"], entry["user"]) for entry in stored(bench)]
    assert result["requests"] == -(-60 // cap)


@pytest.mark.parametrize("base", ["https://gateway.example:8443/behind/v7", "http://sandbox:81/v7", "//other.example", "", "/thousandeyes/v7"])
def test_links_with_another_host_are_followed_at_the_configured_one(bench: Bench, wire: Wire, base: str) -> None:
    bench.configure("thousandeyes", next_link=base)
    result = bench.run("te_event_info", window="60d", all_account_groups=True)
    assert [event["time"] for event in result["events"]] == [entry["date"] for entry in stored(bench)]
    assert {request.path for request in wire.sent} == {"/audit-user-events"} and result["requests"] == 6


def test_an_event_in_its_words(bench: Bench) -> None:
    bench.run("te_user", email="ravi.stone@harbor.example", name="Ravi S.")
    (event,) = bench.run("te_event_info", window="1h")["events"]
    assert event == {
        "time": event["time"], "type": "User updated.", "actor": "Ops Automation (ops@harbor.example)", "actor_id": "244",
        "actor_email": "ops@harbor.example", "account_group": "Harbor Networks", "account_group_id": "11001", "ip_address": "203.0.113.20",
        "resources": [{"type": "userDisplayName", "name": "Ravi S."}],
    }


def test_the_account_group_decides(bench: Bench, wire: Wire) -> None:
    own = bench.run("te_event_info", window="60d")["events"]
    emea = bench.run("te_event_info", window="60d", te_aid="11002")["events"]
    assert "aid=11002" in wire.sent[0].query
    assert {entry["account_group"] for entry in own} == {"Harbor Networks"} and {entry["account_group"] for entry in emea} == {"EMEA"}


@pytest.mark.parametrize(("filters", "member", "values"), [
    ({"types": ["login failed", "Report created."]}, "type", {"Login failed.", "Report created."}),
    ({"users": ["ADA.Quist@harbor.example"]}, "actor_id", {"245"}), ({"users": ["245"]}, "actor_email", {"ada.quist@harbor.example"}),
    ({"account_groups": ["emea", "11003"]}, "account_group", {"EMEA", "AMER"}), ({"types": []}, "type", set()),
])
def test_filters(bench: Bench, filters: dict[str, Any], member: str, values: set[str]) -> None:
    everything = bench.run("te_event_info", window="60d", all_account_groups=True)["events"]
    found = bench.run("te_event_info", window="60d", all_account_groups=True, **filters)["events"]
    assert {entry[member] for entry in found} == values
    assert len(found) == sum(item[member] in values for item in everything)


def test_a_range_includes_both_ends(bench: Bench) -> None:
    times = [entry["date"] for entry in stored(bench)]
    found = bench.run("te_event_info", start=times[10], end=times[20], all_account_groups=True)["events"]
    assert [entry["time"] for entry in found] == times[10:21]


def test_collection_goes_on_where_it_ended(bench: Bench) -> None:
    """Also with a filter, which only hides; and where events are of the same second as the last run."""
    first = bench.run("te_event_info", window="60d", since="", types=["Nothing"])
    assert first["events"] == []
    collected = []
    for number in range(4):
        for name in (f"Ravi {number}", f"Ravi {number}", f"Ravi {number} S."):
            bench.run("te_user", email="ravi.stone@harbor.example", name=name)
            bench.run("te_user", email="ravi.stone@harbor.example", name="Ravi")
        first = bench.run("te_event_info", since=first["cursor"])
        collected += first["events"]
        bench.clock.time += 0.4 * number
    assert len(collected) == len(stored(bench)) - 60
    assert bench.run("te_event_info", since=first["cursor"])["events"] == []


def test_the_cursor_of_another_log_is_refused(bench: Bench) -> None:
    cursor = bench.run("te_event_info", window="1h")["cursor"]
    for params in ({"all_account_groups": True}, {"te_aid": "11002"}):
        result = bench.run("te_event_info", since=cursor, **params)
        assert result["failed"] and "another part of the log" in result["msg"] and result["journal"] == []


def test_who_may_see_only_the_own_events(bench: Bench) -> None:
    events = bench.run("te_event_info", window="60d", te_token="te-sandbox-weak")["events"]
    assert {event["actor_id"] for event in events} <= {"246"}
    result = bench.run("te_event_info", window="60d", te_token="te-sandbox-weak", all_account_groups=True)
    assert result["failed"] and result["error"]["status"] == 403


@pytest.mark.parametrize("window", ["9999999w", "999999999999999999999s"])
def test_a_window_before_all_logs_is_no_fault_of_the_server(bench: Bench, window: str) -> None:
    result = bench.run("te_event_info", window=window)
    assert result["failed"] and f"window: '{window}' leads to a time outside" in result["msg"] and result["journal"] == []


@pytest.mark.parametrize("date", ["yesterday", "", None, 7, "2026-13-45T00:00:00Z"])
def test_an_event_whose_time_cannot_be_read_is_no_fault_of_the_user(bench: Bench, rewritten: Rewritten, date: Any) -> None:
    rewritten["GET /audit-user-events"] = lambda data: {**data, "auditEvents": [{**auditEvent, "date": date} for auditEvent in data["auditEvents"]]}
    result = bench.run("te_event_info", window="60d")
    assert result["failed"] and "ThousandEyes: GET /audit-user-events " in result["msg"] and "2026-11-02" not in result["msg"]


def test_the_range_may_be_left_out_and_is_told(bench: Bench, wire: Wire) -> None:
    everything = bench.run("te_event_info")
    assert everything.get("msg") is None and len(everything["events"]) >= len(bench.run("te_event_info", window="52w")["events"]) > 0
    assert wire.of("GET")[0].query.startswith("useAllPermittedAids=false&max=500&window=52w") and "startDate" not in wire.of("GET")[0].query
    ranged = bench.run("te_event_info", start="2026-01-01", end="2026-02-01")
    assert (ranged["start_date"], ranged["end_date"]) == ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")


@pytest.mark.parametrize("ahead", [-7200, 7200])
def test_a_window_is_that_of_the_servers_clock(bench: Bench, ahead: int) -> None:
    bench.run("te_role", name="Now", permissions=["REPORT_READ"])
    server = bench.sandbox.platform("thousandeyes")
    server.clock = lambda: bench.clock.now() + 1
    bench.clock.time += ahead
    server.clock = lambda: bench.clock.time - ahead + 1
    assert "Role created." in [event["type"] for event in bench.run("te_event_info", window="1h")["events"]]

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Segment's groups: the paths and shapes on the wire, members by address, half-made and double groups; roles and the audit trail."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness import Bench
from tests.sandbox.segment.data import ROLES, WORKSPACE
from tests.unit.platforms.conftest import Wire

RAVI, INVITEE = "ravi.stone@harbor.example", "pat+segment@harbor.example"
READ = {"role": "Source Read-only", "resources": [{"type": "WORKSPACE"}]}
SPACE = {"id": WORKSPACE["id"], "type": "WORKSPACE"}
NIGHT: dict[str, Any] = {"name": "Night shift", "permissions": [READ], "members": [RAVI, INVITEE]}


def stored(bench: Bench, name: str = "Night shift") -> list[dict[str, Any]]:
    return [group for group in bench.sandbox.platform("segment").state()["groups"] if group["name"] == name]


@pytest.fixture
def group(bench: Bench) -> dict[str, Any]:
    return dict(bench.run("segment_group", **NIGHT)["group"])


# -- groups ----------------------------------------------------------------------------------------------------------------------------


def test_a_group_is_made_in_three_requests(bench: Bench, wire: Wire) -> None:
    result = bench.run("segment_group", **NIGHT)
    id_ = result["group"]["id"]
    assert wire.writes == ["POST /groups", f"PUT /group/{id_}/users", f"PUT /groups/{id_}/permissions"]
    bodies = [request.body for request in wire.sent if request.method != "GET"]
    assert bodies == [
        {"name": "Night shift"}, {"emails": sorted([RAVI, INVITEE])}, {"permissions": [{"roleId": ROLES["Source Read-only"], "resources": [SPACE]}]},
    ]
    assert result["group"]["members"] == sorted([RAVI, INVITEE]) and result["group"]["member_count"] == 2
    (one,) = stored(bench)
    assert sorted(one["emails"]) == sorted([RAVI, INVITEE])


def test_a_name_alone_is_one_request(bench: Bench, wire: Wire) -> None:
    bench.run("segment_group", name="Plain")
    assert wire.writes == ["POST /groups"]
    bench.run("segment_group", name="Plainer", members=[], permissions=[])
    assert wire.writes == ["POST /groups"]


def test_members_are_emptied_added_and_removed(bench: Bench, wire: Wire, group: dict[str, Any]) -> None:
    singular, plural = f"/group/{group['id']}/users", f"/groups/{group['id']}/users"
    bench.run("segment_group", name="Night shift", members=["Mona.Berg@harbor.example", RAVI.upper()], membership="add")
    (post,) = wire.of("POST")
    assert (post.path, post.body) == (plural, {"emails": ["mona.berg@harbor.example"]})
    bench.run("segment_group", name="Night shift", members=[INVITEE.upper(), "nobody@x.example"], membership="remove")
    assert [(item.path, item.query) for item in wire.of("DELETE")] == [(singular, "emails.0=pat%2Bsegment%40harbor.example")]
    bench.run("segment_group", name="Night shift", members=[])
    assert [(item.path, item.body) for item in wire.of("PUT")] == [(singular, {"emails": []})]
    assert stored(bench)[0]["emails"] == []


def test_odd_addresses_survive(bench: Bench, group: dict[str, Any]) -> None:
    odd = ["a+b.c@x.example", "zoë.päck@x.example", "o'neil_1%2@x.example", "straße@x.example"]
    for address in odd:
        assert bench.run("segment_invite", email=address)["action"] == "invited"
    bench.run("segment_group", name="Night shift", members=[address.upper() if address.isascii() else address for address in odd])
    assert sorted(stored(bench)[0]["emails"]) == sorted(odd)
    assert bench.run("segment_group_info", name="Night shift")["groups"][0]["members"] == sorted(odd)
    assert bench.run("segment_group", name="Night shift", members=odd)["changed"] is False
    bench.run("segment_group", name="Night shift", members=odd[:3], membership="remove")
    assert stored(bench)[0]["emails"] == odd[3:]


def test_long_lists_go_in_parts(bench: Bench, wire: Wire, group: dict[str, Any]) -> None:
    platform = bench.sandbox.platform("segment")
    platform.configure({"page_cap": 1000})
    crowd = [f"p{number:03}@x.example" for number in range(230)]
    for address in crowd:
        platform._invite(address, [])
    bench.run("segment_group", name="Night shift", members=crowd)
    assert [len(item.body["emails"]) for item in wire.of("POST")] == [200, 30]
    assert sorted(stored(bench)[0]["emails"]) == crowd
    bench.run("segment_group", name="Night shift", members=crowd[:45], membership="remove")
    assert [item.query.count("emails.") for item in wire.of("DELETE")] == [20, 20, 5]
    assert sorted(stored(bench)[0]["emails"]) == crowd[45:]


def test_a_stranger_fails_before_any_write(bench: Bench) -> None:
    for params in ({**NIGHT, "members": [RAVI, "stranger@x.example"]}, {"name": "Analysts", "members": ["stranger@x.example"], "membership": "add"}):
        result = bench.run("segment_group", **params)
        assert result["failed"] and "has no member and no pending invite stranger@x.example" in result["msg"] and "Invite them first" in result["msg"]
        assert result["writes"] == []


def test_permissions_are_added_and_taken(bench: Bench, wire: Wire, group: dict[str, Any]) -> None:
    path = f"/groups/{group['id']}/permissions"
    more = {"role": "Source Admin", "resources": [{"type": "SOURCE", "id": "src-web"}]}
    bench.run("segment_group", name="Night shift", permissions=[more, READ], membership="add")
    (post,) = wire.of("POST")
    assert (post.path, post.body) == (path, {"permissions": [{"roleId": ROLES["Source Admin"], "resources": [{"type": "SOURCE", "id": "src-web"}]}]})
    bench.run("segment_group", name="Night shift", permissions=[READ], membership="remove")
    assert wire.writes == [f"PUT {path}"]
    assert bench.run("segment_group_info", name="Night shift")["groups"][0]["permissions"] == [{**more, "role_id": ROLES["Source Admin"]}]
    result = bench.run("segment_group", name="Night shift", permissions=[])
    assert result["failed"] and "must contain at least 1 items" in result["msg"]


@pytest.mark.parametrize("kind", ["status", "lost_response", "reset"])
@pytest.mark.parametrize("path", ["/users$", "/permissions$"])
def test_a_half_made_group_is_completed_and_not_made_again(bench: Bench, kind: str, path: str) -> None:
    bench.fault(kind=kind, status=403, platform="segment", method="PUT", path=path, times=0)
    result = bench.run("segment_group", **NIGHT)
    assert len(stored(bench)) == 1
    if kind == "lost_response":  # everything was carried out, and is read again
        assert result["action"] == "created"
    else:
        assert result["failed"] and result["changed"] is True
    if kind == "status":
        assert "already exists: the next run completes it" in result["msg"]
    bench.fault(kind="delay")
    assert bench.run("segment_group", **NIGHT)["action"] == ("none" if kind == "lost_response" else "updated")
    (one,) = stored(bench)
    assert sorted(one["emails"]) == sorted([RAVI, INVITEE]) and len(one["policies"]) == 1
    assert bench.run("segment_group", **NIGHT)["changed"] is False


def test_a_lost_answer_to_the_first_request_makes_no_second_group(bench: Bench) -> None:
    bench.fault(kind="lost_response", platform="segment", method="POST", path="/groups$")
    assert bench.run("segment_group", **NIGHT)["action"] == "created"
    assert [len(entry["emails"]) for entry in stored(bench)] == [2]


def test_several_groups_of_a_name_are_refused_with_their_ids(bench: Bench) -> None:
    bench.configure("segment", duplicate_group_names=True)
    ids = sorted(group["id"] for group in stored(bench, "Analysts"))
    for state in ("present", "absent"):
        result = bench.run("segment_group", name="Analysts", state=state)
        assert result["failed"] and f"2 groups with the name 'Analysts' (ids {', '.join(ids)})" in result["msg"] and result["writes"] == []
    assert bench.run("segment_group", id=ids[0], name="Analysts of old")["action"] == "updated"
    assert bench.run("segment_group", name="Analysts", members=[])["changed"] in (True, False)


def test_a_group_is_renamed_by_its_id(bench: Bench, wire: Wire, group: dict[str, Any]) -> None:
    assert bench.run("segment_group", id=group["id"], name="Late shift")["action"] == "updated"
    assert wire.writes == [f"PATCH /groups/{group['id']}"]
    assert len(stored(bench, "Late shift")) == 1 and stored(bench) == []


def test_a_deletion_shows_who_loses_what(bench: Bench, wire: Wire, group: dict[str, Any]) -> None:
    result = bench.run("segment_group", name="NIGHT shift", state="absent")
    assert wire.writes == [f"DELETE /groups/{group['id']}"]
    assert result["diff"]["before"]["members"] == sorted([RAVI, INVITEE]) and result["diff"]["after"] == {}
    assert stored(bench) == []


def test_the_listing_reads_members_on_demand(bench: Bench, wire: Wire) -> None:
    bench.configure("segment", page_cap=100)
    groups = bench.run("segment_group_info")["groups"]
    assert wire.calls == ["GET /groups"]
    assert [entry["name"] for entry in groups] == ["Analysts", "Engineers", "Privacy"] and "members" not in groups[0]
    groups = bench.run("segment_group_info", details=True)["groups"]
    assert len(wire.calls) == 1 + 2 * 3
    assert "invitee2@harbor.example" in groups[0]["members"]
    assert bench.run("segment_group_info", name="analysts")["groups"] == groups[:1]
    assert bench.run("segment_group_info", id=groups[1]["id"])["groups"] == groups[1:2]
    assert bench.run("segment_group_info", id="nope")["groups"] == bench.run("segment_group_info", name="nope")["groups"] == []


@pytest.mark.parametrize("status", [400, 403])
@pytest.mark.parametrize("task", [("segment_group", NIGHT), ("segment_group_info", {}), ("segment_group", {"name": "Night shift", "state": "absent"})], ids=str)
def test_a_plan_without_groups_is_told_in_the_servers_words(bench: Bench, status: int, task: tuple[str, dict[str, Any]]) -> None:
    bench.configure("segment", plan="team", plan_error_status=status)
    result = bench.run(task[0], **task[1])
    assert result["failed"] and "Your plan does not include User Groups. Contact sales to upgrade to business tier." in result["msg"]
    assert "need Segment's Business plan" in result["hint"]
    assert result["writes"] == []


# -- roles -----------------------------------------------------------------------------------------------------------------------------


def test_roles_are_read_over_all_pages(bench: Bench) -> None:
    roles = bench.run("segment_role_info")["roles"]
    assert {role["name"]: role["id"] for role in roles} == ROLES
    assert roles[0]["description"]
    assert bench.run("segment_role_info", name="source admin")["roles"] == [role for role in roles if role["name"] == "Source Admin"]
    assert bench.run("segment_role_info", id=ROLES["PII Access"])["roles"][0]["name"] == "PII Access"
    assert bench.run("segment_role_info", name="Captain")["roles"] == bench.run("segment_role_info", id="nope")["roles"] == []
    bench.configure("segment", duplicate_role_names=True)
    assert len(bench.run("segment_role_info", name="Source Read-only")["roles"]) == 2


# -- audit trail -----------------------------------------------------------------------------------------------------------------------


def test_events_are_complete_and_newest_last(bench: Bench, wire: Wire) -> None:
    bench.run("segment_group", **NIGHT)
    events = bench.run("segment_event_info", window="90d")["events"]
    assert len(wire.calls) > 1  # pages
    state = [event for event in bench.sandbox.platform("segment").state()["events"] if event["timestamp"] >= events[0]["time"]]
    assert [entry["id"] for entry in events] == [entry["id"] for entry in state]
    assert [entry["time"] for entry in events] == sorted(entry["time"] for entry in events)
    assert events[-1] == {
        "time": state[-1]["timestamp"][:19] + "Z", "type": "Policy Deleted", "id": state[-1]["id"], "actor": "public-api-token/HrbrTok1",
        "actor_type": "public-api-token", "actor_id": "HrbrTok1", "actor_email": None,
        "resource_type": "group", "resource_id": stored(bench)[0]["id"], "resource_name": "Night shift",
    }


def test_events_are_filtered_by_time_and_resource_on_the_server(bench: Bench, wire: Wire) -> None:
    bench.run("segment_group", **NIGHT)
    id_ = stored(bench)[0]["id"]
    events = bench.run("segment_event_info", window="1h", resource_type="group", resource_id=id_)["events"]
    assert {event["resource_id"] for event in events} == {id_} and len(events) == 6
    assert f"resourceId={id_}" in wire.sent[0].query and "resourceType=group" in wire.sent[0].query and "startTime=" in wire.sent[0].query
    assert bench.run("segment_event_info", start="2026-11-01", end="2026-11-01T00:00:01Z", resource_id=id_)["events"] == []
    assert "endTime=" in wire.sent[0].query


def test_events_are_filtered_by_text_and_actor(bench: Bench) -> None:
    bench.run("segment_group", **NIGHT)
    made = bench.run("segment_event_info", window="90d", types=["user group created"], actors=["hrbrtok1"])["events"]
    assert [entry["resource_name"] for entry in made] == ["Night shift"]
    by_owner = bench.run("segment_event_info", window="90d", actors=["OWNER@harbor.example"])["events"]
    assert {entry["actor_email"] for entry in by_owner} == {"owner@harbor.example"}


def test_events_are_collected_once(bench: Bench) -> None:
    first = bench.run("segment_event_info", window="90d")
    assert bench.run("segment_event_info", since=first["cursor"])["events"] == []
    bench.clock.time += 5
    bench.run("segment_group", name="Plain")
    again = bench.run("segment_event_info", since=first["cursor"])
    assert [event["type"] for event in again["events"]] == ["User Group Created", "Policy Created"]
    assert bench.run("segment_event_info", since=again["cursor"])["events"] == []
    result = bench.run("segment_event_info", since=again["cursor"], resource_type="group")
    assert result["failed"] and "another part of the log" in result["msg"]

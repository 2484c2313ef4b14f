# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Segment's people, several at a time: how many requests it takes, batches that fail, groups by group, the last owner."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.harness import Bench
from tests.sandbox.segment.data import OWNER, SECOND_OWNER
from tests.unit.platforms.conftest import Wire

READ = [{"role": "Source Read-only", "resources": [{"type": "WORKSPACE"}]}]
OWN = [{"role": "Workspace Owner", "resources": [{"type": "WORKSPACE"}]}]


def crowd(count: int, **more: Any) -> list[dict[str, Any]]:
    return [{"email": f"p{number:03}@x.example", "permissions": READ, **more} for number in range(count)]


def state(bench: Bench) -> dict[str, Any]:
    found: dict[str, Any] = bench.sandbox.platform("segment").state()
    return found


def invited(bench: Bench) -> set[str]:
    return {invite["email"] for invite in state(bench)["invites"]}


def group(bench: Bench, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(entry for entry in state(bench)["groups"] if entry["name"] == name)
    return found


@pytest.fixture
def wide(bench: Bench) -> Bench:
    """Pages as long as they may be."""
    bench.configure("segment", page_cap=1000)
    return bench


# -- how many requests ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "calls"), [(None, 3), (100, 5), (50, 10)])
def test_onboarding_500_people(wide: Bench, wire: Wire, size: int | None, calls: int) -> None:
    names = ("Analysts", "Engineers", "Privacy", "Night shift", "Late shift")
    for name in names[3:]:
        wide.run("segment_group", name=name)
    users = [{**one, "groups": [names[number % 5]]} for number, one in enumerate(crowd(500))]
    result = wide.run("segment_users", users=users, **({"batch_size": size} if size else {}))
    assert result.get("msg") is None
    assert Counter(user["action"] for user in result["users"]) == {"invited": 500}
    groups = 5 * (100 // (size or 200) or 1)
    assert Counter(wire.writes) == {"POST /invites": calls, **{f"POST /groups/{group(wide, name)['id']}/users": groups // 5 for name in names}}
    reads = Counter(call for call in wire.calls if call.startswith("GET"))
    # Each group that was written is read back: its answer tells nothing of each person.
    back = {f"GET /groups/{group(wide, name)['id']}/{kind}": 1 for name in names for kind in ("users", "invites")}
    assert reads == {"GET /users": 1, "GET /invites": 1, "GET /roles": 1, "GET /groups": 1, "GET /": 1, **back}
    assert result["requests"] == calls + groups + 5 + len(back)
    assert {user["email"] for user in users} <= invited(wide)
    assert set(group(wide, "Late shift")["emails"]) == {user["email"] for user in users[4::5]}


def test_an_unchanged_run_reads_each_list_once(wide: Bench, wire: Wire) -> None:
    wide.configure("segment", segment_accounts=[person["email"] for person in crowd(5)])
    users = crowd(12, groups=["Analysts", "Privacy"])
    wide.run("segment_users", users=users)
    result = wide.run("segment_users", users=users[::-1])
    assert (result["changed"], result["writes"]) == (False, [])
    reads = Counter(wire.calls)
    members = [f"GET /users/{user['id']}" for user in state(wide)["users"] if user["email"].startswith("p0")]
    groups = [f"GET /groups/{entry['id']}/{kind}" for entry in state(wide)["groups"] for kind in ("users", "invites")]
    assert reads == Counter(["GET /users", "GET /invites", "GET /roles", "GET /groups", "GET /", *members, *groups])
    assert len(result["notes"]) == 7 and "cannot be read, so it was not compared" in result["notes"][0]


def test_groups_alone_need_no_details_of_people(wide: Bench, wire: Wire) -> None:
    users = [{"email": user["email"], "groups": ["Privacy"]} for user in state(wide)["users"][2:9]]
    result = wide.run("segment_users", users=users, membership="add")
    assert len(wire.of("GET")) == 2 + 1 + 2 * 3 + 2  # the lists, the groups, who is in each, and in the one that was written
    assert wire.writes == [f"POST /groups/{group(wide, 'Privacy')['id']}/users"]
    assert all(user["action"] in ("updated", "none") for user in result["users"])
    assert {user["email"] for user in users} <= set(group(wide, "Privacy")["emails"])


def test_removals_go_by_twenties(wide: Bench, wire: Wire) -> None:
    wide.configure("segment", segment_accounts=[person["email"] for person in crowd(25)])
    users = crowd(70)
    wide.run("segment_users", users=users)
    gone = [{"email": user["email"], "state": "absent"} for user in users]
    check = wide.run("segment_users", check=True, users=gone, max_removals=100)
    assert check["writes"] == []
    result = wide.run("segment_users", users=gone, max_removals=100)
    assert check["diff"] == result["diff"]
    assert Counter(wire.writes) == {"DELETE /users": 2, "DELETE /invites": 3}
    assert [item.query.count("emails.") or item.query.count("userIds.") for item in wire.of("DELETE")] == [20, 5, 20, 20, 5]
    assert not any(user["email"].startswith("p0") for user in (*state(wide)["users"], *state(wide)["invites"]))


def test_groups_are_left_and_joined_group_by_group(wide: Bench, wire: Wire) -> None:
    users = crowd(30, groups=["Analysts", "Privacy"])
    wide.run("segment_users", users=users)
    analysts, engineers = group(wide, "Analysts")["id"], group(wide, "Engineers")["id"]
    before = group(wide, "Analysts")["emails"]
    result = wide.run("segment_users", users=[{"email": user["email"], "groups": ["Privacy", "Engineers"]} for user in users])
    assert {user["action"] for user in result["users"]} == {"updated"} and result["users"][0]["groups"] == ["Engineers", "Privacy"]
    assert wire.writes == [f"POST /groups/{engineers}/users", f"DELETE /group/{analysts}/users", f"DELETE /group/{analysts}/users"]
    assert group(wide, "Analysts")["emails"] == [email for email in before if not email.startswith("p0")]
    again = wide.run("segment_users", users=[{"email": user["email"], "groups": ["Privacy", "Engineers"]} for user in users])
    assert (again["changed"], again["writes"]) == (False, [])


def test_a_limit_is_waited_for_before_it_is_hit_and_for_its_operation_alone(wide: Bench, wire: Wire) -> None:
    wide.configure("segment", rate_limit=60, read_rate_limit=200, segment_accounts=[person["email"] for person in crowd(130)])
    wide.run("segment_users", users=crowd(130, permissions=[]))
    wide.clock.time += 60
    result = wide.run("segment_users", users=crowd(130))
    assert {user["action"] for user in result["users"]} == {"updated"} and len(wire.of("PUT")) == 130
    assert [entry for entry in result["journal"] if entry["status"] == 429] == []
    assert 60 < result["waited"] <= 120  # twice until the writes count anew; reads are not held back
    result = wide.run("segment_users", users=crowd(200, permissions=[]), retry_budget=10, max_removals=-1)
    assert result["failed"] and "longer than retry_budget allows" in result["msg"]


def test_the_groups_of_new_people_are_read_again_once(wide: Bench, wire: Wire) -> None:
    result = wide.run("segment_users", users=[{**one, "groups": ["Analysts"]} for one in crowd(1300)])
    assert result.get("msg") is None
    calls = [call for call in wire.calls if f"/groups/{group(wide, 'Analysts')['id']}/" in call]
    assert calls[:7] == [f"POST /groups/{group(wide, 'Analysts')['id']}/users"] * 7
    assert sum(call.startswith("GET") and call.partition("?")[0].endswith("/users") for call in calls[7:]) == 1, calls


def test_a_batch_that_is_too_large_goes_in_halves(wide: Bench, wire: Wire) -> None:
    result = wide.run("segment_users", users=crowd(500), batch_size=500)
    assert result.get("msg") is None and {user["action"] for user in result["users"]} == {"invited"}
    assert [len(item.body["invites"]) for item in wire.of("POST")] == [500, 250, 125, 125, 250, 125, 125]
    result = wide.run("segment_users", users=[{"email": person["email"], "groups": ["Privacy"]} for person in crowd(500)], batch_size=500)
    assert [len(item.body["emails"]) for item in wire.of("POST")] == [500, 250, 125, 125, 250, 125, 125]
    assert {user["action"] for user in result["users"]} == {"updated"} and len(group(wide, "Privacy")["emails"]) > 500
    result = wide.run("segment_users", users=crowd(3), batch_size=-1)
    assert result["failed"] and "batch_size is -1" in result["msg"] and result["journal"] == []


# -- batches that fail ---------------------------------------------------------------------------------------------------------------------


def quicker(bench: Bench, monkeypatch: pytest.MonkeyPatch, *emails: str) -> None:
    """Somebody else invites these after the lists were read."""
    platform = bench.sandbox.platform("segment")
    create = platform.create_invites

    def late(request: Any) -> Any:
        for email in emails:
            if email not in invited(bench):
                platform._invite(email, [])
        return create(request)

    monkeypatch.setattr(platform, "create_invites", late)


def test_a_batch_with_somebody_invited_already_is_sent_again_without_them(wide: Bench, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    quicker(wide, monkeypatch, "p003@x.example", "p012@x.example")
    result = wide.run("segment_users", users=crowd(20, groups=["Privacy"]))
    assert result.get("msg") is None
    actions = {user["email"]: user["action"] for user in result["users"]}
    assert actions == {person["email"]: "invited" for person in crowd(20)} | {"p003@x.example": "updated", "p012@x.example": "updated"}  # the group
    assert [len(item.body["invites"]) for item in wire.of("POST", "/invites")] == [20, 18]
    assert Counter(call for call in wire.calls if call in ("GET /users", "GET /invites")) == {"GET /users": 2, "GET /invites": 2}
    assert set(group(wide, "Privacy")["emails"]) >= {person["email"] for person in crowd(20)}


def test_one_at_fault_does_not_keep_the_others_out(wide: Bench, wire: Wire) -> None:
    users = crowd(20)
    users[7] = {**users[7], "permissions": [{"role": "Source Read-only", "resources": [{"type": "SOURCE", "id": "src-nope"}]}]}
    result = wide.run("segment_users", users=users)
    assert result["failed"] and result["msg"].startswith("1 of 20 users failed, the rest is done") and "does not exist" in result["msg"]
    assert Counter(user["action"] for user in result["users"]) == {"invited": 19, "failed": 1}
    assert len(wire.of("POST", "/invites")) < 12  # halves, not one by one
    assert {user["email"] for user in users} - {users[7]["email"]} <= invited(wide)


def test_a_lost_answer_to_a_batch_is_looked_up_in_one_listing(wide: Bench, wire: Wire) -> None:
    wide.fault(kind="lost_response", platform="segment", method="POST", path="/invites$")
    result = wide.run("segment_users", users=crowd(20))
    assert result.get("msg") is None and {user["action"] for user in result["users"]} == {"invited"}
    assert len(wire.of("POST")) == 1
    assert Counter(call for call in wire.calls if call in ("GET /users", "GET /invites")) == {"GET /users": 2, "GET /invites": 2}
    wide.fault(kind="reset", platform="segment", method="POST", path="/invites$")
    result = wide.run("segment_users", users=[{"email": "q@x.example"}, {"email": "r@x.example"}])
    assert result["failed"] and "not there; nothing was repeated" in result["msg"]


def test_a_lost_answer_of_a_group_is_made_good(wide: Bench) -> None:
    wide.fault(kind="reset", platform="segment", method="POST", path="/groups/.*/users$")
    result = wide.run("segment_users", users=crowd(5, groups=["Privacy"]))
    assert result.get("msg") is None
    assert set(group(wide, "Privacy")["emails"]) >= {person["email"] for person in crowd(5)}


def test_who_is_invited_and_not_in_the_group_is_told(wide: Bench, wire: Wire) -> None:
    wide.fault(kind="status", status=403, platform="segment", method="POST", path="/groups/.*/users$", times=0)
    result = wide.run("segment_users", users=crowd(5, groups=["Privacy"]))
    assert result["failed"] and "5 of 5 users failed" in result["msg"] and "but the person was not added to the group 'Privacy'" in result["msg"]
    assert "is invited, and the mail was sent" in result["msg"] and result["changed"] is True and all(user["changed"] for user in result["users"])
    assert len(wire.writes) == 2
    assert {person["email"] for person in crowd(5)} <= invited(wide)
    wide.fault(kind="delay")
    again = wide.run("segment_users", users=crowd(5, groups=["Privacy"]))
    assert {user["action"] for user in again["users"]} == {"updated"}


def test_after_a_refusal_of_the_token_nothing_more_is_sent(wide: Bench, wire: Wire) -> None:
    wide.configure("segment", token_access="member")
    result = wide.run("segment_users", users=crowd(500))
    assert result["failed"] and result["msg"].startswith("500 of 500 users failed") and "Workspace Owner" in result["msg"]
    assert len(wire.writes) == 1


def test_a_removal_that_meets_somebody_gone_removes_the_rest(wide: Bench, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    wide.configure("segment", segment_accounts=[person["email"] for person in crowd(10)], unknown_invite_status=404)
    wide.run("segment_users", users=crowd(20))
    platform = wide.sandbox.platform("segment")
    ids = {user["email"]: user["id"] for user in state(wide)["users"]}
    delete = platform.delete_users

    def late(request: Any) -> Any:
        platform.users.pop(ids["p003@x.example"], None)
        platform.invites = [invite for invite in platform.invites if invite["email"] != "p015@x.example"]
        return delete(request)

    monkeypatch.setattr(platform, "delete_users", late)
    result = wide.run("segment_users", users=[{"email": person["email"], "state": "absent"} for person in crowd(20)], max_removals=20)
    assert result.get("msg") is None and {user["action"] for user in result["users"]} == {"deleted"}
    assert not any(user["email"].startswith("p0") for user in (*state(wide)["users"], *state(wide)["invites"]))
    assert Counter(wire.writes) == {"DELETE /users": 2, "DELETE /invites": 2}


def test_a_404_is_looked_into_once_for_all_who_are_removed_and_believed_of_nobody(wide: Bench, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    wide.configure("segment", segment_accounts=[person["email"] for person in crowd(240)])
    wide.run("segment_users", users=crowd(240))
    leavers = [{"email": person["email"], "state": "absent"} for person in crowd(240)]
    wide.fault(kind="status", status=404, platform="segment", method="DELETE", path="/users", times=12)
    wire.sent.clear()
    result = wide.run("segment_users", users=leavers, max_removals=-1)
    assert {user["action"] for user in result["users"]} == {"deleted"} and not [user for user in state(wide)["users"] if user["email"].endswith("@x.example")]
    read = Counter(request["path"] if request["path"].count("/") == 1 else "/users/ID" for request in result["journal"] if request["method"] == "GET")
    assert Counter(wire.writes) == {"DELETE /users": 24} and read["/users/ID"] == 240 and read["/users"] <= 6  # two pages, three times
    wide.run("segment_users", users=crowd(3))
    wide.fault(kind="status", status=404, platform="segment", method="DELETE", path="/users", times=0)
    kept = wide.run("segment_users", users=leavers[:3], max_removals=-1)
    assert kept["failed"] and kept["msg"].startswith("3 of 3 users failed")
    assert len([user for user in state(wide)["users"] if user["email"].endswith("@x.example")]) == 3


def test_who_accepts_an_invite_while_it_is_withdrawn_is_removed_as_a_member(wide: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    wide.configure("segment", unknown_invite_status=404)
    for count, done in ((1, False), (2, True)):
        wide.run("segment_users", users=crowd(count))
        platform = wide.sandbox.platform("segment")
        withdraw = platform.delete_invites

        def late(request: Any, platform: Any = platform, withdraw: Any = withdraw) -> Any:
            if any(invite["email"] == "p000@x.example" for invite in platform.invites):
                platform.accept("p000@x.example")
            return withdraw(request)

        monkeypatch.setattr(platform, "delete_invites", late)
        result = wide.run("segment_users", users=[{"email": person["email"], "state": "absent"} for person in crowd(count)])
        left = [entry["email"] for kind in ("users", "invites") for entry in state(wide)[kind] if entry["email"].endswith("@x.example")]
        assert (result.get("failed") is None) is done and left == ([] if done else ["p000@x.example"]), result
        monkeypatch.setattr(platform, "delete_invites", withdraw)
        wide.run("segment_users", users=[{"email": "p000@x.example", "state": "absent"}])


def test_blanks_around_an_address_are_removed_once_for_all_that_it_goes_to(wide: Bench) -> None:
    address = wide.run("segment_user", email=" p000@x.example ", permissions=READ, groups=["Analysts"])["user"]["email"]
    assert address == "p000@x.example" and wide.run("segment_user", email="p000@x.example", groups=["Analysts"])["changed"] is False
    assert wide.run("segment_users", users=[{"email": "\tp000@X.example", "permissions": READ, "groups": ["Analysts"]}]).get("changed") is False


# -- who is kept ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", ["segment_user", "segment_users", "roster"])
@pytest.mark.parametrize("fault", [None, 403])
def test_an_open_invite_of_a_member_goes_with_the_member(bench: Bench, module: str, fault: int | None) -> None:
    """As of somebody who came by single sign-on: accepted later, it would give access again."""
    segment = bench.sandbox.platform("segment")
    segment._invite("Zed@x.example", [])
    segment._join("zed@x.example", [])
    means: dict[str, Any] = {
        "segment_user": {"email": "zed@x.example", "state": "absent"}, "segment_users": {"users": [{"email": "zed@x.example", "state": "absent"}]},
        "roster": {"people": [{"email": "zed@x.example", "ends": "2020-01-01"}], "platforms": ["segment"]},
    }[module]
    plan = bench.run(module, check=True, **means)
    if fault is not None:
        bench.fault(kind="status", status=fault, platform="segment", method="DELETE", path="/invites", times=0)
        result = bench.run(module, **means)
        assert result["failed"] and result["changed"] is True and "Zed@x.example" in invited(bench), result["msg"]
        bench.fault(kind="status", status=fault, platform="nowhere", times=0)
    else:
        result = bench.run(module, **means)
        assert (result["changed"], result["diff"]) == (plan["changed"], plan["diff"]) and len(result["writes"]) == 2
        if module == "roster":
            assert plan["plan"]["counts"]["segment"]["requests"] == 2
    again = bench.run(module, **means)
    assert again["changed"] is (fault is not None) and "Zed@x.example" not in invited(bench)


@pytest.mark.parametrize("module", ["segment_user", "segment_users", "roster"])
@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("fault", [{"kind": "status", "status": 403}, {"kind": "status", "status": 404}, {"kind": "status", "status": 422},
                                   {"kind": "status", "status": 500}, {"kind": "reset"}, {"kind": "status", "status": 404, "times": 1}])
def test_members_whose_open_invites_stay_are_changed_all_the_same(bench: Bench, module: str, number: int, fault: dict[str, Any]) -> None:
    """They are removed before, so that the errors of their invites must not say that nothing has happened."""
    segment = bench.sandbox.platform("segment")
    people = ["yed@x.example", "zed@x.example"][:1 if module == "segment_user" else number]
    for email in people:
        segment._invite(email, [])
        segment._join(email, [])
    means: dict[str, Any] = {
        "segment_user": {"email": people[0], "state": "absent"}, "segment_users": {"users": [{"email": email, "state": "absent"} for email in people]},
        "roster": {"people": [{"email": email, "ends": "2020-01-01"} for email in people], "platforms": ["segment"]},
    }[module]
    bench.fault(**{"platform": "segment", "method": "DELETE", "path": "/invites", "times": 0, **fault})
    result = bench.run(module, **means)
    assert result["failed"] and result["changed"] is True and not set(people) & {entry["email"] for entry in state(bench)["users"]}, result.get("msg")
    assert set(people) & set(invited(bench)) and "The member is removed, but the open invite" in str(result)
    assert [entry["path"] for entry in result["writes"]].count("/users") == 1
    bench.fault(kind="status", platform="nowhere", times=0)
    again = bench.run(module, **means)
    assert again.get("failed") is None and again["changed"] is True and not set(people) & set(invited(bench)), again.get("msg")


def test_pruning_removes_members_and_invites(wide: Bench) -> None:
    members, invites = ([entry["email"] for entry in state(wide)[kind]] for kind in ("users", "invites"))
    stay = [*members[:-1], *invites[:-2]]
    result = wide.run("segment_users", users=[{"email": invites[-1]}], prune=True, protect=[email.upper() for email in stay])
    assert {user["email"] for user in result["users"] if user["action"] == "deleted"} == {members[-1], invites[-2]}
    assert {entry["email"] for kind in ("users", "invites") for entry in state(wide)[kind]} == {*stay, invites[-1]}


def owners(bench: Bench) -> list[str]:
    users = bench.run("segment_user_info", effective=True)["users"]
    return [user["email"] for user in users if "Workspace Owner" in {grant["role"] for grant in user["effective"]}]


def test_the_last_owners_are_kept(wide: Bench, wire: Wire) -> None:
    everybody = owners(wide)
    assert len(everybody) > 2 and {OWNER, SECOND_OWNER} < set(everybody)
    wide.run("segment_users", users=[{"email": email, "permissions": READ} for email in everybody[2:]])
    assert owners(wide) == [OWNER, SECOND_OWNER]
    gone = [{"email": email, "state": "absent"} for email in (OWNER, SECOND_OWNER)]
    for users in (gone, [gone[0], {"email": SECOND_OWNER, "permissions": READ}]):
        for check in (True, False):
            result = wide.run("segment_users", check=check, users=users)
            assert result["failed"] and "without an owner: ada.quist@harbor.example, owner@harbor.example are the last ones" in result["msg"]
            assert result["writes"] == []
    result = wide.run("segment_users", users=[{"email": "ravi.stone@harbor.example"}], prune=True, max_removals=100)
    assert result["failed"] and "without an owner" in result["msg"] and result["writes"] == []
    assert wide.run("segment_users", users=gone[1:])["changed"] is True
    for params in ({"state": "absent"}, {"permissions": READ}, {"permissions": OWN, "membership": "remove"}):
        result = wide.run("segment_user", email=OWNER, **params)
        assert result["failed"] and "owner@harbor.example is the last one" in result["msg"] and result["writes"] == []


def test_an_owner_by_a_group_counts(wide: Bench) -> None:
    everybody = owners(wide)
    wide.run("segment_group", name="Owners", permissions=OWN, members=["ravi.stone@harbor.example", "invitee1@harbor.example"])
    wide.run("segment_users", users=[{"email": email, "permissions": READ} for email in everybody if email != OWNER])
    assert owners(wide) == [OWNER, "ravi.stone@harbor.example", "invitee1@harbor.example"]
    wide.configure("segment", protect_owners=False)
    assert wide.run("segment_user", email=OWNER, state="absent")["changed"] is True
    for params in ({"state": "absent"}, {"groups": []}):
        result = wide.run("segment_user", email="ravi.stone@harbor.example", **params)
        assert result["failed"] and "ravi.stone@harbor.example is the last one" in result["msg"] and result["writes"] == []


@pytest.fixture
def by_group(wide: Bench) -> Bench:
    """Ravi owns the workspace by a group, and nobody else does; somebody who is invited would."""
    everybody = owners(wide)
    wide.run("segment_group", name="Owners", permissions=[*OWN, *READ], members=["ravi.stone@harbor.example", "invitee1@harbor.example"])
    wide.configure("segment", protect_owners=False)
    wide.run("segment_users", users=[{"email": email, "permissions": READ} for email in everybody])
    assert owners(wide) == ["ravi.stone@harbor.example", "invitee1@harbor.example"]
    return wide


@pytest.mark.parametrize("desired", [
    {"state": "absent"}, {"permissions": READ}, {"permissions": OWN, "membership": "remove"}, {"members": []},
    {"members": ["invitee1@harbor.example"]}, {"members": ["Ravi.Stone@harbor.example"], "membership": "remove"},
])
def test_a_group_that_makes_the_last_owner_goes_on_to_do_so(by_group: Bench, desired: dict[str, Any]) -> None:
    for check in (True, False):
        result = by_group.run("segment_group", check=check, name="Owners", **desired)
        assert result["failed"] and "without an owner: only the group Owners makes people owners (ravi.stone@harbor.example)" in result["msg"]
        assert result["writes"] == []
    by_group.run("segment_user", email=SECOND_OWNER, permissions=OWN)
    assert by_group.run("segment_group", name="Owners", **desired)["changed"] is True


@pytest.mark.parametrize("desired", [
    [{"name": "Owners", "state": "absent"}, {"name": "Chiefs", "state": "absent"}],
    [{"name": "Owners", "members": []}, {"name": "Chiefs", "permissions": READ}],
])
def test_groups_that_together_make_the_last_owner_are_asked_about_together(by_group: Bench, desired: list[dict[str, Any]]) -> None:
    by_group.run("segment_group", name="Chiefs", permissions=OWN, members=["ravi.stone@harbor.example"])
    for one in desired:  # the other one goes on to make the owner
        assert by_group.run("segment_groups", check=True, groups=[one]).get("msg") is None
    for check in (True, False):
        result = by_group.run("segment_groups", check=check, groups=desired)
        assert result["failed"] and "only the groups Chiefs, Owners make people owners (ravi.stone@harbor.example)" in result["msg"]
        assert result["writes"] == []


def test_a_group_of_owners_may_change_as_long_as_one_stays(by_group: Bench) -> None:
    by_group.run("segment_group", name="Owners", members=["ravi.stone@harbor.example", "mona.berg@harbor.example"])
    assert by_group.run("segment_group", name="Owners", members=["mona.berg@harbor.example"])["changed"] is True
    by_group.run("segment_group", name="Further owners", permissions=OWN, members=["ravi.stone@harbor.example"])
    assert by_group.run("segment_group", name="Owners", state="absent")["changed"] is True


def test_ownership_is_handed_over_in_one_run(wide: Bench) -> None:
    everybody = owners(wide)
    wide.run("segment_users", users=[{"email": email, "permissions": READ} for email in everybody if email != OWNER])
    wide.configure("segment", protect_owners=False)
    users = [{"email": OWNER, "state": "absent"}, {"email": SECOND_OWNER, "permissions": OWN}]
    assert wide.run("segment_users", users=users)["changed"] is True
    assert owners(wide) == [SECOND_OWNER]


def test_guarding_costs_little_where_nobody_owns_anything(wide: Bench, wire: Wire) -> None:
    wide.run("segment_user", email="ravi.stone@harbor.example", state="absent")
    assert len(wire.of("GET")) == 5  # the members, the invites, the one, the groups, and the one again, who has to be gone


# -- invites anew --------------------------------------------------------------------------------------------------------------------------


def test_invites_are_renewed_where_groups_show_that_they_are_outdated(wide: Bench, wire: Wire) -> None:
    first, second = "invitee1@harbor.example", "invitee2@harbor.example"  # the second one is in Analysts
    users = [{"email": email, "permissions": READ, "groups": ["Analysts"]} for email in (first, second)]
    result = wide.run("segment_users", users=users, reinvite="changed")
    assert [user["action"] for user in result["users"]] == ["reinvited", "none"]
    assert result["notes"] == [
        f"{first}: permissions: cannot be read, and is written anew as groups differ", f"{second}: permissions: cannot be read, so it was not compared",
    ]
    assert first in group(wide, "Analysts")["emails"]
    assert wide.run("segment_users", users=users, reinvite="changed")["changed"] is False


# -- members ---------------------------------------------------------------------------------------------------------------------------------


def test_permissions_of_members_are_shown_as_the_platform_answers(wide: Bench) -> None:
    wide.configure("segment", segment_accounts=[person["email"] for person in crowd(3)])
    wide.run("segment_users", users=crowd(3))
    more = [{"role": "PII Access", "resources": [{"type": "WORKSPACE"}]}]
    result = wide.run("segment_users", users=crowd(3, permissions=more), membership="add")
    shown = [user["permissions"] for user in result["users"]]
    assert all([grant["role"] for grant in entry] == ["PII Access", "Source Read-only"] for entry in shown)
    assert [user["permissions"] for user in wide.run("segment_user_info", details=True)["users"] if user["email"].startswith("p0")] == shown


def test_effective_access_tells_where_each_grant_comes_from(wide: Bench, wire: Wire) -> None:
    wide.configure("segment", segment_accounts=["p000@x.example"])
    labelled = [{"role": "Tracking Plan Admin", "resources": [{"type": "WORKSPACE", "labels": [{"key": "env", "value": "dev"}]}]}]
    wide.run("segment_users", users=crowd(1, permissions=[*READ, *labelled, *OWN], groups=["Analysts"]))
    (user,) = wide.run("segment_user_info", email="p000@x.example", effective=True)["users"]
    assert [(entry["role"], entry.get("labels"), entry["via"]) for entry in user["effective"]] == [
        ("Source Read-only", None, ["direct", "group:Analysts"]),
        ("Tracking Plan Admin", [{"key": "env", "value": "dev"}], ["direct", "group:Analysts"]),
        ("Workspace Owner", None, ["direct"]),
    ]
    assert (user["groups"], user["effective"][0]["type"], len(wire.calls)) == (["Analysts"], "WORKSPACE", 4)  # the list, the one, the groups of both kinds
    (pending,) = wide.run("segment_user_info", email="invitee2@harbor.example", effective=True)["users"]
    assert pending["permissions"] is None and {tuple(entry["via"]) for entry in pending["effective"]} == {("group:Analysts",)}
    everybody = wide.run("segment_user_info", effective=True)["users"]
    assert [session for session in everybody if session["email"] == "p000@x.example"] == [user]
    members = sum(session["status"] == "member" for session in everybody)
    assert len(wire.calls) == 2 + members + 1 + 2 * 3


# -- what an answer tells of each ----------------------------------------------------------------------------------------------------------------


def test_only_those_whom_the_answer_names_count_as_invited(wide: Bench, wire: Wire) -> None:
    wide.configure("segment", invites_taken=1)
    result = wide.run("segment_users", users=crowd(3))
    assert result["failed"] and [user["action"] for user in result["users"]] == ["invited", "failed", "failed"] and result["changed"] is True
    assert "does not contain p001@x.example" in result["msg"] and "is not there; nothing was repeated" in result["msg"]
    assert wire.writes == ["POST /invites"] and invited(wide) & {person["email"] for person in crowd(3)} == {"p000@x.example"}
    wide.configure("segment", invites_taken=None)
    assert [user["action"] for user in wide.run("segment_users", users=crowd(3))["users"]] == ["none", "invited", "invited"]


@pytest.mark.parametrize("taken", [None, 0, 2])
@pytest.mark.parametrize("answer", ["empty", "nothing"])
def test_an_answer_that_names_nobody_is_looked_into(wide: Bench, wire: Wire, answer: str, taken: int | None) -> None:
    wide.configure("segment", invites_answer=answer, invites_taken=taken)
    result = wide.run("segment_users", users=crowd(3, groups=["Privacy"]))
    there = {person["email"] for person in crowd(3 if taken is None else taken)}
    assert {user["email"] for user in result["users"] if user["action"] == "invited"} == there == {entry for entry in invited(wide) if entry.startswith("p0")}
    assert set(group(wide, "Privacy")["emails"]) >= there and wire.writes.count("POST /invites") == 1


def test_an_answer_may_spell_addresses_in_another_way(wide: Bench) -> None:
    wide.configure("segment", invites_answer="lower")
    people = [{**person, "email": person["email"].upper()} for person in crowd(3)]
    assert [user["action"] for user in wide.run("segment_users", users=people)["users"]] == ["invited"] * 3


def test_pending_invites_are_not_compared_with_what_nobody_can_read(wide: Bench) -> None:
    result = wide.run("segment_users", users=crowd(12))
    assert (result.get("msg"), result["warnings"]) == (None, [])
    assert {user["action"] for user in result["users"]} == {"invited"}


def test_members_of_a_group_are_read_back_and_not_taken_for_granted(wide: Bench) -> None:
    wide.configure("segment", joins_taken=2)
    result = wide.run("segment_users", users=crowd(3, groups=["Privacy"]))
    assert [user["action"] for user in result["users"]] == ["invited", "invited", "failed"]
    assert result["failed"] and "groups of the user still read differently. The user was created." in result["users"][2]["msg"]


@pytest.mark.parametrize("accounts", [[], [person["email"] for person in crowd(3)]], ids=["pending", "members"])
def test_removals_without_effect_are_no_success(wide: Bench, accounts: list[str]) -> None:
    wide.configure("segment", segment_accounts=accounts)
    wide.run("segment_users", users=crowd(3))
    wide.configure("segment", deletion="ignored")
    gone = [{"email": person["email"], "state": "absent"} for person in crowd(3)]
    result = wide.run("segment_users", users=gone)
    assert result["failed"] and "3 of 3 users failed" in result["msg"] and "is still listed" in result["msg"]
    result = wide.run("segment_user", **gone[0])
    assert result["failed"] and "but still shows the user" in result["msg"]
    if not accounts:
        assert wide.run("segment_invite", **gone[0])["failed"]
    assert wide.run("segment_group", name="Privacy", state="absent")["failed"]


def test_blanks_around_an_address_mean_nothing_in_invites_and_groups(wide: Bench, wire: Wire) -> None:
    for module, task in (
        ("segment_user", {"email": "  p000@x.example ", "permissions": READ, "groups": ["Privacy"]}),
        ("segment_users", {"users": [{**person, "email": f" {person['email']}\t", "groups": ["Privacy"]} for person in crowd(3)[1:]]}),
    ):
        assert wide.run(module, **task).get("msg") is None
    assert {person["email"] for person in crowd(3)} <= invited(wide) & set(group(wide, "Privacy")["emails"])
    again = wide.run("segment_users", users=crowd(3, groups=["Privacy"]))
    assert again["changed"] is False


def test_who_was_put_into_a_group_by_an_earlier_request_is_not_called_failed(wide: Bench, wire: Wire) -> None:
    people = [user["email"] for user in state(wide)["users"] if user["email"] not in group(wide, "Privacy")["emails"]][:5]
    wide.fault(kind="status", status=403, platform="segment", method="POST", path="/groups/.*/users$", times=0, after=1)
    result = wide.run("segment_users", users=[{"email": person, "groups": ["Privacy"]} for person in people], membership="add", batch_size=2)
    assert [(user["action"], user["changed"]) for user in result["users"]] == [("updated", True)] * 2 + [("failed", False)] * 3
    assert wire.writes == [f"POST /groups/{group(wide, 'Privacy')['id']}/users"] * 2  # after a refusal for want of rights the next one would fare no better
    assert set(people[:2]) <= set(group(wide, "Privacy")["emails"]) and result["changed"] is True


def test_what_could_not_be_read_back_is_told_and_fails_nobody(wide: Bench) -> None:
    wide.fault(kind="status", status=403, platform="segment", method="GET", path="^/groups/.*/users$", times=0)
    result = wide.run("segment_users", users=crowd(3, groups=["Privacy"]))
    assert result.get("msg") is None and "could not be verified" in result["warnings"][0] and result["users"][0]["groups"] == ["Privacy"]


def test_a_removal_of_which_nothing_can_be_read_afterwards_is_no_proof(wide: Bench) -> None:
    wide.run("segment_users", users=crowd(3))
    wide.fault(kind="status", status=403, platform="segment", method="GET", path="^/invites", times=0, after=1)
    result = wide.run("segment_users", users=[{"email": person["email"], "state": "absent"} for person in crowd(3)])
    assert result["failed"] and "failed: Segment: GET /invites" in result["msg"] and result["changed"] is True and not invited(wide) & {"p000@x.example"}


def test_the_last_owners_are_known_where_roles_come_without_their_names(wide: Bench) -> None:
    wide.run("segment_users", users=[{"email": email, "permissions": READ} for email in owners(wide)[2:]])
    wide.configure("segment", role_names=False, protect_owners=False)
    desired = [{"email": entry, "state": "absent"} for entry in (OWNER, SECOND_OWNER)]
    assert "left without an owner" in wide.run("segment_users", users=desired)["msg"]
    assert wide.run("segment_users", users=desired[:1])["users"][0]["action"] == "deleted"
    result = wide.run("segment_users", users=[{"email": SECOND_OWNER, "permissions": READ}])
    assert "left without an owner" in result["msg"]


def test_roles_that_come_without_their_names_are_shown_by_the_list(wide: Bench, wire: Wire) -> None:
    named = wide.run("segment_user_info", email=OWNER)["users"]
    wide.configure("segment", role_names=False)
    assert wide.run("segment_user_info", email=OWNER)["users"] == named
    assert [item.path for item in wire.of("GET")].count("/roles") == 1


# -- a failure that several share --------------------------------------------------------------------------------------------------------------


def changed_by_email(result: dict[str, Any]) -> dict[str, Any]:
    return {row["email"]: row["changed"] for row in result["users"]}


def test_a_failure_says_of_each_person_what_was_changed(bench: Bench) -> None:
    """Of two who are added to a group in one request, whose answer is lost, only one got permissions before."""
    one, other = "dina.sharif@harbor.example", "leila.karimi@harbor.example"  # in no group
    for first, second in ((one, other), (other, one)):
        bench.sandbox._controlled("PUT", "faults", [
            {"platform": "segment", "method": "POST", "path": "/groups/.*/users", "kind": "reset", "times": 1},
            {"platform": "segment", "method": "POST", "path": "/groups/.*/users", "kind": "status", "status": 403, "times": 0},
        ])
        granted = {"email": one, "permissions": [{"role": "PII Access", "resources": [{"type": "WORKSPACE"}]}], "groups": ["Analysts"]}
        rows = {one: granted, other: {"email": other, "groups": ["Analysts"]}}
        result = bench.run("segment_users", membership="add", users=[rows[first], rows[second]])
        bench.sandbox.faults.clear()
        assert result["failed"] and changed_by_email(result) == {one: True, other: False}, result["users"]
        assert "PII Access" in [item["role"] for item in bench.run("segment_user_info", email=one)["users"][0]["permissions"]]
        bench.run("segment_users", membership="remove", users=[{key: value for key, value in granted.items() if key != "groups"}])


def test_nobody_for_whom_nothing_was_sent_is_told_changed(bench: Bench) -> None:
    """The invite of the first is withdrawn, and the new one refused. The same would happen to the others, so they are not tried."""
    pending = next(user["email"] for user in bench.run("segment_user_info")["users"] if user["status"] == "pending")
    members = ["greta.lind@harbor.example", "mona.berg@harbor.example"]
    bench.fault(kind="status", status=403, platform="segment", method="POST", path="/invites", times=0)
    permissions = [{"role": "PII Access", "resources": [{"type": "WORKSPACE"}]}]
    result = bench.run("segment_users", reinvite="always", users=[{"email": email, "permissions": permissions} for email in (pending, *members)])
    changed = changed_by_email(result)
    assert result["failed"] and changed[pending] is True, result["users"]
    sent = [entry for entry in result["writes"] if entry["method"] == "PUT"]
    assert sum(changed[email] for email in members) == len([entry for entry in sent if entry["status"] == 200]), result["users"]

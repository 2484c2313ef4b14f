# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Segment: the shapes of permissions on the wire, exactly one write for each wish, groups, invites and plans."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.names import Names
from ansible_collections.people.access.plugins.module_utils.platforms.segment.permissions import PERMISSIONS
from ansible_collections.people.access.plugins.module_utils.platforms.segment.users import Users
from tests.harness import Bench
from tests.sandbox.segment.data import ROLES, WORKSPACE
from tests.unit.platforms.conftest import Wire

ZOE = "zoe.park@x.example"
PROD = [{"key": "env", "value": "prod"}]
SPACE = {"id": WORKSPACE["id"], "type": "WORKSPACE"}


def grant(role: str, *resources: dict[str, Any]) -> dict[str, Any]:
    """A permission as a user writes it; for the workspace unless it says otherwise."""
    return {"role": role, "resources": list(resources) or [{"type": "WORKSPACE"}]}


def source(name: str) -> dict[str, Any]:
    return {"type": "SOURCE", "id": name}


@pytest.fixture
def member(bench: Bench) -> dict[str, Any]:
    """Zoe, who is a member at once, with a role on two sources and one on what is labelled."""
    bench.configure("segment", segment_accounts=[ZOE])
    labelled = {"type": "WORKSPACE", "labels": PROD}
    desired = [grant("Source Read-only", source("src-web"), source("src-ios")), grant("Source Admin", labelled)]
    result = bench.run("segment_user", email=ZOE, permissions=desired)
    assert result["user"]["status"] == "member"
    return dict(result["user"])


def held(bench: Bench, email: str = ZOE) -> set[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """What the sandbox has stored: (role, resource, labels)."""
    names = {id_: name for name, id_ in ROLES.items()}
    state = bench.sandbox.platform("segment").state()
    (one,) = [user for user in (*state["users"], *state["invites"]) if user["email"] == email]
    found = [
        (names[policy["roleId"]], resource["id"], tuple((label["key"], label["value"]) for label in resource["labels"]))
        for policy in one["policies"] for resource in policy["resources"]
    ]
    assert len(found) == len(set(found)), "a grant was given twice"
    return set(found)


def groups_of(bench: Bench, email: str = ZOE) -> list[str]:
    return sorted(group["name"] for group in bench.sandbox.platform("segment").state()["groups"] if email in group["emails"])


# -- the shapes ----------------------------------------------------------------------------------------------------------------------------


def test_an_invite_has_its_labels_on_the_permission(bench: Bench, wire: Wire) -> None:
    labelled = {"type": "WORKSPACE", "labels": [{"key": "team", "value": "data"}, *PROD]}
    bench.run("segment_user", email=ZOE, permissions=[grant("Source Admin", labelled), grant("Source Read-only", source("src-web")), grant("Source Admin")])
    (post,) = wire.of("POST", "/invites")
    assert post.body == {"invites": [{"email": ZOE, "permissions": [
        {"roleId": ROLES["Source Admin"], "resources": [SPACE]},
        {"roleId": ROLES["Source Admin"], "resources": [SPACE], "labels": [*PROD, {"key": "team", "value": "data"}]},
        {"roleId": ROLES["Source Read-only"], "resources": [source("src-web")]},
    ]}]}
    bench.sandbox.platform("segment").accept(ZOE)
    assert held(bench) == {
        ("Source Admin", WORKSPACE["id"], ()), ("Source Admin", WORKSPACE["id"], (("env", "prod"), ("team", "data"))), ("Source Read-only", "src-web", ()),
    }


def test_a_member_has_the_labels_on_the_resource(bench: Bench, wire: Wire, member: dict[str, Any]) -> None:
    desired = [grant("Source Admin", {"type": "WORKSPACE", "name": WORKSPACE["name"], "labels": PROD}, {"type": "WORKSPACE"})]
    bench.run("segment_user", email=ZOE, permissions=desired)
    (put,) = wire.of("PUT")
    assert put.body == {"permissions": [{"roleId": ROLES["Source Admin"], "resources": [SPACE, {**SPACE, "labels": PROD}]}]}
    assert bench.run("segment_user", email=ZOE, permissions=desired)["changed"] is False


@pytest.mark.parametrize("switches", [
    {"merge_read_roles": True}, {"null_cursors": True}, {"list_user_permissions": True}, {"newest_first": True}, {"page_cap": 1},
    {"pagination_required": True}, {"content_type": "application/json"},
], ids=str)
def test_what_was_written_reads_the_same(bench: Bench, member: dict[str, Any], switches: dict[str, Any]) -> None:
    bench.configure("segment", **switches)
    parts = [grant("Source Read-only", source("src-ios")), grant("Source Read-only", source("src-web"))]
    same = [grant("Source Admin", {"type": "WORKSPACE", "labels": PROD}), *parts]
    assert bench.run("segment_user", email=ZOE, permissions=same)["changed"] is False


# -- one write for each wish ---------------------------------------------------------------------------------------------------------------


def test_exact_is_one_put_with_everything(bench: Bench, wire: Wire, member: dict[str, Any]) -> None:
    bench.run("segment_user", email=ZOE, permissions=[grant("Source Read-only", source("src-web")), grant("PII Access")])
    assert wire.writes == [f"PUT /users/{member['id']}/permissions"]
    assert held(bench) == {("Source Read-only", "src-web", ()), ("PII Access", WORKSPACE["id"], ())}


def test_add_is_one_post_with_only_what_is_missing(bench: Bench, wire: Wire, member: dict[str, Any]) -> None:
    before = held(bench)
    desired = [grant("Source Read-only", source("src-web"), source("src-billing")), grant("Source Admin", {"type": "WORKSPACE", "labels": PROD})]
    bench.run("segment_user", email=ZOE, permissions=desired, membership="add")
    (post,) = wire.of("POST")
    assert wire.writes == [f"POST /users/{member['id']}/permissions"]
    assert post.body == {"permissions": [{"roleId": ROLES["Source Read-only"], "resources": [source("src-billing")]}]}
    assert held(bench) == before | {("Source Read-only", "src-billing", ())}
    assert bench.run("segment_user", email=ZOE, permissions=desired, membership="add")["writes"] == []


def test_remove_is_one_put_that_leaves_the_role_elsewhere(bench: Bench, wire: Wire, member: dict[str, Any]) -> None:
    before = held(bench)
    bench.run("segment_user", email=ZOE, permissions=[grant("Source Read-only", source("src-ios"))], membership="remove")
    assert wire.writes == [f"PUT /users/{member['id']}/permissions"]
    assert held(bench) == before - {("Source Read-only", "src-ios", ())}
    result = bench.run("segment_user", email=ZOE, permissions=[grant("Source Admin")], membership="remove")
    assert result["changed"] is False  # the one with a label is another grant


def test_everything_may_be_taken_where_the_server_allows_it(bench: Bench, member: dict[str, Any]) -> None:
    assert bench.run("segment_user", email=ZOE, permissions=[])["action"] == "updated"
    assert held(bench) == set()


def test_a_lost_answer_to_an_addition_does_not_double_it(bench: Bench, wire: Wire, member: dict[str, Any]) -> None:
    bench.fault(kind="lost_response", platform="segment", method="POST", path="permissions$")
    result = bench.run("segment_user", email=ZOE, permissions=[grant("PII Access")], membership="add")
    assert result["action"] == "updated" and len(wire.writes) == 1
    assert ("PII Access", WORKSPACE["id"], ()) in held(bench)


# -- groups --------------------------------------------------------------------------------------------------------------------------------


def test_groups_are_joined_and_left_by_address(bench: Bench, wire: Wire, member: dict[str, Any]) -> None:
    ids = {group["name"]: group["id"] for group in bench.sandbox.platform("segment").state()["groups"]}
    bench.run("segment_user", email=ZOE, groups=["Analysts", "Privacy"])
    assert wire.writes == [f"POST /groups/{id_}/users" for id_ in sorted((ids["Analysts"], ids["Privacy"]))]
    assert all(item.body == {"emails": [ZOE]} for item in wire.of("POST"))
    others = {group["name"]: group["emails"] for group in bench.sandbox.platform("segment").state()["groups"]}
    bench.run("segment_user", email=ZOE, groups=["Privacy", "Engineers"])
    assert wire.writes == [f"POST /groups/{ids['Engineers']}/users", f"DELETE /group/{ids['Analysts']}/users"]  # singular
    assert wire.of("DELETE")[0].query == "emails.0=zoe.park%40x.example"
    assert groups_of(bench) == ["Engineers", "Privacy"]
    now = {group["name"]: group["emails"] for group in bench.sandbox.platform("segment").state()["groups"]}
    assert [email for name in now for email in now[name] if email != ZOE] == [email for name in others for email in others[name] if email != ZOE]
    bench.run("segment_user", email=ZOE, groups=["Engineers"], membership="remove")
    bench.run("segment_user", email=ZOE, group_ids=[ids["Analysts"]], membership="add")
    assert groups_of(bench) == ["Analysts", "Privacy"]


def test_permissions_of_groups_are_not_looked_at(bench: Bench, member: dict[str, Any]) -> None:
    bench.run("segment_user", email=ZOE, groups=["Engineers"], permissions=[grant("PII Access")])
    assert held(bench) == {("PII Access", WORKSPACE["id"], ())}
    assert bench.run("segment_user", email=ZOE, groups=["Engineers"], permissions=[grant("PII Access")])["changed"] is False


def test_groups_that_are_not_asked_for_are_not_read(bench: Bench, wire: Wire, member: dict[str, Any]) -> None:
    bench.run("segment_user", email=ZOE, permissions=[grant("PII Access")])
    assert not [call for call in wire.calls if "group" in call]


# -- plus addresses ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("accounts", [[], ["a+b@x.example"]], ids=["pending", "member"])
def test_plus_addresses_survive(bench: Bench, wire: Wire, accounts: list[str]) -> None:
    bench.configure("segment", segment_accounts=accounts)
    task: dict[str, Any] = {"email": "a+b@x.example", "permissions": [grant("PII Access")], "groups": ["Privacy"]}
    assert bench.run("segment_user", **task)["action"] == "invited"
    assert bench.run("segment_user", **task)["changed"] is False
    assert groups_of(bench, "a+b@x.example") == ["Privacy"]
    assert bench.run("segment_user", **{**task, "groups": []})["action"] == "updated"
    assert wire.of("DELETE")[0].query == "emails.0=a%2Bb%40x.example"
    assert groups_of(bench, "a+b@x.example") == []
    bench.configure("segment", unknown_invite_status=404)
    assert bench.run("segment_user", email="a+b@x.example", state="absent")["action"] == "deleted"
    assert bench.run("segment_user_info", email="a+b@x.example")["users"] == []


# -- below the Business plan ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 403])
def test_the_team_plan_has_no_groups_and_everything_else(bench: Bench, status: int) -> None:
    bench.configure("segment", plan="team", plan_error_status=status, segment_accounts=[ZOE])
    result = bench.run("segment_user", email=ZOE, permissions=[grant("PII Access")], groups=["Privacy"])
    assert result["failed"] and "Your plan does not include User Groups" in result["msg"]
    assert result["writes"] == []
    assert bench.run("segment_user", email=ZOE, permissions=[grant("PII Access")])["action"] == "invited"
    assert bench.run("segment_user", email=ZOE, permissions=[grant("PII Access"), grant("Source Admin")])["action"] == "updated"
    assert bench.run("segment_user", email=ZOE, permissions=[grant("PII Access")], membership="remove")["action"] == "updated"
    assert bench.run("segment_user_info", email=ZOE)["users"][0]["status"] == "member"
    assert bench.run("segment_user", email=ZOE, state="absent")["action"] == "deleted"


@pytest.mark.parametrize("status", [400, 403])
def test_a_new_invite_on_the_team_plan(bench: Bench, status: int) -> None:
    bench.configure("segment", plan="team", plan_error_status=status)
    result = bench.run("segment_user", email="invitee1@harbor.example", permissions=[grant("PII Access")], reinvite="always")
    assert (result.get("msg"), result.get("action")) == (None, "reinvited")
    assert held(bench, "invitee1@harbor.example") == {("PII Access", WORKSPACE["id"], ())}


# -- invites -------------------------------------------------------------------------------------------------------------------------------


def test_a_pending_invite_is_not_compared_and_that_is_said(bench: Bench) -> None:
    for permissions in ([grant("PII Access")], []):
        result = bench.run("segment_user", email="invitee1@harbor.example", permissions=permissions)
        assert (result["changed"], result["writes"]) == (False, [])
        assert result["notes"] == ["permissions: cannot be read, so it was not compared"]
    assert held(bench, "invitee1@harbor.example") == {("Source Read-only", WORKSPACE["id"], ())}


def test_a_new_invite_keeps_the_groups(bench: Bench, wire: Wire) -> None:
    email = "invitee2@harbor.example"
    assert groups_of(bench, email) == ["Analysts"]
    result = bench.run("segment_user", email=email, permissions=[grant("PII Access")], reinvite="always")
    assert (result["action"], result["changed"]) == ("reinvited", True)
    assert [call.partition(" ")[0] for call in wire.writes] == ["DELETE", "POST", "POST"]
    assert result["notes"] == ["permissions: cannot be read, and is written anew as asked for"]
    assert groups_of(bench, email) == ["Analysts"]
    assert held(bench, email) == {("PII Access", WORKSPACE["id"], ())}


def test_a_lost_answer_to_a_first_invite_sends_no_second_one(bench: Bench, wire: Wire) -> None:
    bench.fault(kind="lost_response", platform="segment", method="POST", path="/invites$")
    result = bench.run("segment_user", email=ZOE, permissions=[grant("PII Access")], reinvite="always")
    assert (result["action"], wire.writes) == ("invited", ["POST /invites"])


def test_a_new_invite_is_sent_where_the_groups_show_that_it_is_outdated(bench: Bench, wire: Wire) -> None:
    email = "invitee2@harbor.example"  # in Analysts
    task: dict[str, Any] = {"email": email, "permissions": [grant("PII Access")], "reinvite": "changed"}
    for same in ({}, {"groups": ["Analysts"]}, {"groups": ["Analysts"], "membership": "add"}):
        result = bench.run("segment_user", **task, **same)
        assert (result["action"], result["notes"]) == ("none", ["permissions: cannot be read, so it was not compared"])
    more = bench.run("segment_user", **task, groups=["Privacy"], membership="add")  # which grants the invite has besides, nobody knows
    assert (more["action"], more["notes"]) == ("updated", ["permissions: cannot be read, so it was not compared"])
    check = bench.run("segment_user", check=True, **task, groups=["Engineers"])
    result = bench.run("segment_user", **task, groups=["Engineers"])
    assert result["action"] == check["action"] == "reinvited" and result["diff"] == check["diff"]
    assert result["notes"] == check["notes"] == ["permissions: cannot be read, and is written anew as groups differ"]
    assert [call.partition("/users")[0].partition(" ")[0] for call in wire.writes] == ["DELETE", "POST", "POST"]  # no group is left that was never joined
    assert groups_of(bench, email) == ["Engineers"] and held(bench, email) == {("PII Access", WORKSPACE["id"], ())}
    assert bench.run("segment_user", **task, groups=["Engineers"])["changed"] is False


def test_a_new_invite_with_other_groups(bench: Bench) -> None:
    email = "invitee2@harbor.example"
    result = bench.run("segment_user", email=email, permissions=[grant("PII Access")], groups=["Privacy"], reinvite="always")
    assert result["action"] == "reinvited"
    assert groups_of(bench, email) == ["Privacy"]


@pytest.mark.parametrize("desired", [
    {"email": "invitee2@harbor.example", "groups": ["Privacy"]},
    {"groups": ["Privacy", "Engineers"]}, {"groups": []}, {"groups": ["Privacy"], "membership": "add"}, {},
])
def test_a_plan_tells_how_many_writes_it_takes(bench: Bench, monkeypatch: pytest.MonkeyPatch, member: dict[str, Any], desired: dict[str, Any]) -> None:
    bench.run("segment_user", email=member["email"], groups=["Analysts"])
    told: list[int] = []
    update = Users.update

    def with_attribute(self: Users, row: Any, change: Any) -> Any:
        told.append(self.writes(row, change))
        return update(self, row, change)

    monkeypatch.setattr(Users, "update", with_attribute)
    result = bench.run("segment_user", **{"email": member["email"], "permissions": [grant("PII Access")], **desired})
    assert result.get("msg") is None and told == [len(result["writes"])]


def test_a_new_invite_that_is_disturbed_keeps_the_groups(bench: Bench) -> None:
    """Between withdrawing and inviting anew, the answer to the invite is lost."""
    email = "invitee2@harbor.example"
    bench.fault(kind="lost_response", platform="segment", method="POST", path="/invites$")
    bench.run("segment_user", email=email, permissions=[grant("PII Access")], reinvite="always")
    bench.fault(kind="delay")
    assert held(bench, email) == {("PII Access", WORKSPACE["id"], ())}
    assert groups_of(bench, email) == ["Analysts"]


def test_a_new_invite_that_is_refused_tells_what_is_lost(bench: Bench) -> None:
    wrong = [grant("PII Access", {"type": "SOURCE", "id": "no-such-source"})]
    result = bench.run("segment_user", email="invitee2@harbor.example", permissions=wrong, reinvite="always")
    assert result["failed"] is True
    assert "withdrawn" in result["msg"] and "Analysts" in result["msg"]


@pytest.mark.parametrize("carry", [True, False])
def test_whoever_accepts_is_reconciled_as_a_member(bench: Bench, carry: bool) -> None:
    bench.configure("segment", carry_groups=carry)
    task: dict[str, Any] = {"email": ZOE, "permissions": [grant("Source Admin", {"type": "WORKSPACE", "labels": PROD})], "groups": ["Privacy"]}
    (privacy,) = (group["id"] for group in bench.sandbox.platform("segment").state()["groups"] if group["name"] == "Privacy")
    assert bench.run("segment_user", **task)["user"] == {
        "id": None, "email": ZOE, "permissions": None, "groups": ["Privacy"], "group_ids": [privacy], "status": "pending",
    }
    bench.sandbox.platform("segment").accept(ZOE)
    result = bench.run("segment_user", **task)
    assert result["changed"] is not carry and result["user"]["status"] == "member" and result["user"]["id"]
    assert groups_of(bench) == ["Privacy"]
    assert bench.run("segment_user", **{**task, "permissions": [grant("PII Access")]})["action"] == "updated"
    assert held(bench) == {("PII Access", WORKSPACE["id"], ())}


def test_an_invite_without_permissions_gets_the_default(bench: Bench) -> None:
    assert bench.run("segment_user", email=ZOE)["action"] == "invited"
    assert held(bench) == {("Minimal Workspace Access", WORKSPACE["id"], ())}


def test_the_invite_module_leaves_members_alone(bench: Bench, member: dict[str, Any]) -> None:
    before = bench.sandbox.platform("segment").state()
    result = bench.run("segment_invite", email=ZOE, permissions=[grant("PII Access")], reinvite="always")
    assert (result["action"], result["writes"], result["invite"]["status"]) == ("none", [], "member")
    assert "segment_user" in result["warnings"][0]
    result = bench.run("segment_invite", email=ZOE, state="absent")
    assert (result["action"], result["writes"]) == ("none", [])
    assert bench.sandbox.platform("segment").state() == before


def test_who_is_in_both_lists_counts_as_a_member(bench: Bench, member: dict[str, Any]) -> None:
    """While an invite is accepted, the lists may overlap for a moment."""
    bench.sandbox.platform("segment").invites.append({"email": ZOE, "policies": [], "createdAt": "", "expired": False})
    (user,) = bench.run("segment_user_info", email=ZOE)["users"]
    assert (user["id"], user["status"]) == (member["id"], "member")
    assert bench.run("segment_user", email=ZOE, permissions=[grant("PII Access")])["action"] == "updated"
    assert bench.run("segment_user", id=member["id"], email=ZOE, state="absent")["action"] == "deleted"


def test_labels_on_a_permission_count_for_each_of_its_resources() -> None:
    """The schema allows them there as well, whatever the service sends."""
    row = {"permissions": [{"roleId": "r", "labels": PROD, "resources": [SPACE, {**SPACE, "labels": [{"key": "team", "value": "data"}]}]}]}
    env, team = ("env", "prod"), ("team", "data")
    names = Names("Segment", {"role": lambda: [("r", "Reader")]})
    assert PERMISSIONS.from_api(row, names) == {("r", "WORKSPACE", SPACE["id"], frozenset(labels)) for labels in ((env,), (env, team))}


def test_an_invite_can_be_withdrawn(bench: Bench) -> None:
    task: dict[str, Any] = {"email": ZOE, "permissions": [grant("PII Access")]}
    bench.run("segment_invite", **task)
    assert bench.run("segment_invite_info", email=ZOE)["invites"] == [{"email": ZOE, "permissions": None, "status": "pending"}]
    assert bench.run("segment_invite", email=ZOE.upper(), state="absent")["action"] == "deleted"
    assert bench.run("segment_invite_info", email=ZOE)["invites"] == []


def test_a_race_of_two_invites_is_one_invite(bench: Bench) -> None:
    """The server says 400 for an address that was invited in between."""
    bench.fault(kind="status", status=400, platform="segment", method="POST", path="/invites$",
                text="One or more email address was already invited to join workspace.")
    result = bench.run("segment_invite", email=ZOE, permissions=[grant("PII Access")])
    assert result["failed"] and "already invited" in result["msg"]  # there is none: the words of the server remain
    bench.sandbox.platform("segment")._invite(ZOE, [])
    bench.sandbox.platform("segment").configure({"newest_first": True})
    assert bench.run("segment_invite", email=ZOE, permissions=[grant("PII Access")])["changed"] is False


# -- refusals ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_may_only_read(bench: Bench, status: int) -> None:
    bench.configure("segment", token_access="member", denied_status=status)
    result = bench.run("segment_user", email=ZOE, permissions=[grant("PII Access")])
    assert result["failed"] and "Workspace Owner" in result["hint"] and "segment_url" in result["hint"]
    assert len(result["writes"]) == 1


@pytest.mark.parametrize("status", [422, 404])
def test_an_unknown_source_is_told_by_the_server(bench: Bench, member: dict[str, Any], status: int) -> None:
    bench.configure("segment", unknown_role_status=status)
    before = held(bench)
    result = bench.run("segment_user", email=ZOE, permissions=[grant("Source Admin", source("src-nope"))])
    assert result["failed"] and str(status) in result["msg"]
    assert status != 422 or 'permissions.0.resources.0.id' in result["msg"]
    assert held(bench) == before


def test_a_source_needs_an_id(bench: Bench) -> None:
    result = bench.run("segment_user", email=ZOE, permissions=[grant("Source Admin", {"type": "SOURCE"})])
    assert result["failed"] and "id" in result["msg"] and result["journal"] == []


def test_another_workspace_is_refused_by_its_name(bench: Bench) -> None:
    result = bench.run("segment_user", email=ZOE, permissions=[grant("PII Access", {"type": "WORKSPACE", "name": "Elsewhere"})])
    assert result["failed"] and "no workspace named 'Elsewhere'" in result["msg"] and result["writes"] == []


def test_the_last_owner_stays(bench: Bench) -> None:
    result = bench.run("segment_user", email="owner@harbor.example", state="absent")
    assert result["failed"] and "owner" in result["msg"]


@pytest.mark.parametrize(("region", "host"), [("us", "https://api.segmentapis.com"), ("eu", "https://eu1.api.segmentapis.com")])
def test_regions(bench: Bench, monkeypatch: pytest.MonkeyPatch, region: str, host: str) -> None:
    asked: list[str] = []

    def send(self: Any, request: Any, **more: Any) -> None:
        asked.append(request.url.partition("?")[0])
        raise ValueError("no network here")

    monkeypatch.setattr("requests.adapters.HTTPAdapter.send", send)
    assert bench.run("segment_user_info", segment_url=region)["failed"]
    assert asked == [f"{host}/invites"]


# -- a mail that is out --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", ["segment_user", "segment_users"])
def test_a_group_that_fails_after_the_invite_went_out_says_so(bench: Bench, wire: Wire, module: str) -> None:
    bench.fault(kind="status", status=403, platform="segment", method="POST", path="/groups/.*/users$", times=0)
    desired = {"email": "zoe@x.example", "groups": ["Privacy"], "permissions": []}
    result = bench.run(module, **({"users": [desired]} if module == "segment_users" else desired))
    assert result["failed"] and result["changed"] is True
    assert "zoe@x.example is invited" in result["msg"] and "mail" in result["msg"] and "Run the task again" in result["msg"]
    assert wire.writes[0] == "POST /invites"
    bench.fault(kind="delay")
    assert bench.run("segment_user", **desired)["action"] == "updated"


def test_an_invite_that_the_answer_does_not_name_is_looked_for(bench: Bench, wire: Wire) -> None:
    bench.configure("segment", invites_answer="empty", invites_taken=0)
    result = bench.run("segment_user", email="zoe@x.example", permissions=[])
    assert result["failed"] and "does not contain zoe@x.example" in result["msg"] and "not there; nothing was repeated" in result["msg"]
    assert wire.writes == ["POST /invites"]
    bench.configure("segment", invites_taken=None)
    result = bench.run("segment_user", email="zoe@x.example", permissions=[], groups=["Privacy"])
    assert (result.get("msg"), result["action"], result["user"]["groups"]) == (None, "invited", ["Privacy"])


def test_a_failure_before_any_write_has_changed_nothing(bench: Bench) -> None:
    bench.configure("segment", token_access="member")
    result = bench.run("segment_user", email="zoe@x.example", permissions=[])
    assert result["failed"] and result.get("changed", False) is False


def test_is_gone_asks_for_the_one_person(bench: Bench, wire: Wire, member: dict[str, Any]) -> None:
    from ansible_collections.people.access.plugins.module_utils.platforms.segment.client import connect
    from ansible_collections.people.access.plugins.module_utils.platforms.segment.users import Users

    with connect({"segment_token": bench.environment["SEGMENT_TOKEN"], "segment_url": bench.environment["SEGMENT_URL"]}) as connection:
        store = Users(connection)
        rows = {row["email"]: row for row in store.rows()}
        asked = connection.http.requests
        assert not store.is_gone(rows["ravi.stone@harbor.example"]) and connection.http.requests == asked + 1
        assert store.is_gone({**rows["ravi.stone@harbor.example"], "id": "gone"})
        pending = next(row for row in rows.values() if row["status"] == "pending")
        assert not store.is_gone(pending)
        bench.sandbox.platform("segment").accept(pending["email"])
        assert not store.is_gone(pending)  # a member by now
        assert store.is_gone({"email": "nobody@x.example", "status": "pending"})

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ThousandEyes: updates that send what changes, people of other organizations, pending addresses, and no request too many."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from werkzeug.wrappers import Response

from tests.harness import Bench, prediction
from tests.sandbox.thousandeyes.data import ACCOUNT_ADMIN, EMEA, ORG_ADMIN, READ_ONLY, REGULAR_USER, WALLBOARD
from tests.unit.platforms.conftest import Rewritten, Wire

RAVI, RAVI_ID = "ravi.stone@harbor.example", "3001"
VISITOR = "visitor@other.example"
BODY = {"name", "email", "loginAccountGroupId", "accountGroupRoles", "allAccountGroupRoleIds"}
NEW: dict[str, Any] = {
    "email": "zoe.park@x.example", "name": "Zoe Park", "login_account_group": "EMEA",
    "account_group_roles": [{"account_group": "EMEA", "roles": ["Regular User"]}], "all_account_group_roles": [],
}


def stored(bench: Bench, email: str) -> dict[str, Any]:
    (user,) = [entry for entry in bench.sandbox.platform("thousandeyes").state()["users"] if entry["email"] == email]
    return dict(user)


# -- an update sends what changes, and everything where the server wants that ----------------------------------------------------------------

CHANGES: list[dict[str, Any]] = [
    {"name": "Ravi S."}, {"login_account_group": "AMER"}, {"all_account_group_roles": ["Read only"]},
    {"account_group_roles": [{"account_group": "APAC Retail", "roles": ["Regular User"]}], "membership": "add"},
    {"account_group_roles": [{"account_group": "AMER", "roles": ["Regular User"]}], "membership": "remove"},
]


# What the page leaves open about an update that does not send everything, and how many requests carry it out.
READINGS: list[tuple[dict[str, Any], int]] = [
    ({}, 1), ({"put_needs_scalars": True}, 2), ({"put_without_lists_empties": True}, 2), ({"put_without_lists_empties": True, "accept_no_roles": True}, 2),
    ({"put_needs_scalars": True, "error_shape": "title"}, 2), ({"put_needs_scalars": True, "error_shape": "older"}, 2),
]
NAMED_IN_API = {
    "name": "name", "login_account_group": "loginAccountGroupId", "all_account_group_roles": "allAccountGroupRoleIds",
    "account_group_roles": "accountGroupRoles",
}


@pytest.mark.parametrize(("switches", "puts"), READINGS, ids=lambda value: ",".join(value) if isinstance(value, dict) else None)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: ",".join(sorted(change)))
def test_an_update_keeps_what_it_does_not_name(bench: Bench, wire: Wire, change: dict[str, Any], switches: dict[str, Any], puts: int) -> None:
    bench.configure("thousandeyes", refuse_unknown_fields=True, **switches)
    before = stored(bench, RAVI)
    result = bench.run("te_user", email=RAVI, **change)
    assert (result.get("msg"), result["action"]) == (None, "updated")
    sent = wire.of("PUT")
    (changed,) = (NAMED_IN_API[option] for option in change if option != "membership")
    assert set(sent[0].body) == {changed} and {put.path for put in sent} == {f"/users/{RAVI_ID}"}
    wanted = BODY if "put_needs_scalars" in switches else {changed, "accountGroupRoles", "allAccountGroupRoleIds"}
    assert len(sent) <= puts and (len(sent) == 1 or set(sent[1].body) == wanted)
    assert len(result["warnings"]) == any("email" in put.body for put in sent[1:])
    after = stored(bench, RAVI)
    assert {name for name in before if before[name] != after[name]} == {changed}
    assert bench.run("te_user", email=RAVI, **change)["changed"] is False


def test_what_a_server_wants_is_learned_once_for_a_task(bench: Bench, wire: Wire) -> None:
    bench.configure("thousandeyes", put_needs_scalars=True)
    users = [{"email": email, "name": "Changed"} for email in (RAVI, "mona.berg@harbor.example", "ada.quist@harbor.example")]
    assert bench.run("te_users", users=users).get("failed") is None
    assert [set(put.body) == BODY for put in wire.of("PUT")] == [False, True, True, True]


def test_what_was_taken_away_and_cannot_be_given_back_is_told(bench: Bench, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.configure("thousandeyes", put_without_lists_empties=True, accept_no_roles=True)
    te = bench.sandbox.platform("thousandeyes")
    update = te.update_user

    def once(call: Any, key: str) -> Any:
        return te.fail(403) if wire.of("PUT")[1:] else update(call, key)

    monkeypatch.setattr(te, "update_user", once)
    monkeypatch.setattr(te.update_user, "__name__", "update_user")
    result = bench.run("te_user", email=RAVI, name="Ravi S.")
    assert result["failed"] and "removed values that were not sent" in result["msg"] and "membership: exact" in result["msg"] and len(wire.of("PUT")) == 2


@pytest.mark.parametrize("desired", [
    {"login_account_group_id": ""}, {"account_group_roles": [{"account_group_id": "", "role_ids": ["162"]}]}, {"all_account_group_role_ids": [""]},
    {"all_account_group_role_ids": ["../users"]}, {"login_account_group": ""},
])
def test_blank_and_odd_ids_are_told_in_words(bench: Bench, desired: dict[str, Any]) -> None:
    for check in (True, False):
        result = bench.run("te_user", check, email=RAVI, **desired)
        assert result["failed"] and "defect" not in result["msg"] and result["writes"] == []


def test_a_refusal_of_what_was_sent_makes_nothing_more_sent(bench: Bench, wire: Wire) -> None:
    bench.configure("thousandeyes", name_limit=5)
    assert "name is longer" in bench.run("te_user", email=RAVI, name="Ravi Stone-Lind")["msg"]
    assert {tuple(put.body) for put in wire.of("PUT")} == {("name",)}


def test_the_body_names_ids_and_no_objects(bench: Bench, wire: Wire) -> None:
    bench.run("te_user", **{**NEW, "all_account_group_roles": ["NOC wallboard", "Read only"]})
    (post,) = wire.of("POST")
    assert post.body == {
        "email": "zoe.park@x.example", "name": "Zoe Park", "loginAccountGroupId": EMEA, "allAccountGroupRoleIds": sorted((WALLBOARD, READ_ONLY)),
        "accountGroupRoles": [{"accountGroupId": EMEA, "roleIds": [REGULAR_USER]}],
    }


def test_a_user_without_a_name_is_no_hindrance(bench: Bench, wire: Wire) -> None:
    bench.sandbox.platform("thousandeyes").users["2900"].name = None
    assert bench.run("te_user", id="2900", all_account_group_roles=["Read only"])["action"] == "updated"
    bench.configure("thousandeyes", put_without_lists_empties=True)
    assert bench.run("te_user", id="2900", login_account_group="AMER", account_group_roles=[{"account_group": "AMER", "roles": ["Regular User"]}])["changed"]
    assert set(wire.of("PUT")[1].body) == BODY - {"name", "email"}
    assert bench.run("te_user", id="2900", name="Nadia Pending")["action"] == "updated"


def test_exact_roles_take_away_from_groups_that_are_not_listed(bench: Bench) -> None:
    assert set(stored(bench, RAVI)["accountGroupRoles"]) == {"11002", "11003"}
    bench.run("te_user", email=RAVI, account_group_roles=[{"account_group_id": EMEA, "role_ids": [ACCOUNT_ADMIN]}])
    assert stored(bench, RAVI)["accountGroupRoles"] == {EMEA: [ACCOUNT_ADMIN]}


def test_a_user_left_without_any_role_is_refused_by_the_server(bench: Bench) -> None:
    warned = [f"{RAVI} would have no role, which ThousandEyes may refuse."]
    assert bench.run("te_user", True, email=RAVI, account_group_roles=[], all_account_group_roles=[])["warnings"] == warned
    result = bench.run("te_user", email=RAVI, account_group_roles=[], all_account_group_roles=[])
    assert result["failed"] and "the user would have no role" in result["msg"]
    bench.configure("thousandeyes", accept_no_roles=True)
    result = bench.run("te_user", email=RAVI, account_group_roles=[], all_account_group_roles=[])
    assert (result["action"], result["warnings"]) == ("updated", warned)


@pytest.mark.parametrize("desired", [
    {}, {"account_group_roles": [], "all_account_group_roles": []}, {"account_group_roles": [{"account_group": "EMEA", "roles": []}]},
])
def test_a_new_user_needs_a_role(bench: Bench, desired: dict[str, Any]) -> None:
    for check in (True, False):
        result = bench.run("te_user", check, email="zoe.park@x.example", login_account_group="EMEA", **desired)
        assert result["failed"] and "give a role (account_group_roles or all_account_group_roles) as well" in result["msg"] and result["writes"] == []


def test_a_login_account_group_is_required_where_the_server_does(bench: Bench, wire: Wire) -> None:
    desired: dict[str, Any] = {"email": "zoe.park@x.example", "all_account_group_roles": ["Read only"]}
    check = bench.run("te_user", True, **desired)
    assert check["action"] == "created" and "may refuse" in check["warnings"][0]
    result = bench.run("te_user", **desired)
    assert result["failed"] and "Set login_account_group" in result["msg"]
    bench.configure("thousandeyes", accept_incomplete_user=True)
    assert bench.run("te_user", **desired)["action"] == "created" and "loginAccountGroupId" not in wire.of("POST")[0].body
    roster = {"people": [{"email": "yan@x.example", "profiles": ["x"]}], "profiles": {"x": {"thousandeyes": {"all_account_group_roles": ["Read only"]}}}}
    result = bench.run("roster", platforms=["thousandeyes"], **roster)
    assert "give login_account_group as well" in bench.printed and result["writes"] == []


# -- people of another organization --------------------------------------------------------------------------------------------------------


def test_a_person_of_another_organization(bench: Bench) -> None:
    bench.run("te_user", **{**NEW, "email": VISITOR})
    assert stored(bench, VISITOR)["foreign"] is True
    for check in (True, False):
        result = bench.run("te_user", check=check, **{**NEW, "email": VISITOR})
        assert (result.get("failed"), result["changed"], result["writes"]) == (None, False, [])
        assert result["warnings"] == [f"{VISITOR} belongs to another organization, which manages name and login_account_group, so these were not changed."]
    result = bench.run("te_user", email=VISITOR, login_account_group="AMER", all_account_group_roles=["Read only"])
    assert result["action"] == "updated" and "login_account_group" in result["warnings"][0]
    assert result["diff"]["after"] == {"email": VISITOR, "all_account_group_roles": ["Read only"]}
    assert stored(bench, VISITOR)["name"] == "Vera Visitor"
    assert bench.run("te_user", email=VISITOR, name="Vera Visitor")["warnings"] == []
    assert bench.run("te_user", email=VISITOR, state="absent")["action"] == "deleted"


def test_own_people_are_renamed_without_a_warning(bench: Bench) -> None:
    result = bench.run("te_user", email=RAVI, name="Ravi S.", login_account_group="AMER")
    assert (result["action"], result["warnings"]) == ("updated", [])


@pytest.mark.parametrize("reading", ["ignore", "refuse"])
def test_an_update_leaves_out_what_another_organization_owns(bench: Bench, wire: Wire, reading: str) -> None:
    bench.run("te_user", **{**NEW, "email": VISITOR})
    bench.configure("thousandeyes", foreign_put=reading)
    for desired in (
        {"all_account_group_roles": ["Read only"]}, {**NEW, "all_account_group_roles": []}, {"name": "X", "all_account_group_roles": ["Read only"]}
    ):
        result = bench.run("te_user", **{**desired, "email": VISITOR})
        assert (result.get("msg"), result["action"]) == (None, "updated")
        assert {"name", "email", "loginAccountGroupId"}.isdisjoint(wire.of("PUT")[0].body)
    uid = stored(bench, VISITOR)["uid"]
    result = bench.run("te_user", id=uid, email="other@other.example")
    assert result["changed"] is False and "which manages email" in result["warnings"][0]


@pytest.mark.parametrize("token", ["te-sandbox-3f8c1b7e", "te-sandbox-weak"])
def test_who_logs_in_where_the_caller_is_not_is_no_foreigner(bench: Bench, token: str) -> None:
    """A token of one account group sees only that one in the list, and renames people of others all the same."""
    te = bench.sandbox.platform("thousandeyes")
    te.users["246"].explicit = {"11001": {ACCOUNT_ADMIN}}
    te._check_reach = lambda *args: None
    result = bench.run("te_user", email=RAVI, name="Ravi S.", login_account_group_id="11003", te_token=token)
    assert (result.get("msg"), result["action"]) == (None, "updated")
    assert (stored(bench, RAVI)["name"], stored(bench, RAVI)["loginAccountGroupId"]) == ("Ravi S.", "11003")


def test_ids_that_the_token_cannot_see_are_sent(bench: Bench) -> None:
    te = bench.sandbox.platform("thousandeyes")
    te.users["246"].explicit = {"11001": {ACCOUNT_ADMIN}}
    te._check_reach = lambda *args: None
    desired = {"account_group_roles": [{"account_group_id": group, "role_ids": [REGULAR_USER]} for group in (EMEA, "11003", "11004")]}
    for check in (True, False):
        result = bench.run("te_user", check, email=RAVI, te_token="te-sandbox-weak", **desired)
        assert (result.get("msg"), result["changed"]) == (None, True)
        assert result["warnings"] == [
            "The user of te_token sees no account group with the id '11004', but may not see all of them; the id is sent without a check."
        ]
    assert set(stored(bench, RAVI)["accountGroupRoles"]) == {EMEA, "11003", "11004"}
    result = bench.run("te_user", email=RAVI, account_group_roles=[{"account_group_id": "4711", "role_ids": [REGULAR_USER]}], te_token="te-sandbox-weak")
    assert result["failed"] and "account group 4711 does not exist" in result["msg"]
    for desired in ({"account_group_roles": [{"account_group_id": "4711", "role_ids": [REGULAR_USER]}]}, {"all_account_group_role_ids": ["4711"]}):
        for check in (True, False):
            result = bench.run("te_user", check, email=RAVI, **desired)
            assert result["failed"] and "with the id '4711'" in result["msg"] and result["writes"] == []


def test_an_id_that_can_be_read_is_right_though_no_list_has_it(bench: Bench, rewritten: Rewritten) -> None:
    rewritten["GET /account-groups"] = lambda data: {
        **data, "accountGroups": [accountGroup for accountGroup in data["accountGroups"] if accountGroup["aid"] != "11004"]
    }
    rewritten["GET /roles"] = lambda data: {**data, "roles": [role for role in data["roles"] if role["roleId"] != READ_ONLY]}
    desired = [{"account_group_id": "11004", "role_ids": [READ_ONLY]}]
    result = bench.run("te_user", email=RAVI, account_group_roles=desired, membership="add")
    assert (result.get("msg"), result["action"], result["warnings"]) == (None, "updated", [])


def test_an_address_of_another_organization_that_cannot_be_attached(bench: Bench) -> None:
    bench.configure("thousandeyes", attach_foreign=False)
    for status in (400, 409):
        bench.configure("thousandeyes", duplicate_status=status)
        result = bench.run("te_user", **{**NEW, "email": VISITOR})
        assert result["failed"] and "email is taken" in result["msg"]
        assert len(result["writes"]) == 1


# -- another address -----------------------------------------------------------------------------------------------------------------------


def test_an_address_changes_with_the_id(bench: Bench) -> None:
    result = bench.run("te_user", id=RAVI_ID, email="ravi.new@harbor.example")
    assert (result["action"], result["warnings"]) == ("updated", [])
    assert result["diff"] == {
        "before_header": result["diff"]["before_header"], "after_header": result["diff"]["after_header"],
        "before": {"email": RAVI}, "after": {"email": "ravi.new@harbor.example"},
    }
    assert bench.run("te_user", id=RAVI_ID, email="Ravi.New@harbor.example")["changed"] is False


def test_an_address_that_somebody_else_has_is_refused_before_anything_is_written(bench: Bench) -> None:
    for check in (True, False):
        result = bench.run("te_user", check, id=RAVI_ID, email="Mona.Berg@harbor.example")
        assert result["failed"] and "another user with the email 'Mona.Berg@harbor.example' (id 3002)" in result["msg"] and result["writes"] == []


def test_an_address_that_waits_for_its_confirmation(bench: Bench) -> None:
    bench.configure("thousandeyes", email_change_pending=True)
    result = bench.run("te_user", id=RAVI_ID, email="ravi.new@harbor.example", name="Ravi S.")
    assert (result.get("failed"), result["action"]) == (None, "updated")
    (warning,) = result["warnings"]
    assert warning.startswith("ThousandEyes accepted the change, but email of the user still read differently.") and "refer to the user by id" in warning
    assert stored(bench, RAVI)["pendingEmail"] == "ravi.new@harbor.example" and stored(bench, RAVI)["name"] == "Ravi S."
    assert result["user"]["email"] == RAVI


def test_an_update_while_an_address_waits_does_not_cancel_it(bench: Bench) -> None:
    bench.configure("thousandeyes", email_change_pending=True)
    bench.run("te_user", id=RAVI_ID, email="ravi.new@harbor.example")
    for who in ({"id": RAVI_ID}, {"email": RAVI}):
        assert bench.run("te_user", **who, name=f"Ravi {len(who)}", login_account_group="AMER")["changed"] is ("id" in who)
        assert bench.run("te_users", users=[{**who, "all_account_group_roles": ["Read only"]}]).get("failed") is None
        assert stored(bench, RAVI)["pendingEmail"] == "ravi.new@harbor.example"


def test_what_a_server_takes_away_is_given_back_without_the_old_address(bench: Bench, wire: Wire) -> None:
    bench.configure("thousandeyes", email_change_pending=True, put_without_lists_empties=True)
    bench.run("te_user", id=RAVI_ID, email="ravi.new@harbor.example")
    assert bench.run("te_user", id=RAVI_ID, name="Ravi S.")["warnings"] == [] and len(wire.of("PUT")) == 2
    assert stored(bench, RAVI)["pendingEmail"] == "ravi.new@harbor.example"
    users = [{"id": "3002", "name": "Mona B."}, {"id": RAVI_ID, "login_account_group": "AMER"}]
    assert bench.run("te_users", users=users).get("failed") is None
    assert stored(bench, RAVI)["pendingEmail"] == "ravi.new@harbor.example"


@pytest.mark.parametrize("module", ["te_user", "te_users"])
def test_where_the_server_wants_the_old_address_that_is_said(bench: Bench, module: str) -> None:
    bench.configure("thousandeyes", email_change_pending=True, put_needs_scalars=True)
    bench.run("te_user", id=RAVI_ID, email="ravi.new@harbor.example")
    desired = {"id": RAVI_ID, "name": "Ravi S."}
    (warning,) = bench.run(module, **({"users": [desired]} if module == "te_users" else desired))["warnings"]
    assert f"requires the address with every change, so {RAVI} was sent as well." in warning and "set the new address again" in warning


def test_an_address_that_only_details_show_is_not_taken_for_lost(bench: Bench, wire: Wire, rewritten: Rewritten) -> None:
    for method in ("GET", "PUT"):
        rewritten[f"{method} /users/{RAVI_ID}"] = lambda data: {**data, "email": "ravi.new@harbor.example"}
    result = bench.run("te_user", email=RAVI, name="Ravi S.")
    assert (result.get("msg"), result["action"]) == (None, "updated") and [set(put.body) for put in wire.of("PUT")] == [{"name"}]


@pytest.mark.parametrize("module", ["te_user", "te_users"])
def test_the_new_address_alone_warns_of_a_second_user(bench: Bench, module: str) -> None:
    bench.configure("thousandeyes", email_change_pending=True)
    bench.run("te_user", id=RAVI_ID, email="ravi.new@harbor.example")
    desired = {**NEW, "email": "ravi.new@harbor.example", "name": "ravi STONE"}
    result = bench.run(module, True, **({"users": [desired]} if module == "te_users" else desired))
    assert f"A user named Ravi Stone already exists: {RAVI} (id {RAVI_ID})." in result["warnings"][0]


def test_many_users_with_one_name_are_one_warning(bench: Bench) -> None:
    bench.run("te_users", users=[{**NEW, "email": f"ada{number}@x.example"} for number in range(5)])
    (warning,) = bench.run("te_user", True, **{**NEW, "email": "ada@x.example"})["warnings"]
    assert len(re.findall(r"@x\.example \(id \d+\)", warning)) == 3 and " and 2 more. If this is the same person" in warning


@pytest.mark.parametrize("listed", [RAVI, "ravi.new@harbor.example"])
def test_a_list_and_details_with_different_addresses_change_none(bench: Bench, rewritten: Rewritten, listed: str) -> None:
    other = ({RAVI, "ravi.new@harbor.example"} - {listed}).pop()
    rewritten["GET /users"] = lambda data: {**data, "users": [{**user, "email": listed} if user["uid"] == RAVI_ID else user for user in data["users"]]}
    rewritten[f"GET /users/{RAVI_ID}"] = lambda data: {**data, "email": other}
    for module, params in (("te_user", {"email": listed}), ("te_users", {"users": [{"email": listed}]}), ("te_users", {"users": [{"id": RAVI_ID}]})):
        result = bench.run(module, **params)
        assert (result.get("msg"), result["changed"]) == (None, False)


# -- no request too many -------------------------------------------------------------------------------------------------------------------

IDS: dict[str, Any] = {"login_account_group_id": "11002", "account_group_roles": [
    {"account_group_id": "11002", "role_ids": ["156"]}, {"account_group_id": "11003", "role_ids": ["162"]}], "all_account_group_role_ids": []}
NAMED: dict[str, Any] = {"login_account_group": "EMEA", "account_group_roles": [
    {"account_group": "EMEA", "roles": ["Account Admin"]}, {"account_group": "AMER", "roles": ["Regular User"]}], "all_account_group_roles": []}


@pytest.mark.parametrize(("desired", "calls"), [
    (IDS, ["GET /users", "GET /users/3001"]), (NAMED, ["GET /users", "GET /users/3001", "GET /account-groups", "GET /roles"]),
    ({}, ["GET /users", "GET /users/3001"]), ({"name": "Ravi Stone"}, ["GET /users", "GET /users/3001"]),
], ids=["ids", "names", "nothing", "name only"])
def test_requests_for_an_unchanged_user(bench: Bench, wire: Wire, desired: dict[str, Any], calls: list[str]) -> None:
    result = bench.run("te_user", email=RAVI, **desired)
    assert (result.get("msg"), result["changed"]) == (None, False)
    assert wire.calls == calls and result["requests"] == len(calls)


def test_requests_by_id(bench: Bench, wire: Wire) -> None:
    assert bench.run("te_user", id=RAVI_ID, **IDS)["changed"] is False
    assert wire.calls == ["GET /users/3001"]


def test_new_ids_cost_one_listing_of_their_kind(bench: Bench, wire: Wire) -> None:
    assert bench.run("te_user", email=RAVI, all_account_group_role_ids=["280871"])["action"] == "updated"
    assert wire.calls == ["GET /users", "GET /users/3001", "GET /roles", "GET /users/current", "PUT /users/3001", "GET /users/3001"]


def test_the_listing_of_all_costs_one_request_without_details(bench: Bench, wire: Wire) -> None:
    people = bench.run("te_user_info")["users"]
    assert wire.calls == ["GET /users"] and all("account_group_roles" not in person for person in people)
    detailed = bench.run("te_user_info", details=True)["users"]
    assert len(wire.calls) == 1 + len(people) and all("account_group_roles" in entry for entry in detailed)


def test_the_account_group_is_chosen_where_the_api_declares_it(bench: Bench, wire: Wire) -> None:
    bench.run("te_user", **NEW, te_aid="11002")
    of_users = {request.path: request.query for request in wire.sent if request.path.startswith("/users/")}
    assert {request.path: request.query for request in wire.sent} == {"/users": "aid=11002", "/account-groups": "", "/roles": "aid=11002"} | of_users
    assert all(request.query == "aid=11002" for request in wire.sent if request.path.startswith("/users"))


# -- guards and odd answers ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [{"email": "OPS@harbor.example"}, {"id": "244"}])
def test_the_user_of_the_token_is_never_deleted(bench: Bench, who: dict[str, str]) -> None:
    bench.configure("thousandeyes", allow_protected_deletion=True)
    for check in (True, False):
        result = bench.run("te_user", check, **who, state="absent")
        assert result["failed"] and "the user of te_token" in result["msg"]
        assert result["writes"] == []


def test_the_user_of_the_token_is_told(bench: Bench, wire: Wire) -> None:
    (me,) = bench.run("te_user_info", current=True, te_token="te-sandbox-weak")["users"]
    assert (me["email"], wire.calls) == ("wallboard@harbor.example", ["GET /users/current"])


def test_details_that_are_refused_are_no_proof_of_absence(bench: Bench) -> None:
    for module, id_ in (("te_user", RAVI_ID), ("te_role", "280871"), ("te_account_group", EMEA)):
        bench.fault(kind="status", status=404, platform="thousandeyes", method="GET", path=f"/{id_}", times=0)
        result = bench.run(module, id=id_, state="absent")
        assert result["failed"] and f"{id_}, but returns 404 for its details" in result["msg"] and result["writes"] == []


def test_details_of_somebody_else_are_not_taken(bench: Bench, rewritten: Rewritten) -> None:
    rewritten[f"GET /users/{RAVI_ID}"] = lambda data: {**data, "uid": "3002"}
    result = bench.run("te_user", email=RAVI, state="absent")
    assert result["failed"] and "returned a different user" in result["msg"] and result["writes"] == []


# -- roles that are not shown --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def regional(bench: Bench) -> Bench:
    """The weak token administers EMEA, and is shown no roles in other account groups."""
    te = bench.sandbox.platform("thousandeyes")
    te.configure({"hide_groups_in_details": True})
    te.users["246"].explicit = {"11001": {ACCOUNT_ADMIN}, EMEA: {ACCOUNT_ADMIN}}
    return bench


def test_an_update_that_does_not_ask_for_it_takes_no_hidden_roles(regional: Bench) -> None:
    before = stored(regional, RAVI)["accountGroupRoles"]
    for desired in ({"name": "Ravi S."}, {"login_account_group_id": "11003"}):
        result = regional.run("te_user", email=RAVI, te_token="te-sandbox-weak", **desired)
        assert (result.get("msg"), result["action"]) == (None, "updated")
        assert stored(regional, RAVI)["accountGroupRoles"] == before and set(before) == {EMEA, "11003"}


EMPTIES = [{"put_without_lists_empties": True}, {"put_without_lists_empties": True, "put_needs_scalars": True}]
NOT_ASKED_FOR: list[dict[str, Any]] = [{"name": "Ravi S."}, {"all_account_group_roles": ["Read only"], "membership": "add"}]


@pytest.mark.parametrize("module", ["te_user", "te_users"])
@pytest.mark.parametrize("change", NOT_ASKED_FOR, ids=str)
@pytest.mark.parametrize("switches", EMPTIES, ids=str)
def test_hidden_roles_are_kept_or_the_task_refuses_where_omitted_lists_are_emptied(
    regional: Bench, switches: dict[str, Any], change: dict[str, Any], module: str
) -> None:
    regional.configure("thousandeyes", hide_groups_in_details=True, **switches)
    if "all_account_group_roles" in change:
        regional.sandbox.platform("thousandeyes").users["246"].explicit = {"11001": {ORG_ADMIN}, EMEA: {ORG_ADMIN}}
    before = stored(regional, RAVI)
    membership = {"membership": change["membership"]} if "membership" in change else {}
    user = {"email": RAVI, **{name: value for name, value in change.items() if name != "membership"}}
    result = regional.run(module, te_token="te-sandbox-weak", **membership, **(user if module == "te_user" else {"users": [user]}))
    assert result["failed"] and not result.get("changed") and stored(regional, RAVI) == before and set(before["accountGroupRoles"]) == {EMEA, "11003"}
    assert "may not see all of them" in json.dumps(result) and "with a role in all account groups" in json.dumps(result)
    assert regional.run("te_user", email=RAVI, **change)["action"] == "updated"
    assert stored(regional, RAVI)["accountGroupRoles"] == before["accountGroupRoles"]


def test_where_all_roles_were_silently_removed_the_visible_ones_are_restored_and_nobody_else_is_tried(regional: Bench, wire: Wire) -> None:
    regional.configure("thousandeyes", hide_groups_in_details=True, put_without_lists_empties=True, accept_no_roles=True)
    te = regional.sandbox.platform("thousandeyes")
    te.users["246"].explicit = {"11001": {ORG_ADMIN}, EMEA: {ORG_ADMIN}}
    te.users["3002"].explicit = {EMEA: {REGULAR_USER}, "11003": {READ_ONLY}}
    before = stored(regional, "mona.berg@harbor.example")
    users = [{"email": RAVI, "name": "Ravi S."}, {"email": "mona.berg@harbor.example", "name": "Mona B."}]
    result = regional.run("te_users", te_token="te-sandbox-weak", users=users)
    assert result["failed"] and "Any others are lost" in json.dumps(result), result
    assert EMEA in stored(regional, RAVI)["accountGroupRoles"]
    assert stored(regional, "mona.berg@harbor.example") == before and {put.path for put in wire.of("PUT")} == {f"/users/{RAVI_ID}"}


def test_where_the_server_wants_more_but_no_roles_none_are_sent(regional: Bench, wire: Wire) -> None:
    regional.configure("thousandeyes", hide_groups_in_details=True, put_needs_scalars=True)
    before = stored(regional, RAVI)["accountGroupRoles"]
    assert regional.run("te_user", email=RAVI, name="Ravi S.", te_token="te-sandbox-weak")["action"] == "updated"
    assert stored(regional, RAVI)["accountGroupRoles"] == before and set(wire.of("PUT")[-1].body) == {"name", "email", "loginAccountGroupId"}


@pytest.mark.parametrize("switches", [{}, *EMPTIES, {"put_without_lists_empties": True, "accept_no_roles": True}], ids=str)
def test_a_user_of_whom_no_role_is_shown_is_not_changed(regional: Bench, switches: dict[str, Any]) -> None:
    regional.configure("thousandeyes", hide_groups_in_details=True, **switches)
    ravi = regional.sandbox.platform("thousandeyes").users[RAVI_ID]
    ravi.login, ravi.explicit = "11003", {"11003": {READ_ONLY}}
    for check in (True, False):
        result = regional.run("te_user", check, email=RAVI, name="Ravi S.", te_token="te-sandbox-weak")
        assert result["failed"] and f"sees no role of {RAVI}" in result["msg"] and result["writes"] == []
    result = regional.run("te_user", email=RAVI, name="Ravi S.")
    assert (result.get("msg"), result.get("action")) == (None, "updated")
    assert stored(regional, RAVI)["accountGroupRoles"] == {"11003": [READ_ONLY]}


@pytest.mark.parametrize("membership,login", [("add", EMEA), ("add", "11003"), ("remove", "11003")])
def test_roles_that_may_be_hidden_are_not_guessed(regional: Bench, membership: str, login: str) -> None:
    """A role in 11003 is hidden. Only if that is the login account group, the details show that there is something to hide."""
    regional.sandbox.platform("thousandeyes").users[RAVI_ID].login = login
    roles = ["Regular User"] if membership == "add" else ["Account Admin"]
    desired = {"account_group_roles": [{"account_group": "EMEA", "roles": roles}], "membership": membership}
    for check in (True, False):
        result = regional.run("te_user", check, email=RAVI, te_token="te-sandbox-weak", **desired)
        assert result["failed"] and f"may not see all roles of {RAVI}" in result["msg"] and result["writes"] == []
    result = regional.run("te_user", email=RAVI, **desired)
    assert (result.get("msg"), result["action"]) == (None, "updated") and "11003" in stored(regional, RAVI)["accountGroupRoles"]


@pytest.mark.parametrize("switches", [{"missing_on_delete": "empty"}, {"missing_on_delete": "problem"}], ids=str)
def test_after_a_404_the_listing_tells_whether_somebody_is_gone(bench: Bench, switches: dict[str, Any]) -> None:
    bench.configure("thousandeyes", **switches)
    bench.fault(kind="status", status=404, platform="thousandeyes", method="DELETE")
    kept = bench.run("te_user", email=RAVI, state="absent")
    assert kept["failed"] and "still listed, so it was not removed" in kept["msg"]
    bench.fault(kind="lost_response", platform="thousandeyes", method="DELETE", times=1)  # the repetition meets a 404
    assert bench.run("te_user", email=RAVI, state="absent")["action"] == "deleted"
    bench.fault(kind="delay")
    assert bench.run("te_user", email=RAVI, state="absent")["action"] == "none"


@pytest.mark.parametrize(("module", "desired"), [
    ("te_user", {"email": RAVI}), ("te_users", {"users": [{"email": RAVI, "state": "absent"}]}), ("te_role", {"name": "NOC wallboard"}),
    ("te_account_group", {"name": "AMER"}), ("te_account_group", {"id": "11003"}),
    ("roster", {"platforms": ["thousandeyes"], "people": [{"email": RAVI, "ends": "2020-01-01"}]}),
], ids=lambda value: value if isinstance(value, str) else None)
def test_a_removal_without_effect_is_no_success(bench: Bench, monkeypatch: pytest.MonkeyPatch, module: str, desired: dict[str, Any]) -> None:
    bench.configure("thousandeyes", role_in_use="drop")
    te = bench.sandbox.platform("thousandeyes")
    for operation in ("delete_user", "delete_role", "delete_group"):
        monkeypatch.setattr(te, operation, lambda call, key: Response(status=204))
        monkeypatch.setattr(getattr(te, operation), "__name__", operation)
    result = bench.run(module, **({} if module in ("te_users", "roster") else {"state": "absent"}), **desired)
    assert result["failed"] and "ThousandEyes accepted the removal of " in result["msg"] and "still shows the" in result["msg"]
    assert result["changed"] is False  # a read proves that nothing was removed


@pytest.mark.parametrize("shape", ["problem", "title", "older"])
def test_the_servers_words_in_every_shape(bench: Bench, shape: str) -> None:
    bench.configure("thousandeyes", error_shape=shape, name_limit=5)
    result = bench.run("te_user", **NEW)
    assert result["failed"] and "name is longer than 5 characters" in result["msg"]
    assert result["error"]["status"] == 400


def test_a_weak_token_is_told_what_it_lacks(bench: Bench) -> None:
    result = bench.run("te_user", **NEW, te_token="te-sandbox-weak")
    assert result["failed"] and "View all users" in result["hint"]
    result = bench.run("te_user_info", te_token="mistyped-token")
    assert result["failed"] and "TE_TOKEN" in result["hint"] and "mistyped-token" not in bench.printed


def test_an_unregistered_user_has_no_dates(bench: Bench) -> None:
    bench.configure("thousandeyes", new_user_registered=False)
    user = bench.run("te_user", **NEW)["user"]
    assert user["email"] == NEW["email"] and "date_registered" not in user and "last_login" not in user


@pytest.mark.parametrize("id_", ["../roles/156", ".", "..", "a\\b", "a\nb"])
@pytest.mark.parametrize("module", ["te_user", "te_role", "te_account_group"])
def test_ids_that_would_lead_a_path_elsewhere_are_refused_before_a_request(bench: Bench, wire: Wire, module: str, id_: str) -> None:
    result = bench.run(module, id=id_, state="absent")
    assert result["failed"] and "cannot be used in a URL" in result["msg"] and wire.calls == []


def test_other_ids_stay_in_their_segment(bench: Bench, wire: Wire) -> None:
    result = bench.run("te_user", id="a?b#c", state="absent")
    assert (result.get("failed"), result["changed"]) == (None, False)
    assert wire.calls == ["GET /users/a%3Fb%23c", "GET /users"]


def test_check_mode_predicts_a_user_of_another_organization(bench: Bench) -> None:
    bench.run("te_user", **{**NEW, "email": VISITOR})
    task = {"email": VISITOR, "name": "Other", "all_account_group_roles": ["Read only"]}
    assert prediction(bench.run("te_user", True, **task)) == prediction(bench.run("te_user", False, **task))


# -- who it is about ------------------------------------------------------------------------------------------------------------------------


def test_roles_of_the_same_name_are_told_apart(bench: Bench) -> None:
    bench.configure("thousandeyes", duplicate_role_names=True)
    user = bench.sandbox.platform("thousandeyes").users[RAVI_ID]
    twins = sorted(number for number, role in bench.sandbox.platform("thousandeyes").roles.items() if role.name == "NOC wallboard")
    user.explicit = {EMEA: set(twins)}
    (ravi,) = bench.run("te_user_info", email=RAVI)["users"]
    assert ravi["account_group_roles"] == [
        {"account_group": "EMEA", "account_group_id": EMEA, "roles": ["NOC wallboard", "NOC wallboard"], "role_ids": twins},
    ]
    assert [(role["id"], role["builtin"], role["management"]) for role in ravi["role_details"]] == [(twin, False, False) for twin in twins]
    assert bench.run("te_user", **ravi)["changed"] is False
    one = [{**ravi["account_group_roles"][0], "role_ids": twins[:1]}]
    assert bench.run("te_user", email=RAVI, account_group_roles=one)["user"]["account_group_roles"][0]["role_ids"] == twins[:1]


def test_everybody_as_read_is_no_change(bench: Bench) -> None:
    found = bench.run("te_user_info", details=True)["users"]
    result = bench.run("te_users", users=found)
    assert (result.get("msg"), result["changed"], result["writes"]) == (None, False, [])
    assert any("name" not in user for user in found) or len(found) > 3


def test_who_has_a_role_and_who_has_not_logged_in(bench: Bench, wire: Wire) -> None:
    everybody = bench.run("te_user_info", details=True)["users"]
    holders = {user["email"] for user in everybody if any(role["name"] == "Organization Admin" for role in user["role_details"])}
    assert {user["email"] for user in bench.run("te_user_info", role="organization admin")["users"]} == holders and holders
    assert not [call for call in wire.calls if call.startswith("GET /users/")]
    assert {user["email"] for user in bench.run("te_user_info", role_id="159", details=True)["users"]} == holders
    idle = {user["email"] for user in bench.run("te_user_info", inactive_days=30)["users"]}
    assert idle and idle < {user["email"] for user in everybody} and RAVI in {user["email"] for user in bench.run("te_user_info", inactive_days=0)["users"]}
    assert "has no role" in bench.run("te_user_info", role="Organisation Admin")["msg"]


def test_a_former_address_in_a_list(bench: Bench) -> None:
    desired = [{"email": "ravi@x.example", "previous_email": RAVI}, {"email": "nobody@x.example", "previous_email": "no.body@x.example", "state": "absent"}]
    assert [user["action"] for user in bench.run("te_users", users=desired)["users"]] == ["updated", "none"]
    assert bench.run("te_users", users=desired)["changed"] is False
    result = bench.run("te_users", users=[*desired, {"email": "RAVI@x.example"}])
    assert result["failed"] and "listed twice" in result["msg"]
    result = bench.run("te_user", id="3001", previous_email=RAVI)
    assert result["failed"] and "without email" in result["msg"] and result["writes"] == []


@pytest.mark.parametrize("switches", [{}, {"put_needs_scalars": True}, {"put_without_lists_empties": True}], ids=str)
def test_nothing_of_a_user_without_a_name_is_lost(bench: Bench, switches: dict[str, Any]) -> None:
    """Either the change is made and the rest stays, or the task fails with the reason."""
    bench.configure("thousandeyes", **switches)
    nadia = "nadia.pending@harbor.example"
    bench.sandbox.platform("thousandeyes").users[stored(bench, nadia)["uid"]].name = None
    before = stored(bench, nadia)
    assert not before.get("name")
    more = [{"account_group": "EMEA", "roles": ["Regular User", "Read only"]}]
    result = bench.run("te_user", email=nadia, account_group_roles=more)
    after = stored(bench, nadia)
    if "put_needs_scalars" in switches:
        assert result["failed"] and "name" in result["msg"] and after == before
        assert bench.run("te_user", email=nadia, name="Nadia Pending", account_group_roles=more)["action"] == "updated"
    else:
        assert result["action"] == "updated"
        assert {name: value for name, value in after.items() if "Roles" not in name} == {name: value for name, value in before.items() if "Roles" not in name}


@pytest.mark.parametrize("change", [{"name": "Ravi S."}, {"all_account_group_roles": ["Read only"]}], ids=str)
def test_roles_in_hidden_account_groups_stay(bench: Bench, change: dict[str, Any]) -> None:
    bench.configure("thousandeyes", hide_groups_in_details=True)
    server = bench.sandbox.platform("thousandeyes")
    server.users["244"].everywhere, server.users["244"].explicit = set(), {"11001": {"159"}, EMEA: {"159"}}
    server.users[RAVI_ID].explicit["11003"] = {READ_ONLY}
    assert bench.run("te_user", id=RAVI_ID, **change)["action"] == "updated"
    assert server.users[RAVI_ID].explicit["11003"] == {READ_ONLY}


# -- what a token that does not see everything removes -------------------------------------------------------------------------------------


def test_a_role_is_not_replaced_by_whoever_may_not_see_all_roles_of_its_users(regional: Bench) -> None:
    te = regional.sandbox.platform("thousandeyes")
    te.users["246"].explicit = {"11001": {ORG_ADMIN}, EMEA: {ORG_ADMIN}}
    before = regional.sandbox.state()
    for check in (True, False):
        result = regional.run("te_role", check=check, name="Incident viewer", state="absent", replace_with="Regular User", te_token="te-sandbox-weak")
        assert result["failed"] and "would also remove hidden ones. Nothing was changed." in result["msg"], result["msg"]
    assert regional.sandbox.state() == before


def test_a_plan_says_that_hidden_roles_go(regional: Bench) -> None:
    regional.sandbox.platform("thousandeyes").users["246"].explicit = {"11001": {ORG_ADMIN}, EMEA: {ORG_ADMIN}}
    person = {"email": RAVI, "accounts": {"thousandeyes": {"account_group_roles": [{"account_group": "EMEA", "roles": ["Read only"]}]}}}
    params: dict[str, Any] = {"people": [person], "platforms": ["thousandeyes"], "max_removals": -1, "max_removal_percent": -1, "te_token": "te-sandbox-weak"}
    plan = regional.run("roster", check=True, **params)["plan"]
    assert [action["verb"] for action in plan["actions"]] == ["update"]
    assert [note for note in plan["notes"] if f"roles of {RAVI} may be hidden" in note and "also removes hidden ones" in note], plan["notes"]
    del params["te_token"]  # that of a user with a role in all account groups
    assert not [note for note in regional.run("roster", check=True, **params)["plan"]["notes"] if "may be hidden" in note]


def test_a_reading_says_that_roles_may_be_missing(regional: Bench) -> None:
    notes = regional.run("access_info", platforms=["thousandeyes"], exact=True, te_token="te-sandbox-weak")["notes"]
    assert [note for note in notes if "may be missing" in note], notes
    assert not [note for note in regional.run("access_info", platforms=["thousandeyes"], exact=True)["notes"] if "may be missing" in note]

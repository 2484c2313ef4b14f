# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ThousandEyes: whole updates, people of other organizations, pending addresses, and no request too many."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness import Bench, prediction
from tests.sandbox.thousandeyes_data import ACCOUNT_ADMIN, EMEA, READ_ONLY, REGULAR_USER, WALLBOARD
from tests.unit.platforms.conftest import Wire

RAVI, RAVI_ID = "ravi.stone@harbor.example", "3001"
VISITOR = "visitor@other.example"
BODY = {"name", "email", "loginAccountGroupId", "accountGroupRoles", "allAccountGroupRoleIds"}
NEW: dict[str, Any] = {
    "email": "zoe.park@x.example", "name": "Zoe Park", "login_account_group": "EMEA",
    "account_group_roles": [{"account_group": "EMEA", "roles": ["Regular User"]}], "all_account_group_roles": [],
}


def stored(bench: Bench, email: str) -> dict[str, Any]:
    (user,) = [one for one in bench.sandbox.platform("thousandeyes").state()["users"] if one["email"] == email]
    return dict(user)


# -- an update replaces, so it sends everything --------------------------------------------------------------------------------------------

CHANGES: list[dict[str, Any]] = [
    {"name": "Ravi S."}, {"login_account_group": "AMER"}, {"all_account_group_roles": ["Read only"]},
    {"account_group_roles": [{"account_group": "APAC Retail", "roles": ["Regular User"]}], "membership": "add"},
    {"account_group_roles": [{"account_group": "AMER", "roles": ["Regular User"]}], "membership": "remove"},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: ",".join(sorted(change)))
def test_an_update_keeps_what_it_does_not_name(bench: Bench, wire: Wire, change: dict[str, Any]) -> None:
    bench.configure("thousandeyes", put_needs_scalars=True, refuse_unknown_fields=True)
    before = stored(bench, RAVI)
    assert bench.run("te_user", email=RAVI, **change)["action"] == "updated"
    (put,) = wire.of("PUT")
    assert set(put.body) == BODY and put.path == f"/users/{RAVI_ID}"
    after = stored(bench, RAVI)
    named = {"name": "name", "login_account_group": "loginAccountGroupId", "all_account_group_roles": "allAccountGroupRoleIds",
             "account_group_roles": "accountGroupRoles"}
    assert {name for name in before if before[name] != after[name]} == {named[option] for option in change if option != "membership"}


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
    assert set(wire.of("PUT")[0].body) == BODY - {"name"}
    assert bench.run("te_user", id="2900", name="Nadia Pending")["action"] == "updated"


def test_exact_roles_take_away_from_groups_that_are_not_listed(bench: Bench) -> None:
    assert set(stored(bench, RAVI)["accountGroupRoles"]) == {"11002", "11003"}
    bench.run("te_user", email=RAVI, account_group_roles=[{"account_group_id": EMEA, "role_ids": [ACCOUNT_ADMIN]}])
    assert stored(bench, RAVI)["accountGroupRoles"] == {EMEA: [ACCOUNT_ADMIN]}


def test_a_user_left_without_any_role_is_refused_by_the_server(bench: Bench) -> None:
    result = bench.run("te_user", email=RAVI, account_group_roles=[], all_account_group_roles=[])
    assert result["failed"] and "the user would have no role" in result["msg"]
    bench.configure("thousandeyes", accept_no_roles=True)
    assert bench.run("te_user", email=RAVI, account_group_roles=[], all_account_group_roles=[])["action"] == "updated"


# -- people of another organization --------------------------------------------------------------------------------------------------------


def test_a_person_of_another_organization(bench: Bench) -> None:
    bench.run("te_user", **{**NEW, "email": VISITOR})
    assert stored(bench, VISITOR)["foreign"] is True
    for check in (True, False):
        result = bench.run("te_user", check=check, **{**NEW, "email": VISITOR})
        assert (result.get("failed"), result["changed"], result["writes"]) == (None, False, [])
        assert result["warnings"] == [f"{VISITOR} belongs to another organization, which keeps name and login_account_group: left as they are."]
    result = bench.run("te_user", email=VISITOR, login_account_group="AMER", all_account_group_roles=["Read only"])
    assert result["action"] == "updated" and "login_account_group" in result["warnings"][0]
    assert result["diff"]["after"] == {"email": VISITOR, "all_account_group_roles": ["Read only"]}
    assert stored(bench, VISITOR)["name"] == "Vera Visitor"
    assert bench.run("te_user", email=VISITOR, name="Vera Visitor")["warnings"] == []
    assert bench.run("te_user", email=VISITOR, state="absent")["action"] == "deleted"


def test_own_people_are_renamed_without_a_warning(bench: Bench) -> None:
    result = bench.run("te_user", email=RAVI, name="Ravi S.", login_account_group="AMER")
    assert (result["action"], result["warnings"]) == ("updated", [])


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


def test_an_address_that_waits_for_its_confirmation(bench: Bench) -> None:
    bench.configure("thousandeyes", email_change_pending=True)
    result = bench.run("te_user", id=RAVI_ID, email="ravi.new@harbor.example", name="Ravi S.")
    assert (result.get("failed"), result["action"]) == (None, "updated")
    assert result["warnings"] == ["ThousandEyes accepted the change, but email of the user still read differently."]
    assert stored(bench, RAVI)["pendingEmail"] == "ravi.new@harbor.example" and stored(bench, RAVI)["name"] == "Ravi S."
    assert result["user"]["email"] == RAVI


# -- no request too many -------------------------------------------------------------------------------------------------------------------

IDS: dict[str, Any] = {"login_account_group_id": "11002", "account_group_roles": [
    {"account_group_id": "11002", "role_ids": ["156"]}, {"account_group_id": "11003", "role_ids": ["162"]}], "all_account_group_role_ids": []}
NAMED: dict[str, Any] = {"login_account_group": "EMEA", "account_group_roles": [
    {"account_group": "EMEA", "roles": ["Account Admin"]}, {"account_group": "AMER", "roles": ["Regular User"]}], "all_account_group_roles": []}


@pytest.mark.parametrize(("wish", "calls"), [
    (IDS, ["GET /users", "GET /users/3001"]), (NAMED, ["GET /users", "GET /users/3001", "GET /account-groups", "GET /roles"]),
    ({}, ["GET /users", "GET /users/3001"]), ({"name": "Ravi Stone"}, ["GET /users", "GET /users/3001"]),
], ids=["ids", "names", "nothing", "name only"])
def test_requests_for_an_unchanged_user(bench: Bench, wire: Wire, wish: dict[str, Any], calls: list[str]) -> None:
    result = bench.run("te_user", email=RAVI, **wish)
    assert (result.get("msg"), result["changed"]) == (None, False)
    assert wire.calls == calls and result["requests"] == len(calls)


def test_requests_by_id(bench: Bench, wire: Wire) -> None:
    assert bench.run("te_user", id=RAVI_ID, **IDS)["changed"] is False
    assert wire.calls == ["GET /users/3001"]


def test_new_ids_cost_one_listing_of_their_kind(bench: Bench, wire: Wire) -> None:
    assert bench.run("te_user", email=RAVI, all_account_group_role_ids=["280871"])["action"] == "updated"
    assert wire.calls == ["GET /users", "GET /users/3001", "GET /roles", "PUT /users/3001"]


def test_the_listing_of_all_costs_one_request_without_details(bench: Bench, wire: Wire) -> None:
    people = bench.run("te_user_info")["users"]
    assert wire.calls == ["GET /users"] and all("account_group_roles" not in one for one in people)
    detailed = bench.run("te_user_info", details=True)["users"]
    assert len(wire.calls) == 1 + len(people) and all("account_group_roles" in one for one in detailed)


def test_the_account_group_is_chosen_where_the_api_declares_it(bench: Bench, wire: Wire) -> None:
    bench.run("te_user", **NEW, te_aid="11002")
    assert {one.path: one.query for one in wire.sent} == {
        "/users": "aid=11002", "/account-groups": "", "/roles": "aid=11002"} | {one.path: one.query for one in wire.sent if one.path.startswith("/users/")}
    assert all(one.query == "aid=11002" for one in wire.sent if one.path.startswith("/users"))


# -- guards and odd answers ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [{"email": "OPS@harbor.example"}, {"id": "244"}])
def test_the_user_of_the_token_is_never_deleted(bench: Bench, who: dict[str, str]) -> None:
    bench.configure("thousandeyes", allow_protected_deletion=True)
    for check in (True, False):
        result = bench.run("te_user", check, **who, state="absent")
        assert result["failed"] and "the user that te_token belongs to" in result["msg"]
        assert result["writes"] == []


def test_the_user_of_the_token_is_told(bench: Bench, wire: Wire) -> None:
    (me,) = bench.run("te_user_info", current=True, te_token="te-sandbox-weak")["users"]
    assert (me["email"], wire.calls) == ("wallboard@harbor.example", ["GET /users/current"])


@pytest.mark.parametrize("switches", [{"missing_on_delete": "empty"}, {"missing_on_delete": "problem"}], ids=str)
def test_somebody_who_is_gone_already_is_gone(bench: Bench, switches: dict[str, Any]) -> None:
    bench.configure("thousandeyes", **switches)
    bench.fault(kind="status", status=404, platform="thousandeyes", method="DELETE")
    assert bench.run("te_user", email=RAVI, state="absent")["action"] == "deleted"


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
    assert result["failed"] and "cannot be addressed" in result["msg"] and wire.calls == []


def test_other_ids_stay_in_their_segment(bench: Bench, wire: Wire) -> None:
    result = bench.run("te_user", id="a?b#c", state="absent")
    assert (result.get("failed"), result["changed"]) == (None, False)
    assert wire.calls == ["GET /users/a%3Fb%23c", "GET /users"]


def test_check_mode_predicts_a_user_of_another_organization(bench: Bench) -> None:
    bench.run("te_user", **{**NEW, "email": VISITOR})
    task = {"email": VISITOR, "name": "Other", "all_account_group_roles": ["Read only"]}
    assert prediction(bench.run("te_user", True, **task)) == prediction(bench.run("te_user", False, **task))

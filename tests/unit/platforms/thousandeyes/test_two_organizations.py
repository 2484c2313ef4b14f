# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A token that sees account groups of two ThousandEyes organizations: names, guards and people of one never stand for those of the other."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.organization import inside
from tests.harness import Bench
from tests.sandbox.thousandeyes.data import EMEA, ORG_ADMIN, READ_ONLY, REGULAR_USER, SOUTH, SOUTH_ADMIN, SOUTH_EMEA, SOUTH_USER
from tests.unit.platforms.conftest import Wire

RAVI, CARL, DANA = "ravi.stone@harbor.example", "carl.south@south.example", "dana.south@south.example"


@pytest.fixture
def two(bench: Bench) -> Bench:
    bench.configure("thousandeyes", second_organization=True)
    return bench


def roles(bench: Bench, email: str) -> dict[str, list[str]]:
    (user,) = [entry for entry in bench.sandbox.platform("thousandeyes").state()["users"] if entry["email"] == email]
    return dict(user["accountGroupRoles"])


# -- names -----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", ["both", "name", "id"])
@pytest.mark.parametrize(("aid", "emea"), [(None, EMEA), ("11003", EMEA), (SOUTH, SOUTH_EMEA)])
def test_a_name_means_something_in_one_organization_only(two: Bench, told: str, aid: str | None, emea: str) -> None:
    two.configure("thousandeyes", organization_told=told)
    context = {"te_aid": aid} if aid else {}
    email, role = (CARL, "Regular User") if aid == SOUTH else (RAVI, "Account Admin")
    result = two.run("te_user", email=email, account_group_roles=[{"account_group": "EMEA", "roles": [role]}], **context)
    assert result.get("failed") is None and list(roles(two, email)) == [emea]
    assert two.run("te_account_group", True, name="EMEA", agents=[], **context)["account_group"]["id"] == emea
    assert [group["id"] for group in two.run("te_account_group_info", name="EMEA", **context)["account_groups"]] == [emea]
    assert two.run("te_account_group", name="Cape stores", state="absent", **context)["changed"] is (aid == SOUTH)


@pytest.mark.parametrize(("aid", "missing"), [(None, "Cape stores"), (SOUTH, "AMER")])
def test_a_name_of_the_other_organization_does_not_exist(two: Bench, aid: str | None, missing: str) -> None:
    context = {"te_aid": aid} if aid else {}
    for desired in ({"login_account_group": missing}, {"account_group_roles": [{"account_group": missing, "roles": ["Regular User"]}]}):
        result = two.run("te_user", email=DANA, **desired, **context)
        assert result["failed"] and f"has no account group named '{missing}'" in result["msg"] and result["writes"] == []


def test_where_no_organization_is_told_twins_are_not_chosen_between(two: Bench) -> None:
    two.configure("thousandeyes", organization_told="none")
    for module, desired in (("te_account_group", {"name": "EMEA", "state": "absent"}), ("te_user", {"email": RAVI, "login_account_group": "EMEA"})):
        result = two.run(module, **desired)
        assert result["failed"] and EMEA in result["msg"] and SOUTH_EMEA in result["msg"] and result["writes"] == []


def test_te_aid_has_to_be_an_account_group_of_the_token(two: Bench) -> None:
    result = two.run("te_account_group", name="EMEA", state="absent", te_aid="99999")
    assert result["failed"] and "te_aid is '99999', which is not an account group" in result["msg"] and result["writes"] == []


@pytest.mark.parametrize("rows", [
    [{"orgId": "1"}, {"orgId": "2", "isDefaultAccountGroup": False}], [{"isDefaultAccountGroup": True}, {"orgId": "1"}, {"orgId": "2"}],
])
def test_an_organization_that_cannot_be_told_is_asked_for(rows: list[dict[str, Any]]) -> None:
    with pytest.raises(BadInput, match="does not show which"):
        inside([{"aid": str(place), "accountGroupName": "x", **row} for place, row in enumerate(rows)], None)


def test_ids_as_numbers_and_organizations_that_are_told_by_halves() -> None:
    rows: list[dict[str, Any]] = [
        {"aid": 1, "accountGroupName": "a", "orgId": 7, "organizationName": "A"}, {"aid": 2, "accountGroupName": "b", "organizationName": "A"},
        {"aid": 3, "accountGroupName": "c", "orgId": "8"}, {"aid": 4, "accountGroupName": "d"},
    ]
    assert [row["aid"] for row in inside(rows, "1")] == [1, 2, 4]


def test_an_account_group_of_the_other_organization_is_refused_by_its_id(two: Bench) -> None:
    for desired in ({"login_account_group_id": SOUTH}, {"account_group_roles": [{"account_group_id": SOUTH_EMEA, "role_ids": [REGULAR_USER]}]}):
        for check in (True, False):
            result = two.run("te_user", check, email=RAVI, **desired)
            assert result["failed"] and "belongs to another organization" in result["msg"] and result["writes"] == []


def test_every_visible_account_group_is_listed_with_its_organization(two: Bench) -> None:
    for context, current in (({}, "11001"), ({"te_aid": SOUTH_EMEA}, SOUTH_EMEA)):
        for details in (False, True):
            rows = two.run("te_account_group_info", details=details, **context)["account_groups"]
            assert [(row["name"], row["organization"]) for row in rows if row["name"] == "EMEA"] == [("EMEA", "Harbor Networks"), ("EMEA", "Southern Networks")]
            assert [row["id"] for row in rows if row["current"]] == [current] and [row["id"] for row in rows if row["login"]] == ["11001"]
        (one,) = two.run("te_account_group_info", id="11001", **context)["account_groups"]
        assert one["current"] is (current == "11001")


# -- guards ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("aid", [None, "11002"])
def test_managers_of_the_other_organization_are_none_of_this_one(two: Bench, aid: str | None) -> None:
    te = two.sandbox.platform("thousandeyes")
    te._check_reach = lambda *args: None
    for user in te.users.values():
        user.explicit = {group: {READ_ONLY} for group in user.explicit if te.groups[group].org == "4021"}
        user.everywhere = {number for number in user.everywhere if te.roles[number].org == "5077"} | {READ_ONLY}
    te.roles[READ_ONLY].permissions |= {"20", "33"}
    te.users["245"].everywhere = {ORG_ADMIN}
    te.configure({"show_all_organizations": True})
    for check in (True, False):
        result = two.run("te_user", check, email="ada.quist@harbor.example", state="absent", **({"te_aid": aid} if aid else {}))
        assert result["failed"] and "the last user with management permissions" in result["msg"] and result["writes"] == []


def test_removing_an_account_group_looks_at_its_own_organization(two: Bench) -> None:
    for who in ({"name": "EMEA", "te_aid": SOUTH}, {"id": SOUTH_EMEA}):
        result = two.run("te_account_group", True, state="absent", **who)
        assert (result.get("msg"), result["warnings"]) == (None, [f"Deleting EMEA removes the only roles of 1 user: {CARL}."])


# -- people ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("switches", [
    {}, {"show_all_organizations": True}, {"put_without_lists_empties": True}, {"put_without_lists_empties": True, "show_all_organizations": True},
], ids=",".join)
@pytest.mark.parametrize("reading", ["ignore", "refuse"])
def test_what_belongs_to_another_organization_is_never_sent(two: Bench, wire: Wire, reading: str, switches: dict[str, Any]) -> None:
    two.configure("thousandeyes", foreign_put=reading, **switches)
    before = roles(two, DANA)
    for check in (True, False):
        result = two.run("te_user", check, email=DANA, name="D.")
        assert (result.get("msg"), result["changed"]) == (None, False) and "belongs to another organization" in result["warnings"][0]
    for number, module in enumerate(("te_user", "te_users")):
        own = [{"email": RAVI, "name": "Ravi S."}]  # by whom it is learned what the server wants
        desired = {"email": DANA, "all_account_group_roles": ["Read only"][number:]}
        result = two.run(module, **(desired if module == "te_user" else {"users": [*own, desired]}))
        assert result.get("msg") is None and roles(two, DANA) == before
        sent = [put for put in wire.of("PUT") if put.path == "/users/5003"]
        assert sent and all({"name", "email", "loginAccountGroupId"}.isdisjoint(put.body) for put in sent)


@pytest.mark.parametrize("reading", ["ignore", "refuse"])
def test_who_logs_in_in_the_other_organization_belongs_to_it(two: Bench, wire: Wire, reading: str) -> None:
    two.configure("thousandeyes", foreign_put=reading)
    for check in (True, False):
        result = two.run("te_user", check, email=DANA, name="D.", login_account_group="EMEA")
        assert (result.get("msg"), result["changed"]) == (None, False)
        assert result["warnings"] == [f"{DANA} belongs to another organization, which manages name and login_account_group, so these were not changed."]
    assert two.run("te_user", email=DANA, all_account_group_roles=["Read only"], name="D.")["action"] == "updated"
    assert set(wire.of("PUT")[0].body) == {"allAccountGroupRoleIds"}
    assert two.run("te_user", email=DANA, name="D.", te_aid=SOUTH)["action"] == "updated"


@pytest.mark.parametrize("shown", [False, True])
def test_exact_roles_leave_those_in_the_other_organization_alone(two: Bench, shown: bool) -> None:
    two.configure("thousandeyes", show_all_organizations=shown)
    two.sandbox.platform("thousandeyes").users["5003"].everywhere = {SOUTH_ADMIN}
    desired = {"account_group_roles": [{"account_group": "AMER", "roles": ["Regular User"]}], "all_account_group_roles": ["Read only"]}
    result = two.run("te_user", email=DANA, **desired)
    assert (result.get("msg"), result["action"]) == (None, "updated")
    assert roles(two, DANA) == {"11003": [REGULAR_USER], SOUTH: [SOUTH_USER]}
    assert two.sandbox.platform("thousandeyes").users["5003"].everywhere == {READ_ONLY, SOUTH_ADMIN}
    for module, params in (("te_user", {"email": DANA, **desired}), ("te_users", {"users": [{"email": DANA, **desired}]})):
        assert two.run(module, **params)["changed"] is False


def test_access_is_read_from_the_organization_of_the_task(two: Bench) -> None:
    for context, known, unknown in (({}, RAVI, CARL), ({"te_aid": SOUTH}, CARL, RAVI)):
        found = two.run("access_info", platforms=["thousandeyes"], **context)
        assert found.get("failed") is None and known in str(found["accounts"]) and unknown not in str(found["accounts"])

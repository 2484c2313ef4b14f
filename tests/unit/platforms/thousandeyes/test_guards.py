# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The last user with management permissions keeps them, and the proof costs no request where nobody loses any."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from tests.harness import Bench
from tests.sandbox.thousandeyes.data import ORG_ADMIN, READ_ONLY, REGULAR_USER, WALLBOARD
from tests.security.proxy import Proxy
from tests.unit.platforms.conftest import Wire

ADA, OPS, WEAK = "ada.quist@harbor.example", "ops@harbor.example", "wallboard@harbor.example"
EDIT_ROLES = "28"  # a management permission
LOSES: dict[str, Any] = {"account_group_roles": [{"account_group": "Harbor Networks", "roles": ["Regular User"]}], "all_account_group_roles": []}


@pytest.fixture
def lonely(bench: Bench) -> Bench:
    """Only Ada holds management permissions; the token's user may edit users and see account groups by a role without any."""
    te = bench.sandbox.platform("thousandeyes")
    for user in te.users.values():
        user.explicit = {aid: {READ_ONLY} for aid in user.explicit}
        user.everywhere = {READ_ONLY} if user.everywhere else set()
    te.users["245"].everywhere = {ORG_ADMIN}
    te.users["244"].everywhere = {READ_ONLY}
    te.roles[READ_ONLY].permissions |= {"20", "33"}  # Edit users, View all account groups settings
    te.configure({"allow_protected_deletion": True, "accept_no_roles": True})
    te._check_reach = lambda *args: None
    return bench


@pytest.mark.parametrize("desired", [{"state": "absent"}, LOSES], ids=["removed", "demoted"])
def test_the_last_one_is_refused(lonely: Bench, desired: dict[str, Any]) -> None:
    for check in (True, False):
        for module, params in (("te_user", {"email": ADA, **desired}), ("te_users", {"users": [{"email": ADA, **desired}]})):
            result = lonely.run(module, check, **params)
            assert result["failed"] and "the last user with management permissions" in result["msg"] and result["writes"] == []


@pytest.mark.parametrize("desired", [{"state": "absent"}, LOSES], ids=["removed", "demoted"])
def test_so_is_one_whose_roles_come_without_a_word_about_management(lonely: Bench, desired: dict[str, Any]) -> None:
    """The contract requires it nowhere; the listing of roles tells it as well."""
    proxy = Proxy.before(lonely)
    shown = proxy.rewrite(r"/(users|account-groups)", change=partial(without, "hasManagementPermissions"))
    for check in (True, False):
        result = lonely.run("te_user", check, email=ADA, **desired)
        assert shown.hits and result["failed"] and "the last user with management permissions" in result["msg"] and result["writes"] == []


def without(member: str, data: Any) -> Any:
    """The JSON without a member, at any depth."""
    if isinstance(data, dict):
        return {name: without(member, one) for name, one in data.items() if name != member}
    return [without(member, item) for item in data] if isinstance(data, list) else data


@pytest.mark.parametrize("desired", [{"state": "absent"}, LOSES], ids=["removed", "demoted"])
def test_flags_of_another_form_are_no_flags(lonely: Bench, desired: dict[str, Any]) -> None:
    shown = Proxy.before(lonely).rewrite(r"/roles$", fields={"roles.*.hasManagementPermissions": "false"})
    result = lonely.run("te_user", email=ADA, **desired)
    assert shown.hits and result["failed"] and "hasManagementPermissions is not true or false" in result["msg"] and result["writes"] == []


@pytest.mark.parametrize("limit", [1, 5])
def test_who_is_in_an_account_group_has_a_role_there_though_it_is_not_told(bench: Bench, limit: int) -> None:
    shown = Proxy.before(bench).rewrite(r"/account-groups/", change=partial(without, "roles"))
    result = bench.run("te_account_group", name="EMEA", state="absent", max_removals=limit)
    assert shown.hits and "the only roles of 5 users" in (result["msg"] if limit == 1 else result["warnings"][0])
    assert (result.get("failed"), len(result["writes"])) == ((True, 0) if limit == 1 else (None, 1))


@pytest.mark.parametrize("desired", [{"state": "absent"}, LOSES], ids=["removed", "demoted"])
def test_of_two_in_one_run_one_has_to_stay(lonely: Bench, desired: dict[str, Any]) -> None:
    mona = "mona.berg@harbor.example"
    lonely.sandbox.platform("thousandeyes").users["3002"].explicit = {"11002": {ORG_ADMIN}}
    for who in (ADA, mona):
        assert lonely.run("te_user", True, email=who, **desired).get("failed") is None
    result = lonely.run("te_users", users=[{"email": ADA, **desired}, {"email": mona, **desired}])
    assert result["failed"] and result["writes"] == [] and f"{mona} is the last user with management permissions" in result["msg"]


def test_pruning_keeps_the_last_one(lonely: Bench) -> None:
    result = lonely.run("te_users", users=[{"email": OPS}], prune=True, max_removals=1000)
    assert result.get("failed") is None and len([user for user in result["users"] if user["action"] == "deleted"]) > 10
    assert [note for note in result["notes"] if ADA in note and note.startswith("not pruned")]
    assert {user["email"] for user in lonely.run("te_user_info")["users"]} == {ADA, OPS}


def test_the_caller_may_step_down_only_if_somebody_else_is_left(bench: Bench) -> None:
    te = bench.sandbox.platform("thousandeyes")
    assert bench.run("te_user", True, email=OPS, **LOSES)["action"] == "updated"
    for user in te.users.values():
        if user.email != OPS:
            user.explicit, user.everywhere = {"11001": {REGULAR_USER}}, set()
    result = bench.run("te_user", True, email=OPS, **LOSES)
    assert result["failed"] and "the last user with management permissions" in result["msg"]


def test_the_proof_costs_nothing_where_nobody_loses_anything(bench: Bench, wire: Wire) -> None:
    assert bench.run("te_user", email=ADA, name="Ada Q.")["action"] == "updated"
    assert bench.run("te_user", email=ADA, account_group_roles=[{"account_group_id": "11002", "role_ids": [REGULAR_USER]}])["action"] == "updated"
    assert "GET /users/current" not in wire.calls and "GET /account-groups/11001" not in wire.calls
    bench.run("te_user", email="ravi.stone@harbor.example", account_group_roles=[{"account_group_id": "11002", "role_ids": ["156"]}])
    assert "GET /users/current" not in wire.calls


def test_the_proof_is_the_caller_where_that_suffices(bench: Bench, wire: Wire) -> None:
    assert bench.run("te_user", email=ADA, all_account_group_role_ids=[READ_ONLY])["action"] == "updated"
    assert wire.calls == ["GET /users", "GET /users/245", "GET /roles", "GET /users/current", "PUT /users/245", "GET /users/245"]


# -- the role that gives them --------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def bossy(lonely: Bench) -> Bench:
    """Only the token's user holds management permissions, by a role of the organization's own."""
    te = lonely.sandbox.platform("thousandeyes")
    te.users["245"].everywhere = {READ_ONLY}
    te.users["244"].everywhere = {WALLBOARD}
    te.roles[WALLBOARD].permissions |= {"1", "19", "20", "27", EDIT_ROLES, "29", "33"}
    return lonely


ENDS: list[dict[str, Any]] = [{"state": "absent"}, {"permissions": ["REPORT_READ"]}, {"permissions": []}]


@pytest.mark.parametrize("desired", ENDS, ids=["deleted", "others", "none"])
def test_the_only_role_that_gives_management_permissions_keeps_them(bossy: Bench, desired: dict[str, Any]) -> None:
    for check in (True, False):
        result = bossy.run("te_role", check, id=WALLBOARD, **desired)
        assert result["failed"] and "the only role that gives anybody management permissions" in result["msg"] and result["writes"] == []


@pytest.mark.parametrize("desired", ENDS, ids=["deleted", "others", "none"])
def test_a_role_may_lose_them_if_somebody_has_another_one_or_nobody_has_it(bossy: Bench, desired: dict[str, Any]) -> None:
    users = bossy.sandbox.platform("thousandeyes").users
    users["245"].everywhere = {ORG_ADMIN}
    assert bossy.run("te_role", True, id=WALLBOARD, **desired)["changed"] is True
    users["244"].everywhere = {ORG_ADMIN, WALLBOARD}
    users["245"].everywhere = {READ_ONLY}
    result = bossy.run("te_role", True, id=WALLBOARD, **desired)
    assert result["changed"] is True and "expand" not in str(result["journal"])


def test_a_role_that_keeps_one_of_them_costs_no_further_request(bossy: Bench) -> None:
    result = bossy.run("te_role", True, id=WALLBOARD, permission_ids=["1", EDIT_ROLES])
    assert result["changed"] is True and not [request for request in result["journal"] if request["path"].startswith(("/users", "/account-groups"))]

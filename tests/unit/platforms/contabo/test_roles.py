# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contabo's roles: whole bodies, default and administrative roles, actions and tags that know nothing of each other."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness import Bench
from tests.sandbox.contabo.data import API_PERMISSIONS
from tests.unit.platforms.conftest import Wire

DESK: dict[str, Any] = {"name": "Access desk", "permissions": [
    {"api": "/v1/users", "actions": ["READ", "CREATE"]}, {"api": "/v1/object-storages", "actions": ["READ"], "tags": ["web", "db"]}]}
STORED = [
    {"apiName": "/v1/object-storages", "actions": ["READ"], "resources": [11, 12]}, {"apiName": "/v1/users", "actions": ["CREATE", "READ"], "resources": []},
]


def stored(bench: Bench, name: str) -> dict[str, Any]:
    (role,) = [entry for entry in bench.sandbox.platform("contabo").state()["roles"] if entry["name"] == name]
    return dict(role)


@pytest.mark.parametrize("switches", [
    {}, {"put_without_permissions": "clear"}, {"unknown_fields": "refuse"}, {"unique_role_names": True, "duplicate_status": 400}, {"no_pagination": True},
    {"page_cap": 1}, {"empty_list_status": 404}, {"name_filter": "exact"}, {"normalise_admin_roles": True},
], ids=str)
def test_the_whole_role_is_sent_each_time(bench: Bench, wire: Wire, switches: dict[str, Any]) -> None:
    bench.configure("contabo", **switches)
    assert bench.run("contabo_role", **DESK)["action"] == "created"
    assert wire.of("POST", "/v1/roles")[0].body == {"name": "Access desk", "admin": False, "accessAllResources": False, "permissions": STORED}
    result = bench.run("contabo_role", name="Access desk", access_all_resources=True)
    assert (result.get("msg"), result["action"], result["warnings"]) == (None, "updated", [])
    assert wire.of("PUT")[0].body == {"name": "Access desk", "admin": False, "accessAllResources": True, "permissions": STORED}
    assert stored(bench, "Access desk")["permissions"] == STORED
    assert bench.run("contabo_role", **DESK)["changed"] is False


def test_a_rename_keeps_what_it_allows(bench: Bench, wire: Wire) -> None:
    id_ = bench.run("contabo_role", **DESK)["role"]["id"]
    assert bench.run("contabo_role", id=id_, name="Service desk")["action"] == "updated"
    assert wire.of("PUT")[0].body == {"name": "Service desk", "admin": False, "accessAllResources": False, "permissions": STORED}


@pytest.mark.parametrize("desired", [{"state": "absent"}, {"admin": False}, {"permissions": []}, {"access_all_resources": False}], ids=str)
def test_default_roles_are_refused_before_any_write(bench: Bench, desired: dict[str, Any]) -> None:
    for check in (True, False):
        result = bench.run("contabo_role", check=check, name="Full Access" if desired == {"admin": False} else "Technician", **desired)
        assert result["failed"] and "is a default role of Contabo" in result["msg"] and result["writes"] == []


def test_a_default_role_that_is_as_wished_is_no_failure(bench: Bench) -> None:
    result = bench.run("contabo_role", name="Technician", permissions=[{"api": "/v1/private-networks", "actions": ["READ"]}], membership="add")
    assert result["changed"] is False


def test_the_accounts_own_role_is_meant_where_a_default_one_has_its_name(bench: Bench) -> None:
    bench.configure("contabo", default_role_names={"Invoice": "Support desk"})
    result = bench.run("contabo_role", name="Support desk", access_all_resources=True)
    assert (result["action"], result["role"]["id"]) == ("updated", "4713")
    assert [role["type"] for role in bench.run("contabo_role_info", name="Support desk")["roles"]] == ["custom"]


@pytest.mark.parametrize("normalise", [False, True])
def test_an_administrative_role(bench: Bench, wire: Wire, normalise: bool) -> None:
    bench.configure("contabo", normalise_admin_roles=normalise)
    result = bench.run("contabo_role", name="All of it", admin=True)
    assert (result["action"], result["warnings"]) == ("created", [])
    assert wire.of("POST", "/v1/roles")[0].body == {"name": "All of it", "admin": True, "accessAllResources": True, "permissions": []}
    for again in ({"admin": True}, {"admin": True, "access_all_resources": True}, {"admin": True, "permissions": []}):
        assert bench.run("contabo_role", name="All of it", **again)["changed"] is False
    bench.run("contabo_role", **DESK)
    result = bench.run("contabo_role", name="Access desk", admin=True)
    assert (result["action"], result["warnings"]) == ("updated", [])
    assert wire.of("PUT")[0].body["permissions"] == STORED  # what the task does not name is not wiped by it
    result = bench.run("contabo_role", **DESK)
    assert result["changed"] is False and "permissions have no effect" in result["warnings"][0]
    assert bench.run("contabo_role", **DESK, admin=False)["action"] == "updated"
    assert stored(bench, "Access desk")["permissions"] == STORED


@pytest.mark.parametrize("more", [{"permissions": DESK["permissions"]}, {"access_all_resources": False}], ids=["permissions", "resources"])
def test_an_administrative_role_says_nothing_else(bench: Bench, more: dict[str, Any]) -> None:
    result = bench.run("contabo_role", name="All of it", admin=True, **more)
    assert result["failed"] and "already allows everything" in result["msg"] and result["writes"] == []


def test_actions_and_tags_are_sets_of_their_own(bench: Bench) -> None:
    bench.run("contabo_role", **DESK)

    def permissions(membership: str, **entry: Any) -> dict[str, Any]:
        result = bench.run("contabo_role", name="Access desk", permissions=[{"api": "/v1/object-storages", **entry}], membership=membership)
        assert result.get("msg") is None and result["changed"]
        return {permission["api"]: (permission["actions"], permission["tags"]) for permission in result["role"]["permissions"]}

    users = {"/v1/users": (["CREATE", "READ"], [])}
    assert permissions("remove", tags=["web"]) == {**users, "/v1/object-storages": (["READ"], ["db"])}
    assert permissions("add", tags=["web"]) == {**users, "/v1/object-storages": (["READ"], ["db", "web"])}
    assert permissions("add", actions=["CREATE"]) == {**users, "/v1/object-storages": (["CREATE", "READ"], ["db", "web"])}
    assert permissions("remove", actions=["READ", "CREATE"]) == users


@pytest.mark.parametrize("membership", ["exact", "add"])
def test_an_entry_needs_an_action(bench: Bench, membership: str) -> None:
    result = bench.run("contabo_role", name="Access desk", permissions=[{"api": "/v1/users", "tags": ["web"]}], membership=membership)
    assert result["failed"] and "at least one action" in result["msg"] and result["writes"] == []


def test_an_action_that_the_api_does_not_offer_is_told_with_what_is_near(bench: Bench) -> None:
    result = bench.run("contabo_role", name="Access desk", permissions=[{"api": "/v1/users", "actions": ["UPDATE"]}])
    assert result["failed"] and result["writes"] == []
    assert "no api permission named 'UPDATE /v1/users'" in result["msg"] and "'UPDATE /v1/users/{userId}'" in result["msg"]


def test_the_other_spelling_of_paths(bench: Bench) -> None:
    bench.configure("contabo", api_name_style="colon")
    desired = {"name": "Access desk", "permissions": [{"api": "/v1/users/:userId", "actions": ["READ"]}]}
    assert bench.run("contabo_role", **desired)["action"] == "created"
    assert bench.run("contabo_role", **desired)["changed"] is False


@pytest.mark.parametrize("status", [409, 400])
def test_a_role_in_use_tells_what_to_do(bench: Bench, status: int) -> None:
    bench.configure("contabo", role_in_use_status=status)
    result = bench.run("contabo_role", name="Support desk", state="absent")
    assert result["failed"] and "assigned to users" in result["msg"] and "contabo_user_info" in result["msg"]
    bench.run("contabo_user", email="nada.quist@harbor.example", roles=[])


def test_unchanged_costs_one_listing(bench: Bench) -> None:
    bench.configure("contabo", page_cap=100)
    bench.run("contabo_role", **DESK)
    result = bench.run("contabo_role", **DESK)
    assert [entry["path"] for entry in result["journal"]] == ["/auth/token", "/v1/roles", "/v1/tags"]


def test_the_table_of_permissions_comes_whole_from_a_list_without_totals(bench: Bench) -> None:
    result = bench.run("contabo_role_info", name="Network", api_permissions=True)
    assert {permission["api"]: tuple(permission["actions"]) for permission in result["api_permissions"]} == API_PERMISSIONS
    assert "api_permissions" not in bench.run("contabo_role_info", name="Network")
    assert [permission["tags"] for permission in result["roles"][0]["permissions"]] == [["web"], [], []]


def test_roles_by_what_they_allow(bench: Bench) -> None:
    everything = bench.run("contabo_role_info")["roles"]
    assert {role["name"] for role in bench.run("contabo_role_info", type="custom")["roles"]} == {"Network", "s3-readers", "Support desk"}
    assert {role["name"] for role in bench.run("contabo_role_info", tag="db")["roles"]} == {"s3-readers"}
    found = bench.run("contabo_role_info", api="/v1/users", api_permissions=True)
    assert {role["name"] for role in found["roles"]} == {"Support desk"} and found["api_permissions"] == [{"api": "/v1/users", "actions": ["CREATE", "READ"]}]
    assert all(role["tenant_id"] == "INT" for role in everything)
    (reader,) = [role for role in everything if role["name"] == "s3-readers"]
    assert (reader["permissions"][0]["tags"], reader["permissions"][0]["tag_ids"]) == (["db", "web"], ["12", "11"])

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Account groups, roles and permissions of ThousandEyes: what is refused, what is waited for, what stays secret, and no request too many."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness import Bench
from tests.unit.platforms.conftest import Rewritten, Wire

STORES: dict[str, Any] = {"name": "Nordic stores", "agents": ["osl-dc1-ea01"]}


def tokens(bench: Bench) -> list[str]:
    return [group["accountToken"] for group in bench.sandbox.platform("thousandeyes").state()["accountGroups"]]


# -- roles -----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("desired", [{"permissions": []}, {"state": "absent"}, {}])
@pytest.mark.parametrize("who", [{"name": "regular USER"}, {"id": "162"}])
def test_a_built_in_role_is_refused_after_one_read(bench: Bench, wire: Wire, who: dict[str, str], desired: dict[str, Any]) -> None:
    for check in (True, False):
        result = bench.run("te_role", check, **who, **desired)
        assert result["failed"] and "Regular User is a built-in role" in result["msg"]
        assert wire.calls == ["GET /roles/162" if "id" in who else "GET /roles"]


def test_an_update_of_a_role_sends_everything(bench: Bench, wire: Wire) -> None:
    bench.run("te_role", name="NOC wallboard", permissions=["REPORT_READ"])
    assert wire.calls == ["GET /roles", "GET /roles/280871", "GET /permissions", "PUT /roles/280871", "GET /roles/280871"]
    assert wire.of("PUT")[0].body == {"name": "NOC wallboard", "permissions": ["8"]}
    bench.run("te_role", id="280871", name="Wallboard")
    assert wire.of("PUT")[0].body == {"name": "Wallboard", "permissions": ["8"]}


def test_permissions_by_their_ids_cost_no_listing(bench: Bench, wire: Wire) -> None:
    assert bench.run("te_role", name="NOC wallboard", permission_ids=["14", "11", "8", "5"])["changed"] is False
    assert wire.calls == ["GET /roles", "GET /roles/280871"]


def test_a_role_with_management_permissions_says_so(bench: Bench) -> None:
    role = bench.run("te_role", name="Boss", permissions=["View billing"])["role"]
    assert (role["management"], role["builtin"], role["permissions"]) == (True, False, ["VIEW_BILLING"])
    listed = {entry["name"]: entry for entry in bench.run("te_role_info")["roles"]}
    assert listed["Boss"]["management"] is True and "permissions" not in listed["Boss"]


def test_a_role_in_use_is_removed_where_the_server_allows_it(bench: Bench) -> None:
    result = bench.run("te_role", name="Read only", state="absent")
    assert result["failed"] and "assigned to users" in result["msg"]
    bench.configure("thousandeyes", role_in_use="drop")
    assert bench.run("te_role", name="Read only", state="absent")["action"] == "deleted"


@pytest.mark.parametrize(("module", "id_", "name"), [("te_role", "280871", "read ONLY"), ("te_account_group", "11002", "amer")])
def test_a_name_that_another_one_has_is_refused_before_anything_is_written(bench: Bench, module: str, id_: str, name: str) -> None:
    for check in (True, False):
        result = bench.run(module, check, id=id_, name=name)
        assert result["failed"] and f"with the name '{name}' (id " in result["msg"] and result["writes"] == []
    assert bench.run(module, id=id_, name="noc WALLBOARD" if module == "te_role" else "Emea").get("failed") is None


def test_a_name_that_is_taken_meanwhile(bench: Bench, rewritten: Rewritten) -> None:
    rewritten["GET /roles"] = lambda data: {**data, "roles": [role for role in data["roles"] if role["name"] != "Read only"]}
    for status in (400, 409):
        bench.configure("thousandeyes", duplicate_status=status)
        result = bench.run("te_role", id="280871", name="Read only")
        assert result["failed"] and "name is taken" in result["msg"]


def test_the_catalogue_needs_a_management_permission(bench: Bench) -> None:
    result = bench.run("te_permission_info", te_token="te-sandbox-weak")
    assert result["failed"] and "any management permission" in result["hint"]
    (one,) = bench.run("te_permission_info", id="8")["permissions"]
    assert one == {"id": "8", "permission": "REPORT_READ", "label": "View reports", "management": False}
    assert bench.run("te_permission_info", id="4711")["permissions"] == []


# -- account groups ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("switches", [{}, {"unexpanded_as_empty": True}, {"put_without_agents_empties": True, "refuse_unknown_fields": True}], ids=str)
def test_an_update_of_an_account_group_keeps_its_agents(bench: Bench, wire: Wire, switches: dict[str, Any]) -> None:
    bench.configure("thousandeyes", **switches)
    assert bench.run("te_account_group", id="11002", name="Europe")["account_group"]["agents"] == ["fra-dc2-ea01", "osl-dc1-ea01"]
    assert wire.calls == ["GET /account-groups/11002", "GET /account-groups", "PUT /account-groups/11002"]
    assert wire.of("PUT")[0].body == {"accountGroupName": "Europe", "agents": ["105", "106"]}
    assert [request.query for request in wire.sent] == ["expand=agent", "", "expand=agent"]


def agents_of(bench: Bench, aid: str) -> set[str]:
    return set(bench.sandbox.platform("thousandeyes").groups[aid].agents)


def test_agents_that_are_not_told_are_neither_compared_nor_taken(bench: Bench, wire: Wire) -> None:
    bench.configure("thousandeyes", agents_hidden=True)
    result = bench.run("te_account_group", id="11002", name="Europe")
    assert (result.get("msg"), result["action"], result["account_group"]["agents"]) == (None, "updated", None)
    assert wire.of("PUT")[0].body == {"accountGroupName": "Europe"} and agents_of(bench, "11002") == {"105", "106"}
    for membership in ("exact", "add", "remove"):
        for desired in ({"agent_ids": ["107"]}, {"agent_ids": ["107"], "name": "EMEA"}):
            result = bench.run("te_account_group", id="11002", membership=membership, **desired)
            assert result.get("failed") is None and "does not show the agents" in result["warnings"][0]
            assert "agents" not in str([put.body for put in wire.of("PUT")]) and agents_of(bench, "11002") == {"105", "106"}
    (emea,) = bench.run("te_account_group_info", id="11002")["account_groups"]
    assert emea["agents"] is None and "agent_details" not in emea and emea["users"]


def test_an_account_group_without_agents_may_be_answered_without_the_key(bench: Bench) -> None:
    bench.sandbox.platform("thousandeyes").groups["11003"].agents = set()
    bench.configure("thousandeyes", empty_agents_absent=True)
    assert bench.run("te_account_group", name="AMER", agents=[])["changed"] is False
    assert bench.run("te_account_group", name="AMER", agents=["osl-dc1-ea01"], membership="add")["action"] == "updated"
    assert agents_of(bench, "11003") == {"105"}
    assert bench.run("te_account_group", name="Nordic stores", agents=[])["action"] == "created"


def test_an_account_group_whose_agents_alone_are_not_told(bench: Bench, rewritten: Rewritten) -> None:
    """Agents of the others say that they are shared with it: it has some."""
    rewritten["GET /account-groups/11002"] = lambda data: {name: value for name, value in data.items() if name != "agents"}
    result = bench.run("te_account_group", name="EMEA", agent_ids=["107"])
    assert result["changed"] is False and "does not show the agents of EMEA" in result["warnings"][0]


def test_agents_that_are_not_told_are_no_failure_of_who_lists_agents(bench: Bench) -> None:
    bench.sandbox.platform("thousandeyes").groups["11003"].agents = set()
    bench.configure("thousandeyes", empty_agents_absent=True)
    assert bench.run("te_account_group", name="EMEA", agents=["osl-dc1-ea01", "sin-retail-cluster"])["action"] == "updated"


def test_agents_by_id_cost_no_listing_of_agents(bench: Bench, wire: Wire) -> None:
    assert bench.run("te_account_group", name="EMEA", agent_ids=["106", "105"])["changed"] is False
    assert wire.calls == ["GET /account-groups", "GET /account-groups/11002"]


def test_agents_by_name_are_looked_up_in_every_account_group_once(bench: Bench, wire: Wire) -> None:
    assert bench.run("te_account_group", name="EMEA", agents=["nyc-edge-ea01"])["action"] == "updated"
    every = [f"GET /account-groups/{aid}" for aid in (11001, 11002, 11003, 11004)]
    assert sorted(wire.calls) == sorted(["GET /account-groups", *["GET /account-groups/11002"] * 2, *every, "PUT /account-groups/11002"])


def test_the_account_group_of_the_token_is_never_deleted(bench: Bench) -> None:
    bench.configure("thousandeyes", allow_protected_deletion=True)
    for who in ({"name": "harbor networks"}, {"id": "11001"}):
        result = bench.run("te_account_group", **who, state="absent")
        assert result["failed"] and "login account group" in result["msg"] and result["writes"] == []


# -- what goes with an account group ---------------------------------------------------------------------------------------------------


def test_whose_only_roles_go_with_an_account_group_is_said_and_counted(bench: Bench) -> None:
    users = bench.sandbox.platform("thousandeyes").users.values()
    only = sorted(user.email for user in users if set(user.explicit) == {"11002"} and not user.everywhere)
    assert 2 < len(only) < 10
    for check in (True, False):
        for limit in (0, len(only) - 1):
            result = bench.run("te_account_group", check, name="EMEA", state="absent", max_removals=limit)
            assert result["failed"] and result["writes"] == []
            assert f"Deleting EMEA would remove the only roles of {len(only)} users, more than max_removals ({limit}): {', '.join(only)}." in result["msg"]
    for limit in (len(only), -1):
        result = bench.run("te_account_group", True, name="EMEA", state="absent", max_removals=limit)
        assert (result.get("msg"), result["warnings"]) == (None, [f"Deleting EMEA removes the only roles of {len(only)} users: {', '.join(only)}."])
    assert bench.run("te_account_group", name="EMEA", state="absent", max_removals=-1)["action"] == "deleted"


def test_an_account_group_that_ends_nobodys_access_is_removed_in_silence(bench: Bench) -> None:
    bench.run("te_account_group", **STORES)
    result = bench.run("te_account_group", name="Nordic stores", state="absent", max_removals=0)
    assert (result.get("msg"), result["action"], result["warnings"]) == (None, "deleted", [])


def test_the_account_group_that_holds_the_last_managers_stays(bench: Bench) -> None:
    te = bench.sandbox.platform("thousandeyes")
    te._check_reach = lambda *args: None
    for user in te.users.values():
        user.explicit, user.everywhere = {"11001": {"162"}}, set()
    te.users["244"].explicit = {"11001": {"162"}, "11002": {"159"}}
    te.roles["162"].permissions |= {"33"}
    for check in (True, False):
        result = bench.run("te_account_group", check, name="EMEA", state="absent", max_removals=-1)
        assert result["failed"] and "nobody could manage access" in result["msg"] and result["writes"] == []


@pytest.mark.parametrize("switches", [{"hide_new_group_reads": 3}, {"hide_new_group_seconds": 6}], ids=str)
def test_a_new_account_group_is_waited_for(bench: Bench, wire: Wire, switches: dict[str, Any]) -> None:
    bench.configure("thousandeyes", **switches)
    result = bench.run("te_account_group", **STORES)
    assert (result["action"], result["warnings"], result["account_group"]["agents"]) == ("created", [], ["osl-dc1-ea01"])
    assert wire.writes == ["POST /account-groups"] and result["waited"] >= 6


def test_a_new_account_group_that_stays_out_of_sight_is_created_all_the_same(bench: Bench, wire: Wire) -> None:
    bench.configure("thousandeyes", hide_new_group_seconds=3600)
    result = bench.run("te_account_group", **STORES)
    assert (result.get("failed"), result["action"], result["waited"]) == (None, "created", 15.0)
    assert "cannot be read yet" in result["warnings"][0] and result["account_group"]["agents"] is None and result["account_group"]["id"] == "11005"
    assert wire.writes == ["POST /account-groups"]
    again = bench.run("te_account_group", **STORES)
    assert again["failed"] and "accountGroupName is taken" in again["msg"] and len(again["writes"]) == 1


def test_nobody_may_read_it_and_it_is_created_all_the_same(bench: Bench) -> None:
    bench.fault(kind="status", status=403, platform="thousandeyes", method="GET", path="/account-groups/", times=0)
    result = bench.run("te_account_group", name="Nordic stores", agent_ids=["105"])
    assert (result.get("failed"), result["action"]) == (None, "created") and "cannot be read yet" in result["warnings"][0]


def test_the_token_of_an_account_group_is_in_no_result(bench: Bench) -> None:
    bench.run("te_account_group", **STORES)
    printed = [bench.printed]
    for module, params in (
        ("te_account_group", {"name": "EMEA", "agents": ["nyc-edge-ea01"], "expand": ["user"]}), ("te_account_group_info", {"details": True}),
        ("te_account_group_info", {"name": "EMEA"}),
    ):
        assert bench.run(module, **params).get("failed") is None
        printed.append(bench.printed)
    bench.fault(kind="status", status=400, platform="thousandeyes", method="PUT", text=f"bad request with {' '.join(tokens(bench))}")
    assert bench.run("te_account_group", name="EMEA", agents=[])["failed"]
    printed.append(bench.printed)
    # of the request that failed, only the token that was read before can be known
    assert not [token for text in printed[:-1] for token in tokens(bench) if token in text] and tokens(bench)[1] not in printed[-1]


def test_users_and_agents_are_told_on_demand(bench: Bench) -> None:
    plain = bench.run("te_account_group_info")["account_groups"]
    assert [entry["name"] for entry in plain] == ["Harbor Networks", "EMEA", "AMER", "APAC Retail"]
    assert not [entry for entry in plain if {"users", "agents"} & set(entry)] and [entry["login"] for entry in plain] == [True, False, False, False]
    for expand in (["user"], ["agent"], ["user", "agent"]):
        bench.configure("thousandeyes", unexpanded_as_empty=len(expand) == 1)
        (emea,) = bench.run("te_account_group_info", name="emea", expand=expand)["account_groups"]
        assert ("users" in emea, "agents" in emea) == ("user" in expand, "agent" in expand)
    user = next(entry for entry in emea["users"] if entry["email"] == "ravi.stone@harbor.example")
    assert user["roles"] == ["Account Admin"] and "Ada Quist" in [entry["name"] for entry in emea["users"]]
    assert emea["agent_details"][0]["hostname"] == "osl-dc1-ea01.harbor.example"


def test_users_in_the_result_of_a_change(bench: Bench) -> None:
    assert "users" not in bench.run("te_account_group", **STORES)["account_group"]
    assert bench.run("te_account_group", **STORES, expand=["user"])["account_group"]["users"]


def test_the_account_group_that_requests_run_in_is_chosen_where_the_api_declares_it(bench: Bench, wire: Wire) -> None:
    for module, params in (
        ("te_role", {"name": "Report reader", "permissions": ["REPORT_READ"]}), ("te_role", {"name": "Report reader", "permissions": []}),
        ("te_role_info", {"name": "Report reader"}), ("te_permission_info", {}), ("te_role", {"name": "Report reader", "state": "absent"}),
    ):
        assert bench.run(module, **params, te_aid="11002").get("failed") is None
        assert {request.query for request in wire.sent} == {"aid=11002"}
    bench.run("te_account_group", **STORES, te_aid="11002")
    assert not [request for request in wire.sent if "aid" in request.query]

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Account groups, roles and permissions of ThousandEyes: what is refused, what is waited for, what stays secret, and no request too many."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness import Bench, prediction
from tests.unit.platforms.conftest import Rewritten, Wire

STORES: dict[str, Any] = {"name": "Nordic stores", "agents": ["osl-dc1-ea01"]}


def tokens(bench: Bench) -> list[str]:
    return [group["accountToken"] for group in bench.sandbox.platform("thousandeyes").state()["accountGroups"]]


# -- roles -----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("desired", [{"permissions": []}, {"state": "absent"}, {"id": "162", "name": "Usual"}])
@pytest.mark.parametrize("who", [{"name": "regular USER"}, {"id": "162"}])
def test_a_built_in_role_is_refused(bench: Bench, wire: Wire, who: dict[str, str], desired: dict[str, Any]) -> None:
    reads = [] if desired == {"state": "absent"} or "id" in {**who, **desired} else ["GET /roles/162"]
    for check in (True, False):
        result = bench.run("te_role", check, **{**who, **desired})
        assert result["failed"] and "Regular User is a built-in role" in result["msg"]
        assert wire.calls == ["GET /roles/162" if "id" in {**who, **desired} else "GET /roles", *reads]


def test_a_built_in_role_that_is_as_wished_is_no_failure(bench: Bench) -> None:
    for role in bench.run("te_role_info", details=True)["roles"]:
        assert bench.run("te_role", **role)["changed"] is False


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
    assert wire.calls == ["GET /account-groups/11002", "GET /account-groups", "GET /agents", "PUT /account-groups/11002"]
    assert wire.of("PUT")[0].body == {"accountGroupName": "Europe", "agents": ["105", "106"]}
    assert [request.query for request in wire.sent] == ["expand=agent", "", "agentTypes=enterprise,enterprise-cluster", "expand=agent"]


@pytest.mark.parametrize("change", [{"name": "Europe"}, {"agents": ["nyc-edge-ea01"], "membership": "add"}], ids=str)
@pytest.mark.parametrize("reading", ["organization", "account_group", "refused"])
def test_agents_that_the_account_group_does_not_show_stay_shared(bench: Bench, change: dict[str, Any], reading: str) -> None:
    """They tell it themselves; where they cannot be read so, nobody knows of them."""
    bench.configure("thousandeyes", agents_not_shown=["106"], agents_list=reading)
    bench.sandbox.platform("thousandeyes").groups["11001"].agents.add("106")
    assert bench.run("te_account_group", id="11002", **change)["action"] == "updated"
    kept = {"105", "106"} if reading != "refused" else {"105"}
    assert agents_of(bench, "11002") == kept | ({"107"} if "agents" in change else set())


def test_an_exact_list_of_agents_is_exact(bench: Bench) -> None:
    bench.configure("thousandeyes", agents_not_shown=["106"])
    assert bench.run("te_account_group", id="11002", agents=["nyc-edge-ea01"])["action"] == "updated"
    assert agents_of(bench, "11002") == {"107"}


def test_a_name_in_other_letters_is_another_name_with_the_id(bench: Bench) -> None:
    for module, id_, name in (("te_role", "280871", "noc WALLBOARD"), ("te_account_group", "11002", "emea")):
        noun = module.removeprefix("te_")
        assert bench.run(module, name=name)["changed"] is False
        assert bench.run(module, id=id_, name=name)[noun]["name"] == name
        assert bench.run(module, id=id_, name=name)["changed"] is False


def test_names_and_ids_that_mean_different_things_are_a_mistake(bench: Bench) -> None:
    result = bench.run("te_account_group", name="EMEA", agents=["osl-dc1-ea01", "fra-dc2-ea01"], agent_ids=["105", "107"])
    assert result["failed"] and "agents and agent_ids mean different things: only one of them has fra-dc2-ea01, nyc-edge-ea01" in result["msg"]
    result = bench.run("te_user", email="ravi.stone@harbor.example", login_account_group="AMER", login_account_group_id="11002")
    assert result["failed"] and "login_account_group and login_account_group_id mean different things" in result["msg"]
    roles = [{"account_group": "EMEA", "roles": ["Regular User"], "role_ids": ["159"]}]
    result = bench.run("te_user", email="ravi.stone@harbor.example", account_group_roles=roles)
    assert result["failed"] and "roles and role_ids mean different things" in result["msg"] and result["writes"] == []


# -- roles that stand for others ---------------------------------------------------------------------------------------------------------


def test_a_role_that_may_do_what_another_one_may(bench: Bench) -> None:
    wallboard = bench.run("te_role_info", name="NOC wallboard")["roles"][0]["permissions"]
    made = bench.run("te_role", name="Copy", copy_from="NOC wallboard", permissions=["View billing"])
    assert made["role"]["permissions"] == sorted([*wallboard, "VIEW_BILLING"])
    assert bench.run("te_role", name="Copy", copy_from="NOC wallboard", permissions=["View billing"])["changed"] is False
    assert bench.run("te_role", name="Copy", copy_from="NOC wallboard")["role"]["permissions"] == wallboard
    result = bench.run("te_role", name="Copy", copy_from="NOC wallbord")
    assert result["failed"] and "NOC wallboard" in result["msg"] and result["writes"] == []


def held(bench: Bench, role: str) -> set[str]:
    state = bench.sandbox.platform("thousandeyes").users
    return {user.uid for user in state.values() if role in user.everywhere or any(role in roles for roles in user.explicit.values())}


def test_a_role_is_replaced_at_everybody_and_removed(bench: Bench) -> None:
    (old,) = [role["id"] for role in bench.run("te_role_info", name="Incident viewer")["roles"]]
    holders, others = held(bench, old), held(bench, "162")
    check = bench.run("te_role", check=True, name="Incident viewer", state="absent", replace_with="Regular User")
    assert check["writes"] == [] and held(bench, old) == holders and len(holders) > 1
    real = bench.run("te_role", name="Incident viewer", state="absent", replace_with="Regular User")
    assert real["action"] == "deleted" and real["warnings"] == check["warnings"] and f"{len(holders)} users have" in real["warnings"][0]
    assert held(bench, old) == set() and held(bench, "162") == others | holders
    assert len(real["writes"]) == len(holders) + 1
    assert bench.run("te_role", name="Incident viewer", state="absent", replace_with="Regular User")["changed"] is False


@pytest.mark.parametrize("switch", ["put_needs_scalars", "put_without_lists_empties", "show_all_organizations"])
def test_replacing_a_role_changes_nothing_else_of_its_users(bench: Bench, switch: str) -> None:
    (old,) = [role["id"] for role in bench.run("te_role_info", name="Incident viewer")["roles"]]
    sandbox = bench.sandbox.platform("thousandeyes")

    def swapped(roles: Any) -> set[str]:
        return {"162" if role == old else role for role in roles}

    def shown(user: Any, roles: Any) -> tuple[Any, ...]:
        return user.name, user.email, user.login, set(roles(user.everywhere)), {group: set(roles(held)) for group, held in user.explicit.items()}

    expected = {uid: shown(user, swapped) for uid, user in sandbox.users.items()}
    bench.configure("thousandeyes", **{switch: True})
    assert bench.run("te_role", name="Incident viewer", state="absent", replace_with="Regular User")["action"] == "deleted"
    assert {uid: shown(user, set) for uid, user in sandbox.users.items()} == expected


def test_a_role_is_not_replaced_by_itself(bench: Bench) -> None:
    result = bench.run("te_role", name="Incident viewer", state="absent", replace_with="incident VIEWER")
    assert result["failed"] and "that is to be removed" in result["msg"] and result["writes"] == []


# -- many at once ------------------------------------------------------------------------------------------------------------------------


def test_roles_are_pruned_but_for_those_that_are_built_in_or_protected(bench: Bench) -> None:
    bench.configure("thousandeyes", role_in_use="drop")
    names = {role["name"] for role in bench.run("te_role_info")["roles"] if not role["builtin"]}
    keep = [{"name": "NOC wallboard"}]
    assert "max_removals" in bench.run("te_roles", roles=keep, prune=True, max_removals=0)["msg"]
    real = bench.run("te_roles", roles=keep, prune=True, protect=["read *"])
    gone = {role["name"] for role in real["roles"] if role["action"] == "deleted"}
    assert gone == names - {"NOC wallboard", "Read only"} and gone
    assert any("built-in" in note for note in real["notes"])
    assert bench.run("te_roles", roles=keep, prune=True, protect=["read *"])["changed"] is False


def test_the_last_two_roles_that_manage_do_not_go_together(bench: Bench) -> None:
    bench.configure("thousandeyes", role_in_use="drop")
    sandbox = bench.sandbox.platform("thousandeyes")
    for name in ("First", "Second"):
        bench.run("te_role", name=name, permissions=["Edit roles", "API access", "View all users", "View all account groups settings"])
    ids = [role["id"] for role in bench.run("te_role_info")["roles"] if role["name"] in ("First", "Second")]
    for user in sandbox.users.values():
        user.everywhere, user.explicit = ({*ids} if user.uid == sandbox_caller(bench) else set()), {}
    result = bench.run("te_roles", roles=[{"id": id_, "state": "absent"} for id_ in ids])
    assert result["failed"] and "only role that gives anybody management permissions" in result["msg"] and result["writes"] == []


def sandbox_caller(bench: Bench) -> str:
    return str(bench.run("te_user_info", current=True)["users"][0]["id"])


def test_account_groups_in_one_task(bench: Bench) -> None:
    wanted = [{"name": "Nordic stores", "agents": ["osl-dc1-ea01"]}, {"name": "EMEA", "agents": ["fra-dc2-ea01"]}]
    real = bench.run("te_account_groups", account_groups=wanted)
    assert [group["action"] for group in real["account_groups"]] == ["created", "updated"] and agents_of(bench, "11002") == {"106"}
    assert bench.run("te_account_groups", account_groups=wanted)["changed"] is False
    known = bench.run("te_account_group_info", details=True)["account_groups"]
    assert bench.run("te_account_groups", account_groups=known)["changed"] is False
    real = bench.run("te_account_groups", account_groups=[{"name": "Harbor Networks"}], prune=True, max_removals=1)
    assert [group["name"] for group in real["account_groups"] if group["action"] == "deleted"] == ["Nordic stores"]
    assert "not pruned: Deleting AMER would remove the only roles of" in str(real["notes"])
    result = bench.run("te_account_groups", account_groups=[], prune=True)
    assert result["failed"] and "empty" in result["msg"] and result["writes"] == []


def test_account_groups_that_hold_the_last_managers_only_together_stay(bench: Bench) -> None:
    sandbox = bench.sandbox.platform("thousandeyes")
    for user in sandbox.users.values():
        user.everywhere = {"159"} if user.uid == sandbox_caller(bench) else set()
        user.explicit = {}
    assert sandbox.users
    both = [{"id": aid, "state": "absent"} for aid in ("11003", "11004")]
    assert bench.run("te_account_groups", check=True, account_groups=both)["changed"] is True


def test_agents_tell_all_that_the_contract_has(bench: Bench) -> None:
    (emea,) = bench.run("te_account_group_info", name="EMEA")["account_groups"]
    oslo = next(agent for agent in emea["agent_details"] if agent["id"] == "105")
    assert emea["agent_ids"] == [agent["id"] for agent in sorted(emea["agent_details"], key=lambda agent: str(agent["name"]))]
    assert oslo["coordinates"] == {"latitude": 59.91, "longitude": 10.75} and oslo["provider"]["asn"] == 64500 and oslo["verify_certificates"] is True
    assert oslo["tests"] == [{"id": "281", "name": "Shop front", "type": "http-server", "enabled": True}] and oslo["keep_browser_cache"] is False
    assert oslo["interfaces"] == [{"name": "eth0", "ip_addresses": ["10.20.0.7"]}] and oslo["account_groups"][0] == "EMEA"
    cluster = bench.run("te_account_group_info", details=True)["account_groups"]
    members = [agent["cluster_members"] for group in cluster for agent in group["agent_details"] if agent["type"] == "enterprise-cluster"]
    assert [member["state"] for member in members[0]] == ["online", "offline"]


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


def test_agents_by_name_are_looked_up_at_once_or_in_every_account_group_once(bench: Bench, wire: Wire) -> None:
    single, every = ["GET /account-groups", "GET /account-groups/11002"], [f"GET /account-groups/{aid}" for aid in (11001, 11002, 11003, 11004)]
    for reading, agent, reads in (("organization", "nyc-edge-ea01", []), ("refused", "osl-dc1-ea01", every), ("account_group", "syd-store-ea17", every)):
        bench.configure("thousandeyes", agents_list=reading)
        assert bench.run("te_account_group", name="EMEA", agents=[agent])["action"] == "updated"
        assert sorted(wire.calls) == sorted([*single, single[1], "GET /agents", *reads, "PUT /account-groups/11002"])
    result = bench.run("te_account_group", check=True, name="EMEA", agents=["syd-store-ea17", "osl-dc1-ea01"])
    assert result["account_group"]["agents"] == ["osl-dc1-ea01", "syd-store-ea17"]


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
    assert not [request for request in wire.sent if "aid" in request.query and request.path != "/agents"]


@pytest.mark.parametrize("membership", ["exact", "add", "remove"])
def test_an_agent_by_its_id_is_called_the_same_in_check_mode(bench: Bench, membership: str) -> None:
    desired = {"name": "EMEA", "agent_ids": ["107"] if membership != "remove" else ["105"], "membership": membership}
    assert prediction(bench.run("te_account_group", check=True, **desired)) == prediction(bench.run("te_account_group", **desired))

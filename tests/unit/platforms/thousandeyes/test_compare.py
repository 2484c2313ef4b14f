# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many users of ThousandEyes compared by account group: a handful of requests, the same changes, and what it cannot see is said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.group_view import View
from tests.harness import Bench
from tests.sandbox.world import World
from tests.unit.platforms.conftest import Wire

GROUPS, ROLES = ("1", "2", "3"), ("a", "b")
explicit_roles = st.frozensets(st.tuples(st.sampled_from(GROUPS), st.sampled_from(ROLES)))
roles_everywhere = st.frozensets(st.sampled_from(ROLES))


def wish_of(user: dict[str, Any]) -> dict[str, Any]:
    explicit = [{"account_group_id": group, "role_ids": roles} for group, roles in user["accountGroupRoles"].items()]
    return {"email": user["email"], "account_group_roles": explicit, "all_account_group_role_ids": user["allAccountGroupRoleIds"]}


def everybody(bench: Bench) -> list[dict[str, Any]]:
    return [wish_of(user) for user in bench.sandbox.platform("thousandeyes").state()["users"]]


def view(explicit: frozenset[Any], everywhere: frozenset[str], groups: tuple[str, ...] = GROUPS) -> View:
    def roles(group: str) -> list[dict[str, str]]:
        return [{"roleId": role} for role in sorted({*everywhere, *(role for there, role in explicit if there == group)})]

    return View({"aid": group, "users": [{"uid": "u", "roles": roles(group)}]} for group in groups)


@given(explicit_roles, roles_everywhere, st.none() | explicit_roles, st.none() | roles_everywhere, st.sampled_from(("exact", "add", "remove")))
def test_agreement_means_the_same_access_today(
    explicit: frozenset[Any], everywhere: frozenset[str], wanted: frozenset[Any] | None, wanted_everywhere: frozenset[str] | None, membership: str,
) -> None:
    """Carrying out a wish that the view finds fulfilled would change nobody's access in the account groups that there are."""
    if not view(explicit, everywhere).agrees("u", wanted, wanted_everywhere, membership):
        return

    def after(current: frozenset[Any], desired: frozenset[Any] | None) -> frozenset[Any]:
        return current if desired is None else desired if membership == "exact" else current | desired if membership == "add" else current - desired

    def access(explicit: frozenset[Any], everywhere: frozenset[str]) -> set[Any]:
        return {*explicit, *((group, role) for group in GROUPS for role in everywhere)}

    assert access(explicit, everywhere) == access(after(explicit, wanted), after(everywhere, wanted_everywhere))


@given(explicit_roles, roles_everywhere)
def test_who_is_as_wanted_agrees(explicit: frozenset[Any], everywhere: frozenset[str]) -> None:
    assert view(explicit, everywhere).agrees("u", explicit, everywhere, "exact")
    assert view(explicit, everywhere).agrees("u", explicit, everywhere, "add")
    assert view(frozenset(), frozenset()).agrees("u", explicit, everywhere, "remove")


def test_what_the_caller_cannot_see_is_never_taken_for_granted() -> None:
    assert not view(frozenset(), frozenset()).agrees("u", frozenset({("9", "a")}), frozenset(), "exact")
    assert not view(frozenset(), frozenset()).agrees("u", frozenset({("9", "a")}), None, "remove")


@pytest.mark.parametrize("named", [False, True])
def test_nothing_to_change_costs_account_groups_and_four(monkeypatch: pytest.MonkeyPatch, named: bool) -> None:
    bench = Bench(monkeypatch, World(people_count=300))
    desired_accounts = everybody(bench)
    if named:
        roles = {role["roleId"]: role["name"] for role in bench.sandbox.platform("thousandeyes").state()["roles"]}
        for desired in desired_accounts:
            desired["all_account_group_roles"] = [roles[entry] for entry in desired.pop("all_account_group_role_ids")]
    result = bench.run("te_users", users=desired_accounts, compare="account_groups")
    assert (result.get("msg"), result["changed"]) == (None, False)
    assert result["requests"] <= 4 + 4 < 100 < len(desired_accounts)
    assert len(result["notes"]) == 1 and f"The roles of {len(desired_accounts)} users were compared by account group" in result["notes"][0]
    assert not [user for user in result["users"] if "account_group_roles" in user]
    exact = bench.run("te_users", users=desired_accounts)
    assert exact["requests"] <= len(desired_accounts) + 4 and "notes" not in exact


def test_those_who_differ_are_read_and_written_as_in_the_exact_comparison(bench: Bench, wire: Wire) -> None:
    desired_accounts = everybody(bench)
    changes: dict[str, dict[str, Any]] = {
        "ravi.stone@harbor.example": {"account_group_roles": [{"account_group": "EMEA", "roles": ["Account Admin"]}]},
        "mona.berg@harbor.example": {"all_account_group_role_ids": ["280871"]}, "ada.quist@harbor.example": {"name": "Ada Q."},
    }
    desired_accounts = [{**desired, **changes.get(desired["email"], {})} for desired in desired_accounts]
    exact = bench.run("te_users", True, users=desired_accounts)
    cheap = bench.run("te_users", True, users=desired_accounts, compare="account_groups")
    assert (cheap["diff"], cheap["changed"]) == (exact["diff"], True) and set(cheap["diff"]["after"]) == set(changes)
    real = bench.run("te_users", users=desired_accounts, compare="account_groups")
    assert real["diff"] == exact["diff"] and len(wire.writes) == 3
    assert sorted(tuple(put.body) for put in wire.of("PUT")) == [("accountGroupRoles",), ("allAccountGroupRoleIds",), ("name",)]
    assert len([call for call in wire.calls if call.startswith("GET /users/")]) == 3
    assert bench.run("te_users", users=desired_accounts)["changed"] is False


def test_new_and_leaving_users_are_the_same_in_both(bench: Bench) -> None:
    users = [
        {"email": "zoe.park@x.example", "login_account_group": "EMEA", "all_account_group_roles": ["Read only"]},
        {"email": "mona.berg@harbor.example", "state": "absent"},
    ]
    result = bench.run("te_users", users=users, compare="account_groups")
    assert [user["action"] for user in result["users"]] == ["created", "deleted"] and "notes" not in result


def test_a_role_that_may_be_one_too_many_is_looked_at(bench: Bench, wire: Wire) -> None:
    """With only the single account groups managed, what is held everywhere cannot be told from what is too much."""
    te = bench.sandbox.platform("thousandeyes")
    te.users["3001"].explicit = {aid: {"162"} for aid in te.groups}
    desired = {"email": "ravi.stone@harbor.example", "account_group_roles": []}
    result = bench.run("te_users", True, users=[desired], compare="account_groups")
    assert result["changed"] is True and "GET /users/3001" in wire.calls
    te.users["3001"].explicit, te.users["3001"].everywhere = {}, {"162"}
    assert bench.run("te_users", True, users=[desired], compare="account_groups")["changed"] is False

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Differences between a roster and what is there, in both directions."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.lifecycle.drift import KINDS, findings
from ansible_collections.people.access.plugins.module_utils.lifecycle.plan_file import moved
from tests.harness import Bench
from tests.sandbox.world import World

NO_LIMIT: dict[str, Any] = {"prune": True, "max_removals": -1, "max_removal_percent": -1, "min_admins": 0, "protect": ["owner@harbor.example"]}


def test_every_kind_of_difference_is_found(bench: Bench) -> None:
    network = {"roles": ["Network"]}
    people = [
        {"email": "new@x.example", "first_name": "New", "last_name": "Body", "accounts": {"contabo": network}},
        {"email": "ada.quist@harbor.example", "accounts": {"contabo": {**network, "locale": "en-US", "totp": True}}},
        {"email": "nada.quist@harbor.example", "ends": "2020-01-01"},
        {"email": "ravi.stone@harbor.example", "accounts": {"tsna": {"roles": ["Planner", "Viewer"]}}},
    ]
    bench.fault(kind="status", status=500, platform="tsna", method="GET", path="/users", times=0)
    result = bench.run("roster", check=True, people=people, platforms=["contabo", "tsna"], **NO_LIMIT)
    pending = bench.run("roster", check=True, people=[people[3]], platforms=["segment"], **{**NO_LIMIT, "prune": False})
    assert result["writes"] == pending["writes"] == []
    found = findings(result["plan"]) + findings(pending["plan"])
    by_kind = {kind: [entry["account"] for entry in found if entry["kind"] == kind] for kind in KINDS}
    assert by_kind["missing"] == ["new@x.example"] and by_kind["ended"] == ["nada.quist@harbor.example"]
    assert by_kind["differs"] == ["ada.quist@harbor.example"] and by_kind["unwanted"] == ["ravi.stone@harbor.example"]
    assert "mona.berg@harbor.example" not in by_kind["unmanaged"] and len(by_kind["unmanaged"]) > 5
    assert by_kind["unreadable"] == [""] and by_kind["pending"]
    differs = next(entry for entry in found if entry["kind"] == "differs")
    assert differs["text"] == "ada.quist@harbor.example has access that differs from the roster on contabo: roles"
    assert (differs["before"]["roles"], differs["after"]["roles"]) == (["Full Access"], ["Network"])


def test_two_plans_are_compared_action_by_action() -> None:
    def action(account: str, verb: str = "update", **after: Any) -> dict[str, Any]:
        return {"platform": "contabo", "account": account, "verb": verb, "before": {}, "after": after}

    before = {"actions": [action("a"), action("b", roles=["x"]), action("c", "delete")]}
    now = {"actions": [action("d", "create"), action("b", roles=["y"]), action("c", "delete")]}
    assert moved(before, now) == ["no longer: update a on contabo", "new: create d on contabo", "changed: update b on contabo"]
    assert moved(now, now) == []


# -- an exported roster is complete: one change anywhere is one finding ----------------------------------------------------------------------


def _te(bench: Bench, who: str, **more: Any) -> None:
    assert bench.run("te_user", email=who, membership="add", **more)["changed"]


def _role(bench: Bench, who: str) -> None:
    _te(bench, who, account_group_roles=[{"account_group": "APAC Retail", "roles": ["NOC wallboard"]}])


def _role_everywhere(bench: Bench, who: str) -> None:
    _te(bench, who, all_account_group_roles=["Organization Admin"])


def _permission(bench: Bench, who: str) -> None:
    grant = {"role": "Workspace Owner", "resources": [{"type": "WORKSPACE"}]}
    assert bench.run("segment_user", email=who, permissions=[grant], membership="add")["changed"]


def _group(bench: Bench, who: str) -> None:
    bench.sandbox.platform("segment").groups[2]["emails"].append(who)


def _contabo_role(bench: Bench, who: str) -> None:
    assert bench.run("contabo_user", email=who, roles=["Full Access"], membership="add")["changed"]


def _tsna_role(bench: Bench, who: str) -> None:
    assert bench.run("tsna_user", name=who, roles=["Administrator"], membership="add")["changed"]


def _fewer_roles(bench: Bench, who: str) -> None:
    assert bench.run("contabo_user", email=who, roles=[])["changed"]


def _disabled(bench: Bench, who: str) -> None:
    assert bench.run("contabo_user", email=who, state="disabled")["changed"]


def _renamed(bench: Bench, who: str) -> None:
    assert bench.run("te_user", email=who, name="Somebody Else")["changed"]


def _another_address(bench: Bench, who: str) -> None:
    assert bench.run("tsna_user", name=who, email="somebody@else.example")["changed"]


@pytest.mark.parametrize("change,platform,kind,words", [
    (_role, "thousandeyes", "differs", "account_group_roles"), (_role_everywhere, "thousandeyes", "differs", "all_account_group_roles"),
    (_renamed, "thousandeyes", "differs", "name"), (_permission, "segment", "differs", "permissions"), (_group, "segment", "differs", "groups"),
    (_contabo_role, "contabo", "differs", "roles"), (_fewer_roles, "contabo", "differs", "roles"), (_disabled, "contabo", "differs", "enabled"),
    (_tsna_role, "tsna", "differs", "roles"), (_another_address, "tsna", "differs", "email"),
])
def test_one_change_in_a_console_is_one_finding(monkeypatch: pytest.MonkeyPatch, change: Any, platform: str, kind: str, words: str) -> None:
    bench = Bench(monkeypatch, World(40))
    roster = bench.run("roster_info")["roster"]
    people = [entry for entry in roster["people"] if platform in _platforms(entry, roster)]
    params = {**roster, **NO_LIMIT, "protect": roster["protect"], "platforms": ["thousandeyes", "segment", "contabo", "tsna"]}
    clean = [finding for finding in findings(bench.run("roster", check=True, **params)["plan"]) if finding["kind"] != "pending"]
    assert clean == []
    for person in (people[0], people[len(people) // 2], people[-1]):
        account = person["accounts"]["tsna"]["name"] if platform == "tsna" else person["email"]
        before = bench.sandbox.state()
        try:
            change(bench, account)
        except AssertionError:  # this one has it already
            continue
        assert bench.sandbox.state() != before
        found = [finding for finding in findings(bench.run("roster", check=True, **params)["plan"]) if finding["kind"] != "pending"]
        assert [(entry["kind"], entry["platform"], entry["account"].lower()) for entry in found] == [(kind, platform, account.lower())]
        assert found[0]["text"].endswith(f": {words}"), found[0]["text"]
        return
    pytest.fail("nobody could be changed")


def _platforms(person: dict[str, Any], roster: dict[str, Any]) -> set[str]:
    return {platform for name in person.get("profiles") or () for platform in roster["profiles"][name]} | set(person.get("accounts") or ())


def test_an_account_made_or_removed_in_a_console_is_one_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(monkeypatch, World(40))
    roster = bench.run("roster_info")["roster"]
    params = {**roster, **NO_LIMIT, "protect": roster["protect"], "platforms": ["contabo"]}
    bench.run("contabo_user", email="somebody@else.example", first_name="Somebody", last_name="Else")
    gone = next(person["email"] for person in roster["people"] if "contabo" in _platforms(person, roster))
    bench.run("contabo_user", email=gone, state="absent")
    found = findings(bench.run("roster", check=True, **params)["plan"])
    assert sorted((entry["kind"], entry["account"]) for entry in found) == [("missing", gone), ("unmanaged", "somebody@else.example")]

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Differences between a roster and what is there, in both directions."""

from __future__ import annotations

from typing import Any

from ansible_collections.people.access.plugins.module_utils.lifecycle.drift import KINDS, findings
from ansible_collections.people.access.plugins.module_utils.lifecycle.plan_file import moved
from tests.harness import Bench

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
    by_kind = {kind: [one["account"] for one in found if one["kind"] == kind] for kind in KINDS}
    assert by_kind["missing"] == ["new@x.example"] and by_kind["ended"] == ["nada.quist@harbor.example"]
    assert by_kind["differs"] == ["ada.quist@harbor.example"] and by_kind["unwanted"] == ["ravi.stone@harbor.example"]
    assert "mona.berg@harbor.example" not in by_kind["unmanaged"] and len(by_kind["unmanaged"]) > 5
    assert by_kind["unreadable"] == [""] and by_kind["pending"]
    differs = next(one for one in found if one["kind"] == "differs")
    assert differs["text"] == "ada.quist@harbor.example has other access than the roster says on contabo: roles"
    assert (differs["before"]["roles"], differs["after"]["roles"]) == (["Full Access"], ["Network"])


def test_two_plans_are_compared_action_by_action() -> None:
    def action(account: str, verb: str = "update", **after: Any) -> dict[str, Any]:
        return {"platform": "contabo", "account": account, "verb": verb, "before": {}, "after": after}

    before = {"actions": [action("a"), action("b", roles=["x"]), action("c", "delete")]}
    now = {"actions": [action("d", "create"), action("b", roles=["y"]), action("c", "delete")]}
    assert moved(before, now) == ["no longer: update a on contabo", "new: create d on contabo", "changed: update b on contabo"]
    assert moved(now, now) == []

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The live state as a roster: it changes nothing, and suggests profiles."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.harness import Bench
from tests.sandbox.world import World


def exported(bench: Bench, **params: Any) -> dict[str, Any]:
    result = bench.run("roster_info", **params)
    assert result.get("failed") is None and result["writes"] == [], result["msg"]
    roster: dict[str, Any] = yaml.safe_load(yaml.safe_dump(result["roster"]))  # as it comes back from a file
    return roster


@pytest.mark.parametrize("people", [0, 40, 130])
def test_an_exported_roster_changes_nothing(monkeypatch: pytest.MonkeyPatch, people: int) -> None:
    bench = Bench(monkeypatch, World(people))
    roster = exported(bench)
    plan = bench.run("roster", check=True, **roster, prune=bool(people), platforms=["thousandeyes", "segment", "contabo", "tsna"])
    assert plan.get("failed") is None, plan["msg"]
    assert plan["plan"]["actions"] == []


def test_profiles_are_suggested_where_people_share_access(bench: Bench) -> None:
    roster = exported(bench)
    assert {"contabo-network", "tsna-manager"} <= set(roster["profiles"])
    users = [name for one in roster["people"] for name in one.get("profiles") or ()]
    assert all(users.count(name) >= 2 for name in roster["profiles"])
    assert exported(bench, share=1000)["profiles"] == {}


def test_people_have_their_names_and_logins(bench: Bench) -> None:
    ravi = next(one for one in exported(bench)["people"] if one["email"] == "ravi.stone@harbor.example")
    assert (ravi["first_name"], ravi["last_name"], ravi["accounts"]["tsna"]["name"]) == ("Ravi", "Stone", "rstone")
    assert "name" not in ravi["accounts"].get("thousandeyes", {})


def test_who_belongs_to_nobody_or_is_privileged_is_protected(bench: Bench) -> None:
    assert {"owner@harbor.example", "automation@harbor.example", "ops@harbor.example", "sysadmin", "ao_adapter"} <= set(exported(bench)["protect"])

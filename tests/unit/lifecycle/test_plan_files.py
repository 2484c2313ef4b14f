# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan files of platforms that work independently: one plan for people, with an approval for each platform."""

from __future__ import annotations

import json
import pathlib
from typing import Any

from tests.harness import Bench
from tests.unit.lifecycle.test_roster_module import ADA, PLATFORMS, ROSTER

LEAVER: dict[str, Any] = {
    "people": [{"email": ADA["email"], "ends": "2020-01-01"}], "platforms": list(PLATFORMS), "independent": True, "max_removal_percent": -1,
}


def files_in(folder: pathlib.Path) -> tuple[dict[str, Any], str, str]:
    found: dict[str, Any] = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    return found, (folder / "plan.md").read_text(encoding="utf-8"), (folder / "plan.html").read_text(encoding="utf-8")


def test_independent_platforms_are_one_plan_for_people(bench: Bench, tmp_path: pathlib.Path) -> None:
    bench.run("roster", **ROSTER)
    result = bench.run("roster", plan_file=str(tmp_path / "plan.md"), plan_title="Hugo leaves", made_by="Maria", **LEAVER)
    assert result.get("failed") is None, result["msg"]
    plan, text, page = files_in(tmp_path)
    assert {(action["platform"], action["action"], action["status"]) for action in plan["actions"]} == {
        (action["platform"], action["action"], "planned") for entry in result["results"] for action in entry["plan"]["actions"]}
    assert plan["people_counts"] == {"leaves": 1} and set(plan["counts"]) == set(PLATFORMS) == set(plan["tenants"])
    assert f"**Ada Quist** ({ADA['email']}) leaves: 4 accounts removed" in text
    assert text.startswith("# Hugo leaves\n") and "Made by: Maria" in text and "Digest" not in text and "<h1>Hugo leaves</h1>" in page


def test_each_refused_platform_has_its_approval(bench: Bench, tmp_path: pathlib.Path) -> None:
    bench.run("roster", **ROSTER)
    refused = bench.run("roster", plan_file=str(tmp_path / "plan.md"), **{**LEAVER, "max_removals": 0})
    plan, text, _page = files_in(tmp_path)
    assert refused["failed"] and refused["writes"] == [] and set(plan["approvals"]) == set(PLATFORMS)
    assert "Approval Contabo: `" + plan["approvals"]["contabo"] + "`" in text and "Refused by the guards" in text
    approved = bench.run("roster", plan_file=str(tmp_path / "plan.md"), **{**LEAVER, "max_removals": 0, "approve": plan["approvals"]})
    assert approved.get("failed") is None, approved["msg"]


def test_a_platform_without_a_plan_is_named(bench: Bench, tmp_path: pathlib.Path) -> None:
    bench.run("roster", **ROSTER)
    bench.fault(kind="status", status=403, platform="contabo", method="GET", path="/v1/users", times=0)
    result = bench.run("roster", plan_file=str(tmp_path / "plan.md"), **LEAVER)
    plan, text, _page = files_in(tmp_path)
    assert result["failed"] and list(plan["unreadable"]) == ["contabo"] and "contabo" not in plan["counts"]
    assert "3 accounts removed" in text and "Contabo" in text


def test_a_plan_that_cannot_be_written_stops_every_platform(bench: Bench, tmp_path: pathlib.Path) -> None:
    bench.run("roster", **ROSTER)
    result = bench.run("roster", plan_file=str(tmp_path / "none" / "plan.md"), **LEAVER)
    assert result["failed"] and "plan_file" in result["msg"] and result["writes"] == []

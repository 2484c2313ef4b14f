# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The evidence of decisions of reviewers: who decided on each account, and in which file."""

from __future__ import annotations

import pathlib
from typing import Any

from ansible_collections.people.access.plugins.module_utils.lifecycle.calendar import AT_ONCE
from tests.harness import Bench
from tests.unit.lifecycle.test_evidence import FACTS, evidence_in, folder_of
from tests.unit.lifecycle.test_roster_module import ADA, ROSTER

LEAVER: dict[str, Any] = {"people": [{"email": ADA["email"], "ends": "2020-01-01"}], "platforms": ["contabo"], "max_removal_percent": -1}


def decided(**more: str) -> dict[str, Any]:
    row = {"platform": "contabo", "account": ADA["email"].upper(), "account_id": "", "person": ADA["email"], "decided_by": "maria@x.example",
           "note": "<b>left", **more}
    return {"file": "/reviews/decided.csv", "digest": "d" * 64, "rows": [row, {**row, "account": "other@x.example", "decided_by": "jo@x.example"}]}


def test_each_action_says_who_decided(bench: Bench, tmp_path: pathlib.Path) -> None:
    bench.run("roster", **ROSTER)
    folder = folder_of(bench.run("roster", evidence_dir=str(tmp_path), evidence_run={**FACTS, "decisions": decided()}, **LEAVER))
    found = evidence_in(folder)
    assert found["who"]["decisions"] == {"file": "/reviews/decided.csv", "digest": "d" * 64, "decided_by": ["jo@x.example", "maria@x.example"]}
    assert [action["decision"] for action in found["actions"]] == [{"decided_by": "maria@x.example", "note": "<b>left", "person": ADA["email"]}]
    assert "Who decided is what the file of decisions says. It is not proved that these people wrote it." in found["not_proved"]
    page = (folder / "evidence.html").read_text(encoding="utf-8")
    assert "Decided by" in page and "maria@" in page and "&lt;b&gt;left" in page and "<b>left" not in page


def test_an_account_with_another_id_is_found_by_its_address(bench: Bench, tmp_path: pathlib.Path) -> None:
    bench.run("roster", **ROSTER)
    found = evidence_in(folder_of(bench.run("roster", evidence_dir=str(tmp_path), evidence_run={"decisions": decided(account_id="7")}, **LEAVER)))
    assert [action["decision"]["decided_by"] for action in found["actions"]] == ["maria@x.example"], "as the decision was carried out"


def test_without_decisions_nothing_is_said_about_them(bench: Bench, tmp_path: pathlib.Path) -> None:
    found = evidence_in(folder_of(bench.run("roster", evidence_dir=str(tmp_path), **ROSTER)))
    assert found["who"]["decisions"] == {} and not any("decided" in sentence for sentence in found["not_proved"])


def test_an_account_with_a_login_name_is_called_by_it(bench: Bench, tmp_path: pathlib.Path) -> None:
    """The roster of a decision has a made-up address for it, which nobody should have to understand."""
    bench.run("roster", **ROSTER)
    people = [{"email": "aquist.1@tsna.invalid", "ends": AT_ONCE, "accounts": {"tsna": {"name": "aquist"}}}]
    given = {"people": people, "platforms": ["tsna"], "max_removal_percent": -1}
    kept = bench.run("roster", check=True, protect=["aquist"], **given)["plan"]["kept"]
    assert [(entry["person"], entry["account"]) for entry in kept] == [("aquist", "aquist")]
    result = bench.run("roster", evidence_dir=str(tmp_path), plan_file=str(tmp_path / "plan.md"), **given)
    assert [action["person"] for action in evidence_in(folder_of(result))["actions"]] == ["aquist"]
    for path in sorted(tmp_path.rglob("*.*")):
        assert path.is_dir() or ".invalid" not in path.read_text(encoding="utf-8"), path
    assert "aquist" in (tmp_path / "plan.md").read_text(encoding="utf-8")

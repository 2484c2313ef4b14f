# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the forge does by itself: the same checks as ``make test`` and ``make more``, on every supported release, with no more rights than reading."""

from __future__ import annotations

import pathlib
import re
from typing import Any

import pytest
import yaml

from tests.tools.check import CHECKS, MORE
from tests.tools.environment import CORES, requirement

ROOT = pathlib.Path(__file__).resolve().parents[2]
GITHUB = ROOT / ".github"
every_workflow = pytest.mark.parametrize("path", sorted((GITHUB / "workflows").glob("*.yml")), ids=lambda path: path.stem)
every_form = pytest.mark.parametrize("path", [GITHUB / "ISSUE_TEMPLATE" / f"{name}.yml" for name in ("bug", "feature")], ids=lambda path: path.stem)


def content(path: pathlib.Path) -> dict[Any, Any]:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def triggers(path: pathlib.Path) -> set[str]:
    return set(content(path)[True])  # YAML 1.1 reads the key "on" as true


def releases() -> list[tuple[str, str]]:
    return [(one["core"], one["python"]) for one in content(GITHUB / "workflows" / "checks.yml")["jobs"]["release"]["strategy"]["matrix"]["include"]]


@every_workflow
def test_a_workflow_may_read_and_nothing_else(path: pathlib.Path) -> None:
    workflow, text = content(path), path.read_text(encoding="utf-8")
    assert workflow["permissions"] == {"contents": "read"} and text.count("permissions:") == 1
    assert "secrets" not in text and not triggers(path) & {"pull_request_target", "workflow_run", "issue_comment"}
    assert "concurrency" in workflow or triggers(path) == {"workflow_call"}
    for job in workflow["jobs"].values():
        for step in job.get("steps", ()):
            assert "${{" not in step.get("run", ""), "an expression in a script is a script that others write"
            assert not step.get("uses", "").startswith("actions/checkout") or step["with"]["persist-credentials"] is False


@every_workflow
def test_actions_are_pinned_by_their_major_version(path: pathlib.Path) -> None:
    used = re.findall(r"\buses: (\S+)", path.read_text(encoding="utf-8"))
    assert used and all(re.fullmatch(r"actions/[\w-]+@v\d+|\./\.github/workflows/\w+\.yml", one) for one in used)


def test_the_steps_are_the_groups_of_make_test_and_make_more() -> None:
    steps = content(GITHUB / "workflows" / "run.yml")["jobs"]["checks"]["steps"]
    checks = [step for step in steps if "run" in step]
    assert sorted(step["run"] for step in checks) == sorted(f"make {group}" for group in {**CHECKS, **MORE})
    assert all(step["if"] == "${{ !cancelled() }}" for step in checks), "a failed check must not hide the next ones"
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {*CHECKS, *MORE, "more", "matrix"} <= set(targets)


def test_every_supported_release_is_checked() -> None:
    oldest = re.search(r">=([\d.]+)\.0", content(ROOT / "meta" / "runtime.yml")["requires_ansible"])
    minors = sorted({int(core.split(".")[1]) for core, _python in releases()})
    assert oldest and minors == list(range(int(oldest[1].split(".")[1]), minors[-1] + 1))
    usual = {core for version, core in CORES.items() if f"3.{version[1]}" in {python for _core, python in releases()}}
    assert usual <= {core for core, _python in releases()}


def test_the_environment_takes_a_release_or_an_archive() -> None:
    devel = content(GITHUB / "workflows" / "nightly.yml")["jobs"]["devel"]["with"]["core"]
    assert requirement(devel) == f"ansible-core @ {devel}"
    assert requirement("2.21.5") == "ansible-core==2.21.5"


@every_form
def test_a_form_asks_for_no_secret(path: pathlib.Path) -> None:
    form = content(path)
    assert form["name"] and form["description"]
    fields = [one for one in form["body"] if one["type"] != "markdown"]
    assert len({one["id"] for one in fields}) == len(fields)
    last = fields[-1]
    assert last["type"] == "checkboxes" and last["attributes"]["options"][0]["required"] is True
    assert re.search(r"no token, password, client secret, S3 key or data about real people", last["attributes"]["options"][0]["label"])

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guards against runs of ansible-test that end well without having checked anything."""

from __future__ import annotations

import pathlib

import pytest
import yaml

from tests.sandbox.app import Sandbox
from tests.tools import ansible_test
from tests.tools.ansible_test import ESSENTIAL, Result, as_vars_file, chosen, gaps, platform_variables, reached_by_all, read_results, unreached
from tests.tools.generate_runtime import action_groups

PYTHONS = ["3.9", "3.12"]
SKIPPED = '<testsuites><testsuite><testcase name="{name}"><skipped>{reason}</skipped></testcase></testsuite></testsuites>'
PASSED = '<testsuites><testsuite><testcase name="{name}"/></testsuite></testsuites>'


def complete() -> list[Result]:
    single = [Result(name, "", None) for name in ESSENTIAL if name not in ("compile", "import")]
    return single + [Result(name, version, None) for name in ("compile", "import") for version in PYTHONS]


def test_a_complete_run_has_no_gap() -> None:
    idle = Result("pslint", "", "No tests applicable.")
    absent = Result("compile", "3.14", 'Skipping sanity test "compile" on Python 3.14 because it could not be found.')
    assert gaps([*complete(), idle, absent], [*ESSENTIAL, "pslint"], PYTHONS, ["plugins/modules/te_user.py"]) == []


@pytest.mark.parametrize(
    ("lost", "instead", "files", "gap"),
    [
        ("pylint", None, [], "pylint did not run"),
        ("pylint", Result("pylint", "", "No tests applicable."), [], "pylint did not run"),
        ("pylint", Result("pylint", "", "Skipping: missing libyaml"), [], "pylint was skipped: Skipping: missing libyaml"),
        ("", Result("shellcheck", "", "No tests applicable."), ["demo.sh"], "shellcheck did not run"),
        ("", Result("shellcheck", "", 'Required program "shellcheck" not found.'), [], 'shellcheck was skipped: Required program "shellcheck" not found.'),
        ("compile", Result("compile", "3.12", None), [], "compile did not run on Python 3.9"),
        ("import", Result("import", "3.9", "Skipping on Python 3.9 because it could not be found."), [], "import did not run on Python 3.12"),
        ("", None, ["tests/sanity/ignore-2.21.txt"], "tests/sanity/ignore-2.21.txt lets faults pass"),
    ],
)
def test_a_gap_is_named(lost: str, instead: Result | None, files: list[str], gap: str) -> None:
    results = [result for result in complete() if result.test != lost] + ([instead] if instead else [])
    expected = [*ESSENTIAL, *([instead.test] if instead and instead.test not in ESSENTIAL else [])]
    assert gap in gaps(results, expected, PYTHONS, files)


def test_results_are_read_from_the_reports(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.xml").write_text(PASSED.format(name="compile-python-3.9"), encoding="utf-8")
    (tmp_path / "b.xml").write_text(SKIPPED.format(name="pslint", reason="No tests applicable."), encoding="utf-8")
    assert read_results(tmp_path) == [Result("compile", "3.9", None), Result("pslint", "", "No tests applicable.")]


def test_the_variables_of_the_platforms_go_to_the_targets_as_they_are() -> None:
    given = {"TE_TOKEN": "a{{ b }}: #'\"\\", "TSNA_URL": "", "CNTB_API": "https://x.example/\n", "HOME": "/home/x"}
    text = as_vars_file(platform_variables(given))
    assert 'te_token: !unsafe "' in text and "home" not in text
    assert yaml.safe_load(text.replace("!unsafe ", "")) == {"cntb_api": "https://x.example/\n", "te_token": "a{{ b }}: #'\"\\"}


def test_the_parts_are_all_of_the_targets() -> None:
    targets = ["a", "b", "c"]
    assert chosen(targets, "") == targets and chosen(targets, "b") == ["b"]
    assert sorted(chosen(targets, "1/2") + chosen(targets, "2/2")) == targets


def test_the_parts_reach_every_operation_together() -> None:
    sandbox = Sandbox()
    operations = {platform.name: platform.operations for platform in sandbox.platforms}
    assert [len(operations[platform]) for platform in ("thousandeyes", "segment", "contabo")] == [19, 28, 26]
    assert len(unreached([], {platform: found if platform == "tsna" else set() for platform, found in operations.items()})) == 14  # of the users service
    every = {platform: sorted(found) for platform, found in operations.items()}
    nothing: dict[str, list[str]] = {platform: [] for platform in operations}
    less = {**every, "thousandeyes": [thousandeye for thousandeye in every["thousandeyes"] if thousandeye != "DELETE /roles/<key>"]}
    assert unreached([every, nothing], operations) == unreached([nothing, every], operations) == []
    assert unreached([less, nothing], operations) == ["thousandeyes DELETE /roles/<key>"]


def test_a_part_waits_for_the_others_of_the_same_checkout(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ansible_test, "WORK", tmp_path)
    monkeypatch.setattr(ansible_test, "ROOT", tmp_path)
    file = tmp_path / "galaxy.yml"
    file.write_text("a", encoding="utf-8")
    sandbox = Sandbox()
    assert reached_by_all("2/2", sandbox, [file.name]) is None
    assert len(reached_by_all("1/2", sandbox, [file.name]) or ()) == 2
    file.write_text("b", encoding="utf-8")
    assert reached_by_all("1/2", sandbox, [file.name]) is None
    assert len(reached_by_all("", sandbox, [file.name]) or ()) == 1


def test_every_module_is_in_a_group() -> None:
    written = yaml.safe_load(action_groups(["access_info", "roster", "te_user", "te_user_info", "tsna_user"]))["action_groups"]
    people = ["access_info", "roster"]
    assert written["thousandeyes"] == [*people, "te_user", "te_user_info"] and written["tsna"] == [*people, "tsna_user"]
    assert written["segment"] == written["contabo"] == people
    assert written["all"] == [{"metadata": {"extend_group": ["thousandeyes", "segment", "contabo", "tsna"]}}]

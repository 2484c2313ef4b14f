# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a playbook refuses it calls by the name of its own variable, which the user has given, and not by that of the role behind it."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.people.access.plugins.plugin_utils.variables import ROLES
from tests.sandbox.__main__ import environment
from tests.tools.generate_variables import EXAMPLES

from .job import Site, launch

# What cannot be, for each playbook with a role: of a type that the role converts, and of one that Ansible would check before the role begins.
WRONG: dict[str, dict[str, Any]] = {
    "reconcile": {"max_removals": "many", "timezone": ["UTC"]},
    "onboard": {"people": "nobody", "move": {"at": "once"}},
    "offboard": {"leavers": "", "protect": {"a": 1}},
    "review": {"folder": ["reviews"], "base_name": ["a"], "dormant_days": "-1"},
    "decide": {"decisions_file": ["a.csv"], "complete": "perhaps"},
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.mark.parametrize("playbook", ROLES)
def test_a_message_has_the_names_of_the_playbook(site: Site, tmp_path: pathlib.Path, playbook: str) -> None:
    job = launch(site, tmp_path / "job", playbook, WRONG[playbook], {})
    (message,) = job.failures
    assert job.rc == 2 and job.journal == []
    for name in WRONG[playbook]:
        assert re.search(rf"(^|\. ){name} (has|is) ", message), message
    assert f"{ROLES[playbook][0]}_" not in message


def test_a_person_who_is_not_found_can_be_left_to_a_second_run(site: Site, tmp_path: pathlib.Path) -> None:
    job = launch(site, tmp_path / "job", "offboard", {"leavers": "nobody.known@x.example", "require_found": True}, {})
    assert job.rc == 2 and " require_found" in job.failures[-1] and "offboard_" not in job.failures[-1]


@pytest.mark.parametrize(("given", "message"), [
    ({"protct": "owner@x.example", "leavers": "ada@x.example"}, "protct is not a variable of this playbook. Did you mean protect?"),
    ({"leaver": "ada@x.example"}, "leaver is not a variable of this playbook. Did you mean leavers?"),
])
def test_a_misspelled_variable_ends_the_job_before_the_first_request(site: Site, tmp_path: pathlib.Path, given: dict[str, Any], message: str) -> None:
    job = launch(site, tmp_path / "job", "offboard", given, {})
    assert job.rc == 2 and job.journal == [] and job.failures[0].startswith(message)


def test_variables_of_other_tasks_do_not_hold_back_a_leaver(site: Site, tmp_path: pathlib.Path) -> None:
    others = {"approver": "maria", "platform": "linux", "evidence_url": "https://x.example", "leaver": "Zoe", "user": "zoe", "people_access_report": {}}
    job = launch(site, tmp_path / "job", "offboard", {**others, "leavers": "zoe.park@harbor.example"}, {})
    assert job.rc == 0, job.failures


def test_a_run_without_a_roster_is_an_error(site: Site, tmp_path: pathlib.Path) -> None:
    job = launch(site, tmp_path / "job", "reconcile", {"apply": False}, {})
    assert job.rc == 2 and job.journal == [] and job.failures[-1] == "There is no roster. Give roster_file, or people."


def test_a_user_without_an_account_is_told_where_sessions_are_ended(site: Site, tmp_path: pathlib.Path) -> None:
    job = launch(site, tmp_path / "job", "tsna_end_sessions", {"users": "rstone, Nobody.Known@x.example"}, {})
    first, second = job.lines[0]
    assert job.rc == 0 and ": 1 user(s) on TSNA" in first
    assert second == "nobody.known@x.example: no user of TSNA has this login name or address. Check users if there should be one."


RAVI, YUKI = "ravi.stone@harbor.example", "yuki.tanaka@harbor.example"
TOKENS = {"TE_TOKEN": "wrong", "SEGMENT_TOKEN": "wrong"}
ALL = "thousandeyes, segment, contabo, tsna"


@pytest.mark.parametrize(("environ", "given", "message"), [
    pytest.param({"TE_TOKEN": "wrong"}, {"leavers": f"{RAVI},{YUKI}"}, f"{RAVI}, {YUKI} (thousandeyes). Everything else was done. Run", id="one platform"),
    pytest.param({"TE_TOKEN": "wrong"}, {"leavers": f"{RAVI},{YUKI}", "protect": "rstone"},
                 f"{RAVI}, {YUKI} (thousandeyes, segment, contabo, tsna). Everything else was done. Run", id="one platform, and an account that is kept"),
    pytest.param(TOKENS, {"leavers": RAVI, "platforms": "thousandeyes,segment"}, f"{RAVI} (thousandeyes, segment). Nothing was changed. Run", id="all"),
    pytest.param({}, {"leavers": f"{RAVI},{YUKI}", "max_removals": 1}, f"{RAVI}, {YUKI} ({ALL}). Nothing was changed. Run", id="refused everywhere"),
    pytest.param({}, {"leavers": RAVI, "min_admins": 50}, f"{RAVI} (tsna). Everything else was done. Run", id="refused on one platform"),
    pytest.param({}, {"leavers": RAVI, "evidence_dir": "/proc/nowhere"}, f"{RAVI} ({ALL}). Nothing was changed. Run", id="no evidence"),
    pytest.param({"TE_TOKEN": "wrong"}, {"leavers": ",".join(f"zoe{number}@x.example" for number in range(12))}, " and 2 more (thousandeyes). ", id="many"),
])
def test_offboard_names_who_may_still_have_access_and_where(
    site: Site, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], given: dict[str, Any], message: str,
) -> None:
    monkeypatch.setattr("tests.playbooks.job.environment", lambda url: {**environment(url), **environ})
    job = launch(site, tmp_path / "job", "offboard", given, {})
    assert job.rc == 2 and job.failures[-1].startswith("These people may still have access: ") and message in job.failures[-1], job.failures[-1]


def test_onboard_says_why_nobody_was_onboarded_if_there_is_no_evidence_either(site: Site, tmp_path: pathlib.Path) -> None:
    given = {"people": [{"email": "ada@x.example", "profiles": ["n"]}], "profiles": {"n": {"contabo": {"roles": ["x"]}}}, "evidence_dir": "/proc/nowhere"}
    job = launch(site, tmp_path / "job", "onboard", given, {})
    assert job.rc == 2 and job.failures[-1].startswith("Not everybody was onboarded. evidence_dir: /proc/nowhere")


def test_the_examples_of_people_and_profiles_are_enough_to_onboard_somebody(site: Site, tmp_path: pathlib.Path) -> None:
    job = launch(site, tmp_path / "job", "onboard", {"people": EXAMPLES["people"], "profiles": EXAMPLES["profiles"]}, {})
    assert job.rc == 0, job.failures


def test_the_example_of_dest_is_a_path_in_a_directory_that_exists(site: Site, tmp_path: pathlib.Path) -> None:
    job = launch(site, tmp_path / "job", "export", {"dest": EXAMPLES["dest"]}, {})
    assert job.rc == 0 and EXAMPLES["dest"] in job.files, job.failures


def test_reconcile_says_why_nothing_was_planned_if_there_is_no_evidence_either(site: Site, tmp_path: pathlib.Path) -> None:
    given = {"people": [{"email": "ada@x.example", "profiles": ["n"]}], "profiles": {"n": {"contabo": {"roles": ["Network"]}}}, "evidence_dir": "/proc/nowhere"}
    job = launch(site, tmp_path / "job", "reconcile", given, {})
    assert job.rc == 2 and job.failures[-1].startswith("evidence_dir: /proc/nowhere"), job.failures

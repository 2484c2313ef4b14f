# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facts of a run for evidence: versions, user, and what AWX says about the job."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from ansible.release import __version__ as ansible_version

from ansible_collections.people.access.plugins.plugin_utils.run_facts import with_run_facts
from tests.tools.common import ROOT

JOB = {"awx_job_id": 77, "tower_user_name": "linus", "awx_user_email": "", "awx_schedule_name": {"no": "text"}, "awx_password": "Tr1cky-5e",
       "people_access_run": {"approver": "grace"}}


def test_the_facts_are_added_if_there_is_to_be_evidence() -> None:
    facts = with_run_facts({"evidence_dir": "/x"}, JOB)["evidence_run"]
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    assert (facts["collection"], facts["ansible_core"], facts["approval"]) == (version, ansible_version, {"approver": "grace"})
    assert facts["awx"] == {"job_id": "77", "user_name": "linus"}, "known variables of AWX, with either prefix, and nothing else"
    assert facts["user"] and facts["controller"]


@pytest.mark.parametrize("given", [{}, {"evidence_dir": ""}, {"evidence_dir": None}])
def test_without_evidence_nothing_is_added(given: dict[str, Any]) -> None:
    assert with_run_facts(given, JOB) is given


@pytest.mark.parametrize("given", [{"tenant": "emea", "user": "x"}, '{"tenant": "emea", "user": "x"}'])
def test_what_the_task_says_takes_precedence(given: Any) -> None:
    facts = with_run_facts({"evidence_dir": "/x", "evidence_run": given}, {})["evidence_run"]
    assert (facts["tenant"], facts["user"], facts["awx"], facts["approval"]) == ("emea", "x", {}, {})


def test_an_unreadable_text_is_left_to_the_module() -> None:
    assert with_run_facts({"evidence_dir": "/x", "evidence_run": "{"}, {}) == {"evidence_dir": "/x", "evidence_run": "{"}

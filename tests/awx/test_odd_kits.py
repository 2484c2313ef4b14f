# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kits of somebody's own that have another format, are empty, or have hostile names: one sentence, and nothing is sent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.app import Sandbox

from .importer import DATA, Importer

TO_APPROVE = {"type": "workflow_approval", "name": "c"}
APPROVAL = {"identifier": "b", "unified_job_template": TO_APPROVE}


@pytest.mark.parametrize(("kit", "sentence"), [
    ({"controller_inventories": "x"}, "controller_inventories is not a list."),
    ({"controller_inventories": ["x"]}, "controller_inventories[0] is not an object."),
    ({"controller_inventories": [{"description": "x"}]}, "controller_inventories[0].name is missing."),
    ({"controller_inventories": [{"name": 5}]}, "controller_inventories[0].name is not a text."),
    ({"controller_inventories": [{"name": "a", "variables": "b: 1"}]}, "controller_inventories[0].variables is not an object."),
    ({"controller_inventories": [{"name": " a"}]}, "controller_inventories has the name ' a'. AWX does not keep blanks around a name."),
    ({"controller_inventories": [{"name": "a"}, {"name": "a"}]}, "controller_inventories has the name a more than once."),
    ({"controller_inventories": [{"name": "a" * 513}]}, "controller_inventories has a name of 513 characters, and AWX allows 512: " + "a" * 40 + "..."),
    ({"controller_inventories": [{"name": "a\0"}]}, "controller_inventories has the name 'a\\x00'. AWX takes no character U+0000."),
    ({"controller_workflows": [{"name": "a", "workflow_nodes": [{**APPROVAL, "identifier": "b" * 513}]}]},
     "a node of a has a name of 513 characters, and AWX allows 512: " + "b" * 40 + "..."),
    ({"controller_workflows": [{"name": "a", "workflow_nodes": [{**APPROVAL, "unified_job_template": {**TO_APPROVE, "name": "c" * 513}}]}]},
     "a node of a has a name of 513 characters, and AWX allows 512: " + "c" * 40 + "..."),
    ({"controller_templates": [{"name": "a", "playbook": "b.yml"}]}, "controller_templates[0].project is missing."),
    ({"controller_credentials": [{"name": "a"}]}, "controller_credentials[0].credential_type is missing."),
    ({"controller_schedules": [{"name": "a"}]}, "controller_schedules[0].unified_job_template is missing."),
    ({"controller_workflows": [{"name": "a", "workflow_nodes": [{"identifier": "b"}]}]},
     "controller_workflows[0].workflow_nodes[0].unified_job_template is missing."),
    ({"controller_workflows": [{"name": "a", "workflow_nodes": [{**APPROVAL, "identifier": "b "}]}]},
     "a node of a has the name 'b '. AWX does not keep blanks around a name."),
    ({"controller_workflows": [{"name": "a", "workflow_nodes": [{**APPROVAL, "unified_job_template": {**TO_APPROVE, "name": " c"}}]}]},
     "a node of a has the name ' c'. AWX does not keep blanks around a name."),
    ({"controller_workflows": [{"name": "a", "workflow_nodes": [APPROVAL, APPROVAL]}]}, "a has the node b more than once."),
    ({"controller_workflows": [{"name": "a", "workflow_nodes": [{**APPROVAL, "related": {"success_nodes": [{"identifier": "c"}]}}]}]},
     "the node b of a has a link to c, which is no node of it."),
    ({"controller_workflows": [{"name": "a", "workflow_nodes": [{**APPROVAL, "unified_job_template": {**TO_APPROVE, "timeout": "1 day"}}]}]},
     "controller_workflows[0].workflow_nodes[0].unified_job_template.timeout is not a number."),
    ({"controller_workflows": [{"name": "a", "survey_spec": {"spec": ["b"]}}]}, "controller_workflows[0].survey_spec.spec[0] is not an object."),
    ({"controller_schedules": [{"name": "a", "unified_job_template": "b", "extra_data": "c"}]}, "controller_schedules[0].extra_data is not an object."),
    ({"controller_workflows": [{"name": "a", "workflow_nodes": [{"identifier": "b", "unified_job_template": {"type": "system", "name": "c"}}]}]},
     "a node of a has the type system. Known are job_template, workflow_job_template, project, inventory_source and workflow_approval."),
])
def test_another_format_is_one_sentence(awx: Importer, sandbox: Sandbox, kit: dict[str, Any], sentence: str) -> None:
    assert awx.refusal(kit) == f"The kit is not valid: {sentence}"
    assert sandbox.journal == []


@pytest.mark.parametrize("kit", [{}, {"controller_templates": []}, {"controller_template": [{"name": "x"}]}])
def test_an_empty_kit_removes_nothing(awx: Importer, sandbox: Sandbox, kit: dict[str, Any]) -> None:
    awx.run(DATA)
    before = sandbox.controllers["awx"].state()
    assert awx.refusal(kit).startswith("The kit is empty, so everything that was imported before would be removed.")
    assert sandbox.controllers["awx"].state() == before
    assert awx.run(kit, state="absent")


def test_lists_that_are_not_imported_are_reported(awx: Importer) -> None:
    kit = {"controller_inventories": [{"name": "a"}], "controller_teams": [], "other": 1}
    assert awx.result(kit)["warnings"] == ["The kit also has controller_teams, which this module does not import."]


def test_blank_members_are_as_good_as_none(awx: Importer) -> None:
    kit = {"controller_projects": [{"name": "a", "scm_url": "https://git.x.example/a.git", "credential": "", "description": None, "default_environment": None}],
           "controller_credential_types": [{"name": "b", "kind": "cloud", "inputs": None, "injectors": {}}],
           "controller_credentials": [{"name": "c", "credential_type": "b", "inputs": None}],
           "controller_workflows": [{"name": "d", "survey_spec": None, "workflow_nodes": [
               {**APPROVAL, "unified_job_template": {**TO_APPROVE, "description": None, "timeout": None}}]}]}
    assert len(awx.run(kit)) == 6 and awx.run(kit) == []


@pytest.mark.parametrize("name", ["a\nb", "\"quoted\" and 'so'", "{{ 7 * 7 }}", "../../labels/", "a?b=c&d#e%2F", "\u202ereversed", "\U0001f600", "a" * 512])
def test_hostile_names_are_names(awx: Importer, name: str) -> None:
    kit = {"controller_inventories": [{"name": name}], "controller_labels": [{"name": name}]}
    assert len(awx.run(kit)) == 2 and awx.run(kit) == []
    assert awx.run(kit, state="absent") and awx.run(kit, state="absent") == []


def test_blanks_around_a_prefix_do_not_count(awx: Importer) -> None:
    kit = {"controller_inventories": [{"name": "a"}]}
    assert awx.run(kit, prefix=" EMEA ") == ["inventory EMEA a: created"]
    assert awx.run(kit, prefix="EMEA") == []

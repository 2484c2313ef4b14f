# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules and nodes of a kit: what they launch, with which answers, and how."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.app import Sandbox

from .importer import DATA, Importer

RULE = DATA["controller_schedules"][0]["rrule"]
PROJECT: dict[str, Any] = {
    "controller_projects": [{"name": "p", "scm_type": "git", "scm_url": "https://git.x.example/a.git"}], "controller_inventories": [{"name": "i"}],
}


def template(name: str, *variables: str, kind: str = "text") -> dict[str, Any]:
    """A job template with a question for each variable."""
    questions = [{"question_name": variable, "variable": variable, "type": kind, "required": False} for variable in variables]
    asking = {"survey_enabled": True, "survey_spec": {"name": "", "description": "", "spec": questions}} if questions else {}
    return {"name": name, "project": "p", "playbook": "drift.yml", "inventory": "i", **asking}


def schedule(launched: str, **answers: str) -> dict[str, Any]:
    return {"name": "s", "unified_job_template": launched, "rrule": RULE, **({"extra_data": answers} if answers else {})}


def test_a_schedule_launches_what_the_kit_has_and_not_what_somebody_has_named_alike(awx: Importer) -> None:
    """AWX allows a job template and a workflow with the same name."""
    name, nightly = "People access - drift and notify", "People access - drift, every night"
    awx.run(DATA)
    body = {"name": name, "project": awx.find("projects", "People access")["id"], "playbook": "drift.yml",
            "inventory": awx.find("inventories", "People access - tenants")["id"]}
    awx.session.post(f"{awx.api}/job_templates/", json=body).raise_for_status()
    assert awx.run(DATA) == []
    assert awx.find("schedules", nightly)["unified_job_template"] == awx.find("workflow_job_templates", name)["id"]


def test_a_schedule_of_an_ambiguous_name_is_refused_before_anything_is_changed(awx: Importer) -> None:
    kit = {**PROJECT, "controller_templates": [template("same")], "controller_workflows": [{"name": "same"}]}
    sentence = "The schedule s refers to {0}, which is the name of a job template and of a workflow. Give one of them another name."
    assert awx.refusal({**kit, "controller_schedules": [schedule("same")]}) == sentence.format("same")
    awx.run(kit, prefix="theirs")
    assert awx.refusal({"controller_schedules": [schedule("theirs same")]}) == sentence.format("theirs same")
    assert awx.session.get(f"{awx.api}/schedules/").json()["count"] == 0


def test_a_schedule_of_a_template_that_is_not_in_the_kit_answers_its_survey(awx: Importer) -> None:
    awx.run({**PROJECT, "controller_templates": [template("t", "a")]}, prefix="theirs")
    kit = {"controller_schedules": [schedule("theirs t", a="1")]}
    assert awx.run(kit) == ["schedule s: created"] and awx.run(kit) == []


def test_an_answer_to_a_question_that_the_kit_no_longer_has_is_removed(awx: Importer) -> None:
    """AWX refuses it in every later change of the schedule. Answers that a user has added stay."""
    kit = {**PROJECT, "controller_templates": [template("t", "a", "b", "c")], "controller_schedules": [schedule("t", a="1", b="2")]}
    awx.run(kit)
    awx.session.patch(f"{awx.api}/schedules/{awx.find('schedules', 's')['id']}/", json={"extra_data": {"a": "1", "b": "2", "c": "3"}}).raise_for_status()
    assert awx.run(kit) == []
    newer = {**PROJECT, "controller_templates": [template("t", "a", "c")], "controller_schedules": [schedule("t", a="4")]}
    predicted = awx.result(newer, check_mode=True)["changes"]
    assert awx.run(newer) == predicted == ["job template t: survey set", "schedule s: changed"] and awx.run(newer) == []
    assert awx.find("schedules", "s")["extra_data"] == {"a": "4", "c": "3"}


@pytest.mark.parametrize("answers", [{}, {"a": "1"}])
def test_an_answer_that_nobody_asks_for_is_removed_even_if_the_schedule_stays(awx: Importer, answers: dict[str, str]) -> None:
    """Otherwise, AWX refuses the next change: of the rule by an import, or that a user turns the schedule off."""
    kit = {**PROJECT, "controller_templates": [template("t", "a", "b")], "controller_schedules": [schedule("t", **answers)]}
    awx.run(kit)
    awx.patch("schedules", "s", extra_data={**answers, "b": "2"})
    newer = {**kit, "controller_templates": [template("t", "a")]}
    predicted = awx.result(newer, check_mode=True)
    result = awx.result(newer)
    assert result["changes"] == predicted["changes"] == ["job template t: survey set", "schedule s: changed"] and awx.run(newer) == []
    assert result["diff"]["before"]["schedule s: changed"] == {"extra_data": {**answers, "b": "2"}}
    awx.patch("schedules", "s", enabled=False)
    assert awx.find("schedules", "s")["extra_data"] == answers and awx.run(newer) == []


def workflow(**members: Any) -> dict[str, Any]:
    """A kit with a workflow of two nodes; the second one has further members."""
    job = {"type": "job_template", "name": "t"}
    first = {"identifier": "a", "unified_job_template": job, "related": {"success_nodes": [{"identifier": "b"}]}}
    nodes = [first, {"identifier": "b", "unified_job_template": job, **members}]
    return {**PROJECT, "controller_templates": [template("t")], "controller_workflows": [{"name": "w", "workflow_nodes": nodes}]}


def test_a_node_has_what_the_kit_says_beside_the_answers(awx: Importer, sandbox: Sandbox) -> None:
    """Without all_parents_must_converge, the job after two approvals would begin with the first one."""
    awx.run(workflow(all_parents_must_converge=True, limit="emea", verbosity=1))
    nodes = {row["identifier"]: row for row in sandbox.controllers["awx"].state()["workflow_job_template_nodes"]}
    shown = {name: nodes["b"][name] for name in ("all_parents_must_converge", "limit", "verbosity")}
    assert shown == {"all_parents_must_converge": True, "limit": "emea", "verbosity": 1} and nodes["a"]["all_parents_must_converge"] is False
    assert awx.run(workflow(all_parents_must_converge="yes", limit="emea", verbosity=1)) == []
    assert awx.run(workflow(all_parents_must_converge=False, limit="emea")) == ["workflow w: node b changed"]


@pytest.mark.parametrize(("members", "name"), [
    ({"credentials": ["c"]}, "credentials"), ({"state": "absent"}, "state"), ({"related": {"credentials": ["c"]}}, "credentials"),
    ({"related": {"sucess_nodes": []}}, "sucess_nodes"), ({"inventory": "i"}, "inventory"),
])
def test_what_is_not_set_in_a_node_is_refused(awx: Importer, members: dict[str, Any], name: str) -> None:
    assert awx.refusal(workflow(**members)) == f"The kit is not valid: the node b of w has {name}, which this module does not set."


def test_blank_members_of_a_node_are_as_good_as_none(awx: Importer) -> None:
    """An export of AWX has them."""
    blank = workflow(credentials=[], inventory=None, labels=[], execution_environment="", related={"success_nodes": [], "credentials": []})
    awx.run(blank)
    assert awx.run(blank) == [] == awx.run(workflow())


def test_what_takes_the_place_of_a_placeholder_stays_in_variables_and_answers_of_nodes(awx: Importer) -> None:
    variables = {"url": "https://files.example.com", "more": {"to": ["a@example.com"]}, "n": 1, "tenants": [{"url": "https://a.example.com", "x": 1}, 2]}
    kit = {**PROJECT, "controller_templates": [{**template("t", "mail"), "extra_vars": variables}],
           "controller_workflows": [{"name": "w", "workflow_nodes": [
               {"identifier": "a", "unified_job_template": {"type": "job_template", "name": "t"}, "extra_data": {"mail": "a@example.com"}}]}]}
    awx.run(kit)
    own = {"url": "https://files.x.example", "more": {"to": ["a@x.example", "b@x.example"]}, "n": 1, "tenants": [{"url": "https://a.x.example", "x": 1}, 2]}
    path, node = f"{awx.api}/job_templates/{awx.find('job_templates', 't')['id']}/", f"{awx.api}/workflow_job_template_nodes/"
    node += f"{awx.session.get(node).json()['results'][0]['id']}/"
    awx.session.patch(path, json={"extra_vars": json.dumps(own)}).raise_for_status()
    awx.session.patch(node, json={"extra_data": {"mail": "a@x.example"}}).raise_for_status()
    assert awx.run(kit) == []
    awx.session.patch(path, json={"extra_vars": json.dumps({**own, "n": 2, "forged": True})}).raise_for_status()
    assert awx.run(kit) == ["job template t: changed"] and json.loads(awx.session.get(path).json()["extra_vars"]) == own

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kit as data: AWX would take it, its names fit together, and its surveys ask for what the playbooks take."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
import yaml

from ansible_collections.people.access.plugins.plugin_utils.variables import SHARED, SURVEY, TENANTS, Variable, converted
from tests.sandbox.__main__ import environment
from tests.sandbox.awx import rules
from tests.tools.generate_awx_drawing import drawing, steps

from .kit import AWX, KIT, PROJECT, names_in, playbook_of, questions, setting, table

# list of the kit: the members of its entries that name entries of another list
REFERENCES: dict[str, dict[str, str]] = {
    "credentials": {"credential_type": "credential_types"},
    "projects": {"default_environment": "execution_environments", "notification_templates_error": "notifications"},
    "inventory_sources": {
        "inventory": "inventories", "source_project": "projects", "credential": "credentials", "execution_environment": "execution_environments",
    },
    "templates": {
        "inventory": "inventories", "project": "projects", "execution_environment": "execution_environments", "credentials": "credentials",
        "labels": "labels", "notification_templates_success": "notifications", "notification_templates_error": "notifications",
    },
    "workflows": {
        "labels": "labels", "notification_templates_approvals": "notifications", "notification_templates_success": "notifications",
        "notification_templates_error": "notifications",
    },
}
NODES = {"job_template": "templates", "project": "projects", "workflow_job_template": "workflows", "inventory_source": "inventory_sources"}
ENTRIES = [(kind, entry) for kind, entries in KIT.items() for entry in entries]
ASKING = [(kind, entry) for kind, entry in ENTRIES if questions(entry)]
# Variables that no template of their playbook asks for or sets: they are the same for every job, and have a place in the inventory of the tenants.
SETTINGS = {
    "only", "people", "profiles", "protect", "manage", "access", "remove_platforms", "forbid_admin_for", "reinvite", "move", "timezone", "verify",
    "secure_logging", "base_name", "previous", "made_by", "tsna_passwords", "today", "approve", "columns",
    "fail_on_changes", "new_passwords_file", "new_passwords_vault_id", "evidence_dir", "evidence_ssh_key", "evidence_gpg_key", "witness", "witness_wait",
    "remove_after", "leave", "parallel_writes", "replace_keys", "plan_title", "plan_file",
}
# Questions whose answers, also blank ones, are meant to take the place of what the inventory says: they are about this job alone, or have to be answered.
OF_THE_JOB = {"prune", "fail", "unlock", "approve", "today", "object_storage", "region", "tenants"}


# Texts that mean something for a variable that does not take any text.
TEXTS: dict[str, list[Any]] = {
    "today": ["2026-12-01"], "approve": ["contabo: 3f8c1b7e\ntsna: 00aa", '{"contabo": "3f8c1b7e"}'],
    "leavers": ["a@x.example\n\n b@x.example \n", "a@x.example"],
    "login_name": ["o'haddad"], "new_password": [" spaces {{ stay }} "],
}
OF_NO_PLATFORM = {*(f"PEOPLE_ACCESS_AWX_{name}" for name in ("TOKEN", "URL")), *(f"PEOPLE_ACCESS_FILES_{name}" for name in ("USERNAME", "PASSWORD", "TOKEN"))}


def named(entries: list[tuple[str, dict[str, Any]]]) -> Any:
    return pytest.mark.parametrize(("kind", "entry"), entries, ids=[f"{kind}-{entry['name']}" for kind, entry in entries])


def by_name(kind: str) -> dict[str, dict[str, Any]]:
    return {entry["name"]: entry for entry in KIT[kind]}


def test_names_are_unique_and_begin_alike() -> None:
    for kind, entries in KIT.items():
        names = [entry["name"] for entry in entries]
        assert len(names) == len(set(names)), kind
        assert all(re.match(r"People access|people-access$", name) and len(name) <= 64 for name in names), names


@named(ENTRIES)
def test_every_name_that_is_used_exists(kind: str, entry: dict[str, Any]) -> None:
    for member, target in REFERENCES.get(kind, {}).items():
        value = entry.get(member, [])
        for name in value if isinstance(value, list) else [value]:
            assert name in by_name(target), member
    assert "organization" in entry or kind == "credential_types"


@named([("credential_types", entry) for entry in KIT["credential_types"]])
def test_credential_types(kind: str, entry: dict[str, Any]) -> None:
    assert list(rules.credential_type(entry)) == []
    injected = " ".join(yaml.safe_dump(part) for part in entry["injectors"].values())
    assert all(re.search(rf"\b{field['id']}\b", injected) for field in entry["inputs"]["fields"]), "a field that goes nowhere"
    secret = {field["id"] for field in entry["inputs"]["fields"] if field.get("secret")}
    assert all(re.search("token$|secret|password|proxy", name) for name in secret)
    assert not [f for f in entry["inputs"]["fields"] if re.search("token$|secret|password", f["id"]) and not f.get("secret")]


def test_the_credential_for_all_platforms_has_every_variable_of_the_environment() -> None:
    platforms = {name for entry in KIT["credential_types"] for name in entry["injectors"].get("env", {})} - OF_NO_PLATFORM
    whole = by_name("credential_types")["People access - all platforms"]
    assert platforms == set(whole["injectors"]["env"])
    assert set(environment("https://x.example")) <= platforms


@named([("credentials", entry) for entry in KIT["credentials"]])
def test_credentials_hold_no_values_and_ask_for_every_secret(kind: str, entry: dict[str, Any]) -> None:
    fields = {field["id"]: field for field in by_name("credential_types")[entry["credential_type"]]["inputs"]["fields"]}
    assert set(entry["inputs"]) <= set(fields) and not any(entry["inputs"].values())
    assert {name for name, field in fields.items() if field.get("secret")} - {"proxy"} <= set(entry["inputs"])


@named([("inventory_sources", entry) for entry in KIT["inventory_sources"]])
def test_an_inventory_source_has_one_cloud_credential_and_a_file_of_the_project(kind: str, entry: dict[str, Any]) -> None:
    credential = by_name("credentials")[entry["credential"]]
    assert by_name("credential_types")[credential["credential_type"]]["kind"] == "cloud"
    source = yaml.safe_load((PROJECT / entry["source_path"]).read_text(encoding="utf-8"))
    assert entry["source"] == "scm" and entry["source_path"].endswith(f"{source['plugin'].rpartition('.')[2]}.yml")


@named([("notifications", entry) for entry in KIT["notifications"]])
def test_notifications(kind: str, entry: dict[str, Any]) -> None:
    assert list(rules.notification(entry)) == []


@named(ASKING)
def test_surveys(kind: str, entry: dict[str, Any]) -> None:
    assert list(rules.survey(entry["survey_spec"])) == []
    assert entry["survey_enabled"] is True
    assert not [one for one in questions(entry) if one["type"] == "password" and "default" in one]


@named([("templates", entry) for entry in KIT["templates"]])
def test_templates(kind: str, entry: dict[str, Any]) -> None:
    known = table(playbook_of(entry))
    asked, fixed = {setting(one): one for one in questions(entry)}, fixed_by(entry)
    used = names_in(" ".join(value for value in fixed.values() if isinstance(value, str)))
    assert set(fixed) <= {*known, *(one.name for shared in SHARED.values() for one in shared)}
    assert {name for name in asked if name not in known} <= used, "asked for, and nothing takes it"
    assert not set(asked) & set(fixed), "an answer would take the place of what is fixed"
    assert {name for name, one in known.items() if one.required} <= {*asked, *fixed}
    for name, question in asked.items():
        if name in known:
            check(question, known[name])
            kept = known[name].required or name in OF_THE_JOB
            assert question["variable"].startswith(SURVEY) != kept, "an answer, also a blank one, would take the place of a setting of the inventory"
    assert not [name for name in entry if name.startswith("ask_") and entry[name]], "a value from a launch would pass by the survey"


def ways(question: dict[str, Any]) -> list[Any]:
    """Everything that AWX may hand over for a question: blank, the default, each choice and all of them, the limits, a text with spaces around it,
    and several lines where AWX allows them."""
    choices = question.get("choices", [])
    if question["type"] == "multiselect":
        return ["", [], choices, *([choice] for choice in choices)]
    if question["type"] == "integer":
        return ["", question.get("default", ""), *(question[name] for name in ("min", "max") if name in question), question.get("max", 100000)]
    given = choices or TEXTS.get(question["variable"], [" one \n two\n" if question["type"] == "textarea" else " one "])
    return ["", question.get("default", ""), *given]


@named([("templates", entry) for entry in KIT["templates"] if questions(entry)])
def test_every_answer_is_understood(kind: str, entry: dict[str, Any]) -> None:
    """A blank answer is the default of the playbook; a required one cannot be blank in AWX."""
    playbook = playbook_of(entry)
    known = table(playbook)
    for question in questions(entry):
        variable = known.get(setting(question))
        if variable is None or variable is TENANTS:
            continue
        blank = converted({}, playbook, in_playbook=True)[variable.name]
        for answer in ways(question):
            found = converted({variable.name: answer}, playbook, in_playbook=True)
            wrong = [problem for problem in found["problems"] if problem.startswith(f"{variable.in_playbook} ")]
            assert bool(wrong) == (variable.required and not answer), (question["variable"], answer, wrong)
            assert answer not in ("", []) or found[variable.name] == blank
            if variable.type == "bool" and answer:
                assert found[variable.name] is (answer == "true")


def test_nothing_is_left_out_but_settings() -> None:
    left = {}
    for entry in KIT["templates"]:
        playbook = playbook_of(entry)
        given = {*fixed_by(entry), *map(setting, questions(entry))}
        left[playbook] = left.get(playbook, set(table(playbook))) - given
    assert set().union(*left.values()) <= SETTINGS
    assert {name for entry in KIT["templates"] for name in table(playbook_of(entry))} >= SETTINGS, "a setting that no playbook has"


def fixed_by(entry: dict[str, Any]) -> dict[str, Any]:
    """What the template sets, by the variable of the playbook."""
    return {name.removeprefix("default_"): value for name, value in entry.get("extra_vars", {}).items()}


def check(question: dict[str, Any], variable: Variable) -> None:
    """The question fits the variable of the table."""
    default, is_setting = question.get("default"), question["variable"].startswith(SURVEY)
    if variable.required:
        assert question["required"]
    if is_setting:
        assert not question["required"] and default is None, "otherwise it would always take the place of the setting of the inventory"
        if variable.type in ("bool", "int"):
            assert f"Blank is the setting of the inventory, or {str(variable.default).lower()}." in question["question_description"]
    if variable.type == "bool":
        assert (question["type"], question["choices"], question["required"]) == ("multiplechoice", ["true", "false"], not is_setting)
        return  # the default may be another one: it is what the job is for
    if variable.choices:
        assert (question["type"], tuple(question["choices"])) == ("multiselect", variable.choices)
    elif variable.type == "int":
        assert (question["type"], question["min"], default) == ("integer", variable.minimum, None if is_setting else variable.default)
    elif variable.secret:
        assert question["type"] == "password"
    else:
        assert question["type"] in ("text", "textarea")
        if question["type"] == "text" and default and variable.default:
            assert default == variable.default


@named([("workflows", entry) for entry in KIT["workflows"]])
def test_workflows(kind: str, entry: dict[str, Any]) -> None:
    nodes = {node["identifier"]: node for node in entry["workflow_nodes"]}
    assert len(nodes) == len(entry["workflow_nodes"])
    asked: dict[str, dict[str, Any]] = {}
    reached = []
    for node in nodes.values():
        ujt = node["unified_job_template"]
        reached += [one["identifier"] for links in node.get("related", {}).values() for one in links]
        if ujt["type"] == "workflow_approval":
            assert ujt["timeout"] > 0 and ujt["description"]
            continue
        template = by_name(NODES[ujt["type"]])[ujt["name"]]
        asked.update({one["variable"]: one for one in questions(template)})
        needed = {one["variable"] for one in questions(template) if one["required"] and "default" not in one}
        assert needed <= {one["variable"] for one in questions(entry)}, ujt["name"]
        assert set(node.get("extra_data", {})) <= {one["variable"] for one in questions(template)}
    assert set(reached) == set(nodes) - {entry["workflow_nodes"][0]["identifier"]}, "each node follows another one, but the first"
    for question in questions(entry):
        assert asked.get(question["variable"]) == question, "the same question as in the job"
    assert not entry["ask_variables_on_launch"], "a digest could be forged"


def test_the_drawing_in_the_guide_shows_every_node() -> None:
    for entry in KIT["workflows"]:
        drawn = steps(entry)
        assert len(drawn) == len(entry["workflow_nodes"])
        picture = drawing([entry])
        assert picture.count("<rect") == len(drawn) and picture.count("<line") == len(drawn) - 1
        for step in drawn:
            assert f">{step.title}</text>" in picture and f">{step.note}</text>" in picture
            assert step.approval == step.note.startswith("waits")


def test_a_workflow_that_cannot_be_drawn_is_refused() -> None:
    workflow = copy.deepcopy(KIT["workflows"][0])
    workflow["workflow_nodes"][0]["related"]["failure_nodes"] = [{"identifier": "apply"}]
    with pytest.raises(ValueError, match="plan has several successors"):
        drawing([workflow])


def test_apply_takes_its_plan_from_the_workflow_alone() -> None:
    apply = by_name("templates")["People access - apply"]
    assert not questions(apply) and not apply["ask_variables_on_launch"]
    for name in ("expect", "approve"):
        assert "default('no plan was approved')" in apply["extra_vars"][name]
    workflow = by_name("workflows")["People access - reconcile"]
    assert not {"expect", "approve", "apply"} & {one["variable"] for one in questions(workflow)}
    plan = by_name("templates")["People access - plan"]
    assert {one["variable"] for one in questions(workflow)} == {one["variable"] for one in questions(plan)} - {"today"}, "both jobs get the same answers"
    assert plan["extra_vars"]["default_roster_file"] == apply["extra_vars"]["default_roster_file"]


def test_a_tenant_may_have_its_own_roster() -> None:
    """A variable of a template would take the place of the variable of a host."""
    for entry in KIT["templates"]:
        assert "tenant_profiles_file" in str(entry.get("extra_vars", {}).get("roster_file", "tenant_profiles_file")), entry["name"]


@named([("schedules", entry) for entry in KIT["schedules"]])
def test_schedules_are_disabled_and_answer_every_required_question(kind: str, entry: dict[str, Any]) -> None:
    assert list(rules.rrule(entry["rrule"])) == [] and entry["enabled"] is False
    (hour,) = re.findall(r"^DTSTART;TZID=\S+:\d{8}T(\d\d)\d{4} ", entry["rrule"])
    assert int(hour) > 3, "clocks are changed before, and the schedule would be left out on one day or run twice"
    target = {**by_name("templates"), **by_name("workflows")}[entry["unified_job_template"]]
    given = entry.get("extra_data", {})
    filled = {one["variable"]: one["default"] for one in questions(target) if "default" in one and one["required"]}
    assert list(rules.answers(target["survey_spec"], {**filled, **given})) == []
    assert {one["variable"] for one in questions(target) if one["required"] and one["variable"] not in filled} <= set(given)


def test_every_playbook_of_the_project_is_one_of_the_collection_and_used() -> None:
    files = {path.name for path in PROJECT.glob("*.yml")}
    assert files == {entry["playbook"] for entry in KIT["templates"]}
    for entry in KIT["templates"]:
        assert (AWX.parents[1] / "playbooks" / f"{playbook_of(entry)}.yml").is_file()


def test_the_rules_refuse() -> None:
    """Each rule once, as AWX does."""
    def of(**injectors: Any) -> list[str]:
        return list(rules.credential_type({"kind": "cloud", "inputs": {"fields": [{"id": "a", "label": "A"}]}, "injectors": injectors}))

    assert of(env={"TE_TOKEN": "{{ a }}"}, file={"template.ca": "{{ a }}"}, extra_vars={"x": "{{ a }}"}) == []
    for wrong in (
        {"env": {"ANSIBLE_FORKS": "{{ a }}"}}, {"env": {"JOB_ID": "1"}}, {"env": {"X": "{{ b }}"}}, {"env": {"X": "é"}}, {"extra_vars": {"x": 5}},
        {"env": {"X": "{{ tower.filename.ca }}"}}, {"file": {"ca": "x"}}, {"vars": {}},
    ):
        assert of(**wrong), wrong
    for field in ({"id": "tower", "label": "T"}, {"id": "a", "label": "A", "type": "integer"}, {"id": "a", "label": "A", "type": "boolean", "secret": True}):
        assert list(rules.credential_type({"kind": "cloud", "inputs": {"fields": [field]}, "injectors": {}})), field
    assert list(rules.credential_type({"kind": "ssh"}))
    question = {"question_name": "Q", "variable": "q", "type": "text", "required": True}
    assert list(rules.survey({"name": "", "description": "", "spec": [question]})) == []
    for wrong in ({"type": "multiselect"}, {"default": 5}, {"type": "integer", "default": "5"}, {"required": "yes"}, {"type": "list"},
                  {"type": "multiplechoice", "choices": ["a"], "default": "b"}, {"default": "$encrypted$"}, {"min": "1"}):
        assert list(rules.survey({"name": "", "description": "", "spec": [{**question, **wrong}]})), wrong
    assert list(rules.survey({"name": "", "description": "", "spec": [question, question]})) and list(rules.survey({"spec": []}))
    for wrong_rule in (
        "DTSTART:20260101T020000 RRULE:FREQ=DAILY;INTERVAL=1", "DTSTART:20260101T020000Z RRULE:FREQ=DAILY", "RRULE:FREQ=DAILY;INTERVAL=1",
        "DTSTART:20260101T020000Z RRULE:FREQ=SECONDLY;INTERVAL=1", "DTSTART;TZID=Europe/Nowhere:20260101T020000 RRULE:FREQ=DAILY;INTERVAL=1",
    ):
        assert list(rules.rrule(wrong_rule)), wrong_rule
    mail = KIT["notifications"][0]
    for messages in ({"success": {"body": "{{ job.artifacts.digest }}"}}, {"success": {"message": "a\nb"}}, {"later": {}}, {"success": {"text": "a"}}):
        assert list(rules.notification({**mail, "messages": messages})), messages
    given = {"host": "x", "port": 25, "use_tls": False, "use_ssl": False, "sender": "a@x.example", "recipients": ["b@x.example"]}
    assert list(rules.notification({**mail, "notification_configuration": given})) == [], "what has a default may be left out"
    for wrong_value in ({"port": True}, {"port": "25"}, {"use_tls": 0}, {"recipients": []}, {"username": 5}):
        assert list(rules.notification({**mail, "notification_configuration": {**given, **wrong_value}})), wrong_value
    assert list(rules.notification({**mail, "notification_configuration": {"host": "x"}}))

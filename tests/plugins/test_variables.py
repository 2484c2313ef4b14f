# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of the playbooks and roles: every spelling of a value is the same value, and no playbook leaves one out."""

from __future__ import annotations

import json
import os
import pathlib
import re
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from ansible.plugins.loader import filter_loader

from ansible_collections.people.access.plugins.plugin_utils.variables import (
    ADDED,
    NEED_A_ROSTER,
    ROLES,
    SURVEY,
    TENANT,
    VARIABLES,
    WITHOUT_TENANTS,
    Variable,
    documented,
    misspelled,
)
from tests.awx.kit import KIT, questions
from tests.plugins.trust import is_trusted_as_template, trust_as_template

ROOT = pathlib.Path(__file__).resolve().parents[2]
ADA, BOB = "ada@x.example", "Bob@x.example"
PERSON = {"email": ADA, "profiles": ["a"], "ends": "2199-06-30"}
# A value for each type that is none of the defaults, and the spellings of it.
TYPED: dict[str, Any] = {
    "int": 7, "str": "Some text", "path": "some/file.yml", "paths": ["one/a.yml", "two"], "persons": [PERSON], "people": [ADA, BOB],
    "dict": {"a": {"contabo": {"roles": ["Network"]}}},
    "by_platform": {"contabo": "add"}, "secret": " Some Secret\n", "digest": "0a1b", "digests": {"contabo": "0a1b"},
}


def typed(variable: Variable) -> Any:
    if variable.type == "bool":
        return not variable.default
    if variable.type == "texts":
        return ["segment", "tsna"] if variable.choices else ["hugo@x.example", "Automation*"]
    return TYPED[variable.type]


def spellings(value: Any) -> list[Any]:
    """The same value as a survey (text, text area, multiple choice, multiple selection, integer) and a command line give it."""
    if isinstance(value, bool):
        return ["true", "yes", "True", "on", "1", 1] if value else ["false", "no", "False", "off", "0", 0]
    if isinstance(value, int):
        return [str(value), f" {value}\n", float(value)]
    if isinstance(value, str):
        return [f"  {value} \n"]
    block = yaml.safe_dump(value, default_flow_style=False)
    found = [json.dumps(value), json.dumps(value, indent=1), block]
    if isinstance(value, list) and isinstance(value[0], str):
        found += [",".join(value), ", ".join(value), "\n".join(value), "\r\n".join([*value, ""]), f"\n {value[0]}\n\n{value[1]} ", str(value)]
    return found


def convert(playbook: str, **values: Any) -> Any:
    tenant = values.pop("tenant", "")
    required = {variable.name: typed(variable) for variable in VARIABLES[playbook] if variable.required}
    given = {"people": [PERSON]} if playbook == "drift" else {}
    return filter_loader.get("people.access.variables").j2_function({**given, **required, **values}, playbook, "", tenant)


TABLE = [(playbook, entry) for playbook, variables in VARIABLES.items() for entry in variables if entry is not TENANT]


@pytest.mark.parametrize(("playbook", "variable"), TABLE, ids=[f"{playbook}-{one.name}" for playbook, one in TABLE])
def test_every_spelling_is_the_typed_value(playbook: str, variable: Variable) -> None:
    expected = convert(playbook, **{variable.name: typed(variable)})
    assert expected["problems"] == []
    for value in [typed(variable)] if variable.type == "secret" else spellings(typed(variable)):
        assert convert(playbook, **{variable.name: value}) == expected, value
    if not variable.required and variable.name != "people":
        assert expected[variable.name] != convert(playbook)[variable.name]


@pytest.mark.parametrize(("playbook", "variable"), TABLE, ids=[f"{playbook}-{one.name}" for playbook, one in TABLE])
def test_a_blank_text_is_no_answer(playbook: str, variable: Variable) -> None:
    default = os.path.abspath(variable.default) if variable.type == "path" and variable.default else variable.default
    for blank in ("", " \n", None):
        found = convert(playbook, **{variable.name: blank})
        if variable.required or (playbook, variable.name) == ("drift", "people"):
            assert len(found["problems"]) == 1, blank
        else:
            assert found["problems"] == [] and found[variable.name] == default


@pytest.mark.parametrize(("playbook", "variable"), TABLE, ids=[f"{playbook}-{one.name}" for playbook, one in TABLE])
def test_what_cannot_be_is_one_sentence_with_the_name(playbook: str, variable: Variable) -> None:
    wrong: Any = ["a"] if variable.type in ("str", "secret", "path", "digest", "by_platform") else {"a": 1} if variable.type in ("texts", "paths") else 5.5
    wrong = {"a": 1} if variable.type == "people" else wrong
    found = filter_loader.get("people.access.variables").j2_function(
        {**{f"role_{entry.name}": typed(entry) for entry in VARIABLES[playbook] if entry is not TENANT}, f"role_{variable.name}": wrong}, playbook, "role_")
    assert len(found["problems"]) == 1
    if variable.type != "people":
        assert re.match(rf"role_{variable.name} (has|is) .*\.$", found["problems"][0])


def test_a_list_without_entries_is_no_answer() -> None:
    """Else a text such as "," would leave offboard without a platform to work on, and green."""
    for nothing in (",", " , ,", "[]", "['']", "\n", "- ", [], [""], [" "]):
        assert convert("offboard", platforms=nothing) == convert("offboard")
        assert convert("drift", roster_file=nothing) == convert("drift")
    assert convert("offboard", approve="{}") == convert("offboard")
    assert "nobody to offboard" in convert("offboard", people=",")["problems"][0]


@pytest.mark.parametrize("name", ["protect", "reviewers"])
@pytest.mark.parametrize("odd", [f"{ADA} {BOB}", f"{ADA};{BOB}", f"Ada Quist <{ADA}>", f"{ADA} # until May", f"{ADA}\t{BOB}", [f"{ADA};"]])
def test_an_address_with_something_beside_it_is_refused_as_it_would_match_nobody(name: str, odd: Any) -> None:
    (problem,) = convert("decide", **{name: odd})["problems"]
    assert problem.startswith(f"{name} has an entry that is more than one plain address") and problem.count(". ") == 1


def test_a_path_may_have_such_signs_in_it() -> None:
    assert convert("drift", roster_file="/x@y/a b.yml")["roster_file"] == "/x@y/a b.yml"


def test_everything_wrong_is_said_at_once() -> None:
    assert len(convert("reconcile", prune="maybe", max_removals="many", platforms="x")["problems"]) == 3


@pytest.mark.parametrize("playbook", NEED_A_ROSTER)
def test_a_playbook_without_a_roster_says_so(playbook: str) -> None:
    problems = filter_loader.get("people.access.variables").j2_function({"roster_file": "", "people": " "}, playbook, "", "", True)["problems"]
    assert problems == ["There is no roster. Give roster_file, or people."]


@pytest.mark.parametrize("playbook", ["reconcile", "onboard"])
def test_nobody_joins_on_some_days(playbook: str) -> None:
    convert_given = filter_loader.get("people.access.variables").j2_function
    assert convert_given({"people": []}, playbook, "", "", True)["problems"] == []
    assert convert_given({f"{playbook}_people": []}, playbook, f"{playbook}_")["problems"] == []  # the default of the role


@pytest.mark.parametrize(("playbook", "name", "meant"), [
    ("reconcile", "rosterfile", "roster_file"), ("reconcile", "acces", "access"), ("offboard", "protct", "protect"), ("offboard", "leaver", "leavers"),
    ("administrators", "administrator", "administrators"), ("drift", "tenant", "tenants"), ("drift", "notify_task", "notify_tasks"),
    ("awx", "scm_ulr", "scm_url"), ("review", "Platforms", "platforms"), ("offboard", "platform", "platforms"), ("reconcile", "aply", "apply"),
    ("reconcile", "applly", "apply"), ("reconcile", "appky", "apply"), ("reconcile", "xapply", "apply"), ("reconcile", "pply", "apply"),
    ("reconcile", "appyl", "apply"),
])
def test_a_misspelled_variable_is_told_with_the_right_name(playbook: str, name: str, meant: str) -> None:
    (problem,) = misspelled({name: "no" if meant == "apply" else "tsna"}, playbook)
    assert problem.startswith(f"{name} is not a variable of this playbook. Did you mean {meant}?")


@pytest.mark.parametrize("playbook", VARIABLES)
def test_known_names_are_not_misspelled(playbook: str) -> None:
    names = [entry.in_playbook for variables in VARIABLES.values() for entry in variables if entry.in_playbook]
    of_roles = [f"{role}_{entry.name}" for other, (role, dummy) in ROLES.items() for entry in VARIABLES[other]]
    of_awx = ["awx_job_id", "tower_user_name", "ansible_python_interpreter", "survey_platform", "people_access_connection", "default_roster_file"]
    for name in (*names, *of_roles, *of_awx, "tenants", "region_of_office", "ticket"):
        assert misspelled({name: "tsna"}, playbook) == []


# For other tasks and jobs of the same run: an answer of another survey, an artifact of an earlier job, a variable of a play that sends mail.
OTHER_WORDS = (
    "approver", "approved", "approval", "manager", "managed", "moved", "leaves", "images", "regions", "services", "titles", "columns_of_file", "expected",
    "failed", "mail", "mode", "mall", "password", "review", "lock", "evidence", "evidence_url", "evidence_file", "organization_name", "controller_hostname",
    "controller_token", "new_password_length", "witness_id", "verifyssl", "file", "role", "name", "person", "state", "limit", "username", "regional",
)


@pytest.mark.parametrize("playbook", VARIABLES)
def test_another_word_is_not_misspelled(playbook: str) -> None:
    required = {variable.in_playbook: "tsna" for variable in documented(playbook) if variable.required}
    for name in OTHER_WORDS:
        assert misspelled({**required, name: "tsna"}, playbook) == []


@pytest.mark.parametrize("playbook", VARIABLES)
def test_a_job_takes_what_every_template_and_workflow_of_the_kit_hands_over(playbook: str) -> None:
    entries = [*KIT["templates"], *KIT["workflows"]]
    names = {name for entry in entries for name in (*(question["variable"] for question in questions(entry)), *entry.get("extra_vars", {}))}
    assert "leavers" in names and "person_email" in names
    for name in names:
        assert misspelled({name: "tsna"}, playbook) == []


@pytest.mark.parametrize("given", [
    {"leaver": "ada@x.example", "leavers": "ada@x.example"}, {"platform": "tsna", "platforms": "tsna"}, {"platform": "tsna", "survey_platforms": ["tsna"]},
    {"platform": "linux"}, {"platform": ""}, {"platform": {"name": "linux"}}, {"platform": None}, {"min_admin": "ada"},
])
def test_a_variable_of_somebody_else_does_not_hold_back_a_leaver(given: dict[str, Any]) -> None:
    assert misspelled(given, "offboard") == []


def test_a_template_counts_as_a_value_that_the_variable_can_have() -> None:
    assert misspelled({"aply": "{{ wanted }}"}, "reconcile") and not misspelled({"profile": "production"}, "reconcile")


def survey(**values: Any) -> Any:
    return filter_loader.get("people.access.variables").j2_function(values, "survey")


@pytest.mark.parametrize("blank", ["", " \n", ",", " , \n", "[]", "['']", [], [""], None])
def test_a_blank_answer_of_a_survey_leaves_the_setting(blank: Any) -> None:
    assert survey(survey_reviewers=blank, survey_protect=blank, protect=[ADA], survey_max_removals=blank) == {}


def test_an_answer_of_a_survey_is_added_to_who_is_left_alone_and_else_takes_the_place_of_the_setting() -> None:
    for setting in (ADA, [ADA], f"{ADA}\n", json.dumps([ADA])):
        assert survey(survey_protect=f"{BOB}\n{ADA}", protect=setting, survey_service=f"{BOB}") == {"protect": [ADA, BOB, ADA], "service": [BOB]}
    given = {"reviewers": f"{ADA}\n{BOB}", "max_removals": 0, "exact": "false", "platforms": ["tsna"], "title": "[a"}
    assert survey(reviewers=BOB, max_removals=7, **{f"survey_{name}": value for name, value in given.items()}) == given
    hostile = survey(survey_title=trust_as_template("{{ 7 * 7 }} accounts"))["title"]
    assert hostile == "{{ 7 * 7 }} accounts" and not is_trusted_as_template(hostile)


@pytest.mark.parametrize(("setting", "answer"), [({"a": 1}, BOB), (f"{ADA} {BOB}", BOB), (ADA, f"{ADA};{BOB}"), (ADA, "[a")])
def test_neither_an_odd_setting_nor_an_odd_answer_is_forgotten(setting: Any, answer: Any) -> None:
    found = survey(protect=setting, survey_protect=answer)["protect"]
    assert len(convert("decide", protect=found)["problems"]) == 1


def test_playbooks_take_every_answer_of_a_survey() -> None:
    tasks = yaml.safe_load((ROOT / "playbooks" / "common" / "tenant.yml").read_text(encoding="utf-8"))
    answers = next(task for task in tasks if task["name"].startswith("Add the answers of the survey"))
    names = list(answers["ansible.builtin.set_fact"])
    assert answers["vars"]["survey_names"] == [*ADDED, *(f"{SURVEY}{name}" for name in names)]
    assert all(value == f"{{{{ survey_given.get('{name}', omit) }}}}" for name, value in answers["ansible.builtin.set_fact"].items())
    asked = {name for entry in KIT["templates"] for name in (one["variable"] for one in questions(entry)) if name.startswith(SURVEY)}
    assert asked == {f"{SURVEY}{name}" for name in names}


def test_a_password_is_taken_as_it_is_and_never_shown() -> None:
    assert convert("tsna_reset_password", new_password=" 0x1F, no: yes ")["new_password"] == " 0x1F, no: yes "
    problem = convert("tsna_reset_password", new_password=["hunter2"])["problems"]
    assert problem == ["new_password has to be a text."]


def test_a_text_is_never_a_template() -> None:
    hostile = trust_as_template("{{ lookup('ansible.builtin.pipe', 'id') }}")
    found = convert("review", title=hostile, protect=hostile, folder="reviews")
    assert "{{" in found["title"] and not is_trusted_as_template(found["title"]) and not any(is_trusted_as_template(entry) for entry in found["protect"])
    (person,) = convert("drift", people=[{**PERSON, "first_name": str(hostile)}])["people"]
    assert "{{" in person["first_name"] and not is_trusted_as_template(person["first_name"]), "a fact would be a template again"


def test_texts_that_ansible_has_tagged_are_read() -> None:
    for value in spellings([PERSON]):
        assert convert("drift", people=trust_as_template(value))["people"] == [PERSON]


def test_files_are_one_for_each_tenant() -> None:
    assert convert("reconcile", plan_file="/x/plan.md", tenant="emea")["plan_file"] == "/x/plan-emea.md"
    assert convert("export", tenant="emea")["dest"] == os.path.abspath("roster-emea.yml")
    folders = [convert("review", folder="/x", tenant=name)["folder"] for name in ("emea", "..", "a/b", "a%2Fb")]
    assert folders[0] == "/x/emea" and len(set(folders)) == 4 and all(os.path.dirname(os.path.normpath(folder)) == "/x" for folder in folders)


def test_digests_by_tenant() -> None:
    both = {"emea": "0a", "amer": "0b"}
    assert [convert("reconcile", approve=given, tenant="amer")["approve"] for given in (both, json.dumps(both), yaml.safe_dump(both), "0b")] == ["0b"] * 4
    assert "no entry for the tenant apac" in convert("reconcile", approve=both, tenant="apac")["problems"][0]
    assert "approve has to be a text" in convert("reconcile", approve=both)["problems"][0]
    each = {"emea": {"contabo": "0a"}}
    assert [convert("offboard", approve=given, tenant="emea")["approve"] for given in (each, each["emea"])] == [{"contabo": "0a"}] * 2


def test_whoever_is_protected_does_not_leave() -> None:
    for protect in (f"{ADA.upper()},x@x.example", f"x@x.example\n{ADA}", [ADA.title()], json.dumps([ADA])):
        assert "is protected" in convert("offboard", people=ADA, protect=protect)["problems"][0]
    assert convert("offboard", people=f"{ADA}\n{BOB}")["leavers"][1]["email"] == BOB


GROUPS = {"all": ["emea", "amer", "other"], "ungrouped": ["other"], "tenants": ["emea", "amer"], "empty": []}


@pytest.mark.parametrize(("given", "expected"), [
    ("", ["localhost"]), (None, ["localhost"]), ([], ["localhost"]), ("tenants", ["emea", "amer"]), ("emea\nother", ["emea", "other"]), (["emea"], ["emea"]),
    ('["emea", "amer"]', ["emea", "amer"]), ("tenants, !amer", ["emea"]), ("e*", ["emea"]),
    ("emea:other", ["emea", "other"]), ("tenants:!amer", ["emea"]), ("all,&tenants,!e*", ["amer"]), ("tenants,!empty", ["emea", "amer"]),
])
def test_tenants_are_hosts(given: Any, expected: list[str]) -> None:
    assert filter_loader.get("people.access.tenants").j2_function(given, GROUPS) == expected


@pytest.mark.parametrize("blank", ["", " ", ",", "[]", "[\"\"]", "\n", None, []])
def test_no_tenants_in_any_spelling_are_the_default(blank: Any) -> None:
    assert filter_loader.get("people.access.tenants").j2_function(blank, GROUPS) == ["localhost"]
    assert filter_loader.get("people.access.tenants").j2_function(blank, GROUPS, default=[]) == []


@pytest.mark.parametrize("given", ["tenant", "emea,tenant", "x*", "emea,!emea", "[emea", 5, "empty", "emea:tenant", "tenants,!amre", "!amre",
                                   "tenants:!amre", "all,&tenant", "emea[5]", "all,!x*", "!", "all,!!emea"])
def test_tenants_that_match_nothing_are_an_error(given: Any) -> None:
    with pytest.raises(AnsibleFilterError):
        filter_loader.get("people.access.tenants").j2_function(given, GROUPS)


@pytest.mark.parametrize("playbook", [name for name in VARIABLES if name not in WITHOUT_TENANTS])
def test_a_playbook_hands_every_variable_on_and_knows_tenants(playbook: str) -> None:
    text = (ROOT / "playbooks" / f"{playbook}.yml").read_text(encoding="utf-8")
    (play,) = yaml.safe_load(text)
    assert play["hosts"] == "{{ tenants | default('') | people.access.tenants(groups) }}"
    assert play["tasks"][0]["ansible.builtin.import_tasks"] == "common/tenant.yml"
    asked = "inventory_hostname if tenants | default('') | people.access.tenants(groups, default=[]) else ''"
    assert asked in text and text.count("tenants | default(") == 2, "blank in any spelling is no tenant"
    assert "people_access_connection" in json.dumps([play["module_defaults"], play["vars"]])
    for variable in VARIABLES[playbook]:
        if variable is not TENANT:
            assert f"{variable.in_playbook} | default('')" in text
    if playbook in ROLES:
        role = ROLES[playbook][0]
        tasks = [task for entry in play["tasks"] for task in entry.get("block", [entry])]
        include = next(task for task in tasks if "ansible.builtin.include_role" in task)
        assert list(include["vars"]) == [f"{role}_in_playbook", *(f"{role}_{variable.name}" for variable in VARIABLES[playbook])]
        files = [path.read_text(encoding="utf-8") for path in (ROOT / "roles" / role / "tasks").glob("*.yml")]
        bare = [name for name in list(include["vars"])[1:] for text in files if re.search(rf"\b{name}\b", text)]
        assert bare == [], "tasks of a role use what was converted"
        facts = next(text for text in files if f"{role}_given:" in text).partition(f"{role}_given:")[2].partition("\n")[0]
        assert [variable.name for variable in VARIABLES[playbook] if variable.secret and f"'{variable.name}'" not in facts] == [], "facts have no passwords"


def test_no_role_document_says_null() -> None:
    for path in (ROOT / "roles").glob("*/meta/argument_specs.yml"):
        specs = yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"]
        options = [option for spec in specs.values() for option in spec["options"].values()]
        assert options and all(option.get("required") or option.get("default") is not None for option in options)

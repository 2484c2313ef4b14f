# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The import of the kit into an emulated AWX: what is compared and sent, without Ansible."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.awx.client import Awx
from ansible_collections.people.access.plugins.module_utils.awx.values import is_made_of
from ansible_collections.people.access.plugins.module_utils.engine.errors import AmbiguousWrite
from tests.sandbox.app import Sandbox
from tests.sandbox.awx.server import ENCRYPTED, Refused
from tests.sandbox.awx.server import Awx as Emulated

from .importer import DATA, Importer
from .kit import KIT

SMALL: dict[str, Any] = {"controller_inventories": [{"name": "One"}, {"name": "Two"}]}


@pytest.mark.parametrize(("name", "api"), [("awx", "api/v2"), ("ascender", "api/v2"), ("gateway", "api/controller/v2")])
def test_import_and_a_second_one_that_changes_nothing(sandbox: Sandbox, url: str, name: str, api: str) -> None:
    importer = Importer(f"{url}/{name}/{api}")
    predicted = importer.result(DATA, check_mode=True)["changes"]
    sandbox.journal.clear()
    made = importer.run(DATA)
    assert sorted(made) == sorted(predicted)
    writes = [entry for entry in sandbox.journal if entry["method"] != "GET"]
    assert len(writes) == len(made) + 1, "and the update of the project"
    assert importer.requests < 2.5 * len(made), "few listings"
    state = sandbox.controllers[name].state()
    for kind, path in {"templates": "job_templates", "workflows": "workflow_job_templates", "schedules": "schedules"}.items():
        assert sorted(one["name"] for one in state[path]) == sorted(one["name"] for one in KIT[kind])
    assert len(state["surveys"]) == len([one for kind in ("templates", "workflows") for one in KIT[kind] if "survey_spec" in one])
    assert not any(one["enabled"] for one in state["schedules"])
    sandbox.journal.clear()
    assert importer.run(DATA) == []
    assert {entry["method"] for entry in sandbox.journal} == {"GET"} and importer.requests < 80


def test_a_workflow_is_linked_as_it_is_written(awx: Importer, sandbox: Sandbox) -> None:
    awx.run(DATA)
    state = sandbox.controllers["awx"].state()
    nodes = {one["id"]: one for one in state["workflow_job_template_nodes"]}
    workflow = awx.find("workflow_job_templates", "People access - review and decide")["id"]
    own = [one for one in nodes.values() if one["workflow_job_template"] == workflow]
    links = {one["identifier"]: [nodes[other]["identifier"] for other in one["success_nodes"]] for one in own}
    assert links == {"review": ["fill_in"], "fill_in": ["project"], "project": ["decide"], "decide": []}
    approval = next(one for one in nodes.values() if one["identifier"] == "fill_in")["summary_fields"]["unified_job_template"]
    assert (approval["unified_job_type"], approval["timeout"]) == ("workflow_approval", 1209600)


def test_drift_is_repaired_and_what_belongs_to_the_user_is_kept(awx: Importer) -> None:
    awx.run(DATA)
    session, api = awx.session, awx.api
    apply = awx.find("job_templates", "People access - apply")
    awx.patch("job_templates", "People access - apply", extra_vars='{"roster_file": "roster", "approve": "forged"}', ask_variables_on_launch=True)
    session.post(f"{api}/job_templates/{apply['id']}/survey_spec/", json={
        "name": "", "description": "", "spec": [{"question_name": "Q", "variable": "approve", "type": "text", "required": False}]})
    session.post(f"{api}/job_templates/{apply['id']}/credentials/", json={"id": apply["summary_fields"]["credentials"][0]["id"], "disassociate": True})
    session.delete(f"{api}/schedules/{awx.find('schedules', 'People access - drift, every night')['id']}/")
    nodes = session.get(f"{api}/workflow_job_template_nodes/?page_size=200").json()["results"]
    approve = next(one for one in nodes if one["identifier"] == "approve")
    session.delete(f"{api}/workflow_job_template_nodes/{approve['id']}/")
    drift = next(one for one in nodes if one["identifier"] == "drift")
    session.post(f"{api}/workflow_job_template_nodes/{drift['id']}/failure_nodes/", json={"id": drift["failure_nodes"][0], "disassociate": True})
    session.post(f"{api}/workflow_job_template_nodes/{drift['id']}/always_nodes/", json={"id": drift["failure_nodes"][0]})
    awx.patch("schedules", "People access - review, every quarter", enabled=True)
    mail = awx.find("notification_templates", "People access - mail")["notification_configuration"]
    awx.patch("notification_templates", "People access - mail", notification_configuration={
        **mail, "host": "mail.x.example", "recipients": ["a@x.example"], "password": "mail-secret", "port": 587, "use_tls": True,
        "username": "mailer"})
    awx.patch("inventories", "People access - tenants", variables="timezone: Europe/Berlin")
    mine = {"name": "mine", "organization": 1}
    assert session.post(f"{api}/inventories/", json=mine).status_code == 201

    changed = awx.run(DATA)
    assert any(line.startswith("job template People access - apply: changed") for line in changed)
    assert "job template People access - apply: survey removed" in changed
    assert awx.run(DATA) == []
    repaired = awx.find("job_templates", "People access - apply")
    assert "forged" not in repaired["extra_vars"] and repaired["ask_variables_on_launch"] is False
    assert awx.find("schedules", "People access - review, every quarter")["enabled"] is True
    kept = awx.find("notification_templates", "People access - mail")["notification_configuration"]
    assert (kept["host"], kept["recipients"], kept["port"], kept["password"]) == ("mail.x.example", ["a@x.example"], 587, ENCRYPTED)
    assert (kept["use_tls"], kept["username"]) == (True, "mailer")
    assert awx.find("inventories", "mine") and awx.find("inventories", "People access - tenants")["variables"] == "timezone: Europe/Berlin"


def test_a_secret_is_set_only_where_there_is_none(awx: Importer, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = awx.result(DATA, check_mode=True, secrets={})["asks"]
    assert {one["field"] for one in asked if one["secret"]} == {
        "te_token", "segment_token", "contabo_client_secret", "contabo_password", "tsna_password", "awx_token",
        "files_password", "files_token"}
    assert len(asked) == len({one["field"] for one in asked}), "each is asked for once"
    assert next(one["environment"] for one in asked if one["field"] == "te_token") == "TE_TOKEN"
    monkeypatch.setenv("TE_TOKEN", "first")
    awx.run(DATA, secrets={})
    monkeypatch.setenv("TE_TOKEN", "")
    assert {one["credential"] for one in awx.result(DATA, secrets={})["asks"]} == {
        "People access - TSNA", "People access - Contabo", "People access - approvals", "People access - files"}
    awx.run(DATA, secrets={"te_token": "second", "tsna_password": "late"}, inputs={"tsna_username": "u"})
    inputs = {one["name"]: one["inputs"] for one in sandbox.controllers["awx"].objects["credentials"].values()}
    assert inputs["People access - all platforms"] == {"te_token": "first"}
    assert inputs["People access - TSNA"] == {"tsna_password": "late", "tsna_username": "u"}
    shown = awx.result(DATA, check_mode=True, secrets={"contabo_password": "hidden-one"})
    assert shown["changes"] and "hidden-one" not in str(shown)


def test_absent_removes_what_was_made_and_nothing_else(awx: Importer, sandbox: Sandbox) -> None:
    before = sandbox.controllers["awx"].state()
    awx.session.post(f"{awx.api}/inventories/", json={"name": "People access - mine", "organization": 1})
    awx.run(DATA)
    awx.run(DATA, prefix="EMEA")
    both = len(sandbox.controllers["awx"].state()["job_templates"])
    assert both == 2 * len(KIT["templates"])
    awx.run(DATA, prefix="EMEA", state="absent")
    assert len(sandbox.controllers["awx"].state()["job_templates"]) == len(KIT["templates"])
    assert awx.run(DATA) == [], "the other one is whole"
    awx.run(DATA, state="absent")
    after = sandbox.controllers["awx"].state()
    assert [one["name"] for one in after.pop("inventories")] == ["People access - mine"]
    for state in (before, after):
        state.pop("inventories", None)
        state.pop("workflow_approval_templates")  # the emulator keeps them when a node goes
    assert after == before


def test_what_is_no_longer_in_the_kit_is_removed(awx: Importer) -> None:
    awx.run(DATA)
    smaller = copy.deepcopy(DATA)
    smaller["controller_schedules"].pop()
    smaller["controller_workflows"][0]["workflow_nodes"].pop()
    smaller["controller_workflows"][0]["workflow_nodes"][1].pop("related")
    changed = awx.run(smaller)
    assert changed == ["workflow People access - reconcile: node apply removed", "schedule People access - S3 secret keys, every quarter: removed"]
    assert awx.run(smaller) == []


def test_what_cannot_be_done_is_said_before_anything_is(awx: Importer) -> None:
    awx.session.post(f"{awx.api}/inventories/", json={"name": "People access - tenants", "organization": 1})
    assert awx.refusal(DATA) == "The inventory People access - tenants was not made by this playbook. Rename it, or choose a prefix."
    assert awx.result(DATA, check_mode=True, prefix="X")["changes"]
    assert awx.refusal(DATA, prefix="X", scm_url="").startswith("scm_url is required")
    assert awx.refusal(DATA, organization="Nowhere").startswith("There is no organization Nowhere.")
    assert "no credential git" in awx.refusal(DATA, prefix="X", scm_credential="git")


def test_a_project_that_cannot_be_updated_is_said(awx: Importer) -> None:
    assert "(failed) has no file" in awx.refusal(DATA, scm_url="https://git.x.example/wrong")


def test_what_awx_refuses_is_said_and_the_rest_is_done(awx: Importer, sandbox: Sandbox) -> None:
    wrong = copy.deepcopy(DATA)
    wrong["controller_credential_types"][0]["kind"] = "ssh"
    said = awx.refusal({"controller_credential_types": wrong["controller_credential_types"], "controller_labels": DATA["controller_labels"]})
    assert said.startswith("AWX refused 1 request(s): ") and "kind: Must be" in said and "The others were carried out." in said
    assert sandbox.controllers["awx"].objects["labels"]


def test_what_awx_does_not_keep_ends_with_a_sentence(awx: Importer, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = {"controller_inventories": [{"name": "One", "organization": "Default", "unknown": "x"}]}
    assert awx.refusal(kit).startswith("This cannot be brought into line: inventory One: changed.")


def test_a_lost_answer_to_a_write_is_found_by_reading_again(awx: Importer, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    original, lost = Awx.write, []

    def write(self: Awx, method: str, path: str, body: Any) -> None:
        original(self, method, path, body)
        if not lost and path == "inventories/":
            lost.append(path)
            raise AmbiguousWrite("The answer was lost.")

    monkeypatch.setattr(Awx, "write", write)
    awx.run(DATA)
    assert lost and len(sandbox.controllers["awx"].objects["inventories"]) == len(KIT["inventories"])
    assert awx.run(DATA) == []


@pytest.mark.parametrize(("host", "status"), [("/nowhere", "does not answer as AWX does"), ("/awx", "answered 401")])
def test_a_wrong_url_and_a_wrong_token_are_said(url: str, host: str, status: str) -> None:
    importer = Importer(f"{url}{host}/api/v2")
    assert status in importer.refusal(DATA, controller_oauthtoken="wrong")


def test_an_awx_with_many_objects_is_read_to_the_end(awx: Importer, sandbox: Sandbox) -> None:
    for number in range(230):
        awx.session.post(f"{awx.api}/labels/", json={"name": f"label {number}", "organization": 1})
    kit = {"controller_labels": [{"name": "label 229", "organization": "Default"}]}
    assert awx.run(kit) == []


def attach(awx: Importer, template: str, name: str, kind: str, organization: int | None = 1) -> dict[str, Any]:
    """Create a credential as a user does, and add it to a template."""
    body = {"name": name, "organization": organization, "credential_type": awx.find("credential_types", kind)["id"], "inputs": {}}
    made: dict[str, Any] = awx.session.post(f"{awx.api}/credentials/", json=body).json()
    awx.session.post(f"{awx.api}/job_templates/{awx.find('job_templates', template)['id']}/credentials/", json={"id": made["id"]}).raise_for_status()
    return made


def attached(awx: Importer, template: str) -> set[int]:
    return {one["id"] for one in awx.find("job_templates", template)["summary_fields"]["credentials"]}


@pytest.mark.parametrize("organization", [1, None])
def test_a_credential_that_a_user_has_added_to_a_template_stays(awx: Importer, organization: int | None) -> None:
    awx.run(DATA)
    before = attached(awx, "People access - apply")
    made = attach(awx, "People access - apply", "first passwords of this month", "People access - first passwords", organization)
    assert awx.run(DATA) == []
    assert attached(awx, "People access - apply") == {*before, made["id"]}


def test_only_a_credential_that_the_kit_replaces_is_taken_away(awx: Importer) -> None:
    """AWX allows one credential of a type. One of another organization may have the name of the kit's."""
    awx.run(DATA)
    template, name = "People access - apply", "People access - approvals"
    own = awx.find("credentials", name)["id"]
    body = {"id": own, "disassociate": True}
    awx.session.post(f"{awx.api}/job_templates/{awx.find('job_templates', template)['id']}/credentials/", json=body)
    other = attach(awx, template, name, name, None)
    predicted = awx.result(DATA, check_mode=True)["changes"]
    assert predicted == [f"job template {template}: credential {name} taken away", f"job template {template}: credential {name} added"]
    assert awx.run(DATA) == predicted and awx.run(DATA) == []
    assert own in attached(awx, template) and other["id"] not in attached(awx, template)
    smaller = copy.deepcopy(DATA)
    next(one for one in smaller["controller_templates"] if one["name"] == template)["credentials"].remove(name)
    assert awx.run(smaller) == [f"job template {template}: credential {name} taken away"]


@pytest.mark.parametrize(("old", "new"), [("People access - TSNA", "TSNA of ours"), ("People access - tenants", "Tenants of ours")])
def test_a_name_that_changes_in_the_kit_is_one_import(awx: Importer, old: str, new: str) -> None:
    """The name of a credential with its type, and that of an inventory."""
    awx.run(DATA)
    renamed = json.loads(json.dumps(DATA).replace(old, new))
    predicted = awx.result(renamed, check_mode=True)["changes"]
    assert set(predicted) == set(awx.run(renamed)) and awx.run(renamed) == []


def test_check_mode_predicts_what_a_missing_credential_will_replace(awx: Importer) -> None:
    awx.run(DATA)
    name = "People access - approvals"
    awx.session.delete(f"{awx.api}/credentials/{awx.find('credentials', name)['id']}/").raise_for_status()
    attach(awx, "People access - apply", "our approvals", name)
    predicted = awx.result(DATA, check_mode=True)["changes"]
    assert "job template People access - apply: credential our approvals taken away" in predicted
    assert sorted(awx.run(DATA)) == sorted(predicted) and awx.run(DATA) == []


@pytest.mark.parametrize("host", ["mail.example.com", "mail.x.example"])
def test_a_notification_of_another_type_is_sent_as_a_whole(awx: Importer, host: str) -> None:
    mail = {**DATA["controller_notifications"][0], "name": "n"}
    mail["notification_configuration"] = {**mail["notification_configuration"], "host": host}
    awx.run({"controller_notifications": [mail]})
    webhook = {"url": f"https://{host}/hook", "http_method": "POST", "headers": {}, "disable_ssl_verification": False}
    kit = {"controller_notifications": [{**mail, "notification_type": "webhook", "notification_configuration": webhook}]}
    assert awx.run(kit) == ["notification template n: changed"] and awx.run(kit) == []
    assert awx.find("notification_templates", "n")["notification_configuration"] == webhook


def test_a_change_whose_answer_was_lost_counts(awx: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    original, lost = Awx.write, []

    def write(self: Awx, method: str, path: str, body: Any) -> None:
        original(self, method, path, body)
        lost.append(path)
        raise AmbiguousWrite("The answer was lost.")

    monkeypatch.setattr(Awx, "write", write)
    result = awx.result(SMALL)
    assert result["changed"] and result["changes"] == ["inventory One: created", "inventory Two: created"] and len(lost) == 2


def test_an_awx_that_fails_at_every_write_is_said_soon(awx: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def write(self: Awx, method: str, path: str, body: Any) -> None:
        tried.append(path)
        raise AmbiguousWrite("AWX: POST /api/v2/inventories/ answered 500: database is locked.", status=500)

    monkeypatch.setattr(Awx, "write", write)
    assert awx.refusal(SMALL).startswith("inventory One: created: AWX: POST /api/v2/inventories/ answered 500: database is locked.")
    assert len(tried) == 2, "once again, after the first one has turned out not to be carried out"


def test_a_template_with_a_running_job_is_said_and_the_others_are_removed(awx: Importer, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    original = Emulated._delete

    def delete(self: Emulated, kind: str, number: int) -> None:
        if kind == "inventories" and self.objects[kind][number]["name"] != "Two":
            raise Refused(409, {"error": "Resource is being used by running jobs.", "active_jobs": [{"type": "job", "id": 7}]})
        original(self, kind, number)

    awx.run({"controller_inventories": [*SMALL["controller_inventories"], *({"name": f"In use {number}"} for number in range(25))]})
    monkeypatch.setattr(Emulated, "_delete", delete)
    message = awx.refusal(SMALL, state="absent")
    assert "inventory One: removed: AWX: DELETE" in message and "answered 409: Resource is being used by running jobs." in message
    assert "Two" not in [row["name"] for row in sandbox.controllers["awx"].state()["inventories"]] and "(21 more)" in message


@pytest.mark.parametrize(("kind", "name"), [
    ("inventories", "People access - tenants"), ("job_templates", "People access - apply"), ("execution_environments", "People access"),
    ("notification_templates", "People access - mail"), ("workflow_job_templates", "People access - drift and notify"),
])
def test_check_mode_predicts_what_follows_from_a_missing_object(awx: Importer, kind: str, name: str) -> None:
    """AWX clears references to an object that somebody removes, so what referred to it is changed as well."""
    awx.run(DATA)
    awx.session.delete(f"{awx.api}/{kind}/{awx.find(kind, name)['id']}/").raise_for_status()
    predicted = awx.result(DATA, check_mode=True)["changes"]
    assert sorted(awx.run(DATA)) == sorted(predicted) and awx.run(DATA) == []


@pytest.mark.parametrize(("entries", "member", "value", "noun", "name"), [
    ("templates", "inventory", "nowhere", "inventory", "nowhere"),
    ("templates", "credentials", ["nobody's"], "credential", "nobody's"),
    ("templates", "labels", ["none"], "label", "none"),
    ("workflows", "notification_templates_success", ["none"], "notification template", "none"),
    ("schedules", "unified_job_template", "nothing", "job template", "nothing"),
    ("workflows", "workflow_nodes", [{"identifier": "a", "unified_job_template": {"type": "project", "name": "none"}}], "project", "none"),
])
def test_a_reference_to_nothing_is_said_before_anything_is_changed(
    awx: Importer, sandbox: Sandbox, entries: str, member: str, value: Any, noun: str, name: str,
) -> None:
    awx.run(DATA)
    before = sandbox.controllers["awx"].state()
    wrong = copy.deepcopy(DATA)
    entry = wrong[f"controller_{entries}"][0]
    entry[member] = value
    kind = {"templates": "job template", "workflows": "workflow", "schedules": "schedule"}[entries]
    sentence = f"The {kind} {entry['name']} refers to the {noun} {name}, which is neither in the kit nor in the organization."
    assert awx.refusal(wrong, check_mode=True) == sentence == awx.refusal(wrong)
    assert sandbox.controllers["awx"].state() == before


def test_a_reference_to_what_this_import_would_remove_is_said(awx: Importer) -> None:
    awx.run(DATA)
    wrong = {**DATA, "controller_inventories": DATA["controller_inventories"][1:]}
    assert "People access - plan refers to the inventory People access - tenants, which is neither in the kit" in awx.refusal(wrong)


def test_inventories_that_awx_deletes_in_the_background_are_waited_for(awx: Importer, sandbox: Sandbox) -> None:
    """AWX answers 202, lists the inventory until it is gone, and refuses to delete it again."""
    awx.run(DATA)
    emulated = sandbox.controllers["awx"]
    emulated.slow_deletion = 3
    assert awx.run(DATA, state="absent")
    assert any(row["pending_deletion"] for row in emulated.objects["inventories"].values())
    assert awx.run(DATA, state="absent") == []
    assert len(awx.run(DATA)) == len(awx.run(DATA, prefix="EMEA"))
    awx.run(DATA, state="absent")
    emulated.objects["inventories"].update({number: {**row, "left": 1000} for number, row in emulated.objects["inventories"].items()})
    assert awx.refusal(DATA).startswith("AWX is still removing the inventory People access - tenants, the inventory People access - people.")


def test_what_awx_deletes_with_an_inventory_is_created_again(awx: Importer, sandbox: Sandbox) -> None:
    """Its sources, their schedules, and what nodes of workflows launch."""
    kit = {
        "controller_projects": [{"name": "p", "scm_type": "git", "scm_url": "https://git.x.example/a.git"}],
        "controller_inventories": [{"name": "i"}],
        "controller_inventory_sources": [{"name": "s", "inventory": "i", "source": "scm", "source_project": "p", "source_path": "people.yml"}],
        "controller_workflows": [{"name": "w", "workflow_nodes": [{"identifier": "n", "unified_job_template": {"type": "inventory_source", "name": "s"}}]}],
        "controller_schedules": [{"name": "daily", "unified_job_template": "s", "rrule": DATA["controller_schedules"][0]["rrule"]}],
    }
    awx.run(kit)
    sandbox.controllers["awx"].slow_deletion = 3
    awx.session.delete(f"{awx.api}/inventories/{awx.find('inventories', 'i')['id']}/").raise_for_status()
    assert awx.run(kit) == ["inventory i: created", "inventory source s: created", "workflow w: node n changed", "schedule daily: created"]
    assert awx.run(kit) == []


def test_a_wrong_url_of_a_repository_can_be_corrected(awx: Importer) -> None:
    assert "(failed) has no file reconcile.yml" in awx.refusal(DATA, scm_url="https://git.x.example/mistyped")
    assert awx.run(DATA)[0] == "project People access: changed" and awx.run(DATA) == []


def test_a_project_whose_update_does_not_end_is_said(awx: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Emulated, "_progress", lambda self, project: None)
    assert awx.refusal(DATA) == "AWX is still updating the project People access. Run the task again when it has finished."


def test_any_number_of_projects_is_updated(awx: Importer) -> None:
    kit = {
        "controller_inventories": [{"name": "i"}],
        "controller_projects": [{"name": f"p{number}", "scm_type": "git", "scm_url": "https://git.x.example/a.git"} for number in range(22)],
        "controller_templates": [{"name": f"t{number}", "project": f"p{number}", "playbook": "drift.yml", "inventory": "i"} for number in range(22)],
    }
    assert len(awx.run(kit)) == 45 and awx.run(kit) == []


def test_each_project_is_updated_before_its_templates_are_created(awx: Importer) -> None:
    kit = copy.deepcopy(DATA)
    kit["controller_projects"].append({**kit["controller_projects"][0], "name": "Second"})
    kit["controller_templates"].append({**kit["controller_templates"][0], "name": "Second plan", "project": "Second"})
    assert "job template Second plan: created" in awx.run(kit)
    assert awx.run(kit) == []


def test_a_default_that_somebody_has_given_a_question_is_repaired(awx: Importer) -> None:
    """The UI of AWX adds blank members to every question. Those do not count."""
    awx.run(DATA)
    path = f"{awx.api}/workflow_job_templates/{awx.find('workflow_job_templates', 'People access - reconcile')['id']}/survey_spec/"
    survey = awx.session.get(path).json()
    blank = {"default": "", "choices": "", "min": None, "max": None, "new_question": True, "question_description": ""}
    as_saved = {**survey, "spec": [{**blank, **question} for question in survey["spec"]]}
    awx.session.post(path, json=as_saved).raise_for_status()
    assert awx.run(DATA) == []
    forged = {**survey, "spec": [{**question, "default": -1} if question["variable"] == "survey_max_removals" else question for question in survey["spec"]]}
    awx.session.post(path, json=forged).raise_for_status()
    assert awx.run(DATA) == ["workflow People access - reconcile: survey set"] and awx.session.get(path).json() == survey


@pytest.mark.parametrize("address", ["https://git.myexample.com/a.git", "https://git.example.company/a.git", "https://git.example.com.br/a.git"])
def test_an_address_that_only_looks_like_a_placeholder_is_one_of_the_user(awx: Importer, address: str) -> None:
    awx.run(DATA)
    assert awx.run(DATA, scm_url=address)[0] == "project People access: changed"
    assert awx.find("projects", "People access")["scm_url"] == address
    assert awx.run(DATA, scm_url=address, prefix="X")[0]


def test_what_somebody_has_added_to_a_credential_type_is_removed(awx: Importer) -> None:
    awx.run(DATA)
    before = awx.find("credential_types", "People access - TSNA")["injectors"]
    awx.patch("credential_types", "People access - TSNA", injectors={**before, "env": {**before["env"], "ANOTHER": "{{ tsna_password }}"}})
    assert awx.run(DATA) == ["credential type People access - TSNA: changed"] and awx.run(DATA) == []
    assert awx.find("credential_types", "People access - TSNA")["injectors"] == before


def test_variables_for_a_template_that_prompts_for_them_need_no_survey(awx: Importer) -> None:
    kit = copy.deepcopy(DATA)
    export = next(entry for entry in kit["controller_templates"] if entry["name"] == "People access - export")
    export.update(ask_variables_on_launch=True, survey_enabled=False)
    del export["survey_spec"]
    schedule = {**kit["controller_schedules"][0], "name": "Every night", "unified_job_template": export["name"], "extra_data": {"dest": "a.yml"}}
    kit["controller_schedules"].append(schedule)
    assert "schedule Every night: created" in awx.run(kit) and awx.run(kit) == []


def test_settings_of_the_mail_server_in_the_kit_are_the_users_only_with_a_server_of_their_own(awx: Importer) -> None:
    awx.run(DATA)
    name = "People access - mail"
    configuration = awx.find("notification_templates", name)["notification_configuration"]
    awx.patch("notification_templates", name, notification_configuration={**configuration, "port": 587})
    assert awx.run(DATA) == [f"notification template {name}: changed"]
    assert awx.find("notification_templates", name)["notification_configuration"] == configuration


def test_a_default_password_that_somebody_has_given_a_question_is_removed(awx: Importer) -> None:
    """AWX does not show it, only that there is one."""
    awx.run(DATA)
    template = "People access - reset a TSNA password"
    path = f"{awx.api}/job_templates/{awx.find('job_templates', template)['id']}/survey_spec/"
    survey = awx.session.get(path).json()
    forged = [{**question, **({"default": "Forged-1234"} if question["type"] == "password" else {})} for question in survey["spec"]]
    awx.session.post(path, json={**survey, "spec": forged}).raise_for_status()
    assert awx.run(DATA) == [f"job template {template}: survey set"] and awx.session.get(path).json() == survey


def test_a_project_that_may_be_overridden_needs_no_file(awx: Importer) -> None:
    """AWX then takes any playbook: one of another branch, or of a collection. The emulator does the same."""
    project = {"name": "p", "scm_type": "git", "scm_url": "https://git.x.example/a.git"}
    template = {"name": "t", "project": "p", "inventory": "i", "playbook": "people.access.reconcile"}
    kit = {"controller_inventories": [{"name": "i"}], "controller_projects": [project], "controller_templates": [template]}
    assert "has no file people.access.reconcile" in awx.refusal(kit)
    kit["controller_projects"] = [{**project, "allow_override": True}]
    assert awx.run(kit) == ["project p: changed", "job template t: created"] and awx.run(kit) == []


@pytest.mark.parametrize("kit", [
    {"controller_projects": [{"name": "p", "scm_type": "git", "scm_url": "https://git.x.example/a.git", "scm_clean": "yes", "allow_override": "True",
                              "scm_update_cache_timeout": "60", "scm_branch": 2026}]},
    {"controller_projects": [{"name": "p", "scm_type": "git", "scm_url": "https://git.x.example/a.git\n", "scm_clean": "y", "allow_override": "T",
                              "scm_update_cache_timeout": "060", "scm_branch": " main"}]},
    {"controller_workflows": [{"name": "w", "allow_simultaneous": "off", "survey_enabled": "false"}]},
])
def test_values_as_text_are_what_awx_makes_of_them(awx: Importer, kit: dict[str, Any]) -> None:
    """And numbers where AWX has text. It returns what it has made of them, which looked like a difference that it does not keep."""
    assert len(awx.run(kit)) == 1 and awx.run(kit) == []


@pytest.mark.parametrize(("current", "desired"), [
    (1, "2"), (True, "no"), (False, "yes"), ("2026", 2027), ("true", True), (1, ""), (True, ""), (None, "None"), ([1], "[1]"),
])
def test_other_values_as_text_are_a_difference(current: Any, desired: Any) -> None:
    assert not is_made_of(current, desired)


def test_the_branch_that_an_import_has_set_stays_in_later_ones_without_it(awx: Importer) -> None:
    """As the URL does, which an upgrade does not repeat either: another branch is another roster."""
    awx.run(DATA, scm_branch="production")
    assert awx.run(DATA) == [] and awx.find("projects", "People access")["scm_branch"] == "production"
    assert awx.run(DATA, scm_branch="main") == ["project People access: changed"]


def test_back_to_the_default_branch(awx: Importer) -> None:
    """Both ways that the guide names: its name, and the empty field of the project in AWX."""
    awx.run(DATA, scm_branch="production")
    assert awx.run(DATA, scm_branch="main") == ["project People access: changed"]
    awx.patch("projects", "People access", scm_branch="")
    assert awx.run(DATA) == [] and awx.find("projects", "People access")["scm_branch"] == ""

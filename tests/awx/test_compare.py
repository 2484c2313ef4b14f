# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The comparison of the kit with an emulated AWX, and the requests that follow from it, sent from here and not by Ansible."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from ansible_collections.people.access.plugins.plugin_utils.awx import Settings, compare
from tests.sandbox.app import Sandbox
from tests.sandbox.awx.server import ENCRYPTED, TOKEN
from tests.sandbox.wire import RunningServer

from .kit import KIT

DATA = {f"controller_{name}": entries for name, entries in KIT.items()}
GIVEN: dict[str, Any] = {"scm_url": "https://git.x.example/access.git", "secrets": {"te_token": "te-secret", "tsna_password": "tsna-secret"}}


class Importer:
    """What the playbook does, without Ansible."""

    def __init__(self, api: str):
        self.api = api
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {TOKEN}"
        self.sent: list[str] = []

    def compared(self, kit: dict[str, Any], **given: Any) -> dict[str, Any]:
        documents: dict[str, Any] = {}
        while True:
            found = compare(kit, documents, Settings(**{**GIVEN, **given}))
            if not found["reads"]:
                return found
            for path in found["reads"]:
                answer = self.session.get(f"{self.api}/{path}")
                assert answer.status_code == 200, path
                documents[path] = answer.json()

    def run(self, kit: dict[str, Any], **given: Any) -> list[str]:
        """What was changed, each as a line."""
        self.sent = []
        for _turn in range(15):
            found = self.compared(kit, **given)
            assert found["problems"] == []
            if found["project"]:
                self.update(found["project"])
                given["updated"] = True
                continue
            if not found["changes"]:
                return self.sent
            ready = [change for change in found["changes"] if change["path"]]
            assert ready, found["changes"]
            for change in ready:
                answer = self.session.request(change["method"], f"{self.api}/{change['path']}", json=change["body"])
                assert answer.status_code < 400, (change["text"], answer.text)
                self.sent.append(change["text"])
        raise AssertionError("no end")

    def update(self, project: int) -> None:
        assert self.session.post(f"{self.api}/projects/{project}/update/").status_code == 202
        while self.session.get(f"{self.api}/projects/{project}/").json()["status"] not in ("successful", "failed"):
            pass

    def find(self, kind: str, name: str) -> Any:
        return next(one for one in self.session.get(f"{self.api}/{kind}/?page_size=200").json()["results"] if one["name"] == name)

    def patch(self, kind: str, name: str, **body: Any) -> None:
        answer = self.session.patch(f"{self.api}/{kind}/{self.find(kind, name)['id']}/", json=body)
        assert answer.status_code == 200, answer.text


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


@pytest.fixture
def url(sandbox: Sandbox) -> Iterator[str]:
    with RunningServer(sandbox) as served:
        yield served


@pytest.fixture
def awx(url: str) -> Importer:
    return Importer(f"{url}/awx/api/v2")


@pytest.mark.parametrize(("name", "api"), [("awx", "api/v2"), ("ascender", "api/v2"), ("gateway", "api/controller/v2")])
def test_import_and_a_second_one_that_changes_nothing(sandbox: Sandbox, url: str, name: str, api: str) -> None:
    importer = Importer(f"{url}/{name}/{api}")
    importer.run(DATA)
    state = sandbox.controllers[name].state()
    for kind, path in {"templates": "job_templates", "workflows": "workflow_job_templates", "schedules": "schedules"}.items():
        assert sorted(one["name"] for one in state[path]) == sorted(one["name"] for one in KIT[kind])
    assert len(state["surveys"]) == len([one for kind in ("templates", "workflows") for one in KIT[kind] if "survey_spec" in one])
    assert not any(one["enabled"] for one in state["schedules"])
    assert len(importer.sent) < 120, "each of them is a process in the playbook"
    assert importer.run(DATA) == []


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
        **mail, "host": "mail.x.example", "recipients": ["a@x.example"], "password": "mail-secret", "port": 587})
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
    assert (kept["host"], kept["recipients"], kept["port"], kept["password"]) == ("mail.x.example", ["a@x.example"], 25, ENCRYPTED)
    assert awx.find("inventories", "mine")


def test_a_secret_is_set_only_where_there_is_none(awx: Importer, sandbox: Sandbox) -> None:
    asked = awx.compared(DATA, secrets={})["asks"]
    assert {one["field"] for one in asked if one["secret"]} == {"te_token", "segment_token", "contabo_client_secret", "contabo_password", "tsna_password"}
    assert len(asked) == len({one["field"] for one in asked}), "each is asked for once"
    assert awx.compared(DATA, secrets={})["environment"]["te_token"] == "TE_TOKEN"
    awx.run(DATA, secrets={"te_token": "first"})
    assert {one["credential"] for one in awx.compared(DATA, secrets={})["asks"]} == {"People access - TSNA", "People access - Contabo"}
    awx.run(DATA, secrets={"te_token": "second", "tsna_password": "late", "tsna_username": "u"})
    inputs = {one["name"]: one["inputs"] for one in sandbox.controllers["awx"].objects["credentials"].values()}
    assert inputs["People access - all platforms"] == {"te_token": "first"}
    assert inputs["People access - TSNA"] == {"tsna_password": "late", "tsna_username": "u"}
    shown = awx.compared(DATA, secrets={"contabo_password": "hidden-one"})
    assert "hidden-one" not in str([one["text"] for one in shown["changes"]] + [one["after"] for one in shown["changes"]])


def test_absent_removes_what_was_made_and_nothing_else(awx: Importer, sandbox: Sandbox) -> None:
    before = sandbox.controllers["awx"].state()
    awx.session.post(f"{awx.api}/inventories/", json={"name": "People access - mine", "organization": 1})
    awx.run(DATA)
    awx.run(DATA, prefix="EMEA ")
    both = len(sandbox.controllers["awx"].state()["job_templates"])
    assert both == 2 * len(KIT["templates"])
    awx.run(DATA, prefix="EMEA ", absent=True)
    assert len(sandbox.controllers["awx"].state()["job_templates"]) == len(KIT["templates"])
    assert awx.run(DATA) == [], "the other one is whole"
    awx.run(DATA, absent=True)
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
    assert awx.compared(DATA)["problems"] == ["The inventory People access - tenants was not made by this playbook. Rename it, or choose a prefix."]
    assert awx.compared(DATA, prefix="X ")["problems"] == []
    assert awx.compared(DATA, prefix="X ", scm_url="")["problems"][0].startswith("scm_url is required")
    assert awx.compared(DATA, organization="Nowhere")["problems"][0].startswith("There is no organization Nowhere.")
    assert "no credential git" in awx.compared(DATA, prefix="X ", scm_credential="git")["problems"][0]


def test_a_project_that_cannot_be_updated_is_said(awx: Importer) -> None:
    given = {"scm_url": "https://git.x.example/wrong"}
    for _turn in range(3):
        for change in awx.compared(DATA, **given)["changes"]:
            if change["path"]:
                awx.session.request(change["method"], f"{awx.api}/{change['path']}", json=change["body"])
    project = awx.compared(DATA, **given)["project"]
    awx.update(project)
    assert "(failed) has no file" in awx.compared(DATA, updated=True, **given)["problems"][0]


def test_an_awx_with_many_objects_is_read_to_the_end(awx: Importer, sandbox: Sandbox) -> None:
    for number in range(230):
        awx.session.post(f"{awx.api}/labels/", json={"name": f"label {number}", "organization": 1})
    kit = {"controller_labels": [{"name": "label 229", "organization": "Default"}]}
    assert awx.run(kit) == []

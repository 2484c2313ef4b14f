# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The import of the kit into an AWX that is in use: errors in the middle, other pages, several organizations, objects that people copied, renamed or use."""

from __future__ import annotations

import copy
import itertools
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from ansible_collections.people.access.plugins.module_utils.engine.errors import PeopleError
from tests.sandbox.app import Sandbox
from tests.sandbox.awx.server import Awx

from .importer import DATA, Importer
from .kit import KIT

PLAN = "People access - plan"
OTHER = 'O\'Brien & "Sons", 50% {{ 7 * 7 }}'
SMALL: dict[str, Any] = {"controller_inventories": [{"name": f"Small {number}", "organization": "Default"} for number in range(3)]}


@pytest.fixture
def importer(url: str) -> Importer:
    return Importer(f"{url}/awx/api/v2")


def names(sandbox: Sandbox, kind: str) -> list[str]:
    return sorted(row["name"] for row in sandbox.controllers["awx"].objects[kind].values())


# -- what people do in the user interface -----------------------------------------------------------------------------------------------------


def test_copies_and_renamed_objects_belong_to_whoever_made_them(importer: Importer, sandbox: Sandbox) -> None:
    """AWX copies the description, too."""
    importer.run(DATA)
    found = importer.find("job_templates", PLAN)
    copied = {**{name: found[name] for name in ("description", "project", "inventory", "playbook")}, "name": f"{PLAN} @ 10:22:33"}
    assert importer.session.post(f"{importer.api}/job_templates/", json=copied).status_code == 201
    export = importer.find("job_templates", "People access - export")["id"]
    assert importer.session.patch(f"{importer.api}/job_templates/{export}/", json={"name": "Our export"}).status_code == 200
    assert any(line == "job template People access - export: created" for line in importer.run(DATA))
    assert importer.run(DATA) == []
    importer.run(DATA, state="absent")
    assert names(sandbox, "job_templates") == ["Our export", f"{PLAN} @ 10:22:33"]


def renamed(importer: Importer, kind: str, old: str, new: str) -> None:
    importer.session.patch(f"{importer.api}/{kind}/{importer.find(kind, old)['id']}/", json={"name": new}).raise_for_status()


def test_sources_of_an_inventory_that_somebody_renamed_stay_in_it(importer: Importer, sandbox: Sandbox) -> None:
    """AWX never moves a source into another inventory, and takes the same name in each."""
    importer.run(DATA)
    renamed(importer, "inventories", "People access - people", "Our people")
    predicted = importer.result(DATA, check_mode=True)["changes"]
    sources = [f"inventory source {entry['name']}: created" for entry in KIT["inventory_sources"]]
    assert importer.run(DATA) == predicted == ["inventory People access - people: created", *sources] and importer.run(DATA) == []
    importer.run(DATA, state="absent")
    assert names(sandbox, "inventories") == ["Our people"]


def test_a_source_that_the_kit_has_in_another_inventory_moves_there(importer: Importer, sandbox: Sandbox) -> None:
    """It would also stay where it was, with its credential."""
    source = {"name": "s", "inventory": "i", "source": "scm", "source_project": "p", "source_path": "x.yml"}
    kit = {"controller_projects": [{"name": "p", "scm_type": "git", "scm_url": "https://git.x.example/a.git"}],
           "controller_inventories": [{"name": "i"}, {"name": "j"}], "controller_inventory_sources": [source]}
    importer.run(kit)
    moved = {**kit, "controller_inventory_sources": [{**source, "inventory": "j"}]}
    predicted = importer.result(moved, check_mode=True)["changes"]
    assert sorted(importer.run(moved)) == sorted(predicted) == ["inventory source s: created", "inventory source s: removed"]
    assert importer.run(moved) == [] and names(sandbox, "inventory_sources") == ["s"]
    assert importer.find("inventory_sources", "s")["inventory"] == importer.find("inventories", "j")["id"]


def test_a_credential_with_another_type_is_said_before_anything_is_changed(importer: Importer, sandbox: Sandbox) -> None:
    """As after somebody has renamed the type, or with a kit that has another one. AWX refuses to change it."""
    importer.run(DATA)
    name = "People access - TSNA"
    renamed(importer, "credential_types", name, "Our TSNA")
    before = sandbox.controllers["awx"].state()
    sentence = (f"The credential {name} does not have the type {name}, and AWX does not change the type of a credential that is in use. "
                "Rename the types back, or delete the credential, with its secrets, and run the task again.")
    assert importer.refusal(DATA) == sentence == importer.refusal(DATA, check_mode=True) and sandbox.controllers["awx"].state() == before
    importer.session.delete(f"{importer.api}/credentials/{importer.find('credentials', name)['id']}/").raise_for_status()
    assert f"credential {name}: created" in importer.run(DATA) and importer.run(DATA) == []


def test_labels_beyond_the_ten_that_an_object_shows(importer: Importer) -> None:
    importer.run(DATA)
    workflow = importer.find("workflow_job_templates", "People access - reconcile")["id"]
    base = f"{importer.api}/workflow_job_templates/{workflow}/labels/"
    own = importer.find("labels", "people-access")["id"]
    importer.session.post(base, json={"id": own, "disassociate": True})
    for number in range(11):
        label = importer.session.post(f"{importer.api}/labels/", json={"name": f"team {number}", "organization": 1}).json()["id"]
        importer.session.post(base, json={"id": label})
    assert importer.run(DATA) == ["workflow People access - reconcile: label people-access added"]
    assert importer.run(DATA) == []


# -- several organizations --------------------------------------------------------------------------------------------------------------------


def test_two_organizations_share_credential_types_and_execution_environments(importer: Importer, sandbox: Sandbox) -> None:
    """AWX has one name for each of them, whatever the organization."""
    sandbox.controllers["awx"].objects["organizations"][2] = {"id": 2, "name": OTHER, "description": ""}
    importer.run(DATA)
    second = importer.run(DATA, organization=OTHER)
    assert not [line for line in second if line.startswith(("credential type", "execution environment"))]
    assert importer.run(DATA, organization=OTHER) == [] == importer.run(DATA)
    predicted = importer.result(DATA, check_mode=True, state="absent")
    gone = importer.result(DATA, state="absent")
    assert sorted(gone["changes"]) == sorted(predicted["changes"]) and gone["warnings"] == predicted["warnings"]
    environment, *of_types = sorted(gone["warnings"], reverse=True)
    assert len(of_types) == len({entry["credential_type"] for entry in KIT["credentials"]}) and "is kept, because other credentials have it" in of_types[0]
    assert environment.startswith("The execution environment People access is kept, because other projects and inventory sources and job templates have it: ")
    types = {entry["credential_type"] for entry in KIT["credentials"]}
    assert set(names(sandbox, "credential_types")) == types and len(names(sandbox, "job_templates")) == len(KIT["templates"])
    # those that only the first one made are back, and the rest is whole
    assert {line.partition(":")[0] for line in importer.run(DATA, organization=OTHER)} == {
        f"credential type {entry['name']}" for entry in KIT["credential_types"] if entry["name"] not in types}
    gone = importer.result(DATA, organization=OTHER, state="absent")
    assert names(sandbox, "credential_types") == [] == names(sandbox, "credentials") and names(sandbox, "execution_environments") == ["People access"]
    assert gone["warnings"] == ["The execution environment People access is kept, because it belongs to another organization."]
    assert importer.run(DATA, state="absent") == ["execution environment People access: removed"] and names(sandbox, "execution_environments") == []


ENVIRONMENT = {"name": "ee", "image": "registry.x.example/ours:1"}


def test_an_import_never_removes_the_execution_environment_of_another_organization(importer: Importer, sandbox: Sandbox) -> None:
    """Not even if nothing that is known here uses it: people can choose it for a job."""
    sandbox.controllers["awx"].objects["organizations"][2] = {"id": 2, "name": OTHER, "description": ""}
    importer.run({"controller_execution_environments": [ENVIRONMENT]})
    assert importer.run({"controller_labels": [{"name": "l"}]}, organization=OTHER) == ["label l: created"]
    assert importer.run({}, organization=OTHER, state="absent") == [] and names(sandbox, "execution_environments") == ["ee"]
    assert importer.run({}, state="absent") == ["execution environment ee: removed"]


def test_an_import_never_changes_the_execution_environment_of_another_organization(importer: Importer, sandbox: Sandbox) -> None:
    """Its jobs would run in another image, with its secrets; and with a credential in both kits, each import would change it again."""
    sandbox.controllers["awx"].objects["organizations"][2] = {"id": 2, "name": OTHER, "description": ""}
    fields = {"fields": [{"id": "a", "type": "string", "label": "A"}]}
    kit = {"controller_credential_types": [{"name": "t", "kind": "cloud", "inputs": fields, "injectors": {}}],
           "controller_credentials": [{"name": "c", "credential_type": "t"}], "controller_execution_environments": [{**ENVIRONMENT, "credential": "c"}]}
    importer.run(kit)
    before = importer.find("execution_environments", "ee")
    assert importer.run(kit, organization=OTHER) == ["credential c: created"] and importer.run(kit) == []
    predicted = importer.result(kit, organization=OTHER, image="registry.x.example/theirs:1", secrets={}, check_mode=True)
    second = importer.result(kit, organization=OTHER, image="registry.x.example/theirs:1", secrets={})
    assert second["changes"] == [] == predicted["changes"] and second["warnings"] == predicted["warnings"] == [
        "The execution environment ee belongs to another organization, so its image stays: registry.x.example/ours:1. "
        "Change it by an import into that organization, or choose a prefix."]
    assert importer.find("execution_environments", "ee") == before
    assert importer.run(kit, image="registry.x.example/ours:2") == ["execution environment ee: changed"]


def test_an_execution_environment_of_somebody_else_in_another_organization_is_said(importer: Importer, sandbox: Sandbox) -> None:
    sandbox.controllers["awx"].objects["organizations"][2] = {"id": 2, "name": OTHER, "description": ""}
    body = {"name": "People access", "organization": 2, "image": "registry.x.example/ours:1"}
    importer.session.post(f"{importer.api}/execution_environments/", json=body).raise_for_status()
    assert importer.refusal(DATA) == "The execution environment People access was not made by this playbook. Rename it, or choose a prefix."


def test_a_type_that_somebody_has_a_credential_of_is_kept(importer: Importer, sandbox: Sandbox) -> None:
    """As for first passwords, of which the guide says that people create one."""
    importer.run(DATA)
    used = importer.find("credential_types", "People access - first passwords")
    body = {"name": "new people", "organization": 1, "credential_type": used["id"], "inputs": {}}
    assert importer.session.post(f"{importer.api}/credentials/", json=body).status_code == 201
    result = importer.result(DATA, state="absent")
    assert result["warnings"] == ["The credential type People access - first passwords is kept, because other credentials have it: new people."]
    assert names(sandbox, "credential_types") == ["People access - first passwords"] and names(sandbox, "credentials") == ["new people"]
    assert importer.run(DATA, state="absent") == []


def test_fields_of_a_type_that_credentials_have_stay(importer: Importer, sandbox: Sandbox) -> None:
    """AWX refuses to change them, and the new version of a kit may have another field."""
    importer.run(DATA)
    kit, name = copy.deepcopy(DATA), "People access - ThousandEyes"
    changed = next(entry for entry in kit["controller_credential_types"] if entry["name"] == name)
    changed["inputs"]["fields"].append({"id": "te_region", "label": "Region", "type": "string"})
    changed["injectors"]["env"]["TE_REGION"] = "{{ te_region }}"
    kit["controller_inventories"][0]["description"] = "Another one."
    predicted = importer.result(kit, check_mode=True)
    result = importer.result(kit)
    assert result["changes"] == predicted["changes"] == ["inventory People access - tenants: changed"]
    assert result["warnings"] == predicted["warnings"] == [
        f"The credential type {name} keeps its fields, because AWX changes them only while no credential has it. "
        f"Delete its credentials, with their secrets, and run the task again: {name}."]
    assert importer.run(kit) == []
    credential = importer.find("credentials", name)["id"]
    importer.session.delete(f"{importer.api}/credentials/{credential}/").raise_for_status()
    assert f"credential type {name}: changed" in importer.run(kit) and importer.run(kit) == []


# -- responses --------------------------------------------------------------------------------------------------------------------------------


def answering(monkeypatch: pytest.MonkeyPatch, wrong: Callable[[Request], Response | None]) -> None:
    """Let ``wrong`` answer requests with a token; None is the emulator's own answer."""
    original = Awx.respond

    def respond(self: Awx, request: Request) -> Response:
        return (wrong(request) if request.authorization else None) or original(self, request)

    monkeypatch.setattr(Awx, "respond", respond)


HTML = "<html><title>Sign in</title><script>alert(1)</script></html>"


@pytest.mark.parametrize(("status", "body", "said"), [
    (403, '{"detail": "You do not have permission."}', "You do not have permission."), (404, '{"detail": "Not found."}', "404"),
    (500, '{"error": "A server error has occurred."}', "500"), (503, HTML, "503"), (200, HTML, "instead of JSON"),
    (200, '{"results": [{"name": 5}]}', "unexpected"),
    (200, '{"results": null, "next": null}', "unexpected"), (200, "[]", "unexpected"),
])
def test_an_error_in_a_listing_is_a_sentence_and_nothing_is_sent(
    importer: Importer, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, status: int, body: str, said: str,
) -> None:
    kind = "text/html" if body == HTML else "application/json"
    with monkeypatch.context() as patch:
        answering(patch, lambda request: Response(body, status, content_type=kind) if "/job_templates/" in request.path else None)
        message = importer.refusal(DATA)
    assert said.lower() in message.lower() and "defect" not in message and "<" not in message, message
    assert names(sandbox, "inventories") == []
    assert importer.run(DATA) and importer.run(DATA) == []


@pytest.mark.parametrize(("status", "body"), [(403, "{}"), (404, "{}"), (409, "{}"), (500, "{}"), (502, HTML), (200, HTML)])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_error_in_the_middle_says_what_was_done_and_the_next_run_goes_on(
    importer: Importer, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, status: int, body: str, state: str,
) -> None:
    if state == "absent":
        importer.run(SMALL)
    reached: list[str] = []

    def wrong(request: Request) -> Response | None:
        if request.method in ("POST", "DELETE"):
            reached.append(request.path)
        return Response(body, status, content_type="text/html") if request.method in ("POST", "DELETE") and len(reached) > 1 else None

    with monkeypatch.context() as patch:
        answering(patch, wrong)
        try:
            with pytest.raises(PeopleError) as caught:
                importer.result(SMALL, state=state)
        finally:
            assert len(reached) > 1
        result = caught.value.result()
    assert result["changed"] is True and len(result["changes"]) >= 1 and "defect" not in result["msg"] and "<" not in result["msg"], result["msg"]
    assert importer.run(SMALL, state=state) and importer.run(SMALL, state=state) == []
    assert len(names(sandbox, "inventories")) == (3 if state == "present" else 0)


def paged(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Awx, Request, list[Any]], Response]:
    original = Awx._page
    return lambda self, request, rows: self._answer(change(json.loads(original(self, request, rows).get_data())))


@pytest.mark.parametrize("prefix", ["https://proxy.x.example", "http://10.0.0.1:8052/v2/behind"])
def test_pages_are_followed_whatever_host_awx_believes_to_have(importer: Importer, monkeypatch: pytest.MonkeyPatch, prefix: str) -> None:
    for number in range(230):
        importer.session.post(f"{importer.api}/labels/", json={"name": f"label {number}", "organization": 1})
    monkeypatch.setattr(Awx, "_page", paged(lambda page: {**page, "next": page["next"] and f"{prefix}{page['next']}"}))
    assert importer.run({"controller_labels": [{"name": "label 229", "organization": "Default"}]}) == []


@pytest.mark.parametrize(("change", "said"), [
    (lambda page: {**page, "next": page["next"] and "?" + page["next"].partition("?")[2]}, "which is not a path of its API"),
    (lambda page: {**page, "next": None}, "says that it has 230"),
    (lambda page, numbers=itertools.count(2): {**page, "next": f"/api/v2/labels/?page={next(numbers) % 3 + 1}"},
     "comes back to a page that was read before"),
])
def test_a_listing_that_is_not_complete_is_never_taken_for_all(
    importer: Importer, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, change: Callable[[dict[str, Any]], dict[str, Any]], said: str,
) -> None:
    """Otherwise, what is on the other pages would be created again."""
    for number in range(230):
        importer.session.post(f"{importer.api}/labels/", json={"name": f"label {number}", "organization": 1})
    monkeypatch.setattr(Awx, "_page", paged(change))
    sandbox.journal.clear()
    assert said in importer.refusal({"controller_labels": [{"name": "label 229", "organization": "Default"}]})
    assert {entry["method"] for entry in sandbox.journal} == {"GET"}


@pytest.mark.parametrize(("change", "said"), [
    ({"summary_fields": None}, "is missing"), ({"name": 5}, "is not a text"), ({"id": "7"}, "is not a number"), ({"success_nodes": None}, "is missing"),
])
def test_rows_of_another_format_are_said(importer: Importer, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], said: str) -> None:
    importer.run(DATA)
    monkeypatch.setattr(Awx, "_page", paged(lambda page: {**page, "results": [{**row, **{name: change[name] for name in change if name in row}}
                                                                              for row in page["results"]]}))
    message = importer.refusal(DATA)
    assert "was answered in an unexpected format: results[0]." in message and said in message


@pytest.mark.parametrize(("path", "change", "said"), [
    ("/credentials/", {"inputs": "text"}, "results[0].inputs is not an object"),
    ("/job_templates/", {"summary_fields": {"labels": {"count": None, "results": [{"id": 1}]}}}, "results[0].summary_fields.labels.results[0].name is missing"),
    ("/job_templates/", {"summary_fields": {"labels": {"count": "12", "results": []}}}, "results[0].summary_fields.labels.count is not a number"),
    ("/job_templates/\\d+/survey_spec/", {"spec": ["text"]}, "spec[0] is not an object"),
    ("/projects/\\d+/notification_templates_error/", {"name": None}, "results[0].name is missing"),
    ("/workflow_job_template_nodes/", {"summary_fields": {"unified_job_template": {"unified_job_type": "workflow_approval"}}},
     "results[0].summary_fields.unified_job_template.id is missing"),
])
def test_members_of_another_format_are_said(
    importer: Importer, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, path: str, change: dict[str, Any], said: str,
) -> None:
    importer.run(DATA)
    original = Awx.respond

    def respond(self: Awx, request: Request) -> Response:
        response = original(self, request)
        if request.method == "GET" and re.search(f"/v2{path}$", request.path):
            found = json.loads(response.get_data())
            rows = [{**row, **change} for row in found["results"]] if "results" in found else []
            response = self._answer({**found, "results": rows} if rows else {**found, **change})
        return response

    monkeypatch.setattr(Awx, "respond", respond)
    sandbox.journal.clear()
    assert said in importer.refusal(DATA)
    assert {entry["method"] for entry in sandbox.journal} == {"GET"}


def test_members_that_are_null_are_as_good_as_none(importer: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    importer.run(DATA)
    original = Awx._summary
    monkeypatch.setattr(Awx, "_summary", lambda self, kind, row: {**original(self, kind, row), **(
        {"credentials": None, "labels": None} if kind == "job_templates" else {})})
    assert f"job template {PLAN}: credential People access - files added" in importer.result(DATA, check_mode=True)["changes"]


def test_objects_of_another_organization_are_never_taken_for_those_of_this_one(importer: Importer, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """As behind a proxy that drops the query. They would be removed."""
    sandbox.controllers["awx"].objects["organizations"][2] = {"id": 2, "name": OTHER, "description": ""}
    importer.run(DATA, organization=OTHER)
    monkeypatch.setattr(Awx, "_matches", lambda self, kind, row, request: True)
    before = sandbox.controllers["awx"].state()
    assert "has objects of other organizations" in importer.refusal(DATA, state="absent")
    assert sandbox.controllers["awx"].state() == before


def test_an_address_that_has_moved_is_said(importer: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Awx, "respond", lambda self, request: Response("", 301, headers={"Location": "https://awx.x.example/api/"}))
    assert importer.refusal(SMALL) == "AWX: GET /api/ answered 301. Check controller_host: the address has moved or names an unknown version."


def test_the_organization_is_the_one_with_the_name(importer: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a controller does not filter."""
    monkeypatch.setattr(Awx, "_matches", lambda self, kind, row, request: True)
    assert importer.refusal(SMALL, organization="Nowhere").startswith("There is no organization Nowhere.")


# -- names ------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [
    'It\'s "ours"', "two\nlines", "{{ 7 * 7 }}", "a/b?c&d=e#f%20", "\u00e9t\u00e9 \u4eba \u202e", "\\", "Managed by people.access.awx.",
])
def test_names_are_taken_as_they_are(importer: Importer, sandbox: Sandbox, name: str) -> None:
    kit = {"controller_inventories": [{"name": name, "description": "One.", "organization": "Default"}]}
    importer.run(kit, prefix='E"M')
    assert importer.run(kit, prefix='E"M') == [] and names(sandbox, "inventories") == [f'E"M {name}']
    assert importer.run(kit, prefix='E"', state="absent") == [], "another prefix"
    importer.run(kit, prefix='E"M', state="absent")
    assert names(sandbox, "inventories") == []

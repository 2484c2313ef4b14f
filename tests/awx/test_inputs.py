# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values for the fields of credentials: what is set, what is kept, and that nothing secret is shown."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.awx.inputs import secrets_in_kit, unknown_fields
from ansible_collections.people.access.plugins.module_utils.awx.kit import checked
from ansible_collections.people.access.plugins.module_utils.engine.secret_options import NO_LOG_PLACEHOLDER as HIDDEN
from tests.sandbox.app import Sandbox
from tests.sandbox.awx.server import Awx, Refused

from .importer import DATA, Importer

ALL, TSNA = "People access - all platforms", "People access - TSNA"


def inputs(sandbox: Sandbox, name: str) -> dict[str, Any]:
    rows = sandbox.controllers["awx"].objects["credentials"].values()
    found: dict[str, Any] = next(row["inputs"] for row in rows if row["name"] == name)
    return found


def test_fields_without_a_secret_are_set_once(awx: Importer, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after an import where somebody has answered only the prompt for the user name, or with only a URL in the environment."""
    monkeypatch.setenv("TSNA_URL", "https://tsna.x.example")
    awx.run(DATA, secrets={}, inputs={"tsna_username": "u"})
    assert inputs(sandbox, TSNA) == {"tsna_username": "u", "tsna_url": "https://tsna.x.example"}
    assert awx.run(DATA, secrets={}, inputs={"tsna_username": "u"}) == []
    assert awx.run(DATA, secrets={}, inputs={"tsna_username": "v"}) == [f"credential {ALL}: inputs set", f"credential {TSNA}: inputs set"]
    assert inputs(sandbox, TSNA) == {"tsna_username": "v", "tsna_url": "https://tsna.x.example"}


@pytest.mark.parametrize(("given", "kept"), [(True, True), ("true", True), ("Yes", True), ("false", False), (False, False), ("0", False)])
def test_a_boolean_field_gets_a_boolean(awx: Importer, sandbox: Sandbox, given: Any, kept: bool) -> None:
    awx.run(DATA, secrets={}, inputs={"skip_certificate_check": given, "timeout": 45})
    assert inputs(sandbox, ALL) == {"skip_certificate_check": kept, "timeout": "45"}
    assert awx.run(DATA, secrets={}, inputs={"skip_certificate_check": given, "timeout": 45}) == []


def test_what_is_no_boolean_is_refused_before_anything_is_changed(awx: Importer) -> None:
    assert awx.refusal(DATA, inputs={"skip_certificate_check": "perhaps"}) == "The field skip_certificate_check of a credential has to be true or false."
    assert awx.session.get(f"{awx.api}/credential_types/").json()["count"] == 0


def test_inputs_of_a_kit_are_set_and_others_take_their_place(awx: Importer, sandbox: Sandbox) -> None:
    kit = copy.deepcopy(DATA)
    own = next(entry["inputs"] for entry in kit["controller_credentials"] if entry["name"] == TSNA)
    own.update(tsna_url="https://tsna.x.example", tsna_username="kit", tsna_password="in-the-kit")
    asked = {one["field"] for one in awx.result(kit, check_mode=True, secrets={})["asks"] if one["credential"] == TSNA}
    assert asked == set()
    awx.run(kit, secrets={}, inputs={"tsna_username": "given"})
    assert inputs(sandbox, TSNA) == {"tsna_url": "https://tsna.x.example", "tsna_username": "given", "tsna_password": "in-the-kit"}
    assert awx.run(kit, secrets={}, inputs={"tsna_username": "given"}) == []


def test_an_error_of_awx_shows_no_secret_of_the_environment(awx: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Awx, kind: str, row: Any, before: Any) -> None:
        if kind == "credentials" and row["inputs"].get("te_token"):
            raise Refused(400, {"inputs": {"te_token": [f"'{row['inputs']['te_token']}' is not valid"]}})

    monkeypatch.setattr(Awx, "_special", refused)
    monkeypatch.setenv("TE_TOKEN", "te-from-environment")
    message = awx.refusal(DATA, secrets={})
    assert "is not valid" in message and "te-from-environment" not in message


def test_a_field_that_awx_looks_up_in_another_system_is_left_alone(awx: Importer, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a field has no value of its own, and looks like one that nobody has filled in."""
    awx.run(DATA, secrets={})
    sandbox.controllers["awx"].input_sources[awx.find("credentials", ALL)["id"]] = ["te_token"]
    asked = awx.result(DATA, check_mode=True, secrets={})["asks"]
    assert next(one["credential"] for one in asked if one["field"] == "te_token") != ALL
    monkeypatch.setenv("TE_TOKEN", "from-environment")
    assert awx.run(DATA, secrets={}) == ["credential People access - ThousandEyes: inputs set"] and inputs(sandbox, ALL) == {}


def test_secrets_in_headers_and_urls_of_a_kit_are_known() -> None:
    """What is known is masked in results, diffs and errors."""
    headers = {"Authorization": "Bearer hidden", "X-Api-Key": "hidden-too", "Cookie": "session=hidden", "Content-Type": "application/json"}
    webhook = {"url": "https://user:hook-secret@x.example", "headers": headers}
    kit = {"controller_notifications": [{"name": "a", "notification_configuration": webhook}],
           "controller_projects": [{"name": "a", "scm_url": "https://user:git-token@git.x.example/a.git"}, {"name": "b"}]}
    assert set(secrets_in_kit(kit, {})) == {"Bearer hidden", "hidden-too", "session=hidden", "hook-secret", "git-token"}


QUESTION = {"question_name": "Password", "variable": "answer", "type": "password", "required": False, "default": "default-secret"}
ASKING: dict[str, Any] = {
    "controller_templates": [{**DATA["controller_templates"][0], "name": "asking", "credentials": [], "labels": [], "survey_enabled": True,
                              "survey_spec": {"name": "", "description": "", "spec": [QUESTION]}}],
    "controller_projects": DATA["controller_projects"], "controller_inventories": DATA["controller_inventories"],
    "controller_execution_environments": DATA["controller_execution_environments"], "controller_notifications": DATA["controller_notifications"],
    "controller_workflows": [{"name": "w", "workflow_nodes": [
        {"identifier": "n", "unified_job_template": {"type": "job_template", "name": "asking"}, "extra_data": {"answer": "node-secret"}}]}],
    "controller_schedules": [{"name": "s", "unified_job_template": "asking", "rrule": DATA["controller_schedules"][0]["rrule"],
                              "extra_data": {"answer": "schedule-secret"}}],
}


def test_passwords_that_answer_a_survey_are_known(awx: Importer) -> None:
    assert set(secrets_in_kit(ASKING, {})) == {"default-secret", "node-secret", "schedule-secret"}


def test_answers_that_awx_does_not_show_converge(awx: Importer) -> None:
    awx.run(ASKING)
    assert awx.run(ASKING) == []


def test_inputs_of_a_type_that_the_kit_does_not_have(awx: Importer, sandbox: Sandbox) -> None:
    """A credential type that somebody has created in AWX."""
    fields = [{"id": "pin", "label": "PIN", "secret": True}, {"id": "strict", "label": "Strict", "type": "boolean"}]
    awx.session.post(f"{awx.api}/credential_types/", json={"name": "Own", "kind": "cloud", "inputs": {"fields": fields}}).raise_for_status()
    kit = {"controller_credentials": [{"name": "own", "credential_type": "Own", "inputs": {"pin": 4711, "strict": "yes"}}]}
    assert set(secrets_in_kit(kit, {})) == {"4711"}
    assert awx.run(kit, secrets={}) == ["credential own: created"] and inputs(sandbox, "own") == {"pin": "4711", "strict": True}
    assert awx.run(kit, secrets={}) == []


def test_a_secret_that_somebody_has_set_in_awx_is_not_in_the_difference(awx: Importer) -> None:
    webhook = {"url": "https://x.example/hook", "http_method": "POST", "headers": {"Authorization": "Bearer of-the-kit"}, "disable_ssl_verification": False}
    kit = {"controller_notifications": [{"name": "hook", "notification_type": "webhook", "notification_configuration": webhook}]}
    awx.run(kit)
    awx.patch("notification_templates", "hook", notification_configuration={**webhook, "headers": {"Authorization": "Bearer of-somebody"}})
    result, secrets = awx.result(kit), awx.secrets
    assert result["changes"] == ["notification template hook: changed"] and {"Bearer of-the-kit", "Bearer of-somebody"} <= secrets


def test_answers_for_a_template_that_is_not_in_the_kit_may_be_secret(awx: Importer) -> None:
    """Whether its survey asks for passwords is not known before AWX is read."""
    awx.run(ASKING, prefix="theirs")
    answers = {"answer": "answer-secret", "sure": "true"}
    node = {"identifier": "n", "unified_job_template": {"type": "job_template", "name": "theirs asking"}, "extra_data": {"answer": "node-secret"}}
    kit = {"controller_schedules": [{**ASKING["controller_schedules"][0], "unified_job_template": "theirs asking", "extra_data": answers}],
           "controller_workflows": [{"name": "w", "workflow_nodes": [node]}]}
    assert set(secrets_in_kit(kit, {})) == {"answer-secret", "node-secret"}


def test_variables_with_secrets_are_not_in_the_difference(awx: Importer) -> None:
    """Neither those that somebody has added in AWX, nor those of the kit."""
    template = {**ASKING["controller_templates"][0], "extra_vars": {"te": {"te_token": "kit-secret"}, "n": 1}}
    kit = {**ASKING, "controller_templates": [template]}
    created = awx.result(kit)["diff"]["after"]["job template asking: created"]["extra_vars"]
    awx.patch("job_templates", "asking", extra_vars="tsna_password: somebody-secret\nte: {te_token: other-secret}\nn: 2\n")
    result = awx.result(kit)
    changed = "job template asking: changed"
    before, after = (result["diff"][side][changed]["extra_vars"] for side in ("before", "after"))
    assert result["changes"] == [changed] and created == after == {"te": {"te_token": HIDDEN}, "n": 1}
    assert before == {"tsna_password": HIDDEN, "te": {"te_token": HIDDEN}, "n": 2}


def test_values_for_fields_that_nothing_has_are_told(awx: Importer) -> None:
    """A misspelled name left a credential empty without a word."""
    kind = {"name": "Own", "kind": "cloud", "inputs": {"fields": [{"id": "own_user", "label": "User", "type": "string"}]}, "injectors": {}}
    kit = {"controller_credential_types": [kind], "controller_credentials": [{"name": "Own", "credential_type": "Own", "inputs": {"own_usr": ""}}]}
    given = {"inputs": {"own_user": "u", "own_uesr": "u", "blank": ""}, "secrets": {"own_tokn": "t-hidden"}}
    predicted = awx.result(kit, check_mode=True, **given)["warnings"]
    assert awx.result(kit, **given)["warnings"] == predicted == [
        "The credential Own has own_usr in the kit, which its type Own does not have. Correct the names.",
        "No credential of the kit has the field own_uesr, so the value in inputs is not used. Correct the name.",
        "No credential of the kit has the field own_tokn, so the value in secrets is not used. Correct the name."]
    assert not awx.result(DATA, check_mode=True)["warnings"]
    elsewhere = {"controller_credentials": [{"name": "Theirs", "credential_type": "Own", "inputs": {"own_usr": ""}}]}
    assert not list(unknown_fields(checked(elsewhere, "", False), given))

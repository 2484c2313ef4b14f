# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every job template of the kit by ansible-runner, as AWX lays a job out: a copy of the project, an inventory script, the fields of credentials as
environment variables with blank ones empty, answers as text that is marked as unsafe, and the artifacts of the job before in a workflow.

How values may be spelled is tested with the playbooks; here every question is left blank where it may be, and answered where it has to be.
"""

from __future__ import annotations

import concurrent.futures
import itertools
import os
import pathlib
import re
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.playbooks.job import PEOPLE, Dumper, Job, Site, Unsafe, run
from tests.sandbox.__main__ import environment
from tests.sandbox.awx import rules
from tests.sandbox.world import CREDENTIALS, World

from .kit import KIT, PROJECT, ROOT, questions

TEMPLATES = {entry["name"].removeprefix("People access - "): entry for entry in KIT["templates"]}
NEW, LEAVER, OTHER = "ada@example.com", "ravi.stone@harbor.example", "yuki.tanaka@harbor.example"
PASSWORD = "Harbor,{{7*7}}Light9"
# Answers to the questions that have to be answered, and to some that need not be.
ANSWERS: dict[str, Any] = {
    "person_email": NEW, "person_profiles": "network operations\n", "leavers": f"{LEAVER}\n{OTHER}\n", "emails": LEAVER, "login_names": "ohaddad\n",
    "login_name": "ohaddad", "new_password": PASSWORD, "decisions_file": "reviews/decided.csv", "person_first_name": "Ada", "person_last_name": "Quist",
}
MORE = {"person_ends": "2199-06-30", "person_tsna_name": "aquist", "platforms": ["contabo", "tsna"],
        "title": "{{ 7 * 7 }} accounts"}
FIRST_PASSWORDS = {NEW: "First-0123456"}


def answered(template: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """What AWX hands over: a blank text where nothing was answered, the default where there is one, nothing else otherwise."""
    found: dict[str, Any] = {}
    for question in questions(template):
        name = question["variable"]
        if name in more or name in ANSWERS:
            found[name] = more.get(name, ANSWERS.get(name))
        elif "default" in question:
            found[name] = question["default"]
        elif question["type"] in ("text", "textarea"):
            found[name] = ""
    assert list(rules.answers(template.get("survey_spec") or {}, found)) == [], "AWX would not launch it"
    return {name: unsafe(value) for name, value in found.items()}


def unsafe(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: unsafe(one) for name, one in value.items()}
    return [unsafe(one) for one in value] if isinstance(value, list) else Unsafe(value) if isinstance(value, str) else value


def injected(template: dict[str, Any], url: str) -> dict[str, str]:
    """The environment variables of the credentials of the template."""
    types = {entry["name"]: entry for entry in KIT["credential_types"]}
    credentials = {entry["name"]: types[entry["credential_type"]] for entry in KIT["credentials"]}
    values = environment(url)
    return {name: values.get(name, "") for credential in template["credentials"] for name in credentials[credential]["injectors"]["env"]}


class Controller:
    """Launches templates, each job in a folder of its own, against a sandbox that is new unless a workflow goes on."""

    def __init__(self, folder: pathlib.Path, site: Site):
        self.folder, self.site = folder, site
        self.numbers = itertools.count(1)

    def launch(self, name: str, more: dict[str, Any] | None = None, artifacts: dict[str, Any] | None = None, files: dict[str, str] | None = None,
               goes_on: bool = False) -> Job:
        template, number = TEMPLATES[name], next(self.numbers)
        folder = self.folder / f"job-{number}"
        for part in ("env", "inventory", "artifacts", "cp", "requirements_collections"):
            (folder / part).mkdir(parents=True)
        shutil.copytree(PROJECT, folder / "project")
        for path, text in (files or {}).items():
            (folder / "project" / path).write_text(text, encoding="utf-8")
        hosts = folder / "inventory" / "hosts"
        hosts.write_text("#! /bin/sh\necho '{\"all\": {\"hosts\": []}, \"_meta\": {\"hostvars\": {}}}'\n", encoding="utf-8")
        hosts.chmod(0o700)
        told = {"job_id": number, "job_template_name": template["name"], "user_name": "maria", "user_email": "maria@x.example"}
        own = {f"{before}_{key}": value for before in ("awx", "tower") for key, value in told.items()}
        variables = {**own, **template.get("extra_vars", {}), **unsafe(artifacts or {}), **answered(template, more or {})}
        (folder / "env" / "extravars").write_text(yaml.dump(variables, Dumper=Dumper, sort_keys=False), encoding="utf-8")
        passwords = folder / "env" / "passwords.yml"  # what the credential with first passwords injects
        passwords.write_text(yaml.dump({"tsna_passwords": Unsafe(yaml.safe_dump(FIRST_PASSWORDS))}, Dumper=Dumper), encoding="utf-8")
        if not goes_on:
            self.site.sandbox.reset(World(PEOPLE))
        self.site.sandbox.journal.clear()
        environ = {
            **injected(template, self.site.url), "ANSIBLE_COLLECTIONS_PATH": f"{folder}/requirements_collections:{ROOT / '.tree'}", "HOME": str(folder),
            "PATH": os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ["PATH"]]), "LC_ALL": "C.UTF-8", "ANSIBLE_FORCE_COLOR": "True",
            "JOB_ID": str(number), "INVENTORY_ID": "1", "PROJECT_REVISION": "0a1b2c", "MAX_EVENT_RES": "700000", "ANSIBLE_RETRY_FILES_ENABLED": "False",
        }
        flags = [f"-e @{passwords}", *(["--check"] if template["job_type"] == "check" else []), *(["--diff"] if template.get("diff_mode") else [])]
        return run(self.site, folder, template["playbook"], environ, " ".join(flags))


def writes(job: Job) -> list[tuple[str, ...]]:
    return [entry for entry in job.journal if entry[1] not in ("GET", "HEAD")]


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Job]]:
    """Every template with as little as possible, and the workflows with their artifacts, on two sandboxes side by side."""
    folder = tmp_path_factory.mktemp("controller")
    sites = [Site(), Site()]

    def single(controller: Controller) -> dict[str, Job]:
        found = {"onboard a person": controller.launch("onboard a person", {"platforms": ["contabo"]})}  # a new account on TSNA needs a login name
        return found | {name: controller.launch(name) for name in (
            "apply", "drift", "review", "export", "replace S3 secret keys", "unlock TSNA users", "reset a TSNA password",
            "offboard at once")}

    def workflows(controller: Controller) -> dict[str, Job]:
        found = {"plan": controller.launch("plan")}
        found["applied"] = controller.launch("apply", artifacts=found["plan"].artifacts, goes_on=True)
        found["forged"] = controller.launch("apply", artifacts={**found["plan"].artifacts, "people_access_plan_digest": "0" * 64})
        leaver = {"roster/people.yml": yaml.safe_dump({"people": [{"email": LEAVER, "ends": "2020-01-01"}]})}
        limits = {"max_removals": 0, "platforms": ["contabo"]}  # the answers of a workflow go to each of its jobs
        found["refused"] = controller.launch("plan", limits, files=leaver)
        found["approved"] = controller.launch("apply", artifacts={**found["refused"].artifacts, **limits}, files=leaver, goes_on=True)
        found["preview"] = controller.launch("preview of offboarding")
        found["offboard"] = controller.launch("offboard", goes_on=True)
        found["onboard"] = controller.launch("onboard a person", MORE)
        found["titled"] = controller.launch("review", MORE)
        table = next(text for name, text in found["titled"].files.items() if name.endswith(".csv"))
        found["decide"] = controller.launch("decide", files={"reviews/decided.csv": table}, goes_on=True)
        return found

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(part, Controller(folder / part.__name__, site)) for part, site in zip((single, workflows), sites)]
        found = {name: job for future in futures for name, job in future.result().items()}
    yield found
    for site in sites:
        site.close()


def test_every_template_was_launched(jobs: dict[str, Job]) -> None:
    assert {*jobs} - {"applied", "forged", "refused", "approved", "preview", "onboard", "titled"} | {"preview of offboarding"} == set(TEMPLATES)


@pytest.mark.parametrize("name", ["plan", "onboard a person", "review", "export", "replace S3 secret keys", "unlock TSNA users", "reset a TSNA password",
                                  "offboard at once", "applied", "preview", "offboard", "onboard", "titled"])
def test_a_job_succeeds_with_as_little_as_possible(jobs: dict[str, Job], name: str) -> None:
    assert jobs[name].rc == 0, jobs[name].output


def test_who_only_looks_changes_nothing(jobs: dict[str, Job]) -> None:
    for name in ("plan", "preview", "drift", "review", "export"):
        assert writes(jobs[name]) == [], name


def test_apply_does_what_the_plan_of_the_workflow_says_and_nothing_without_it(jobs: dict[str, Job]) -> None:
    assert jobs["plan"].artifacts["people_access_plan_actions"] > 0
    assert NEW in jobs["applied"].accounts["contabo"] and "aquist" in jobs["applied"].accounts["tsna"]
    for name in ("apply", "forged"):
        assert jobs[name].rc != 0 and writes(jobs[name]) == [], jobs[name].output


def test_a_plan_that_guards_refuse_can_be_approved(jobs: dict[str, Job]) -> None:
    refused, approved = jobs["refused"], jobs["approved"]
    assert refused.rc == 0 and writes(refused) == [], refused.output
    assert len(refused.artifacts["people_access_plan_refusals"]) > 0
    assert f"{LEAVER}  contabo" in refused.artifacts["people_access_plan_summary"] and "REFUSED" in refused.artifacts["people_access_plan_summary"]
    assert approved.rc == 0 and LEAVER not in approved.accounts["contabo"], approved.output


def test_drift_fails_where_something_differs(jobs: dict[str, Job]) -> None:
    assert jobs["drift"].rc == 2 and jobs["drift"].artifacts["people_access_drift_found"] > 0, jobs["drift"].output


def test_a_person_is_onboarded_from_the_answers(jobs: dict[str, Job]) -> None:
    assert NEW in jobs["onboard"].accounts["contabo"] and "aquist" in jobs["onboard"].accounts["tsna"]
    assert NEW not in jobs["onboard"].accounts["segment"], "only the platforms that were chosen"


def test_leavers_are_gone(jobs: dict[str, Job]) -> None:
    for name in ("offboard", "offboard at once"):
        assert not {LEAVER, OTHER} & {one for accounts in jobs[name].accounts.values() for one in accounts}
    assert LEAVER in jobs["preview"].accounts["contabo"]


def test_an_export_is_in_the_output(jobs: dict[str, Job]) -> None:
    assert LEAVER in re.sub(r"\x1b\[[0-9;]*m", "", jobs["export"].output) and "exported.yml" in jobs["export"].files


def test_an_answer_is_never_a_template(jobs: dict[str, Job]) -> None:
    page = next(text for name, text in jobs["titled"].files.items() if name.endswith(".html"))
    assert "7 * 7" in page and "49 accounts" not in page
    assert "49" not in jobs["reset a TSNA password"].output.replace("1084738293", "")


def test_no_secret_is_in_any_output(jobs: dict[str, Job]) -> None:
    secrets = [CREDENTIALS[name] for name in CREDENTIALS if re.search("TOKEN|SECRET|PASS", name)] + [PASSWORD, *FIRST_PASSWORDS.values()]
    for name, job in jobs.items():
        assert not [one for one in secrets if one in job.output], name

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every job template of the kit by ansible-runner.

How values may be spelled is tested with the playbooks; here every question is left blank where it may be, and answered where it has to be.
"""

from __future__ import annotations

import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
import yaml

from tests.playbooks.job import Job, Site
from tests.sandbox.__main__ import environment

from . import cores
from .controller import LEAVER, MORE, NEW, OTHER, SECRETS, TEMPLATES, TIMED, Controller
from .kit import PROJECT, ROOT


def writes(job: Job) -> list[tuple[str, ...]]:
    return [entry for entry in job.journal if entry[1] not in ("GET", "HEAD")]


EVIDENCE = {"evidence_dir": "evidence", "witness_wait": 0}


def work_of_the_service_desk(controller: Controller) -> dict[str, Job]:
    found = {name: controller.launch(name) for name in ("drift", "export", "replace S3 secret keys", "unlock TSNA users", "reset a TSNA password")}
    # an urgent leaver must not have to wait, even where everything else has to be approved
    found["offboard at once"] = controller.launch("offboard at once", settings={**EVIDENCE, "require_other_approver": True})
    left = found["offboard at once"].files.items()
    evidence = {re.sub("^evidence/[^/]+/", "evidence/one/", name): text for name, text in left if name.startswith("evidence/")}
    found["read event logs again"] = controller.launch("read event logs again", {"witness_wait": 0}, files=evidence, goes_on=True)
    return found


def workflows(controller: Controller) -> dict[str, Job]:
    """The templates that belong together, each with the artifacts of the one before it."""
    found = {"plan": controller.launch("plan")}
    found["applied"] = controller.launch("apply", artifacts=found["plan"].artifacts, goes_on=True)
    found["preview"] = controller.launch("preview of offboarding")
    found["offboard"] = controller.launch("offboard", goes_on=True)
    found["onboard"] = controller.launch("onboard a person", MORE)
    found["titled"] = controller.launch("review", MORE)
    table = next(text for name, text in found["titled"].files.items() if name.endswith(".csv"))
    found["decide"] = controller.launch("decide", files={"reviews/decided.csv": table}, goes_on=True)
    return found


def approvals(controller: Controller, plan: Job) -> dict[str, Job]:
    asked = {"require_other_approver": True}
    found = {"approved by the launcher": controller.launch("apply", artifacts=plan.artifacts, settings=asked, number=1013)}
    found["approved by another"] = controller.launch("apply", artifacts=plan.artifacts, settings={**asked, "evidence_dir": "evidence"}, number=1003)
    found["forged"] = controller.launch("apply", artifacts={**plan.artifacts, "people_access_plan_digest": "0" * 64})
    leaver = {"roster/people.yml": yaml.safe_dump({"people": [{"email": LEAVER, "ends": "2020-01-01"}]})}
    limits = {"survey_max_removals": 0, "survey_platforms": ["contabo"]}  # the answers of a workflow go to each of its jobs
    found["refused"] = controller.launch("plan", limits, files=leaver)
    found["approved"] = controller.launch("apply", artifacts={**found["refused"].artifacts, **limits}, files=leaver, goes_on=True)
    return found


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Job]]:
    """Every template with as little as possible, and the workflows with their artifacts, on two sandboxes side by side."""
    folder = tmp_path_factory.mktemp("controller")
    sites = [Site(), Site()]

    def single(controller: Controller) -> dict[str, Job]:
        # a new account on TSNA needs a login name
        return {"onboard a person": controller.launch("onboard a person", {"platforms": ["contabo"]}), "apply": controller.launch("apply"),
                "review": controller.launch("review"), **work_of_the_service_desk(controller)}

    def together(controller: Controller) -> dict[str, Job]:
        found = workflows(controller)
        return {**found, **approvals(controller, found["plan"])}

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(part, Controller(folder / part.__name__, site)) for part, site in zip((single, together), sites)]
        found = {name: job for future in futures for name, job in future.result().items()}
    yield found
    for site in sites:
        site.close()


@pytest.mark.releases
@pytest.mark.parametrize("release", cores.others())
def test_every_template_does_the_same_on_other_releases_of_ansible_core(jobs: dict[str, Job], release: str, tmp_path: pathlib.Path) -> None:
    """Each template once: answers of every type, also blank ones, templates in variables of the job template, artifacts of the job before, changes, failures.
    All answers to all questions on all releases are the work of ``make awx-jobs``."""
    commands = cores.commands(release)
    if commands is None:
        pytest.skip(f"no Python here runs ansible-core {release}")
    site = Site()
    controller = Controller(tmp_path, site, commands)
    found = {**workflows(controller), **work_of_the_service_desk(controller)}
    site.close()
    assert len(found) == len(TEMPLATES)
    for name, job in found.items():
        expected = jobs[name].outcome()
        for part in ("rc", "failures", "accounts") if name in TIMED else tuple(expected):
            assert job.outcome()[part] == expected[part], f"{part} of {name}: {job.output}"
        assert not [one for one in SECRETS if one in job.output], name


def test_no_job_changes_a_file_of_the_project(jobs: dict[str, Job]) -> None:
    own = {path.relative_to(PROJECT).as_posix(): path.read_text(encoding="utf-8") for path in PROJECT.rglob("*") if path.is_file()}
    for name, job in jobs.items():
        changed = [path for path, text in own.items() if job.files.get(path) != text]
        assert changed == (["roster/people.yml"] if name in ("refused", "approved") else []), name  # which the test itself has replaced


def test_logs_are_read_again_for_evidence(jobs: dict[str, Job]) -> None:
    job = jobs["read event logs again"]
    assert job.rc == 0 and writes(job) == [], job.output
    assert {name.rpartition(".")[2] for name in job.files if name.startswith("evidence/one/witness-")} == {"json", "html"}


def test_every_template_was_launched(jobs: dict[str, Job]) -> None:
    again = {"approved by the launcher", "approved by another", "applied", "forged", "refused", "approved", "onboard", "titled"}
    assert {*jobs} - {*again, "preview"} | {"preview of offboarding"} == set(TEMPLATES)


@pytest.mark.parametrize("name", ["plan", "onboard a person", "review", "export", "replace S3 secret keys", "unlock TSNA users", "reset a TSNA password",
                                  "offboard at once", "read event logs again", "applied", "preview", "offboard", "onboard", "titled"])
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


def test_apply_refuses_what_its_launcher_approved(jobs: dict[str, Job]) -> None:
    same, other = jobs["approved by the launcher"], jobs["approved by another"]
    assert same.rc == 2 and writes(same) == [], same.output
    assert "require_other_approver is set. maria has launched the workflow and approved it." in same.failures[-1]
    assert other.rc == 0 and NEW in other.accounts["contabo"], other.output
    assert (other.artifacts["people_access_approver"], other.artifacts["people_access_launcher"]) == ("olga", "maria")


def test_the_evidence_of_a_job_names_job_workflow_launcher_and_approver(jobs: dict[str, Job]) -> None:
    files = jobs["approved by another"].files
    who = json.loads(next(text for path, text in files.items() if path.startswith("evidence/") and path.endswith("/evidence.json")))["who"]
    assert (who["launcher"], who["approver"], who["job"]["id"], who["workflow"]["name"]) == ("maria", "olga", 1003, "People access - reconcile"), who
    assert [approval["approver"]["username"] for approval in who["approvals"]] == ["olga"], who


def test_a_plan_that_guards_refuse_can_be_approved(jobs: dict[str, Job]) -> None:
    refused, approved = jobs["refused"], jobs["approved"]
    assert refused.rc == 0 and writes(refused) == [], refused.output
    assert len(refused.artifacts["people_access_plan_refusals"]) > 0
    summary = refused.artifacts["people_access_plan_summary"]
    assert "Ravi Stone  1 account removed (Contabo)" in summary and "REFUSED" in summary and LEAVER in summary
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
    for name, job in jobs.items():
        assert not [one for one in SECRETS if one in job.output], name


def test_the_command_line_makes_the_same_plan(jobs: dict[str, Job], tmp_path: pathlib.Path) -> None:
    """From the repository of the user, on another machine, with the options as anybody would type them."""
    site = Site()
    shutil.copytree(PROJECT, tmp_path / "access")
    folder = pathlib.Path(sys.executable).parent
    environ = {
        **environment(site.url), "HOME": str(tmp_path), "PATH": os.pathsep.join([str(folder), os.environ["PATH"]]), "LC_ALL": "C.UTF-8",
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".tree"),
    }
    command = [str(folder / "ansible-playbook"), "reconcile.yml", "-e", "roster_file=roster", "-e", "apply=false", "-e", "plan_file=plan", "-e",
               f"{{tsna_passwords: {{{NEW}: another-one}}}}"]
    done = subprocess.run(command, cwd=tmp_path / "access", env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    site.close()
    assert done.returncode == 0, done.stdout
    plan = json.loads((tmp_path / "access" / "plan.json").read_text(encoding="utf-8"))
    assert plan["digest"] == jobs["plan"].artifacts["people_access_plan_digest"]

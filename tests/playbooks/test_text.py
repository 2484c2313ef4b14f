# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every variable of every playbook as text, in the forms of a survey: the same plan, the same requests, the same people left as with types.

The values are such that a variable that is ignored or misread changes what happens: more is removed than the defaults allow, the wrong person
leaves, a refused plan is not approved. ``tests/plugins/test_variables.py`` tries every spelling of each by itself.
"""

from __future__ import annotations

import concurrent.futures
import csv
import io
import json
import os
import pathlib
import re
from collections.abc import Iterator
from typing import Any, Callable

import pytest
import yaml

from ansible_collections.people.access.plugins.plugin_utils.variables import VARIABLES, documented

from .job import Job, Site, Unsafe, launch

NEW = "zoe.quist@harbor.example"
LEAVER, OTHER = "ravi.stone@harbor.example", "yuki.tanaka@harbor.example"
HUGO, GRETA = "hugo.mercier@harbor.example", "Greta.Lind@harbor.example"
BOTH = ["contabo", "tsna"]
LOCKED, UNLOCKED = "ohaddad", "ytanaka"
ONE_PLATFORM = {"tsna_unlock": "tsna", "tsna_reset_password": "tsna", "contabo_rotate_s3": "contabo", "tsna_end_sessions": "tsna"}
SECRET = {variable.name for variables in VARIABLES.values() for variable in variables if variable.type == "secret"}
PROFILES = {"a": {"contabo": {"roles": ["Network"], "locale": "en-US"}, "tsna": {"roles": ["Planner"]}, "segment": {"groups": ["Analysts"]}}}
PEOPLE = [
    {"email": NEW, "first_name": "Zoe", "last_name": "Quist", "profiles": ["a"], "ends": "2199-06-30", "accounts": {"tsna": {"name": "zquist"}}},
    {"email": LEAVER, "ends": "2020-01-01"}, {"email": HUGO, "ends": "2020-01-01"},
]
ROSTER = yaml.safe_dump({"people": [{"email": OTHER, "accounts": {"contabo": {}}}]})
# Two files, one of them of another system. It has somebody who is protected, or on whom no drift is asked for.
FILES = {"roster.yml": ROSTER, "staff.csv": f"Post;Vorname\n{GRETA};Greta\n"}
ROSTER_FILES = {"roster_file": ["roster.yml", "staff.csv"], "columns": {"email": "Post"}}
MANAGE = {"contabo": ["accounts", "roles"]}
LEAVE = {"leave": {"segment": "disable"}, "remove_after": 30, "replace_keys": False}
PASSWORDS = {NEW: "0123456789Ab"}
PLAN = {"plan_file": "plan.md", "plan_title": "Third quarter", "made_by": "Maria"}
EVIDENCE = {"evidence_dir": "evidence", "evidence_ssh_key": "", "evidence_gpg_key": "", "witness": True, "witness_wait": 0}


def as_survey(value: Any) -> Any:
    """Text, multiple choice, integer and password questions, and ``-e name=value``."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return Unsafe(", ".join(value))
    if isinstance(value, bool):
        return Unsafe(value)
    return Unsafe(json.dumps(value) if isinstance(value, (list, dict)) else value)


def as_area(value: Any) -> Any:
    """Text areas, and multiple selections, which are lines."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return Unsafe("\n".join([*value, ""]))
    if isinstance(value, bool):
        return Unsafe("yes" if value else "no")
    return Unsafe(yaml.safe_dump(value, sort_keys=False) if isinstance(value, (list, dict)) else f" {value}\n")


def spelled(playbook: str, variables: dict[str, Any], spell: Callable[[Any], Any], blank: str) -> dict[str, Any]:
    """Every variable of a playbook as text, those without a value as a blank answer."""
    blanks = {entry.in_playbook: Unsafe(blank) for entry in documented(playbook) if entry.in_playbook not in variables}
    return {**blanks, **{name: Unsafe(value) if name in SECRET else spell(value) for name, value in variables.items()}}


# What the jobs of each playbook are given, made by the jobs before them.
CASES: dict[str, Callable[[Jobs], tuple[dict[str, Any], dict[str, str]]]] = {
    "reconcile": lambda jobs: ({
        **jobs.plan(prune=True), "expect": jobs.planned(prune=True, what="digest"), "approve": jobs.planned(prune=True), "apply": True, "verify": False,
        "fail_on_changes": False, "result_limit": 3, **PLAN, **EVIDENCE,
    }, FILES),
    "onboard": lambda jobs: ({
        **{name: value for name, value in jobs.plan(prune=False).items() if name in {item.name for item in VARIABLES["onboard"]}},
        "approve": jobs.planned(prune=False), "secure_logging": True, "verify": True, **PLAN, **EVIDENCE}, FILES),
    "offboard": lambda jobs: ({**jobs.leaving(), "approve": jobs.refused("offboard", *jobs.offboard()), **PLAN, **EVIDENCE}, {}),
    "review": lambda jobs: (jobs.reviewing(), {**FILES, "earlier.json": jobs.review.files["reviews/review-one.json"]}),
    "decide": lambda jobs: ({
        **jobs.deciding()[0], "approve": jobs.refused("decide", *jobs.deciding()), "verify": True, **PLAN, **EVIDENCE}, jobs.deciding()[1]),
    "drift": lambda jobs: ({
        **ROSTER_FILES, "people": PEOPLE, "profiles": PROFILES, "protect": [HUGO.upper(), OTHER], "manage": MANAGE, "platforms": BOTH,
        "access": {"contabo": "add"}, "leave": LEAVE["leave"], "remove_after": 30,
        "timezone": "Europe/Berlin", "today": "2199-01-01", "tsna_passwords": PASSWORDS, "fail": False, "fail_on_changes": True,
        "only": [NEW.upper(), LEAVER], "plan_file": "drift.md", "result_limit": 50}, FILES),
    "administrators": lambda jobs: ({"administrators": ["OWNER@harbor.example", "sysadmin"], "platforms": BOTH, "fail": True}, {}),
    "tsna_end_sessions": lambda jobs: ({"users": [LEAVER.upper(), UNLOCKED]}, {}),
    "export": lambda jobs: ({"dest": "exported.yml", "platforms": BOTH, "result_limit": 2}, {}),
    "tsna_unlock": lambda jobs: ({"login_names": [LOCKED, UNLOCKED]}, {}),
    "tsna_reset_password": lambda jobs: ({"login_name": LOCKED, "new_password": "Harbor,{{7*7}}Light9", "unlock": False}, {}),
    "contabo_rotate_s3": lambda jobs: ({"emails": [LEAVER.upper(), OTHER], "object_storage": "backup-eu", "region": "EU"}, {}),
}


class Jobs:
    """Runs jobs, each once, two at a time."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.done: dict[str, Job] = {}
        self.sites = {playbook: Site() for playbook in CASES}

    def run(self, name: str, playbook: str, variables: dict[str, Any], files: dict[str, str], tenant: str = "", site: str = "") -> Job:
        """The job. Those of a ``site`` run one after the other; without it, it is that of the playbook."""
        if name not in self.done:
            self.done[name] = launch(self.sites[site or playbook], self.folder / name, playbook, variables, files, tenant)
        return self.done[name]

    def close(self) -> None:
        for site in self.sites.values():
            site.close()

    # -- what has to be known before ---------------------------------------------------------------------------------------------

    def plan(self, prune: bool) -> dict[str, Any]:
        return {
            **ROSTER_FILES, "people": PEOPLE, "profiles": PROFILES, "protect": [HUGO.upper(), GRETA], "manage": MANAGE,
            "access": {"contabo": "add", "tsna": "exact"}, "remove_platforms": "listed", "reinvite": "changed", "move": "at_once", "timezone": "Europe/Berlin",
            **LEAVE, "platforms": BOTH, "tsna_passwords": PASSWORDS,
            "new_passwords_file": "new.json", "new_passwords_vault_id": "access", "prune": prune,
            "plan_file": "plan.md", "max_removals": 40, "max_removal_percent": 100,
            "min_admins": 0, "parallel_writes": 2, "forbid_admin_for": ["*@contractor.example", "zquist"],
        }

    def planned(self, prune: bool, what: str = "approval") -> str:
        """The digest or the approval of the plan, which is only made."""
        further = {} if prune else {"remove_platforms": "none"}  # onboard has no such variable
        job = self.run(f"digest-{prune}", "reconcile", {**self.plan(prune), **further, "apply": False}, FILES,
                       site="" if prune else "onboard")
        return str(job.artifacts[f"people_access_plan_{what}"])

    def refused(self, playbook: str, variables: dict[str, Any], files: dict[str, str]) -> dict[str, str]:
        """The digests by which what the guards refuse can be approved."""
        job = self.run(f"{playbook}-refused", playbook, variables, files)
        found = re.findall(r"\"(\w+) +FAILED: Refused: .*?approve: (\w{64})", json.dumps(job.lines))
        assert job.rc and found and not [entry for entry in job.journal if entry[1] not in ("GET", "POST")], job.output
        return dict(found)

    def leaving(self) -> dict[str, Any]:
        return {"leavers": [LEAVER, OTHER], "protect": [HUGO, "x@x.example"], "platforms": BOTH, "leave": {"segment": "disable"}, "replace_keys": True,
                "max_removals": 0, "min_admins": 0, "require_found": True}

    def offboard(self) -> tuple[dict[str, Any], dict[str, str]]:
        return self.leaving(), {}

    @property
    def review(self) -> Job:
        """A review, made where its decisions are carried out: its rows tell the URL."""
        return self.run("first-review", "review", {"folder": "reviews", "base_name": "review-one", "platforms": BOTH}, {}, site="decide")

    def reviewing(self) -> dict[str, Any]:
        return {
            "folder": "reviews", "base_name": "review-two", "previous": "earlier.json", "title": "Third quarter", "made_by": "Maria",
            **ROSTER_FILES,
            "protect": [HUGO, LEAVER], "service": ["automation*", "readonly@harbor.example"], "dormant_days": 3000, "platforms": BOTH, "exact": True,
            "timezone": "Europe/Berlin", "result_limit": 1,
        }

    def deciding(self) -> tuple[dict[str, Any], dict[str, str]]:
        rows = list(csv.DictReader(io.StringIO(self.review.files["reviews/review-one.csv"].lstrip("\ufeff"))))
        for row in rows:
            remove = row["person"] == LEAVER
            row.update({"decision": "remove" if remove else "keep", "decided_by": "maria@x.example", "note": ""})
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        variables = {
            "decisions_file": "decided.csv", **ROSTER_FILES, "protect": [HUGO, OTHER], "reviewers": ["maria@x.example", "jo@x.example"],
            "complete": True, "platforms": BOTH, "exact": True, "max_removals": 0, "max_removal_percent": 1, "result_limit": 50,
        }
        return variables, {"decided.csv": text.getvalue(), **FILES}

    # -- the table -----------------------------------------------------------------------------------------------------------------

    def of(self, playbook: str) -> None:
        variables, files = CASES[playbook](self)
        self.run(f"{playbook}-typed", playbook, variables, files)
        self.run(f"{playbook}-area", playbook, spelled(playbook, variables, as_area, " "), files)
        self.run(f"{playbook}-tenant", playbook, {**spelled(playbook, variables, as_survey, ""), "tenants": Unsafe("emea")}, files, "emea")


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jobs]:
    """All jobs. Those that others rest on come first, the rest two at a time."""
    made = Jobs(tmp_path_factory.mktemp("jobs"))
    with concurrent.futures.ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        list(pool.map(lambda prepare: prepare(), (lambda: made.planned(True), lambda: made.planned(False), lambda: made.review, lambda: made.refused(
            "offboard", *made.offboard()))))
        list(pool.map(made.of, CASES))
    yield made
    made.close()


@pytest.mark.parametrize("playbook", CASES)
def test_the_typed_job_does_what_its_variables_say(jobs: Jobs, playbook: str) -> None:
    job = jobs.done[f"{playbook}-typed"]
    assert job.rc == (2 if playbook in ("drift", "administrators") else 0), job.output
    here = [name for name in ("contabo", "tsna") if not {LEAVER, "rstone"} & set(job.accounts[name])]
    gone = {"reconcile": BOTH, "onboard": BOTH, "offboard": BOTH, "decide": BOTH}.get(playbook, [])
    assert here == gone, job.output
    assert {entry[0] for entry in job.journal} == {ONE_PLATFORM[playbook]} if playbook in ONE_PLATFORM else set(BOTH), "only the platforms that were named"
    assert (NEW in job.accounts["contabo"]) == (playbook in ("reconcile", "onboard"))
    assert HUGO in job.accounts["contabo"] or HUGO not in jobs.done["export-typed"].accounts["contabo"], "protect is respected"


def names(job: Job) -> list[str]:
    """The names of the files of a job, without the time and the random part of its evidence."""
    return sorted(re.sub(r"\d{4}-\d\d-\d\dT\d{6}Z-(\w+)-[0-9a-f]{8}", r"\1", name) for name in job.files)


@pytest.mark.parametrize("playbook", CASES)
def test_text_does_the_same(jobs: Jobs, playbook: str) -> None:
    typed, job = jobs.done[f"{playbook}-typed"], jobs.done[f"{playbook}-area"]
    expected = typed.outcome()
    for name, found in job.outcome().items():
        assert found == expected[name], f"{name} of {playbook}: {job.output}"
    assert names(job) == names(typed)
    if "plan.json" in job.files:
        assert json.loads(job.files["plan.json"])["digest"] == json.loads(typed.files["plan.json"])["digest"]
    assert job.files.get("exported.yml") == typed.files.get("exported.yml")


@pytest.mark.parametrize("playbook", CASES)
def test_a_tenant_is_worked_on_with_its_own_credentials_and_files(jobs: Jobs, playbook: str) -> None:
    """With the answers of a survey."""
    typed, job = jobs.done[f"{playbook}-typed"], jobs.done[f"{playbook}-tenant"]
    assert (job.rc, job.accounts, job.journal) == (typed.rc, typed.accounts, typed.journal), job.output
    own = json.dumps({name: {"emea": value} for name, value in typed.artifacts.items()})
    assert job.artifacts == json.loads(own.replace("PROJECT/plan.md", "PROJECT/plan-emea.md"))
    named = {"plan": "plan-emea", "plan-contabo": "plan-emea-contabo", "plan-tsna": "plan-emea-tsna", "drift": "drift-emea"}
    moved = {f"{name}.{ending}": f"{of_tenant}.{ending}" for name, of_tenant in named.items() for ending in ("md", "html", "json")}
    moved["exported.yml"] = "exported-emea.yml"
    assert sorted(names(job)) == sorted(moved.get(name, re.sub("^(reviews|evidence)/", r"\1/emea/", name)) for name in names(typed))


def test_users_are_unlocked_and_get_passwords_and_keys(jobs: Jobs) -> None:
    unlock, reset, rotate = (jobs.done[f"{playbook}-typed"] for playbook in ("tsna_unlock", "tsna_reset_password", "contabo_rotate_s3"))
    assert unlock.lines == [[f"{LOCKED}: unlocked", f"{UNLOCKED}: was not locked"]]
    assert "was set" in reset.lines[0][0] and "Harbor,{{7" not in reset.output
    assert [entry[1] for entry in reset.journal if entry[1] not in ("GET", "POST", "DELETE")] == ["PATCH"], "and no lock is lifted"
    assert rotate.lines == [[f"{item}: the secret key for backup-eu was replaced" for item in (LEAVER.upper(), OTHER)]]


def test_only_the_people_asked_for_are_reported(jobs: Jobs) -> None:
    found = jobs.done["drift-typed"].lines[-1]
    assert found and all(line.startswith((NEW, LEAVER, "zquist", "rstone")) for line in found), found


def test_administrators_who_are_expected_are_not_reported(jobs: Jobs) -> None:
    found = jobs.done["administrators-typed"].lines[-1]
    assert found and not [line for line in found if line.startswith(("owner@", "sysadmin"))], found


def test_sessions_are_ended_by_address_and_by_name(jobs: Jobs) -> None:
    job = jobs.done["tsna_end_sessions-typed"]
    assert "2 user(s) on TSNA" in job.lines[0][0] and len([entry for entry in job.journal if entry[1] == "DELETE" and "login_session" in entry[2]]) >= 2


def test_what_came_of_a_run_is_an_artifact(jobs: Jobs) -> None:
    """As notifications of AWX take it, also where the play failed."""
    notices = {playbook: jobs.done[f"{playbook}-typed"].artifacts.get("people_access_report") for playbook in CASES}
    silent = {"decide", "export", "tsna_unlock", "tsna_reset_password", "contabo_rotate_s3"}
    assert {playbook for playbook, notice in notices.items() if not notice} == silent
    assert all(set(notice) == {"status", "subject", "text"} and notice["text"] for notice in notices.values() if notice)
    assert notices["drift"]["text"] == "\n".join(jobs.done["drift-typed"].lines[-1])


def test_each_run_has_evidence(jobs: Jobs) -> None:
    for playbook in ("reconcile", "onboard", "offboard", "decide"):
        job = jobs.done[f"{playbook}-typed"]
        files = {name.rpartition("/")[2]: text for name, text in job.files.items() if name.startswith("evidence/")}
        assert {"actions.jsonl", "evidence.json", "evidence.html", "SHA256SUMS"} == set(files), playbook
        found = json.loads(files["evidence.json"])
        assert (found["run"]["playbook"], found["status"] != "not finished") == (playbook, True)
        assert found["actions"] and {action["status"] for action in found["actions"]} <= {"done", "failed", "not tried", "planned"}, playbook
        proofs = {action["proof"]["result"] for action in found["actions"] if action["status"] == "done"}
        assert proofs == {"not proved" if playbook == "reconcile" else "proved"}, playbook  # which has verify: false


def test_each_playbook_writes_its_plan(jobs: Jobs) -> None:
    for playbook, files in {"reconcile": ["plan"], "onboard": ["plan"], "offboard": ["plan"], "decide": ["plan-contabo", "plan-tsna"]}.items():
        job = jobs.done[f"{playbook}-typed"]
        for name in files:
            assert job.files[f"{name}.md"].startswith("# Third quarter\n") and "Made by: Maria" in job.files[f"{name}.md"], playbook
            assert json.loads(job.files[f"{name}.json"])["actions"] and "<h1>Third quarter</h1>" in job.files[f"{name}.html"], playbook


def test_the_table_has_every_variable(jobs: Jobs) -> None:
    for playbook in CASES:
        variables = {*CASES[playbook](jobs)[0], *({"today"} if playbook == "reconcile" else ())}  # such a plan is not carried out; drift has it
        assert variables == {variable.in_playbook for variable in VARIABLES[playbook] if variable.in_playbook}

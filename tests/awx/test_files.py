# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that leave a job, by HTTP and by git; the reports of jobs, and the mails about them; and tenants in slices, each with a file of its own."""

from __future__ import annotations

import base64
import json
import os
import pathlib
import re
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tests.playbooks.job import OPTIONS, Job, Site, accounts_of
from tests.sandbox.__main__ import environment
from tests.sandbox.tsna.api import digest

from .controller import LEAVER, MORE, NEW, Controller
from .kit import KIT, PROJECT

USER, SECRET = "uploader", "upload-very-secret"
LOGIN = {"PEOPLE_ACCESS_FILES_USERNAME": USER, "PEOPLE_ACCESS_FILES_PASSWORD": SECRET}


@pytest.fixture(scope="module")
def controller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Controller]:
    site = Site()
    yield Controller(tmp_path_factory.mktemp("controller"), site)
    site.close()


@dataclass
class Receiver:
    """A server that keeps what is put there by whoever has the password, but refuses files called ``full``. ``accounts``: who was on TSNA when a file came.
    ``folders``: those that exist, as WebDAV puts no file into another one; None for a server that knows only files."""

    url: str = ""
    folders: set[str] | None = None
    full: str = ""
    kept: dict[str, bytes] = field(default_factory=dict)
    accounts: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture
def receiver(controller: Controller) -> Iterator[Receiver]:
    found = Receiver()
    wanted = "Basic " + base64.b64encode(f"{USER}:{SECRET}".encode()).decode()

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body, name = self.rfile.read(int(self.headers["Content-Length"])), self.path.rpartition("/")[2]
            found.accounts[name] = accounts_of(controller.site.sandbox)["tsna"]
            missing = found.folders is not None and self.path.rpartition("/")[0] not in found.folders
            status = 401 if self.headers.get("Authorization") != wanted else 507 if name == found.full else 409 if missing else 201
            if status == 201:
                found.kept[self.path] = body
            self.answer(status)

        def do_MKCOL(self) -> None:
            folder, known = self.path.rstrip("/"), found.folders
            if known is None or self.headers.get("Authorization") != wanted:
                return self.answer(501 if known is None else 401)
            status = 405 if folder in known else 409 if folder.rpartition("/")[0] not in known else 201
            known.add(folder)
            return self.answer(status)

        def answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield found
    server.shutdown()
    thread.join()


def test_a_plan_is_uploaded_by_http(controller: Controller, receiver: Receiver) -> None:
    url, kept = receiver.url, receiver.kept
    given = {"publish_tasks": "publish/http.yml", "publish_url": f"{url}/access"}
    job = controller.launch("plan", settings=given, environ=LOGIN)
    assert job.rc == 0, job.output
    assert sorted(path.rpartition("/")[2] for path in kept) == ["plan.html", "plan.json", "plan.md"]
    assert all(path.startswith("/access/reconcile-") and "-job-" in path for path in kept)
    assert job.artifacts["people_access_plan_digest"].encode() in next(body for path, body in kept.items() if path.endswith(".json"))
    wrong = controller.launch("plan", settings=given, environ={**LOGIN, "PEOPLE_ACCESS_FILES_PASSWORD": "wrong-secret-here"})
    assert wrong.rc == 2 and f"3 file(s) were not uploaded to {url}/access. 401: check the URL" in wrong.failures[-1], wrong.output
    assert wrong.artifacts["people_access_report"]["text"] == job.artifacts["people_access_report"]["text"], "there is a report even so"
    assert not [one for one in (SECRET, "wrong-secret-here") if one in job.output + wrong.output]


NEW_PASSWORDS = {"new_passwords_file": "new_passwords.json", "new_passwords_vault_id": "access"}
VAULT = {"access": "vault-very-secret"}


def passwords_in(encrypted: bytes) -> dict[str, str]:
    plain = VaultLib([("access", VaultSecret(VAULT["access"].encode()))]).decrypt(encrypted)
    return dict(json.loads(plain)["tsna_passwords"])


def creating(controller: Controller, receiver: Receiver, name: str) -> Job:
    """A job that creates an account on TSNA and generates its password."""
    given = {**NEW_PASSWORDS, "publish_tasks": "publish/http.yml", "publish_url": f"{receiver.url}/access"}
    if name == "onboard a person":
        return controller.launch(name, MORE, settings=given, environ=LOGIN, vault=VAULT)
    plan = controller.launch("plan", settings=given, environ=LOGIN, vault=VAULT)
    assert plan.rc == 0 and not [path for path in receiver.kept if path.endswith("new_passwords.json")], plan.output
    return controller.launch(name, artifacts=plan.artifacts, settings=given, environ=LOGIN, vault=VAULT, goes_on=True)


@pytest.mark.parametrize("name", ["apply", "onboard a person"])
def test_new_passwords_have_left_before_the_first_account_is_created(controller: Controller, receiver: Receiver, name: str) -> None:
    job = creating(controller, receiver, name)
    assert job.rc == 0 and "aquist" in job.accounts["tsna"], job.output
    assert "aquist" not in receiver.accounts["new_passwords.json"]
    sent = [body for path, body in receiver.kept.items() if path.endswith("/new_passwords.json")]
    found = passwords_in(sent[0])
    assert len(sent) == 1 and list(found) == [NEW]
    user = next(user for user in controller.site.sandbox.platform("tsna").users.values() if user.name == "aquist")
    assert user.password == digest(found[NEW])
    assert found[NEW] not in job.output + json.dumps([job.artifacts, job.files])


@pytest.mark.parametrize("name", ["apply", "onboard a person"])
def test_nothing_is_changed_if_new_passwords_cannot_leave(controller: Controller, receiver: Receiver, name: str) -> None:
    """AWX throws the folder of the job away, and the passwords with it."""
    receiver.full = "new_passwords.json"
    job = creating(controller, receiver, name)
    assert job.rc == 2 and "aquist" not in job.accounts["tsna"] and NEW not in job.accounts["contabo"], job.output
    assert not [entry for entry in job.journal if entry[1] not in ("GET", "HEAD")], job.journal
    reason = next((text for text in job.failures if "were not handed over" in text), "")
    assert "507" in reason and "Nothing was changed" in reason, (job.failures, job.output)
    assert "new_passwords.json" not in job.files, "another job is not in the way of it"


def test_evidence_that_was_completed_later_is_uploaded(controller: Controller, receiver: Receiver) -> None:
    receiver.folders = {"/access"}
    first = controller.launch("offboard at once", settings={"evidence_dir": "evidence", "witness": False})
    files = {re.sub("^evidence/[^/]+/", "evidence/one/", name): text for name, text in first.files.items() if name.startswith("evidence/")}
    given = {"publish_tasks": "publish/http.yml", "publish_url": f"{receiver.url}/access"}
    job = controller.launch("read event logs again", {"witness_wait": 0}, settings=given, environ=LOGIN, files=files, goes_on=True)
    assert job.rc == 0 and all(path.startswith("/access/witness-") for path in receiver.kept), job.output
    sent = {path.rpartition("/")[2] for path in receiver.kept}
    assert {"evidence.json", "evidence.html", "actions.jsonl", "SHA256SUMS"} < sent and len([name for name in sent if name.startswith("witness-")]) == 2, sent


def git(folder: pathlib.Path, *arguments: str) -> str:
    named = ["git", "-c", "user.name=t", "-c", "user.email=t@x.example", *arguments]
    return subprocess.run(named, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(tmp_path: pathlib.Path) -> pathlib.Path:
    git(tmp_path, "init", "-q", "-b", "main", "begun")
    git(tmp_path / "begun", "commit", "-q", "--allow-empty", "-m", "Begin")
    git(tmp_path, "clone", "-q", "--bare", "begun", "files.git")
    return tmp_path / "files.git"


def test_an_export_is_pushed_by_git(controller: Controller, repository: pathlib.Path) -> None:
    job = controller.launch("export", environ=LOGIN, settings={"publish_tasks": "publish/git.yml", "publish_repository": str(repository)})
    assert job.rc == 0, job.output
    assert git(repository, "log", "--format=%s").startswith("export-")
    name = git(repository, "ls-tree", "-r", "--name-only", "main").strip()
    assert name.endswith("/exported.yml") and LEAVER in git(repository, "show", f"main:{name}")
    assert SECRET not in job.output


def connection(controller: Controller) -> dict[str, Any]:
    return {"people_access_connection": {OPTIONS[name]: value for name, value in environment(controller.site.url).items()}}


@pytest.mark.parametrize(("given", "login"), [
    (LOGIN, (USER, SECRET)), ({"PEOPLE_ACCESS_FILES_TOKEN": SECRET}, ("token", SECRET)),
    ({"PEOPLE_ACCESS_FILES_USERNAME": USER, "PEOPLE_ACCESS_FILES_TOKEN": SECRET}, (USER, SECRET)),
    ({"PEOPLE_ACCESS_FILES_TOKEN": "a $(id) %s \\n 'b'"}, ("token", "a $(id) %s \\n 'b'")),
])
def test_git_gets_the_login_or_the_token_of_the_credential(given: dict[str, str], login: tuple[str, str]) -> None:
    """Blank fields of a credential become empty environment variables."""
    options = yaml.safe_load((PROJECT / "publish" / "git.yml").read_text(encoding="utf-8"))[0]["vars"]["publish_git"]
    blank = dict.fromkeys(("PEOPLE_ACCESS_FILES_USERNAME", "PEOPLE_ACCESS_FILES_PASSWORD", "PEOPLE_ACCESS_FILES_TOKEN"), "")
    environ = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", **blank, **given}
    asked = "protocol=https\nhost=git.x.example\n\n"
    done = subprocess.run([*options, "credential", "fill"], input=asked, env=environ, capture_output=True, text=True, check=True)
    found = dict(line.partition("=")[::2] for line in done.stdout.splitlines())
    assert (found["username"], found["password"]) == login


def test_files_of_tenants_are_pushed_at_the_same_time_into_folders_of_their_own(controller: Controller, repository: pathlib.Path) -> None:
    hosts = dict.fromkeys(("東京", "大阪", "a.b", "a_b"), connection(controller))
    given = {"publish_tasks": "publish/git.yml", "publish_repository": repository.as_uri()}  # a path would be no shallow clone
    job = controller.launch("plan", {"tenants": "all", "platforms": ["tsna"]}, hosts=hosts, settings=given)
    assert job.rc == 0, job.output
    names = [name.split("/") for name in git(repository, "ls-tree", "-r", "--name-only", "main").split()]
    folders = {folder for folder, dummy in names}
    assert (len(names), len(folders)) == (3 * len(hosts), len(hosts)), names
    assert all(re.fullmatch("reconcile-[A-Za-z0-9=._-]+", folder) for folder in folders), "valid in URLs and names of files as it is"
    plans = {folder: json.loads(git(repository, "show", f"main:{folder}/{name}")) for folder, name in names if name.endswith(".json")}
    assert sorted(plan["digest"] for plan in plans.values()) == sorted(job.artifacts["people_access_plan_digest"].values())


def mail(job: Job, event: str) -> str:
    """As AWX renders it."""
    body = KIT["notifications"][0]["messages"][event]["body"]
    shown = {"id": 7, "name": "People access - x", "artifacts": job.artifacts}
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined).from_string(body).render(job_friendly_name="Job", url="URL", job=shown)


NOTIFY = "- ansible.builtin.debug:\n    msg: '{{ people_access_notice }}'\n"
MAIL_IS_DOWN = "- ansible.builtin.fail:\n    msg: the mail server is down\n"
PUBLISH = """\
- ansible.builtin.copy:
    src: "{{ item }}"
    dest: "{{ item }}.published"
    mode: "0600"
  loop: "{{ people_access_files }}"
"""


@pytest.fixture(scope="module")
def leaver(controller: Controller) -> tuple[Job, Job]:
    """The jobs of the workflow for a leaver of a tenant, the second one with the artifacts of the first, and without a mail server."""
    told = {"evidence_dir": "evidence", "witness": False, "notify_tasks": "notify.yml"}
    hosts = {"emea": connection(controller)}
    first = controller.launch("preview of offboarding", {"tenants": "emea"}, hosts=hosts, files={"notify.yml": NOTIFY}, settings={
        **told, "plan_file": "plan.md", "publish_tasks": "publish/git.yml", "publish_repository": "/nowhere/files.git"})
    second = controller.launch("offboard", {"tenants": "emea"}, artifacts=first.artifacts, hosts=hosts, goes_on=True, settings={
        **told, "publish_tasks": "publish.yml"}, files={"notify.yml": NOTIFY + MAIL_IS_DOWN, "publish.yml": PUBLISH})
    return first, second


def test_a_preview_publishes_nothing_and_says_that_it_is_one(leaver: tuple[Job, Job]) -> None:
    job = leaver[0]
    assert job.rc == 0 and "plan-emea.md" in job.files, job.output
    report = job.artifacts["people_access_report"]["emea"]
    assert (report["status"], report["subject"]) == ("attention", "preview, nothing was changed") and LEAVER in report["text"]
    assert job.lines[-1]["subject"] == "people.access offboard on emea: preview, nothing was changed"


def test_a_job_of_a_workflow_reports_what_it_did_itself(leaver: tuple[Job, Job]) -> None:
    job = leaver[1]
    assert LEAVER not in job.accounts["contabo"], job.output
    assert job.artifacts["people_access_report"]["emea"]["subject"] == "nothing is left"
    assert job.lines[-1]["subject"] == "people.access offboard on emea: nothing is left", job.lines


def test_evidence_is_published_even_if_nobody_can_be_notified(leaver: tuple[Job, Job]) -> None:
    job = leaver[1]
    assert job.rc == 2 and job.failures == ["the mail server is down"], job.output
    published = {name.rpartition("/")[2] for name in job.files if name.endswith(".published")}
    assert published == {f"{name}.published" for name in ("evidence.json", "evidence.html", "actions.jsonl", "SHA256SUMS")}, job.output


def test_mails_have_the_reports_of_all_tenants(leaver: tuple[Job, Job]) -> None:
    report = leaver[0].artifacts["people_access_report"]["emea"]
    for event in ("success", "error"):
        text = mail(leaver[0], event)
        assert f"emea: {report['subject']}\n{report['text']}" in text, text
        single = mail(Job(0, {"people_access_report": report}, [], [], [], {}), event)
        assert f"\n{report['subject']}\n{report['text']}" in single, single
    plans: dict[str, dict[str, Any]] = {"people_access_plan_actions": {"apac": 3, "emea": 0}, "people_access_plan_summary": {"apac": "three", "emea": "none"}}
    text = mail(Job(0, plans, [], [], [], {}), "success")
    assert "Planned actions: apac: 3, emea: 0" in text and "apac:\nthree" in text and "emea:\nnone" in text, text
    single = mail(Job(0, {name: value["apac"] for name, value in plans.items()}, [], [], [], {}), "success")
    assert "Planned actions: 3\nthree" in single, single
    assert "Differences from the roster: apac: 2, emea: 0" in mail(Job(2, {"people_access_drift_found": {"apac": 2, "emea": 0}}, [], [], [], {}), "error")


def test_tenants_are_shared_out_by_slices_and_a_roster_is_not(controller: Controller) -> None:
    """AWX gives each slice every second host of the inventory, in the order of their names. Each tenant is planned once and as a whole."""
    hosts = dict.fromkeys(("apac", "emea", "latam"), connection(controller))
    names = sorted(hosts)
    slices = [controller.launch("plan", {"tenants": "all"}, hosts={name: hosts[name] for name in names[number::2]}) for number in range(2)]
    digests = [job.artifacts["people_access_plan_digest"] for job in slices]
    assert [sorted(one) for one in digests] == [["apac", "latam"], ["emea"]], [job.output for job in slices]
    whole = controller.launch("plan")
    assert {digest for one in digests for digest in one.values()} == {whole.artifacts["people_access_plan_digest"]}

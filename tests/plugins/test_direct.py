# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module in a fork of Ansible's worker and in a process of its own: the same results, field by field."""

from __future__ import annotations

import json
import os
import pathlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import yaml
from werkzeug.wrappers import Request, Response

from tests.sandbox.__main__ import environment
from tests.sandbox.app import Sandbox
from tests.sandbox.awx.server import TOKEN
from tests.sandbox.wire import RunningServer
from tests.sandbox.world import World

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOW = 1_795_000_000.0
SECRET = "Fj4-quiet-harbor"
RANDOM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[^\"]*/progress(?=\")")  # request ids, and the file of the progress of a roster
# One task for each module.
TASKS: dict[str, dict[str, Any]] = {
    "access_info": {},
    "access_review": {"dest": "review", "service_accounts": ["automation*"]},
    "awx_approval_info": {"job_id": 1003},
    "awx_kit": {"kit": {"controller_labels": [{"name": "access", "organization": "Default"}]}, "secrets": {"te_token": SECRET}},
    "contabo_client_info": {},
    "contabo_client_secret": {"old_secret": "not-the-one", "secret_file": "secret"},
    "contabo_event_info": {},
    "contabo_role": {"name": "Access desk", "permissions": [{"api": "/v1/users", "actions": ["READ"]}]},
    "contabo_role_info": {},
    "contabo_s3_credential": {"email": "nobody@x.example", "object_storage": "backup-eu", "secret_file": "key"},
    "contabo_s3_credential_info": {},
    "contabo_user": {"email": "zoe.park@x.example", "first_name": "Zoe", "last_name": "Park", "locale": "en-US", "roles": ["Network"]},
    "contabo_user_info": {},
    "contabo_user_mail": {"email": "omar.haddad@harbor.example", "mail": "password_reset"},
    "contabo_users": {"users": [{"email": "ada@x.example", "first_name": "Ada", "last_name": "Quist", "locale": "en-US", "roles": ["Netwrok"]}]},
    "roster": {"people": [{"email": "ada@x.example", "first_name": "Ada", "last_name": "Quist", "profiles": ["netops"]}], "profiles": {
        "netops": {"thousandeyes": {"login_account_group": "EMEA", "all_account_group_roles": ["Read only"]}}}},
    "roster_info": {},
    "segment_event_info": {},
    "segment_group": {"name": "Night shift", "members": ["ravi.stone@harbor.example"]},
    "segment_group_info": {},
    "segment_invite": {"email": "ida.berg@x.example", "permissions": [{"role": "Workspace Owner", "resources": [{"type": "WORKSPACE"}]}]},
    "segment_invite_info": {},
    "segment_role_info": {},
    "segment_user": {"email": "mona.berg@harbor.example", "groups": ["Analyst"]},
    "segment_user_info": {"email": "mona.berg@harbor.example"},
    "segment_users": {"users": [{"email": "mona.berg@harbor.example", "state": "absent"}]},
    "te_account_group": {"name": "Nordic stores", "agents": ["osl-dc1-ea01"]},
    "te_account_group_info": {},
    "te_event_info": {},
    "te_permission_info": {},
    "te_role": {"name": "Report reader", "permissions": ["REPORT_READ"]},
    "te_role_info": {},
    "te_user": {"email": "zoe.park@x.example", "name": "Zoe", "login_account_group": "EMEA", "all_account_group_roles": ["Read only"]},
    "te_user_info": {"email": "zoe.park@x.example"},
    "te_users": {"users": [{"email": "zoe.park@x.example", "state": "absent"}]},
    "tsna_current_user_info": {},
    "tsna_page_size": {"list_name": "users", "size": 100},
    "tsna_password": {"new_password": ""},
    "tsna_role_info": {},
    "tsna_session": {"user": "rstone"},
    "tsna_session_info": {},
    "tsna_user": {"name": "zpark", "email": "zoe.park@x.example", "roles": ["Planner"], "password": SECRET},
    "tsna_user_info": {"name": "zpark"},
    "tsna_users": {"users": [{"name": "zpark", "state": "absent"}]},
}
SPECIAL: list[dict[str, Any]] = [
    {"name": "an item that fails", "people.access.te_user": {"email": "{{ item }}", "name": "Ida", "login_account_group": "EMEA"}, "check_mode": True,
     "diff": True, "loop": ["not an address", "ravi.stone@harbor.example"]},
    {"name": "another token", "people.access.te_role_info": {}, "environment": {"TE_TOKEN": "of-the-environment"}},
    {"name": "the token as before", "people.access.te_role_info": {"name": "{{ 'Read only' }}"}},
    {"name": "an unknown option", "people.access.te_role_info": {"nmae": "Read only"}},
    {"name": "quiet", "people.access.te_role_info": {}, "no_log": True},
    {"name": "no template travels", "people.access.te_role": {"name": "{{ '{' ~ '{ 6 * 7 }}' }}", "permissions": []}, "check_mode": True},
]


@dataclass
class Run:
    """What came of a playbook: its results, all it printed, and what is in the sandbox."""

    results: list[Any]
    output: str


class Site:
    """Serves a sandbox at one address, and another one there when asked, as the address is in results."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.sandbox = Sandbox(World(8), clock=lambda: NOW)

    def respond(self, request: Request) -> Response:
        return self.sandbox.respond(request)


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[Site, str]]:
    site = Site()
    with RunningServer(site) as url:
        yield site, url


def play(folder: pathlib.Path, served: tuple[Site, str], way: str, tasks: list[dict[str, Any]], verbosity: str = "-vvvv", **more: str) -> Run:
    site, url = served
    site.reset()
    folder.mkdir()
    playbook, results = folder / "play.yml", folder / "results"
    playbook.write_text(yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": [{"ignore_errors": True, **task} for task in tasks]}]))
    environ = {
        **os.environ, **environment(url), "ANSIBLE_HOME": str(folder / "home"), "ANSIBLE_NOCOLOR": "1", "ANSIBLE_LOCALHOST_WARNING": "false",
        "CONTROLLER_HOST": f"{url}/awx", "CONTROLLER_OAUTH_TOKEN": TOKEN,
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".tree"), "ANSIBLE_PIPELINING": "1", "PEOPLE_ACCESS_DIRECT": way, "RESULTS_FILE": str(results),
        "ANSIBLE_CALLBACK_PLUGINS": str(pathlib.Path(__file__).parent / "callback_plugins"), "ANSIBLE_CALLBACKS_ENABLED": "results", **more,
    }
    done = subprocess.run(
        [str(pathlib.Path(sys.executable).parent / "ansible-playbook"), verbosity, "-i", "localhost,", "-c", "local", "play.yml"], cwd=folder,
        env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )
    text = RANDOM.sub("random", results.read_text().replace(str(folder), "/folder")) if results.exists() else ""
    return Run([json.loads(line) for line in text.splitlines()], done.stdout)


def test_there_is_a_task_for_every_module() -> None:
    assert set(TASKS) == {path.stem for path in (ROOT / "plugins" / "modules").glob("*.py") if path.stem != "__init__"}


@pytest.fixture(scope="module")
def both(site: tuple[Site, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """All tasks, both ways, each way on a sandbox of its own that begins the same."""
    tasks = [{"name": name, f"people.access.{name}": arguments} for name, arguments in TASKS.items()]
    interpreter = {"ANSIBLE_PYTHON_INTERPRETER": sys.executable}
    return {way: play(tmp_path_factory.mktemp("both") / way, site, way, [*tasks, *SPECIAL], **interpreter) for way in ("auto", "never")}


def test_the_results_are_the_same_field_by_field(both: dict[str, Run]) -> None:
    direct, process = both["auto"].results, both["never"].results
    assert [name for name, *dummy in direct] == [name for name, *dummy in process] and len(direct) == len(TASKS) + len(SPECIAL) + 2
    for (name, *here), (dummy, *there) in zip(direct, process):
        if name == "access_review":  # the time of the review is in its files
            for result in (here[1], there[1]):
                del result["files"], result["digest"]
        assert here == there, name


def test_each_way_says_which_it_is(both: dict[str, Run]) -> None:
    assert both["auto"].output.count("runs directly") == len(TASKS) + len(SPECIAL) + 1 and "process of its own" not in both["auto"].output
    assert "runs directly" not in both["never"].output and both["never"].output.count("is started as a process of its own") == len(TASKS) + len(SPECIAL) + 1


@pytest.mark.parametrize("way", ["auto", "never"])
def test_no_secret_and_nothing_unexpected_is_printed(both: dict[str, Run], way: str) -> None:
    output = both[way].output
    given = environment("http://sandbox")
    secrets = [given[name] for name in ("TE_TOKEN", "SEGMENT_TOKEN", "CNTB_OAUTH2_CLIENT_SECRET", "CNTB_OAUTH2_PASS", "TSNA_PASSWORD")]
    assert not [secret for secret in (*secrets, SECRET) if secret in output]
    assert "errantly" not in output and "Traceback" not in output and "MODULE FAILURE" not in output


def test_what_belongs_to_one_item_stays_with_it(both: dict[str, Run]) -> None:
    failed = {name: failed for name, failed, dummy in both["auto"].results}
    assert failed["another token"] and not failed["the token as before"]
    items = [failed for name, failed, result in both["auto"].results if name == "an item that fails" and "item" in result]
    assert items == [True, False]


@pytest.mark.parametrize(("more", "reason"), [
    ({"ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/env"}, "the interpreter is /usr/bin/env"), ({"ANSIBLE_KEEP_REMOTE_FILES": "1"}, "ANSIBLE_KEEP_REMOTE_FILES"),
])
def test_everything_else_takes_the_normal_way(site: tuple[Site, str], tmp_path: pathlib.Path, more: dict[str, str], reason: str) -> None:
    run = play(tmp_path / "run", site, "auto", [{"people.access.te_role_info": {}}], "-vvv", **more)
    assert f"process of its own: {reason}" in run.output


def test_a_timeout_of_the_task_ends_the_module(site: tuple[Site, str], tmp_path: pathlib.Path) -> None:
    task = {"people.access.te_role_info": {"te_url": "http://127.0.0.1:9/v7", "retries": 20}, "timeout": 2}
    ((dummy, failed, result),) = play(tmp_path / "run", site, "auto", [task]).results
    assert failed and result["timedout"]["period"] == 2


def test_an_unknown_wish_is_told(site: tuple[Site, str], tmp_path: pathlib.Path) -> None:
    ((dummy, failed, result),) = play(tmp_path / "run", site, "sometimes", [{"people.access.te_role_info": {}}]).results
    assert failed and "PEOPLE_ACCESS_DIRECT has the unknown value 'sometimes'" in result["msg"]

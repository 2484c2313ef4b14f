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
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.plugins.loader import connection_loader
from ansible.template import Templar
from werkzeug.wrappers import Request, Response

from ansible_collections.people.access.plugins.module_utils.engine.signals import TIME_LIMIT
from ansible_collections.people.access.plugins.module_utils.platforms.registry import providers
from ansible_collections.people.access.plugins.plugin_utils import direct
from ansible_collections.people.access.plugins.plugin_utils.bytecode import CachedFinder
from ansible_collections.people.access.plugins.plugin_utils.direct import OF_PLATFORMS, DirectAction, import_early
from tests.sandbox.__main__ import environment
from tests.sandbox.app import Sandbox
from tests.sandbox.awx.server import TOKEN
from tests.sandbox.wire import RunningServer
from tests.sandbox.world import World

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOW = 1_795_000_000.0
SECRET = "Fj4-quiet-harbor"
RANDOM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[^\"]*/progress(?=\")")  # request ids, and the file of the progress of a roster
# A task for each way in which modules are made: one object, a list, information, people, files, secrets. The examples of all modules are run by
# tests/tools/examples.py.
TASKS: dict[str, dict[str, Any]] = {
    "access_review": {"dest": "review", "service_accounts": ["automation*"]},
    "awx_approval_info": {"job_id": 1003},
    "awx_kit": {"kit": {"controller_labels": [{"name": "access", "organization": "Default"}]}, "secrets": {"te_token": SECRET}},
    "contabo_client_secret": {"old_secret": "not-the-one", "secret_file": "secret"},
    "contabo_event_info": {},
    "contabo_s3_credential": {"email": "nobody@x.example", "object_storage": "backup-eu", "secret_file": "key"},
    "contabo_users": {"users": [{"email": "ada@x.example", "first_name": "Ada", "last_name": "Quist", "locale": "en-US", "roles": ["Netwrok"]}]},
    "roster": {"people": [{"email": "ada@x.example", "first_name": "Ada", "last_name": "Quist", "profiles": ["netops"]}], "profiles": {
        "netops": {"thousandeyes": {"login_account_group": "EMEA", "all_account_group_roles": ["Read only"]}}}},
    "roster_info": {},
    "segment_group": {"name": "Night shift", "members": ["ravi.stone@harbor.example"]},
    "segment_user": {"email": "mona.berg@harbor.example", "groups": ["Analyst"]},
    "te_role": {"name": "Report reader", "permissions": ["REPORT_READ"]},
    "te_user": {"email": "zoe.park@x.example", "name": "Zoe", "login_account_group": "EMEA", "all_account_group_roles": ["Read only"]},
    "te_user_info": {"email": "zoe.park@x.example"},
    "te_users": {"users": [{"email": "zoe.park@x.example", "state": "absent"}]},
    "tsna_password": {"new_password": ""},
    "tsna_session": {"user": "rstone"},
    "tsna_user": {"name": "zpark", "email": "zoe.park@x.example", "roles": ["Planner"], "password": SECRET},
}
SPECIAL: list[dict[str, Any]] = [
    {"name": "an item that fails", "people.access.te_user": {"email": "{{ item }}", "name": "Ida", "login_account_group": "EMEA"}, "check_mode": True,
     "diff": True, "loop": ["not an address", "ravi.stone@harbor.example"]},
    {"name": "another token", "people.access.te_role_info": {}, "environment": {"TE_TOKEN": "of-the-environment"}},
    {"name": "the token as before", "people.access.te_role_info": {"name": "{{ 'Read only' }}"}},
    {"name": "nothing from the environment", "people.access.te_role_info": {}, "vars": {"people_access_use_environment": False}},
    {"name": "an unknown option", "people.access.te_role_info": {"nmae": "Read only"}},
    {"name": "quiet", "people.access.te_role_info": {}, "no_log": True},
    {"name": "a loop", "people.access.tsna_user": {"name": "{{ item }}", "email": "{{ item }}@x.example", "roles": ["Planner"], "password": SECRET},
     "loop": ["aquist", "bquist", "cquist"]},
    {"name": "a loop that runs out of time", "people.access.tsna_role_info": {"tsna_url": "{{ item }}", "retries": 20},
     "loop": ["{{ lookup('ansible.builtin.env', 'TSNA_URL') }}", "http://127.0.0.1:9/tsna"], "timeout": "{{ 1 if ':9/' in item else 60 }}"},
    {"name": "a timeout", "people.access.te_role_info": {"te_url": "http://127.0.0.1:9/v7", "retries": 20}, "timeout": 1},
    {"name": "an unknown wish", "people.access.te_role_info": {}, "vars": {"people_access_direct": "sometimes"}},
    {"name": "no template travels", "people.access.te_role": {"name": "{{ '{' ~ '{ 6 * 7 }}' }}", "permissions": []}, "check_mode": True},
]


@dataclass
class Run:
    """What came of a playbook: its results, all it printed, and the users of the API sessions on TSNA that it has left behind."""

    results: list[Any]
    output: str
    sessions: list[str]


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
    sessions = [str(session["username"]) for session in site.sandbox.platform("tsna").sessions() if session["api"]]
    return Run([json.loads(line)[:3] for line in text.splitlines()], done.stdout, sessions)


def without(value: Any, *names: str) -> Any:
    """A result without these members, at any depth."""
    if isinstance(value, dict):
        return {name: without(entry, *names) for name, entry in value.items() if name not in names}
    return [without(entry, *names) for entry in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def both(site: tuple[Site, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """All tasks, both ways, each way on a sandbox of its own that begins the same."""
    tasks = [{"name": name, f"people.access.{name}": arguments} for name, arguments in TASKS.items()]
    interpreter = {"ANSIBLE_PYTHON_INTERPRETER": sys.executable}
    return {way: play(tmp_path_factory.mktemp("both") / way, site, way, [*tasks, *SPECIAL], **interpreter) for way in ("auto", "never")}


def test_the_results_are_the_same_field_by_field(both: dict[str, Run]) -> None:
    direct, process = both["auto"].results, both["never"].results
    assert [name for name, *dummy in direct] == [name for name, *dummy in process] and len(direct) == len(TASKS) + len(SPECIAL) + 7
    for (name, *here), (dummy, *there) in zip(direct, process):
        if name == "access_review":  # the time of the review is in its files
            for result in (here[1], there[1]):
                del result["files"], result["digest"]
        if name in ("a timeout", "a loop that runs out of time"):  # tells where it struck
            here, there = here[:1], there[:1]
        told = ("last_requests", *(["requests"] if name == "a loop" else []))  # what was sent has times, and the login is shared in a loop
        here, there = without(here, *told), without(there, *told)
        assert here == there, name


def test_each_way_says_which_it_is(both: dict[str, Run]) -> None:
    runs = len(TASKS) + len(SPECIAL) + 3  # three are loops of two or three, one has an unknown wish
    assert both["auto"].output.count("runs directly") == runs and "process of its own" not in both["auto"].output
    assert "runs directly" not in both["never"].output and both["never"].output.count("is started as a process of its own") == runs


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
    assert failed["nothing from the environment"]
    items = [failed for name, failed, result in both["auto"].results if name == "an item that fails" and "item" in result]
    assert items == [True, False]


def test_every_variable_of_the_platforms_can_be_switched_off() -> None:
    assert set(OF_PLATFORMS) == {option["env"] for provider in providers().values() for option in provider.options.values() if "env" in option}


@pytest.mark.parametrize("way", ["auto", "never"])
def test_no_session_stays_behind_whatever_ends_an_item(both: dict[str, Run], way: str) -> None:
    outcomes = [failed for name, failed, result in both[way].results if name == "a loop that runs out of time" and "item" in result]
    assert outcomes == [False, True] and both[way].sessions == []


def test_the_items_of_a_loop_share_the_login(both: dict[str, Run]) -> None:
    shared, alone = ([result["requests"] for name, failed, result in both[way].results if name == "a loop" and "item" in result] for way in both)
    saved = [there - here for here, there in zip(shared, alone)]
    assert saved[0] == 1  # the logout comes after the last item
    assert min(saved[1:]) >= 3  # the login, the roles and the list of all users, which grows, too


@pytest.mark.parametrize("way", ["auto", "never"])
def test_a_timeout_of_the_task_ends_the_module(both: dict[str, Run], way: str) -> None:
    ((failed, result),) = [(failed, result) for name, failed, result in both[way].results if name == "a timeout"]
    assert failed and result["timedout"]["period"] == 1
    assert (f"{TIME_LIMIT}=1 " in both[way].output) == (way == "never")  # the process stops by itself: tests/faults/test_stops.py


def test_an_unknown_wish_is_told(both: dict[str, Run]) -> None:
    ((failed, result),) = [(failed, result) for name, failed, result in both["auto"].results if name == "an unknown wish"]
    assert failed and "people_access_direct has the unknown value 'sometimes'" in result["msg"]


# -- which way a task takes, without a start of Ansible ----------------------------------------------------------------------------------


def reason_against(task: dict[str, Any] | None = None, variables: dict[str, Any] | None = None, transport: str = "local") -> str:
    """Why this task would not run directly."""
    loader, context = DataLoader(), PlayContext()
    connection = connection_loader.get(transport, context)
    connection.become = (task or {}).get("become") and object()
    loaded = Task.load({"people.access.te_role_info": {}, **(task or {})}, loader=loader)
    templar = Templar(loader=loader, variables=variables or {})
    action = DirectAction(loaded, connection, context, loader, templar, None)
    return action._reason_against(variables or {}, False)


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PEOPLE_ACCESS_DIRECT", "ANSIBLE_PYTHON_INTERPRETER", "ANSIBLE_KEEP_REMOTE_FILES"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("variables", [
    {}, {"ansible_python_interpreter": "auto_silent"}, {"ansible_python_interpreter": sys.executable}, {"people_access_direct": "always"},
])
def test_a_task_on_this_machine_and_with_this_interpreter_runs_directly(variables: dict[str, str]) -> None:
    assert reason_against({}, variables) == ""


@pytest.mark.parametrize(("task", "variables", "reason"), [
    ({"become": True}, {}, "the task has become"), ({"async": 60}, {}, "the task is async"),
    ({"environment": [{"PYTHONPATH": "/x"}]}, {}, "PYTHONPATH in environment"), ({"environment": [{"LC_ALL": "C"}]}, {}, "LC_ALL in environment"),
    ({}, {"ansible_python_interpreter": "/usr/bin/env"}, "the interpreter is /usr/bin/env"), ({}, {"people_access_direct": "never"}, "says never"),
])
def test_everything_else_takes_the_normal_way(task: dict[str, Any], variables: dict[str, str], reason: str) -> None:
    assert reason in reason_against(task, variables)


def test_another_connection_takes_the_normal_way() -> None:
    assert "the connection is ssh" in reason_against(transport="ssh")


def test_the_files_of_a_module_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ansible.constants.DEFAULT_KEEP_REMOTE_FILES", True)
    assert "ANSIBLE_KEEP_REMOTE_FILES" in reason_against()


def test_on_macos_only_who_asks_for_it_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "macOS" in reason_against() and reason_against({}, {"people_access_direct": "always"}) == ""


def test_a_module_that_runs_directly_is_compiled_once(site: tuple[Site, str], tmp_path: pathlib.Path) -> None:
    cache = {"PYTHONPYCACHEPREFIX": str(tmp_path / "cache"), "PYTHONDONTWRITEBYTECODE": ""}
    run = play(tmp_path / "run", site, "auto", [{"name": "roles", "people.access.te_role_info": {}}], "-v", **cache)
    assert [failed for dummy, failed, *rest in run.results] == [False]
    written = {path.name.partition(".")[0] for path in (tmp_path / "cache").rglob("people/access/**/*.pyc")}
    assert {"te_role_info", "runner", "http"} <= written


LOADED = '''
import sys
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = "{name: loaded, type: aggregate, short_description: x, description: x}"


class CallbackModule(CallbackBase):
    CALLBACK_VERSION, CALLBACK_TYPE, CALLBACK_NAME = 2.0, "aggregate", "loaded"

    def v2_playbook_on_stats(self, stats):
        print("LOADED:", *(name.rpartition(".")[2] for name in sys.modules if name.startswith("ansible_collections.people.access.plugins.modules.")))
'''


@pytest.mark.parametrize(("way", "loaded"), [("auto", "te_role_info roster"), ("never", "")])
def test_the_process_that_starts_the_workers_has_the_modules_that_run_directly(
    site: tuple[Site, str], tmp_path: pathlib.Path, way: str, loaded: str
) -> None:
    """Or each worker would import them."""
    (tmp_path / "loaded.py").write_text(LOADED)
    tasks = [{"people.access.te_role_info": {}}, {"people.access.roster": {}, "when": False}]
    run = play(tmp_path / "run", site, way, tasks, "-v", ANSIBLE_CALLBACK_PLUGINS=str(tmp_path))
    assert f"LOADED: {loaded}\n".replace(": \n", ":\n") in run.output, run.output


def test_a_library_that_is_missing_is_told_by_the_task_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(direct, "LIBRARIES", ("no_such_library",))
    import_early("ansible_collections.people.access.plugins.action.te_role_info")
    monkeypatch.setattr(direct, "LIBRARIES", ())
    with pytest.raises(ModuleNotFoundError):
        direct._imported("te_rule_info")


def test_packages_without_code_and_missing_files_are_left_to_ansible() -> None:
    finder, plugins = CachedFinder(), str(ROOT / ".tree" / "ansible_collections" / "people" / "access" / "plugins")
    package = "ansible_collections.people.access.plugins."
    assert finder.find_spec(package + "modules.te_user", [f"{plugins}/modules"]) is not None
    assert finder.find_spec(package + "modules.te_usr", [f"{plugins}/modules"]) is None
    assert finder.find_spec(package + "module_utils", [plugins]) is None and finder.find_spec("ansible.module_utils", [plugins]) is None

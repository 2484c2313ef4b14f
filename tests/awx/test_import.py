# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook awx by ansible-playbook, against an emulated AWX. What it decides is tested in test_compare; here is how it reads, asks, sends and tells."""

from __future__ import annotations

import os
import pathlib
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import yaml

from tests.sandbox.app import Sandbox
from tests.sandbox.awx.server import PASSWORD, TOKEN, USERNAME
from tests.sandbox.wire import RunningServer

from .kit import KIT, ROOT

SECRETS = {"TE_TOKEN": "te-very-secret", "TSNA_PASSWORD": "tsna-very-secret"}
SMALL = {
    "controller_labels": [{"name": "small", "organization": "Default"}],
    "controller_inventories": [{"name": "Small", "description": "An inventory.", "organization": "Default"}],
}


@dataclass
class Run:
    code: int
    output: str
    seconds: float
    writes: list[str]

    @property
    def changed(self) -> int:
        return sum(map(int, re.findall(r"changed=(\d+)", self.output)))


class Awx:
    def __init__(self, sandbox: Sandbox, url: str, home: pathlib.Path):
        self.sandbox, self.url, self.home = sandbox, url, home

    def run(self, *arguments: str, name: str = "awx", playbook: str = "people.access.awx", **environ: str) -> Run:
        self.sandbox.journal.clear()
        login = {"CONTROLLER_HOST": f"{self.url}/{name}", "CONTROLLER_OAUTH_TOKEN": TOKEN}
        folder = str(pathlib.Path(sys.executable).parent)
        common = {
            "HOME": str(self.home), "PATH": os.pathsep.join([folder, os.environ["PATH"]]), "LC_ALL": "C.UTF-8",
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".tree"), "ANSIBLE_LOCALHOST_WARNING": "false", "ANSIBLE_NOCOLOR": "1",
        }
        started = time.monotonic()
        done = subprocess.run([f"{folder}/ansible-playbook", playbook, *arguments], cwd=self.home, env={**common, **login, **environ},
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        seconds = time.monotonic() - started
        writes = [f"{one['method']} {one['path']}" for one in self.sandbox.journal if one["method"] != "GET"]
        return Run(done.returncode, done.stdout, seconds, writes)


@pytest.fixture(scope="module")
def awx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Awx]:
    sandbox = Sandbox()
    with RunningServer(sandbox) as url:
        yield Awx(sandbox, url, tmp_path_factory.mktemp("awx"))


@pytest.fixture
def small(tmp_path: pathlib.Path) -> str:
    (tmp_path / "kit.yml").write_text(yaml.safe_dump(SMALL), encoding="utf-8")
    return f"kit={tmp_path}"


def test_the_whole_kit(awx: Awx, capsys: pytest.CaptureFixture[str]) -> None:
    """Within a minute, and without a write the second time. Every platform has its secret. What was not imported is there after it is taken away."""
    own = {kind: set(rows) for kind, rows in awx.sandbox.controllers["awx"].objects.items() if rows}
    given = ["-e", "scm_url=https://git.x.example/access.git"]
    first = awx.run("--diff", *given, **SECRETS)
    assert first.code == 0 and first.seconds < 60, first.output
    assert "+    \"workflow People access - reconcile: created\"" in first.output
    state = awx.sandbox.controllers["awx"].state()
    assert len(state["job_templates"]) == len(KIT["templates"]) and len(state["schedules"]) == len(KIT["schedules"])
    credentials = awx.sandbox.controllers["awx"].objects["credentials"].values()
    assert {one["inputs"].get("te_token") for one in credentials} == {SECRETS["TE_TOKEN"], None}

    second = awx.run(*given, **SECRETS)
    assert (second.code, second.changed, second.writes) == (0, 0, []), second.output
    gone = awx.run("-e", "awx_state=absent")
    assert gone.code == 0 and {kind: set(rows) for kind, rows in awx.sandbox.controllers["awx"].objects.items() if rows} == own, gone.output
    with capsys.disabled():
        print(f"import {first.seconds:.1f} s, again {second.seconds:.1f} s, absent {gone.seconds:.1f} s", end=" ")
    for run in (first, second, gone):
        assert not [one for one in (*SECRETS.values(), TOKEN) if one in run.output]


def test_a_kit_of_ones_own_behind_a_gateway_with_a_password(awx: Awx, small: str) -> None:
    login = {"CONTROLLER_OAUTH_TOKEN": "", "CONTROLLER_USERNAME": USERNAME, "CONTROLLER_PASSWORD": PASSWORD}
    first = awx.run("-e", small, "-e", "prefix=EMEA", "-e", "organization=", name="gateway", **login)
    assert first.code == 0, first.output
    assert sorted(first.writes) == ["POST /gateway/api/controller/v2/inventories/", "POST /gateway/api/controller/v2/labels/"]
    state = awx.sandbox.controllers["gateway"]
    assert [one["name"] for one in state.objects["inventories"].values()] == ["EMEA Small"]

    for row in state.objects["inventories"].values():
        row["variables"] = "{}"
        row["description"] = "x " + row["description"]
    shown = awx.run("--check", "--diff", "-e", small, "-e", "prefix=EMEA", name="gateway", **login)
    assert "x An inventory." in shown.output and shown.changed == 1 and not shown.writes, shown.output

    gone = awx.run("-e", small, "-e", "prefix=EMEA", "-e", "awx_state=absent", name="gateway", **login)
    assert gone.code == 0 and not state.objects["inventories"], gone.output
    assert PASSWORD not in first.output + gone.output


def test_what_cannot_be_is_one_sentence(awx: Awx, small: str) -> None:
    wrong = awx.run("-e", small, name="ascender", CONTROLLER_OAUTH_TOKEN="wrong-token-here")
    assert wrong.code == 2 and "answered 401" in wrong.output and "Check controller_oauthtoken" in wrong.output and not wrong.writes
    assert "wrong-token-here" not in wrong.output
    nothing = awx.run("-e", small, "-e", "awx_state=gone", CONTROLLER_HOST="", CONTROLLER_OAUTH_TOKEN="")
    assert nothing.code == 2 and "awx_state has to be present or absent." in nothing.output, nothing.output


def test_secrets_of_a_kit_are_shown_nowhere(awx: Awx, tmp_path: pathlib.Path) -> None:
    """Not in the diff, and not among the options that -vvv shows. Ansible itself shows the file that it reads, unless the file is encrypted."""
    kind = {"name": "Own", "kind": "cloud", "inputs": {"fields": [{"id": "own_token", "label": "Token", "secret": True}]}}
    configuration = {**KIT["notifications"][0]["notification_configuration"], "password": "smtp-very-secret"}
    mail = {"name": "Mail", "notification_type": "email", "notification_configuration": configuration}
    (tmp_path / "kit.yml").write_text(yaml.safe_dump({
        "controller_credential_types": [kind], "controller_notifications": [mail],
        "controller_credentials": [{"name": "Own", "credential_type": "Own", "inputs": {"own_token": "token-in-the-kit"}}],
    }), encoding="utf-8")
    shown = awx.run("--check", "--diff", "-vvv", "-e", f"kit={tmp_path}", name="ascender")
    assert shown.code == 0 and "notification template Mail: created" in shown.output, shown.output
    own = shown.output.partition("TASK [Find out what differs]")[2]
    assert "module_args" in own and not [word for word in ("smtp-very-secret", "token-in-the-kit") if word in own]


def test_secrets_of_a_kit_are_not_shown_by_a_task_that_ends_before_it_knows_them(awx: Awx, tmp_path: pathlib.Path) -> None:
    """Which fields are secret, stands in the kit. Ansible itself may refuse the options before the module reads them."""
    kind = {"name": "Own", "kind": "cloud", "inputs": {"fields": [{"id": "pin", "label": "PIN", "secret": True}]}}
    credentials = [{"name": "Own", "credential_type": "Own", "inputs": {"pin": "pin-in-the-kit"}}]
    kit = {"controller_credential_types": [kind], "controller_credentials": credentials, "controller_labels": [{"description": "Without a name."}]}
    for options in ({"state": "gone"}, {"kitt": {}}, {}):
        tasks = [{"people.access.awx_kit": {"kit": kit, "inputs": {"pin": "pin-of-the-task"}, **options}}]
        (tmp_path / "own.yml").write_text(yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]), encoding="utf-8")
        shown = awx.run("-vvv", name="ascender", playbook=str(tmp_path / "own.yml"))
        assert shown.code == 2 and "module_args" in shown.output and not shown.writes, shown.output
        assert "pin-in-the-kit" not in shown.output and "pin-of-the-task" not in shown.output


def test_a_list_in_several_files_of_a_kit_is_refused(awx: Awx, tmp_path: pathlib.Path) -> None:
    """Ansible would take the last one, and what is in the other one would be removed from AWX."""
    for name in ("one.yml", "two.yml"):
        (tmp_path / name).write_text(yaml.safe_dump({"controller_labels": [], "controller_inventories": [{"name": name}]}), encoding="utf-8")
    refused = awx.run("-e", f"kit={tmp_path}", name="ascender")
    assert refused.code == 2 and not refused.writes, refused.output
    assert "The kit has controller_inventories, controller_labels in several files. Put each list into one file." in refused.output
    (tmp_path / "one.yml").write_text("---\n", encoding="utf-8")
    single = awx.run("-e", f"kit={tmp_path}", name="ascender")
    assert single.code == 0 and single.writes == ["POST /ascender/api/v2/inventories/"], single.output

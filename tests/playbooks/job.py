# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a playbook of the collection as AWX does: by ansible-runner, in a private folder that is thrown away, from a wrapper of the project,
with the answers of a survey as text that is marked as unsafe. A served sandbox says what was asked of it."""

from __future__ import annotations

import json
import os
import pathlib
import re
import shutil
import sys
import threading
from dataclasses import dataclass, field
from typing import Any

import ansible_runner
import yaml

from tests.sandbox.__main__ import environment
from tests.sandbox.app import Sandbox
from tests.sandbox.wire import serve
from tests.sandbox.world import World

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEOPLE = 14
ENDINGS_OF_LOGINS = ("/auth/token", "/token")
# The connection options behind the environment variables.
OPTIONS = {
    "TE_API_ENDPOINT": "te_url", "TE_TOKEN": "te_token", "SEGMENT_URL": "segment_url", "SEGMENT_TOKEN": "segment_token", "CNTB_API": "contabo_url",
    "CNTB_OAUTH2_TOKEN_URL": "contabo_token_url", "CNTB_OAUTH2_CLIENT_ID": "contabo_client_id", "CNTB_OAUTH2_CLIENT_SECRET": "contabo_client_secret",
    "CNTB_OAUTH2_USER": "contabo_username", "CNTB_OAUTH2_PASS": "contabo_password", "TSNA_URL": "tsna_url", "TSNA_USERNAME": "tsna_username",
    "TSNA_PASSWORD": "tsna_password",
}


class Unsafe(str):
    """A text of a survey, as AWX writes it into env/extravars."""


class Dumper(yaml.SafeDumper):
    pass


Dumper.add_representer(Unsafe, lambda dumper, text: dumper.represent_scalar("!unsafe", str(text)))


@dataclass
class Job:
    """What came of a job. ``journal``: what the platforms were asked, in no order, as platforms are worked on side by side. ``largest``: the characters of the
    largest event, without the text that a terminal would show."""

    rc: int
    artifacts: dict[str, Any]
    lines: list[Any]
    failures: list[str]
    journal: list[tuple[str, ...]]
    accounts: dict[str, list[str]]
    files: dict[str, str] = field(default_factory=dict)
    output: str = ""
    largest: int = 0

    def outcome(self) -> dict[str, Any]:
        """What has to be the same, however the values were spelled and however long it took."""
        return {"rc": self.rc, "artifacts": self.artifacts, "lines": self.lines, "failures": self.failures, "journal": self.journal, "accounts": self.accounts}


class Site:
    """A served sandbox, for one job at a time."""

    def __init__(self) -> None:
        self.sandbox = Sandbox(World(PEOPLE))
        self._server = serve(self.sandbox)
        self._thread = threading.Thread(target=self._server.serve, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.bind_addr[1]}"

    def close(self) -> None:
        self._server.stop()
        self._thread.join()


def launch(site: Site, folder: pathlib.Path, playbook: str, variables: dict[str, Any], files: dict[str, str], tenant: str = "") -> Job:
    """A job in a new ``folder``, in a world that starts anew. ``files`` lie in the project. With a ``tenant`` the credentials are those of a
    host, and the environment has none."""
    project = folder / "project"
    (folder / "env").mkdir(parents=True)
    (folder / "inventory").mkdir()
    project.mkdir()
    (project / "play.yml").write_text(f"- import_playbook: people.access.{playbook}\n", encoding="utf-8")
    for name, text in files.items():
        (project / name).write_text(text, encoding="utf-8")
    (folder / "env" / "extravars").write_text(yaml.dump(variables, Dumper=Dumper, sort_keys=False), encoding="utf-8")
    url = site.url
    site.sandbox.reset(World(PEOPLE))
    credentials = environment(url)
    hosts: dict[str, Any] = {tenant: {"people_access_connection": {OPTIONS[name]: value for name, value in credentials.items()}}} if tenant else {}
    (folder / "inventory" / "hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": hosts}} if hosts else {"all": {}}), encoding="utf-8")
    environ = {
        **({} if tenant else credentials), "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".tree"), "ANSIBLE_LOCALHOST_WARNING": "false", "HOME": str(folder),
        "PATH": os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ["PATH"]]), "LC_ALL": "C.UTF-8",
    }
    return run(site, folder, "play.yml", environ)


def run(site: Site, folder: pathlib.Path, playbook: str, environ: dict[str, str], cmdline: str = "") -> Job:
    """Runs what lies in the folder, as AWX lays it out."""
    sandbox, project = site.sandbox, folder / "project"
    done = ansible_runner.run(
        private_data_dir=str(folder), playbook=playbook, envvars=environ, quiet=True, suppress_env_files=True, ident="job", cmdline=cmdline or None,
        settings={"runner_mode": "subprocess"},  # a terminal would be made by a fork, which a process with threads should not do
    )
    journal = sorted((request["platform"], request["method"], request["path"], request["query"], str(request["status"])) for request in sandbox.journal)
    accounts = accounts_of(sandbox)
    events = list(done.events)
    results = [event["event_data"] for event in events if event["event"] in ("runner_on_ok", "runner_on_failed") and "res" in event["event_data"]]
    places = {str(project): "PROJECT"}
    made = {path.relative_to(project).as_posix(): path.read_text(encoding="utf-8") for path in sorted(project.rglob("*")) if path.is_file()}
    artifacts = next((event["event_data"].get("artifact_data") or {} for event in events if event["event"] == "playbook_on_stats"), {})
    job = Job(
        int(done.rc), without(artifacts, places),
        [without(result["res"]["msg"], places) for result in results if result["task_action"] == "ansible.builtin.debug"],
        [without(str(event["event_data"]["res"].get("msg")), places) for event in events if event["event"] == "runner_on_failed"],
        [entry for entry in journal if not entry[2].endswith(ENDINGS_OF_LOGINS)], accounts, made, done.stdout.read(),
        max(len(json.dumps(event.get("event_data"))) for event in events),
    )
    shutil.rmtree(folder / "artifacts")
    return job


def without(value: Any, places: dict[str, str]) -> Any:
    text = json.dumps(value)
    for place, name in places.items():
        text = text.replace(place, name)
    return json.loads(re.sub(r"after [0-9.]+ seconds", "after some seconds", text))


def accounts_of(sandbox: Sandbox) -> dict[str, list[str]]:
    """Who is on each platform afterwards."""
    found = {}
    for platform, state in sandbox.state().items():
        users = state["users"].values() if isinstance(state["users"], dict) else state["users"]
        found[platform] = sorted(str(row["name"] if platform == "tsna" else row["email"]) for row in (*users, *state.get("invites", ())))
    return found

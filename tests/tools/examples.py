# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run every example of the documentation against a sandbox, both ways: ``python -m tests.tools.examples [--direct] [1/2] [NAME...]``.

Examples are the EXAMPLES of modules, lookups, filters and inventory plugins, and the YAML blocks of the guides. Those of one plugin or guide run in
the order of the text on a new sandbox. Files that they read are in ``tests/examples/NAME``. Their modules run once directly and once in processes, and
every field of every result must be the same. Neither way may show a credential, with ``-vvv`` as well. ``--direct`` leaves out the processes, and
``1/2`` is the first half.

Ansible's commands are forks of this process, which has imported them: half of the time that a new one takes to start.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import pathlib
import re
import shutil
import sys
import textwrap
import time
from typing import Any

import yaml
from werkzeug.wrappers import Request, Response

from plugins.plugin_utils.forked import run_forked  # not by its full name, under which Ansible has to import the collection itself
from tests.sandbox.__main__ import environment
from tests.sandbox.app import Sandbox
from tests.sandbox.awx.server import TOKEN
from tests.sandbox.wire import RunningServer
from tests.sandbox.world import CREDENTIALS

from .common import DIRECT, ROOT, WORK, clean_environ

PART = next((argument for argument in sys.argv[1:] if re.fullmatch(r"\d+/\d+", argument)), "")
PLACE = WORK / f"examples-{PART.replace('/', '-')}".rstrip("-")  # parts may run at the same time
FILES = ROOT / "tests" / "examples"
RESULTS = "results"
# Cursors, which are packed times, request ids, times, digests of data with times, and the temporary file for progress.
RANDOM = re.compile(
    r"eJ[\w-]{30,}=*|\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|/\S*/progress$|\d{4}-\d\d-\d\d[T ]?\d\d:?\d\d:?\d\d(?:\.\d+)?|\b[0-9a-f]{12,64}\b|\b1\d{9}\.\d+|\b[\d.]+ seconds"
)
# How long something took, and what was sent: a loop shares its login.
VARYING = ("requests", "last_requests", "waited", "seconds", "elapsed", "delta", "cut_off_seconds", "offboard_cut_off_seconds")
SECRETS = sorted({*(value for name, value in CREDENTIALS.items() if re.search("TOKEN|SECRET|PASS", name)), TOKEN})
# Objects that are created side by side get their numbers in the order of arrival: only what was there before keeps the same number in every run.
FIRST_IDS = frozenset(re.findall(r"\w+", json.dumps(Sandbox().state())))
SHOWN = 6000  # characters of the output of a failure
KINDS = ("modules", "lookup", "filter", "inventory")
OWN = "people.access."
INDIRECT = ("import_playbook", "import_role", "include_role", "roles")
INSTALLED_ELSEWHERE = "community.general."  # tests/events/test_reports.py runs the tasks that use this collection
BLOCK = re.compile(r"^\.\. code-block:: yaml\n(?:   +:.*\n)*\n((?:(?: {4}.*)?\n)+)", re.MULTILINE)


def texts() -> dict[str, list[str]]:
    """Return the YAML examples of each plugin and guide by name."""
    found = {path.stem: [examples_of(path)] for kind in KINDS for path in sorted((ROOT / "plugins" / kind).glob("*.py"))}
    for path in sorted((ROOT / "docs" / "docsite" / "rst").glob("*.rst")):
        found[path.stem] = [textwrap.dedent(block) for block in BLOCK.findall(path.read_text(encoding="utf-8") + "\n")]
    return {name: [text for text in given if text.strip()] for name, given in found.items() if any(text.strip() for text in given)}


def examples_of(path: pathlib.Path) -> str:
    """Return the EXAMPLES of a plugin, empty if there are none."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "EXAMPLES":
            return str(ast.literal_eval(node.value))
    return ""


def plays(documents: list[Any]) -> list[dict[str, Any]]:
    """Return plays, including one for tasks without a play. Other documents (inventories, rosters, rulebooks) are omitted."""
    found: list[dict[str, Any]] = []
    for document in documents:
        if not isinstance(document, list) or "sources" in document[0]:
            continue
        if any(name.startswith(INSTALLED_ELSEWHERE) for task in document for name in task):
            continue
        if any(name in document[0] for name in ("hosts", "import_playbook", "ansible.builtin.import_playbook")):
            found += document
        elif not {"email", "platform"} & set(document[0]):
            found.append({"hosts": "localhost", "gather_facts": False, "tasks": document})
    return found


class Site:
    """Serves one sandbox after another at the same address, which is in results, and with the same time."""

    def __init__(self) -> None:
        self.begun = time.time()
        self.reset()

    def reset(self) -> None:
        self.sandbox = Sandbox(clock=lambda: self.begun)

    def respond(self, request: Request) -> Response:
        return self.sandbox.respond(request)


def prepare(url: str) -> None:
    """Set the environment for the commands, which Ansible reads when it is imported, and import it."""
    awx = {"CONTROLLER_HOST": f"{url}/awx", "CONTROLLER_OAUTH_TOKEN": TOKEN, "CONTROLLER_USERNAME": "", "CONTROLLER_PASSWORD": ""}
    environ = clean_environ(
        **environment(url), **awx, ANSIBLE_NOCOLOR="1", ANSIBLE_HOME=str(PLACE / "home"), ANSIBLE_LOCALHOST_WARNING="false",
        ANSIBLE_CALLBACK_PLUGINS=str(ROOT / "tests" / "plugins" / "callback_plugins"), ANSIBLE_CALLBACKS_ENABLED="results",
        ANSIBLE_PYTHON_INTERPRETER=sys.executable,
    )
    os.environ.clear()
    os.environ.update(environ)
    for command in ("playbook", "inventory"):
        importlib.import_module(f"ansible.cli.{command}")


def run(folder: pathlib.Path, way: str, *command: str) -> str:
    """Run a command and return its output if it fails or shows a credential, otherwise an empty string. Results of tasks are written to a file."""
    main = importlib.import_module(command[0].replace("ansible-", "ansible.cli.")).main
    written = folder / RESULTS
    ended = run_forked(lambda: main(list(command)), {"RESULTS_FILE": str(written), **({DIRECT: way} if way else {})}, str(folder))
    printed = (ended.stdout + ended.stderr).decode(errors="replace")
    shown = printed + (written.read_text(encoding="utf-8") if written.exists() else "")
    secrets = [f"{secret} is shown\n" for secret in SECRETS if secret in shown]
    return printed[-SHOWN:] + "".join(secrets) if ended.code or "no hosts matched" in printed or secrets else ""


def problems(name: str, documents: list[Any], site: Site, way: str = "") -> str:
    """Run the examples of one plugin or guide in a new directory and sandbox, and return what fails."""
    folder = PLACE / name
    shutil.rmtree(folder, ignore_errors=True)
    if (FILES / name).is_dir():
        shutil.copytree(FILES / name, folder)
    folder.mkdir(parents=True, exist_ok=True)
    site.reset()
    said = ""
    wanted = plays(documents)
    if wanted:
        (folder / "example.yml").write_text(yaml.safe_dump(wanted, sort_keys=False), encoding="utf-8")
        said += run(folder, way, "ansible-playbook", "-vvv", "-i", "localhost,", "-e", "ansible_connection=local", "example.yml")
    for number, inventory in enumerate(document for document in documents if isinstance(document, dict) and "plugin" in document):
        path = folder / f"{number}.{str(inventory['plugin']).rpartition('.')[2]}.yml"
        path.write_text(yaml.safe_dump(inventory), encoding="utf-8")
        said += run(folder, way, "ansible-inventory", "-i", path.name, "--graph")
    return said


def results(name: str) -> list[Any]:
    """Return the results of the collection's modules in the last run, without what differs in every run."""
    path = PLACE / name / RESULTS
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [comparable(found) for found in map(json.loads, text.splitlines()) if found[3].startswith(OWN)]


def comparable(value: Any) -> Any:
    """Return a result without what varies, and with a placeholder for texts that differ in every run."""
    if isinstance(value, dict):
        return {
            RANDOM.sub("random", name): "new" if name == "id" and str(member) not in FIRST_IDS else comparable(member)
            for name, member in value.items() if name not in VARYING
        }
    if isinstance(value, list):
        return [comparable(member) for member in value]
    return RANDOM.sub("random", value) if isinstance(value, str) else value


def differences(name: str, documents: list[Any], site: Site) -> str:
    """Return what fails, and the results that differ in processes."""
    said = problems(name, documents, site, "auto")
    direct = results(name)
    if not uses_modules(documents):
        return said
    said += problems(name, documents, site, "never")
    processes = results(name)
    if len(direct) != len(processes):
        return f"{said}{len(direct)} results directly, {len(processes)} in processes\n"
    for here, there in zip(direct, processes):
        if here != there:
            said += f"{here[0]}:\n  directly      {json.dumps(here)}\n  in a process  {json.dumps(there)}\n"
    return said


def uses_modules(value: Any) -> bool:
    """Return whether plays or tasks run a module of the collection: by its name, or in a playbook or role."""
    if isinstance(value, list):
        return any(map(uses_modules, value))
    if not isinstance(value, dict):
        return False
    return any(name.startswith(OWN) or name.rpartition(".")[2] in INDIRECT or uses_modules(member) for name, member in value.items())


def main() -> int:
    direct = "--direct" in sys.argv[1:]
    wanted = [name for name in sys.argv[1:] if name not in ("--direct", PART)]
    chosen = {name: given for name, given in texts().items() if not wanted or name in wanted}
    if PART:
        number, parts = map(int, PART.split("/"))
        chosen = dict(list(chosen.items())[number - 1::parts])
    shutil.rmtree(PLACE, ignore_errors=True)
    failed = sorted(set(wanted) - set(chosen))
    site = Site()
    with RunningServer(site) as url:
        prepare(url)
        for name, given in chosen.items():
            documents = [document for text in given for document in yaml.safe_load_all(text) if document]
            said = (problems if direct else differences)(name, documents, site)
            if said:
                print(f"{said}\n-- {name}", flush=True)
                failed.append(name)
    what = "work" if direct else "work and return the same both ways"
    print(f"The examples of {', '.join(failed)} do not {what}." if failed else f"All examples of {len(chosen)} plugins and guides {what}.")
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())

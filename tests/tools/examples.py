# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run every example of the documentation against a sandbox: ``python -m tests.tools.examples [NAME...]``.

Examples are the EXAMPLES of modules, lookups, filters and inventory plugins, and the YAML blocks of the guides. Those of one plugin or guide run in
the order of the text on a new sandbox. Files that they read are in ``tests/examples/NAME``.
"""

from __future__ import annotations

import ast
import pathlib
import re
import shutil
import subprocess
import sys
import textwrap
from typing import Any

import yaml

from tests.sandbox.__main__ import environment
from tests.sandbox.app import Sandbox
from tests.sandbox.wire import RunningServer

from .common import ROOT, WORK, clean_environ

PLACE = WORK / "examples"
FILES = ROOT / "tests" / "examples"
KINDS = ("modules", "lookup", "filter", "inventory")
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
        if any(name in document[0] for name in ("hosts", "import_playbook", "ansible.builtin.import_playbook")):
            found += document
        elif not {"email", "platform"} & set(document[0]):
            found.append({"hosts": "localhost", "gather_facts": False, "tasks": document})
    return found


def run(folder: pathlib.Path, url: str, *command: str) -> str:
    """Run a command and return its output if it fails, otherwise an empty string."""
    environ = clean_environ(**environment(url), ANSIBLE_NOCOLOR="1", ANSIBLE_HOME=str(folder / "home"), ANSIBLE_LOCALHOST_WARNING="false")
    done = subprocess.run(command, cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.stdout if done.returncode or "no hosts matched" in done.stdout else ""


def problems(name: str, documents: list[Any]) -> str:
    """Run the examples of one plugin or guide in a new directory and sandbox, and return what fails."""
    folder = PLACE / name
    if (FILES / name).is_dir():
        shutil.copytree(FILES / name, folder)
    folder.mkdir(parents=True, exist_ok=True)
    said = ""
    with RunningServer(Sandbox()) as url:
        wanted = plays(documents)
        if wanted:
            (folder / "example.yml").write_text(yaml.safe_dump(wanted, sort_keys=False), encoding="utf-8")
            said += run(folder, url, "ansible-playbook", "-i", "localhost,", "-e", "ansible_connection=local", "example.yml")
        for number, inventory in enumerate(one for one in documents if isinstance(one, dict) and "plugin" in one):
            path = folder / f"{number}.{str(inventory['plugin']).rpartition('.')[2]}.yml"
            path.write_text(yaml.safe_dump(inventory), encoding="utf-8")
            said += run(folder, url, "ansible-inventory", "-i", path.name, "--graph")
    return said


def main() -> int:
    chosen = {name: given for name, given in texts().items() if not sys.argv[1:] or name in sys.argv[1:]}
    shutil.rmtree(PLACE, ignore_errors=True)
    failed = []
    for name, given in chosen.items():
        said = problems(name, [document for text in given for document in yaml.safe_load_all(text) if document])
        if said:
            print(f"{said}\n-- {name}", flush=True)
            failed.append(name)
    print(f"The examples of {', '.join(failed)} do not work." if failed else f"All examples of {len(chosen)} plugins and guides work.")
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is promised about modules that are removed or renamed, with an entry of each kind in ``plugin_routing`` of a copy of meta/runtime.yml."""

from __future__ import annotations

import os
import pathlib
import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROUTING = {
    "te_person": {"tombstone": {"removal_version": "2.0.0", "warning_text": "Use people.access.te_user instead."}},
    "te_member": {"redirect": "people.access.te_user", "deprecation": {"removal_version": "99.0.0", "warning_text": "Use people.access.te_user instead."}},
}


def play(folder: pathlib.Path, module: str) -> subprocess.CompletedProcess[str]:
    """Run a task with this module of the collection, with ROUTING in its meta/runtime.yml. The task needs no platform: it has no options."""
    collection = folder / "ansible_collections" / "people" / "access"
    (collection / "meta").mkdir(parents=True)
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    (collection / "meta" / "runtime.yml").write_text(yaml.safe_dump({**runtime, "plugin_routing": {"modules": ROUTING, "action": ROUTING}}), encoding="utf-8")
    for name in ("galaxy.yml", "plugins"):
        (collection / name).symlink_to(ROOT / name)
    (folder / "play.yml").write_text(yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": [{f"people.access.{module}": {}}]}]))
    environ = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(folder), "ANSIBLE_NOCOLOR": "1", "ANSIBLE_HOME": str(folder / "home"), "COLUMNS": "500"}
    command = [str(pathlib.Path(sys.executable).parent / "ansible-playbook"), "-i", "localhost,", "-c", "local", "play.yml"]
    return subprocess.run(
        command, cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )


def test_a_removed_module_names_its_replacement(tmp_path: pathlib.Path) -> None:
    done = play(tmp_path, "te_person")
    assert done.returncode and "Use people.access.te_user instead." in " ".join(done.stdout.split())


def test_a_renamed_module_works_and_warns(tmp_path: pathlib.Path) -> None:
    said = " ".join(play(tmp_path, "te_member").stdout.split())
    assert "Use people.access.te_user instead." in said and "99.0.0" in said
    assert "missing required arguments" in said or "one of the following is required" in said  # by the module te_user


def problems(routing: dict[str, dict[str, Any]], version: str, exists: Any) -> list[str]:
    """Return the entries of ``plugin_routing`` that break a promise.

    A replacement is named; only a major release removes something; what is deprecated still works, what has a tombstone is gone.
    """
    found = []
    for kind, entries in routing.items():
        for name, entry in entries.items():
            for what in {"deprecation", "tombstone"} & set(entry):
                removal = str(entry[what].get("removal_version"))
                if "people.access." not in entry[what].get("warning_text", ""):
                    found.append(f"{kind} {name} names no replacement")
                if not re.fullmatch(r"[1-9]\d*\.0\.0", removal):
                    found.append(f"{kind} {name} is removed by {removal}, which is no major release")
                elif (what == "tombstone") != (int(removal.partition(".")[0]) <= int(version.partition(".")[0])):
                    found.append(f"{kind} {name} has a {what} with version {removal} in version {version}")
            if ("tombstone" in entry or "redirect" in entry) == exists(kind, name):
                found.append(f"{kind} {name} {'is still there' if exists(kind, name) else 'is gone without a tombstone or a redirect'}")
    return found


def exists(kind: str, name: str) -> bool:
    return (ROOT / "plugins" / kind / f"{name}.py").exists()


def test_what_is_removed_or_deprecated_keeps_the_promises() -> None:
    runtime, galaxy = (yaml.safe_load((ROOT / name).read_text(encoding="utf-8")) for name in ("meta/runtime.yml", "galaxy.yml"))
    assert problems(runtime.get("plugin_routing") or {}, galaxy["version"], exists) == []


GOOD = {"removal_version": "2.0.0", "warning_text": "Use people.access.te_user instead."}


@pytest.mark.parametrize(
    ("entry", "there", "version", "complaint"),
    [
        ({"tombstone": GOOD}, False, "2.1.0", None),
        ({"deprecation": GOOD}, True, "1.4.0", None),
        ({"deprecation": GOOD, "redirect": "people.access.te_user"}, False, "1.4.0", None),
        ({"tombstone": GOOD}, True, "2.0.0", "is still there"),
        ({"tombstone": GOOD}, False, "1.4.0", "has a tombstone with version 2.0.0 in version 1.4.0"),
        ({"deprecation": GOOD}, True, "2.0.0", "has a deprecation with version 2.0.0 in version 2.0.0"),
        ({"deprecation": GOOD}, False, "1.4.0", "is gone without"),
        ({"deprecation": {**GOOD, "removal_version": "1.5.0"}}, True, "1.4.0", "no major release"),
        ({"deprecation": {**GOOD, "warning_text": "It is old."}}, True, "1.4.0", "names no replacement"),
    ],
)
def test_a_broken_promise_is_found(entry: dict[str, Any], there: bool, version: str, complaint: str | None) -> None:
    found = problems({"modules": {"te_person": entry}}, version, lambda kind, name: there)
    assert complaint in found[0] if complaint else found == []

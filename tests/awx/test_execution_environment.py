# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The definition of the execution environment, by ansible-builder itself; containers are not needed for these."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import yaml

from .kit import AWX, PROJECT, ROOT


def builder(*arguments: str, folder: pathlib.Path) -> str:
    command = [str(pathlib.Path(sys.executable).with_name("ansible-builder")), *arguments]
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_create(tmp_path: pathlib.Path) -> None:
    builder("create", "-f", str(AWX / "execution-environment.yml"), "-c", str(tmp_path / "context"), folder=tmp_path)
    containerfile = next(path for path in (tmp_path / "context").iterdir() if path.name in ("Containerfile", "Dockerfile")).read_text(encoding="utf-8")
    assert "ansible-core" in containerfile and "ansible-runner" in containerfile
    asked = yaml.safe_load((tmp_path / "context" / "_build" / "requirements.yml").read_text(encoding="utf-8"))
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    assert asked == {"collections": [{"name": "people.access", "version": f">={version}"}]}


def test_a_job_gets_no_collection_by_its_name_from_wherever_it_is_first_found() -> None:
    """It would take the place of the one in the execution environment."""
    assert yaml.safe_load((PROJECT / "collections" / "requirements.yml").read_text(encoding="utf-8"))["collections"] == []


def test_introspect(tmp_path: pathlib.Path) -> None:
    found = yaml.safe_load(builder("introspect", str(ROOT / ".tree"), folder=tmp_path))
    wanted = [line for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert sorted(line.partition("#")[0].strip() for line in found["python"]) == sorted(wanted)

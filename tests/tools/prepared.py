# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Environments for groups of checks, each in its own directory in .work, created on first use."""

from __future__ import annotations

import hashlib
import pathlib
import shutil
import subprocess
import sys

from .common import ROOT, WORK
from .environment import base_interpreter

VENV = [base_interpreter(), str(ROOT / "tests" / "tools" / "quick_venv.py"), "venv"]
PIP = ["venv/bin/python", "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps"]


def prepared(group: str, name: str, pins: list[pathlib.Path], *commands: list[str]) -> pathlib.Path:
    """Return a directory with the pin files in which the commands were run. It is recreated if a pin or a command has changed."""
    folder = WORK / group / name
    said = [sys.version, str(folder), *(pin.read_text(encoding="utf-8") for pin in pins), *(" ".join(command) for command in commands)]
    wanted = hashlib.sha256("\n".join(said).encode()).hexdigest()
    stamp = folder / "ready"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for pin in pins:
            shutil.copy(pin, folder)
        for command in commands:
            run(command, folder)
        stamp.write_text(wanted, encoding="utf-8")
    return folder


def run(command: list[str], folder: pathlib.Path) -> str:
    """Run a command and return its last line. Exits with its output if it fails."""
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command[:3])} ...: {done.stdout}"
    return (done.stdout.strip().splitlines() or [""])[-1]

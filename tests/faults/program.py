# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.faults.program MODULE``: a module in a process of its own, with its options as JSON on the standard input."""

from __future__ import annotations

import importlib
import json
import os
import pathlib
import resource
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from tests.arguments import patch_module_args
from tests.tools.common import ROOT

WITHIN = 120.0


def start(module: str, params: Mapping[str, Any], environment: Mapping[str, str], folder: pathlib.Path, largest_file: int = -1) -> subprocess.Popen[str]:
    """The module under way. No file that it writes can be larger than ``largest_file`` bytes, as on a disk that is full."""
    own = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8", "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / ".tree")])}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.program", module, str(largest_file)], cwd=folder, env={**own, **environment}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps({"_ansible_check_mode": False, "_ansible_diff": True, "_ansible_module_name": f"people.access.{module}", **params}))
    process.stdin.close()
    process.stdin = None
    return process


def ended(process: subprocess.Popen[str]) -> tuple[dict[str, Any], str]:
    """The result of the module, empty where it printed none, and everything that it printed."""
    output, errors = process.communicate(timeout=WITHIN)
    try:
        result = json.loads(output)
    except ValueError:
        result = {}
    return result, output + errors


def main() -> None:
    module, largest_file = sys.argv[1], int(sys.argv[2])
    arguments = json.load(sys.stdin)
    if largest_file >= 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))  # Python ignores the signal, so that writing fails
    with patch_module_args(arguments):
        importlib.import_module(f"ansible_collections.people.access.plugins.modules.{module}").main()


if __name__ == "__main__":
    main()

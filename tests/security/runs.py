# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real runs of Ansible's commands against a proxy, with nothing of the caller's own environment in them."""

from __future__ import annotations

import os
import pathlib
import re
import subprocess
from collections.abc import Mapping

from tests.tools.common import ROOT, VENV

# What no line for people may contain raw: controls but for the line feed, bidirectional and zero-width characters.
RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


# Where ansible-inventory and ansible-playbook are: another environment tries another ansible-core.
BIN = pathlib.Path(os.environ.get("ANSIBLE_BIN") or VENV / "bin")


def ansible(command: str, *arguments: str, folder: pathlib.Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """``ansible-COMMAND`` in a folder, with the collection of this checkout; ``environment`` leads to the platforms."""
    own = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8", "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".tree"), "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_LOCALHOST_WARNING": "0", "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0", "ANSIBLE_DEVEL_WARNING": "0", "ANSIBLE_RETRY_FILES_ENABLED": "0",
    }
    return subprocess.run(
        [str(BIN / f"ansible-{command}"), *arguments], cwd=folder, env={**own, **environment}, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        errors="surrogateescape", timeout=300, check=False,
    )

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the libraries that the modules need for known vulnerabilities: ``python -m tests.tools.audit``. Fails if there are any.

pip-audit reads advisories from the package index. A mirror may have none; then the last line says that nothing could be audited.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import subprocess
import sys
import tempfile

from .common import ROOT, VENV, clean_environ


def needed(name: str, found: dict[str, str] | None = None) -> dict[str, str]:
    """Return the installed versions of a library and its dependencies by name."""
    found = {} if found is None else found
    if name.lower() not in found:
        found[name.lower()] = importlib.metadata.version(name)
        for line in importlib.metadata.requires(name) or ():
            if "extra ==" not in line:
                needed(re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0], found)
    return found


def libraries() -> dict[str, str]:
    """Return the libraries of requirements.txt with their dependencies."""
    found: dict[str, str] = {}
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        name = re.match(r"[A-Za-z0-9._-]+", line)
        if name:
            needed(name[0], found)
    return found


def main() -> int:
    pinned = libraries()
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write("".join(f"{name}=={version}\n" for name, version in pinned.items()))
        file.flush()
        command = [str(VENV / "bin" / "pip-audit"), "-r", file.name, "--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
        done = subprocess.run(command, env=clean_environ(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    try:
        audited = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(done.stderr)
        return 1
    flaws = [f"{package['name']} {package['version']}: {flaw['id']}" for package in audited for flaw in package.get("vulns", ())]
    skipped = [package["name"] for package in audited if "skip_reason" in package]
    print("\n".join(flaws), end="\n" if flaws else "")
    unknown = f"; NOT audited, as the package index has no advisories: {', '.join(skipped)}" if skipped else ""
    print(f"{len(audited) - len(skipped)} of {len(audited)} libraries audited, {len(flaws)} known vulnerabilities{unknown}")
    return 1 if flaws else 0


if __name__ == "__main__":
    sys.exit(main())

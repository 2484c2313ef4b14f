# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands work in a checkout with a long path, with a blank and with letters beyond ASCII in it."""

from __future__ import annotations

import pathlib
import subprocess
import tempfile
from collections.abc import Iterator

import pytest

from tests.tools.common import SHORT, VENV, clean_environ, copy_checkout
from tests.tools.common import run as run_tool

LENGTH = 200


@pytest.fixture(scope="module")
def checkout() -> Iterator[pathlib.Path]:
    """A copy of the checkout at such a path, with the environment of this one."""
    with tempfile.TemporaryDirectory(prefix="pa-paths-") as folder:
        place = pathlib.Path(folder, "a blank", "größe")
        place /= "x" * (LENGTH - len(str(place)) - 1)
        copy_checkout(place)
        run_tool(["git", "init", "-q", str(place)])
        (place / ".venv").symlink_to(VENV)
        tree = place / ".tree" / "ansible_collections" / "people"
        tree.mkdir(parents=True)
        (tree / "access").symlink_to(pathlib.Path("..", "..", ".."))
        yield place


def run(checkout: pathlib.Path, *command: str) -> str:
    """The output of a command that has to succeed; it finds its own short folder, as it would if a user called it."""
    environ = {name: value for name, value in clean_environ(PATH=f"{checkout}/.venv/bin:/usr/bin:/bin").items() if name not in (SHORT, "TMPDIR")}
    environ["ANSIBLE_COLLECTIONS_PATH"] = str(checkout / ".tree")
    done = subprocess.run(command, cwd=checkout, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return done.stdout


def test_the_demo_runs(checkout: pathlib.Path) -> None:
    assert len(str(checkout)) >= LENGTH and " " in str(checkout) and not str(checkout).isascii()
    assert "Done." in run(checkout, "bash", "tests/demo/demo.sh")


def test_an_integration_target_runs(checkout: pathlib.Path) -> None:
    assert "1 targets ran: te_event" in run(checkout, ".venv/bin/python", "-m", "tests.tools.ansible_test", "integration", "te_event")


def test_a_browser_starts(checkout: pathlib.Path) -> None:
    script = "from tests.tools.browser import running\nwith running() as browser: print(browser.new_page().evaluate('6 * 7'))"
    assert "42" in run(checkout, ".venv/bin/python", "-c", script)


def test_the_short_folder_goes_with_the_command(checkout: pathlib.Path) -> None:
    made = run(checkout, ".venv/bin/python", "-c", "from tests.tools.common import short_folder; print(short_folder())").strip()
    assert len(made) < 40 and not pathlib.Path(made).exists()

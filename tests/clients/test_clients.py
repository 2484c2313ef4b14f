# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vendors' own clients, each in an environment of its own in .work, against a served sandbox."""

from __future__ import annotations

import pathlib
import re
import shutil

import pytest

from tests.sandbox.__main__ import environment
from tests.sandbox.app import Sandbox
from tests.sandbox.wire import RunningServer
from tests.sandbox.world import CREDENTIALS, World
from tests.tools.prepared import PIP, VENV, prepared, run

HERE = pathlib.Path(__file__).resolve().parent
PINS = HERE.parent / "requirements" / "clients"
WORK = HERE.parents[1] / ".work" / "clients"
WEAK_TOKEN = "te-sandbox-weak"  # the sandbox's regular user of ThousandEyes


def python_client(name: str) -> str:
    """The Python of an environment that holds this client."""
    return str(prepared("clients", name, [PINS / f"{name}.txt"], VENV, [*PIP, "-r", f"{name}.txt"]) / "venv" / "bin" / "python")


def segment_client() -> pathlib.Path:
    """The folder whose node_modules has this client."""
    pins = [PINS / "segment" / "package.json", PINS / "segment" / "package-lock.json"]
    npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--cache", str(WORK / "npm-cache")]
    return prepared("clients", "segment", pins, npm)


def assert_ok(last_line: str, operations: int) -> None:
    found = re.fullmatch(r"(\d+) operations, (\d+) requests ok", last_line)
    assert found and int(found[1]) == operations <= int(found[2]), last_line


def test_thousandeyes() -> None:
    python = python_client("thousandeyes")
    with RunningServer(Sandbox()) as url:
        urls = environment(url)
        assert_ok(run([python, str(HERE / "thousandeyes.py"), urls["TE_API_ENDPOINT"], CREDENTIALS["TE_TOKEN"], WEAK_TOKEN], WORK), 18)


def test_contabo() -> None:
    python = python_client("contabo")
    with RunningServer(Sandbox(World(preset="empty"))) as url:
        urls = environment(url)
        names = ("CNTB_API", "CNTB_OAUTH2_TOKEN_URL", "CNTB_OAUTH2_CLIENT_ID", "CNTB_OAUTH2_CLIENT_SECRET", "CNTB_OAUTH2_USER", "CNTB_OAUTH2_PASS")
        assert_ok(run([python, str(HERE / "contabo.py"), *(urls[name] for name in names)], WORK), 12)


@pytest.mark.skipif(not (shutil.which("node") and shutil.which("npm")), reason="node and npm are not there: Segment's client was not driven")
def test_segment() -> None:
    folder = segment_client()
    with RunningServer(Sandbox()) as url:
        assert_ok(run(["node", str(HERE / "segment.mjs"), environment(url)["SEGMENT_URL"], CREDENTIALS["SEGMENT_TOKEN"]], folder), 9)

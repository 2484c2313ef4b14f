# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A roster whose process is killed with SIGKILL, over real connections: the next run ends in the same state, and repeats nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.harness import Bench, is_write
from tests.sandbox.__main__ import environment
from tests.sandbox.wire import RunningServer
from tests.unit.lifecycle.test_roster_module import CHANGE, ROSTER, held

# Runs the module, and kills itself as soon as the given number of writes is answered. One write at a time, so that none is under way then.
CHILD = """
import json, os, signal, sys, threading
from tests.arguments import patch_module_args
from ansible_collections.people.access.plugins.module_utils.engine import http
from ansible_collections.people.access.plugins.modules import roster

left, send, turn = int(sys.argv[1]), http.Http._send_once, threading.Lock()

def counted(self, request, *given):
    global left
    if not request.writes:
        return send(self, request, *given)
    with turn:
        reply = send(self, request, *given)
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return reply

http.Http._send_once = counted
with patch_module_args(json.load(sys.stdin)):
    roster.main()
"""


def writes(bench: Bench) -> int:
    return len([entry for entry in bench.sandbox.journal if is_write(entry)])


def test_killed_after_any_number_of_writes_the_next_run_repeats_nothing() -> None:
    with pytest.MonkeyPatch.context() as patch:
        bench = Bench(patch)
        bench.run("roster", **ROSTER)
        whole = len(bench.run("roster", **CHANGE)["writes"])
        expected = held(bench)
    for after in range(1, whole + 1):
        with pytest.MonkeyPatch.context() as patch:
            bench = Bench(patch)
            bench.run("roster", **ROSTER)
            bench.sandbox.journal.clear()
            with RunningServer(bench.sandbox) as url:
                given = {"PYTHONPATH": os.pathsep.join(sys.path), **environment(url)}
                command = [sys.executable, "-c", CHILD, str(after)]
                child = subprocess.run(command, input=json.dumps(CHANGE), env={**os.environ, **given}, capture_output=True, text=True, check=False)
            assert child.returncode == -signal.SIGKILL, child.stdout + child.stderr
            done = writes(bench)
            rest = bench.run("roster", **CHANGE)
            assert rest.get("failed") is None, rest["msg"]
            assert held(bench) == expected, after
            assert (done, len(rest["writes"])) == (after, whole - after)

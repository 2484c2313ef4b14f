# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A roster in a process of its own, over real connections, that is killed with SIGKILL while it writes."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine import http, wire
from ansible_collections.people.access.plugins.modules import roster
from ansible_collections.people.access.plugins.plugin_utils.forked import Forked, Work
from tests.arguments import patch_module_args
from tests.harness import Bench
from tests.sandbox.__main__ import environment
from tests.sandbox.wire import RunningServer
from tests.unit.lifecycle.test_roster_module import ROSTER

UNSENT, UNRECORDED, RECORDED = MOMENTS = ("unsent", "unrecorded", "recorded")  # what the last write is, when the process is killed


def each_write(change: Mapping[str, Any], moment: str, thorough: bool) -> Iterator[tuple[Bench, dict[str, str], int]]:
    """For each write that a change of the roster takes, its number, a sandbox as before the change, and the environment variables to reach it.

    If not thorough, every third write: which ones, depends on the moment.
    """
    with pytest.MonkeyPatch.context() as patch:
        bench = Bench(patch)
        bench.run("roster", **ROSTER)
        kept = [(platform, platform.kept()) for platform in bench.sandbox.platforms]
        whole = len(bench.run("roster", **change)["writes"])
        assert whole, "or nothing would be tried"
        with RunningServer(bench.sandbox) as url:
            for number in range(1, whole + 1) if thorough else range(1 + MOMENTS.index(moment) % 3, whole + 1, 3):
                for platform, state in kept:
                    platform.restore(state)
                bench.sandbox.journal.clear()
                yield bench, environment(url), number


def run_killed(arguments: Mapping[str, Any], environ: Mapping[str, str], number: int, moment: str) -> None:
    """Run the roster, and kill it at this write: before it is sent, when the platform has answered, or when the answer is recorded."""

    def call(given: bytes) -> None:
        _kill_at(number, moment)
        with patch_module_args(json.loads(given)):
            roster.main()

    process = Forked(Work(call, environ, os.getcwd()))
    ended = process.run(json.dumps(arguments).encode())
    assert process.end() == 128 + signal.SIGKILL, ended


def _kill_at(left: int, moment: str) -> None:
    """Count the writes, one at a time so that no other is under way, and kill this process at the last."""
    turn = threading.RLock()
    send_once, send = http.Http._send_once, wire.Wire.send

    def one_at_a_time(self: Any, request: Any, *given: Any) -> Any:
        if not request.writes:
            return send_once(self, request, *given)
        with turn:
            count(UNSENT)
            reply = send_once(self, request, *given)
            count(RECORDED)
            return reply

    def sent(self: Any, request: Any, *given: Any) -> Any:
        reply = send(self, request, *given)
        if request.writes:
            count(UNRECORDED)
        return reply

    def count(now: str) -> None:
        nonlocal left
        left -= now == moment
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    http.Http._send_once, wire.Wire.send = one_at_a_time, sent  # type: ignore[method-assign]  # in the fork only

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs modules in this process over real HTTP, against a sandbox behind the fault proxy."""

from __future__ import annotations

import copy
import pathlib
import shutil
import signal
import tempfile
import time
from dataclasses import dataclass, field
from typing import Any

import pytest
from ansible.module_utils.common import warnings

from tests.harness import Bench
from tests.sandbox.wire import RunningServer
from tests.sandbox.world import World

from .cases import SECRET_FILE, Case
from .faults import Fault
from .proxy import FaultProxy, Place, Step, Trap

PEOPLE = 14
# So that nothing waits long; the clock of the module is not the real one, only what really stalls takes time.
RETRIES, BUDGET, READ_RETRY_DELAYS, STALL = 1, 60.0, 20.0, 0.5


@dataclass
class Run:
    """What a run of a module did. ``state`` is the sandbox afterwards, ``writes`` the writing requests that the platform has carried out,
    ``slept`` what the module waited by its own clock, ``seconds`` what it took."""

    result: dict[str, Any]
    printed: str
    state: dict[str, Any]
    writes: list[tuple[str, str, int]]
    slept: float
    seconds: float
    visits: list[str]
    credentials: set[str]
    sessions: int
    steps: list[Step] = field(default_factory=list)
    hits: int = 0
    processor: float = 0.0
    served: str = ""
    file: str | None = None

    @property
    def failed(self) -> bool:
        return bool(self.result.get("failed"))


class Station:
    """One sandbox with its proxy and another host, for one run at a time; to be closed."""

    def __init__(self) -> None:
        self._patch = pytest.MonkeyPatch()
        self.bench = Bench(self._patch, World(PEOPLE))
        self.trap = Trap()
        self._other = RunningServer(self.trap)
        self.proxy = FaultProxy(self.bench.sandbox, self._other.__enter__())
        self.proxy.__enter__()
        for name, value in self.proxy.environment.items():
            self._patch.setenv(name, value)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="faults-"))

    def close(self) -> None:
        self.proxy.begin()
        self.proxy.__exit__()
        self._other.__exit__()
        self._patch.undo()
        shutil.rmtree(self.folder, ignore_errors=True)

    def reset(self, case: Case) -> None:
        """A fresh sandbox, with what the case needs."""
        for path in self.folder.iterdir():
            path.unlink()
        for name in case.platforms:  # all take three times as long
            self.bench.sandbox.platform(name).reset(World(PEOPLE))
        if case.before:
            self.proxy.begin()
            made = self.bench.run(case.module, **case.before)
            assert not made.get("failed"), made

    def again(self, case: Case) -> Run:
        """The second run. Whoever has replaced the secret of the client knows the new one, from the file or from the vendor's panel."""
        more = {"contabo_client_secret": self.state(case)["contabo"]["client"]["secret"]} if case.module == "contabo_client_secret" else {}
        return self.run(case, **more, **case.again)

    def state(self, case: Case) -> dict[str, Any]:
        """What the platforms of the case hold; the sessions of TSNA without those of its API."""
        state = {name: self.bench.sandbox.platform(name).state() for name in case.platforms}
        if "tsna" in state:
            state["sessions"] = [session for session in self.bench.sandbox.platform("tsna").sessions() if not session["api"]]
        return state

    def run(self, case: Case, place: Place | None = None, fault: Fault | None = None, **more: Any) -> Run:
        """The case once, with a fault somewhere or with none."""
        params = self._params(case, STALL if fault is not None and fault.stalls else READ_RETRY_DELAYS)
        self.proxy.begin()
        self.proxy.fail(place, fault)
        self.trap.visits.clear()
        self.bench.clock.slept.clear()
        warnings._global_warnings.clear()
        handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}  # a module sets its own
        started, used = time.monotonic(), time.thread_time()
        self.bench.printed = ""
        try:
            result = self.bench.run(case.module, **{**params, **more})
        except Exception as problem:  # a module that prints no result
            result = {"failed": True, "msg": f"no result: {type(problem).__name__}: {problem}", "journal": [], "writes": []}
        seconds, processor = time.monotonic() - started, time.thread_time() - used
        for number, handler in handlers.items():
            signal.signal(number, handler)
        hits = self.proxy.hits
        self.proxy.fail(None, None)
        self.proxy.released.set()
        warnings._global_warnings.clear()
        result.pop("journal")
        writes = [(entry["method"], entry["path"], entry["status"]) for entry in result.pop("writes") if (entry["status"] or 0) < 300]
        sessions = sum(session["api"] for session in self.bench.sandbox.platform("tsna").sessions())
        path = self.folder / "secret"
        return Run(
            result, self.bench.printed, self.state(case), writes, sum(self.bench.clock.slept), seconds, list(self.trap.visits),
            set(self.proxy.credentials) | set(case.secrets), sessions, list(self.proxy.steps), hits, processor, self.proxy.served,
            path.read_text(encoding="utf-8") if path.exists() else None,
        )

    def _params(self, case: Case, timeout: float) -> dict[str, Any]:
        params = copy.deepcopy(case.params)
        if params.get("secret_file") == SECRET_FILE:
            params["secret_file"] = str(self.folder / "secret")
        return {**params, "timeout": timeout, "retries": RETRIES, "retry_budget": BUDGET}

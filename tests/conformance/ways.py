# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways in which Ansible runs a module, against a sandbox behind a socket: ``pytest tests/conformance --way directly``, or ``processes``.

``directly`` is the direct execution of the collection: a fork, and arguments as the action plugin passes them. With ``processes``, each module has an
interpreter of its own. Without the option, modules run in the process of the tests, which is faster.
"""

from __future__ import annotations

import importlib
import json
import mmap
import os
import pathlib
import struct
import subprocess
import sys
import threading
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from ansible_collections.people.access.plugins.module_utils.engine import http as engine_http
from tests.arguments import patch_module_args
from tests.harness import Bench, FakeTime
from tests.sandbox.__main__ import environment
from tests.sandbox.app import Sandbox
from tests.sandbox.world import World
from tests.tools.common import ROOT

WAYS = ("directly", "processes")
NUMBER = struct.Struct("d")


class SharedTime(FakeTime):
    """A clock that several processes share, in a file."""

    def __init__(self, path: pathlib.Path) -> None:
        if not path.exists():
            path.write_bytes(NUMBER.pack(FakeTime().time))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), NUMBER.size)
        self._lock = threading.Lock()

    def now(self) -> float:
        found: float = NUMBER.unpack(self._shared[:])[0]
        return found

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self._shared[:] = NUMBER.pack(self.now() + seconds)


class Site:
    """What is served at one address: the sandbox of one test after another."""

    sandbox: Sandbox

    def respond(self, request: Request) -> Response:
        return self.sandbox.respond(request)


class ServedBench(Bench):
    """A bench whose sandbox is served, and whose modules run in other processes."""

    def __init__(self, way: str, site: Site, url: str, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch):
        self.way, self.folder = way, folder
        self.clock = SharedTime(self._clock_file)
        self.sandbox = site.sandbox = Sandbox(World(), clock=self.clock.now, sleep=self.clock.sleep)
        self.environment = environment(url)
        for name, value in self.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(engine_http, "Clock", lambda: self.clock)  # a fork has it too
        self.printed = ""

    @property
    def _clock_file(self) -> pathlib.Path:
        return self.folder / "clock"

    def output(self, module: str, arguments: dict[str, Any]) -> str:
        code, printed, errors = (self._directly if self.way == "directly" else self._in_a_process)(module, arguments)
        assert code == ('"failed": true' in printed) and not errors, (code, printed, errors)
        return printed

    def _directly(self, module: str, arguments: dict[str, Any]) -> tuple[int, str, str]:
        from ansible_collections.people.access.plugins.plugin_utils import direct, forked  # they need a whole ansible-core

        main = importlib.import_module(f"{direct.MODULES}.{module}").main

        def call(given: bytes) -> None:
            direct._be_a_module(given)
            direct._run_main(main)

        process = forked.Forked(forked.Work(call, {}, str(self.folder)))
        ended = process.run(direct._as_json(arguments))
        process.end()
        return ended.code, ended.stdout.decode(), ended.stderr.decode()

    def _in_a_process(self, module: str, arguments: dict[str, Any]) -> tuple[int, str, str]:
        command = [sys.executable, "-m", __name__, str(self._clock_file), module]
        environ = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / ".tree")))}
        done = subprocess.run(command, input=json.dumps(arguments), env=environ, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr


def main() -> None:
    """Run one module in this interpreter, with the clock of the sandbox and the arguments from stdin."""
    clock = SharedTime(pathlib.Path(sys.argv[1]))
    vars(engine_http)["Clock"] = lambda: clock
    with patch_module_args(json.load(sys.stdin)):
        importlib.import_module(f"ansible_collections.people.access.plugins.modules.{sys.argv[2]}").main()


if __name__ == "__main__":
    main()

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs real modules in this process against a sandbox without sockets: arguments in, the printed result out."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
from typing import Any

import requests
from ansible.module_utils.common.parameters import PASS_VARS

from ansible_collections.people.access.plugins.module_utils.engine import http as engine_http
from tests.arguments import patch_module_args
from tests.sandbox.__main__ import environment
from tests.sandbox.app import Sandbox
from tests.sandbox.wire import WsgiAdapter
from tests.sandbox.world import World

URL = "http://sandbox.localhost"  # of this machine, as plain HTTP to anything else is warned of
LOGIN_PATHS = ("/auth/token", "/token")
INVOCATION = {"_ansible_inject_invocation": True} if "inject_invocation" in PASS_VARS else {}  # newer releases leave the options out otherwise


class FakeTime:
    """A clock for both sides: sleeping is instant and moves the time on."""

    def __init__(self) -> None:
        self.time = 1_795_000_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


class Bench:
    """A sandbox and the modules on top of it."""

    def __init__(self, monkeypatch: Any, world: World | None = None):
        self.clock = FakeTime()
        self.sandbox = Sandbox(world or World(), clock=self.clock.now, sleep=self.clock.sleep)
        self.environment = environment(URL)
        for name, value in self.environment.items():
            monkeypatch.setenv(name, value)
        session_class = requests.Session

        def mounted() -> requests.Session:
            session = session_class()
            session.mount(URL, WsgiAdapter(self.sandbox))
            return session

        monkeypatch.setattr(requests, "Session", mounted)
        monkeypatch.setattr(engine_http, "Clock", lambda: self.clock)
        self.printed = ""

    def run(self, module: str, check: bool = False, **params: Any) -> dict[str, Any]:
        """The result of a module as Ansible would see it; ``journal`` holds the requests of this run, ``writes`` the writing ones."""
        self.sandbox.journal.clear()
        arguments = {
            "_ansible_check_mode": check, "_ansible_diff": True, "_ansible_verbosity": 4, "_ansible_module_name": f"people.access.{module}",
            **INVOCATION, **params,
        }
        self.printed = self.output(module, arguments)
        result: dict[str, Any] = json.loads(self.printed)
        result["journal"] = list(self.sandbox.journal)
        result["writes"] = [entry for entry in self.sandbox.journal if is_write(entry)]
        return result

    def output(self, module: str, arguments: dict[str, Any]) -> str:
        """Run the module and return what it prints."""
        main = importlib.import_module(f"ansible_collections.people.access.plugins.modules.{module}").main
        printed = io.StringIO()
        with patch_module_args(arguments), contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
            main()
        return printed.getvalue()

    def fault(self, **fault: Any) -> None:
        """From now on only this fault."""
        self.sandbox._controlled("PUT", "faults", [fault])

    def configure(self, platform: str, **switches: Any) -> None:
        self.sandbox.platform(platform).configure(switches)


def is_write(entry: dict[str, Any]) -> bool:
    """Whether a request of the journal changes what people care about; logins do not."""
    return entry["method"] not in ("GET", "HEAD") and not entry["path"].endswith(LOGIN_PATHS)


def prediction(result: dict[str, Any]) -> dict[str, Any]:
    """What check mode has to tell right."""
    assert "msg" not in result or result.get("failed") is None, result["msg"]
    return {name: result[name] for name in ("changed", "action", "diff")}

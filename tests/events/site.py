# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A served sandbox whose logs tests fill."""

from __future__ import annotations

import threading
from typing import Any

import requests

from tests.sandbox.__main__ import environment
from tests.sandbox.app import Sandbox
from tests.sandbox.thousandeyes.data import Event
from tests.sandbox.wire import serve
from tests.sandbox.world import World

FAILED = "Login failed."


class Site:
    def __init__(self, people: int = 14) -> None:
        self.sandbox = Sandbox(World(people))
        self._server = serve(self.sandbox)
        self._thread = threading.Thread(target=self._server.serve, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.bind_addr[1]}"
        self.environment = environment(self.url)

    def close(self) -> None:
        self._server.stop()
        self._thread.join()

    @property
    def thousandeyes(self) -> Any:
        return self.sandbox.platform("thousandeyes")

    @property
    def segment(self) -> Any:
        return self.sandbox.platform("segment")

    @property
    def contabo(self) -> Any:
        return self.sandbox.platform("contabo")

    @property
    def tsna(self) -> Any:
        return self.sandbox.platform("tsna")

    def log(self, *moments: float, email: str = "ada.quist@harbor.example", text: str = FAILED, resources: Any = (), uid: str = "245") -> None:
        """Entries in the log of ThousandEyes at these moments."""
        log = self.thousandeyes.events
        for moment in moments:
            log.append(Event(len(log), int(moment), text, "11001", "Harbor Networks", uid, f"Somebody ({email})", list(resources)))

    def fault(self, **fault: Any) -> None:
        """From now on only this fault; nothing clears all."""
        self.control("PUT", "faults", [fault] if fault else [])

    def control(self, method: str, what: str, body: Any) -> None:
        requests.request(method, f"{self.url}/_sandbox/{what}", json=body, timeout=30).raise_for_status()

    def reads(self, platform: str) -> list[str]:
        """The paths that a platform was asked for, without logins."""
        return [request["path"] for request in self.sandbox.journal if request["platform"] == platform and not request["path"].endswith("/token")]

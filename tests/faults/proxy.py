# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proxy in front of the sandbox that lets one request fail: the rewriting proxy of the security tests, with faults of the connection."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.wrappers import Request, Response

from tests.harness import LOGIN_PATHS
from tests.sandbox.app import Sandbox
from tests.sandbox.emulator import Emulator
from tests.security.proxy import Proxy

from .faults import Fault, Hit

SECRETS_OF_A_LOGIN = ("password", "client_secret", "access_token", "token", "refresh_token")


@dataclass(frozen=True)
class Step:
    """One request: ``operation`` is ``METHOD /path/<argument>`` as the sandbox serves it."""

    platform: str
    operation: str
    login: bool = False

    @property
    def method(self) -> str:
        return self.operation.partition(" ")[0]

    @property
    def reads(self) -> bool:
        return self.method in ("GET", "HEAD")

    @property
    def writes(self) -> bool:
        return not self.reads and not self.login


@dataclass(frozen=True)
class Place:
    """Which requests are hit: ``step`` itself, from the beginning, or only before or after the write ``extra_results``. With ``everything``, all
    requests to the platform from the step on."""

    name: str  # the write, the read before it, the read after it, everything from the write on, the login, the logout
    step: Step
    extra_results: Step | None = None
    everything: bool = False


class FaultProxy(Proxy):
    """``steps`` are all requests that came, hit or not; ``hits`` counts those that were hit, ``credentials`` are the secrets that came along,
    ``served`` are the words of all refusals."""

    def __init__(self, sandbox: Sandbox, elsewhere: str = "") -> None:
        super().__init__(sandbox)
        self.elsewhere = elsewhere
        self._lock = threading.Lock()
        self.released = threading.Event()
        self.begin()

    def begin(self) -> None:
        """Nothing fails, and nothing has come yet."""
        self.released.set()  # whatever a fault before still holds
        self.released = threading.Event()
        self.steps: list[Step] = []
        self.credentials: set[str] = set()
        self.served = ""
        self.fail(None, None)

    def fail(self, place: Place | None, fault: Fault | None) -> None:
        """From now on only this fault, at this place."""
        self.place, self.fault, self.hits, self._passed = place, fault, 0, False

    def respond(self, request: Request) -> Response:
        path = request.environ["RAW_URI"].partition("?")[0]
        platform = next((entry for entry in self.sandbox.platforms if path == entry.prefix or path.startswith(entry.prefix + "/")), None)
        if platform is None:
            return super().respond(request)
        request.get_data()
        step = Step(platform.name, platform.operation(request) or f"{request.method} {path}", request.method == "POST" and path.endswith(LOGIN_PATHS))
        with self._lock:
            self.steps.append(step)
            self._learn_sent(request, step)
            fault = self._due(step)
        response = super().respond(request) if fault is None or fault.commits else None
        if step.login and response is not None:
            self._learn(_members(response.get_data(as_text=True)))
        if fault is not None:
            response = fault.act(self._hit(request, platform, response))
        assert response is not None
        if response.status_code >= 400:
            self.served += response.get_data()[:2000].decode("utf-8", "replace")
        return response

    def _hit(self, request: Request, platform: Emulator, response: Response | None) -> Hit:
        return Hit(request, platform, response, self.elsewhere, self.released)

    def _due(self, step: Step) -> Fault | None:
        place, fault = self.place, self.fault
        if place is None or fault is None:
            return None
        fits = step == place.step or place.everything and self._passed and step.platform == place.step.platform
        if place.everything:
            self._passed = self._passed or step == place.step
        elif place.extra_results is not None:
            fits = fits and self._passed == place.name.endswith("after it")
            self._passed = self._passed or step == place.extra_results
        if not fits or (fault.times and self.hits >= fault.times):
            return None
        self.hits += 1
        return fault

    def _learn_sent(self, request: Request, step: Step) -> None:
        self._learn({"token": request.headers.get("Authorization", "").rpartition(" ")[2]})
        if step.login:
            self._learn(_members(request.get_data(as_text=True)))

    def _learn(self, members: dict[str, Any]) -> None:
        self.credentials.update(str(members[name]) for name in SECRETS_OF_A_LOGIN if len(str(members.get(name) or "")) > 5)


class Trap:
    """Another host: nobody may come here, and above all not with a token."""

    def __init__(self) -> None:
        self.visits: list[str] = []

    def respond(self, request: Request) -> Response:
        self.visits.append(f"{request.method} {request.environ['RAW_URI']}")
        return Response('{"data": [], "users": []}', 200, content_type="application/json")


def _members(text: str) -> dict[str, Any]:
    """The members of a JSON object or of a form."""
    try:
        data = json.loads(text)
    except ValueError:
        return dict(parse_qsl(text))
    return data if isinstance(data, dict) else {"token": data}

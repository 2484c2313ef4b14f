# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.harness import Bench
from tests.sandbox.wire import WsgiAdapter
from tests.unit.doubles import Sent


class Wire:
    """What went over the wire, beside what the journal of the sandbox keeps; the latest run only."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []

    def of(self, method: str, path: str = "") -> list[Sent]:
        return [request for request in self.sent if request.method == method and path in request.path]

    @property
    def calls(self) -> list[str]:
        """Method and path below the platform's prefix of everything but logins."""
        return [repr(request) for request in self.sent if not request.path.endswith("/token")]

    @property
    def writes(self) -> list[str]:
        return [call for call in self.calls if not call.startswith("GET ")]


Rewritten = dict[str, Callable[[Any], Any]]


@pytest.fixture
def rewritten(monkeypatch: pytest.MonkeyPatch, bench: Bench) -> Rewritten:
    """What is made of successful answers on their way, by method and path below the platform's prefix."""
    changes: Rewritten = {}
    send = WsgiAdapter.send
    prefixes = [platform.prefix for platform in bench.sandbox.platforms]

    def rewriting(self: WsgiAdapter, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        response = send(self, request, *args, **kwargs)
        path = str(request.path_url).partition("?")[0]
        prefix = next(entry for entry in prefixes if path.startswith(entry))
        change = changes.get(f"{request.method} {path[len(prefix):]}")
        if change and response.ok:
            response._content = json.dumps(change(response.json())).encode()
        return response

    monkeypatch.setattr(WsgiAdapter, "send", rewriting)
    return changes


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch, bench: Bench) -> Wire:
    """Records from now on; a run of the bench starts anew."""
    seen, send, run = Wire(), WsgiAdapter.send, Bench.run
    prefixes = [platform.prefix for platform in bench.sandbox.platforms]

    def recording(self: WsgiAdapter, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        prefix = next(entry for entry in prefixes if str(request.path_url).startswith(entry))
        seen.sent.append(Sent(request, prefix))
        return send(self, request, *args, **kwargs)

    def anew(self: Bench, *args: Any, **kwargs: Any) -> dict[str, Any]:
        seen.sent.clear()
        return run(self, *args, **kwargs)

    monkeypatch.setattr(WsgiAdapter, "send", recording)
    monkeypatch.setattr(Bench, "run", anew)
    return seen

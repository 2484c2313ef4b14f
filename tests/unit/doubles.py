# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stand-ins for a session, for a platform's client and for what went over the wire."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

import requests

from ansible_collections.people.access.plugins.module_utils.engine.conventions import ApiConventions
from ansible_collections.people.access.plugins.module_utils.engine.http import Auth, Http
from ansible_collections.people.access.plugins.module_utils.engine.request import Request
from ansible_collections.people.access.plugins.module_utils.engine.response import Response, retry_after
from ansible_collections.people.access.plugins.module_utils.engine.transport import Transport
from tests.harness import FakeTime

URL = "https://api.example/v1"


class Static(Auth):
    """A token that stays."""

    def header(self, http: Http) -> str:
        return "Bearer tok-static-51c2"


CONVENTIONS = ApiConventions(
    title="Example", headers=lambda: {"Accept": "application/json"}, wait=lambda reply, now: retry_after(reply), url_option="example_url"
)


def answer(
    status: int = 200, data: Any = None, headers: dict[str, str] | None = None, text: str | None = None, kind: str = "application/json",
) -> requests.Response:
    """A real Response, with JSON unless a text is given."""
    response = requests.Response()
    response.status_code = status
    response._content = (json.dumps({} if data is None else data) if text is None else text).encode()
    response.headers.update({"Content-Type": kind, **(headers or {})})
    response.encoding = "utf-8"
    return response


class ScriptedSession:
    """Answers from a list, whose last entry stays; an exception in it is raised. ``sent`` keeps each request as it would have left."""

    def __init__(self, *outcomes: Any) -> None:
        self.outcomes = list(outcomes)
        self.sent: list[requests.PreparedRequest] = []
        self.closed = False
        self.headers = requests.utils.default_headers()
        self.cookies = requests.cookies.RequestsCookieJar()

    def merge_environment_settings(self, url: str, *settings: Any) -> dict[str, Any]:
        return {}

    def get_adapter(self, url: str) -> ScriptedSession:
        return self

    def send(self, request: requests.PreparedRequest, **arguments: Any) -> requests.Response:
        assert len(self.sent) < 100, "this does not end"
        self.sent.append(request)
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        assert isinstance(outcome, requests.Response)
        return outcome

    def close(self) -> None:
        self.closed = True


def client(session: Any, conventions: ApiConventions = CONVENTIONS, auth: Auth | None = None, clock: FakeTime | None = None, **settings: Any) -> Http:
    """An Http on a stand-in session; ``settings`` are of the Transport, or ``read_only`` and ``secrets``."""
    more = {name: settings.pop(name) for name in ("read_only", "secrets", "base_url") if name in settings}
    url = more.pop("base_url", URL)
    time: Any = clock or FakeTime()
    return Http(url, conventions, auth or Static(), Transport(**settings), session=session, clock=time, **more)


class PagedApi(Http):
    """A client without a wire: a function of the path and the query gives the data of each GET. ``asked`` keeps both."""

    def __init__(self, serve: Any) -> None:
        super().__init__(URL, CONVENTIONS, Static(), session=ScriptedSession())
        self.serve = serve
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def send(self, request: Request) -> Response:
        assert request.method == "GET"
        assert len(self.asked) < 500, "this listing does not end"
        query = dict(request.query or {})
        self.asked.append((request.path, query))
        return Response(200, {}, self.serve(request.path, dict(query)), "")


class Sent:
    """A request as it left: ``body`` is the JSON, or the form as a dictionary, or None."""

    def __init__(self, request: requests.PreparedRequest, prefix: str) -> None:
        self.method = str(request.method)
        path, dummy, self.query = str(request.path_url).partition("?")
        self.path = path[len(prefix):] if path.startswith(prefix) else path
        self.headers = dict(request.headers)
        text = request.body.decode() if isinstance(request.body, bytes) else request.body or ""
        self.body: Any = None
        if text:
            self.body = dict(parse_qsl(text)) if "form" in str(request.headers.get("Content-Type")) else json.loads(text)

    def __repr__(self) -> str:
        return f"{self.method} {self.path}"

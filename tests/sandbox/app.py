# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The WSGI application: the four platforms, three kinds of AWX, control paths, journal and faults."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import threading
import time
from collections.abc import Iterable
from typing import Any, Callable

from werkzeug.wrappers import Request, Response

from .awx.server import Awx
from .contabo import Contabo
from .emulator import Clock, Emulator, answer
from .segment import Segment
from .thousandeyes import ThousandEyes
from .tsna import Tsna
from .world import World

USER_AGENT = "people.access"
FAULT_KINDS = ("status", "reset", "delay", "lost_response", "truncated", "not_json", "html", "expired_token")
LOGINS = {("contabo", "POST", "/auth/token"), ("tsna", "POST", "/token"), ("tsna", "DELETE", "/token")}
HTML = "<!DOCTYPE html><html><head><title>Gateway</title></head><body><h1>Please sign in</h1></body></html>"


class Dropped(Exception):
    """The connection has to end without a response. The server or adapter closes it."""


@dataclasses.dataclass
class Fault:
    """A fault of matching requests: the first ``after`` requests pass, the next ``times`` fail (0: all)."""

    kind: str
    platform: str = ""
    method: str = ""
    path: str = ""
    times: int = 1
    after: int = 0
    status: int = 500
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    text: str = ""
    seconds: float = 0.0
    seen: int = 0

    def __post_init__(self) -> None:
        if self.kind not in FAULT_KINDS:
            raise ValueError(f"kind has to be one of {', '.join(FAULT_KINDS)}")

    def hits(self, platform: str, method: str, path: str) -> bool:
        """Return whether the fault applies to this request. The regular expression ``path`` is searched in the path below the platform's prefix."""
        if self.platform not in ("", platform) or self.method not in ("", method) or not re.search(self.path, path):
            return False
        self.seen += 1
        return self.seen > self.after and (self.times == 0 or self.seen <= self.after + self.times)


class Sandbox:
    """The application. A lock makes every request atomic. The state is kept in memory."""

    def __init__(self, world: World = World(), clock: Clock = time.time, sleep: Callable[[float], None] = time.sleep) -> None:
        self.platforms: list[Emulator] = [ThousandEyes(clock), Segment(clock), Contabo(clock), Tsna(clock)]
        self.controllers = {"awx": Awx("/awx"), "ascender": Awx("/ascender"), "gateway": Awx("/gateway", gateway=True)}
        self.journal: list[dict[str, Any]] = []
        self.reached: dict[str, set[str]] = {platform.name: set() for platform in self.platforms}  # operations that succeeded; a reset keeps them
        self.faults: list[Fault] = []
        self.looks: dict[str, dict[str, Any]] = {}
        self._lock = threading.RLock()
        self._sleep = sleep
        self.reset(world)

    def reset(self, world: World) -> None:
        for platform in self.platforms:
            platform.reset(world)
        for controller in self.controllers.values():
            controller.reset()
        self.journal.clear()
        self.faults.clear()
        self.looks.clear()

    def state(self) -> dict[str, Any]:
        return {platform.name: platform.state_now() for platform in self.platforms}

    def platform(self, name: str) -> Any:
        return next(platform for platform in self.platforms if platform.name == name)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ.setdefault("RAW_URI", environ.get("REQUEST_URI", environ.get("PATH_INFO", "/")))
        request = Request(environ)
        return self.respond(request)(environ, start_response)

    def respond(self, request: Request) -> Response:
        path = request.environ["RAW_URI"].partition("?")[0]
        if path.startswith("/_sandbox/"):
            with self._lock:
                return self._control(request, path[len("/_sandbox/"):])
        for platform in self.platforms:
            if path == platform.prefix or path.startswith(platform.prefix + "/"):
                return self._serve(platform, request)
        name = path.split("/")[1]
        if name in self.controllers:
            return self._controller(name, request, path)
        return answer({"error": f"nothing is served at {path}; the platforms are at {', '.join(p.prefix for p in self.platforms)}"}, 404)

    # -- the platforms ---------------------------------------------------------------------------------------------------------

    def _serve(self, platform: Emulator, request: Request) -> Response:
        path = platform.raw_path(request)
        request.get_data()  # read the whole body, or the rest would be parsed as the next request of a keep-alive connection
        with self._lock:
            fault = next((candidate for candidate in self.faults if candidate.hits(platform.name, request.method, path)), None)
            entry: dict[str, Any] = {
                "platform": platform.name, "method": request.method, "path": path, "query": request.query_string.decode(), "status": None,
            }
            self.journal.append(entry)
            if fault:
                entry["fault"] = fault.kind
        if fault and fault.kind == "delay":
            self._sleep(fault.seconds)
        with self._lock:
            response = self._respond_with_fault(platform, request, fault, entry)
            entry["status"] = response.status_code
            # Only requests of the collection, because tests send other requests too.
            if response.status_code < 400 and USER_AGENT in str(request.user_agent):
                self.reached[platform.name].add(platform.operation(request))
            return response

    def _respond_with_fault(self, platform: Emulator, request: Request, fault: Fault | None, entry: dict[str, Any]) -> Response:
        if fault is None or fault.kind == "delay":
            return platform(request)
        if fault.kind == "reset":
            raise Dropped
        if fault.kind == "html":
            return Response(HTML, status=fault.status if fault.status != 500 else 200, content_type="text/html; charset=utf-8")
        if fault.kind == "status":
            response = platform.fail(fault.status, fault.text)
            response.headers.extend(fault.headers)
            return response
        if fault.kind == "expired_token":
            platform.expire_tokens()
            return platform.fail(401, fault.text)
        response = platform(request)
        entry["status"] = response.status_code
        if fault.kind == "lost_response":
            raise Dropped
        if fault.kind == "truncated":
            response.headers["Content-Length"] = str(len(response.get_data()) + 64)
            response.automatically_set_content_length = False
            response.headers["Connection"] = "close"
            return response
        return Response('{"users": [', status=response.status_code, content_type="application/json")  # not_json

    def _controller(self, name: str, request: Request, path: str) -> Response:
        request.get_data()
        with self._lock:
            response = self.controllers[name].respond(request)
            self.journal.append({
                "platform": name, "method": request.method, "path": path, "query": request.query_string.decode(), "status": response.status_code,
            })
            return response

    # -- the control paths -----------------------------------------------------------------------------------------------------

    def look(self, since: int) -> dict[str, Any]:
        """Return what a step of a test compares, much faster than whoever asks for the state: how many requests there were, those after the first ``since``
        that may change something, logins left out, a digest of what the platforms hold, people's sessions included, and how many sessions of API callers
        are open."""
        sessions = self.platform("tsna").sessions()
        held = json.dumps([self.state(), [one for one in sessions if not one["api"]]], sort_keys=True)
        fresh = [(one["platform"], one["method"], one["path"]) for one in self.journal[since:]]
        return {
            "seen": len(self.journal),
            "writes": [" ".join(one) for one in fresh if one[1] not in ("GET", "HEAD") and one not in LOGINS],
            "state": hashlib.sha256(held.encode()).hexdigest(),
            "sessions": sum(one["api"] for one in sessions),
        }

    def looks_up_to(self, name: str) -> dict[str, dict[str, Any]]:
        """Look, and return every look so far by its name; the ``writes`` of each are those since the one before.

        A name that is there already starts over from it, so that looking twice in a row is the same as once."""
        names = list(self.looks)
        if name in names:
            for known in names[names.index(name):]:
                del self.looks[known]
        seen = next((one["seen"] for one in reversed(self.looks.values())), len(self.journal))
        self.looks[name] = self.look(seen)
        return self.looks

    def _control(self, request: Request, what: str) -> Response:
        body = request.get_json(silent=True) if request.get_data() else None
        try:
            if (request.method, what) == ("GET", "look"):
                return answer(self.look(int(request.args.get("since", 0))))
            if (request.method, what) == ("POST", "look"):
                return answer(self.looks_up_to(request.args["name"]))
            return self._controlled(request.method, what, body)
        except (ValueError, TypeError, KeyError, StopIteration) as problem:
            return answer({"error": f"{type(problem).__name__}: {problem}"}, 400)

    def _controlled(self, method: str, what: str, body: Any) -> Response:
        if (method, what) == ("GET", "state"):
            return answer(self.state())
        if (method, what) == ("POST", "reset"):
            options = body or {}
            self.reset(World(people_count=int(options.get("people", 40)), preset=options.get("preset", "demo")))
            return answer({"platforms": [platform.name for platform in self.platforms]})
        if (method, what) == ("GET", "journal"):
            return answer(self.journal)
        if (method, what) == ("DELETE", "journal"):
            self.journal.clear()
            return answer([])
        if (method, what) == ("PUT", "faults"):
            self.faults = [Fault(**fault) for fault in body]
            return answer([dataclasses.asdict(fault) for fault in self.faults])
        if (method, what) == ("PUT", "config"):
            for name, switches in body.items():
                self.platform(name).configure(switches)
        if what == "config" and method in ("GET", "PUT"):
            return answer({platform.name: platform.config for platform in self.platforms})
        if (method, what) == ("POST", "segment/accept"):
            return answer(self.platform("segment").accept(body["email"]))
        if method == "GET" and what in self.controllers:
            return answer(self.controllers[what].state())
        if (method, what) == ("GET", "tsna/sessions"):
            return answer(self.platform("tsna").sessions())
        return answer({"error": f"no control path {method} /_sandbox/{what}"}, 404)

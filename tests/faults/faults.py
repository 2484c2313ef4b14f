# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a platform, or something on the way to it, can do to a request.

``FAULTS`` has every one by its name. A fault that ``commits`` lets the request reach the platform and then spoils the answer; one that does
not answers by itself. The same failure of an answer is tried both ways on a write, where it makes the difference between done and not done.
"""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Callable

from werkzeug.wrappers import Request, Response

from tests.sandbox.app import HTML, Dropped
from tests.sandbox.emulator import Emulator

LARGE = 8 * 1024 * 1024
SLOW_PARTS, SLOW_PAUSE = 8, 0.02
STALLED_AT_MOST = 20.0  # a handler that nobody releases ends by itself


@dataclass(frozen=True)
class Hit:
    """A request that is hit. ``answer`` is the platform's own, None where the request never reached it; ``elsewhere`` is another host."""

    request: Request
    platform: Emulator
    answer: Response | None
    elsewhere: str
    released: threading.Event

    @property
    def body(self) -> bytes:
        return b'{"data": [], "users": []}' if self.answer is None else self.answer.get_data()

    @property
    def status(self) -> int:
        return 200 if self.answer is None else self.answer.status_code


@dataclass(frozen=True)
class Fault:
    """``kind`` is what goes wrong, ``times`` how often (0: until it is ended). ``readable``: what of a write, that no answer tells, can be read."""

    kind: str
    act: Callable[[Hit], Response]
    commits: bool = False
    times: int = 0
    stalls: bool = False

    @property
    def name(self) -> str:
        return self.kind + (", after the commit" if self.commits else "") + (", once" if self.times == 1 else "")


def _status(status: int, **headers: str) -> Callable[[Hit], Response]:
    def act(hit: Hit) -> Response:
        response = hit.platform.fail(status, "Something failed")
        response.headers.extend({name.replace("_", "-"): value for name, value in headers.items()})
        return response

    return act


def _says(body: bytes, content_type: str = "application/json", **headers: str) -> Callable[[Hit], Response]:
    """An answer with the status of a success and this body."""
    return lambda hit: Response(body, hit.status if hit.status != 204 else 200, {name.replace("_", "-"): value for name, value in headers.items()},
                                content_type=content_type)


def _html(hit: Hit) -> Response:
    return Response(HTML, 502, content_type="text/html; charset=utf-8")


def _reset(hit: Hit) -> Response:
    raise Dropped


def _truncated(hit: Hit) -> Response:
    """The connection ends before the announced length is there."""
    return _unfinished(hit, hit.body[:len(hit.body) // 2])


def _unfinished(hit: Hit, parts: Any) -> Response:
    response = Response(parts, hit.status if hit.status != 204 else 200, content_type="application/json")
    response.headers["Content-Length"] = str(len(hit.body) + 64)
    response.headers["Connection"] = "close"
    response.automatically_set_content_length = False
    return response


def _cut(hit: Hit) -> Response:
    """A whole answer, with half of the body in it."""
    return _says((hit.body or b'{"data": [')[:max(1, len(hit.body) // 2)])(hit)


def _other_type(hit: Hit) -> Response:
    return _says(hit.body, "text/plain; charset=utf-8")(hit)


def _large(hit: Hit) -> Response:
    return _says(json.dumps({"padding": "x" * LARGE}).encode())(hit)


def _slow(hit: Hit) -> Response:
    """All of the right answer, in small parts."""
    body = hit.body

    def parts() -> Iterator[bytes]:
        size = len(body) // SLOW_PARTS + 1
        for start in range(0, len(body), size):
            hit.released.wait(SLOW_PAUSE)
            yield body[start:start + size]

    if not body:
        hit.released.wait(SLOW_PARTS * SLOW_PAUSE)
    response = Response(parts(), hit.status, content_type="application/json")
    if hit.status != 204:
        response.headers["Content-Length"] = str(len(body))
        response.automatically_set_content_length = False
    return response


def _stalled(hit: Hit) -> Response:
    hit.released.wait(STALLED_AT_MOST)
    raise Dropped


def _stalled_within(hit: Hit) -> Response:
    """The beginning of the answer, and then nothing."""
    def parts() -> Iterator[bytes]:
        yield (hit.body or b"{")[:max(1, len(hit.body) // 2)]
        hit.released.wait(STALLED_AT_MOST)

    return _unfinished(hit, parts())


def _moved(status: int) -> Callable[[Hit], Response]:
    return lambda hit: Response("", status, {"Location": hit.elsewhere + hit.request.environ["RAW_URI"]})


def _echo(status: int) -> Callable[[Hit], Response]:
    """The whole request, header and body, in every member that clients take words from."""
    def act(hit: Hit) -> Response:
        told = f"{hit.request.method} {hit.request.environ['RAW_URI']} {dict(hit.request.headers)} {hit.request.get_data(as_text=True)}"
        words = dict.fromkeys(("message", "error", "error_description", "errorMessage", "detail", "title", "reason"), told)
        return Response(json.dumps({**words, "errors": [{"message": told, "type": told}], "data": {"message": told}}), status, content_type="application/json")

    return act


def _both(kind: str, act: Callable[[Hit], Response], **more: Any) -> list[Fault]:
    return [Fault(kind, act, **more), Fault(kind, act, commits=True, **more)]


NOT_GZIP = gzip.compress(b"{}")[:10] + b"\xff" * 200  # a header, and no block that there is
_ALL = [
    Fault("429", _status(429)),
    Fault("429 with Retry-After: 2", _status(429, Retry_After="2"), times=1),
    Fault("429 with Retry-After: 3600", _status(429, Retry_After="3600")),
    *_both("500", _status(500)), Fault("500", _status(500), times=1), Fault("500", _status(500), commits=True, times=1),
    *_both("502 as HTML", _html),
    *_both("503", _status(503)), Fault("503 with Retry-After: 2", _status(503, Retry_After="2"), times=1),
    *_both("504", _status(504)),
    *_both("connection reset", _reset), Fault("connection reset", _reset, commits=True, times=1), Fault("connection reset", _reset, times=1),
    Fault("body truncated", _truncated, commits=True), Fault("body truncated", _truncated, commits=True, times=1),
    Fault("body cut", _cut, commits=True),
    *_both("200 that is not JSON", _says(b"Welcome to the login page of the proxy", "text/plain")),
    *_both("200 with an empty body", _says(b"")),
    *_both("200 with []", _says(b"[]")), *_both("200 with null", _says(b"null")), *_both("200 with {}", _says(b"{}")),
    Fault("wrong content type", _other_type, commits=True),
    *_both("broken gzip", _says(NOT_GZIP, Content_Encoding="gzip")),
    *_both("200 with 8 MB", _large),
    Fault("slow body", _slow, commits=True),
    *_both("stalled", _stalled, stalls=True), Fault("stalled within the body", _stalled_within, commits=True, stalls=True),
    Fault("401", _status(401), times=1), Fault("401", _status(401)),
    Fault("403", _status(403)),
    Fault("302 to another host", _moved(302)), Fault("307 to another host", _moved(307)),
    Fault("400 that echoes the request", _echo(400)), *_both("200 that echoes the request", _echo(200)),
]
FAULTS = {fault.name: fault for fault in _ALL}
assert len(FAULTS) == len(_ALL)


def for_reads() -> list[Fault]:
    """One of each kind and number of times: a read commits nothing."""
    chosen = {(fault.kind, fault.times): fault for fault in reversed(_ALL)}
    return list(reversed(chosen.values()))

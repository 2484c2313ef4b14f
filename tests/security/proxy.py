# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy in front of the sandbox that rewrites what the platforms answer, as a hostile or broken platform would.

Over real HTTP, on a free port of 127.0.0.1::

    with Proxy() as proxy:
        name = proxy.rewrite(r"/thousandeyes/v7/users$", fields={"users.*.name": "{{ 6 * 7 }}"})
        run("ansible-inventory", env={**os.environ, **proxy.environment})
        assert name.hits

In front of the sandbox of a ``Bench``, without any socket: ``proxy = Proxy.before(bench)``.

A rule applies to requests whose method fits and whose path (with the platform's prefix, without the query) its regular expression is found
in. All rules that fit apply, in the order in which they were made. What a rule can change:

``fields``   {path: value} in the JSON of the answer. A path is members joined by dots; ``*`` is every member of a list or dictionary, ``**`` every
             value at any depth (``**.name``: whatever is called name). ``**`` at the end is every text. A value that can be called gets the
             old value and returns the new one. Only what exists is replaced.
``change``   a function from the whole decoded JSON to what is sent instead
``body``     the whole body: bytes, text, or anything else as JSON
``status``   the status code
``headers``  further headers, in place of those of the same name
``times``    how often the rule applies (0: always); ``hits`` counts how often it did

A test should assert ``hits``: a rule that never matched attacks nothing. The sandbox's own state stays what it is.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Callable, Self

from werkzeug.wrappers import Request, Response

from tests.sandbox.__main__ import environment
from tests.sandbox.app import Sandbox
from tests.sandbox.wire import RunningServer


@dataclasses.dataclass
class Rule:
    """What is done to which answers; see the top of the file."""

    path: str
    method: str = "GET"  # "" is any
    fields: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    change: Callable[[Any], Any] | None = None
    body: Any = None
    status: int | None = None
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    times: int = 0
    hits: int = 0

    def fits(self, request: Request, path: str) -> bool:
        return self.method in ("", request.method) and bool(re.search(self.path, path)) and (self.times == 0 or self.hits < self.times)

    def apply(self, response: Response) -> None:
        """Change the answer. An answer that is no JSON has no fields: a rule for fields leaves it alone."""
        data = None
        if self.fields or self.change:
            try:
                data = json.loads(response.get_data())
            except ValueError:
                return
        self.hits += 1
        if self.fields or self.change:
            for path, value in self.fields.items():
                data = replaced(data, path.split("."), value)
            response.set_data(as_bytes(self.change(data) if self.change else data))
        if self.body is not None:
            response.set_data(as_bytes(self.body))
        if self.status is not None:
            response.status_code = self.status
        for name, value in self.headers.items():
            response.headers[name] = value


class Proxy:
    """A sandbox behind rules. ``sandbox`` is the untouched one, ``url`` and ``environment`` (the credentials too) lead to it while it is served."""

    def __init__(self, sandbox: Sandbox | None = None) -> None:
        self.sandbox = sandbox or Sandbox()
        self.rules: list[Rule] = []
        self.url = ""
        self._inner = self.sandbox.respond

    @classmethod
    def before(cls, bench: Any) -> Proxy:
        """In front of the sandbox of a bench: modules that run in this process get the rewritten answers."""
        proxy = cls(bench.sandbox)
        bench.sandbox.respond = proxy.respond
        return proxy

    def rewrite(self, path: str, **what: Any) -> Rule:
        """From now on also this rule, which is returned. Raises TypeError for what no rule has."""
        rule = Rule(path, **what)
        self.rules.append(rule)
        return rule

    def clear(self) -> None:
        self.rules.clear()

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.url)

    def respond(self, request: Request) -> Response:
        response = self._inner(request)
        path = request.environ["RAW_URI"].partition("?")[0]
        if not path.startswith("/_sandbox/"):
            for rule in [entry for entry in self.rules if entry.fits(request, path)]:
                rule.apply(response)
        return response

    def __enter__(self) -> Self:
        self._server = RunningServer(self)
        self.url = self._server.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.__exit__(*exception)


def as_bytes(body: Any) -> bytes:
    """A body as it is sent. JSON is ASCII with escapes, so that it carries what UTF-8 cannot (a lone surrogate)."""
    if isinstance(body, bytes):
        return body
    return body.encode("utf-8", "surrogatepass") if isinstance(body, str) else json.dumps(body).encode()


def replaced(data: Any, path: list[str], value: Any) -> Any:
    """The data with what is at the path replaced, wherever the path exists."""
    if not path:
        return value(data) if callable(value) else value
    first, rest = path[0], path[1:]
    if first == "**":
        return _at_any_depth(data, rest, value)
    return _with_members(data, lambda name, entry: replaced(entry, rest, value) if first in ("*", name) else entry)


def _at_any_depth(data: Any, rest: list[str], value: Any) -> Any:
    if not isinstance(data, (dict, list)):
        return replaced(data, [], value) if not rest and isinstance(data, str) else data
    deeper = _with_members(data, lambda dummy, entry: _at_any_depth(entry, rest, value))
    return replaced(deeper, rest, value) if rest else deeper


def _with_members(data: Any, change: Callable[[str, Any], Any]) -> Any:
    if isinstance(data, dict):
        return {name: change(name, one) for name, one in data.items()}
    return [change(str(place), one) for place, one in enumerate(data)] if isinstance(data, list) else data


def in_turn(texts: Iterable[str]) -> Callable[[Any], Any]:
    """A value for ``fields`` that gives each object another one of these texts, one after the other; the old value when they are used up."""
    left = iter(texts)
    return lambda old: next(left, old)

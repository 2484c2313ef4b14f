# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far long work is: objects done, of how many, and the time that is left where a rate limit decides it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine import progress
from ansible_collections.people.access.plugins.module_utils.engine.http import Http
from ansible_collections.people.access.plugins.module_utils.engine.steps import Steps
from tests.harness import Bench


class Client:
    """What progress reads of a client that has worked for ``seconds``."""

    def __init__(self, steps: Steps | None = None, seconds: float = 0.0, waits: float = 0.0, waited: float = 0.0) -> None:
        self.requests, self.steps, self.waits, self.waited = 260, steps, waits, waited
        self.clock: Any = self
        self.now = lambda: seconds


def steps(done: int, total: int = 1000) -> Steps:
    found = Steps("users read", total, 0.0)
    found.count(done)
    return found


@pytest.mark.parametrize("client,line", [
    (Client(), "te: reading, 260 requests so far"),
    (Client(steps(240), 12), "te: reading, 240 of 1000 users read, 260 requests so far"),
    # 240 in a minute, of which 12 seconds are over: the rest takes 45 seconds and another 760 / 240 minutes
    (Client(steps(240), 15, 45, 45), "te: reading, 240 of 1000 users read, 260 requests so far, "
                                     "waiting another 45 s for a rate limit or a retry, about 4 min left"),
    (Client(steps(960), 250, 0, 180), "te: reading, 960 of 1000 users read, 260 requests so far, about 10 s left"),
    (Client(steps(0), 5, 45, 5), "te: reading, 0 of 1000 users read, 260 requests so far, waiting another 45 s for a rate limit or a retry"),
    (Client(steps(1000), 250, 0, 180), "te: reading, 1000 of 1000 users read, 260 requests so far"),
])
def test_a_line_tells_how_far_it_is(client: Any, line: str) -> None:
    assert progress.reading("te: reading", client) == line


USERS = [{"email": f"n{number}@x.example", "first_name": "N", "last_name": "W", "roles": ["Network"]} for number in range(30)]


@pytest.mark.parametrize("module,params,line", [
    ("contabo_users", {"users": USERS}, r"Contabo: working, [1-9]\d* of 30 users done"),
    ("access_info", {"platforms": ["segment"]}, r"segment: reading, [1-9]\d* of \d+ users read"),
    ("access_info", {"platforms": ["thousandeyes"], "exact": True}, r"thousandeyes: reading, [1-9]\d* of 29 users read"),
    ("roster_info", {"platforms": ["thousandeyes"]}, r"thousandeyes: reading, [1-9]\d* of 29 users read"),
])
def test_lists_reviews_and_exports_tell_how_many_are_done(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, module: str, params: dict[str, Any], line: str
) -> None:
    """A line is taken before each request."""
    seen: set[str] = set()
    current: list[Any] = []
    send = Http.send

    class Watched(progress.Progress):
        def __enter__(self) -> progress.Progress:
            current.append(self.lines)
            return super().__enter__()

    def watched(self: Http, request: Any) -> Any:
        seen.update(told for lines in current for told in lines())
        return send(self, request)

    for name in ("runner", "lifecycle.access", "lifecycle.export"):
        where = f"engine.{name}" if name == "runner" else name
        monkeypatch.setattr(f"ansible_collections.people.access.plugins.module_utils.{where}.Progress", Watched)
    monkeypatch.setattr(Http, "send", watched)
    assert bench.run(module, **params).get("failed") is None
    assert any(re.match(f"{line}, \\d+ requests so far$", told) for told in seen), sorted(seen)

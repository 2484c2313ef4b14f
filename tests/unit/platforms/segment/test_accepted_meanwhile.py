# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""People who accept their invite at any moment of their removal: they are removed, or the task fails. None is left with access without a word."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from tests.harness import Bench

PERMISSIONS = [{"role": "Source Admin", "resources": [{"type": "WORKSPACE"}]}]
LEAVERS = ["leaver.a@harbor.example", "leaver.b@harbor.example"]
TASKS: dict[str, dict[str, Any]] = {
    "segment_user": {"email": LEAVERS[0], "state": "absent"},
    "segment_users": {"users": [{"email": email, "state": "absent"} for email in LEAVERS]},
    "roster": {"platforms": ["segment"], "people": [{"email": email, "ends": "2020-01-01"} for email in LEAVERS]},
}


def accept_at(bench: Bench, number: int) -> None:
    """Let the first leaver accept the invite right before this request, counted from 1."""
    inner, seen = bench.sandbox.respond, 0

    def respond(request: Request) -> Response:
        nonlocal seen
        seen += 1
        if seen == number:
            bench.sandbox._controlled("POST", "segment/accept", {"email": LEAVERS[0]})
        return inner(request)

    bench.sandbox.respond = respond


@pytest.mark.parametrize("module", TASKS)
def test_nobody_is_left_without_a_word(bench: Bench, module: str) -> None:
    for email in LEAVERS:
        bench.run("segment_user", email=email, permissions=PERMISSIONS)
    segment, inner = bench.sandbox.platform("segment"), bench.sandbox.respond
    kept = segment.kept()
    moments = len(bench.run(module, **TASKS[module])["journal"])
    left = 0
    for number in range(1, moments + 1):
        segment.restore(kept)
        accept_at(bench, number)
        result = bench.run(module, **TASKS[module])
        bench.sandbox.respond = inner
        listed = [user["email"] for user in bench.run("segment_user_info")["users"]]
        if LEAVERS[0] in listed:
            left += 1
            assert result.get("failed"), f"accepted before request {number} of {moments}"
        assert bench.run(module, **TASKS[module]).get("failed") is None, "the next run"
        assert LEAVERS[0] not in [user["email"] for user in bench.run("segment_user_info")["users"]]
    assert left, "no moment was one in which the person stays"

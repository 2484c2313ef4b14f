# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rewriting proxy does what it says, over HTTP and under a bench."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.harness import Bench
from tests.sandbox.world import CREDENTIALS

from .proxy import Proxy, in_turn, replaced


def users(proxy: Proxy) -> requests.Response:
    return requests.get(f"{proxy.url}/thousandeyes/v7/users", headers={"Authorization": f"Bearer {CREDENTIALS['TE_TOKEN']}"}, timeout=10)


@pytest.mark.parametrize(("path", "expected"), [
    ("a.*.n", {"a": [{"n": "X"}, {"n": "X"}], "n": {"n": "z"}}), ("a.1.n", {"a": [{"n": "x"}, {"n": "X"}], "n": {"n": "z"}}),
    ("**.n", {"a": [{"n": "X"}, {"n": "X"}], "n": "X"}), ("n.**", {"a": [{"n": "x"}, {"n": 1}], "n": {"n": "X"}}),
    ("**", {"a": [{"n": "X"}, {"n": 1}], "n": {"n": "X"}}), ("none.*", {"a": [{"n": "x"}, {"n": 1}], "n": {"n": "z"}}),
])
def test_paths(path: str, expected: Any) -> None:
    assert replaced({"a": [{"n": "x"}, {"n": 1}], "n": {"n": "z"}}, path.split("."), "X") == expected


def test_answers_are_rewritten_over_http_and_the_sandbox_stays_what_it_is() -> None:
    with Proxy() as proxy:
        untouched = users(proxy).json()["users"]
        named = proxy.rewrite("/v7/users$", fields={"users.*.name": in_turn(["\ud800", "{{ 1 }}"])}, headers={"X-Told": "1"})
        answer = users(proxy)
        names = [user["name"] for user in answer.json()["users"]]
        assert names == ["\ud800", "{{ 1 }}", *(entry["name"] for entry in untouched[2:])] and answer.headers["X-Told"] == "1" and named.hits == 1
        proxy.rewrite("users", body="<html>", status=502, times=1)
        assert (users(proxy).status_code, users(proxy).status_code) == (502, 200)
        proxy.clear()
        proxy.rewrite("users", change=lambda data: data["users"][:1])
        assert users(proxy).json() == untouched[:1]
        proxy.clear()
        assert users(proxy).json()["users"] == untouched


def test_a_bench_gets_rewritten_answers(bench: Bench) -> None:
    proxy = Proxy.before(bench)
    rule = proxy.rewrite("/users$", fields={"users.*.name": "Mallory"})
    assert {user["name"] for user in bench.run("te_user_info")["users"]} == {"Mallory"} and rule.hits

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task cannot know it neither claims nor denies, wherever in a list it happens."""

from __future__ import annotations

import json
from typing import Any, Callable

import pytest
from werkzeug.wrappers import Request, Response

from tests.harness import Bench

RAVI, MONA, NADA = "ravi.stone@harbor.example", "mona.berg@harbor.example", "nada.quist@harbor.example"
NO_RETRIES: dict[str, Any] = {"retries": 0, "retry_budget": 1}
Judge = Callable[[Request], Any]


def before(bench: Any, judge: Judge) -> None:
    """Put something in front of the sandbox that answers by itself whenever it has an answer."""
    inner = bench.sandbox.respond

    def respond(request: Request) -> Response:
        own = None if request.environ["RAW_URI"].partition("?")[0].endswith("/token") else judge(request)
        answer: Response = inner(request) if own is None else own
        return answer

    bench.sandbox.respond = respond


def echo(request: Request) -> Response:
    """What some proxies and test servers do: a success, and in it whatever was asked."""
    told = request.get_data(as_text=True)
    body = {"method": request.method, "message": told, "status": 200, "data": {"message": told}, "json": json.loads(told) if told else None}
    return Response(json.dumps(body), 200, content_type="application/json")


class EchoingProxy:
    """Echoes the first write of a kind, and then cannot reach the platform."""

    def __init__(self, method: str) -> None:
        self.method, self.hits = method, 0

    def __call__(self, request: Request) -> Response | None:
        if request.method == self.method and not self.hits:
            self.hits += 1
            return echo(request)
        return Response("gone", 502, content_type="text/plain") if self.hits else None


@pytest.mark.parametrize(("method", "module", "params"), [
    ("PATCH", "contabo_user", {"email": RAVI, "last_name": "Lind"}),
    ("PUT", "contabo_role", {"name": "Support desk", "permissions": [{"api": "/v1/users", "actions": ["READ"]}]}),
    ("DELETE", "contabo_user", {"email": RAVI, "state": "absent"}),
    ("PATCH", "tsna_user", {"name": "rstone", "email": "ravi.lind@harbor.example"}),
    ("DELETE", "tsna_user", {"name": "rstone", "state": "absent"}),
    ("DELETE", "segment_user", {"email": RAVI, "state": "absent"}),
    ("PUT", "segment_group", {"name": "Analysts", "members": [RAVI]}),
    ("POST", "segment_group", {"name": "Analysts", "permissions": [{"role": "PII Access", "resources": [{"type": "WORKSPACE"}]}], "membership": "add"}),
    ("DELETE", "te_user", {"email": MONA, "state": "absent"}),
    ("PUT", "tsna_page_size", {"list_name": "users", "size": 100}),
])
def test_an_echo_is_no_proof_when_nothing_can_be_read_after_it(bench: Bench, method: str, module: str, params: dict[str, Any]) -> None:
    before(bench, proxy := EchoingProxy(method))
    result = bench.run(module, **params, **NO_RETRIES)
    assert proxy.hits == 1 and result["failed"]
    assert not result.get("changed") and "accepted" not in result["msg"], result["msg"]
    assert "may or may not have been carried out" in result["msg"] or "could not be read" in result["msg"]


@pytest.mark.parametrize(("module", "params"), [
    ("contabo_user", {"email": RAVI, "last_name": "Lind"}), ("tsna_user", {"name": "rstone", "email": "ravi.lind@harbor.example"}),
    ("contabo_role", {"name": "Support desk", "permissions": [{"api": "/v1/users", "actions": ["READ"]}]}),
    ("segment_group", {"name": "Analysts", "members": [RAVI]}),
])
def test_the_answer_of_the_platform_is_a_proof(bench: Bench, module: str, params: dict[str, Any]) -> None:
    wrote: list[str] = []

    def judge(request: Request) -> Response | None:
        if wrote:
            return Response("gone", 502, content_type="text/plain")
        wrote.extend([request.method] if request.method in ("PUT", "PATCH") else ())
        return None

    before(bench, judge)
    result = bench.run(module, **params, **NO_RETRIES)
    assert result["failed"] and result["changed"] is True and "accepted" in result["msg"], result["msg"]


def refusing_then_losing(first: str, second: str) -> Judge:
    """Refuses every write that names the first, and loses the answer to those that name the second, with whatever follows."""
    lost: list[str] = []

    def judge(request: Request) -> Response | None:
        named = request.environ["RAW_URI"] + request.get_data(as_text=True)
        if request.method != "GET" and first in named:
            return Response('{"message": "not allowed"}', 403, content_type="application/json")
        lost.extend([named] if request.method != "GET" and second in named else ())
        return Response("gone", 502, content_type="text/plain") if lost else None

    return judge


def test_a_list_tells_of_a_later_row_in_doubt(bench: Bench) -> None:
    ids = {user["email"]: user["userId"] for user in bench.sandbox.platform("contabo").state()["users"]}
    before(bench, refusing_then_losing(ids[RAVI], ids[NADA]))
    users = [{"email": email, "last_name": "Lind"} for email in (RAVI, NADA)]
    result = bench.run("contabo_users", users=users, parallel_writes=1, **NO_RETRIES)
    assert result["failed"] and result["changed"] is False
    assert f"The result is unknown for {NADA}." in result["msg"], result["msg"]


def test_a_roster_tells_of_a_later_action_in_doubt(bench: Bench) -> None:
    ids = {user["email"]: user["userId"] for user in bench.sandbox.platform("contabo").state()["users"]}
    before(bench, refusing_then_losing(ids[NADA], ids[RAVI]))
    people = [{"email": email, "first_name": "Lin", "profiles": ["desk"]} for email in (NADA, RAVI)]
    result = bench.run("roster", people=people, profiles={"desk": {"contabo": {"locale": "de", "roles": ["Support desk"]}}}, parallel_writes=1,
                       max_removals=-1, max_removal_percent=-1, **NO_RETRIES)
    assert result["failed"] and f"The result is unknown for {RAVI} on contabo." in result["msg"], result["msg"]


def test_mails_in_doubt_are_named(bench: Bench) -> None:
    sent: list[str] = []

    def judge(request: Request) -> Response | None:
        if request.method != "POST":
            return None
        sent.append(request.path)
        return Response('{"message": "not allowed"}', 403 if len(sent) == 1 else 502, content_type="application/json")

    before(bench, judge)
    result = bench.run("contabo_user_mail", emails=[RAVI, NADA], mail="password_reset", **NO_RETRIES)
    assert result["failed"] and result["changed"] is False and f"The result is unknown for {NADA}." in result["msg"], result["msg"]


@pytest.mark.parametrize(("platform", "profile"), [("contabo", {"roles": ["Support desk"], "locale": "en-US"}), ("tsna", {"roles": ["Planner"]})])
def test_a_leaver_who_was_disabled_before_everything_was_refused_is_told_as_changed(bench: Bench, platform: str, profile: dict[str, Any]) -> None:
    wrote: list[str] = []

    def judge(request: Request) -> Response | None:
        if wrote:
            return Response('{"message": "not allowed"}', 403, content_type="application/json")
        wrote.extend([request.method] if request.method == "PATCH" else ())
        return None

    before(bench, judge)
    result = bench.run("roster", people=[{"email": RAVI, "ends": "2026-01-31"}], profiles={"desk": {platform: profile}}, platforms=[platform],
                       max_removals=-1, max_removal_percent=-1, min_admins=0, **NO_RETRIES)
    (action,) = result["plan"]["actions"]
    assert result["failed"] and result["changed"] is True and action["changed"] is True
    assert "accepted, but a later step failed" in action["msg"] and "not cut off completely" in action["msg"], action["msg"]


@pytest.mark.parametrize("then", [{"kind": "status", "status": status} for status in (429, 403, 400, 409)] + [{"kind": "expired_token"}], ids=str)
@pytest.mark.parametrize(("platform", "method", "module", "params"), [
    ("thousandeyes", "PUT", "te_user", {"email": MONA, "name": "Mona Lind"}), ("contabo", "PATCH", "contabo_user", {"email": RAVI, "last_name": "Lind"}),
])
def test_what_is_said_to_a_second_try_is_not_said_of_the_first(
    bench: Bench, then: dict[str, Any], platform: str, method: str, module: str, params: dict[str, Any],
) -> None:
    """The first was carried out, and its answer was lost."""
    bench.sandbox._controlled("PUT", "faults", [
        {"platform": platform, "method": method, "path": "/users/", "kind": "lost_response", "times": 1},
        {"platform": platform, "method": method, "path": "/users/", "times": 0, **then},
    ])
    result = bench.run(module, **params)
    assert result["changed"] is True, result.get("msg")
    bench.sandbox.faults.clear()
    assert bench.run(module, **params)["changed"] is False


def test_what_cannot_be_read_after_such_a_second_try_is_unknown(bench: Bench) -> None:
    bench.sandbox._controlled("PUT", "faults", [
        {"platform": "contabo", "method": "PATCH", "path": "/users/", "kind": "lost_response", "times": 1},
        {"platform": "contabo", "method": "PATCH", "path": "/users/", "kind": "status", "status": 403, "times": 0},
    ])
    patched = False

    def judge(request: Request) -> Response | None:
        nonlocal patched
        patched |= request.method == "PATCH"
        return Response("gone", 403, content_type="text/plain") if patched and request.method == "GET" else None

    before(bench, judge)
    result = bench.run("contabo_user", email=RAVI, last_name="Lind")
    assert result["failed"] and "changed" not in result, result
    assert "was lost" in result["msg"] and "answered 403" in result["msg"], result["msg"]

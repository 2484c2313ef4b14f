# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins: as few as possible, never twice with a password that was refused, and ended where they count as sessions."""

from __future__ import annotations

import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
from typing import Any

import pytest
import requests

from ansible_collections.people.access.plugins.module_utils.engine.auth import PasswordGrant
from ansible_collections.people.access.plugins.module_utils.engine.errors import RequestFailed
from ansible_collections.people.access.plugins.module_utils.engine.parallel import SIDE_BY_SIDE
from tests.harness import URL, Bench
from tests.sandbox.__main__ import environment
from tests.sandbox.app import Fault, Sandbox
from tests.sandbox.wire import RunningServer, WsgiAdapter
from tests.sandbox.world import CREDENTIALS
from tests.unit.doubles import ScriptedSession, answer, client

NEW: dict[str, dict[str, Any]] = {
    "contabo": {"email": "zoe.park@x.example", "first_name": "Zoe", "last_name": "Park", "roles": ["Network"]},
    "tsna": {"name": "zpark", "email": "zoe.park@x.example", "roles": ["Planner"], "password": "Fj4-quiet-harbor"},
}
LOGIN = {"contabo": "/auth/token", "tsna": "/token"}
MODULES = pathlib.Path(__file__).resolve().parents[3] / "plugins" / "modules"
API = "^/v(1|4.0)/"  # everything but the login
both = pytest.mark.parametrize("platform", ["contabo", "tsna"])


def logins(result: dict[str, Any]) -> list[int]:
    return [entry["status"] for entry in result["journal"] if entry["path"].endswith("/token") and entry["method"] == "POST"]


def logouts(result: dict[str, Any]) -> list[int]:
    return [entry["status"] for entry in result["journal"] if entry["path"] == "/token" and entry["method"] == "DELETE"]


def api_sessions(bench: Bench) -> list[Any]:
    return [session for session in bench.sandbox.platform("tsna").sessions() if session["api"]]


def token_of(platform: str) -> str:
    """A token that somebody made before the task."""
    form = {"grant_type": "password", "username": CREDENTIALS["TSNA_USERNAME"], "password": CREDENTIALS["TSNA_PASSWORD"]}
    if platform == "contabo":
        form = {
            "grant_type": "password", "username": CREDENTIALS["CNTB_OAUTH2_USER"], "password": CREDENTIALS["CNTB_OAUTH2_PASS"],
            "client_id": CREDENTIALS["CNTB_OAUTH2_CLIENT_ID"], "client_secret": CREDENTIALS["CNTB_OAUTH2_CLIENT_SECRET"],
        }
    base = f"{URL}/contabo/auth" if platform == "contabo" else f"{URL}/tsna/bca-networks/api"
    return str(requests.Session().post(f"{base}/token", data=form).json()["access_token"])


@both
@pytest.mark.parametrize("check", [True, False])
def test_one_login_in_a_task(bench: Bench, platform: str, check: bool) -> None:
    result = bench.run(f"{platform}_user", check=check, **NEW[platform])
    assert result["changed"] and result["requests"] >= 4
    assert logins(result) == [200]
    assert result["journal"][0]["path"] == LOGIN[platform]


@both
@pytest.mark.parametrize("after", [0, 1, 2, 3, 4])
def test_an_expired_token_is_renewed_once_in_mid_run(bench: Bench, platform: str, after: int) -> None:
    bench.fault(kind="expired_token", platform=platform, path=API, after=after)
    result = bench.run(f"{platform}_user", **NEW[platform])
    assert result["action"] == "created", result
    assert logins(result) == [200, 200]
    assert len([entry for entry in result["writes"] if entry["status"] == 201]) == 1
    assert api_sessions(bench) == []
    assert bench.run(f"{platform}_user", **NEW[platform])["changed"] is False


@both
def test_a_second_refusal_fails(bench: Bench, platform: str) -> None:
    bench.fault(kind="expired_token", platform=platform, path=API, times=0)
    result = bench.run(f"{platform}_user", **NEW[platform])
    assert result["failed"] and "401" in result["msg"] and "Check " in result["msg"]
    assert len([entry for entry in result["journal"] if entry["path"].startswith("/v")]) == 2
    assert logins(result)[:2] == [200, 200]
    assert result["writes"] == []
    assert api_sessions(bench) == []


@both
def test_every_request_may_meet_an_expired_token(bench: Bench, platform: str) -> None:
    """A token that lives shorter than the task: each request renews for itself."""
    bench.fault(kind="delay")
    requests_needed = bench.run(f"{platform}_user", check=True, **NEW[platform])["requests"]
    for after in range(requests_needed):
        bench.fault(kind="expired_token", platform=platform, path=API, after=after)
        assert bench.run(f"{platform}_user", check=True, **NEW[platform])["changed"] is True


@pytest.mark.parametrize("after", [0, 2])
def test_static_tokens_are_not_renewed(bench: Bench, after: int) -> None:
    for platform, module in (("thousandeyes", "te_user_info"), ("segment", "segment_user_info")):
        bench.fault(kind="status", status=401, platform=platform, times=0, after=after)
        result = bench.run(module, details=True)
        assert result["failed"] and "Check " in result["hint"] and "oken" in result["hint"]
        seen = [entry["status"] for entry in result["journal"]]
        assert seen[:after] == [200] * after and set(seen[after:]) == {401}
        assert len(seen) <= after + SIDE_BY_SIDE  # what was under way, and none of the rest


@both
def test_a_wrong_password_is_tried_once(bench: Bench, platform: str) -> None:
    result = bench.run(f"{platform}_user", **{**NEW[platform], f"{platform}_password": "wrong-harbor"})
    assert result["failed"] and "login failed" in result["msg"].lower()
    assert f"{platform}_password" in result["hint"]
    assert [(entry["path"], entry["status"]) for entry in result["journal"]] == [(LOGIN[platform], 401)]
    assert "wrong-harbor" not in bench.printed


@both
def test_a_password_that_has_become_wrong_is_tried_once_more_at_most(bench: Bench, platform: str) -> None:
    """The token expires, and by then the password was changed: the second login is the last one, also for the logout."""
    bench.fault(kind="expired_token", platform=platform, path=API, after=1)
    bench.sandbox.faults.append(type(bench.sandbox.faults[0])("status", platform, "POST", LOGIN[platform] + "$", times=0, after=1, status=401))
    result = bench.run(f"{platform}_user", **NEW[platform])
    assert result["failed"] and "login failed" in result["msg"].lower()
    assert logins(result) == [200, 401]


@both
def test_a_refused_password_is_not_sent_again_for_the_next_object(bench: Bench, platform: str) -> None:
    """Each of the three would log in for itself, and five failures lock an account."""
    key = "email" if platform == "contabo" else "name"
    users = [{**NEW[platform], key: f"{number}.{NEW[platform][key]}"} for number in range(3)]
    bench.fault(kind="expired_token", platform=platform, method="POST", path=API)
    bench.sandbox.faults.append(type(bench.sandbox.faults[0])("status", platform, "POST", LOGIN[platform] + "$", times=0, after=1, status=401))
    result = bench.run(f"{platform}_users", users=users)
    assert [user["action"] for user in result["users"]] == ["failed"] * 3
    assert logins(result) == [200, 401]


@both
def test_a_login_that_is_limited_is_waited_out(bench: Bench, platform: str) -> None:
    bench.fault(kind="status", status=429, platform=platform, path=LOGIN[platform], times=2)
    result = bench.run(f"{platform}_user", **NEW[platform])
    assert result["changed"] is True
    assert logins(result) == [429, 429, 200]


@both
def test_a_given_token_means_no_login_and_no_logout(bench: Bench, platform: str) -> None:
    token = token_of(platform)
    for state in ("present", "absent"):
        result = bench.run(f"{platform}_user", **{**NEW[platform], "state": state, f"{platform}_token": token})
        assert result["changed"] is True
        assert not [entry for entry in result["journal"] if entry["path"].endswith("/token")]
        assert token not in bench.printed
    if platform == "tsna":
        assert len(api_sessions(bench)) == 1  # whoever opened it ends it


@both
def test_a_given_token_without_a_password_is_enough(bench: Bench, monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    token = token_of(platform)
    for name in CREDENTIALS:
        monkeypatch.delenv(name)
    assert bench.run(f"{platform}_user", **{**NEW[platform], f"{platform}_token": token})["action"] == "created"
    result = bench.run(f"{platform}_user", **{**NEW[platform], f"{platform}_token": "stale"})
    assert result["failed"] and logins(result) == [] and result["journal"][-1]["status"] == 401
    assert "Check " in result["hint"]


@both
def test_a_stale_given_token_is_replaced_by_a_login(bench: Bench, platform: str) -> None:
    result = bench.run(f"{platform}_user", **{**NEW[platform], f"{platform}_token": "stale-token-of-yesterday"})
    assert result["action"] == "created"
    assert logins(result) == [200]
    assert api_sessions(bench) == []
    assert "stale-token-of-yesterday" not in bench.printed


@both
def test_missing_credentials_are_named_with_their_variables(bench: Bench, monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    variable = {"contabo": "CNTB_OAUTH2_PASS", "tsna": "TSNA_PASSWORD"}[platform]
    monkeypatch.delenv(variable)
    result = bench.run(f"{platform}_user", **NEW[platform])
    assert result["failed"] and f"{platform}_password (or {variable} in the environment)" in result["msg"]
    assert result["journal"] == []


# -- the end of a session at TSNA ------------------------------------------------------------------------------------------------------

ENDS: dict[str, dict[str, Any]] = {
    "success": {}, "check mode": {"check": True}, "unknown role": {"roles": ["Plannner"]}, "refused by the server": {"password": "has space"},
    "refused by a guard": {"name": "automation", "state": "absent"},
}


@pytest.mark.parametrize("end", ENDS)
def test_the_session_is_ended_whatever_happens(bench: Bench, end: str) -> None:
    result = bench.run("tsna_user", **{**NEW["tsna"], **ENDS[end]})
    assert bool(result.get("failed")) is (end not in ("success", "check mode")), result
    assert logouts(result) == [204]
    assert result["journal"][-1]["path"] == "/token"
    assert api_sessions(bench) == []


@pytest.mark.parametrize("kind", ["reset", "html", "status", "not_json", "lost_response"])
def test_the_session_is_ended_after_a_failure(bench: Bench, kind: str) -> None:
    bench.fault(kind=kind, platform="tsna", path=API, times=0, after=2)
    result = bench.run("tsna_user", **NEW["tsna"])
    assert result["failed"]
    assert api_sessions(bench) == []


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_a_session_whose_token_was_refused_is_ended_too(bench: Bench, after: int) -> None:
    """A 401 may be a passing fault of the server, and the session alive."""
    bench.fault(kind="status", status=401, platform="tsna", path=API, after=after)
    result = bench.run("tsna_user", **NEW["tsna"])
    assert (result["action"], logins(result), logouts(result)) == ("created", [200, 200], [204, 204])
    assert api_sessions(bench) == []


# Of every module a task that is done.
TASKS: dict[str, dict[str, Any]] = {
    "tsna_current_user_info": {}, "tsna_page_size": {"list_name": "users", "size": 50}, "tsna_role_info": {}, "tsna_session": {"user": "rstone"},
    "tsna_session_info": {}, "tsna_user": {"name": "rstone", "email": "r@x.example"}, "tsna_user_info": {},
    "tsna_users": {"users": [{"name": "rstone", "email": "r@x.example"}]},
}


def test_every_module_of_tsna_has_a_task_here() -> None:
    assert {*TASKS, "tsna_password"} == {path.stem for path in MODULES.glob("tsna_*.py")}  # which has a login more


@pytest.mark.parametrize("module", TASKS)
def test_every_module_logs_in_once_and_ends_its_session(bench: Bench, module: str) -> None:
    for check in (True, False):
        result = bench.run(module, check=check, **TASKS[module])
        assert result.get("failed") is None, result
        assert (logins(result), logouts(result), api_sessions(bench)) == ([200], [204], [])


@pytest.mark.parametrize("kind", ["reset", "html", "status", "not_json", "lost_response"])
@pytest.mark.parametrize("module", TASKS)
def test_every_module_ends_its_session_after_a_failure(bench: Bench, module: str, kind: str) -> None:
    for after in (0, 1):
        bench.fault(kind=kind, platform="tsna", path=API, times=0, after=after)
        bench.run(module, **TASKS[module])
        assert "Traceback" not in bench.printed
        assert api_sessions(bench) == []


# A shell that runs the tests in the background has its children ignore interrupts.
CANCELLED = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from tests.arguments import patch_module_args
from ansible_collections.people.access.plugins.modules.tsna_user_info import main
with patch_module_args({}):
    main()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_cancelled_task_ends_its_session(number: int) -> None:
    arrived, go = threading.Event(), threading.Event()

    def held(seconds: float) -> None:
        arrived.set()
        go.wait(30)

    sandbox = Sandbox(sleep=held)
    sandbox.faults = [Fault("delay", "tsna", "GET", "/v4.0/users")]
    with RunningServer(sandbox) as url:
        environ = {**os.environ, **environment(url), "PYTHONPATH": os.pathsep.join(sys.path)}
        task = subprocess.Popen([sys.executable, "-c", CANCELLED], env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assert arrived.wait(30)
        assert [session for session in sandbox.platform("tsna").sessions() if session["api"]]
        task.send_signal(number)
        assert task.wait(30) != 0
        assert [session for session in sandbox.platform("tsna").sessions() if session["api"]] == []
        go.set()


@pytest.mark.parametrize("fault", [{"kind": "status", "status": 500}, {"kind": "status", "status": 403}, {"kind": "html"}, {"kind": "reset"}], ids=str)
def test_a_failed_logout_spoils_nothing(bench: Bench, fault: dict[str, Any]) -> None:
    bench.fault(platform="tsna", method="DELETE", path="^/token$", times=0, **fault)
    result = bench.run("tsna_user", **NEW["tsna"])
    assert result["action"] == "created"


def test_a_session_that_is_over_already_is_not_opened_again_to_end_it(bench: Bench) -> None:
    bench.fault(kind="expired_token", platform="tsna", method="DELETE", path="^/token$")
    result = bench.run("tsna_user", **NEW["tsna"])
    assert result["action"] == "created"
    assert logins(result) == [200]
    assert api_sessions(bench) == []


# -- what a login may answer ------------------------------------------------------------------------------------------------------------


def grant(**more: Any) -> PasswordGrant:
    return PasswordGrant("https://login.example/token", {"username": "ada", "password": "p&+ %41"}, "example_password", "example_url", **more)


def test_who_meets_the_same_expired_token_later_takes_the_new_one() -> None:
    """Details are fetched side by side."""
    session = ScriptedSession(*(answer(200, {"access_token": number}) for number in (1, 2, 3)))
    auth = grant()
    http = client(session, auth=auth)
    assert auth.header(http) == "Bearer 1"
    assert [auth.renew(http, "Bearer 1"), auth.renew(http, "Bearer 1"), auth.header(http)] == [True, True, "Bearer 2"]
    assert len(session.sent) == 2


def test_the_form_is_encoded_and_unsigned() -> None:
    session = ScriptedSession(answer(200, {"access_token": 4747653682904491905}), answer(200, {}))
    client(session, auth=grant()).get("/users")
    login, call = session.sent
    assert login.body == "username=ada&password=p%26%2B+%2541&grant_type=password"
    assert login.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert [entry.headers.get("Authorization") for entry in (login, call)] == [None, "Bearer 4747653682904491905"]


@pytest.mark.parametrize("data", [{}, {"access_token": ""}, {"access_token": None}, {"access_token": {"a": 1}}, [], "token", {"error": "no"}], ids=repr)
def test_a_login_without_a_token_fails(data: Any) -> None:
    session = ScriptedSession(answer(200, data))
    with pytest.raises(RequestFailed, match="access_token") as caught:
        client(session, auth=grant()).get("/users")
    assert "example_password" in caught.value.hint
    assert len(session.sent) == 1


def test_tokens_obtained_on_the_way_are_kept_secret() -> None:
    session = ScriptedSession(
        answer(200, {"access_token": "first-token"}), answer(401), answer(200, {"access_token": "second-token"}),
        answer(400, text="first-token second-token are no good", kind="text/plain"),
    )
    http = client(session, auth=grant())
    with pytest.raises(RequestFailed) as caught:
        http.get("/users")
    assert {"first-token", "second-token"} <= http.secrets
    assert "-token" not in json.dumps(caught.value.result())


def test_the_adapter_of_the_harness_is_in_use(bench: Bench) -> None:
    assert isinstance(requests.Session().get_adapter(URL), WsgiAdapter)


def test_a_refused_login_is_told_once_however_often_it_is_met() -> None:
    http = client(ScriptedSession(answer(401, {"error_description": "no"})), auth=PasswordGrant("/token", {"password": "x"}, "the password", "example_url"))
    hints = []
    for dummy in range(3):
        with pytest.raises(RequestFailed) as caught:
            http.get("/users")
        hints.append(caught.value.hint)
        caught.value.hint += " More that was found out."  # as those do who meet it
    assert len(set(hints)) == 1 and caught.value.status == 401 and http.requests == 1


def test_every_token_of_a_login_is_a_secret() -> None:
    tokens = {"access_token": "acc-4711-x", "refresh_token": "ref-4711-x", "id_token": "idt-4711-x"}
    http = client(ScriptedSession(answer(200, tokens), answer(400, text=" ".join(tokens.values()), kind="text/plain")),
                  auth=PasswordGrant("/token", {"password": "x"}, "the password", "example_url"))
    with pytest.raises(RequestFailed) as caught:
        http.get("/users")
    assert "4711" not in caught.value.message

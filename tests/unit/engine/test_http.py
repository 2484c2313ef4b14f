# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP client: what is repeated and what is not, how long it waits, what it says, and that it keeps secrets."""

from __future__ import annotations

import html
import json
import os
import re
import threading
from datetime import datetime, timezone
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from requests.adapters import BaseAdapter
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NameResolutionError, NewConnectionError

from ansible_collections.people.access.plugins.module_utils.engine.auth import Bearer
from ansible_collections.people.access.plugins.module_utils.engine.clock import Clock
from ansible_collections.people.access.plugins.module_utils.engine.conventions import ApiConventions
from ansible_collections.people.access.plugins.module_utils.engine.errors import (
    AmbiguousWrite,
    BadInput,
    Cancelled,
    Conflict,
    Missing,
    PeopleError,
    RequestFailed,
    UnexpectedResponse,
    WriteBlocked,
)
from ansible_collections.people.access.plugins.module_utils.engine.http import Auth, Http
from ansible_collections.people.access.plugins.module_utils.engine.masking import MASK
from ansible_collections.people.access.plugins.module_utils.engine.recording import Write
from ansible_collections.people.access.plugins.module_utils.engine.request import Request
from ansible_collections.people.access.plugins.module_utils.engine.response import plain_sentence
from ansible_collections.people.access.plugins.module_utils.engine.schema import obj, string
from ansible_collections.people.access.plugins.module_utils.platforms.contabo import client as contabo
from ansible_collections.people.access.plugins.module_utils.platforms.segment import client as segment
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes import client as thousandeyes
from ansible_collections.people.access.plugins.module_utils.platforms.tsna import client as tsna
from tests.harness import Bench, FakeTime
from tests.sandbox.world import World
from tests.security.proxy import Proxy, in_turn
from tests.unit.doubles import ScriptedSession, Static, answer, client

POOL = HTTPConnectionPool("api.example", 443)
LINE = HTTPConnection("api.example", 443)


def not_connected(reason: Any) -> requests.ConnectionError:
    """What requests raises when no connection could be made, with what urllib3 puts into it."""
    return requests.ConnectionError(MaxRetryError(POOL, "/v1/users", reason))


REFUSED = not_connected(NewConnectionError(LINE, "Failed to establish a new connection: [Errno 111] Connection refused"))
UNRESOLVED = not_connected(NameResolutionError("api.example", LINE, OSError(-2, "Name or service not known")))
NO_CONNECT = requests.ConnectTimeout(MaxRetryError(POOL, "/v1/users", ConnectTimeoutError(LINE, "timed out")))
RESET = requests.ConnectionError("('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))")
READ_TIMEOUT = requests.ReadTimeout("Read timed out. (read timeout=30)")
TRUNCATED = requests.exceptions.ChunkedEncodingError("IncompleteRead(10 bytes read, 64 more expected)")
TLS = requests.exceptions.SSLError("certificate verify failed: self-signed certificate")
PROXY = requests.exceptions.ProxyError("Cannot connect to proxy.", OSError("Tunnel connection failed: 407"))

OUTCOMES: dict[str, Any] = {
    "429": answer(429), "429 hint": answer(429, headers={"Retry-After": "7"}), "500": answer(500), "502": answer(502), "503": answer(503),
    "503 hint": answer(503, headers={"Retry-After": "7"}), "504": answer(504), "refused": REFUSED, "unresolved": UNRESOLVED,
    "no connect": NO_CONNECT, "reset": RESET, "read timeout": READ_TIMEOUT, "truncated": TRUNCATED, "tls": TLS, "proxy": PROXY,
    "400": answer(400), "401": answer(401), "403": answer(403), "404": answer(404), "409": answer(409), "301": answer(301),
}
# Nothing has been carried out, so every verb may be repeated.
UNTOUCHED = ("429", "429 hint", "503 hint", "refused", "unresolved", "no connect")
# Something may have been carried out.
UNSURE = ("500", "502", "503", "504", "reset", "read timeout", "truncated")
FINAL = ("tls", "proxy", "400", "401", "403", "404", "409", "301")
CALLS: dict[str, tuple[str, dict[str, Any], bool]] = {
    "GET": ("GET", {}, True), "PUT": ("PUT", {}, True), "DELETE": ("DELETE", {}, True), "POST": ("POST", {}, False), "PATCH": ("PATCH", {}, False),
    "PATCH of values": ("PATCH", {"repeatable": True}, True), "reading POST": ("POST", {"safe": True}, True),
    "PUT once": ("PUT", {"repeatable": False}, False),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("call", CALLS)
def test_what_is_repeated(call: str, outcome: str) -> None:
    verb, options, repeatable = CALLS[call]
    again = outcome in UNTOUCHED or repeatable and outcome not in FINAL
    session, clock = ScriptedSession(OUTCOMES[outcome], answer(200, {"ok": True})), FakeTime()
    http = client(session, clock=clock)
    if again:
        assert http.send(Request(verb, "/users", **options)).data == {"ok": True}
    else:
        with pytest.raises(RequestFailed) as caught:
            http.send(Request(verb, "/users", **options))
        assert isinstance(caught.value, AmbiguousWrite) is (outcome in UNSURE)
        assert "Example: " + verb in caught.value.message or outcome in UNSURE
    assert len(session.sent) == http.requests == 1 + again
    least, most = (0, 0) if not again else (7, 7) if outcome.endswith("hint") else (3.75, 5) if outcome == "429" else (0.75, 1)
    assert http.waited == pytest.approx(sum(clock.slept))
    assert least <= http.waited <= most


@pytest.mark.parametrize("outcome", [*UNTOUCHED, *UNSURE])
def test_what_persists_fails_in_the_end(outcome: str) -> None:
    session, clock = ScriptedSession(OUTCOMES[outcome]), FakeTime()
    http = client(session, clock=clock, retries=3)
    with pytest.raises(RequestFailed) as caught:
        http.get("/users")
    assert not isinstance(caught.value, AmbiguousWrite)
    assert len(session.sent) == http.requests == 4
    assert len(clock.slept) == 3 and http.waited == pytest.approx(sum(clock.slept))
    expected = [7, 7, 7] if outcome.endswith("hint") else [5, 10, 20] if outcome == "429" else [1, 2, 4]
    assert all(0.75 * most <= slept <= most for slept, most in zip(clock.slept, expected))


@pytest.mark.parametrize("retries", [0, 1, 5])
def test_retries_is_the_number_of_repetitions(retries: int) -> None:
    session = ScriptedSession(answer(502))
    with pytest.raises(RequestFailed):
        client(session, retries=retries).get("/users")
    assert len(session.sent) == retries + 1


def test_what_would_outlast_the_budget_fails_at_once() -> None:
    session, clock = ScriptedSession(answer(429, headers={"Retry-After": "121"})), FakeTime()
    with pytest.raises(RequestFailed, match="answered 429"):
        client(session, clock=clock).send(Request("POST", "/users"))
    assert (len(session.sent), clock.slept) == (1, [])
    session = ScriptedSession(answer(429, headers={"Retry-After": "50"}))
    with pytest.raises(RequestFailed, match="answered 429"):
        client(session, clock=clock, retries=9).send(Request("POST", "/users"))
    assert (len(session.sent), clock.slept) == (3, [50, 50])


def test_each_request_has_a_budget_of_its_own() -> None:
    limited = answer(429, headers={"Retry-After": "100"})
    http = client(ScriptedSession(limited, answer(), limited, answer()))
    http.get("/users")
    http.get("/users")
    assert http.waited == 200


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(
    script=st.lists(st.sampled_from(sorted(OUTCOMES)), min_size=1, max_size=12), call=st.sampled_from(sorted(CALLS)),
    retries=st.integers(0, 6), budget=st.floats(0, 40),
)
def test_retries_and_budget_bound_everything(script: list[str], call: str, retries: int, budget: float) -> None:
    verb, options, dummy = CALLS[call]
    session, clock = ScriptedSession(*(OUTCOMES[entry] for entry in script), answer(200, {})), FakeTime()
    http = client(session, clock=clock, retries=retries, retry_budget=budget)
    try:
        http.send(Request(verb, "/users", **options))
    except RequestFailed:
        pass
    assert http.waited == pytest.approx(sum(clock.slept))
    assert http.waited <= budget
    assert len(session.sent) == http.requests <= retries + 1


# -- what reads well ----------------------------------------------------------------------------------------------------------------


def test_each_shorthand_sends_one_request_and_gives_the_data() -> None:
    session = ScriptedSession(answer(200, {"ok": 1}))
    http = client(session)
    assert [http.get("/a", query={"x": 1}), http.get_or_none("/b"), http.post("/c", {"y": 2}), http.put("/d", {}, query={"z": 3})] == [{"ok": 1}] * 4
    http.delete("/e", query={"q": 4})
    assert [(request.method, request.path_url, request.body) for request in session.sent] == [
        ("GET", "/v1/a?x=1", None), ("GET", "/v1/b", None), ("POST", "/v1/c", b'{"y": 2}'), ("PUT", "/v1/d?z=3", b"{}"), ("DELETE", "/v1/e?q=4", None),
    ]


def test_a_deletion_may_be_answered_with_any_text_but_a_page() -> None:
    client(ScriptedSession(answer(text="Done", kind="text/plain"))).delete("/users/1")
    with pytest.raises(AmbiguousWrite, match="HTML instead of JSON"):
        client(ScriptedSession(answer(text=PAGE, kind="text/html"))).delete("/users/1")


def test_only_a_404_means_that_there_is_none() -> None:
    assert client(ScriptedSession(answer(404))).get_or_none("/users/1", schema=obj(id=string)) is None
    assert client(ScriptedSession(answer(200, {"id": "a"}))).get_or_none("/users/1", schema=obj(id=string)) == {"id": "a"}
    with pytest.raises(UnexpectedResponse, match="GET /users/1 was answered in an unexpected format: id is missing"):
        client(ScriptedSession(answer(200, {}))).get_or_none("/users/1?x=y", schema=obj(id=string))
    for status in (400, 403, 410):
        with pytest.raises(RequestFailed, match=f"answered {status}"):
            client(ScriptedSession(answer(status))).get_or_none("/users/1")


def test_an_empty_success_is_no_404_and_is_told_without_secrets() -> None:
    with pytest.raises(RequestFailed) as caught:
        client(ScriptedSession(answer(204, text="")), secrets=["s3cret-4711"]).get_or_none("/users/s3cret-4711?a=b")
    assert caught.value.message == f"Example: GET /users/{MASK} returned an empty body."


def test_a_request_is_shown_without_what_it_carries() -> None:
    request = Request("PUT", "/password", {"q": "hidden-1"}, {"a": "hidden-2"}, {"b": "hidden-3"}, {"Authorization": "hidden-4"})
    assert "hidden" not in repr(request) and "'PUT'" in repr(request) and "'/password'" in repr(request)


# -- check mode --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("options", [{}, {"repeatable": True}, {"expect_json": False}, {"authorize": False}])
def test_a_write_in_check_mode_is_stopped_before_it_is_sent(verb: str, options: dict[str, Any]) -> None:
    session = ScriptedSession(answer())
    http = client(session, read_only=True)
    with pytest.raises(WriteBlocked):
        http.send(Request(verb, "/users", json={}, **options))
    assert (session.sent, http.requests) == ([], 0)


def test_reads_and_logins_pass_in_check_mode() -> None:
    session = ScriptedSession(answer())
    http = client(session, read_only=True)
    http.get("/users")
    http.send(Request("POST", "/token", form={"grant_type": "password"}, safe=True))
    assert [request.method for request in session.sent] == ["GET", "POST"]


# -- 401 -----------------------------------------------------------------------------------------------------------------------------


class Renewing(Auth):
    """Hands out numbered tokens."""

    def __init__(self, able: bool = True) -> None:
        self.number, self.able = 1, able

    def header(self, http: Http) -> str:
        return f"Bearer number-{self.number}"

    def renew(self, http: Http, refused: str) -> bool:
        self.number += 1
        return self.able


@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_a_401_renews_once(verb: str) -> None:
    session = ScriptedSession(answer(401), answer(200, {"ok": 1}))
    assert client(session, auth=Renewing()).send(Request(verb, "/users")).data == {"ok": 1}
    assert [request.headers.get("Authorization") for request in session.sent] == ["Bearer number-1", "Bearer number-2"]


def test_a_second_401_fails() -> None:
    session, auth = ScriptedSession(answer(401)), Renewing()
    with pytest.raises(RequestFailed, match="answered 401"):
        client(session, auth=auth).get("/users")
    assert (len(session.sent), auth.number) == (2, 2)


@pytest.mark.parametrize(("auth", "options"), [(Renewing(able=False), {}), (Renewing(), {"authorize": False}), (Bearer("x"), {})])
def test_a_401_that_cannot_be_renewed_fails_at_once(auth: Auth, options: dict[str, Any]) -> None:
    session = ScriptedSession(answer(401))
    with pytest.raises(RequestFailed, match="answered 401"):
        client(session, auth=auth).send(Request("POST", "/users", **options))
    assert len(session.sent) == 1


# -- what is said ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(status: int) -> None:
    session = ScriptedSession(answer(status, headers={"Location": "https://elsewhere.example/"}))
    with pytest.raises(RequestFailed) as caught:
        client(session).get("/users")
    assert "example_url" in caught.value.hint
    assert len(session.sent) == 1


def test_a_token_does_not_follow_a_redirect_over_a_real_connection() -> None:
    asked: list[str] = []

    class Moved(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Moved) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(RequestFailed, match="answered 302"):
            client(None, base_url=f"http://127.0.0.1:{server.server_port}").get("/users")
        server.shutdown()
    assert asked == ["/users"]


PAGE = "<!DOCTYPE html><html><head><style>p {}</style></head><body><h1>Please sign in</h1></body></html>"


@pytest.mark.parametrize("response", [
    answer(text=PAGE, kind="text/html"), answer(text=PAGE), answer(text="  \n<html><body>hi</body></html>", kind="text/plain"),
    answer(text='{"users": ['), answer(text="OK", kind="text/plain"),
], ids=["html", "html called json", "html called text", "half a json", "text"])
@pytest.mark.parametrize("verb", ["GET", "POST", "PUT"])
def test_a_success_that_is_no_json(verb: str, response: requests.Response) -> None:
    session = ScriptedSession(response)
    with pytest.raises(RequestFailed, match="instead of JSON") as caught:
        client(session).send(Request(verb, "/users"))
    assert isinstance(caught.value, AmbiguousWrite) is (verb != "GET")  # a write may have been carried out
    assert "example_url" in caught.value.hint and "proxy" in caught.value.hint
    assert len(session.sent) == 1


def test_an_answer_that_need_not_be_json_may_be_anything_but_a_page() -> None:
    assert client(ScriptedSession(answer(text="Done", kind="text/plain"))).send(Request("DELETE", "/users/1", expect_json=False)).text == "Done"
    with pytest.raises(AmbiguousWrite, match="HTML instead of JSON"):
        client(ScriptedSession(answer(text=PAGE, kind="text/html"))).send(Request("DELETE", "/users/1", expect_json=False))


def test_an_empty_success_has_no_data() -> None:
    assert client(ScriptedSession(answer(204, text=""))).send(Request("DELETE", "/users/1")).data is None


@pytest.mark.parametrize(("failure", "words"), [
    (TLS, ("certificate", "ca_path")), (PROXY, ("proxy", "HTTPS_PROXY")), (READ_TIMEOUT, ("30 s", "timeout")), (NO_CONNECT, ("30 s", "timeout")),
    (REFUSED, ("example_url", "network")), (UNRESOLVED, ("example_url", "network")), (RESET, ("example_url", "network")),
], ids=["tls", "proxy", "read timeout", "connect timeout", "refused", "unresolved", "reset"])
@pytest.mark.parametrize("call", ["GET", "login"])
def test_no_answer_says_what_to_check(call: str, failure: Exception, words: tuple[str, ...]) -> None:
    """A login changes nothing people care about: it is not told as a write of which nobody knows."""
    http = client(ScriptedSession(failure), retries=0)
    with pytest.raises(RequestFailed) as caught:
        if call == "GET":
            http.get("/users")
        else:
            http.send(Request("POST", "/token", form={}, safe=True, repeatable=False, authorize=False))
    assert [word for word in words if word not in caught.value.hint] == []
    assert "got no answer" in caught.value.message
    assert caught.value.status is None


def test_hints_tell_the_causes_apart() -> None:
    hints = set()
    for failure in (TLS, PROXY, READ_TIMEOUT, REFUSED):
        with pytest.raises(RequestFailed) as caught:
            client(ScriptedSession(failure), retries=0).get("/users")
        hints.add(caught.value.hint)
    assert len(hints) == 4


@pytest.mark.parametrize(("status", "kind"), [(400, RequestFailed), (404, Missing), (409, Conflict), (422, RequestFailed), (418, RequestFailed)])
def test_kinds_of_refusals(status: int, kind: type[RequestFailed]) -> None:
    with pytest.raises(RequestFailed) as caught:
        client(ScriptedSession(answer(status, text="no such thing.", kind="text/plain"))).send(Request("POST", "/users?x=1"))
    assert caught.value.__class__ is kind
    assert caught.value.status == status
    assert caught.value.message == f"Example: POST /users answered {status}: no such thing."


def test_a_conflict_is_only_what_a_write_meets() -> None:
    with pytest.raises(RequestFailed) as caught:
        client(ScriptedSession(answer(409))).get("/users")
    assert not isinstance(caught.value, Conflict)


def test_errors_carry_the_facts_and_nothing_that_was_sent() -> None:
    conventions = ApiConventions("Example", lambda: {"x-request-id": "id-1", "X-Private": "header-value"}, hints={422: "Do this."}, request_id="x-request-id")
    with pytest.raises(RequestFailed) as caught:
        client(ScriptedSession(answer(422, text="bad", kind="text/plain")), conventions).post("/users", {"body": "sent"}, query={"q": "asked"})
    result = caught.value.result()
    facts = {"status": 422, "platform": "Example", "verb": "POST", "path": "/users", "request_id": "id-1"}
    assert result == {"msg": "Example: POST /users answered 422: bad. Do this.", "hint": "Do this.", "error": facts}
    assert not [text for text in ("header-value", "asked", "sent", "Bearer") if text in json.dumps(result)]


def test_a_page_becomes_a_sentence() -> None:
    with pytest.raises(RequestFailed, match="answered 502: Please sign in[.]"):
        client(ScriptedSession(answer(502, text=PAGE, kind="text/html")), retries=0).get("/users")


def test_long_answers_are_cut() -> None:
    with pytest.raises(RequestFailed) as caught:
        client(ScriptedSession(answer(400, text="word " * 5000, kind="text/plain"))).get("/users")
    assert len(caught.value.message) < 600


@pytest.mark.parametrize("url", ["", "api.example", "ftp://api.example", "https://", "/v1"])
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(BadInput) as caught:
        client(ScriptedSession(), base_url=url)
    assert "example_url" in caught.value.hint


# -- secrets -----------------------------------------------------------------------------------------------------------------------------

SECRET = 'Fj4"quiet&<harbor>+%41'
ECHOES: dict[str, Any] = {
    "a text": answer(400, text=f"you sent {SECRET}!", kind="text/plain"), "a known member": answer(400, {"message": f"you sent {SECRET}!"}),
    "json of unknown shape": answer(400, {"unknown": {"shape": [SECRET]}}), "a form": answer(400, text=f"a=b&c={quote_plus(SECRET)}", kind="text/plain"),
    "a page": answer(400, text=f"<html><p>you sent {html.escape(SECRET)}!</p></html>", kind="text/html"),
    "what is cut off": answer(400, text="x" * 488 + SECRET, kind="text/plain"), "a trace": answer(500, text=f"at {SECRET}\n\tat {SECRET}", kind="text/plain"),
    "an exception": requests.ConnectionError(f"failed with {SECRET} in it"), "the path": None,
}
SENTENCES = {"plain": plain_sentence, **{item.TITLE: item.CONVENTIONS.error_message for item in (thousandeyes, segment, contabo, tsna)}}


@pytest.mark.parametrize("echo", ECHOES)
def test_secrets_are_masked_wherever_they_come_back(echo: str) -> None:
    outcome, path = (ECHOES[echo], "/users") if ECHOES[echo] is not None else (answer(404), f"/users/{SECRET}")
    told = []
    for sentence in SENTENCES.values():
        for verb in ("GET", "POST"):
            with pytest.raises(RequestFailed) as caught:
                client(
                    ScriptedSession(outcome), ApiConventions("Example", dict, error_message=sentence), secrets=[SECRET, None, ""], retries=0
                ).send(Request(verb, path))
            told.append(json.dumps(caught.value.result()))
    assert not [text[-90:] for text in told if "Fj4" in text or "quiet" in text or "harbor" in text]


def test_a_secret_within_another_leaves_no_rest() -> None:
    http = client(ScriptedSession(), secrets=["token", "token-and-more"])
    assert http.redact("token-and-more token") == "******** ********"


# -- how requests is told ------------------------------------------------------------------------------------------------------------------


class Recorder(BaseAdapter):
    """Takes what a real Session hands over."""

    def __init__(self) -> None:
        super().__init__()
        self.request: Any = None
        self.settings: dict[str, Any] = {}

    def send(self, request: Any, *args: Any, **settings: Any) -> requests.Response:
        self.request, self.settings = request, settings
        response = answer(200, {})
        response.request, response.url = request, request.url
        response.raw = None
        return response

    def close(self) -> None:
        pass


def handed_over(call: dict[str, Any] | None = None, **transport: Any) -> Recorder:
    recorder, session = Recorder(), requests.Session()
    session.mount("https://", recorder)
    client(session, **transport).send(Request("GET", "/users", **(call or {})))
    return recorder


@pytest.mark.parametrize(("transport", "verify"), [
    ({}, "/etc/bundle.pem"), ({"ca_path": "/own/ca.pem"}, "/own/ca.pem"), ({"validate_certs": False}, False),
    ({"validate_certs": False, "ca_path": "/own/ca.pem"}, False),
])
def test_certificates_are_checked_as_asked_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch, transport: dict[str, Any], verify: Any) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/bundle.pem")
    monkeypatch.setenv("CURL_CA_BUNDLE", "/etc/bundle.pem")
    assert handed_over(**transport).settings["verify"] == verify
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    monkeypatch.delenv("CURL_CA_BUNDLE")
    assert handed_over(**transport).settings["verify"] == (True if not transport else verify)


def test_the_proxy_is_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://from.environment:1")
    assert handed_over().settings["proxies"]["https"] == "http://from.environment:1"
    assert handed_over(proxy="http://proxy:3128").settings["proxies"]["https"] == "http://proxy:3128"
    monkeypatch.setenv("NO_PROXY", "api.example")
    assert handed_over(proxy="http://proxy:3128").settings["proxies"]["https"] == "http://proxy:3128"
    assert not handed_over().settings["proxies"].get("https")


def test_the_timeout_is_handed_over() -> None:
    assert handed_over(timeout=4.5).settings["timeout"] == 4.5


@pytest.mark.parametrize("where", ["HOME", "NETRC"])
def test_a_netrc_is_never_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine api.example login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.delenv("NETRC", raising=False)
    monkeypatch.setenv(where, str(tmp_path if where == "HOME" else netrc))
    nobody: Any = None  # no client is asked for a token that is given
    plain = requests.Session()
    plain.mount("https://", recorder := Recorder())
    plain.get("https://api.example/v1")
    assert recorder.request.headers["Authorization"].startswith("Basic")  # the trap is there
    assert handed_over().request.headers["Authorization"] == Static().header(nobody)
    assert "Authorization" not in handed_over({"authorize": False}).request.headers


def test_credentials_in_the_url_do_not_take_the_place_of_the_token() -> None:
    session = ScriptedSession(answer(200, {}))
    client(session, base_url="https://somebody:else@api.example/v1").get("/users")
    assert session.sent[0].headers["Authorization"] == "Bearer tok-static-51c2"


def test_a_cookie_comes_back_as_load_balancers_expect() -> None:
    first = answer(200, {})
    first.cookies.set("node", "b", domain="api.example", path="/")
    session = ScriptedSession(first, answer(200, {}))
    http = client(session)
    for dummy in range(3):
        http.get("/users")
    assert [request.headers.get("Cookie") for request in session.sent] == [None, "node=b", "node=b"]


def test_the_connections_of_a_host_are_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    monkeypatch.setattr(os.path, "isdir", lambda path: looked.append(path) or False)
    session = Http("https://api.example/v1", thousandeyes.CONVENTIONS, Static()).wire.session
    urls = ("https://api.example/a", "https://api.example/b", "https://other.example/", "http://api.example/")
    pools = [session.get_adapter(url).get_connection_with_tls_context(requests.Request("GET", url).prepare(), "/own/ca.pem") for url in urls]
    assert (len({id(pool) for pool in pools}), len(looked)) == (3, 3)
    assert [(pool.scheme, pool.host) for pool in pools[1:]] == [("https", "api.example"), ("https", "other.example"), ("http", "api.example")]
    assert pools[0].ca_certs == "/own/ca.pem"


def test_closing_closes_the_session_even_if_the_logout_fails() -> None:
    class Stubborn(Static):
        def close(self, http: Http) -> None:
            http.send(Request("DELETE", "/token", safe=True))

    session = ScriptedSession(answer(403))
    client(session, auth=Stubborn()).close()
    assert session.closed and len(session.sent) == 1


# -- how long the platforms ask to wait -----------------------------------------------------------------------------------------------------


def segment_wait(clock: FakeTime, data: Any = None, **headers: str) -> float:
    session = ScriptedSession(answer(429, data, {name.replace("_", "-"): value for name, value in headers.items()}), answer(200, {"data": {}}))
    http = client(session, segment.CONVENTIONS, clock=clock)
    http.send(Request("POST", "/invites"))
    return http.waited


def test_segment_says_in_four_ways_how_long_to_wait() -> None:
    clock = FakeTime()

    def date() -> str:
        clock.time = float(int(clock.time))  # a date has no fractions
        return format_datetime(datetime.fromtimestamp(clock.time + 31, timezone.utc), usegmt=True)

    points = {"errors": [{"type": "RequestError", "message": "Too many requests", "data": {"msBeforeNext": 2500}}]}
    assert segment_wait(clock, points, Retry_After="9", X_RateLimit_Reset=date()) == 9
    assert segment_wait(clock, points, X_RateLimit_Reset=date()) == 2.5
    assert segment_wait(clock, {"errors": [{"type": "RateLimited"}]}, X_RateLimit_Reset=date()) == 31
    assert 3.75 <= segment_wait(clock, {"errors": []}) <= 5
    assert 3.75 <= segment_wait(clock, "no shape at all", X_RateLimit_Reset="soon") <= 5
    past = format_datetime(datetime.fromtimestamp(clock.time - 500, timezone.utc), usegmt=True)
    assert 3.75 <= segment_wait(clock, {}, X_RateLimit_Reset=past) <= 5  # one that is over tells nothing; perhaps our clock is ahead
    assert segment_wait(clock, {"errors": [{"type": "RequestError", "data": {"msBeforeNext": -2500}}]}) == 0


def te_answer(remaining: int, reset: float, status: int = 200) -> requests.Response:
    stem = "x-organization-rate-limit-"
    return answer(status, {}, {stem + "limit": "240", stem + "remaining": str(remaining), stem + "reset": str(int(reset))})


def test_thousandeyes_is_paced_when_nothing_remains() -> None:
    clock = FakeTime()
    answers = (te_answer(1, clock.time + 20), te_answer(0, clock.time + 20), te_answer(239, clock.time + 80))
    http = client(ScriptedSession(*answers), thousandeyes.CONVENTIONS, clock=clock)
    http.get("/users")
    http.get("/users")
    assert clock.slept == []  # nobody waits who asks nothing more
    clock.time += 5
    http.send(Request("POST", "/users"))
    assert clock.slept == [15]
    http.get("/users")
    assert clock.slept == [15] and http.waited == 15


def test_thousandeyes_waits_once_for_a_429() -> None:
    clock = FakeTime()
    http = client(ScriptedSession(te_answer(0, clock.time + 20, 429), te_answer(239, clock.time + 80)), thousandeyes.CONVENTIONS, clock=clock)
    http.send(Request("POST", "/users"))
    assert clock.slept == [20]


@pytest.mark.parametrize("ahead", [-3600, 3600])
def test_thousandeyes_waits_by_the_clock_of_the_server(ahead: int) -> None:
    clock = FakeTime()
    theirs = int(clock.time) - ahead
    paced = te_answer(0, theirs + 40)
    paced.headers["Date"] = format_datetime(datetime.fromtimestamp(theirs, timezone.utc), usegmt=True)
    http = client(ScriptedSession(paced, answer(200, {})), thousandeyes.CONVENTIONS, clock=clock)
    http.get("/users")
    http.get("/users")
    assert clock.slept == [40]


@pytest.mark.parametrize(("reset", "waited"), [("-30", 0.0), ("4000", 65.0), ("", 0.0), ("soon", 0.0)])
def test_thousandeyes_never_waits_for_nonsense(reset: str, waited: float) -> None:
    clock = FakeTime()
    value = str(int(clock.time) + int(reset)) if reset.lstrip("-").isdigit() else reset
    paced = answer(200, {}, {"X-Organization-Rate-Limit-Remaining": "0", "X-Organization-Rate-Limit-Reset": value})
    http = client(ScriptedSession(paced, answer(200, {})), thousandeyes.CONVENTIONS, clock=clock)
    http.get("/users")
    http.get("/users")
    assert http.waited == waited


def test_those_under_way_are_counted_before_another_one_is_sent() -> None:
    """Whatever order the answers come in, at most as many requests are sent in a minute as were left."""
    http = client(ScriptedSession(), thousandeyes.CONVENTIONS)
    sent = threading.Semaphore(0)
    answered = threading.Event()
    now = http.clock.now()

    def send(*args: Any, **kwargs: Any) -> requests.Response:
        sent.release()
        answered.wait(10)
        return te_answer(230, now + 120)  # a new minute has begun

    http.wire.session.send = send
    http.limiter.release(http.limiter.acquire(""), (3, 60))  # as an earlier answer told
    threads = [threading.Thread(target=http.get, args=("/users",), daemon=True) for dummy in range(8)]
    for thread in threads:
        thread.start()
    for dummy in range(3):
        assert sent.acquire(timeout=10)
    assert not sent.acquire(timeout=0.2)  # three under way, none of the rest
    answered.set()
    for thread in threads:
        thread.join(10)
    assert http.requests == 8


def test_pacing_beyond_the_budget_fails_without_asking() -> None:
    clock = FakeTime()
    session = ScriptedSession(te_answer(0, clock.time + 50))
    http = client(session, thousandeyes.CONVENTIONS, clock=clock, retry_budget=10)
    http.get("/users")
    with pytest.raises(RequestFailed) as caught:
        http.get("/users")
    assert "retry_budget" in caught.value.hint
    assert (len(session.sent), clock.slept) == (1, [])


@pytest.mark.parametrize("limit", [2, 7, 8, 9, 20])
def test_a_task_waits_before_it_hits_the_limit_of_thousandeyes(bench: Bench, limit: int) -> None:
    """Although eight are read side by side."""
    bench.configure("thousandeyes", rate_limit=limit)
    result = bench.run("te_user_info", details=True)
    assert [entry["status"] for entry in result["journal"]] == [200] * (1 + len(result["users"]))
    assert result["waited"] == pytest.approx(60 * (len(result["users"]) // limit), abs=2)


@pytest.mark.parametrize(("module", "logins"), [("te_user_info", 0), ("segment_user_info", 0), ("contabo_user_info", 1), ("tsna_user_info", 2)])
def test_requests_are_counted_with_logins(bench: Bench, module: str, logins: int) -> None:
    result = bench.run(module)
    assert result["requests"] == len(result["journal"])
    assert sum(entry["path"].endswith("/token") for entry in result["journal"]) == logins
    assert "waited" not in result


def test_the_sandbox_knows_what_the_collection_has_reached(bench: Bench) -> None:
    bench.run("te_role_info", name="Read only")
    bench.run("te_user", email="mona.berg@harbor.example", state="absent", check=True)
    bench.run("te_user_info", id="4711")
    reached = {"GET /roles", "GET /roles/<key>", "GET /users", "GET /users/<key>", "GET /users/current"}
    assert bench.sandbox.reached["thousandeyes"] == reached
    bench.sandbox.reset(World())
    assert bench.sandbox.reached["thousandeyes"] == reached


@pytest.mark.parametrize(("text", "data"), [
    ('["\\ud800x", "\\ud83d\\ude00"]', ["\ufffdx", "\U0001f600"]), ('{"a": {"__ansible_type": "x", "b": 1}}', {"a": {"b": 1}}),
    ('[{"\\u005f_ansible_vault": "x"}, {"_\\u005Fansible_unsafe": 1}]', [{}, {}]), ('["__ansible_type"]', ["__ansible_type"]),
])
def test_what_ansible_refuses_a_result_for_is_not_read(text: str, data: Any) -> None:
    assert client(ScriptedSession(answer(text=text))).get("/x") == data


def test_half_a_surrogate_pair_does_not_cost_the_result(bench: Bench) -> None:
    proxy = Proxy.before(bench)
    proxy.rewrite("/users$", fields={"users.*.name": in_turn(["\ud800x", "\ud83d\ude00"])})
    users = bench.run("te_user_info")["users"]
    assert {"\ufffdx", "\U0001f600"} <= {user["name"] for user in users}


@pytest.mark.parametrize("waits", ["really", "fake"])
@pytest.mark.parametrize("method,first,kind", [
    ("PUT", answer(500), AmbiguousWrite), ("PUT", requests.ReadTimeout(), AmbiguousWrite), ("PUT", answer(429), Cancelled), ("GET", answer(500), Cancelled),
])
def test_a_lost_write_is_told_as_such_though_the_task_is_cancelled_before_the_next_try(waits: str, method: str, first: Any, kind: type[PeopleError]) -> None:
    class Cancelling(ScriptedSession):
        def send(self, request: Any, **arguments: Any) -> Any:
            if waits == "really":
                http.cancel()
            return super().send(request, **arguments)

    clock = FakeTime()
    session = Cancelling(first)
    http = client(session, clock=Clock() if waits == "really" else clock)  # type: ignore[arg-type]  # a clock of the test
    clock.sleep = lambda seconds: http.cancel()  # type: ignore[method-assign]  # the clock of this test alone
    with pytest.raises(PeopleError) as caught:
        http.send(Request(method, "/users/1", json={}))
    assert caught.value.__class__ == kind and len(session.sent) == 1


def test_a_lost_write_is_told_as_such_though_the_next_try_cannot_be_recorded() -> None:
    session = ScriptedSession(answer(500))
    http = client(session)

    def recorder(write: Write) -> None:
        if len(session.sent) == 1 and not write.answered:
            raise BadInput("The disk is full.")

    http.recorder = recorder
    with pytest.raises(AmbiguousWrite):
        http.put("/users/1", {})
    assert len(session.sent) == 1
    with pytest.raises(BadInput):
        http.put("/users/2", {})
    assert len(session.sent) == 1


def test_a_cancelled_client_sends_nothing_but_the_end_of_a_session() -> None:
    session = ScriptedSession(answer(200, {}))
    http = client(session)
    http.cancel()
    for verb in ("GET", "PUT"):
        with pytest.raises(Cancelled, match=f"the task was cancelled before {verb} /users was sent"):
            http.send(Request(verb, "/users"))
    assert session.sent == [] and http.accepted == []
    http.send(Request("DELETE", "/token", safe=True))
    assert len(session.sent) == 1


def test_a_write_that_fails_whenever_it_is_repeated_may_have_been_carried_out() -> None:
    http = client(ScriptedSession(answer(500)), clock=FakeTime(), retries=3)
    with pytest.raises(AmbiguousWrite, match=r"PUT /users/1 answered 500 after 4 tries in \d+ s"):
        http.send(Request("PUT", "/users/1"))


@pytest.mark.parametrize("failure", [RESET, TRUNCATED, READ_TIMEOUT, REFUSED, UNRESOLVED, PROXY, TLS], ids=lambda failure: type(failure).__name__)
def test_no_words_of_a_library_are_in_an_error(failure: Exception) -> None:
    with pytest.raises(RequestFailed) as caught:
        client(ScriptedSession(failure), clock=FakeTime(), retries=0).get("/users")
    assert not re.search(r"Pool|Error|Errno|object at|Max retries|aborted", str(caught.value.result()))

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the client makes of odd servers, clocks and options: ids of requests, pacing without holding others up, answers that break off, cautions."""

from __future__ import annotations

import itertools
import json
import threading
from email.utils import formatdate
from typing import Any

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from urllib3.exceptions import ProtocolError

from ansible_collections.people.access.plugins.module_utils.engine import runner
from ansible_collections.people.access.plugins.module_utils.engine.auth import Bearer
from ansible_collections.people.access.plugins.module_utils.engine.conventions import ApiConventions
from ansible_collections.people.access.plugins.module_utils.engine.errors import AmbiguousWrite, BadInput, RequestFailed
from ansible_collections.people.access.plugins.module_utils.engine.masking import MASK
from ansible_collections.people.access.plugins.module_utils.engine.provider import cautions
from ansible_collections.people.access.plugins.module_utils.engine.request import Request
from ansible_collections.people.access.plugins.module_utils.engine.response import plain_sentence
from ansible_collections.people.access.plugins.module_utils.engine.schema import obj
from ansible_collections.people.access.plugins.module_utils.platforms.contabo import client as contabo
from ansible_collections.people.access.plugins.module_utils.platforms.segment import client as segment
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes import client as thousandeyes
from ansible_collections.people.access.plugins.module_utils.platforms.tsna import client as tsna
from tests.harness import Bench, FakeTime
from tests.unit.doubles import ScriptedSession, answer, client

PLATFORMS = (thousandeyes, segment, contabo, tsna)


# -- ids of requests -------------------------------------------------------------------------------------------------------------------------


def numbered() -> ApiConventions:
    numbers = itertools.count(1)
    return ApiConventions("Example", lambda: {"x-request-id": f"id-{next(numbers)}"}, request_id="x-request-id", url_option="example_url")


@pytest.mark.parametrize("verb", ["GET", "POST"])
@pytest.mark.parametrize("failure", [answer(400), answer(404), answer(500), requests.ReadTimeout("late"), answer(text="<html>"), answer(data=[])])
def test_an_error_names_the_id_of_its_own_request(verb: str, failure: Any) -> None:
    session = ScriptedSession(answer(200, {}), failure)
    http = client(session, numbered(), retries=2)
    http.send(Request("POST", "/before"))
    with pytest.raises(RequestFailed) as caught:
        http.send(Request(verb, "/users", schema=obj()))
    sent = session.sent[-1].headers["x-request-id"]
    assert caught.value.result()["error"]["request_id"] == sent != "id-1"
    assert http.last_request_id == (sent if verb == "POST" else "id-1")


def test_a_read_of_contabo_that_fails_names_its_request(bench: Bench) -> None:
    bench.fault(platform="contabo", method="GET", path="/v1/users$", times=0, kind="status", status=500)
    failed = bench.run("contabo_user_info", retries=0)
    bench.fault(kind="delay")
    assert failed["failed"] and len(failed["error"]["request_id"]) == 36 and "request_id" not in failed
    bench.run("contabo_user", email="zoe.park@x.example", first_name="Zoe", last_name="Park")
    bench.fault(platform="contabo", method="GET", path="/v1/users/", times=0, kind="status", status=500)
    late = bench.run("contabo_user", email="mia.park@x.example", first_name="Mia", last_name="Park", retries=0)
    assert late["failed"] and late["error"]["request_id"] != late["request_id"]  # the read failed, the write has an id of its own


# -- pacing ----------------------------------------------------------------------------------------------------------------------------------


def test_who_waits_for_one_pool_keeps_nobody_from_another() -> None:
    asleep, go_on = threading.Event(), threading.Event()
    clock = FakeTime()

    def sleep(seconds: float) -> None:
        asleep.set()
        assert go_on.wait(20)
        clock.time += seconds

    clock.sleep = sleep
    conventions = ApiConventions("Example", dict, pool=lambda verb, path: path)
    http = client(ScriptedSession(answer(200, {})), conventions, clock=clock)
    http.limiter.release(http.limiter.acquire("/slow"), (0, 50))
    threads = [threading.Thread(target=http.get, args=("/slow",), daemon=True) for dummy in range(3)]
    for thread in threads:
        thread.start()
    assert asleep.wait(20)
    assert http.get("/fast") == {}  # did not wait
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert http.requests == 4 and http.waited == 50


@pytest.mark.parametrize("ahead", [-3600, 3600])
@pytest.mark.parametrize("with_date", [True, False])
def test_segment_is_read_side_by_side_whatever_our_clock_says(ahead: int, with_date: bool) -> None:
    clock = FakeTime()
    theirs = clock.time - ahead
    headers = {"X-RateLimit-Remaining": "40", "X-RateLimit-Reset": formatdate(theirs + 30, usegmt=True)}
    if with_date:
        headers["Date"] = formatdate(theirs, usegmt=True)
    http = client(ScriptedSession(answer(200, {"data": {}}, headers)), segment.CONVENTIONS, clock=clock)
    http.get("/users/1")
    pool = next(iter(http.limiter.pools.values()))
    assert pool.remaining is None or pool.remaining == 40 and pool.resets_at > clock.time  # several may be under way
    assert [pool.delay(clock.time) for pool.in_flight in range(8)] == [0.0] * 8


@pytest.mark.parametrize("data", [-2500, 0, float("nan"), float("inf"), 10 ** 400, True, "soon", None, [1]])
def test_no_time_to_wait_raises(data: Any) -> None:
    clock = FakeTime()
    body = json.dumps({"errors": [{"type": "x", "data": {"msBeforeNext": data}}]})
    http = client(ScriptedSession(answer(429, text=body), answer(200, {})), segment.CONVENTIONS, clock=clock)
    try:
        assert http.send(Request("GET", "/users")).status == 200
    except RequestFailed as problem:  # longer than anybody waits
        assert "answered 429" in problem.message
    assert all(seconds >= 0 for seconds in clock.slept)


@pytest.mark.parametrize("value", ["-5", "\u00b2", "1e400", "9" * 5000, "nan", "", "Wed, 21 Oct 2015 07:28:00 GMT", "7.5"])
def test_no_header_raises(value: str) -> None:
    names = ("Retry-After", "X-RateLimit-Reset", "X-RateLimit-Remaining", "X-Organization-Rate-Limit-Reset", "X-Organization-Rate-Limit-Remaining", "Date")
    for platform in PLATFORMS:
        for status in (200, 429, 503):
            reply = answer(status, {}, dict.fromkeys(names, value))
            http = client(ScriptedSession(reply, answer(200, {})), platform.CONVENTIONS)
            http.get("/users")
            http.get("/users")


MEMBERS = st.sampled_from(("errors", "message", "error", "detail", "title", "field", "data", "msBeforeNext", "type", "error_description"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MEMBERS, inner, max_size=4), max_leaves=10,
)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(JSON, st.sampled_from([400, 404, 409, 422, 429, 500, 503]))
def test_every_error_body_becomes_a_sentence(body: Any, status: int) -> None:
    for platform in PLATFORMS:
        http = client(ScriptedSession(answer(status, text=json.dumps(body))), platform.CONVENTIONS, retries=0, secrets=["s3cret-4711"])
        with pytest.raises(RequestFailed) as caught:
            http.send(Request("POST", "/users"))
        assert str(status) in caught.value.message and len(caught.value.message) < 700


# -- answers that break off ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("failure", [
    requests.exceptions.ContentDecodingError("received a gzip that is none"), requests.exceptions.SSLError("[SSL] decryption failed or bad record mac"),
    requests.exceptions.SSLError("EOF occurred in violation of protocol"), ProtocolError("Connection broken"), OSError("reset"), ValueError("odd chunk"),
])
def test_a_write_whose_answer_broke_off_may_have_been_carried_out(failure: Exception) -> None:
    with pytest.raises(AmbiguousWrite):
        client(ScriptedSession(failure), retries=0).post("/users", {})


def test_what_was_never_sent_is_no_lost_answer() -> None:
    session = ScriptedSession(answer())
    with pytest.raises(RequestFailed, match="could not be sent") as caught:
        client(session).send(Request("POST", "/users", query={"name": "\ud83d"}))
    assert not isinstance(caught.value, AmbiguousWrite) and session.sent == []


@pytest.mark.parametrize("kind", ["text/plain; charset=hex", "text/plain; charset=nonsense", "text/plain; charset=idna", "text/plain; charset=utf-16"])
def test_a_charset_that_is_none_loses_nothing(kind: str) -> None:
    response = answer(400, text="refused", kind=kind)
    response.encoding = kind.rpartition("=")[2]
    with pytest.raises(RequestFailed, match="answered 400") as caught:
        client(ScriptedSession(response)).post("/users", {})
    assert not isinstance(caught.value, AmbiguousWrite)


def test_a_body_nested_without_end_is_no_json() -> None:
    with pytest.raises(RequestFailed, match="instead of JSON"):
        client(ScriptedSession(answer(text="[" * 100_000))).get("/users")


@pytest.mark.parametrize("token", ["tok-1234\n", "tök-1234", "tok\x00-1234", "\u2028tok-1234"])
def test_a_token_that_cannot_be_sent_is_told_without_it(token: str) -> None:
    session = ScriptedSession(answer())
    with pytest.raises(BadInput, match="line break") as caught:
        client(session, auth=Bearer(token), secrets=[token]).get("/users")
    assert "1234" not in str(caught.value.result()) and session.sent == []


def test_long_words_of_a_server_are_cut() -> None:
    for platform in PLATFORMS:
        body = {"message": "x" * 9000, "errors": [{"type": "y" * 9000, "message": "z" * 9000}] * 50, "title": "t" * 9000}
        with pytest.raises(RequestFailed) as caught:
            client(ScriptedSession(answer(400, body)), platform.CONVENTIONS).send(Request("POST", "/users"))
        assert len(caught.value.message) < 700


def test_half_a_secret_at_the_end_of_what_is_read_is_left_out() -> None:
    secret = "Fj4-quiet-harbor-4711"
    for start in range(49_970, 50_000):
        text = "<html>" + " " * (start - 6) + secret + " " * 200
        http = client(
            ScriptedSession(answer(400, text=text, kind="text/html")), ApiConventions("Example", dict, error_message=plain_sentence), secrets=[secret]
        )
        with pytest.raises(RequestFailed) as caught:
            http.get("/")
        assert "Fj4" not in caught.value.message


# -- URLs and cautions -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["https://[::1/x", "https://host:nope/x", "https://host:99999/x", "https://:80/x", "https://ada:s3cret@/x"])
def test_a_url_that_is_none_is_told_without_its_password(url: str) -> None:
    with pytest.raises(BadInput) as caught:
        client(ScriptedSession(), base_url=url)
    assert "s3cret" not in caught.value.message


def test_the_password_of_a_url_is_a_secret_and_not_sent() -> None:
    session = ScriptedSession(answer(400, {"message": "s3cret-4711"}))
    http = client(session, base_url="https://ada:s3cret-4711@api.example/v1", proxy="http://p:pr0xy-4711@proxy:1")
    with pytest.raises(RequestFailed) as caught:
        http.get("/users")
    assert http.base_url == "https://api.example/v1" and "s3cret" not in str(session.sent[0].url) and MASK not in http.base_url
    assert "s3cret" not in caught.value.message and http.redact("pr0xy-4711") == MASK


@pytest.mark.parametrize("url, certs, words", [
    ("https://api.example", True, []), ("https://api.example", False, ["validate_certs"]), ("http://api.example", True, ["http://"]),
    ("http://api.example", False, ["http://"]), ("http://127.0.0.1:8080", False, []), ("http://localhost/x", True, []), ("http://[::1]:80", True, []),
    ("http://a.localhost", True, []), ("http://127.0.0.1.evil.example", True, ["http://"]), ("http://localhost.evil.example", True, ["http://"]),
    ("http://notlocalhost", True, ["http://"]),
])
def test_what_should_be_said_of_a_connection(url: str, certs: bool, words: list[str]) -> None:
    found = cautions(client(ScriptedSession(), base_url=url, validate_certs=certs))
    assert len(found) == len(words) and all(word in text and "example_url" in text or word == "validate_certs" for word, text in zip(words, found))


@pytest.mark.parametrize("module, options", [
    ("te_user_info", {}), ("segment_user_info", {}), ("contabo_user_info", {}), ("tsna_user_info", {}), ("access_info", {"platforms": ["contabo"]}),
])
def test_each_task_warns_once_of_plain_http(bench: Bench, monkeypatch: pytest.MonkeyPatch, module: str, options: dict[str, Any]) -> None:
    said: list[str] = []
    monkeypatch.setattr(runner.AnsibleModule, "warn", lambda self, text, **more: said.append(text))
    assert bench.run(module, **options).get("msg") is None
    assert said == []
    monkeypatch.setattr("ansible_collections.people.access.plugins.module_utils.engine.provider._is_loopback", lambda host: False)
    assert bench.run(module, **options).get("msg") is None
    assert len(said) == 1 and "http://" in said[0]


def test_the_url_of_the_login_counts_too() -> None:
    params = {**dict.fromkeys(contabo.LOGIN, "x"), "contabo_url": "https://api.example", "contabo_token_url": "http://auth.example/token"}
    connection = contabo.connect(params, session=ScriptedSession())
    assert len(cautions(connection.http)) == 1


# -- mistakes of our own ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module, options", [("te_user_info", {}), ("contabo_users", {"users": [{"email": "ada@x.example"}]}), ("tsna_session_info", {}),
                                             ("access_info", {"platforms": ["thousandeyes", "contabo"]})])
def test_a_mistake_of_our_own_is_seen_as_one_and_tells_no_secret(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, module: str, options: dict[str, Any],
) -> None:
    token = bench.environment["TE_TOKEN"]

    def broken(*given: Any, **more: Any) -> Any:
        return {}[f"{token} \x1b[2J"]

    platforms = "ansible_collections.people.access.plugins.module_utils.platforms"
    for name in ("thousandeyes", "segment", "contabo", "tsna"):
        monkeypatch.setattr(f"{platforms}.{name}.users.Users.rows", broken)
    monkeypatch.setattr(f"{platforms}.tsna.sessions.sessions", broken)
    result = bench.run(module, **options)
    assert result["failed"] and "defect of the collection" in result["msg"] and "KeyError" in result["msg"] and result["traceback"][0].startswith("Traceback")
    if module == "te_user_info":
        assert token not in bench.printed and "\x1b" not in result["msg"] and "\x1b" not in str(result["traceback"])
    logins = [entry["method"] for entry in result["journal"] if entry["path"].endswith("/tsna/bca-networks/api/token")]
    assert logins.count("DELETE") == logins.count("POST")  # the session is ended all the same


def test_words_for_people_hide_nothing_and_data_stays(bench: Bench) -> None:
    hidden = "Zo\u202ee\u200b\x1b[2J"
    result = bench.run("contabo_user", email="zoe.park@x.example", first_name=hidden, last_name="Park")
    assert result["user"]["first_name"] == hidden and "Zo\\u202ee\\u200b\\u001b[2J" in str(result["diff"]["after"]["first_name"])
    refused = bench.run("te_user", email="zoe.park@x.example", name="Zoe", login_account_group=hidden)
    assert refused["failed"] and "Zo\\u202ee\\u200b\\u001b[2J" in refused["msg"]

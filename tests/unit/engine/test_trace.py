# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The trace: a line for each try, in the file, in the result and with -vvv, and never a header, a body or a credential in it."""

from __future__ import annotations

import json
import os
import pathlib
import stat
from typing import Any

import pytest
import requests

from ansible_collections.people.access.plugins.module_utils.engine.conventions import ApiConventions
from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput, RequestFailed
from ansible_collections.people.access.plugins.module_utils.engine.request import Request
from ansible_collections.people.access.plugins.module_utils.engine.trace import KEPT, LAST
from tests.harness import Bench, FakeTime
from tests.unit.doubles import ScriptedSession, answer, client

RESET = requests.ConnectionError("('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))")
MEMBERS = ["time", "module", "platform", "method", "path", "query", "status", "error", "milliseconds", "try", "wait", "why", "request_id"]
SECRET = "s3cr3t-4711-zorro"


def lines_of(path: pathlib.Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


class Slow(ScriptedSession):
    """Each answer takes a quarter of a second."""

    def __init__(self, clock: FakeTime, *outcomes: Any) -> None:
        super().__init__(*outcomes)
        self.clock = clock

    def send(self, request: requests.PreparedRequest, **arguments: Any) -> requests.Response:
        self.clock.time += 0.25
        return super().send(request, **arguments)


def test_each_try_is_a_line(tmp_path: pathlib.Path) -> None:
    clock, path = FakeTime(), tmp_path / "trace"
    session = Slow(clock, answer(503, headers={"Retry-After": "7"}), RESET, answer(200, {"ok": True}))
    client(session, clock=clock, trace=str(path), module="te_user").get("/users", {"email": "ada@x.example", "page": 2})
    first, second, third = lines_of(path)
    assert list(first) == MEMBERS
    assert first == {
        "time": "2026-11-18T11:06:40.000Z", "module": "te_user", "platform": "Example", "method": "GET", "path": "/users",
        "query": "email=ada@x.example&page=2", "status": 503, "error": "", "milliseconds": 250, "try": 1, "wait": 0, "why": "", "request_id": None,
    }
    assert (second["status"], second["error"], second["try"], second["wait"], second["why"]) == (None, "connection reset", 2, 7, "answered 503")
    assert (third["status"], third["error"], third["try"], third["why"]) == (200, "", 3, "connection reset") and third["wait"] > 0


def test_waiting_for_a_slot_is_told(tmp_path: pathlib.Path) -> None:
    conventions = ApiConventions(title="Example", headers=dict, rate_limit_remaining=lambda reply, now: (0, 12.0))
    http = client(ScriptedSession(answer(200)), conventions, trace=str(tmp_path / "trace"))
    http.get("/users")
    http.get("/users")
    assert [(line["wait"], line["why"]) for line in lines_of(tmp_path / "trace")] == [(0, ""), (12, "rate limit")]


@pytest.mark.parametrize("query", [
    {"access_token": "abc"}, {"apiKey": "abc"}, [("client_secret", "abc")], {"password": "abc"}, {"q": SECRET}, {"q": f"x{SECRET}y"}, {"q": f"%22{SECRET}"},
], ids=str)
def test_no_credential_is_in_a_line(tmp_path: pathlib.Path, query: Any) -> None:
    http = client(ScriptedSession(answer(200, {"told": SECRET}, headers={"X-Told": SECRET})), secrets=[SECRET], trace=str(tmp_path / "trace"))
    http.send(Request("POST", f"/users/{SECRET}?key={SECRET}", query, {"password": SECRET}, headers={"X-Sent": SECRET}))
    text = (tmp_path / "trace").read_text(encoding="utf-8")
    assert SECRET not in text and "abc" not in text and "tok-static" not in text and "********" in text
    assert SECRET not in json.dumps(http.trace.lines())


def test_a_line_is_a_line(tmp_path: pathlib.Path) -> None:
    client(ScriptedSession(answer(200)), trace=str(tmp_path / "trace")).get("/users\n\u202e/x", {"q": "a\nb"})
    (line,) = (tmp_path / "trace").read_text(encoding="utf-8").splitlines()
    assert line.isascii() and json.loads(line)["path"] == "/users\\n\\u202e/x"


def test_the_file_is_for_its_owner_only_and_is_appended_to(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "new" / "trace"
    for dummy in range(2):
        client(ScriptedSession(answer(200)), trace=str(path)).get("/users")
    assert len(lines_of(path)) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("there", [True, False])
def test_in_a_folder_each_connection_has_a_file(tmp_path: pathlib.Path, there: bool) -> None:
    folder = tmp_path if there else tmp_path / "new"
    for dummy in range(2):
        http = client(ScriptedSession(answer(200)), trace=str(folder) if there else f"{folder}/", module="inventory people")
        http.get("/users")
        http.get("/users")
    files = sorted(folder.iterdir())
    assert [len(lines_of(path)) for path in files] == [2, 2]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 and "-inventory-people-" in path.name for path in files)


REASONS = {"link": "it is a symbolic link", "dangling link": "it is a symbolic link", "no folder": "/other is not a directory"}


@pytest.mark.parametrize("kind", REASONS)
def test_a_path_that_cannot_be_written_is_told_before_anything_is_sent(tmp_path: pathlib.Path, kind: str) -> None:
    path, other = tmp_path / "trace", tmp_path / "other"
    if kind == "link":
        other.write_text("theirs", encoding="utf-8")
    if kind == "no folder":
        other.write_text("theirs", encoding="utf-8")
        path = other / "trace"
    else:
        path.symlink_to(other)
    session = ScriptedSession(answer(200))
    with pytest.raises(BadInput, match=f"trace: .* cannot be written: .*{REASONS[kind]}\\."):
        client(session, trace=str(path)).get("/users")
    assert session.sent == []
    assert not other.exists() or other.read_text(encoding="utf-8") == "theirs"


def test_a_file_that_can_no_longer_be_written_ends_no_task(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "trace"
    http = client(ScriptedSession(answer(200)), trace=str(path))
    http.get("/users")
    path.unlink()
    path.mkdir()
    http.get("/users")
    assert "is incomplete" in http.trace.problem
    assert len(http.trace.lines()) == 2


def test_without_the_option_nothing_is_written_and_the_last_are_kept(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    http = client(ScriptedSession(answer(200)))
    for number in range(KEPT + 3):
        http.trace.add(http.trace._tries[-1]) if number else http.get("/users")
    assert len(http.trace.lines()) == KEPT and len(http.trace.lines(LAST)) == LAST
    assert list(tmp_path.iterdir()) == []


def test_a_login_and_a_renewal_are_lines(bench: Bench, tmp_path: pathlib.Path) -> None:
    bench.fault(platform="contabo", method="GET", path="/v1/users", kind="expired_token", times=1)
    result = bench.run("contabo_user_info", email="ravi.stone@harbor.example", trace=str(tmp_path / "trace"))
    lines = lines_of(tmp_path / "trace")
    assert lines == result["last_requests"]
    assert [(line["method"], line["status"]) for line in lines] == [("POST", 200), ("GET", 401), ("POST", 200), ("GET", 200)]
    assert (lines[3]["try"], lines[3]["why"]) == (2, "answered 401, logged in again")
    assert {line["module"] for line in lines} == {"contabo_user_info"} and lines[1]["request_id"]


@pytest.mark.parametrize(("verbosity", "failed", "lines"), [(0, False, 0), (0, True, LAST), (2, True, LAST), (3, False, KEPT), (3, True, KEPT)])
def test_the_result_has_the_last_lines_of_a_failure_and_all_with_vvv(bench: Bench, verbosity: int, failed: bool, lines: int) -> None:
    if failed:
        bench.fault(platform="tsna", method="PATCH", path="/v4.0/users/.+", kind="status", status=403)
    result = bench.run("tsna_user", name="rstone", roles=["Planner"], _ansible_verbosity=verbosity)
    assert bool(result.get("failed")) is failed
    told = result.get("last_requests", [])
    assert len(told) == min(lines, result["requests"])
    assert failed is (403 in [line["status"] for line in told]) or not lines


def test_a_roster_has_the_last_lines_of_each_platform(bench: Bench, tmp_path: pathlib.Path) -> None:
    bench.fault(platform="segment", method="GET", path="/users", kind="status", status=403)
    people: list[dict[str, Any]] = [{"email": "zoe.park@x.example", "profiles": ["netops"]}]
    profiles = {"netops": {"contabo": {"roles": ["Network"]}, "segment": {"permissions": []}}}
    result = bench.run("roster", people=people, profiles=profiles, _ansible_verbosity=0, trace=f"{tmp_path}/")
    assert result["failed"] and {line["platform"] for line in result["last_requests"]} >= {"Contabo", "Segment"}
    assert [line["time"] for line in result["last_requests"]] == sorted(line["time"] for line in result["last_requests"])
    assert {line["module"] for path in tmp_path.iterdir() for line in lines_of(path)} == {"roster"}


def test_a_failure_before_any_request_has_no_lines() -> None:
    with pytest.raises(RequestFailed):
        http = client(ScriptedSession(answer(403)))
        assert http.trace.lines() == []
        http.get("/users")
    assert len(http.trace.lines()) == 1


def test_a_trace_that_no_platform_can_write_is_told_once(bench: Bench, tmp_path: pathlib.Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reason = f"trace: {tmp_path}/pipe cannot be written: it is a pipe."
    people = [{"email": "mona.berg@harbor.example", "ends": "2020-01-01"}]
    for result in (bench.run("roster", people=people, trace=f"{tmp_path}/pipe"), bench.run("access_info", trace=f"{tmp_path}/pipe"),
                   bench.run("roster_info", trace=f"{tmp_path}/pipe")):
        assert result["failed"] and result["msg"].count(reason) == 1 and not result["journal"], result["msg"]

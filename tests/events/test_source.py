# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source with a queue of its own, against a sandbox over real HTTP."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import pathlib
import random
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml

from ansible_collections.people.access.plugins.module_utils.engine.options import TRANSPORT
from ansible_collections.people.access.plugins.module_utils.platforms import registry
from ansible_collections.people.access.plugins.plugin_utils import cursor_file, event_stream
from ansible_collections.people.access.plugins.plugin_utils.event_stream import SourceFailed, Stream, settings_from

from .child import SOURCE
from .site import Site

HOUR, ENTRIES, KILLS = 3600, 10_000, 10
ROOT = pathlib.Path(__file__).resolve().parents[2]
FORM = {"when", "platform", "who", "what", "account", "raw", "meta"}


class Enough(Exception):
    pass


class Received:
    """A queue. ``stop_after`` so many events, whoever delivers the next one is cancelled as by a signal."""

    def __init__(self, stop_after: int = -1):
        self.events: list[dict[str, Any]] = []
        self.stop_after = stop_after

    async def put(self, event: dict[str, Any]) -> None:
        if len(self.events) == self.stop_after:
            raise asyncio.CancelledError
        await asyncio.sleep(0)
        json.dumps(event)
        self.events.append(event)


def call_next(steps: Iterator[Callable[[], Any]]) -> None:
    next(steps)()


def arguments(tmp_path: pathlib.Path, **more: Any) -> dict[str, Any]:
    return {"cursor_file": str(tmp_path / "cursor"), "interval": 0.001, "platforms": ["thousandeyes"], **more}


def read(site: Site, args: dict[str, Any], polls: int = 1, queue: Received | None = None, feedback: Any = None, between: Any = None) -> list[dict[str, Any]]:
    """What so many readings of each log deliver. ``between`` is called before each but the first."""
    queue = queue or Received()

    async def follow() -> None:
        stream = Stream(queue, settings_from(args, site.environment), feedback)
        for reader in stream.readers:
            limit(reader)
        await stream.run()

    def limit(reader: Any) -> None:
        original, done = reader.read, 0

        def limited(since: str, start: str) -> Any:
            nonlocal done
            done += 1
            if done > polls:
                raise Enough
            if done > 1 and between:
                between()
            return original(since, start)

        reader.read = limited

    with pytest.raises((SourceFailed, asyncio.CancelledError)) as ended:
        asyncio.run(follow())
    assert isinstance(ended.value, asyncio.CancelledError) or "Enough" in str(ended.value), ended.value
    return queue.events


def said(events: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(event["who"], event["what"], event["account"]) for event in events]


# -- once and in order -------------------------------------------------------------------------------------------------------------------


def an_hour(site: Site) -> list[str]:
    """Ten thousand entries of the last hour, some of them equal, and what tells them apart in their order."""
    site.thousandeyes.configure({"page_cap": 500})
    site.thousandeyes.events.clear()
    begin = int(time.time()) - HOUR + 60
    people = [f"person{number % 97}@harbor.example" for number in range(ENTRIES)]
    moments = [begin + number * (HOUR - 120) // ENTRIES for number in range(ENTRIES)]
    for moment, email in zip(moments, people):
        site.log(moment, email=email)
    site.log(moments[-1], moments[-1], email=people[-1])  # twice more the same
    return [*people, people[-1], people[-1]]


def test_an_hour_of_ten_thousand_entries_comes_once_and_in_order(site: Site, tmp_path: pathlib.Path) -> None:
    people = an_hour(site)
    events = read(site, arguments(tmp_path, window="1h"), polls=3)
    assert [event["who"] for event in events] == people
    assert len({event["meta"]["uuid"] for event in events}) == len(people)
    assert len(site.reads("thousandeyes")) < 40


def killed(site: Site, args: dict[str, Any], lines: int) -> list[dict[str, Any]]:
    """What a process delivers that is killed after so many events, at whatever it is doing then."""
    environ = {**os.environ, **site.environment}
    command = [sys.executable, "-m", "tests.events.child", json.dumps(args)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env=environ) as process:
        assert process.stdout
        found = [process.stdout.readline() for _line in range(lines)]
        process.send_signal(signal.SIGKILL)
        found += process.stdout.read().splitlines()  # on their way
    return [json.loads(line) for line in found if line]


def test_nothing_is_lost_or_doubled_by_being_killed_at_ten_moments(site: Site, tmp_path: pathlib.Path) -> None:
    """Killed with SIGKILL, between the delivery of an event and the record of it too: that one event comes again, with the same id. It is
    taken out by that id, as whoever minds would do it; nothing else may come twice."""
    people = an_hour(site)
    chance = random.Random(23)
    args = arguments(tmp_path, window="1h")
    events: list[dict[str, Any]] = []
    for _kill in range(KILLS):
        events += killed(site, args, chance.randrange(1, ENTRIES // KILLS - 300))
    events += read(site, args, polls=2)
    ids = [event["meta"]["uuid"] for event in events]
    again = [place for place in range(1, len(ids)) if ids[place] == ids[place - 1]]
    assert len(again) <= KILLS
    assert [one["who"] for place, one in enumerate(events) if place not in again] == people
    assert len(set(ids)) == len(people)


def test_nothing_is_lost_or_doubled_by_being_cancelled(site: Site, tmp_path: pathlib.Path) -> None:
    """As by SIGTERM and by the end of a rulebook: exactly once, without a look at ids."""
    now = int(time.time())
    site.log(*range(now - 300, now - 100), email="a@harbor.example")
    args = arguments(tmp_path, window="10m")
    chance = random.Random(5)
    events: list[dict[str, Any]] = []
    for _kill in range(KILLS):
        events += read(site, args, queue=Received(chance.randrange(0, 20)))
    events += read(site, args, polls=2)
    assert [event["when"] for event in events] == sorted(event["when"] for event in events)
    assert len(events) == len({event["meta"]["uuid"] for event in events}) == 200


def test_the_first_reading_goes_back_to_the_same_time_after_a_restart(site: Site, tmp_path: pathlib.Path) -> None:
    now = int(time.time())
    site.log(now - 50, now - 40)
    assert read(site, arguments(tmp_path, window="1m"), queue=Received(0)) == []  # ended before anything was delivered
    assert len(read(site, arguments(tmp_path, window="1s"))) == 2


def test_what_is_written_to_the_log_late_is_found(site: Site, tmp_path: pathlib.Path) -> None:
    now = int(time.time())
    site.log(now - 100, now - 10, email="first@harbor.example")
    late = iter([lambda: site.log(now - 60, email="late@harbor.example"), lambda: None])
    events = read(site, arguments(tmp_path, window="10m"), polls=3, between=lambda: call_next(late))
    assert [event["who"] for event in events] == ["first@harbor.example"] * 2 + ["late@harbor.example"]


def test_without_a_window_only_what_is_new_is_told(site: Site, tmp_path: pathlib.Path) -> None:
    site.log(time.time() - 100, email="old@harbor.example")
    events = read(site, arguments(tmp_path), polls=2, between=lambda: site.log(time.time(), email="new@harbor.example"))
    assert [event["who"] for event in events] == ["new@harbor.example"]


def test_an_idle_reading_is_one_request_for_a_log(site: Site, tmp_path: pathlib.Path) -> None:
    for platform, path, count in (("thousandeyes", "/audit-user-events", 1), ("segment", "/audit-events", 1), ("contabo", "audits", 2)):
        site.sandbox.journal.clear()
        read(site, arguments(tmp_path, platforms=[platform], cursor_file=str(tmp_path / platform)), polls=5)
        paths = site.reads(platform)
        assert len([entry for entry in paths if path in entry]) == 5 * count
        assert len(paths) <= 5 * count + (2 if platform == "contabo" else 0)  # where an empty log may be a wrong URL


# -- the normal form ---------------------------------------------------------------------------------------------------------------------


def test_thousandeyes_in_normal_form(site: Site, tmp_path: pathlib.Path) -> None:
    now = int(time.time())
    user = next(entry for entry in site.thousandeyes.users.values() if entry.name and entry.email.startswith("ravi"))
    site.log(now - 3, text="User updated.", resources=[{"type": "userDisplayName", "name": user.name}])
    site.log(now - 2)
    site.log(now - 1, text="Test updated.", resources=[{"type": "testName", "name": "x"}])
    site.log(now, text="User deleted.", resources=[{"type": "userDisplayName", "name": "Gone Long Ago"}])
    events = read(site, arguments(tmp_path, window="5s"))
    ada = "ada.quist@harbor.example"
    assert said(events) == [
        (ada, "user updated", user.email), (ada, "login failed", ada), (ada, "test updated", None), (ada, "user deleted", "Gone Long Ago"),
    ]
    assert all(set(event) == FORM and event["platform"] == "thousandeyes" and event["when"].endswith("Z") for event in events)
    assert events[1]["raw"]["ip_address"] == "203.0.113.20"


def test_a_display_name_on_thousandeyes_is_no_address_of_somebody_else(site: Site, tmp_path: pathlib.Path) -> None:
    """Names are looked up. An address in a name counts only if the name is no user's, and the address is not that of a user with another name."""
    now = int(time.time())
    evil, ravi, ada, nameless, first, second = list(site.thousandeyes.users.values())[:6]
    evil.name, nameless.name = ravi.email, ""
    first.name = second.name = ada.email
    names = [ravi.email, nameless.email, ada.email, ada.name, f"Zoe ({ada.email})", "Gone (gone@harbor.example)", "gone@harbor.example"]
    for number, name in enumerate(names):
        site.log(now - len(names) + number, text="User updated.", resources=[{"type": "userDisplayName", "name": name}])
    site.log(now, text="Login failed.", resources=[{"type": "userDisplayName", "name": ravi.email}])
    accounts = [event["account"] for event in read(site, arguments(tmp_path, window="30s"))]
    assert accounts == [evil.email, nameless.email, None, ada.email, None, "gone@harbor.example", "gone@harbor.example", evil.email]


def test_who_logs_in_to_thousandeyes_without_an_address_is_looked_up_too(site: Site, tmp_path: pathlib.Path) -> None:
    ravi = next(user for user in site.thousandeyes.users.values() if user.email.startswith("ravi"))
    for actor, uid in ((ravi.name, "0"), (ravi.email, "0"), (ravi.email, ravi.uid), ("Gone", "0"), ("gone@harbor.example", "0")):
        site.log(time.time() - 1, uid=uid)
        site.thousandeyes.events[-1].user = actor
    accounts = [event["account"] for event in read(site, arguments(tmp_path, window="5s"))]
    assert accounts == [ravi.email, None, ravi.email, "Gone", "gone@harbor.example"]


def test_segment_in_normal_form(site: Site, tmp_path: pathlib.Path) -> None:
    site.segment._log("New Segment User Invited to Workspace", "invite", "zoe@harbor.example", "zoe@harbor.example", actor=site.segment._by_owner())
    site.segment._log("User Group Updated", "group", "g1", "Analysts")
    events = read(site, arguments(tmp_path, platforms=["segment"], window="5s"))
    assert said(events)[-2] == ("owner@harbor.example", "new segment user invited to workspace", "zoe@harbor.example")
    assert events[-1]["account"] is None and events[-1]["who"].startswith("public-api-token/")
    assert set(events[-1]) == FORM


def test_contabo_in_normal_form(site: Site, tmp_path: pathlib.Path) -> None:
    user = next(iter(site.contabo._users.values()))
    site.contabo._audit("userId", user["userId"], "UPDATED", {"enabled": True}, {"enabled": False}, (user, time.time(), "trace"))
    events = read(site, arguments(tmp_path, platforms=["contabo"], window="5s"))
    assert said(events) == [(user["email"], "user updated", user["email"])]
    assert events[0]["raw"]["after"] == {"enabled": False}
    assert set(events[0]) == FORM


def test_tsna_is_compared_by_listing(site: Site, tmp_path: pathlib.Path) -> None:
    """The first listing tells nothing. The source's own session is no event, and how long others idle is none."""
    users = {user.name: user for user in site.tsna.users.values()}
    ravi = users["rstone"]

    def happen() -> None:
        if ravi.enabled:
            ravi.enabled = False
        elif not ravi.locked_until:
            ravi.locked_until = time.time() + 60

    events = read(site, arguments(tmp_path, platforms=["tsna"]), polls=4, between=happen)
    assert said(events) == [(None, "user updated", ravi.email), (None, "user locked", ravi.email)]
    assert events[0]["raw"]["before"]["enabled"] is True and events[0]["raw"]["after"]["enabled"] is False
    events = read(site, arguments(tmp_path, platforms=["tsna"]), polls=2)
    assert events == []  # another session of the source itself


def test_a_change_and_a_lock_on_tsna_in_one_interval_are_two_events(site: Site, tmp_path: pathlib.Path) -> None:
    ravi = next(user for user in site.tsna.users.values() if user.name == "rstone")

    def happen() -> None:
        ravi.enabled = False
        ravi.locked_until = time.time() + 60

    first, second = read(site, arguments(tmp_path, platforms=["tsna"]), polls=2, between=happen)
    assert said([first, second]) == [(None, "user updated", ravi.email), (None, "user locked", ravi.email)]
    states = [(side["enabled"], side["locked"]) for event in (first, second) for side in (event["raw"]["before"], event["raw"]["after"])]
    assert states == [(True, False), (False, False), (False, False), (False, True)]
    assert first["meta"]["uuid"] != second["meta"]["uuid"]


# -- secrets, hostile text -------------------------------------------------------------------------------------------------------------------


def test_no_secret_is_in_events_or_logs(site: Site, tmp_path: pathlib.Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = site.environment["TE_TOKEN"]
    site.log(time.time(), email=f"{token}@harbor.example", resources=[{"type": "testName", "name": f"x {token}"}])
    events = read(site, arguments(tmp_path, window="5s"))
    user = next(iter(site.contabo._users.values()))
    site.contabo._audit("userId", user["userId"], "UPDATED", {}, {"secretKey": "abcdefgh", "apiToken": None}, (user, time.time(), "t"))
    more = read(site, arguments(tmp_path, window="5s", platforms=["contabo"], cursor_file=str(tmp_path / "c")))
    assert len(events) == len(more) == 1
    assert token not in json.dumps(events) + caplog.text and "abcdefgh" not in json.dumps(more)
    site.fault(platform="thousandeyes", kind="status", status=500, times=0, text=f"token {token}")
    read(site, arguments(tmp_path, window="5s", retries=0), polls=1)
    assert "500" in caplog.text and token not in caplog.text


@pytest.mark.parametrize(("text", "shown"), [
    ("{{ lookup('pipe', 'id') }}", "{ { lookup('pipe', 'id') }}"), ("{{{%{#", "{ { { %{ #"), ("a{b}c", "a{b}c"), ("#jinja2: x", " #jinja2: x"),
])
def test_no_text_of_a_platform_is_a_template(text: str, shown: str) -> None:
    assert event_stream.inert({text: [text], "__ansible_unsafe": text}) == {shown: [shown]}


# -- failures ------------------------------------------------------------------------------------------------------------------------------


def test_a_log_that_cannot_be_read_is_told_and_nothing_is_lost(site: Site, tmp_path: pathlib.Path) -> None:
    site.log(time.time() - 1)
    site.fault(platform="thousandeyes", kind="status", status=503, times=0)
    args = arguments(tmp_path, window="5m", retries=0)
    steps = iter([lambda: None, lambda: None, site.fault])
    events = read(site, args, polls=4, between=lambda: call_next(steps))
    assert [event["what"] for event in events] == ["log unreadable", "log readable again", "login failed"]
    assert "503" in events[0]["raw"]["msg"] and set(events[0]) == FORM


def test_a_connection_is_renewed_when_its_token_expires(site: Site, tmp_path: pathlib.Path) -> None:
    site.fault(platform="contabo", kind="expired_token", path="audits", after=2)
    read(site, arguments(tmp_path, platforms=["contabo"]), polls=3)
    assert len([request for request in site.sandbox.journal if request["path"].endswith("/token")]) == 2


@pytest.mark.parametrize(("more", "problem"), [
    ({"cursor_file": ""}, "Missing: cursor_file"), ({"te_token": "x"}, "te_token must not be an argument"), ({"tocken": "x"}, "Unknown option: tocken"),
    ({"platforms": ["okta"]}, "Unknown platform 'okta'"), ({"interval": "soon"}, "interval has to be a number"), ({"interval": 0}, "greater than 0"),
    ({"window": "a week"}, "is not a valid duration"), ({"cursor_file": "/proc/none/x"}, "cannot be written"),
])
def test_wrong_arguments_end_the_source_with_a_sentence(tmp_path: pathlib.Path, more: dict[str, Any], problem: str) -> None:
    args = arguments(tmp_path, **more)
    with pytest.raises(SourceFailed, match=problem):
        asyncio.run(event_stream.run(Received(), args))


def test_missing_credentials_end_the_source(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TE_TOKEN", raising=False)
    with pytest.raises(SourceFailed, match="TE_TOKEN in the environment"):
        asyncio.run(event_stream.run(Received(), arguments(tmp_path)))


# -- the cursor file ---------------------------------------------------------------------------------------------------------------------


def test_the_cursor_file_is_private_and_whole(site: Site, tmp_path: pathlib.Path) -> None:
    read(site, arguments(tmp_path))
    assert {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {"cursor": 0o600, "cursor.lock": 0o600}


def test_a_line_that_a_power_failure_cut_off_is_left_out(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "cursor"
    cursors = cursor_file.CursorFile(str(path), "2026-01-01T00:00:00Z")
    cursors.deliver("a", "1")
    cursors.deliver("a", "2")
    cursors.close()
    path.write_bytes(path.read_bytes()[:-4])
    found = cursor_file.CursorFile(str(path), "")
    assert [found.is_delivered("a", id_) for id_ in "12"] == [True, False] and found.start == "2026-01-01T00:00:00Z"
    found.deliver("a", "2")
    found.advance("b", "x")  # another platform's cursor keeps what was delivered of this one
    found.close()
    again = cursor_file.CursorFile(str(path), "")
    assert again.is_delivered("a", "1") and again.is_delivered("a", "2") and again.cursor("b") == "x"
    again.advance("a", "y")
    assert not again.is_delivered("a", "1")
    again.close()


@pytest.mark.parametrize("text", ["", "x", "[]\n", '{"version": 2}\n', '{"version": 1, "start": "x", "cursors": {}, "tenants": {}}\n[1]\n'])
def test_another_file_is_refused(site: Site, tmp_path: pathlib.Path, text: str) -> None:
    (tmp_path / "cursor").write_text(text)
    with pytest.raises(SourceFailed, match="is not a cursor file"):
        asyncio.run(Stream(Received(), settings_from(arguments(tmp_path), site.environment)).run())
    assert (tmp_path / "cursor").read_text() == text


def test_each_tenant_and_each_source_has_a_file_of_its_own(site: Site, tmp_path: pathlib.Path) -> None:
    read(site, arguments(tmp_path))
    other = {**site.environment, "TE_API_ENDPOINT": "http://127.0.0.1:1/v7"}
    with pytest.raises(SourceFailed, match="belongs to thousandeyes"):
        asyncio.run(Stream(Received(), settings_from(arguments(tmp_path), other)).run())
    held = cursor_file.CursorFile(str(tmp_path / "cursor"), "")
    with pytest.raises(SourceFailed, match="in use by another event source"):
        asyncio.run(Stream(Received(), settings_from(arguments(tmp_path), site.environment)).run())
    held.close()


# -- feedback ------------------------------------------------------------------------------------------------------------------------------


def test_with_feedback_an_event_counts_when_the_rule_engine_has_taken_it(site: Site, tmp_path: pathlib.Path) -> None:
    now = int(time.time())
    site.log(*range(now - 5, now))
    args = arguments(tmp_path, window="1m")

    class Engine(Received):
        """Takes so many events, and is killed with the next one in its queue."""

        def __init__(self, feedback: Any, taken: int):
            super().__init__()
            self.feedback, self.taken = feedback, taken

        async def put(self, event: dict[str, Any]) -> None:
            if len(self.events) < self.taken:
                await super().put(event)
                await self.feedback.put({"meta": {"uuid": "of somebody else"}})
                await self.feedback.put(event)
            else:
                await self.feedback.put(None)  # what cuts the source off

    class Feedback(asyncio.Queue):
        async def get(self) -> Any:
            found = await super().get()
            if found is None:
                raise asyncio.CancelledError
            return found

    def taken_by(engine: int) -> list[str]:
        feedback = Feedback()
        return [item["when"] for item in read(site, args, queue=Engine(feedback, engine), feedback=feedback)]

    first, second = taken_by(2), taken_by(5)
    assert len(first) == 2 and len(second) == 3 and first + second == sorted({*first, *second})


# -- as ansible-rulebook loads it --------------------------------------------------------------------------------------------------------


def test_it_is_documented_by_the_options_that_it_has() -> None:
    text = runpy.run_path(str(SOURCE))
    documented = yaml.safe_load(text["DOCUMENTATION"])
    assert {"short_description", "description", "options"} <= set(documented)
    assert set(documented["options"]) - {"te_url"} == set(event_stream.OWN_OPTIONS)
    assert documented["options"]["platforms"]["choices"] == list(registry.names())
    assert documented["options"]["platforms"]["default"] == event_stream.WITH_A_LOG
    for example in yaml.safe_load(text["EXAMPLES"]):
        args = next(value for name, value in example.items() if name == "people.access.access_events")
        assert set(args) <= {*event_stream.OWN_OPTIONS, *TRANSPORT, *(name for provider in registry.providers().values() for name in provider.options)}
    assert asyncio.iscoroutinefunction(text["main"])


def test_it_finds_its_collection_beside_an_installed_ansible_collections(tmp_path: pathlib.Path) -> None:
    """PyPI's package ansible has a regular package of that name, which hides all others."""
    (tmp_path / "ansible_collections").mkdir()
    (tmp_path / "ansible_collections" / "__init__.py").write_text("")
    program = f"import runpy; print(runpy.run_path({str(SOURCE)!r})['main'].__name__)"
    environ = {**os.environ, "PYTHONPATH": str(tmp_path)}
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, env=environ, check=False)
    assert found.stdout.strip() == "main", found.stderr

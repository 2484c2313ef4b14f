# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes in parallel: as many as asked for, in the order of the stages, and with the same results as one after the other."""

from __future__ import annotations

import dataclasses
import signal
import threading
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.bulk import prepare, reconcile_bulk
from ansible_collections.people.access.plugins.module_utils.engine.bulk_execute import carry_out
from ansible_collections.people.access.plugins.module_utils.engine.change import Change
from ansible_collections.people.access.plugins.module_utils.engine.clock import Clock
from ansible_collections.people.access.plugins.module_utils.engine.errors import PeopleError, RequestFailed
from ansible_collections.people.access.plugins.module_utils.engine.fields import Row
from ansible_collections.people.access.plugins.module_utils.engine.http import Sent
from ansible_collections.people.access.plugins.module_utils.engine.items import Item
from tests.harness import Bench
from tests.unit.engine.test_recovery import THING, Memory

NEW: list[dict[str, Any]] = [{"email": f"n{number}@x.example", "note": "new"} for number in range(12)]
OLD = tuple({"id": f"id-{number}", "email": f"p{number}@x.example", "note": "old", "enabled": True, "roles": []} for number in range(12))


class Several(Memory):
    """Writes four in parallel by default. ``before`` is called by each write, and may raise; ``log`` has what began and ended."""

    resource = dataclasses.replace(THING, parallel_writes=4, renames=True)

    def __init__(self, *objects: dict[str, Any], before: Callable[[str], Any] = str, **params: Any) -> None:
        super().__init__(*map(dict, objects))
        self.params = params
        self.before = before
        self.lock = threading.Lock()
        self.log: list[tuple[str, str]] = []
        self.under_way = self.most = 0
        local = threading.local()
        cancelled: list[str] = []

        class Http:
            conventions = self.http.conventions
            redact = str
            clock = Clock()
            steps = None

            @property
            def own(self) -> Sent:
                if not hasattr(local, "sent"):
                    local.sent = Sent()
                sent: Sent = local.sent
                return sent

            def cancel(self) -> None:
                cancelled.append("cancelled")

        self.cancelled = cancelled
        self.http: Any = Http()

    def _write(self, verb: str, body: Any, carry_out: Callable[[], Row]) -> Row:
        name = body if isinstance(body, str) else str(body.get("email") or body)
        with self.lock:
            self.log.append(("begins", f"{verb} {name}"))
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        try:
            self.before(name)
            with self.lock:
                return carry_out()
        finally:
            with self.lock:
                self.under_way -= 1
                self.log.append(("ends", f"{verb} {name}"))


def meeting(number: int) -> Callable[[str], Any]:
    """Each write waits until so many are under way."""
    barrier = threading.Barrier(number, timeout=10)
    return lambda name: barrier.wait()


@pytest.mark.parametrize("params,number", [({}, 4), ({"parallel_writes": None}, 4), ({"parallel_writes": 6}, 6), ({"parallel_writes": 2}, 2)])
def test_as_many_as_asked_for_are_written_in_parallel(params: dict[str, Any], number: int) -> None:
    store = Several(before=meeting(number), **params)
    batch = reconcile_bulk(store, list(NEW), params, False)
    assert batch.failures == [] and store.most == number
    assert [label for label, _outcome in batch.outcomes] == [entry["email"] for entry in NEW]


def test_one_at_a_time_is_in_the_order_of_the_list() -> None:
    store = Several(parallel_writes=1)
    reconcile_bulk(store, list(NEW), {}, False)
    assert store.most == 1
    assert store.log == [(when, f"create {entry['email']}") for entry in NEW for when in ("begins", "ends")]


@pytest.mark.parametrize("number", [0, -1, 33])
def test_a_number_that_makes_no_sense_is_refused(number: int) -> None:
    store = Several()
    with pytest.raises(PeopleError, match=f"parallel_writes is {number}"):
        reconcile_bulk(store, list(NEW), {"parallel_writes": number}, False)
    assert store.log == []


def test_objects_whose_writes_may_concern_one_another_are_never_written_in_parallel() -> None:
    class Careful(Several):
        resource = dataclasses.replace(THING, parallel_writes=1)

    assert Careful(parallel_writes=8).parallel_writes == 1


def test_everything_that_gives_access_ends_before_anything_is_taken() -> None:
    store = Several(*OLD)
    entries = [{"email": f"p{number}@x.example", "state": "absent"} for number in range(4)]
    entries += [{"email": f"p{number}@x.example", "note": "new"} for number in range(4, 8)]
    reconcile_bulk(store, [*entries, *NEW[:4]], {"max_removals": -1}, False)
    verbs = [what.partition(" ")[0] for _when, what in store.log]
    assert verbs == ["create"] * 8 + ["update"] * 8 + ["delete"] * 8


def test_keys_that_change_are_written_in_the_order_of_the_list() -> None:
    """p1 becomes p9 first, so that p0 can become p1. One that keeps its key is written with them."""
    threads: list[threading.Thread] = []
    store = Several(*OLD[:3], before=lambda name: threads.append(threading.current_thread()))
    entries = [{"id": "id-1", "email": "p9@x.example"}, {"id": "id-0", "email": "p1@x.example"}, {"email": "p2@x.example", "note": "new"}]
    reconcile_bulk(store, entries, {}, False)
    assert threads == [threading.main_thread()] * 3 and [when for when, _what in store.log] == ["begins", "ends"] * 3
    assert {id_: row["email"] for id_, row in store.objects.items()} == {"id-0": "p1@x.example", "id-1": "p9@x.example", "id-2": "p2@x.example"}


def test_other_values_of_accounts_are_written_in_parallel() -> None:
    store = Several(*OLD[:4], before=meeting(4))
    reconcile_bulk(store, [{"email": row["email"], "note": "new"} for row in OLD[:4]], {}, False)
    assert store.most == 4


class Hidden(Several):
    """Cannot tell whether an account is locked, but can unlock it without harm."""

    def attempt(self, row: Row, change: Change) -> bool:
        if not change.unread:
            return False
        self._write("attempt", row["email"], lambda: row)
        return True


@pytest.mark.parametrize("unread", [4, 3])
def test_what_cannot_be_compared_is_tried_in_parallel(unread: int) -> None:
    """Of four accounts that are as desired, the first ones have a value that cannot be read."""
    store = Hidden(*OLD[:4], before=meeting(unread))
    batch = prepare(store, [{"email": row["email"], "note": "old"} for row in OLD[:4]], {}, False)
    for item in batch.items[:unread]:
        item.change = dataclasses.replace(item.change or pytest.fail("nothing was decided"), unread=("locked",))
    carry_out(batch)
    assert store.most == unread and [outcome.changed for _label, outcome in batch.outcomes] == [True] * unread + [False] * (4 - unread)


def test_where_nothing_is_sent_no_thread_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading.Thread, "start", lambda thread: pytest.fail("a thread was started"))
    store = Hidden(*OLD[:4])
    assert len(reconcile_bulk(store, [{"email": row["email"], "note": "old"} for row in OLD[:4]], {}, False).outcomes) == 4 and store.log == []


def test_check_mode_starts_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading.Thread, "start", lambda thread: pytest.fail("a thread was started"))
    store = Several()
    assert len(reconcile_bulk(store, list(NEW), {}, True).outcomes) == len(NEW) and store.log == []


# -- when something goes wrong -----------------------------------------------------------------------------------------------------------


def test_a_failure_tells_its_own_writes_alone() -> None:
    """Each write waits for the others, so that all are accepted before one of them fails."""
    meet = threading.Barrier(4, timeout=10)

    def before(name: str) -> None:
        store.http.own.accepted.append(f"POST {name}")
        meet.wait()
        if name == NEW[2]["email"]:
            raise RequestFailed("Memory: GET /things answered 500.", status=500)
        if name == NEW[3]["email"]:
            del store.http.own.accepted[-1]
            raise RequestFailed("Memory: POST /things answered 403.", status=403)

    store = Several(before=before)
    failures = dict(reconcile_bulk(store, list(NEW[:4]), {}, False).failures)
    third, fourth = (failures[entry["email"]] for entry in NEW[2:4])
    assert third.message == f"POST {NEW[2]['email']} was accepted, but a later step failed. Memory: GET /things answered 500." and third.changed
    assert fourth.message == "Memory: POST /things answered 403." and fourth.changed is None


@pytest.mark.parametrize("number", [1, 4])
def test_each_object_has_its_own_warnings(number: int) -> None:
    """That of the plan goes to the first object, and that of one that fails to the next, in the order of the list."""
    def before(name: str) -> None:
        store.policy.warn(f"about {name}")
        meet(name)
        if name in (NEW[0]["email"], NEW[2]["email"]):
            raise RequestFailed("Memory: POST /things answered 403.", status=403)

    meet = meeting(number)
    store = Several(before=before, parallel_writes=number)
    store.policy.warn("about the plan")
    found = {label: outcome.warnings for label, outcome in reconcile_bulk(store, list(NEW[:4]), {}, False).outcomes}
    n0, n1, n2, n3 = (entry["email"] for entry in NEW[:4])
    assert found == {n1: ["about the plan", f"about {n0}", f"about {n1}"], n3: [f"about {n2}", f"about {n3}"]}
    assert store.policy.warnings == []


def test_what_stops_the_work_begins_nothing_further() -> None:
    ended: list[str] = []

    def done(items: list[Item]) -> None:
        ended.extend(item.label for item in items)
        raise RequestFailed("enough", status=500)

    store = Several(before=lambda name: barrier.wait() if len(store.log) <= 4 else None)
    barrier = threading.Barrier(4, timeout=10)
    with pytest.raises(RequestFailed, match="enough"):
        carry_out(prepare(store, list(NEW), {}, False), done)
    assert len(ended) == 4 == sum(when == "begins" for when, _what in store.log)


def test_an_unexpected_exception_is_not_lost() -> None:
    def before(name: str) -> None:
        if name == NEW[5]["email"]:
            raise ZeroDivisionError(name)

    with pytest.raises(ZeroDivisionError):
        reconcile_bulk(Several(before=before), list(NEW), {}, False)


def test_a_cancelled_task_sends_nothing_further_and_ends_what_is_under_way() -> None:
    """SIGTERM comes while four are written: no further request is sent from then on, and the four are waited for."""
    def leave(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    told = threading.Event()

    def before(name: str) -> None:
        if barrier.wait() == 0:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)
        assert told.wait(10)

    barrier = threading.Barrier(4, timeout=10)
    store = Several(before=before)
    store.http.cancel = lambda: (store.cancelled.append("cancelled"), told.set())
    earlier = signal.signal(signal.SIGUSR1, leave)
    try:
        with pytest.raises(SystemExit):
            reconcile_bulk(store, list(NEW), {}, False)
    finally:
        signal.signal(signal.SIGUSR1, earlier)
    assert store.cancelled == ["cancelled"]
    assert [sum(what == when for what, _name in store.log) for when in ("begins", "ends")] == [4, 4]


# -- on a platform -----------------------------------------------------------------------------------------------------------------------


def test_the_option_may_come_from_the_environment(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    users = [{"email": entry["email"], "first_name": "N", "last_name": "W", "roles": ["Network"]} for entry in NEW]
    monkeypatch.setenv("PEOPLE_ACCESS_PARALLEL_WRITES", "40")
    for module, params in (("contabo_users", {"users": users}), ("roster", {"people": [], "platforms": ["contabo"]})):
        assert "parallel_writes is 40" in bench.run(module, **params)["msg"]
    assert bench.run("contabo_users", users=users, parallel_writes=2).get("failed") is None
    monkeypatch.setenv("PEOPLE_ACCESS_PARALLEL_WRITES", "")
    assert bench.run("contabo_users", users=users).get("failed") is None


def test_the_ids_of_requests_stay_with_their_users(bench: Bench) -> None:
    users = [{"email": entry["email"], "first_name": "N", "last_name": "W", "roles": ["Network"]} for entry in NEW]
    result = bench.run("contabo_users", users=users, parallel_writes=6)
    sent = {row["id"]: row["request_id"] for row in result["users"]}
    logged = {audit["userId"]: audit["requestId"] for audit in bench.sandbox.state()["contabo"]["userAudits"] if audit["userId"] in sent}
    assert len(set(sent.values())) == len(NEW) and logged == sent

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One write: what it is repeated for, how an account is cut off, and what is told of a response that was lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.errors import AmbiguousWrite, PeopleError, RequestFailed
from ansible_collections.people.access.plugins.module_utils.engine.fields import UNREADABLE, Refs, Row
from ansible_collections.people.access.plugins.module_utils.engine.mode import Mode
from tests.harness import Bench
from tests.unit.engine.test_recovery import Memory, Rewriting, existing, lost

# -- what another task does at the same time ---------------------------------------------------------------------------------------------


class Repeating(Memory):
    """Several objects may have one name."""

    repeats_names = True

    def matches(self, key: Any) -> list[Row]:
        return [row for row in self.rows() if row["email"] == key]


def test_only_whoever_creates_makes_way_for_a_namesake() -> None:
    store = Repeating(existing(id="id-1"), existing(id="id-2"))
    outcome = store.run(id="id-2")
    assert (outcome.warnings, store.verbs, sorted(store.objects)) == ([], ["update"], ["id-1", "id-2"])


def test_whoever_creates_alone_is_not_warned(bench: Bench) -> None:
    result = bench.run("contabo_role", name="Night shift", permissions=[])
    assert result["changed"] and not result.get("warnings")


def test_a_new_object_that_lacks_a_grant_is_not_written_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Memory()
    monkeypatch.setattr(store, "_body", lambda change: {**store.body(change), "roles": []})
    with pytest.raises(RequestFailed, match="roles of the thing still read differently"):
        store.run(membership="add")
    assert store.verbs == ["create"]


def test_a_value_that_is_kept_in_another_form_is_not_written_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Memory(existing(roles=[]))
    put = store.put
    monkeypatch.setattr(store, "put", lambda id_, **sent: put(id_, **{**sent, "note": "NEW"}))
    with pytest.raises(RequestFailed, match="note of the thing still read differently"):
        store.run(membership="add")
    assert store.verbs == ["update"]


# -- an account that is disabled and stays -----------------------------------------------------------------------------------------------


class Used(Memory):
    """Tells whose sessions were ended in ``ended``. ``sessions`` is what the end of them says, or the error."""

    sessions: str | PeopleError = "Its sessions are ended."

    def __init__(self, *objects: dict[str, Any], mode: Mode = Mode.ROSTER, trouble: Any = ()) -> None:
        super().__init__(*objects, trouble=trouble)
        self.mode = mode
        self.ended: list[str] = []

    def end_sessions(self, row: Row) -> str:
        self.ended.append(row["id"])
        if isinstance(self.sessions, PeopleError):
            raise self.sessions
        return self.sessions


@pytest.mark.parametrize("mode,options,ended", [
    (Mode.ROSTER, {"state": "disabled"}, ["id-1"]), (Mode.ROSTER, {"enabled": False}, ["id-1"]), (Mode.ROSTER, {}, []),
    (Mode.MANAGE_MANY, {"state": "disabled"}, []),
])
def test_a_roster_ends_the_use_of_whoever_it_locks_out(mode: Mode, options: dict[str, Any], ended: list[str]) -> None:
    store = Used(existing(), mode=mode)
    assert store.run(**options).changed and store.ended == ended


# -- cut off before the removal ----------------------------------------------------------------------------------------------------------


def busy(changed: bool | None) -> PeopleError:
    problem = RequestFailed("busy", status=403)
    problem.changed = changed
    return problem


@pytest.mark.parametrize("problem,reached", [
    (lambda: RequestFailed("no", status=403), True), (lambda: RequestFailed("odd", status=499), True), (lambda: RequestFailed("down", status=500), False),
    (lambda: RequestFailed("nobody answers"), False), (lambda: PeopleError("stopped"), False),
], ids=["403", "499", "500", "no answer", "stopped"])
def test_where_nothing_answers_only_the_removal_is_tried(problem: Any, reached: bool) -> None:
    store = Used(existing(), trouble=[(None, False, problem())])
    assert store.run(state="absent", note=None, roles=None).warnings
    assert store.ended == ["id-1"] * reached and store.verbs == ["update", "delete"]


@pytest.mark.parametrize("sessions,changed", [
    ("Its sessions are ended.", True), ("", None), (busy(True), True), (busy(None), None),
])
def test_who_cannot_be_removed_is_changed_if_sessions_were_ended(sessions: str | PeopleError, changed: bool | None) -> None:
    store = Used(existing(enabled=False), trouble=[(None, False, RequestFailed("no", status=403))])
    store.sessions = sessions
    with pytest.raises(RequestFailed, match="no") as told:
        store.run(state="absent", note=None, roles=None)
    assert told.value.changed is changed


@pytest.mark.parametrize("changed,words", [(True, "The account is not cut off completely: busy"), (None, "Cutting it off first failed too: busy")])
def test_who_is_neither_disabled_nor_removed_is_told_how_far_it_went(changed: bool | None, words: str) -> None:
    store = Used(existing(), trouble=[(None, False, busy(changed)), (None, False, RequestFailed("no", status=403))])
    store.sessions = ""
    with pytest.raises(RequestFailed, match="no") as told:
        store.run(state="absent", note=None, roles=None)
    assert (told.value.hint, told.value.changed) == (words, changed)


# -- what is told of a lost response -----------------------------------------------------------------------------------------------------


def test_a_removal_that_was_lost_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Memory(existing(), trouble=[(None, False, lost())])
    looks: list[int] = []
    rows = store.rows

    def counted() -> Iterator[Row]:
        looks.append(1)
        return rows()

    monkeypatch.setattr(store, "rows", counted)
    with pytest.raises(AmbiguousWrite) as told:
        store.run(state="absent")
    assert told.value.hint == "The thing was looked up again and is still there; nothing was repeated. Run the task again."
    assert len(looks) == 2  # the first one decides on the removal


def test_who_is_gone_before_the_second_lost_disabling_is_not_told_as_disabled() -> None:
    store = Memory(existing())
    store.trouble = [(None, False, lost()), (store.objects.clear, False, lost())]
    with pytest.raises(AmbiguousWrite) as told:
        store.run(state="disabled", note=None, roles=None)
    assert "is not there" in told.value.hint


def test_one_field_that_cannot_be_read_is_enough_for_doubt() -> None:
    store = Memory(existing(), trouble=[(None, False, lost()), (None, False, lost())])
    with pytest.raises(AmbiguousWrite) as told:
        store.run(password="Fj4-quiet", update_password="always")
    assert "Not all of the thing can be read" in told.value.hint and told.value.changed is None


def test_a_list_that_cannot_be_read_is_no_proof_either(monkeypatch: pytest.MonkeyPatch) -> None:
    read = Refs.from_api
    monkeypatch.setattr(Refs, "from_api", lambda self, row, names: UNREADABLE if row.get("id") else read(self, row, names))
    store = Memory(existing(), trouble=[(None, False, lost()), (None, False, lost())])
    store.policy = Rewriting(store)
    with pytest.raises(AmbiguousWrite) as told:
        store.run()
    assert "Not all of the thing can be read" in told.value.hint and told.value.changed is None

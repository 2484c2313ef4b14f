# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many objects in one run: details only where a row of the listing does not suffice, and several objects in one request."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.bulk import Problems, add_prunable, prepare, reconcile_bulk
from ansible_collections.people.access.plugins.module_utils.engine.bulk_execute import carry_out
from ansible_collections.people.access.plugins.module_utils.engine.change import Change
from ansible_collections.people.access.plugins.module_utils.engine.errors import (
    AmbiguousWrite,
    Conflict,
    Missing,
    PeopleError,
    RequestFailed,
    UnexpectedResponse,
)
from ansible_collections.people.access.plugins.module_utils.engine.fields import Row
from ansible_collections.people.access.plugins.module_utils.engine.items import Batch
from ansible_collections.people.access.plugins.module_utils.engine.policy import Policy
from tests.unit.engine.test_recovery import THING, Memory, conflict, existing, lost, throw

WISHES: list[dict[str, Any]] = [{"email": f"p{number}@x.example", "note": "new"} for number in range(5)]


class Together(Memory):
    """Creates two in one go; ``batches`` keeps the sizes. ``spoil`` is raised by the batch, of which the first ``done`` are carried out."""

    at_once = {"create": 2}

    def __init__(self, *objects: dict[str, Any], spoil: Exception | None = None, done: int = 2) -> None:
        super().__init__(*objects)
        self.batches: list[int] = []
        self.spoil, self.done = spoil, done

    def apply_bulk(self, verb: str, pairs: list[tuple[Row | None, Change]]) -> list[Row | None]:
        assert verb == "create"
        self.batches.append(len(pairs))
        spoil, self.spoil = self.spoil, None
        rows: list[Row | None] = [self.create(change) for _row, change in pairs[:self.done if spoil else None]]
        throw(spoil)
        return rows


def run(store: Memory, check_mode: bool = False) -> Batch:
    return reconcile_bulk(store, list(WISHES), {}, check_mode)


def test_several_are_written_at_once_and_the_last_alone() -> None:
    store = Together()
    batch = run(store)
    assert (store.batches, [one.action for _label, one in batch.outcomes]) == ([2, 2], ["created"] * 5)
    again = run(store)
    assert [one.action for _label, one in again.outcomes] == ["none"] * 5
    assert len(store.writes) == 5


def test_a_prediction_asks_for_no_batch() -> None:
    store = Together()
    assert [one.changed for _label, one in run(store, check_mode=True).outcomes] == [True] * 5
    assert (store.batches, store.writes) == ([], [])


def test_a_refused_batch_is_tried_one_by_one() -> None:
    store = Together(spoil=RequestFailed("one of them is wrong", status=400), done=0)
    assert len(run(store).outcomes) == 5
    assert len(store.writes) == 5


@pytest.mark.parametrize("problem", [RequestFailed("no", status=403), RequestFailed("down", status=500), PeopleError("something else")])
def test_another_failure_of_a_batch_is_its_only_try(problem: PeopleError) -> None:
    store = Together(spoil=problem, done=0)
    batch = run(store)
    assert ([label for label, _failure in batch.failures], len(store.writes)) == (["p0@x.example", "p1@x.example"], 3)


def test_after_a_lost_answer_each_is_looked_up_and_nothing_is_sent_twice() -> None:
    store = Together(spoil=AmbiguousWrite("lost"), done=1)
    batch = run(store)
    assert len(store.writes) == len(store.objects) == 4
    assert [label for label, _failure in batch.failures] == ["p1@x.example"]
    assert "not there; nothing was repeated" in batch.failures[0][1].result()["msg"]
    assert [one.action for _label, one in run(store).outcomes] == ["none", "created", "none", "none", "none"]


def test_an_odd_answer_of_a_batch_counts_as_lost() -> None:
    store = Together(spoil=UnexpectedResponse("Memory: POST /things was answered in an unexpected format."))
    assert run(store).failures == []
    assert len(store.writes) == 5


def test_a_mistake_of_our_own_is_not_taken_for_an_odd_answer() -> None:
    with pytest.raises(KeyError):
        run(Together(spoil=KeyError("data")))


class Brief(Memory):
    """The listing lacks the roles. ``read`` keeps who was fetched."""

    resource = dataclasses.replace(THING, detail_only_field="roles")

    def __init__(self, *objects: dict[str, Any]) -> None:
        super().__init__(*objects)
        self.read: list[str] = []

    def rows(self) -> Iterator[Row]:
        return iter([{name: value for name, value in entry.items() if name != "roles"} for entry in self.objects.values()])

    def get(self, id_: str) -> Row | None:
        self.read.append(id_)
        return super().get(id_)


def brief() -> Brief:
    return Brief(*({"id": f"{number}", "email": f"p{number}@x.example", "note": "old", "enabled": True, "roles": []} for number in range(4)))


def test_details_are_fetched_only_where_they_matter() -> None:
    store = brief()
    desired_accounts: list[Any] = [
        {"email": "p0@x.example", "note": "old"}, {"email": "p1@x.example", "note": "new"},
        {"email": "p2@x.example", "roles": []}, {"email": "p3@x.example", "state": "absent"},
    ]
    batch = prepare(store, desired_accounts, {}, True)
    assert [item.verb for item in batch.items] == ["none", "update", "none", "delete"]
    assert sorted(store.read) == ["1", "2", "3"]
    assert batch.items[1].change is not None and batch.items[1].change.before is not None
    assert batch.items[1].change.before["roles"] == frozenset()


def test_what_takes_access_away_comes_last() -> None:
    store = brief()
    order: list[str] = []
    desired_accounts: list[Any] = [{"email": "p0@x.example", "state": "absent"}, {"email": "p1@x.example", "note": "new"}, {"email": "new@x.example"}]
    carry_out(prepare(store, desired_accounts, {}, False), lambda items: order.extend(item.label for item in items))
    assert order == ["new@x.example", "p1@x.example", "p0@x.example"]


def test_problems_come_as_a_list_too() -> None:
    with pytest.raises(Problems) as caught:
        prepare(brief(), [{"email": "p1@x.example", "roles": ["Raeder"]}, {"email": "nobody"}], {}, True)
    assert [problem.partition(":")[0] for problem in caught.value.problems] == ["p1@x.example", "nobody"]


# -- by id -------------------------------------------------------------------------------------------------------------------------------

TWO: list[dict[str, Any]] = [{"id": f"id-{number}", "email": f"p{number}@x.example", "note": "old", "enabled": True, "roles": []} for number in range(2)]


def test_who_is_named_by_the_id_alone_goes_by_the_key() -> None:
    batch = reconcile_bulk(Memory(*TWO), [{"id": "id-0", "note": "new"}, {"id": "id-1", "note": "old"}], {}, False)
    assert [(label, one.action) for label, one in batch.outcomes] == [("p0@x.example", "updated"), ("p1@x.example", "none")]


def test_an_id_that_nobody_has_is_a_mistake_unless_it_is_to_be_absent() -> None:
    gone: list[dict[str, Any]] = [{"id": "id-8", "state": "absent"}, {"id": "id-9", "state": "absent"}]
    assert [(label, one.action) for label, one in reconcile_bulk(Memory(*TWO), gone, {}, False).outcomes] == [("id-8", "none"), ("id-9", "none")]
    with pytest.raises(Problems) as told:
        prepare(Memory(*TWO), [{"id": "id-8", "note": "new"}, {"id": "id-0", "note": "new"}], {}, False)
    assert told.value.problems == ["id-8: there is no thing with the id 'id-8'."]


def test_one_object_by_its_id_and_by_its_key_is_a_mistake() -> None:
    with pytest.raises(Problems) as told:
        prepare(Memory(*TWO), [{"email": "p0@x.example", "note": "a"}, {"id": "id-0", "note": "b"}], {}, False)
    assert told.value.problems == ["p0@x.example: is the same thing as p0@x.example."]


def test_an_id_and_the_key_of_somebody_else_are_one_mistake() -> None:
    with pytest.raises(Problems) as told:
        prepare(Memory(*TWO), [{"id": "id-0", "note": "a"}, {"id": "id-0", "email": "p1@x.example"}], {}, False)
    assert len(told.value.problems) == 1 and "has the email 'p0@x.example', not 'p1@x.example'" in told.value.problems[0]


# -- what a failure has changed ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written,told,changed", [(0, None, None), (1, None, True), (0, True, True), (1, False, False)])
def test_a_failure_tells_whether_anything_was_written_before_it(written: int, told: bool | None, changed: bool | None) -> None:
    store, problem = Memory(), RequestFailed("no", status=403)
    problem.changed = told

    def write() -> None:
        store.http.own.accepted += ["PUT /things/1"] * written

    store.trouble = [(write, False, problem)]
    (_label, failure), = reconcile_bulk(store, WISHES[:1], {}, False).failures
    assert failure.changed is changed


# -- whom pruning and a look at the list find -------------------------------------------------------------------------------------------


def row_of(name: str, id_: str) -> dict[str, Any]:
    return {"id": id_, "email": f"{name}@x.example", "note": "", "enabled": True, "roles": []}


def test_pruning_tells_those_without_an_id_apart_by_their_key() -> None:
    store = Memory(row_of("member0", "1"), row_of("member1", "2"))
    store.objects.update({name: row_of(name, "") for name in ("invite0", "invite1")})
    store.policy = Policy(store)
    batch = prepare(store, [{"email": f"{name}@x.example", "note": ""} for name in ("member0", "invite0", "new")], {}, True)
    add_prunable(batch, True)
    assert {item.label: item.request.params["id"] for item in batch.items if item.pruned} == {"member1@x.example": "2", "invite1@x.example": None}
    assert [item.label for item in batch.items if not item.pruned] == ["member0@x.example", "invite0@x.example", "new@x.example"]


def test_pruning_spares_whom_it_is_told_to() -> None:
    store = Memory(*TWO)
    batch = prepare(store, [], {}, True)
    add_prunable(batch, True, {store.key_of(TWO[0])})
    assert [item.label for item in batch.items] == ["p1@x.example"]


class Alike(Policy):
    """Warns of everybody who is not found."""

    def tell_alike(self, params: Mapping[str, Any], rows: Iterable[Row]) -> None:
        self.warn(str(params.get("email")))


@pytest.mark.parametrize("entry,warned", [
    ({"email": "gone@x.example", "state": "absent"}, True), ({"email": "gone@x.example", "state": "disabled"}, True),
    ({"email": "gone@x.example", "state": "present"}, False), ({"id": "9", "email": "gone@x.example", "state": "absent"}, False),
    ({"email": "member0@x.example", "state": "absent"}, False),
])
def test_who_loses_access_and_is_not_there_is_looked_for_under_similar_names(entry: dict[str, Any], warned: bool) -> None:
    store = Memory(row_of("member0", "1"))
    store.policy = Alike(store)
    prepare(store, [entry], {}, True)
    assert store.policy.warnings == ["gone@x.example"] * warned


class Removing(Brief):
    """Removes several in one go, unless one of them is gone."""

    at_once = {"delete": 7}

    def apply_bulk(self, verb: str, pairs: Any) -> Any:
        if any(row["id"] not in self.objects for row, _change in pairs):
            raise Missing("gone", status=404)
        return [self.delete(row) for row, _change in pairs]


def test_after_a_refused_removal_of_several_nobody_is_fetched_again() -> None:
    store = Removing(*(row_of(f"p{number}", str(number)) for number in range(4)))
    batch = prepare(store, [{"email": f"p{number}@x.example", "state": "absent"} for number in range(4)], {}, False)
    assert sorted(store.read) == ["0", "1", "2", "3"]
    store.read.clear()
    del store.objects["2"]
    carry_out(batch)
    assert batch.failures == [] and not store.objects and store.read == []


class Quicker(Together):
    """Somebody else creates the first of two in the meantime."""

    def apply_bulk(self, verb: str, pairs: list[tuple[Row | None, Change]]) -> list[Row | None]:
        if not self.batches:
            self.objects["9"] = row_of("p0", "9")
            self.spoil, self.done = Conflict("there is one already", status=409), 0
        return super().apply_bulk(verb, pairs)


def test_whoever_was_created_meanwhile_is_updated_and_the_others_are_created() -> None:
    store = Quicker()
    batch = reconcile_bulk(store, WISHES[:2], {}, False)
    assert batch.failures == [] and [entry["email"] for entry in store.objects.values()] == ["p0@x.example", "p1@x.example"]
    assert store.verbs == ["update", "create"] and {entry["note"] for entry in store.objects.values()} == {"new"}


# -- batches whose items end differently ---------------------------------------------------------------------------------------------------------


class EachOfTwo(Memory):
    """Writes two in one go, each of which succeeds or fails by itself. ``listings`` counts the listings, the one after ``unread`` fails."""

    at_once = {"create": 2, "update": 2, "delete": 2}

    def __init__(self, *objects: dict[str, Any], trouble: Any = (), unread: int = 99) -> None:
        super().__init__(*objects, trouble=trouble)
        self.batches: list[tuple[str, int]] = []
        self.listings, self.unread = 0, unread

    def rows(self) -> Iterator[Row]:
        self.listings += 1
        throw(RequestFailed("Memory: GET /things answered 500.", status=500) if self.listings > self.unread else None)
        return super().rows()

    def apply_bulk(self, verb: str, pairs: list[tuple[Row | None, Change]]) -> list[Row | PeopleError | None]:
        self.batches.append((verb, len(pairs)))
        return [self._one(row, change) for row, change in pairs]

    def _one(self, row: Row | None, change: Change) -> Row | PeopleError | None:
        try:
            if row is None:
                return self.create(change)
            return self.update(row, change) if change.verb == "update" else self.delete(row)  # type: ignore[func-returns-value]  # of this double
        except PeopleError as problem:
            return problem


TWO_OLD = [{**existing(), "id": f"id-{number}", "email": f"p{number}@x.example"} for number in range(2)]


def lost_each(*done: bool) -> list[Any]:
    """The answer of each write is lost; ``done`` tells which of them were carried out."""
    return [(None, is_done, lost()) for is_done in done]


def test_two_lost_answers_of_one_item_are_looked_up_once_for_all() -> None:
    store = EachOfTwo(*TWO_OLD, trouble=lost_each(False, False, False, False))
    batch = reconcile_bulk(store, WISHES[:2], {}, False)
    assert (store.verbs, store.listings, batch.outcomes) == (["update"] * 4, 3, [])
    for _label, problem in batch.failures:
        assert "looked up again and is as before; nothing was changed" in problem.result()["msg"] and problem.changed is False


def test_what_the_second_lost_write_has_done_is_found() -> None:
    store = EachOfTwo(*TWO_OLD, trouble=lost_each(False, False, True, False))
    batch = reconcile_bulk(store, WISHES[:2], {}, False)
    assert [(label, one.changed) for label, one in batch.outcomes] == [("p0@x.example", True)]
    assert [(label, problem.changed) for label, problem in batch.failures] == [("p1@x.example", False)]


def test_what_has_gone_since_the_second_lost_write_is_told() -> None:
    store = EachOfTwo(*TWO_OLD)
    store.trouble = lost_each(False, False) + [(lambda: store.objects.pop("id-0"), False, lost())] + lost_each(False)
    failures = dict(reconcile_bulk(store, WISHES[:2], {}, False).failures)
    assert "is not there" in failures["p0@x.example"].result()["msg"] and "as before" in failures["p1@x.example"].result()["msg"]


def test_what_cannot_be_read_after_two_lost_answers_is_not_claimed() -> None:
    store = EachOfTwo(*TWO_OLD, trouble=lost_each(False, False, True, False), unread=2)
    failures = reconcile_bulk(store, WISHES[:2], {}, False).failures
    assert [(problem.changed, "The change may have been carried out" in problem.result()["msg"]) for _label, problem in failures] == [(None, True)] * 2, [
        problem.result() for _label, problem in failures]
    assert len(failures) == 2


@pytest.mark.parametrize("verb", ["create", "delete"])
def test_what_is_never_repeated_is_looked_up_once(verb: str) -> None:
    store = EachOfTwo(*(TWO_OLD if verb == "delete" else ()), trouble=lost_each(False, False))
    entries: list[Any] = [{"email": entry["email"], "state": "absent"} for entry in TWO_OLD] if verb == "delete" else WISHES[:2]
    failures = reconcile_bulk(store, entries, {}, False).failures
    state = "still there" if verb == "delete" else "not there"
    assert (store.verbs, store.listings, len(failures)) == ([verb] * 2, 2, 2)
    assert all(problem.result()["msg"].count(f"looked up again and is {state}; nothing was repeated") == 1 for _label, problem in failures)


def test_what_others_have_created_meanwhile_is_updated_one_by_one() -> None:
    """Also where the batch could be halved: those in it are no longer to be created."""
    store = EachOfTwo()
    store.at_once = {"create": 4}
    rows = [{**existing(), "id": f"id-{number}", "email": f"p{number}@x.example"} for number in range(4)]
    store.trouble = [(lambda row=row: store.objects.update({row["id"]: row}), False, conflict()) for row in rows]  # type: ignore[misc]  # row=row
    batch = reconcile_bulk(store, WISHES[:4], {}, False)
    assert (batch.failures, store.verbs, store.batches) == ([], ["create"] * 4 + ["update"] * 4, [("create", 4)])
    assert {entry["note"] for entry in store.objects.values()} == {"new"}

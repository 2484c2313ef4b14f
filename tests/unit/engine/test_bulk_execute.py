# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many changes, executed: what is counted, on what a batch that went wrong is decided again, and what is not tried once more."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.bulk import prepare, reconcile_bulk
from ansible_collections.people.access.plugins.module_utils.engine.bulk_execute import carry_out
from ansible_collections.people.access.plugins.module_utils.engine.errors import PeopleError, RequestFailed
from ansible_collections.people.access.plugins.module_utils.engine.find import Task
from ansible_collections.people.access.plugins.module_utils.engine.items import Item
from tests.unit.engine.test_bulk import TWO, WISHES, Brief, EachOfTwo
from tests.unit.engine.test_parallel_writes import Several
from tests.unit.engine.test_recovery import Memory, conflict, lost

NEW: list[dict[str, Any]] = [{"email": entry["email"], "note": "new"} for entry in TWO]


def test_only_changes_are_counted_and_each_when_it_is_done() -> None:
    store = Memory(*TWO)
    batch = prepare(store, [{**NEW[0], "note": "old"}, NEW[1], WISHES[2]], {}, False)
    seen: dict[str, tuple[int, int]] = {}

    def done(items: list[Item]) -> None:
        seen.update((item.label, (store.http.steps.done, store.http.steps.total)) for item in items)

    carry_out(batch, done)
    assert seen == {"p0@x.example": (0, 2), "p2@x.example": (1, 2), "p1@x.example": (2, 2)}


def test_what_is_not_decided_is_not_done() -> None:
    batch = prepare(Memory(*TWO), NEW[:1], {}, False)
    batch.items.append(Item("undecided", Task({"email": "undecided@x.example"}), ()))
    told: list[str] = []
    carry_out(batch, lambda items: told.extend(item.label for item in items))
    assert told == ["p0@x.example"] and batch.items[1].outcome is None


class BriefTwo(Brief, EachOfTwo):
    """The listing lacks the roles, and two are written in one go."""

    def __init__(self, *objects: dict[str, Any], trouble: Any = ()) -> None:
        EachOfTwo.__init__(self, *map(dict, objects), trouble=trouble)
        self.read = []


def grant(store: Memory, id_: str) -> None:
    store.put(id_, roles=[{"id": "2", "name": "Writer"}])


def test_after_a_conflict_an_update_is_decided_on_the_details_as_they_are_now() -> None:
    store = BriefTwo(*TWO)
    store.trouble = [(lambda: grant(store, "id-0"), False, conflict()), (None, False, conflict())]
    batch = reconcile_bulk(store, [{"email": entry["email"], "roles": ["Reader"]} for entry in TWO], {"membership": "add"}, False)
    assert batch.failures == []
    assert [[role["id"] for role in entry["roles"]] for entry in store.objects.values()] == [["1", "2"], ["1"]]


def replaced(store: Memory, id_: str) -> None:
    store.objects["id-9"] = {**store.objects.pop(id_), "id": "id-9"}


def test_after_a_conflict_a_removal_concerns_the_object_that_has_the_key_now() -> None:
    store = EachOfTwo(*TWO)
    store.trouble = [(lambda: replaced(store, "id-0"), False, conflict()), (None, False, conflict())]
    batch = reconcile_bulk(store, [{"email": entry["email"], "state": "absent"} for entry in TWO], {}, False)
    assert batch.failures == [] and not store.objects
    assert [body for _verb, body in store.writes] == ["id-0", "id-1", "id-9", "id-1"]


def test_one_that_is_refused_by_itself_is_not_sent_in_halves_for_ever() -> None:
    def refused() -> PeopleError:
        return RequestFailed("no", status=400)

    store = EachOfTwo(trouble=[(None, False, refused()), (None, False, refused()), (None, False, refused()), (None, False, refused())])
    batch = reconcile_bulk(store, WISHES[:2], {}, False)
    assert (len(batch.failures), store.batches, store.verbs) == (2, [("create", 2)], ["create"] * 4)


def test_a_repetition_that_is_refused_is_not_looked_up_again() -> None:
    store = EachOfTwo(*TWO, trouble=[(None, False, lost()), (None, False, lost()), (None, False, RequestFailed("no", status=403)), (None, True, None)])
    batch = reconcile_bulk(store, NEW, {}, False)
    assert [(label, problem.message) for label, problem in batch.failures] == [("p0@x.example", "no")]
    assert store.listings == 2  # to decide, and after the lost responses


@pytest.mark.parametrize("number", [1, 4])
@pytest.mark.parametrize("warners", [2, 4])
def test_one_warning_of_several_failed_objects_is_told_once(number: int, warners: int) -> None:
    labels = [f"n{index}@x.example" for index in range(4)]

    def before(name: str) -> None:
        if name in labels[:warners]:
            store.policy.warn("odd")
        if name in labels[:2]:
            raise RequestFailed("no", status=400)

    store = Several(before=before, parallel_writes=number)
    batch = reconcile_bulk(store, [{"email": label, "note": "new"} for label in labels], {}, False)
    assert [(label, outcome.warnings) for label, outcome in batch.outcomes] == [(labels[2], ["odd"]), (labels[3], ["odd"] * (warners == 4))]

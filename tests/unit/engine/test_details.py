# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Details of many objects are read where the listing lacks them, and once."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.bulk import prepare, reconcile_bulk
from ansible_collections.people.access.plugins.module_utils.engine.fields import UNREADABLE, Refs, Row
from tests.unit.engine.test_bulk import TWO, Brief, brief
from tests.unit.engine.test_recovery import Memory


def test_what_a_listing_lacks_is_fetched_before_it_counts_as_equal() -> None:
    store = brief()
    store.objects["0"]["roles"] = [{"id": "1", "name": "Reader"}]
    batch = prepare(store, [{"email": "p0@x.example", "roles": []}, {"email": "p1@x.example", "roles": []}], {}, True)
    assert [item.verb for item in batch.items] == ["update", "none"]
    assert sorted(store.read) == ["0", "1"]


def test_what_only_the_details_can_tell_is_compared_by_them(monkeypatch: pytest.MonkeyPatch) -> None:
    read = Refs.from_api
    monkeypatch.setattr(Refs, "from_api", lambda self, row, names: read(self, row, names) if "roles" in row else UNREADABLE)
    batch = prepare(brief(), [{"email": "p0@x.example", "roles": ["Reader"]}, {"email": "p1@x.example", "roles": []}], {}, True)
    assert [(item.verb, item.change.unread) for item in batch.items if item.change is not None] == [("update", ()), ("none", ())]


class Complete(Memory):
    """The listing lacks nothing. ``read`` keeps whose details were asked for all the same."""

    def __init__(self, *objects: dict[str, Any]) -> None:
        super().__init__(*objects)
        self.read: list[str] = []

    def whole(self, row: Row, needed: tuple[str, ...] | None) -> Row:
        self.read.append(row["id"])
        return super().whole(row, needed)


def test_where_a_listing_lacks_nothing_no_details_are_asked_for() -> None:
    store = Complete(*TWO)
    prepare(store, [{"email": "p0@x.example", "state": "absent"}, {"email": "p1@x.example", "note": "old"}], {}, True)
    assert store.read == []


class Membered(Brief):
    """Reads something more with each look at the details, as the members of a group."""

    def whole(self, row: Row, needed: tuple[str, ...] | None) -> Row:
        return self.get(row["id"]) or row


def test_nobody_is_fetched_twice() -> None:
    store = Membered(*brief().objects.values())
    batch = prepare(store, [{"email": "p0@x.example", "note": "new"}, {"email": "p1@x.example", "note": "new", "roles": []}], {}, True)
    assert [item.verb for item in batch.items] == ["update", "update"]
    assert sorted(store.read) == ["0", "1"]


def test_what_an_entry_leaves_open_is_taken_from_what_applies_to_all() -> None:
    store = Memory({**TWO[0], "roles": [{"id": "1", "name": "Reader"}]})
    entry = {"email": "p0@x.example", "roles": ["Writer"], "membership": None}
    reconcile_bulk(store, [entry], {"membership": "add"}, False)
    assert [role["id"] for role in store.objects["id-0"]["roles"]] == ["1", "2"]

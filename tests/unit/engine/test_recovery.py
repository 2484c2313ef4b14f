# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""After a lost answer or a conflict the object is read again, and nothing is sent twice blindly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.change import Change
from ansible_collections.people.access.plugins.module_utils.engine.clock import Clock
from ansible_collections.people.access.plugins.module_utils.engine.errors import (
    AmbiguousWrite,
    BadInput,
    Conflict,
    Missing,
    PeopleError,
    Refused,
    RequestFailed,
)
from ansible_collections.people.access.plugins.module_utils.engine.fields import UNREADABLE, Email, Field, Refs, Resource, Row, Secret, SecretValue, Text
from ansible_collections.people.access.plugins.module_utils.engine.find import Task
from ansible_collections.people.access.plugins.module_utils.engine.http import Sent
from ansible_collections.people.access.plugins.module_utils.engine.names import Names
from ansible_collections.people.access.plugins.module_utils.engine.outcome import Outcome
from ansible_collections.people.access.plugins.module_utils.engine.policy import Policy
from ansible_collections.people.access.plugins.module_utils.engine.reconcile import reconcile
from ansible_collections.people.access.plugins.module_utils.engine.store import Store

THING = Resource(
    noun="thing", plural="things", key=Email("email", "email"), id_api="id", states=("present", "disabled", "absent"),
    fields=(Text("note", "note"), Field("enabled", "enabled", {"type": "bool"}, default=True), Refs("roles", "roles", of="role", at_rows="roles"),
            Secret("password", "password")),
)
USER_SELECTOR = "ada@x.example"
WISH = {"email": USER_SELECTOR, "note": "new", "roles": ["Reader"]}
ROLES = {"1": "Reader", "2": "Writer"}


UNTROUBLED: tuple[Callable[[], Any] | None, bool, Exception | None] = (None, True, None)


def throw(problem: Exception | None) -> None:
    if problem is not None:
        raise problem


class Rules(Policy):
    """Keeps the object with the id ``protected``."""

    def __init__(self, store: Store, protected: str = "") -> None:
        super().__init__(store)
        self.protected = protected

    def guard(self, row: Row | None, change: Change) -> None:
        if row is not None and row["id"] == self.protected and change.verb != "none":
            raise Refused("protected")


class Memory(Store):
    """Keeps its objects in a dictionary. ``trouble`` is taken from the front by each write: what happens before it, whether it is
    carried out, and what is raised afterwards."""

    resource = THING
    policy_class = Rules

    def __init__(self, *objects: dict[str, Any], trouble: Sequence[tuple[Callable[[], Any] | None, bool, Exception | None]] = ()) -> None:
        names = Names("Memory", {"role": ROLES.items})
        http = SimpleNamespace(conventions=SimpleNamespace(title="Memory"), redact=str, own=Sent(), clock=Clock(), steps=None)
        connection: Any = SimpleNamespace(http=http, names=names)
        super().__init__(connection)
        self.objects = {entry["id"]: entry for entry in objects}
        self.trouble = list(trouble)
        self.writes: list[tuple[str, Any]] = []

    def rows(self) -> Iterator[Row]:
        return iter([dict(entry) for entry in self.objects.values()])

    def get(self, id_: str) -> Row | None:
        return dict(self.objects[id_]) if id_ in self.objects else None

    def _write(self, verb: str, body: Any, carry_out: Callable[[], Row]) -> Row:
        self.writes.append((verb, body))
        before, carried_out, problem = self.trouble.pop(0) if self.trouble else UNTROUBLED
        if before:
            before()
        result = carry_out() if carried_out else {}
        throw(problem)
        return result

    def _body(self, change: Change) -> dict[str, Any]:
        body = self.body(change)
        return {**body, "roles": [{"id": id_, "name": ROLES[id_]} for id_ in body["roles"]]} if "roles" in body else body

    def create(self, change: Change) -> Row:
        return self._write("create", self.body(change), lambda: self.put(f"id-{len(self.objects) + 1}", **self._body(change)))

    def update(self, row: Row, change: Change) -> Row:
        return self._write("update", self.body(change), lambda: self.put(row["id"], **self._body(change)))

    def delete(self, row: Row) -> None:
        self._write("delete", row["id"], lambda: self.objects.pop(row["id"], {}))

    def put(self, id_: str, **members: Any) -> Row:
        self.objects[id_] = {**self.objects.get(id_, {}), "id": id_, **members}
        return dict(self.objects[id_])

    def run(self, check_mode: bool = False, **params: Any) -> Outcome:
        return reconcile(self, Task({**WISH, **params}, check_mode))

    @property
    def verbs(self) -> list[str]:
        return [verb for verb, dummy in self.writes]


def lost() -> AmbiguousWrite:
    return AmbiguousWrite("Memory: the answer was lost.")


def conflict() -> Conflict:
    return Conflict("Memory: there is one already.", status=409)


def members(**more: Any) -> dict[str, Any]:
    return {"email": USER_SELECTOR, "note": "old", "enabled": True, "roles": [{"id": "2", "name": "Writer"}], **more}


def existing(**more: Any) -> dict[str, Any]:
    return {"id": "id-1", **members(**more)}


def done(store: Memory) -> bool:
    """Whether there is one object with the address, as wished."""
    (one,) = [entry for entry in store.objects.values() if entry["email"].lower() == USER_SELECTOR]
    return bool(one["note"] == "new" and [role["id"] for role in one["roles"]] == ["1"])


def test_a_lost_create_is_adopted() -> None:
    store = Memory(trouble=[(None, True, lost())])
    outcome = store.run(password="Fj4-quiet")
    assert (outcome.changed, outcome.action, store.verbs) == (True, "created", ["create"])
    assert outcome.object["id"] == "id-1" and done(store)
    assert store.run().action == "none"


def test_a_lost_create_that_left_something_else_is_updated() -> None:
    store = Memory()
    store.trouble = [(lambda: store.put("id-7", email=USER_SELECTOR.upper(), note="", enabled=True, roles=[]), False, lost())]
    outcome = store.run()
    assert (outcome.changed, store.verbs) == (True, ["create", "update"])
    assert store.writes[1] == ("update", {"note": "new", "roles": ["1"]})
    assert outcome.object["id"] == "id-7" and done(store)


def test_a_create_that_never_arrived_fails_and_is_not_repeated() -> None:
    store = Memory(trouble=[(None, False, lost())])
    with pytest.raises(AmbiguousWrite) as caught:
        store.run()
    assert caught.value.hint.count("looked up again and is not there; nothing was repeated. Run the task again.") == 1 and caught.value.changed is False
    assert store.verbs == ["create"] and caught.value.hint.count("looked up again") == 1


@pytest.mark.parametrize("found", [members(), members(note="new", roles=[{"id": "1", "name": "Reader"}])], ids=["different", "equal"])
def test_somebody_else_created_it_in_between(found: dict[str, Any]) -> None:
    store = Memory()
    store.trouble = [(lambda: store.put("id-9", **found), False, conflict())]
    store.run(password="Fj4-quiet")
    assert store.verbs == ["create"] + ["update"] * (found["note"] == "old")
    assert done(store)
    assert "password" not in store.objects["id-9"]  # theirs stays, as of every account that is adopted


def test_a_conflict_with_something_invisible_is_told() -> None:
    store = Memory(trouble=[(None, False, conflict())])
    with pytest.raises(Conflict, match="one already"):
        store.run()
    assert store.verbs == ["create"]


def test_what_was_found_instead_is_guarded_as_well() -> None:
    store = Memory()
    store.policy = Rules(store, "id-1")
    store.trouble = [(lambda: store.put("id-1", **members()), False, conflict())]
    with pytest.raises(Refused):
        store.run()
    assert store.verbs == ["create"] and store.objects["id-1"]["note"] == "old"


def test_a_lost_delete_that_was_carried_out_is_one() -> None:
    store = Memory(existing(), trouble=[(None, True, lost())])
    outcome = store.run(state="absent")
    assert (outcome.changed, outcome.action, store.verbs, store.objects) == (True, "deleted", ["delete"], {})


@pytest.mark.parametrize("problem", [lost, conflict])
def test_a_delete_that_was_not_carried_out_fails(problem: Callable[[], Exception]) -> None:
    store = Memory(existing(), trouble=[(None, False, problem())])
    with pytest.raises(RequestFailed) as caught:
        store.run(state="absent")
    assert store.verbs == ["delete"] and "id-1" in store.objects
    assert ("still there" in caught.value.hint) is (problem is lost) and "as before" not in caught.value.hint
    assert caught.value.changed is (False if problem is lost else None)


def test_a_lost_update_that_was_carried_out_is_not_repeated() -> None:
    store = Memory(existing(), trouble=[(None, True, lost())])
    outcome = store.run()
    assert (outcome.action, store.verbs) == ("updated", ["update"])
    assert outcome.before == {
        "email": USER_SELECTOR, "note": "old", "roles": ["Writer"]
    } and outcome.after == {"email": USER_SELECTOR, "note": "new", "roles": ["Reader"]}
    assert done(store)


@pytest.mark.parametrize("problem", [lost, conflict])
def test_an_update_that_was_not_carried_out_is_repeated_once(problem: Callable[[], Exception]) -> None:
    store = Memory(existing(), trouble=[(None, False, problem())])
    assert store.run().action == "updated"
    assert store.verbs == ["update", "update"] and done(store)
    store = Memory(existing(), trouble=[(None, False, problem()), (None, False, problem())])
    with pytest.raises(RequestFailed):
        store.run()
    assert store.verbs == ["update", "update"]


def test_an_update_is_planned_anew_on_what_is_there_now() -> None:
    store = Memory(existing())
    store.trouble = [(lambda: store.put("id-1", note="new", enabled=False), False, conflict())]
    store.run(membership="add", roles=["Reader"])
    assert store.writes[1] == ("update", {"roles": ["1", "2"]})
    assert store.objects["id-1"]["enabled"] is False  # not named by the task, so theirs


def test_an_update_of_what_is_gone_fails() -> None:
    store = Memory(existing())
    store.trouble = [(store.objects.clear, False, lost())]
    with pytest.raises(AmbiguousWrite) as caught:
        store.run()
    assert "not there" in caught.value.hint
    assert store.verbs == ["update"]


def test_a_lost_disable() -> None:
    store = Memory(existing(), trouble=[(None, True, lost())])
    outcome = reconcile(store, Task({"email": USER_SELECTOR, "state": "disabled"}))
    assert (outcome.action, store.verbs, store.objects["id-1"]["enabled"]) == ("disabled", ["update"], False)


def test_a_secret_is_repeated_with_the_update_it_was_lost_with() -> None:
    store = Memory(existing(), trouble=[(None, False, lost())])
    store.run(password="Fj4-quiet", update_password="always")
    assert [body["password"] for dummy, body in store.writes] == ["Fj4-quiet"] * 2


def test_other_failures_are_not_recovered_from() -> None:
    store = Memory(existing(), trouble=[(None, False, RequestFailed("no", status=422))])
    with pytest.raises(RequestFailed, match="no"):
        store.run()
    assert store.verbs == ["update"]


# -- which object is meant ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["present", "disabled", "absent"])
def test_two_matches_fail_and_tell_the_ids(state: str) -> None:
    store = Memory(existing(id="id-b"), existing(id="id-a", email=USER_SELECTOR.upper()), existing(id="id-c", email="nada@x.example"))
    with pytest.raises(BadInput, match="2 things .* [(]ids id-a, id-b[)]"):
        store.run(state=state)
    assert store.verbs == []
    assert store.run(id="id-b", state=state).action != "none"


def test_two_matches_after_a_lost_create_fail_and_tell_the_ids() -> None:
    store = Memory()
    store.trouble = [(lambda: store.put("id-8", **members()), True, lost())]
    with pytest.raises(BadInput, match="ids id-2, id-8"):
        store.run()
    assert store.verbs == ["create"]


class Detailed(Memory):
    """A listing without details; the details may be gone."""

    resource = Resource(**{**vars(THING), "detail_only_field": True})
    vanished = False

    def get(self, id_: str) -> Row | None:
        return None if self.vanished else super().get(id_)

    def rows(self) -> Iterator[Row]:
        return iter([{"id": entry["id"], "email": entry["email"]} for entry in self.objects.values()])


@pytest.mark.parametrize("state", ["present", "disabled"])
def test_what_disappears_between_list_and_detail_ends_in_a_sentence(state: str) -> None:
    store = Detailed(existing())
    store.vanished = True
    with pytest.raises(PeopleError, match="was removed while it was being read") as caught:
        store.run(state=state)
    assert "Run the task again" in caught.value.hint
    assert store.verbs == []


def test_details_are_compared_and_not_the_listing() -> None:
    store = Detailed(existing(note="new", roles=[{"id": "1", "name": "Reader"}]))
    assert store.run().action == "none"


# -- check mode and apply ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("objects", "params", "action"), [
    ((), {}, "created"), ((existing(),), {}, "updated"), ((existing(),), {"state": "absent"}, "deleted"), ((existing(),), {"state": "disabled"}, "disabled"),
    ((), {"state": "absent"}, "none"), ((), {"state": "disabled"}, "none"),
])
def test_check_mode_calls_no_writer_and_predicts(objects: tuple[dict[str, Any], ...], params: dict[str, Any], action: str) -> None:
    store = Memory(*objects)
    check = store.run(check_mode=True, **params)
    assert store.verbs == []
    real = store.run(**params)
    assert check.action == real.action == action
    assert (check.changed, check.before, check.after) == (real.changed, real.before, real.after)


def test_an_outcome_never_holds_the_secret() -> None:
    for store in (Memory(), Memory(existing())):
        outcome = store.run(password="Fj4-quiet", update_password="always")
        assert store.writes[0][1]["password"] == "Fj4-quiet"
        assert "quiet" not in repr(outcome) and repr(SecretValue("Fj4-quiet")) in repr(outcome.after)


def test_what_reads_differently_after_a_write_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Memory(existing())
    monkeypatch.setattr(store, "put", lambda id_, **sent: {**store.objects[id_], "note": "old still", "roles": sent["roles"]})
    with pytest.raises(RequestFailed, match="Memory accepted the change, but note of the thing still read differently. The rest was changed: roles.") as caught:
        store.run()
    assert caught.value.changed is True


def test_a_write_that_was_accepted_and_changed_nothing_is_no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Memory(existing())
    monkeypatch.setattr(store, "put", lambda id_, **sent: store.objects[id_])
    with pytest.raises(RequestFailed, match="note, roles of the thing still read differently") as caught:
        store.run()
    assert caught.value.changed is False


def test_what_reads_differently_for_a_while_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Memory(existing())
    monkeypatch.setattr(store, "put", lambda id_, **sent: {**store.objects[id_], "note": "old still", "roles": sent["roles"]})
    monkeypatch.setattr(store.policy, "slow_fields", lambda row: frozenset(("note",)))
    assert store.run().warnings == ["Memory accepted the change, but note of the thing still read differently."]


def test_an_update_that_is_lost_twice_is_reported_as_it_is() -> None:
    store = Memory(existing(), trouble=[(None, False, lost()), (None, False, lost())])
    with pytest.raises(AmbiguousWrite) as caught:
        store.run()
    assert "looked up again and is as before" in caught.value.hint and caught.value.changed is False and store.verbs == ["update", "update"]
    store = Memory(existing(), trouble=[(None, False, lost()), (None, True, lost())])
    assert store.run().changed and done(store)


def test_a_lost_update_that_cannot_be_read_again_may_have_been_carried_out(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Memory(existing())
    down = RequestFailed("Memory: GET /things answered 500.", status=500)
    store.trouble = [(lambda: monkeypatch.setattr(store, "rows", lambda: throw(down)), True, lost())]
    with pytest.raises(AmbiguousWrite) as caught:
        store.run()
    assert "may have been carried out" in caught.value.hint and "GET /things answered 500" in caught.value.hint and caught.value.changed is None


def test_a_failure_after_an_accepted_write_begins_with_what_was_done() -> None:
    store = Memory(existing())
    store.trouble = [(lambda: store.http.own.accepted.append("PUT /things/1"), True, RequestFailed("Memory: GET /things/1 answered 500.", status=500))]
    with pytest.raises(RequestFailed) as caught:
        store.run()
    assert caught.value.message == "PUT /things/1 was accepted, but a later step failed. Memory: GET /things/1 answered 500." and caught.value.changed


def halfway(store: Memory) -> None:
    store.put("id-1", note="new")


@pytest.mark.parametrize("objects,after,hint,changed", [
    ([existing()], halfway, "was read again: note was changed, the rest was not", True),
    ([existing()], lambda store: store.put("id-1", note="new", roles=[]), "was read again: note, roles were changed, the rest was not", True),
    ([existing()], lambda store: store.objects.clear(), "was looked up again and is not there", False),
    ([], lambda store: store.put("id-1", **members()), "was looked up again and was created, but is not complete", True),
], ids=["partly", "in two fields", "gone", "created"])
def test_what_became_of_a_write_that_is_lost_twice(objects: list[dict[str, Any]], after: Callable[[Memory], Any], hint: str, changed: bool) -> None:
    store = Memory(*objects)
    first = None if objects else lambda: store.put("id-1", email=USER_SELECTOR, note="", enabled=True, roles=[])
    store.trouble = [(first, False, lost()), (lambda: after(store), False, lost())]
    with pytest.raises(AmbiguousWrite) as caught:
        store.run()
    assert hint in caught.value.hint and caught.value.changed is changed and len(store.writes) == 2


@pytest.mark.parametrize("more", [{"password": "Fj4-quiet", "update_password": "always"}, {"note": "new"}])
def test_what_cannot_be_read_tells_nothing_about_a_lost_write(more: dict[str, Any]) -> None:
    store = Memory(existing(note="new", roles=[{"id": "1", "name": "Reader"}]) if "password" in more else existing(roles=[{"id": "1", "name": "Reader"}]))
    store.trouble = [(None, False, lost()), (None, False, lost())]
    with pytest.raises(AmbiguousWrite) as caught:
        store.run(**more)
    unknown = "password" in more
    assert ("Not all of the thing can be read" in caught.value.hint, caught.value.changed) == (unknown, None if unknown else False)


@pytest.mark.parametrize("state,objects", [("present", {}), ("absent", {"id-1": existing()})])
@pytest.mark.parametrize("earlier", [True, None])
def test_what_was_changed_before_a_lost_answer_stays_changed(state: str, objects: dict[str, Any], earlier: bool | None) -> None:
    problem = lost()
    problem.changed = earlier
    store = Memory(*objects.values(), trouble=[(None, False, problem)])
    with pytest.raises(AmbiguousWrite) as caught:
        store.run(state=state)
    assert caught.value.changed is bool(earlier)


@pytest.mark.parametrize("first,second,changed", [(True, None, True), (None, True, True), (None, False, False), (True, False, False)])
def test_a_failure_of_the_repetition_tells_what_the_first_try_has_changed(first: bool | None, second: bool | None, changed: bool) -> None:
    problem, refusal = conflict(), RequestFailed("no", status=422)
    problem.changed, refusal.changed = first, second
    store = Memory(existing(), trouble=[(None, False, problem), (None, False, refusal)])
    with pytest.raises(RequestFailed, match="no") as caught:
        store.run()
    assert caught.value.changed is changed


@pytest.mark.parametrize("first,second,changed,password,doubt", [
    (lost, RequestFailed, None, True, True), (lost, RequestFailed, None, False, False), (conflict, RequestFailed, None, True, False),
    (lost, AmbiguousWrite, None, True, False), (lost, Refused, None, True, False), (lost, RequestFailed, False, True, False),
])
def test_a_refused_repetition_does_not_hide_that_an_answer_was_lost(
    first: Callable[[], RequestFailed], second: type[PeopleError], changed: bool | None, password: bool, doubt: bool
) -> None:
    problem = second("no")
    problem.changed = changed
    store = Memory(existing(), trouble=[(None, False, first()), (None, False, problem)])
    with pytest.raises(second, match="no") as caught:
        store.run(**({"password": "Fj4-quiet", "update_password": "always"} if password else {}))
    assert ("The response before this one was lost, so the change may have been carried out." in caught.value.hint) is doubt


class Rewriting(Rules):
    """Writes what cannot be read in any case."""

    def unreadable(self, params: Mapping[str, Any]) -> str:
        return "rewrite"


@pytest.mark.parametrize("objects,verbs", [((), ["create"]), ((existing(),), ["update", "update"])], ids=["created", "updated"])
def test_what_cannot_be_read_is_repeated_unless_it_was_just_created(
    monkeypatch: pytest.MonkeyPatch, objects: tuple[dict[str, Any], ...], verbs: list[str]
) -> None:
    read = Refs.from_api
    monkeypatch.setattr(Refs, "from_api", lambda self, row, names: UNREADABLE if row.get("id") else read(self, row, names))
    store = Memory(*objects, trouble=[(None, True, lost())])
    store.policy = Rewriting(store)
    store.run()
    assert store.verbs == verbs


class Repeating(Memory):
    """Its server takes several objects with one name. While a task waits, the younger of two is removed by the task that created it."""

    repeats_names = True

    def __init__(self, younger: str) -> None:
        super().__init__(trouble=[(lambda: self.put(younger, **members(note="new", roles=[{"id": "1", "name": "Reader"}])), True, None)])
        self.http.sleep = lambda seconds: self.objects.pop(younger, None) if seconds and len(younger) > len("id-2") else None


@pytest.mark.parametrize("other,verbs,left", [("id-777", ["create"], "id-2"), ("a", ["create", "delete"], "a")], ids=["own is older", "theirs is older"])
def test_the_older_of_two_that_were_created_at_once_stays(other: str, verbs: list[str], left: str) -> None:
    store = Repeating(other)
    outcome = store.run()
    assert (outcome.object["id"], list(store.objects), store.verbs) == (left, [left], verbs)


class Tried(Memory):
    """Tries for what cannot be compared, and changes something with it."""

    def attempt(self, row: Row, change: Change) -> bool:
        self.writes.append(("attempt", change.unread))
        return True


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("objects,state,tried", [
    ((existing(note="new", roles=[{"id": "1", "name": "Reader"}]),), "present", False), ((), "absent", False),
    ((existing(note="new"),), "present", True),
], ids=["nothing unread", "nobody there", "unread"])
def test_only_what_could_not_be_compared_is_tried(
    monkeypatch: pytest.MonkeyPatch, objects: tuple[dict[str, Any], ...], state: str, tried: bool, check_mode: bool
) -> None:
    store = Tried(*objects)
    if tried:
        read = Refs.from_api
        monkeypatch.setattr(Refs, "from_api", lambda self, row, names: UNREADABLE if row.get("id") else read(self, row, names))
    outcome = store.run(check_mode, state=state)
    assert store.writes == ([("attempt", ("roles",))] if tried and not check_mode else [])
    assert (outcome.changed, outcome.action) == ((True, "updated") if tried and not check_mode else (False, "none"))


def test_an_unknown_id() -> None:
    store = Memory(existing())
    with pytest.raises(BadInput, match="no thing with the id 'id-2'"):
        store.run(id="id-2")
    assert reconcile(store, Task({"id": "id-2", "state": "absent"})).action == "none"
    assert store.verbs == []


def test_missing_is_no_unsettled_state() -> None:
    store = Memory(existing(), trouble=[(None, False, Missing("gone", status=404))])
    with pytest.raises(Missing):
        store.run()
    assert store.verbs == ["update"]

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What takes access away, by effect and not by verb: it is counted, ordered, and refused for whoever is protected."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.bulk import Problems, prepare, reconcile_bulk
from ansible_collections.people.access.plugins.module_utils.engine.bulk_execute import carry_out
from ansible_collections.people.access.plugins.module_utils.engine.change import Change, plan, takes_from
from ansible_collections.people.access.plugins.module_utils.engine.errors import AmbiguousWrite, BadInput, Missing, Refused, RequestFailed
from ansible_collections.people.access.plugins.module_utils.engine.fields import UNREADABLE, UNSET, SecretValue
from ansible_collections.people.access.plugins.module_utils.engine.mode import Mode
from ansible_collections.people.access.plugins.module_utils.engine.policy import Policy
from ansible_collections.people.access.plugins.module_utils.engine.protection import Protection
from ansible_collections.people.access.plugins.module_utils.engine.store import Store
from tests.harness import Bench
from tests.unit.engine.test_bulk import Together
from tests.unit.engine.test_recovery import THING, Memory, Rules, lost

READER, WRITER = {"id": "1", "name": "Reader"}, {"id": "2", "name": "Writer"}
CURRENT: dict[str, Any] = {"email": "p0@x.example", "note": "", "enabled": True, "roles": frozenset("12"), "password": UNSET}


def people(count: int = 7, **more: Any) -> list[dict[str, Any]]:
    return [{"id": f"id-{number}", "email": f"p{number}@x.example", "note": "", "enabled": True, "roles": [READER], **more} for number in range(count)]


def decided(wanted: dict[str, Any], current: dict[str, Any] | None = None, state: str = "present", secrets: str = "on_create") -> Change:
    return plan(THING, state, wanted, CURRENT if current is None else current, secrets=secrets, unreadable="rewrite")


# what is wanted, of whom: removes the account by effect, loses grants, takes anything at all
EFFECTS: list[tuple[Change, bool, bool, bool]] = [
    (plan(THING, "absent", {}, CURRENT), True, True, True),
    (decided({}, state="disabled"), True, False, True),
    (decided({"enabled": False}), True, False, True),
    (decided({"roles": frozenset()}), True, True, True),
    (decided({"roles": frozenset("1")}), False, True, True),
    (decided({"roles": frozenset("13")}), False, True, True),
    (decided({"email": "other@x.example"}), False, False, True),
    (decided({"email": "P0@X.example"}), False, False, False),
    (decided({"password": SecretValue("Fj4-quiet")}, secrets="always"), False, False, True),
    (decided({"password": SecretValue("Fj4-quiet")}), False, False, False),
    (decided({"roles": frozenset("1")}, {**CURRENT, "roles": UNREADABLE}), False, False, True),
    (decided({"roles": frozenset("123"), "note": "more"}), False, False, False),
    (decided({"enabled": True}, {**CURRENT, "enabled": False}), False, False, False),
    (decided({"enabled": False}, {**CURRENT, "enabled": False}), False, False, False),
    (decided({"roles": frozenset()}, {**CURRENT, "roles": frozenset()}), False, False, False),
    (plan(THING, "present", {"email": "new@x.example", "enabled": False, "password": SecretValue("Fj4-quiet")}, None), False, False, False),
    (plan(THING, "absent", {}, None), False, False, False),
]


@pytest.mark.parametrize("number", range(len(EFFECTS)))
def test_what_a_plan_takes_is_told_by_its_effect(number: int) -> None:
    change, removes, loses, takes = EFFECTS[number]
    assert (change.removes, change.loses_grants, takes_from(THING, change)) == (removes, loses, takes)


LOCK_OUT: list[dict[str, Any]] = [{"state": "absent"}, {"state": "disabled"}, {"enabled": False}, {"roles": []}]


@pytest.mark.parametrize("desired", LOCK_OUT)
@pytest.mark.parametrize("limit,fine", [(2, False), (6, False), (7, True), (-1, True), (None, True)])
def test_what_locks_out_is_counted_however_it_was_asked_for(desired: dict[str, Any], limit: int | None, fine: bool) -> None:
    for check in (True, False):
        store = Memory(*people())
        entries: list[Any] = [{"email": person["email"], **desired} for person in people()]
        if fine:
            assert len(reconcile_bulk(store, entries, {"max_removals": limit}, check).outcomes) == 7
            continue
        with pytest.raises(Refused, match=rf"^7 would be removed, .*max_removals \({limit}\)"):
            reconcile_bulk(store, entries, {"max_removals": limit}, check)
        assert store.writes == []


@pytest.mark.parametrize("desired", [{"note": "new"}, {"roles": ["Reader", "Writer"]}, {"password": "Fj4-quiet", "update_password": "always"}])
def test_what_locks_nobody_out_is_no_removal(desired: dict[str, Any]) -> None:
    entries: list[Any] = [{"email": person["email"], **desired} for person in people()]
    assert len(reconcile_bulk(Memory(*people()), entries, {"max_removals": 0}, False).outcomes) == 7
    with pytest.raises(Refused, match="^1 would be removed"):
        reconcile_bulk(Memory(*people(1)), [{"email": "p0@x.example", "state": "absent"}], {"max_removals": 0}, False)


@pytest.mark.parametrize("count", [10, 11])
def test_ten_are_named_of_those_who_would_be_removed(count: int) -> None:
    entries: list[Any] = [{"email": person["email"], "state": "absent"} for person in people(count)]
    with pytest.raises(Refused) as told:
        reconcile_bulk(Memory(*people(count)), entries, {"max_removals": 2}, False)
    assert told.value.message.count("@x.example") == 10 and ("…" in told.value.message) is (count > 10)


def test_an_empty_list_is_a_mistake_only_where_it_prunes() -> None:
    store = Memory(*people(2))
    assert reconcile_bulk(store, [], {"prune": False}, False).outcomes == []
    with pytest.raises(Refused, match="is empty, and prune would remove everybody"):
        reconcile_bulk(store, [], {"prune": True}, False)
    assert store.writes == []


def test_what_changes_is_looked_at_together_before_the_first_write() -> None:
    asked: list[list[tuple[Any, str]]] = []

    class Watching(Policy):
        def guard_batch(self, pairs: Any) -> None:
            assert store.writes == []
            asked.append([(row and row["id"], change.verb) for row, change in pairs])

    entries: list[Any] = [{"email": "p0@x.example"}, {"email": "p1@x.example", "state": "absent"}, {"email": "new@x.example"}]
    store = Memory(*people(2))
    store.policy = Watching(store)
    reconcile_bulk(store, entries, {}, False)
    assert asked == [[("id-1", "delete"), (None, "create")]]


def test_a_limit_below_no_limit_is_refused() -> None:
    with pytest.raises(BadInput, match="max_removals is -2"):
        reconcile_bulk(Memory(), [{"email": "p0@x.example"}], {"max_removals": -2}, False)


@pytest.mark.parametrize("desired", [*LOCK_OUT, {"roles": ["Writer"]}, {"password": "Fj4-quiet", "update_password": "always"}])
def test_nothing_is_taken_from_whoever_is_protected(desired: dict[str, Any]) -> None:
    for protect in (["P3@X.EXAMPLE"], ["p3@*"], "other@x.example, p3@x.example"):
        store = Memory(*people())
        with pytest.raises(Problems, match="p3@x.example is in protect"):
            reconcile_bulk(store, [{"email": "p3@x.example", **desired}, {"email": "p4@x.example", "note": "new"}], {"protect": protect}, False)
        assert store.writes == []
    assert reconcile_bulk(Memory(*people()), [{"email": "p3@x.example", **desired}], {"protect": ["p4@x.example"]}, False).failures == []


def test_whoever_is_protected_may_be_given_more() -> None:
    store = Memory(*people())
    batch = reconcile_bulk(store, [{"email": "p3@x.example", "roles": ["Reader", "Writer"], "note": "more"}], {"protect": ["p3@x.example"]}, False)
    assert [outcome.action for _label, outcome in batch.outcomes] == ["updated"]


def test_an_account_without_an_address_is_known_by_no_name() -> None:
    """Else all of them would be one person for protect, which protects everybody who shares a name."""
    policy = Memory().policy
    assert policy.known_as({"id": "1"}) == policy.known_as({"id": "2", "email": ""}) == () and policy.known_as(people(1)[0]) == ("p0@x.example",)


def test_pruning_leaves_alone_whoever_is_protected() -> None:
    store = Memory(*people())
    store.policy = Rules(store, "id-2")  # by a guard of the platform
    batch = reconcile_bulk(store, [{"email": "p0@x.example"}], {"prune": True, "protect": [" P1@x.EXAMPLE", "*6@x.example", "nobody@x.example"]}, False)
    assert sorted(store.objects) == ["id-0", "id-1", "id-2", "id-6"]
    assert batch.notes == ["not pruned: protected", "protect: nobody@x.example means no thing here."]
    assert [(row["id"], entry) for row, entry in batch.protected] == [("id-1", "P1@x.EXAMPLE"), ("id-6", "*6@x.example")]


def test_protection_is_asked_again_just_before_the_write() -> None:
    store = Memory(*people())
    batch = prepare(store, [{"email": "p3@x.example", "state": "absent"}], {}, False)
    store.policy.protection = Protection(["p3@x.example"])
    carry_out(batch)
    assert store.writes == [] and "is in protect" in batch.failures[0][1].message
    at_once = Together(*people())
    at_once.at_once = {"delete": 2}
    batch = prepare(at_once, [{"email": "p3@x.example", "state": "absent"}, {"email": "p4@x.example", "state": "absent"}], {}, False)
    at_once.policy.protection = Protection(["p3@x.example"])
    carry_out(batch)
    assert at_once.writes == [] and len(batch.failures) == 2


def test_grants_come_before_whatever_takes_access_away() -> None:
    store = Memory(*people())
    order: list[str] = []
    desired_accounts: list[dict[str, Any]] = [
        {"email": "p0@x.example", "state": "absent"}, {"email": "p1@x.example", "enabled": False}, {"email": "p2@x.example", "roles": ["Writer"]},
        {"email": "p3@x.example", "state": "disabled"}, {"email": "p4@x.example", "roles": ["Reader", "Writer"]}, {"email": "new@x.example"},
    ]
    carry_out(prepare(store, desired_accounts, {}, False), lambda items: order.extend(item.label[:3] for item in items))
    assert order == ["new", "p4@", "p1@", "p2@", "p3@", "p0@"]


def test_every_item_of_a_batch_is_told_before_the_work_ends() -> None:
    store = Together(spoil=RequestFailed("no", status=403), done=0)
    told: list[list[str]] = []

    def done(items: Any) -> None:
        told.append([item.label for item in items])
        raise RequestFailed("enough")

    batch = prepare(store, [{"email": f"n{number}@x.example"} for number in range(4)], {}, False)
    with pytest.raises(RequestFailed, match="enough"):
        carry_out(batch, done)
    assert told == [["n0@x.example", "n1@x.example"]] and len(batch.failures) == 2


@pytest.mark.parametrize("status", [None, 500, 502, 504, 200])
def test_after_a_lost_answer_with_any_status_everybody_is_looked_up(status: int | None) -> None:
    store = Together(spoil=AmbiguousWrite("lost", status=status, request_id="r-1"), done=1)
    batch = reconcile_bulk(store, [{"email": "n0@x.example"}, {"email": "n1@x.example"}], {}, False)
    assert [one.action for _label, one in batch.outcomes] == ["created"]
    ((label, failure),) = batch.failures
    assert label == "n1@x.example" and "not there; nothing was repeated" in failure.hint and failure.facts.get("status") == status


@pytest.mark.parametrize("problem", [Missing("gone", status=404)])
def test_a_404_of_a_batch_is_looked_into_by_one_listing(problem: Missing) -> None:
    class Deleting(Together):
        at_once = {"delete": 7}
        listings = 0

        def rows(self) -> Any:
            self.listings += 1
            return super().rows()

        def apply_bulk(self, verb: str, pairs: Any) -> Any:
            self.batches.append(len(pairs))
            if any(row["id"] not in self.objects for row, _intent in pairs):
                raise problem
            for row, _intent in pairs:
                self.delete(row)
            return [None] * len(pairs)

    store = Deleting(*people())
    batch = prepare(store, [{"email": person["email"], "state": "absent"} for person in people()], {}, False)
    store.listings = 0
    del store.objects["id-3"]
    carry_out(batch)
    assert batch.failures == [] and len(batch.outcomes) == 7 and not store.objects
    assert (store.listings, store.batches) == (1, [7, 6])


def test_an_entry_of_protect_that_means_nobody_is_told() -> None:
    store = Memory(*people(2))
    batch = reconcile_bulk(store, [{"email": "p0@x.example", "state": "present"}], {"protect": ["p1@*", "gone@x.example"]}, True)
    assert batch.notes == ["protect: gone@x.example means no thing here."]


# -- who has to stay usable --------------------------------------------------------------------------------------------------------------


class Standing(Policy):
    """Everybody is protected for one reason."""

    protection_messages = {"caller": ("the caller", "Use another account."), "owner": ("the owner", "Ask support.")}

    def __init__(self, store: Store, stands: str) -> None:
        super().__init__(store)
        self.stands = stands

    def protected_as(self, row: Any) -> str:
        return self.stands


@pytest.mark.parametrize("stands,desired,told", [
    ("owner", {"state": "absent"}, "is the owner; it is not deleted."), ("owner", {"state": "disabled"}, "is the owner; it is not disabled."),
    ("owner", {"roles": []}, ""), ("caller", {"roles": []}, "is the caller; it is not left without any access."),
    ("caller", {"state": "absent"}, "is the caller; it is not deleted."), ("caller", {"enabled": False}, "is the caller; it is not disabled."),
    ("caller", {"note": "new"}, ""), ("", {"state": "absent"}, ""), ("", {"roles": []}, ""),
])
def test_who_has_a_standing_is_not_locked_out(stands: str, desired: dict[str, Any], told: str) -> None:
    store = Memory(*people(1))
    store.policy = Standing(store, stands)
    if told:
        with pytest.raises(Refused, match=told):
            store.run(**{"email": "p0@x.example", "roles": None, "note": None, **desired})
        assert store.writes == []
    else:
        assert store.run(**{"email": "p0@x.example", "roles": None, "note": None, **desired}).changed


# -- cut off, then removed ---------------------------------------------------------------------------------------------------------------


def leaver(trouble: Any = (), revoke_before_delete: bool = True, **more: Any) -> Memory:
    store = Memory(*people(1, **more), trouble=trouble)
    store.mode = Mode.ROSTER if revoke_before_delete else Mode.MANAGE_MANY
    return store


def leave(store: Memory) -> Any:
    return store.run(email="p0@x.example", state="absent", roles=None, note=None)


@pytest.mark.parametrize("revoke_before_delete,enabled,verbs", [(True, True, ["update", "delete"]), (True, False, ["delete"]), (False, True, ["delete"])])
def test_who_can_still_get_in_is_cut_off_first(revoke_before_delete: bool, enabled: bool, verbs: list[str]) -> None:
    store = leaver(revoke_before_delete=revoke_before_delete, enabled=enabled)
    row = next(store.rows())
    change = plan(THING, "absent", {}, THING.from_api(row, store.names))
    assert Store.writes(store, row, change) == len(verbs)
    assert leave(store).warnings == [] and store.verbs == verbs and not store.objects


def test_what_is_no_removal_takes_one_write_or_none() -> None:
    store = leaver()
    row = next(store.rows())
    current = THING.from_api(row, store.names)
    desired_accounts = [plan(THING, "present", wanted, current) for wanted in ({"note": ""}, {"note": "new"})]
    assert [Store.writes(store, row, change) for change in desired_accounts] == [0, 1]
    assert Store.writes(store, None, plan(THING, "present", {"email": "new@x.example"}, None)) == 1


NO = RequestFailed("no", status=403)


@pytest.mark.parametrize("trouble,text", [
    ([(None, False, RequestFailed("locked", status=403))], "It is removed; cutting it off before that failed: locked"),
    ([(None, False, None)], "It is removed; cutting it off before that failed: Memory accepted the disabling of p0@x.example, "
     "but the thing still reads as enabled: the access may still be active."),
])
def test_that_the_cutting_off_fails_is_no_reason_to_stay(trouble: Any, text: str) -> None:
    store = leaver(trouble, revoke_before_delete=True)
    assert leave(store).warnings == [text] and not store.objects


@pytest.mark.parametrize("trouble,hint", [
    ([(None, True, None), (None, False, NO)], "It is disabled."),
    ([(None, False, RequestFailed("locked", status=403)), (None, False, NO)], "Cutting it off first failed too: locked"),
])
def test_who_cannot_be_removed_is_told_to_be_disabled_or_not(trouble: Any, hint: str) -> None:
    with pytest.raises(RequestFailed) as told:
        leave(leaver([(before, done, problem and RequestFailed(problem.message, status=403)) for before, done, problem in trouble]))
    assert told.value.hint.endswith(hint)


@pytest.mark.parametrize("is_lost,hint", [
    (False, "It is disabled. The account is not cut off completely: busy"),
    (True, "The account is not cut off completely: Memory: the answer was lost. The thing may have been disabled."),
])
def test_who_is_cut_off_in_part_and_cannot_be_removed_is_told_so(monkeypatch: pytest.MonkeyPatch, is_lost: bool, hint: str) -> None:
    def busy(store: Memory, row: Any) -> str:
        raise RequestFailed("busy", status=403)

    monkeypatch.setattr(Memory, "end_sessions", busy)
    with pytest.raises(RequestFailed) as told:
        leave(leaver([(None, True, lost() if is_lost else None), (None, False, RequestFailed("no", status=403))]))
    assert told.value.hint == hint


@pytest.mark.parametrize("enabled,trouble,changed", [(True, [(None, True, None), (None, False, NO)], True), (False, [(None, False, NO)], None)])
def test_whoever_was_disabled_before_and_cannot_be_removed_is_not_changed(enabled: bool, trouble: Any, changed: bool | None) -> None:
    with pytest.raises(RequestFailed) as told:
        leave(leaver([(before, done, problem and RequestFailed(problem.message, status=403)) for before, done, problem in trouble], enabled=enabled))
    assert told.value.changed is changed and told.value.hint == "It is disabled."


def test_where_nobody_can_be_disabled_nothing_comes_before_the_removal() -> None:
    store = leaver([(None, False, RequestFailed("no", status=403))])
    store.resource = dataclasses.replace(THING, states=("present", "absent"))
    with pytest.raises(RequestFailed) as told:
        leave(store)
    assert store.verbs == ["delete"] and "disabled" not in told.value.hint and told.value.changed is None


# -- two failures of one removal -----------------------------------------------------------------------------------------------------------------


REMOVALS: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [  # the listing, the module and its options, what it needs before
    (r"/roles", "te_role", {"name": "Report reader"}, {"permissions": ["REPORT_READ"]}),
    (r"/v1/roles", "contabo_role", {"name": "Access desk"}, {"permissions": []}),
    (r"/v1/users", "contabo_user", {"email": "leif.holm@harbor.example"}, {}),
    (r"/groups", "segment_group", {"name": "Privacy"}, {}),
]


@pytest.mark.parametrize("unread", ["/[^/]+$", "$"], ids=["details", "listing"])
@pytest.mark.parametrize("listing,module,options,before", REMOVALS, ids=[entry[1] for entry in REMOVALS])
def test_a_removal_whose_answer_was_lost_is_told_though_nothing_can_be_read(
    bench: Bench, listing: str, module: str, options: dict[str, Any], before: dict[str, Any], unread: str,
) -> None:
    if before:
        assert bench.run(module, **options, **before).get("failed") is None
    path = listing + unread
    passing = sum(entry["method"] == "GET" and re.search(path, entry["path"]) is not None
                  for entry in bench.run(module, check=True, state="absent", **options)["journal"])
    lost = {"kind": "lost_response", "method": "DELETE", "path": f"{listing}/[^/]+$", "times": 1}
    bench.sandbox._controlled("PUT", "faults", [lost, {"kind": "status", "status": 504, "method": "GET", "path": path, "after": passing, "times": 0}])
    result = bench.run(module, state="absent", retries=1, **options)
    assert result["failed"] and re.search(r"Whether the \w+ (still exists|was removed) could not be read", result["msg"]), result
    bench.sandbox._controlled("PUT", "faults", [])
    assert bench.run(module, state="absent", **options)["changed"] is False


@pytest.mark.parametrize("count", [1, 2])
def test_invites_that_were_sent_are_told_though_nothing_can_be_read_of_their_groups(bench: Bench, count: int) -> None:
    users = [{"email": email, "permissions": [{"role": "Source Admin", "resources": [{"type": "WORKSPACE"}]}], "groups": ["Analysts"]}
             for email in ("zoe.park@x.example", "yan.oh@x.example")[:count]]
    join = {"kind": "lost_response", "platform": "segment", "method": "POST", "path": "/groups/[^/]+/users$", "times": 0}
    unread = {"kind": "status", "status": 502, "platform": "segment", "method": "GET", "path": "/groups/[^/]+/invites$", "times": 0}
    bench.sandbox._controlled("PUT", "faults", [join, unread])
    result = bench.run("segment_users", users=users, retries=0)
    assert result["failed"] and result["changed"] is True, result["msg"]
    for row in result["users"]:
        assert row["changed"] is True and "The change may have been carried out: the user could not be read again" in row["msg"], row
    bench.sandbox._controlled("PUT", "faults", [])
    assert bench.run("segment_users", users=users).get("failed") is None and bench.run("segment_users", users=users)["changed"] is False

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a plan: when work on a platform stops, what is told of how far it came, and of a plan that has changed since it was approved."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.connections import Connections
from ansible_collections.people.access.plugins.module_utils.lifecycle import task
from ansible_collections.people.access.plugins.module_utils.lifecycle.plan import RosterPlan
from tests.harness import Bench
from tests.sandbox.world import World
from tests.unit.lifecycle.test_guards import remove
from tests.unit.lifecycle.test_roster_module import NETOPS, NO_LIMIT, person

CONTABO: dict[str, Any] = {"profiles": {"netops": {"contabo": NETOPS["contabo"]}}, "platforms": ["contabo"], "parallel_writes": 1}


def people(count: int) -> list[dict[str, Any]]:
    return [person(f"P{number}", "Many", "netops") for number in range(count)]


def statuses(result: dict[str, Any]) -> list[str]:
    return [action["status"] for action in result["plan"]["actions"]]


# -- a platform that cannot be talked to ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status,given_up", [(400, False), (404, False), (422, False), (401, True), (403, True), (429, True), (500, True), (503, True)])
def test_only_a_platform_that_cannot_be_talked_to_is_given_up(bench: Bench, status: int, given_up: bool) -> None:
    bench.fault(kind="status", status=status, platform="contabo", method="POST", path="/v1/users$", times=0)
    result = bench.run("roster", people=people(5), **CONTABO)
    assert statuses(result) == (["failed"] * 3 + ["not tried"] * 2 if given_up else ["failed"] * 5), result["msg"]
    assert ("Work on contabo stopped" in result["msg"], "2 were not tried" in result["msg"]) == (given_up, given_up)


def test_a_platform_that_does_not_answer_is_given_up(bench: Bench) -> None:
    bench.fault(kind="reset", platform="contabo", method="POST", path="/v1/users$", times=0)
    result = bench.run("roster", people=people(5), **CONTABO)
    assert statuses(result) == ["failed"] * 3 + ["not tried"] * 2 and "Work on contabo stopped" in result["msg"], result["msg"]


def test_only_failures_in_a_row_give_a_platform_up(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    platform = bench.sandbox.platform("contabo")
    create = platform.create_user
    seen: list[Any] = []

    def every_third(*arguments: Any, **more: Any) -> Any:
        seen.append(arguments)
        if len(seen) % 3 == 0:
            return create(*arguments, **more)
        return platform.fail(403)

    monkeypatch.setattr(platform, "create_user", every_third)
    result = bench.run("roster", people=people(9), **CONTABO)
    assert statuses(result) == ["failed", "failed", "done"] * 3 and "Work on" not in result["msg"]


def test_a_platform_that_was_given_up_is_not_asked_again(bench: Bench) -> None:
    leaver = people(1)[0]
    assert bench.run("roster", people=[leaver], **CONTABO).get("failed") is None
    bench.fault(kind="status", status=403, platform="contabo", method="POST", path="/v1/users$", times=0)
    params: dict[str, Any] = {"people": [{**leaver, "ends": "2020-01-01"}, *people(4)[1:]], **CONTABO, **NO_LIMIT}
    planned = bench.run("roster", check=True, **params)
    result = bench.run("roster", **params)
    assert statuses(result) == ["failed"] * 3 + ["not tried"] and [write_request["method"] for write_request in result["writes"]] == ["POST"] * 3
    assert listings(planned) == listings(result) > 0


def listings(result: dict[str, Any]) -> int:
    """How many pages of the users of Contabo were read."""
    return [request["path"] for request in result["journal"] if request["method"] == "GET"].count("/v1/users")


def test_only_what_was_decided_about_new_accounts_is_let_go(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a run that creates thousands, their decisions are not kept in memory while the result is built. Those of all other actions are."""
    apply, kept = task.apply, dict[tuple[str, str], bool]()

    def watched(plan: RosterPlan, *arguments: Any) -> None:
        apply(plan, *arguments)
        for action in plan.actions:
            assert action.item.change is not None and action.item.verb == action.row()["verb"]
            kept[action.status, action.item.verb] = bool(action.item.change.after and action.item.request.params)

    assert bench.run("roster", people=people(1), **CONTABO).get("failed") is None
    monkeypatch.setattr(task, "apply", watched)
    bench.fault(kind="status", status=400, platform="contabo", method="POST", path="/v1/users$", times=1)
    first, *others = people(3)
    bench.run("roster", people=[{**first, "first_name": "Other"}, *others], **CONTABO)
    assert kept == {("done", "update"): True, ("failed", "create"): True, ("done", "create"): False}


def test_the_guards_read_again_only_where_something_is_taken(bench: Bench) -> None:
    leaver = {"email": "nada.quist@harbor.example", "ends": "2020-01-01", "accounts": {"contabo": {}}}
    for desired, times in ((people(1), 1), ([leaver], 2)):
        planned, result = (bench.run("roster", check=check, people=desired, **CONTABO) for check in (True, False))
        assert result.get("failed") is None and listings(result) == times * listings(planned), result.get("msg")


def cancel_when(monkeypatch: pytest.MonkeyPatch, emulator: Any, method: str) -> None:
    """Somebody cancels the task as soon as a platform's emulator has answered by this method while the plan is carried out; without one, before that."""
    carry_out = task.apply

    def cancelled(plan: RosterPlan, connections: Connections, *arguments: Any) -> None:
        answer = getattr(emulator, method, None)

        def last(*given: Any, **more: Any) -> Any:
            reply = answer(*given, **more)
            connections.cancel()
            return reply

        if answer is None:
            connections.cancel()
        else:
            monkeypatch.setattr(emulator, method, last)
        carry_out(plan, connections, *arguments)

    monkeypatch.setattr(task, "apply", cancelled)


@pytest.mark.parametrize("method,first,writes", [("", "not tried", 0), ("create_user", "failed", 1)])
def test_a_cancelled_task_tells_what_it_has_begun(bench: Bench, monkeypatch: pytest.MonkeyPatch, method: str, first: str, writes: int) -> None:
    cancel_when(monkeypatch, bench.sandbox.platform("contabo"), method)
    result = bench.run("roster", people=people(3), **CONTABO)
    assert statuses(result) == [first, "not tried", "not tried"] and len(result["writes"]) == writes, result["msg"]
    assert "the task was cancelled before" in result["plan"]["actions"][0]["msg"] and "Work on contabo stopped" in result["msg"]
    assert result["changed"] is bool(writes) and "defect" not in result["msg"]


# -- several at a time --------------------------------------------------------------------------------------------------------------------

SEVERAL: dict[str, Any] = {**CONTABO, "parallel_writes": 4}


@pytest.mark.parametrize("kind", ["status", "reset"])
def test_a_platform_that_cannot_be_talked_to_gets_only_what_is_under_way(bench: Bench, kind: str) -> None:
    bench.fault(kind=kind, status=403, platform="contabo", method="POST", path="/v1/users$", times=0)
    result = bench.run("roster", people=people(40), **SEVERAL)
    found = statuses(result)
    assert 3 <= found.count("failed") <= 6 and found.count("failed") + found.count("not tried") == 40, result["msg"]
    assert f"{found.count('not tried')} were not tried" in result["msg"] and "Work on contabo stopped" in result["msg"]


def test_a_cancelled_task_ends_what_is_under_way(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first answer cancels the task, which lets the others go that were sent before it."""
    cancel_when(monkeypatch, bench.sandbox.platform("contabo"), "create_user")
    result = bench.run("roster", people=people(40), **SEVERAL)
    found = statuses(result)
    assert 1 <= len(result["writes"]) == found.count("failed") <= 4 and found.count("not tried") == 40 - found.count("failed"), result["msg"]
    assert result["changed"] and "Work on contabo stopped" in result["msg"] and "defect" not in result["msg"]


@pytest.mark.parametrize("platform", ["thousandeyes", "segment", "contabo", "tsna"])
def test_a_roster_ends_the_same_however_many_are_written_in_parallel(bench: Bench, platform: str) -> None:
    """Everybody gets access, and then eight of them another role, while four leave."""
    everybody = people(12)
    entries = [{**person, "accounts": {"tsna": {"name": person["email"].partition("@")[0]}}} for person in everybody]
    passwords = {person["email"]: "Fj4-quiet-harbor" for person in everybody}
    moved = {"thousandeyes": {"all_account_group_roles": ["Read only"]}, "segment": {"groups": ["Privacy"]}, "contabo": {"roles": ["Invoice"]},
             "tsna": {"roles": ["Viewer"]}}
    second = [{**entry, "profiles": ["moved"]} for entry in entries[:8]] + [{**entry, "ends": "2020-01-01"} for entry in entries[8:]]
    profiles = {"netops": {platform: NETOPS[platform]}, "moved": {platform: {**NETOPS[platform], **moved[platform]}}}
    found = {}
    for number in (1, 4):
        bench.sandbox.reset(World())
        results = [bench.run("roster", people=desired, profiles=profiles, platforms=[platform], tsna_passwords=passwords, parallel_writes=number, **NO_LIMIT)
                   for desired in (entries, second)]
        assert [result.get("msg") for result in results] == [None, None]
        again = bench.run("access_info", platforms=[platform])
        accounts = [{name: account[name] for name in ("email", "name", "status")} for account in again["accounts"]]
        held = sorted((one["email"], one["name"], one["role"], one["resource"], one["via"]) for one in again["entitlements"])
        found[number] = (statuses(results[0]), statuses(results[1]), results[1]["plan"]["counts"], [result["requests"] for result in results], accounts, held)
    assert found[4] == found[1]


def test_a_write_that_was_sent_before_the_task_was_cancelled_was_tried(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A created TSNA user is proved by the read after it, which is not sent any more."""
    cancel_when(monkeypatch, bench.sandbox.platform("tsna"), "add_user")
    entries = [{**person, "accounts": {"tsna": {"name": person["email"].partition("@")[0]}}} for person in people(3)]
    passwords = {person["email"]: "Fj4-quiet-harbor" for person in entries}
    result = bench.run("roster", people=entries, profiles={"netops": {"tsna": NETOPS["tsna"]}}, platforms=["tsna"], tsna_passwords=passwords, parallel_writes=1)
    assert statuses(result) == ["failed", "not tried", "not tried"] and "It may or may not have been carried out." in result["plan"]["actions"][0]["msg"]


def test_of_invites_that_go_together_those_that_were_sent_are_told(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The task is cancelled after the first of three requests with invites."""
    cancel_when(monkeypatch, bench.sandbox.platform("segment"), "create_invites")
    result = bench.run("roster", people=people(500), profiles={"netops": {"segment": NETOPS["segment"]}}, platforms=["segment"])
    found = statuses(result)
    assert [found.count(status) for status in ("done", "failed", "not tried")] == [0, 200, 300], result["msg"]
    assert "The person is invited, and the mail was sent, but the person was not added to the group" in result["plan"]["actions"][0]["msg"]
    assert result["plan"]["actions"][0]["changed"] and len(result["writes"]) == 1 and "Work on segment stopped" in result["msg"]


# -- in which order ----------------------------------------------------------------------------------------------------------------------


def test_what_only_takes_comes_after_what_gives_as_well(bench: Bench) -> None:
    taken, swapped, renamed = (person(name, "Order") for name in ("Ann", "Bob", "Cid"))
    before = {taken["email"]: ["Network", "Invoice"], swapped["email"]: ["Network"], renamed["email"]: ["Network", "Invoice"]}
    users = [{"email": email, "first_name": "F", "last_name": "Order", "roles": roles} for email, roles in before.items()]
    assert bench.run("contabo_users", users=users).get("failed") is None
    after = {taken["email"]: ["Network"], swapped["email"]: ["Invoice"], renamed["email"]: ["Network"]}
    desired_accounts = [{"email": email, "first_name": "F", "last_name": "Order", "accounts": {"contabo": {"roles": roles}}} for email, roles in after.items()]
    desired_accounts[2]["first_name"] = "Cid"
    result = bench.run("roster", people=desired_accounts, platforms=["contabo"])
    assert [action["account"] for action in result["plan"]["actions"]] == [swapped["email"], renamed["email"], taken["email"]], result.get("msg")
    assert statuses(result) == ["done"] * 3


def test_the_first_reason_to_leave_an_account_alone_is_told(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody's account gets a protected address meanwhile, the list shrinks, and what else should change for the person fails."""
    platform = bench.sandbox.platform("contabo")
    accounts = bench.run("access_info", platforms=["contabo", "tsna"])["accounts"]
    everybody = [account["email"] for account in accounts if account["platform"] == "contabo"]
    mover = "ravi.stone@harbor.example"
    leaver, login = next((account["email"], account["name"]) for account in accounts if account["platform"] == "tsna" and account["email"] in everybody
                         and account["email"] != mover and not account["admin"])
    create = platform.create_user

    def meanwhile(request: Any) -> Any:
        for email in everybody:
            if email not in (mover, leaver, "owner@harbor.example", "automation@harbor.example"):
                remove(bench, email)
        platform._by_email(mover)["email"] = "breakglass@x.example"
        return create(request)

    monkeypatch.setattr(platform, "create_user", meanwhile)
    bench.fault(kind="status", status=400, platform="tsna", method="PATCH", path="/users", times=0)
    changed = {"email": mover, "accounts": {"contabo": {"roles": []}, "tsna": {"name": "rstone", "roles": ["Viewer"]}}}
    desired = [changed, {"email": leaver, "ends": "2020-01-01"}, people(1)[0]]
    result = bench.run(
        "roster", people=desired, profiles=CONTABO["profiles"], protect=["breakglass@x.example"], platforms=["contabo", "tsna"], **NO_LIMIT
    )
    told = {f"{action['platform']} {action['account']}": (action["status"], action.get("msg", "")) for action in result["plan"]["actions"]}
    assert told["tsna rstone"][0] == "failed", told
    assert told[f"contabo {mover}"] == ("not tried", f"{mover} is now in protect (breakglass@x.example)")
    assert told[f"contabo {leaver}"][0] == "not tried" and told[f"contabo {leaver}"][1].startswith("held back: ")
    assert told[f"tsna {login}"][0] == "done"  # what is held back on one platform holds nothing back elsewhere


# -- how far it came ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status,line", [(None, "contabo: 2 of 2 actions done"), (400, "contabo: 0 of 2 actions done, 2 failed")])
def test_progress_tells_failures_where_there_are_any(bench: Bench, monkeypatch: pytest.MonkeyPatch, status: int | None, line: str) -> None:
    told: list[list[str]] = []
    carry_out = task.apply

    def watched(plan: RosterPlan, *arguments: Any) -> None:
        carry_out(plan, *arguments)
        told.append(list(plan.progress().values()))

    monkeypatch.setattr(task, "apply", watched)
    if status is not None:
        bench.fault(kind="status", status=status, platform="contabo", method="POST", path="/v1/users$", times=0)
    bench.run("roster", people=people(2), profiles=CONTABO["profiles"], platforms=["contabo", "segment"])
    assert told == [[line]]


def test_only_invites_that_nobody_has_accepted_are_pending(bench: Bench) -> None:
    accounts = bench.run("access_info", platforms=["segment"])["accounts"]
    invited = sorted(account["email"] for account in accounts if account["status"] == "pending")
    result = bench.run("roster", check=True, people=[], platforms=["segment"])
    assert 0 < len(invited) < len(accounts)
    assert result["plan"]["pending"] == [{"platform": "segment", "person": email, "account": email} for email in invited]


def test_a_run_without_a_failure_has_no_message(bench: Bench) -> None:
    result = bench.run("roster", people=people(1), **CONTABO)
    assert result.get("failed") is None and not result.get("msg") and result["outcome"]["failed"] == result["outcome"]["not_tried"] == []


def test_what_cannot_be_compared_is_in_the_digest_as_it_is_wanted(bench: Bench) -> None:
    digests = set()
    for role in ("Source Admin", "Workspace Owner", "Source Admin"):
        accounts = {"segment": {"permissions": [{"role": role, "resources": [{"type": "WORKSPACE"}]}]}}
        result = bench.run("roster", check=True, people=[{"email": "invitee1@harbor.example", "accounts": accounts}], platforms=["segment"])
        assert result.get("failed") is None and result["plan"]["actions"] == [], result.get("msg")
        digests.add(result["digest"])
    assert len(digests) == 2


# -- a plan that has changed -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count,ending", [(20, False), (21, True)])
def test_twenty_of_the_changes_to_a_plan_are_told(bench: Bench, tmp_path: pathlib.Path, count: int, ending: bool) -> None:
    params: dict[str, Any] = {**CONTABO, "plan_file": str(tmp_path / "plan")}
    seen = bench.run("roster", check=True, people=[], **params)
    for option in ("expect", "approve"):
        bench.run("roster", check=True, people=[], **params)
        moved = bench.run("roster", people=people(count), **params, **{option: seen["digest" if option == "expect" else "approval"]})
        assert moved["failed"] and moved["writes"] == []
        assert moved["msg"].count("new: create ") == 20 and ("; …" in moved["msg"]) is ending


def test_of_a_plan_that_nobody_kept_no_change_is_told(bench: Bench, tmp_path: pathlib.Path) -> None:
    params: dict[str, Any] = {**CONTABO, "plan_file": str(tmp_path / "plan")}
    bench.run("roster", check=True, people=people(1), **params)
    moved = bench.run("roster", people=people(2), expect="0" * 64, **params)
    assert moved["failed"] and "What has changed" not in moved["msg"] and "new: " not in moved["msg"]


@pytest.mark.parametrize(("check", "leaver", "words"), [
    (False, True, " The rest is done; run again"), (True, True, " The rest would be done; run again"),
    (False, False, ". Run again"), (True, False, ". Run again"),
])
def test_what_is_said_of_the_rest_is_what_came_of_it(bench: Bench, check: bool, leaver: bool, words: str) -> None:
    bench.fault(platform="contabo", method="GET", path="/v1/users", kind="status", status=403, times=50)
    gone = "ravi.stone@harbor.example" if leaver else "nobody@harbor.example"
    result = bench.run("roster", check=check, people=[{"email": gone, "ends": "2020-01-01"}], platforms=["contabo", "tsna"], **NO_LIMIT)
    assert result["failed"] and "contabo could not be read" in result["msg"] and result["msg"].endswith(f"{words} after fixing the cause.")
    assert "The rest" in words or "The rest" not in result["msg"]

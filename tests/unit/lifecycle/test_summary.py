# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What roster tasks did and proved, as rows and lines: what was not read proves nothing, and nothing that failed is left out."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.lifecycle.calendar import AT_ONCE
from ansible_collections.people.access.plugins.module_utils.lifecycle.leavers import leavers
from ansible_collections.people.access.plugins.module_utils.lifecycle.summary import (
    KEPT,
    NOT_FOUND,
    PROVED,
    REFUSED,
    decision_lines,
    outcomes,
    reason,
    summary,
)
from ansible_collections.people.access.plugins.module_utils.platforms.contabo import users as contabo
from tests.harness import Bench

ADA = {"email": "ada@x.example", "first_name": "Ada", "last_name": "Quist", "accounts": {
    "contabo": {"locale": "en-US"}, "segment": {"permissions": [{"role": "Source Admin", "resources": [{"type": "WORKSPACE"}]}]},
    "tsna": {"name": "aquist", "roles": ["Planner"]},
}}
BOTH = ["contabo", "tsna"]


def leave(bench: Bench, *platforms: str, check: bool = False) -> dict[str, Any]:
    """What a task that loops over the platforms registers; without the address of the login, which TSNA need not have."""
    return {"results": [
        {**bench.run("roster", check=check, people=leavers(ADA), platforms=[name]), "ansible_loop_var": "it", "it": name} for name in platforms
    ]}


def lines(*args: Any, **options: Any) -> list[str]:
    return summary(outcomes(*args, **options))


def test_what_was_done_is_told_in_the_words_of_the_modules(bench: Bench) -> None:
    foreseen = bench.run("roster", people=[ADA], tsna_passwords={ADA["email"]: "Tr1cky-pass-77"}, check=True)
    done = bench.run("roster", people=[ADA], tsna_passwords={ADA["email"]: "Tr1cky-pass-77"})
    assert lines([done]) == ["segment  ada@x.example: invited", "contabo  ada@x.example: created", "tsna     ada@x.example: created"]
    assert lines(foreseen) == ["segment  ada@x.example: would invite", "contabo  ada@x.example: would create", "tsna     ada@x.example: would create"]
    predicted, real = outcomes(foreseen), outcomes(done)
    assert [{**row, "predicted": False} for row in predicted] == real and all(row["predicted"] for row in predicted)
    assert lines(bench.run("roster", people=[ADA])) == [f"{name:<7}  1 already in sync" for name in ("segment", "contabo", "tsna")]


def test_nothing_left_is_proved_and_nothing_there_too(bench: Bench) -> None:
    bench.run("roster", people=[ADA], platforms=BOTH, tsna_passwords={ADA["email"]: "Tr1cky-pass-77"})
    done, proof = leave(bench, *BOTH), leave(bench, *BOTH, check=True)
    assert lines(done, leavers(ADA), proof) == [f"contabo  ada@x.example: deleted, {PROVED}", f"tsna     ada@x.example: deleted, {PROVED}"]
    bench.run("roster", people=[ADA], platforms=["tsna"], tsna_passwords={ADA["email"]: "Tr1cky-pass-77"})
    assert lines(leave(bench, *BOTH), leavers(ADA), leave(bench, *BOTH, check=True)) == [
        f"tsna     ada@x.example: deleted, {PROVED}", f"contabo  ada@x.example: nothing to do, {PROVED}",
    ]


def test_somebody_without_any_account_is_not_proved_absent(bench: Bench) -> None:
    told = "ada@x.example: no account found on any platform (contabo, tsna)"
    for check in (True, False):
        done, proof = leave(bench, *BOTH, check=check), leave(bench, *BOTH, check=True)
        rows = outcomes(done, leavers(ADA), [] if check else proof)
        assert summary(rows) == [told] and [(row["action"], row["failed"], row["changed"]) for row in rows] == [(NOT_FOUND, False, False)]
        (required,) = outcomes(done, leavers(ADA), proof, require_found=True)
        assert required["failed"] and summary([required]) == [told.replace(": no", ": FAILED: no")]


def test_nobody_is_called_lost_where_a_platform_was_not_read(bench: Bench) -> None:
    bench.fault(kind="status", status=403, platform="contabo", method="GET", times=0)
    rows = outcomes(leave(bench, *BOTH), leavers(ADA))
    assert summary(rows)[1:] == ["ada@x.example: no account found on tsna"] and rows[0]["failed"]
    assert len(outcomes(leave(bench, "contabo"), leavers(ADA))) == 1


def test_whoever_a_guard_or_protection_keeps_is_named_and_failed(bench: Bench) -> None:
    bench.run("roster", people=[ADA], platforms=BOTH, tsna_passwords={ADA["email"]: "Tr1cky-pass-77"})
    refused = bench.run("roster", people=leavers(ADA), platforms=["contabo"], max_removals=0)
    rows = outcomes({**refused, "failed": False}, leavers(ADA))  # a task may have failed_when: false
    assert [(row["person"], row["action"], row["failed"]) for row in rows] == [("", "failed", True), ("ada@x.example", REFUSED, True)]
    kept = {"platform": "contabo", "person": "Ada@x.example", "account": "ada@x.example", "reason": "protected by the entry ada@*"}
    done = bench.run("roster", people=leavers(ADA), platforms=["contabo"], check=True)
    held = {**done, "plan": {**done["plan"], "actions": [], "kept": [kept]}}
    assert [(row["action"], row["failed"]) for row in outcomes(held, leavers(ADA))] == [(KEPT, True)]
    assert [(row["action"], row["failed"]) for row in outcomes(held)] == [(KEPT, False)], "nobody was meant by name"
    assert lines([], leavers(ADA), held) == ["contabo  ada@x.example: FAILED: still there: ada@x.example"]


def test_a_decision_that_was_not_carried_out_is_named(bench: Bench) -> None:
    bench.run("roster", people=[ADA], platforms=BOTH, tsna_passwords={ADA["email"]: "Tr1cky-pass-77"})
    removals = [{"platform": "contabo", "account": "Ada@x.example", "person": "ada@x.example"},
                {"platform": "tsna", "account": "aquist", "person": "ada@x.example"}]
    rosters = [{"platforms": ["contabo"], "people": leavers(ADA)}, {"platforms": ["tsna"], "people": [
        {"email": "aquist.1@tsna.invalid", "ends": AT_ONCE, "accounts": {"tsna": {"name": "aquist"}}}]}]
    refused = [bench.run("roster", **roster, max_removals=0) for roster in rosters]
    assert [(row["person"], row["account"]) for row in outcomes(refused, removals=removals) if row["failed"] and row["account"]] == [
        ("ada@x.example", "ada@x.example"), ("ada@x.example", "aquist")]
    assert lines([bench.run("roster", **roster, check=True) for roster in rosters], removals=removals) == [
        "contabo  ada@x.example: would delete", "tsna     ada@x.example: would delete"]
    (lost,) = (row for row in outcomes(bench.run("roster", **rosters[0]), removals=removals) if row["failed"])
    assert (lost["platform"], lost["account"], lost["message"]) == ("tsna", "aquist", "should have been removed, but no plan removed it")


def test_what_failed_and_what_is_left_is_told(bench: Bench) -> None:
    bench.run("roster", people=[ADA], platforms=BOTH, tsna_passwords={ADA["email"]: "Tr1cky-pass-77"})
    bench.fault(kind="status", status=403, platform="contabo", method="DELETE", times=0)
    done = leave(bench, *BOTH)
    rows = outcomes(done, leavers(ADA), leave(bench, *BOTH, check=True))
    assert {(row["platform"], row["action"]) for row in rows} == {("contabo", "failed"), ("tsna", "deleted"), ("tsna", PROVED)}
    assert summary(rows)[0].startswith("contabo  ada@x.example: FAILED: ") and summary(rows)[0].endswith("FAILED: still there: ada@x.example")


def test_what_cannot_be_read_again_proves_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.fault(kind="status", status=403, platform="contabo", method="GET", times=0)
    unread = leave(bench, "contabo", check=True)
    monkeypatch.setattr(contabo.Users, "rows", lambda self: iter([]))  # the task has an account there itself
    empty = leave(bench, "contabo", check=True)
    for proof in (unread, empty):
        assert [(row["platform"], row["action"]) for row in outcomes([], leavers(ADA), proof)] == [("contabo", "failed")], proof


def test_a_session_that_is_left_counts(bench: Bench) -> None:
    session = {"user": "aquist", "email": None}
    assert lines([], leavers(ADA), {"sessions": [session, {"user": "other", "email": "b@x.example"}]}) == [
        "tsna  ada@x.example: FAILED: still logged in: 1 session(s)",
    ]
    assert lines([], leavers("Ada@x.example"), {"sessions": [{"user": "x", "email": "ada@X.example"}]})
    assert lines([], leavers(ADA), {"sessions": [{"user": "AQuist", "email": None}]}), "TSNA's logins are compared without case"
    assert not lines([], leavers("ada@x.example"), [{"sessions": [session]}, {"skipped": True}, {}])
    former = {"email": "ada@x.example", "previous_emails": "old@x.example", "previous_names": "aquist-old"}  # one text is a list of one
    for login, email in (("x", "old@x.example"), ("aquist-old", None)):
        assert lines([], [former], {"sessions": [{"user": login, "email": email}]}) == ["tsna  ada@x.example: FAILED: still logged in: 1 session(s)"]
    unread = {"results": [{"failed": True, "msg": "No right.", "ansible_loop_var": "it", "it": "tsna"}]}
    assert lines([], leavers(ADA), unread) == ["tsna  FAILED: could not be read again: No right"]


def test_a_plan_that_was_refused_is_one_line(bench: Bench) -> None:
    done = bench.run("roster", people=leavers("owner@harbor.example"), platforms=["contabo"])
    assert [(row["platform"], row["person"], row["action"]) for row in outcomes({**done, "item": "contabo"})] == [("contabo", "", "failed")]


@pytest.mark.parametrize(("people", "told"), [("", "nobody to offboard"), ([], "nobody to offboard"), ([{"email": "Owner@x.example"}], "is protected")])
def test_leavers_that_cannot_be_are_told(people: Any, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        leavers(people, protect=["owner@x.example"])


def test_something_else_is_told(bench: Bench) -> None:
    with pytest.raises(BadInput, match="not a result of people.access.roster"):
        outcomes("all")


def test_a_reason_is_short(bench: Bench) -> None:
    many = [f"user{number}@x.example" for number in range(200)]
    people = [{"email": email, "first_name": "U", "last_name": "X", "accounts": {"contabo": {"locale": "en-US"}}} for email in many]
    result = bench.run("roster", people=people, prune=True, platforms=["contabo"], check=True)
    assert len(reason(result)) < 700 and reason(result).endswith(f"run again with approve: {result['approval']}.")
    assert reason({}) == ""


def test_what_hides_text_is_shown_escaped(bench: Bench) -> None:
    action = {"platform": "contabo", "person": "a\u202eb", "account": "a\u202eb\x1b[2J", "verb": "delete", "reason": "ended", "before": {}, "after": {},
              "action": "deleted", "status": "failed", "msg": "no\u200b"}
    plan = {"digest": "0", "actions": [action], "refusals": [], "unreadable": {}, "notes": ["\x07"], "counts": {}}
    text = "\n".join([*lines({"plan": plan, "outcome": {}}), reason({"msg": "\x1b[1m"})])
    assert not [sign for sign in text if sign != "\n" and not sign.isprintable()] and "\\u202e" in text


def test_a_list_that_leaves_somebody_out_proves_nothing_of_an_account_with_an_id(bench: Bench) -> None:
    bench.run("roster", people=[ADA], platforms=["contabo"])
    done = leave(bench, "contabo")
    (row,) = (outcome for outcome in outcomes(done) if outcome["action"] == "deleted")
    assert row["id"]
    direct = {**bench.run("contabo_user_info", id=row["id"]), "ansible_loop_var": "one", "one": row}
    proof = leave(bench, "contabo", check=True)
    assert lines(done, leavers(ADA), [proof, direct]) == [f"contabo  ada@x.example: deleted, {PROVED}"]
    there = {**direct, "users": [{"email": "ada@x.example"}]}
    assert lines(done, leavers(ADA), [proof, there])[0].endswith("FAILED: still there: ada@x.example, read by its id")
    unread = {"msg": "No right.", "ansible_loop_var": "one", "one": row}
    assert lines(done, leavers(ADA), [proof, unread])[0].endswith("FAILED: could not be read again by its id: No right")


def test_decisions_are_shown_as_lines() -> None:
    nobody: dict[str, Any] = {name: [] for name in ("removals", "done", "kept", "undecided", "unreviewed")}
    change = {"account": "ada@x.example", "platform": "contabo", "note": "fewer\u202e roles"}
    assert decision_lines({**nobody, "kept": [{}], "digest": "0a", "modifications": [change]}) == [
        "decisions sha256:0a", "0 to remove, 0 removed before, 1 kept, 0 undecided, 0 not in the review",
        "to change by hand: ada@x.example  contabo  fewer\\u202e roles",
    ]

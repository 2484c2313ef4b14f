# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What roster tasks did and proved, as rows and lines: what was not read proves nothing, and nothing that failed is left out."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.lifecycle.roster import leavers
from ansible_collections.people.access.plugins.module_utils.lifecycle.summary import PROVED, outcomes, summary
from ansible_collections.people.access.plugins.module_utils.platforms import contabo
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
    assert lines(foreseen) == lines([done]) == ["segment  ada@x.example: invited", "contabo  ada@x.example: created", "tsna     ada@x.example: created"]
    assert lines(bench.run("roster", people=[ADA])) == [f"{name:<7}  1 as they should be" for name in ("segment", "contabo", "tsna")]


def test_nothing_left_is_proved_and_nothing_there_too(bench: Bench) -> None:
    bench.run("roster", people=[ADA], platforms=BOTH, tsna_passwords={ADA["email"]: "Tr1cky-pass-77"})
    done, proof = leave(bench, *BOTH), leave(bench, *BOTH, check=True)
    assert lines(done, leavers(ADA), proof) == [f"contabo  ada@x.example: deleted, {PROVED}", f"tsna     ada@x.example: deleted, {PROVED}"]
    assert lines(leave(bench, "contabo"), leavers(ADA), leave(bench, "contabo", check=True)) == [f"contabo  ada@x.example: nothing to do, {PROVED}"]


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
    assert not lines([], leavers("ada@x.example"), [{"sessions": [session]}, {"skipped": True}, {}])
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
    with pytest.raises(BadInput, match="no result of people.access.roster"):
        outcomes("all")

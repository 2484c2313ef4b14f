# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What reviewers fill in is checked row by row against the access of now, and only then turned into removals."""

from __future__ import annotations

import csv
import io
import pathlib
import re
from typing import Any, Callable

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.lifecycle.decisions import holds_decisions, review_decisions
from ansible_collections.people.access.plugins.module_utils.lifecycle.people import Roster, Rules
from ansible_collections.people.access.plugins.module_utils.lifecycle.report import CSV_COLUMNS, as_csv, review

from .access import NOW, access, account, entitlement

ADA = account("contabo", "Ada@x.example", name="=Ada")
INVITE = account("segment", "ada@x.example", id="", status="pending")
LOGIN = account("tsna", "", name="aquist")
OWNER = account("contabo", "owner@x.example", protected="owner", admin=True)
READING = access(ADA, INVITE, LOGIN, OWNER, entitlements=[entitlement(ADA, "=Network"), entitlement(ADA, "Billing")])
ROSTER = Roster.of([{"email": "ada@x.example", "accounts": {"tsna": {"name": "aquist"}}}])
REMOVE = {"decision": "remove", "decided_by": "maria@x.example"}


def filled(choices: dict[str, dict[str, str]], reading: Any = None, edit: Callable[[list[dict[str, str]]], Any] = list, delimiter: str = ",") -> str:
    """The CSV of a review with cells changed in the rows of platforms, as a spreadsheet saves it."""
    text = as_csv(review(reading or READING, Rules(NOW, ROSTER)))
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline="")))
    for row in rows:
        row.update(choices.get(f"{row['platform']} {row['account']}", choices.get(row["platform"], {})))
    output = io.StringIO()
    writer = csv.DictWriter(output, CSV_COLUMNS, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(edit(rows))
    return output.getvalue()


def decide(text: str, reading: Any = None, **options: Any) -> dict[str, Any]:
    return review_decisions(text, reading or READING, ROSTER, **options)


def problems(text: str, reading: Any = None, **options: Any) -> list[str]:
    with pytest.raises(BadInput) as caught:
        decide(text, reading, **options)
    count, dummy, listed = caught.value.message.partition(" problem(s): ")
    found = re.split("; (?=row |column |contabo )", listed.rstrip("."))
    assert count == f"The decisions have {len(found)}"
    return found


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_decisions_become_rosters_of_people_whose_time_is_over(delimiter: str) -> None:
    result = decide(filled({
        "contabo Ada@x.example": REMOVE, "segment": {**REMOVE, "decision": " Keep "}, "tsna": {**REMOVE, "note": "left"},
        "contabo owner@x.example": {**REMOVE, "decision": "modify", "note": "no owner"}}, delimiter=delimiter))
    assert [(one["platform"], one["account"]) for one in result["removals"]] == [("contabo", "Ada@x.example"), ("tsna", "aquist")]
    assert [(one["account"], one["decided_by"], one["note"]) for one in result["modifications"]] == [("owner@x.example", "maria@x.example", "no owner")]
    assert len(result["kept"]) == 1 and [result[part] for part in ("done", "undecided", "unreviewed")] == [[], [], []]
    assert [roster["platforms"] for roster in result["rosters"]] == [["contabo"], ["tsna"]]
    (ada,), (login,) = (roster["people"] for roster in result["rosters"])
    assert ada == {"email": "Ada@x.example", "ends": "2000-01-01"}
    assert login == {"email": "aquist.1@tsna.invalid", "ends": "2000-01-01", "accounts": {"tsna": {"name": "aquist"}}}


def test_an_untouched_file_decides_nothing() -> None:
    result = decide(filled({}))
    assert len(result["undecided"]) == 4 and result["rosters"] == result["removals"] == []
    assert decide(as_csv(review(READING, Rules(NOW, ROSTER))))["undecided"] == result["undecided"]


def test_what_is_carried_out_already_is_done_and_changes_no_digest() -> None:
    text = filled({"contabo Ada@x.example": REMOVE, "tsna": {**REMOVE, "decision": "keep"}})
    gone = {**READING, "accounts": READING["accounts"][1:], "entitlements": []}
    before, after = decide(text), decide(text, gone)
    assert (len(before["removals"]), len(after["removals"]), len(after["done"])) == (1, 0, 1) and after["rosters"] == []
    assert before["digest"] == after["digest"] != decide(filled({"contabo Ada@x.example": REMOVE}))["digest"]


@pytest.mark.parametrize(("cells", "options", "expected"), [
    ({"decision": "delete"}, {}, "row 2, column decision: 'delete' is not keep, remove or modify"),
    ({"decided_by": " "}, {}, "row 2, column decided_by: is empty"),
    ({"decided_by": "ADA@x.example"}, {}, "row 2, column decided_by: ADA@x.example decides about the own access"),
    ({}, {"reviewers": ["otto@x.example"]}, "row 2, column decided_by: maria@x.example is not among the reviewers"),
    ({"decision": "modify"}, {}, "row 2, column note: is empty; what is to be modified?"),
    ({"decision": ""}, {}, "row 2, column decision: is empty, though decided_by or note is not"),
    ({"access": "Billing"}, {}, "row 2, column access: was 'Billing', is '=Network; Billing' now"),
    ({"admin": "yes"}, {}, "row 2, column admin: was 'yes', is 'no' now"),
    ({"person": "bob@x.example"}, {}, "row 2, column person: was 'bob@x.example', is 'ada@x.example' now"),
    ({"platform": "okta"}, {}, "row 2, column platform: okta was not read"),
])
def test_every_fault_is_told_by_row_and_column(cells: dict[str, str], options: dict[str, Any], expected: str) -> None:
    assert expected in problems(filled({"contabo Ada@x.example": {**REMOVE, **cells}}), **options)


def test_all_faults_are_told_at_once() -> None:
    told = problems(filled({"contabo Ada@x.example": {"decision": "delete"}, "segment": REMOVE | {"status": "active"}, "contabo owner@x.example": REMOVE}))
    assert [one.partition(":")[0] for one in told] == [
        "row 2, column decision", "row 2, column decided_by", "row 3, column status", "row 5, column decision"]
    assert told[-1].endswith("is protected (owner) and is not removed")


def test_an_invite_that_was_accepted_and_an_id_that_is_another_are_not_taken_for_gone() -> None:
    text = filled({"segment": REMOVE, "contabo Ada@x.example": REMOVE})
    member, other = {**INVITE, "id": "s9", "status": "active"}, {**ADA, "id": "9"}
    reading = access(other, member, LOGIN, OWNER, entitlements=[{**one, "account_id": "9"} for one in READING["entitlements"]])
    assert problems(text, reading) == [
        f"row 2, column account_id: was '{ADA['id']}', is '9' now", "row 3, column account_id: was '', is 's9' now",
        "row 3, column status: was 'pending', is 'active' now"]


def test_a_platform_that_was_not_read_has_not_lost_the_account() -> None:
    reading = access(INVITE, LOGIN)
    assert problems(filled({"contabo Ada@x.example": REMOVE}), reading) == ["row 2, column platform: contabo was not read"]


def test_what_is_gone_cannot_be_kept() -> None:
    reading = {**READING, "accounts": READING["accounts"][1:], "entitlements": []}
    told = problems(filled({"contabo Ada@x.example": {**REMOVE, "decision": "keep"}}), reading)
    assert told == ["row 2, column account: is not there any more"]


def test_rows_that_are_doubled_lost_or_of_another_review() -> None:
    doubled = filled({}, edit=lambda rows: [*rows, rows[2]])
    assert problems(doubled) == ["row 6, column account: aquist is in row 4 already"]
    told = problems(filled({"segment": {"review": "sha256:0"}}))
    assert told[0].startswith("column review: the rows are of 2 reviews")
    shorter = filled({}, edit=lambda rows: rows[:-1])
    (lost,) = decide(shorter)["unreviewed"]
    assert problems(shorter, complete=True) == [
        *(f"row {number}, column decision: is empty" for number in (2, 3, 4)), f"{lost['platform']} {lost['account']} has no row"]


def test_what_is_no_review_is_told() -> None:
    with pytest.raises(BadInput, match="row 1 has no column review, person"):
        decide("email,role\nada@x.example,Admin\n")
    with pytest.raises(BadInput, match="row 1 has no column"):
        decide("")
    assert problems(filled({}) + "sha256:1,x\n")[0] == "row 6: has 2 cells, but there are 15 columns"


def test_a_file_with_decisions_is_known(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "r.csv"
    assert holds_decisions(str(path)) is False
    for text, expected in ((as_csv(review(READING, Rules(NOW))), False), (filled({"tsna": {"note": "ask"}}, delimiter=";"), True)):
        path.write_text(text, encoding="utf-8", newline="")
        assert holds_decisions(str(path)) is expected
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput, match="is there, but is no review"):
        holds_decisions(str(path))

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What reviewers fill in is checked row by row against the access of now, and only then turned into removals."""

from __future__ import annotations

import contextlib
import csv
import io
import pathlib
import re
from typing import Any, Callable, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.lifecycle.calendar import AT_ONCE
from ansible_collections.people.access.plugins.module_utils.lifecycle.decisions import holds_decisions, review_decisions
from ansible_collections.people.access.plugins.module_utils.lifecycle.people import Roster, Rules
from ansible_collections.people.access.plugins.module_utils.lifecycle.report import CSV_COLUMNS, as_csv, plain, review, row_hash

from .access import NOW, access, account, entitlement

ADA = account("contabo", "Ada@x.example", name="=Ada")
INVITE = account("segment", "ada@x.example", id="", status="pending")
LOGIN = account("tsna", "", name="aquist")
OWNER = account("contabo", "owner@x.example", protected="owner", admin=True)
READING = access(ADA, INVITE, LOGIN, OWNER, entitlements=[entitlement(ADA, "=Network"), entitlement(ADA, "Billing")])
ROSTER = Roster.of([{"email": "ada@x.example", "accounts": {"tsna": {"name": "aquist"}}}])
REMOVE = {"decision": "remove", "decided_by": "maria@x.example"}


def filled(
    choices: dict[str, dict[str, str]], reading: Any = None, edit: Callable[[list[dict[str, str]]], Any] = list, delimiter: str = ",", made: bool = True,
) -> str:
    """The CSV of a review with cells changed in the rows of platforms, as a spreadsheet saves it; ``made``: as if the review had been made so."""
    text = as_csv(review(reading or READING, Rules(NOW, ROSTER)))
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline="")))
    for row in rows:
        row.update(choices.get(f"{row['platform']} {row['account']}", choices.get(row["platform"], {})))
        if made:
            row["row_hash"] = row_hash({name: plain(cell) for name, cell in row.items()})
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
    assert caught.value.facts["problems"] == found
    assert count == f"The decisions have {len(found)}"
    return found


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_decisions_become_rosters_of_people_whose_time_is_over(delimiter: str) -> None:
    result = decide(filled({
        "contabo Ada@x.example": REMOVE, "segment": {**REMOVE, "decision": " Keep "}, "tsna": {**REMOVE, "note": "left"},
        "contabo owner@x.example": {**REMOVE, "decision": "modify", "note": "no owner"}}, delimiter=delimiter))
    assert [(removal["platform"], removal["account"]) for removal in result["removals"]] == [("contabo", "Ada@x.example"), ("tsna", "aquist")]
    assert [
        (modification["account"], modification["decided_by"], modification["note"]) for modification in result["modifications"]
    ] == [("owner@x.example", "maria@x.example", "no owner")]
    assert len(result["kept"]) == 1 and [result[part] for part in ("done", "undecided", "unreviewed")] == [[], [], []]
    assert [roster["platforms"] for roster in result["rosters"]] == [["contabo"], ["tsna"]]
    (ada,), (login,) = (roster["people"] for roster in result["rosters"])
    assert ada == {"email": "Ada@x.example", "ends": AT_ONCE}
    assert login == {"email": "aquist.1@tsna.invalid", "ends": AT_ONCE, "accounts": {"tsna": {"name": "aquist"}}}


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
    ({"decided_by": "ADA@x.example"}, {}, "row 2, column decided_by: ADA@x.example decides about their own access"),
    ({}, {"reviewers": ["otto@x.example"]}, "row 2, column decided_by: maria@x.example is not among the reviewers"),
    ({"decision": "modify"}, {}, "row 2, column note: is empty; say what to modify"),
    ({"decision": ""}, {}, "row 2, column decision: is empty, although decided_by or note is not"),
    ({"access": "Billing"}, {}, "row 2, column access: was 'Billing', is '=Network; Billing' now"),
    ({"admin": "yes"}, {}, "row 2, column admin: was 'yes', is 'no' now"),
    ({"person": "bob@x.example"}, {}, "row 2, column person: was 'bob@x.example', is 'ada@x.example' now"),
    ({"platform": "okta"}, {}, "row 2, column platform: okta was not read"),
])
def test_every_fault_is_told_by_row_and_column(cells: dict[str, str], options: dict[str, Any], expected: str) -> None:
    assert expected in problems(filled({"contabo Ada@x.example": {**REMOVE, **cells}}), **options)


def test_all_faults_are_told_at_once() -> None:
    told = problems(filled({"contabo Ada@x.example": {"decision": "delete"}, "segment": REMOVE | {"status": "active"}, "contabo owner@x.example": REMOVE}))
    assert [line.partition(":")[0] for line in told] == [
        "row 2, column decision", "row 2, column decided_by", "row 3, column status", "row 5, column decision"]
    assert told[-1].endswith("is protected (owner) and cannot be removed")


def test_an_invite_that_was_accepted_and_an_id_that_is_another_are_not_taken_for_gone() -> None:
    text = filled({"segment": REMOVE, "contabo Ada@x.example": REMOVE})
    member, other = {**INVITE, "id": "s9", "status": "active"}, {**ADA, "id": "9"}
    reading = access(other, member, LOGIN, OWNER, entitlements=[{**entry, "account_id": "9"} for entry in READING["entitlements"]])
    assert problems(text, reading) == [
        f"row 2, column account_id: was '{ADA['id']}', is '9' now", "row 3, column account_id: was '', is 's9' now",
        "row 3, column status: was 'pending', is 'active' now"]


def test_a_platform_that_was_not_read_has_not_lost_the_account() -> None:
    reading = access(INVITE, LOGIN)
    assert problems(filled({"contabo Ada@x.example": REMOVE}), reading) == ["row 2, column platform: contabo was not read"]


def test_what_is_gone_cannot_be_kept() -> None:
    reading = {**READING, "accounts": READING["accounts"][1:], "entitlements": []}
    told = problems(filled({"contabo Ada@x.example": {**REMOVE, "decision": "keep"}}), reading)
    assert told == ["row 2, column account: no longer exists"]


def test_rows_that_are_doubled_lost_or_of_another_review() -> None:
    doubled = filled({}, edit=lambda rows: [*rows, rows[2]])
    assert problems(doubled) == ["row 6, column account: aquist is in row 4 already"]
    told = problems(filled({"segment": {"review": "sha256:0"}}))
    assert told[0].startswith("column review: the rows come from 2 reviews")
    shorter = filled({}, edit=lambda rows: rows[:-1])
    (lost,) = decide(shorter)["unreviewed"]
    assert problems(shorter, complete=True) == [
        *(f"row {number}, column decision: is empty" for number in (2, 3, 4)), f"{lost['platform']} {lost['account']} has no row"]


def test_what_is_no_review_is_told() -> None:
    with pytest.raises(BadInput, match="row 1 has no column review, person"):
        decide("email,role\nada@x.example,Admin\n")
    with pytest.raises(BadInput, match="row 1 has no column"):
        decide("")
    assert problems(filled({}) + "sha256:1,x\n")[0].startswith("row 6, column row_hash: the row was altered")
    assert problems(filled({}).rstrip() + ",,x\n")[0] == "row 5: has 19 cells, but there are 17 columns"


def test_a_file_with_decisions_is_known(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "r.csv"
    assert holds_decisions(str(path)) is False
    for text, expected in ((as_csv(review(READING, Rules(NOW))), False), (filled({"tsna": {"note": "ask"}}, delimiter=";"), True)):
        path.write_text(text, encoding="utf-8", newline="")
        assert holds_decisions(str(path)) is expected
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput, match="exists, but is not a review"):
        holds_decisions(str(path))


# -- what files may go through -----------------------------------------------------------------------------------------------------------------


def lines(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def written(rows: list[list[str]]) -> str:
    output = io.StringIO()
    csv.writer(output).writerows(rows)
    return output.getvalue()


def test_a_row_without_its_empty_cells_at_the_end_is_read() -> None:
    rows = [row if number == 0 else row[:-3] for number, row in enumerate(lines(filled({"tsna": REMOVE})))]
    assert len(decide(written(rows))["undecided"]) == 4
    rows = [row if not row[-1] == row[-2] == row[-3] == "" else row[:-3] for row in lines(filled({"tsna": REMOVE}))]
    assert [removal["account"] for removal in decide(written(rows))["removals"]] == ["aquist"]


def test_a_row_that_was_altered_or_sorted_by_a_column_alone_is_told() -> None:
    told = problems(filled({"contabo Ada@x.example": {**REMOVE, "access": "none"}, "tsna": {"account_id": "7"}}, made=False))
    assert [line.partition(":")[0] for line in told] == ["row 2, column row_hash", "row 4, column row_hash"]
    rows = lines(filled({"contabo Ada@x.example": REMOVE}))
    place = rows[0].index("account_id")
    column = [row[place] for row in rows[1:]]
    for row, cell in zip(rows[1:], [*column[1:], column[0]]):
        row[place] = cell
    assert len(problems(written(rows))) == 4
    for row in rows[1:]:
        row[place + 1] = "active"  # and a value of the next column
    assert len(problems(written(rows))) == 4


def test_swapped_columns_and_rows_mean_nothing_but_swapped_cells_do() -> None:
    rows = lines(filled({"contabo Ada@x.example": REMOVE}))
    account, id_ = rows[0].index("account"), rows[0].index("account_id")
    for row in rows[1:]:
        row[account], row[id_] = row[id_], row[account]
    assert len(problems(written(rows))) == 4
    rows[0][account], rows[0][id_] = "account_id", "account"  # the whole columns, with their headings
    assert len(decide(written([rows[0], *reversed(rows[1:])]))["removals"]) == 1


def test_a_second_column_of_decisions_is_refused() -> None:
    rows = [[*row, "decision" if number == 0 else ""] for number, row in enumerate(lines(filled({"tsna": REMOVE})))]
    assert problems(written(rows)) == ["row 1, column decision: appears 2 times"]
    rows[0][-1] = " Decision "
    assert problems(written(rows)) == ["row 1, column decision: appears 2 times"]
    rows[0][-1] = "my thoughts"
    assert len(decide(written(rows))["removals"]) == 1


@pytest.mark.parametrize(("change", "expected"), [
    (lambda text: text.replace("remove,", f"{'x' * 200_000},"), "row 2: has 200,000 characters in cell"),
    (lambda text: text.replace("remove,", 'remove",'), "row 2: has a quotation mark"),
    (lambda text: text.replace("remove,", '"remove,'), "row 2: has a quotation mark"),
])
def test_cells_that_cannot_be_are_told_by_row(change: Any, expected: str) -> None:
    told = problems(change(filled({"contabo Ada@x.example": REMOVE})))
    assert told[0].startswith(expected) and len(told[0]) < 300


def test_a_note_may_have_lines_and_long_texts_are_cut_in_sentences() -> None:
    result = decide(filled({"tsna": {**REMOVE, "note": 'left;\nsaid "bye"'}}))
    assert result["removals"][0]["note"] == 'left;\nsaid "bye"'
    assert len(problems(filled({"tsna": {**REMOVE, "decision": "z" * 30_000}}))[0]) < 400


@pytest.mark.parametrize("who", [
    "ADA@x.example", "\u0430da@x.example", "ada+review@x.example", "\uff41da@x.example", "a\u200bda@x.example", "aquist", "AQUIST", "Ada@X.EXAMPLE ",
    "Maria <ada@x.example>", "mailto:ADA@x.example", "maria@x.example, ada@x.example", "'ada@x.example", "(\u0430da@x.example)", "Ada",
    "ada\uff20x\u3002example", "ada@x.examp1e"])
def test_nobody_decides_about_the_own_access_in_any_spelling(who: str) -> None:
    for row in ("contabo Ada@x.example", "segment", "tsna"):
        (told,) = problems(filled({row: {**REMOVE, "decided_by": who}}))
        assert told.endswith("decides about their own access") and told.isprintable() and "\u200b" not in told


@pytest.mark.parametrize("who", ["maria@x.example", "ada.maria@x.example", "ada@y.example", "Maria Ada", "Maria <maria@x.example>"])
def test_others_may_decide(who: str) -> None:
    assert decide(filled({"contabo Ada@x.example": {**REMOVE, "decided_by": who}}))["removals"][0]["decided_by"] == who


@pytest.mark.parametrize("name", ["decision\u200b", "\u00a0DECISION", "\uff44ecision", "d\u0435cision"])
def test_a_column_that_looks_like_another_one_is_refused(name: str) -> None:
    head, rows = filled({}).split("\r\n", 1)
    assert problems(f"{head},{name}\r\n{rows}") == ["row 1, column decision: appears 2 times"]


def test_rows_of_another_review_or_tenant_are_refused() -> None:
    document = review(READING, Rules(NOW, ROSTER))
    text = as_csv(document)
    assert len(decide(text, document=document)["undecided"]) == 4
    other = review(READING, Rules(NOW, ROSTER), title="Another")
    assert problems(text, document=other) == ["row 2, column review: it belongs to another review"]
    with pytest.raises(BadInput, match="altered"):
        decide(text, document={**other, "title": "x"})
    here, there = ({**READING, "tenants": {"contabo": entry}} for entry in ("INT-1", "INT-2"))
    text = filled({"contabo Ada@x.example": REMOVE, "segment": REMOVE, "contabo owner@x.example": {**REMOVE, "decision": "keep"}}, here)
    assert len(decide(text, here)["removals"]) == 2 == len(decide(text)["removals"])
    assert problems(text, there) == [f"row {number}, column tenant: was 'INT-1', is 'INT-2' now" for number in (2, 5)]
    gone = {**there, "accounts": READING["accounts"][3:], "entitlements": []}
    assert problems(text, gone)[0] == "row 2, column tenant: was 'INT-1', is 'INT-2' now"  # not there, which would count as done


@pytest.mark.parametrize("edit", [
    lambda text: "\n".join([line if number != 2 else f"{line.rstrip()},x" for number, line in enumerate(text.split("\n"))]),
    lambda text: text.replace('"decision"', '"decision","decision"', 1).replace("\r\n", ",\r\n"), lambda text: text.replace('"active"', '"active', 1),
    lambda text: text.replace("note", 'note","mine', 1).replace('""\r\n', '"","keep"\r\n', 1), lambda text: text.replace('"",""\r\n', '"ben"\r\n', 1),
    lambda text: text.replace('"",""\r\n', '"ben"\r\n', 1).replace(",", ";"), lambda text: "sep=,\r\n" + text.replace('"",""\r\n', '"ben"\r\n', 1),
])
def test_where_in_doubt_a_file_holds_decisions(tmp_path: pathlib.Path, edit: Any) -> None:
    path = tmp_path / "r.csv"
    text = as_csv(review(READING, Rules(NOW))).lstrip("\ufeff")
    for encoding in ("utf-8", "utf-16", "latin-1"):
        path.write_bytes(text.encode(encoding))
        assert holds_decisions(str(path)) is False
        assert edit(text) != text
        path.write_bytes(edit(text).encode(encoding))
        assert holds_decisions(str(path)) is True


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_text_ends_in_anything_but_a_sentence(text: str) -> None:
    for given_text in (text, f"{as_csv(review(READING, Rules(NOW)))}{text}", f"{','.join(CSV_COLUMNS)}{text}"):
        with contextlib.suppress(BadInput):
            decide(given_text)
    with pytest.raises(BadInput):
        decide(cast(Any, None))

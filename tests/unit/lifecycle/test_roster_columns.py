# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of other systems, with their own names of columns; and checks that fail if anything would change."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.lifecycle.roster_file import load_if_given as load
from tests.harness import Bench

COLUMNS = {"email": "Mail", "first_name": "Vorname", "last_name": "Nachname", "profiles": "Gruppe", "ends": "Austritt", "tsna.name": "K\u00fcrzel"}
HEADER = "Personalnummer;Nachname;Vorname;Mail;Telefon;Gruppe;Austritt;K\u00fcrzel"
ROW = '1001;"Quist; van";Ada;ada@x.example;"+47 1\n(privat)";netops|reader;30.06.2199;aquist'
ADA = {"email": "ada@x.example", "first_name": "Ada", "last_name": "Quist; van", "profiles": ["netops", "reader"], "ends": "2199-06-30",
       "accounts": {"tsna": {"name": "aquist"}}}


def loaded(tmp_path: pathlib.Path, text: str, columns: Any, encoding: str = "utf-8") -> dict[str, Any]:
    path = tmp_path / "staff.csv"
    path.write_bytes(text.encode(encoding))
    return load(str(path), None, columns)


def problem(tmp_path: pathlib.Path, text: str, columns: Any) -> str:
    with pytest.raises(BadInput) as caught:
        loaded(tmp_path, text, columns)
    message = caught.value.message
    assert message.isprintable() and message.endswith(".")
    return message


@pytest.mark.parametrize("turn", [
    str, lambda text: "\ufeff" + text, lambda text: "sep=;\n" + text, lambda text: "\n \n" + text, lambda text: text.replace("Mail", "  MAIL\u00a0 "),
    lambda text: text.replace("K\u00fcrzel", "Ku\u0308rzel"),  # as a Mac decomposes it
])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_table_of_another_system_is_read(tmp_path: pathlib.Path, turn: Any, encoding: str) -> None:
    text = turn(f"{HEADER}\n{ROW}\n")
    found = loaded(tmp_path, text.lstrip("\ufeff") if encoding == "utf-16" else text, COLUMNS, encoding)
    assert found["people"] == [ADA]
    assert found["notes"] == ["staff.csv: columns does not contain, and so ignores, the column(s) Personalnummer, Telefon."]


def test_without_columns_nothing_of_another_system_is_guessed(tmp_path: pathlib.Path) -> None:
    for columns in (None, {}):
        assert "no column email" in problem(tmp_path, f"{HEADER}\n{ROW}\n", columns)


def test_own_names_are_read_beside_other_ones_and_the_option_wins(tmp_path: pathlib.Path) -> None:
    text = "email,Mail,ends,Kuerzel\nprivate@home.example,ada@x.example,2199-06-30,aq\n"
    found = loaded(tmp_path, text, {"email": "Mail", "tsna.name": "Kuerzel", "contabo.locale": "Kuerzel"})
    accounts = {"tsna": {"name": "aq"}, "contabo": {"locale": "aq"}}
    assert found["people"] == [{"email": "ada@x.example", "ends": "2199-06-30", "accounts": accounts}]
    assert found["notes"] == ["staff.csv: columns does not contain, and so ignores, the column(s) email."]


def test_an_exact_name_is_preferred_to_a_similar_one(tmp_path: pathlib.Path) -> None:
    found = loaded(tmp_path, "E-Mail,email\nada@x.example,private@home.example\n", {"Email": "E-Mail"})
    assert found["people"] == [{"email": "ada@x.example"}]


@pytest.mark.parametrize(("header", "words"), [
    ("Nachname,Mial", "row 1 has no column Mail (did you mean mial?), which columns.email refers to"),
    ("Nachname,Mail,Mail", "row 1 has the column Mail twice"),
    ("Nachname,MAIL,mail", "row 1 has the column Mail twice"),
    ("Nachname,Ma\u200bil", "row 1 has no column Mail (it has: Nachname, Ma\\u200bil)"),
    ("Mail", "row 1 has no column Nachname (it has: Mail), which columns.last_name refers to"),
    ("Nachname,Mail,", "row 1, column 3 has no name, but row 2 has a value there"),
    ("Nachname,Mail,thousandeyes.account_group_roles", "account_group_roles does not fit in a cell"),
    ("Nachname,Mail,starts,starts", "row 1 has the column starts twice"),
])
def test_a_column_that_is_missing_or_there_twice_is_one_sentence(tmp_path: pathlib.Path, header: str, words: str) -> None:
    row = ",".join(["ada@x.example"] * 3)
    message = problem(tmp_path, f"{header}\n{row}\n", {"email": "Mail", "last_name": "Nachname"})
    assert words in message and "staff.csv" in message


def test_a_person_without_an_address_is_refused_under_the_name_in_the_file(tmp_path: pathlib.Path) -> None:
    assert "row 3, column Mail is empty" in problem(tmp_path, "Mail,Vorname\na@x.example,Ada\n,Ben\n", {"email": "Mail"})


@pytest.mark.parametrize(("columns", "words"), [
    ({"e_mial": "Mail"}, "columns has the unknown member e_mial (did you mean email?)"),
    ({"accounts": "Konten"}, "columns has the unknown member accounts"),
    ({"tsna.password": "Kennwort"}, "columns has the unknown member tsna.password"),
    ({"segment.permissions": "Rechte"}, "columns has the unknown member segment.permissions"),
    ({"email": "Mail", "E-Mail": "Post"}, "columns has email twice"),
    ({"email": None}, "columns.email has to be the name of a column in the table, not None"),
    ({"no_admin": False}, "columns.no_admin has to be the name of a column in the table, not False"),
    ({"email": " - "}, "columns.email has to be the name of a column in the table, not ' - '"),
    ({"email": ["Mail"]}, "columns.email has to be the name of a column in the table, not ['Mail']"),
    ({"\u202eliame": "Mail"}, "columns has the unknown member \\u202eliame"),
    (["Mail"], "columns has to be a dictionary, such as {email: Mail}, not ['Mail']"),
])
def test_the_option_itself_is_checked(tmp_path: pathlib.Path, columns: Any, words: str) -> None:
    assert words in problem(tmp_path, "Mail\na@x.example\n", columns)


def test_columns_need_a_table(tmp_path: pathlib.Path) -> None:
    (tmp_path / "r.yml").write_text("people: []\n")
    for file, words in ((tmp_path / "r.yml", "no file in roster_file is a table"), ("", "roster_file is not")):
        with pytest.raises(BadInput) as caught:
            load(file and str(file), None, {"email": "Mail"})
        assert words in caught.value.message


def test_many_other_columns_are_a_short_note(tmp_path: pathlib.Path) -> None:
    header = ",".join(["Mail", *(f"c{number}" for number in range(30))])
    notes = loaded(tmp_path, f"{header}\na@x.example\n", {"email": "Mail"})["notes"]
    assert len(notes) == 1 and notes[0].endswith("c19 and 10 more.")


def test_the_module_reads_such_a_table_and_lists_what_it_did_not_read(bench: Bench, tmp_path: pathlib.Path) -> None:
    (tmp_path / "staff.csv").write_text("Mail;Vorname;Nachname;Gruppe;Telefon\nada@x.example;Ada;Quist;netops;1\n")
    options: dict[str, Any] = {"roster_file": str(tmp_path / "staff.csv"), "profiles": {"netops": {"contabo": {"roles": ["Network"]}}}}
    columns = {"email": "Mail", "first_name": "Vorname", "last_name": "Nachname", "profiles": "Gruppe"}
    result = bench.run("roster", columns=columns, **options)
    assert result["changed"] and [entry["account"] for entry in result["plan"]["actions"]] == ["ada@x.example"]
    assert any("Telefon" in note for note in result["plan"]["notes"])
    again = bench.run("roster", columns=columns, **options)
    assert not again["changed"] and not again["writes"]
    renamed = bench.run("roster", columns={**columns, "profiles": "Team"}, **options)
    assert renamed["failed"] and "has no column Team" in renamed["msg"] and not renamed["journal"]


# -- fail_on_changes -------------------------------------------------------------------------------------------------------------------------

NETWORK = {"email": "ada@x.example", "first_name": "Ada", "last_name": "Quist", "accounts": {"contabo": {"roles": ["Network"]}}}


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("text", [True, "yes"])
def test_a_difference_fails_and_changes_nothing(bench: Bench, check: bool, text: Any) -> None:
    result = bench.run("roster", check=check, people=[NETWORK], platforms=["contabo"], fail_on_changes=text)
    assert result["failed"] and not result["changed"] and result["action"] == "none" and not result["writes"]
    assert result["msg"].startswith("The access differs from the roster, and fail_on_changes is set. 1 action(s) would change it: create ada@x.example")
    assert [action["status"] for action in result["plan"]["actions"]] == ["planned"] and result["digest"]
    made = bench.run("roster", people=[NETWORK], platforms=["contabo"], fail_on_changes="no")
    assert made.get("changed"), made
    again = bench.run("roster", check=check, people=[NETWORK], platforms=["contabo"], fail_on_changes=text)
    assert "failed" not in again and not again["changed"] and not again["writes"]


def test_a_platform_that_cannot_be_read_fails_too(bench: Bench) -> None:
    bench.fault(kind="status", status=500, platform="contabo", method="GET", path="/v1/users", times=0)
    people = [{**NETWORK, "accounts": {**NETWORK["accounts"], "tsna": {"name": "aquist", "roles": ["Planner"]}}}]  # type: ignore[dict-item]  # JSON
    result = bench.run("roster", people=people, platforms=["contabo", "tsna"], tsna_passwords={"ada@x.example": "Tr1cky-pass-77"}, fail_on_changes=True)
    assert result["failed"] and not result["writes"]
    assert "create ada@x.example on tsna" not in result["msg"] or "fail_on_changes is set" in result["msg"]
    assert "contabo could not be read" in result["msg"]


def test_hostile_names_are_shown_safely(bench: Bench) -> None:
    result = bench.run("roster", people=[{**NETWORK, "email": "ada+{{1}}@x.example"}], platforms=["contabo"], fail_on_changes=True)
    assert result["failed"] and "ada+{{1}}@x.example" in result["msg"] and result["msg"].isprintable()

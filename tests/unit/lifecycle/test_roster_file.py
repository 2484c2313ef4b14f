# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roster files: three kinds, one meaning, and mistakes told with their place."""

from __future__ import annotations

import datetime
import json
import pathlib
from typing import Any

import pytest
import yaml

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.lifecycle.calendar import ENDED, PRESENT, WAITING
from ansible_collections.people.access.plugins.module_utils.lifecycle.roster import NOT_GIVEN, desired_accounts, named_platforms
from ansible_collections.people.access.plugins.module_utils.lifecycle.roster_file import load
from ansible_collections.people.access.plugins.module_utils.platforms import registry
from tests.harness import Bench

TABLE = """email,first_name,last_name,profiles,ends,tsna.name,contabo.enabled,contabo.roles
ada@x.example,Ada,Quist,netops|audit,2199-06-30,aquist,no,
 ben@x.example ,Ben,"Ode, Jr.",netops ; audit,,,,Network|Invoice

"""
PEOPLE = [
    {"email": "ada@x.example", "first_name": "Ada", "last_name": "Quist", "profiles": ["netops", "audit"], "ends": "2199-06-30",
     "accounts": {"tsna": {"name": "aquist"}, "contabo": {"enabled": "no"}}},
    {"email": "ben@x.example", "first_name": "Ben", "last_name": "Ode, Jr.", "profiles": ["netops", "audit"],
     "accounts": {"contabo": {"roles": ["Network", "Invoice"]}}},
]


def loaded(tmp_path: pathlib.Path, name: str, content: str | bytes) -> dict[str, Any]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load(str(path))


def problem(tmp_path: pathlib.Path, name: str, content: str | bytes) -> str:
    with pytest.raises(BadInput) as caught:
        loaded(tmp_path, name, content)
    assert name in caught.value.message
    return caught.value.message


def test_all_kinds_of_file_mean_the_same(tmp_path: pathlib.Path) -> None:
    assert loaded(tmp_path, "r.csv", TABLE)["people"] == PEOPLE
    assert loaded(tmp_path, "r.yml", yaml.safe_dump({"people": PEOPLE}))["people"] == PEOPLE
    assert loaded(tmp_path, "r.JSON", json.dumps({"people": PEOPLE}))["people"] == PEOPLE


@pytest.mark.parametrize("turn", [
    lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text,
    lambda text: text.replace(";", "|").replace('"Ode, Jr."', "'").replace(",", ";").replace("'", "Ode, Jr."),
    lambda text: text.replace('"Ode, Jr."', "'").replace(",", "\t").replace("'", "Ode, Jr."),
])
def test_tables_of_any_spreadsheet_are_read(tmp_path: pathlib.Path, turn: Any) -> None:
    assert loaded(tmp_path, "r.csv", turn(TABLE))["people"] == PEOPLE


def test_mistakes_in_a_table_are_told_by_row_and_column(tmp_path: pathlib.Path) -> None:
    header = "email,starts,starts,,tsna.nmae,thousandeyes.account_group_roles,tsna.password"
    message = problem(tmp_path, "r.csv", f"{header}\na@x.example,,,,,,,too much\n,2020,,,,,\n")
    assert message.count("row 1, ") == 4 and "7 problem(s)" in message
    for part in ("column starts twice", "column 4 has no name", "tsna.nmae is unknown", "account_group_roles does not fit", "tsna.password is unknown",
                 "row 2 has 8 cells", "row 3, column email is empty"):
        assert part in message
    assert "no column email" in problem(tmp_path, "r.csv", "mail\na@x.example\n")
    assert "is empty" in problem(tmp_path, "r.csv", "")


def test_values_in_a_table_are_told_by_row(tmp_path: pathlib.Path) -> None:
    found = loaded(tmp_path, "r.csv", "email,ends,contabo.enabled\nada@x.example,soon,\n\nben@x.example,,perhaps\nada@x.example,,\n")
    with pytest.raises(BadInput) as caught:
        desired_accounts(found["people"], {}, places=found["places"])
    message = caught.value.message
    assert "row 2 (ada@x.example): ends is not a valid date" in message and "row 4 (ben@x.example): accounts.contabo.enabled has to be yes or no" in message
    assert "row 5 (ada@x.example): is listed twice" in message


@pytest.mark.parametrize("name,content,words", [
    ("r.yml", "people:\n  - {email: a@x.example\n", "line 3, column 1"), ("r.json", '{"people": [}', "line 1 column"),
    ("r.yml", "- a\n", "must be a dictionary"),
    ("r.yml", "poeple: []\n", "no poeple"), ("r.txt", "", "does not have a known ending"), ("r.csv", b"email\nren\xe9@x.example\n", "line 2 is not in UTF-8"),
])
def test_a_file_that_cannot_be_understood_ends_in_a_sentence(tmp_path: pathlib.Path, name: str, content: str | bytes, words: str) -> None:
    assert words in problem(tmp_path, name, content)


def test_a_missing_file_and_an_empty_one(tmp_path: pathlib.Path) -> None:
    with pytest.raises(BadInput, match="cannot be read: No such file"):
        load(str(tmp_path / "none.yml"))
    for name in ("r.yml", "r.json", "r.csv"):
        assert "empty" in problem(tmp_path, name, "") or name == "r.json"
    assert loaded(tmp_path, "r.yml", "people: []")["people"] == []


def test_file_and_options_are_joined(bench: Bench, tmp_path: pathlib.Path) -> None:
    (tmp_path / "r.yml").write_text(yaml.safe_dump({"people": [{"email": "ada@x.example", "profiles": ["net"]}], "profiles": {"net": {}}}), encoding="utf-8")
    file = str(tmp_path / "r.yml")
    twice = bench.run("roster", roster_file=file, people=[{"email": "Ada@x.example"}], platforms=["contabo"])
    assert "person 1 (Ada@x.example): is listed twice" in twice["msg"]
    assert "both" in bench.run("roster", roster_file=file, profiles={"net": {}}, platforms=["contabo"])["msg"].lower()
    (tmp_path / "r.yml").write_text("people: {ada: 1}\n", encoding="utf-8")
    assert "line 1: people has to be a list" in bench.run("roster", roster_file=file)["msg"]


@pytest.mark.parametrize(("name", "content", "first"), [
    ("r.json", '{"people": [{"email": "ada@x.example", "ends": "2020-01-01"}, {"email": "Ada@x.example"}]}', "line 1"),
    ("r.yml", "people: [{email: ada@x.example, ends: 2020-01-01}, {email: \u0430da@x.example, accounts: {contabo: {}}}]\n", "line 1"),
    ("r.yml", "people:\n  - &ada {email: ada@x.example}\n  - *ada\n", "line 2"),
])
def test_a_person_twice_on_one_line_is_told(tmp_path: pathlib.Path, name: str, content: str, first: str) -> None:
    found = loaded(tmp_path, name, content)
    with pytest.raises(BadInput, match=rf"(is listed twice, the first time|looks like ada@x.example) in {first}"):
        desired_accounts(found["people"], {}, places=found["places"])


# -- people and profiles ---------------------------------------------------------------------------------------------------------------------------


def test_profiles_are_united_and_conflicts_named() -> None:
    profiles = {"a": {"contabo": {"roles": ["Network"], "locale": "en"}}, "b": {"contabo": {"roles": ["Invoice", "Network"], "locale": "de"}},
                "c": {"contabo": {"roles": []}}}
    entry = desired_accounts([{"email": "a@x.example", "profiles": ["a", "c"], "accounts": {"contabo": {"totp": "yes"}}}], profiles, ["contabo"])[0]
    assert (entry.options["roles"], entry.options["totp"], entry.options["locale"]) == (["Network"], True, "en")
    with pytest.raises(BadInput, match=r"profiles a and b disagree on locale \('en', 'de'\)"):
        desired_accounts([{"email": "a@x.example", "profiles": ["a", "b"]}], profiles)
    both = {"a": {"contabo": {"roles": ["Network"]}}, "b": {"contabo": {"role_ids": ["101"]}}}
    with pytest.raises(BadInput, match="mutually exclusive"):
        desired_accounts([{"email": "a@x.example", "profiles": ["a", "b"]}], both)


@pytest.mark.parametrize("when,starts,ends", [
    (PRESENT, None, None), (PRESENT, "2026-05-01", None), (PRESENT, None, "2026-05-01"), (PRESENT, "2026-05-01", "2026-05-01"), (WAITING, "2026-05-02", None),
    (ENDED, None, "2026-04-30"), (ENDED, "2020-01-01", datetime.date(2026, 4, 30)),
])
def test_access_begins_and_ends_on_its_days(when: str, starts: Any, ends: Any) -> None:
    person = {"email": "a@x.example", "accounts": {"segment": {}}, "starts": starts, "ends": ends}
    assert {account.when for account in desired_accounts([person], {}, ["segment"], today=datetime.date(2026, 5, 1))} == {when}


def test_it_cannot_end_before_it_starts() -> None:
    with pytest.raises(BadInput, match="ends .2026-01-01. before it starts .2026-01-02."):
        desired_accounts([{"email": "a@x.example", "starts": "2026-01-02", "ends": "2026-01-01"}], {})


@pytest.mark.parametrize("accounts,expected", [({}, []), ({"segment": {}}, ["segment"]), ({"segment": None}, ["segment"]), ({"tsna": {"name": "a"}}, [])])
def test_an_empty_account_is_a_wish_and_a_mere_login_is_none(accounts: Any, expected: list[str]) -> None:
    found = desired_accounts([{"email": "a@x.example", "accounts": accounts}], {})
    assert [entry.platform for entry in found if entry.when == PRESENT] == [entry.platform for entry in found if entry.given] == expected
    assert {entry.platform for entry in found if entry.when == NOT_GIVEN} == set(registry.names()) - set(expected)


@pytest.mark.parametrize("options,words", [
    ({"thousandeyes": {"account_group_roles": [{"roles": ["x"]}]}}, "needs account_group or account_group_id"),
    ({"thousandeyes": {"account_group_roles": {"EMEA": []}}}, "has to be a list"),
    ({"segment": {"permissions": [{"role": "x", "resources": [{"type": "WORKSPCE"}]}]}}, "one of"),
    ({"contabo": {"roles": [["x"]]}}, "has to be a text"), ({"contabo": {"rolls": []}}, "has no option rolls"), ({"contabo": [1]}, "dictionary of options"),
    ({"contabbo": {}}, "unknown platform"), ({"tsna": {"password": "Tr1cky-5e"}}, "must not be in a roster"), (["contabo"], "dictionary of platforms"),
])
def test_options_are_checked_before_any_platform_is_asked(options: Any, words: str) -> None:
    with pytest.raises(BadInput) as caught:
        desired_accounts([{"email": "a@x.example", "profiles": ["p"]}], {"p": options})
    assert words in caught.value.message
    assert "Tr1cky-5e" not in caught.value.message


def test_the_platforms_of_a_roster_are_those_it_names() -> None:
    assert named_platforms([{"accounts": {"tsna": {"name": "a"}}}], {"p": {"thousandeyes": {}}, "q": None}) == ["thousandeyes", "tsna"]

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Broken roster files lose nobody: what is ambiguous is refused with its place, and who is in a file is in the roster."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import pathlib
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.engine.fields import require_email
from ansible_collections.people.access.plugins.module_utils.lifecycle import nodes, roster_file
from ansible_collections.people.access.plugins.module_utils.lifecycle.calendar import PRESENT
from ansible_collections.people.access.plugins.module_utils.lifecycle.lookalike import Seen, hidden, same_person, skeleton
from ansible_collections.people.access.plugins.module_utils.lifecycle.roster import desired_accounts, unused_profiles
from ansible_collections.people.access.plugins.module_utils.lifecycle.roster_file import load


def loaded(tmp_path: pathlib.Path, name: str, content: str | bytes) -> dict[str, Any]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return load(str(path))


def problem(tmp_path: pathlib.Path, name: str, content: str | bytes) -> str:
    with pytest.raises(BadInput) as caught:
        loaded(tmp_path, name, content)
    assert name in caught.value.message
    return caught.value.message


PEOPLE = "people:\n- {email: ada@x.example}\n- email: ben@x.example\n  profiles: [a]\n"


@pytest.mark.parametrize(("content", "words"), [
    (PEOPLE + "people: []\n", ["line 5: people is given twice, the first time in line 1"]),
    (PEOPLE + "  email: cid@x.example\n", ["line 5: email is given twice, the first time in line 3"]),
    (PEOPLE + "profiles:\n  a: {contabo: {roles: [A], roles: [B]}}\n  a: {}\n",
     ["2 problem(s)", "line 6: roles is given twice", "line 7: a is given twice, the first time in line 6"]),
    (PEOPLE + "profiles:\n  no: {}\n", ["line 6: YAML reads no as yes or no, not as a name; put it in quotes"]),
    (PEOPLE + "profiles:\n  ~: {}\n", ["line 6: YAML reads ~ as nothing"]), (PEOPLE + "? [a]\n: b\n", ["line 5: a name must be a text"]),
    (PEOPLE + "poeple: []\nX: 1\n", ["2 problem(s)", "line 5: a roster has no poeple (did you mean people?)", "line 6: a roster has no X"]),
    ("people: &a [*a]\n", ["line 1", "refers to itself"]), ("people: " + "[" * 3000 + "]" * 3000, ["nested"]), ("people: " + "[" * 150 + "]" * 150, ["nested"]),
    ("".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}' if n else 'a'] * 9)}]\n" for n in range(9)), ["aliases expand this to more than 2,000,000"]),
    ("people: []\n---\npeople: []\n", ["line 2", "document"]), ("people: !!python/object:os.system {}\n", ["line 1: the tag"]),
    ("people: [{email: !vault x}]\n", ["line 1: a single value is encrypted"]), ("people: []\n\0", ["line 2 has the character U+0000"]),
    ("\"people\": []\n'people': []\n", ["line 2: people is given twice"]), ("people: [{<<: 5}]\n", ["<< must be followed by"]),
    ("people: @\n", ["not valid YAML"]),
    ("people: {ada: 1}\nprofiles: []\n", ["line 1: people has to be a list", "line 2: profiles has to be a dictionary"]), (" \n", ["empty"]),
    ("# nobody\n", ["empty"]),
    ("people\n", ["a roster must be a dictionary"]), (b"people: [{email: r\xe9n@x.example}]\n", ["line 1 is not in UTF-8"]),
])
def test_broken_yaml_is_told_with_its_lines(tmp_path: pathlib.Path, content: str | bytes, words: list[str]) -> None:
    message = problem(tmp_path, "r.yml", content)
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize(("content", "words"), [
    ('{"people": [\n{"email": "a@x.example",\n "email": "b@x.example"}],\n"people": []}',
     ["line 3: email is given twice, the first time in line 2", "line 4: people is given twice"]),
    ('{"people": [}', ["line 1 column 13"]), ('{"people": NaN}', ["NaN"]), ("[" * 5000, ["nested"]), ('{"people": []} x', ["Extra data"]),
    ("", ["Expecting value"]),
    ('{"people" []}', ["Expecting :"]), ('{"people": [1 2]}', ["Expecting ,"]), ('{people: []}', ['Expecting "']), ('{"people": "\n"}', ["control character"]),
    ('{"people": "x}', ["Unterminated string"]), ("null", ["empty"]), ('{"people": ' + "9" * 5000 + "}", ["number"]),
])
def test_broken_json_is_told_with_its_lines(tmp_path: pathlib.Path, content: str, words: list[str]) -> None:
    message = problem(tmp_path, "r.json", content)
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize(("rows", "words"), [
    ('ada@x.example,"Ada\nben@x.example,Ben\ncid@x.example,Cid\n', ["row 2 has a quotation mark that is not closed"]),
    ('ada@x.example,"Ada\nben@x.example,Ben\ncid@x.example,Cid"\n', ["row 2, column first_name spans several lines"]),
    ('ada@x.example,Ada "Ace" Q\nben@x.example,\n', ["row 2 has a quotation mark"]), ('ada@x.example,"Ada" Q\n', ["row 2 has a quotation mark"]),
    ("ada@x.example," + "x" * 200_000 + "\n", ["row 2 has 200,000 characters in cell 2"]), ("ada@x.example,Ada,\n", []),
    ("ada@x.example,Ada,x\n", ["row 2 has 3 cells"]), ("ada@x.example\n", []), ("ada@x.example,", []),
    ("ada@x.example,Ada\nben@x.example", ["row 3, the last one, has fewer cells than row 1", "may be truncated"]),
    ("ada@x\r.example,Ada\nben@x.example,\r\n", ["row 2 contains a line break of another kind"]), ("ada@x.example,A\0\n", ["line 2 has the character U+0000"]),
    (",Ada\n,\nben@x.example,Ben\n,Cid\n", ["2 problem(s)", "row 2, column email is empty", "row 5, column email is empty"]),
])
def test_broken_tables_are_told_with_their_rows(tmp_path: pathlib.Path, rows: str, words: list[str]) -> None:
    if not words:
        assert len(loaded(tmp_path, "r.csv", "email,first_name\n" + rows)["people"]) == 1
        return
    message = problem(tmp_path, "r.csv", "email,first_name\n" + rows)
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize("content", [
    "EMAIL,First Name,LAST_NAME,ends,TSNA.Name\na@x.example,A,B,2026-12-31,ab\n",
    "sep=;\nemail;first-name;lastName;Ends;tsna.name\na@x.example;A;B;31.12.2026;ab\n",
    "email,first_name,last_name,ends,tsna.name,,\na@x.example,A,B,12/31/2026,ab,,\n",
    "email\tfirst_name\tlast_name\tends\ttsna.name\ra@x.example\tA\tB\t2026/12/31\tab\r",
    "email,first_name,last_name,ends,tsna.name\r\na@x.example,A,B,31/12/2026,ab\r\n",
    '"sep=,"\n"email","first_name","last_name","ends","tsna.name"\n"a@x.example","A","B","2026.12.31.","ab"',
    "\ufeffEmail,first_name,last_name,x-team,ends,tsna.name\na@x.example,A,B,east,31.12.2026,ab\n",
])
def test_what_spreadsheets_do_is_taken_where_it_means_one_thing(tmp_path: pathlib.Path, content: str) -> None:
    for encoded in (content.encode(), content.lstrip("\ufeff").encode("utf-16")):
        assert loaded(tmp_path, "r.csv", encoded)["people"] == [
            {"email": "a@x.example", "first_name": "A", "last_name": "B", "ends": "2026-12-31", "accounts": {"tsna": {"name": "ab"}}}]


def test_a_date_that_can_mean_two_days_is_refused(tmp_path: pathlib.Path) -> None:
    message = problem(tmp_path, "r.csv", "email,starts,ends\na@x.example,03/04/2026,05/05/2026\n")
    assert message.endswith("row 2, column starts: 03/04/2026 is ambiguous; write YYYY-MM-DD.")
    assert loaded(tmp_path, "r.csv", "email,ends\na@x.example,31.12.26\n")["people"][0]["ends"] == "31.12.26"  # the roster says that it is no date
    assert loaded(tmp_path, "r.csv", "email,ends\na@x.example,30.02.2026\n")["people"][0]["ends"] == "2026-02-30"


def test_texts_of_yaml_stay_as_they_are_written(tmp_path: pathlib.Path) -> None:
    text = "{email: a@x.example, first_name: No, last_name: 007, ends: 2026-02-30, starts: 2026-01-01 10:00:00, profiles: [2024, no, 1.10, 10:30]}"
    person = loaded(tmp_path, "r.yml", f"people: [{text}]\nprofiles: {{2024: {{}}}}\n")
    assert person["people"] == [{
        "email": "a@x.example", "first_name": "No", "last_name": "007", "ends": "2026-02-30", "starts": "2026-01-01 10:00:00",
        "profiles": [2024, "no", "1.10", "10:30"]}]
    assert person["profiles"] == {"2024": {}}
    assert loaded(tmp_path, "r.yml", "people: [!unsafe x, ! y, !!str 5, true, 1.5, 0x1F, 1_000, null]")["people"] == ["x", "y", "5", True, 1.5, "0x1F",
                                                                                                                      "1_000", None]


def test_anchors_may_stand_beside_a_roster(tmp_path: pathlib.Path) -> None:
    text = ("x-grants: &net {contabo: {roles: [Network]}, x-note: none}\nprofiles:\n  net: {<<: *net, segment: {}}\n  x-old: {}\n"
            "people:\n- {email: a@x.example, x-ticket: 5, profiles: [net]}\n")
    found = loaded(tmp_path, "r.yml", text)
    assert found["profiles"] == {"net": {"contabo": {"roles": ["Network"]}, "segment": {}}}
    assert found["people"] == [{"email": "a@x.example", "profiles": ["net"]}] and found["places"] == ["line 6"]


# -- several files -----------------------------------------------------------------------------------------------------------------------------


def test_a_folder_and_a_list_are_one_roster(tmp_path: pathlib.Path) -> None:
    (tmp_path / "b.yml").write_text("people:\n\n- {email: b@x.example}\nprofiles: {net: {contabo: {}}}\nprotect: [p]\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text("email\na@x.example\n", encoding="utf-8")
    third = {"people": [{"email": "c@x.example"}], "profiles": {"net": {"contabo": {}}}, "manage": {"segment": []}, "protect": ["q"]}
    (tmp_path / "c.json").write_text(json.dumps(third), encoding="utf-8")
    for name in ("README.md", ".hidden", "LICENSE"):
        (tmp_path / name).write_text("no roster", encoding="utf-8")
    found = load(str(tmp_path))
    assert [person["email"] for person in found["people"]] == ["a@x.example", "b@x.example", "c@x.example"]
    assert found["places"] == ["a.csv, row 2", "b.yml, line 3", "c.json, line 1"] and found["profile_places"] == {"net": "b.yml, line 4"}
    assert (found["profiles"], found["manage"], found["protect"]) == ({"net": {"contabo": {}}}, {"segment": []}, ["p", "q"])
    listed = load([str(tmp_path / "c.json"), str(tmp_path / "a.csv")])
    assert [person["email"] for person in listed["people"]] == ["c@x.example", "a@x.example"]


def test_what_files_disagree_on_is_told_with_both_places(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.yml").write_text("people: []\nprofiles:\n  net: {contabo: {roles: [A]}}\nmanage: {segment: [groups]}\n", encoding="utf-8")
    (tmp_path / "b.yml").write_text("profiles: {net: {contabo: {roles: [B]}}}\nmanage: {segment: []}\n", encoding="utf-8")
    (tmp_path / "c.csv").write_text('email\n"x\n', encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load(str(tmp_path))
    for words in ("3 problem(s)", "c.csv, row 2 has a quotation mark", "b.yml, line 1: profiles.net differs from a.yml, line 3",
                  "b.yml, line 2: manage.segment differs from a.yml, line 4"):
        assert words in caught.value.message


@pytest.mark.parametrize(("names", "words"), [
    (["a.yml", "team.yml.bak"], "team.yml.bak in it, which does not have the name of a roster file"), (["a.yml", "list.xlsx"], "list.xlsx"),
    ([], "contains no roster"),
    (["a.yml", "sub/"], "sub"), (["README"], "contains no roster"),
])
def test_nothing_in_a_folder_is_left_out_in_silence(tmp_path: pathlib.Path, names: list[str], words: str) -> None:
    for name in names:
        path = tmp_path / name
        path.mkdir() if name.endswith("/") else path.write_text("people: []\n", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load(str(tmp_path))
    assert words in caught.value.message


@pytest.mark.parametrize("given", [5, {}, [], [""], "", [[]], ["a.yml", 5], None, True])
def test_what_is_no_path_is_told(given: Any) -> None:
    with pytest.raises(BadInput, match="roster_file"):
        load(given)


def test_a_path_with_commas_is_one_path_and_a_file_counts_once(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a, b.yml"
    path.write_text("people: []\n", encoding="utf-8")
    assert load(str(path)) == {"people": []}
    with pytest.raises(BadInput, match="twice"):
        load([str(path), str(tmp_path / "." / "a, b.yml")])
    monkeypatch.setenv("TEAMS", str(tmp_path))
    assert load("$TEAMS/a, b.yml") == {"people": []}


def test_an_encrypted_file_is_told_and_its_text_can_be_given(tmp_path: pathlib.Path) -> None:
    message = problem(tmp_path, "r.yml", "$ANSIBLE_VAULT;1.1;AES256\n6162\n")
    assert "encrypted with Ansible Vault" in message and "6162" not in message
    path = str(tmp_path / "r.yml")
    assert roster_file.is_encrypted(path) and not roster_file.is_encrypted(str(tmp_path / "none"))
    assert load(path, {path: "people: [{email: a@x.example}]"})["people"] == [{"email": "a@x.example"}]


# -- twins -------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "other"), [
    ("ada@x.example", "ADA@X.example "), ("ada@x.example", "\u0430da@x.example"), ("ada@x.example", "a\u200bda@x.example"),
    ("ada@x.example", "\uff41da@x.example"),
    ("ada@x.example", "ada@\u0445.example"), ("ada@b\u00fccher.example", "ada@xn--bcher-kva.example"), ("r\u00e9n@x.example", "re\u0301n@x.example"),
    ("a-b@x.example", "a\u2010b@x.example"), ("in@x.example", "\u0131n@x.example"), ("\u03c3@x.example", "\u03c2@x.example"),
    ("ada@x.example", "ada\u00ad@x.example"),
])
def test_twins_are_told_with_both_places(text: str, other: str) -> None:
    for first, second in ((text, other), (other, text)):
        seen = Seen()
        assert seen.problem(first, "row 2") == ""
        words = seen.problem(second, "row 5")
        assert "row 2" in words and words.isprintable() and "\u200b" not in words
        assert same_person(first, second)


@pytest.mark.parametrize(("text", "other"), [
    ("strau\u00df@x.example", "strauss@x.example"), ("r\u00e9n@x.example", "ren@x.example"), ("ann1@x.example", "annl@x.example"),
    ("a@x.example", "b@x.example"),
    ("ada+1@x.example", "ada+2@x.example"), ("m\u00fcller@x.example", "mueller@x.example"),
])
def test_who_is_somebody_else_is_no_twin(text: str, other: str) -> None:
    seen = Seen()
    assert seen.problem(text, "row 2") == seen.problem(other, "row 5") == ""


def test_who_could_be_the_same_person() -> None:
    assert same_person("Ada+review@x.example", "\u0430da@x.example") and same_person("strau\u00df@x.example", "STRAUSS@x.example")
    assert not same_person("ada@x.example", "ben@x.example") and not same_person("+a@x.example", "+b@x.example")


@pytest.mark.parametrize("address", [
    "mailto:ada@x.example", "'ada@x.example'", '"ada@x.example"', "ada@x.example'", "(ada@x.example)", "[ada@x.example]", "ada@x.example/", "ada@x.example:",
    "<ada@x.example>", "ada@x.example;", "ada@x", "ada@@x.example", "ada@x.example ben@x.example",
])
def test_what_is_wrapped_around_an_address_makes_nobody_new(address: str) -> None:
    with pytest.raises(BadInput, match="is not an e-mail address"):
        require_email(address)


@pytest.mark.parametrize("address", [
    "o'brien@x.example", "ada+1@x.example", "a.b_c-d@sub.x-y.example", "ren\u00e9@b\u00fccher.example", "#1@x.example", "a/b=c@x.example",
])
def test_what_an_address_may_have(address: str) -> None:
    require_email(address)


def test_hidden_characters_are_named() -> None:
    assert hidden("a\u200bb") == "U+200B (ZERO WIDTH SPACE)" and hidden("a\nb") == "U+000A" and hidden("ad\u00e9 \u4e2d") == ""


@given(st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_looks_are_stable(text: str, other: str) -> None:
    assert skeleton(text) == skeleton(f" {text.upper().lower()} ") or not text.isascii()
    if text.isascii() and other.isascii():
        assert (skeleton(text) == skeleton(other)) == (text.strip().lower() == other.strip().lower()) or "xn--" in (text + other).lower()


# -- any file ----------------------------------------------------------------------------------------------------------------------------------

HOSTILE = st.sampled_from(['"', "'", ",", ";", "\t", "\n", "\r", "\r\n", "|", ":", "- ", "{", "}", "[", "]", "&a ", "*a", "!x ", "#", "\u2028", "\0",
                           "\ufeff", "\u200b", "<<: ",
                           "people", "email", "profiles", "no", "~", "2026-02-30", "sep=;", "a@x.example", "\\", "%", "? ", "\x85", "= ", "\ud800"])
BROKEN = st.lists(st.one_of(HOSTILE, st.text(max_size=5)), max_size=40).map("".join)


@given(BROKEN, st.sampled_from(roster_file.KINDS), st.sampled_from(["", "people:\n- {email: a@x.example}\n", "email,first_name\n", '{"people": [{"email": ']))
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_ends_in_anything_but_a_sentence(tmp_path: pathlib.Path, text: str, kind: str, start: str) -> None:
    path = tmp_path / f"r{kind}"
    path.write_bytes((start + text).encode("utf-8", "surrogatepass"))
    try:
        found = load(str(path))
    except BadInput as told:
        assert told.message.startswith("roster_file ") and "Traceback" not in told.message
    else:
        assert set(found) <= {*roster_file.MEMBERS, "places", "profile_places"} and len(found.get("people") or ()) == len(found.get("places") or ())


@given(st.binary(max_size=200), st.sampled_from(roster_file.KINDS))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_do_either(tmp_path: pathlib.Path, content: bytes, kind: str) -> None:
    path = tmp_path / f"b{kind}"
    path.write_bytes(content)
    try:
        load(str(path))
    except BadInput as told:
        assert told.message.startswith("roster_file ")


CELLS = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=("Cs", "Cc")), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=12), st.sampled_from([",", ";", "\t"]), st.sampled_from(["\n", "\r\n"]),
       st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_who_is_in_a_table_is_in_the_roster(tmp_path: pathlib.Path, names: Any, delimiter: str, end: str, quoting: Any) -> None:
    output = io.StringIO()
    writer = csv.writer(output, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow(["email", "first_name", "last_name"])
    writer.writerows([f"p{number}@x.example", *pair] for number, pair in enumerate(names))
    try:
        found = loaded(tmp_path, "w.csv", output.getvalue()).get("people", [])
    except BadInput as told:
        assert "line" in told.message and "U+" in told.message  # a character that no text has
        return
    assert [(entry["email"], entry.get("first_name", ""), entry.get("last_name", "")) for entry in found] == [
        (f"p{number}@x.example", first.strip(), last.strip()) for number, (first, last) in enumerate(names)]


TREES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-10**6, 10**6), st.text(st.characters(exclude_categories=("Cs",)), max_size=6)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=6),
                                                                         inner, max_size=4)),
    max_leaves=15)


@given(TREES)
@settings(max_examples=200, deadline=None)
def test_yaml_and_json_mean_what_others_read_in_them(tree: Any) -> None:
    root = nodes.from_json(json.dumps(tree))
    assert nodes.checked(root) == [] and nodes.plain(root) == tree
    written = nodes.from_yaml(yaml.safe_dump(tree))
    assert written is not None and nodes.checked(written) == [] and nodes.plain(written) == tree


# -- what a person and a profile may say -------------------------------------------------------------------------------------------------------


def wished(people: Any, profiles: Any = None, **more: Any) -> list[Any]:
    return desired_accounts(people, profiles or {}, **more)


def refused(people: Any, profiles: Any = None, **more: Any) -> str:
    with pytest.raises(BadInput) as caught:
        wished(people, profiles, **more)
    return caught.value.message


def test_profiles_include_profiles() -> None:
    profiles = {
        "net": {"contabo": {"roles": ["Network"], "locale": "en"}}, "bill": {"contabo": {"roles": ["Invoice"]}, "segment": {}},
        "lead": {"include": ["net", "bill"], "contabo": {"roles": ["Support"]}}, "boss": {"include": "lead"}, 2024: {"include": [2023]}, 2023: {"tsna": {}},
    }
    (one,) = [entry for entry in wished([{"email": "a@x.example", "profiles": ["boss", "net"]}], profiles, platforms=["contabo"]) if entry.when == PRESENT]
    assert one.options["roles"] == ["Network", "Invoice", "Support"] and one.options["locale"] == "en"
    assert {entry.platform for entry in wished([{"email": "a@x.example", "profiles": [2024]}], profiles) if entry.when == PRESENT} == {"tsna"}
    assert unused_profiles([{"profiles": ["boss"]}], profiles) == ["2024", "2023"]


@pytest.mark.parametrize(("profiles", "words"), [
    ({"a": {"include": ["b"]}, "b": {"include": ["a"]}}, "circle: a includes b includes a"), ({"a": {"include": ["a"]}}, "circle: a includes a"),
    ({"a": {"include": ["nets"]}, "net": {}}, "profile a includes nets, which is unknown (did you mean net?)"), ({"a": {"include": {"b": 1}}}, "list of names"),
    ({"a": {"include": [None]}}, "list of names"), ({"a": {"include": ["b", "c"]}, "b": {"contabo": {"locale": "en"}}, "c": {"contabo": {"locale": "de"}}},
                                                    "disagree"),
])
def test_includes_that_cannot_be_are_told_by_name(profiles: Any, words: str) -> None:
    message = refused([{"email": "p@x.example", "profiles": ["a"]}], profiles)
    assert words in message and message.count("circle") <= 1


def test_places_and_close_names_are_told() -> None:
    message = refused(
        [{"email": "a@x.example", "profile": []}, {"email": "\u0430@x.example", "profiles": ["nett"]}, {"email": "b\u200b@x.example"}],
        {"net": {"contabbo": {}, "contabo": {"role": []}}}, places=["a.yml, line 2", "b.yml, line 7", "b.yml, line 9"], profile_places={"net": "b.yml, line 3"})
    for words in ("a.yml, line 2 (a@x.example): unknown profile (did you mean profiles?)", "looks like a@x.example in a.yml, line 2", "U+0430",
                  "unknown profile nett (did you mean net?)", "email has an invisible character, U+200B",
                  "b.yml, line 3: profile net: unknown platform 'contabbo' (did you mean contabo?)", "role (did you mean roles?)"):
        assert words in message, message


def test_members_that_begin_with_x_are_ignored_in_options_too() -> None:
    people = [{"email": "a@x.example", "x-team": 1, "profiles": ["p"], "accounts": {"x-y": 1}}]
    (one,) = [entry for entry in wished(people, {"p": {"contabo": {"x-why": "", "roles": ["A"]}, "x-z": 5}, "x-q": {}}) if entry.when == PRESENT]
    assert one.options["roles"] == ["A"] and not [name for name in one.options if name.startswith("x-")]


PERSONS = st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.just("a@x.example"), st.dates(), st.datetimes()),
                       lambda inner: st.one_of(
    st.lists(inner, max_size=3),
    st.dictionaries(st.sampled_from(["email", "profiles", "accounts", "ends", "tsna", "name", "segment", "roles", "include", "x-a", 5, None]), inner,
                    max_size=4)), max_leaves=10)


@given(PERSONS, PERSONS)
@settings(max_examples=300, deadline=None)
def test_no_roster_ends_in_anything_but_a_sentence(people: Any, profiles: Any) -> None:
    with contextlib.suppress(BadInput):
        wished(people, profiles)

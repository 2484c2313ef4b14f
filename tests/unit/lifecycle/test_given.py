# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values as surveys and command lines hand them in: every spelling of the same value is the same value, everything else is a sentence."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.lifecycle import given

TRUE = (True, 1, 1.0, "y", "yes", "on", "1", "true", "t", "1.0", "True", "YES", " on\n")
FALSE = (False, 0, 0.0, "n", "no", "off", "0", "false", "f", "0.0", "False", "NO", "\toff ")


@pytest.mark.parametrize(("value", "expected"), [*((entry, True) for entry in TRUE), *((entry, False) for entry in FALSE)])
def test_booleans_in_every_spelling_that_ansible_knows(value: Any, expected: bool) -> None:
    assert given.boolean(value) is expected


def test_the_spellings_are_those_of_ansible() -> None:
    from ansible.module_utils.parsing.convert_bool import BOOLEANS_FALSE, BOOLEANS_TRUE

    assert all(given.boolean(entry) for entry in BOOLEANS_TRUE) and not any(given.boolean(entry) for entry in BOOLEANS_FALSE)


@pytest.mark.parametrize(("value", "expected"), [(5, 5), ("5", 5), (" 20 \n", 20), ("-1", -1), (7.0, 7), ("007", 7)])
def test_numbers(value: Any, expected: int) -> None:
    assert given.number(value) == expected


A, B = "ada@x.example", "Bob@x.example"


@pytest.mark.parametrize("value", [
    [A, B], (A, B), f"{A},{B}", f" {A} , {B} ,", f"{A}\n{B}", f"{A}\r\n{B}\r\n", f"\n{A}\n\n  {B}\n", f'["{A}", "{B}"]', f"['{A}', '{B}']", f"[{A}, {B}]",
    f"- {A}\n- {B}\n", f"- {A}\n-   '{B}'", [f" {A} ", B, "", A], f"{A},{B},{A}",
])
def test_lists_of_texts(value: Any) -> None:
    assert given.texts(value) == list(dict.fromkeys(given.people(value))) == [A, B]


@pytest.mark.parametrize(("value", "expected"), [
    ("hugo", ["hugo"]), ("0123", ["0123"]), ("[0123, yes]", ["0123", "yes"]), ([2024], ["2024"]), ('["Doe, Jane"]', ["Doe, Jane"]), ([], []), ("[]", []),
    ("corp:hugo", ["corp:hugo"]), ("automation*", ["automation*"]),
])
def test_names_stay_as_they_are_written(value: Any, expected: list[str]) -> None:
    assert given.texts(value) == expected


PERSON = {"email": A, "ends": "2199-06-30", "accounts": {"tsna": {"name": "aq"}}}
YAML = f"email: {A}\nends: 2199-06-30\naccounts: {{tsna: {{name: aq}}}}\n"


@pytest.mark.parametrize("value", [
    [PERSON], PERSON, '[{"email": "ada@x.example", "ends": "2199-06-30", "accounts": {"tsna": {"name": "aq"}}}]', YAML,
    "- " + YAML.replace("\n", "\n  "), [{**PERSON, "ends": datetime.date(2199, 6, 30)}],
])
def test_people(value: Any) -> None:
    assert given.persons(value) == given.people(value) == [PERSON]


def test_addresses_and_people_in_one_list() -> None:
    assert given.people([A, {"email": B}]) == given.people(f'["{A}", {{"email": "{B}"}}]') == [A, {"email": B}]


@pytest.mark.parametrize("value", [{"a": {"b": ["c"]}}, '{"a": {"b": ["c"]}}', "a: {b: [c]}", "a:\n  b:\n    - c\n"])
def test_dictionaries(value: Any) -> None:
    assert given.mapping(value) == {"a": {"b": ["c"]}}


def test_secrets_stay_as_they_are_written_and_are_not_shown() -> None:
    assert given.mapping("a@x.example: 0123\nb@x.example: yes", secret=True) == {"a@x.example": "0123", "b@x.example": "yes"}
    for wrong in ("Quiet-harbor-41", "{a: 'Quiet-harbor-41", ["Quiet-harbor-41"]):
        with pytest.raises(BadInput) as caught:
            given.mapping(wrong, secret=True)
        assert "Quiet" not in caught.value.message


@pytest.mark.parametrize(("convert", "values"), [
    (given.boolean, ("maybe", "", "2", 2, None, [], "tru")), (given.number, ("5.5", "five", "", True, None, [5], float("inf"), "1e3", "9" * 30)),
    (given.text, (["a"], None, True, {}, "a\nb")),
    (given.texts, (5, True, {"a": 1}, [["a"]], [{"a": 1}], [None], "[a", '{"a": 1}', "a: b", [f"{A},{B}"], [f"{A}\n{B}"])),
    (given.persons, ("ada", 5, ["ada"], "[ada]", "[{", "- [ada]")), (given.people, (5, True, [["a"]], "{", [None])),
    (given.mapping, ("a", "[a]", 5, ["a"], "{a", "a: [")),
])
def test_anything_else_is_one_sentence(convert: Any, values: tuple[Any, ...]) -> None:
    for value in values:
        with pytest.raises(BadInput) as caught:
            convert(value)
        assert caught.value.message.endswith(".") and "\n" not in caught.value.message and len(caught.value.message) < 250, value


def test_a_day_of_yaml_is_a_text() -> None:
    assert given.text(datetime.date(2199, 6, 30)) == "2199-06-30"


def test_limits_and_choices() -> None:
    assert given.number("-1", minimum=-1) == -1 and given.choices("Segment\ntsna", ("segment", "tsna")) == ["segment", "tsna"]
    with pytest.raises(BadInput, match="-1 or more, not -2"):
        given.number("-2", minimum=-1)
    with pytest.raises(BadInput, match="'segmnet', which is not one of segment, tsna"):
        given.choices("segmnet", ("segment", "tsna"))


@pytest.mark.parametrize(("value", "expected"), [(None, True), ("", True), (" \n\t", True), ([], False), ({}, False), (0, False), (False, False)])
def test_what_is_no_answer(value: Any, expected: bool) -> None:
    assert given.is_blank(value) is expected


@pytest.mark.parametrize(("text", "words"), [
    ('[{"email": "a@x.example",\n"email": "b@x.example"}]', "line 2: email is given twice, the first time in line 1"),
    ("- email: a@x.example\n  profiles: [a]\n  profiles: [b]\n", "line 3: profiles is given twice, the first time in line 2"),
    ("[" * 3000, "neither JSON nor YAML"),
])
def test_what_is_given_twice_in_a_text_is_refused(text: str, words: str) -> None:
    with pytest.raises(BadInput) as caught:
        given.persons(text)
    assert words in caught.value.message or "nested" in caught.value.message

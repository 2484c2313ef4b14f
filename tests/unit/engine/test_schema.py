# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An answer of another form is told by its place, without its value; after a write it counts as a lost one."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.errors import AmbiguousWrite, BadInput, UnexpectedResponse
from ansible_collections.people.access.plugins.module_utils.engine.request import path_part
from ansible_collections.people.access.plugins.module_utils.engine.schema import Mismatch, array, boolean, identifier, mapping, maybe, number, obj, string
from tests.unit.doubles import ScriptedSession, answer, client

USERS = obj(users=array(obj(uid=identifier, email=string, roles=maybe(array(obj(id=number))))))


@pytest.mark.parametrize("data, words", [
    (None, "the body is missing"), ([], "the body is not an object"), ({}, "users is missing"), ({"users": {}}, "users is not a list"),
    ({"users": [None]}, "users[0] is missing"), ({"users": ["s3cret-4711"]}, "users[0] is not an object"),
    ({"users": [{"uid": "1", "email": "a"}, {"uid": "2"}]}, "users[1].email is missing"),
    ({"users": [{"uid": "", "email": "a"}]}, "users[0].uid is not an id"), ({"users": [{"uid": True, "email": "a"}]}, "users[0].uid is not an id"),
    ({"users": [{"uid": 1, "email": {"s3cret-4711": 1}}]}, "users[0].email is not a text"),
    ({"users": [{"uid": 1, "email": "a", "roles": [{"id": 1}, {"id": "1"}]}]}, "users[0].roles[1].id is not a number"),
])
def test_the_place_is_told_and_not_the_value(data: Any, words: str) -> None:
    with pytest.raises(Mismatch) as problem:
        USERS(data)
    assert str(problem.value) == words


@pytest.mark.parametrize("schema, good, bad", [
    (string, ["", "a"], [1, None, []]), (identifier, ["a", 7, 0], ["", True, 1.5, None]),
    (number, [0, 1.5, -1, 10 ** 400], [True, "1", None, float("nan"), float("inf")]),
    (boolean, [True, False], [0, "true", None]), (maybe(string), [None, "a"], [1]), (array(string), [[], ["a"]], [None, {}, "a", [1]]),
    (array(string, least=1), [["a"]], [[], None]), (mapping(number), [{}, {"a": 1}], [None, [], {"a": "1"}]),
    (obj(a=maybe(string)), [{}, {"a": None, "b": object()}], [None, [], "a", {"a": 1}]),
])
def test_what_fits_and_what_does_not(schema: Any, good: list[Any], bad: list[Any]) -> None:
    for entry in good:
        schema(entry)
    for entry in bad:
        with pytest.raises(Mismatch):
            schema(entry)


def test_a_read_of_another_form_is_one_sentence() -> None:
    http = client(ScriptedSession(answer(data={"users": [{"uid": ["s3cret-4711"]}]})), secrets=["s3cret-4711"])
    with pytest.raises(UnexpectedResponse) as problem:
        http.get("/users?token=x", schema=USERS)
    assert problem.value.message == "Example: GET /users was answered in an unexpected format: users[0].uid is not an id."
    assert "example_url" in problem.value.hint


def test_a_write_of_another_form_may_have_been_carried_out() -> None:
    session = ScriptedSession(answer(data={}))
    with pytest.raises(AmbiguousWrite):
        client(session).post("/users", {}, schema=USERS)
    assert len(session.sent) == 1


@pytest.mark.parametrize("id_", ["", ".", "..", "a/b", "a\\b", "../x", "a\x00", "a\nb", "a\x7f", "a\x9f", "\udcff"])
def test_what_cannot_be_one_part_of_a_path_is_refused(id_: str) -> None:
    with pytest.raises(BadInput):
        path_part(id_)


@pytest.mark.parametrize("id_, part", [("a b", "a%20b"), ("...", "..."), (".a", ".a"), ("ü", "%C3%BC"), ("a?b#c%2e", "a%3Fb%23c%252e"), (7, "7")])
def test_everything_else_is_encoded(id_: Any, part: str) -> None:
    assert path_part(id_) == part

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that come as texts are never taken letter by letter."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.lifecycle.values import as_list, closest, value_of


@pytest.mark.parametrize(("given", "expected"), [
    (None, []), ("", []), (" \n", []), ("a@x.example", ["a@x.example"]), (" a@x.example, b@x.example,", ["a@x.example", "b@x.example"]),
    ("a@x.example\r\nb@x.example\n", ["a@x.example", "b@x.example"]), ('["a", "b, c"]', ["a", "b, c"]), (["a"], ["a"]), (("a", 1), ["a", 1]),
])
def test_a_list_in_any_spelling(given: Any, expected: list[Any]) -> None:
    assert as_list(given, "protect") == expected


@pytest.mark.parametrize("given", [5, True, {"a": 1}, "[a", b"ab"])
def test_what_is_no_list_is_refused_by_name(given: Any) -> None:
    with pytest.raises(BadInput, match="protect"):
        as_list(given, "protect")


def test_the_closest_name() -> None:
    assert closest("poeple", ["people", "profiles"]) == " (did you mean people?)"
    assert closest("x", ["people"]) == closest(5, ["people"]) == ""


@pytest.mark.parametrize(("given", "found"), [("12", 12), (" -3 ", -3), (7, 7), ("--5", None), ("\u00b2", None), ("", None), (True, None), ("1.0", None)])
def test_a_number_or_a_problem(given: Any, found: int | None) -> None:
    problems: list[str] = []
    value = value_of(given, {"type": "int"}, "size", problems)
    assert (value, len(problems)) == ((given, 1) if found is None else (found, 0))

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Equal parts of a result take memory once, also in the main process of Ansible, and the result stays the same."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest

from ansible_collections.people.access.plugins.plugin_utils import shared
from ansible_collections.people.access.plugins.plugin_utils.shared import share_equal_parts

ROW = '{"platform": "contabo", "before": {}, "after": {"roles": ["Network"], "totp": false}, "requests": 1}'
TEXT = f'{{"changed": true, "plan": {{"actions": [{ROW}, {ROW}], "diff": {{"after": {{"roles": ["Network"], "totp": false}}}}}}}}'


def result() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(TEXT)
    return found


def test_the_result_stays_the_same() -> None:
    given = result()
    share_equal_parts(given)
    assert given == result() and json.dumps(given) == TEXT


def test_equal_parts_are_one_object_also_in_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "_copies_variables", object())  # as on ansible-core 2.19 and later
    given = result()
    share_equal_parts(given)
    received = pickle.loads(pickle.dumps(given))
    first, second = received["plan"]["actions"]
    assert first["platform"] is second["platform"]
    assert first["after"]["roles"] is second["after"]["roles"]
    assert first["after"] is received["plan"]["diff"]["after"]


@pytest.mark.parametrize("values", [
    [[1], [True], [1.0]], [{"a": 1}, {"a": True}], [{"a": "b"}, ["a", "b"]], [{"a": 1, "b": 2}, {"b": 2, "a": 1}], [[], {}, "", None, 0, False],
    [["a", ["b"]], [["a"], "b"]], [[10**20], [10**20 + 1]],
])
def test_different_parts_stay_different(values: list[Any]) -> None:
    given = {"values": copy.deepcopy(values)}
    share_equal_parts(given)
    assert json.dumps(given["values"]) == json.dumps(values)


def test_only_strings_are_shared_where_filters_get_the_objects_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "_copies_variables", None)
    given = result()
    share_equal_parts(given)
    first, second = given["plan"]["actions"]
    assert given == result() and first["platform"] is second["platform"] and first["after"] is not second["after"]

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A result that is printed in parts is the same text as one that is printed at once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.json_parts import in_parts

VALUES: list[Any] = [
    {}, [], None, "é\u2028\"", {"a": {}, "b": []}, {"a": [{"b": {"c": [1, 2.5, None, True, "x"]}}, {}], "d": ("e", "f")}, {1: "a number", "b": "c"},
    {"plan": {"actions": [{"platform": "contabo", "after": {"roles": ["Network"]}}] * 3, "notes": []}, "changed": False},
]


@pytest.mark.parametrize("depth", [0, 1, 2, 3, 9])
@pytest.mark.parametrize("value", VALUES)
def test_parts_are_the_same_text(value: Any, depth: int) -> None:
    assert "".join(in_parts(value, json.JSONEncoder().encode, depth)) == json.dumps(value)


@pytest.mark.parametrize("depth", [1, 3])
def test_ansibles_encoder_writes_the_same_in_parts(depth: int) -> None:
    from ansible.module_utils.common import json as profiles

    if not hasattr(profiles, "get_module_encoder"):
        pytest.skip("ansible-core 2.18 has no encoders for directions")
    encoder = profiles.get_module_encoder("legacy", profiles.Direction.MODULE_TO_CONTROLLER)
    for value in VALUES[4:]:
        assert "".join(in_parts(value, encoder().encode, depth)) == json.dumps(value, cls=encoder)

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which secrets a result would tell: as looking for each of them everywhere finds, only sooner."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.people.access.plugins.module_utils.engine.masking import occurring

WORDS = st.text("ab7", min_size=1, max_size=4)
SINGLE = st.none() | st.booleans() | st.integers(0, 999) | WORDS
VALUES = st.recursive(SINGLE, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4), max_leaves=12)


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    return [] if value is None or isinstance(value, bool) else [str(value)]


@given(st.sets(WORDS), VALUES)
def test_each_secret_that_stands_anywhere_is_found(secrets: set[str], value: Any) -> None:
    assert occurring(secrets, value) == {one for one in secrets if any(one in text for text in texts(value))}


def test_one_that_is_a_part_of_another_and_one_in_quotes() -> None:
    value = {"msg": 'refused "pass\\word\u00e9-7": no', "seconds": 4711.5}
    assert occurring(["pass", 'pass\\word\u00e9-7"', "4711", "absent"], json.loads(json.dumps(value))) == {"pass", 'pass\\word\u00e9-7"', "4711"}

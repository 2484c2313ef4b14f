# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Duplicated code is found, and nothing else is."""

from __future__ import annotations

from tests.tools.duplicates import code_of, duplicated

SOURCE = '''
"""What it is."""
DOCUMENTATION = r"""
options: {}
"""

import json  # the module


def main():
    """Do it."""
    # Why.
    json.loads(
        "{}")
'''


def test_documentation_comments_and_blank_lines_are_no_code() -> None:
    assert code_of(SOURCE) == ["import json  # the module", "def main():", "json.loads(", '"{}")']


def test_lines_count_once_and_only_where_another_file_has_them() -> None:
    codes = {"a": list("xabcdey"), "b": list("abcde"), "c": list("abcdabcd"), "d": []}
    assert duplicated(codes, 5) == {"a": {1, 2, 3, 4, 5}, "b": {0, 1, 2, 3, 4}}
    assert duplicated(codes, 4)["c"] == set(range(8))

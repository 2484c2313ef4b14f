# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Marks values that inventory, lookup and filter plugins return to Ansible as data, because they contain text of platforms and reviewers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.utils.unsafe_proxy import wrap_var

# The prefix of __ansible_unsafe, __ansible_vault and __ansible_type, keys that Ansible's serialization uses as markers.
MARK = "__ansible"


def plain(value: Any) -> Any:
    """Return a copy of a value in which no string is a template.

    Before ansible-core 2.19, every string is a template unless it is marked as unsafe. Since 2.19, only strings marked as trusted are templates, so this
    removes the marks (a string without braces may be a template too, as a ``#jinja2:`` header redefines the delimiters). Members of dictionaries that
    Ansible would use as markers are omitted.
    """
    return wrap_var(_without_marks(value))


def _without_marks(value: Any) -> Any:
    """Return a copy of a value without markers.

    Before 2.19, Ansible also converts strings that look like Python sets, bytes and complex numbers to these types, which a listing cannot show.
    """
    if isinstance(value, Mapping):
        return {name: _without_marks(member) for name, member in value.items() if not str(name).startswith(MARK)}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_without_marks(item) for item in value]
    return str(value) if isinstance(value, (bytes, complex)) else value

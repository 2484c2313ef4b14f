# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What inventory, lookup and filter plugins hand to Ansible was written by platforms and reviewers: it is data, whatever it looks like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.utils.unsafe_proxy import wrap_var

# __ansible_unsafe, __ansible_vault and __ansible_type: in a dictionary, Ansible's own serialization takes them for marks when it reads it back.
MARK = "__ansible"


def plain(value: Any) -> Any:
    """The value with no text in it a template: before ansible-core 2.19 by marking each (every text is one that is not marked), from then on
    by taking marks away (only what is marked is one; a text needs no brace for it, as a ``#jinja2:`` header chooses other delimiters).
    Members of dictionaries that Ansible would take for marks are left out."""
    return wrap_var(_without_marks(value))


def _without_marks(value: Any) -> Any:
    """Before 2.19, Ansible also makes Python's sets, bytes and complex numbers of texts that look like them, which no listing can show."""
    if isinstance(value, Mapping):
        return {name: _without_marks(one) for name, one in value.items() if not str(name).startswith(MARK)}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_without_marks(item) for item in value]
    return str(value) if isinstance(value, (bytes, complex)) else value

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Stores equal parts of a result only once.

Ansible sends a result to its main process, and copies it there twice for callbacks. The plan for ten thousand people contains the same texts and the same
access again and again, which would take a hundred megabytes.
"""

from __future__ import annotations

from typing import Any

try:
    from ansible.module_utils.common.json import get_module_encoder as _copies_variables
except ImportError:  # ansible-core 2.18, where filters get the objects themselves, and to_yaml writes a list that occurs twice as an alias
    _copies_variables = None


def share_equal_parts(result: dict[str, Any]) -> None:
    """Replace equal strings, lists and dictionaries below a result by the same objects. Nothing else may refer to its parts."""
    known: dict[Any, Any] = {}
    for name, value in result.items():
        result[name] = _shared(value, known)


def _shared(value: Any, known: dict[Any, Any]) -> Any:
    """Return the first equal value. Lists and dictionaries are known by the identity of their parts. Strings that have tags of Ansible are not shared."""
    identity: Any
    kind = value.__class__
    if kind is str:
        return known.setdefault(value, value)
    if kind is dict:
        for name, member in value.items():
            value[name] = _shared(member, known)
        identity = (dict, *map(id, value), *map(id, value.values()))
    elif kind is list:
        value[:] = [_shared(member, known) for member in value]
        identity = (list, *map(id, value))
    else:
        return value
    return value if _copies_variables is None else known.setdefault(identity, value)

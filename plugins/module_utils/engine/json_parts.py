# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Writes a large result as JSON without having all of its text in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable


def in_parts(value: Any, encode: Callable[[Any], str], depth: int) -> Iterator[str]:
    """Yield the parts of a value as JSON. ``encode`` writes what is below this depth, and everything that is no dictionary or list."""
    kind = value.__class__  # subclasses, such as texts with tags of Ansible, may have another form
    if depth and kind is dict and all(name.__class__ is str for name in value):
        yield "{"
        for number, (name, member) in enumerate(value.items()):
            yield f"{', ' if number else ''}{encode(name)}: "
            yield from in_parts(member, encode, depth - 1)
        yield "}"
    elif depth and kind is list:
        yield "["
        for number, member in enumerate(value):
            yield ", " if number else ""
            yield from in_parts(member, encode, depth - 1)
        yield "]"
    else:
        yield encode(value)

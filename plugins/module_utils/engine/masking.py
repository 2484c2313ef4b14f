# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Which secrets a result would tell. Ansible looks for every secret in every text, which grows with the square of new accounts that have a
password each: 1.5 seconds for a thousand of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def occurring(secrets: Iterable[str], value: Any) -> set[str]:
    """Those that stand anywhere in a value, keys and parts of texts included, in a time that grows with the size of both and not with their
    product."""
    by_length: dict[int, set[str]] = {}
    for secret in secrets:
        by_length.setdefault(len(secret), set()).add(secret)
    found: set[str] = set()
    for text in set(_texts(value)):
        for length, some in by_length.items():
            parts = {text[start:start + length] for start in range(len(text) - length + 1)}
            found |= some & parts
    return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield str(key)
            yield from _texts(one)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from _texts(one)
    elif value is not None and not isinstance(value, bool):
        yield str(value)

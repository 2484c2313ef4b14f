# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dictionary with an index on a text of its objects, so that a lookup does not search ten thousand of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

Item = TypeVar("Item")


class Registry(dict[str, Item]):
    """Objects by id. ``text`` returns the indexed text of an object; to change it, assign the object again."""

    def __init__(self, text: Callable[[Item], str], items: Mapping[str, Item] | None = None):
        super().__init__()
        self._text = text
        self._known: dict[str, str] = {}
        self._ids: dict[str, dict[str, None]] = {}
        for key, item in (items or {}).items():
            self[key] = item

    def __setitem__(self, key: str, item: Item) -> None:
        if key in self:
            self._forget(key)
        super().__setitem__(key, item)
        self._known[key] = self._text(item).casefold()
        self._ids.setdefault(self._known[key], {})[key] = None

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        self._forget(key)

    def _forget(self, key: str) -> None:
        del self._ids[self._known.pop(key)][key]

    def like(self, text: str) -> list[Item]:
        """Return the objects with this text. Not case-sensitive."""
        return [self[key] for key in self._ids.get(text.casefold(), ())]

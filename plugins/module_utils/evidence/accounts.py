# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Finds what a journal has about an account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..engine.folding import fold


class ByAccount:
    """Rows by their account. A row is found by the id if both have one, otherwise by the key, which is not case-sensitive."""

    def __init__(self) -> None:
        self._by_id: dict[tuple[str, str], list[Any]] = {}
        self._by_key: dict[tuple[str, str], list[tuple[str, Any]]] = {}

    def add(self, platform: str, account: Mapping[str, Any], row: Any) -> None:
        """Add a row about an account ``{id, account}``."""
        if account["id"]:
            self._by_id.setdefault((platform, account["id"]), []).append(row)
        self._by_key.setdefault((platform, fold(str(account["account"]))), []).append((account["id"], row))

    def of(self, action: Mapping[str, Any]) -> list[Any]:
        """Return the rows about the account of an action, each once."""
        platform, id_ = action["platform"], action["id"]
        found = [*(self._by_id.get((platform, id_), ()) if id_ else ()),
                 *(row for known, row in self._by_key.get((platform, fold(str(action["account"]))), ()) if not (id_ and known))]
        return list({id(row): row for row in found}.values())

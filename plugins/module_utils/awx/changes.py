# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The requests to send to an AWX."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .kinds import Kind


@dataclass
class Change:
    """One request. ``path`` is empty until everything that it refers to exists.

    ``before`` and ``after`` are for the diff and contain no secrets. ``stage`` is the order of a deletion, -1 for other requests.
    """

    text: str
    method: str
    path: str
    body: Mapping[str, Any] | None = None
    before: Any = None
    after: Any = None
    stage: int = -1


@dataclass
class Changes:
    """Changes in the order in which they were found."""

    found: list[Change] = field(default_factory=list)

    def add(self, kind: Kind, entry: Mapping[str, Any], verb: str, method: str, path: str, body: Mapping[str, Any] | None, before: Any = None,
            after: Any = None) -> None:
        self.found.append(Change(f"{kind.noun} {entry['name']}: {verb}", method, path, body, before, after))

    def add_members(self, kind: Kind, entry: Mapping[str, Any], path: str, what: str, ids: Mapping[str, int | None], existing: Iterable[str]) -> None:
        """Add a change for each name that is not in ``existing``. A name without an id does not exist yet."""
        for name, identity in ids.items():
            if name not in existing:
                self.add(kind, entry, f"{what} {name} added", "POST", path if identity is not None else "", {"id": identity}, None, name)

    def remove(self, kind: Kind, found: Mapping[str, Any]) -> None:
        self.found.append(Change(f"{kind.noun} {found['name']}: removed", "DELETE", f"{kind.path}/{found['id']}/", None, found["name"], stage=kind.stage))

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The objects of a run that manages many of one kind, with what is decided about each and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .change import Change
from .errors import PeopleError
from .fields import Row
from .find import Task
from .outcome import Outcome
from .store import Store


@dataclass
class Item:
    """An object of the run: the requested state (``request``), the existing ``row``, the ``change`` and its result.

    ``needed`` are the managed fields, ``problems`` are messages about invalid input.
    """

    label: str
    request: Task
    needed: tuple[str, ...]
    row: Row | None = None
    change: Change | None = None
    outcome: Outcome | None = None
    failure: PeopleError | None = None
    problems: list[str] = field(default_factory=list)
    pruned: bool = False
    repeated: bool = False  # whether its write was repeated, and is ambiguous again

    @property
    def verb(self) -> str:
        return self.change.verb if self.change is not None else "none"

    @property
    def loses(self) -> bool:
        """Whether the change removes any access, regardless of the verb."""
        return self.change is not None and (self.change.removes or self.change.loses_grants)

    @property
    def removes(self) -> bool:
        """Whether the change makes an existing account unusable, regardless of the verb."""
        return self.change is not None and self.change.removes


@dataclass
class Batch:
    """All objects of a run, decided before the first write.

    ``items`` are in the given order, followed by those to prune. ``rows`` is the listing. ``protected`` are the rows that pruning skipped because of
    ``protect``, each with the matching entry.
    """

    store: Store
    items: list[Item]
    rows: list[Row]
    notes: list[str] = field(default_factory=list)
    protected: list[tuple[Row, str]] = field(default_factory=list)

    @property
    def outcomes(self) -> list[tuple[str, Outcome]]:
        """Label and outcome of each item that did not fail."""
        return [(item.label, item.outcome) for item in self.items if item.outcome is not None]

    @property
    def failures(self) -> list[tuple[str, PeopleError]]:
        return [(item.label, item.failure) for item in self.items if item.failure is not None]


def by_key(store: Store, rows: Iterable[Row]) -> dict[Any, list[Row]]:
    """Return the rows by their key, normalized for comparison."""
    key, found = store.resource.key, dict[Any, list[Row]]()
    for row in rows:
        found.setdefault(key.index(key.from_api(row, store.names)), []).append(row)
    return found

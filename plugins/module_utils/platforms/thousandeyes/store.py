# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What the stores of ThousandEyes have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...engine.change import Change
from ...engine.errors import Missing, RequestFailed, UnexpectedResponse
from ...engine.fields import Row
from ...engine.mode import Mode
from ...engine.schema import Schema, identifier, obj
from ...engine.store import Store
from .client import HINTS, TITLE, ThousandEyes
from .policy import OrganizationPolicy


class OrganizationStore(Store):
    """What users, roles and account groups have in common: one listing, and details by id."""

    connection: ThousandEyes
    policy_class: type[OrganizationPolicy] = OrganizationPolicy
    listed: list[Row] | None = None  # as it was read last

    def listing(self) -> list[Row]:
        """Every object, as it is now."""
        raise NotImplementedError

    def path(self, id_: str) -> str:
        """The path of one object."""
        raise NotImplementedError

    @property
    def query(self) -> dict[str, str] | None:
        """The query of requests for one object."""
        return self.connection.context

    def rows(self) -> Iterator[Row]:
        self.listed = self.listing()
        return iter(self.listed)

    def prove_reachable(self) -> None:
        if not self.listed:
            super().prove_reachable()

    def read_one(self, id_: str, path: str, schema: Schema, query: Any = None) -> dict[str, Any] | None:
        """An object by its id; None where neither this answer nor the listing has it, as a 404 also comes for what the caller may not see."""
        try:
            row: dict[str, Any] = self.http.get(path, query=query, schema=schema)
        except Missing:
            if any(self.resource.id_of(entry) == id_ for entry in self.rows()):
                noun = self.resource.noun.replace("_", " ")
                raise RequestFailed(f"{TITLE} lists the {noun} {id_}, but returns 404 for its details.", HINTS[403], status=404) from None
            return None
        if self.resource.id_of(row) != id_:
            raise UnexpectedResponse(f"{TITLE}: GET {path.partition('?')[0]} returned a different {self.resource.noun}.", "Check te_url.")
        return row

    def is_gone(self, row: Row) -> bool:
        """By the request that showed the object before: what it answers has changed then."""
        try:
            self.http.get(self.path(self.resource.id_of(row)), query=self.query, schema=obj(**{self.resource.id_api: identifier}))
        except Missing:
            return True
        return False

    def as_it_is(self, found: Row, change: Change) -> Row:
        """The object after an update. Where it replaced a list as a whole it is read again: another task may have read the same list and written its
        own since. Not for an exact list among many, where it would double the requests and the next run of the same list repairs it."""
        replaced = any(field.is_set and field.name in change.changed for field in self.resource.fields)
        if not replaced or self.mode is not Mode.MANAGE_ONE and change.membership == "exact":
            return found
        return self.require_row(self.get(self.resource.id_of(found)), str(self.resource.key.from_api(found, self.names)))

    def delete(self, row: Row) -> None:
        self.delete_if_exists(row, self.path(self.resource.id_of(row)), self.query)
        self.prove_removed(row)

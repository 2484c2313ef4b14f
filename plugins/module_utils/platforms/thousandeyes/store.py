# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The base class of the ThousandEyes stores."""

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
    """The base class for users, roles and account groups: one list, and details by id."""

    connection: ThousandEyes
    policy_class: type[OrganizationPolicy] = OrganizationPolicy
    listed: list[Row] | None = None  # the result of the last read

    def listing(self) -> list[Row]:
        """Read all objects."""
        raise NotImplementedError

    def path(self, id_: str) -> str:
        """Return the path of one object."""
        raise NotImplementedError

    @property
    def query(self) -> dict[str, str] | None:
        """The query parameters of requests for one object."""
        return self.connection.context

    def rows(self) -> Iterator[Row]:
        self.listed = self.listing()
        return iter(self.listed)

    def prove_reachable(self) -> None:
        if not self.listed:
            super().prove_reachable()

    def read_one(self, id_: str, path: str, schema: Schema, query: Any = None) -> dict[str, Any] | None:
        """Return an object by its id, or None if the list lacks it too: a 404 may also mean that the caller may not see it.

        Raises RequestFailed if only the list has it, UnexpectedResponse if the server returns another object.
        """
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
        """Return whether the request that returned the object before now returns 404."""
        try:
            self.http.get(self.path(self.resource.id_of(row)), query=self.query, schema=obj(**{self.resource.id_api: identifier}))
        except Missing:
            return True
        return False

    def as_it_is(self, found: Row, change: Change) -> Row:
        """Return the object after an update. If a list was replaced, read it again, because another task may have written the same list.

        Not for exact lists of many objects, where that would double the requests and the next run corrects it.
        """
        replaced = any(field.is_set and field.name in change.changed for field in self.resource.fields)
        if not replaced or self.mode is not Mode.MANAGE_ONE and change.membership == "exact":
            return found
        return self.require_row(self.get(self.resource.id_of(found)), str(self.resource.key.from_api(found, self.names)))

    def delete(self, row: Row) -> None:
        self.delete_if_exists(row, self.path(self.resource.id_of(row)), self.query)
        self.prove_removed(row)

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The base class of stores: list, read, create, update and delete one kind of object, and prove its removal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from .change import Change
from .errors import Missing, PeopleError, RequestFailed
from .fields import UNREADABLE, UNSET, Resource, Row
from .leaving import CutOff
from .mode import Mode
from .policy import Policy
from .progress import read_each
from .provider import Connection
from .schema import Schema


class Store:
    """One kind of object on a platform. Rows are objects as the API returns them.

    - ``resource``: the table of the object
    - ``repeats_names``: whether the platform may accept a second object with the same name, so that two simultaneous tasks could create two
    - ``at_once``: by verb, how many objects ``apply_bulk`` accepts in one call
    - ``policy``: the policy, an instance of ``policy_class``
    - ``params``: the options of the module
    - ``mode``: the purpose of the store
    - ``cut_offs``: by id, the accounts that were cut off and are to be removed
    """

    resource: Resource
    repeats_names: ClassVar[bool] = False
    at_once: Mapping[str, int] = {}
    policy_class: type[Policy] = Policy
    policy: Policy

    def __init__(self, connection: Connection, params: Mapping[str, Any] | None = None, mode: Mode = Mode.READ_MANY):
        self.connection = connection
        self.http = connection.http
        self.names = connection.names
        self.params = params or {}
        self.mode = mode
        self.cut_offs: dict[str, CutOff] = {}
        self.policy = self.policy_class(self)

    @property
    def parallel_writes(self) -> int:
        """How many objects may be written in parallel: as the option says, but one where a write of one object may concern another."""
        usual = self.resource.parallel_writes
        return int(self.params.get("parallel_writes") or usual) if usual > 1 else 1

    # -- reading ---------------------------------------------------------------------------------------------------------------------

    def rows(self) -> Iterator[Row]:
        """Yield all objects, over all pages. Raises RequestFailed, Incomplete."""
        raise NotImplementedError

    def get(self, id_: str) -> Row | None:
        """Return one object with all details by id, None if there is none."""
        raise NotImplementedError

    def matches(self, key: str) -> list[Row]:
        """Return the rows with this key. Filters of the server are never trusted alone."""
        return [row for row in self.rows() if self.resource.key.same(self.resource.key.from_api(row, self.names), key)]

    def all_while_seeking(self, key: str) -> list[Row]:
        """Return all objects, and remember their keys and the one that is sought, which may be created now, for ``is_free``. For stores whose ``matches``
        needs the whole list only to prove that there is no such object."""
        found = list(self.rows())
        self.connection.keys_in_use[self.resource.noun] = {self.resource.key.index(key), *(self.key_of(row) for row in found)}
        return found

    def is_free(self, key: str) -> bool:
        """Return whether an earlier item of the same loop has read all objects, of which none has this key, and the object is to be created.

        This holds once for each key, as the object is there afterwards. Whatever is removed, disabled or renamed is looked up again. What somebody else has
        created since then is only found by the read of this key that comes before.
        """
        known = self.connection.keys_in_use.get(self.resource.noun)
        renamed = self.resource.previous_key and self.params.get(self.resource.previous_key)
        index = self.resource.key.index(key)
        if known is None or index in known or renamed or self.params.get("state") != "present":
            return False
        known.add(index)
        return True

    def whole(self, row: Row, needed: tuple[str, ...] | None) -> Row:
        """Return the object with the details that its row in the listing lacks. ``needed`` are the fields that the task manages, None for all."""
        if not self.resource.detail_only_field or self.resource.detail_only_field in row:
            return row
        found = self.get(self.resource.id_of(row))
        if found is None:
            raise PeopleError(f"{self.http.conventions.title}: the {self.resource.noun} was removed while it was being read.", "Run the task again.")
        return found

    def with_attribute(self, row: Row, name: str) -> Row:
        """Return the object with an attribute that a lookup requests and its row in the listing lacks."""
        return self.whole(row, None)

    def has_all_fields(self, row: Row, needed: tuple[str, ...]) -> bool:
        """Return whether a row of the listing is sufficient to compare the managed fields. Objects that differ are read with all details anyway."""
        compared = [field for field in self.resource.all_fields if field.name in needed and not (field.secret or field.create_only)]
        return not any(field.from_api(row, self.names) in (UNSET, UNREADABLE) for field in compared)

    def select(self, params: Mapping[str, Any]) -> list[Row]:
        """Return the objects for an info module: by id, by key, or all."""
        if params.get("id") is not None:
            row = self.get(params["id"])
            if row is None:
                self.prove_reachable()
            return [] if row is None else [self.whole(row, None)]
        if params.get(self.resource.key.name) is not None:
            return [self.whole(row, None) for row in self.matches(params[self.resource.key.name])]
        rows = list(self.rows())
        return read_each(self.http, lambda row: self.whole(row, None), rows, f"{self.resource.plural} read") if params.get("details") else rows

    def extra_results(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return additional results of an info module."""
        return {}

    def key_of(self, row: Row) -> Any:
        """Return the key of a row, normalized for comparison."""
        return self.resource.key.index(self.resource.key.from_api(row, self.names))

    # -- proving ---------------------------------------------------------------------------------------------------------------------

    def prove_reachable(self) -> None:
        """Raise RequestFailed unless the platform responds to a listing. Reads its first page.

        A 404 for an object may also be caused by a wrong URL, and must not count as proof that the object does not exist.
        """
        next(iter(self.rows()), None)

    def is_listed(self, row: Row) -> bool:
        """Read the listing and return whether it has the object, or another one with the same key, such as an accepted invite."""
        resource = self.resource
        id_, key = resource.id_of(row), self.key_of(row)
        return any(id_ and resource.id_of(entry) == id_ or self.key_of(entry) == key for entry in self.rows())

    def is_gone(self, row: Row) -> bool:
        """Return whether the object no longer exists, by a direct read. Stores override this if a 404 proves nothing, and read the listing instead."""
        return self.get(self.resource.id_of(row)) is None

    def prove_removed(self, row: Row) -> None:
        """Raise RequestFailed unless the object is gone, because an accepted removal is no proof."""
        try:
            is_gone = self.is_gone(row)
        except PeopleError as unread:  # its message is only about the read
            unread.hint = f"Whether the {self.resource.noun} was removed could not be read. {unread.hint}".strip()
            raise
        if not is_gone:
            problem = RequestFailed(
                f"{self.http.conventions.title} accepted the removal of {self.resource.key.from_api(row, self.names)}, "
                f"but still shows the {self.resource.noun}.",
                "The access may still be active: check it, and run the task again.",
            )
            problem.changed = False
            raise problem

    def prove_disabled(self, row: Row) -> None:
        """Raise RequestFailed unless the row after a change is disabled, because an accepted change is no proof."""
        enabled = self.resource.from_api(row, self.names).get("enabled", UNSET)
        if enabled is not False:
            noun = self.resource.noun.replace("_", " ")
            what = f"the {noun} still reads as enabled" if enabled is True else f"nothing shows that the {noun} is disabled"
            problem = RequestFailed(
                f"{self.http.conventions.title} accepted the disabling of {self.resource.key.from_api(row, self.names)}, "
                f"but {what}: the access may still be active.",
                f"Remove the {noun}, or disable it in another way. {self.policy.mismatch_hint}".strip(),
            )
            problem.changed = False
            raise problem

    # -- writing ---------------------------------------------------------------------------------------------------------------------

    def create(self, change: Change) -> Row:
        raise NotImplementedError

    def update(self, row: Row, change: Change) -> Row:
        raise NotImplementedError

    def delete(self, row: Row) -> None:
        raise NotImplementedError

    def apply_bulk(self, verb: str, pairs: list[tuple[Row | None, Change]]) -> list[Row | PeopleError | None]:
        """Execute one verb for several objects in as few requests as the platform allows (see ``at_once``).

        Returns the rows afterwards in the given order: None if deleted, the error if failed. An exception counts for all of them.
        """
        raise NotImplementedError

    def attempt(self, row: Row, change: Change) -> bool:
        """Try to change values that could not be compared (``change.unread``), if that is harmless. Returns whether anything changed."""
        return False

    def end_sessions(self, row: Row) -> str:
        """End the sessions of an account before its removal. Returns what was done as a sentence."""
        return ""

    def in_use(self, rows: Iterable[Row]) -> set[str]:
        """Return the ids of the disabled accounts among the rows that are still logged in, if the platform can tell. Raises RequestFailed."""
        return set()

    def unseen(self, rows: Iterable[Row]) -> list[str]:
        """Return notes on what the platform does not show about accounts of leavers that are disabled already, such as whether their keys were replaced."""
        return []

    def replace_keys(self, row: Row) -> str:
        """Replace the secret keys of an account before its removal by ones that nobody knows. Returns what was done as a sentence."""
        return ""

    def body(self, change: Change) -> dict[str, Any]:
        """Return the request body of a change: all fields if an update replaces the object, otherwise those that differ."""
        after = change.after or {}
        only = tuple(after) if self.resource.whole else change.changed
        return self.resource.to_api(after, only, self.names)

    def delete_if_exists(self, row: Row, path: str, query: Any = None, proof: Schema | None = None) -> None:
        """Delete a row (see ``Http.delete``). Raises Missing if the server returns 404 although the object is still listed.

        A 404 may also be caused by a wrong URL, several matches or a missing permission, so the listing decides.
        """
        try:
            self.http.delete(path, query, proof)
        except Missing as problem:
            try:
                listed = self.is_listed(row)
            except PeopleError as unread:
                problem.hint = f"Whether the {self.resource.noun} still exists could not be read: {unread.message}"
                raise problem from None
            if listed:
                problem.hint = f"The {self.resource.noun} is still listed, so it was not removed. {problem.hint}".strip()
                raise

    def require_row(self, row: Row | None, what: str) -> Row:
        """Return the row that was read after a write. Raises RequestFailed if it is None."""
        if row is None:
            raise RequestFailed(f"{self.http.conventions.title}: the {self.resource.noun} {what} was written, but cannot be read.", "Run the task again.")
        return row

    def action(self, row: Row | None, change: Change) -> str:
        """Return the ``action`` of a change in results."""
        return {"none": "none", "create": "created", "update": "updated", "disable": "disabled", "delete": "deleted"}[change.verb]

    def writes(self, row: Row | None, change: Change) -> int:
        """Return the number of write requests of a change, without batches, retries and later reads."""
        locks = change.verb == "delete" and row is not None and self.mode is Mode.ROSTER and self.policy.revoke_before_delete(row).verb != "none"
        return int(change.verb != "none") + int(locks)

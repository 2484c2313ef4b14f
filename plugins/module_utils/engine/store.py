# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What a platform can do with one kind of object: list, read, create, change, remove, and prove that it is gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from .change import Change
from .errors import Missing, PeopleError, RequestFailed
from .fields import UNREADABLE, UNSET, Resource, Row
from .mode import Mode
from .parallel import map_parallel
from .policy import Policy
from .provider import Connection


class Store:
    """One kind of object on a platform; rows are the API's own objects.

    ``matches`` yields the rows whose natural key is the given one, ``whole`` fetches what the listing's row lacks. ``create`` and
    ``update`` return the object as it is afterwards. ``params`` are the module's options, ``mode`` is what the store is made for. ``at_once``
    tells for each verb how many objects ``apply_bulk`` takes. ``policy`` knows what must never happen. ``repeats_names``: the
    platform may take a second object of the same name, so that two tasks at the same time would make two.
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
        self.policy = self.policy_class(self)

    # -- reading ---------------------------------------------------------------------------------------------------------------------

    def rows(self) -> Iterator[Row]:
        """Every object, complete over all pages."""
        raise NotImplementedError

    def get(self, id_: str) -> Row | None:
        """One whole object by id; None when there is none."""
        raise NotImplementedError

    def matches(self, key: str) -> list[Row]:
        """The rows with this natural key. Servers' own filters are never trusted alone."""
        return [row for row in self.rows() if self.resource.key.same(self.resource.key.from_api(row, self.names), key)]

    def whole(self, row: Row, needed: tuple[str, ...] | None) -> Row:
        """The object with all fields; ``needed`` names those that the task manages (None: all of them)."""
        if not self.resource.detail_only_field or self.resource.detail_only_field in row:
            return row
        found = self.get(self.resource.id_of(row))
        if found is None:
            raise PeopleError(f"{self.http.conventions.title}: the {self.resource.noun} was removed while it was being read.", "Run the task again.")
        return found

    def with_attribute(self, row: Row, name: str) -> Row:
        """The object with one member that a lookup asks for and its row of the listing lacks."""
        return self.whole(row, None)

    def has_all_fields(self, row: Row, needed: tuple[str, ...]) -> bool:
        """Whether a row of the listing tells enough to compare the fields that are managed; what then differs is fetched whole."""
        compared = [field for field in self.resource.all_fields if field.name in needed and not (field.secret or field.create_only)]
        return not any(field.from_api(row, self.names) in (UNSET, UNREADABLE) for field in compared)

    def select(self, params: Mapping[str, Any]) -> list[Row]:
        """The objects that an info module shows: one by id, those with a key, or all."""
        if params.get("id") is not None:
            row = self.get(params["id"])
            if row is None:
                self.prove_reachable()
            return [] if row is None else [self.whole(row, None)]
        if params.get(self.resource.key.name) is not None:
            return [self.whole(row, None) for row in self.matches(params[self.resource.key.name])]
        return map_parallel(lambda row: self.whole(row, None), self.rows()) if params.get("details") else list(self.rows())

    def extra_results(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """What an info module returns beside the objects, where the user asks for it."""
        return {}

    def key_of(self, row: Row) -> Any:
        """The key of a row, to be compared with others."""
        return self.resource.key.index(self.resource.key.from_api(row, self.names))

    # -- proving ---------------------------------------------------------------------------------------------------------------------

    def prove_reachable(self) -> None:
        """Raise unless the platform answers for this kind of object at all: a 404 for one object also comes from a wrong URL, and must
        never pass for the proof that somebody is gone. Reads the first page of the listing."""
        next(iter(self.rows()), None)

    def is_listed(self, row: Row) -> bool:
        """Whether the listing, read anew, still has the object of a row, or another one with its key: an invite that was accepted meanwhile."""
        resource = self.resource
        id_, key = resource.id_of(row), self.key_of(row)
        return any(id_ and resource.id_of(entry) == id_ or self.key_of(entry) == key for entry in self.rows())

    def is_gone(self, row: Row) -> bool:
        """Whether the object is not there any more, by a second way than the listing where the platform has one: a direct read, which costs
        one request. Where a 404 proves nothing the store says otherwise, and reads the listing anew."""
        return self.get(self.resource.id_of(row)) is None

    def prove_removed(self, row: Row) -> None:
        """Raise RequestFailed unless an object whose removal was accepted is gone: that is no proof. Costs what ``is_gone`` does."""
        if not self.is_gone(row):
            problem = RequestFailed(
                f"{self.http.conventions.title} accepted the removal of {self.resource.key.from_api(row, self.names)}, "
                f"but still shows the {self.resource.noun}.",
                "The access may still be active: check it, and run the task again.",
            )
            problem.changed = False
            raise problem

    def prove_disabled(self, row: Row) -> None:
        """Raise RequestFailed unless an object whose disabling was accepted reads as disabled: that is no proof. ``row`` is the object after it."""
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
        """Carry out one verb for several objects with as few requests as the platform allows (see ``at_once``). Returns them as they are
        afterwards, in the order given: None for what was deleted, the error in the place of each that failed. An error that is raised
        counts for all."""
        raise NotImplementedError

    def attempt(self, row: Row, change: Change) -> bool:
        """Try for what could not be compared (``change.unread``), where trying is harmless; whether it changed anything."""
        return False

    def end_sessions(self, row: Row) -> str:
        """End what goes on working for somebody who is removed, before the removal; returns what was done as a sentence."""
        return ""

    def body(self, change: Change) -> dict[str, Any]:
        """The write body of a plan: every field where updates replace, else what differs."""
        after = change.after or {}
        only = tuple(after) if self.resource.whole else change.changed
        return self.resource.to_api(after, only, self.names)

    def delete_if_exists(self, row: Row, path: str, query: Any = None) -> None:
        """DELETE of a row. A 404 also comes from a wrong URL, for several matches, and for want of rights: the listing then tells whether the
        object is gone, which is what was wanted. Raises Missing where it is still there."""
        try:
            self.http.delete(path, query)
        except Missing as problem:
            try:
                listed = self.is_listed(row)
            except PeopleError as unread:
                problem.hint = f"Reading whether the {self.resource.noun} still exists failed: {unread.message}"
                raise problem from None
            if listed:
                problem.hint = f"The {self.resource.noun} is still listed, so it was not removed. {problem.hint}".strip()
                raise

    def require_row(self, row: Row | None, what: str) -> Row:
        """The object that was read after a write. Raises RequestFailed when there is none."""
        if row is None:
            raise RequestFailed(f"{self.http.conventions.title}: the {self.resource.noun} {what} was written, but cannot be read.", "Run the task again.")
        return row

    def action(self, row: Row | None, change: Change) -> str:
        """What a result calls the verb."""
        return {"none": "none", "create": "created", "update": "updated", "disable": "disabled", "delete": "deleted"}[change.verb]

    def writes(self, row: Row | None, change: Change) -> int:
        """How many writing requests this takes by itself, without batches and repetitions; what is read again afterwards comes on top."""
        locks = change.verb == "delete" and row is not None and self.mode is Mode.ROSTER and self.policy.revoke_before_delete(row).verb != "none"
        return int(change.verb != "none") + int(locks)

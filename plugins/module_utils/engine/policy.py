# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Policies: changes that are refused, and warnings about a kind of object.

A policy never writes. Each kind of object may have its own policy class; each store has one instance (``store.policy``).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from .change import EMPTY, Change, plan, takes_from
from .errors import Refused
from .fields import UNREADABLE, Email, Resource, Row
from .mode import Mode
from .protection import NOBODY, Protection
from .provider import Connection

CALLER = "caller"  # why the account that the task itself uses is protected


class Objects(Protocol):
    """The part of a store that its policy uses."""

    @property
    def connection(self) -> Connection:
        ...

    @property
    def resource(self) -> Resource:
        ...

    @property
    def params(self) -> Mapping[str, Any]:
        ...

    @property
    def mode(self) -> Mode:
        ...


class Policy:
    """The rules for one kind of object.

    - ``protection_messages``: by value of ``protected_as``, what to call the account, and what to do instead of locking it out
    - ``mismatch_hint``: what to do if a write was accepted, but is not shown
    - ``unconfirmed``: what happens to a new address until it is confirmed, if that matters
    - ``protection``: the accounts to protect by the option ``protect``
    """

    protection_messages: Mapping[str, tuple[str, str]] = {}
    mismatch_hint = ""
    unconfirmed = ""

    def __init__(self, store: Objects):
        self.store = store
        self.connection = store.connection
        self.names = store.connection.names
        self.protection: Protection = NOBODY
        self._warnings: list[str] = []
        self._by_thread = threading.local()

    @property
    def resource(self) -> Resource:
        return self.store.resource

    @property
    def params(self) -> Mapping[str, Any]:
        return self.store.params

    @property
    def warnings(self) -> list[str]:
        """The collected warnings for the user. Within ``aside``, those of the calling thread."""
        found: list[str] = getattr(self._by_thread, "warnings", self._warnings)
        return found

    @contextmanager
    def aside(self) -> Iterator[list[str]]:
        """Collect the warnings of the block separately, because other threads write other objects at the same time."""
        found: list[str] = []
        self._by_thread.warnings = found
        try:
            yield found
        finally:
            del self._by_thread.warnings

    def warn(self, text: str) -> None:
        """Add a warning, once, because a change may be decided twice."""
        if text not in self.warnings:
            self.warnings.append(text)

    # -- desired values --------------------------------------------------------------------------------------------------------------

    def filter_desired(self, row: Row, desired: dict[str, Any]) -> dict[str, Any]:
        """Return the desired values without those that the platform cannot apply to this object. Warns about them."""
        return desired

    def unreadable(self, params: Mapping[str, Any]) -> str:
        """Return how to treat values that cannot be read: ``keep``, ``follow`` or ``rewrite`` (see ``plan``)."""
        return "keep"

    def needed_on_create(self, after: Mapping[str, Any]) -> Iterable[str]:
        """Return the missing fields of a new object with these canonical values.

        Only for requirements that a table cannot express, such as a password on a server with local logins:
        ``() if after["password"] is not UNSET else ("password",)``. Others are ``required`` or ``filled`` in their field. Called for every creation, also
        in check mode, so that both fail with one message about all missing fields.
        """
        return ()

    # -- protected accounts ----------------------------------------------------------------------------------------------------------

    def rank(self, row: Row) -> str:
        """Return ``owner`` or ``root`` for accounts that administer access regardless of their roles, otherwise empty. Sends no request."""
        return ""

    def protected_as(self, row: Row) -> str:
        """Return why an account must stay usable: its rank, or ``caller`` if the task uses it according to the platform. Otherwise empty."""
        return self.rank(row)

    def protection_message(self, row: Row) -> tuple[str, str]:
        """Return what to call a protected account, and what to do instead of locking it out. Both are empty for other accounts."""
        return self.protection_messages.get(self.protected_as(row), ("", ""))

    def known_as(self, row: Row) -> tuple[str, ...]:
        """Return all addresses and account names of a row that an entry of ``protect`` may match."""
        values = [field.from_api(row, self.names) for field in self.resource.all_fields if field is self.resource.key or isinstance(field, Email)]
        return tuple(str(value) for value in values if value not in EMPTY and value is not UNREADABLE)

    # -- refused changes -------------------------------------------------------------------------------------------------------------

    def ask(self, row: Row | None, change: Change) -> None:
        """Check a change. Called for every change before it is executed. Raises Refused for protected accounts, and if the guard forbids it."""
        self.keep_protected(row, change)
        self.guard(row, change)

    def keep_protected(self, row: Row | None, change: Change) -> None:
        """Raise Refused if the change takes anything from an account that matches ``protect``."""
        if row is None or not self.protection or not takes_from(self.resource, change):
            return
        names = self.known_as(row)
        entry = self.protection.entry(*names)
        if entry:
            raise Refused(f"{names[0]} {protected_words(entry, names[0])} and is not changed.", "To change it, remove the entry from protect.")

    def guard(self, row: Row | None, change: Change) -> None:
        """Raise Refused for a forbidden change. The base class refuses to lock out an account that must stay usable."""
        if row is None or not change.removes:
            return
        words, hint = self.protection_message(row)
        if words and (change.locks_out or self.protected_as(row) == CALLER):
            done = "deleted" if change.verb == "delete" else "disabled" if change.locks_out else "left without any access"
            raise Refused(f"{self.resource.key.from_api(row, self.names)} is {words}; it is not {done}.", hint)

    def guard_batch(self, pairs: list[tuple[Row | None, Change]]) -> None:
        """Raise Refused for a forbidden combination of changes, such as the removal of all administrators. Called once, before the first write."""

    def revoke_before_delete(self, row: Row) -> Change:
        """Return the change to make before a removal, so that access ends even if the removal fails. Disables the account if the platform can."""
        can = "disabled" in self.resource.states
        return plan(self.resource, "disabled", {}, self.resource.from_api(row, self.names)) if can else Change("none", None, None)

    # -- reports ---------------------------------------------------------------------------------------------------------------------

    def tell_alike(self, params: Mapping[str, Any], rows: Iterable[Row]) -> None:
        """Warn about existing accounts with a similar key if the account to remove does not exist."""

    def beyond(self, row: Row, desired: Mapping[str, Any]) -> dict[str, Any]:
        """Return the grants of an object that are not desired, in result format. Sends no request."""
        held = {field.name: field.from_api(row, self.names) for field in self.resource.access_fields}
        over = {name: value - desired.get(name, frozenset()) for name, value in held.items() if isinstance(value, frozenset)}
        return self.resource.to_user({name: value for name, value in over.items() if value}, self.names)

    def slow_fields(self, row: Row | None) -> frozenset[str]:
        """Return the fields that may still have the old value after a successful write. For these, a mismatch is a warning instead of an error."""
        return frozenset()

    def remarks(self) -> list[str]:
        """Return notes on how the objects of a run were compared."""
        return []


def protected_words(entry: str, name: str) -> str:
    """Return that a name is protected, with the entry if it differs from the name."""
    return "is in protect" if entry == name else f"is in protect ({entry})"

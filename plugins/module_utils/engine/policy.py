# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What must never happen to the objects of a platform, and what its users have to be told about them.

Nothing here writes. Each kind of object may have rules of its own; a store has one object of its policy (``store.policy``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from .change import EMPTY, Change, plan, takes_from
from .errors import Refused
from .fields import UNREADABLE, Email, Resource, Row
from .mode import Mode
from .protection import NOBODY, Protection
from .provider import Connection

CALLER = "caller"  # why the account that the task itself uses is protected


class Objects(Protocol):
    """What a policy knows of the store it belongs to."""

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
    """The rules for one kind of object; what they say by the way is collected in ``warnings``.

    ``protection_messages``: for each ``protected_as`` on this platform what to call the account, and what to do instead of locking it out.
    ``mismatch_hint`` is what to do when a write was accepted and yet reads differently. ``unconfirmed`` is what becomes of a changed address
    that nobody has confirmed yet, where that matters. ``protection`` is asked before anything is taken from an account.
    """

    protection_messages: Mapping[str, tuple[str, str]] = {}
    mismatch_hint = ""
    unconfirmed = ""

    def __init__(self, store: Objects):
        self.store = store
        self.connection = store.connection
        self.names = store.connection.names
        self.protection: Protection = NOBODY
        self.warnings: list[str] = []

    @property
    def resource(self) -> Resource:
        return self.store.resource

    @property
    def params(self) -> Mapping[str, Any]:
        return self.store.params

    def warn(self, text: str) -> None:
        """Tell the user, once: what differs may be decided about twice."""
        if text not in self.warnings:
            self.warnings.append(text)

    # -- what the user wants ---------------------------------------------------------------------------------------------------------

    def filter_desired(self, row: Row, wanted: dict[str, Any]) -> dict[str, Any]:
        """Drop wishes that this platform cannot fulfil for this very object, with a warning."""
        return wanted

    def unreadable(self, params: Mapping[str, Any]) -> str:
        """How a wish for a value that cannot be read is treated: ``keep``, ``follow`` or ``rewrite`` (see ``plan``)."""
        return "keep"

    def needed_on_create(self, after: Mapping[str, Any]) -> Iterable[str]:
        """The fields that a new object with these canonical values needs and lacks, where no table can say it, such as a password on a server
        with local logins: ``() if after["password"] is not UNSET else ("password",)``. Asked whenever a creation is decided about, in check
        mode as in a real run, so that both fail with one sentence that names them all. What is always needed is ``required`` or ``filled``
        of its field."""
        return ()

    # -- who must stay ---------------------------------------------------------------------------------------------------------------

    def rank(self, row: Row) -> str:
        """``owner`` or ``root``, who administer access whatever their roles; empty for all others. Costs no request."""
        return ""

    def protected_as(self, row: Row) -> str:
        """Why an account must stay usable: its rank, or ``caller`` where the task itself uses it, as the platform tells and never an option;
        empty for all others."""
        return self.rank(row)

    def protection_message(self, row: Row) -> tuple[str, str]:
        """What to call a protected account, and what to do instead of locking it out; empty texts for all others."""
        return self.protection_messages.get(self.protected_as(row), ("", ""))

    def known_as(self, row: Row) -> tuple[str, ...]:
        """Every address and account name by which ``protect`` may mean the account of a row."""
        values = [field.from_api(row, self.names) for field in self.resource.all_fields if field is self.resource.key or isinstance(field, Email)]
        return tuple(str(value) for value in values if value not in EMPTY and value is not UNREADABLE)

    # -- what must not be done -------------------------------------------------------------------------------------------------------

    def ask(self, row: Row | None, change: Change) -> None:
        """The one place that is asked before anything is taken from an account, whatever the way to ask for it. Raises Refused for whoever
        is protected, and for what the platform's guard forbids."""
        self.keep_protected(row, change)
        self.guard(row, change)

    def keep_protected(self, row: Row | None, change: Change) -> None:
        """Raise Refused where anything would be taken from somebody whom ``protect`` means."""
        if row is None or not self.protection or not takes_from(self.resource, change):
            return
        names = self.known_as(row)
        entry = self.protection.entry(*names)
        if entry:
            raise Refused(f"{names[0]} {protected_words(entry, names[0])} and is not changed.", "To change it, remove the entry from protect.")

    def guard(self, row: Row | None, change: Change) -> None:
        """Refuse what must never happen; on every platform, that an account is locked out which has to stay usable."""
        if row is None or not change.removes:
            return
        words, hint = self.protection_message(row)
        if words and (change.locks_out or self.protected_as(row) == CALLER):
            done = "deleted" if change.verb == "delete" else "disabled" if change.locks_out else "left without any access"
            raise Refused(f"{self.resource.key.from_api(row, self.names)} is {words}; it is not {done}.", hint)

    def guard_batch(self, pairs: list[tuple[Row | None, Change]]) -> None:
        """Refuse what must never happen to several at once, such as the removal of all administrators; asked once, before the first write."""

    def revoke_before_delete(self, row: Row) -> Change:
        """What is taken from an object before it is removed, which may fail: everything that works as long as it is there. Disabling it;
        nothing where the platform cannot."""
        can = "disabled" in self.resource.states
        return plan(self.resource, "disabled", {}, self.resource.from_api(row, self.names)) if can else Change("none", None, None)

    # -- what to say -----------------------------------------------------------------------------------------------------------------

    def tell_alike(self, params: Mapping[str, Any], rows: Iterable[Row]) -> None:
        """Warn where somebody who is to lose access is not there by the key that ``params`` give, and may be there by one that is nearly the same."""

    def beyond(self, row: Row, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """What an object has of its access fields and is not wanted, as the user would write it. Sends no request."""
        held = {field.name: field.from_api(row, self.names) for field in self.resource.access_fields}
        over = {name: value - wanted.get(name, frozenset()) for name, value in held.items() if isinstance(value, frozenset)}
        return self.resource.to_user({name: value for name, value in over.items() if value}, self.names)

    def slow_fields(self, row: Row | None) -> frozenset[str]:
        """The fields that may still read as before after a write that counts, where nothing tells: that is a warning, and no failure."""
        return frozenset()

    def remarks(self) -> list[str]:
        """What the user has to know of how many objects were compared."""
        return []


def protected_words(entry: str, name: str) -> str:
    """That a name is protected, with the entry where it is another one."""
    return "is in protect" if entry == name else f"is in protect ({entry})"

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""BMC TrueSight Network Automation: refused changes of users, and warnings about facts that the server does not report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from ...engine.change import Change
from ...engine.errors import BadInput, Refused
from ...engine.fields import UNSET, Row, SecretValue
from ...engine.folding import fold
from ...engine.masking import looks_secret
from ...engine.policy import Objects, Policy
from .client import TITLE, Tsna
from .shape import Exactly, Shape


class Accounts(Objects, Protocol):
    """The store of users.

    ``external`` has the values of "authenticated externally" of all users read. ``source`` returns the key of the user whose preferences a new user
    gets, or raises BadInput.
    """

    external: set[bool]

    def shape_to_create(self) -> Shape:
        ...

    def source(self, change: Change) -> str | None:
        ...


class UserPolicy(Policy):
    """Protects root users and the account of the task. ``passwords`` are the given passwords by user id."""

    store: Accounts
    connection: Tsna
    mismatch_hint = "These fields may have other names on this server: see field_map."
    protection_messages = {"root": (f"a root user of {TITLE}", ""), "caller": ("the account that this task logs in with", "Use another administrator.")}

    def __init__(self, store: Accounts):
        super().__init__(store)
        self.passwords: dict[str, SecretValue] = {}

    def filter_desired(self, row: Row, desired: dict[str, Any]) -> dict[str, Any]:
        if self.params.get("replace"):
            desired = self._replacement(desired)
        if "password" in desired:
            self.passwords[row["id"]] = desired["password"]  # for PUT, which may clear the password otherwise
            if self.params.get("update_password") == "always" and row["document"].get(row["shape"].external) is True:
                self.warn(f"{TITLE} reports that another system authenticates {row['name']}, so the password has no effect.")
        return desired

    def _replacement(self, desired: dict[str, Any]) -> dict[str, Any]:
        """Return the values of the whole user: values that are not given are cleared, as PUT does, and the user is enabled like a new one."""
        if "roles" not in desired or self.params.get("membership", "exact") != "exact":
            raise BadInput("replace is set, but not all roles of the user are given.", "Set roles or role_ids, with membership: exact.")
        members = {name: Exactly(desired.get(name) or {}) for name in ("dynamic_fields", "extra_attributes")}
        return {"email": "", "enabled": True, **desired, **members}

    def needed_on_create(self, after: Mapping[str, Any]) -> Iterable[str]:
        """Require a password if the server keeps passwords itself, which only existing users show: it refuses a new user without one.

        A password that is not needed does no harm: other servers ignore it.
        """
        return ("password",) if after["password"] is UNSET and False in self.store.external else ()

    def guard(self, row: Row | None, change: Change) -> None:
        if change.verb == "create":
            self.store.source(change)
            self._warn_of_password(change)
        if "extra_attributes" in change.changed and change.verb != "delete":
            self._check_extra(row, change)
        super().guard(row, change)
        if row is not None and change.removes and not self.connection.me:
            raise Refused(f"{TITLE} does not show who is logged in, so {row['name']} may be the account of this task and was not changed.",
                          "Remove it in another way, and please report this.")

    def _check_extra(self, row: Row | None, change: Change) -> None:
        extra = (change.after or {})["extra_attributes"]
        self.connection.http.secrets.update(value for member, value in extra.items() if isinstance(value, str) and looks_secret(member))
        shape = self.store.shape_to_create() if row is None else row["shape"]
        for member in sorted(set((change.after or {})["extra_attributes"]) & (shape.of_options | shape.read_only)):
            hint = "Use the option for it." if member in shape.of_options else "Remove it."
            why = "an option of its own sets it" if member in shape.of_options else "only the server sets it"
            raise BadInput(f"extra_attributes has the member {member}, but {why}.", hint)

    def _warn_of_password(self, change: Change) -> None:
        after = change.after or {}
        if after["password"] is UNSET and not self.store.external & {True, False}:
            self.warn(f"No password is set for {after['name']}. A {TITLE} server that keeps passwords itself refuses that, "
                      "and it is not known whether this one does.")

    def rank(self, row: Row) -> str:
        return "root" if row["document"].get(row["shape"].root) is True else ""

    def protected_as(self, row: Row) -> str:
        # assumption: logins may not be case-sensitive
        return self.rank(row) or ("caller" if fold(row["name"]) == fold(self.connection.me) else "")

    def tell_alike(self, params: Mapping[str, Any], rows: Iterable[Row]) -> None:
        name, email = str(params["name"]), fold(params.get("email") or "")
        alike = [row for row in rows if fold(row["name"]) == fold(name) or email and fold(row.get("email") or "") == email]
        for entry in alike:
            self.warn(f"{TITLE} has no user '{name}', but '{entry['name']}' with the address '{entry.get('email') or ''}', who was not changed.")

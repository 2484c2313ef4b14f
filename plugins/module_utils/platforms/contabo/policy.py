# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Contabo: refused changes of users and roles, and warnings about undocumented behavior."""

from __future__ import annotations

from typing import Any

from ...engine.change import Change
from ...engine.errors import Refused
from ...engine.fields import Row
from ...engine.mode import Mode
from ...engine.policy import Policy
from .client import LOCALES, TITLE, Contabo


class UserPolicy(Policy):
    """Protects the owner of the account and the user of the task."""

    connection: Contabo
    protection_messages = {
        "owner": ("the owner of the Contabo account", "Transfer the ownership to somebody else first."),
        "caller": ("the user that this task logs in with", "Use another API user."),
    }

    # The member ``email`` of updates is in the older copies of the API's document and not in the newest.
    mismatch_hint = (
        "If it is the address that is not changed: newer versions of this API let only the owner of the account start that, with "
        "contabo_user_mail and mail set to address_change."
    )

    def rank(self, row: Row) -> str:
        return "owner" if row.get("owner") else ""

    def protected_as(self, row: Row) -> str:
        return self.rank(row) or ("caller" if self.connection.is_caller(row) else "")

    def guard(self, row: Row | None, change: Change) -> None:
        after = change.after or {}
        if row is not None and change.removes and self.connection.doubt:
            self.warn(self.connection.doubt)
        if row is not None and change.verb == "update" and "email" in change.changed:
            self._guard_address(row, str(after["email"]))
        if "locale" in change.changed and "locale" in after and after["locale"] not in LOCALES:
            self.warn(f"The locale '{after['locale']}' is not one that {TITLE} documents ({', '.join(LOCALES)}); it may be refused.")
        if change.verb == "create" and not after["roles"] and self.store.mode is not Mode.ROSTER:  # a roster plan has one note for all of them
            self.warn(f"{after['email']} gets no role, and it is not documented whether {TITLE} allows that. If it is refused, give a role.")
        super().guard(row, change)

    def _guard_address(self, row: Row, email: str) -> None:
        if self.connection.is_caller(row):
            raise Refused(
                f"{row['email']} is the user that this task logs in with; with another address, no task could log in any more.", "Use another API user.",
            )
        # assumption: S3 keys and bucket policies name the user by id, so that they stay as they are
        self.warn(f"{row['email']} logs in as {email} from now on, and has to verify the new address. S3 keys should stay valid, but that is not documented.")


class RolePolicy(Policy):
    """Default roles cannot be changed. Administrative roles have all permissions."""

    def filter_desired(self, row: Row, desired: dict[str, Any]) -> dict[str, Any]:
        """Skip the permissions of an administrative role: Contabo may return other permissions than were set."""
        if not desired.get("admin", row["admin"]):
            return desired
        moot = [name for name in ("access_all_resources", "permissions") if name in desired]
        if moot and "admin" not in desired:
            self.warn(f"{row['name']} is an administrative role: {' and '.join(moot)} have no effect on it and were not changed.")
        return {name: value for name, value in desired.items() if name not in moot}

    def guard(self, row: Row | None, change: Change) -> None:
        if row is not None and row["type"] == "default" and change.verb != "none":
            raise Refused(f"{row['name']} is a default role of {TITLE}; it can be neither changed nor deleted.", "Create your own role.")

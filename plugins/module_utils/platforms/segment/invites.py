# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Segment: pending invites."""

from __future__ import annotations

from collections.abc import Iterator

from ...engine.fields import ReadOnlyField, Resource, Row
from .permissions import INVITE_PERMISSIONS
from .policy import InvitePolicy
from .users import EMAIL, REINVITE, Users

INVITE = Resource(
    noun="invite", plural="invites", key=EMAIL, id_api="", fields=(INVITE_PERMISSIONS,), read_only=(ReadOnlyField("status", "status"),),
    extras={"reinvite": {**REINVITE["reinvite"], "choices": ["never", "always"]}},  # the permissions of an invite cannot be compared
)


class Invites(Users):
    """The store of pending invites. A member counts as an accepted invite and is neither changed nor removed."""

    resource = INVITE
    policy_class = InvitePolicy

    def rows(self) -> Iterator[Row]:
        return self.pending()

    def matches(self, key: str) -> list[Row]:
        pending = self._among(self.pending(), key)
        return pending if pending or self.params.get("state") != "present" else self._among(self.members(), key)

    def get(self, id_: str) -> Row | None:
        return None

    def whole(self, row: Row, needed: tuple[str, ...] | None) -> Row:
        return row

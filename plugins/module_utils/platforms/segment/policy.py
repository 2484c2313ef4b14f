# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Segment: refused changes of members, invites and groups, and when an invite is sent again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...engine.change import Change
from ...engine.fields import Row
from ...engine.policy import Policy
from .client import Segment

# What the option ``reinvite`` does with the permissions of an invite, which cannot be read.
UNREADABLE = {"changed": "follow", "always": "rewrite"}


class UserPolicy(Policy):
    """Keeps the last owner of the workspace."""

    connection: Segment

    def unreadable(self, params: Mapping[str, Any]) -> str:
        return UNREADABLE.get(str(params.get("reinvite")), "keep")

    def guard_batch(self, pairs: list[tuple[Row | None, Change]]) -> None:
        from .owners import keep_an_owner  # only here, for speed: most tasks take nothing away

        keep_an_owner(self.connection, pairs)


class InvitePolicy(UserPolicy):
    """Does not invite members again."""

    def filter_desired(self, row: Row, desired: dict[str, Any]) -> dict[str, Any]:
        if row["status"] == "pending":
            return desired
        self.warn(f"{row['email']} is already a member, so no invite is needed; manage the permissions with people.access.segment_user.")
        return {"email": desired["email"]} if "email" in desired else {}


class GroupPolicy(Policy):
    """Keeps the group that gives the last owner ownership."""

    connection: Segment

    def guard(self, row: Row | None, change: Change) -> None:
        self.guard_batch([(row, change)])

    def guard_batch(self, pairs: list[tuple[Row | None, Change]]) -> None:
        known = [(row, change) for row, change in pairs if row is not None and change.verb in ("update", "delete")]
        if known:
            from .owners import keep_an_owner_by_groups  # only here, for speed: most tasks take nothing away

            keep_an_owner_by_groups(self.connection, known)

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The purpose of a store. It is always given, never derived from missing options."""

from __future__ import annotations

from enum import Enum


class Mode(Enum):
    """The purpose of a store: decides what to read of an object, and whether accounts are disabled before a removal."""

    MANAGE_ONE = "manage one"
    MANAGE_MANY = "manage many"
    ROSTER = "roster"  # manages many, and disables accounts before their removal
    READ_ONE = "read one"
    READ_MANY = "read many"

    @property
    def manages(self) -> bool:
        """Whether objects are compared with the desired state and changed."""
        return self in (Mode.MANAGE_ONE, Mode.MANAGE_MANY, Mode.ROSTER)

    @property
    def several(self) -> bool:
        """Whether several objects are processed, so that reading lists for all of them is cheaper."""
        return self in (Mode.MANAGE_MANY, Mode.ROSTER, Mode.READ_MANY)

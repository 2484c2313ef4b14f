# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What a store is made for: whoever makes it says so, nothing is guessed from options that are missing."""

from __future__ import annotations

from enum import Enum


class Mode(Enum):
    """Decides what of an object is worth reading, and whether anything comes before a removal."""

    MANAGE_ONE = "manage one"
    MANAGE_MANY = "manage many"
    ROSTER = "roster"  # manages many; whoever is removed is cut off first
    READ_ONE = "read one"
    READ_MANY = "read many"

    @property
    def manages(self) -> bool:
        """Whether objects are compared with what is wanted, and changed."""
        return self in (Mode.MANAGE_ONE, Mode.MANAGE_MANY, Mode.ROSTER)

    @property
    def several(self) -> bool:
        """Whether more than one object is looked at, so that it pays to read for all of them at once."""
        return self in (Mode.MANAGE_MANY, Mode.ROSTER, Mode.READ_MANY)

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Accounts that ``protect`` leaves as they are."""

from __future__ import annotations

from dataclasses import dataclass

from ..engine.policy import protected_words
from .person import person_shown


@dataclass(frozen=True)
class Kept:
    """An account that is not changed, because it matches ``entry`` of ``protect``.

    ``asked`` is what would have been done: ``change`` according to the roster, ``removal`` because the person's access has ended, or ``prune``. The
    account is empty if a new one would have been created.
    """

    platform: str
    person: str
    account: str
    entry: str
    asked: str

    @property
    def reason(self) -> str:
        return protected_words(self.entry, self.account)

    def row(self) -> dict[str, str]:
        person = person_shown(self.person, self.platform, self.account)
        return {"platform": self.platform, "person": person, "account": self.account, "asked": self.asked, "reason": self.reason}

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Generates passwords."""

from __future__ import annotations

import secrets
import string

from .folding import fold

LENGTH = 24
# Characters that need no quotes in YAML, a shell or a URL.
SIGNS = "-._"
KINDS = (string.ascii_lowercase, string.ascii_uppercase, string.digits, SIGNS)


def generate(name: str) -> str:
    """Return a random password with letters, digits and signs, which begins with a letter and does not contain the name, in any case."""
    while True:
        password = secrets.choice(string.ascii_letters) + "".join(secrets.choice("".join(KINDS)) for _place in range(LENGTH - 1))
        if all(set(kind) & set(password) for kind in KINDS) and not (name and fold(name) in fold(password)):
            return password

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Protected accounts: the one rule for the option ``protect``. An entry that matches any address or account name of a person, on any platform, protects
all accounts of the person.

Names are compared as broadly as possible, because protecting too many accounts can be corrected, and protecting too few cannot.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from .errors import BadInput
from .folding import fold

ANYTHING = "*"  # in an entry, as in ``service_accounts``


def entries_of(given: Any) -> tuple[str, ...]:
    """Return the entries of ``protect``: a list, or a string that is split at commas and line breaks. Raises BadInput for anything else."""
    if given is None:
        return ()
    if isinstance(given, str):
        given = re.split(r"[,\r\n]", given)
    if isinstance(given, Mapping) or not isinstance(given, Iterable):
        raise BadInput(f"protect is {given!r}, which is not a list.", "Give a list of addresses and account names.")
    found: list[str] = []
    for entry in given:
        if isinstance(entry, bool) or not isinstance(entry, (str, int)):
            raise BadInput(f"protect has the entry {entry!r}, which is not a text.", "Give each address and account name as a text.")
        found += [str(entry).strip()] if str(entry).strip() else []  # not split: a name on a platform may contain a comma or a line break
    return tuple(dict.fromkeys(found))


def broad(name: str) -> str:
    """Return a normalized form of an address or account name. Ignores case, Unicode form, IDNA, whitespace, invisible characters, and the dot at the
    end of a domain."""
    text = fold(name)
    if "@" in text:
        text = text.rstrip(".")
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf").strip()


class Protection:
    """The entries of ``protect``, each an address, an account name on any platform, or a pattern in which ``*`` matches anything.

    ``linked`` are further protected names in their normalized form, with the entry that protects them. Raises BadInput for invalid entries.
    """

    def __init__(self, given: Any = (), linked: Mapping[str, str] | None = None):
        self.entries = entries_of(given)
        self._exact = {broad(entry): entry for entry in self.entries if ANYTHING not in entry}
        self._patterns = [(re.compile(re.escape(broad(entry)).replace(r"\*", ".*"), re.DOTALL), entry) for entry in self.entries if ANYTHING in entry]
        self._linked = dict(linked or {})

    def __bool__(self) -> bool:
        return bool(self.entries)

    def entry(self, *names: str) -> str:
        """Return the entry that matches any of these addresses and account names, empty if none does."""
        if not self.entries:
            return ""
        forms = [broad(name) for name in names if name]
        for form in forms:
            if form in self._exact or form in self._linked:
                return self._exact.get(form) or self._linked[form]
        return next((entry for pattern, entry in self._patterns for form in forms if pattern.fullmatch(form)), "")

    def closed_over(self, persons: Iterable[Iterable[str]]) -> Protection:
        """Return a protection that extends to all names of each protected person.

        ``persons`` are the addresses and account names that belong together, of each existing account and of each person of a roster. Chains over several
        of them are followed.
        """
        if not self.entries:
            return self
        together: dict[str, list[tuple[str, ...]]] = {}
        linked = dict(self._linked)
        reached: list[str] = []
        for person in persons:
            names = tuple(broad(name) for name in person if name)
            for name in names:
                if name not in together and name not in linked:
                    entry = self.entry(name)
                    if entry:
                        linked[name] = entry
                        reached.append(name)
                together.setdefault(name, []).append(names)
        reached += [name for name in self._linked if name in together]
        while reached:
            name = reached.pop()
            for other in {other for names in together.pop(name, ()) for other in names if other not in linked}:
                linked[other] = linked[name]
                reached.append(other)
        return Protection(self.entries, linked)

    def unmatched(self) -> list[str]:
        """Return the entries that match nobody in ``closed_over``."""
        return [entry for entry in self.entries if entry not in self._linked.values()]


NOBODY = Protection()

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Leavers as people of a roster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..engine.errors import BadInput
from ..engine.folding import fold
from ..engine.protection import Protection
from ..engine.text import visible
from ..platforms import registry
from .calendar import AT_ONCE
from .person import hidden_characters, read_address, read_texts, unknown_names, without_ignored
from .values import as_list, value_of


def leavers(people: Any, protect: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Return the people to offboard as people of a roster whose access has ended.

    Each is ``{email, ends, accounts}``, with ``previous_emails`` and ``previous_names`` if there are several addresses or login names. ``people`` is one
    address, a list of addresses, or people as in a roster, whose further addresses and names are used to find accounts too. Raises BadInput.
    """
    listed = [people] if isinstance(people, Mapping) else as_list(people, "people")
    protection = Protection(as_list(protect, "protect"))
    result: dict[str, dict[str, Any]] = {}
    for entry in listed:
        item = _leaver(entry if isinstance(entry, Mapping) else {"email": entry})
        for name in [item["email"], *_further_names(item)]:
            if protection.entry(name):
                raise BadInput(f"{item['email']} is protected{'' if name == item['email'] else f' as {name}'} and is not offboarded.",
                               "To offboard this person, remove the address from protect.")
        known = result.setdefault(fold(item["email"]), item)
        if known is not item:
            _join(known, item)
    if not result:
        raise BadInput("There is nobody to offboard.", "Name at least one address.")
    return list(result.values())


def _identity(platform: str, options: Mapping[str, Any], problems: list[str]) -> dict[str, str]:
    """Return the options that find an account. Anything but a text, such as a list of login names, would find none, and is added to the problems."""
    given = {name: options[name] for name in registry.platform(platform).identity_fields if options.get(name) not in (None, "")}
    return {name: str(value_of(value, {"type": "str"}, f"accounts.{platform}.{name}", problems)).strip() for name, value in given.items()}


def _leaver(person: Mapping[str, Any]) -> dict[str, Any]:
    email = read_address(person.get("email"), "email")
    odd = hidden_characters(person)
    if odd:
        raise BadInput(f"{visible(email)}: {'; '.join(odd)}.", "Nothing was changed. Type the address again.")
    own = person.get("accounts") or {}
    own = without_ignored(own) if isinstance(own, Mapping) else own
    if not isinstance(own, Mapping) or not all(isinstance(options or {}, Mapping) for options in own.values()):
        raise BadInput(f"{email}: accounts must be a dictionary that has a dictionary for each platform.", "Nothing was changed.")
    problems = unknown_names(person)
    finding = {platform: _identity(platform, options or {}, problems) for platform, options in own.items() if platform in registry.names()}
    found: dict[str, Any] = {"email": email, "ends": AT_ONCE, "accounts": {platform: options for platform, options in finding.items() if options}}
    for name in ("previous_emails", "previous_names"):
        listed = read_texts(person, name, problems)
        if listed:
            found[name] = [read_address(text, name) for text in listed] if name == "previous_emails" else listed
    if problems:
        raise BadInput(f"{email}: {'; '.join(problems)}.", "Nothing was changed.")
    return found


def _further_names(leaver: Mapping[str, Any]) -> list[str]:
    given = [value for options in leaver["accounts"].values() for value in options.values()]
    return [*given, *leaver.get("previous_emails", ()), *leaver.get("previous_names", ())]


def _join(known: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Merge the second entry of a person into the first."""
    for platform, options in more["accounts"].items():
        existing = known["accounts"].setdefault(platform, {})
        for name, value in options.items():
            if existing.setdefault(name, value) != value:
                member = "previous_emails" if name == "email" else "previous_names"
                known[member] = list(dict.fromkeys([*known.get(member, ()), value]))
    for member in ("previous_emails", "previous_names"):
        if more.get(member):
            known[member] = list(dict.fromkeys([*known.get(member, ()), *more[member]]))

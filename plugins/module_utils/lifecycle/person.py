# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""A person of a roster, and the options of their accounts, converted to their types."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..engine.errors import BadInput
from ..engine.fields import require_email
from ..platforms import registry
from . import calendar
from .leave import MEMBERS
from .lookalike import Seen, hidden
from .values import closest, value_of
from .values import options as options_of

PERSON_MEMBERS = frozenset((
    "email", "first_name", "last_name", "profiles", "starts", "ends", "accounts", "previous_emails", "previous_names", "no_admin", *MEMBERS,
))
MADE_UP = "invalid"  # the top-level domain of made-up addresses, which is reserved
IGNORED = "x-"  # the prefix of members to ignore


def without_ignored(members: Mapping[Any, Any]) -> dict[Any, Any]:
    """Return the members of a dictionary without those to ignore."""
    return {name: value for name, value in members.items() if not str(name).startswith(IGNORED)}


def made_up_address(login: str, number: int, platform: str) -> str:
    """Return a unique address for the owner of an account that is known only by its login name."""
    return f"{re.sub(r'[^A-Za-z0-9._-]+', '-', login)}.{number}@{platform}.{MADE_UP}"


def person_shown(address: str, platform: str, account: str) -> str:
    """Return what a plan calls the owner of an account: the address, or the account if the address is made up."""
    return account if account and address.endswith(f"@{platform}.{MADE_UP}") else address


@dataclass(frozen=True)
class Person:
    """A person of a roster, without accounts.

    Accounts that still have one of ``previous_emails`` or ``previous_names`` (login names) belong to the person. ``no_admin``: the person must not get
    administrative access. ``leave`` and ``remove_after`` are what the person's entry and profiles say, otherwise empty and None. ``ends`` is also None
    for leavers without a date.
    """

    email: str
    name: str = ""
    starts: datetime.date | None = None
    previous_emails: tuple[str, ...] = ()
    previous_names: tuple[str, ...] = ()
    no_admin: bool = False
    ends: datetime.date | None = None
    leave: str = ""
    remove_after: int | None = None


def read_person(
    entry: Any, profiles: Mapping[str, Any], seen: Seen, place: str, problems: list[str]
) -> tuple[Person, dict[str, dict[str, Any]]]:
    """Return the person, and the person's account options by platform. Adds what is invalid to the problems. Raises BadInput."""
    if not isinstance(entry, Mapping):
        raise BadInput("a person has to be a dictionary")
    problems += _unknown_members(entry)
    leaves = entry.get("ends") == calendar.AT_ONCE and isinstance(entry.get("email"), str)
    email = entry["email"].strip() if leaves else read_address(entry.get("email"), "email")
    if not leaves:
        twin = seen.problem(email, place)
        if twin:
            problems.append(f"{twin}; give each person one entry, including people who come back")
        problems += hidden_characters(entry)
    missing = [name for name in _profile_names(entry, problems) if name not in profiles]
    if missing:
        problems.append(f"unknown profile {', '.join(f'{name}{closest(name, profiles)}' for name in missing)} (known: {', '.join(sorted(profiles)) or 'none'})")
    starts, ends = calendar.span(entry, [])  # invalid dates are reported by calendar.when
    person = Person(
        email, " ".join(_names(entry, problems)), starts,
        tuple(read_address(text, "previous_emails") for text in read_texts(entry, "previous_emails", problems)),
        tuple(read_texts(entry, "previous_names", problems)),
        bool(value_of(entry.get("no_admin") or False, {"type": "bool"}, "no_admin", problems)), None if leaves else ends,
    )
    return person, account_options(entry.get("accounts") or {}, "accounts", problems)


def _names(entry: Mapping[str, Any], problems: list[str]) -> list[str]:
    """Return first and last name. Adds anything but a text or a number to the problems: YAML reads the family name No as false."""
    given = [(name, entry[name]) for name in ("first_name", "last_name") if entry.get(name) is not None]
    for name, value in [(name, value) for name, value in given if isinstance(value, (bool, Mapping, list, tuple))]:
        problems.append(f"{name} has to be a text, not {value!r}{why_no_name(value) if isinstance(value, bool) else ''}")
    return [str(value).strip() for dummy, value in given if str(value).strip()]


def unknown_names(entry: Mapping[str, Any]) -> list[str]:
    """Return a message for each member, platform and option of a person that does not exist, because it may be a misspelled one that finds an account.

    ``accounts`` has to be a dictionary of dictionaries. Values are not checked.
    """
    problems = _unknown_members(entry)
    for platform, options in (entry.get("accounts") or {}).items():
        if platform in registry.names():
            known = {name for field in registry.resource(platform).all_fields for name in field.options()}
            unknown = sorted(name for name in map(str, options or {}) if name not in known and not name.startswith(IGNORED))
            problems += [f"accounts.{platform} has no option {name}{closest(name, known)}" for name in unknown]
        elif not str(platform).startswith(IGNORED):
            problems.append(_unknown_platform(platform, "accounts"))
    return problems


def _unknown_members(entry: Mapping[str, Any]) -> list[str]:
    unknown = sorted(name for name in set(map(str, entry)) - PERSON_MEMBERS if not name.startswith(IGNORED))
    names = ", ".join(f"{name}{closest(name, PERSON_MEMBERS)}" for name in unknown)
    return [f"unknown {names} (known: {', '.join(sorted(PERSON_MEMBERS))})"] if unknown else []


def _unknown_platform(name: Any, where: str) -> str:
    return f"{where}: unknown platform '{name}'{closest(name, registry.names())} (known: {', '.join(registry.names())})"


def read_address(value: Any, name: str) -> str:
    """Return an address, stripped. Raises BadInput."""
    if not isinstance(value, str):
        what = "is missing." if value is None else f"has to be one address, not {value!r}."
        raise BadInput(f"{name} {what}", "Give it as name@domain.")
    require_email(value)
    return value.strip()


def hidden_characters(entry: Mapping[str, Any]) -> list[str]:
    """Return a message for each identifying value with an invisible character."""
    accounts = entry.get("accounts")
    own = [(f"accounts.{platform}.{name}", options[name]) for platform, options in (accounts.items() if isinstance(accounts, Mapping) else ())
           if platform in registry.names() and isinstance(options, Mapping) for name in registry.platform(platform).identity_fields if name in options]
    former = [(name, value) for name in ("previous_emails", "previous_names")
              for value in (entry[name] if isinstance(entry.get(name), (list, tuple)) else [entry.get(name)])]
    found = [(name, hidden(value.strip())) for name, value in [("email", entry.get("email")), *own, *former] if isinstance(value, str)]
    return [f"{name} has an invisible character, {sign}" for name, sign in found if sign]


def read_texts(entry: Mapping[str, Any], name: str, problems: list[str]) -> list[str]:
    """Return a list of strings. A single string is a list of one. Adds anything else to the problems."""
    value = entry.get(name)
    listed = [value] if isinstance(value, str) else value or []
    if not isinstance(listed, (list, tuple)) or not all(isinstance(item, str) and item.strip() for item in listed):
        problems.append(f"{name} has to be a list of texts, not {value!r}")
        return []
    return list(dict.fromkeys(item.strip() for item in listed))


def _profile_names(entry: Mapping[str, Any], problems: list[str]) -> list[str]:
    listed = entry.get("profiles") or []
    if not isinstance(listed, (list, tuple)):
        raise BadInput(f"profiles has to be a list, not {entry['profiles']!r}")
    wrong = [item for item in listed if not is_profile_name(item)]
    problems += [f"profiles has {name!r}, which is not the name of a profile{why_no_name(name)}" for name in wrong]
    return [str(item) for item in listed if item not in wrong]


def is_profile_name(value: Any) -> bool:
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def why_no_name(value: Any) -> str:
    if isinstance(value, Mapping):
        return " (a colon after a name makes a dictionary of it: take the colon away)"
    return " (YAML reads words such as no, yes, on and off as true or false: put the name in quotes)" if isinstance(value, bool) else " (put it in quotes)"


def account_options(parts: Any, where: str, problems: list[str]) -> dict[str, dict[str, Any]]:
    """Return account options by platform, converted to their types. Adds what is invalid to the problems."""
    if not isinstance(parts, Mapping):
        problems.append(f"{where} has to be a dictionary of platforms")
        return {}
    found = {}
    for platform, given in parts.items():
        if str(platform).startswith(IGNORED):
            continue
        if platform not in registry.names():
            problems.append(_unknown_platform(platform, where))
        elif where == "accounts" and isinstance(given, (list, tuple)):
            problems.append(f"{where}.{platform} is a list, but a person has one account on a platform: give the one that the roster manages as a dictionary, "
                            "and add the others as separate people with another address")
        elif not isinstance(given or {}, Mapping):
            problems.append(f"{where}.{platform} has to be a dictionary of options")
        else:
            found[platform] = _options(platform, given or {}, f"{where}.{platform}", problems)
    return found


def _options(platform: str, given: Mapping[str, Any], where: str, problems: list[str]) -> dict[str, Any]:
    secret = sorted(field.name for field in registry.resource(platform).all_fields if field.secret and field.name in given)
    if secret:
        option = registry.platform(platform).password_option
        problems.append(f"{where}: {', '.join(secret)} must not be in a roster; set {option} instead")
    options = {name: value for name, value in given.items() if name not in secret and not str(name).startswith(IGNORED)}
    return options_of(options, _spec(platform), where, problems)


@cache
def _spec(platform: str) -> dict[str, Any]:
    return {option: what for field in registry.resource(platform).all_fields if not field.secret for option, what in field.options().items()}

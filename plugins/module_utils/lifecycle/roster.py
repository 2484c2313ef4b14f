# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The roster: people and profiles become one wish for each account. Pure; every problem is reported at once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..engine.errors import BadInput
from ..engine.fields import fold, require_email
from ..engine.protection import Protection
from ..engine.text import visible
from ..platforms import registry
from . import calendar
from .calendar import ENDED, PRESENT, WAITING
from .includes import INCLUDE, chains, expanded
from .lookalike import Seen, hidden
from .values import as_list, closest, value_of
from .values import options as options_of

PERSON_MEMBERS = frozenset((
    "email", "first_name", "last_name", "profiles", "starts", "ends", "accounts", "previous_emails", "previous_names", "no_admin",
))
# As ``ends`` of somebody who is to lose everything now. Such people are made by ``leavers``, which has checked them, and of accounts that were
# read, whose addresses may be anything.
LONG_AGO = "2000-01-01"
IGNORED = "x-"  # what the names of members begin with that mean nothing here
NOT_GIVEN = "not given"  # beside those of the calendar: the person's time is now, and nothing gives an account on this platform
__all__ = ["ENDED", "LONG_AGO", "NOT_GIVEN", "PRESENT", "WAITING", "Person", "Wish", "accounts", "known_as", "leavers", "named_platforms",
           "unused_profiles", "wishes"]


@dataclass(frozen=True)
class Person:
    """What a roster says of a person, apart from the accounts. ``previous_emails`` and ``previous_names`` (login names) find accounts that
    still have them; ``no_admin``: nothing administrative may be given."""

    email: str
    name: str = ""
    starts: datetime.date | None = None
    previous_emails: tuple[str, ...] = ()
    previous_names: tuple[str, ...] = ()
    no_admin: bool = False


@dataclass(frozen=True)
class Wish:
    """What a person's account on a platform should be. ``when``: whether the person's time is now, has not begun, or is over, or is now and
    nothing gives an account there; only for ``present`` there are all ``options``, those of the platform's user module. ``given`` tells
    whether the roster gives an account there at the person's time."""

    platform: str
    person: Person
    when: str
    options: Mapping[str, Any]
    given: bool = True

    @property
    def email(self) -> str:
        return self.person.email


def accounts(
    people: Iterable[Mapping[str, Any]], profiles: Mapping[str, Any], platforms: Iterable[str] = registry.names(), protect: Iterable[str] = (),
    today: datetime.date | None = None,
) -> list[dict[str, Any]]:
    """What each person's accounts should be.

    Returns dictionaries ``{platform, email, options}`` in the roster's order, ``options`` being those of the platform's user module.
    People whose time has not begun or is over are left out, as are protected ones. Raises BadInput that lists every problem.
    """
    found = [one for one in wishes(people, profiles, platforms, protect, today) if one.when == PRESENT]
    nameless: dict[str, list[str]] = {}
    for one in found:
        if not one.options.get(registry.resource(one.platform).key.name):
            nameless.setdefault(f"accounts.{one.platform}.{registry.resource(one.platform).key.name}", []).append(one.email)
    if nameless:
        lacking = "; ".join(f"{option} of {', '.join(people)}" for option, people in nameless.items())
        raise BadInput(f"The roster does not tell {lacking}.", "Nothing was changed. Give it for each of these people.")
    return [{"platform": one.platform, "email": one.email, "options": dict(one.options)} for one in found]


def wishes(
    people: Iterable[Mapping[str, Any]], profiles: Mapping[str, Any], platforms: Iterable[str] = registry.names(), protect: Iterable[str] = (),
    today: datetime.date | None = None, places: Iterable[str] = (), profile_places: Mapping[str, str] | None = None,
) -> list[Wish]:
    """What each person's account should be, on every platform that is asked for, also of those whose time is not now and of those to whom
    nothing gives one.

    Protected people are left out. ``places`` say where each person stands, ``profile_places`` where each profile does.
    ``today`` is the day that decides, without it that of now in UTC.
    Raises BadInput that lists every problem.
    """
    problems: list[str] = []
    found: list[Wish] = []
    seen = Seen()
    protection = Protection(as_list(protect, "protect"))
    chosen = as_list(platforms, "platforms")
    problems += [f"unknown platform '{name}' (known: {', '.join(registry.names())})" for name in chosen if name not in registry.names()]
    bundles = _profiles(profiles, problems, profile_places or {})
    brought = chains(profiles, problems) if isinstance(profiles, Mapping) else {}
    stand = list(places)
    day = today or calendar.current_day()
    for number, entry in enumerate(as_list(people, "people"), 1):
        place = stand[number - 1] if len(stand) >= number else f"person {number}"
        label = f"{place} ({entry.get('email') or 'no email'})" if isinstance(entry, Mapping) else place
        wrong: list[str] = []
        try:
            person, own = _person(entry, bundles, seen, place, wrong)
            when = calendar.when(entry, day, wrong)
            if not wrong and not protection.entry(*known_as(entry)):
                has = {**entry, "profiles": expanded(entry.get("profiles") or (), brought)}
                found += _wishes(has, person, own, bundles, [name for name in chosen if name in registry.names()], when)
        except BadInput as problem:
            wrong.append(problem.message.rstrip("."))
        problems += [f"{label}: {one}" for one in wrong]
    problems += _claimed_addresses(found)
    if problems:
        raise BadInput(f"The roster has {len(problems)} problem(s): {'; '.join(problems)}.", "Nothing was changed.")
    return found


def known_as(person: Mapping[str, Any]) -> tuple[str, ...]:
    """Every address and account name that a roster gives a person, by any of which ``protect`` may mean the person."""
    former = [str(one) for name in ("previous_emails", "previous_names") for one in as_list(person.get(name), name)]
    own = [(platform, options or {}) for platform, options in (person.get("accounts") or {}).items() if platform in registry.names()]
    logins = [str(options[name]) for platform, options in own for name in registry.platform(platform).identity_fields if options.get(name)]
    return (str(person["email"]), *logins, *former)


def named_platforms(people: Iterable[Any], profiles: Mapping[str, Any]) -> list[str]:
    """The platforms that profiles or people name, in the usual order."""
    parts = [*profiles.values(), *(person.get("accounts") for person in people if isinstance(person, Mapping))]
    named = {str(name) for part in parts if isinstance(part, Mapping) for name in part}
    return [name for name in registry.names() if name in named]


def unused_profiles(people: Iterable[Any], profiles: Mapping[str, Any]) -> list[str]:
    """The names of the profiles that nobody has, whatever their time."""
    brought = chains(profiles, [])
    used = {one for person in people if isinstance(person, Mapping) for one in expanded(person.get("profiles") or (), brought)}
    return [str(name) for name in profiles if str(name) not in used]


# -- people who leave ----------------------------------------------------------------------------------------------------------------------


def leavers(people: Any, protect: Iterable[str] = ()) -> list[dict[str, Any]]:
    """The people to offboard as a roster has them, their time over: ``{email, ends, accounts}``, and ``previous_emails`` and ``previous_names``
    where there are several addresses or login names.

    ``people``: one address, a list of addresses, or persons as in the roster, of whom everything is taken over that finds an account: further
    addresses and names, which a platform may not tell by the first address. Raises BadInput.
    """
    listed = [people] if isinstance(people, Mapping) else as_list(people, "people")
    protection = Protection(as_list(protect, "protect"))
    result: dict[str, dict[str, Any]] = {}
    for entry in listed:
        one = _leaver(entry if isinstance(entry, Mapping) else {"email": entry})
        for name in [one["email"], *_further_names(one)]:
            if protection.entry(name):
                raise BadInput(f"{one['email']} is protected{'' if name == one['email'] else f' as {name}'} and is not offboarded.",
                               "Take the address out of protect if this is meant.")
        known = result.setdefault(fold(one["email"]), one)
        if known is not one:
            _join(known, one)
    if not result:
        raise BadInput("There is nobody to offboard.", "Name at least one address.")
    return list(result.values())


def _leaver(person: Mapping[str, Any]) -> dict[str, Any]:
    problems: list[str] = []
    email = _address(person.get("email"), "email")
    odd = _hidden(person)
    if odd:
        raise BadInput(f"{visible(email)}: {'; '.join(odd)}.", "Nothing was changed. Write it anew.")
    own = person.get("accounts") or {}
    if not isinstance(own, Mapping) or not all(isinstance(options or {}, Mapping) for options in own.values()):
        raise BadInput(f"{email}: accounts has to be a dictionary of platforms with a dictionary each.", "Nothing was changed.")
    finding = {
        platform: {name: str(options[name]).strip() for name in registry.platform(platform).identity_fields if options.get(name)}
        for platform, options in ((name, options or {}) for name, options in own.items() if name in registry.names())
    }
    found: dict[str, Any] = {"email": email, "ends": LONG_AGO, "accounts": {platform: options for platform, options in finding.items() if options}}
    for name in ("previous_emails", "previous_names"):
        listed = _texts(person, name, problems)
        if listed:
            found[name] = listed
    if problems:
        raise BadInput(f"{email}: {'; '.join(problems)}.", "Nothing was changed.")
    return found


def _further_names(leaver: Mapping[str, Any]) -> list[str]:
    given = [value for options in leaver["accounts"].values() for value in options.values()]
    return [*given, *leaver.get("previous_emails", ()), *leaver.get("previous_names", ())]


def _join(known: dict[str, Any], more: Mapping[str, Any]) -> None:
    """One person who is given twice: what finds accounts is added."""
    for platform, options in more["accounts"].items():
        there = known["accounts"].setdefault(platform, {})
        for name, value in options.items():
            if there.setdefault(name, value) != value:
                member = "previous_emails" if name == "email" else "previous_names"
                known[member] = list(dict.fromkeys([*known.get(member, ()), value]))
    for member in ("previous_emails", "previous_names"):
        if more.get(member):
            known[member] = list(dict.fromkeys([*known.get(member, ()), *more[member]]))


# -- one person ----------------------------------------------------------------------------------------------------------------------------


def _person(entry: Any, profiles: Mapping[str, Any], seen: Seen, place: str, problems: list[str]) -> tuple[Person, dict[str, dict[str, Any]]]:
    """The person, and the own options by platform, each of its type."""
    if not isinstance(entry, Mapping):
        raise BadInput("a person has to be a dictionary")
    unknown = sorted(name for name in set(map(str, entry)) - PERSON_MEMBERS if not name.startswith(IGNORED))
    if unknown:
        problems.append(f"unknown {', '.join(f'{name}{closest(name, PERSON_MEMBERS)}' for name in unknown)} (known: {', '.join(sorted(PERSON_MEMBERS))})")
    leaves = entry.get("ends") == LONG_AGO and isinstance(entry.get("email"), str)
    email = entry["email"].strip() if leaves else _address(entry.get("email"), "email")
    if not leaves:
        twin = seen.problem(email, place)
        if twin:
            problems.append(f"{twin}; give a person one entry, also one who comes back")
        problems += _hidden(entry)
    missing = [name for name in _profile_names(entry, problems) if name not in profiles]
    if missing:
        problems.append(f"unknown profile {', '.join(f'{name}{closest(name, profiles)}' for name in missing)} (known: {', '.join(sorted(profiles)) or 'none'})")
    starts, _ends = calendar.span(entry, [])  # what is wrong with them is told by calendar.when
    person = Person(
        email, " ".join(str(entry[name]).strip() for name in ("first_name", "last_name") if entry.get(name)), starts,
        tuple(_address(one, "previous_emails") for one in _texts(entry, "previous_emails", problems)), tuple(_texts(entry, "previous_names", problems)),
        bool(value_of(entry.get("no_admin") or False, {"type": "bool"}, "no_admin", problems)),
    )
    return person, _parts(entry.get("accounts") or {}, "accounts", problems)


def _address(value: Any, name: str) -> str:
    """An address without blanks around it. Raises BadInput, also for what is no text."""
    if not isinstance(value, str):
        what = "is missing." if value is None else f"has to be one address, not {value!r}."
        raise BadInput(f"{name} {what}", "Give it as name@domain.")
    require_email(value)
    return value.strip()


def _hidden(entry: Mapping[str, Any]) -> list[str]:
    """Characters that do not show in what an account is found by."""
    accounts = entry.get("accounts")
    own = [(f"accounts.{platform}.{name}", options[name]) for platform, options in (accounts.items() if isinstance(accounts, Mapping) else ())
           if platform in registry.names() and isinstance(options, Mapping) for name in registry.platform(platform).identity_fields if name in options]
    found = [(name, hidden(value.strip())) for name, value in [("email", entry.get("email")), *own] if isinstance(value, str)]
    return [f"{name} has a character that does not show, {sign}" for name, sign in found if sign]


def _texts(entry: Mapping[str, Any], name: str, problems: list[str]) -> list[str]:
    """A list of texts; one text is a list of one."""
    value = entry.get(name)
    listed = [value] if isinstance(value, str) else value or []
    if not isinstance(listed, (list, tuple)) or not all(isinstance(one, str) and one.strip() for one in listed):
        problems.append(f"{name} has to be a list of texts, not {value!r}")
        return []
    return list(dict.fromkeys(one.strip() for one in listed))


def _profile_names(entry: Mapping[str, Any], problems: list[str]) -> list[str]:
    listed = entry.get("profiles") or []
    if not isinstance(listed, (list, tuple)):
        raise BadInput(f"profiles has to be a list, not {entry['profiles']!r}")
    wrong = [one for one in listed if not _is_profile_name(one)]
    problems += [f"profiles has {one!r}, which is not the name of a profile{_why_no_name(one)}" for one in wrong]
    return [str(one) for one in listed if one not in wrong]


def _is_profile_name(value: Any) -> bool:
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def _why_no_name(value: Any) -> str:
    if isinstance(value, Mapping):
        return " (a colon after a name makes a dictionary of it: take the colon away)"
    return " (YAML reads words such as no, yes, on and off as true or false: put the name in quotes)" if isinstance(value, bool) else " (put it in quotes)"


def _claimed_addresses(found: Iterable[Wish]) -> list[str]:
    """Previous addresses that are somebody else's."""
    people = {id(wish.person): wish.person for wish in found}.values()
    owners = {fold(person.email): person.email for person in people}
    claims: dict[str, str] = {}
    problems = []
    for person in people:
        for address in person.previous_emails:
            if fold(address) in owners:
                problems.append(f"{person.email}: previous_emails has {address}, which is the address of {owners[fold(address)]} now")
            elif claims.setdefault(fold(address), person.email) != person.email:
                problems.append(f"{person.email}: previous_emails has {address}, as {claims[fold(address)]} has")
    return problems


# -- options by platform -------------------------------------------------------------------------------------------------------------------


def _profiles(profiles: Any, problems: list[str], places: Mapping[str, str]) -> dict[str, dict[str, dict[str, Any]]]:
    if not isinstance(profiles, Mapping):
        problems.append("profiles has to be a dictionary")
        return {}
    problems += [f"profiles has {name!r}, which is not a name{_why_no_name(name)}" for name in profiles if not _is_profile_name(name)]
    found = {}
    for name, parts in ((str(name), parts) for name, parts in profiles.items() if _is_profile_name(name) and not str(name).startswith(IGNORED)):
        where = f"{places[name]}: profile {name}" if name in places else f"profile {name}"
        given = {platform: options for platform, options in parts.items() if platform != INCLUDE} if isinstance(parts, Mapping) else parts
        found[name] = _parts(given or {}, where, problems)
    return found


def _parts(parts: Any, where: str, problems: list[str]) -> dict[str, dict[str, Any]]:
    """Options by platform, each of its type."""
    if not isinstance(parts, Mapping):
        problems.append(f"{where} has to be a dictionary of platforms")
        return {}
    found = {}
    for platform, given in parts.items():
        if str(platform).startswith(IGNORED):
            continue
        if platform not in registry.names():
            problems.append(f"{where}: unknown platform '{platform}'{closest(platform, registry.names())} (known: {', '.join(registry.names())})")
        elif where == "accounts" and isinstance(given, (list, tuple)):
            problems.append(f"{where}.{platform} is a list, but a person has one account on a platform: give the one that the roster manages, as a dictionary, "
                            "and give the others an entry of their own with another address")
        elif not isinstance(given or {}, Mapping):
            problems.append(f"{where}.{platform} has to be a dictionary of options")
        else:
            found[platform] = _options(platform, given or {}, f"{where}.{platform}", problems)
    return found


def _options(platform: str, given: Mapping[str, Any], where: str, problems: list[str]) -> dict[str, Any]:
    secret = sorted(one.name for one in registry.resource(platform).all_fields if one.secret and one.name in given)
    if secret:
        option = registry.platform(platform).password_option
        problems.append(f"{where}: {', '.join(secret)} does not belong into a roster; give it apart from the people ({option})")
    meant = {name: value for name, value in given.items() if name not in secret and not str(name).startswith(IGNORED)}
    return options_of(meant, _spec(platform), where, problems)


@cache
def _spec(platform: str) -> dict[str, Any]:
    return {option: what for one in registry.resource(platform).all_fields if not one.secret for option, what in one.options().items()}


@cache
def _access_options(platform: str) -> frozenset[str]:
    return frozenset(option for one in registry.resource(platform).access_fields for option in one.option_names)


def _wishes(
    entry: Mapping[str, Any], person: Person, own: Mapping[str, dict[str, Any]], profiles: Mapping[str, Any], platforms: list[str], when: str
) -> list[Wish]:
    found = []
    for name in platforms:
        given = _has(name, entry, own, profiles)
        if when == PRESENT and given:
            found.append(Wish(name, person, when, _account(name, entry, own, profiles)))
        else:
            found.append(Wish(name, person, NOT_GIVEN if when == PRESENT else when, own.get(name) or {}, given))
    return found


def _has(platform: str, entry: Mapping[str, Any], own: Mapping[str, dict[str, Any]], profiles: Mapping[str, Any]) -> bool:
    """Whether the person is to have an account there, be it without anything more (``PLATFORM: {}``); a bare name, as for a login to be kept
    apart, is no wish for one."""
    identity = {registry.resource(platform).key.name}
    return any(platform in profiles[str(name)] for name in entry.get("profiles") or ()) or platform in own and set(own[platform]) != identity


def _account(platform: str, entry: Mapping[str, Any], own: Mapping[str, dict[str, Any]], profiles: Mapping[str, Any]) -> dict[str, Any]:
    """The options of the profiles and the person's own: access is united, of anything else the person's own counts."""
    options: dict[str, Any] = {}
    source: dict[str, str] = {}
    for profile in map(str, entry.get("profiles") or ()):
        for name, value in (profiles[profile].get(platform) or {}).items():
            options[name] = _merged(name, options.get(name), value, source.get(name), profile)
            source[name] = profile
    for name, value in (own.get(platform) or {}).items():
        if name in _access_options(platform) and not value and options.get(name):
            raise BadInput(f"accounts.{platform}.{name} is empty, but profile {source[name]} gives some, and what a person has in addition takes nothing away; "
                           "use another profile")
        options[name] = _merged(name, options.get(name), value, source.get(name), "accounts") if name in _access_options(platform) else value
    for one in registry.resource(platform).fields:
        both = [name for name in one.option_names if name in options]
        if len(both) > 1:
            raise BadInput(f"{platform}: {' and '.join(both)} are the same in two forms; give only one of them")
    return {**registry.platform(platform).person_options(entry), **options}


def _merged(name: str, present: Any, value: Any, first: str | None, second: str) -> Any:
    """Lists as unions, dictionaries member by member; two profiles that disagree on anything else cannot both be right."""
    if first is None or present == value:
        return value
    if isinstance(present, list) and isinstance(value, list):
        return present + [one for one in value if one not in present]
    if isinstance(present, dict) and isinstance(value, dict):
        return {**present, **{key: _merged(f"{name}.{key}", present.get(key), one, first if key in present else None, second) for key, one in value.items()}}
    raise BadInput(f"profiles {first} and {second} disagree on {name} ({present!r}, {value!r})")

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The roster: combines people and profiles into desired accounts. All problems are reported together."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from ..engine.errors import BadInput
from ..engine.folding import fold
from ..engine.protection import Protection
from ..platforms import registry
from . import calendar
from .calendar import ENDED, PRESENT
from .includes import INCLUDE, chains, expanded
from .leave import MEMBERS as LEAVE_MEMBERS
from .leave import merged_leave, read_leave
from .lookalike import Seen
from .person import Person, account_options, is_profile_name, read_person, why_no_name, without_ignored
from .values import as_list

NOT_GIVEN = "not given"  # in addition to the calendar's: the access is current, but the roster gives no account on this platform


@dataclass(frozen=True)
class DesiredAccount:
    """The desired account of a person on a platform.

    ``when`` is PRESENT, WAITING, ENDED or NOT_GIVEN. ``options`` are options of the platform's user module, complete only for PRESENT. ``given`` is whether
    the roster gives an account while the access is current.
    """

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
    """Return the desired accounts ``{platform, email, options}`` in the order of the roster. ``options`` are options of the platform's user module.

    People whose access has not started or has ended, and protected people, are omitted. Raises BadInput with all problems.
    """
    found = [account for account in desired_accounts(people, profiles, platforms, protect, today) if account.when == PRESENT]
    nameless: dict[str, list[str]] = {}
    for entry in found:
        if not entry.options.get(registry.resource(entry.platform).key.name):
            nameless.setdefault(f"accounts.{entry.platform}.{registry.resource(entry.platform).key.name}", []).append(entry.email)
    if nameless:
        lacking = "; ".join(f"{option} of {', '.join(people)}" for option, people in nameless.items())
        raise BadInput(f"The roster lacks {lacking}.", "Nothing was changed. Set it for each of these people.")
    return [{"platform": entry.platform, "email": entry.email, "options": dict(entry.options)} for entry in found]


def desired_accounts(
    people: Iterable[Mapping[str, Any]], profiles: Mapping[str, Any], platforms: Iterable[str] = registry.names(), protect: Iterable[str] = (),
    today: datetime.date | None = None, places: Iterable[str] = (), profile_places: Mapping[str, str] | None = None,
) -> list[DesiredAccount]:
    """Return the desired account of each person on every platform, also if the access is not current or the roster gives no account.

    Protected people are omitted. ``places`` are the positions of people in the input for messages, ``profile_places`` those of profiles. ``today`` is the
    day to decide by, by default the current one in UTC. Raises BadInput with all problems.
    """
    problems: list[str] = []
    found: list[DesiredAccount] = []
    seen = Seen()
    protection = Protection(as_list(protect, "protect"))
    chosen = as_list(platforms, "platforms")
    problems += [f"unknown platform '{name}' (known: {', '.join(registry.names())})" for name in chosen if name not in registry.names()]
    profiles = without_ignored(profiles) if isinstance(profiles, Mapping) else profiles  # a file has none of them any more
    bundles = _profiles(profiles, problems, profile_places or {})
    leaves = _leaves(profiles, problems, profile_places or {})
    brought = chains(profiles, problems) if isinstance(profiles, Mapping) else {}
    stand = list(places)
    day = today or calendar.current_day()
    for number, entry in enumerate(as_list(people, "people"), 1):
        place = stand[number - 1] if len(stand) >= number else f"person {number}"
        label = f"{place} ({entry.get('email') or 'no email'})" if isinstance(entry, Mapping) else place
        wrong: list[str] = []
        try:
            person, own = read_person(entry, bundles, seen, place, wrong)
            when = calendar.when(entry, day, wrong)
            if not wrong and not protection.entry(*known_as(entry)):
                has = {**entry, "profiles": expanded(entry.get("profiles") or (), brought)}
                person = replace(person, **merged_leave(entry, leaves, has["profiles"], wrong))
                found += _desired_accounts(has, person, own, bundles, [name for name in chosen if name in registry.names()], when)
        except BadInput as problem:
            wrong.append(problem.message.rstrip("."))
        problems += [f"{label}: {item}" for item in wrong]
    problems += [*_claimed_addresses(found), *_leavers_who_stay(found)]
    if problems:
        raise BadInput(f"The roster has {len(problems)} problem(s): {'; '.join(problems)}.", "Nothing was changed.")
    return found


def known_as(person: Mapping[str, Any]) -> tuple[str, ...]:
    """Return all addresses and account names of a person in a roster, which an entry of ``protect`` may match."""
    former = [str(entry) for name in ("previous_emails", "previous_names") for entry in as_list(person.get(name), name)]
    own = [(platform, options or {}) for platform, options in (person.get("accounts") or {}).items() if platform in registry.names()]
    logins = [str(options[name]) for platform, options in own for name in registry.platform(platform).identity_fields if options.get(name)]
    return (str(person["email"]), *logins, *former)


def named_platforms(people: Iterable[Any], profiles: Mapping[str, Any]) -> list[str]:
    """Return the platforms that profiles or people name, in the order of results."""
    parts = [*without_ignored(profiles).values(), *(person.get("accounts") for person in people if isinstance(person, Mapping))]
    named = {str(name) for accounts in parts if isinstance(accounts, Mapping) for name in accounts}
    return [name for name in registry.names() if name in named]


def unused_profiles(people: Iterable[Any], profiles: Mapping[str, Any]) -> list[str]:
    """Return the names of profiles that nobody has, regardless of dates."""
    profiles = without_ignored(profiles)
    brought = chains(profiles, [])
    used = {entry for person in people if isinstance(person, Mapping) for entry in expanded(person.get("profiles") or (), brought)}
    return [str(name) for name in profiles if str(name) not in used]


def _claimed_addresses(found: Iterable[DesiredAccount]) -> list[str]:
    """Return a problem for each previous address that belongs to another person."""
    people = {id(desired.person): desired.person for desired in found}.values()
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


def _leavers_who_stay(found: Iterable[DesiredAccount]) -> list[str]:
    """Return a problem for each leaver to whom another entry gives an account: the account would stay. Only leavers have no day on which they end."""
    leaving = {fold(desired.email) for desired in found if desired.when == ENDED and desired.person.ends is None}
    staying = dict.fromkeys(desired.email for desired in found if desired.when == PRESENT and fold(desired.email) in leaving)
    return [f"{email}: is a leaver and has another entry that gives access; remove that entry, or set ends in it" for email in staying]


# -- options by platform -------------------------------------------------------------------------------------------------------------------


def _profiles(profiles: Any, problems: list[str], places: Mapping[str, str]) -> dict[str, dict[str, dict[str, Any]]]:
    if not isinstance(profiles, Mapping):
        problems.append("profiles has to be a dictionary")
        return {}
    problems += [f"profiles has {name!r}, which is not a name{why_no_name(name)}" for name in profiles if not is_profile_name(name)]
    found = {}
    for name, parts in ((str(name), parts) for name, parts in profiles.items() if is_profile_name(name)):
        where = f"{places[name]}: profile {name}" if name in places else f"profile {name}"
        given = {key: options for key, options in parts.items() if key not in (INCLUDE, *LEAVE_MEMBERS)} if isinstance(parts, Mapping) else parts
        found[name] = account_options(given or {}, where, problems)
    return found


def _leaves(profiles: Any, problems: list[str], places: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return ``leave`` and ``remove_after`` of each profile that has them."""
    found = {}
    for name, parts in profiles.items() if isinstance(profiles, Mapping) else ():
        if isinstance(parts, Mapping):
            where = f"{places[name]}: profile {name}" if name in places else f"profile {name}"
            found[str(name)] = read_leave(parts, f"{where}: ", problems)
    return found


@cache
def _access_options(platform: str) -> frozenset[str]:
    return frozenset(option for field in registry.resource(platform).access_fields for option in field.option_names)


def _desired_accounts(
    entry: Mapping[str, Any], person: Person, own: Mapping[str, dict[str, Any]], profiles: Mapping[str, Any], platforms: list[str], when: str
) -> list[DesiredAccount]:
    found = []
    for name in platforms:
        given = _has(name, entry, own, profiles)
        if when == PRESENT and given:
            found.append(DesiredAccount(name, person, when, _account(name, entry, own, profiles)))
        else:
            found.append(DesiredAccount(name, person, NOT_GIVEN if when == PRESENT else when, own.get(name) or {}, given))
    return found


def _has(platform: str, entry: Mapping[str, Any], own: Mapping[str, dict[str, Any]], profiles: Mapping[str, Any]) -> bool:
    """Return whether a person should have an account on a platform. An empty dictionary (``PLATFORM: {}``) requests one, a login name alone does not."""
    identity = {registry.resource(platform).key.name}
    return any(platform in profiles[str(name)] for name in entry.get("profiles") or ()) or platform in own and set(own[platform]) != identity


def _account(platform: str, entry: Mapping[str, Any], own: Mapping[str, dict[str, Any]], profiles: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of the profiles combined with the person's own: access is merged, other options of the person take precedence."""
    options: dict[str, Any] = {}
    source: dict[str, str] = {}
    for profile in map(str, entry.get("profiles") or ()):
        for name, value in (profiles[profile].get(platform) or {}).items():
            options[name] = _merged(name, options.get(name), value, source.get(name), profile)
            source[name] = profile
    for name, value in (own.get(platform) or {}).items():
        if name in _access_options(platform) and not value and options.get(name):
            raise BadInput(f"accounts.{platform}.{name} is empty, but profile {source[name]} sets it, and a person's options only add to a profile; "
                           "use another profile")
        options[name] = _merged(name, options.get(name), value, source.get(name), "accounts") if name in _access_options(platform) else value
    for field in registry.resource(platform).fields:
        both = [name for name in field.option_names if name in options]
        if len(both) > 1:
            raise BadInput(f"{platform}: {' and '.join(both)} are mutually exclusive; give only one of them")
    return {**registry.platform(platform).person_options(entry), **options}


def _merged(name: str, current: Any, value: Any, first: str | None, second: str) -> Any:
    """Merge two values: lists as unions, dictionaries by member. Raises BadInput if two profiles have different other values."""
    if first is None or current == value:
        return value
    if isinstance(current, list) and isinstance(value, list):
        return current + [item for item in value if item not in current]
    if isinstance(current, dict) and isinstance(value, dict):
        members = {key: _merged(f"{name}.{key}", current.get(key), member, first if key in current else None, second) for key, member in value.items()}
        return {**current, **members}
    raise BadInput(f"profiles {first} and {second} disagree on {name} ({current!r}, {value!r})")

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
from .platforms import RESOURCES
from .values import as_list
from .values import options as options_of

PERSON_MEMBERS = frozenset(("email", "first_name", "last_name", "profiles", "starts", "ends", "accounts"))
LONG_AGO = "2000-01-01"  # as ``ends`` of somebody who is to lose everything now
PRESENT, WAITING, ENDED = "present", "waiting", "ended"


@dataclass(frozen=True)
class Wish:
    """What a person's account on a platform should be. ``when``: whether the person's time is now, has not begun, or is over; only for
    ``present`` there are ``options``, those of the platform's user module."""

    platform: str
    email: str
    when: str
    options: Mapping[str, Any]


def accounts(
    people: Iterable[Mapping[str, Any]], profiles: Mapping[str, Any], platforms: Iterable[str] = tuple(RESOURCES), protect: Iterable[str] = (),
    today: datetime.date | None = None,
) -> list[dict[str, Any]]:
    """What each person's accounts should be.

    Returns dictionaries ``{platform, email, options}`` in the roster's order, ``options`` being those of the platform's user module.
    People whose time has not begun or is over are left out, as are protected ones. Raises BadInput that lists every problem.
    """
    found = [one for one in wishes(people, profiles, platforms, protect, today) if one.when == PRESENT]
    nameless = [one.email for one in found if one.platform == "tsna" and not one.options.get("name")]
    if nameless:
        raise BadInput(f"tsna needs the login name of {', '.join(nameless)}: give accounts.tsna.name.", "Nothing was changed.")
    return [{"platform": one.platform, "email": one.email, "options": dict(one.options)} for one in found]


def wishes(
    people: Iterable[Mapping[str, Any]], profiles: Mapping[str, Any], platforms: Iterable[str] = tuple(RESOURCES), protect: Iterable[str] = (),
    today: datetime.date | None = None, places: Iterable[str] = (),
) -> list[Wish]:
    """What each person's accounts should be, also of those whose time is not now; of the latter on every platform that is asked for.

    Protected people are left out. ``places`` say where each person stands. Raises BadInput that lists every problem.
    """
    problems: list[str] = []
    found: list[Wish] = []
    seen: set[str] = set()
    protected = {fold(str(email)) for email in as_list(protect, "protect")}
    chosen = as_list(platforms, "platforms")
    problems += [f"unknown platform '{name}' (known: {', '.join(RESOURCES)})" for name in chosen if name not in RESOURCES]
    bundles = _profiles(profiles, problems)
    stand = list(places)
    for number, person in enumerate(as_list(people, "people"), 1):
        place = stand[number - 1] if len(stand) >= number else f"person {number}"
        label = f"{place} ({person.get('email') or 'no email'})" if isinstance(person, Mapping) else place
        wrong: list[str] = []
        try:
            own = _person(person, bundles, seen, wrong)
            when = _when(person, today or datetime.date.today())
            if fold(person["email"]) not in protected and not wrong:
                found += _wishes(person, own, bundles, [name for name in chosen if name in RESOURCES], when)
        except BadInput as problem:
            wrong.append(problem.message)
        problems += [f"{label}: {one}" for one in wrong]
    if problems:
        raise BadInput(f"The roster has {len(problems)} problem(s): {'; '.join(problems)}.", "Nothing was changed.")
    return found


def named_platforms(people: Iterable[Any], profiles: Mapping[str, Any]) -> list[str]:
    """The platforms that profiles or people name, in the usual order."""
    parts = [*profiles.values(), *(person.get("accounts") for person in people if isinstance(person, Mapping))]
    named = {str(name) for part in parts if isinstance(part, Mapping) for name in part}
    return [name for name in RESOURCES if name in named]


def is_active(person: Mapping[str, Any], today: datetime.date) -> bool:
    """Whether the person has access on a day: from ``starts`` on, up to and including ``ends``."""
    starts, ends = _date(person, "starts"), _date(person, "ends")
    return (starts is None or starts <= today) and (ends is None or today <= ends)


def leavers(people: Any, protect: Iterable[str] = ()) -> list[dict[str, Any]]:
    """The people to offboard as a roster has them, their time over: ``{email, ends, accounts}``.

    ``people``: one address, a list of addresses, or persons as in the roster, of whom only ``accounts.tsna.name`` is taken over, which
    TSNA may not tell by the address. Raises BadInput.
    """
    listed = [people] if isinstance(people, Mapping) else as_list(people, "people")
    protected = {fold(str(email)) for email in as_list(protect, "protect")}
    result: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in listed:
        person = entry if isinstance(entry, Mapping) else {"email": entry}
        email = str(person.get("email") or "").strip()
        require_email(email)
        if fold(email) in protected:
            raise BadInput(f"{email} is protected and is not offboarded.", "Take the address out of protect if this is meant.")
        name = str(((person.get("accounts") or {}).get("tsna") or {}).get("name") or "")
        result[fold(email), name] = {"email": email, "ends": LONG_AGO, "accounts": {"tsna": {"name": name}} if name else {}}
    if not result:
        raise BadInput("There is nobody to offboard.", "Name at least one address.")
    return list(result.values())


# -- one person ----------------------------------------------------------------------------------------------------------------------------


def _person(person: Any, profiles: Mapping[str, Any], seen: set[str], problems: list[str]) -> dict[str, dict[str, Any]]:
    """The person's own options by platform, each of its type."""
    if not isinstance(person, Mapping):
        raise BadInput("a person has to be a dictionary")
    unknown = sorted(set(map(str, person)) - PERSON_MEMBERS)
    if unknown:
        problems.append(f"unknown {', '.join(unknown)} (known: {', '.join(sorted(PERSON_MEMBERS))})")
    require_email(str(person.get("email") or ""))
    if fold(person["email"]) in seen:
        problems.append("is listed twice")
    seen.add(fold(person["email"]))
    if not isinstance(person.get("profiles") or [], (list, tuple)):
        raise BadInput(f"profiles has to be a list, not {person['profiles']!r}")
    missing = [name for name in person.get("profiles") or () if name not in profiles]
    if missing:
        problems.append(f"unknown profile {', '.join(map(str, missing))} (known: {', '.join(sorted(profiles)) or 'none'})")
    return _parts(person.get("accounts") or {}, "accounts", problems)


def _profiles(profiles: Any, problems: list[str]) -> dict[str, dict[str, dict[str, Any]]]:
    if not isinstance(profiles, Mapping):
        problems.append("profiles has to be a dictionary")
        return {}
    return {str(name): _parts(parts or {}, f"profile {name}", problems) for name, parts in profiles.items()}


def _parts(parts: Any, where: str, problems: list[str]) -> dict[str, dict[str, Any]]:
    """Options by platform, each of its type."""
    if not isinstance(parts, Mapping):
        problems.append(f"{where} has to be a dictionary of platforms")
        return {}
    found = {}
    for platform, given in parts.items():
        if platform not in RESOURCES:
            problems.append(f"{where}: unknown platform '{platform}' (known: {', '.join(RESOURCES)})")
        elif not isinstance(given or {}, Mapping):
            problems.append(f"{where}.{platform} has to be a dictionary of options")
        else:
            found[platform] = _options(platform, given or {}, f"{where}.{platform}", problems)
    return found


def _options(platform: str, given: Mapping[str, Any], where: str, problems: list[str]) -> dict[str, Any]:
    secret = sorted(one.name for one in RESOURCES[platform].all_fields if one.secret and one.name in given)
    if secret:
        problems.append(f"{where}: {', '.join(secret)} does not belong into a roster; give it apart from the people (tsna_passwords)")
    return options_of({name: value for name, value in given.items() if name not in secret}, _spec(platform), where, problems)


@cache
def _spec(platform: str) -> dict[str, Any]:
    return {option: what for one in RESOURCES[platform].all_fields if not one.secret for option, what in one.options().items()}


def _when(person: Mapping[str, Any], today: datetime.date) -> str:
    starts, ends = _date(person, "starts"), _date(person, "ends")
    if starts is not None and ends is not None and ends < starts:
        raise BadInput(f"ends ({ends}) before it starts ({starts})")
    return PRESENT if is_active(person, today) else WAITING if starts is not None and today < starts else ENDED


def _wishes(person: Mapping[str, Any], own: Mapping[str, dict[str, Any]], profiles: Mapping[str, Any], platforms: list[str], when: str) -> list[Wish]:
    email = str(person["email"]).strip()
    if when != PRESENT:
        return [Wish(name, email, when, own.get(name) or {}) for name in platforms]
    return [Wish(name, email, when, _account(name, person, own, profiles)) for name in platforms if _has(name, person, own, profiles)]


def _has(platform: str, person: Mapping[str, Any], own: Mapping[str, dict[str, Any]], profiles: Mapping[str, Any]) -> bool:
    """Whether the person is to have an account there, be it without anything more (``segment: {}``); a bare name, as for a login to be kept
    apart, is no wish for one."""
    identity = {RESOURCES[platform].key.name}
    return any(platform in profiles[name] for name in person.get("profiles") or ()) or platform in own and set(own[platform]) != identity


def _account(platform: str, person: Mapping[str, Any], own: Mapping[str, dict[str, Any]], profiles: Mapping[str, Any]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    source: dict[str, str] = {}
    for profile in person.get("profiles") or ():
        for name, value in (profiles[profile].get(platform) or {}).items():
            options[name] = _merged(name, options.get(name), value, source.get(name), profile)
            source[name] = profile
    options.update(own.get(platform) or {})
    for one in RESOURCES[platform].fields:
        both = [name for name in one.option_names if name in options]
        if len(both) > 1:
            raise BadInput(f"{platform}: {' and '.join(both)} are the same in two forms; give only one of them")
    return {**_defaults(platform, person), **options}


def _merged(name: str, present: Any, value: Any, first: str | None, second: str) -> Any:
    """Lists as unions, dictionaries member by member; two profiles that disagree on anything else cannot both be right."""
    if first is None or present == value:
        return value
    if isinstance(present, list) and isinstance(value, list):
        return present + [one for one in value if one not in present]
    if isinstance(present, dict) and isinstance(value, dict):
        return {**present, **{key: _merged(f"{name}.{key}", present.get(key), one, first if key in present else None, second) for key, one in value.items()}}
    raise BadInput(f"profiles {first} and {second} disagree on {name} ({present!r}, {value!r})")


def _defaults(platform: str, person: Mapping[str, Any]) -> dict[str, Any]:
    """What follows from the person alone."""
    names = {name: person[name] for name in ("first_name", "last_name") if person.get(name)}
    if platform == "thousandeyes":
        return {"email": person["email"], **({"name": " ".join(names.values())} if names else {})}
    if platform == "contabo":
        return {"email": person["email"], "enabled": True, **names}
    if platform == "tsna":
        return {"email": person["email"], "enabled": True}
    return {"email": person["email"]}


def _date(person: Mapping[str, Any], name: str) -> datetime.date | None:
    value = person.get(name)
    if value is None or isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        raise BadInput(f"{name} is no date: {value!r}; write YYYY-MM-DD") from None

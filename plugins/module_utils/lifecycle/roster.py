# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The roster: people and profiles become one wish for each account. Pure; every problem is reported at once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from ..engine.errors import BadInput
from ..engine.fields import Resource, fold, require_email
from ..platforms import contabo, segment, thousandeyes, tsna

RESOURCES: dict[str, Resource] = {"thousandeyes": thousandeyes.USER, "segment": segment.USER, "contabo": contabo.USER, "tsna": tsna.USER}
PERSON_MEMBERS = frozenset(("email", "first_name", "last_name", "profiles", "starts", "ends", "accounts"))


def accounts(
    people: Iterable[Mapping[str, Any]], profiles: Mapping[str, Any], platforms: Iterable[str] = tuple(RESOURCES), protect: Iterable[str] = (),
    today: datetime.date | None = None,
) -> list[dict[str, Any]]:
    """What each person's accounts should be.

    Returns dictionaries ``{platform, email, options}`` in the roster's order, ``options`` being those of the platform's user module.
    People whose time has not begun or is over are left out, as are protected ones. Raises BadInput that lists every problem.
    """
    problems: list[str] = []
    wanted: list[dict[str, Any]] = []
    seen: set[str] = set()
    protected = {fold(email) for email in protect}
    chosen = list(platforms)
    problems += [f"unknown platform '{name}' (known: {', '.join(RESOURCES)})" for name in chosen if name not in RESOURCES]
    problems += _profile_problems(profiles)
    for number, person in enumerate(people, 1):
        label = f"person {number} ({person.get('email') or 'no email'})" if isinstance(person, Mapping) else f"person {number}"
        try:
            _check_person(person, profiles, seen)
            if fold(person["email"]) not in protected and is_active(person, today or datetime.date.today()):
                wanted += [_account(name, person, profiles) for name in chosen if name in RESOURCES and _has(name, person, profiles)]
        except BadInput as problem:
            problems.append(f"{label}: {problem.message}")
    if problems:
        raise BadInput(f"The roster has {len(problems)} problem(s): {'; '.join(problems)}.", "Nothing was changed.")
    return wanted


def is_active(person: Mapping[str, Any], today: datetime.date) -> bool:
    """Whether the person has access on a day: from ``starts`` on, up to and including ``ends``."""
    starts, ends = _date(person, "starts"), _date(person, "ends")
    return (starts is None or starts <= today) and (ends is None or today <= ends)


def leavers(people: Any, found: Iterable[Mapping[str, Any]] = (), protect: Iterable[str] = ()) -> list[dict[str, Any]]:
    """The people to offboard in one form: ``{email, tsna_names}``.

    ``people``: one address, a list of addresses, or persons as in the roster, whose ``accounts.tsna.name`` is taken over. ``found``:
    TSNA users as people.access.tsna_user_info returns them; those with a leaver's address count as theirs. Raises BadInput.
    """
    listed = people if isinstance(people, (list, tuple)) else [people]
    protected = {fold(email) for email in protect}
    result: dict[str, dict[str, Any]] = {}
    for entry in listed:
        person = entry if isinstance(entry, Mapping) else {"email": entry}
        email = str(person.get("email") or "")
        require_email(email)
        if fold(email) in protected:
            raise BadInput(f"{email} is protected and is not offboarded.", "Take the address out of protect if this is meant.")
        row = result.setdefault(fold(email), {"email": email, "tsna_names": []})
        name = ((person.get("accounts") or {}).get("tsna") or {}).get("name")
        names = ([name] if name else []) + [user["name"] for user in found if fold(user.get("email") or "") == fold(email)]
        row["tsna_names"] += [one for one in dict.fromkeys(names) if one not in row["tsna_names"]]
    if not result:
        raise BadInput("There is nobody to offboard.", "Name at least one address.")
    return list(result.values())


# -- one person ----------------------------------------------------------------------------------------------------------------------------


def _check_person(person: Mapping[str, Any], profiles: Mapping[str, Any], seen: set[str]) -> None:
    if not isinstance(person, Mapping):
        raise BadInput("a person has to be a dictionary")
    unknown = sorted(set(person) - PERSON_MEMBERS)
    if unknown:
        raise BadInput(f"unknown {', '.join(unknown)} (known: {', '.join(sorted(PERSON_MEMBERS))})")
    require_email(str(person.get("email") or ""))
    if fold(person["email"]) in seen:
        raise BadInput("is listed twice")
    seen.add(fold(person["email"]))
    missing = [name for name in person.get("profiles") or () if name not in profiles]
    if missing:
        raise BadInput(f"unknown profile {', '.join(map(str, missing))} (known: {', '.join(sorted(profiles)) or 'none'})")
    for platform, options in (person.get("accounts") or {}).items():
        _check_options(platform, options, "accounts")


def _profile_problems(profiles: Mapping[str, Any]) -> list[str]:
    problems = []
    for profile, parts in profiles.items():
        for platform, options in (parts or {}).items():
            try:
                _check_options(platform, options, f"profile {profile}")
            except BadInput as problem:
                problems.append(problem.message)
    return problems


def _check_options(platform: str, options: Any, where: str) -> None:
    if platform not in RESOURCES:
        raise BadInput(f"{where}: unknown platform '{platform}' (known: {', '.join(RESOURCES)})")
    fields = RESOURCES[platform].all_fields
    secret = sorted(one.name for one in fields if one.secret and one.name in (options or {}))
    if secret:
        raise BadInput(f"{where}: {', '.join(secret)} does not belong into a roster; give it apart from the people (onboard_tsna_passwords)")
    known = {option for one in fields if not one.secret for option in one.options()}
    unknown = sorted(set(options or {}) - known)
    if unknown:
        raise BadInput(f"{where}: {platform} has no option {', '.join(unknown)} (it has: {', '.join(sorted(known))})")


def _has(platform: str, person: Mapping[str, Any], profiles: Mapping[str, Any]) -> bool:
    """Whether the person is to have an account there; a bare name, as for a login to be kept apart, is no wish for one."""
    identity = {RESOURCES[platform].key.name}
    return any(platform in (profiles[name] or {}) for name in person.get("profiles") or ()) or bool(
        set((person.get("accounts") or {}).get(platform) or {}) - identity
    )


def _account(platform: str, person: Mapping[str, Any], profiles: Mapping[str, Any]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    source: dict[str, str] = {}
    for profile in person.get("profiles") or ():
        for name, value in ((profiles[profile] or {}).get(platform) or {}).items():
            options[name] = _merged(name, options.get(name), value, source.get(name), profile)
            source[name] = profile
    options.update((person.get("accounts") or {}).get(platform) or {})
    return {"platform": platform, "email": person["email"], "options": {**_defaults(platform, person), **options}}


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
        if not ((person.get("accounts") or {}).get("tsna") or {}).get("name"):
            raise BadInput("tsna needs the login name: give accounts.tsna.name")
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

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Exports the current state as a roster: names instead of ids, and profiles for access that several people have.

Applying an exported roster changes nothing on the platforms that it was exported from.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from ..engine.connections import Connections
from ..engine.errors import BadInput, PeopleError, messages
from ..engine.fields import UNREADABLE, UNSET, Field, Row, require_email
from ..engine.folding import fold
from ..engine.names import Names
from ..engine.progress import Progress, progress_file
from ..engine.protection import ANYTHING, Protection
from ..engine.provider import Connection
from ..engine.store import Store
from ..engine.text import visible
from ..platforms import registry
from .lookalike import hidden, skeleton
from .person import IGNORED

OPTIONS: dict[str, dict[str, Any]] = {"platforms": registry.platforms_option(), "min_people": {"type": "int", "default": 2, "aliases": ["share"]}}
SHOWN = 10  # people in a note
PERSONAL = ("first_name", "last_name")  # options of an account that are members of the person


def roster_info(connections: Connections, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Run roster_info. Returns ``roster`` with people, profiles and protect, and ``notes`` on omissions. Raises PeopleError."""
    names = list(dict.fromkeys(params["platforms"]))
    connections.open(names)
    with Progress(progress_file(), connections.progress):
        found, failures = connections.each(_exported)
    if failures:
        raise PeopleError(
            f"{' and '.join(failures)} could not be read: {messages(failures.values())}", next(iter(failures.values())).hint
        )
    people, protect, notes = _people(connections.secrets.masked(found))  # masked first, because names of profiles are derived from it
    profiles = _profiles(people, int(params["min_people"]))
    ordered = [{name: person[name] for name in ("email", "first_name", "last_name", "profiles", "accounts") if name in person} for person in people.values()]
    return {"changed": False, "roster": {"people": ordered, "profiles": profiles, "protect": protect}, "notes": notes}


def _exported(platform: str, connection: Connection) -> list[dict[str, Any]]:
    """Return ``{email, label, options, why, notes}`` of each account. ``why`` is the reason to leave it out of the roster, empty if there is none."""
    source = registry.platform(platform)
    store = source.store(connection)
    fields = tuple(field.name for field in store.resource.fields if not field.secret and not field.create_only and field.name not in source.not_exported)
    rows, missing = source.export_rows(store, list(store.rows()), fields)
    return [_account(store, row, (*source.not_exported, *missing)) for row in rows]


def _account(store: Store, row: Row, without: tuple[str, ...]) -> dict[str, Any]:
    """Return an account for the roster.

    In a roster, a missing access field means no access. Therefore accounts are left out if their access is not completely known, or cannot be expressed
    by names (two roles with the same name). Other fields that cannot be expressed are omitted.
    """
    resource, names = store.resource, store.names
    values = resource.from_api(row, names)
    shown = resource.to_user(values, names)
    options = {name: value for name, value in shown.items() if value is not None and name not in without}
    key = str(options.get(resource.key.name))
    notes, why = [], store.policy.protection_message(row)[0]
    for entry in resource.fields if not why else ():
        if entry.name in without or entry.secret or entry.create_only or entry.name not in options and not entry.is_set:
            continue
        problem = _not_as_written(entry, values, options, names)
        if problem and entry.is_set:
            why = f"its {entry.name} {problem}"
        elif problem:
            del options[entry.name]
            notes.append(f"{visible(key)}: {entry.name} is left out: it {problem}.")
    return {"email": options.get("email") or "", "label": key, "options": options, "why": why, "notes": notes}


def _not_as_written(field: Field, values: Mapping[str, Any], options: Mapping[str, Any], names: Names) -> str:
    """Return why a field cannot be expressed in a roster; empty if it can."""
    current = values.get(field.name, UNSET)
    if current in (UNSET, UNREADABLE) or field.name not in options:
        return "cannot be read"
    if _has_ignored_name(options[field.name]):
        return f"has a name that begins with {IGNORED}, which a roster ignores"
    try:
        same = field.same(current, field.from_params(options, names))
    except BadInput as problem:
        return f"cannot be identified by name: {problem.message.rstrip('.')}"
    return "" if same else "would be read back as something else"


def _has_ignored_name(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(str(name).startswith(IGNORED) or _has_ignored_name(member) for name, member in value.items())
    return isinstance(value, list) and any(map(_has_ignored_name, value))


def _people(found: Mapping[str, list[dict[str, Any]]]) -> tuple[dict[str, dict[str, Any]], list[str], list[str]]:
    """Return people by folded address, entries for protect, and notes. Accounts that a roster cannot express exactly are protected instead."""
    people: dict[str, dict[str, Any]] = {}
    protect: dict[str, None] = {}
    notes: list[str] = []
    alike = _alike(account["email"] for accounts in found.values() for account in accounts)
    for platform, accounts in found.items():
        count = Counter(fold(account["email"]) for account in accounts)
        for account in accounts:
            why = account["why"] or _odd(account, count[fold(account["email"])] > 1, alike)
            notes += [f"{platform}: {note}" for note in account["notes"]]
            if why:
                protect.update(dict.fromkeys(filter(None, (account["label"], account["email"]))))
                notes.append(f"{platform}: {visible(account['label'])} is protected: {why}.")
            else:
                person = people.setdefault(fold(account["email"]), {"email": account["email"], "profiles": [], "accounts": {}})
                person["accounts"][platform] = account["options"]
    protection = Protection(list(protect))
    matched: dict[str, list[str]] = {}
    for key, entry in [(key, protection.entry(*_names(person))) for key, person in people.items()]:
        if entry:
            del people[key]  # protection counts for all platforms
            matched.setdefault(entry, []).append(key)
    notes += [_pattern_note(entry, sorted(keys)) for entry, keys in sorted(matched.items()) if ANYTHING in entry]
    for key in sorted(people):
        _name(people[key])
    return {key: people[key] for key in sorted(people)}, sorted(protect), notes


def _pattern_note(entry: str, people: list[str]) -> str:
    """Return a note on the name of an account with a ``*``. Protecting too many is safer than not protecting this one, but must not go unnoticed."""
    more = f" and {len(people) - SHOWN} more" if len(people) > SHOWN else ""
    return (f"protect has {visible(entry)}, the name of an account, and reads it as a pattern, which also matches {', '.join(map(visible, people[:SHOWN]))}"
            f"{more}, who are therefore not in the roster. Rename or remove that account, and export again.")


def _alike(emails: Iterable[str]) -> dict[str, set[str]]:
    """Return the folded addresses by their appearance (see ``skeleton``)."""
    found: dict[str, set[str]] = {}
    for email in emails:
        found.setdefault(skeleton(email), set()).add(fold(email))
    return found


def _odd(entry: Mapping[str, Any], shared: bool, alike: Mapping[str, set[str]]) -> str:
    """Return why an address or a login name cannot identify a person in a roster; empty if it can."""
    if not entry["email"]:
        return "has no address"
    sign = hidden(entry["email"]) or hidden(entry["label"])
    if sign:
        return f"has an invisible character in its name, {sign}"
    try:
        require_email(entry["email"])
    except BadInput:
        return "has an invalid address"
    if len(alike[skeleton(entry["email"])]) > 1:
        return "has an address that looks like another one"
    return "shares its address with another account" if shared else ""


def _names(person: Mapping[str, Any]) -> list[str]:
    return [person["email"], *(str(options[registry.resource(platform).key.name]) for platform, options in person["accounts"].items())]


def _name(person: dict[str, Any]) -> None:
    """Move personal options to the person, and remove options that follow from the person."""
    accounts = person["accounts"]
    named: dict[str, Any] = {}
    for member, options in [(member, options) for options in accounts.values() for member in PERSONAL if options.get(member)]:
        named.setdefault(member, options[member])
    if not any(_names_more(platform, options, person, named) for platform, options in accounts.items()):
        person.update(named)
        for options in accounts.values():
            for member in PERSONAL:
                options.pop(member, None)
    for platform, options in person["accounts"].items():
        implied = {**registry.platform(platform).person_options(person), "enabled": True}
        for name in [name for name, value in options.items() if implied.get(name) == value or name == "email" and registry.resource(platform).key_is_email]:
            del options[name]


def _names_more(platform: str, options: Mapping[str, Any], person: Mapping[str, Any], named: Mapping[str, Any]) -> bool:
    """Return whether the names of a person would name an account that has no name."""
    source = registry.platform(platform)
    return bool(source.person_options({**person, **named}).keys() - source.person_options(person).keys() - options.keys())


def _profiles(people: Mapping[str, dict[str, Any]], min_people: int) -> dict[str, dict[str, Any]]:
    """Return profiles for access on one platform that at least ``min_people`` people share. They replace the options of these people."""
    holders: dict[tuple[str, str], list[str]] = {}
    for key, person in people.items():
        for platform, options in person["accounts"].items():
            bundle = {name: value for name, value in options.items() if name in registry.platform(platform).profile_fields}
            if bundle:
                holders.setdefault((platform, json.dumps(bundle, sort_keys=True)), []).append(key)
    profiles: dict[str, dict[str, Any]] = {}
    for (platform, text), keys in sorted(holders.items(), key=lambda holder: (registry.names().index(holder[0][0]), -len(holder[1]), holder[0][1])):
        if len(keys) >= min_people:
            bundle = json.loads(text)
            name = _free(f"{platform}-{_slug(bundle)}", profiles)
            profiles[name] = {platform: bundle}
            for key in keys:
                people[key]["profiles"].append(name)
                options = people[key]["accounts"][platform]
                people[key]["accounts"][platform] = {option: value for option, value in options.items() if option not in bundle}
    for person in people.values():
        shared = {platform for name in person["profiles"] for platform in profiles[name]}
        person["accounts"] = {platform: options for platform, options in person["accounts"].items() if options or platform not in shared}
        for member in [member for member in ("accounts", "profiles") if not person[member]]:
            del person[member]
    return profiles


def _slug(bundle: Mapping[str, Any]) -> str:
    """Return a name derived from the roles in a bundle."""
    words = "-".join(dict.fromkeys(_roles(bundle)))
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:40].strip("-") or "account"


def _roles(value: Any) -> Iterable[str]:
    if isinstance(value, Mapping):
        for name, member in value.items():
            if name == "role":
                yield str(member)
            elif name in ("roles", "all_account_group_roles", "groups"):
                yield from map(str, member)
            else:
                yield from _roles(member)
    elif isinstance(value, list):
        for member in value:
            yield from _roles(member)


def _free(name: str, taken: Mapping[str, Any]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free

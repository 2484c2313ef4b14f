# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The live state as a roster: names in place of ids, and profiles where several people have the same access. Reads only.

A roster made so plans nothing on the platforms that it was made from.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from ..engine.errors import PeopleError
from ..engine.fields import Row, fold
from ..engine.parallel import side_by_side
from ..engine.provider import Connection
from ..engine.reconcile import Store
from ..engine.together import Connections
from .access import segment_groups
from .platforms import PLATFORMS_OPTION, RESOURCES, STORES

OPTIONS: dict[str, dict[str, Any]] = {"platforms": PLATFORMS_OPTION, "share": {"type": "int", "default": 2}}
# What makes a profile; everything else belongs to the person.
ACCESS = {
    "thousandeyes": ("login_account_group", "account_group_roles", "all_account_group_roles"), "segment": ("permissions", "groups"),
    "contabo": ("roles",), "tsna": ("roles",),
}
NOT_EXPORTED = ("locked", "copy_preferences_from")


def roster_info(connections: Connections, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The task of roster_info: ``roster`` with people, profiles and protect, and ``notes`` on what it leaves out."""
    names = list(dict.fromkeys(params["platforms"]))
    connections.open(names)
    found, failures = connections.each(_exported)
    if failures:
        raise PeopleError(
            f"{' and '.join(failures)} could not be read: {' '.join(problem.message for problem in failures.values())}", next(iter(failures.values())).hint
        )
    people, protect, notes = _people(found)
    profiles = _profiles(people, int(params["share"]))
    ordered = [{name: person[name] for name in ("email", "first_name", "last_name", "profiles", "accounts") if name in person} for person in people.values()]
    return {"changed": False, "roster": {"people": ordered, "profiles": profiles, "protect": protect}, "notes": notes}


def _exported(platform: str, connection: Connection) -> list[dict[str, Any]]:
    """``{email, label, options, why}`` of each account; ``why`` tells what keeps it out of the roster."""
    store = STORES[platform](connection)
    rows = list(store.rows())
    wanted = tuple(one.name for one in store.resource.fields if not one.secret and not one.create_only and one.name not in (*NOT_EXPORTED, "groups"))
    rows = side_by_side(lambda row: row if store.suffices(row, wanted) else store.whole(row, wanted), rows)
    members = _members(connection) if platform == "segment" else {}
    return [_account(platform, store, {**row, "groups": members.get(fold(row["email"]), [])} if platform == "segment" else row) for row in rows]


def _members(connection: Connection) -> dict[str, list[Row]]:
    """The user groups of each address, read from the groups, which are fewer than the people."""
    found: dict[str, list[Row]] = {}
    for group in segment_groups(connection):
        for email in group["emails"]:
            found.setdefault(fold(email), []).append({"id": group["id"], "name": group["name"]})
    return found


def _account(platform: str, store: Store, row: Row) -> dict[str, Any]:
    shown = store.resource.view(store.resource.read(row, store.names), store.names)
    options = {name: value for name, value in shown.items() if value is not None and name not in NOT_EXPORTED}
    if platform == "segment" and not options.get("groups"):
        options.pop("groups", None)  # below the Business plan there are none to be managed
    label = str(options.get(store.resource.key.name))
    return {"email": options.get("email") or "", "label": label, "options": options, "why": store.stands_as(row)[0]}


def _people(found: Mapping[str, list[dict[str, Any]]]) -> tuple[dict[str, dict[str, Any]], list[str], list[str]]:
    """Accounts joined by address. Who has no address, two accounts on one platform, or a privileged one there, is protected instead."""
    people: dict[str, dict[str, Any]] = {}
    protect: dict[str, None] = {}
    notes: list[str] = []
    for platform, accounts in found.items():
        count = Counter(fold(one["email"]) for one in accounts)
        for one in accounts:
            twice = count[fold(one["email"])] > 1
            why = one["why"] or ("has no address" if not one["email"] else "shares its address with another account" if twice else "")
            if why:
                protect[one["label"]] = None
                notes.append(f"{platform}: {one['label']} is protected: {why}.")
            else:
                person = people.setdefault(fold(one["email"]), {"email": one["email"], "profiles": [], "accounts": {}})
                person["accounts"][platform] = one["options"]
    for label in protect:
        people.pop(fold(label), None)  # protection counts for all platforms
    for key in sorted(people):
        _name(people[key])
    return {key: people[key] for key in sorted(people)}, sorted(protect), notes


def _name(person: dict[str, Any]) -> None:
    """Put what belongs to the person there, and leave out what follows from it."""
    accounts = person["accounts"]
    contabo = accounts.get("contabo", {})
    names = [contabo.pop(part, "") for part in ("first_name", "last_name")]
    person.update({part: value for part, value in zip(("first_name", "last_name"), names) if value})
    for platform, options in accounts.items():
        if options.get("email") == person["email"] or platform != "tsna":
            options.pop("email", None)
        if options.get("enabled") is True:
            del options["enabled"]
    if accounts.get("thousandeyes", {}).get("name") == " ".join(filter(None, names)):
        del accounts["thousandeyes"]["name"]


def _profiles(people: Mapping[str, dict[str, Any]], share: int) -> dict[str, dict[str, Any]]:
    """Profiles for the access on one platform that at least ``share`` people have in common; who has one is given it in place of the options."""
    holders: dict[tuple[str, str], list[str]] = {}
    for key, person in people.items():
        for platform, options in person["accounts"].items():
            bundle = {name: value for name, value in options.items() if name in ACCESS[platform]}
            if bundle:
                holders.setdefault((platform, json.dumps(bundle, sort_keys=True)), []).append(key)
    profiles: dict[str, dict[str, Any]] = {}
    for (platform, text), keys in sorted(holders.items(), key=lambda one: (list(RESOURCES).index(one[0][0]), -len(one[1]), one[0][1])):
        if len(keys) >= share:
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
    """A name from the roles in a bundle."""
    words = "-".join(dict.fromkeys(_roles(bundle)))
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:40].strip("-") or "account"


def _roles(value: Any) -> Iterable[str]:
    if isinstance(value, Mapping):
        for name, part in value.items():
            if name == "role":
                yield str(part)
            elif name in ("roles", "all_account_group_roles", "groups"):
                yield from map(str, part)
            else:
                yield from _roles(part)
    elif isinstance(value, list):
        for part in value:
            yield from _roles(part)


def _free(name: str, taken: Mapping[str, Any]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What happens to the accounts of people whose access has ended: removed at once, or disabled first and removed some days later."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..engine.errors import BadInput
from ..engine.fields import Resource, Row
from ..engine.leaving import DISABLED, REMOVED, REVOKED, ending
from ..platforms import registry
from .values import value_of

REMOVE, DISABLE = CHOICES = ("remove", "disable")
LEAVE, REMOVE_AFTER = MEMBERS = ("leave", "remove_after")  # of a person and of a profile
OPTIONS: dict[str, dict[str, Any]] = {
    LEAVE: {"type": "raw", "default": REMOVE}, REMOVE_AFTER: {"type": "int"}, "replace_keys": {"type": "bool", "default": False, "no_log": False},
}
LONGEST = 36500  # days
_SPEC: dict[str, dict[str, Any]] = {LEAVE: {"type": "str", "choices": CHOICES}, REMOVE_AFTER: {"type": "int"}}


@dataclass(frozen=True)
class Leave:
    """How people leave: ``how`` by platform, and ``after`` how many days a disabled account is removed, None if never."""

    how: Mapping[str, str] = field(default_factory=dict)
    after: int | None = None

    @classmethod
    def given(cls, params: Mapping[str, Any], problems: list[str]) -> Leave:
        """Return the options of a roster. ``leave`` is one value for all platforms, or a dictionary by platform. Adds what is invalid to the problems."""
        given = params.get(LEAVE)
        by_platform = given if isinstance(given, Mapping) else dict.fromkeys(registry.names(), given or REMOVE)
        if any(name not in registry.names() or how not in CHOICES for name, how in by_platform.items()):
            problems.append(f"leave is {given!r}; it must be remove or disable, or a dictionary of these by platform ({', '.join(registry.names())}).")
        after = params.get(REMOVE_AFTER)
        wrong = _wrong_days(after)
        problems += [f"remove_after {wrong}."] if wrong else []
        return cls({str(name): str(how) for name, how in by_platform.items()}, after)

    def on(self, platform: str) -> str:
        return self.how.get(platform, REMOVE)


def read_leave(entry: Mapping[str, Any], where: str, problems: list[str]) -> dict[str, Any]:
    """Return ``leave`` and ``remove_after`` of a person or a profile, without those that are not given. Adds what is invalid to the problems."""
    given = {name: entry[name] for name in MEMBERS if entry.get(name) is not None and str(entry[name]).strip()}
    found: dict[str, Any] = {}
    for name, value in given.items():
        known = len(problems)
        found[name] = value_of(value.strip() if isinstance(value, str) else value, _SPEC[name], f"{where}{name}", problems)
        wrong = _wrong_days(found[name]) if name == REMOVE_AFTER and len(problems) == known else ""
        problems += [f"{where}{name} {wrong}"] if wrong else []
    return found


def _wrong_days(days: Any) -> str:
    return f"has to be a number of days from 0 to {LONGEST}, not {days}" if days is not None and not 0 <= days <= LONGEST else ""


def merged_leave(entry: Mapping[str, Any], profiles: Mapping[str, Mapping[str, Any]], held: Iterable[str], problems: list[str]) -> dict[str, Any]:
    """Return ``leave`` and ``remove_after`` of a person: the person's own, otherwise those of the profiles. Adds contradictions to the problems."""
    found = read_leave(entry, "", problems)
    for name in (member for member in MEMBERS if member not in found):
        said = [(profile, profiles[profile][name]) for profile in map(str, held) if name in profiles.get(profile, {})]
        if len({value for _profile, value in said}) > 1:
            problems.append(f"profiles {' and '.join(profile for profile, _value in said)} disagree on {name}; set {name} for this person")
        if said:
            found[name] = said[0][1]
    if found.get(LEAVE) == REMOVE and REMOVE_AFTER in read_leave(entry, "", []):
        problems.append("remove_after is set, but leave is remove, so the accounts are removed at once; set leave to disable")
    return found


def removal_day(ends: datetime.date | None, after: int | None) -> datetime.date | None:
    """Return the day on which a disabled account is removed: ``after`` days after the first day without access. None if never."""
    if ends is None or after is None:
        return None
    try:
        return ends + datetime.timedelta(days=after + 1)
    except OverflowError:
        return None


@dataclass(frozen=True)
class Leaving:
    """An account of somebody who leaves that is not removed yet.

    ``state`` is DISABLED or REVOKED (without any access). ``ends`` is the last day of access and ``remove_on`` the day of the removal, None if unknown.
    """

    platform: str
    person: str
    account: str
    state: str
    ends: datetime.date | None = None
    remove_on: datetime.date | None = None

    def row(self) -> dict[str, str]:
        known = {"ends": str(self.ends or ""), "remove_on": str(self.remove_on or "")}
        return {"platform": self.platform, "person": self.person, "account": self.account, "state": self.state, **known}


def entry_for(resource: Resource, key: str, how: str) -> dict[str, Any]:
    """Return the entry for the engine that lets an account end as REMOVED, DISABLED or REVOKED."""
    if how == REVOKED:
        return {resource.key.name: key, "state": "present", "membership": "exact", **{item.option_names[0]: [] for item in resource.access_fields}}
    return {resource.key.name: key, "state": "disabled" if how == DISABLED else "absent"}


def how_to_end(resource: Resource, row: Row, leave: str, remove_on: datetime.date | None, today: datetime.date) -> str:
    """Return how an account ends today: REMOVED, DISABLED or REVOKED."""
    due = remove_on is not None and remove_on <= today
    return REMOVED if due else ending(resource, leave, row)


def notes_on(leaving: Iterable[Leaving]) -> list[str]:
    """Return notes on accounts that stay for now: one for each day of removal, and one for those that nothing removes later."""
    found: dict[tuple[str, datetime.date | None], list[Leaving]] = {}
    for entry in leaving:
        found.setdefault((entry.state, entry.remove_on), []).append(entry)
    return [_note(state, day, entries) for (state, day), entries in sorted(found.items(), key=lambda item: (str(item[0][1]), item[0][0]))]


def _note(state: str, day: datetime.date | None, entries: list[Leaving]) -> str:
    words = "disabled" if state == DISABLED else "without any access, because this platform cannot disable accounts"
    names = ", ".join(entry.account for entry in entries[:10]) + (f" and {len(entries) - 10} more" if len(entries) > 10 else "")
    if day is not None:
        return f"{words}, to be removed on {day}: {names}."
    undated = all(entry.ends is None for entry in entries)
    why = "give these people an entry in the roster with ends, and set remove_after" if undated else "set remove_after"
    return f"{words}, and not removed later: {names}. To remove them later, {why}."


def check_remove_after(leave: Leave, persons: Iterable[Any]) -> None:
    """Raise BadInput if ``remove_after`` of the roster has no effect, because everybody is removed at once."""
    if leave.after is not None and DISABLE not in leave.how.values() and not any(person.leave == DISABLE for person in persons):
        raise BadInput("remove_after is set, but leave is remove, so accounts are removed at once.", "Nothing was changed. Set leave to disable.")

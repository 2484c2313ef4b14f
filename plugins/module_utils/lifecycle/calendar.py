# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Days for rosters and reviews: the current day, and whether a person's access has started or ended. All days are in one time zone."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from ..engine.errors import BadInput, Refused

OPTIONS: dict[str, dict[str, Any]] = {"timezone": {"type": "str", "default": "UTC"}}
# ``ends`` of people who lose all access now. Such people come from ``leavers``, which has validated them, and from existing accounts, whose
# addresses may be invalid. No date, so that the last day of a person of a roster is never taken for it.
AT_ONCE = "now (leaver)"
PRESENT, WAITING, ENDED = "present", "waiting", "ended"


def zone(name: str) -> datetime.tzinfo:
    """Return the time zone with a name such as ``Europe/Oslo``. UTC needs no time zone database. Raises BadInput."""
    if name.strip().upper() == "UTC":
        return datetime.timezone.utc
    import zoneinfo  # only here, for speed: most rosters use UTC

    try:
        return zoneinfo.ZoneInfo(name.strip())
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        hint = "Give a name such as UTC or Europe/Oslo, or install the Python library tzdata."
        raise BadInput(f"timezone '{name}' is not known where the module runs.", hint) from None


def current_day(timezone: str = "UTC", moment: datetime.datetime | None = None) -> datetime.date:
    """Return the date of a moment, by default now, in a time zone. Raises BadInput."""
    return (moment or datetime.datetime.now(datetime.timezone.utc)).astimezone(zone(timezone)).date()


def planned_day(params: Mapping[str, Any], check_mode: bool) -> datetime.date:
    """Return the day of a plan: the option ``today``, by default the current date in ``timezone``.

    Raises BadInput, and Refused if a plan for another day would be applied.
    """
    now = current_day(params.get("timezone") or "UTC")
    if params.get("today") is None:
        return now
    problems: list[str] = []
    chosen = day(params["today"], "today", problems)
    if problems or chosen is None:
        raise BadInput(f"{' '.join(problems)}.", "Nothing was changed.")
    if chosen != now and not check_mode:
        raise Refused(f"today is set to {chosen}, but the current day is {now}, and only a plan for the current day can be applied.",
                      "Nothing was changed. Use check mode, or leave out today.")
    return chosen


def day(value: Any, name: str, problems: list[str]) -> datetime.date | None:
    """Return a date given as YYYY-MM-DD; None if there is none or it is invalid, which is added to the problems."""
    if value is None:
        return None
    if value == AT_ONCE and name == "ends":
        return datetime.date.min
    if isinstance(value, datetime.datetime) or isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d[T ].*", value.strip(), re.DOTALL):
        problems.append(f"{name} includes a time ({value}); write only the date, as YYYY-MM-DD")
        return None
    if isinstance(value, datetime.date):
        return value
    text = str(value).strip()
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        problems.append(f"{name} is not a valid date: {value!r}; write YYYY-MM-DD")
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        problems.append(f"{name} is not a valid calendar date: '{text}'")
        return None


def span(person: Mapping[str, Any], problems: list[str]) -> tuple[datetime.date | None, datetime.date | None]:
    """Return the first and the last day of a person's access, each None if open. Adds invalid dates to the problems."""
    starts, ends = (day(person.get(name), name, problems) for name in ("starts", "ends"))
    if starts is not None and ends is not None and ends < starts:
        problems.append(f"ends ({ends}) before it starts ({starts})")
    return starts, ends


def when(person: Mapping[str, Any], today: datetime.date, problems: list[str]) -> str:
    """Return whether a person's access is PRESENT, WAITING or ENDED. ``starts`` and ``ends`` are inclusive."""
    starts, ends = span(person, problems)
    if ends is not None and ends < today:
        return ENDED
    return WAITING if starts is not None and today < starts else PRESENT


def has_ended(person: Mapping[str, Any], today: datetime.date) -> bool:
    """Return whether a person's last day is over. Raises BadInput."""
    problems: list[str] = []
    ends = day(person.get("ends"), "ends", problems)
    if problems:
        raise BadInput(f"{person.get('email') or 'A person'} of the roster: {'; '.join(problems)}.")
    return ends is not None and ends < today

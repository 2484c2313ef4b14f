# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Reads a roster from CSV with a row per person, as saved by any spreadsheet. Problems are reported by row and column.

Columns are the members of a person except accounts, and PLATFORM.OPTION for options that are strings, numbers, booleans or lists of strings. Lists are
separated by ``|`` or ``;``. Empty cells are ignored. Headings are not case-sensitive and may contain spaces or hyphens. Tables of other systems may have
other headings, see ``headings_from``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..engine.errors import BadInput
from ..engine.text import visible
from ..platforms import registry
from . import table
from .leave import MEMBERS as LEAVE_MEMBERS
from .values import closest

TEXTS, DATES, LISTS = ("email", "first_name", "last_name"), ("starts", "ends"), ("profiles", "previous_emails", "previous_names")
MEMBERS = (*TEXTS, *LISTS, *DATES, "no_admin", *LEAVE_MEMBERS)
_DOTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})\.?")


@dataclass(frozen=True)
class Column:
    """A column that is read: its position in a row, what it contains, the type of this option, and its name for messages."""

    position: int
    name: str
    spec: Mapping[str, Any]
    label: str


@dataclass(frozen=True)
class People:
    """The people of a table, their positions, all problems, and the headings of columns that are not read although they have one."""

    found: list[dict[str, Any]]
    places: list[str]
    problems: list[str]
    unread: list[str]


def headings_from(columns: Any) -> dict[str, str]:
    """Return the heading of each column that has another name in the table, by its own name. ``columns`` is the option. Raises BadInput."""
    if not columns:
        return {}
    if not isinstance(columns, Mapping):
        raise BadInput(f"columns has to be a dictionary, such as {{email: Mail}}, not {columns!r}.", "Nothing was changed.")
    headings: dict[str, str] = {}
    problems = []
    for given, heading in columns.items():
        name, spec = _known().get(_bare(str(given)), ("", {}))
        shown = visible(str(given))
        if not name or _is_nested(spec):
            near = closest(shown, [column for column, spec in _known().values() if not _is_nested(spec)])
            problems.append(f"columns has the unknown member {shown}{near} (known: {', '.join(MEMBERS)}, and PLATFORM.OPTION)")
        elif name in headings:
            problems.append(f"columns has {name} twice")
        elif isinstance(heading, bool) or not isinstance(heading, (str, int, float)) or not _bare(str(heading)):
            problems.append(f"columns.{name} has to be the name of a column in the table, not {heading!r}")
        else:
            headings[name] = str(heading).strip()
    if problems:
        raise BadInput(f"{'; '.join(problems)}.", "Nothing was changed.")
    return headings


def people(text: str, headings: Mapping[str, str]) -> People:
    """Return the people of a table. ``headings`` are from ``headings_from``. Raises BadInput if there is no header."""
    rows = table.read(text).rows
    if not rows:
        raise BadInput("the file is empty; its first row has to name the columns, one of them email.")
    header = rows[0]
    if header.problem:
        raise BadInput(f"row {header.number} {header.problem}.")
    columns, unread, problems = _columns(header.cells, header.number, headings)
    _unnamed(header.cells, rows, problems)
    if len(rows) > 1 and len(rows[-1].cells) < len(header.cells) and not text.endswith(("\n", "\r")):
        # Spreadsheets also omit empty cells, but end the last row like all others.
        problems.append(f"row {rows[-1].number}, the last one, has fewer cells than row {header.number} and no line break at its end: the file may be "
                        "truncated. If it is complete, end the row")
    found, places = [], []
    for row in rows[1:]:
        problems += [f"row {row.number} {row.problem}"] if row.problem else []
        found.append(_person(row, columns, problems))
        places.append(f"row {row.number}")
    return People(found, places, problems, unread)


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[str, Mapping[str, Any]]]:
    """Return name and type of all possible columns, by name in lower case without whitespace, hyphens and underscores."""
    found: dict[str, Mapping[str, Any]] = {name: {"type": "list" if name in LISTS else "str"} for name in MEMBERS}
    for platform in registry.names():
        for field in registry.resource(platform).all_fields:
            if not field.secret:
                found.update({f"{platform}.{option}": spec for option, spec in field.options().items()})
    return {_bare(name): (name, spec) for name, spec in found.items()}


def _bare(heading: str) -> str:
    return re.sub(r"[\s_-]+", "", unicodedata.normalize("NFC", heading).lower())


def _is_nested(spec: Mapping[str, Any]) -> bool:
    """Return whether the values of an option do not fit in a cell."""
    return "dict" in (spec.get("elements"), spec.get("type"))


def _columns(cells: list[str], number: int, headings: Mapping[str, str]) -> tuple[list[Column], list[str], list[str]]:
    """Return the columns to read, the headings of those that are not read, and the problems of the header.

    Columns of ``headings`` are found by their heading, all others by their own name. Unknown columns are problems, unless there are ``headings``: tables
    of other systems have more columns than those of a roster.
    """
    columns, problems = _renamed(cells, number, headings)
    unread = []
    used = {column.position for column in columns}
    for position, heading in enumerate(cells):
        if position in used:
            continue
        shown = visible(heading.strip())
        name, spec = _known().get(_bare(heading), ("", {}))
        if name in headings or not name and headings:
            unread += [shown] if shown else []
        elif name and name in [column.name for column in columns]:
            problems.append(f"row {number} has the column {name} twice")
        elif name and _is_nested(spec):
            problems.append(f"row {number}, column {shown} does not fit in a cell; put it in a profile")
        elif name:
            columns.append(Column(position, name, spec, name))
        elif shown and not shown.startswith("x-"):
            near = closest(shown, [column for column, dummy in _known().values()])
            problems.append(f"row {number}, column {shown} is unknown{near} (known: {', '.join(MEMBERS)}, and PLATFORM.OPTION)")
    if "email" not in headings and not any(column.name == "email" for column in columns):
        problems.insert(0, f"row {number} has no column email")
    return columns, unread, problems


def _renamed(cells: list[str], number: int, headings: Mapping[str, str]) -> tuple[list[Column], list[str]]:
    """Return the columns with other headings, and a problem for each that is missing or ambiguous."""
    columns: list[Column] = []
    problems: list[str] = []
    for name, heading in headings.items():
        shown = visible(heading)
        exact = [position for position, cell in enumerate(cells) if cell.strip() == heading]
        positions = exact or [position for position, cell in enumerate(cells) if _bare(cell) == _bare(heading)]
        if len(positions) == 1:
            columns.append(Column(positions[0], name, _known()[_bare(name)][1], shown))
        elif positions:
            problems.append(f"row {number} has the column {shown} twice")
        else:
            existing = [visible(cell.strip()) for cell in cells if cell.strip()]
            near = closest(shown, [cell.lower() for cell in existing]) or f" (it has: {', '.join(existing[:20])}{', ...' if len(existing) > 20 else ''})"
            problems.append(f"row {number} has no column {shown}{near}, which columns.{name} refers to")
    return columns, problems


def _unnamed(headings: list[str], rows: list[table.TableRow], problems: list[str]) -> None:
    """Add columns without a heading to the problems, except empty ones at the end of the table, which spreadsheets add."""
    last = max((position for position, heading in enumerate(headings) if heading.strip()), default=-1)
    for position, heading in enumerate(headings):
        filled = next((row.number for row in rows[1:] if position < len(row.cells) and row.cells[position].strip()), 0)
        if not heading.strip() and (position < last or filled):
            problems.append(f"row {rows[0].number}, column {position + 1} has no name" + (f", but row {filled} has a value there" if filled else ""))
    for row in rows[1:]:
        if any(cell.strip() for cell in row.cells[len(headings):]):
            problems.append(f"row {row.number} has {len(row.cells)} cells, but there are {len(headings)} columns")


def _person(row: table.TableRow, columns: Iterable[Column], problems: list[str]) -> dict[str, Any]:
    person: dict[str, Any] = {}
    for column in columns:
        value: Any = row.cells[column.position].strip() if column.position < len(row.cells) else ""
        where = f"row {row.number}, column {column.label}"
        if not value:
            problems += [f"{where} is empty"] if column.name == "email" and not row.problem else []
            continue
        if "\n" in value or "\r" in value:
            problems.append(f"{where} spans several lines; check for a quotation mark that is not closed")
        if column.name in DATES:
            value = _date(value, where, problems)
        elif column.spec.get("type") == "list":
            value = [item.strip() for item in value.replace(";", "|").split("|") if item.strip()]
        platform, dot, option = column.name.partition(".")
        (person.setdefault("accounts", {}).setdefault(platform, {}) if dot else person)[option or column.name] = value
    return person


def _date(text: str, where: str, problems: list[str]) -> str:
    """Return a date in a regional format as YYYY-MM-DD if it is unambiguous, otherwise unchanged. Adds ambiguous dates to the problems."""
    year_first, dots, slashes = (form.fullmatch(text) for form in (_YEAR_FIRST, _DOTS, _SLASHES))
    if year_first:
        year, month, day = year_first.groups()
    elif dots:
        day, month, year = dots.groups()
    elif slashes:
        first, second, year = slashes.groups()
        if int(first) <= 12 and int(second) <= 12 and int(first) != int(second):
            problems.append(f"{where}: {text} is ambiguous; write YYYY-MM-DD")
        day, month = (first, second) if int(first) > 12 else (second, first)
    else:
        return text
    return f"{year}-{int(month):02}-{int(day):02}"

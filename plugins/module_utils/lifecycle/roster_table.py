# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Reads a roster from CSV with a row per person, as saved by any spreadsheet. Problems are reported by row and column.

Columns are the members of a person except accounts, and PLATFORM.OPTION for options that are strings, numbers, booleans or lists of strings. Lists are
separated by ``|`` or ``;``. Empty cells are ignored. Headings are not case-sensitive and may contain spaces or hyphens.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ..engine.errors import BadInput
from ..engine.text import visible
from ..platforms import registry
from . import table
from .values import closest

TEXTS, DATES, LISTS = ("email", "first_name", "last_name"), ("starts", "ends"), ("profiles", "previous_emails", "previous_names")
MEMBERS = (*TEXTS, *LISTS, *DATES, "no_admin")
_DOTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})\.?")


def people(text: str) -> tuple[list[dict[str, Any]], list[str], list[str]]:
    """Return the people, their positions, and all problems. Raises BadInput if there is no header."""
    rows = table.read(text).rows
    if not rows:
        raise BadInput("the file is empty; its first row has to name the columns, one of them email.")
    header = rows[0]
    if header.problem:
        raise BadInput(f"row {header.number} {header.problem}.")
    columns, problems = _columns(header.cells, header.number)
    _unnamed(header.cells, rows, columns, problems)
    if len(rows) > 1 and len(rows[-1].cells) < len(header.cells) and not text.endswith(("\n", "\r")):
        # Spreadsheets also omit empty cells, but end the last row like all others.
        problems.append(f"row {rows[-1].number}, the last one, has fewer cells than row {header.number} and no line break at its end: the file may be "
                        "truncated. If it is complete, end the row")
    found, places = [], []
    for row in rows[1:]:
        problems += [f"row {row.number} {row.problem}"] if row.problem else []
        found.append(_person(row, columns, problems))
        places.append(f"row {row.number}")
    return found, places, problems


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
    return re.sub(r"[\s_-]+", "", heading.lower())


def _columns(headings: list[str], number: int) -> tuple[list[tuple[str, Mapping[str, Any]]], list[str]]:
    """Return name and type of each column, with an empty name for ignored ones, and the problems of the header."""
    columns: list[tuple[str, Mapping[str, Any]]] = []
    problems: list[str] = []
    known = _known()
    for heading in headings:
        shown = visible(heading.strip())
        name, spec = known.get(_bare(heading), ("", {}))
        if name and name in [column for column, dummy in columns]:
            problems.append(f"row {number} has the column {name} twice")
        elif name and "dict" in (spec.get("elements"), spec.get("type")):
            problems.append(f"row {number}, column {shown} does not fit in a cell; put it in a profile")
            name = ""
        elif not name and shown and not shown.startswith("x-"):
            near = closest(shown, [column for column, dummy in known.values()])
            problems.append(f"row {number}, column {shown} is unknown{near} (known: {', '.join(MEMBERS)}, and PLATFORM.OPTION)")
        columns.append((name, spec))
    if not any(name == "email" for name, dummy in columns):
        problems.insert(0, f"row {number} has no column email")
    return columns, problems


def _unnamed(headings: list[str], rows: list[table.TableRow], columns: list[Any], problems: list[str]) -> None:
    """Add columns without a heading to the problems, except empty ones at the end of the table, which spreadsheets add."""
    last = max((position for position, heading in enumerate(headings) if heading.strip()), default=-1)
    for position, heading in enumerate(headings):
        filled = next((row.number for row in rows[1:] if position < len(row.cells) and row.cells[position].strip()), 0)
        if not heading.strip() and (position < last or filled):
            problems.append(f"row {rows[0].number}, column {position + 1} has no name" + (f", but row {filled} has a value there" if filled else ""))
    for row in rows[1:]:
        if any(cell.strip() for cell in row.cells[len(columns):]):
            problems.append(f"row {row.number} has {len(row.cells)} cells, but there are {len(columns)} columns")


def _person(row: table.TableRow, columns: list[tuple[str, Mapping[str, Any]]], problems: list[str]) -> dict[str, Any]:
    person: dict[str, Any] = {}
    for (name, spec), cell in zip(columns, row.cells):
        value: Any = cell.strip()
        if not value or not name:
            continue
        if "\n" in value or "\r" in value:
            problems.append(f"row {row.number}, column {name} spans several lines; check for a quotation mark that is not closed")
        if name in DATES:
            value = _date(value, f"row {row.number}, column {name}", problems)
        elif spec.get("type") == "list":
            value = [item.strip() for item in value.replace(";", "|").split("|") if item.strip()]
        platform, dot, option = name.partition(".")
        (person.setdefault("accounts", {}).setdefault(platform, {}) if dot else person)[option or name] = value
    if not row.problem and any(name == "email" for name, dummy in columns) and not person.get("email"):
        problems.append(f"row {row.number}, column email is empty")
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

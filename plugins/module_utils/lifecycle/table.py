# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""A strict CSV parser for files saved by spreadsheets (RFC 4180, separated by commas, semicolons or tabs).

Python's parser takes a stray quotation mark as the start of a cell that contains the following rows, without an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

DELIMITERS = ",;\t"
LONGEST = 32_767  # the maximum number of characters in a cell (page "Excel specifications and limits")
STRAY = "has a quotation mark that is not closed, or one inside a cell that is not quoted; quote such a cell, and double the quotation marks in it"


@dataclass(frozen=True)
class TableRow:
    """A row: its number as in a spreadsheet, its cells, and its syntax error, with which cells may be missing."""

    number: int
    cells: list[str]
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """A table. ``rows`` are all rows that are not empty, starting with the header."""

    delimiter: str
    rows: list[TableRow]


def read(text: str) -> Table:
    """Parse a table. The delimiter is given by a first line such as ``sep=;``, otherwise it is the most frequent one in the first row that is not empty."""
    text = text.lstrip("\ufeff")
    if "\n" not in text:
        text = text.replace("\r", "\n")  # the line ends of old Macs
    first, dummy, rest = text.partition("\n")
    said = re.fullmatch(r'"?sep=([,;\t|])"?', first.strip(" \r"), re.IGNORECASE)
    start, text = (2, rest) if said else (1, text)
    header = text.lstrip(" \r\n").partition("\n")[0]
    delimiter = said.group(1) if said else max(DELIMITERS, key=header.count)
    return Table(delimiter, [row for row in _rows(text, delimiter, start) if row.problem or any(cell.strip() for cell in row.cells)])


def _rows(text: str, delimiter: str, number: int) -> Iterator[TableRow]:
    cell = _cell(delimiter)
    at = 0
    cells: list[str] = []
    while at < len(text):
        found = cell.match(text, at)
        if found is None:
            after = _next_line(text, at)
            yield TableRow(number, cells, STRAY if '"' in text[at:after] else "contains a line break of another kind than those between rows")
            at, cells, number = after, [], number + 1
            continue
        quoted, bare, end = found.groups()
        cells.append(quoted.replace('""', '"') if quoted is not None else bare)
        at = found.end()
        if end != delimiter:
            yield TableRow(number, cells, _too_long(cells))
            cells, number = [], number + 1
    if cells:  # the text ends with a delimiter, so there is another empty cell
        yield TableRow(number, [*cells, ""], _too_long(cells))


@lru_cache(maxsize=8)
def _cell(delimiter: str) -> re.Pattern[str]:
    """Return the pattern of a cell with its delimiter or line break."""
    return re.compile(rf'(?:"([^"]*(?:""[^"]*)*)"|([^"\r\n{re.escape(delimiter)}][^\r\n"{re.escape(delimiter)}]*|))({re.escape(delimiter)}|\r?\n|\r?\Z)')


def _next_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _too_long(cells: list[str]) -> str:
    number = next((number for number, cell in enumerate(cells, 1) if len(cell) > LONGEST), 0)
    return f"has {len(cells[number - 1]):,} characters in cell {number}; a spreadsheet cell holds at most {LONGEST:,}" if number else ""

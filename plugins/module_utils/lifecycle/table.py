# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Tables as spreadsheets save them (RFC 4180, divided by commas, semicolons or tabs), read so that no row can vanish in another one.

Python's own reader takes a stray quotation mark for the beginning of a cell that swallows rows, and keeps quiet about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

DELIMITERS = ",;\t"
LONGEST = 32_767  # characters, what a cell of a spreadsheet can hold (Excel specifications and limits)
STRAY = "has a quotation mark that is not closed, or one inside a cell that is not quoted; quote such a cell, and double the quotation marks in it"


@dataclass(frozen=True)
class TableRow:
    """A row: its number as a spreadsheet counts, its cells, and what is wrong with its form (then there may be fewer cells)."""

    number: int
    cells: list[str]
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """``delimiter`` divides the cells; ``rows`` are those that are not empty, the first of them names the columns."""

    delimiter: str
    rows: list[TableRow]


def read(text: str) -> Table:
    """The table. A first line such as ``sep=;`` says what divides the cells; else this is what the first row has most of."""
    text = text.lstrip("\ufeff")
    if "\n" not in text:
        text = text.replace("\r", "\n")  # the line ends of old Macs
    first, dummy, rest = text.partition("\n")
    said = re.fullmatch(r'"?sep=([,;\t|])"?', first.strip(" \r"), re.IGNORECASE)
    start, text = (2, rest) if said else (1, text)
    header = text.partition("\n")[0]
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
    if cells:  # the text ends with a delimiter: one more cell, which is empty
        yield TableRow(number, [*cells, ""], _too_long(cells))


@lru_cache(maxsize=8)
def _cell(delimiter: str) -> re.Pattern[str]:
    """A cell with what ends it."""
    return re.compile(rf'(?:"([^"]*(?:""[^"]*)*)"|([^"\r\n{re.escape(delimiter)}][^\r\n"{re.escape(delimiter)}]*|))({re.escape(delimiter)}|\r?\n|\r?\Z)')


def _next_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _too_long(cells: list[str]) -> str:
    number = next((number for number, cell in enumerate(cells, 1) if len(cell) > LONGEST), 0)
    return f"has {len(cells[number - 1]):,} characters in cell {number}; a spreadsheet cell holds at most {LONGEST:,}" if number else ""

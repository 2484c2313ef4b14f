# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was measured: tables on the terminal and on the page about speed, and the bounds at the end."""

from __future__ import annotations

import dataclasses

from .common import HEADS, ROOT

PAGE = ROOT / "docs" / "docsite" / "rst" / "speed.rst"
BEGIN, END = ".. begin of what the benchmark wrote\n", ".. end of what the benchmark wrote\n"


@dataclasses.dataclass(frozen=True)
class Bound:
    """A promise: what was measured, and the most or the least that it may be."""

    text: str
    measured: float
    limit: float
    at_least: bool = False

    @property
    def holds(self) -> bool:
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def row(self) -> list[str]:
        return [self.text, f"{self.measured:.2f}", f"{'at least' if self.at_least else 'at most'} {self.limit:g}", "held" if self.holds else "MISSED"]


class Report:
    """Collects tables and bounds. Tables are printed at once, because a whole run takes long."""

    def __init__(self) -> None:
        self.bounds: list[Bound] = []
        self._page: list[str] = []

    def table(self, title: str, rows: list[list[str]], note: str = "", extra: str = "") -> None:
        """Rows below HEADS, and below the heading ``extra`` if their cells are one more."""
        heads = [*HEADS, extra] if extra else HEADS
        print(f"\n{title}\n{_text([heads, *rows])}" + (f"\n{note}" if note else ""), flush=True)
        self._page.append(_section(title, [heads, *rows], note))

    def bound(self, text: str, measured: float, limit: float, at_least: bool = False) -> None:
        self.bounds.append(Bound(text, measured, limit, at_least))

    def end(self) -> None:
        """Print the bounds."""
        if self.bounds:
            missed = sum(not bound.holds for bound in self.bounds)
            print(f"\nBounds\n{_text([bound.row() for bound in self.bounds])}\n{len(self.bounds) - missed} held, {missed} missed")

    def write(self) -> None:
        """Put everything between the marks of the page."""
        rows = [["bound", "measured", "promised", ""], *(bound.row() for bound in self.bounds)]
        parts = [_section("Bounds", rows, ""), *self._page]
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(text[:text.index(BEGIN) + len(BEGIN)] + "\n" + "\n".join(parts) + "\n" + text[text.index(END):], encoding="utf-8")


def _text(rows: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join("  ".join(cell.rjust(width) if number else cell.ljust(width) for number, (cell, width) in enumerate(zip(row, widths))) for row in rows)


def _section(title: str, rows: list[list[str]], note: str) -> str:
    lines = [title, "^" * len(title), "", *([note, ""] if note else []), ".. list-table::", "   :header-rows: 1", ""]
    for row in rows:
        lines += [f"   {'  -' if number else '* -'} {cell}".rstrip() for number, cell in enumerate(row)]
    return "\n".join([*lines, ""])

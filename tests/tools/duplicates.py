# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure duplicated code: ``python -m tests.tools.duplicates``. Fails if it is 3 percent or more of the modules, or of another part.

A line counts as duplicated if it is in WINDOW lines of code that another file of the same part also has. Documentation, docstrings, comments and blank
lines do not count. The last four lines of each module (``main`` and its call) are shorter than the window.
"""

from __future__ import annotations

import ast
import collections
import pathlib
import sys
from collections.abc import Mapping

from .common import ROOT

WINDOW = 5
LIMIT = 3.0
PARTS = ("modules", "module_utils", "plugin_utils")
TEXTS = ("DOCUMENTATION", "EXAMPLES", "RETURN")


def code_of(source: str) -> list[str]:
    """Return the lines of code, stripped."""
    others: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        is_text = isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in TEXTS
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        if is_text or is_docstring:
            assert isinstance(node, ast.stmt)
            others.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = (line.strip() for number, line in enumerate(source.splitlines(), 1) if number not in others)
    return [line for line in lines if line and not line.startswith("#")]


def duplicated(codes: Mapping[str, list[str]], window: int = WINDOW) -> dict[str, set[int]]:
    """Return the numbers of duplicated lines by file."""
    places: dict[tuple[str, ...], set[tuple[str, int]]] = collections.defaultdict(set)
    for name, code in codes.items():
        for start in range(len(code) - window + 1):
            places[tuple(code[start:start + window])].add((name, start))
    found: dict[str, set[int]] = collections.defaultdict(set)
    for occurrences in places.values():
        if len({name for name, dummy in occurrences}) > 1:
            for name, start in occurrences:
                found[name].update(range(start, start + window))
    return found


def main() -> int:
    shares = {}
    for part in PARTS:
        files: list[pathlib.Path] = sorted((ROOT / "plugins" / part).rglob("*.py"))
        codes = {str(path.relative_to(ROOT)): code_of(path.read_text(encoding="utf-8")) for path in files}
        found = duplicated(codes)
        total, double = sum(map(len, codes.values())), sum(map(len, found.values()))
        shares[part] = 100 * double / total
        if shares[part] >= LIMIT:
            print("\n".join(f"{name}: {len(lines)} of {len(codes[name])} lines stand in another file too" for name, lines in sorted(found.items())))
    print("duplicated: " + ", ".join(f"{part} {share:.1f} %" for part, share in shares.items()) + f" (less than {LIMIT:.0f} % is allowed)")
    return 1 if max(shares.values()) >= LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.faults [WORD...]``: run all cells, or those of the cases whose name has one of the words, and print what fails.

The results lie in .work/faults.json.
"""

from __future__ import annotations

import argparse
import collections
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict

from tests.tools.common import WORK

from .cases import CASES
from .matrix import Cell, run_all
from .page import write
from .roles import roles
from .rows import ROWS

ALL_ROWS: dict[str, Callable[[], Iterator[Cell]]] = {**ROWS, "roles": roles}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("words", nargs="*", help="only cases whose name has one of these in it")
    parser.add_argument("--every", type=int, default=1, help="only every n-th cell of each case")
    parser.add_argument("--fault", action="append", default=[], help="only faults with this in their name")
    parser.add_argument("--jobs", type=int, default=0, help="processes side by side")
    parser.add_argument("--rows", nargs="*", choices=list(ALL_ROWS), default=[], help="also these; the matrix is left out with --only-rows")
    parser.add_argument("--only-rows", action="store_true")
    parser.add_argument("--page", action="store_true", help="write the page of the documentation")
    options = parser.parse_intermixed_args()
    names = [name for name in CASES if not options.words or any(word in name for word in options.words)]
    names = [] if options.only_rows else names
    started = time.monotonic()
    cells: list[Cell] = []
    for done in run_all(names, options.every, options.jobs, tuple(options.fault)):
        if not done:
            continue
        cells += done
        failed = sum(bool(cell.problems) for cell in done)
        print(f"{done[0].case:<45} {len(done):5} cells {failed:5} failed {sum(cell.seconds for cell in done):7.1f} s", flush=True)
    for name in options.rows:
        done = list(ALL_ROWS[name]())
        cells += done
        print(f"{name:<45} {len(done):5} cells {sum(bool(cell.problems) for cell in done):5} failed {sum(cell.seconds for cell in done):7.1f} s", flush=True)
    WORK.mkdir(exist_ok=True)
    (WORK / "faults.json").write_text(json.dumps([asdict(cell) for cell in cells]), encoding="utf-8")
    if options.page:
        write(cells, options.every)
    show(cells)
    counts(cells)
    failed = sum(bool(cell.problems) for cell in cells)
    print(f"{len(cells)} cells, {failed} failed, {time.monotonic() - started:.0f} s")
    return 1 if failed else 0


def counts(cells: list[Cell]) -> None:
    """A line for each fault: cells, how many succeeded, how many failed rightly, how many are wrong."""
    print(f"{'fault':<52}{'cells':>7}{'done':>7}{'failed':>8}{'wrong':>7}")
    for fault in dict.fromkeys(cell.fault for cell in cells):
        mine = [cell for cell in cells if cell.fault == fault]
        good = collections.Counter(cell.outcome for cell in mine if not cell.problems)
        print(f"{fault:<52}{len(mine):7}{good['done']:7}{good['failed']:8}{sum(bool(cell.problems) for cell in mine):7}")


def show(cells: list[Cell]) -> None:
    """Every failing cell by what is wrong with it, and the counts at the end."""
    by_problem: dict[str, list[Cell]] = collections.defaultdict(list)
    for cell in cells:
        for problem in cell.problems:
            by_problem[problem.partition(":")[0] + ":" + problem.partition(":")[2][:60]].append(cell)
    for problem, wrong in sorted(by_problem.items(), key=lambda pair: -len(pair[1])):
        print(f"\n{len(wrong)} x {problem}")
        for cell in wrong:
            print(f"    {cell.label}\n        said: {cell.said[:400] or cell.outcome}\n        state: {cell.state}")


if __name__ == "__main__":
    sys.exit(main())

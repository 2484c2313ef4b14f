# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.bench [WORD...] [--page]``: measure, print it beside what people would use instead, and which bounds hold.

Without words, everything is measured, which takes about 25 minutes on two idle cores. --page also writes it to docs/docsite/rst/speed.rst.
"""

from __future__ import annotations

import argparse
import functools
from collections.abc import Callable

from . import loops, playbooks, plural, reading, roster
from .report import Report

MEASUREMENTS: dict[str, Callable[[Report], None]] = {
    "loops": loops.measure, "plural": plural.measure, "reading": reading.measure, "playbooks": playbooks.measure,
    **{f"roster-{count}": functools.partial(roster.measure, count=count) for count in roster.SIZES},
    "side-by-side": roster.side_by_side,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("words", nargs="*", metavar="WORD", help=f"what to measure: the beginnings of {', '.join(MEASUREMENTS)}")
    parser.add_argument("--page", action="store_true", help="write the page; only for a whole run")
    options = parser.parse_args()
    unknown = [word for word in options.words if not any(name.startswith(word) for name in MEASUREMENTS)]
    if unknown or (options.words and options.page):
        parser.error(f"nothing begins with {unknown[0]}" if unknown else "only a whole run writes the page")
    report = Report()
    for name, measure in MEASUREMENTS.items():
        if not options.words or any(name.startswith(word) for word in options.words):
            measure(report)
    report.end()
    if options.page:
        report.write()


if __name__ == "__main__":
    main()

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.bench [ROUNDS] [NAME...]``: measure, and print it beside what people would use instead. Each file here measures one
thing; rosters, which take minutes, have rounds of their own whatever ROUNDS says."""

from __future__ import annotations

import sys
from collections.abc import Callable

from . import loops, roster, single, thousandeyes

MEASUREMENTS: dict[str, Callable[[int], None]] = {
    "single": single.measure, "loops": loops.measure, "thousandeyes": thousandeyes.measure, "roster": lambda dummy: roster.main(roster.SIZES),
}


def main() -> None:
    words = sys.argv[1:]
    rounds = int(words.pop(0)) if words and words[0].isdigit() else 3
    for name in words or MEASUREMENTS:
        MEASUREMENTS[name](rounds)


if __name__ == "__main__":
    main()

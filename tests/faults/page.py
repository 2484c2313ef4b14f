# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the page of the documentation from the results of ``python -m tests.faults``."""

from __future__ import annotations

import collections
import textwrap
from collections.abc import Iterable

from tests.tools.common import ROOT

from .judge import AFTER, ALL, BEFORE, LOGIN, LOGOUT, WRITE
from .matrix import Cell

PAGE = ROOT / "docs" / "docsite" / "rst" / "failures.rst"
PLACES = {
    WRITE: "The write", BEFORE: "The read before it", AFTER: "The read after it", ALL: "All from the write on", LOGIN: "The login", LOGOUT: "The logout",
}
SHOWN = ("te_user create", "contabo_user update", "segment_user delete", "tsna_user delete", "segment_invite create", "roster create (contabo)")
HEAD = """.. Copyright (c) 2026 the people.access authors
.. GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
.. SPDX-License-Identifier: GPL-3.0-or-later
.. Written by python -m tests.faults --page from its results; do not edit.

.. _ansible_collections.people.access.docsite.failures:

What happens when a platform fails
==================================

A platform that fails in the middle of a change is the ordinary case: a gateway times out, an answer is lost, a token expires, a proxy answers with
its own page. A task of this collection then ends in one of two ways:

* It succeeds, and the platform holds what the task asked for.
* It fails with a message that says what happened and what to do. ``changed`` is true if anything was written, and the message says what.

After the cause is fixed, run the same task again. It completes what is missing and repeats nothing.

How this is tested
------------------

``make faults`` runs every module that writes against the emulated platforms of ``tests/sandbox``, over real HTTP, through a proxy that lets one
request fail. The result of each run is compared with what the platform holds and with the requests it has carried out. The proxy then stops
failing, and a second run has to reach the wanted state. {total} {part} of module, operation, failure and place were tried: in {done} the task
succeeded in spite of the failure, in {failed} it failed. {bad}

No credential was found in any output, and no redirect to another host was followed.
"""


def write(cells: list[Cell], every: int = 1) -> None:
    """Write the whole page. ``every``: only every n-th combination was tried."""
    bad = [cell for cell in cells if cell.problems]
    numbers = collections.Counter(cell.outcome for cell in cells)
    verdict = "No combination left a wrong state or an untrue message." if not bad else f"{len(bad)} of them are still wrong."
    part = "combinations" if every == 1 else f"combinations, one of {every},"
    parts = [HEAD.format(total=f"{len(cells):,}", part=part, done=f"{numbers['done']:,}", failed=f"{numbers['failed']:,}", bad=verdict)]
    matrix = [cell for cell in cells if cell.place in PLACES and not cell.case.startswith("role ")]
    parts += _heading("The failures") + [
        "Each pair of numbers says how many tasks succeeded, and how many failed. *After the commit* means that the platform carried out the request,",
        "and only its answer was spoiled. *Once* means that the next try got through.", "",
    ]
    kinds = list(dict.fromkeys(cell.fault for cell in matrix))
    parts += _table(["Failure", *PLACES.values()], [[kind, *(_pair(matrix, kind, place) for place in PLACES)] for kind in kinds])
    parts += _heading("The modules")
    modules = list(dict.fromkeys(cell.case.partition(" ")[0] for cell in matrix))
    rows = []
    for module in modules:
        mine = [cell for cell in matrix if cell.case.partition(" ")[0] == module]
        operations = dict.fromkeys(cell.case.partition(" ")[2].partition(" (")[0] for cell in mine)
        rows.append([f":ansplugin:`people.access.{module}#module`", ", ".join(operations), str(len(mine)), str(sum(not cell.problems for cell in mine))])
    parts += _table(["Module", "Operations", "Tried", "Good"], rows)
    others = [cell for cell in cells if cell.place not in PLACES or cell.case.startswith("role ")]
    parts += _heading("Interruptions, simultaneous tasks and full disks") if others else []
    kinds_of_others = list(dict.fromkeys(map(_kind, others)))
    rows = []
    for kind in kinds_of_others:
        mine = [cell for cell in others if _kind(cell) == kind]
        rows.append([kind, str(len(mine)), str(sum(not cell.problems for cell in mine))])
    parts += _table(["What happens", "Tried", "Good"], rows) if others else []
    parts += _heading("What you read") + ["These are messages of real runs, one for each failure of a write.", ""]
    parts += [line for kind in kinds for line in _message(matrix, kind)]
    PAGE.write_text("\n".join(line.rstrip() for line in parts) + "\n", encoding="utf-8")


def _kind(cell: Cell) -> str:
    """What a cell outside of the matrix tries."""
    named = {"SIGTERM": "A roster is canceled at some write", "SIGKILL": "A roster is killed at some write", "full disk": "The disk is full",
             "two at once": "Two tasks write the same object"}
    return named.get(cell.fault, f"A platform fails in the {cell.case.partition(' (')[0]}")


def _heading(text: str) -> list[str]:
    return ["", text, "-" * len(text), ""]


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in [head, *rows]:
        for number, cell in enumerate(row):
            lines.append(f"   {'*' if not number else ' '} - {cell}")
    return [*lines, ""]


def _pair(cells: list[Cell], kind: str, place: str) -> str:
    mine = [cell for cell in cells if cell.fault == kind and cell.place == place]
    return f"{sum(cell.outcome == 'done' for cell in mine)} / {sum(cell.outcome == 'failed' for cell in mine)}" if mine else ""


def _message(cells: list[Cell], kind: str) -> list[str]:
    failed = {cell.case: cell for cell in reversed(cells) if cell.fault == kind and cell.place == WRITE and cell.outcome == "failed"}
    case = next((name for name in (*SHOWN, *failed) if name in failed), None)
    if case is None:
        return [f"{kind}", "   The task succeeds.", ""] if any(cell.fault == kind and cell.place == WRITE for cell in cells) else []
    said = [f"      {line}" for line in textwrap.wrap(failed[case].said, 140)]
    return [f"{kind} ({failed[case].where} of {case.partition(' ')[0]})", "   .. code-block:: text", "", *said, ""]

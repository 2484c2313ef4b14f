# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook for a roster, which plans, applies and verifies, and the playbook that offboards people, as they stand in the collection."""

from __future__ import annotations

import re

from .common import LATENCY, PLATFORMS, Place, in_turn, milliseconds, place
from .report import Report
from .roster import everybody_accepts, roster_task, roster_with, uri_for_each

PEOPLE = 100
LEAVERS = (1, 50)
URGENT = 5.0  # seconds after which one leaver is cut off everywhere, at 50 ms


def reconcile(where: Place, latency: float, report: Report) -> None:
    """The playbook beside one task of roster and three plain scripts, as it reads everything three times: plan, apply and verify."""
    file = roster_with(where, PEOPLE)
    variables = {"roster_file": file, "apply": True}
    where.set_latency(latency)
    start, script, task, planned, same = in_turn(
        where.start, lambda: where.script(file), lambda: where.play(roster_task(where, PEOPLE)),
        lambda: where.playbook("people.access.reconcile", {"roster_file": file, "apply": False}), lambda: where.playbook("people.access.reconcile", variables),
        rounds=1 if latency else 3,
    )
    roster_with(where, PEOPLE, 1)
    changed = where.playbook("people.access.reconcile", variables)
    labels = {
        "start of ansible-playbook alone": start, "plain script": script, "a task of roster, no change": task, "reconcile, the plan alone": planned,
        "reconcile, no change": same, "reconcile, one person changed": changed,
    }
    rows = [[*cost.row(label), f"{cost.wall / (start.wall + 3 * script.wall):.2f}"] for label, cost in labels.items()]
    report.table(f"The playbook reconcile, {PEOPLE} people, {milliseconds(latency)}", rows, extra="of three scripts and the start")


def accounts(where: Place) -> set[str]:
    """The addresses that have an account on any platform."""
    found = set()
    for platform in where.control("GET", "state").values():
        users = platform["users"]
        found |= {user["email"] for user in (users.values() if isinstance(users, dict) else users)}
    return found


def offboard(where: Place, latency: float, report: Report) -> None:
    """The playbook, with its proof that nothing is left, beside a loop of uri with one task for each account, which proves nothing."""
    start = in_turn(where.start)[0]
    where.set_latency(latency)
    rows, first = [["start of ansible-playbook alone", *start.row("")[1:], ""]], 0
    cut_off: dict[int, float] = {}
    for count in LEAVERS:
        leavers = [f"p{number}@x.example" for number in range(first, first + count)]
        first += count
        cost = where.playbook("people.access.offboard", {"leavers": leavers, "max_removals": -1})
        cut_off[count] = cut_off_seconds(where)
        if left := sorted(accounts(where).intersection(leavers)):
            raise SystemExit(f"the benchmark is wrong: {', '.join(left)} are still there")
        uri = uri_for_each(where, count * len(PLATFORMS), start)
        labels = {f"offboard, {count} of {PEOPLE} people": cost, f"uri, one for each of {count * len(PLATFORMS)} accounts (extrapolated)": uri}
        rows += [[*entry.row(label), f"{uri.wall / entry.wall:.1f}"] for label, entry in labels.items()]
    note = ", ".join(f"{seconds:.1f} s ({count} of {PEOPLE} people)" for count, seconds in cut_off.items())
    report.table(f"The playbook offboard, {milliseconds(latency)}", rows, extra="faster than uri",
                 note=f"Cut off on all platforms, from the beginning of the task: {note}.")
    if latency:
        report.bound(f"seconds until one leaver is cut off on all platforms, {milliseconds(latency)}", cut_off[1], URGENT)


def cut_off_seconds(where: Place) -> float:
    """The time that the last playbook told."""
    told = re.search(r"cut off everywhere after ([0-9.]+) seconds", where.output)
    if told is None:
        raise SystemExit("the benchmark is wrong: nobody is said to be cut off")
    return float(told[1])


def measure(report: Report) -> None:
    with place() as where:
        for latency in (0.0, LATENCY):
            where.reset()
            where.play(roster_task(where, PEOPLE, new=True))
            everybody_accepts(where, PEOPLE)
            reconcile(where, latency, report)
            where.set_latency(0.0)
            offboard(where, latency, report)

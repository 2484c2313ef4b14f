# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""access_info and access_review, which read everybody, beside the plain script that reads the same."""

from __future__ import annotations

from .common import LATENCY, in_turn, milliseconds, place
from .report import Report

PEOPLE = 200


def measure(report: Report) -> None:
    with place(PEOPLE) as where:
        review = {"people.access.access_review": {"dest": str(where.folder / "review")}}
        for latency in (0.0, LATENCY):
            where.set_latency(latency)
            start, script, info, reviewed = in_turn(
                where.start, where.script, lambda: where.play({"name": "Read", "people.access.access_info": {}}),
                lambda: where.play({"name": "Review", **review}), rounds=1 if latency else 3,
            )
            labels = {"start of ansible-playbook alone": start, "plain script, reading alone": script, "access_info": info, "access_review": reviewed}
            rows = [[*cost.row(label), f"{cost.wall / (start.wall + script.wall):.2f}"] for label, cost in labels.items()]
            report.table(f"Reading {PEOPLE} people on four platforms, {milliseconds(latency)}", rows, extra="of script and start")

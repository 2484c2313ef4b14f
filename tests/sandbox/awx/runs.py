# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of the workflow reconcile in an emulated AWX, with who launched and approved them: jobs, workflow jobs, their nodes, approvals.

A workflow job N has the approval N + 2 and the job N + 3, which applies the plan. A schedule that launched it is N + 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

USERS = {2: "maria", 3: "olga"}


@dataclass(frozen=True)
class Run:
    """Who launched a workflow and who approved it: ids of USERS, or None if AWX does not report it. ``status`` is that of the approval.

    ``schedule``: who created the schedule that launched the workflow, and who changed it last; None if it does not exist anymore.
    """

    launcher: int | None
    approver: int | None
    launch_type: str = "manual"
    status: str = "successful"
    schedule: tuple[int | None, int | None] | None = None


RUNS = {
    1000: Run(2, 3), 1010: Run(2, 2), 1020: Run(2, None), 1030: Run(None, 3), 1040: Run(None, 2, "scheduled", schedule=(3, 3)),
    1050: Run(2, 3, status="denied"), 1060: Run(None, 2, "scheduled", schedule=(2, 3)), 1070: Run(None, 2, "scheduled", schedule=(3, 2)),
    1080: Run(None, 2, "scheduled"), 1090: Run(None, 2, "webhook"), 1110: Run(None, 2, "scheduled", schedule=(None, None)),
}
ALONE = 1100  # a job that no workflow launched


def _user(number: int | None) -> Any:
    return None if number is None else {"id": number, "username": USERS[number], "first_name": USERS[number].title(), "last_name": ""}


def _job(number: int, name: str, launch_type: str, launcher: int | None, **summary: Any) -> dict[str, Any]:
    fields = {**({"created_by": _user(launcher)} if launcher else {}), **summary}
    return {"id": number, "name": name, "launch_type": launch_type, "status": "running", "summary_fields": fields}


def found(path: str) -> Mapping[str, Any] | None:
    """Return the response to a GET of ``jobs/1003/`` and so on; None if there is no such object."""
    kind, number, *rest = [*path.strip("/").split("/"), ""]
    if not number.isdecimal() or rest not in ([""], ["workflow_nodes", ""]):
        return None
    identity = int(number)
    if (kind, identity) == ("jobs", ALONE):
        return _job(ALONE, "People access - apply", "manual", 2)
    start = identity // 10 * 10
    run = RUNS.get(start)
    if run is None:
        return None
    if rest[0]:
        return _nodes(start, run) if (kind, identity) == ("workflow_jobs", start) else None
    answers = {
        ("workflow_jobs", start): _job(start, "People access - reconcile", run.launch_type, run.launcher, **_launched_by(start, run)),
        **({("schedules", start + 4): _schedule(start, run.schedule)} if run.schedule else {}),
        ("workflow_approvals", start + 2): _approval(start, run),
        ("jobs", start + 3): _job(start + 3, "People access - apply", "workflow", run.launcher, source_workflow_job={
            "id": start, "name": "People access - reconcile", "status": "running"}),
    }
    return answers.get((kind, identity))


def _launched_by(start: int, run: Run) -> dict[str, Any]:
    return {"schedule": {"id": start + 4, "name": "every night", "next_run": None}} if run.schedule else {}


def _schedule(start: int, owners: tuple[int | None, int | None]) -> dict[str, Any]:
    users = {name: _user(owner) for name, owner in zip(("created_by", "modified_by"), owners) if owner}
    return {"id": start + 4, "name": "every night", "summary_fields": users}


def _approval(start: int, run: Run) -> dict[str, Any]:
    approver = {"approved_or_denied_by": _user(run.approver)} if run.approver else {}
    return {"id": start + 2, "name": "People access - approve the plan", "status": run.status, "finished": "2026-11-18T09:30:00.000000Z",
            "summary_fields": {"created_by": _user(run.launcher), **approver}}


def _nodes(start: int, run: Run) -> dict[str, Any]:
    jobs = [{"id": start + 1, "type": "job", "status": "successful"}, {"id": start + 2, "type": "workflow_approval", "status": run.status},
            {"id": start + 3, "type": "job", "status": "running"}, None]  # the last node has not run
    rows = [{"id": start + place, "summary_fields": {"job": job} if job else {}} for place, job in enumerate(jobs)]
    return {"count": len(rows), "next": None, "previous": None, "results": rows}

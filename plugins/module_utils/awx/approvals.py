# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Finds out who launched the workflow of a job, and who approved it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..engine.errors import Incomplete, Missing
from ..engine.schema import Schema, array, both, maybe, obj, only, string, whole
from .client import Awx, following_path

APPROVAL_OPTIONS: dict[str, dict[str, Any]] = {"job_id": {"type": "int", "required": True}}
WEBHOOK, SCHEDULED = "webhook", "scheduled"  # launch types without a user
USER = maybe(obj(id=whole, username=string))
ORIGIN = obj(created_by=USER, source_workflow_job=maybe(obj(id=maybe(whole))), schedule=maybe(obj(id=whole)),
             workflow_job_template=maybe(obj(id=whole)))
JOB = obj(id=whole, name=string, launch_type=string, summary_fields=ORIGIN)
NODES = obj(results=array(obj(id=whole, summary_fields=obj(job=maybe(obj(id=whole))))), next=maybe(string))
OWNED = obj(summary_fields=obj(created_by=USER, modified_by=USER))
APPROVAL = obj(id=whole, name=string, status=string, summary_fields=obj(approved_or_denied_by=USER))


def approvals_of(connection: Awx, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Return the result of the module awx_approval_info. Raises as Http.send does."""
    job = _read(connection, "jobs", params["job_id"], JOB)
    source = job["summary_fields"].get("source_workflow_job")
    workflow = _workflow_of(connection, job)
    first = _outermost(connection, workflow or job)
    launcher = _user(first["summary_fields"].get("created_by"))
    approvals = sorted(map(_approval, _approved(connection, workflow["id"])), key=lambda approval: approval["finished"]) if workflow else []
    nested = workflow is not None and first is not workflow
    requesters = [launcher] if launcher else _makers(connection, first, nested)
    known = bool(requesters) or first["launch_type"] == WEBHOOK and not nested  # by no user, so every approver is another one
    ids = {user["id"] for user in requesters}
    others = [approval for approval in approvals if known and approval["approver"] and approval["approver"]["id"] not in ids]
    return {
        "changed": False, "job": _job(job), "workflow": _job(workflow) if workflow else {}, "launcher": launcher or {}, "approvals": approvals,
        "approver": others[-1]["approver"] if others else {}, "reason": "" if others else _reason(source, workflow, first, launcher, known, approvals),
    }


def _read(connection: Awx, kind: str, identity: int | str, schema: Schema) -> Any:
    """Return an object. It has to be the one that was requested: a proxy may mix up responses, and then somebody else's approval counts."""
    return connection.read(f"{kind}/{identity}/", both(schema, obj(id=only(str(identity)))))


def _workflow_of(connection: Awx, job: Mapping[str, Any]) -> Any:
    """Return the workflow job that launched a job or another workflow job, None if there is none anymore."""
    source = job["summary_fields"].get("source_workflow_job")
    return _read(connection, "workflow_jobs", source["id"], JOB) if source and source.get("id") else None


def _outermost(connection: Awx, job: Any) -> Any:
    """Return the workflow job that was not launched by another one, or the one whose source has been removed. Only this one names a schedule or webhook."""
    seen: set[str] = set()
    while str(job["id"]) not in seen and (outer := _workflow_of(connection, job)):
        seen.add(str(job["id"]))
        job = outer
    return job


def _approved(connection: Awx, workflow: int) -> Iterator[Mapping[str, Any]]:
    """Yield the approvals of a workflow job. Only nodes that were run have a job."""
    following: str | None = f"workflow_jobs/{workflow}/workflow_nodes/?page_size=200&order_by=id"
    seen: set[str] = set()
    while following:
        page = connection.read(following, NODES)
        fresh = {str(node["id"]) for node in page["results"]} - seen
        if seen and not fresh:
            raise Incomplete("AWX: the listing of the nodes comes back to a page that was read before.", "Run the task again.")
        seen |= fresh
        for node in page["results"]:
            job = node["summary_fields"].get("job")
            if job and job.get("type") == "workflow_approval" and job.get("status") == "successful":
                yield _read(connection, "workflow_approvals", job["id"], APPROVAL)
        following = following_path(page)


def _makers(connection: Awx, job: Mapping[str, Any], nested: bool) -> list[dict[str, Any]]:
    """Return who created what launched a job without a user, and who changed it last: a schedule, or a workflow with a webhook around the one to approve.

    Whoever may launch a workflow may also create a schedule of it. Whoever may create workflows may put it into one with a webhook.

    assumption: the summary of a workflow job names its schedule and its template. If it names neither, nobody is known, and no approval counts.
    """
    if job["launch_type"] == SCHEDULED:
        kind, source = "schedules", job["summary_fields"].get("schedule")
    elif job["launch_type"] == WEBHOOK and nested:
        kind, source = "workflow_job_templates", job["summary_fields"].get("workflow_job_template")
    else:
        return []
    try:
        found = _read(connection, kind, source["id"], OWNED)["summary_fields"] if source else {}
    except Missing:  # removed since
        found = {}
    return [user for name in ("created_by", "modified_by") if (user := _user(found.get(name)))]


def _reason(source: Any, workflow: Any, first: Any, launcher: Any, known: bool, approvals: list[dict[str, Any]]) -> str:
    """Return why no other approver is known."""
    if workflow is None and source is not None:
        return "The workflow job that launched the job has been removed, so nobody knows who has approved it."
    if workflow is None:
        return "The job was not launched by a workflow, so nobody has approved it."
    if not approvals:
        return "No approval of this workflow has been given."
    if not all(approval["approver"] for approval in approvals):
        return "AWX does not say who has approved. The token may lack the right to see users, or the user has been deleted."
    if not known and first["launch_type"] == SCHEDULED:
        return "AWX does not say whose schedule has launched the workflow. The schedule, or the user whose it was, has been deleted."
    if not known:
        return "AWX does not say who has launched the workflow. The token may lack the right to see users, or the user has been deleted."
    if not launcher:
        name = approvals[-1]["approver"]["username"]
        what = "schedule that launched the workflow" if first["launch_type"] == SCHEDULED else "workflow that a webhook launched"
        return f"{name} has created or changed the {what}, and approved it."
    return f"{launcher['username']} has launched the workflow and approved it."


def _approval(found: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": found["id"], "name": found["name"], "finished": found.get("finished") or "",
            "approver": _user(found["summary_fields"].get("approved_or_denied_by")) or {}}


def _job(found: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": found["id"], "name": found["name"], "launch_type": found["launch_type"]}


def _user(found: Any) -> dict[str, Any] | None:
    return {"id": int(found["id"]), "username": found["username"]} if found else None

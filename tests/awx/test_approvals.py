# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who launched and who approved a job, from an emulated AWX; and the playbook that refuses where that is the same person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.awx.approvals import approvals_of
from ansible_collections.people.access.plugins.module_utils.awx.client import connect
from ansible_collections.people.access.plugins.module_utils.engine.errors import Incomplete, Missing
from ansible_collections.people.access.plugins.module_utils.engine.schema import Mismatch
from tests.sandbox.app import Sandbox
from tests.sandbox.awx.runs import ALONE
from tests.sandbox.awx.server import TOKEN
from tests.sandbox.wire import RunningServer


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with RunningServer(Sandbox()) as served:
        yield served


class Stub:
    """An AWX with these responses, by path. ``limit`` is the most reads."""

    def __init__(self, documents: dict[str, Any], limit: int = 50):
        self.documents, self.limit, self.reads = documents, limit, 0

    def read(self, path: str, schema: Any) -> Any:
        self.reads += 1
        assert self.reads <= self.limit, "it goes on for ever"
        found = self.documents[path] if path in self.documents else self.documents[path.partition("?")[0]]
        found = found(path) if callable(found) else found
        schema(found)
        return found


JOB: dict[str, Any] = {"id": 3, "name": "apply", "launch_type": "workflow", "summary_fields": {"source_workflow_job": {"id": 1, "name": "w"}}}
WORKFLOW = {"id": 1, "name": "w", "launch_type": "manual", "summary_fields": {"created_by": {"id": 2, "username": "maria"}}}


def approval(number: int, user: int, finished: str) -> dict[str, Any]:
    return {"id": number, "name": "a", "status": "successful", "finished": finished,
            "summary_fields": {"approved_or_denied_by": {"id": user, "username": f"user {user}"}}}


def nodes(*ids: int, following: str | None = None) -> dict[str, Any]:
    rows = [{"id": number, "summary_fields": {"job": {"id": number, "type": "workflow_approval", "status": "successful"}}} for number in ids]
    return {"results": rows, "next": following}


def result(documents: dict[str, Any]) -> dict[str, Any]:
    return approvals_of(Stub({"jobs/3/": JOB, "workflow_jobs/1/": WORKFLOW, **documents}), {"job_id": 3}, False)  # type: ignore[arg-type]  # a stub of AWX


def test_the_last_approver_is_the_one_who_approved_last() -> None:
    found = result({
        "workflow_jobs/1/workflow_nodes/": nodes(11, 12), "workflow_approvals/11/": approval(11, 5, "2026-11-18T10:00:00Z"),
        "workflow_approvals/12/": approval(12, 4, "2026-11-18T09:00:00Z"),
    })
    assert found["approver"]["id"] == 5 and [one["id"] for one in found["approvals"]] == [12, 11]


def test_a_workflow_job_that_was_removed_is_said() -> None:
    found = result({"jobs/3/": {**JOB, "summary_fields": {"source_workflow_job": {}}}})
    assert found["approver"] == {} and found["reason"].startswith("The workflow job that launched the job has been removed")


def test_the_approval_of_somebody_else_does_not_count() -> None:
    """As with a proxy that returns another response than the requested one."""
    with pytest.raises(Mismatch, match="id is not the one that was requested"):
        result({"workflow_jobs/1/workflow_nodes/": nodes(11), "workflow_approvals/11/": approval(12, 5, "")})


def test_a_listing_without_an_end_is_said() -> None:
    numbers = iter(range(2, 1000))
    with pytest.raises(Incomplete):
        result({"workflow_approvals/11/": approval(11, 5, ""), "workflow_jobs/1/workflow_nodes/": lambda path: nodes(
            11, following=f"/api/v2/workflow_jobs/1/workflow_nodes/?page={next(numbers)}")})


def nested(outer: dict[str, Any], **documents: Any) -> dict[str, Any]:
    """The result for a workflow in another one, which user 5 has approved. AWX gives both of them the user who launched the outer one, if there is one."""
    launched = {name: outer["summary_fields"][name] for name in ("created_by",) if name in outer["summary_fields"]}
    inner = {**WORKFLOW, "launch_type": "workflow", "summary_fields": {**launched, "source_workflow_job": {"id": outer["id"], "name": "o"}}}
    return result({"workflow_jobs/1/": inner, f"workflow_jobs/{outer['id']}/": outer, "workflow_jobs/1/workflow_nodes/": nodes(11),
                   "workflow_approvals/11/": approval(11, 5, "2026-11-18T10:00:00Z"), **documents})


@pytest.mark.parametrize(("creator", "approver", "reason"), [
    (4, 5, ""), (5, None, "user 5 has created or changed the schedule that launched the workflow, and approved it."),
])
def test_a_workflow_in_one_that_a_schedule_launched(creator: int, approver: int | None, reason: str) -> None:
    outer = {"id": 9, "name": "o", "launch_type": "scheduled", "summary_fields": {"schedule": {"id": 8}}}
    owner = {"id": creator, "username": f"user {creator}"}
    found = nested(outer, **{"schedules/8/": {"id": 8, "summary_fields": {"created_by": owner, "modified_by": owner}}})
    assert (found["approver"].get("id"), found["reason"], found["workflow"]["id"]) == (approver, reason, 1)


@pytest.mark.parametrize(("outer", "approver"), [
    ({"id": 9, "name": "o", "launch_type": "webhook", "summary_fields": {}}, None),  # AWX does not say whose it is
    ({"id": 9, "name": "o", "launch_type": "manual", "summary_fields": {"created_by": {"id": 5, "username": "user 5"}}}, None),
    ({"id": 1, "name": "w", "launch_type": "workflow", "summary_fields": {}}, None),  # nobody's: it says that it has launched itself
])
def test_a_workflow_in_one_that_something_else_launched(outer: dict[str, Any], approver: int | None) -> None:
    assert nested(outer)["approver"].get("id") == approver


@pytest.mark.parametrize(("creator", "approver", "reason"), [
    (4, 5, ""), (5, None, "user 5 has created or changed the workflow that a webhook launched, and approved it."),
])
def test_a_workflow_in_one_that_a_webhook_launched(creator: int, approver: int | None, reason: str) -> None:
    """Whoever may create workflows could put it into one with a webhook, and approve what this has launched."""
    outer = {"id": 9, "name": "o", "launch_type": "webhook", "summary_fields": {"workflow_job_template": {"id": 7}}}
    owners = {"created_by": {"id": creator, "username": f"user {creator}"}, "modified_by": {"id": 4, "username": "user 4"}}
    found = nested(outer, **{"workflow_job_templates/7/": {"id": 7, "summary_fields": owners}})
    assert (found["approver"].get("id"), found["reason"]) == (approver, reason)


def asked(url: str, job: int, name: str = "awx") -> dict[str, Any]:
    with connect({"controller_host": f"{url}/{name}", "controller_oauthtoken": TOKEN}, read_only=True) as awx:
        return approvals_of(awx, {"job_id": job}, False)


@pytest.mark.parametrize(("job", "launcher", "approver", "reason"), [
    (1003, "maria", "olga", ""),
    (1013, "maria", None, "maria has launched the workflow and approved it."),
    (1023, "maria", None, "AWX does not say who has approved."),
    (1033, None, None, "AWX does not say who has launched the workflow."),
    (1043, None, "maria", ""),  # a schedule of olga's launched it
    (1063, None, None, "maria has created or changed the schedule that launched the workflow, and approved it."),  # created
    (1073, None, None, "maria has created or changed the schedule that launched the workflow, and approved it."),  # changed
    (1083, None, None, "AWX does not say whose schedule has launched the workflow."),
    (1113, None, None, "AWX does not say whose schedule has launched the workflow. The schedule, or the user whose it was, has been deleted."),
    (1093, None, "maria", ""),  # a webhook
    (1053, "maria", None, "No approval of this workflow has been given."),
    (ALONE, "maria", None, "The job was not launched by a workflow"),
])
def test_who_approved(url: str, job: int, launcher: str | None, approver: str | None, reason: str) -> None:
    found = asked(url, job)
    assert found["launcher"].get("username") == launcher and found["approver"].get("username") == approver
    assert found["reason"].startswith(reason) and bool(found["reason"]) == bool(reason)
    assert found["job"]["id"] == job and found["workflow"].get("id") == (None if job == ALONE else job - 3)


def test_it_is_the_same_behind_a_gateway(url: str) -> None:
    assert asked(url, 1003, "gateway") == asked(url, 1003)


def test_a_job_that_does_not_exist_is_said(url: str) -> None:
    with pytest.raises(Missing, match="GET /api/v2/jobs/7/ answered 404"):
        asked(url, 7)

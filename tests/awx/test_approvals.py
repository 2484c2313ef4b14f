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
from ansible_collections.people.access.plugins.module_utils.engine.errors import Missing
from tests.sandbox.app import Sandbox
from tests.sandbox.awx.runs import ALONE
from tests.sandbox.awx.server import TOKEN
from tests.sandbox.wire import RunningServer


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with RunningServer(Sandbox()) as served:
        yield served


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
    (1113, None, None, "AWX does not say whose schedule has launched the workflow."),
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

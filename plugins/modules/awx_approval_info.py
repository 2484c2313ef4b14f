#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: awx_approval_info
short_description: Find out who launched and who approved a workflow job of AWX
version_added: 1.0.0
author:
  - People Access Authors (@people-access)
description:
  - Reads from AWX, Ascender or Automation Platform who launched the workflow that a job belongs to, and who approved it.
  - AWX does not prevent users from approving what they have launched. With this module, a job can refuse to run in that case.
  - If a schedule launched the workflow, those who created the schedule and changed it last count as if they had launched it. If a webhook did, everybody who
    approves is another user.
  - If the workflow belongs to another one, it counts what launched the outer one; if that was a webhook, those who created the
    outer one and changed it last. Only approvals of the inner one count.
  - AWX gives a job the name of the user who launched it, but not the name of the approver. The module therefore needs a token. Scope V(Read) and the
    role C(System Auditor) are enough.
extends_documentation_fragment:
  - people.access.awx
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
options:
  job_id:
    description: ID of the job, for example the variable C(awx_job_id) that AWX gives each job.
    type: int
    required: true
seealso:
  - module: people.access.awx_kit
"""

EXAMPLES = r"""
---
# The URL and the token come from the environment: CONTROLLER_HOST, CONTROLLER_OAUTH_TOKEN.

- name: Read who approved this job
  people.access.awx_approval_info:
    job_id: "{{ awx_job_id }}"
  register: approval
  when: awx_job_id is defined

- name: Fail if nobody else approved it
  ansible.builtin.assert:
    that: approval.approver | length > 0
    fail_msg: "{{ approval.reason }}"
  when: approval is not skipped
"""

RETURN = r"""
---
launcher:
  description: User who launched the workflow or the outer one, or the job if it belongs to no workflow. Empty if AWX does not return it, as for a schedule.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the user.
      returned: always
      type: int
    username:
      description: Name of the user.
      returned: always
      type: str
approver:
  description: The last user who approved something in this workflow and did not launch it, nor create or change its schedule. Empty if there is no such user.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the user.
      returned: always
      type: int
    username:
      description: Name of the user.
      returned: always
      type: str
reason:
  description: Why RV(approver) is empty. Empty otherwise.
  returned: success
  type: str
  sample: maria has launched the workflow and approved it.
job:
  description: The job.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the job.
      returned: always
      type: int
    name:
      description: Name of the job.
      returned: always
      type: str
    launch_type:
      description: What launched the job, for example C(workflow), C(manual) or C(scheduled).
      returned: always
      type: str
workflow:
  description: The workflow job, with the same members as RV(job). Empty if the job does not belong to a workflow.
  returned: success
  type: dict
approvals:
  description: Approvals that were given in this workflow.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the approval.
      returned: always
      type: int
    name:
      description: Name of the approval node.
      returned: always
      type: str
    finished:
      description: When the approval was given.
      returned: always
      type: str
    approver:
      description: Who approved, with C(id) and C(username). Empty if AWX does not return it.
      returned: always
      type: dict
# Written by make generate from shared_docs.yml: requests waited
requests:
  description: Number of HTTP requests that the task sent, including logins and logouts.
  returned: always
  type: int
  sample: 4
waited:
  description: Seconds spent waiting for rate limits and between retries, on the platform with the longest wait.
  returned: when the task had to wait
  type: float
  sample: 12.5
# End of the written part.
"""

from ansible_collections.people.access.plugins.module_utils.awx.approvals import APPROVAL_OPTIONS, approvals_of
from ansible_collections.people.access.plugins.module_utils.awx.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.engine.runner import run_task


def main() -> None:
    run_task(PROVIDER, APPROVAL_OPTIONS, approvals_of)


if __name__ == "__main__":
    main()

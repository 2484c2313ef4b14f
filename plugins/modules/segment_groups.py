#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: segment_groups
short_description: Manage multiple user groups of a Twilio Segment workspace
version_added: 1.0.0
author:
  - People Access Authors (@people-access)
description:
  - Creates, changes and removes many user groups of a Segment workspace in one task, and optionally removes all other groups.
  - The documentation of M(people.access.segment_group) applies to each group in the list.
  - The guard for the last Workspace Owner considers all groups of the task together.
  - User groups require Segment's Business plan.
extends_documentation_fragment:
  - people.access.segment
  - people.access.connection
  - people.access.resource
  - people.access.resource.membership
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_segment
attributes:
  idempotent:
    support: full
options:
  groups:
    description:
      - The groups to manage. List each of them only once.
    type: list
    elements: dict
    required: true
    suboptions:
      # Written by make generate from segment_group.py
      state:
        description:
          - V(present) creates the group or changes what differs.
          - V(absent) deletes the group. Its members stay in the workspace and lose what they had only through the group.
        type: str
        choices: [present, absent]
        default: present
      name:
        description:
          - Name of the group. It identifies the group unless O(groups[].id) is given. Not case-sensitive, unless two groups have names that differ only
            in case.
          - Segment does not document that names are unique. If several groups have the name, the task fails and lists their IDs.
          - Together with O(groups[].id), a different name renames the group.
          - One of O(groups[].name) and O(groups[].id) is required.
        type: str
      id:
        description:
          - ID of the group. The group must exist unless O(groups[].state=absent).
        type: str
      previous_name:
        description:
          - Former name. If there is no group with the name in O(groups[].name), the module finds the group by the former one and renames it. The next run
            finds it by O(groups[].name), so that the task can stay as it is.
          - With O(groups[].state=absent), the group is removed under either name. Ignored if O(groups[].id) is given.
        type: str
      permissions:
        description:
          - Roles of all members of the group, each with its resources. Applied according to O(membership).
          - Segment may require at least one permission when a group is changed. An empty list then fails with Segment's error message.
          - One role on one resource is one grant. You can add and remove it without affecting the same role on another resource.
        type: list
        elements: dict
        suboptions:
          role:
            description: Name of the role. This or O(groups[].permissions[].role_id) is required. If both are given, they must mean the same role.
            type: str
          role_id:
            description: ID of the role.
            type: str
          resources:
            description: Resources that the role applies to.
            type: list
            elements: dict
            required: true
            suboptions:
              type:
                description: Type of the resource. V(WORKSPACE) stands for all present and future resources of the role's type in the workspace.
                type: str
                required: true
                choices: [WORKSPACE, SOURCE, WAREHOUSE, FUNCTION, SPACE]
              id:
                description:
                  - ID of the resource. This or the name is required unless the type is V(WORKSPACE), where you can omit both.
                  - The module does not check the ID.
                type: str
              name:
                description:
                  - Name of the resource instead of its ID. Workspaces and spaces have a name and a slug, and either will do. A source is identified by
                    its slug, or by its name if only one source has it.
                  - A name takes one more request, or five for functions. Mutually exclusive with the ID.
                type: str
              labels:
                description: Restrict the role to resources that have all of these labels. Segment allows labels only for the type V(WORKSPACE).
                type: list
                elements: dict
                suboptions:
                  key:
                    description: Key of the label.
                    type: str
                    required: true
                  value:
                    description: Value of the label.
                    type: str
                    required: true
                  description:
                    description: Description of the label. Sent with the label, but not compared, because it belongs to the label and not to the permission.
                    type: str
                    version_added: 1.0.0
      members:
        description:
          - E-mail addresses of workspace members and pending invites, applied according to O(membership). Not case-sensitive.
          - An empty list removes all members from the group. The task fails for a person who is neither a member nor invited. Invite that person first.
        type: list
        elements: str
      # End of the written part.
  prune:
    description:
      - Remove all groups that are neither in O(groups) nor in O(protect) and that no guard keeps. RV(notes) names those that a guard keeps.
      - Fails if O(groups) is empty, because this would remove all of them.
    type: bool
    default: false
  protect:
    description:
      - Names of groups to protect. C(*) in an entry matches any text. Not case-sensitive.
      - O(prune) leaves them alone, and the task fails before the first write if O(groups) would remove or rename one or take a permission or a member
        away.
    type: list
    elements: str
  max_removals:
    description:
      - Maximum number of groups that the task may remove or leave with neither permissions nor members. If there are more, it fails before the first
        write. Set to V(-1) for no limit.
    type: int
    default: 5
notes:
  - The module lists the groups once and reads the members only of those in O(groups) and of those that it removes.
  - The module checks all names and guards before the first write and reports all problems at once. In that case nothing has been written.
  - A failed write does not stop the others. The task fails at the end, with the failed ones last in RV(groups).
seealso:
  - module: people.access.segment_group
  - module: people.access.segment_group_info
  - module: people.access.segment_users
"""

EXAMPLES = r"""
---
# The credential comes from the environment: SEGMENT_TOKEN, and SEGMENT_URL if needed.

- name: Keep the groups in this list and Privacy, and remove all others, two at most
  people.access.segment_groups:
    groups:
      - name: Analysts
        permissions:
          - role: Source Read-only
            resources: [{type: WORKSPACE}]
      - name: Night shift
        permissions:
          - role: Source Admin
            resources: [{type: SOURCE, name: web-shop}]
        members: [ravi.stone@harbor.example]
    prune: true
    protect: [Privacy]
    max_removals: 2

- name: Read the groups of the workspace
  people.access.segment_group_info:
    details: true
  register: known

- name: Prove that they are as they were read
  people.access.segment_groups:
    groups: "{{ known.groups }}"
  check_mode: true
"""

RETURN = r"""
---
groups:
  description:
    - One row per group. Those in O(groups) come first, in their order, then the pruned ones, and finally those that failed.
    - RV(people.access.segment_group_info#module:groups) describes the other members of a row. In check mode they are predicted.
  returned: unless the whole task is refused
  type: list
  elements: dict
  contains:
    name:
      description: Name of the group.
      returned: always
      type: str
      sample: Analysts
    id:
      description: ID of the group. Missing in check mode if it does not exist yet.
      returned: if it exists and nothing failed
      type: str
      sample: 2DrXpkze3NH3ySNB6tUUs1TbJbo
    action:
      description: What the task did, or would do in check mode. V(failed) if it failed.
      returned: always
      type: str
      choices: [none, created, updated, deleted, failed]
      sample: created
    changed:
      description: Whether it was changed.
      returned: always
      type: bool
      sample: true
    msg:
      description: Why it failed.
      returned: when it failed
      type: str
diff:
  description: What the task manages of the groups that it changes, before and after.
  returned: unless the whole task is refused
  type: dict
  contains:
    before:
      description: By name, the managed options before the task; empty if there was none.
      returned: always
      type: dict
    after:
      description: By name, the managed options after the task; empty if it no longer exists.
      returned: always
      type: dict
notes:
  description: What the task did not do, and why. This includes groups that a guard kept, and entries of O(protect) that match nothing.
  returned: when there is something to note
  type: list
  elements: str
# Written by make generate from shared_docs.yml: requests waited last_requests
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
last_requests:
  description:
    - The last requests to each platform, as in O(trace). With C(-vvv), the last 1,000 of them.
    - A request without a response has no C(status), and the reason is in C(error).
      C(wait) is the number of seconds before the request was sent, and C(why) is the reason.
  returned: on failure, or with C(-vvv)
  type: list
  elements: dict
  sample:
    - time: "2026-11-23T09:15:02.114Z"
      module: contabo_user_info
      platform: Contabo
      method: GET
      path: /v1/users
      query: page=1&size=100
      status: 503
      error: ""
      milliseconds: 41
      try: 2
      wait: 0.871
      why: answered 503
      request_id: 04e0f898-37b4-48bc-a794-1a57abe6aa31
# End of the written part.
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_bulk
from ansible_collections.people.access.plugins.module_utils.platforms.segment.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.segment.groups import Groups


def main() -> None:
    run_bulk(PROVIDER, Groups)


if __name__ == "__main__":
    main()

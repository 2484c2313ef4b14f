#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: segment_group
short_description: Manage a user group of a Twilio Segment workspace
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Creates, renames, changes and deletes a user group with its permissions and members.
  - Members are identified by e-mail address, whether they are in the workspace already or only invited.
  - Segment needs three requests to create a complete group. If one of them fails, the next run completes the group instead of creating a second one.
  - If the last Workspace Owner has this role through a group, the module neither deletes that group nor removes the role or that member from it.
    People who are only invited do not count as owners.
extends_documentation_fragment:
  - people.access.segment
  - people.access.connection
  - people.access.resource.membership
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_segment
attributes:
  idempotent:
    support: full
options:
  state:
    description:
      - V(present) creates the group or changes what differs.
      - V(absent) deletes the group. Its members stay in the workspace and lose what they had only through the group.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - Name of the group. It identifies the group unless O(id) is given. Not case-sensitive, unless two groups have names that differ only in case.
      - Segment does not document that names are unique. If several groups have the name, the task fails and lists their IDs.
      - Together with O(id), a different name renames the group.
      - One of O(name) and O(id) is required.
    type: str
  id:
    description:
      - ID of the group. The group must exist unless O(state=absent).
    type: str
  previous_name:
    description:
      - Former name. If there is no group with the name in O(name), the module finds the group by the former one and renames it. The next run finds
        it by O(name), so that the task can stay as it is.
      - With O(state=absent), the group is removed under either name. Ignored if O(id) is given.
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
        description: Name of the role. This or O(permissions[].role_id) is required. If both are given, they must mean the same role.
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
              - Name of the resource instead of its ID. Workspaces and spaces have a name and a slug, and either will do. A source is identified by its slug,
                or by its name if only one source has it.
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
notes:
  - Groups require Segment's Business plan.
  - Omitted options are not managed. An empty list removes all entries.
  - If a group is deleted, RV(diff.before) shows everything about it.
  - The module adopts an existing group and changes only what differs.
  - If an identity provider fills a group through SCIM, it reverts changes of the members. Omit O(members) for such a group.
seealso:
  - module: people.access.segment_groups
  - module: people.access.segment_group_info
  - module: people.access.segment_user
"""

EXAMPLES = r"""
---
# The credential comes from the environment: SEGMENT_TOKEN, and SEGMENT_URL if needed.

- name: Create a group whose members can read all sources, with a member and an invited person
  people.access.segment_group:
    name: Auditors
    permissions:
      - role: Source Read-only
        resources:
          - type: WORKSPACE
    members:
      - ravi.stone@harbor.example
      - invitee1@harbor.example
  register: auditors

- name: Add another member
  people.access.segment_group:
    name: Auditors
    members: [mona.berg@harbor.example]
    membership: add

- name: Rename the group
  people.access.segment_group:
    id: "{{ auditors.group.id }}"
    name: External auditors

- name: Remove all members
  people.access.segment_group:
    name: External auditors
    members: []

- name: Delete the group
  people.access.segment_group:
    name: External auditors
    state: absent
"""

RETURN = r"""
---
group:
  description:
    - The group after the task. RV(people.access.segment_group_info#module:groups) describes its members.
    - In check mode, the predicted group. After a removal, only the ID.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the group. Missing in check mode if the group does not exist yet.
      returned: if the group existed before or exists now
      type: str
      sample: 2DrXpkze3NH3ySNB6tUUs1TbJbo
    name:
      description: Name of the group.
      returned: unless the group was deleted
      type: str
      sample: Auditors
    members:
      description: E-mail addresses of the members, sorted.
      returned: if O(members) is given
      type: list
      elements: str
      sample: [mona.berg@harbor.example]
# Written by make generate from shared_docs.yml: action(none, created, updated, deleted) diff requests waited last_requests
action:
  description: What the task did, or would do in check mode.
  returned: success
  type: str
  choices: [none, created, updated, deleted]
  sample: created
diff:
  description: What the task manages, before and after. Secrets are masked.
  returned: success
  type: dict
  contains:
    before:
      description: The managed options before the task; empty if the object did not exist.
      returned: always
      type: dict
    after:
      description: The managed options after the task; empty if the object no longer exists.
      returned: always
      type: dict
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

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_resource
from ansible_collections.people.access.plugins.module_utils.platforms.segment.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.segment.groups import Groups


def main() -> None:
    run_resource(PROVIDER, Groups)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: segment_user
short_description: Manage a member or a pending invite of a Twilio Segment workspace
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Gives a person access to a Segment workspace or takes it away. The module handles a member and a pending invite in the same way.
  - If the person is neither a member nor invited, the module sends an invite by mail. The invite is pending until the person accepts it. After that,
    the same task manages the member.
  - Name and address belong to the person's own Segment account, so the module does not manage them.
extends_documentation_fragment:
  - people.access.segment
  - people.access.segment.reinvite
  - people.access.connection
  - people.access.resource
  - people.access.resource.membership
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_segment
attributes:
  idempotent:
    support: partial
    details:
      - The permissions of a pending invite cannot be read, so the module does not compare them. RV(notes) says so. Members and groups are fully
        compared.
      - With O(reinvite=always), every run invites the person again while the invite is pending. With V(changed), only the first run does.
options:
  state:
    description:
      - V(present) invites a person who is neither a member nor invited, and changes what differs.
      - V(absent) removes the member from the workspace or withdraws the pending invite. The person loses its group memberships too.
      - The last Workspace Owner is never removed and never loses this role, whether it is assigned directly or through a group. Segment does not
        report the owner of a token, so the module can remove that person as long as there is another owner.
    type: str
    choices: [present, absent]
    default: present
  email:
    description:
      - E-mail address of the person. It identifies the person unless O(id) is given. Not case-sensitive.
      - Together with O(id), an address other than that of the member fails the task, because only the person can change it.
      - One of O(email) and O(id) is required. To invite, O(email) is required.
    type: str
  id:
    description:
      - ID of a member. A pending invite has no ID.
    type: str
  permissions:
    description:
      - Roles, each with its resources, applied according to O(membership). Permissions that come from groups are ignored.
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
  groups:
    description:
      - Names of the person's user groups, applied according to O(membership). Groups require Segment's Business plan.
      - If O(group_ids) is given as well, both must mean the same.
    type: list
    elements: str
  group_ids:
    description:
      - IDs instead of names.
      - If O(groups) is given as well, both must mean the same.
    type: list
    elements: str
seealso:
  - module: people.access.segment_users
  - module: people.access.segment_user_info
  - module: people.access.segment_invite
  - module: people.access.segment_group
"""

EXAMPLES = r"""
---
# The credential comes from the environment: SEGMENT_TOKEN, and SEGMENT_URL if needed.

- name: Onboard Ada with a group and a role on the resources labeled env=prod
  people.access.segment_user:
    email: ada@x.example
    permissions:
      - role: Source Admin
        resources:
          - type: WORKSPACE
            labels:
              - key: env
                value: prod
    groups: [Analysts]

- name: Give Ravi a role on two sources and keep the existing access
  people.access.segment_user:
    email: ravi.stone@harbor.example
    permissions:
      - role: Source Read-only
        resources:
          - type: SOURCE
            id: src-web
          - type: SOURCE
            id: src-ios
    membership: add

- name: Take away the role on one of them
  people.access.segment_user:
    email: ravi.stone@harbor.example
    permissions:
      - role: Source Read-only
        resources:
          - type: SOURCE
            id: src-ios
    membership: remove

- name: Remove Ravi from a group
  people.access.segment_user:
    email: ravi.stone@harbor.example
    groups: [Engineers]
    membership: remove

- name: Send a pending invite again with other permissions
  people.access.segment_user:
    email: invitee1@harbor.example
    permissions:
      - role: Minimal Workspace Access
        resources:
          - type: WORKSPACE
    reinvite: always

- name: Offboard Mona, whether she is a member or only invited
  people.access.segment_user:
    email: mona.berg@harbor.example
    state: absent
"""

RETURN = r"""
---
user:
  description:
    - The member or pending invite after the task. RV(people.access.segment_user_info#module:users) describes its members.
    - In check mode, the predicted member or invite. After a removal, only the ID.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the member. V(null) for a pending invite.
      returned: if the person was there before or is there now
      type: str
      sample: sgJDWk3K21k6LE3tLU9nRK
    email:
      description: E-mail address.
      returned: unless the person was removed
      type: str
      sample: ada@x.example
    status:
      description: Whether the person is a member of the workspace or has not accepted the invite yet.
      returned: if it was read from Segment
      type: str
      choices: [member, pending]
      sample: pending
# Written by make generate from shared_docs.yml: action(none, invited, reinvited, updated, deleted) diff notes requests waited last_requests
action:
  description: What the task did, or would do in check mode.
  returned: success
  type: str
  choices: [none, invited, reinvited, updated, deleted]
  sample: invited
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
notes:
  description: What the task did not do, compare or verify, and why.
  returned: when there is something to note
  type: list
  elements: str
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
from ansible_collections.people.access.plugins.module_utils.platforms.segment.users import Users


def main() -> None:
    run_resource(PROVIDER, Users)


if __name__ == "__main__":
    main()

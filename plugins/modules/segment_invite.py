#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: segment_invite
short_description: Manage an invite to a Twilio Segment workspace
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Invites a person to a Segment workspace by mail or withdraws a pending invite.
  - The module manages only invites. It treats a member as invited and accepted, and neither changes nor removes the member.
  - To manage a person regardless of whether the invite has been accepted, use M(people.access.segment_user).
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
    support: partial
    details:
      - The permissions of a pending invite cannot be read, so the module does not compare them. RV(notes) says so.
      - With O(reinvite=always), every run invites the person again while the invite is pending.
options:
  state:
    description:
      - V(present) invites a person who is neither invited nor a member.
      - V(absent) withdraws the pending invite. It does not remove a member.
    type: str
    choices: [present, absent]
    default: present
  email:
    description:
      - E-mail address of the person. Not case-sensitive.
    type: str
    required: true
  permissions:
    description:
      - Roles that the person gets by accepting the invite, each with its resources. An invite without permissions is expected to give minimal access.
      - If omitted, the invite is sent without permissions. An empty list is sent as such.
      - The permissions are part of the invite. They cannot be read or changed while the invite is pending. See O(reinvite).
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
        description: Resources that the role applies to. Unlike for members, Segment does not require them in an invite.
        type: list
        elements: dict
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
      labels:
        description:
          - Restrict the role to resources that have all of these labels. In an invite, Segment keeps labels with the role, so this is the same as labels of
            each resource.
        type: list
        elements: dict
        version_added: 1.0.0
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
            description: Description of the label.
            type: str
  reinvite:
    description:
      - What to do about O(permissions) if the invite is already pending.
      - V(never) leaves the invite as it is. RV(notes) says that nothing was compared.
      - V(always) withdraws the invite and sends a new one with exactly these permissions. The person receives another mail, the old link stops
        working, and the groups are assigned again. Use it for an expired invite too. Segment does not report that an invite has expired.
    type: str
    choices: [never, always]
    default: never
seealso:
  - module: people.access.segment_invite_info
  - module: people.access.segment_user
"""

EXAMPLES = r"""
---
# The credential comes from the environment: SEGMENT_TOKEN, and SEGMENT_URL if needed.

- name: Invite Ada with a role on the resources labeled env=prod
  people.access.segment_invite:
    email: ada@x.example
    permissions:
      - role: Source Admin
        resources:
          - type: WORKSPACE
            labels:
              - key: env
                value: prod

- name: Replace a pending invite with one for another role
  people.access.segment_invite:
    email: invitee1@harbor.example
    permissions:
      - role: Source Read-only
        resources:
          - type: SOURCE
            id: src-web
    reinvite: always

- name: Withdraw a pending invite
  people.access.segment_invite:
    email: late.invitee@harbor.example
    state: absent
"""

RETURN = r"""
---
invite:
  description:
    - The invite after the task. RV(people.access.segment_invite_info#module:invites) describes its members.
    - In check mode, the predicted invite. Empty after a withdrawal.
  returned: success
  type: dict
  contains:
    email:
      description: E-mail address.
      returned: unless the invite was withdrawn
      type: str
      sample: ada@x.example
    status:
      description: V(member) if the person has accepted the invite or became a member immediately.
      returned: if it was read from Segment
      type: str
      choices: [member, pending]
      sample: pending
# Written by make generate from shared_docs.yml: action(none, invited, reinvited, deleted) diff notes requests waited last_requests
action:
  description: What the task did, or would do in check mode.
  returned: success
  type: str
  choices: [none, invited, reinvited, deleted]
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
from ansible_collections.people.access.plugins.module_utils.platforms.segment.invites import Invites


def main() -> None:
    run_resource(PROVIDER, Invites)


if __name__ == "__main__":
    main()

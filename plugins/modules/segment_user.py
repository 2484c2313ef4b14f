#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: segment_user
short_description: Manage a member of a Twilio Segment workspace, or the pending invite
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Gives a person access to a Segment workspace and takes it away again. A member and a pending invite are one thing here.
  - Whoever is neither gets an invite by mail. It is pending until the person accepts, and from then on the same task manages the member.
  - Name and address belong to the person's own Segment account, so they are not managed.
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
      - Nobody can read the permissions of a pending invite, so they are not compared; RV(notes) says so. Members and groups are compared fully.
      - With O(reinvite=always), every run invites again for as long as the invite is pending. With V(changed), the run after it does not.
options:
  state:
    description:
      - V(present) invites whoever is not there yet, and changes what differs.
      - V(absent) removes the member from the workspace, or withdraws the pending invite. Group memberships are lost with it.
      - The last Workspace Owner is neither removed nor deprived of the role, whether it is given directly or through a group. Segment does not
        tell whom a token belongs to, so its owner can be removed as long as there is another one.
    type: str
    choices: [present, absent]
    default: present
  email:
    description:
      - E-mail address of the person. It says who is meant, unless O(id) is given; case means nothing.
      - Together with O(id), another address than that of the member fails the task, as nobody but the person can change it.
      - One of O(email) and O(id) is required; to invite, O(email) is.
    type: str
  id:
    description:
      - Id of a member. A pending invite has none.
    type: str
  permissions:
    description:
      - Roles, each with what it is for, applied as O(membership) says. Permissions that come from groups are not looked at.
      - One role on one resource is one grant, so it can be added and removed without touching the same role on another resource.
    type: list
    elements: dict
    suboptions:
      role:
        description: Name of the role. Exactly one of this and O(permissions[].role_id) is required.
        type: str
      role_id:
        description: Id of the role.
        type: str
      resources:
        description: What the role is for.
        type: list
        elements: dict
        required: true
        suboptions:
          type:
            description: Kind of the resource. V(WORKSPACE) stands for everything of the role's kind in the workspace, present and future.
            type: str
            required: true
            choices: [WORKSPACE, SOURCE, WAREHOUSE, FUNCTION, SPACE]
          id:
            description: Id of the resource. Required unless the type is V(WORKSPACE), where it may be left out.
            type: str
          name:
            description: Name of the workspace, where the type is V(WORKSPACE); it may be left out as well. Mutually exclusive with the id.
            type: str
          labels:
            description: Only what bears all of these labels. Segment allows them for the type V(WORKSPACE) only.
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
  groups:
    description:
      - Names of the user groups that the person belongs to, applied as O(membership) says. Groups need Segment's Business plan.
      - Mutually exclusive with O(group_ids).
    type: list
    elements: str
  group_ids:
    description:
      - The same by their ids.
      - Mutually exclusive with O(groups).
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

- name: Onboard Ada with a role on what is labelled env=prod, and a group
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

- name: Give Ravi a role on two sources and keep what he has
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

- name: Take the role on one of them away again
  people.access.segment_user:
    email: ravi.stone@harbor.example
    permissions:
      - role: Source Read-only
        resources:
          - type: SOURCE
            id: src-ios
    membership: remove

- name: Take Ravi out of a group
  people.access.segment_user:
    email: ravi.stone@harbor.example
    groups: [Engineers]
    membership: remove

- name: Send a pending invite again, with other permissions
  people.access.segment_user:
    email: invitee1@harbor.example
    permissions:
      - role: Minimal Workspace Access
        resources:
          - type: WORKSPACE
    reinvite: always

- name: Offboard Mona, whether she is a member or was only invited
  people.access.segment_user:
    email: mona.berg@harbor.example
    state: absent
"""

RETURN = r"""
---
user:
  description:
    - The member or the pending invite afterwards. Its members are described in RV(people.access.segment_user_info#module:users).
    - In check mode, as predicted. After a removal, only the id.
  returned: success
  type: dict
  contains:
    id:
      description: Id of the member; V(null) for a pending invite.
      returned: when the person was there before, or is now
      type: str
      sample: sgJDWk3K21k6LE3tLU9nRK
    email:
      description: E-mail address.
      returned: when the person was not removed
      type: str
      sample: ada@x.example
    status:
      description: Whether the person is in the workspace or has still to accept.
      returned: when the object was read from Segment
      type: str
      choices: [member, pending]
      sample: pending
# Written by make generate from shared_docs.yml: action(none, invited, reinvited, updated, deleted) diff notes requests waited
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
# End of the written part.
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_resource
from ansible_collections.people.access.plugins.module_utils.platforms.segment.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.segment.users import Users


def main() -> None:
    run_resource(PROVIDER, Users)


if __name__ == "__main__":
    main()

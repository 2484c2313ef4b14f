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
  - Invites a person to a Segment workspace by mail, or withdraws an invite that is still pending.
  - Only invites are managed. Whoever is a member already counts as invited and accepted, and is neither changed nor removed.
  - To manage a person whether or not the invite has been accepted, use M(people.access.segment_user).
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
      - Nobody can read the permissions of a pending invite, so they are not compared; RV(notes) says so.
      - With O(reinvite=always), every run invites again for as long as the invite is pending.
options:
  state:
    description:
      - V(present) invites whoever is neither invited nor a member.
      - V(absent) withdraws the pending invite. It does not remove a member.
    type: str
    choices: [present, absent]
    default: present
  email:
    description:
      - E-mail address of the person. Case means nothing.
    type: str
    required: true
  permissions:
    description:
      - Roles that the person gets by accepting, each with what it is for. An invite without any is expected to give minimal access.
      - They are given with the invite and cannot be read or changed while it is pending; see O(reinvite).
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
  reinvite:
    description:
      - What to do about O(permissions) when the invite is pending already.
      - V(never) leaves the invite as it is and says in RV(notes) that nothing was compared.
      - V(always) withdraws the invite and sends a new one with exactly these permissions. The person gets another mail, the old link dies, and
        group memberships are given again. It also helps when an invite has expired, which Segment does not tell.
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

- name: Invite Ada with a role on what is labelled env=prod
  people.access.segment_invite:
    email: ada@x.example
    permissions:
      - role: Source Admin
        resources:
          - type: WORKSPACE
            labels:
              - key: env
                value: prod

- name: Replace a pending invite by one with another role
  people.access.segment_invite:
    email: invitee1@harbor.example
    permissions:
      - role: Source Read-only
        resources:
          - type: SOURCE
            id: src-web
    reinvite: always

- name: Withdraw an invite that nobody has accepted
  people.access.segment_invite:
    email: late.invitee@harbor.example
    state: absent
"""

RETURN = r"""
---
invite:
  description:
    - The invite afterwards. Its members are described in RV(people.access.segment_invite_info#module:invites).
    - In check mode, as predicted. After a withdrawal it is empty.
  returned: success
  type: dict
  contains:
    email:
      description: E-mail address.
      returned: when the invite was not withdrawn
      type: str
      sample: ada@x.example
    status:
      description: V(member) when the person has accepted, or has become a member at once.
      returned: when the object was read from Segment
      type: str
      choices: [member, pending]
      sample: pending
# Written by make generate from shared_docs.yml: action(none, invited, reinvited, deleted) diff notes requests waited
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
# End of the written part.
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_resource
from ansible_collections.people.access.plugins.module_utils.platforms.segment.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.segment.invites import Invites


def main() -> None:
    run_resource(PROVIDER, Invites)


if __name__ == "__main__":
    main()

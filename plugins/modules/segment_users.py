#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: segment_users
short_description: Manage a list of members of a Twilio Segment workspace, and pending invites
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Invites, changes and removes many people of a Segment workspace in one task, and on demand removes everybody else.
  - What is said of a single person in M(people.access.segment_user) counts for each one in the list.
  - Members and pending invites are listed once. Invites are sent in batches, removals in batches of 20, and each group is changed in one go.
extends_documentation_fragment:
  - people.access.segment
  - people.access.connection
  - people.access.resource
  - people.access.resource.membership
  - people.access.resource.many
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
  users:
    description:
      - The people, each of them once. M(people.access.segment_user) tells more about the options of one.
    type: list
    elements: dict
    required: true
    suboptions:
      state:
        description:
          - V(present) invites whoever is not there yet, and changes what differs.
          - V(absent) removes the member from the workspace, or withdraws the pending invite.
        type: str
        choices: [present, absent]
        default: present
      email:
        description:
          - E-mail address of the person. It says who is meant, unless O(users[].id) is given; case means nothing.
          - One of O(users[].email) and O(users[].id) is required; to invite, O(users[].email) is.
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
            description: Name of the role. Exactly one of this and O(users[].permissions[].role_id) is required.
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
          - Mutually exclusive with O(users[].group_ids).
        type: list
        elements: str
      group_ids:
        description:
          - The same by their ids.
          - Mutually exclusive with O(users[].groups).
        type: list
        elements: str
  reinvite:
    description:
      - What to do about O(users[].permissions) while the invite is pending, as they can neither be read nor changed. RV(notes) tells what was done, and why.
      - V(never) leaves the invite as it is, and nothing is compared.
      - V(changed) invites again if it can be seen that the invite is not the one that this task would send. All that can be seen are its groups;
        where O(users[].groups) are given and differ, the permissions are taken to be outdated as well. Where only the permissions have changed, nothing
        can be seen, and the invite stays as it is. It needs O(membership=exact).
      - V(always) withdraws the invite and sends a new one with exactly these permissions.
      - With a new invite the person gets another mail, the old link dies, and the groups are given again. It is also the cure for an invite
        that has expired; Segment tells neither that nor how old an invite is.
    type: str
    choices: [never, changed, always]
    default: never
  batch_size:
    description:
      - How many people one request may invite, or put into a group. Segment's documentation names about 200 for requests of this kind.
      - Where Segment refuses a batch, it is sent again in smaller ones, until only the one at fault is left out.
    type: int
    default: 200
  protect:
    description:
      - The addresses of users from whom nothing is taken, each as it is or as a pattern in which C(*) stands for anything. O(prune) leaves them alone. The task
        fails before anything is written if O(users) would remove or disable one of them, take a role away, or change the address or password.
      - Case and Unicode form do not matter, and an entry that nobody has does no harm and is told in RV(notes).
    type: list
    elements: str
notes:
  - The last Workspace Owner, counting what comes from groups, is never removed nor deprived of the role; a task that would do so fails before
    anything is written.
  - The permissions of members cost one request for each member who is listed with O(users[].permissions). Groups cost two requests for each group
    of the workspace, if anybody listed with O(users[].groups) is there already.
seealso:
  - module: people.access.segment_user
  - module: people.access.segment_user_info
  - module: people.access.segment_group
"""

EXAMPLES = r"""
---
# The credential comes from the environment: SEGMENT_TOKEN, and SEGMENT_URL where it is needed.

- name: Onboard Ada and Zoe, and offboard Mona
  people.access.segment_users:
    users:
      - email: ada@x.example
        permissions:
          - role: Source Admin
            resources:
              - type: WORKSPACE
                labels:
                  - key: env
                    value: prod
        groups: [Analysts]
      - email: zoe.park@x.example
        permissions:
          - role: Source Read-only
            resources:
              - type: SOURCE
                id: src-web
      - email: mona.berg@harbor.example
        state: absent

- name: Put two people into a group and keep those that they are in
  people.access.segment_users:
    users:
      - email: ravi.stone@harbor.example
        groups: [Privacy]
      - email: invitee1@harbor.example
        groups: [Privacy]
    membership: add

- name: Keep those in a file and the owner, and remove everybody else, three people at most
  people.access.segment_users:
    users: "{{ lookup('ansible.builtin.file', 'team.yml') | from_yaml }}"
    prune: true
    protect: [owner@harbor.example]
    max_removals: 3
"""

RETURN = r"""
---
users:
  description:
    - A row for each person, first those given, in their order, then those who were pruned, at the end those that failed.
    - Its other members are described in RV(people.access.segment_user_info#module:users). In check mode, they are as predicted.
      After a removal and a failure there are none.
  returned: unless the task was refused as a whole
  type: list
  elements: dict
  contains:
    email:
      description: E-mail address; the id in its place where only that was given and the user is removed or failed.
      returned: always
      type: str
      sample: ada@x.example
    id:
      description: Id of the member; V(null) for a pending invite, and for whoever was just invited.
      returned: when nothing failed, except in check mode for somebody new
      type: str
      sample: sgJDWk3K21k6LE3tLU9nRK
    status:
      description: Whether the person is in the workspace or has still to accept. Of somebody who was just invited together with others it is not
        known, as whoever has a Segment account may be a member at once.
      returned: when it is known
      type: str
      choices: [member, pending]
      sample: pending
    action:
      description: What was done, or in check mode what would be done; V(failed) if it failed.
      returned: always
      type: str
      choices: [none, invited, reinvited, updated, deleted, failed]
      sample: updated
    changed:
      description: Whether the person was changed.
      returned: always
      type: bool
      sample: true
    msg:
      description: Why it failed.
      returned: when it failed
      type: str
diff:
  description: What the task manages of those who change, before and after.
  returned: unless the task was refused as a whole
  type: dict
  contains:
    before:
      description: By person, the managed options as they were; empty where there was nobody.
      returned: always
      type: dict
    after:
      description: By person, the managed options as they are now; empty where there is nobody any more.
      returned: always
      type: dict
notes:
  description: What was not compared, or was written without a comparison, and why, and entries of O(protect) that mean nobody.
  returned: when there is anything of the kind
  type: list
  elements: str
  sample: ["ada@x.example: permissions: cannot be read, so it was not compared"]
requests:
  description: How many requests were sent to the platform.
  returned: always
  type: int
  sample: 9
waited:
  description: Seconds spent on waiting for rate limits and between repetitions.
  returned: when the task had to wait
  type: float
  sample: 12.5
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_many
from ansible_collections.people.access.plugins.module_utils.platforms.segment.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.segment.users import Users


def main() -> None:
    run_many(PROVIDER, Users)


if __name__ == "__main__":
    main()

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
  - people.access.segment.reinvite
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
      # Written by make generate from segment_user.py
      state:
        description:
          - V(present) invites whoever is not there yet, and changes what differs.
          - V(absent) removes the member from the workspace, or withdraws the pending invite. Group memberships are lost with it.
          - The last Workspace Owner is neither removed nor deprived of the role, whether it is given directly or through a group. Segment does not tell
            whom a token belongs to, so its owner can be removed as long as there is another one.
        type: str
        choices: [present, absent]
        default: present
      email:
        description:
          - E-mail address of the person. It says who is meant, unless O(users[].id) is given; case means nothing.
          - Together with O(users[].id), another address than that of the member fails the task, as nobody but the person can change it.
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
      # End of the written part.
  batch_size:
    description:
      - How many people one request may invite, or put into a group. Segment's documentation names about 200 for requests of this kind.
      - Where Segment refuses a batch, it is sent again in smaller ones, until only the one at fault is left out.
    type: int
    default: 200
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
# The credential comes from the environment: SEGMENT_TOKEN, and SEGMENT_URL if needed.

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
  # Written by make generate from shared_docs.yml: rows(segment_user_info)
  description:
    - One row per user. The users in O(users) come first, in their order, then the pruned users, and finally the users that failed.
    - RV(people.access.segment_user_info#module:users) describes the other members of a row. In check mode they are predicted.
      Users that were removed or failed have no other members.
  returned: unless the whole task is refused
  type: list
  elements: dict
  # End of the written part.
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
    # Written by make generate from shared_docs.yml: row_action(none, invited, reinvited, updated, deleted)
    action:
      description: What the task did with this user, or would do in check mode. V(failed) if it failed.
      returned: always
      type: str
      choices: [none, invited, reinvited, updated, deleted, failed]
      sample: invited
    changed:
      description: Whether the user was changed.
      returned: always
      type: bool
      sample: true
    msg:
      description: Why it failed.
      returned: when it failed
      type: str
    # End of the written part.
# Written by make generate from shared_docs.yml: diff_of_users
diff:
  description: What the task manages of the users that it changes, before and after. Secrets are masked.
  returned: unless the whole task is refused
  type: dict
  contains:
    before:
      description: By user, the managed options before the task; empty if the user did not exist.
      returned: always
      type: dict
    after:
      description: By user, the managed options after the task; empty if the user no longer exists.
      returned: always
      type: dict
# End of the written part.
# Written by make generate from shared_docs.yml: notes_of_users(ada@x.example: permissions: cannot be read, so it was not compared)
notes:
  description: What the task did not do, compare or verify, and why. This includes users that a guard kept, and entries of O(protect) that match nobody.
  returned: when there is something to note
  type: list
  elements: str
  sample: ["ada@x.example: permissions: cannot be read, so it was not compared"]
# End of the written part.
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

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_many
from ansible_collections.people.access.plugins.module_utils.platforms.segment.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.segment.users import Users


def main() -> None:
    run_many(PROVIDER, Users)


if __name__ == "__main__":
    main()

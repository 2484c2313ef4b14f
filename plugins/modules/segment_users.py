#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: segment_users
short_description: Manage multiple members and pending invites of a Twilio Segment workspace
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Invites, changes and removes many people of a Segment workspace in one task, and optionally removes all others.
  - The documentation of M(people.access.segment_user) applies to each person in the list.
  - Members and pending invites are listed once. The module sends invites in batches, removes people in batches of 20, and changes each group in one
    step.
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
      - The permissions of a pending invite cannot be read, so the module does not compare them. RV(notes) says so. Members and groups are fully
        compared.
      - With O(reinvite=always), every run invites the person again while the invite is pending. With V(changed), only the first run does.
options:
  users:
    description:
      - The people to manage. List each of them only once.
    type: list
    elements: dict
    required: true
    suboptions:
      # Written by make generate from segment_user.py
      state:
        description:
          - V(present) invites a person who is neither a member nor invited, and changes what differs.
          - V(absent) removes the member from the workspace or withdraws the pending invite. The person loses its group memberships too.
          - The last Workspace Owner is never removed and never loses this role, whether it is assigned directly or through a group. Segment does not report
            the owner of a token, so the module can remove that person as long as there is another owner.
        type: str
        choices: [present, absent]
        default: present
      email:
        description:
          - E-mail address of the person. It identifies the person unless O(users[].id) is given. Not case-sensitive.
          - Together with O(users[].id), an address other than that of the member fails the task, because only the person can change it.
          - One of O(users[].email) and O(users[].id) is required. To invite, O(users[].email) is required.
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
            description: Name of the role. This or O(users[].permissions[].role_id) is required. If both are given, they must mean the same role.
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
      groups:
        description:
          - Names of the person's user groups, applied according to O(membership). Groups require Segment's Business plan.
          - If O(users[].group_ids) is given as well, both must mean the same.
        type: list
        elements: str
      group_ids:
        description:
          - IDs instead of names.
          - If O(users[].groups) is given as well, both must mean the same.
        type: list
        elements: str
      # End of the written part.
  batch_size:
    description:
      - Maximum number of people that one request may invite or add to a group. Segment's documentation mentions about 200 for requests of this kind.
      - If Segment refuses a batch, the module sends it again in smaller ones until only the person that causes the error is left out.
    type: int
    default: 200
notes:
  - The last Workspace Owner, including owners through groups, is never removed and never loses this role. A task that would do so fails before the
    first write.
  - The permissions of members take one request for each member that is listed with O(users[].permissions). Groups take two requests for each group of
    the workspace if anybody listed with O(users[].groups) exists already.
seealso:
  - module: people.access.segment_user
  - module: people.access.segment_user_info
  - module: people.access.segment_group
"""

EXAMPLES = r"""
---
# The credential comes from the environment: SEGMENT_TOKEN, and SEGMENT_URL if needed.

- name: Onboard Ada and Zoe and offboard Mona
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

- name: Add two people to a group and keep their other groups
  people.access.segment_users:
    users:
      - email: ravi.stone@harbor.example
        groups: [Privacy]
      - email: invitee1@harbor.example
        groups: [Privacy]
    membership: add

- name: Keep the users in a file and the owner, and remove all others, three at most
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
      description: E-mail address. If only the ID was given and the user was removed or failed, the ID.
      returned: always
      type: str
      sample: ada@x.example
    id:
      description: ID of the member. V(null) for a pending invite and for a person who was just invited.
      returned: if nothing failed, except in check mode for a new person
      type: str
      sample: sgJDWk3K21k6LE3tLU9nRK
    status:
      description: Whether the person is a member of the workspace or has not accepted the invite yet. Unknown for a person who was just invited
        together with others, because a person with a Segment account may become a member immediately.
      returned: if it is known
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
      description: Whether the user was changed. V(false) also if this is unknown, which C(msg) says.
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
from ansible_collections.people.access.plugins.module_utils.platforms.segment.users import Users


def main() -> None:
    run_bulk(PROVIDER, Users)


if __name__ == "__main__":
    main()

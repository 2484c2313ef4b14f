#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: segment_user_info
short_description: Read members and pending invites of a Twilio Segment workspace
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads one person of a Segment workspace by address or ID, or all members and pending invites.
  - If the person is neither a member nor invited, the list is empty and the task does not fail.
extends_documentation_fragment:
  - people.access.segment
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_segment
options:
  email:
    description:
      - Read the person with this address. Not case-sensitive.
      - O(email) and O(id) are mutually exclusive. Without them, the module reads everybody.
    type: str
  id:
    description:
      - Read the member with this ID. A pending invite has no ID.
    type: str
  details:
    description:
      - Whether to read the permissions as well when everybody is read. This takes one request for each member.
      - A single person, selected with O(email) or O(id), is always read with its permissions.
    type: bool
    default: false
  groups:
    description:
      - Whether to read the user groups of each person as well. If everybody is read, this implies O(details=true).
      - For one person, this takes one request, or for a pending invite one request for each group of the workspace. For everybody, it takes two
        requests for each group.
      - Groups require Segment's Business plan.
    type: bool
    default: false
  effective:
    description:
      - Whether to return the effective access of each person, including access through groups, as RV(users[].effective). Implies O(groups=true) and
        additionally lists the groups.
      - For a pending invite, only the future access through groups is known.
    type: bool
    default: false
  role:
    description:
      - Read only persons who have the role with this name on any resource. Implies O(details=true).
      - Roles that a person has through groups count only with O(effective=true). The permissions of a pending invite cannot be read, so it does not
        count.
    type: str
    version_added: 1.0.0
  role_id:
    description:
      - ID of the role instead of its name. If O(role) is given as well, both must mean the same.
    type: str
    version_added: 1.0.0
seealso:
  - module: people.access.segment_user
  - module: people.access.segment_users
  - module: people.access.segment_invite_info
"""

EXAMPLES = r"""
---
# The credential comes from the environment: SEGMENT_TOKEN, and SEGMENT_URL if needed.

- name: Read one person with groups
  people.access.segment_user_info:
    email: ravi.stone@harbor.example
    groups: true
  register: ravi

- name: Show the groups
  ansible.builtin.debug:
    msg: "{{ ravi.users[0].groups }}"

- name: Read who owns the workspace, also through groups
  people.access.segment_user_info:
    role: Workspace Owner
    effective: true

- name: Read the effective access of everybody, including access through groups
  people.access.segment_user_info:
    effective: true
  register: everybody

- name: Show who owns the workspace and through what
  ansible.builtin.debug:
    msg: "{{ item.effective | selectattr('role', '==', 'Workspace Owner') | map(attribute='via') }}"
  loop: "{{ everybody.users }}"
  loop_control:
    label: "{{ item.email }}"
  when: "'Workspace Owner' in item.effective | map(attribute='role')"
"""

RETURN = r"""
---
users:
  description: Complete list of the people found, members first. Empty if there is nobody.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the member. V(null) for a pending invite.
      returned: always
      type: str
      sample: sgJDWk3K21k6LE3tLU9nRK
    email:
      description: E-mail address.
      returned: always
      type: str
      sample: ravi.stone@harbor.example
    name:
      description: Name in the person's own Segment account. May be empty.
      returned: for members
      type: str
      sample: Ravi Stone
    status:
      description: Whether the person is a member of the workspace or has not accepted the invite yet.
      returned: always
      type: str
      choices: [member, pending]
      sample: member
    permissions:
      description: The person's own roles, without those of groups. V(null) for a pending invite, because they cannot be read.
      returned: for one person, with O(details=true), or for pending invites
      type: list
      elements: dict
      contains:
        role:
          description: Name of the role.
          returned: always
          type: str
          sample: Source Admin
        role_id:
          description: ID of the role.
          returned: always
          type: str
          sample: 1WDUuRLxv84rrfCNUwvkrRtkxnS
          version_added: 1.0.0
        resources:
          description: Resources that the role applies to.
          returned: always
          type: list
          elements: dict
          contains:
            type:
              description: Kind of the resource.
              returned: always
              type: str
              sample: WORKSPACE
            id:
              description: ID of the resource.
              returned: always
              type: str
              sample: 9aQ1Lj62S4bomZKLF4DPqW
            labels:
              description: Labels that restrict the role.
              returned: if there are any
              type: list
              elements: dict
              contains:
                key:
                  description: Key of the label.
                  returned: always
                  type: str
                  sample: env
                value:
                  description: Value of the label.
                  returned: always
                  type: str
                  sample: prod
                description:
                  description: Description of the label.
                  returned: if it has one
                  type: str
                  version_added: 1.0.0
    groups:
      description: Names of the user groups, sorted.
      returned: with O(groups=true) or O(effective=true)
      type: list
      elements: str
      sample: [Engineers]
    group_ids:
      description: IDs of these groups, in the same order.
      returned: like RV(users[].groups)
      type: list
      elements: str
      sample: [28kxP2vP1wDsmgmsdQPVlwjnPmg]
    effective:
      description: All grants of the person, own ones and those of groups, each once.
      returned: with O(effective=true)
      type: list
      elements: dict
      contains:
        role:
          description: Name of the role.
          returned: always
          type: str
          sample: Source Admin
        role_id:
          description: ID of the role.
          returned: always
          type: str
          sample: 1aEWAcU0fArxScocwH9xxLgW7r3
        type:
          description: Kind of the resource.
          returned: always
          type: str
          sample: WORKSPACE
        id:
          description: ID of the resource.
          returned: always
          type: str
          sample: 9aQ1Lj62S4bomZKLF4DPqW
        labels:
          description: Labels that restrict the role.
          returned: if there are any
          type: list
          elements: dict
          contains:
            key:
              description: Key of the label.
              returned: always
              type: str
              sample: env
            value:
              description: Value of the label.
              returned: always
              type: str
              sample: prod
            description:
              description: Description of the label.
              returned: if it has one
              type: str
              version_added: 1.0.0
        via:
          description: Source of the grant, V(direct) or C(group:) followed by the name of a group.
          returned: always
          type: list
          elements: str
          sample: [direct, "group:Engineers"]
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

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_info
from ansible_collections.people.access.plugins.module_utils.platforms.segment.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.segment.users import Users


def main() -> None:
    run_info(PROVIDER, Users)


if __name__ == "__main__":
    main()

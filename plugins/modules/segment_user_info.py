#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: segment_user_info
short_description: Read members of a Twilio Segment workspace and pending invites
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads one person of a Segment workspace by address or id, or all of them, members as well as pending invites.
  - Somebody who is neither gives an empty list and no failure.
extends_documentation_fragment:
  - people.access.segment
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_segment
options:
  email:
    description:
      - Read the person with this address. Case means nothing.
      - O(email) and O(id) are mutually exclusive; without either of them, everybody is read.
    type: str
  id:
    description:
      - Read the member with this id. A pending invite has none.
    type: str
  details:
    description:
      - When everybody is read, whether to read the permissions as well. This costs one request for each member.
      - One person, by O(email) or O(id), is always read with the permissions.
    type: bool
    default: false
  groups:
    description:
      - Whether to read the user groups of each person as well. When everybody is read, this implies O(details=true).
      - For one person, it costs a request, and for a pending invite one for each group of the workspace. For everybody, two requests for each group.
      - Groups need Segment's Business plan.
    type: bool
    default: false
  effective:
    description:
      - Whether to tell what each person can do in the end, with what comes from groups, as RV(users[].effective). It implies O(groups=true) and costs
        a listing of the groups more.
      - Of a pending invite, only what it will get from groups is known.
    type: bool
    default: false
seealso:
  - module: people.access.segment_user
  - module: people.access.segment_users
  - module: people.access.segment_invite_info
"""

EXAMPLES = r"""
---
# The credential comes from the environment: SEGMENT_TOKEN, and SEGMENT_URL if needed.

- name: Read one person with the groups
  people.access.segment_user_info:
    email: ravi.stone@harbor.example
    groups: true
  register: ravi

- name: Show the groups
  ansible.builtin.debug:
    msg: "{{ ravi.users[0].groups }}"

- name: Read what everybody can do in the end, with what comes from groups
  people.access.segment_user_info:
    effective: true
  register: everybody

- name: Show who owns the workspace, and by what
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
  description: The people found, complete, members first; empty when there is nobody.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Id of the member; V(null) for a pending invite.
      returned: always
      type: str
      sample: sgJDWk3K21k6LE3tLU9nRK
    email:
      description: E-mail address.
      returned: always
      type: str
      sample: ravi.stone@harbor.example
    name:
      description: Name in the person's own Segment account; may be empty.
      returned: for members
      type: str
      sample: Ravi Stone
    status:
      description: Whether the person is in the workspace or has still to accept.
      returned: always
      type: str
      choices: [member, pending]
      sample: member
    permissions:
      description: The person's own roles, without those of groups. V(null) for a pending invite, as nobody can read them.
      returned: for one person, with O(details=true), and for pending invites
      type: list
      elements: dict
      contains:
        role:
          description: Name of the role.
          returned: always
          type: str
          sample: Source Admin
        resources:
          description: What the role is for.
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
              description: Id of the resource.
              returned: always
              type: str
              sample: 9aQ1Lj62S4bomZKLF4DPqW
            labels:
              description: Labels that narrow the role.
              returned: when there are any
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
    groups:
      description: Names of the user groups, sorted.
      returned: with O(groups=true) or O(effective=true)
      type: list
      elements: str
      sample: [Engineers]
    effective:
      description: Every single grant, the person's own and those of groups, each once.
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
          description: Id of the role.
          returned: always
          type: str
          sample: 1aEWAcU0fArxScocwH9xxLgW7r3
        type:
          description: Kind of the resource.
          returned: always
          type: str
          sample: WORKSPACE
        id:
          description: Id of the resource.
          returned: always
          type: str
          sample: 9aQ1Lj62S4bomZKLF4DPqW
        labels:
          description: Labels that narrow the role.
          returned: when there are any
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
        via:
          description: Where it comes from, V(direct) or C(group:) and the name of a group.
          returned: always
          type: list
          elements: str
          sample: [direct, "group:Engineers"]
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

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_info
from ansible_collections.people.access.plugins.module_utils.platforms.segment.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.segment.users import Users


def main() -> None:
    run_info(PROVIDER, Users)


if __name__ == "__main__":
    main()

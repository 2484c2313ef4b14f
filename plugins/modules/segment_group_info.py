#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: segment_group_info
short_description: Read user groups of a Twilio Segment workspace
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads one user group by name or ID, or all user groups, with their permissions and optionally their members.
  - If the group does not exist, the list is empty and the task does not fail.
extends_documentation_fragment:
  - people.access.segment
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_segment
options:
  name:
    description:
      - Read the groups with this name. There may be several. Not case-sensitive, unless a group has exactly this name.
      - O(name) and O(id) are mutually exclusive. Without them, the module reads all groups.
    type: str
  id:
    description:
      - Read the group with this ID.
    type: str
  details:
    description:
      - Whether to read the members as well when all groups are read. This takes two requests for each group.
      - A single group, selected with O(name) or O(id), is always read with its members.
    type: bool
    default: false
notes:
  - Groups require Segment's Business plan.
seealso:
  - module: people.access.segment_groups
  - module: people.access.segment_group
  - module: people.access.segment_user_info
"""

EXAMPLES = r"""
---
# The credential comes from the environment: SEGMENT_TOKEN, and SEGMENT_URL if needed.

- name: Read one group with its members
  people.access.segment_group_info:
    name: Analysts
  register: analysts

- name: Show its members
  ansible.builtin.debug:
    msg: "{{ analysts.groups[0].members }}"

- name: Read all groups
  people.access.segment_group_info:
  register: all_groups

- name: Show which groups give access to personal data
  ansible.builtin.debug:
    msg: "{{ item.name }}"
  loop: "{{ all_groups.groups }}"
  loop_control:
    label: "{{ item.name }}"
  when: "'PII Access' in item.permissions | map(attribute='role')"
"""

RETURN = r"""
---
groups:
  description: Complete list of the groups found. Empty if there are none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the group.
      returned: always
      type: str
      sample: 2DrXpkze3NH3ySNB6tUUs1TbJbo
    name:
      description: Name of the group.
      returned: always
      type: str
      sample: Analysts
    permissions:
      description: Roles of all members of the group.
      returned: always
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
    members:
      description: E-mail addresses of members and pending invites, sorted.
      returned: for one group, or with O(details=true)
      type: list
      elements: str
      sample: [invitee2@harbor.example, mona.berg@harbor.example]
    member_count:
      description: Number of members according to Segment.
      returned: always
      type: int
      sample: 2
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
from ansible_collections.people.access.plugins.module_utils.platforms.segment.groups import Groups


def main() -> None:
    run_info(PROVIDER, Groups)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: segment_role_info
short_description: Read the roles of a Twilio Segment workspace
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads one role by name or ID, or all roles. The plan of the workspace determines which roles exist. They cannot be changed.
  - If the role does not exist, the list is empty and the task does not fail.
extends_documentation_fragment:
  - people.access.segment
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_segment
options:
  name:
    description:
      - Read the role with this name. Not case-sensitive, unless a role has exactly this name.
      - O(name) and O(id) are mutually exclusive. Without them, the module reads all roles.
    type: str
  id:
    description:
      - Read the role with this ID.
    type: str
seealso:
  - module: people.access.segment_user
  - module: people.access.segment_group
"""

EXAMPLES = r"""
---
# The credential comes from the environment: SEGMENT_TOKEN, and SEGMENT_URL if needed.

- name: Read the roles that the plan of the workspace offers
  people.access.segment_role_info:
  register: offered

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ offered.roles | map(attribute='name') | sort }}"

- name: Read one role
  people.access.segment_role_info:
    name: Source Admin
"""

RETURN = r"""
---
roles:
  description: Complete list of the roles found. Empty if there are none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the role.
      returned: always
      type: str
      sample: 1WDUuRLxv84rrfCNUwvkrRtkxnS
    name:
      description: Name of the role.
      returned: always
      type: str
      sample: Workspace Owner
    description:
      description: Description of the role in Segment's words.
      returned: always
      type: str
      sample: Owners have full read and edit access to everything in the workspace.
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
from ansible_collections.people.access.plugins.module_utils.platforms.segment.roles import Roles


def main() -> None:
    run_info(PROVIDER, Roles)


if __name__ == "__main__":
    main()

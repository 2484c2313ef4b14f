#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: te_role_info
short_description: Read roles of Cisco ThousandEyes
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads one role of a ThousandEyes organization, or all roles, including the built-in ones.
extends_documentation_fragment:
  - people.access.thousandeyes
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_thousandeyes
options:
  name:
    description:
      - Name of the role to read. Not case-sensitive.
      - Mutually exclusive with O(id). Without either, the module reads all roles.
    type: str
  id:
    description:
      - ID of the role to read.
    type: str
  details:
    description:
      - Whether to read the permissions of all roles, which takes one request for each. They are always read for a single role.
    type: bool
    default: false
seealso:
  - module: people.access.te_role
  - module: people.access.te_roles
  - module: people.access.te_permission_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TE_TOKEN, and TE_AID if needed.

- name: Read one role
  people.access.te_role_info:
    name: NOC wallboard

- name: Read all roles with their permissions
  people.access.te_role_info:
    details: true
  register: all

- name: Show which roles can give permissions to others
  ansible.builtin.debug:
    msg: "{{ all.roles | selectattr('management') | map(attribute='name') }}"
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
      sample: "280871"
    name:
      description: Name of the role.
      returned: always
      type: str
      sample: NOC wallboard
    permissions:
      description: Permissions of the role, as constants, sorted.
      returned: for one role, or with O(details=true)
      type: list
      elements: str
      sample: [REPORT_READ, REPORT_SNAPSHOTS_READ]
    permission_ids:
      description: IDs of the permissions, in the same order.
      returned: like RV(roles[].permissions)
      type: list
      elements: str
      sample: ["8", "11"]
    builtin:
      description: Whether the role is built in and therefore cannot be changed.
      returned: always
      type: bool
    management:
      description: Whether the role has management permissions, those over users, permissions, billing and the like.
      returned: always
      type: bool
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
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.roles import Roles


def main() -> None:
    run_info(PROVIDER, Roles)


if __name__ == "__main__":
    main()

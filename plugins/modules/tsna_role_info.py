#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: tsna_role_info
short_description: Read roles of BMC TrueSight Network Automation
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads roles of BMC TrueSight Network Automation (TSNA), either one by name or ID, or all of them.
  - If the role does not exist, the list is empty and the task does not fail.
  - Use the user interface of TSNA to create and change roles.
extends_documentation_fragment:
  - people.access.tsna
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_tsna
options:
  name:
    description:
      - Read the roles with this name. Case-sensitive.
      - O(name), O(id) and O(name_pattern) are mutually exclusive. Without them, the module reads all roles.
    type: str
  id:
    description:
      - Read the role with this database key.
    type: str
  name_pattern:
    description:
      - Read the roles whose names match this pattern, in which an asterisk stands for any characters, for example V(Report *). Not case-sensitive. The server
        selects them, so that fewer pages are read.
    type: str
    version_added: 1.0.0
  order_by:
    description:
      - Attribute by which the server sorts, with V(-) before it for the reverse order. TSNA knows V(name), V(associatedUsernames) and the names
        of dynamic fields that can be listed.
    type: str
    version_added: 1.0.0
  rights_management:
    description:
      - V(editable) selects the roles that the account of the task may change, V(copyable) those that it may copy.
    type: str
    choices: [copyable, editable]
    version_added: 1.0.0
seealso:
  - module: people.access.tsna_user
  - plugin: people.access.tsna
    plugin_type: lookup
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TSNA_URL, TSNA_USERNAME, TSNA_PASSWORD.

- name: Read all roles
  people.access.tsna_role_info:
  register: all_roles

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ all_roles.roles | map(attribute='name') | list }}"

- name: Read the administrators
  people.access.tsna_role_info:
    name: Administrator

- name: Read the roles for reporting
  people.access.tsna_role_info:
    name_pattern: Report *
    order_by: -name
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
      description: Database key of the role.
      returned: always
      type: str
      sample: 774120936-2
    name:
      description: Name of the role.
      returned: always
      type: str
      sample: Planner
    users:
      description: Names of the users who have the role, sorted.
      returned: if the server returns them
      type: list
      elements: str
      sample: [icosta, rstone]
    dynamic_fields:
      description: Dynamic fields of the role that have a value, by name. A field with several values is a list.
      returned: always
      type: dict
      sample: {}
    attributes:
      description: The whole role as the server returns it, with all members. BMC does not publish the format.
      returned: always
      type: dict
      sample: {"id": "774120936-2", "name": "Planner", "associatedUsernames": ["icosta", "rstone"], "dynamicFields": []}
      version_added: 1.0.0
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
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.roles import Roles


def main() -> None:
    run_info(PROVIDER, Roles)


if __name__ == "__main__":
    main()

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
      - O(name) and O(id) are mutually exclusive. Without them, the module reads all roles.
    type: str
  id:
    description:
      - Read the role with this database key.
    type: str
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
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.roles import Roles


def main() -> None:
    run_info(PROVIDER, Roles)


if __name__ == "__main__":
    main()

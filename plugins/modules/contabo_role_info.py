#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: contabo_role_info
short_description: Read roles of a Contabo account
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads one role of a Contabo account by name or id, or all roles, in every case with the permissions.
  - A role that does not exist gives an empty list and no failure.
extends_documentation_fragment:
  - people.access.contabo
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_contabo
options:
  name:
    description:
      - Read the role with this name. Case matters.
      - O(name) and O(id) are mutually exclusive; without either of them, all roles are read.
    type: str
  id:
    description:
      - Read the role with this id, C(roleId) in the API.
    type: str
  api_permissions:
    description:
      - Return RV(api_permissions) as well, the table of everything that a role can be allowed.
    type: bool
    default: false
seealso:
  - module: people.access.contabo_role
  - module: people.access.contabo_user_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment: CNTB_OAUTH2_CLIENT_ID, CNTB_OAUTH2_CLIENT_SECRET, CNTB_OAUTH2_USER, CNTB_OAUTH2_PASS.

- name: Read the roles, and what they can be allowed
  people.access.contabo_role_info:
    api_permissions: true
  register: found

- name: Show which roles may change users
  ansible.builtin.debug:
    msg: "{{ found.roles | selectattr('permissions', 'search', 'v1/users/.userId.') | map(attribute='name') | list }}"

- name: Show what there is to allow about object storages
  ansible.builtin.debug:
    msg: "{{ found.api_permissions | selectattr('api', 'search', 'object-storages') }}"
"""

RETURN = r"""
---
roles:
  description: The roles found, complete; empty when there is none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Id of the role, C(roleId) in the API.
      returned: always
      type: str
      sample: "4712"
    name:
      description: Name.
      returned: always
      type: str
      sample: s3-readers
    admin:
      description: Whether the role may do everything.
      returned: always
      type: bool
      sample: false
    access_all_resources:
      description: Whether the role reaches all resources, whatever tags its permissions have.
      returned: always
      type: bool
      sample: false
    permissions:
      description: What the role may do, sorted by C(api).
      returned: always
      type: list
      elements: dict
      contains:
        api:
          description: Name of the part of the API.
          returned: always
          type: str
          sample: /v1/object-storages
        actions:
          description: What is allowed there.
          returned: always
          type: list
          elements: str
          sample: [READ]
        tags:
          description: Names of the tags whose resources it is limited to, sorted; empty without such a limit.
          returned: always
          type: list
          elements: str
          sample: [db, web]
    type:
      description: V(default) for the roles that Contabo brings and nobody can change, V(custom) for those of the account.
      returned: always
      type: str
      sample: custom
api_permissions:
  description: What a role can be allowed, sorted by C(api).
  returned: when O(api_permissions=true)
  type: list
  elements: dict
  contains:
    api:
      description: Name of the part of the API, for O(people.access.contabo_role#module:permissions[].api).
      returned: always
      type: str
      sample: /v1/users
    actions:
      description: The actions that it offers.
      returned: always
      type: list
      elements: str
      sample: [CREATE, READ]
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
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.roles import Roles


def main() -> None:
    run_info(PROVIDER, Roles)


if __name__ == "__main__":
    main()

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
  - Reads one role of a Contabo account by name or ID, or all roles. Permissions are always included.
  - If the role does not exist, the list is empty and the task does not fail.
extends_documentation_fragment:
  - people.access.contabo
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_contabo
options:
  name:
    description:
      - Read the role with this name. Case-sensitive.
      - O(name) and O(id) are mutually exclusive. Without them, the module reads all roles.
    type: str
  id:
    description:
      - Read the role with this ID, C(roleId) in the API.
    type: str
  type:
    description:
      - Read only the roles that Contabo provides, V(default), or only those of the account, V(custom). Contabo filters the list.
    type: str
    choices: [default, custom]
  api:
    description:
      - Read only roles with a permission for this part of the API, such as V(/v1/users). Contabo filters the list, and also that of
        O(api_permissions).
    type: str
  tag:
    description:
      - Read only roles with a permission that is restricted to the resources of this tag. Contabo filters the list.
    type: str
  api_permissions:
    description:
      - Whether to also return RV(api_permissions), the table of everything that a role can be allowed to do.
    type: bool
    default: false
seealso:
  - module: people.access.contabo_role
  - module: people.access.contabo_user_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment: CNTB_OAUTH2_CLIENT_ID, CNTB_OAUTH2_CLIENT_SECRET, CNTB_OAUTH2_USER, CNTB_OAUTH2_PASS.

- name: Read the roles and the available permissions
  people.access.contabo_role_info:
    api_permissions: true
  register: found

- name: Show which roles may change users
  ansible.builtin.debug:
    msg: "{{ found.roles | selectattr('permissions', 'search', 'v1/users/.userId.') | map(attribute='name') | list }}"

- name: Show the available permissions for object storages
  ansible.builtin.debug:
    msg: "{{ found.api_permissions | selectattr('api', 'search', 'object-storages') }}"
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
      description: ID of the role, C(roleId) in the API.
      returned: always
      type: str
      sample: "4712"
    name:
      description: Name of the role.
      returned: always
      type: str
      sample: s3-readers
    admin:
      description: Whether the role may do everything.
      returned: always
      type: bool
      sample: false
    access_all_resources:
      description: Whether the role applies to all resources, regardless of the tags in its permissions.
      returned: always
      type: bool
      sample: false
    permissions:
      description: Permissions of the role, sorted by C(api).
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
          description: Allowed actions.
          returned: always
          type: list
          elements: str
          sample: [READ]
        tags:
          description: Names of the tags whose resources the permission is restricted to, sorted. Empty without such a restriction.
          returned: always
          type: list
          elements: str
          sample: [db, web]
        tag_ids:
          description: IDs of these tags, in the same order.
          returned: always
          type: list
          elements: str
          sample: ["12", "11"]
    type:
      description: V(default) for the roles that Contabo provides and that cannot be changed. V(custom) for roles of the account.
      returned: always
      type: str
      sample: custom
    tenant_id:
      description: Tenant of the account.
      returned: if Contabo returns it
      type: str
      sample: INT
    customer_id:
      description: Customer number of the account.
      returned: if Contabo returns it
      type: str
      sample: "10051234"
api_permissions:
  description: Permissions that a role can have, sorted by C(api).
  returned: if O(api_permissions=true)
  type: list
  elements: dict
  contains:
    api:
      description: Name of the part of the API, for O(people.access.contabo_role#module:permissions[].api).
      returned: always
      type: str
      sample: /v1/users
    actions:
      description: Available actions.
      returned: always
      type: list
      elements: str
      sample: [CREATE, READ]
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
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.roles import Roles


def main() -> None:
    run_info(PROVIDER, Roles)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: te_permission_info
short_description: Read the permissions that Cisco ThousandEyes roles can have
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads the catalog of permissions that the roles of a ThousandEyes organization can have.
  - The token's user needs a management permission for this.
extends_documentation_fragment:
  - people.access.thousandeyes
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_thousandeyes
options:
  permission:
    description:
      - Constant of the permission to read. Not case-sensitive.
      - Mutually exclusive with O(id). Without either, the module reads all permissions.
    type: str
  id:
    description:
      - ID of the permission to read.
    type: str
seealso:
  - module: people.access.te_role
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TE_TOKEN, and TE_AID if needed.

- name: Read all permissions
  people.access.te_permission_info:
  register: catalogue

- name: Show the management permissions
  ansible.builtin.debug:
    msg: "{{ catalogue.permissions | selectattr('management') | map(attribute='label') }}"

- name: Read one permission
  people.access.te_permission_info:
    permission: REPORT_READ
"""

RETURN = r"""
---
permissions:
  description: Complete list of the permissions found. Empty if there are none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the permission. It differs between organizations.
      returned: always
      type: str
      sample: "8"
    permission:
      description: Constant of the permission. This is the best key for playbooks.
      returned: always
      type: str
      sample: REPORT_READ
    label:
      description: Label in the web interface.
      returned: always
      type: str
      sample: View reports
    management:
      description: Whether this is a management permission, such as one over users, permissions or billing.
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
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.permissions import PermissionCatalogue


def main() -> None:
    run_info(PROVIDER, PermissionCatalogue)


if __name__ == "__main__":
    main()

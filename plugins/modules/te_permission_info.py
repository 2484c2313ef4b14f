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
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.permissions import PermissionCatalogue


def main() -> None:
    run_info(PROVIDER, PermissionCatalogue)


if __name__ == "__main__":
    main()

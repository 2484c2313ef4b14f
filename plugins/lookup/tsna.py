# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: tsna
short_description: Look up objects by name in BMC TrueSight Network Automation
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Returns the key or another attribute of objects in BMC TrueSight Network Automation (TSNA), given their names.
  - An unknown or ambiguous name is an error. Names may differ in case if only one matches.
extends_documentation_fragment:
  - people.access.tsna
  - people.access.tsna.plugin
  - people.access.connection
  - people.access.connection.plugin
  - people.access.lookup
options:
  _terms:
    description:
      - Names to look up. For users, their login names. Without names, the result is empty. See O(all).
    type: list
    elements: string
  resource:
    description: Type of the objects to look up.
    type: string
    choices: [user, role]
    default: user
notes:
  - Each lookup logs in once and ends its session.
seealso:
  - module: people.access.tsna_user_info
  - module: people.access.tsna_role_info
"""

EXAMPLES = r"""
---
- name: Show the key of a user
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.tsna', 'rstone') }}"

- name: Show the keys of two roles
  ansible.builtin.debug:
    msg: "{{ query('people.access.tsna', 'Planner', 'Viewer', resource='role') }}"

- name: Show the administrators
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.tsna', 'Administrator', resource='role', attribute='users') }}"

- name: Show the roles of a user whose name contains a backslash
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.tsna', 'HARBOR\\mnasser', attribute='roles') }}"
"""

RETURN = r"""
---
_raw:
  description: Attribute of each term, in the order of the terms. V(null) if the platform has no value.
  type: list
  elements: raw
"""

from ansible_collections.people.access.plugins.module_utils.platforms.tsna.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.roles import Roles
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.users import Users
from ansible_collections.people.access.plugins.plugin_utils.lookup import PeopleLookup


class LookupModule(PeopleLookup):
    provider = PROVIDER
    stores = {"user": Users, "role": Roles}

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: te
short_description: Look up objects by name in Cisco ThousandEyes
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Returns the ID or another attribute of objects in ThousandEyes, given their names.
  - An unknown or ambiguous name is an error. Names may differ in case if only one matches.
extends_documentation_fragment:
  - people.access.thousandeyes
  - people.access.thousandeyes.plugin
  - people.access.connection
  - people.access.connection.plugin
  - people.access.lookup
options:
  _terms:
    description:
      - Names to look up. For users, their e-mail addresses, and for permissions, their constants. Without names, the result is empty. See O(all).
    type: list
    elements: string
  resource:
    description:
      - Type of the objects to look up.
      - Only agents in the account groups of the token's user are available. Listing them takes one request for each account group.
        It is an error if the user lacks the permission V(View agents in account group).
      - An agent has the attributes in RV(people.access.te_account_group_info#module:account_groups[].agent_details).
      - In addition to the return values of M(people.access.te_account_group_info), an account group has the attribute V(account_token), the token
        with which agents join it. This is the only secret that this lookup returns, and only if O(attribute) names it.
    type: string
    choices: [user, role, account_group, permission, agent]
    default: user
notes:
  - A task that gets a secret from this lookup needs C(no_log=true), and C(diff=false) if it writes a file. Do not use C(ansible.builtin.set_fact) or
    C(ansible.builtin.debug) with a secret.
seealso:
  - module: people.access.te_user_info
  - module: people.access.te_role_info
  - module: people.access.te_account_group_info
  - module: people.access.te_permission_info
"""

EXAMPLES = r"""
---
- name: Show the ID of a user
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.te', 'ravi.stone@harbor.example') }}"

- name: Show the ID of a role
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.te', 'Organization Admin', resource='role', attribute='id') }}"

- name: Show the members of an account group
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.te', 'EMEA', resource='account_group', attribute='users') | map(attribute='email') }}"

- name: Show the locations of two agents
  ansible.builtin.debug:
    msg: "{{ query('people.access.te', 'osl-dc1-ea01', 'nyc-edge-ea01', resource='agent', attribute='location') }}"

- name: Write the token of an account group, for installing an agent, to a file that only its owner can read
  ansible.builtin.copy:
    content: "{{ lookup('people.access.te', 'EMEA', resource='account_group', attribute='account_token') }}"
    dest: "{{ playbook_dir }}/emea_token"
    mode: "0600"
  no_log: true
  diff: false

- name: Show the addresses of all users
  ansible.builtin.debug:
    msg: "{{ query('people.access.te', all=true, attribute='email') }}"
"""

RETURN = r"""
---
_raw:
  description: Attribute of each term, in the order of the terms. V(null) if the platform has no value.
  type: list
  elements: raw
"""

from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.account_groups import AccountGroupTokens
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.agents import AgentList
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.permissions import PermissionCatalogue
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.roles import Roles
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.users import Users
from ansible_collections.people.access.plugins.plugin_utils.lookup import PeopleLookup


class LookupModule(PeopleLookup):
    provider = PROVIDER
    stores = {"user": Users, "role": Roles, "account_group": AccountGroupTokens, "permission": PermissionCatalogue, "agent": AgentList}

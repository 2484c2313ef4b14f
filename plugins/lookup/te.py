# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: te
short_description: Look things up by name in Cisco ThousandEyes
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Gives the id, or any other attribute, of what has a name in ThousandEyes.
  - A name that nothing has, or that several things have, is an error. Names may differ in case if only one fits.
extends_documentation_fragment:
  - people.access.thousandeyes
  - people.access.thousandeyes.plugin
  - people.access.connection
  - people.access.connection.plugin
  - people.access.lookup
options:
  _terms:
    description:
      - Names to look up; addresses for users, and constants for permissions. Without any, the result is empty; see O(all).
    type: list
    elements: string
  resource:
    description:
      - What to look up.
      - Agents are those of the account groups that the token's user belongs to. Listing them costs a request for each account group.
      - An agent has the attributes that M(people.access.te_account_group_info) tells of it, and V(account_groups), V(created), V(errors),
        V(ipv6_policy), V(network), V(prefix), V(serial_number) and V(utilization).
      - An account group has the attribute V(account_token) beside what M(people.access.te_account_group_info) tells, the token with which
        agents join it. It is the one secret that this lookup gives, and only if O(attribute) names it.
    type: string
    choices: [user, role, account_group, permission, agent]
    default: user
notes:
  - A task that gets a secret from this lookup needs C(no_log=true), and C(diff=false) where it writes a file. Neither C(ansible.builtin.set_fact) nor
    C(ansible.builtin.debug) is a place for a secret.
seealso:
  - module: people.access.te_user_info
  - module: people.access.te_role_info
  - module: people.access.te_account_group_info
  - module: people.access.te_permission_info
"""

EXAMPLES = r"""
---
- name: Show the id of a user
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.te', 'ravi.stone@harbor.example') }}"

- name: Show the id of a role
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.te', 'Organization Admin', resource='role', attribute='id') }}"

- name: Show who belongs to an account group
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.te', 'EMEA', resource='account_group', attribute='users') | map(attribute='email') }}"

- name: Show where two agents are
  ansible.builtin.debug:
    msg: "{{ query('people.access.te', 'osl-dc1-ea01', 'nyc-edge-ea01', resource='agent', attribute='location') }}"

- name: Write the token of an account group into a file for its owner only, to install an agent with
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
  description: The attribute of each term, in their order; null where the platform has no value for it.
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

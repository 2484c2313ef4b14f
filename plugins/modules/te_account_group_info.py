#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: te_account_group_info
short_description: Read account groups of Cisco ThousandEyes
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads one account group of a ThousandEyes organization, or all that the token's user belongs to, with their users and agents.
  - Without O(name) and O(id), account groups of all organizations that the token's user belongs to are read.
extends_documentation_fragment:
  - people.access.thousandeyes
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_thousandeyes
options:
  name:
    description:
      - Name of the one account group to read, in the organization of O(te_aid), or without it in that of the account group in which the user
        of O(te_token) logs in. Case means nothing.
      - Mutually exclusive with O(id). Without both, all account groups are read.
    type: str
  id:
    description:
      - Id of the one account group to read.
    type: str
  details:
    description:
      - Read the users and agents of all account groups, which costs one request for each. Those of a single one are always read.
    type: bool
    default: false
  expand:
    description:
      - What to read of an account group, besides its names.
    type: list
    elements: str
    choices: [user, agent]
    default: [user, agent]
notes:
  - The token with which agents join the account group is a secret, and in no result.
seealso:
  - module: people.access.te_account_group
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TE_TOKEN, and TE_AID where it is needed.

- name: Read one account group
  people.access.te_account_group_info:
    name: EMEA

- name: Read the users of all account groups
  people.access.te_account_group_info:
    details: true
    expand: [user]
  register: all

- name: Show who belongs to each
  ansible.builtin.debug:
    msg: "{{ item.users | map(attribute='email') }}"
  loop: "{{ all.account_groups }}"
  loop_control:
    label: "{{ item.name }}"
"""

RETURN = r"""
---
account_groups:
  description: The account groups found, complete; empty when there is none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Id of the account group.
      returned: always
      type: str
      sample: "11002"
    name:
      description: Name of the account group.
      returned: always
      type: str
      sample: EMEA
    organization:
      description: Name of the organization.
      returned: when ThousandEyes tells it
      type: str
      sample: Harbor Networks
    organization_id:
      description: Id of the organization.
      returned: when ThousandEyes tells it
      type: str
      sample: "4021"
    current:
      description: Whether tasks with this token and O(te_aid) run in this account group. Without O(te_aid), this is the one with
        RV(account_groups[].login).
      returned: always
      type: bool
    login:
      description: Whether the token's user logs in here.
      returned: always
      type: bool
    agents:
      description: Names of the agents shared with it, sorted; V(null) where ThousandEyes does not tell them.
      returned: for one account group, and with O(details=true), if O(expand) has V(agent)
      type: list
      elements: str
      sample: [fra-dc2-ea01, osl-dc1-ea01]
    agent_details:
      description: More about these agents.
      returned: as RV(account_groups[].agents), if ThousandEyes tells them
      type: list
      elements: dict
      contains:
        id:
          description: Id of the agent.
          returned: always
          type: str
          sample: "105"
        name:
          description: Name of the agent.
          returned: always
          type: str
          sample: osl-dc1-ea01
        type:
          description: Type of the agent, such as V(enterprise) or V(enterprise-cluster).
          returned: always
          type: str
          sample: enterprise
        state:
          description: State of the agent, such as V(online), V(offline) or V(disabled).
          returned: always
          type: str
          sample: online
        enabled:
          description: Whether the agent is enabled.
          returned: always
          type: bool
        hostname:
          description: Host name of the agent.
          returned: always
          type: str
          sample: osl-dc1-ea01.harbor.example
        location:
          description: Where it is.
          returned: always
          type: str
          sample: Oslo, Norway
        country:
          description: Code of the country.
          returned: always
          type: str
          sample: "NO"
        ip_addresses:
          description: Its addresses.
          returned: always
          type: list
          elements: str
          sample: [10.20.0.7]
        public_ip_addresses:
          description: Its public addresses.
          returned: always
          type: list
          elements: str
          sample: [198.51.100.7]
        last_seen:
          description: When ThousandEyes heard of it last.
          returned: always
          type: str
          sample: "2026-11-02T10:14:58Z"
    users:
      description: Who belongs to it, those with roles in all account groups included.
      returned: for one account group, and with O(details=true), if O(expand) has V(user)
      type: list
      elements: dict
      contains:
        id:
          description: Id of the user.
          returned: always
          type: str
          sample: "245"
        email:
          description: E-mail address.
          returned: always
          type: str
          sample: ada.quist@harbor.example
        name:
          description: Display name.
          returned: always
          type: str
          sample: Ada Quist
        last_login:
          description: When the user logged in last; V(null) if never.
          returned: always
          type: str
          sample: "2026-10-30T06:58:02Z"
        roles:
          description: Names of the roles that count in this account group, sorted.
          returned: always
          type: list
          elements: str
          sample: [Organization Admin]
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
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.account_groups import AccountGroups
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.client import PROVIDER


def main() -> None:
    run_info(PROVIDER, AccountGroups)


if __name__ == "__main__":
    main()

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
  - Reads one account group of a ThousandEyes organization, or all account groups of the token's user, with their users and agents.
  - Without O(name) and O(id), the module reads the account groups of all organizations that the token's user belongs to.
extends_documentation_fragment:
  - people.access.thousandeyes
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_thousandeyes
options:
  name:
    description:
      - Name of the account group to read. Not case-sensitive.
      - The module looks up the name in the organization of O(te_aid). Without O(te_aid), it uses the organization of the account group in which the
        user of O(te_token) logs in.
      - Mutually exclusive with O(id). Without either, the module reads all account groups.
    type: str
  id:
    description:
      - ID of the account group to read.
    type: str
  details:
    description:
      - Whether to read the users and agents of all account groups, which takes one request for each. They are always read for a single account group.
    type: bool
    default: false
  expand:
    description:
      - What to read of an account group in addition to its names.
    type: list
    elements: str
    choices: [user, agent]
    default: [user, agent]
notes:
  - The token with which agents join the account group is a secret and is never returned.
seealso:
  - module: people.access.te_account_group
  - module: people.access.te_account_groups
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TE_TOKEN, and TE_AID if needed.

- name: Read one account group
  people.access.te_account_group_info:
    name: EMEA

- name: Read the users of all account groups
  people.access.te_account_group_info:
    details: true
    expand: [user]
  register: all

- name: Show the users of each account group
  ansible.builtin.debug:
    msg: "{{ item.users | map(attribute='email') }}"
  loop: "{{ all.account_groups }}"
  loop_control:
    label: "{{ item.name }}"
"""

RETURN = r"""
---
account_groups:
  description: Complete list of the account groups found. Empty if there are none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the account group.
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
      returned: if ThousandEyes returns it
      type: str
      sample: Harbor Networks
    organization_id:
      description: ID of the organization.
      returned: if ThousandEyes returns it
      type: str
      sample: "4021"
    current:
      description: Whether tasks with this token and O(te_aid) run in this account group. Without O(te_aid), this is the account group with
        RV(account_groups[].login).
      returned: always
      type: bool
    login:
      description: Whether the token's user logs in here.
      returned: always
      type: bool
    agents:
      description: Names of the agents shared with it, sorted. V(null) if ThousandEyes does not return them.
      returned: for one account group, or with O(details=true), if O(expand) contains V(agent)
      type: list
      elements: str
      sample: [fra-dc2-ea01, osl-dc1-ea01]
    agent_ids:
      description: IDs of these agents, in the same order.
      returned: like RV(account_groups[].agents), if ThousandEyes returns them
      type: list
      elements: str
      sample: ["106", "105"]
    agent_details:
      description: Details of these agents. What ThousandEyes does not return is V(null).
      returned: like RV(account_groups[].agents), if ThousandEyes returns them
      type: list
      elements: dict
      contains:
        id:
          description: ID of the agent.
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
          description: Location of the agent.
          returned: always
          type: str
          sample: Oslo, Norway
        country:
          description: Country code.
          returned: always
          type: str
          sample: "NO"
        ip_addresses:
          description: IP addresses of the agent.
          returned: always
          type: list
          elements: str
          sample: [10.20.0.7]
        public_ip_addresses:
          description: Public IP addresses of the agent.
          returned: always
          type: list
          elements: str
          sample: [198.51.100.7]
        last_seen:
          description: When the agent last contacted ThousandEyes.
          returned: always
          type: str
          sample: "2026-11-02T10:14:58Z"
        created:
          description: When the agent was created.
          returned: always
          type: str
          sample: "2024-05-06T12:00:00Z"
        network:
          description: Network of the agent.
          returned: always
          type: str
          sample: Harbor Networks (AS 64500)
        prefix:
          description: Prefix of the public address.
          returned: always
          type: str
          sample: 198.51.100.0/24
        provider:
          description: Network provider with the members C(asn), C(name) and C(type).
          returned: always
          type: dict
          sample: {asn: 64500, name: Harbor Networks, type: isp}
        coordinates:
          description: Place of the agent with the members C(latitude) and C(longitude).
          returned: always
          type: dict
          sample: {latitude: 59.91, longitude: 10.75}
        ipv6_policy:
          description: IPv6 policy of the agent.
          returned: always
          type: str
          sample: force-ipv4
        serial_number:
          description: Serial number of the agent.
          returned: always
          type: str
          sample: HN-00007
        utilization:
          description: Utilization in percent.
          returned: always
          type: int
          sample: 12
        errors:
          description: What is wrong with the agent, with the members C(code) and C(description).
          returned: always
          type: list
          elements: dict
          sample: []
        account_groups:
          description: Names of the account groups that share the agent, sorted.
          returned: always
          type: list
          elements: str
          sample: [EMEA, Harbor Networks]
        target_for_tests:
          description: Address at which tests reach the agent.
          returned: always
          type: str
          sample: 198.51.100.7
        verify_certificates:
          description: Whether the agent verifies SSL certificates.
          returned: always
          type: bool
        keep_browser_cache:
          description: Whether the agent keeps its browser cache between tests.
          returned: always
          type: bool
        test_ids:
          description: IDs of the tests that the agent runs.
          returned: always
          type: list
          elements: int
          sample: [281]
        tests:
          description: Tests that the agent runs, with the members C(id), C(name), C(type) and C(enabled).
          returned: always
          type: list
          elements: dict
        local_resolution_prefixes:
          description: Prefixes whose addresses the agent resolves locally.
          returned: always
          type: list
          elements: str
          sample: [10.0.0.0/8]
        interfaces:
          description: Interfaces with the members C(name) and C(ip_addresses).
          returned: always
          type: list
          elements: dict
        cluster_members:
          description: Members of a cluster.
          returned: always
          type: list
          elements: dict
          contains:
            id:
              description: ID of the member.
              returned: always
              type: str
              sample: "4101"
            name:
              description: Name of the member.
              returned: always
              type: str
              sample: sin-retail-cluster-1
            state:
              description: State of the member.
              returned: always
              type: str
              sample: online
            last_seen:
              description: When the member last contacted ThousandEyes.
              returned: always
              type: str
              sample: "2026-11-02T10:14:58Z"
            ip_addresses:
              description: IP addresses of the member.
              returned: always
              type: list
              elements: str
              sample: [10.20.8.1]
            public_ip_addresses:
              description: Public IP addresses of the member.
              returned: always
              type: list
              elements: str
              sample: [198.51.100.10]
            network:
              description: Network of the member.
              returned: always
              type: str
              sample: Harbor Networks (AS 64500)
            serial_number:
              description: Serial number of the member.
              returned: always
              type: str
              sample: HN-C0001
            utilization:
              description: Utilization in percent.
              returned: always
              type: int
              sample: 9
            errors:
              description: What is wrong with the member, with the members C(code) and C(description).
              returned: always
              type: list
              elements: dict
              sample: []
            target_for_tests:
              description: Address at which tests reach the member.
              returned: always
              type: str
              sample: 198.51.100.10
    users:
      description: Users of the account group, including those with roles in all account groups.
      returned: for one account group, or with O(details=true), if O(expand) contains V(user)
      type: list
      elements: dict
      contains:
        id:
          description: ID of the user.
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
          description: Last login of the user. V(null) if there was none.
          returned: always
          type: str
          sample: "2026-10-30T06:58:02Z"
        roles:
          description: Names of the roles that apply in this account group, sorted.
          returned: always
          type: list
          elements: str
          sample: [Organization Admin]
        role_ids:
          description: IDs of these roles, in the same order.
          returned: always
          type: list
          elements: str
          sample: ["159"]
        date_registered:
          description: Registration time of the user. V(null) if the user has not registered.
          returned: always
          type: str
          sample: "2023-03-01T09:12:44Z"
        role_details:
          description: Details of these roles, in the same order.
          returned: always
          type: list
          elements: dict
          contains:
            id:
              description: ID of the role.
              returned: always
              type: str
              sample: "162"
            name:
              description: Name of the role.
              returned: always
              type: str
              sample: Regular User
            builtin:
              description: Whether the role is built in. V(null) if ThousandEyes does not return it.
              returned: always
              type: bool
            management:
              description: Whether the role has management permissions. V(null) if ThousandEyes does not return it.
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
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.account_groups import AccountGroups
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.client import PROVIDER


def main() -> None:
    run_info(PROVIDER, AccountGroups)


if __name__ == "__main__":
    main()

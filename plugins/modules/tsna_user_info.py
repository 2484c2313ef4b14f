#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: tsna_user_info
short_description: Read users of BMC TrueSight Network Automation
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads users of BMC TrueSight Network Automation (TSNA), either one by name or ID, those with an address, or all of them.
  - If the user does not exist, the list is empty and the task does not fail.
extends_documentation_fragment:
  - people.access.tsna
  - people.access.tsna.field_map
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_tsna
options:
  name:
    description:
      - Read the user with this name. Case-sensitive.
      - O(name), O(id), O(email) and O(name_pattern) are mutually exclusive. Without them, the module reads all users.
    type: str
  id:
    description:
      - Read the user with this database key.
    type: str
  email:
    description:
      - Read the users with this address. Not case-sensitive. There may be several, because addresses need not be unique.
    type: str
  details:
    description:
      - Whether to read each user individually as well when all users are read, for servers with an abbreviated list. This takes one request for each
        user.
      - Users selected with O(name), O(id) or O(email) are always read completely.
    type: bool
    default: false
  name_pattern:
    description:
      - Read the users whose names match this pattern, in which an asterisk stands for any characters, for example V(svc-*). Not case-sensitive. The server
        selects them, so that fewer pages are read.
    type: str
    version_added: 1.0.0
  order_by:
    description:
      - Attribute by which the server sorts, with V(-) before it for the reverse order. TSNA knows V(name), V(role), V(enabledFlag),
        V(lastSuccessfulLoginTimestamp) and the names of dynamic fields that can be listed.
    type: str
    version_added: 1.0.0
  role:
    description:
      - Read only users who have this role.
    type: str
    version_added: 1.0.0
  inactive_days:
    description:
      - Read only users who have not logged in for this number of days, including those who have never logged in. TSNA does not return when a user was
        created.
    type: int
    version_added: 1.0.0
seealso:
  - module: people.access.tsna_user
  - module: people.access.tsna_users
  - module: people.access.tsna_session_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TSNA_URL, TSNA_USERNAME, TSNA_PASSWORD.

- name: Read one user
  people.access.tsna_user_info:
    name: rstone
  register: ravi

- name: Show the roles and the department
  ansible.builtin.debug:
    msg: "{{ ravi.users[0].roles }}, {{ ravi.users[0].dynamic_fields.Department }}"

- name: Find the accounts of a person by address
  people.access.tsna_user_info:
    email: m.nasser@harbor.example

- name: Read the users whose names begin with r, the last login first
  people.access.tsna_user_info:
    name_pattern: r*
    order_by: -lastSuccessfulLoginTimestamp

- name: Read who has not logged in for 90 days
  people.access.tsna_user_info:
    inactive_days: 90

- name: Read who has a role
  people.access.tsna_user_info:
    role: Planner

- name: Read all users
  people.access.tsna_user_info:
    details: true
  register: everybody

- name: Show locked users
  ansible.builtin.debug:
    msg: "{{ everybody.users | selectattr('locked') | map(attribute='name') | list }}"
"""

RETURN = r"""
---
users:
  description: Complete list of the users found. Empty if there are none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Database key of the user.
      returned: always
      type: str
      sample: 1084738293-57
    name:
      description: Name of the user, which is also the login name.
      returned: always
      type: str
      sample: rstone
    email:
      description: E-mail address. Empty if there is none.
      returned: always
      type: str
      sample: ravi.stone@harbor.example
    enabled:
      description: Whether the user may log in.
      returned: if the server returns it
      type: bool
      sample: true
    roles:
      description: Names of the roles, sorted.
      returned: if the server returns them, and always for users that were read completely
      type: list
      elements: str
      sample: [NOC Operator, Planner]
    dynamic_fields:
      description: Dynamic fields that have a value, by name. A field with several values is a list.
      returned: if the server returns them, and always for users that were read completely
      type: dict
      sample: {"Cost Center": "4100", "Department": "NetOps", "Sites": ["Lisbon", "Oslo"]}
    locked:
      description: Whether failed logins have locked the user. V(null) if the server does not return it.
      returned: always
      type: bool
      sample: false
    last_login:
      description: Last login of the user, in ISO 8601.
      returned: if the server returns a time
      type: str
      sample: "2024-08-28T16:03:06Z"
    extra_attributes:
      description: Members that have a value and that no other option of M(people.access.tsna_user) sets, as the server returns them.
      returned: for users that were read completely
      type: dict
      sample: {"accountExpirationDate": 1830211200000}
      version_added: 1.0.0
    attributes:
      description:
        - The whole user as the server returns it, with all members, such as the IDs of roles and the links of dynamic fields. Without a password.
          BMC does not publish the format.
      returned: always
      type: dict
      sample: {"id": "1084738293-57", "name": "rstone", "rootFlag": false}
      version_added: 1.0.0
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
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.users import Users


def main() -> None:
    run_info(PROVIDER, Users)


if __name__ == "__main__":
    main()

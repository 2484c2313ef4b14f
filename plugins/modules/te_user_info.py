#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: te_user_info
short_description: Read users of Cisco ThousandEyes
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads one user of a ThousandEyes organization by address or ID, the user of the token, or all users.
  - If the user does not exist, the list is empty and the task does not fail.
extends_documentation_fragment:
  - people.access.thousandeyes
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_thousandeyes
options:
  email:
    description:
      - Read the user with this address. Not case-sensitive.
      - O(email), O(id) and O(current) are mutually exclusive. Without them, the module reads all users.
    type: str
  id:
    description:
      - Read the user with this ID, C(uid) in the API.
    type: str
  current:
    description:
      - Read the user of O(te_token). ThousandEyes requires no permission for this, so it is also the best test of a token.
    type: bool
    default: false
  details:
    description:
      - Whether to read the roles as well when all users are read. This takes one request for each user. ThousandEyes usually allows an organization
        240 requests per minute.
      - A single user, selected with O(email), O(id) or O(current), is always read with its roles.
    type: bool
    default: false
  role:
    description:
      - Read only users who have the role with this name in some account group or in all of them.
      - Without O(details), the module reads the account groups with their users, with one request for each account group instead of one for each user.
        Account groups that the token's user cannot see are not searched.
    type: str
  role_id:
    description:
      - ID of the role instead of its name. If O(role) is given as well, both must mean the same.
    type: str
  inactive_days:
    description:
      - Read only users who have not logged in for this number of days. Users who have never logged in are included if they registered that long ago, or
        if ThousandEyes does not show when they registered.
    type: int
seealso:
  - module: people.access.te_user
  - module: people.access.te_users
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TE_TOKEN, and TE_AID if needed.

- name: Read one user
  people.access.te_user_info:
    email: ravi.stone@harbor.example
  register: ravi

- name: Show the roles of Ravi
  ansible.builtin.debug:
    msg: "{{ ravi.users[0].account_group_roles }}"

- name: Read the user of the token
  people.access.te_user_info:
    current: true

- name: Read all users with their roles
  people.access.te_user_info:
    details: true
  register: everybody

- name: Read who has not logged in for 90 days
  people.access.te_user_info:
    inactive_days: 90
  register: idle

- name: Read who manages the organization
  people.access.te_user_info:
    role: Organization Admin
  register: managers

- name: Show who has never logged in
  ansible.builtin.debug:
    msg: "{{ everybody.users | rejectattr('last_login', 'defined') | map(attribute='email') | list }}"
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
      description: ID of the user, C(uid) in the API.
      returned: always
      type: str
      sample: "3001"
    email:
      description: E-mail address.
      returned: always
      type: str
      sample: ravi.stone@harbor.example
    name:
      description: Display name.
      returned: if ThousandEyes has one
      type: str
      sample: Ravi Stone
    login_account_group:
      description: Name of the account group in which the user starts after login.
      returned: if ThousandEyes returns it
      type: str
      sample: EMEA
    login_account_group_id:
      description: ID of that account group.
      returned: like RV(users[].login_account_group)
      type: str
      sample: "11002"
    account_group_roles:
      description: Roles in single account groups, sorted by account group name.
      returned: for one user, or with O(details=true)
      type: list
      elements: dict
      contains:
        account_group:
          description: Name of the account group.
          returned: always
          type: str
          sample: EMEA
        account_group_id:
          description: ID of the account group.
          returned: always
          type: str
          sample: "11002"
        roles:
          description: Names of the roles, sorted.
          returned: always
          type: list
          elements: str
          sample: [Regular User]
        role_ids:
          description: IDs of the roles, in the same order.
          returned: always
          type: list
          elements: str
          sample: ["162"]
    all_account_group_roles:
      description: Names of the roles in all account groups, sorted.
      returned: for one user, or with O(details=true)
      type: list
      elements: str
      sample: [Read only]
    all_account_group_role_ids:
      description: IDs of these roles, in the same order.
      returned: like RV(users[].all_account_group_roles)
      type: list
      elements: str
      sample: ["280872"]
    role_details:
      description: Each role of the user once, to distinguish roles with the same name.
      returned: for one user, or with O(details=true)
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
    date_registered:
      description: Registration time of the user.
      returned: if the user has registered
      type: str
      sample: "2023-03-01T09:12:44Z"
    last_login:
      description: Last login of the user.
      returned: if the user has logged in
      type: str
      sample: "2026-10-30T06:58:02Z"
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
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.users import Users


def main() -> None:
    run_info(PROVIDER, Users)


if __name__ == "__main__":
    main()

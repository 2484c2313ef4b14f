#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: contabo_user_info
short_description: Read users of a Contabo account
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads one user of a Contabo account by address or ID, or all users. Roles are always included.
  - If the user does not exist, the list is empty and the task does not fail.
extends_documentation_fragment:
  - people.access.contabo
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_contabo
options:
  email:
    description:
      - Read the user with this address. Not case-sensitive.
      - O(email) and O(id) are mutually exclusive. Without them, the module reads all users.
    type: str
  id:
    description:
      - Read the user with this ID, C(userId) in the API.
    type: str
  role:
    description:
      - Read only users who have the role with this name.
    type: str
    version_added: 1.0.0
  role_id:
    description:
      - ID of the role instead of its name. If O(role) is given as well, both must mean the same.
    type: str
    version_added: 1.0.0
  enabled:
    description:
      - Read only users who may log in, or only those who may not. Contabo filters the list.
    type: bool
  owner:
    description:
      - Read only the owner of the account, or only the others. Contabo filters the list.
    type: bool
  email_contains:
    description:
      - Read only users whose address contains this text. Not case-sensitive. Contabo filters the list.
    type: str
  search:
    description:
      - Read only users whose name or address contains this text. Not case-sensitive. Newer versions of the API filter the list, for older ones the
        module does.
    type: str
  default_account:
    description:
      - Read only users for whom this is the default account, or only the others. Only newer versions of the API know this filter. Older ones ignore it.
    type: bool
  order_by:
    description:
      - Fields by which Contabo sorts the list, each with the direction, such as V(email:asc). If Contabo refuses a field, the task fails.
      - The field is called as in the API. Applies only if neither O(email) nor O(id) is given.
    type: list
    elements: str
  password_set:
    description:
      - Whether to also return whether each user has set a password, which shows whether an invitation was followed. This takes one request for each
        user.
    type: bool
    default: false
seealso:
  - module: people.access.contabo_user
  - module: people.access.contabo_users
"""

EXAMPLES = r"""
---
# Credentials come from the environment: CNTB_OAUTH2_CLIENT_ID, CNTB_OAUTH2_CLIENT_SECRET, CNTB_OAUTH2_USER, CNTB_OAUTH2_PASS.

- name: Read one user
  people.access.contabo_user_info:
    email: nada.quist@harbor.example
  register: nada

- name: Show the roles
  ansible.builtin.debug:
    msg: "{{ nada.users[0].roles }}"

- name: Read all users
  people.access.contabo_user_info:
  register: everybody

- name: Read who may log in, sorted by address
  people.access.contabo_user_info:
    enabled: true
    order_by: ["email:asc"]

- name: Read who has the role Support desk
  people.access.contabo_user_info:
    role: Support desk

- name: Read who has not followed the invitation
  people.access.contabo_user_info:
    password_set: true
  register: invited

- name: Show them
  ansible.builtin.debug:
    msg: "{{ invited.users | rejectattr('password_set') | map(attribute='email') | list }}"

- name: Show who may log in without a second factor
  ansible.builtin.debug:
    msg: "{{ everybody.users | selectattr('enabled') | rejectattr('totp') | map(attribute='email') | list }}"
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
      description: ID of the user, C(userId) in the API.
      returned: always
      type: str
      sample: 0b6d7c0e-6f0e-4a51-9a2b-3d1f5f0c7a11
    email:
      description: E-mail address.
      returned: always
      type: str
      sample: nada.quist@harbor.example
    first_name:
      description: First name.
      returned: always
      type: str
      sample: Nada
    last_name:
      description: Last name.
      returned: always
      type: str
      sample: Quist
    enabled:
      description: Whether the user may log in.
      returned: always
      type: bool
      sample: true
    totp:
      description: Whether the user must log in with a second factor.
      returned: always
      type: bool
      sample: false
    locale:
      description: Language of mails and of the customer panel.
      returned: always
      type: str
      sample: de
    roles:
      description: Names of the roles, sorted.
      returned: always
      type: list
      elements: str
      sample: [Support desk]
    role_ids:
      description: IDs of the roles, in the same order.
      returned: always
      type: list
      elements: str
      sample: ["4713"]
    role_details:
      description: Details of the roles, in the same order. M(people.access.contabo_role_info) also returns their permissions.
      returned: always
      type: list
      elements: dict
      contains:
        id:
          description: ID of the role.
          returned: always
          type: str
          sample: "4713"
        name:
          description: Name of the role.
          returned: always
          type: str
          sample: Support desk
        type:
          description: V(default) for the roles that Contabo provides, V(custom) for roles of the account.
          returned: always
          type: str
          sample: custom
        admin:
          description: Whether the role may do everything.
          returned: always
          type: bool
          sample: false
        access_all_resources:
          description: Whether the role applies to all resources.
          returned: always
          type: bool
          sample: false
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
    send_invoice_email:
      description: Whether the user receives invoices by mail. V(null) if this generation of the API does not return it.
      returned: always
      type: bool
      sample: false
    email_verified:
      description: Whether the user has confirmed the address.
      returned: always
      type: bool
      sample: true
    owner:
      description: Whether the user owns the account. The owner may do everything, regardless of the roles.
      returned: always
      type: bool
      sample: false
    password_set:
      description: Whether the user has set a password.
      returned: if O(password_set=true)
      type: bool
      sample: true
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
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.users import Users


def main() -> None:
    run_info(PROVIDER, Users)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: tsna_current_user_info
short_description: Read the current user of BMC TrueSight Network Automation with rights and page sizes
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads the account that the task logs in with to BMC TrueSight Network Automation (TSNA), its rights and its page sizes.
  - Every account may read this, so the module also tests the URL and the credentials.
extends_documentation_fragment:
  - people.access.tsna
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_tsna
options:
  session_ids:
    description:
      - Whether to return the ID of the session. On some servers it is the token of whoever is logged in, so treat it like a password. By default, it is
        masked in all output.
    type: bool
    default: false
    version_added: 1.0.0
seealso:
  - module: people.access.tsna_page_size
  - module: people.access.tsna_password
  - module: people.access.tsna_user_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TSNA_URL, TSNA_USERNAME, TSNA_PASSWORD.

- name: Read the current user
  people.access.tsna_current_user_info:
  register: caller

- name: Stop unless the account is an administrator
  ansible.builtin.assert:
    that: "'Administrator' in caller.user.roles"

- name: Show the rights as the server returns them
  ansible.builtin.debug:
    var: caller.granted_rights
"""

RETURN = r"""
---
user:
  description: Account that is logged in.
  returned: success
  type: dict
  contains:
    name:
      description: Name of the user, which is also the login name.
      returned: always
      type: str
      sample: automation
    email:
      description: E-mail address. V(null) when there is none.
      returned: always
      type: str
      sample: platform@harbor.example
    roles:
      description: Names of the roles, sorted. Empty if the server does not return them here.
      returned: always
      type: list
      elements: str
      sample: [Administrator]
session:
  description: Session of the task. V(null) if the server returns only the user.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the session. It may be a token.
      returned: if O(session_ids=true)
      type: str
      sample: "5500000000000000006"
    from_address:
      description: Address that opened the session.
      returned: always
      type: str
      sample: 192.0.2.11
    login_time:
      description: Time when the session was opened, in ISO 8601. V(null) if the server does not return it.
      returned: always
      type: str
      sample: "2024-08-28T16:03:06Z"
    minutes_idle:
      description: Number of minutes that the session has been idle.
      returned: always
      type: int
      sample: 0
    type:
      description: Type of the session. During a web service call, the type includes the call.
      returned: always
      type: str
      sample: Web Service
granted_rights:
  description: Rights of the account, as the server returns them. BMC does not publish their format.
  returned: success
  type: raw
  sample: {"systemRights": ["Manage users"], "networkRights": [{"realmId": {"componentName": "Default"}, "rights": ["View"]}]}
page_sizes:
  description: Number of rows per page in the user interface, by name of the list, as the server returns it.
  returned: success
  type: raw
  sample: {"devices": 50, "users": 25}
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

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_task
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.caller import read_caller
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.sessions import IDS


def main() -> None:
    run_task(PROVIDER, IDS, read_caller)


if __name__ == "__main__":
    main()

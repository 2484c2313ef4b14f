#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: tsna_password
short_description: Change your own password in BMC TrueSight Network Automation
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Changes the password of the account in O(tsna_username) in BMC TrueSight Network Automation (TSNA), from O(tsna_password) to O(new_password).
  - Only a login can show whether the password is already set. The task therefore tries O(new_password) once. If it is refused, the task logs in once
    with O(tsna_password) and changes the password. This login also resets the server's counter of failures.
  - Another login with O(new_password) verifies the change. If it is refused, the task fails.
  - A run causes at most one failed login, or two if neither password is correct. TSNA locks an account after five consecutive failures unless
    configured otherwise. If both options are the same, the task tries only once.
  - To set the password of another user, use M(people.access.tsna_user).
extends_documentation_fragment:
  - people.access.tsna
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_tsna
attributes:
  check_mode:
    details:
      - A login is not a change, and the result cannot be predicted without it. Check mode therefore makes the same logins and skips the change and
        its verification. The refused login counts like any other, and the next one resets the counter.
      - Check mode does not predict how the server responds to the new password, for example that it was used before or that an external system keeps
        the passwords.
  idempotent:
    support: partial
    details:
      - With O(verify=false), the module changes the password in every run, which TSNA refuses if the password was used before.
      - Otherwise, the module is idempotent.
options:
  tsna_password:
    description:
      - Current password.
      - If not set, the environment variable E(TSNA_PASSWORD) is used. One of the two is required.
    type: str
  tsna_token:
    description:
      - Ignored here, because the owner of a token does not necessarily know the password.
      - If not set, the environment variable E(TSNA_TOKEN) is used and ignored as well.
    type: str
  new_password:
    description:
      - Password that the account is to have. TSNA does not accept spaces or more than 255 characters, and checks further rules itself.
    type: str
    required: true
  verify:
    description:
      - Whether to try O(new_password) before the change, to find out whether it is already set, and after it, to verify the change.
      - V(false) only logs in with O(tsna_password) and changes the password, for servers where a failed login has consequences, or whose logins are
        watched.
    type: bool
    default: true
    version_added: 1.0.0
seealso:
  - module: people.access.tsna_user
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TSNA_URL, TSNA_USERNAME, TSNA_PASSWORD.

- name: Create a separate account
  people.access.tsna_user:
    name: rotation
    roles: [Viewer]
    password: "{{ lookup('ansible.builtin.password', 'credentials/rotation_old length=20') }}"

- name: Change its password
  people.access.tsna_password:
    tsna_username: rotation
    tsna_password: "{{ lookup('ansible.builtin.password', 'credentials/rotation_old length=20') }}"
    new_password: "{{ lookup('ansible.builtin.password', 'credentials/rotation_new length=20') }}"
"""

RETURN = r"""
---
user:
  description: User whose password it is.
  returned: success
  type: dict
  contains:
    name:
      description: Name of the user.
      returned: always
      type: str
      sample: automation
diff:
  description: Whether the password changes. The password is masked.
  returned: success
  type: dict
  contains:
    before:
      description: The user.
      returned: always
      type: dict
      sample: {"name": "automation"}
    after:
      description: The user, with the masked password if it changes.
      returned: always
      type: dict
      sample: {"name": "automation", "password": "********"}
# Written by make generate from shared_docs.yml: action(none, updated) requests waited last_requests
action:
  description: What the task did, or would do in check mode.
  returned: success
  type: str
  choices: [none, updated]
  sample: updated
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
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.caller import PASSWORD_OPTIONS, set_password
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.client import PROVIDER


def main() -> None:
    run_task(PROVIDER, PASSWORD_OPTIONS, set_password)


if __name__ == "__main__":
    main()

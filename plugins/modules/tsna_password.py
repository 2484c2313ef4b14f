#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: tsna_password
short_description: Change the own password in BMC TrueSight Network Automation
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Changes the password of the account in O(tsna_username) in BMC TrueSight Network Automation (TSNA), from O(tsna_password) to O(new_password).
  - Whether the password is set already can only be found out by logging in. The task tries O(new_password) once. If it is refused, the
    task logs in once with O(tsna_password), which also sets the server's count of failures back, and changes the password. One more login with
    O(new_password) proves the change; if it is refused, the task fails.
  - So a run makes one failed login at most, and two where neither password is right. TSNA locks an account after five in a row, unless it is
    set up otherwise. Where both options are the same, there is only one try.
  - The password of somebody else is set with M(people.access.tsna_user).
extends_documentation_fragment:
  - people.access.tsna
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_tsna
attributes:
  check_mode:
    details:
      - A login is no change, and there is no other way to know what would be done, so check mode makes the same logins and leaves out the change and its proof.
        The refused one counts like any other, and the one after it sets the count back.
      - What the server says of the new password is not predicted, for example that it was used before, or that passwords are kept by an external system.
  idempotent:
    support: full
options:
  tsna_password:
    description:
      - The password up to now.
      - If not set, the environment variable E(TSNA_PASSWORD) is used. One of the two is required.
    type: str
  tsna_token:
    description:
      - Ignored here, because whoever has a token need not know the password.
      - If not set, the environment variable E(TSNA_TOKEN) is used, and ignored as well.
    type: str
  new_password:
    description:
      - The password that the account has to have. TSNA takes neither spaces nor more than 255 characters, and checks further rules by itself.
    type: str
    required: true
seealso:
  - module: people.access.tsna_user
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TSNA_URL, TSNA_USERNAME, TSNA_PASSWORD.

- name: Let an account of its own log in
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
  description: Whose password it is.
  returned: success
  type: dict
  contains:
    name:
      description: Name of the user.
      returned: always
      type: str
      sample: automation
diff:
  description: That the password changes; it is masked.
  returned: success
  type: dict
  contains:
    before:
      description: The user.
      returned: always
      type: dict
      sample: {"name": "automation"}
    after:
      description: The user, with the masked password if it is changed.
      returned: always
      type: dict
      sample: {"name": "automation", "password": "********"}
# Written by make generate from shared_docs.yml: action(none, updated) requests waited
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
# End of the written part.
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_task
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.caller import PASSWORD_OPTIONS, set_password
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.client import PROVIDER


def main() -> None:
    run_task(PROVIDER, PASSWORD_OPTIONS, set_password)


if __name__ == "__main__":
    main()

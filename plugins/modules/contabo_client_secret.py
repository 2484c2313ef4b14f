#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: contabo_client_secret
short_description: Replace the client secret of a Contabo account
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Has Contabo make a new secret for the OAuth2 client of the account, and hands it over in a file.
  - All API users of the account share this secret. When it is replaced, each of them, and every tool that logs in with it, is cut off from its
    next login until it is given the new one. The task warns of this, in check mode too.
  - Access tokens that were given before probably live on until they expire, after a few minutes.
extends_documentation_fragment:
  - people.access.contabo
  - people.access.contabo.rotation
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_contabo
attributes:
  diff_mode:
    details:
      - The difference shows that a secret is replaced and that a file is written, and never a secret.
  idempotent:
    support: partial
    details:
      - With O(old_secret) or O(secret_file), yes. With O(force=true), each run makes a new secret.
options:
  old_secret:
    description:
      - The client secret that is to be replaced. If the account has another one, the replacement has been made already, and nothing is replaced.
      - One of O(old_secret), O(force) and O(secret_file) is required. Mutually exclusive with O(force).
    type: str
seealso:
  - module: people.access.contabo_client_info
  - module: people.access.contabo_s3_credential
"""

EXAMPLES = r"""
---
# Credentials come from the environment: CNTB_OAUTH2_CLIENT_ID, CNTB_OAUTH2_CLIENT_SECRET, CNTB_OAUTH2_USER, CNTB_OAUTH2_PASS.

- name: Replace the client secret in use, and keep the new one in a file
  people.access.contabo_client_secret:
    old_secret: "{{ lookup('ansible.builtin.env', 'CNTB_OAUTH2_CLIENT_SECRET') }}"
    secret_file: "{{ playbook_dir }}/contabo_client_secret"

- name: Log in with the new one
  people.access.contabo_user_info:
    contabo_client_secret: "{{ lookup('ansible.builtin.file', playbook_dir ~ '/contabo_client_secret') }}"
"""

RETURN = r"""
---
client:
  description: The client, without its secret. Its members are described in RV(people.access.contabo_client_info#module:clients).
  returned: success
  type: dict
  contains:
    client_id:
      description: Client id to log in with.
      returned: always
      type: str
      sample: INT-10051234
diff:
  description: Whether the secret is replaced and the file written, before and after; no secret is in it.
  returned: success
  type: dict
  contains:
    before:
      description: What there was, under C(secret) and C(secret_file).
      returned: always
      type: dict
    after:
      description: What there is now.
      returned: always
      type: dict
action:
  description: What the task did, or would do in check mode. V(rotated) means that it replaced the secret, V(written) that it only updated the file.
  returned: success
  type: str
  choices: [none, rotated, written]
  sample: rotated
# Written by make generate from shared_docs.yml: notes requests waited request_id
notes:
  description: What the task did not do, compare or verify, and why.
  returned: when there is something to note
  type: list
  elements: str
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
request_id:
  description: The C(x-request-id) of the last request that changed something. Contabo's support and audit log know it.
  returned: when something was changed
  type: str
  sample: 04e0f898-37b4-48bc-a794-1a57abe6aa31
# End of the written part.
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_task
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.secrets import CLIENT_OPTIONS, ROTATION_RULES, rotate_client_secret


def main() -> None:
    wishes = ("old_secret", "force")
    run_task(PROVIDER, CLIENT_OPTIONS, rotate_client_secret, required_one_of=[(*wishes, "secret_file")], mutually_exclusive=[wishes], **ROTATION_RULES)


if __name__ == "__main__":
    main()

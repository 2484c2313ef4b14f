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
  - Lets Contabo generate a new secret for the OAuth2 client of the account and writes it to a file.
  - All API users of the account share this secret. After the replacement, none of them and no tool that uses the secret can log in until it has the
    new one. The task warns about this, also in check mode.
  - Access tokens issued before probably stay valid until they expire after a few minutes.
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
      - The diff shows that a secret is replaced and that a file is written. It never shows a secret.
  idempotent:
    support: partial
    details:
      - Idempotent with O(old_secret) or O(secret_file). With O(force=true), each run generates a new secret.
options:
  client_id:
    description:
      - ID of the client, for example V(INT-12345678). If the client of the account is another one, the task fails before anything is replaced.
    type: str
    version_added: 1.0.0
  id:
    description:
      - Internal ID of the client, compared like O(client_id). RV(people.access.contabo_client_info#module:clients) has both, and each of its entries can
        be passed to this module as it is.
    type: str
    version_added: 1.0.0
  old_secret:
    description:
      - Client secret to replace. If the account has another one, the replacement has already taken place, and nothing is replaced.
      - One of O(old_secret), O(force) and O(secret_file) is required. Mutually exclusive with O(force).
    type: str
seealso:
  - module: people.access.contabo_client_info
  - module: people.access.contabo_s3_credential
"""

EXAMPLES = r"""
---
# Credentials come from the environment: CNTB_OAUTH2_CLIENT_ID, CNTB_OAUTH2_CLIENT_SECRET, CNTB_OAUTH2_USER, CNTB_OAUTH2_PASS.

- name: Replace the client secret in use and store the new one in a file
  people.access.contabo_client_secret:
    old_secret: "{{ lookup('ansible.builtin.env', 'CNTB_OAUTH2_CLIENT_SECRET') }}"
    secret_file: "{{ playbook_dir }}/contabo_client_secret"

- name: Log in with the new secret
  people.access.contabo_user_info:
    contabo_client_secret: "{{ lookup('ansible.builtin.file', playbook_dir ~ '/contabo_client_secret') }}"
"""

RETURN = r"""
---
client:
  description: The client without its secret. RV(people.access.contabo_client_info#module:clients) describes its members.
  returned: success
  type: dict
  contains:
    client_id:
      description: Client ID to log in with.
      returned: always
      type: str
      sample: INT-10051234
diff:
  description: Whether the task replaced the secret and wrote the file, before and after. It contains no secret.
  returned: success
  type: dict
  contains:
    before:
      description: State before the task, under C(secret) and C(secret_file).
      returned: always
      type: dict
    after:
      description: State after the task.
      returned: always
      type: dict
action:
  description: What the task did, or would do in check mode. V(rotated) means that it replaced the secret, V(written) that it only updated the file.
  returned: success
  type: str
  choices: [none, rotated, written]
  sample: rotated
# Written by make generate from shared_docs.yml: notes requests waited last_requests request_id
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
request_id:
  description: The C(x-request-id) of the last request that changed something. Contabo's support and audit log know it.
  returned: when something was changed
  type: str
  sample: 04e0f898-37b4-48bc-a794-1a57abe6aa31
# End of the written part.
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_task
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.secrets import (
    CLIENT_FACTS,
    CLIENT_OPTIONS,
    ROTATION_RULES,
    rotate_client_secret,
)


def main() -> None:
    desired_accounts = ("old_secret", "force")
    run_task(PROVIDER, CLIENT_OPTIONS, rotate_client_secret, facts=CLIENT_FACTS, required_one_of=[
        (*desired_accounts, "secret_file")
    ], mutually_exclusive=[desired_accounts], **ROTATION_RULES)


if __name__ == "__main__":
    main()

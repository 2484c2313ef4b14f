#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: contabo_s3_credential
short_description: Replace S3 secret keys of Contabo users
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Lets Contabo generate a new secret key for the S3 credential of a user at an object storage, and writes it to a file.
  - With O(emails) or O(user_ids), it does so for several users. The module looks up all users and credentials before it replaces the first key.
  - Contabo creates a credential for each user and object storage automatically. It cannot be created or deleted, and disappears with the user.
  - The access key probably stays the same. RV(credential) contains the access key after the task.
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
      - Idempotent with O(old_secret_key) or O(secret_file). With O(force=true), each run generates a new secret.
options:
  email:
    description:
      - E-mail address of the user who has the credential. Not case-sensitive.
      - One of O(email), O(user_id), O(emails) and O(user_ids) is required. O(email) and O(user_id) together must name the same user.
    type: str
  user_id:
    description:
      - ID of the user, C(userId) in the API, instead of the address.
    type: str
  emails:
    description:
      - E-mail addresses of several users. Requires O(force) or O(secret_folder).
    type: list
    elements: str
  user_ids:
    description:
      - IDs of several users instead of their addresses.
    type: list
    elements: str
  secret_folder:
    description:
      - Directory for the keys of O(emails) or O(user_ids), one file for each user, readable only for its owner. See RV(users[].secret_file).
        Without O(force), the current keys are written.
    type: path
  object_storage:
    description:
      - Name of the object storage. Case-sensitive.
      - If the user has only one credential, you can omit O(object_storage), O(object_storage_id) and O(region).
    type: str
  object_storage_id:
    description:
      - ID instead of the name. Both together must name the same storage.
    type: str
  id:
    description:
      - ID of the credential, if the user has several for a storage. Entries of RV(people.access.contabo_s3_credential_info#module:credentials) can be
        passed to this module as they are.
    type: str
    version_added: 1.0.0
  region:
    description:
      - Region of the object storage, for example V(European Union) or V(EU). Not case-sensitive.
    type: str
  old_secret_key:
    description:
      - Secret key to replace. If the credential has another one, the replacement has already taken place, and nothing is replaced.
      - One of O(old_secret_key), O(force), O(secret_file) and O(secret_folder) is required. Mutually exclusive with O(force).
    type: str
seealso:
  - module: people.access.contabo_s3_credential_info
  - module: people.access.contabo_client_secret
  - module: people.access.contabo_user
"""

EXAMPLES = r"""
---
# Credentials come from the environment: CNTB_OAUTH2_CLIENT_ID, CNTB_OAUTH2_CLIENT_SECRET, CNTB_OAUTH2_USER, CNTB_OAUTH2_PASS.

- name: Write the current secret key of Nada to a file
  people.access.contabo_s3_credential:
    email: nada.quist@harbor.example
    object_storage: backup-eu
    secret_file: "{{ playbook_dir }}/nada_s3"

- name: Replace it once
  people.access.contabo_s3_credential:
    email: nada.quist@harbor.example
    object_storage: backup-eu
    old_secret_key: "{{ lookup('ansible.builtin.file', playbook_dir ~ '/nada_s3') }}"
    secret_file: "{{ playbook_dir }}/nada_s3"

- name: Invalidate the key of somebody who left, without storing the new one
  people.access.contabo_s3_credential:
    email: leif.holm@harbor.example
    region: European Union
    force: true

- name: Replace the keys of two people and keep the new ones in files
  people.access.contabo_s3_credential:
    emails: [nada.quist@harbor.example, ada.quist@harbor.example]
    object_storage: backup-eu
    secret_folder: "{{ playbook_dir }}"
    force: true
"""

RETURN = r"""
---
users:
  description: With O(emails) or O(user_ids), a row for each user, with the failed ones last.
  returned: with O(emails) or O(user_ids)
  type: list
  elements: dict
  contains:
    id:
      description: ID of the user.
      returned: always
      type: str
      sample: 0b6d7c0e-6f0e-4a51-9a2b-3d1f5f0c7a11
    email:
      description: E-mail address.
      returned: always
      type: str
      sample: nada.quist@harbor.example
    credential:
      description: The credential, like RV(credential).
      returned: unless it failed
      type: dict
    secret_file:
      description: File with the key.
      returned: with O(secret_folder), unless it failed
      type: str
    action:
      description: What the task did for this user, or would do in check mode. V(failed) if it failed.
      returned: always
      type: str
      choices: [none, rotated, written, failed]
      sample: rotated
    changed:
      description: Whether the key was replaced or the file was written.
      returned: always
      type: bool
      sample: true
    msg:
      description: Why it failed.
      returned: when it failed
      type: str
credential:
  description:
    - The credential without its secret key. RV(people.access.contabo_s3_credential_info#module:credentials) describes its members.
  returned: with O(email) or O(user_id)
  type: dict
  contains:
    access_key:
      description: Access key, which is not a secret.
      returned: always
      type: str
      sample: 4f1e0b2c9d3a4b5c8e7f60718293a4b5
    object_storage:
      description: Name of the object storage.
      returned: always
      type: str
      sample: backup-eu
diff:
  description:
    - Whether the task replaced the secret and wrote the file, before and after. It contains no secret.
    - With O(emails) or O(user_ids), both states are dictionaries by address, with the users for whom something changes.
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
  returned: with O(email) or O(user_id)
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
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.secrets import S3_FACTS, S3_OPTIONS, S3_RULES, rotate_s3_credential


def main() -> None:
    run_task(PROVIDER, S3_OPTIONS, rotate_s3_credential, facts=S3_FACTS, **S3_RULES)


if __name__ == "__main__":
    main()

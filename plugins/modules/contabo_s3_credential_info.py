#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: contabo_s3_credential_info
short_description: Read S3 credentials of Contabo users
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads the S3 credentials of one user of a Contabo account, or of all users.
  - The secret keys are never returned, but on request their digests. The lookup P(people.access.contabo#lookup) gives a secret key to a play
    that asks for it.
extends_documentation_fragment:
  - people.access.contabo
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_contabo
options:
  email:
    description:
      - E-mail address of the user. Case means nothing.
      - Without O(email) and O(user_id), the credentials of all users are read, which takes a request for each user.
    type: str
  user_id:
    description:
      - The same by the id of the user, C(userId) in the API.
    type: str
  object_storage:
    description:
      - Name of the object storage, in which case matters.
      - O(object_storage) and O(id) are mutually exclusive.
    type: str
  object_storage_id:
    description:
      - The same by its id.
    type: str
  region:
    description:
      - Region of the object storage, for example V(European Union) or V(EU). Case means nothing.
    type: str
  id:
    description:
      - Id of the credential, C(credentialId) in the API.
    type: str
  secret_digests:
    description:
      - Return the SHA-256 of each secret key, to find out whether a key that you hold is the present one.
      - A secret that Contabo makes is too random to be found from its digest, so results with it can be kept.
    type: bool
    default: false
seealso:
  - module: people.access.contabo_s3_credential
  - module: people.access.contabo_user_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment: CNTB_OAUTH2_CLIENT_ID, CNTB_OAUTH2_CLIENT_SECRET, CNTB_OAUTH2_USER, CNTB_OAUTH2_PASS.

- name: Read the credentials of Nada
  people.access.contabo_s3_credential_info:
    email: nada.quist@harbor.example
  register: nada

- name: Show where they work
  ansible.builtin.debug:
    msg: "{{ nada.credentials | map(attribute='object_storage') | list }}"

- name: Read who has a key for a storage
  people.access.contabo_s3_credential_info:
    object_storage: backup-eu
  register: everybody

- name: Show the access keys by user
  ansible.builtin.debug:
    msg: "{{ dict(everybody.credentials | map(attribute='email') | zip(everybody.credentials | map(attribute='access_key'))) }}"
"""

RETURN = r"""
---
credentials:
  description: The credentials found, complete; empty when there is none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Id of the credential, C(credentialId) in the API.
      returned: always
      type: str
      sample: "98765"
    email:
      description: E-mail address of the user.
      returned: always
      type: str
      sample: nada.quist@harbor.example
    user_id:
      description: Id of the user.
      returned: always
      type: str
      sample: 0b6d7c0e-6f0e-4a51-9a2b-3d1f5f0c7a11
    object_storage:
      description: Name of the object storage.
      returned: always
      type: str
      sample: backup-eu
    object_storage_id:
      description: Id of the object storage.
      returned: always
      type: str
      sample: b943b25a-c8b5-4570-9135-4bbaa7615b81
    region:
      description: Region of the object storage, by its long name.
      returned: always
      type: str
      sample: European Union
    access_key:
      description: Access key, which is no secret.
      returned: always
      type: str
      sample: 4f1e0b2c9d3a4b5c8e7f60718293a4b5
    secret_key_sha256:
      description: SHA-256 of the present secret key, in hexadecimal digits.
      returned: when O(secret_digests=true)
      type: str
      sample: 40b244112641dd78dd4f93b6c9190dd46e0099194d5a44257b7efad6ef9ff468
# Written by make generate from shared_docs.yml: requests waited
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

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_info
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.secrets import S3Credentials


def main() -> None:
    run_info(PROVIDER, S3Credentials)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: contabo_client_info
short_description: Read the OAuth2 client of a Contabo account
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads the OAuth2 client that all API users of a Contabo account log in through. Each account has one.
  - The client secret is never returned, but on request its digest.
extends_documentation_fragment:
  - people.access.contabo
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_contabo
options:
  secret_digest:
    description:
      - Return the SHA-256 of the client secret, to find out whether a secret that you hold is the present one.
      - A secret that Contabo makes is too random to be found from its digest, so results with it can be kept.
    type: bool
    default: false
seealso:
  - module: people.access.contabo_client_secret
"""

EXAMPLES = r"""
---
# Credentials come from the environment: CNTB_OAUTH2_CLIENT_ID, CNTB_OAUTH2_CLIENT_SECRET, CNTB_OAUTH2_USER, CNTB_OAUTH2_PASS.

- name: Read the client
  people.access.contabo_client_info:
    secret_digest: true
  register: found

- name: See that the secret in use is the present one
  ansible.builtin.assert:
    that: lookup('ansible.builtin.env', 'CNTB_OAUTH2_CLIENT_SECRET') | ansible.builtin.hash('sha256') == found.clients[0].secret_sha256
    quiet: true
"""

RETURN = r"""
---
clients:
  description: The one client of the account.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Id that the identity provider uses for it.
      returned: always
      type: str
      sample: 6c1f0c5e-97b8-4a58-8a1c-9f0c2f3f9d21
    client_id:
      description: Client id to log in with.
      returned: always
      type: str
      sample: INT-10051234
    tenant_id:
      description: Tenant.
      returned: always
      type: str
      sample: INT
    customer_id:
      description: Customer number.
      returned: always
      type: str
      sample: "10051234"
    secret_sha256:
      description: SHA-256 of the present client secret, in hexadecimal digits.
      returned: when O(secret_digest=true)
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

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_task
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.secrets import CLIENT_INFO_OPTIONS, read_client


def main() -> None:
    run_task(PROVIDER, CLIENT_INFO_OPTIONS, read_client)


if __name__ == "__main__":
    main()

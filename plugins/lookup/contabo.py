# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: contabo
short_description: Look things up by name in a Contabo account
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Gives the id, or any other attribute, of what has a name in a Contabo account.
  - A name that nothing has, or that several things have, is an error. Names may differ in case if only one fits.
extends_documentation_fragment:
  - people.access.contabo
  - people.access.contabo.plugin
  - people.access.connection
  - people.access.connection.plugin
  - people.access.lookup
options:
  _terms:
    description:
      - Names to look up; addresses for users, and names of object storages for S3 credentials. Without any, the result is empty; see O(all).
    type: list
    elements: string
  resource:
    description:
      - What to look up.
      - An object storage has the attributes V(id), V(name), V(region), V(data_center), V(s3_url), V(s3_tenant_id) and V(status).
      - V(s3_credential) are the credentials of the user in O(email). Beside what M(people.access.contabo_s3_credential_info) returns of them, they have
        the attribute V(secret_key). It is the one secret that this lookup gives, and only if O(attribute) names it.
    type: string
    choices: [user, role, object_storage, s3_credential]
    default: user
  email:
    description:
      - Address of the user whose credentials are meant, for O(resource=s3_credential).
    type: string
notes:
  - A task that gets a secret from this lookup needs C(no_log=true), and C(diff=false) where it writes a file. Neither C(ansible.builtin.set_fact) nor
    C(ansible.builtin.debug) is a place for a secret.
seealso:
  - module: people.access.contabo_user_info
  - module: people.access.contabo_role_info
  - module: people.access.contabo_s3_credential_info
"""

EXAMPLES = r"""
---
- name: Show the id of a user
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.contabo', 'nada.quist@harbor.example') }}"

- name: Show the ids of two roles
  ansible.builtin.debug:
    msg: "{{ query('people.access.contabo', 'Network', 's3-readers', resource='role') }}"

- name: Show where an object storage is reached
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.contabo', 'backup-eu', resource='object_storage', attribute='s3_url') }}"

- name: Show the id of a credential
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.contabo', 'backup-eu', resource='s3_credential', email='nada.quist@harbor.example') }}"

- name: Write the secret key of a user into a file for its owner only
  ansible.builtin.copy:
    content: "{{ lookup('people.access.contabo', 'backup-eu', resource='s3_credential', email='nada.quist@harbor.example', attribute='secret_key') }}"
    dest: "{{ playbook_dir }}/nada_s3"
    mode: "0600"
  no_log: true
  diff: false
"""

RETURN = r"""
---
_raw:
  description: The attribute of each term, in their order; null where the platform has no value for it.
  type: list
  elements: raw
"""

from ansible_collections.people.access.plugins.module_utils.platforms.contabo.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.roles import Roles
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.secrets import ObjectStorages, S3Keys
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.users import Users
from ansible_collections.people.access.plugins.plugin_utils.lookup import PeopleLookup


class LookupModule(PeopleLookup):
    provider = PROVIDER
    stores = {"user": Users, "role": Roles, "object_storage": ObjectStorages, "s3_credential": S3Keys}
    narrowing = ("email",)
    changing = ("s3_credential",)

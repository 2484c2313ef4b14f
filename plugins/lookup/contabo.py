# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: contabo
short_description: Look up objects by name in a Contabo account
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Returns the ID or another attribute of objects in a Contabo account, given their names.
  - An unknown or ambiguous name is an error. Names may differ in case if only one matches.
extends_documentation_fragment:
  - people.access.contabo
  - people.access.contabo.plugin
  - people.access.connection
  - people.access.connection.plugin
  - people.access.lookup
options:
  _terms:
    description:
      - Names to look up. For users, their e-mail addresses, and for S3 credentials, the names of object storages. Without names, the result is empty.
        See O(all).
    type: list
    elements: string
  resource:
    description:
      - Type of the objects to look up.
      - An object storage has the attributes V(id), V(name), V(region), V(data_center), V(s3_url), V(s3_tenant_id), V(status), V(created),
        V(canceled), V(size_tb), V(auto_scaling), V(tenant_id) and V(customer_id).
      - A data center has the attributes V(id) (its slug), V(name), V(region), V(region_slug), V(capabilities), V(s3_url), V(tenant_id) and
        V(customer_id). A tag has the attributes V(id), V(name), V(color), V(tenant_id) and V(customer_id).
      - V(s3_credential) stands for the credentials of the user in O(email). In addition to the return values of
        M(people.access.contabo_s3_credential_info), they have the attribute V(secret_key). This is the only secret that this lookup returns, and only
        if O(attribute) names it.
    type: string
    choices: [user, role, object_storage, s3_credential, data_center, tag]
    default: user
  email:
    description:
      - E-mail address of the user whose credentials to look up with O(resource=s3_credential). Without it, the credentials of all users are looked up,
        with one request for each user, and it is an error if several users have a credential for the object storage.
    type: string
notes:
  - A task that gets a secret from this lookup needs C(no_log=true), and C(diff=false) if it writes a file. Do not use C(ansible.builtin.set_fact) or
    C(ansible.builtin.debug) with a secret.
seealso:
  - module: people.access.contabo_user_info
  - module: people.access.contabo_role_info
  - module: people.access.contabo_s3_credential_info
"""

EXAMPLES = r"""
---
- name: Show the ID of a user
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.contabo', 'nada.quist@harbor.example') }}"

- name: Show the IDs of two roles
  ansible.builtin.debug:
    msg: "{{ query('people.access.contabo', 'Network', 's3-readers', resource='role') }}"

- name: Show the URL of an object storage
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.contabo', 'backup-eu', resource='object_storage', attribute='s3_url') }}"

- name: Show the ID of a credential
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.contabo', 'backup-eu', resource='s3_credential', email='nada.quist@harbor.example') }}"

- name: Write the secret key of a user to a file that only its owner can read
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
  description: Attribute of each term, in the order of the terms. V(null) if the platform has no value.
  type: list
  elements: raw
"""

from ansible_collections.people.access.plugins.module_utils.platforms.contabo.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.places import DataCenters, ObjectStorages, Tags
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.roles import Roles
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.secrets import S3Keys
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.users import Users
from ansible_collections.people.access.plugins.plugin_utils.lookup import PeopleLookup


class LookupModule(PeopleLookup):
    provider = PROVIDER
    stores = {"user": Users, "role": Roles, "object_storage": ObjectStorages, "s3_credential": S3Keys, "data_center": DataCenters, "tag": Tags}
    narrowing = ("email",)
    changing = ("s3_credential",)

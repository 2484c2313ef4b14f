#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: contabo_role
short_description: Manage a role of a Contabo account
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Creates, changes and removes a role of a Contabo account, with what it allows.
  - The default roles of Contabo can be read and given to users, and nobody can change them. A task that would have to fails before
    anything is written.
  - A change sends the whole role, as Contabo replaces it. What the task does not name is sent as it was read.
extends_documentation_fragment:
  - people.access.contabo
  - people.access.connection
  - people.access.resource
  - people.access.resource.membership
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_contabo
attributes:
  idempotent:
    support: full
options:
  state:
    description:
      - V(present) creates the role, or changes what differs.
      - V(absent) removes the role. Contabo refuses this as long as a user has it.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - Name of the role, in which case matters. It says which role is meant, unless O(id) is given; together with O(id), the role is renamed.
      - Where a default role and one of the account have the same name, the one of the account is meant.
      - One of O(name) and O(id) is required; to create a role, O(name) is.
    type: str
  id:
    description:
      - Id of the role, C(roleId) in the API. A role with this id has to exist, unless O(state=absent).
    type: str
  admin:
    description:
      - Whether the role may do everything. A new role gets V(false) if this is omitted.
      - With V(true), there is nothing else to say, so O(permissions) and O(access_all_resources=false) are refused beside it. The
        permissions that the role has are kept, and are compared again when it is no administrative role any more.
    type: bool
  access_all_resources:
    description:
      - Whether the role reaches all resources, whatever tags its permissions have. A new role gets V(false) if this is omitted.
    type: bool
  permissions:
    description:
      - What the role may do, applied as O(membership) says. Actions and tags are sets of their own within each entry.
      - With O(membership=remove), an entry whose last action is taken away goes as a whole.
    type: list
    elements: dict
    suboptions:
      api:
        description:
          - Name of the part of the API, for example V(/v1/users) or V(/v1/users/{userId}). Changing a user takes a permission on the second one.
          - M(people.access.contabo_role_info) with O(people.access.contabo_role_info#module:api_permissions=true) lists them with their actions.
        type: str
        required: true
      actions:
        description:
          - What is allowed there. An entry needs one at least, except where O(membership) adds tags to it or removes some.
        type: list
        elements: str
        choices: [CREATE, READ, UPDATE, DELETE]
      tags:
        description:
          - Names of the tags whose resources it is limited to.
          - A tag that is assigned to nothing allows nothing.
          - Mutually exclusive with O(permissions[].tag_ids).
        type: list
        elements: str
      tag_ids:
        description:
          - The same by their ids.
          - Mutually exclusive with O(permissions[].tags).
        type: list
        elements: str
seealso:
  - module: people.access.contabo_role_info
  - module: people.access.contabo_user
"""

EXAMPLES = r"""
---
# Credentials come from the environment: CNTB_OAUTH2_CLIENT_ID, CNTB_OAUTH2_CLIENT_SECRET, CNTB_OAUTH2_USER, CNTB_OAUTH2_PASS.

- name: Have a role for those who look after users
  people.access.contabo_role:
    name: Access desk
    permissions:
      - {api: /v1/users, actions: [CREATE, READ]}
      - {api: "/v1/users/{userId}", actions: [READ, UPDATE]}
      - {api: /v1/object-storages, actions: [READ], tags: [web]}

- name: Let it read the audits as well, and keep the rest
  people.access.contabo_role:
    name: Access desk
    permissions:
      - {api: /v1/users/audits, actions: [READ]}
    membership: add

- name: Take the object storages away
  people.access.contabo_role:
    name: Access desk
    permissions:
      - {api: /v1/object-storages, actions: [READ]}
    membership: remove

- name: Remove the role
  people.access.contabo_role:
    name: Access desk
    state: absent
"""

RETURN = r"""
---
role:
  description:
    - The role afterwards, with names in place of ids. Its members are described in RV(people.access.contabo_role_info#module:roles).
    - In check mode, the role as predicted. After a removal, only the id.
  returned: success
  type: dict
  contains:
    id:
      description: Id of the role. It is missing in check mode where the role does not exist yet.
      returned: when the role exists
      type: str
      sample: "5003"
    name:
      description: Name.
      returned: when the role was not removed
      type: str
      sample: Access desk
# Written by make generate from shared_docs.yml: action(none, created, updated, deleted) diff requests waited request_id
action:
  description: What the task did, or would do in check mode.
  returned: success
  type: str
  choices: [none, created, updated, deleted]
  sample: created
diff:
  description: What the task manages, before and after. Secrets are masked.
  returned: success
  type: dict
  contains:
    before:
      description: The managed options before the task; empty if the object did not exist.
      returned: always
      type: dict
    after:
      description: The managed options after the task; empty if the object no longer exists.
      returned: always
      type: dict
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

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_resource
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.roles import Roles


def main() -> None:
    run_resource(PROVIDER, Roles)


if __name__ == "__main__":
    main()

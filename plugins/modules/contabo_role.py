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
  - Creates, changes and removes a role of a Contabo account and its permissions.
  - The default roles of Contabo can be read and assigned to users, but not changed. A task that would change one fails before the first write.
  - Contabo replaces the whole role on a change, so the module sends the whole role. It sends what the task does not specify as it was read.
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
      - V(present) creates the role or changes what differs.
      - V(absent) removes the role. Contabo refuses this while a user has the role.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - Name of the role. Case-sensitive. It identifies the role unless O(id) is given. Together with O(id), a different name renames the role.
      - If a default role and a role of the account have the same name, the name refers to the role of the account.
      - One of O(name) and O(id) is required. To create a role, O(name) is required.
    type: str
  id:
    description:
      - ID of the role, C(roleId) in the API. A role with this ID must exist unless O(state=absent).
    type: str
  previous_name:
    description:
      - Former name. If there is no role with the name in O(name), the module finds the role by the former one and renames it. The next run finds it
        by O(name), so that the task can stay as it is.
      - With O(state=absent), the role is removed under either name. Ignored if O(id) is given.
    type: str
  admin:
    description:
      - Whether the role may do everything. If omitted, a new role gets V(false).
      - With V(true), the module refuses O(permissions) and O(access_all_resources=false). It keeps the existing permissions of the role, and compares
        them again when the role is no longer administrative.
    type: bool
  access_all_resources:
    description:
      - Whether the role applies to all resources, regardless of the tags in its permissions. If omitted, a new role gets V(false).
    type: bool
  permissions:
    description:
      - Permissions of the role, applied according to O(membership). The actions and tags of each entry are sets of their own.
      - With O(membership=remove), an entry that loses its last action is removed completely.
    type: list
    elements: dict
    suboptions:
      api:
        description:
          - Name of the part of the API, for example V(/v1/users) or V(/v1/users/{userId}). Changing a user requires a permission on the latter.
          - To list them with their actions, use M(people.access.contabo_role_info) with
            O(people.access.contabo_role_info#module:api_permissions=true).
        type: str
        required: true
      actions:
        description:
          - Allowed actions. An entry needs at least one, unless O(membership) adds or removes tags of it.
        type: list
        elements: str
        choices: [CREATE, READ, UPDATE, DELETE]
      tags:
        description:
          - Names of the tags whose resources the permission is restricted to.
          - A tag that is not assigned to anything allows nothing.
          - If O(permissions[].tag_ids) is given as well, both must mean the same.
        type: list
        elements: str
      tag_ids:
        description:
          - IDs instead of names.
          - If O(permissions[].tags) is given as well, both must mean the same.
        type: list
        elements: str
seealso:
  - module: people.access.contabo_role_info
  - module: people.access.contabo_user
"""

EXAMPLES = r"""
---
# Credentials come from the environment: CNTB_OAUTH2_CLIENT_ID, CNTB_OAUTH2_CLIENT_SECRET, CNTB_OAUTH2_USER, CNTB_OAUTH2_PASS.

- name: Create a role for people who manage users
  people.access.contabo_role:
    name: Access desk
    permissions:
      - {api: /v1/users, actions: [CREATE, READ]}
      - {api: "/v1/users/{userId}", actions: [READ, UPDATE]}
      - {api: /v1/object-storages, actions: [READ], tags: [web]}

- name: Also let it read the audit log, and keep the rest
  people.access.contabo_role:
    name: Access desk
    permissions:
      - {api: /v1/users/audits, actions: [READ]}
    membership: add

- name: Take away access to object storages
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
    - The role after the task, with names instead of IDs. RV(people.access.contabo_role_info#module:roles) describes its members.
    - In check mode, the predicted role. After a removal, only the ID.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the role. Missing in check mode if the role does not exist yet.
      returned: if the role exists
      type: str
      sample: "5003"
    name:
      description: Name of the role.
      returned: unless the role was removed
      type: str
      sample: Access desk
# Written by make generate from shared_docs.yml: action(none, created, updated, deleted) diff requests waited last_requests request_id
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

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_resource
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.roles import Roles


def main() -> None:
    run_resource(PROVIDER, Roles)


if __name__ == "__main__":
    main()

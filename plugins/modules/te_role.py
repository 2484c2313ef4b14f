#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: te_role
short_description: Manage a role of Cisco ThousandEyes
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Creates, changes and removes a role of a ThousandEyes organization and its permissions.
  - Built-in roles, such as C(Organization Admin), cannot be changed or removed. A task that tries this fails before the first write.
  - If only one role gives anybody management permissions, the module neither removes that role nor takes these permissions away from it. Otherwise
    nobody could give access anymore.
extends_documentation_fragment:
  - people.access.thousandeyes
  - people.access.connection
  - people.access.resource
  - people.access.resource.membership
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_thousandeyes
attributes:
  idempotent:
    support: full
options:
  state:
    description:
      - V(present) creates the role or changes what differs.
      - V(absent) removes the role. ThousandEyes may refuse to remove a role that users have. See O(replace_with).
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - Name of the role. It identifies the role unless O(id) is given. Not case-sensitive.
      - Together with O(id), a different name renames the role.
      - One of O(name) and O(id) is required.
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
  permissions:
    description:
      - Permissions, given by constant such as V(REPORT_READ), by label such as V(View reports), or by ID. Applied according to O(membership).
      - Prefer constants. ThousandEyes has changed labels before, and IDs differ between organizations.
      - A change takes effect immediately for everybody who has the role.
      - If O(permission_ids) is given as well, both must mean the same.
    type: list
    elements: str
  permission_ids:
    description:
      - IDs instead of names.
      - If O(permissions) is given as well, both must mean the same.
    type: list
    elements: str
  copy_from:
    description:
      - Name of another role whose permissions this role gets. If O(permissions) or O(permission_ids) is given as well, the role gets both.
      - Applied according to O(membership). With V(exact), the role follows the other one from run to run.
    type: str
  replace_with:
    description:
      - Name of the role that everybody who has this role gets instead, in the same places, before it is removed with O(state=absent).
      - The module finds the holders in the account groups that the token's user can see, with one request for each account group, and changes each of
        them with one write. A warning shows their number. If the task fails in between, run it again.
    type: str
seealso:
  - module: people.access.te_roles
  - module: people.access.te_role_info
  - module: people.access.te_permission_info
  - module: people.access.te_user
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TE_TOKEN, and TE_AID if needed.

- name: Create a role for people who only read reports
  people.access.te_role:
    name: Report reader
    permissions: [REPORT_READ, View snapshots, View tests]

- name: Let the wallboard also see agents, whatever else it may do
  people.access.te_role:
    name: NOC wallboard
    permissions: [View agents in account group]
    membership: add

- name: Take a permission away
  people.access.te_role:
    name: Report reader
    permissions: [View tests]
    membership: remove

- name: Create a role that may do what another one may, and read billing
  people.access.te_role:
    name: Auditor
    copy_from: NOC wallboard
    permissions: [View billing]

- name: Remove the role
  people.access.te_role:
    name: Report reader
    state: absent

- name: Replace a role at everybody who has it, and remove it
  people.access.te_role:
    name: Incident viewer
    state: absent
    replace_with: Regular User
"""

RETURN = r"""
---
role:
  description:
    - The role after the task. RV(people.access.te_role_info#module:roles) describes its members.
    - In check mode, the predicted role. After a removal, only the ID.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the role. Missing in check mode if the role does not exist yet.
      returned: if the role exists
      type: str
      sample: "280874"
    name:
      description: Name of the role.
      returned: unless the role was removed
      type: str
      sample: Report reader
# Written by make generate from shared_docs.yml: action(none, created, updated, deleted) diff requests waited last_requests
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
# End of the written part.
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_resource
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.roles import Roles


def main() -> None:
    run_resource(PROVIDER, Roles)


if __name__ == "__main__":
    main()

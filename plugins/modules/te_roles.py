#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: te_roles
short_description: Manage multiple roles of Cisco ThousandEyes
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Creates, changes and removes many roles of a ThousandEyes organization in one task, and optionally removes all other roles.
  - The documentation of M(people.access.te_role) applies to each role in the list. Built-in roles are never changed or removed.
  - The guard for the last role with management permissions considers all roles of the task together.
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
  roles:
    description:
      - The roles to manage. List each of them only once.
    type: list
    elements: dict
    required: true
    suboptions:
      # Written by make generate from te_role.py
      state:
        description:
          - V(present) creates the role or changes what differs.
          - V(absent) removes the role. ThousandEyes may refuse to remove a role that users have. See O(replace_with).
        type: str
        choices: [present, absent]
        default: present
      name:
        description:
          - Name of the role. It identifies the role unless O(roles[].id) is given. Not case-sensitive.
          - Together with O(roles[].id), a different name renames the role.
          - One of O(roles[].name) and O(roles[].id) is required.
        type: str
      id:
        description:
          - ID of the role, C(roleId) in the API. A role with this ID must exist unless O(roles[].state=absent).
        type: str
      previous_name:
        description:
          - Former name. If there is no role with the name in O(roles[].name), the module finds the role by the former one and renames it. The next run
            finds it by O(roles[].name), so that the task can stay as it is.
          - With O(roles[].state=absent), the role is removed under either name. Ignored if O(roles[].id) is given.
        type: str
      permissions:
        description:
          - Permissions, given by constant such as V(REPORT_READ), by label such as V(View reports), or by ID. Applied according to O(membership).
          - Prefer constants. ThousandEyes has changed labels before, and IDs differ between organizations.
          - A change takes effect immediately for everybody who has the role.
          - If O(roles[].permission_ids) is given as well, both must mean the same.
        type: list
        elements: str
      permission_ids:
        description:
          - IDs instead of names.
          - If O(roles[].permissions) is given as well, both must mean the same.
        type: list
        elements: str
      copy_from:
        description:
          - Name of another role whose permissions this role gets. If O(roles[].permissions) or O(roles[].permission_ids) is given as well, the role gets
            both.
          - Applied according to O(membership). With V(exact), the role follows the other one from run to run.
        type: str
      # End of the written part.
  replace_with:
    description:
      - Name of the role that everybody who has a removed role gets instead. See O(people.access.te_role#module:replace_with).
    type: str
  prune:
    description:
      - Remove all roles that are neither in O(roles) nor in O(protect) and that no guard keeps. RV(notes) names those that a guard keeps.
      - Fails if O(roles) is empty, because this would remove all of them.
    type: bool
    default: false
  protect:
    description:
      - Names of roles to protect. C(*) in an entry matches any text. Not case-sensitive.
      - O(prune) leaves them alone, and the task fails before the first write if O(roles) would remove or rename one or take a permission away.
    type: list
    elements: str
  max_removals:
    description:
      - Maximum number of roles that the task may remove or leave without any permission. If there are more, it fails before the first write. Set to V(-1)
        for no limit.
    type: int
    default: 5
notes:
  - The module lists the roles once and reads details only of those in O(roles).
  - The module checks all names and guards before the first write and reports all problems at once. In that case nothing has been written.
  - A failed write does not stop the others. The task fails at the end, with the failed ones last in RV(roles).
seealso:
  - module: people.access.te_role
  - module: people.access.te_role_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TE_TOKEN, and TE_AID if needed.

- name: Keep the roles in this list and the built-in ones, and remove all others, two at most
  people.access.te_roles:
    roles:
      - name: Report reader
        permissions: [REPORT_READ, View snapshots]
      - name: NOC wallboard
        permissions: [REPORT_READ, REPORT_SNAPSHOTS_READ, View tests]
    prune: true
    protect: ["Read *", Incident viewer]
    max_removals: 2

- name: Read the roles of an organization
  people.access.te_role_info:
    details: true
  register: known

- name: Prove that they are as they were read
  people.access.te_roles:
    roles: "{{ known.roles }}"
  check_mode: true
"""

RETURN = r"""
---
roles:
  description:
    - One row per role. Those in O(roles) come first, in their order, then the pruned ones, and finally those that failed.
    - RV(people.access.te_role_info#module:roles) describes the other members of a row. In check mode they are predicted.
  returned: unless the whole task is refused
  type: list
  elements: dict
  contains:
    name:
      description: Name of the role.
      returned: always
      type: str
      sample: Report reader
    id:
      description: ID of the role. Missing in check mode if it does not exist yet.
      returned: if it exists and nothing failed
      type: str
      sample: "280874"
    action:
      description: What the task did, or would do in check mode. V(failed) if it failed.
      returned: always
      type: str
      choices: [none, created, updated, deleted, failed]
      sample: created
    changed:
      description: Whether it was changed.
      returned: always
      type: bool
      sample: true
    msg:
      description: Why it failed.
      returned: when it failed
      type: str
diff:
  description: What the task manages of the roles that it changes, before and after.
  returned: unless the whole task is refused
  type: dict
  contains:
    before:
      description: By name, the managed options before the task; empty if there was none.
      returned: always
      type: dict
    after:
      description: By name, the managed options after the task; empty if it no longer exists.
      returned: always
      type: dict
notes:
  description: What the task did not do, and why. This includes roles that a guard kept, and entries of O(protect) that match nothing.
  returned: when there is something to note
  type: list
  elements: str
# Written by make generate from shared_docs.yml: requests waited last_requests
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

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_bulk
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.roles import Roles


def main() -> None:
    run_bulk(PROVIDER, Roles)


if __name__ == "__main__":
    main()

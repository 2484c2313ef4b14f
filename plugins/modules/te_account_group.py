#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: te_account_group
short_description: Manage an account group of Cisco ThousandEyes
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Creates, changes and removes an account group of a ThousandEyes organization and manages the agents that are shared with it.
  - To manage the members of an account group, use M(people.access.te_user). Users with roles in all account groups immediately belong to a new one.
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
      - V(present) creates the account group or changes what differs.
      - V(absent) removes the account group and everything in it.
      - The account group in which the user of O(te_token) logs in is never removed. The same applies to one without which nobody in the organization
        would have management permissions.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - Name of the account group. It identifies the account group unless O(id) is given. Not case-sensitive.
      - The module looks up the name in the organization of O(te_aid). Without O(te_aid), it uses the organization of the account group in which the
        user of O(te_token) logs in.
      - Together with O(id), a different name renames the account group.
      - One of O(name) and O(id) is required.
    type: str
  id:
    description:
      - ID of the account group, C(aid) in the API. An account group with this ID must exist unless O(state=absent).
    type: str
  previous_name:
    description:
      - Former name. If there is no account group with the name in O(name), the module finds the account group by the former one and renames it. The
        next run finds it by O(name), so that the task can stay as it is.
      - With O(state=absent), the account group is removed under either name. Ignored if O(id) is given.
    type: str
  agents:
    description:
      - Names of the enterprise agents to share with the account group, applied according to O(membership).
      - If the token's user may not see the agents of the account group, the module neither compares nor changes them, and warns.
      - The module looks up names among the agents of all account groups of the token's user. This takes one request for each account group.
      - If O(agent_ids) is given as well, both must mean the same.
    type: list
    elements: str
  agent_ids:
    description:
      - IDs instead of names. The module does not look them up. ThousandEyes refuses unknown ones.
      - If O(agents) is given as well, both must mean the same.
    type: list
    elements: str
  expand:
    description:
      - Set to V(user) to also return the users of the account group.
    type: list
    elements: str
    choices: [user]
  max_removals:
    description:
      - With O(state=absent), maximum number of users that may lose their only roles with the account group. If there are more, nothing is removed.
      - The task names these users in a warning, also in check mode. To find them, it reads all account groups of the organization, with one request
        for each. Users whose other roles are all in account groups that the token's user cannot see count too.
      - Set to V(-1) for no limit.
    type: int
    default: 5
    version_added: 1.0.0
notes:
  - It may take some seconds until a new account group can be read. The task waits up to 15 seconds for it and then warns.
  - The token with which agents join the account group is a secret and is never returned.
seealso:
  - module: people.access.te_account_groups
  - module: people.access.te_account_group_info
  - module: people.access.te_user
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TE_TOKEN, and TE_AID if needed.

- name: Create an account group for the stores in the Nordics
  people.access.te_account_group:
    name: Nordic stores
    agents: [osl-dc1-ea01]

- name: Share one more agent with EMEA and read its users
  people.access.te_account_group:
    name: EMEA
    agents: [nyc-edge-ea01]
    membership: add
    expand: [user]

- name: Rename an account group
  people.access.te_account_group:
    id: "11004"
    name: APAC Stores

- name: Remove an account group
  people.access.te_account_group:
    name: Nordic stores
    state: absent
    max_removals: 0  # fail if somebody would lose their last access
"""

RETURN = r"""
---
account_group:
  description:
    - The account group after the task. RV(people.access.te_account_group_info#module:account_groups) describes its members.
    - In check mode, the predicted account group. After a removal, only the ID.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the account group. Missing in check mode if it does not exist yet.
      returned: if the account group exists
      type: str
      sample: "11005"
    name:
      description: Name of the account group.
      returned: unless the account group was removed
      type: str
      sample: Nordic stores
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
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.account_groups import AccountGroups
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.client import PROVIDER


def main() -> None:
    run_resource(PROVIDER, AccountGroups)


if __name__ == "__main__":
    main()

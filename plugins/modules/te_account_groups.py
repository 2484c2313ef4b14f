#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: te_account_groups
short_description: Manage multiple account groups of Cisco ThousandEyes
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Creates, changes and removes many account groups of a ThousandEyes organization in one task, and optionally removes all others.
  - The documentation of M(people.access.te_account_group) applies to each account group in the list.
  - The guards for users whose only roles go with an account group, and for the last users with management permissions, consider all account groups
    of the task together.
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
  account_groups:
    description:
      - The account groups to manage. List each of them only once.
    type: list
    elements: dict
    required: true
    suboptions:
      # Written by make generate from te_account_group.py
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
          - Name of the account group. It identifies the account group unless O(account_groups[].id) is given. Not case-sensitive.
          - The module looks up the name in the organization of O(te_aid). Without O(te_aid), it uses the organization of the account group in which the
            user of O(te_token) logs in.
          - Together with O(account_groups[].id), a different name renames the account group.
          - One of O(account_groups[].name) and O(account_groups[].id) is required.
        type: str
      id:
        description:
          - ID of the account group, C(aid) in the API. An account group with this ID must exist unless O(account_groups[].state=absent).
        type: str
      previous_name:
        description:
          - Former name. If there is no account group with the name in O(account_groups[].name), the module finds the account group by the former one and
            renames it. The next run finds it by O(account_groups[].name), so that the task can stay as it is.
          - With O(account_groups[].state=absent), the account group is removed under either name. Ignored if O(account_groups[].id) is given.
        type: str
      agents:
        description:
          - Names of the enterprise agents to share with the account group, applied according to O(membership).
          - If the token's user may not see the agents of the account group, the module neither compares nor changes them, and warns.
          - The module looks up names among the agents of all account groups of the token's user. This takes one request for each account group.
          - If O(account_groups[].agent_ids) is given as well, both must mean the same.
        type: list
        elements: str
      agent_ids:
        description:
          - IDs instead of names. The module does not look them up. ThousandEyes refuses unknown ones.
          - If O(account_groups[].agents) is given as well, both must mean the same.
        type: list
        elements: str
      # End of the written part.
  expand:
    description:
      - Set to V(user) to return the users of each account group that is changed.
    type: list
    elements: str
    choices: [user]
  prune:
    description:
      - Remove all account groups that are neither in O(account_groups) nor in O(protect) and that no guard keeps. RV(notes) names those that a guard keeps.
      - Fails if O(account_groups) is empty, because this would remove all of them.
    type: bool
    default: false
  protect:
    description:
      - Names of account groups to protect. C(*) in an entry matches any text. Not case-sensitive.
      - O(prune) leaves them alone, and the task fails before the first write if O(account_groups) would remove or rename one, or take an agent away from
        it.
    type: list
    elements: str
  max_removals:
    description:
      - Maximum number of account groups that the task may remove or leave without agents, and of users who would lose their only roles with the removed
        ones. If there are more, it fails before the first write. Set to V(-1) for no limit.
    type: int
    default: 5
notes:
  - The module lists the account groups once and reads details only of those in O(account_groups).
  - The module checks all names and guards before the first write and reports all problems at once. In that case nothing has been written.
  - A failed write does not stop the others. The task fails at the end, with the failed ones last in RV(account_groups).
seealso:
  - module: people.access.te_account_group
  - module: people.access.te_account_group_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TE_TOKEN, and TE_AID if needed.

- name: Keep three account groups and their agents
  people.access.te_account_groups:
    account_groups:
      - name: EMEA
        agents: [osl-dc1-ea01, fra-dc2-ea01]
      - name: AMER
        agents: [nyc-edge-ea01]
      - name: Nordic stores
        agents: [osl-dc1-ea01]

- name: Share another agent with two of them, and keep the others
  people.access.te_account_groups:
    account_groups:
      - name: AMER
        agents: [osl-dc1-ea01]
      - name: Nordic stores
        agents: [fra-dc2-ea01]
    membership: add
"""

RETURN = r"""
---
account_groups:
  description:
    - One row per account group. Those in O(account_groups) come first, in their order, then the pruned ones, and finally those that failed.
    - RV(people.access.te_account_group_info#module:account_groups) describes the other members of a row. In check mode they are predicted.
  returned: unless the whole task is refused
  type: list
  elements: dict
  contains:
    name:
      description: Name of the account group.
      returned: always
      type: str
      sample: Nordic stores
    id:
      description: ID of the account group. Missing in check mode if it does not exist yet.
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
  description: What the task manages of the account groups that it changes, before and after.
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
  description: What the task did not do, and why. This includes account groups that a guard kept, and entries of O(protect) that match nothing.
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
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.account_groups import AccountGroups
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.client import PROVIDER


def main() -> None:
    run_bulk(PROVIDER, AccountGroups)


if __name__ == "__main__":
    main()

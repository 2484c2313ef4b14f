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
  - Creates, changes and removes an account group of a ThousandEyes organization, with the agents that are shared with it.
  - Who belongs to it is said of the users, with M(people.access.te_user). Everybody with roles in all account groups belongs to a new one at once.
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
      - V(present) creates the account group, or changes what differs.
      - V(absent) removes the account group, with all that it contains. The one in which the user of O(te_token) logs in is never removed,
        and neither is one without which nobody in the organization has management permissions.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - Name of the account group. It says which one is meant, unless O(id) is given; case means nothing.
      - A name is looked up in the organization of O(te_aid), or without it in that of the account group in which the user of O(te_token) logs in.
      - Together with O(id), a name that the account group does not have yet renames it.
      - One of O(name) and O(id) is required.
    type: str
  id:
    description:
      - Id of the account group, C(aid) in the API. An account group with this id has to exist, unless O(state=absent).
    type: str
  agents:
    description:
      - Names of the enterprise agents that are shared with the account group. Applied as O(membership) says.
      - If ThousandEyes does not tell the agents of the account group, because the token's user may not see them, they are neither compared nor
        changed, with a warning.
      - Names are looked up among the agents of all account groups that the token's user belongs to, which costs a request for each.
      - Mutually exclusive with O(agent_ids).
    type: list
    elements: str
  agent_ids:
    description:
      - The same by their ids. They are not looked up, and ThousandEyes refuses those that it does not know.
      - Mutually exclusive with O(agents).
    type: list
    elements: str
  expand:
    description:
      - With V(user), the result also tells who belongs to the account group.
    type: list
    elements: str
    choices: [user]
  max_removals:
    description:
      - With O(state=absent), how many users may lose their only roles with the account group. Where there are more, nothing is removed.
      - The task names them in a warning, in check mode too. To find them, it reads all account groups of the organization, with a request for each.
        Users whose other roles are all in account groups that the token's user cannot see are counted as well.
      - V(-1) means no limit.
    type: int
    default: 5
    version_added: 1.0.0
notes:
  - A new account group may take some seconds until it can be read. The task waits for it, 15 seconds at most, and then warns.
  - The token with which agents join the account group is a secret, and in no result.
seealso:
  - module: people.access.te_account_group_info
  - module: people.access.te_user
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TE_TOKEN, and TE_AID where it is needed.

- name: Have an account group for the stores in the Nordics
  people.access.te_account_group:
    name: Nordic stores
    agents: [osl-dc1-ea01]

- name: Share one more agent with EMEA, and see who belongs to it
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
    max_removals: 0  # only if nobody loses their last access with it
"""

RETURN = r"""
---
account_group:
  description:
    - The account group afterwards. Its members are described in RV(people.access.te_account_group_info#module:account_groups).
    - In check mode, the account group as predicted. After a removal, only the id.
  returned: success
  type: dict
  contains:
    id:
      description: Id of the account group. It is missing in check mode where it does not exist yet.
      returned: when the account group exists
      type: str
      sample: "11005"
    name:
      description: Name of the account group.
      returned: when the account group was not removed
      type: str
      sample: Nordic stores
# Written by make generate from shared_docs.yml: action(none, created, updated, deleted) diff requests waited
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
# End of the written part.
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_resource
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.account_groups import AccountGroups
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.client import PROVIDER


def main() -> None:
    run_resource(PROVIDER, AccountGroups)


if __name__ == "__main__":
    main()

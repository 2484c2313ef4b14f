#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: te_users
short_description: Manage multiple users of Cisco ThousandEyes
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Creates, changes and removes many users of a ThousandEyes organization in one task, and optionally removes all other users.
  - The documentation of M(people.access.te_user) applies to each user in the list. ThousandEyes sends a new user a registration mail.
  - The guard for the last user with management permissions considers all users of the task together.
extends_documentation_fragment:
  - people.access.thousandeyes
  - people.access.connection
  - people.access.resource
  - people.access.resource.membership
  - people.access.resource.many
  - people.access.resource.parallel
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_thousandeyes
attributes:
  idempotent:
    support: partial
    details:
      - The user must confirm a changed O(users[].email). Until then, ThousandEyes may still return the old address, and it does not show that a
        change is pending. Every run with the new address reports the change and sends it again. Everything else is idempotent.
options:
  users:
    description:
      - The users to manage. List each of them only once.
    type: list
    elements: dict
    required: true
    suboptions:
      # Written by make generate from te_user.py
      state:
        description:
          - V(present) creates the user or changes what differs.
          - V(absent) removes the user from the organization. The user of O(te_token) is never removed.
          - The last user with management permissions is never removed and never loses them.
        type: str
        choices: [present, absent]
        default: present
      email:
        description:
          - E-mail address, which is also the login name. It identifies the user unless O(users[].id) is given. Not case-sensitive.
          - Together with O(users[].id), a different address changes the address of the user. The user must confirm the change by mail.
          - Until the change is confirmed, refer to the user by O(users[].id) alone or by the old address. The new address alone refers to a user that does
            not exist yet. Other changes do not send the address, so they do not cancel the pending change.
          - One of O(users[].email) and O(users[].id) is required.
        type: str
      id:
        description:
          - ID of the user, C(uid) in the API. A user with this ID must exist unless O(users[].state=absent).
        type: str
      previous_email:
        description:
          - Former address. If there is no user with the address in O(users[].email), the module finds the user by the former one and changes its address.
            The next run finds it by O(users[].email), so that the task can stay as it is.
          - With O(users[].state=absent), the user is removed under either address. Ignored if O(users[].id) is given.
        type: str
      name:
        description:
          - Display name.
          - A user who belongs to another organization keeps the name from there. The task warns and does not change it. The module can detect this if the
            login account group shows its organization, or if the token's user manages all account groups of this organization and does not see that account
            group.
        type: str
      login_account_group:
        description:
          - Name of the account group in which the user starts after login.
          - If a new user gets none, the task warns, because ThousandEyes may refuse that. In a roster, it is required.
          - A user who belongs to another organization keeps the login account group from there. The task warns and does not change it.
          - If O(users[].login_account_group_id) is given as well, both must mean the same.
        type: str
      login_account_group_id:
        description:
          - ID instead of the name.
          - If O(users[].login_account_group) is given as well, both must mean the same.
        type: str
      account_group_roles:
        description:
          - Roles in single account groups, applied according to O(membership). With V(exact), the user loses its roles in account groups that are not listed.
          - A new user needs a role here or in O(users[].all_account_group_roles). ThousandEyes may refuse to leave a user without roles.
          - ThousandEyes may hide account groups in which the token's user has no roles. A task that does not change roles leaves the roles there alone.
          - Unless the token's user has a role in all account groups, the module refuses to change these roles with O(membership=add) or O(membership=remove),
            because the request replaces all of them.
          - If it sees no role of a user at all, it also refuses every change that does not give such roles with O(membership=exact). The exception is a
            user who evidently belongs to another organization.
        type: list
        elements: dict
        suboptions:
          account_group:
            description: Name of the account group. Required unless O(users[].account_group_roles[].account_group_id) is given. If both are, they must mean
              the same.
            type: str
          account_group_id:
            description: ID of the account group. If the token's user cannot see it, the module sends it and warns, unless that user sees all account groups.
            type: str
          roles:
            description: Names of the roles in that account group. Required unless O(users[].account_group_roles[].role_ids) is given. If both are, they
              must mean the same.
            type: list
            elements: str
          role_ids:
            description: IDs of the roles.
            type: list
            elements: str
      all_account_group_roles:
        description:
          - Names of the roles in all account groups, including future ones. Applied according to O(membership).
          - If O(users[].all_account_group_role_ids) is given as well, both must mean the same.
        type: list
        elements: str
      all_account_group_role_ids:
        description:
          - IDs instead of names.
          - If O(users[].all_account_group_roles) is given as well, both must mean the same.
        type: list
        elements: str
      # End of the written part.
  compare:
    description:
      - How to find out which users differ.
      - Set to V(exact) to read the details of each user in O(users), with one request for each. This is the default, because it misses no difference.
      - Set to V(account_groups) to read the account groups with their users, with one request for each account group, regardless of the number of
        users. Before the first write, the module reads the details of users that differ or may differ.
      - V(account_groups) cannot distinguish a role in all account groups from the same role in each single one. It also does not see account groups
        that the user of O(te_token) does not belong to. RV(notes) says so, and the results of those users contain no roles.
    type: str
    choices: [exact, account_groups]
    default: exact
seealso:
  - module: people.access.te_user
  - module: people.access.te_user_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TE_TOKEN, and TE_AID if needed.

- name: Onboard Ada and Zoe and offboard Mona
  people.access.te_users:
    users:
      - email: ada@x.example
        name: Ada Quist
        login_account_group: EMEA
        account_group_roles:
          - account_group: EMEA
            roles: [Regular User]
        all_account_group_roles: []
      - email: zoe.park@x.example
        name: Zoe Park
        login_account_group: AMER
        all_account_group_roles: [Read only]
      - email: mona.berg@harbor.example
        state: absent

- name: Give two people another role and keep the existing ones
  people.access.te_users:
    users:
      - email: ravi.stone@harbor.example
        account_group_roles: "{{ also }}"
      - email: yuki.tanaka@harbor.example
        account_group_roles: "{{ also }}"
    membership: add
  vars:
    also:
      - account_group: APAC Retail
        roles: [Incident viewer]

- name: Check many users with few requests
  people.access.te_users:
    users:
      - email: pavel.dvorak@harbor.example
        account_group_roles: []
        all_account_group_roles: [Read only]
      - email: tomas.novak@harbor.example
        account_group_roles:
          - account_group: Harbor Networks
            roles: [Regular User]
        all_account_group_roles: [Organization Admin]
    compare: account_groups

- name: Keep the users in a file and the service account, and remove all others, three at most
  people.access.te_users:
    users: "{{ lookup('ansible.builtin.file', 'team.yml') | from_yaml }}"
    prune: true
    protect: [wallboard@harbor.example]
    max_removals: 3
"""

RETURN = r"""
---
users:
  # Written by make generate from shared_docs.yml: rows(te_user_info)
  description:
    - One row per user. The users in O(users) come first, in their order, then the pruned users, and finally the users that failed.
    - RV(people.access.te_user_info#module:users) describes the other members of a row. In check mode they are predicted.
      Users that were removed or failed have no other members.
  returned: unless the whole task is refused
  type: list
  elements: dict
  # End of the written part.
  contains:
    email:
      description: E-mail address. If only the ID was given and the user was removed or failed, the ID.
      returned: always
      type: str
      sample: ada@x.example
    id:
      description: ID of the user. Missing in check mode if the user does not exist yet.
      returned: if the user exists and nothing failed
      type: str
      sample: "3914"
    # Written by make generate from shared_docs.yml: row_action(none, created, updated, deleted)
    action:
      description: What the task did with this user, or would do in check mode. V(failed) if it failed.
      returned: always
      type: str
      choices: [none, created, updated, deleted, failed]
      sample: created
    changed:
      description: Whether the user was changed. V(false) also if this is unknown, which C(msg) says.
      returned: always
      type: bool
      sample: true
    msg:
      description: Why it failed.
      returned: when it failed
      type: str
    # End of the written part.
# Written by make generate from shared_docs.yml: diff_of_users
diff:
  description: What the task manages of the users that it changes, before and after. Secrets are masked.
  returned: unless the whole task is refused
  type: dict
  contains:
    before:
      description: By user, the managed options before the task; empty if the user did not exist.
      returned: always
      type: dict
    after:
      description: By user, the managed options after the task; empty if the user no longer exists.
      returned: always
      type: dict
# End of the written part.
# Written by make generate from shared_docs.yml: notes_of_users(not pruned: ops@harbor.example is the user that te_token belongs to; it is not deleted.)
notes:
  description: What the task did not do, compare or verify, and why. This includes users that a guard kept, and entries of O(protect) that match nobody.
  returned: when there is something to note
  type: list
  elements: str
  sample: ["not pruned: ops@harbor.example is the user that te_token belongs to; it is not deleted."]
# End of the written part.
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
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.users import Users


def main() -> None:
    run_bulk(PROVIDER, Users)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: te_users
short_description: Manage a list of users of Cisco ThousandEyes
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Creates, changes and removes many users of a ThousandEyes organization in one task, and on demand removes everybody else.
  - What is said of a single user in M(people.access.te_user) counts for each one in the list. ThousandEyes sends a new user a mail
    to register with.
extends_documentation_fragment:
  - people.access.thousandeyes
  - people.access.connection
  - people.access.resource
  - people.access.resource.membership
  - people.access.resource.many
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_thousandeyes
attributes:
  idempotent:
    support: partial
    details:
      - A changed O(users[].email) has to be confirmed by the person. Until then ThousandEyes may go on answering with the old address, and does
        not say that another one is waiting. Every run with the new address reports the change, and sends it again. Everything else is idempotent.
options:
  users:
    description:
      - The users, each of them once. M(people.access.te_user) tells more about the options of one.
    type: list
    elements: dict
    required: true
    suboptions:
      # Written by make generate from te_user.py
      state:
        description:
          - V(present) creates the user, or changes what differs.
          - V(absent) removes the user from the organization. The user that O(te_token) belongs to is never removed.
          - The last user with management permissions is neither removed nor left without them.
        type: str
        choices: [present, absent]
        default: present
      email:
        description:
          - E-mail address, which is the login name. It says which user is meant, unless O(users[].id) is given; case means nothing.
          - Together with O(users[].id), an address that the user does not have yet is a change of address, which the person has to confirm by mail.
          - Until it is confirmed, refer to the user by O(users[].id) alone, or by the old address. The new address alone means somebody who does not exist
            yet. Other changes do not send the address, so that they do not cancel the one that is waiting.
          - One of O(users[].email) and O(users[].id) is required.
        type: str
      id:
        description:
          - Id of the user, C(uid) in the API. A user with this id has to exist, unless O(users[].state=absent).
        type: str
      name:
        description:
          - Display name.
          - A user who belongs to another organization keeps the name given there; the task then warns and leaves it. Who that is can be told where the
            login account group tells its organization, or where the token's user manages all account groups of this one and does not see it.
        type: str
      login_account_group:
        description:
          - Name of the account group in which the user starts after logging in. To create a user, it or O(users[].login_account_group_id) is required.
          - A user who belongs to another organization keeps the one of there; the task then warns and leaves it.
          - Mutually exclusive with O(users[].login_account_group_id).
        type: str
      login_account_group_id:
        description:
          - The same by its id.
          - Mutually exclusive with O(users[].login_account_group).
        type: str
      account_group_roles:
        description:
          - Roles in single account groups, applied as O(membership) says. With V(exact), account groups that are not listed lose their roles.
          - A new user needs a role here or in O(users[].all_account_group_roles). ThousandEyes may refuse to leave a user without any.
          - Account groups in which the token's user has no roles may not be shown with a user. A task that does not change roles does not touch them, and
            V(add) and V(remove) are refused where a user evidently has such roles.
        type: list
        elements: dict
        suboptions:
          account_group:
            description: Name of the account group. Exactly one of this and O(users[].account_group_roles[].account_group_id) is required.
            type: str
          account_group_id:
            description: Id of the account group. One that the token's user cannot see is sent, with a warning, unless that user sees all.
            type: str
          roles:
            description: Names of the roles in that account group. Exactly one of this and O(users[].account_group_roles[].role_ids) is required.
            type: list
            elements: str
          role_ids:
            description: Ids of the roles.
            type: list
            elements: str
      all_account_group_roles:
        description:
          - Names of the roles in all account groups, including those that are made later. Applied as O(membership) says.
          - Mutually exclusive with O(users[].all_account_group_role_ids).
        type: list
        elements: str
      all_account_group_role_ids:
        description:
          - The same by their ids.
          - Mutually exclusive with O(users[].all_account_group_roles).
        type: list
        elements: str
      # End of the written part.
  compare:
    description:
      - How it is found out who differs.
      - V(exact) reads the details of everybody in O(users), which costs one request for each.
      - V(account_groups) reads the account groups with their users, which costs one request for each account group, however many users
        there are. Details are read only of those who differ, or may differ, and before anything is written.
      - What V(account_groups) cannot tell apart is whether a role is held in all account groups or in every single one. It also does not
        see account groups that the user of O(te_token) does not belong to. RV(notes) says so, and the results of those users have no roles.
    type: str
    choices: [exact, account_groups]
    default: exact
seealso:
  - module: people.access.te_user
  - module: people.access.te_user_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TE_TOKEN, and TE_AID where it is needed.

- name: Onboard Ada and Zoe, and offboard Mona
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

- name: Give two people a further role and keep those that they have
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

- name: Look over many users with a few requests
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

- name: Keep those in a file and the service account, and remove everybody else, three people at most
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
      description: E-mail address; the id in its place where only that was given and the user is removed or failed.
      returned: always
      type: str
      sample: ada@x.example
    id:
      description: Id of the user. It is missing in check mode where the user does not exist yet.
      returned: when the user exists and nothing failed
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
      description: Whether the user was changed.
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
# Written by make generate from shared_docs.yml: requests waited
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

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_many
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.users import Users


def main() -> None:
    run_many(PROVIDER, Users)


if __name__ == "__main__":
    main()

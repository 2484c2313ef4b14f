#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: tsna_users
short_description: Manage a list of users of BMC TrueSight Network Automation
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Creates, changes, disables, unlocks and removes many users of BMC TrueSight Network Automation (TSNA) in one task,
    and on demand removes everybody else.
  - What is said of a single user in M(people.access.tsna_user) counts for each one in the list.
extends_documentation_fragment:
  - people.access.tsna
  - people.access.connection
  - people.access.resource
  - people.access.resource.membership
  - people.access.resource.many
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_tsna
attributes:
  idempotent:
    support: partial
    details:
      - With O(update_password=always), a given O(users[].password) is sent in every run and always reported as a change, because nobody
        can read it. TSNA may refuse a password that was used before, and ignores one where it does not keep passwords itself; RV(notes) say each
        time that nothing proves that it is in force.
      - Everything else is idempotent.
options:
  users:
    description:
      - The users, each of them once. M(people.access.tsna_user) tells more about the options of one.
    type: list
    elements: dict
    required: true
    suboptions:
      state:
        description:
          - V(present) creates the user, or changes what differs. Whether the user may log in is up to O(users[].enabled).
          - V(disabled) keeps the user and forbids to log in. A user that does not exist is not created.
          - V(absent) removes the user, and on newer servers ends the sessions of that user.
          - A root user and the user that the task logs in with are neither disabled nor removed.
        type: str
        choices: [present, disabled, absent]
        default: present
      name:
        description:
          - Name of the user, which is the login name. It says which user is meant, unless O(users[].id) is given; case matters.
          - Together with O(users[].id), a name that the user does not have yet is a rename.
          - One of O(users[].name) and O(users[].id) is required; to create a user, O(users[].name) is.
        type: str
      id:
        description:
          - Database key of the user, for example V(1084738293-57). A user with this key has to exist, unless O(users[].state=absent).
        type: str
      email:
        description:
          - E-mail address. Case means nothing when it is compared. An empty text clears it.
        type: str
      enabled:
        description:
          - Whether the user may log in. A new user gets V(true) if this is omitted. O(users[].state=disabled) prevails over it.
        type: bool
      roles:
        description:
          - Names of the roles, applied as O(membership) says. To create a user, they or O(users[].role_ids) are required.
          - Mutually exclusive with O(users[].role_ids).
        type: list
        elements: str
      role_ids:
        description:
          - The same by their ids.
          - Mutually exclusive with O(users[].roles).
        type: list
        elements: str
      dynamic_fields:
        description:
          - Dynamic fields by name, each with a value, or a list of values. Only those that are named are managed; an empty value clears one.
        type: dict
      password:
        description:
          - Password, for servers that keep passwords themselves. It can neither be read nor compared.
          - To create a user it is required where the users who are there tell that the server keeps passwords itself; where nothing tells that, the
            task warns. A server that authenticates by another system ignores it.
        type: str
      unlock:
        description:
          - Lift the lock that failed logins have brought about. Nothing happens when the user is not locked.
        type: bool
        default: false
      copy_preferences_from:
        description:
          - Name or id of a user whose preferences and saved views a new user gets. For existing users it is ignored.
        type: str
  update_password:
    description:
      - V(on_create) sends O(users[].password) only for a user who is created.
      - V(always) sends it in every run, and every run reports a change.
    type: str
    choices: [on_create, always]
    default: on_create
  field_map:
    description:
      - Names that the members of a user object have on this server, for servers on which the module guesses wrong.
    type: dict
    suboptions:
      roles:
        description: The member with the roles, for example V(roleNames).
        type: str
      email:
        description: The member with the e-mail address, for example V(emailAddress).
        type: str
      enabled:
        description: The member that says whether the account is enabled, for example V(enabledFlag).
        type: str
      locked:
        description: The member that says whether the account is locked, for example V(lockedFlag).
        type: str
      root:
        description: The member that says whether the user is a root user, for example V(rootFlag).
        type: str
        version_added: 1.0.0
      last_login:
        description: The member with the time of the last login, for example V(lastSuccessfulLoginTimestamp).
        type: str
        version_added: 1.0.0
      dynamic_fields:
        description: The member with the dynamic fields, for example V(dynamicFields).
        type: str
        version_added: 1.0.0
      password:
        description: The member under which a password is set, for example V(password). No answer shows it, so it cannot be learned.
        type: str
        version_added: 1.0.0
  protect:
    description:
      - The addresses or names of users from whom nothing is taken, each as it is or as a pattern in which C(*) stands for anything. O(prune)
        leaves them alone. The task fails before anything is written if O(users) would remove or disable one of them, take a role away, or change the
        address or password.
      - A user who has a protected address or name is protected, and so is every other user with the same address.
      - Case and Unicode form do not matter, and an entry that nobody has does no harm and is told in RV(notes).
    type: list
    elements: str
seealso:
  - module: people.access.tsna_user
  - module: people.access.tsna_user_info
  - module: people.access.tsna_session
    description: End the sessions of a user.
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TSNA_URL, TSNA_USERNAME, TSNA_PASSWORD.

- name: Onboard Ada and Zoe, suspend a user whose name holds a backslash, and offboard Omar
  people.access.tsna_users:
    users:
      - name: aquist
        email: ada@x.example
        roles: [Planner]
        dynamic_fields:
          Department: NetOps
        password: "{{ lookup('ansible.builtin.password', 'credentials/aquist length=20') }}"
      - name: zpark
        email: zoe.park@x.example
        roles: [Viewer]
        password: "{{ lookup('ansible.builtin.password', 'credentials/zpark length=20') }}"
        copy_preferences_from: rstone
      - name: HARBOR\mnasser
        state: disabled
      - name: ohaddad
        state: absent

- name: Give two people a further role and keep those that they have
  people.access.tsna_users:
    users:
      - name: rstone
        roles: [Viewer]
      - name: ytanaka
        roles: [Viewer]
    membership: add

- name: Keep those in a file and the service account, and remove everybody else, three people at most
  people.access.tsna_users:
    users: "{{ lookup('ansible.builtin.file', 'team.yml') | from_yaml }}"
    prune: true
    protect: [ao_adapter]
    max_removals: 3
"""

RETURN = r"""
---
users:
  description:
    - A row for each user, first those given, in their order, then those who were pruned, at the end those that failed.
    - Its other members are described in RV(people.access.tsna_user_info#module:users). In check mode, they are as predicted.
      After a removal and a failure there are none.
  returned: unless the task was refused as a whole
  type: list
  elements: dict
  contains:
    name:
      description: Name of the user; the id in its place where only that was given and the user is removed or failed.
      returned: always
      type: str
      sample: aquist
    id:
      description: Database key of the user. It is missing in check mode where the user does not exist yet.
      returned: when the user exists and nothing failed
      type: str
      sample: 1084738293-57
    action:
      description: What was done, or in check mode what would be done; V(failed) if it failed. Unlocking and renaming count as V(updated).
      returned: always
      type: str
      choices: [none, created, updated, disabled, deleted, failed]
      sample: updated
    changed:
      description: Whether the user was changed.
      returned: always
      type: bool
      sample: true
    msg:
      description: Why it failed.
      returned: when it failed
      type: str
diff:
  description: What the task manages of those who change, before and after. Passwords are masked.
  returned: unless the task was refused as a whole
  type: dict
  contains:
    before:
      description: By user, the managed options as they were; empty where there was no user.
      returned: always
      type: dict
    after:
      description: By user, the managed options as they are now; empty where there is no user any more.
      returned: always
      type: dict
notes:
  description: Who was not pruned because of a guard, what was not compared, and why, and entries of O(protect) that mean nobody.
  returned: when there is anything of the kind
  type: list
  elements: str
  sample: ["not pruned: sysadmin is a root user of TSNA; it is not deleted."]
requests:
  description: How many requests were sent to the platform, with the login and the logout.
  returned: always
  type: int
  sample: 9
waited:
  description: Seconds spent on waiting between repetitions.
  returned: when the task had to wait
  type: float
  sample: 12.5
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_many
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.users import Users


def main() -> None:
    run_many(PROVIDER, Users)


if __name__ == "__main__":
    main()

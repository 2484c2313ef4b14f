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
  - people.access.tsna.field_map
  - people.access.tsna.update_password
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
      # Written by make generate from tsna_user.py
      state:
        description:
          - V(present) creates the user, or changes what differs. Whether the user may log in is up to O(users[].enabled).
          - V(disabled) keeps the user and forbids to log in. A user that does not exist is not created.
          - V(absent) removes the user, and on newer servers ends the sessions of that user. Where there is nobody of this O(users[].name), and somebody
            whose name differs in case only or who has the O(users[].email), the task warns.
          - A root user is never removed. The user that the task logs in with is neither disabled nor removed.
        type: str
        choices: [present, disabled, absent]
        default: present
      name:
        description:
          - Name of the user, which is the login name. It says which user is meant, unless O(users[].id) is given; case matters.
          - Together with O(users[].id), a name that the user does not have yet is a rename.
          - A name with a slash or a backslash, such as C(DOMAIN\user), cannot stand in a URL of TSNA. It is looked up in the list of all users.
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
          - Names of the roles, applied as O(membership) says. To create a user, they or O(users[].role_ids) are required, as every user has a role.
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
          - Dynamic fields by name, each with a value, or a list of values for a field that takes several.
          - Only the fields that are named are managed. An empty value clears a field; TSNA may refuse that for a required one.
        type: dict
      password:
        description:
          - Password, for servers that keep passwords themselves. It can neither be read nor compared.
          - To create a user it is required where the users who are there tell that the server keeps passwords itself; where nothing tells that, the task
            warns. A server that authenticates by another system ignores it.
        type: str
      unlock:
        description:
          - Lift the lock that failed logins have brought about. Nothing happens when the user is not locked. It does not touch O(users[].enabled).
          - Where the server does not tell who is locked, a real run tries, and a change is reported only if there was a lock.
          - Needs the right C(Unlock Users).
        type: bool
        default: false
      copy_preferences_from:
        description:
          - Name or id of a user whose preferences and saved views a new user gets. It counts on creation only, and for existing users it is ignored.
          - Where there is no such user, the task fails before anything is written.
        type: str
      # End of the written part.
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
  # Written by make generate from shared_docs.yml: rows(tsna_user_info)
  description:
    - One row per user. The users in O(users) come first, in their order, then the pruned users, and finally the users that failed.
    - RV(people.access.tsna_user_info#module:users) describes the other members of a row. In check mode they are predicted.
      Users that were removed or failed have no other members.
  returned: unless the whole task is refused
  type: list
  elements: dict
  # End of the written part.
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
    # Written by make generate from shared_docs.yml: row_action(none, created, updated, disabled, deleted)
    action:
      description: What the task did with this user, or would do in check mode. V(failed) if it failed.
      returned: always
      type: str
      choices: [none, created, updated, disabled, deleted, failed]
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
# Written by make generate from shared_docs.yml: notes_of_users(not pruned: sysadmin is a root user of TSNA; it is not deleted.)
notes:
  description: What the task did not do, compare or verify, and why. This includes users that a guard kept, and entries of O(protect) that match nobody.
  returned: when there is something to note
  type: list
  elements: str
  sample: ["not pruned: sysadmin is a root user of TSNA; it is not deleted."]
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
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.users import Users


def main() -> None:
    run_many(PROVIDER, Users)


if __name__ == "__main__":
    main()

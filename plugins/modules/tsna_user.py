#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: tsna_user
short_description: Manage a user of BMC TrueSight Network Automation
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Creates, changes, disables, unlocks and removes a user of BMC TrueSight Network Automation (TSNA), with roles and dynamic fields.
  - Updates send only what differs (JSON Patch), so what the module does not know about a user stays as it is.
extends_documentation_fragment:
  - people.access.tsna
  - people.access.connection
  - people.access.resource
  - people.access.resource.membership
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_tsna
attributes:
  check_mode:
    details:
      - Options, names and ids are checked as in a real run, and no request that changes anything leaves the machine.
      - Whether O(unlock) would change something is not predicted where the server does not tell who is locked.
  idempotent:
    support: partial
    details:
      - With O(update_password=always), a given O(password) is sent in every run and always reported as a change, because nobody can read it.
        TSNA may refuse a password that was used before, and ignores one where it does not keep passwords itself; RV(notes) say each time that
        nothing proves that it is in force.
      - Everything else is idempotent.
options:
  state:
    description:
      - V(present) creates the user, or changes what differs. Whether the user may log in is up to O(enabled).
      - V(disabled) keeps the user and forbids to log in. A user that does not exist is not created.
      - V(absent) removes the user, and on newer servers ends the sessions of that user. Where there is nobody of this O(name), and somebody whose
        name differs in case only or who has the O(email), the task warns.
      - A root user is never removed. The user that the task logs in with is neither disabled nor removed.
    type: str
    choices: [present, disabled, absent]
    default: present
  name:
    description:
      - Name of the user, which is the login name. It says which user is meant, unless O(id) is given; case matters.
      - Together with O(id), a name that the user does not have yet is a rename.
      - A name with a slash or a backslash, such as C(DOMAIN\user), cannot stand in a URL of TSNA. It is looked up in the list of all users.
      - One of O(name) and O(id) is required; to create a user, O(name) is.
    type: str
  id:
    description:
      - Database key of the user, for example V(1084738293-57). A user with this key has to exist, unless O(state=absent).
    type: str
  email:
    description:
      - E-mail address. Case means nothing when it is compared. An empty text clears it.
    type: str
  enabled:
    description:
      - Whether the user may log in. A new user gets V(true) if this is omitted. O(state=disabled) prevails over it.
    type: bool
  roles:
    description:
      - Names of the roles, applied as O(membership) says. To create a user, they or O(role_ids) are required, as every user has a role.
      - Mutually exclusive with O(role_ids).
    type: list
    elements: str
  role_ids:
    description:
      - The same by their ids.
      - Mutually exclusive with O(roles).
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
      - To create a user it is required where the users who are there tell that the server keeps passwords itself; where nothing tells that, the task warns.
        A server that authenticates by another system ignores it.
    type: str
  update_password:
    description:
      - V(on_create) sends O(password) only when the user is created.
      - V(always) sends it in every run, and every run reports a change. Whether it took effect cannot be read.
    type: str
    choices: [on_create, always]
    default: on_create
  unlock:
    description:
      - Lift the lock that failed logins have brought about. Nothing happens when the user is not locked. It does not touch O(enabled).
      - Where the server does not tell who is locked, a real run tries, and a change is reported only if there was a lock.
      - Needs the right C(Unlock Users).
    type: bool
    default: false
  copy_preferences_from:
    description:
      - Name or id of a user whose preferences and saved views a new user gets. It counts on creation only, and for existing users it is ignored.
      - Where there is no such user, the task fails before anything is written.
    type: str
  field_map:
    description:
      - Names that the members of a user object have on this server, for servers on which the module guesses wrong.
      - BMC does not publish the form of the object. The module learns it from the users that it reads, and compares after each write. If the
        server has accepted a value and does not show it, the task warns; then name the member that holds it here.
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
seealso:
  - module: people.access.tsna_users
  - module: people.access.tsna_user_info
  - module: people.access.tsna_role_info
  - module: people.access.tsna_password
    description: Change the own password.
  - module: people.access.tsna_session
    description: End the sessions of a user.
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TSNA_URL, TSNA_USERNAME, TSNA_PASSWORD.

- name: Onboard Ada with a first password
  people.access.tsna_user:
    name: aquist
    email: ada@x.example
    roles: [Planner]
    dynamic_fields:
      Department: NetOps
    password: "{{ lookup('ansible.builtin.password', 'credentials/aquist length=20') }}"
    copy_preferences_from: rstone

- name: Give Ravi a further role and keep those that he has
  people.access.tsna_user:
    name: rstone
    roles: [Viewer]
    membership: add

- name: Take it away again
  people.access.tsna_user:
    name: rstone
    roles: [Viewer]
    membership: remove

- name: Set one dynamic field, clear another, and leave the rest alone
  people.access.tsna_user:
    name: rstone
    dynamic_fields:
      Sites: [Oslo, Lisbon]
      Department: ""

- name: Unlock Omar after failed logins
  people.access.tsna_user:
    name: ohaddad
    unlock: true

- name: Suspend a user whose name holds a backslash
  people.access.tsna_user:
    name: HARBOR\mnasser
    state: disabled

- name: Find the key of a user who is to be renamed
  people.access.tsna_user_info:
    name: icosta
  register: found

- name: Rename the user
  people.access.tsna_user:
    id: "{{ found.users[0].id }}"
    name: icosta-lind

- name: Offboard Omar
  people.access.tsna_user:
    name: ohaddad
    state: absent
"""

RETURN = r"""
---
action:
  description: What was done, or in check mode what would be done. Unlocking and renaming count as V(updated).
  returned: success
  type: str
  choices: [none, created, updated, disabled, deleted]
  sample: created
user:
  description:
    - The user afterwards. Its members are described in RV(people.access.tsna_user_info#module:users).
    - In check mode, the user as predicted. After a removal, only the id.
  returned: success
  type: dict
  contains:
    id:
      description: Database key of the user. It is missing in check mode where the user does not exist yet.
      returned: when the user exists
      type: str
      sample: 1084738293-57
    name:
      description: Name of the user.
      returned: when the user was not removed
      type: str
      sample: aquist
diff:
  description: What the task manages, before and after. Passwords are masked.
  returned: success
  type: dict
  contains:
    before:
      description: The managed options as they were; empty where there was no user.
      returned: always
      type: dict
    after:
      description: The managed options as they are now; empty where there is no user any more.
      returned: always
      type: dict
notes:
  description: What was not compared or cannot be proved, and why.
  returned: when something could not be compared or proved, or there was nothing to disable
  type: list
  elements: str
  sample: ["locked: cannot be read, so it was not compared"]
requests:
  description: How many requests were sent to the platform, with the login and the logout.
  returned: always
  type: int
  sample: 6
waited:
  description: Seconds spent on waiting between repetitions.
  returned: when the task had to wait
  type: float
  sample: 12.5
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_resource
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.users import Users


def main() -> None:
    run_resource(PROVIDER, Users)


if __name__ == "__main__":
    main()

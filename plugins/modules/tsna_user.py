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
  - people.access.tsna.field_map
  - people.access.tsna.update_password
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
# Written by make generate from shared_docs.yml: action(none, created, updated, disabled, deleted) diff notes requests waited
action:
  description: What the task did, or would do in check mode.
  returned: success
  type: str
  choices: [none, created, updated, disabled, deleted]
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
notes:
  description: What the task did not do, compare or verify, and why.
  returned: when there is something to note
  type: list
  elements: str
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
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.users import Users


def main() -> None:
    run_resource(PROVIDER, Users)


if __name__ == "__main__":
    main()

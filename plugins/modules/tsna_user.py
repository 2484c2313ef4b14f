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
  - Creates, changes, disables, unlocks and removes a user of BMC TrueSight Network Automation (TSNA), including roles and dynamic fields.
  - Unlocking and renaming a user counts as V(updated) in RV(action).
  - Updates send only what differs (JSON Patch), so attributes that the module does not know stay as they are. If the server does not accept patches,
    the module sends the whole user with these attributes (C(PUT)), and with O(password), which the user then gets.
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
    support: partial
    details:
      - Options, names and IDs are checked as in a real run, and no request that changes anything leaves the machine.
      - If the server does not show who is locked, check mode does not predict whether O(unlock) changes something.
  idempotent:
    support: partial
    details:
      - With O(update_password=always), the module sends O(password) in every run and always reports a change, because the password cannot be read.
      - TSNA may refuse a password that was used before, and ignores it if an external system keeps the passwords. Each time, RV(notes) says that
        nothing proves that the password is in effect.
      - With O(replace=true), a required dynamic field that O(dynamic_fields) does not name returns to its default value, which counts as a change in
        every run. Name all required fields.
      - Everything else is idempotent.
options:
  state:
    description:
      - V(present) creates the user or changes what differs. O(enabled) determines whether the user may log in.
      - V(disabled) keeps the user but forbids login. It does not create a user that does not exist.
      - V(absent) removes the user, and on newer servers ends the sessions of that user. The task warns if no user has this O(name), but a user exists
        whose name differs only in case or who has this O(email).
      - A root user and the user that the task logs in with are never disabled or removed.
    type: str
    choices: [present, disabled, absent]
    default: present
  name:
    description:
      - Name of the user, which is also the login name. It identifies the user unless O(id) is given. Case-sensitive.
      - Together with O(id), a different name renames the user.
      - TSNA does not support names with a slash or a backslash, such as C(DOMAIN\user), in URLs. The module looks them up in the list of all users.
      - One of O(name) and O(id) is required. To create a user, O(name) is required.
    type: str
  id:
    description:
      - Database key of the user, for example V(1084738293-57). A user with this key must exist unless O(state=absent).
    type: str
  previous_name:
    description:
      - Former name. If there is no user with the name in O(name), the module finds the user by the former one and renames it. The next run finds it
        by O(name), so that the task can stay as it is.
      - With O(state=absent), the user is removed under either name. Ignored if O(id) is given.
    type: str
  email:
    description:
      - E-mail address. Not case-sensitive in comparisons. An empty string clears it.
    type: str
  enabled:
    description:
      - Whether the user may log in. If omitted, a new user gets V(true). O(state=disabled) takes precedence.
    type: bool
  roles:
    description:
      - Names of the roles, applied according to O(membership). To create a user, this option or O(role_ids) is required, because every user has a
        role.
      - Mutually exclusive with O(role_ids).
    type: list
    elements: str
  role_ids:
    description:
      - IDs instead of names.
      - Mutually exclusive with O(roles).
    type: list
    elements: str
  dynamic_fields:
    description:
      - Dynamic fields by name, each with a value, or with a list of values for a field that accepts several.
      - Only the given fields are managed. An empty value clears a field. TSNA may refuse that for a required field.
    type: dict
  extra_attributes:
    description:
      - Other members of the user object, by their name on the server, for example C(accountExpirationDate) or C(authenticatedExternallyFlag).
      - RV(people.access.tsna_user_info#module:users[].extra_attributes) shows which ones there are.
      - Only the given members are managed. V(null) removes a member. V(false) is a value, and is sent if the server shows none. BMC does not publish these
        members, so their values are sent and compared as they are. Give them in the form in which the server shows them.
      - Members that other options set, and members that only the server sets, are refused.
    type: dict
    version_added: 1.0.0
  password:
    description:
      - Password, for servers that keep passwords themselves. It cannot be read or compared.
      - Required to create a user if the existing users show that the server keeps passwords itself. If nothing shows that, the task warns. A server
        that authenticates through another system ignores the password.
    type: str
  unlock:
    description:
      - Whether to unlock a user that failed logins have locked. If the user is not locked, nothing happens. O(enabled) is not affected.
      - If the server does not show who is locked, the task tries to unlock the user. It reports a change only if the user was locked.
      - Requires the right C(Unlock Users).
    type: bool
    default: false
  copy_preferences_from:
    description:
      - Name or ID of a user whose preferences and saved views a new user receives. Ignored for existing users.
      - If there is no such user, the task fails before the first write.
    type: str
  replace:
    description:
      - Whether to replace the whole user (C(PUT)) if anything differs, instead of changing only what differs (C(PATCH)). What the task does not name is
        cleared, O(enabled) becomes V(true), and required dynamic fields return to their default values.
      - O(roles) or O(role_ids) is required, with O(membership=exact). O(password) is required too, because the server might clear it, unless the
        server shows that another system authenticates the user. The module sends it even with O(update_password=on_create), and the user gets this
        password.
      - Makes no difference for a new user.
    type: bool
    default: false
    version_added: 1.0.0
seealso:
  - module: people.access.tsna_users
  - module: people.access.tsna_user_info
  - module: people.access.tsna_role_info
  - module: people.access.tsna_password
    description: Change your own password.
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

- name: Give Ravi another role and keep the existing ones
  people.access.tsna_user:
    name: rstone
    roles: [Viewer]
    membership: add

- name: Remove that role again
  people.access.tsna_user:
    name: rstone
    roles: [Viewer]
    membership: remove

- name: Set one dynamic field, clear another, and keep the rest
  people.access.tsna_user:
    name: rstone
    dynamic_fields:
      Sites: [Oslo, Lisbon]
      Department: ""

- name: Let the account of a contractor expire
  people.access.tsna_user:
    name: rstone
    extra_attributes:
      accountExpirationDate: 1830211200000

- name: Set Ravi to exactly this, whatever was there before
  people.access.tsna_user:
    name: rstone
    email: ravi.stone@harbor.example
    roles: [Viewer]
    dynamic_fields:
      Cost Center: "4100"
    password: "{{ lookup('ansible.builtin.password', 'credentials/rstone length=20') }}"
    replace: true

- name: Unlock Omar after failed logins
  people.access.tsna_user:
    name: ohaddad
    unlock: true

- name: Suspend a user whose name contains a backslash
  people.access.tsna_user:
    name: HARBOR\mnasser
    state: disabled

- name: Find the key of a user to rename
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
    - The user after the task. RV(people.access.tsna_user_info#module:users) describes its members.
    - In check mode, the predicted user. After a removal, only the ID.
  returned: success
  type: dict
  contains:
    id:
      description: Database key of the user. Missing in check mode if the user does not exist yet.
      returned: if the user exists
      type: str
      sample: 1084738293-57
    name:
      description: Name of the user.
      returned: unless the user was removed
      type: str
      sample: aquist
# Written by make generate from shared_docs.yml: action(none, created, updated, disabled, deleted) diff notes requests waited last_requests
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
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.users import Users


def main() -> None:
    run_resource(PROVIDER, Users)


if __name__ == "__main__":
    main()

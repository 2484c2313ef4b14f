#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: contabo_users
short_description: Manage a list of users of a Contabo account
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Creates, changes, disables and removes many users of a Contabo account in one task, and on demand removes everybody else.
  - What is said of a single user in M(people.access.contabo_user) counts for each one in the list. Contabo sends a new user a mail
    to set a password with.
extends_documentation_fragment:
  - people.access.contabo
  - people.access.connection
  - people.access.resource
  - people.access.resource.membership
  - people.access.resource.many
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_contabo
attributes:
  idempotent:
    support: full
options:
  users:
    description:
      - The users, each of them once. M(people.access.contabo_user) tells more about the options of one.
    type: list
    elements: dict
    required: true
    suboptions:
      state:
        description:
          - V(present) creates the user, or changes what differs. Whether the user may log in is up to O(users[].enabled).
          - V(disabled) keeps the user and forbids to log in. A user that does not exist is not created.
          - V(absent) removes the user.
          - The owner of the account and the user that the task logs in with are neither disabled nor removed.
        type: str
        choices: [present, disabled, absent]
        default: present
      email:
        description:
          - E-mail address, which is the login name. It says which user is meant, unless O(users[].id) is given; case means nothing.
          - One of O(users[].email) and O(users[].id) is required; to create a user, O(users[].email) is. Addresses are not changed here.
        type: str
      id:
        description:
          - Id of the user, C(userId) in the API. A user with this id has to exist, unless O(users[].state=absent).
        type: str
      first_name:
        description:
          - First name. Required to create a user.
        type: str
      last_name:
        description:
          - Last name. Required to create a user.
        type: str
      enabled:
        description:
          - Whether the user may log in. A new user gets V(true) if this is omitted. O(users[].state=disabled) prevails over it.
        type: bool
      totp:
        description:
          - Whether the user has to log in with a second factor. A new user gets V(false) if this is omitted.
        type: bool
      locale:
        description:
          - Language of mails and of the customer panel, for example V(en-US) or V(de). A new user gets V(en) if this is omitted.
        type: str
      roles:
        description:
          - Names of the roles, applied as O(membership) says.
          - Mutually exclusive with O(users[].role_ids).
        type: list
        elements: str
      role_ids:
        description:
          - The same by their ids.
          - Mutually exclusive with O(users[].roles).
        type: list
        elements: str
      send_invoice_email:
        description:
          - Whether the user gets invoices by mail. Only newer generations of the API have it; elsewhere it is left alone for existing users.
        type: bool
  protect:
    description:
      - The addresses of users from whom nothing is taken, each as it is or as a pattern in which C(*) stands for anything. O(prune) leaves them alone. The task
        fails before anything is written if O(users) would remove or disable one of them, take a role away, or change the address or password.
      - Case and Unicode form do not matter, and an entry that nobody has does no harm and is told in RV(notes).
    type: list
    elements: str
seealso:
  - module: people.access.contabo_user
  - module: people.access.contabo_user_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment: CNTB_OAUTH2_CLIENT_ID, CNTB_OAUTH2_CLIENT_SECRET, CNTB_OAUTH2_USER, CNTB_OAUTH2_PASS.

- name: Onboard Ada and Zoe, suspend Leif, and offboard Omar
  people.access.contabo_users:
    users:
      - email: ada@x.example
        first_name: Ada
        last_name: Quist
        locale: en-US
        totp: true
        roles: [Network]
      - email: zoe.park@x.example
        first_name: Zoe
        last_name: Park
        roles: [Support desk]
      - email: leif.holm@harbor.example
        state: disabled
      - email: omar.haddad@harbor.example
        state: absent

- name: Give two people a further role and keep those that they have
  people.access.contabo_users:
    users:
      - email: nada.quist@harbor.example
        roles: [s3-readers]
      - email: enzo.bianchi@harbor.example
        roles: [s3-readers]
    membership: add

- name: Keep those in a file and the service account, and remove everybody else, three people at most
  people.access.contabo_users:
    users: "{{ lookup('ansible.builtin.file', 'team.yml') | from_yaml }}"
    prune: true
    protect: [readonly@harbor.example]
    max_removals: 3
"""

RETURN = r"""
---
users:
  description:
    - A row for each user, first those given, in their order, then those who were pruned, at the end those that failed.
    - Its other members are described in RV(people.access.contabo_user_info#module:users). In check mode, they are as predicted.
      After a removal and a failure there are none.
  returned: unless the task was refused as a whole
  type: list
  elements: dict
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
      sample: 0b6d7c0e-6f0e-4a51-9a2b-3d1f5f0c7a11
    action:
      description: What was done, or in check mode what would be done; V(failed) if it failed.
      returned: always
      type: str
      choices: [none, created, updated, disabled, deleted, failed]
      sample: updated
    changed:
      description: Whether the user was changed.
      returned: always
      type: bool
      sample: true
    request_id:
      description: The C(x-request-id) of the request that changed the user. Contabo's support and the audit trail know it.
      returned: when the user was changed
      type: str
      sample: 04e0f898-37b4-48bc-a794-1a57abe6aa31
    msg:
      description: Why it failed.
      returned: when it failed
      type: str
diff:
  description: What the task manages of those who change, before and after.
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
  sample: ["not pruned: owner@harbor.example is the owner of the Contabo account; it is not deleted."]
requests:
  description: How many requests were sent to the platform, with the login.
  returned: always
  type: int
  sample: 9
waited:
  description: Seconds spent on waiting for rate limits and between repetitions.
  returned: when the task had to wait
  type: float
  sample: 12.5
request_id:
  description: The C(x-request-id) of the last request that changed something. Contabo's support and the audit trail know it.
  returned: when something was changed
  type: str
  sample: 04e0f898-37b4-48bc-a794-1a57abe6aa31
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_many
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.users import Users


def main() -> None:
    run_many(PROVIDER, Users)


if __name__ == "__main__":
    main()

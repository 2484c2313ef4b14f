#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: contabo_users
short_description: Manage multiple users of a Contabo account
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Creates, changes, disables and removes many users of a Contabo account in one task, and optionally removes all other users.
  - The documentation of M(people.access.contabo_user) applies to each user in the list. Contabo sends a new user a mail to set a password.
extends_documentation_fragment:
  - people.access.contabo
  - people.access.connection
  - people.access.resource
  - people.access.resource.membership
  - people.access.resource.many
  - people.access.resource.parallel
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_contabo
attributes:
  idempotent:
    support: full
options:
  users:
    description:
      - The users to manage. List each of them only once.
    type: list
    elements: dict
    required: true
    suboptions:
      # Written by make generate from contabo_user.py
      state:
        description:
          - V(present) creates the user or changes what differs. O(users[].enabled) determines whether the user may log in.
          - V(disabled) keeps the user but forbids login. It does not create a user that does not exist.
          - V(absent) removes the user.
          - The owner of the account and the user that the task logs in with are never disabled or removed.
        type: str
        choices: [present, disabled, absent]
        default: present
      email:
        description:
          - E-mail address, which is also the login name. It identifies the user unless O(users[].id) is given. Not case-sensitive.
          - Together with O(users[].id), an address other than that of the user fails the task, because the module does not change addresses.
          - One of O(users[].email) and O(users[].id) is required. To create a user, O(users[].email) is required.
        type: str
      id:
        description:
          - ID of the user, C(userId) in the API. A user with this ID must exist unless O(users[].state=absent).
        type: str
      previous_email:
        description:
          - Former address. If there is no user with the address in O(users[].email), the module finds the user by the former one and changes its address
            if O(change_email=true). The next run finds it by O(users[].email), so that the task can stay as it is.
          - With O(users[].state=absent), the user is removed under either address. Ignored if O(users[].id) is given.
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
          - Whether the user may log in. If omitted, a new user gets V(true). O(users[].state=disabled) takes precedence.
        type: bool
      totp:
        description:
          - Whether the user must log in with a second factor. If omitted, a new user gets V(false).
          - A user with a second factor probably cannot be used as O(contabo_username).
        type: bool
      locale:
        description:
          - Language of mails and of the customer panel, for example V(en), V(en-US), V(de), V(de-DE), V(es), V(es-ES), V(pt) or V(pt-BR). The platform
            determines which languages exist.
          - If omitted, a new user gets V(en).
        type: str
      roles:
        description:
          - Names of the roles, applied according to O(membership).
          - Contabo may allow only one role for each user and then refuses more.
          - If O(users[].role_ids) is given as well, both must mean the same.
        type: list
        elements: str
      role_ids:
        description:
          - IDs instead of names.
          - If O(users[].roles) is given as well, both must mean the same.
        type: list
        elements: str
      send_invoice_email:
        description:
          - Whether the user receives invoices by mail. Only newer generations of the API support this.
          - If the API does not return the value, the module cannot compare it and does not change it for existing users. RV(notes) says so.
        type: bool
      # End of the written part.
  change_email:
    description:
      - Whether O(users[].email) together with O(users[].id) changes the address of a user. See O(people.access.contabo_user#module:change_email).
    type: bool
    default: false
seealso:
  - module: people.access.contabo_user
  - module: people.access.contabo_user_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment: CNTB_OAUTH2_CLIENT_ID, CNTB_OAUTH2_CLIENT_SECRET, CNTB_OAUTH2_USER, CNTB_OAUTH2_PASS.

- name: Onboard Ada and Zoe, suspend Leif and offboard Omar
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

- name: Give two people another role and keep the existing ones
  people.access.contabo_users:
    users:
      - email: nada.quist@harbor.example
        roles: [s3-readers]
      - email: enzo.bianchi@harbor.example
        roles: [s3-readers]
    membership: add

- name: Keep the users in a file and the service account, and remove all others, three at most
  people.access.contabo_users:
    users: "{{ lookup('ansible.builtin.file', 'team.yml') | from_yaml }}"
    prune: true
    protect: [readonly@harbor.example]
    max_removals: 3
"""

RETURN = r"""
---
users:
  # Written by make generate from shared_docs.yml: rows(contabo_user_info)
  description:
    - One row per user. The users in O(users) come first, in their order, then the pruned users, and finally the users that failed.
    - RV(people.access.contabo_user_info#module:users) describes the other members of a row. In check mode they are predicted.
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
      sample: 0b6d7c0e-6f0e-4a51-9a2b-3d1f5f0c7a11
    # Written by make generate from shared_docs.yml: row_action(none, created, updated, disabled, deleted) row_request_id
    action:
      description: What the task did with this user, or would do in check mode. V(failed) if it failed.
      returned: always
      type: str
      choices: [none, created, updated, disabled, deleted, failed]
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
    request_id:
      description: The C(x-request-id) of the request that changed the user. Contabo's support and audit log know it.
      returned: when the user was changed
      type: str
      sample: 04e0f898-37b4-48bc-a794-1a57abe6aa31
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
# Written by make generate from shared_docs.yml: notes_of_users(not pruned: owner@harbor.example is the owner of the Contabo account; it is not deleted.)
notes:
  description: What the task did not do, compare or verify, and why. This includes users that a guard kept, and entries of O(protect) that match nobody.
  returned: when there is something to note
  type: list
  elements: str
  sample: ["not pruned: owner@harbor.example is the owner of the Contabo account; it is not deleted."]
# End of the written part.
# Written by make generate from shared_docs.yml: requests waited last_requests request_id
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
request_id:
  description: The C(x-request-id) of the last request that changed something. Contabo's support and audit log know it.
  returned: when something was changed
  type: str
  sample: 04e0f898-37b4-48bc-a794-1a57abe6aa31
# End of the written part.
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_bulk
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.users import Users


def main() -> None:
    run_bulk(PROVIDER, Users)


if __name__ == "__main__":
    main()

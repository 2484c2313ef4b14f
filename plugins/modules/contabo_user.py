#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: contabo_user
short_description: Manage a user of a Contabo account
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Creates, changes, disables and removes a user of a Contabo account and its roles.
  - Contabo sends a new user a mail to set a password. The API does not accept passwords.
extends_documentation_fragment:
  - people.access.contabo
  - people.access.connection
  - people.access.resource
  - people.access.resource.membership
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_contabo
attributes:
  idempotent:
    support: full
options:
  state:
    description:
      - V(present) creates the user or changes what differs. O(enabled) determines whether the user may log in.
      - V(disabled) keeps the user but forbids login. It does not create a user that does not exist.
      - V(absent) removes the user.
      - The owner of the account and the user that the task logs in with are never disabled or removed.
    type: str
    choices: [present, disabled, absent]
    default: present
  email:
    description:
      - E-mail address, which is also the login name. It identifies the user unless O(id) is given. Not case-sensitive.
      - Together with O(id), an address other than that of the user fails the task, because the module does not change addresses.
      - One of O(email) and O(id) is required. To create a user, O(email) is required.
    type: str
  id:
    description:
      - ID of the user, C(userId) in the API. A user with this ID must exist unless O(state=absent).
    type: str
  previous_email:
    description:
      - Former address. If there is no user with the address in O(email), the module finds the user by the former one and changes its address if
        O(change_email=true). The next run finds it by O(email), so that the task can stay as it is.
      - With O(state=absent), the user is removed under either address. Ignored if O(id) is given.
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
      - Whether the user may log in. If omitted, a new user gets V(true). O(state=disabled) takes precedence.
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
      - If O(role_ids) is given as well, both must mean the same.
    type: list
    elements: str
  role_ids:
    description:
      - IDs instead of names.
      - If O(roles) is given as well, both must mean the same.
    type: list
    elements: str
  send_invoice_email:
    description:
      - Whether the user receives invoices by mail. Only newer generations of the API support this.
      - If the API does not return the value, the module cannot compare it and does not change it for existing users. RV(notes) says so.
    type: bool
  change_email:
    description:
      - Whether O(email) together with O(id) changes the address of the user. Without it, a different address is an error.
      - The user logs in with the new address from then on and has to verify it. S3 keys and bucket policies name the user by ID, so they probably stay
        as they are.
      - Only older versions of the API change an address in this way. If it is refused, the owner of the account can start a change with
        M(people.access.contabo_user_mail). The address of the user that the task logs in with is never changed.
    type: bool
    default: false
seealso:
  - module: people.access.contabo_users
  - module: people.access.contabo_user_info
  - module: people.access.contabo_user_mail
  - module: people.access.contabo_role
  - module: people.access.contabo_event_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment: CNTB_OAUTH2_CLIENT_ID, CNTB_OAUTH2_CLIENT_SECRET, CNTB_OAUTH2_USER, CNTB_OAUTH2_PASS.

- name: Onboard Ada
  people.access.contabo_user:
    email: ada@x.example
    first_name: Ada
    last_name: Quist
    locale: en-US
    totp: true
    roles: [Network]

- name: Give Nada another role and keep the existing one
  people.access.contabo_user:
    email: nada.quist@harbor.example
    roles: [s3-readers]
    membership: add

- name: Remove the first role
  people.access.contabo_user:
    email: nada.quist@harbor.example
    roles: [Support desk]
    membership: remove

- name: Suspend Leif
  people.access.contabo_user:
    email: leif.holm@harbor.example
    state: disabled

- name: Enable Leif again
  people.access.contabo_user:
    email: leif.holm@harbor.example
    enabled: true

- name: Offboard Leif
  people.access.contabo_user:
    email: leif.holm@harbor.example
    state: absent
"""

RETURN = r"""
---
user:
  description:
    - The user after the task, with names instead of IDs. RV(people.access.contabo_user_info#module:users) describes its members.
    - In check mode, the predicted user. After a removal, only the ID.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the user. Missing in check mode if the user does not exist yet.
      returned: if the user exists
      type: str
      sample: 0b6d7c0e-6f0e-4a51-9a2b-3d1f5f0c7a11
    email:
      description: E-mail address.
      returned: unless the user was removed
      type: str
      sample: ada@x.example
# Written by make generate from shared_docs.yml: action(none, created, updated, disabled, deleted) diff notes requests waited last_requests request_id
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
request_id:
  description: The C(x-request-id) of the last request that changed something. Contabo's support and audit log know it.
  returned: when something was changed
  type: str
  sample: 04e0f898-37b4-48bc-a794-1a57abe6aa31
# End of the written part.
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_resource
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.users import Users


def main() -> None:
    run_resource(PROVIDER, Users)


if __name__ == "__main__":
    main()

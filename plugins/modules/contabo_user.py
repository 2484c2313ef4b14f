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
  - Creates, changes, disables and removes a user of a Contabo account, with the roles.
  - Contabo sends a new user a mail to set a password with. The API takes no password.
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
      - V(present) creates the user, or changes what differs. Whether the user may log in is up to O(enabled).
      - V(disabled) keeps the user and forbids to log in. A user that does not exist is not created.
      - V(absent) removes the user.
      - The owner of the account and the user that the task logs in with are neither disabled nor removed.
    type: str
    choices: [present, disabled, absent]
    default: present
  email:
    description:
      - E-mail address, which is the login name. It says which user is meant, unless O(id) is given; case means nothing.
      - Together with O(id), another address than that of the user fails the task, as addresses are not changed here.
      - One of O(email) and O(id) is required; to create a user, O(email) is.
    type: str
  id:
    description:
      - Id of the user, C(userId) in the API. A user with this id has to exist, unless O(state=absent).
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
      - Whether the user may log in. A new user gets V(true) if this is omitted. O(state=disabled) prevails over it.
    type: bool
  totp:
    description:
      - Whether the user has to log in with a second factor. A new user gets V(false) if this is omitted.
      - A user with a second factor can probably not be used as O(contabo_username).
    type: bool
  locale:
    description:
      - Language of mails and of the customer panel, for example V(en), V(en-US), V(de), V(de-DE), V(es), V(es-ES), V(pt) or V(pt-BR).
        The platform decides which ones exist.
      - A new user gets V(en) if this is omitted.
    type: str
  roles:
    description:
      - Names of the roles, applied as O(membership) says.
      - Contabo may allow one role for each user only, and then refuses more.
      - Mutually exclusive with O(role_ids).
    type: list
    elements: str
  role_ids:
    description:
      - The same by their ids.
      - Mutually exclusive with O(roles).
    type: list
    elements: str
  send_invoice_email:
    description:
      - Whether the user gets invoices by mail. Only newer generations of the API have it.
      - Where the API does not answer with it, it cannot be compared and is left alone for existing users; RV(notes) says so.
    type: bool
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

- name: Give Nada a further role and keep the one that she has
  people.access.contabo_user:
    email: nada.quist@harbor.example
    roles: [s3-readers]
    membership: add

- name: Take the first role away
  people.access.contabo_user:
    email: nada.quist@harbor.example
    roles: [Support desk]
    membership: remove

- name: Suspend Leif
  people.access.contabo_user:
    email: leif.holm@harbor.example
    state: disabled

- name: Let Leif in again
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
    - The user afterwards, with names in place of ids. Its members are described in RV(people.access.contabo_user_info#module:users).
    - In check mode, the user as predicted. After a removal, only the id.
  returned: success
  type: dict
  contains:
    id:
      description: Id of the user. It is missing in check mode where the user does not exist yet.
      returned: when the user exists
      type: str
      sample: 0b6d7c0e-6f0e-4a51-9a2b-3d1f5f0c7a11
    email:
      description: E-mail address.
      returned: when the user was not removed
      type: str
      sample: ada@x.example
# Written by make generate from shared_docs.yml: action(none, created, updated, disabled, deleted) diff notes requests waited request_id
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

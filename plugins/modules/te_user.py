#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: te_user
short_description: Manage a user of Cisco ThousandEyes
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Creates, changes and removes a user of a ThousandEyes organization and its roles in single account groups and in all account groups.
  - ThousandEyes sends a new user a registration mail.
extends_documentation_fragment:
  - people.access.thousandeyes
  - people.access.connection
  - people.access.resource
  - people.access.resource.membership
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_thousandeyes
attributes:
  idempotent:
    support: partial
    details:
      - The user must confirm a changed O(email). Until then, ThousandEyes may still return the old address, and it does not show that a change is
        pending. Every run with the new address reports the change and sends it again. Everything else is idempotent.
options:
  state:
    description:
      - V(present) creates the user or changes what differs.
      - V(absent) removes the user from the organization. The user of O(te_token) is never removed.
      - The last user with management permissions is never removed and never loses them.
    type: str
    choices: [present, absent]
    default: present
  email:
    description:
      - E-mail address, which is also the login name. It identifies the user unless O(id) is given. Not case-sensitive.
      - Together with O(id), a different address changes the address of the user. The user must confirm the change by mail.
      - Until the change is confirmed, refer to the user by O(id) alone or by the old address. The new address alone refers to a user that does not
        exist yet. Other changes do not send the address, so they do not cancel the pending change.
      - One of O(email) and O(id) is required.
    type: str
  id:
    description:
      - ID of the user, C(uid) in the API. A user with this ID must exist unless O(state=absent).
    type: str
  previous_email:
    description:
      - Former address. If there is no user with the address in O(email), the module finds the user by the former one and changes its address. The
        next run finds it by O(email), so that the task can stay as it is.
      - With O(state=absent), the user is removed under either address. Ignored if O(id) is given.
    type: str
  name:
    description:
      - Display name.
      - A user who belongs to another organization keeps the name from there. The task warns and does not change it. The module can detect this if the
        login account group shows its organization, or if the token's user manages all account groups of this organization and does not see that
        account group.
    type: str
  login_account_group:
    description:
      - Name of the account group in which the user starts after login.
      - If a new user gets none, the task warns, because ThousandEyes may refuse that. In a roster, it is required.
      - A user who belongs to another organization keeps the login account group from there. The task warns and does not change it.
      - If O(login_account_group_id) is given as well, both must mean the same.
    type: str
  login_account_group_id:
    description:
      - ID instead of the name.
      - If O(login_account_group) is given as well, both must mean the same.
    type: str
  account_group_roles:
    description:
      - Roles in single account groups, applied according to O(membership). With V(exact), the user loses its roles in account groups that are not
        listed.
      - A new user needs a role here or in O(all_account_group_roles). ThousandEyes may refuse to leave a user without roles.
      - ThousandEyes may hide account groups in which the token's user has no roles. A task that does not change roles leaves the roles there alone.
      - Unless the token's user has a role in all account groups, the module refuses to change these roles with O(membership=add) or
        O(membership=remove), because the request replaces all of them.
      - If it sees no role of a user at all, it also refuses every change that does not give such roles with O(membership=exact). The exception is a user
        who evidently belongs to another organization.
    type: list
    elements: dict
    suboptions:
      account_group:
        description: Name of the account group. Required unless O(account_group_roles[].account_group_id) is given. If both are, they must mean the same.
        type: str
      account_group_id:
        description: ID of the account group. If the token's user cannot see it, the module sends it and warns, unless that user sees all account
          groups.
        type: str
      roles:
        description: Names of the roles in that account group. Required unless O(account_group_roles[].role_ids) is given. If both are, they must mean
          the same.
        type: list
        elements: str
      role_ids:
        description: IDs of the roles.
        type: list
        elements: str
  all_account_group_roles:
    description:
      - Names of the roles in all account groups, including future ones. Applied according to O(membership).
      - If O(all_account_group_role_ids) is given as well, both must mean the same.
    type: list
    elements: str
  all_account_group_role_ids:
    description:
      - IDs instead of names.
      - If O(all_account_group_roles) is given as well, both must mean the same.
    type: list
    elements: str
seealso:
  - module: people.access.te_users
  - module: people.access.te_user_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TE_TOKEN, and TE_AID if needed.

- name: Onboard Ada with a role in one account group
  people.access.te_user:
    email: ada@x.example
    name: Ada Quist
    login_account_group: EMEA
    account_group_roles:
      - account_group: EMEA
        roles: [Regular User]
    all_account_group_roles: []

- name: Give Ravi another role and keep the existing ones
  people.access.te_user:
    email: ravi.stone@harbor.example
    account_group_roles:
      - account_group: APAC Retail
        roles: [Read only, Incident viewer]
    membership: add

- name: Remove one role and keep the rest
  people.access.te_user:
    email: ravi.stone@harbor.example
    account_group_roles:
      - account_group: AMER
        roles: [Regular User]
    membership: remove

- name: Use IDs instead of names
  people.access.te_user:
    email: mona.berg@harbor.example
    login_account_group_id: "11002"
    all_account_group_role_ids: ["280871"]

- name: Change the address of Tomas
  people.access.te_user:
    id: "3005"
    email: tomas.novak-lind@harbor.example

- name: Offboard Mona
  people.access.te_user:
    email: mona.berg@harbor.example
    state: absent
"""

RETURN = r"""
---
user:
  description:
    - The user after the task, with names instead of IDs. RV(people.access.te_user_info#module:users) describes its members.
    - In check mode, the predicted user. After a removal, only the ID.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the user. Missing in check mode if the user does not exist yet.
      returned: if the user exists
      type: str
      sample: "3914"
    email:
      description: E-mail address.
      returned: unless the user was removed
      type: str
      sample: ada@x.example
# Written by make generate from shared_docs.yml: action(none, created, updated, deleted) diff notes requests waited last_requests
action:
  description: What the task did, or would do in check mode.
  returned: success
  type: str
  choices: [none, created, updated, deleted]
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
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.users import Users


def main() -> None:
    run_resource(PROVIDER, Users)


if __name__ == "__main__":
    main()

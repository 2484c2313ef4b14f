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
  - Creates, changes and removes a user of a ThousandEyes organization, with the roles in single account groups and in all of them.
  - ThousandEyes sends a new user a mail to register with.
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
      - A changed O(email) has to be confirmed by the person. Until then ThousandEyes may go on answering with the old address, and does
        not say that another one is waiting. Every run with the new address reports the change, and sends it again. Everything else is idempotent.
options:
  state:
    description:
      - V(present) creates the user, or changes what differs.
      - V(absent) removes the user from the organization. The user that O(te_token) belongs to is never removed.
      - The last user with management permissions is neither removed nor left without them.
    type: str
    choices: [present, absent]
    default: present
  email:
    description:
      - E-mail address, which is the login name. It says which user is meant, unless O(id) is given; case means nothing.
      - Together with O(id), an address that the user does not have yet is a change of address, which the person has to confirm by mail.
      - Until it is confirmed, refer to the user by O(id) alone, or by the old address. The new address alone means somebody who does not exist
        yet. Other changes do not send the address, so that they do not cancel the one that is waiting.
      - One of O(email) and O(id) is required.
    type: str
  id:
    description:
      - Id of the user, C(uid) in the API. A user with this id has to exist, unless O(state=absent).
    type: str
  name:
    description:
      - Display name.
      - A user who belongs to another organization keeps the name given there; the task then warns and leaves it. Who that is can be told where
        the login account group tells its organization, or where the token's user manages all account groups of this one and does not see it.
    type: str
  login_account_group:
    description:
      - Name of the account group in which the user starts after logging in. To create a user, it or O(login_account_group_id) is required.
      - A user who belongs to another organization keeps the one of there; the task then warns and leaves it.
      - Mutually exclusive with O(login_account_group_id).
    type: str
  login_account_group_id:
    description:
      - The same by its id.
      - Mutually exclusive with O(login_account_group).
    type: str
  account_group_roles:
    description:
      - Roles in single account groups, applied as O(membership) says. With V(exact), account groups that are not listed lose their roles.
      - A new user needs a role here or in O(all_account_group_roles). ThousandEyes may refuse to leave a user without any.
      - Account groups in which the token's user has no roles may not be shown with a user. A task that does not change roles does not touch them,
        and V(add) and V(remove) are refused where a user evidently has such roles.
    type: list
    elements: dict
    suboptions:
      account_group:
        description: Name of the account group. Exactly one of this and O(account_group_roles[].account_group_id) is required.
        type: str
      account_group_id:
        description: Id of the account group. One that the token's user cannot see is sent, with a warning, unless that user sees all.
        type: str
      roles:
        description: Names of the roles in that account group. Exactly one of this and O(account_group_roles[].role_ids) is required.
        type: list
        elements: str
      role_ids:
        description: Ids of the roles.
        type: list
        elements: str
  all_account_group_roles:
    description:
      - Names of the roles in all account groups, including those that are made later. Applied as O(membership) says.
      - Mutually exclusive with O(all_account_group_role_ids).
    type: list
    elements: str
  all_account_group_role_ids:
    description:
      - The same by their ids.
      - Mutually exclusive with O(all_account_group_roles).
    type: list
    elements: str
seealso:
  - module: people.access.te_users
  - module: people.access.te_user_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TE_TOKEN, and TE_AID where it is needed.

- name: Onboard Ada with a role in one account group
  people.access.te_user:
    email: ada@x.example
    name: Ada Quist
    login_account_group: EMEA
    account_group_roles:
      - account_group: EMEA
        roles: [Regular User]
    all_account_group_roles: []

- name: Give Ravi a further role and keep those that he has
  people.access.te_user:
    email: ravi.stone@harbor.example
    account_group_roles:
      - account_group: APAC Retail
        roles: [Read only, Incident viewer]
    membership: add

- name: Take one role away and keep the rest
  people.access.te_user:
    email: ravi.stone@harbor.example
    account_group_roles:
      - account_group: AMER
        roles: [Regular User]
    membership: remove

- name: Name everything by its id
  people.access.te_user:
    email: mona.berg@harbor.example
    login_account_group_id: "11002"
    all_account_group_role_ids: ["280871"]

- name: Give Tomas another address
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
    - The user afterwards, with names in place of ids. Its members are described in RV(people.access.te_user_info#module:users).
    - In check mode, the user as predicted. After a removal, only the id.
  returned: success
  type: dict
  contains:
    id:
      description: Id of the user. It is missing in check mode where the user does not exist yet.
      returned: when the user exists
      type: str
      sample: "3914"
    email:
      description: E-mail address.
      returned: when the user was not removed
      type: str
      sample: ada@x.example
# Written by make generate from shared_docs.yml: action(none, created, updated, deleted) diff notes requests waited
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
# End of the written part.
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_resource
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.users import Users


def main() -> None:
    run_resource(PROVIDER, Users)


if __name__ == "__main__":
    main()

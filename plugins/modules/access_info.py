#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: access_info
short_description: Read every account and entitlement on all platforms in one form
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads all accounts, pending invites included, and everything that they may do, on ThousandEyes, Segment, Contabo and TSNA at the same time.
  - Access that comes through a Segment user group is listed for each member, with the group in RV(entitlements[].via).
  - The lists are complete, or the task fails and says what is wrong on which platform. What a platform does not tell at all is in
    RV(unreadable), what this way of reading does not tell in RV(notes).
extends_documentation_fragment:
  - people.access.people.platforms
  - people.access.people.admin_roles
  - people.access.thousandeyes
  - people.access.segment
  - people.access.contabo
  - people.access.tsna
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_people
options:
  exact:
    description:
      - Whether each ThousandEyes user is read, which costs a request for each of them. It tells a role for all account groups from one in each,
        and shows account groups that the token cannot see.
      - With V(false), ThousandEyes is read by account group, which costs a request for each account group and three more.
      - The other platforms are read in the same way in both cases. On Segment, each member costs a request, and each user group two.
    type: bool
    default: false
notes:
  - A pending invite of Segment has no readable permissions; only those that come through a user group are listed.
seealso:
  - module: people.access.te_user_info
  - module: people.access.segment_user_info
  - module: people.access.contabo_user_info
  - module: people.access.tsna_user_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment of each platform: TE_TOKEN, SEGMENT_TOKEN, CNTB_OAUTH2_CLIENT_ID and so on, TSNA_URL and so on.

- name: Read who may do what
  people.access.access_info:
  register: access

- name: Show the administrators of all platforms
  ansible.builtin.debug:
    msg: "{{ access.accounts | selectattr('admin') | map(attribute='email') | unique | list }}"

- name: Show everything that one person may do
  ansible.builtin.debug:
    msg: "{{ access.entitlements | selectattr('email', 'equalto', 'ravi.stone@harbor.example') | list }}"

- name: Read two platforms, and ThousandEyes user by user
  people.access.access_info:
    platforms: [thousandeyes, contabo]
    exact: true
"""

RETURN = r"""
---
accounts:
  description: The accounts, by platform and address.
  returned: success
  type: list
  elements: dict
  contains:
    platform:
      description: The platform.
      returned: always
      type: str
      sample: thousandeyes
    id:
      description: Id of the account; empty for a pending invite.
      returned: always
      type: str
      sample: "3914"
    name:
      description: Name of the person; on TSNA the login name.
      returned: always
      type: str
      sample: Ada Quist
    email:
      description: E-mail address; empty where there is none.
      returned: always
      type: str
      sample: ada@x.example
    status:
      description: V(pending) is an invite that nobody has accepted.
      returned: always
      type: str
      choices: [active, pending, disabled]
      sample: active
    last_seen:
      description: The last login; V(null) where the platform does not tell, or there was none.
      returned: always
      type: str
      sample: "2026-11-02T10:15:30Z"
    created:
      description: When the account was made; V(null) where the platform does not tell.
      returned: always
      type: str
      sample: "2023-03-01T09:12:44Z"
    admin:
      description: Whether the account administers access, by itself or by any of its roles; see O(admin_roles).
      returned: always
      type: bool
      sample: false
    protected:
      description: Why the collection never removes or disables the account; V(caller) is the account of this task. Empty for all others.
      returned: always
      type: str
      choices: ["", owner, root, caller]
      sample: ""
entitlements:
  description: What the accounts may do, a row for each role on each resource.
  returned: success
  type: list
  elements: dict
  contains:
    platform:
      description: The platform.
      returned: always
      type: str
      sample: segment
    account_id:
      description: Id of the account; empty for a pending invite.
      returned: always
      type: str
      sample: sgJDWk3K21k6LE3tLU9nRK
    email:
      description: E-mail address of the account.
      returned: always
      type: str
      sample: ada@x.example
    name:
      description: Name of the account.
      returned: always
      type: str
      sample: Ada Quist
    role:
      description: Name of the role.
      returned: always
      type: str
      sample: Source Admin
    role_id:
      description: Id of the role; empty on TSNA.
      returned: always
      type: str
      sample: 1WDUuRLxv84rrfCNUwvkrRtkxnS
    resource_type:
      description:
        - What the role is for. V(account_group) and V(all_account_groups) on ThousandEyes; V(WORKSPACE), V(SOURCE), V(WAREHOUSE), V(FUNCTION)
          and V(SPACE) on Segment; V(account) on Contabo; V(system) on TSNA.
      returned: always
      type: str
      sample: WORKSPACE
    resource:
      description: Name of the resource; its id where there is no name.
      returned: always
      type: str
      sample: Harbor Analytics
    resource_id:
      description: Id of the resource; empty where there is only one.
      returned: always
      type: str
      sample: 9aQ1Lj62S4bomZKLF4DPqW
    labels:
      description: Labels to which the grant is narrowed, as C(key=value) with commas between; empty without any.
      returned: always
      type: str
      sample: env=prod
    via:
      description: V(direct), or C(group:) and the name of the user group that brings it.
      returned: always
      type: str
      sample: group:Analysts
    admin:
      description: Whether the role administers access.
      returned: always
      type: bool
      sample: false
unreadable:
  description: What a platform does not tell, for whom.
  returned: success
  type: list
  elements: dict
  contains:
    platform:
      description: The platform.
      returned: always
      type: str
      sample: segment
    email:
      description: E-mail address of the account.
      returned: always
      type: str
      sample: ben@x.example
    name:
      description: Name of the account.
      returned: always
      type: str
      sample: ""
    what:
      description: What is not told.
      returned: always
      type: str
      sample: permissions of a pending invite
notes:
  description: What this way of reading cannot tell.
  returned: success
  type: list
  elements: str
counts:
  description: By platform, the numbers of C(accounts), C(entitlements), C(unreadable) and C(requests), the last without a logout.
  returned: success
  type: dict
  sample: {contabo: {accounts: 120, entitlements: 161, unreadable: 0, requests: 3}}
tenants:
  description:
    - By platform, what tells its organization or account from others. The id of the organization on ThousandEyes, as far as the account groups tell it and
      without O(exact), of the workspace on Segment, of the customer on Contabo, and the address of TSNA. Empty where it is not told.
  returned: success
  type: dict
  sample: {contabo: INT-10051234}
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

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_people
from ansible_collections.people.access.plugins.module_utils.lifecycle.access import OPTIONS, access_info
from ansible_collections.people.access.plugins.module_utils.platforms import registry


def main() -> None:
    run_people(registry.providers(), OPTIONS, access_info)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: access_info
short_description: Read all accounts and entitlements on all platforms in a uniform format
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads all accounts, including pending invites, and all their entitlements on ThousandEyes, Segment, Contabo and TSNA in parallel.
  - Access through a Segment user group is listed for each member, with the group in RV(entitlements[].via).
  - The lists are complete. Otherwise the task fails and reports what is wrong on which platform.
  - RV(unreadable) lists what a platform does not return at all. RV(notes) lists what this way of reading does not show.
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
      - Whether to read each ThousandEyes user individually, with one request for each. This distinguishes a role for all account groups from the same
        role in each of them, and shows account groups that the token cannot see.
      - With V(false), the module reads ThousandEyes by account group, with one request for each account group and three more.
      - The other platforms are read in the same way in both cases. On Segment, each member takes one request and each user group two.
    type: bool
    default: false
notes:
  - The permissions of a pending Segment invite cannot be read. Only those that come through a user group are listed.
seealso:
  - module: people.access.te_user_info
  - module: people.access.segment_user_info
  - module: people.access.contabo_user_info
  - module: people.access.tsna_user_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment of each platform: TE_TOKEN, SEGMENT_TOKEN, CNTB_OAUTH2_CLIENT_ID and so on, TSNA_URL and so on.

- name: Read the access of everybody
  people.access.access_info:
  register: access

- name: Show the administrators of all platforms
  ansible.builtin.debug:
    msg: "{{ access.accounts | selectattr('admin') | map(attribute='email') | unique | list }}"

- name: Show the entitlements of one person
  ansible.builtin.debug:
    msg: "{{ access.entitlements | selectattr('email', 'equalto', 'ravi.stone@harbor.example') | list }}"

- name: Read two platforms, with ThousandEyes user by user
  people.access.access_info:
    platforms: [thousandeyes, contabo]
    exact: true
"""

RETURN = r"""
---
accounts:
  description: Accounts, sorted by platform and address.
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
      description: ID of the account. Empty for a pending invite.
      returned: always
      type: str
      sample: "3914"
    name:
      description: Name of the person, on TSNA the login name.
      returned: always
      type: str
      sample: Ada Quist
    email:
      description: E-mail address. Empty if there is none.
      returned: always
      type: str
      sample: ada@x.example
    status:
      description: Status of the account. V(pending) is an invite that has not been accepted.
      returned: always
      type: str
      choices: [active, pending, disabled]
      sample: active
    last_seen:
      description: Last login. V(null) if the platform does not return it or there was none, V(not reported) if it is not a valid timestamp.
      returned: always
      type: str
      sample: "2026-11-02T10:15:30Z"
    created:
      description: Creation time of the account. V(null) if the platform does not return it.
      returned: always
      type: str
      sample: "2023-03-01T09:12:44Z"
    admin:
      description: Whether the account is an access administrator, by itself or through a role. See O(admin_roles).
      returned: always
      type: bool
      sample: false
    protected:
      description: Why the collection never removes or disables the account. V(caller) is the account of this task. Empty for all other accounts.
      returned: always
      type: str
      choices: ["", owner, root, caller]
      sample: ""
entitlements:
  description: Entitlements of the accounts, with one row for each role on each resource.
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
      description: ID of the account. Empty for a pending invite.
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
      description: ID of the role. Empty on TSNA.
      returned: always
      type: str
      sample: 1WDUuRLxv84rrfCNUwvkrRtkxnS
    resource_type:
      description:
        - Type of the resource that the role applies to. V(account_group) and V(all_account_groups) on ThousandEyes. V(WORKSPACE), V(SOURCE),
          V(WAREHOUSE), V(FUNCTION) and V(SPACE) on Segment. V(account) on Contabo. V(system) on TSNA.
      returned: always
      type: str
      sample: WORKSPACE
    resource:
      description: Name of the resource, or its ID if it has no name.
      returned: always
      type: str
      sample: Harbor Analytics
    resource_id:
      description: ID of the resource. Empty if there is only one.
      returned: always
      type: str
      sample: 9aQ1Lj62S4bomZKLF4DPqW
    labels:
      description: Labels that restrict the grant, as C(key=value) separated by commas. Empty without labels.
      returned: always
      type: str
      sample: env=prod
    via:
      description: V(direct), or C(group:) followed by the name of the user group that gives the role.
      returned: always
      type: str
      sample: group:Analysts
    admin:
      description: Whether the role makes its holder an access administrator.
      returned: always
      type: bool
      sample: false
unreadable:
  description: What a platform does not return, and for whom.
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
      description: What could not be read.
      returned: always
      type: str
      sample: permissions of a pending invite
notes:
  description: What this way of reading cannot show.
  returned: success
  type: list
  elements: str
counts:
  description: By platform, the number of C(accounts), C(entitlements), C(unreadable) and C(requests). The requests do not include a logout.
  returned: success
  type: dict
  sample: {contabo: {accounts: 120, entitlements: 161, unreadable: 0, requests: 3}}
tenants:
  description:
    - By platform, the value that identifies the organization or account. On ThousandEyes the ID of the organization, or its name if there is no ID,
      provided that the account groups contain one of the two and O(exact) is not set. On Segment the ID of the workspace, on Contabo that of the
      customer, and on TSNA the URL. Empty if it is unknown.
  returned: success
  type: dict
  sample: {contabo: INT-10051234}
# Written by make generate from shared_docs.yml: requests waited last_requests
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

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_people
from ansible_collections.people.access.plugins.module_utils.lifecycle.access import OPTIONS, access_info
from ansible_collections.people.access.plugins.module_utils.platforms import registry


def main() -> None:
    run_people(registry.providers(), OPTIONS, access_info)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: roster_info
short_description: Read existing accounts as a roster
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads all accounts on ThousandEyes, Segment, Contabo and TSNA and returns them as a roster with names instead of IDs. With this roster,
    M(people.access.roster) would leave everything as it is.
  - Accounts are assigned to people by address. If several people have the same access on a platform, the module suggests a profile.
extends_documentation_fragment:
  - people.access.people.platforms
  - people.access.thousandeyes
  - people.access.segment
  - people.access.contabo
  - people.access.tsna
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_people
options:
  min_people:
    description:
      - Minimum number of people with the same access on a platform for which a profile is suggested.
    type: int
    default: 2
    aliases: [share]
notes:
  - Each ThousandEyes user and each Segment member takes one request.
  - Access that a roster does not contain counts as unwanted. An account whose access cannot be read, such as a pending Segment invite, is therefore
    in RV(roster.protect) instead of RV(roster.people). The same applies to an account that a roster cannot represent unambiguously.
  - If the name of such an account contains C(*), it also protects the people whom it matches as a pattern. RV(notes) lists them.
seealso:
  - module: people.access.roster
  - module: people.access.access_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment of each platform: TE_TOKEN, SEGMENT_TOKEN, CNTB_OAUTH2_CLIENT_ID and so on, TSNA_URL and so on.

- name: Read existing accounts
  people.access.roster_info:
  register: live

- name: Write a roster file
  ansible.builtin.copy:
    content: "{{ live.roster | people.access.roster_yaml }}"
    dest: roster.yml
    mode: "0600"

- name: Check that this roster changes nothing
  people.access.roster:
    roster_file: roster.yml
    prune: true
  check_mode: true
  register: planned
  failed_when: planned is failed or planned.plan.actions | length > 0
"""

RETURN = r"""
---
roster:
  description: The roster.
  returned: success
  type: dict
  contains:
    people:
      description: The people, sorted by address, in the format of O(people.access.roster#module:people).
      returned: always
      type: list
      elements: dict
      sample: [{email: ada@x.example, first_name: Ada, last_name: Quist, profiles: [contabo-network], accounts: {tsna: {name: aquist}}}]
    profiles:
      description: Suggested profiles, named after their platform and roles.
      returned: always
      type: dict
      sample: {contabo-network: {contabo: {roles: [Network], locale: en-US, totp: false}}}
    protect:
      description:
        - Addresses, and names of TSNA accounts, to protect. These are accounts that belong to no single person, privileged accounts, the accounts of
          the task itself, owners, and root users. They also include accounts without an address, accounts whose address is shared, invalid, easily
          confused with another one or contains hidden characters, and accounts whose access cannot be read or expressed by names.
      returned: always
      type: list
      elements: str
notes:
  description: Why accounts are protected, and what was left out of an account or of the roster.
  returned: success
  type: list
  elements: str
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
from ansible_collections.people.access.plugins.module_utils.lifecycle.export import OPTIONS, roster_info
from ansible_collections.people.access.plugins.module_utils.platforms import registry


def main() -> None:
    run_people(registry.providers(), OPTIONS, roster_info)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: roster_info
short_description: Read what is there as a roster
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads all accounts on ThousandEyes, Segment, Contabo and TSNA and returns them as the roster that M(people.access.roster) would have to be
    given to leave everything as it is, with names in place of ids.
  - Accounts are joined to people by their address. Where several people have the same access on a platform, a profile is suggested.
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
      - How many people have to have the same access on a platform for a profile to be suggested.
    type: int
    default: 2
    aliases: [share]
notes:
  - Each ThousandEyes user and each Segment member costs a request.
  - What is absent in a roster is meant. So an account whose access cannot be read, as that of a pending Segment invite, is in RV(roster.protect) instead
    of RV(roster.people), and so is one that cannot be written in a way that is read again as what it is.
seealso:
  - module: people.access.roster
  - module: people.access.access_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment of each platform: TE_TOKEN, SEGMENT_TOKEN, CNTB_OAUTH2_CLIENT_ID and so on, TSNA_URL and so on.

- name: Read what is there
  people.access.roster_info:
  register: live

- name: Write it as a roster
  ansible.builtin.copy:
    content: "{{ live.roster | people.access.roster_yaml }}"
    dest: roster.yml
    mode: "0600"

- name: See that this roster changes nothing
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
      description: The people, by address, as O(people.access.roster#module:people) takes them.
      returned: always
      type: list
      elements: dict
      sample: [{email: ada@x.example, first_name: Ada, last_name: Quist, profiles: [contabo-network], accounts: {tsna: {name: aquist}}}]
    profiles:
      description: The profiles that are suggested, named by their platform and roles.
      returned: always
      type: dict
      sample: {contabo-network: {contabo: {roles: [Network], locale: en-US, totp: false}}}
    protect:
      description:
        - Addresses, and names of TSNA accounts, that belong to no single person or are privileged, the accounts of the task itself, owners, root
          users, accounts without an address, or with one that several have, that is none, looks like another one or has hidden characters, and accounts
          whose access cannot be read or told by names.
      returned: always
      type: list
      elements: str
notes:
  description: Why an account is protected, and what of an account is left out.
  returned: success
  type: list
  elements: str
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
from ansible_collections.people.access.plugins.module_utils.lifecycle.export import OPTIONS, roster_info
from ansible_collections.people.access.plugins.module_utils.platforms import registry


def main() -> None:
    run_people(registry.providers(), OPTIONS, roster_info)


if __name__ == "__main__":
    main()

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: roster_accounts
short_description: Turn people and profiles into one wish for each account
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Merges the profiles of each person and returns what the person's account on each platform should be, as options of the user modules.
  - Lists of several profiles are united. Two profiles that disagree on a single value are an error.
  - People whose time has not begun or is over, and protected ones, are left out.
  - The user modules do not manage what is absent here, while M(people.access.roster) takes it away.
positional: _input
options:
  _input:
    description:
      - The people of the roster. Each has C(email), and may have C(first_name), C(last_name), C(profiles), C(starts), C(ends) and C(accounts).
      - Roles, groups and permissions in C(accounts) are added to those of the profiles. Anything else there replaces what the profiles say. TSNA needs
        C(accounts.tsna.name).
    type: list
    elements: dictionary
    required: true
  profiles:
    description: The profiles by name. Each names platforms, and for each platform options of its user module.
    type: dictionary
    default: {}
  platforms:
    description: The platforms to return.
    type: list
    elements: string
    choices: [thousandeyes, segment, contabo, tsna]
    default: [thousandeyes, segment, contabo, tsna]
  protect:
    description: Addresses that are left alone.
    type: list
    elements: string
    default: []
"""

EXAMPLES = r"""
---
- name: Show what each account should be
  ansible.builtin.debug:
    msg: "{{ people | people.access.roster_accounts(profiles=profiles) }}"
  vars:
    people:
      - {email: ada@x.example, first_name: Ada, last_name: Quist, profiles: [netops]}
    profiles:
      netops:
        contabo: {roles: [Network], locale: en-US}
        segment: {groups: [Analysts]}
"""

RETURN = r"""
---
_value:
  description: A dictionary for each account with C(platform), C(email) and C(options), in the order of the people.
  type: list
  elements: dictionary
"""

from typing import Any

from ansible_collections.people.access.plugins.module_utils.lifecycle.roster import accounts
from ansible_collections.people.access.plugins.module_utils.platforms import registry
from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter


def roster_accounts(people: Any, profiles: Any = None, platforms: Any = registry.names(), protect: Any = ()) -> Any:
    return accounts(people, profiles or {}, platforms, protect)


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"roster_accounts": as_filter(roster_accounts)}

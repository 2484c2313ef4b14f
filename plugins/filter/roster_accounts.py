# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: roster_accounts
short_description: Convert people and profiles to the desired accounts
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Merges the profiles of each person and returns the desired account of the person on each platform, as options of the user modules.
  - Lists of several profiles are merged. If two profiles contradict each other in a single value, the filter fails.
  - People whose access has not started or has ended, and protected people, are left out.
  - The user modules do not manage options that are absent here, but M(people.access.roster) takes away access that is absent.
positional: _input
options:
  _input:
    description:
      - People of the roster. Each has C(email), and optionally C(first_name), C(last_name), C(profiles), C(starts), C(ends) and C(accounts).
      - Roles, groups and permissions in C(accounts) are added to those of the profiles. Any other value there takes precedence over the profiles.
        TSNA requires C(accounts.tsna.name).
    type: list
    elements: dictionary
    required: true
  profiles:
    description: Profiles by name. Each contains platforms, and for each platform options of its user module.
    type: dictionary
    default: {}
  platforms:
    description: Platforms to return.
    type: list
    elements: string
    choices: [thousandeyes, segment, contabo, tsna]
    default: [thousandeyes, segment, contabo, tsna]
  protect:
    description: E-mail addresses to leave alone.
    type: list
    elements: string
    default: []
"""

EXAMPLES = r"""
---
- name: Show the desired accounts
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

from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter
from ansible_collections.people.access.plugins.module_utils.lifecycle.roster import accounts
from ansible_collections.people.access.plugins.module_utils.platforms import registry


def roster_accounts(people: Any, profiles: Any = None, platforms: Any = registry.names(), protect: Any = ()) -> Any:
    return accounts(people, profiles or {}, platforms, protect)


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"roster_accounts": as_filter(roster_accounts)}

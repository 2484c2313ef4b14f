# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: leavers
short_description: Bring the people to offboard into one form
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Takes one address, a list of addresses or people of a roster, and returns them as people of a roster whose time is over, for
    M(people.access.roster), which then removes their accounts on the O(people.access.roster#module:platforms) that it is given.
positional: _input
options:
  _input:
    description:
      - An address, several addresses (a list, JSON, lines, or divided by commas), or people as in a roster.
      - Of a person everything counts that finds an account, which is C(accounts.PLATFORM.email), C(accounts.tsna.name), C(previous_emails) and
        C(previous_names).
    type: raw
    required: true
  protect:
    description: Addresses and login names that must not be offboarded. One of them among the people is an error.
    type: list
    elements: string
    default: []
"""

EXAMPLES = r"""
---
- name: Show who leaves
  ansible.builtin.debug:
    msg: "{{ ['ada@x.example'] | people.access.leavers(protect=['root@x.example']) }}"

- name: See what they would lose
  people.access.roster:
    people: "{{ ['ada@x.example'] | people.access.leavers }}"
    platforms: [contabo, segment]
  check_mode: true
"""

RETURN = r"""
---
_value:
  description:
    - A dictionary for each person with C(email), C(ends), and in C(accounts) the name on TSNA and other addresses where they were given. Where a person
      has them, C(previous_emails) and C(previous_names) too.
  type: list
  elements: dictionary
"""

from typing import Any

from ansible_collections.people.access.plugins.module_utils.lifecycle import given
from ansible_collections.people.access.plugins.module_utils.lifecycle.leavers import leavers as find_leavers
from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter


def leavers(people: Any, protect: Any = ()) -> Any:
    return find_leavers(given.people(people), given.texts(protect or []))


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"leavers": as_filter(leavers)}

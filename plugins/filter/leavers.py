# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: leavers
short_description: Convert leavers to people of a roster
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Takes one e-mail address, a list of addresses or people of a roster, and returns them as people of a roster whose access has ended.
    M(people.access.roster) then removes their accounts on the given O(people.access.roster#module:platforms).
positional: _input
options:
  _input:
    description:
      - One or more e-mail addresses (a list, JSON, lines, or separated by commas), or people as in a roster.
      - Everything in the entry of a person that identifies an account is used. This includes C(accounts.PLATFORM.email), C(accounts.tsna.name),
        C(previous_emails) and C(previous_names).
      - Unknown names in the entry of a person are an error, because a misspelled one would leave an account unnoticed. Names that begin with C(x-) are
        ignored.
      - In one task with a roster that still gives one of the people access, M(people.access.roster) fails, because the account would stay. Remove that entry,
        or set C(ends) in it.
    type: raw
    required: true
  protect:
    description: E-mail addresses and login names that must not be offboarded. If one of the people has one of them, the filter fails.
    type: list
    elements: string
    default: []
"""

EXAMPLES = r"""
---
- name: Show the leavers
  ansible.builtin.debug:
    msg: "{{ ['ada@x.example'] | people.access.leavers(protect=['root@x.example']) }}"

- name: Show what they would lose
  people.access.roster:
    people: "{{ ['ada@x.example'] | people.access.leavers }}"
    platforms: [contabo, segment]
  check_mode: true
"""

RETURN = r"""
---
_value:
  description:
    - A dictionary for each person with C(email), C(ends) and C(accounts). The last one contains the TSNA name and other addresses if they were given.
      C(previous_emails) and C(previous_names) are included if the person has them.
  type: list
  elements: dictionary
"""

from typing import Any

from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter
from ansible_collections.people.access.plugins.module_utils.lifecycle import given
from ansible_collections.people.access.plugins.module_utils.lifecycle.leavers import leavers as find_leavers


def leavers(people: Any, protect: Any = ()) -> Any:
    return find_leavers(given.people(people), given.texts(protect or []))


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"leavers": as_filter(leavers)}

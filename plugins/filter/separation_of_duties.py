# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: separation_of_duties
short_description: Who holds duties that one person must not hold together
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Checks rules against the access of all platforms, as one person may hold one duty here and the other there.
  - Disabled accounts do not count. Pending ones do, as an invite can be accepted at any time.
positional: _input
options:
  _input:
    description: What M(people.access.access_info) returned.
    type: dictionary
    required: true
  rules:
    description:
      - The rules. Each is a dictionary with C(name), C(duties) and, if wanted, C(except), a list of addresses.
      - C(duties) is a list of at least two patterns. Who holds something that fits each of them violates the rule.
      - A pattern is a dictionary of C(platform), C(role), C(resource_type), C(resource), C(labels), C(via) or C(admin). All of its members
        have to fit. Texts are compared without case, and C(*) in them stands for anything.
    type: list
    elements: dictionary
    required: true
  people:
    description: People as in a roster. Their C(accounts) say whose a login name is; without them, accounts are joined by address alone.
    type: list
    elements: dictionary
  strict:
    description: Fail if there is a duty that nobody holds, as it may be a misspelt one.
    type: boolean
    default: false
seealso:
  - module: people.access.access_info
  - plugin: people.access.effective_access
    plugin_type: filter
"""

EXAMPLES = r"""
---
- name: Read the access of everybody
  people.access.access_info:
  register: access

- name: Show who both runs the network and administers the data
  ansible.builtin.debug:
    msg: "{{ access | people.access.separation_of_duties(rules) }}"
  vars:
    rules:
      - name: network and data
        duties:
          - {platform: thousandeyes, role: Organization Admin}
          - {platform: segment, role: "*Admin"}
        except: [automation@harbor.example]
"""

RETURN = r"""
---
_value:
  description:
    - A dictionary for each rule and person that violates it, with C(rule), C(person) and C(held).
    - C(held) is a list of dictionaries with C(duty) (its number in the rule), C(platform), C(account), C(access) in words, and C(via).
  type: list
  elements: dictionary
"""

from typing import Any

from ansible_collections.people.access.plugins.module_utils.lifecycle import given
from ansible_collections.people.access.plugins.module_utils.lifecycle.matrix import separation_of_duties as violations
from ansible_collections.people.access.plugins.module_utils.lifecycle.people import Roster
from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter


def separation_of_duties(access: Any, rules: Any, people: Any = None, strict: Any = False) -> Any:
    return violations(access, rules, Roster.given(people), given.boolean(strict))


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"separation_of_duties": as_filter(separation_of_duties)}

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: effective_access
short_description: List the effective access of people
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Combines direct access and access through groups. Each grant has one row with all its sources.
  - The filter does not derive a smaller grant from a larger one. An administrator of a whole workspace has no rows for its sources.
positional: _input
options:
  _input:
    description: Result of M(people.access.access_info).
    type: dictionary
    required: true
  people:
    description: People as in a roster. Their C(accounts) define who owns which login name. Without people, accounts are assigned by e-mail address
      only.
    type: list
    elements: dictionary
  person:
    description: Return only the rows of this e-mail address.
    type: string
seealso:
  - module: people.access.access_info
  - plugin: people.access.access_matrix
    plugin_type: filter
"""

EXAMPLES = r"""
---
- name: Read the access of everybody
  people.access.access_info:
  register: access

- name: Show the access of Ravi and its sources
  ansible.builtin.debug:
    msg: "{{ access | people.access.effective_access(person='ravi.stone@harbor.example') }}"

- name: Show access that only groups give
  ansible.builtin.debug:
    msg: "{{ access | people.access.effective_access | rejectattr('via', 'contains', 'direct') }}"
"""

RETURN = r"""
---
_value:
  description:
    - A dictionary for each grant with C(person), C(platform), C(account) (e-mail address or login name), C(status) of the account, C(role),
      C(resource_type), C(resource), C(labels), C(admin) and C(via), which is a list of C(direct) and C(group:NAME).
    - Pending and disabled accounts have rows too. C(status) shows which they are.
  type: list
  elements: dictionary
"""

from typing import Any

from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter
from ansible_collections.people.access.plugins.module_utils.lifecycle.matrix import effective_access as effective
from ansible_collections.people.access.plugins.module_utils.lifecycle.people import Roster


def effective_access(access: Any, people: Any = None, person: str = "") -> Any:
    return effective(access, Roster.given(people), person)


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"effective_access": as_filter(effective_access)}

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: effective_access
short_description: What people can do in the end
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Joins what people hold directly with what they hold through groups, a row for each grant, with all ways they come by it.
  - It does not derive a small grant from a large one. An administrator of a whole workspace has no rows for its sources.
positional: _input
options:
  _input:
    description: What M(people.access.access_info) returned.
    type: dictionary
    required: true
  people:
    description: People as in a roster. Their C(accounts) say whose a login name is; without them, accounts are joined by address alone.
    type: list
    elements: dictionary
  person:
    description: Return the rows of this address only.
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

- name: Show what Ravi can do, and why
  ansible.builtin.debug:
    msg: "{{ access | people.access.effective_access(person='ravi.stone@harbor.example') }}"

- name: Show what only groups give
  ansible.builtin.debug:
    msg: "{{ access | people.access.effective_access | rejectattr('via', 'contains', 'direct') }}"
"""

RETURN = r"""
---
_value:
  description:
    - A dictionary for each grant with C(person), C(platform), C(account) (address or login name), C(status) of the account, C(role),
      C(resource_type), C(resource), C(labels), C(admin) and C(via), a list of C(direct) and C(group:NAME).
    - Accounts that are pending or disabled have rows too; C(status) tells.
  type: list
  elements: dictionary
"""

from typing import Any

from ansible_collections.people.access.plugins.module_utils.lifecycle.matrix import effective_access as effective
from ansible_collections.people.access.plugins.module_utils.lifecycle.people import Roster
from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter


def effective_access(access: Any, people: Any = None, person: str = "") -> Any:
    return effective(access, Roster.given(people), person)


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"effective_access": as_filter(effective_access)}

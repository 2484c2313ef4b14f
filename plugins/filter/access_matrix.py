# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: access_matrix
short_description: People against entitlements
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Turns the access of all platforms into a table of people against what they hold, through groups too.
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

- name: Write who is a Source Admin anywhere
  ansible.builtin.debug:
    msg: "{{ matrix.columns | select('search', 'Source Admin') }}"
  vars:
    matrix: "{{ access | people.access.access_matrix }}"
"""

RETURN = r"""
---
_value:
  description:
    - >-
      C(columns) is the sorted list of everything that anybody holds, such as V(segment: Source Admin on source Web).
    - C(rows) has a dictionary for each person with C(person), which is the address, and C(access), a dictionary from columns to the list of
      ways in which they hold it (C(direct), C(group:NAME)). People who hold nothing have a row too.
    - An account without an owner is a person by itself, called C(PLATFORM:LOGIN).
  type: dictionary
"""

from typing import Any

from ansible_collections.people.access.plugins.module_utils.lifecycle.matrix import access_matrix as matrix_of
from ansible_collections.people.access.plugins.module_utils.lifecycle.people import Roster
from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter


def access_matrix(access: Any, people: Any = None) -> Any:
    return matrix_of(access, Roster.given(people))


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"access_matrix": as_filter(access_matrix)}

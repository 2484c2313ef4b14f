# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: access_matrix
short_description: Convert access to a table of people and entitlements
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Converts the access on all platforms to a table of people and their entitlements, including entitlements through groups.
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

- name: Show who is a Source Admin anywhere
  ansible.builtin.debug:
    msg: "{{ matrix.columns | select('search', 'Source Admin') }}"
  vars:
    matrix: "{{ access | people.access.access_matrix }}"
"""

RETURN = r"""
---
_value:
  description:
    - "C(columns) is the sorted list of all entitlements that anybody has, such as V(segment: Source Admin on source Web)."
    - C(rows) contains a dictionary for each person with C(person), which is the e-mail address, and C(access). The latter maps columns to the list of
      sources of the entitlement (C(direct), C(group:NAME)). People without entitlements have a row too.
    - An account without an owner is listed as a separate person, named C(PLATFORM:LOGIN). An address without C(@) identifies nobody.
  type: dictionary
"""

from typing import Any

from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter
from ansible_collections.people.access.plugins.module_utils.lifecycle.matrix import access_matrix as matrix_of
from ansible_collections.people.access.plugins.module_utils.lifecycle.people import Roster


def access_matrix(access: Any, people: Any = None) -> Any:
    return matrix_of(access, Roster.given(people))


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"access_matrix": as_filter(access_matrix)}

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: findings
short_description: List the differences between the live state and a roster
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Converts a plan of M(people.access.roster) to a list of findings. If the plan was made with O(people.access.roster#module:prune=true), the list
    also contains accounts that the roster does not contain.
positional: _input
options:
  _input:
    description: Plan as in RV(people.access.roster#module:plan). A plan that O(people.access.roster#module:result_limit) has shortened is an error.
    type: dictionary
    required: true
  only:
    description: Addresses of people, and names of accounts, to report on. Not case-sensitive. If empty, everybody. Platforms that could not be read are always
      reported.
    type: list
    elements: string
    default: []
    version_added: 1.0.0
seealso:
  - module: people.access.roster
"""

EXAMPLES = r"""
---
- name: Compare with the roster in both directions
  people.access.roster:
    people:
      - email: ravi.stone@harbor.example
        accounts: {contabo: {roles: [Network]}}
    platforms: [contabo]
    prune: true
    max_removals: -1
    max_removal_percent: -1
    min_admins: 0
  check_mode: true
  register: compared

- name: Show the differences
  ansible.builtin.debug:
    msg: "{{ compared.plan | people.access.findings | map(attribute='text') }}"
"""

RETURN = r"""
---
_value:
  description:
    - A dictionary for each finding with C(kind), C(platform), C(person), C(account), C(text), C(before) (existing state) and C(after) (desired
      state).
    - C(kind) is V(missing), V(differs), V(ended), V(unmanaged), V(unwanted), V(previous), V(further), V(pending) or V(unreadable).
  type: list
  elements: dictionary
"""

from typing import Any

from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter
from ansible_collections.people.access.plugins.module_utils.lifecycle import drift, given


def findings(plan: Any, only: Any = ()) -> Any:
    return drift.findings(given.mapping(plan), given.texts(only or []))


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"findings": as_filter(findings)}

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: plan_lines
short_description: Format a plan or decisions as lines of text
version_added: 1.0.0
author:
  - People Access Authors (@people-access)
description:
  - Converts the result of M(people.access.roster) to lines of at most 88 columns, with the numbers, the digest, the refusals of the guards, a line or two
    about each person, and what else to know. Ansible shows them within 100 columns.
  - Several people of one kind with the same changes are described once. The others refer to the first one.
  - For a result of P(people.access.review_decisions#filter), the lines contain the digest, the numbers, and what to change manually.
  - Characters that could hide or reorder text are escaped.
positional: _input
options:
  _input:
    description: Result of M(people.access.roster) or P(people.access.review_decisions#filter).
    type: dictionary
    required: true
  limit:
    description:
      - Maximum number of people to show. The others are counted, and the last line names the file of O(people.access.roster#module:plan_file) that has
        them. V(-1) means no limit.
    type: int
    default: 100
    version_added: 1.0.0
seealso:
  - plugin: people.access.plan_comment
    plugin_type: filter
  - module: people.access.roster
"""

EXAMPLES = r"""
---
- name: Make a plan
  people.access.roster:
    people:
      - email: ravi.stone@harbor.example
        accounts: {contabo: {roles: [Network]}}
  check_mode: true
  register: planned

- name: Show the plan
  ansible.builtin.debug:
    msg: "{{ planned | people.access.plan_lines }}"
"""

RETURN = r"""
---
_value:
  description: Lines of text.
  type: list
  elements: string
"""

from typing import Any

from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter
from ansible_collections.people.access.plugins.module_utils.lifecycle import given, plan_text, summary


def plan_lines(result: Any, limit: Any = plan_text.PEOPLE) -> list[str]:
    found = given.mapping(result)
    if "modifications" in found:
        return summary.decision_lines(found)
    if found.get("plan") is None:
        return [summary.reason(found)] if found.get("msg") else []
    return plan_text.plan_lines(found["plan"], given.number(limit))


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"plan_lines": as_filter(plan_lines)}

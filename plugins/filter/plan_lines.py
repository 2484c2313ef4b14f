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
  - Converts the result of M(people.access.roster) to readable lines with the digest, the refusals of the guards, each action, and the notes.
  - For a result of P(people.access.review_decisions#filter), the lines contain the digest, the numbers, and what to change manually.
  - Characters that could hide or reorder text are escaped.
positional: _input
options:
  _input:
    description: Result of M(people.access.roster) or P(people.access.review_decisions#filter).
    type: dictionary
    required: true
seealso:
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

from ansible_collections.people.access.plugins.module_utils.lifecycle import given, summary
from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter


def plan_lines(result: Any) -> list[str]:
    found = given.mapping(result)
    return summary.decision_lines(found) if "modifications" in found else summary.plan_lines(found)


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"plan_lines": as_filter(plan_lines)}

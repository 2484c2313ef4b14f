# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: plan_lines
short_description: Show a plan as lines
version_added: 1.0.0
author:
  - People Access Authors (@people-access)
description:
  - Turns what M(people.access.roster) returned into lines for people, with the digest, what the guards refuse, each action, and the notes. Characters
    that would hide or reorder text are escaped.
positional: _input
options:
  _input:
    description: A result of M(people.access.roster).
    type: dictionary
    required: true
seealso:
  - module: people.access.roster
"""

EXAMPLES = r"""
---
- name: Plan
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
  description: The lines.
  type: list
  elements: string
"""

from typing import Any

from ansible_collections.people.access.plugins.module_utils.lifecycle import given, summary
from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter


def plan_lines(result: Any) -> list[str]:
    return summary.plan_lines(given.mapping(result))


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"plan_lines": as_filter(plan_lines)}

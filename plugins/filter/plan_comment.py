# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: plan_comment
short_description: Format a plan as a comment on a pull request
version_added: 1.0.0
author:
  - People Access Authors (@people-access)
description:
  - Converts the result of M(people.access.roster) to Markdown that fits into a comment on a pull request.
  - If the plan is longer, the people that fit are shown and the others are counted.
  - Text from platforms and rosters is escaped. It cannot add markup or links, or notify anybody.
positional: _input
options:
  _input:
    description: Result of M(people.access.roster).
    type: dictionary
    required: true
  limit:
    description: Maximum number of characters, at least 2000. GitHub accepts 65,536.
    type: int
    default: 65000
seealso:
  - module: people.access.roster
  - plugin: people.access.plan_lines
    plugin_type: filter
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

- name: Write the comment
  ansible.builtin.copy:
    content: "{{ planned | people.access.plan_comment }}"
    dest: comment.md
    mode: "0600"
"""

RETURN = r"""
---
_value:
  description: Markdown.
  type: string
"""

from typing import Any

from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter
from ansible_collections.people.access.plugins.module_utils.lifecycle import given, plan_text, summary


def plan_comment(result: Any, limit: Any = plan_text.COMMENT) -> str:
    found, room = given.mapping(result), given.number(limit, 2000)
    if found.get("plan") is None:
        return plan_text.problem_comment(summary.reason(found))
    return plan_text.as_comment(found["plan"], room)


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"plan_comment": as_filter(plan_comment)}

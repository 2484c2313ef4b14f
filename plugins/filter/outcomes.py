# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: outcomes
short_description: Tell what the tasks of a lifecycle play did for each person
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Turns what looping tasks registered into rows by platform and person, or into lines of text.
positional: _input
options:
  _input:
    description: Dictionaries with C(platform), C(step) and C(result), the result being what a looping task registered. Its items have C(email).
    type: list
    elements: dictionary
    required: true
  lines:
    description: Return a line of text for each platform and person instead of rows.
    type: bool
    default: false
"""

EXAMPLES = r"""
---
- name: Create users
  people.access.contabo_user:
    email: "{{ item.email }}"
    first_name: Ada
    last_name: Quist
  loop:
    - email: ada@x.example
  register: created

- name: Say what happened
  ansible.builtin.debug:
    msg: "{{ [{'platform': 'contabo', 'step': 'create', 'result': created}] | people.access.outcomes(lines=true) }}"
"""

RETURN = r"""
---
_value:
  description: A row for each person and step with C(platform), C(step), C(person), C(action), C(changed), C(failed) and C(message), or lines of text.
  type: list
  elements: raw
"""

from typing import Any

from ansible_collections.people.access.plugins.module_utils.lifecycle import summary


def outcomes(steps: Any, lines: bool = False) -> Any:
    rows = summary.outcomes(steps)
    return summary.summary(rows) if lines else rows


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"outcomes": outcomes}

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: outcomes
short_description: Tell what roster tasks did for each person
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Turns what M(people.access.roster) returned into rows by platform and person, or into lines of text.
  - With O(proof), says of each of the O(people) on each platform whether anything is left.
positional: _input
options:
  _input:
    description: A result of M(people.access.roster), a list of them, or what a looping task registered.
    type: raw
    required: true
  people:
    description: The people of whom nothing is to be left, as in a roster.
    type: list
    elements: dictionary
    default: []
  proof:
    description:
      - What M(people.access.roster) returned when it looked again in check mode, and M(people.access.tsna_session_info), in the same forms.
      - What could not be read proves nothing, and counts as failed.
    type: raw
    default: []
  lines:
    description: Return a line of text for each platform and person instead of rows.
    type: bool
    default: false
"""

EXAMPLES = r"""
---
- name: Create users
  people.access.roster:
    people:
      - {email: ada@x.example, first_name: Ada, last_name: Quist, accounts: {contabo: {locale: en-US}}}
  register: created

- name: Say what happened
  ansible.builtin.debug:
    msg: "{{ created | people.access.outcomes(lines=true) }}"
"""

RETURN = r"""
---
_value:
  description:
    - A row for each person and action with C(platform), C(person), C(account), C(action), C(changed), C(failed) and C(message), or lines of text.
    - C(person) is empty in rows about a whole platform.
  type: list
  elements: raw
"""

from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.lifecycle import summary


def outcomes(results: Any, people: Any = (), proof: Any = (), lines: bool = False) -> Any:
    try:
        rows = summary.outcomes(results, people or (), proof or ())
    except BadInput as problem:
        raise AnsibleFilterError(problem.result()["msg"]) from None
    return summary.summary(rows) if lines else rows


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"outcomes": outcomes}

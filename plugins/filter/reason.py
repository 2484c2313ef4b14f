# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: reason
short_description: Summarize in one line why a roster task failed
version_added: 1.0.0
author:
  - People Access Authors (@people-access)
description:
  - Returns the message of a result of M(people.access.roster), truncated to about a thousand characters. The advice at its end is kept complete.
positional: _input
options:
  _input:
    description: Result of M(people.access.roster).
    type: dictionary
    required: true
"""

EXAMPLES = r"""
---
- name: Make a plan
  people.access.roster:
    roster_file: /nowhere/roster.yml
  check_mode: true
  register: planned
  failed_when: false

- name: Show why there is no plan
  ansible.builtin.debug:
    msg: "{{ planned | people.access.reason }}"
"""

RETURN = r"""
---
_value:
  description: The line. Empty if the task did not fail.
  type: string
"""

from typing import Any

from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter
from ansible_collections.people.access.plugins.module_utils.lifecycle import given, summary


def reason(result: Any) -> str:
    return summary.reason(given.mapping(result))


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"reason": as_filter(reason)}

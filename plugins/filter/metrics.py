# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: metrics
short_description: Convert the numbers of a run to the text format of Prometheus
version_added: 1.0.0
author:
  - People Access Authors (@people-access)
description:
  - Returns numbers of people, accounts, differences from the roster, pending invites and orphans, and the time of the last proof.
  - The numbers do not name anybody.
positional: _input
options:
  _input:
    description:
      - A dictionary with C(plan), a plan of M(people.access.roster), or with C(totals), the totals of M(people.access.access_review). Empty if nothing could
        be read.
      - A plan that O(people.access.roster#module:result_limit) has shortened is an error.
      - If the plan was made without O(people.access.roster#module:prune), add C(prune) with V(false), as such a plan does not contain orphans.
      - If the review was made with a roster, add C(roster) with V(true), or the number of orphans is left out.
    type: dictionary
    required: true
  playbook:
    description: Value of the label C(playbook).
    type: string
    required: true
  tenant:
    description: Value of the label C(tenant). If empty, the label is omitted.
    type: string
    default: ""
  previous:
    description: Content of the file of the previous run. The time of the last proof is copied from it if this run does not prove anything.
    type: string
    default: ""
seealso:
  - module: people.access.roster
  - module: people.access.access_review
"""

EXAMPLES = r"""
---
- name: Compare with the roster
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

- name: Show the numbers
  ansible.builtin.debug:
    msg: "{{ {'plan': compared.plan} | people.access.metrics(playbook='drift') }}"
"""

RETURN = r"""
---
_value:
  description: Content of a metrics file.
  type: string
"""

import time
from typing import Any

from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter
from ansible_collections.people.access.plugins.module_utils.lifecycle import given
from ansible_collections.people.access.plugins.plugin_utils.metrics import exposition


def metrics(numbers: Any, playbook: Any = "", tenant: Any = "", previous: Any = "") -> Any:
    return exposition(given.mapping(numbers), given.text(playbook), given.text(tenant or ""), time.time(), str(previous or ""))


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"metrics": as_filter(metrics)}

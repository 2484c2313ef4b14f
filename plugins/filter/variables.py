# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: variables
short_description: Convert the variables of a playbook or role of this collection
version_added: 1.0.0
author:
  - People Access Authors (@people-access)
description:
  - Surveys of AWX and C(-e name=value) hand variables in as text. The playbooks and roles of this collection convert all of their variables with this
    filter, before anything else.
  - Booleans have any spelling that Ansible knows. Lists are a list, JSON, lines, or divided by commas. Dictionaries are a dictionary, JSON or YAML.
    Numbers are digits.
  - A blank text is no answer, and leaves the default.
positional: _input, playbook
options:
  _input:
    description: The variables by name.
    type: dictionary
    required: true
  playbook:
    description: The playbook whose variables they are.
    type: string
    choices: [reconcile, onboard, offboard, review, decide, drift, export, tsna_unlock, tsna_reset_password, contabo_rotate_s3]
    required: true
  prefix:
    description: What the names begin with, as those of a role do.
    type: string
    default: ""
  tenant:
    description: The tenant. Files are then one for each tenant, and of digests by tenant its own is taken.
    type: string
    default: ""
"""

EXAMPLES = r"""
---
- name: Read what a survey has answered
  ansible.builtin.set_fact:
    answers: "{{ {'platforms': 'contabo, segment', 'fail': 'no', 'roster_file': 'roster.yml'} | people.access.variables('drift') }}"

- name: Stop at what cannot be used
  ansible.builtin.assert:
    that: answers.problems | length == 0
    fail_msg: "{{ answers.problems | join(' ') }}"
"""

RETURN = r"""
---
_value:
  description:
    - Every variable of the playbook by its name, converted or with its default, C(tenant), and C(problems), a list with a sentence for each value that
      cannot be used.
    - Of C(offboard) also C(leavers), the people as M(people.access.roster) takes them.
  type: dictionary
"""

from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible.utils.unsafe_proxy import wrap_var

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.plugin_utils.variables import converted


def variables(values: Mapping[str, Any], playbook: str, prefix: str = "", tenant: Any = "") -> dict[str, Any]:
    """What was made of a text is never a template. What came as it should goes on as it is: ten thousand people are not copied each time."""
    try:
        found = converted(values, playbook, prefix, tenant)
    except BadInput as problem:
        raise AnsibleFilterError(problem.result()["msg"]) from None
    return {name: wrap_var(value) if isinstance(values.get(prefix + name), str) else value for name, value in found.items()}


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"variables": variables}

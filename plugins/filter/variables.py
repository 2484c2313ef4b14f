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
  - Surveys of AWX and C(-e name=value) pass variables as text. The playbooks and roles of this collection convert all their variables with this
    filter before anything else.
  - Booleans may have any spelling that Ansible accepts. Lists may be lists, JSON, lines, or separated by commas. Dictionaries may be dictionaries,
    JSON or YAML. Numbers consist of digits.
  - Blank text counts as not set, so the default applies.
positional: _input, playbook
options:
  _input:
    description: Variables by name. With V(names), the name of a playbook.
    type: raw
    required: true
  playbook:
    description:
      - Playbook that the variables belong to.
      - With V(survey), the result contains each NAME for which C(survey_NAME) is not blank. To C(protect) and C(service), the answer is added.
      - With V(names), the input is the name of a playbook, and the result is a list with a sentence for each extra variable (C(-e)) that is probably a
        misspelled variable of this playbook.
    type: string
    choices:
      - administrators
      - awx
      - contabo_rotate_s3
      - decide
      - drift
      - export
      - names
      - offboard
      - onboard
      - reconcile
      - review
      - survey
      - tsna_end_sessions
      - tsna_reset_password
      - tsna_unlock
      - witness
    required: true
  prefix:
    description: Prefix of the names, as in the variables of a role.
    type: string
    default: ""
  tenant:
    description: Name of the tenant. Files are then separate for each tenant, and the digest of this tenant is used.
    type: string
    default: ""
  in_playbook:
    description: Whether C(problems) name the variables of the playbook instead of the variables of the role.
    type: bool
    default: false
"""

EXAMPLES = r"""
---
- name: Convert the answers of a survey
  ansible.builtin.set_fact:
    answers: "{{ {'platforms': 'contabo, segment', 'fail': 'no', 'roster_file': 'roster.yml'} | people.access.variables('drift') }}"

- name: Stop if a value is invalid
  ansible.builtin.assert:
    that: answers.problems | length == 0
    fail_msg: "{{ answers.problems | join(' ') }}"
"""

RETURN = r"""
---
_value:
  description:
    - All variables of the playbook by name, converted or with their defaults, C(tenant), and C(problems), a list with a sentence for each invalid
      value.
    - For C(offboard), the result also contains C(leavers), the people in the format of M(people.access.roster).
  type: dictionary
"""

from typing import Any

import ansible.template
from ansible.errors import AnsibleFilterError
from ansible.parsing.dataloader import DataLoader
from ansible.utils.unsafe_proxy import wrap_var
from ansible.utils.vars import load_extra_vars

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.plugin_utils.variables import answered, converted, misspelled

# Before ansible-core 2.19, every string is a template unless it is marked as unsafe. Since then, only those marked as trusted are.
EVERY_STRING = not hasattr(ansible.template, "trust_as_template")


def variables(values: Any, playbook: str, prefix: str = "", tenant: Any = "", in_playbook: bool = False) -> dict[str, Any] | list[str]:
    """Return the converted variables. Values converted from strings are never templates. Others are not copied, for speed with ten thousand people, except
    where every string of a fact would be a template again."""
    if playbook == "names":
        extra = {str(name): value for name, value in load_extra_vars(DataLoader()).items()}  # ansible-core has read them and keeps them
        return [wrap_var(problem) for problem in misspelled(extra, values)]
    if playbook == "survey":
        return {name: wrap_var(value) for name, value in answered(values).items()}
    try:
        found = converted(values, playbook, prefix, tenant, in_playbook)
    except BadInput as problem:
        raise AnsibleFilterError(problem.result()["msg"]) from None
    return {name: wrap_var(value) if EVERY_STRING or isinstance(values.get(prefix + name), str) else value for name, value in found.items()}


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"variables": variables}

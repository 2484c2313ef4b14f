# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: separation_of_duties
short_description: Find people with duties that must be separated
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Checks rules against the access on all platforms, because a person may have one duty on one platform and the other on another.
  - Disabled accounts do not count. Pending ones count, because an invite can be accepted at any time.
positional: _input
options:
  _input:
    description: Result of M(people.access.access_info).
    type: dictionary
    required: true
  rules:
    description:
      - Rules to check. Each is a dictionary with C(name), C(duties) and optionally C(except), a list of e-mail addresses.
      - C(duties) is a list of at least two patterns. A person whose access matches all of them violates the rule.
      - A pattern is a dictionary of C(platform), C(role), C(resource_type), C(resource), C(labels), C(via) or C(admin). All its members must match.
        Text is not case-sensitive, and C(*) matches any text. It is an error if a member is not a single text, or if C(platform) matches no platform.
    type: list
    elements: dictionary
    required: true
  people:
    description: People as in a roster. Their C(accounts) define who owns which login name. Without people, accounts are assigned by e-mail address
      only.
    type: list
    elements: dictionary
  strict:
    description: Whether to fail if nobody has one of the duties, because it may be misspelled.
    type: boolean
    default: false
seealso:
  - module: people.access.access_info
  - plugin: people.access.effective_access
    plugin_type: filter
"""

EXAMPLES = r"""
---
- name: Read the access of everybody
  people.access.access_info:
  register: access

- name: Show who both runs the network and administers the data
  ansible.builtin.debug:
    msg: "{{ access | people.access.separation_of_duties(rules) }}"
  vars:
    rules:
      - name: network and data
        duties:
          - {platform: thousandeyes, role: Organization Admin}
          - {platform: segment, role: "*Admin"}
        except: [automation@harbor.example]
"""

RETURN = r"""
---
_value:
  description:
    - A dictionary for each rule and person that violates it, with C(rule), C(person) and C(held).
    - C(held) is a list of dictionaries with C(duty) (its number in the rule), C(platform), C(account), C(access) as text, and C(via).
  type: list
  elements: dictionary
"""

from typing import Any

from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter
from ansible_collections.people.access.plugins.module_utils.lifecycle import given
from ansible_collections.people.access.plugins.module_utils.lifecycle.matrix import separation_of_duties as violations
from ansible_collections.people.access.plugins.module_utils.lifecycle.people import Roster


def separation_of_duties(access: Any, rules: Any, people: Any = None, strict: Any = False) -> Any:
    return violations(access, rules, Roster.given(people), given.boolean(strict))


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"separation_of_duties": as_filter(separation_of_duties)}

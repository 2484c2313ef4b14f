# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: unexpected_administrators
short_description: List administrators who are not expected
version_added: 1.0.0
author:
  - People Access Authors (@people-access)
description:
  - Returns a line of text for each account that administers access and is not one of those that are expected.
  - Display names are not compared, because people may choose them themselves.
  - What the platform does not return is not reported, such as the permissions of a pending invite on Segment. See
    RV(people.access.access_info#module:unreadable).
positional: _input, administrators
options:
  _input:
    description: Results of M(people.access.access_info). Results of tasks that failed are left out.
    type: list
    elements: dictionary
    required: true
  administrators:
    description: Addresses, and names of TSNA accounts, of the administrators who are expected. Not case-sensitive.
    type: list
    elements: string
    required: true
seealso:
  - module: people.access.access_info
"""

EXAMPLES = r"""
---
- name: Read who has access
  people.access.access_info:
    platforms: [contabo, segment]
  register: live

- name: Show the administrators who are not expected
  ansible.builtin.debug:
    msg: "{{ [live] | people.access.unexpected_administrators(['owner@harbor.example']) }}"
"""

RETURN = r"""
---
_value:
  description: The lines, sorted.
  type: list
  elements: string
"""

from typing import Any

from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter
from ansible_collections.people.access.plugins.module_utils.lifecycle import drift, given


def unexpected_administrators(results: Any, administrators: Any = ()) -> Any:
    accounts = [account for result in results for account in given.mapping(result).get("accounts") or ()]
    return drift.unexpected_administrators(accounts, given.texts(administrators or []))


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"unexpected_administrators": as_filter(unexpected_administrators)}

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: access_diff
short_description: Compare two readings of access
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Compares two results of M(people.access.access_info), or the JSON files of two reviews.
  - Accounts are identified by their ID. A pending invite and the member who accepted it count as the same account.
  - Platforms that are in only one of the readings are not compared, because a platform that was not read does not mean that access was lost.
positional: _input
options:
  _input:
    description: Earlier result of M(people.access.access_info).
    type: dictionary
    required: true
  after:
    description: Later result of M(people.access.access_info).
    type: dictionary
    required: true
seealso:
  - module: people.access.access_info
"""

EXAMPLES = r"""
---
- name: Read the access of everybody
  people.access.access_info:
  register: access

- name: Show the changes since then
  ansible.builtin.debug:
    msg: "{{ earlier | people.access.access_diff(access) }}"
  vars:
    earlier: "{{ access }}" # for example: lookup('ansible.builtin.file', 'access.json') | from_json
"""

RETURN = r"""
---
_value:
  description:
    - C(accounts) contains the lists C(added), C(removed) and C(changed). Each entry of the last one has C(changes), with the values before and after
      by attribute. A new time of last use is not a change.
    - C(entitlements) contains the lists C(added) and C(removed).
    - C(not_compared) lists the platforms that are in only one of the readings.
  type: dictionary
"""

from typing import Any

from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter
from ansible_collections.people.access.plugins.module_utils.lifecycle.matrix import access_diff


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"access_diff": as_filter(access_diff)}

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: access_diff
short_description: What has changed between two readings of access
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Compares two results of M(people.access.access_info), or the JSON files of two reviews.
  - An account is the same one by its id. A pending invite and the member who accepted it are the same one too.
  - Platforms that only one of the readings has are not compared, as nobody has lost access because a platform was not asked.
positional: _input
options:
  _input:
    description: What M(people.access.access_info) returned earlier.
    type: dictionary
    required: true
  after:
    description: What it returned later.
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

- name: Show what has changed since
  ansible.builtin.debug:
    msg: "{{ earlier | people.access.access_diff(access) }}"
  vars:
    earlier: "{{ access }}" # for example: lookup('ansible.builtin.file', 'access.json') | from_json
"""

RETURN = r"""
---
_value:
  description:
    - C(accounts) has the lists C(added), C(removed) and C(changed); in the last, C(changes) tells what, each as a list of before and after.
      When somebody was seen last is no change.
    - C(entitlements) has the lists C(added) and C(removed).
    - C(not_compared) is the list of platforms that only one reading has.
  type: dictionary
"""

from typing import Any

from ansible_collections.people.access.plugins.module_utils.lifecycle.matrix import access_diff
from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"access_diff": as_filter(access_diff)}

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: roster_yaml
short_description: Write a roster as YAML without templates
version_added: 1.0.0
author:
  - People Access Authors (@people-access)
description:
  - Converts a roster, or anything else that comes from a platform, to the text of a YAML file.
  - Other people write the names on a platform. Text that Ansible would evaluate as a template, if it reads the file as variables, is marked with
    C(!unsafe). Ansible and O(people.access.roster#module:roster_file) read it as plain text. Other YAML readers may refuse this tag.
  - Hidden characters, such as control, bidirectional and zero-width characters, are written as escape sequences.
positional: _input
options:
  _input:
    description: Roster as in RV(people.access.roster_info#module:roster).
    type: raw
    required: true
seealso:
  - module: people.access.roster_info
"""

EXAMPLES = r"""
---
- name: Read existing accounts
  people.access.roster_info:
  register: live

- name: Write a roster file
  ansible.builtin.copy:
    content: "{{ live.roster | people.access.roster_yaml }}"
    dest: roster.yml
    mode: "0600"
"""

RETURN = r"""
---
_value:
  description: YAML text.
  type: string
"""

from typing import Any

from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter
from ansible_collections.people.access.plugins.plugin_utils.roster_yaml import roster_yaml


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"roster_yaml": as_filter(roster_yaml)}

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: tenants
short_description: Find the hosts of tenants
version_added: 1.0.0
author:
  - People Access Authors (@people-access)
description:
  - Returns the hosts that match a list of hosts, groups and patterns. Unlike C(hosts) of a play, the filter fails if one of them matches nothing.
  - The playbooks of this collection use it for their variable C(tenants).
positional: _input, groups
options:
  _input:
    description: A list, JSON, lines, or text separated by commas. If it is blank, the filter returns O(default).
    type: raw
    required: true
  groups:
    description: Groups of the inventory with their hosts, as in Ansible's variable C(groups).
    type: dictionary
    required: true
  default:
    description: Value to return if no tenants are given.
    type: list
    elements: string
    default: [localhost]
"""

EXAMPLES = r"""
---
- name: Show the hosts that a survey selects
  ansible.builtin.debug:
    msg: "{{ 'all' | people.access.tenants(groups) }}"
"""

RETURN = r"""
---
_value:
  description: Names of the hosts.
  type: list
  elements: string
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader

from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter
from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.lifecycle import given


def tenants(value: Any, groups: Mapping[str, list[str]], default: Iterable[str] = ("localhost",)) -> list[str]:
    patterns = [] if given.is_blank(value) else given.texts(value)
    if not patterns:
        return list(default)
    inventory = InventoryManager(DataLoader(), parse=False)
    for group, hosts in groups.items():
        inventory.add_group(group)
        for host in hosts:
            inventory.add_host(host, group=group)
    positive = [pattern for pattern in patterns if pattern[0] not in "!&"]
    missing = [entry for entry in positive if not inventory.get_hosts(entry)]
    found = [str(host.name) for host in inventory.get_hosts(",".join(patterns))]
    if missing or not found:
        raise BadInput(f"tenants names {', '.join(missing or patterns)}, which is not a host or group of the inventory.",
                       "Use hosts or groups of the inventory.")
    return found


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"tenants": as_filter(tenants)}

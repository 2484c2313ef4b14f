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
  - Returns the hosts that match a list of hosts, groups and patterns. Unlike C(hosts) of a play, the filter fails if one of them matches nothing, also if
    it excludes hosts (C(!amer)) or is a part of a pattern (C(emea:amer)). Only a group to exclude may be empty.
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

from ansible.errors import AnsibleError
from ansible.inventory.manager import InventoryManager, split_host_pattern
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
    parts = split_host_pattern(patterns)  # a pattern may be several: emea:amer
    missing = [part for part in parts if not _matches(inventory, part)]
    found = [] if missing else [str(host.name) for host in inventory.get_hosts(",".join(parts))]
    if not found:
        raise BadInput(f"tenants names {', '.join(missing or patterns)}, which is not a host or group of the inventory.",
                       "Use hosts or groups of the inventory.")
    return found


def _matches(inventory: InventoryManager, pattern: str) -> bool:
    """Return whether a pattern matches a host, also one that excludes hosts: a mistyped exclusion would include the tenant. It may be an empty group."""
    name = pattern[1:] if pattern[0] in "!&" else pattern
    if not name or name[0] in "!&":
        return False
    try:
        return pattern[0] == "!" and name in inventory.groups or bool(inventory.get_hosts(name))
    except AnsibleError:  # a subscript beyond the end
        return False


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"tenants": as_filter(tenants)}

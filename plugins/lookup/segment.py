# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: segment
short_description: Look up objects by name in a Twilio Segment workspace
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Returns the ID or another attribute of objects in a Segment workspace, given their names.
  - An unknown or ambiguous name is an error. Names may differ in case if only one matches.
extends_documentation_fragment:
  - people.access.segment
  - people.access.segment.plugin
  - people.access.connection
  - people.access.connection.plugin
  - people.access.lookup
options:
  _terms:
    description:
      - Names to look up. For users, their e-mail addresses. Without names, the result is empty. See O(all).
    type: list
    elements: string
  resource:
    description:
      - Type of the objects to look up.
      - A user is a member or a pending invite, which has no ID. Available attributes are the return values of M(people.access.segment_user_info),
        including the optional ones such as V(groups) and V(effective).
      - A workspace has the attributes V(id), V(name) and V(slug). Only the workspace of the token is available.
      - A source is looked up by its slug and has the attributes V(id), V(name) (the slug), V(alias) (its name), V(type), V(enabled) and V(labels).
        A warehouse has the attributes V(id), V(name), V(type) and V(enabled), a space V(id), V(name) and V(alias) (its slug), and a function V(id),
        V(name), V(type) and V(description). Write keys and settings are never returned.
    type: string
    choices: [user, group, role, workspace, source, warehouse, space, function]
    default: user
seealso:
  - module: people.access.segment_user_info
  - module: people.access.segment_group_info
  - module: people.access.segment_role_info
"""

EXAMPLES = r"""
---
- name: Show the ID of a member
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.segment', 'ravi.stone@harbor.example') }}"

- name: Show whether an invite is still pending
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.segment', 'invitee1@harbor.example', attribute='status') }}"

- name: Show the groups of a person
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.segment', 'mona.berg@harbor.example', attribute='groups') }}"

- name: Show the IDs of two roles
  ansible.builtin.debug:
    msg: "{{ query('people.access.segment', 'Source Admin', 'Source Read-only', resource='role') }}"

- name: Show the members of a group
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.segment', 'Analysts', resource='group', attribute='members') }}"

- name: Show the ID of a source
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.segment', 'web-shop', resource='source') }}"

- name: Show the ID of the workspace
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.segment', all=true, resource='workspace') }}"
"""

RETURN = r"""
---
_raw:
  description: Attribute of each term, in the order of the terms. V(null) if the platform has no value.
  type: list
  elements: raw
"""

from ansible_collections.people.access.plugins.module_utils.platforms.segment.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.segment.groups import Groups
from ansible_collections.people.access.plugins.module_utils.platforms.segment.resources import RESOURCE_STORES
from ansible_collections.people.access.plugins.module_utils.platforms.segment.roles import Roles, Workspaces
from ansible_collections.people.access.plugins.module_utils.platforms.segment.users import Users
from ansible_collections.people.access.plugins.plugin_utils.lookup import PeopleLookup


class LookupModule(PeopleLookup):
    provider = PROVIDER
    stores = {"user": Users, "group": Groups, "role": Roles, "workspace": Workspaces, **RESOURCE_STORES}

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: segment
short_description: Look things up by name in a Twilio Segment workspace
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Gives the id, or any other attribute, of what has a name in a Segment workspace.
  - A name that nothing has, or that several things have, is an error. Names may differ in case if only one fits.
extends_documentation_fragment:
  - people.access.segment
  - people.access.segment.plugin
  - people.access.connection
  - people.access.connection.plugin
  - people.access.lookup
options:
  _terms:
    description:
      - Names to look up; addresses for users. Without any, the result is empty; see O(all).
    type: list
    elements: string
  resource:
    description:
      - What to look up.
      - A user is a member or a pending invite; the latter has no id. Beside what M(people.access.segment_user_info) returns on request,
        such as V(groups) and V(effective), there is nothing more to ask for.
      - A workspace has the attributes V(id), V(name) and V(slug). It is the one that the token belongs to.
    type: string
    choices: [user, group, role, workspace]
    default: user
seealso:
  - module: people.access.segment_user_info
  - module: people.access.segment_group_info
  - module: people.access.segment_role_info
"""

EXAMPLES = r"""
---
- name: Show the id of a member
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.segment', 'ravi.stone@harbor.example') }}"

- name: Show whether somebody has still to accept
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.segment', 'invitee1@harbor.example', attribute='status') }}"

- name: Show the groups of somebody
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.segment', 'mona.berg@harbor.example', attribute='groups') }}"

- name: Show the ids of two roles
  ansible.builtin.debug:
    msg: "{{ query('people.access.segment', 'Source Admin', 'Source Read-only', resource='role') }}"

- name: Show who is in a group
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.segment', 'Analysts', resource='group', attribute='members') }}"

- name: Show the id of the workspace
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.segment', all=true, resource='workspace') }}"
"""

RETURN = r"""
---
_raw:
  description: The attribute of each term, in their order; null where the platform has no value for it.
  type: list
  elements: raw
"""

from ansible_collections.people.access.plugins.module_utils.platforms.segment.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.segment.groups import Groups
from ansible_collections.people.access.plugins.module_utils.platforms.segment.roles import Roles, Workspaces
from ansible_collections.people.access.plugins.module_utils.platforms.segment.users import Users
from ansible_collections.people.access.plugins.plugin_utils.lookup import PeopleLookup


class LookupModule(PeopleLookup):
    provider = PROVIDER
    stores = {"user": Users, "group": Groups, "role": Roles, "workspace": Workspaces}

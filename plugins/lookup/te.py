# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: te
short_description: Look things up by name in Cisco ThousandEyes
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Gives the id, or any other attribute, of what has a name in ThousandEyes.
  - A name that nothing has, or that several things have, is an error. Names may differ in case if only one fits.
extends_documentation_fragment:
  - people.access.thousandeyes
  - people.access.thousandeyes.plugin
  - people.access.connection
  - people.access.connection.plugin
  - people.access.lookup
options:
  _terms:
    description:
      - Names to look up; addresses for users. Without any, everything of the kind is returned.
    type: list
    elements: string
  resource:
    description: What to look up.
    type: string
    choices: [user]
    default: user
seealso:
  - module: people.access.te_user_info
"""

EXAMPLES = r"""
---
- name: Show the id of a user
  ansible.builtin.debug:
    msg: "{{ lookup('people.access.te', 'ravi.stone@harbor.example') }}"

- name: Show the addresses of all users
  ansible.builtin.debug:
    msg: "{{ query('people.access.te', attribute='email') }}"
"""

RETURN = r"""
---
_raw:
  description: The attribute of each term, in their order; null where the platform has no value for it.
  type: list
  elements: raw
"""

from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes import PROVIDER, Users
from ansible_collections.people.access.plugins.plugin_utils.lookup import PeopleLookup


class LookupModule(PeopleLookup):
    provider = PROVIDER
    stores = {"user": Users}

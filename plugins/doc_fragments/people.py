# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation fragments for the modules for people on several platforms."""

from __future__ import annotations


class ModuleDocFragment:
    # Modules use single parts, because none is common to all of them.
    PLATFORMS = r"""
---
options:
  platforms:
    description:
      - Platforms to work on. Any of V(thousandeyes), V(segment), V(contabo) and V(tsna).
      - Each platform needs its connection options. The task reports missing options before it sends any request.
    type: list
    elements: str
    default: [thousandeyes, segment, contabo, tsna]
"""

    ADMIN_ROLES = r"""
---
options:
  admin_roles:
    description:
      - Names of the roles that make a user an access administrator, by platform. They replace the default list of that platform.
      - Roles with management permissions on ThousandEyes, roles marked C(admin) and the owner on Contabo, and root users of TSNA always count.
      - A name that no role has is an error, because the administrators would not count. It is not checked if the account of the task may not list roles.
        In a roster that has nothing but leavers on the platform, and without C(prune), it is a note instead, so that they lose access nevertheless.
    type: dict
    suboptions:
      thousandeyes:
        description: Without it, V(Organization Admin) is used.
        type: list
        elements: str
      segment:
        description: Without it, V(Workspace Owner) is used.
        type: list
        elements: str
      contabo:
        description: Without it, V(Owner) and V(Full Access) are used.
        type: list
        elements: str
      tsna:
        description: Without it, V(Administrator) is used.
        type: list
        elements: str
"""

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How modules connect to ThousandEyes."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
---
options:
  te_token:
    description:
      - User API token, created in ThousandEyes under Account Settings, Users and Roles, Profile. The task has the permissions of the token's user.
      - If not set, the environment variable E(TE_TOKEN) is used. One of the two is required.
    type: str
  te_url:
    description:
      - URL of the API including its version.
      - If not set, the environment variable E(TE_API_ENDPOINT) is used.
    type: str
    default: https://api.thousandeyes.com/v7
  te_aid:
    description:
      - ID of the account group in whose context the requests run. It determines which roles of the token's user apply. It does not restrict results
        to the users of that account group.
      - It also determines the organization if the token's user belongs to several. The module looks up names of account groups and roles only in that
        organization. It refuses the ID of an account group that the token's user does not belong to.
      - Without it, ThousandEyes uses the login account group of the token's user.
      - If not set, the environment variable E(TE_AID) is used.
    type: str
"""

    # For plugins, whose options take their environment variables from the documentation.
    PLUGIN = r"""
---
options:
  te_token:
    env:
      - name: TE_TOKEN
  te_url:
    env:
      - name: TE_API_ENDPOINT
  te_aid:
    env:
      - name: TE_AID
"""

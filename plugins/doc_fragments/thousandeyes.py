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
      - User API token, made in ThousandEyes under Account Settings, Users and Roles, Profile. The task acts with the rights of its user.
      - If not set, the environment variable E(TE_TOKEN) is used. One of the two is required.
    type: str
  te_url:
    description:
      - URL of the API, with its version.
      - If not set, the environment variable E(TE_API_ENDPOINT) is used.
    type: str
    default: https://api.thousandeyes.com/v7
  te_aid:
    description:
      - Id of the account group in whose context the requests run. It decides which of the roles of the token's user count,
        and does not narrow what is found to the people of that account group.
      - It also decides in which organization a task works, should the token's user belong to several. Names of account groups and roles are
        looked up in that one only. An id that is none of the token's account groups is refused.
      - Without it, ThousandEyes takes the login account group of the token's user.
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

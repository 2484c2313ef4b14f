# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How modules reach AWX, Ascender and Automation Platform."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
---
options:
  controller_host:
    description:
      - URL of AWX, Ascender or Automation Platform, for example V(https://awx.x.example).
      - If not set, the environment variable E(CONTROLLER_HOST) is used. One of the two is required.
    type: str
  controller_oauthtoken:
    description:
      - Token of a user.
      - If not set, the environment variable E(CONTROLLER_OAUTH_TOKEN) is used.
    type: str
  controller_username:
    description:
      - User name, as an alternative to a token.
      - If not set, the environment variable E(CONTROLLER_USERNAME) is used.
    type: str
  controller_password:
    description:
      - Password of O(controller_username).
      - If not set, the environment variable E(CONTROLLER_PASSWORD) is used.
    type: str
"""

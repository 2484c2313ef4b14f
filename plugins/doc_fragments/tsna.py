# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How modules connect to BMC TrueSight Network Automation."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
---
options:
  tsna_url:
    description:
      - URL of the REST API without the version, for example V(https://tsna.x.example/bca-networks/api).
      - If not set, the environment variable E(TSNA_URL) is used. One of the two is required.
    type: str
  tsna_username:
    description:
      - Name of the account to log in with. It needs the right to log in using web services.
      - If not set, the environment variable E(TSNA_USERNAME) is used. Required unless O(tsna_token) is given.
    type: str
  tsna_password:
    description:
      - Password of that account. One that is refused is not tried again, because repeated failures lock an account.
      - If not set, the environment variable E(TSNA_PASSWORD) is used. Required unless O(tsna_token) is given.
    type: str
  tsna_token:
    description:
      - A token of a session that was opened elsewhere. The task then neither logs in nor out,
        unless the session has ended and the other credentials are given as well.
      - If not set, the environment variable E(TSNA_TOKEN) is used.
    type: str
requirements:
  - jsonpatch (Python library)
"""

    # For plugins, whose options take their environment variables from the documentation.
    PLUGIN = r"""
---
options:
  tsna_url:
    env:
      - name: TSNA_URL
  tsna_username:
    env:
      - name: TSNA_USERNAME
  tsna_password:
    env:
      - name: TSNA_PASSWORD
  tsna_token:
    env:
      - name: TSNA_TOKEN
"""

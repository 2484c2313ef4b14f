# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every module says about reaching a platform."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
---
options:
  validate_certs:
    description:
      - Whether the TLS certificate of the platform is checked.
      - If not set, the environment variable E(PEOPLE_ACCESS_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - A file, or a folder, of certificate authorities to trust in place of those of the system.
      - If not set, the environment variable E(PEOPLE_ACCESS_CA_PATH) is used.
    type: path
  proxy:
    description:
      - URL of a proxy for all requests, for example V(http://proxy.x.example:3128).
      - If not set, the environment variable E(PEOPLE_ACCESS_PROXY) is used, and without it the usual E(HTTPS_PROXY) and E(NO_PROXY).
    type: str
  timeout:
    description:
      - Seconds to wait for the platform to answer one request.
      - If not set, the environment variable E(PEOPLE_ACCESS_TIMEOUT) is used.
    type: float
    default: 30.0
  retries:
    description:
      - How many times one request is repeated at most, after a rate limit or a passing failure.
      - A request that changes something is only repeated where that cannot do it twice.
      - If not set, the environment variable E(PEOPLE_ACCESS_RETRIES) is used.
    type: int
    default: 4
  retry_budget:
    description:
      - Seconds that one request may spend on waiting, for a rate limit to pass and between its repetitions.
      - A request that would have to wait longer fails at once. The time that the platform takes to answer is limited by O(timeout).
      - If not set, the environment variable E(PEOPLE_ACCESS_RETRY_BUDGET) is used.
    type: float
    default: 120.0
requirements:
  - Python 3.9 or newer where the module runs, which usually is the controller
  - requests (Python library)
"""

    # For plugins, whose options take their environment variables from the documentation.
    PLUGIN = r"""
---
options:
  validate_certs:
    env:
      - name: PEOPLE_ACCESS_VALIDATE_CERTS
  ca_path:
    env:
      - name: PEOPLE_ACCESS_CA_PATH
  proxy:
    env:
      - name: PEOPLE_ACCESS_PROXY
  timeout:
    env:
      - name: PEOPLE_ACCESS_TIMEOUT
  retries:
    env:
      - name: PEOPLE_ACCESS_RETRIES
  retry_budget:
    env:
      - name: PEOPLE_ACCESS_RETRY_BUDGET
"""

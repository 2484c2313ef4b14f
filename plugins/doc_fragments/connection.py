# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation fragment for the connection options of all modules."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
---
options:
  validate_certs:
    description:
      - Whether to verify the TLS certificate of the platform.
      - If not set, the environment variable E(PEOPLE_ACCESS_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - File or directory with the certificate authorities to trust instead of those of the system.
      - If not set, the environment variable E(PEOPLE_ACCESS_CA_PATH) is used.
    type: path
  proxy:
    description:
      - URL of a proxy for all requests, for example V(http://proxy.x.example:3128).
      - If not set, the environment variable E(PEOPLE_ACCESS_PROXY) is used. If that is not set either, E(HTTPS_PROXY) and E(NO_PROXY) apply as usual.
    type: str
  timeout:
    description:
      - Number of seconds to wait for a response to one request.
      - If not set, the environment variable E(PEOPLE_ACCESS_TIMEOUT) is used.
    type: float
    default: 30.0
  retries:
    description:
      - Maximum number of retries of one request after a rate limit or a temporary failure.
      - A request that changes something is retried only if this cannot make the change twice.
      - If not set, the environment variable E(PEOPLE_ACCESS_RETRIES) is used.
    type: int
    default: 4
  retry_budget:
    description:
      - Maximum number of seconds that one request may wait for rate limits and between retries.
      - A request that would have to wait longer fails immediately. O(timeout) limits the time that the platform takes to respond.
      - If not set, the environment variable E(PEOPLE_ACCESS_RETRY_BUDGET) is used.
    type: float
    default: 120.0
  trace:
    description:
      - File to append one line of JSON to for each HTTP request, or a directory in which each task creates a file of its own for each platform.
        A path that does not exist is a file, unless it ends with a slash.
      - A line has the time, the module, the platform, the method, the path, the query, the status, the duration and the reason for a retry.
        It never has a header, a body or a credential. It may have e-mail addresses, so new files are readable only by their owner.
      - If not set, the environment variable E(PEOPLE_ACCESS_TRACE) is used.
    type: path
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
  trace:
    env:
      - name: PEOPLE_ACCESS_TRACE
"""

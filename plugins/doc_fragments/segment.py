# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How modules connect to Twilio Segment."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
---
options:
  segment_token:
    description:
      - Public API token with Workspace Owner access. It belongs to one workspace, and so does the task.
      - If not set, the environment variable E(SEGMENT_TOKEN) is used. One of the two is required.
    type: str
  segment_url:
    description:
      - The region of the workspace, V(us) or V(eu), or the URL of the API.
      - If not set, the environment variable E(SEGMENT_URL) is used.
    type: str
    default: us
"""

    # For plugins, whose options take their environment variables from the documentation.
    PLUGIN = r"""
---
options:
  segment_token:
    env:
      - name: SEGMENT_TOKEN
  segment_url:
    env:
      - name: SEGMENT_URL
"""

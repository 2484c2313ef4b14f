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
      - Public API token with Workspace Owner access. A token belongs to one workspace, so a task works on one workspace.
      - If not set, the environment variable E(SEGMENT_TOKEN) is used. One of the two is required.
    type: str
  segment_url:
    description:
      - Region of the workspace, V(us) or V(eu), or the URL of the API.
      - If not set, the environment variable E(SEGMENT_URL) is used.
    type: str
    default: us
  segment_accept_version:
    description:
      - Version of the API to ask for. Beta and alpha versions may have other fields, and may change at any time. Spaces exist in the alpha version only,
        which is always used for them.
      - If not set, the environment variable E(SEGMENT_ACCEPT_VERSION) is used.
    type: str
    choices: [v1, v1beta, v1alpha]
    default: v1
    version_added: 1.0.0
  segment_page_size:
    description:
      - Number of rows to ask for in a request for a list, from V(1) to V(1000). With more rows, a large workspace takes fewer requests.
      - If not set, the environment variable E(SEGMENT_PAGE_SIZE) is used.
    type: int
    default: 200
    version_added: 1.0.0
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
  segment_accept_version:
    env:
      - name: SEGMENT_ACCEPT_VERSION
  segment_page_size:
    env:
      - name: SEGMENT_PAGE_SIZE
"""

    # Modules that manage members and pending invites.
    REINVITE = r"""
---
options:
  reinvite:
    description:
      - What to do about the permissions of a pending invite, which can be neither read nor changed. RV(notes) says what the task did and why.
      - V(never) leaves the invite as it is and compares nothing.
      - V(changed) sends a new invite if the groups of the pending one differ from the given groups. The task then assumes that the permissions are
        outdated too. A change of permissions alone cannot be detected and leaves the invite as it is. Requires O(membership=exact).
      - V(always) withdraws the invite and sends a new one with exactly these permissions.
      - With a new invite, the person receives another mail, the old link stops working, and the groups are assigned again. Use it for an expired
        invite too. Segment reports neither the age of an invite nor whether it has expired.
    type: str
    choices: [never, changed, always]
    default: never
"""

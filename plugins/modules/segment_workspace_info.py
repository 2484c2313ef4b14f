#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: segment_workspace_info
short_description: Read the workspace of a Twilio Segment token
version_added: 1.0.0
author:
  - People Access Authors (@people-access)
description:
  - Reads the workspace that the token belongs to. This is also the cheapest way to check a token.
  - If the workspace has another name or ID, the list is empty and the task does not fail.
extends_documentation_fragment:
  - people.access.segment
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_segment
options:
  name:
    description:
      - Read the workspace only if it has this name. Not case-sensitive, unless it has exactly this name.
      - O(name) and O(id) are mutually exclusive.
    type: str
  id:
    description:
      - Read the workspace only if it has this ID.
    type: str
seealso:
  - module: people.access.segment_user_info
  - plugin: people.access.segment
    plugin_type: lookup
"""

EXAMPLES = r"""
---
# The credential comes from the environment: SEGMENT_TOKEN, and SEGMENT_URL if needed.

- name: Read the workspace of the token
  people.access.segment_workspace_info:
  register: token

- name: Make sure that it is the right one
  ansible.builtin.assert:
    that: token.workspaces[0].slug == 'harbor-analytics'
"""

RETURN = r"""
---
workspaces:
  description: The workspace of the token, in a list. Empty if it has another name or ID than requested.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the workspace.
      returned: always
      type: str
      sample: 9aQ1Lj62S4bomZKLF4DPqW
    name:
      description: Name of the workspace.
      returned: always
      type: str
      sample: Harbor Analytics
    slug:
      description: Short name of the workspace, as in the address of its pages.
      returned: always
      type: str
      sample: harbor-analytics
# Written by make generate from shared_docs.yml: requests waited
requests:
  description: Number of HTTP requests that the task sent, including logins and logouts.
  returned: always
  type: int
  sample: 4
waited:
  description: Seconds spent waiting for rate limits and between retries, on the platform with the longest wait.
  returned: when the task had to wait
  type: float
  sample: 12.5
# End of the written part.
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_info
from ansible_collections.people.access.plugins.module_utils.platforms.segment.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.segment.roles import Workspaces


def main() -> None:
    run_info(PROVIDER, Workspaces)


if __name__ == "__main__":
    main()

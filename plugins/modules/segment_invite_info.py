#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: segment_invite_info
short_description: Read pending invites to a Twilio Segment workspace
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads one pending invite to a Segment workspace by e-mail address, or all pending invites.
  - Segment returns only the addresses, neither the permissions nor the date. An invite with an expired link is listed too.
extends_documentation_fragment:
  - people.access.segment
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_segment
options:
  email:
    description:
      - Read the invite of this address. Not case-sensitive. Without it, the module reads all pending invites.
    type: str
seealso:
  - module: people.access.segment_invite
  - module: people.access.segment_user_info
"""

EXAMPLES = r"""
---
# The credential comes from the environment: SEGMENT_TOKEN, and SEGMENT_URL if needed.

- name: Read all pending invites
  people.access.segment_invite_info:
  register: pending

- name: Show them
  ansible.builtin.debug:
    msg: "{{ pending.invites | map(attribute='email') | list }}"

- name: Check whether an invite is still pending
  people.access.segment_invite_info:
    email: invitee1@harbor.example
"""

RETURN = r"""
---
invites:
  description: Complete list of the pending invites found. Empty if there are none.
  returned: success
  type: list
  elements: dict
  contains:
    email:
      description: E-mail address that was invited.
      returned: always
      type: str
      sample: invitee1@harbor.example
    permissions:
      description: Always V(null), because the permissions cannot be read.
      returned: always
      type: list
      elements: dict
    status:
      description: Always V(pending).
      returned: always
      type: str
      sample: pending
# Written by make generate from shared_docs.yml: requests waited last_requests
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
last_requests:
  description:
    - The last requests to each platform, as in O(trace). With C(-vvv), the last 1,000 of them.
    - A request without a response has no C(status), and the reason is in C(error).
      C(wait) is the number of seconds before the request was sent, and C(why) is the reason.
  returned: on failure, or with C(-vvv)
  type: list
  elements: dict
  sample:
    - time: "2026-11-23T09:15:02.114Z"
      module: contabo_user_info
      platform: Contabo
      method: GET
      path: /v1/users
      query: page=1&size=100
      status: 503
      error: ""
      milliseconds: 41
      try: 2
      wait: 0.871
      why: answered 503
      request_id: 04e0f898-37b4-48bc-a794-1a57abe6aa31
# End of the written part.
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_info
from ansible_collections.people.access.plugins.module_utils.platforms.segment.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.segment.invites import Invites


def main() -> None:
    run_info(PROVIDER, Invites)


if __name__ == "__main__":
    main()

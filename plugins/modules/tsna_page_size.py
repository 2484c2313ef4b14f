#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: tsna_page_size
short_description: Set the page size of a list in BMC TrueSight Network Automation
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Sets the number of rows per page in a list for the account that the task logs in with to BMC TrueSight Network Automation (TSNA).
  - TSNA does not allow setting the page sizes of other users.
extends_documentation_fragment:
  - people.access.tsna
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_tsna
attributes:
  idempotent:
    support: full
options:
  list_name:
    description:
      - Name of the list. RV(people.access.tsna_current_user_info#module:page_sizes) shows those whose sizes the server returns. BMC does not publish the
        names, so the server decides which ones there are.
    type: str
    required: true
  size:
    description:
      - Number of rows per page. The server decides which sizes it accepts.
    type: int
    required: true
seealso:
  - module: people.access.tsna_current_user_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TSNA_URL, TSNA_USERNAME, TSNA_PASSWORD.

- name: Show 100 users per page
  people.access.tsna_page_size:
    list_name: users
    size: 100
"""

RETURN = r"""
---
page_size:
  description: The page size after the task, or in check mode the predicted one.
  returned: success
  type: dict
  contains:
    list_name:
      description: Name of the list.
      returned: always
      type: str
      sample: users
    size:
      description: Number of rows per page.
      returned: always
      type: int
      sample: 100
diff:
  description: The page size before and after the task.
  returned: success
  type: dict
  contains:
    before:
      description: Size before the task, under the name of the list. V(null) if the server does not return it.
      returned: always
      type: dict
      sample: {"users": 25}
    after:
      description: Size after the task, under the name of the list.
      returned: always
      type: dict
      sample: {"users": 100}
# Written by make generate from shared_docs.yml: action(none, updated) requests waited last_requests
action:
  description: What the task did, or would do in check mode.
  returned: success
  type: str
  choices: [none, updated]
  sample: updated
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

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_task
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.caller import PAGE_SIZE_OPTIONS, set_page_size
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.client import PROVIDER


def main() -> None:
    run_task(PROVIDER, PAGE_SIZE_OPTIONS, set_page_size)


if __name__ == "__main__":
    main()

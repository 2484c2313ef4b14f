#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: tsna_session_info
short_description: Read sessions of BMC TrueSight Network Automation
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads the login sessions of BMC TrueSight Network Automation (TSNA).
  - The module returns sessions that match all given options. Without options, it returns all sessions, including that of the task itself.
extends_documentation_fragment:
  - people.access.tsna
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_tsna
options:
  user:
    description:
      - Name of the user whose sessions to select. Not case-sensitive, so that no session is missed.
    type: str
  id:
    description:
      - ID of a single session. It may be a token, so it is masked in all output.
    type: str
  from_address:
    description:
      - Address that opened the session.
    type: str
  type_prefix:
    description:
      - Beginning of the session type, for example V(Web User), V(Web Service) or V(SSH Proxy). Not case-sensitive.
      - BMC does not publish these types. A session without a type, or whose type begins with none of the three, counts as a match. RV(notes) names
        such sessions.
    type: str
  idle_minutes:
    description:
      - Select only sessions that have been idle for at least this number of minutes.
    type: int
  session_ids:
    description:
      - Whether to return the ID of each session. On some servers it is the token of whoever is logged in, so treat it like a password. By default, it is
        masked in all output.
    type: bool
    default: false
    version_added: 1.0.0
seealso:
  - module: people.access.tsna_session
  - module: people.access.tsna_user_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TSNA_URL, TSNA_USERNAME, TSNA_PASSWORD.

- name: Read all sessions
  people.access.tsna_session_info:
  register: now

- name: Show who is logged in
  ansible.builtin.debug:
    msg: "{{ now.sessions | map(attribute='user') | unique | list }}"

- name: Read the browser sessions of one user
  people.access.tsna_session_info:
    user: rstone
    type_prefix: Web User
    session_ids: true
  register: browsers
  no_log: true

- name: End the first of them
  people.access.tsna_session:
    id: "{{ browsers.sessions[0].id }}"
"""

RETURN = r"""
---
sessions:
  description: Complete list of the sessions found, sorted by user. Empty if there are none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the session. It may be a token.
      returned: if O(session_ids=true)
      type: str
      sample: "4747653682904491905"
    user:
      description: Name of the user.
      returned: always
      type: str
      sample: rstone
    email:
      description: E-mail address of the user. V(null) when there is none.
      returned: always
      type: str
      sample: ravi.stone@harbor.example
    roles:
      description: Names of the roles of the user, sorted. Empty if the server does not return them here.
      returned: always
      type: list
      elements: str
      sample: [NOC Operator, Planner]
      version_added: 1.0.0
    from_address:
      description: Address that opened the session.
      returned: always
      type: str
      sample: 192.0.2.11
    login_time:
      description: Time when the session was opened, in ISO 8601. V(null) if the server does not return it.
      returned: always
      type: str
      sample: "2024-08-28T16:03:06Z"
    minutes_idle:
      description: Number of minutes that the session has been idle.
      returned: always
      type: int
      sample: 4
    type:
      description: Type of the session. During a web service call, the type includes the call.
      returned: always
      type: str
      sample: Web User
notes:
  description: Sessions that may not have the requested type.
  returned: if there are such sessions
  type: list
  elements: str
  sample: ["A session of rstone from 192.0.2.11 has the type 'Batch', which is unknown; it is treated as a match."]
  version_added: 1.0.0
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

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_task
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.sessions import IDS, SESSION_OPTIONS, list_sessions


def main() -> None:
    run_task(PROVIDER, {**SESSION_OPTIONS, **IDS}, list_sessions)


if __name__ == "__main__":
    main()

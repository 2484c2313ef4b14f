#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: tsna_session
short_description: End sessions of BMC TrueSight Network Automation
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Ends login sessions in BMC TrueSight Network Automation (TSNA), for example those of a leaver.
  - The module ends sessions that match all given options. At least one option is required.
  - The session of the task itself is always kept, because TSNA refuses to end it. The task warns if that session matches too.
  - If TSNA does not end a session, or still lists it after accepting the request, the task fails with the server's message. It tries all other
    sessions anyway. RV(sessions) contains the sessions that it ended.
extends_documentation_fragment:
  - people.access.tsna
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_tsna
attributes:
  diff_mode:
    details:
      - The diff shows the sessions that were found and those that are left.
  idempotent:
    support: full
    details:
      - People can log in again meanwhile, unless you disable or remove the account first.
options:
  state:
    description:
      - V(absent) ends the sessions. There is no other state, because you cannot open sessions for other users.
    type: str
    choices: [absent]
    default: absent
  user:
    description:
      - Name of the user whose sessions to select. Not case-sensitive, so that no session is missed.
    type: str
  id:
    description:
      - ID of a single session, from M(people.access.tsna_session_info) with O(people.access.tsna_session_info#module:session_ids=true). It may be a
        token, so it is masked in all output.
      - With an ID, entries of RV(people.access.tsna_session_info#module:sessions) can be passed to this module as they are.
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
      - The module compares only the beginning, because TSNA adds the current call to the type of a web service session.
    type: str
  idle_minutes:
    description:
      - Select only sessions that have been idle for at least this number of minutes.
    type: int
seealso:
  - module: people.access.tsna_session_info
  - module: people.access.tsna_user
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TSNA_URL, TSNA_USERNAME, TSNA_PASSWORD.

- name: Prevent Ravi from logging in again
  people.access.tsna_user:
    name: rstone
    state: disabled

- name: End all sessions of Ravi
  people.access.tsna_session:
    user: rstone

- name: End browser sessions that have been idle for half an hour
  people.access.tsna_session:
    type_prefix: Web User
    idle_minutes: 30
"""

RETURN = r"""
---
sessions:
  description:
    - Sessions that the task ended, or would end in check mode. Also returned if the task fails because it could not end other sessions.
      RV(people.access.tsna_session_info#module:sessions) describes their members.
  returned: success, and if some sessions could not be ended
  type: list
  elements: dict
  contains:
    user:
      description: Name of the user.
      returned: always
      type: str
      sample: rstone
notes:
  description: Sessions that may not have the requested type.
  returned: if there are such sessions
  type: list
  elements: str
  sample: ["A session of rstone from 192.0.2.11 has the type 'Batch', which is unknown; it is treated as a match."]
  version_added: 1.0.0
diff:
  description: The selected sessions, before and after the task.
  returned: success
  type: dict
  contains:
    before:
      description: Sessions found, under C(sessions).
      returned: always
      type: dict
    after:
      description: Sessions left, under C(sessions).
      returned: always
      type: dict
# Written by make generate from shared_docs.yml: action(none, ended) requests waited last_requests
action:
  description: What the task did, or would do in check mode.
  returned: success
  type: str
  choices: [none, ended]
  sample: ended
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
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.sessions import SESSION_FACTS, SESSION_OPTIONS, end_sessions


def main() -> None:
    state = {"type": "str", "choices": ["absent"], "default": "absent"}
    run_task(PROVIDER, {**SESSION_OPTIONS, "state": state}, end_sessions, facts=SESSION_FACTS, required_one_of=[tuple(SESSION_OPTIONS)])


if __name__ == "__main__":
    main()

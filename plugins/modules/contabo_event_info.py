#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: contabo_event_info
short_description: Read the audit log of a Contabo account
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads who changed which users and roles of a Contabo account. The events of all pages are returned, oldest first.
  - Tasks return the C(request_id) of their changes, so you can confirm a change with the platform's own log.
  - A run can continue where the previous one ended, so that every event is collected once.
extends_documentation_fragment:
  - people.access.contabo
  - people.access.connection
  - people.access.events
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_contabo
options:
  objects:
    description:
      - Types of objects whose changes to read. Users and roles have separate logs.
    type: list
    elements: str
    choices: [user, role]
    default: [user, role]
  users:
    description:
      - Return only changes of these users, given by e-mail address or ID. Not case-sensitive. The module then does not read the log of the roles.
      - The module does not look up the users, because the log outlives them. An unknown user simply has no events.
    type: list
    elements: str
  actors:
    description:
      - Return only changes made by one of these users, given by e-mail address or ID. Not case-sensitive.
    type: list
    elements: str
  request_id:
    description:
      - Return only the changes of this request, whose ID tasks return. You can use it instead of O(window), O(start) and O(since). A blank one counts as
        omitted.
    type: str
  trace_id:
    description:
      - Return only the changes of requests with this C(x-trace-id). See O(contabo_trace_id).
    type: str
notes:
  - An entry of the log contains only IDs. The module takes the address of a user or the name of a role from existing objects or from other entries
    about the same object, so it may be missing after many removals.
  - Contabo logs neither logins nor mails nor replaced secrets.
seealso:
  - module: people.access.contabo_user
  - module: people.access.contabo_role
"""

EXAMPLES = r"""
---
# Credentials come from the environment: CNTB_OAUTH2_CLIENT_ID, CNTB_OAUTH2_CLIENT_SECRET, CNTB_OAUTH2_USER, CNTB_OAUTH2_PASS.

- name: Disable Leif
  people.access.contabo_user:
    email: leif.holm@harbor.example
    state: disabled
  register: leif

- name: Confirm this with the log of the platform
  people.access.contabo_event_info:
    request_id: "{{ leif.request_id }}"
  register: log

- name: Show the entry
  ansible.builtin.debug:
    msg: "{{ log.events[0] }}"

- name: Read the changes of one user in the last ninety days
  people.access.contabo_event_info:
    window: 90d
    users: [leif.holm@harbor.example]

- name: Collect the events since the last run, or of a week in the first run
  people.access.contabo_event_info:
    since: "{{ lookup('ansible.builtin.file', playbook_dir ~ '/contabo-events.cursor', errors='ignore') | default('', true) }}"
    window: 7d
  register: new

- name: Store the cursor for the next run
  ansible.builtin.copy:
    content: "{{ new.cursor }}"
    dest: "{{ playbook_dir }}/contabo-events.cursor"
    mode: "0600"
"""

RETURN = r"""
---
events:
  description: The events, oldest first.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the entry within the log of its type.
      returned: always
      type: str
      sample: "20817"
    time:
      description: Time of the event, in UTC.
      returned: always
      type: str
      sample: "2026-11-02T10:15:30.120Z"
    type:
      description: What happened.
      returned: always
      type: str
      choices: [user created, user updated, user deleted, role created, role updated, role deleted]
      sample: user updated
    actor:
      description: E-mail address of the user who made the change.
      returned: always
      type: str
      sample: automation@harbor.example
    actor_id:
      description: ID of that user.
      returned: always
      type: str
      sample: 6cdf5968-f9fe-4192-97c2-f349e813c5e8
    object:
      description: E-mail address of the user or name of the role that was changed. V(null) if it is unknown.
      returned: always
      type: str
      sample: leif.holm@harbor.example
    object_id:
      description: ID of that user or role.
      returned: always
      type: str
      sample: 0b6d7c0e-6f0e-4a51-9a2b-3d1f5f0c7a11
    before:
      description: Changed members before the change, named as in the API. Empty if the object was created.
      returned: always
      type: dict
      sample: {enabled: true}
    after:
      description: The same members after the change. Empty if the object was deleted.
      returned: always
      type: dict
      sample: {enabled: false}
    request_id:
      description: The C(x-request-id) of the request that made the change.
      returned: always
      type: str
      sample: 8a0d6c5e-2f59-4c77-b8ea-4b1c9a2f7d10
    trace_id:
      description: The C(x-trace-id) of that request. V(null) if it had none.
      returned: always
      type: str
      sample: job 4711
    tenant_id:
      description: Tenant of the account.
      returned: always
      type: str
      sample: INT
    customer_id:
      description: Customer number of the account.
      returned: always
      type: str
      sample: "10051234"
# Written by make generate from shared_docs.yml: requests waited last_requests cursor
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
cursor:
  description: Where the next run continues. Pass it as O(since).
  returned: success
  type: str
# End of the written part.
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_task
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.events import OPTIONS, RULES, read_events


def main() -> None:
    run_task(PROVIDER, OPTIONS, read_events, **RULES)


if __name__ == "__main__":
    main()

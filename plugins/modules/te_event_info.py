#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: te_event_info
short_description: Read the activity log of Cisco ThousandEyes
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads who did what in a ThousandEyes organization. The events of all pages are returned, oldest first.
  - A run can continue where the previous one ended, so that every event is collected once.
extends_documentation_fragment:
  - people.access.thousandeyes
  - people.access.connection
  - people.access.events
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_thousandeyes
options:
  window:
    description:
      - How far to look back from now, as a number followed by V(s), V(m), V(h), V(d) or V(w) for seconds, minutes, hours, days or weeks.
      - ThousandEyes looks back from its own clock, unless O(end) is given.
      - O(window) and O(start) are mutually exclusive. Without O(window), O(start) and O(since), the module reads everything that ThousandEyes keeps.
    type: str
  all_account_groups:
    description:
      - Read the log of all account groups of the token's user, not only that of O(te_aid).
    type: bool
    default: false
  types:
    description:
      - Return only events with one of these texts, such as V(User created). Case and a trailing period do not matter.
      - ThousandEyes filters by time only. The module applies this and the other filters to the events that it has read.
    type: list
    elements: str
  users:
    description:
      - Return only events caused by one of these users, given by e-mail address, by ID, or as in RV(events[].actor). Not case-sensitive.
    type: list
    elements: str
  account_groups:
    description:
      - Return only events in one of these account groups, given by name or ID. Not case-sensitive.
      - The module does not look up account groups, because events outlive them. An unknown account group simply has no events.
      - If the token's user belongs to several organizations, use IDs, because account groups of different organizations may have the same name.
    type: list
    elements: str
notes:
  - Without the permission C(View activity log for all users in account group), ThousandEyes returns only events of the token's own user.
  - ThousandEyes keeps events for two years. It does not log session timeouts.
seealso:
  - module: people.access.te_user_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TE_TOKEN, and TE_AID if needed.

- name: Read the events of the last thirty days in all account groups
  people.access.te_event_info:
    window: 30d
    all_account_groups: true
  register: log

- name: Show failed logins
  ansible.builtin.debug:
    msg: "{{ log.events | selectattr('type', '==', 'Login failed.') | map(attribute='actor') | unique }}"

- name: Read the events of one user in October
  people.access.te_event_info:
    start: "2026-10-01"
    end: "2026-10-31T23:59:59Z"
    users: [ada.quist@harbor.example]

- name: Collect the events since the last run, or of a week in the first run
  people.access.te_event_info:
    since: "{{ lookup('ansible.builtin.file', playbook_dir ~ '/te-events.cursor', errors='ignore') | default('', true) }}"
    window: 7d
    all_account_groups: true
  register: new

- name: Store the cursor for the next run
  ansible.builtin.copy:
    content: "{{ new.cursor }}"
    dest: "{{ playbook_dir }}/te-events.cursor"
    mode: "0600"
"""

RETURN = r"""
---
events:
  description: The events, oldest first. Events of the same second are in the order of the log.
  returned: success
  type: list
  elements: dict
  contains:
    time:
      description: Time of the event, in UTC.
      returned: always
      type: str
      sample: "2026-11-02T10:15:30Z"
    type:
      description: Text of the event, as in the log.
      returned: always
      type: str
      sample: User created.
    actor:
      description: Name and address of the user who caused the event.
      returned: always
      type: str
      sample: Ada Quist (ada.quist@harbor.example)
    actor_email:
      description: E-mail address from RV(events[].actor). V(null) if there is none.
      returned: always
      type: str
      sample: ada.quist@harbor.example
    actor_id:
      description: ID of that user.
      returned: always
      type: str
      sample: "245"
    account_group:
      description: Name of the account group in which the event occurred.
      returned: always
      type: str
      sample: EMEA
    account_group_id:
      description: ID of that account group.
      returned: always
      type: str
      sample: "11002"
    ip_address:
      description: IP address from which the event was caused.
      returned: always
      type: str
      sample: 203.0.113.20
    resources:
      description: Affected resources.
      returned: always
      type: list
      elements: dict
      contains:
        type:
          description: Kind of the resource.
          returned: always
          type: str
          sample: userDisplayName
        name:
          description: Name of the resource.
          returned: always
          type: str
          sample: Ravi Stone
start_date:
  description: Start of the time range that ThousandEyes has searched.
  returned: if ThousandEyes returns it
  type: str
  sample: "2026-11-01T12:00:00Z"
end_date:
  description: End of that period.
  returned: if ThousandEyes returns it
  type: str
  sample: "2026-11-02T12:00:00Z"
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
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.events import EVENT_OPTIONS, EVENT_RULES, list_events


def main() -> None:
    run_task(PROVIDER, EVENT_OPTIONS, list_events, **EVENT_RULES)


if __name__ == "__main__":
    main()

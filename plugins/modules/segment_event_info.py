#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: segment_event_info
short_description: Read the audit trail of a Twilio Segment workspace
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads who did what in a Segment workspace. The events of all pages are returned, oldest first.
  - A run can continue where the previous one ended, so that every event is collected once.
extends_documentation_fragment:
  - people.access.segment
  - people.access.connection
  - people.access.events
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_segment
options:
  resource_type:
    description:
      - Return only events about this type of resource, in lower case as in RV(events[].resource_type), such as V(group). Segment applies this filter.
    type: str
  resource_id:
    description:
      - Return only events about the resource with this ID. Segment applies this filter.
    type: str
  types:
    description:
      - Return only events with one of these texts, such as V(User Group Created). Not case-sensitive. The module applies this filter to the events
        that it has read.
    type: list
    elements: str
  actors:
    description:
      - Return only events caused by one of these actors, given as in RV(events[].actor), by the ID in it, or by the e-mail address of a person. Not
        case-sensitive. The module applies this filter to the events that it has read.
    type: list
    elements: str
notes:
  - The audit trail requires Segment's Business plan. It goes back 90 days.
  - Only the audit trail may show the date of an invite. The API has no other information about the age of an invite.
seealso:
  - module: people.access.segment_user_info
"""

EXAMPLES = r"""
---
# The credential comes from the environment: SEGMENT_TOKEN, and SEGMENT_URL if needed.

- name: Read the events of the last thirty days
  people.access.segment_event_info:
    window: 30d
  register: trail

- name: Show who invited people
  ansible.builtin.debug:
    msg: "{{ trail.events | selectattr('type', 'search', 'Invited to Workspace') | map(attribute='actor') | unique }}"

- name: Read changes of groups
  people.access.segment_event_info:
    window: 90d
    resource_type: group
  register: changes

- name: Show the changes made by API tokens
  ansible.builtin.debug:
    msg: "{{ changes.events | selectattr('actor_type', '==', 'public-api-token') | map(attribute='type') }}"

- name: Collect the events since the last run, or of a week in the first run
  people.access.segment_event_info:
    since: "{{ lookup('ansible.builtin.file', playbook_dir ~ '/segment-events.cursor', errors='ignore') | default('', true) }}"
    window: 7d
  register: new

- name: Store the cursor for the next run
  ansible.builtin.copy:
    content: "{{ new.cursor }}"
    dest: "{{ playbook_dir }}/segment-events.cursor"
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
    time:
      description: Time of the event, in UTC.
      returned: always
      type: str
      sample: "2026-11-02T10:15:30Z"
    type:
      description: Text of the event, as in the audit trail.
      returned: always
      type: str
      sample: User Group Created
    id:
      description: ID of the event.
      returned: always
      type: str
      sample: events/145876976
    actor:
      description: Who caused the event, as a type and an ID.
      returned: always
      type: str
      sample: public-api-token/TJ7z8cg6
    actor_type:
      description: Type in RV(events[].actor). C(public-api-token) for an API token.
      returned: always
      type: str
      sample: public-api-token
    actor_id:
      description: ID in RV(events[].actor).
      returned: always
      type: str
      sample: TJ7z8cg6
    actor_email:
      description: E-mail address of the person who caused the event. V(null) if Segment does not return it.
      returned: always
      type: str
      sample: ada.quist@harbor.example
    resource_type:
      description: Type of the affected resource.
      returned: always
      type: str
      sample: group
    resource_id:
      description: ID of that resource.
      returned: always
      type: str
      sample: bBABwqbaDf2QdwTbW8bNEm
    resource_name:
      description: Name of that resource.
      returned: always
      type: str
      sample: Analysts
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
from ansible_collections.people.access.plugins.module_utils.platforms.segment.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.segment.events import EVENT_OPTIONS, EVENT_RULES, list_events


def main() -> None:
    run_task(PROVIDER, EVENT_OPTIONS, list_events, **EVENT_RULES)


if __name__ == "__main__":
    main()

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
  - Reads who did what in a Segment workspace, complete over all pages, oldest event first.
  - Repeated runs can go on where the last one ended, so that every event is collected once.
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
      - Only events about this kind of resource, in the lower-case words of RV(events[].resource_type), such as V(group). Segment does the filtering.
    type: str
  resource_id:
    description:
      - Only events about the resource with this id. Segment does the filtering.
    type: str
  types:
    description:
      - Only events with one of these texts, such as V(User Group Created). Case means nothing. This is applied to what was read.
    type: list
    elements: str
  actors:
    description:
      - Only events caused by one of these, given as in RV(events[].actor), by the id in it, or by the address of a person. Case means nothing.
        This is applied to what was read.
    type: list
    elements: str
notes:
  - The audit trail needs Segment's Business plan. It keeps 90 days.
  - It is the only place where the date of an invite could be found; nothing else tells how old an invite is.
seealso:
  - module: people.access.segment_user_info
"""

EXAMPLES = r"""
---
# The credential comes from the environment: SEGMENT_TOKEN, and SEGMENT_URL if needed.

- name: Read what happened in the last thirty days
  people.access.segment_event_info:
    window: 30d
  register: trail

- name: Show who has invited people
  ansible.builtin.debug:
    msg: "{{ trail.events | selectattr('type', 'search', 'Invited to Workspace') | map(attribute='actor') | unique }}"

- name: Read what API tokens have done to groups
  people.access.segment_event_info:
    window: 90d
    resource_type: group
  register: changes

- name: Show it
  ansible.builtin.debug:
    msg: "{{ changes.events | selectattr('actor_type', '==', 'public-api-token') | map(attribute='type') }}"

- name: Collect what is new since the last run, which may be the first one
  people.access.segment_event_info:
    since: "{{ lookup('ansible.builtin.file', playbook_dir ~ '/segment-events.cursor', errors='ignore') | default('', true) }}"
    window: 7d
  register: new

- name: Keep the place for the next run
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
      description: When it happened, in UTC.
      returned: always
      type: str
      sample: "2026-11-02T10:15:30Z"
    type:
      description: What happened, as the audit trail words it.
      returned: always
      type: str
      sample: User Group Created
    id:
      description: Id of the event.
      returned: always
      type: str
      sample: events/145876976
    actor:
      description: Who did it, a kind and an id.
      returned: always
      type: str
      sample: public-api-token/TJ7z8cg6
    actor_type:
      description: The kind in RV(events[].actor); C(public-api-token) for an API token.
      returned: always
      type: str
      sample: public-api-token
    actor_id:
      description: The id in RV(events[].actor).
      returned: always
      type: str
      sample: TJ7z8cg6
    actor_email:
      description: The address of the person who did it; V(null) where Segment does not tell it.
      returned: always
      type: str
      sample: ada.quist@harbor.example
    resource_type:
      description: Kind of the resource that it was done to.
      returned: always
      type: str
      sample: group
    resource_id:
      description: Id of that resource.
      returned: always
      type: str
      sample: bBABwqbaDf2QdwTbW8bNEm
    resource_name:
      description: Name of that resource.
      returned: always
      type: str
      sample: Analysts
# Written by make generate from shared_docs.yml: requests waited cursor
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

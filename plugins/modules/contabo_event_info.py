#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: contabo_event_info
short_description: Read the audits of a Contabo account
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads who changed which users and roles of a Contabo account, complete over all pages, oldest event first.
  - So the platform's own log confirms what a task has changed, as that returns the C(request_id).
  - Repeated runs can go on where the last one ended, so that every event is collected once.
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
      - Whose changes to read. Users and roles have logs of their own.
    type: list
    elements: str
    choices: [user, role]
    default: [user, role]
  users:
    description:
      - Only changes of these users, given by e-mail address or id. Case means nothing. The log of the roles is not read then.
      - They are not looked up, as the log outlives them; an unknown one simply has no events.
    type: list
    elements: str
  actors:
    description:
      - Only changes made by one of these users, given by e-mail address or id. Case means nothing.
    type: list
    elements: str
  request_id:
    description:
      - Only what this request has changed, as tasks return it. It can be given in place of O(window), O(start) and O(since).
    type: str
  trace_id:
    description:
      - Only what requests with this C(x-trace-id) have changed, see O(contabo_trace_id).
    type: str
notes:
  - An entry of the log has ids only. The address of a user, or the name of a role, is taken from those who are still there, or from other entries
    about the same one, so it may be missing where many were removed.
  - Contabo logs neither logins, nor mails, nor that secrets were replaced.
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

- name: Have it confirmed by the platform's log
  people.access.contabo_event_info:
    request_id: "{{ leif.request_id }}"
  register: log

- name: Show the entry
  ansible.builtin.debug:
    msg: "{{ log.events[0] }}"

- name: Read what was done to one user in the last ninety days
  people.access.contabo_event_info:
    window: 90d
    users: [leif.holm@harbor.example]

- name: Collect what is new since the last run, which may be the first one
  people.access.contabo_event_info:
    since: "{{ lookup('ansible.builtin.file', playbook_dir ~ '/contabo-events.cursor', errors='ignore') | default('', true) }}"
    window: 7d
  register: new

- name: Keep the place for the next run
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
      description: Id of the entry, within the log of its kind.
      returned: always
      type: str
      sample: "20817"
    time:
      description: When it happened, in UTC.
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
      description: Address of the user who did it.
      returned: always
      type: str
      sample: automation@harbor.example
    actor_id:
      description: Id of that user.
      returned: always
      type: str
      sample: 6cdf5968-f9fe-4192-97c2-f349e813c5e8
    object:
      description: Address of the user, or name of the role, that was changed; V(null) where it is not known.
      returned: always
      type: str
      sample: leif.holm@harbor.example
    object_id:
      description: Id of it.
      returned: always
      type: str
      sample: 0b6d7c0e-6f0e-4a51-9a2b-3d1f5f0c7a11
    before:
      description: What was changed, as it was, in the words of the API; empty for what was created.
      returned: always
      type: dict
      sample: {enabled: true}
    after:
      description: The same as it became; empty for what was deleted.
      returned: always
      type: dict
      sample: {enabled: false}
    request_id:
      description: The C(x-request-id) of the request that did it.
      returned: always
      type: str
      sample: 8a0d6c5e-2f59-4c77-b8ea-4b1c9a2f7d10
    trace_id:
      description: The C(x-trace-id) of that request; V(null) where it had none.
      returned: always
      type: str
      sample: job 4711
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
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.contabo.events import OPTIONS, RULES, read_events


def main() -> None:
    run_task(PROVIDER, OPTIONS, read_events, **RULES)


if __name__ == "__main__":
    main()

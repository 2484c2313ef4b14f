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
  - Reads who did what in a ThousandEyes organization, complete over all pages, oldest event first.
  - Repeated runs can go on where the last one ended, so that every event is collected once.
extends_documentation_fragment:
  - people.access.thousandeyes
  - people.access.connection
  - people.access.events
  - people.access.attributes
  - people.access.attributes.reads
  - people.access.attributes.actiongroup_thousandeyes
options:
  all_account_groups:
    description:
      - Read the log of all account groups that the token's user belongs to, and not only that of O(te_aid).
    type: bool
    default: false
  types:
    description:
      - Only events with one of these texts, such as V(User created). Case and the full stop at the end mean nothing.
      - ThousandEyes filters by time only, so this and the other filters are applied to what was read.
    type: list
    elements: str
  users:
    description:
      - Only events caused by one of these users, given by e-mail address, id, or as in RV(events[].actor). Case means nothing.
    type: list
    elements: str
  account_groups:
    description:
      - Only events in one of these account groups, given by name or id. Case means nothing.
      - They are not looked up, as events of an account group outlive it; an unknown one simply has no events. Where the token's user belongs to
        several organizations, give ids, as account groups of different organizations may have the same name.
    type: list
    elements: str
notes:
  - Without the permission C(View activity log for all users in account group), ThousandEyes shows only what the token's own user did.
  - ThousandEyes keeps events for two years, and does not log when sessions time out.
seealso:
  - module: people.access.te_user_info
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TE_TOKEN, and TE_AID where it is needed.

- name: Read what happened in all account groups in the last thirty days
  people.access.te_event_info:
    window: 30d
    all_account_groups: true
  register: log

- name: Show who failed to log in
  ansible.builtin.debug:
    msg: "{{ log.events | selectattr('type', '==', 'Login failed.') | map(attribute='actor') | unique }}"

- name: Read what one user did in October
  people.access.te_event_info:
    start: "2026-10-01"
    end: "2026-10-31T23:59:59Z"
    users: [ada.quist@harbor.example]

- name: Collect what is new since the last run, which may be the first one
  people.access.te_event_info:
    since: "{{ lookup('ansible.builtin.file', playbook_dir ~ '/te-events.cursor', errors='ignore') | default('', true) }}"
    window: 7d
    all_account_groups: true
  register: new

- name: Keep the place for the next run
  ansible.builtin.copy:
    content: "{{ new.cursor }}"
    dest: "{{ playbook_dir }}/te-events.cursor"
    mode: "0600"
"""

RETURN = r"""
---
events:
  description: The events, oldest first. Those of the same second are in the order of the log.
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
      description: What happened, as the log words it.
      returned: always
      type: str
      sample: User created.
    actor:
      description: Who did it, name and address.
      returned: always
      type: str
      sample: Ada Quist (ada.quist@harbor.example)
    actor_email:
      description: The address taken from RV(events[].actor); V(null) where there is none.
      returned: always
      type: str
      sample: ada.quist@harbor.example
    actor_id:
      description: Id of the user who did it.
      returned: always
      type: str
      sample: "245"
    account_group:
      description: Name of the account group in which it happened.
      returned: always
      type: str
      sample: EMEA
    account_group_id:
      description: Id of that account group.
      returned: always
      type: str
      sample: "11002"
    ip_address:
      description: Address from which it was done.
      returned: always
      type: str
      sample: 203.0.113.20
    resources:
      description: What it was done to.
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
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.events import EVENT_OPTIONS, EVENT_RULES, list_events


def main() -> None:
    run_task(PROVIDER, EVENT_OPTIONS, list_events, **EVENT_RULES)


if __name__ == "__main__":
    main()

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
  - Ends login sessions in BMC TrueSight Network Automation (TSNA), for example those of somebody who leaves.
  - A session is ended when it meets every option that is given, and at least one has to be given.
  - The session of the task itself is always kept, as TSNA refuses to end it; the task warns when it was meant as well.
  - A session that TSNA does not end, or still lists after it has accepted the end, fails the task in the words of the server. All others are tried all
    the same, and RV(sessions) has those that were ended.
extends_documentation_fragment:
  - people.access.tsna
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_tsna
attributes:
  diff_mode:
    details:
      - The difference shows the sessions that were found and those that are left of them.
  idempotent:
    support: full
    details:
      - People can log in again in between, unless the account is disabled or removed first.
options:
  state:
    description:
      - V(absent) ends the sessions. There is no other state, because nobody can open a session for somebody else.
    type: str
    choices: [absent]
    default: absent
  user:
    description:
      - Name of the user whose sessions are meant. Case does not matter here, so that no session is overlooked.
    type: str
  id:
    description:
      - Id of the one session.
    type: str
  from_address:
    description:
      - Address from which the session was opened.
    type: str
  type_prefix:
    description:
      - How the type of the session begins, for example V(Web User), V(Web Service) or V(SSH Proxy). Case does not matter.
      - BMC does not publish these words. A session of a type that begins with none of the three, or that has none, counts as meant, and RV(notes) name it.
      - Only the beginning is compared, because TSNA adds the running call to the type of a web service session.
    type: str
  idle_minutes:
    description:
      - Only sessions that have been idle for this many minutes or longer.
    type: int
seealso:
  - module: people.access.tsna_session_info
  - module: people.access.tsna_user
"""

EXAMPLES = r"""
---
# Credentials come from the environment: TSNA_URL, TSNA_USERNAME, TSNA_PASSWORD.

- name: Keep Ravi from logging in again
  people.access.tsna_user:
    name: rstone
    state: disabled

- name: End all sessions of Ravi
  people.access.tsna_session:
    user: rstone

- name: End what has been idle in a browser for half an hour
  people.access.tsna_session:
    type_prefix: Web User
    idle_minutes: 30
"""

RETURN = r"""
---
sessions:
  description:
    - The sessions that were ended, or in check mode would be, also when the task fails because others could not be ended. Their members are described in
      RV(people.access.tsna_session_info#module:sessions).
  returned: success, and when some could not be ended
  type: list
  elements: dict
  contains:
    id:
      description: Id of the session.
      returned: always
      type: str
      sample: "4747653682904491905"
    user:
      description: Name of the user.
      returned: always
      type: str
      sample: rstone
notes:
  description: Sessions of which it is not known whether they are of the type that was asked for.
  returned: when there are such sessions
  type: list
  elements: str
  sample: ["The session 4747653682904491905 of rstone has the type 'Batch', which is not known here; it counts as meant."]
  version_added: 1.0.0
diff:
  description: The sessions that the options mean, before and after.
  returned: success
  type: dict
  contains:
    before:
      description: The sessions found, under C(sessions).
      returned: always
      type: dict
    after:
      description: Those that are left of them, under C(sessions).
      returned: always
      type: dict
# Written by make generate from shared_docs.yml: action(none, ended) requests waited
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
# End of the written part.
"""

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_task
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.tsna.sessions import SESSION_OPTIONS, end_sessions


def main() -> None:
    state = {"type": "str", "choices": ["absent"], "default": "absent"}
    run_task(PROVIDER, {**SESSION_OPTIONS, "state": state}, end_sessions, required_one_of=[tuple(SESSION_OPTIONS)])


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: access_evidence
short_description: Complete the evidence of a run, or read the event logs again later
version_added: 1.0.0
author:
  - People Access Authors (@people-access)
description:
  - Completes the evidence that tasks of M(people.access.roster) with the same O(people.access.roster#module:evidence_name) have written. Adds readings by
    other modules, reads the event logs of the platforms, and writes C(evidence.json), C(evidence.html) and C(SHA256SUMS).
  - This also completes the evidence of a run that was killed. The evidence then says that the run has not finished, and which results are unknown.
  - If the evidence is already complete, the module reads the logs again, and adds the result as new files C(witness-TIME.json) and C(witness-TIME.html).
    The existing files stay as they are, and C(SHA256SUMS) lists the new ones too. The module fails if a file does not match C(SHA256SUMS) any more or is
    not in it, or if its signature does not match.
  - Do not use it on the evidence of a run that is still in progress.
extends_documentation_fragment:
  - people.access.evidence
  - people.access.thousandeyes
  - people.access.segment
  - people.access.contabo
  - people.access.tsna
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_people
attributes:
  check_mode:
    support: partial
    details:
      - Changes nothing on any platform. Check mode writes the files too, because that is their purpose.
  diff_mode:
    details:
      - The diff shows the files before and after the task.
  idempotent:
    support: none
    details:
      - Each later reading of the logs adds files.
options:
  evidence_folder:
    description:
      - Directory of the run in O(people.access.roster#module:evidence_dir).
    type: path
    required: true
  readings:
    description:
      - Registered results of tasks that read accounts again after the changes, to add them to the proof of each action.
      - These are results of C(*_user_info) modules with O(people.access.te_user_info#module:id), in a loop over rows of the filter
        P(people.access.outcomes#filter), and of M(people.access.tsna_session_info), in a loop over the name of the platform.
    type: list
    elements: dict
seealso:
  - module: people.access.roster
  - module: people.access.awx_approval_info
"""

EXAMPLES = r"""
---
- name: Carry out a plan, and write evidence
  people.access.roster:
    roster_file: roster.yml
    evidence_dir: evidence
    evidence_name: quarter-3
    evidence_run:
      tenant: harbor

- name: Read everything again as proof
  people.access.roster:
    roster_file: roster.yml
    evidence_dir: evidence
    evidence_name: quarter-3
  check_mode: true

- name: Complete the evidence, and wait up to a minute for the event logs
  people.access.access_evidence:
    evidence_folder: evidence/quarter-3
    witness_wait: 60
"""

RETURN = r"""
---
action:
  description: What the task did with the evidence.
  returned: success
  type: str
  choices: [completed, added, none]
  sample: completed
evidence:
  description: The evidence, with its C(folder) and the paths of its C(files).
  returned: success
  type: dict
  sample:
    folder: /var/lib/evidence/quarter-3
    files: [/var/lib/evidence/quarter-3/SHA256SUMS, /var/lib/evidence/quarter-3/evidence.json]
status:
  description: Whether all tasks of the run were successful. V(not finished) if the run was killed.
  returned: success
  type: str
  choices: [complete, failed, not finished]
  sample: complete
lines:
  description:
    - What was done, proved and witnessed as lines for a terminal, the first 200 actions. Events by others and what is not proved follow.
  returned: success
  type: list
  elements: str
  sample: ["contabo  ada@x.example: delete done, proved, log: confirmed"]
not_proved:
  description: What the evidence does not prove.
  returned: success
  type: list
  elements: str
  sample: ["No log of tsna confirms anything: The REST API has no event log."]
witness:
  description: By platform, whether its log was read. C(result) is V(read), V(no log) or V(failed), C(words) the reason, C(events) their number.
  returned: success
  type: dict
  sample: {contabo: {result: read, words: The log was read from the API of the platform., events: 12}}
others:
  description: Events during the run on accounts of the run that somebody else has caused.
  returned: success
  type: list
  elements: dict
  sample:
    - platform: contabo
      time: "2026-11-23T09:15:04Z"
      actor: mallory@harbor.example
      text: user updated
      object: ada@x.example
      request_id: ""
      why: by another actor than this run
diff:
  description: The names of the files before and after the task.
  returned: success
  type: dict
  sample: {before: {files: [actions.jsonl]}, after: {files: [actions.jsonl, witness-2026-11-23T101502Z.json]}}
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

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_people
from ansible_collections.people.access.plugins.module_utils.lifecycle.evidence_task import OPTIONS, access_evidence
from ansible_collections.people.access.plugins.module_utils.platforms import registry


def main() -> None:
    run_people(registry.providers(), OPTIONS, access_evidence)


if __name__ == "__main__":
    main()

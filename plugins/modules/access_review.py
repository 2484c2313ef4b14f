#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: access_review
short_description: Write a review of all access on all platforms
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads all accounts and their entitlements like M(people.access.access_info), assigns them to people, and writes three files.
  - The HTML file is for readers. It is a single file that works offline, can be searched, filtered and sorted, and supports screen readers, phones
    and printing.
  - The CSV file is for reviewers. It has a row for each account and empty columns for the decision. The filter
    P(people.access.review_decisions#filter) checks the decisions and turns them into removals.
  - Text in the CSV file that a spreadsheet would interpret as a formula starts with an apostrophe. In each row, C(review), C(tenant) and C(row_hash)
    show where the row belongs and whether a cell was altered or moved.
  - The JSON file is for programs. It contains everything and a SHA-256 digest of it. The next review compares with this file.
  - The files have mode 0600. The module does not write to any platform.
extends_documentation_fragment:
  - people.access.people.platforms
  - people.access.people.admin_roles
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
    details:
      - Reads and evaluates everything, but does not write files.
  diff_mode:
    details:
      - The diff shows the numbers of people and accounts compared with an existing review at O(dest).
  idempotent:
    support: none
    details:
      - A review shows the state at its time. Every run creates a new one.
options:
  dest:
    description:
      - Base path of the files, without extension. The files use this base name with the extensions C(.html), C(.csv) and C(.json).
      - Missing directories are created for the user of the task only.
      - The module replaces an existing review unless its CSV file contains decisions. It never replaces files that are not a review.
    type: path
    required: true
  previous:
    description:
      - JSON file of an earlier review. The module reports the changes since then and marks them in all files.
      - The file is refused if it has been altered since it was created.
    type: path
  title:
    description: Heading of the review.
    type: str
    default: Access review
  made_by:
    description: Author of the review, as shown in it.
    type: str
  roster_file:
    description:
      - Roster as for M(people.access.roster). It defines who is known, who owns which login name, and whose access has ended.
      - Path of a file or directory, or a list of such paths.
      - Without a roster, nobody is marked as an orphan or as ended.
      - Files may be completely encrypted with Ansible Vault. See O(roster_secrets).
    type: raw
  columns:
    description: Names of the columns in CSV files of O(roster_file), as for O(people.access.roster#module:columns).
    type: dict
    version_added: 1.0.0
  roster_secrets:
    description:
      - Contents of the files of O(roster_file) that are encrypted with Ansible Vault, by the real path of each file.
      - If the task runs on the controller itself, as on localhost, Ansible decrypts the files there and sets this option automatically.
    type: dict
  people:
    description: People as in a roster, instead of O(roster_file).
    type: list
    elements: dict
  protect:
    description: Addresses that are known but do not belong to people of the roster, in addition to those in O(roster_file). They are not orphans.
    type: list
    elements: str
  service_accounts:
    description:
      - E-mail addresses and TSNA login names of service accounts, which are not orphans. C(*) matches any text.
    type: list
    elements: str
    aliases: [service]
  timezone:
    description:
      - Time zone of the date C(ends) of a person, such as V(Europe/Oslo), as for M(people.access.roster).
    type: str
    default: UTC
  dormant_days:
    description:
      - Number of days without login after which a usable account is dormant. For an account that was never used, the days count from its creation.
      - If the platform does not return the creation time, as on TSNA, the days count from the first review with this account, provided that each
        review receives the one before in O(previous).
      - ThousandEyes and TSNA return logins. Segment and Contabo do not.
    type: int
    default: 90
  exact:
    description: Whether to read each ThousandEyes user individually. See O(people.access.access_info#module:exact).
    type: bool
    default: false
  result_limit:
    description:
      - Maximum number of entries in each list of RV(changes). The files have all entries. V(-1) means no limit.
      - AWX drops results above 700,000 bytes.
    type: int
    default: -1
    version_added: 1.0.0
seealso:
  - module: people.access.access_info
  - plugin: people.access.review_decisions
    plugin_type: filter
  - module: people.access.roster
"""

EXAMPLES = r"""
---
# Credentials come from the environment of each platform: TE_TOKEN, SEGMENT_TOKEN, CNTB_OAUTH2_CLIENT_ID and so on, TSNA_URL and so on.

- name: Review the access of everybody
  people.access.access_review:
    dest: review-2026-q3
    made_by: maria.lopez@harbor.example
    service_accounts: [automation*]

- name: Review it against the roster and report changes
  people.access.access_review:
    dest: review-2026-q4
    previous: review-2026-q3.json
    people:
      - {email: ravi.stone@harbor.example, first_name: Ravi, last_name: Stone}
      - {email: mona.berg@harbor.example, ends: 2026-06-30}
    service_accounts: [automation*]
  register: review

- name: Show the number of people in each category
  ansible.builtin.debug:
    var: review.totals.people_by_category
"""

RETURN = r"""
---
action:
  description: What the task did with the files.
  returned: success
  type: str
  choices: [created, updated]
  sample: created
files:
  description: The files with their SHA-256.
  returned: success, except in check mode
  type: list
  elements: dict
  contains:
    path:
      description: Path of the file.
      returned: always
      type: str
      sample: review-2026-q4.html
    sha256:
      description: SHA-256 of the file.
      returned: always
      type: str
      sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
digest:
  description: Digest of the review, which is in all three files. Each row of the CSV file contains its beginning.
  returned: success, except in check mode
  type: str
  sample: 60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752
totals:
  description:
    - Contains C(people), C(people_by_category), and by platform and for C(all) the number of accounts, of accounts in each status and category, and
      of entitlements.
    - A person is dormant only if the person is dormant on all platforms. Any other category applies to a person if it applies to one account.
  returned: success
  type: dict
  sample: {people: 41, people_by_category: {admin: 4, dormant: 7}, platforms: {contabo: {accounts: 24, active: 22}}, all: {accounts: 96, active: 90}}
changes:
  description:
    - Accounts that are C(new), C(gone) or C(changed) since O(previous), and the platforms that were C(not_compared). V(null) without O(previous).
    - C(counts) has their numbers, which O(result_limit) does not change.
  returned: success
  type: dict
  sample:
    since: {at: "2026-08-27T08:00:00Z", digest: 60303ae2}
    new: []
    gone: []
    changed: []
    not_compared: []
    counts: {new: 0, gone: 0, changed: 0}
diff:
  description: Numbers of people and accounts before and after the task.
  returned: success
  type: dict
  sample: {before: {people: 40}, after: {people: 41}}
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
from ansible_collections.people.access.plugins.module_utils.lifecycle.review import EXCLUSIVE, OPTIONS, access_review
from ansible_collections.people.access.plugins.module_utils.platforms import registry


def main() -> None:
    run_people(registry.providers(), OPTIONS, access_review, mutually_exclusive=EXCLUSIVE)


if __name__ == "__main__":
    main()

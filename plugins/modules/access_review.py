#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: access_review
short_description: Write a review of everybody's access on all platforms
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Reads all accounts and what they may do, as M(people.access.access_info) does, joins them to people, and writes three files.
  - The HTML is for readers. It is one file that needs no network, can be searched, filtered and sorted, and is made for screen readers, phones and paper.
  - The CSV is for reviewers. It has a row for each account and empty columns for the decision, which the filter
    P(people.access.review_decisions#filter) checks and turns into removals. Texts that a spreadsheet would take for a formula begin with an
    apostrophe. In each row, C(review), C(tenant) and C(row_hash) tell what it belongs to, and whether a cell was altered or moved.
  - The JSON is for programs. It holds everything, with a SHA-256 digest over it, and is what the next review compares with.
  - The files have mode 0600. Nothing is written to a platform.
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
      - Everything is read and worked out, and no file is written.
  diff_mode:
    details:
      - The difference is in the numbers of people and accounts, against the review that is at O(dest) already.
  idempotent:
    support: none
    details:
      - A review tells how things were at its time, and every run makes a new one.
options:
  dest:
    description:
      - Where to write, as a path without an ending. The files are called so, with C(.html), C(.csv) and C(.json) at the end.
      - Folders that are missing are made, for the user of the task only.
      - A review that is there is replaced, unless its CSV holds decisions. Files that are no review are never replaced.
    type: path
    required: true
  previous:
    description:
      - The JSON of an earlier review. What has changed since is told, and marked in all files.
      - It is refused if it was altered after it was made.
    type: path
  title:
    description: The heading of the review.
    type: str
    default: Access review
  made_by:
    description: Who makes the review, as it is to be written on it.
    type: str
  roster_file:
    description:
      - A roster as for M(people.access.roster). It says who is known, whose a login name is, and whose time is over.
      - Path of a file, of a folder, or a list of such paths.
      - Without a roster nobody is marked as an orphan or as ended.
      - Files may be encrypted as a whole with Ansible Vault. See O(roster_secrets).
    type: raw
  roster_secrets:
    description:
      - The texts of files of O(roster_file) that are encrypted with Ansible Vault, by the real path of each.
      - Where the task runs on the machine of ansible-playbook itself, as it does on localhost, they are decrypted there and given without this option.
    type: dict
  people:
    description: People as in a roster, in place of O(roster_file).
    type: list
    elements: dict
  protect:
    description: Addresses that are known though they are no people of the roster, in addition to those in O(roster_file). They are no orphans.
    type: list
    elements: str
  service_accounts:
    description:
      - Addresses and TSNA login names of service accounts, which are no orphans. C(*) stands for anything.
    type: list
    elements: str
    aliases: [service]
  timezone:
    description:
      - The time zone in which C(ends) of a person is a day, such as V(Europe/Oslo), as for M(people.access.roster).
    type: str
    default: UTC
  dormant_days:
    description:
      - After how many days without a login an account that can be used is dormant. One that was never used counts from the day it was made.
      - Where the platform does not tell that day, as TSNA, it counts from the first review that has the account, as long as each review is given
        the one before in O(previous).
      - ThousandEyes and TSNA tell about logins, Segment and Contabo do not.
    type: int
    default: 90
  exact:
    description: Whether each ThousandEyes user is read; see O(people.access.access_info#module:exact).
    type: bool
    default: false
seealso:
  - module: people.access.access_info
  - plugin: people.access.review_decisions
    plugin_type: filter
  - module: people.access.roster
"""

EXAMPLES = r"""
---
# Credentials come from the environment of each platform: TE_TOKEN, SEGMENT_TOKEN, CNTB_OAUTH2_CLIENT_ID and so on, TSNA_URL and so on.

- name: Review everybody's access
  people.access.access_review:
    dest: review-2026-q3
    made_by: maria.lopez@harbor.example
    service_accounts: [automation*]

- name: Review it against the roster, and tell what has changed
  people.access.access_review:
    dest: review-2026-q4
    previous: review-2026-q3.json
    people:
      - {email: ravi.stone@harbor.example, first_name: Ravi, last_name: Stone}
      - {email: mona.berg@harbor.example, ends: 2026-06-30}
    service_accounts: [automation*]
  register: review

- name: Show what to look at
  ansible.builtin.debug:
    var: review.totals.people_by_category
"""

RETURN = r"""
---
action:
  description: What was done with the files.
  returned: success
  type: str
  choices: [created, updated]
  sample: created
files:
  description: The files, with the SHA-256 of each.
  returned: success, not in check mode
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
  description: The digest of the review, which is in all three files. The CSV has its beginning in each row.
  returned: success, not in check mode
  type: str
  sample: 60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752
totals:
  description:
    - C(people), C(people_by_category), and by platform and for C(all) the numbers of accounts, of each status and each category, and of entitlements.
    - A person is dormant only if seen nowhere; other categories hold of a person if they hold of one account.
  returned: success
  type: dict
  sample: {people: 41, people_by_category: {admin: 4, dormant: 7}, platforms: {contabo: {accounts: 24, active: 22}}, all: {accounts: 96, active: 90}}
changes:
  description:
    - C(new), C(gone) and C(changed) accounts since O(previous), with the platforms that were C(not_compared); V(null) without it.
  returned: success
  type: dict
  sample: {since: {at: "2026-08-27T08:00:00Z", digest: 60303ae2}, new: [], gone: [], changed: [], not_compared: []}
diff:
  description: The numbers of people and accounts before and after.
  returned: success
  type: dict
  sample: {before: {people: 40}, after: {people: 41}}
# Written by make generate from shared_docs.yml: requests waited
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

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_people
from ansible_collections.people.access.plugins.module_utils.lifecycle.review import EXCLUSIVE, OPTIONS, access_review
from ansible_collections.people.access.plugins.module_utils.platforms import registry


def main() -> None:
    run_people(registry.providers(), OPTIONS, access_review, mutually_exclusive=EXCLUSIVE)


if __name__ == "__main__":
    main()

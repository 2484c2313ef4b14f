# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: review_decisions
short_description: Check the decisions of reviewers and convert them to removals
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Takes the CSV file of M(people.access.access_review) with the last columns filled in by the reviewers, and checks every row against the current
    access.
  - C(decision) is V(keep), V(remove), V(modify) or empty. C(decided_by) is the person who decided. Nobody may decide about their own access. C(note)
    is free text and is required for V(modify).
  - A row is valid if account, ID, person, tenant, status, administration and access are still what the reviewer saw. The time of last use does not
    matter. C(row_hash) reveals altered rows, and cells that were moved without their row.
  - The filter reports all problems at once, by row and column. In that case it returns nothing.
  - Cells may be separated by commas, semicolons or tabs, depending on the spreadsheet. Rows may be in any order, and you may add columns.
positional: _input
options:
  _input:
    description: Content of the CSV file.
    type: string
    required: true
  access:
    description: Current result of M(people.access.access_info).
    type: dictionary
    required: true
  people:
    description: People as in a roster, the same as for the review. Their C(accounts) define who owns which login name.
    type: list
    elements: dictionary
  roster_file:
    description:
      - Roster as for M(people.access.roster), instead of O(people). Path of a file or directory, or a list of such paths. If empty, no roster is
        used.
      - A file that is encrypted with Ansible Vault requires ansible-core 2.19 or later.
    type: raw
    default: ""
  columns:
    description: Names of the columns in a CSV file of O(roster_file), as for O(people.access.roster#module:columns).
    type: dictionary
    default: {}
    version_added: 1.0.0
  reviewers:
    description: People who may decide. Without it, anybody may decide.
    type: list
    elements: string
  complete:
    description: Whether every row and every existing account must have a decision.
    type: boolean
    default: false
  fail:
    description: Whether problems are errors. Otherwise the result contains only C(problems), a list of sentences.
    type: boolean
    default: true
    version_added: 1.0.0
  review:
    description: JSON file of the review that the rows must belong to. Without it, all rows must belong to the same review.
    type: dictionary
    version_added: 1.0.0
seealso:
  - module: people.access.access_review
  - module: people.access.access_info
  - module: people.access.roster
"""

EXAMPLES = r"""
---
- name: Review the access of everybody
  people.access.access_review:
    dest: review-2026-q4

# The reviewers fill in review-2026-q4.csv. After that:

- name: Read the access of everybody
  people.access.access_info:
  register: access

- name: Check the decisions
  ansible.builtin.set_fact:
    decided: "{{ lookup('ansible.builtin.file', 'review-2026-q4.csv' | realpath) | people.access.review_decisions(access) }}"

- name: Predict the removals by platform
  people.access.roster:
    people: "{{ item.people }}"
    platforms: "{{ item.platforms }}"
    max_removal_percent: -1
  loop: "{{ decided.rosters }}"
  loop_control:
    label: "{{ item.platforms }}"
  check_mode: true

- name: Show what to change manually
  ansible.builtin.debug:
    var: decided.modifications
"""

RETURN = r"""
---
_value:
  description:
    - C(removals), C(modifications), C(kept), C(done) (removals that have already taken place) and C(undecided) are lists of dictionaries with
      C(person), C(platform), C(account), C(account_id), C(review), C(decision), C(decided_by) and C(note).
    - C(unreviewed) lists existing accounts without a row.
    - C(rosters) is a list of dictionaries with C(people) and C(platforms). Pass them to M(people.access.roster) one by one to remove exactly the
      accounts in C(removals).
    - C(digest) is a SHA-256 of the decisions. It stays the same while they are carried out.
  type: dictionary
"""

from typing import Any

from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter
from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.lifecycle import given
from ansible_collections.people.access.plugins.module_utils.lifecycle.decisions import review_decisions as decisions_of
from ansible_collections.people.access.plugins.module_utils.lifecycle.people import Roster
from ansible_collections.people.access.plugins.module_utils.lifecycle.roster_file import load_if_given
from ansible_collections.people.access.plugins.plugin_utils.vault import decrypted_here


def review_decisions(
    text: Any, access: Any, people: Any = None, reviewers: Any = None, complete: Any = False, roster_file: Any = "", fail: Any = True, review: Any = None,
    columns: Any = None,
) -> Any:
    try:
        roster = load_if_given(roster_file, decrypted_here(roster_file) if roster_file else {}, given.mapping(columns or {}))
        known = roster.get("people") or [] if roster_file else people
        return decisions_of(text, access, Roster.given(known), reviewers, given.boolean(complete), review)
    except BadInput as problem:
        if given.boolean(fail):
            raise
        return {"problems": problem.facts.get("problems") or [problem.result()["msg"]]}


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"review_decisions": as_filter(review_decisions)}

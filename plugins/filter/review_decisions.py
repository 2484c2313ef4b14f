# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: review_decisions
short_description: Check what reviewers decided, and turn it into removals
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Takes the CSV of M(people.access.access_review) after the reviewers filled in its last columns, and checks every row against the access of now.
  - C(decision) is V(keep), V(remove) or V(modify), or empty. C(decided_by) says who decided, which nobody does about the own access. C(note) is
    free, and needed for V(modify).
  - A row is right if account, id, person, tenant, status, administration and access are still what the reviewer saw. It does not matter when somebody
    was seen last. C(row_hash) tells rows that were altered, and cells that were moved without their row.
  - All problems are told at once, by row and column, and then nothing is returned.
  - Commas, semicolons and tabs divide the cells, whatever the spreadsheet has saved. Rows may be in any order, and further columns may be added.
positional: _input
options:
  _input:
    description: The text of the CSV.
    type: string
    required: true
  access:
    description: What M(people.access.access_info) returns now.
    type: dictionary
    required: true
  people:
    description: People as in a roster, the same as for the review. Their C(accounts) say whose a login name is.
    type: list
    elements: dictionary
  roster_file:
    description:
      - A roster as for M(people.access.roster), in place of O(people); empty is none. Path of a file, of a folder, or a list of such paths.
      - A file that is encrypted with Ansible Vault needs ansible-core 2.19 or later.
    type: raw
    default: ""
  reviewers:
    description: Who may decide. Without it, anybody may.
    type: list
    elements: string
  complete:
    description: Whether every row, and every account that is there now, has to be decided about.
    type: boolean
    default: false
  fail:
    description: Whether anything wrong is an error. If not, the result has only C(problems), a list of sentences.
    type: boolean
    default: true
    version_added: 1.0.0
  review:
    description: The JSON of the review that the rows have to be of. Without it, they only have to be of one and the same.
    type: dictionary
    version_added: 1.0.0
seealso:
  - module: people.access.access_review
  - module: people.access.access_info
  - module: people.access.roster
"""

EXAMPLES = r"""
---
- name: Review everybody's access
  people.access.access_review:
    dest: review-2026-q4

# The reviewers fill in review-2026-q4.csv. Then, another day:

- name: Read the access of everybody
  people.access.access_info:
  register: access

- name: Check the decisions
  ansible.builtin.set_fact:
    decided: "{{ lookup('ansible.builtin.file', 'review-2026-q4.csv' | realpath) | people.access.review_decisions(access) }}"

- name: Foresee the removals, platform by platform
  people.access.roster:
    people: "{{ item.people }}"
    platforms: "{{ item.platforms }}"
    max_removal_percent: -1
  loop: "{{ decided.rosters }}"
  loop_control:
    label: "{{ item.platforms }}"
  check_mode: true

- name: Show what is to be changed by hand
  ansible.builtin.debug:
    var: decided.modifications
"""

RETURN = r"""
---
_value:
  description:
    - C(removals), C(modifications), C(kept), C(done) (decided to be removed, and gone) and C(undecided) are lists of dictionaries with C(person),
      C(platform), C(account), C(account_id), C(review), C(decision), C(decided_by) and C(note).
    - C(unreviewed) is the list of accounts that are there now and have no row.
    - C(rosters) is a list of dictionaries with C(people) and C(platforms). Given to M(people.access.roster) one by one, they remove exactly the
      C(removals).
    - C(digest) is a SHA-256 over the decisions. It stays the same while they are carried out.
  type: dictionary
"""

from typing import Any

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.lifecycle import given
from ansible_collections.people.access.plugins.module_utils.lifecycle.decisions import review_decisions as decisions_of
from ansible_collections.people.access.plugins.module_utils.lifecycle.people import Roster
from ansible_collections.people.access.plugins.module_utils.lifecycle.roster_file import load
from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter
from ansible_collections.people.access.plugins.plugin_utils.vault import decrypted_here


def review_decisions(
    text: Any, access: Any, people: Any = None, reviewers: Any = None, complete: Any = False, roster_file: Any = "", fail: Any = True, review: Any = None,
) -> Any:
    try:
        known = load(roster_file, decrypted_here(roster_file)).get("people") or [] if roster_file else people
        return decisions_of(text, access, Roster.given(known), reviewers, given.boolean(complete), review)
    except BadInput as problem:
        if given.boolean(fail):
            raise
        return {"problems": problem.facts.get("problems") or [problem.result()["msg"]]}


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"review_decisions": as_filter(review_decisions)}

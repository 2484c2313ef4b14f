# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: outcomes
short_description: Summarize what roster tasks did for each person
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Converts the result of M(people.access.roster) to rows by platform and person, or to lines of text.
  - With O(proof), reports for each of the O(people) and each platform whether anything is left.
  - Warns if one of the O(people) has no account on any platform, because the address may be mistyped.
positional: _input
options:
  _input:
    description: Result of M(people.access.roster), a list of results, or the registered result of a loop.
    type: raw
    required: true
  people:
    description: People who must have no account left, as in a roster.
    type: list
    elements: dictionary
    default: []
  proof:
    description:
      - Results of M(people.access.roster) from another run in check mode, and of M(people.access.tsna_session_info), in the same formats.
      - Results of M(people.access.te_user_info), M(people.access.segment_user_info), M(people.access.contabo_user_info) and
        M(people.access.tsna_user_info) from a loop over rows of removed accounts that reads each one by its C(id).
      - What could not be read proves nothing and counts as failed. So does a result that O(people.access.roster#module:result_limit) has shortened.
    type: raw
    default: []
  require_found:
    description:
      - Whether a person in O(people) without an account on any platform counts as failed. Otherwise this is a warning.
      - If O(people.access.roster#module:result_limit) has shortened a result, the account may be in what was omitted. The person then counts as failed too, but
        there is no warning.
    type: bool
    default: false
    version_added: 1.0.0
  removals:
    description:
      - Accounts to remove, as in C(removals) of P(people.access.review_decisions#filter). Each account that was not removed, or would not be removed
        in check mode, is a failed row.
    type: list
    elements: dictionary
    default: []
    version_added: 1.0.0
  lines:
    description: Whether to return a line of text for each platform and person instead of rows. Predictions of check mode are worded as C(would
      delete) and so on.
    type: bool
    default: false
"""

EXAMPLES = r"""
---
- name: Create users
  people.access.roster:
    people:
      - {email: ada@x.example, first_name: Ada, last_name: Quist, accounts: {contabo: {locale: en-US}}}
  register: created

- name: Show the result
  ansible.builtin.debug:
    msg: "{{ created | people.access.outcomes(lines=true) }}"
"""

RETURN = r"""
---
_value:
  description:
    - A row for each person and action with C(platform), C(person), C(account), C(id), C(action), C(changed), C(failed), C(predicted) and
      C(message), or lines of text.
    - C(action) is that of the user modules, or C(failed), C(not tried), C(refused) (the plan of the platform), C(kept) (by protection or a guard),
      C(proved absent), C(proved disabled), C(proved without access) or C(not found). C(predicted) means that nothing has been done yet, as in check
      mode.
    - C(person) is empty in rows about a whole platform. C(platform) is empty in rows about a person on all platforms.
  type: list
  elements: raw
"""

from typing import Any

from ansible.utils.display import Display

from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter
from ansible_collections.people.access.plugins.module_utils.lifecycle import given, summary

display = Display()


def outcomes(results: Any, people: Any = (), proof: Any = (), lines: Any = False, require_found: Any = False, removals: Any = ()) -> Any:
    rows = summary.outcomes(results, given.persons(people or []), proof or (), given.boolean(require_found), given.persons(removals or []))
    for row in rows:
        if row["action"] == summary.NOT_FOUND:
            display.warning(f"{summary.summary([row])[0]}. Check the address if this person should have an account.")
    return summary.summary(rows) if given.boolean(lines) else rows


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"outcomes": as_filter(outcomes)}

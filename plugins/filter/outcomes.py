# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: outcomes
short_description: Tell what roster tasks did for each person
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Turns what M(people.access.roster) returned into rows by platform and person, or into lines of text.
  - With O(proof), says of each of the O(people) on each platform whether anything is left.
  - Of the O(people), whoever has no account on any platform gives a warning, as that may be a mistyped address.
positional: _input
options:
  _input:
    description: A result of M(people.access.roster), a list of them, or what a looping task registered.
    type: raw
    required: true
  people:
    description: The people of whom nothing is to be left, as in a roster.
    type: list
    elements: dictionary
    default: []
  proof:
    description:
      - What M(people.access.roster) returned when it looked again in check mode, and M(people.access.tsna_session_info), in the same forms.
      - What M(people.access.te_user_info), M(people.access.segment_user_info), M(people.access.contabo_user_info) and M(people.access.tsna_user_info)
        returned in a loop over rows of removed accounts, each read by its C(id).
      - What could not be read proves nothing, and counts as failed.
    type: raw
    default: []
  require_found:
    description: Whether one of the O(people) without an account on any platform counts as failed. Without it, this is a warning.
    type: bool
    default: false
    version_added: 1.0.0
  removals:
    description:
      - Accounts that were to be removed, as the C(removals) of P(people.access.review_decisions#filter). Each that was not removed, or in check mode
        would not be, is a failed row.
    type: list
    elements: dictionary
    default: []
    version_added: 1.0.0
  lines:
    description: Return a line of text for each platform and person instead of rows. What check mode predicts reads C(would delete) and so on.
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

- name: Say what happened
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
      C(proved absent) or C(not found). C(predicted) tells that nothing was done yet, as in check mode.
    - C(person) is empty in rows about a whole platform, C(platform) in those about a person on all of them.
  type: list
  elements: raw
"""

from typing import Any

from ansible.utils.display import Display

from ansible_collections.people.access.plugins.module_utils.lifecycle import given, summary
from ansible_collections.people.access.plugins.plugin_utils.filters import as_filter

display = Display()


def outcomes(results: Any, people: Any = (), proof: Any = (), lines: Any = False, require_found: Any = False, removals: Any = ()) -> Any:
    rows = summary.outcomes(results, given.persons(people or []), proof or (), given.boolean(require_found), given.persons(removals or []))
    for row in rows:
        if row["action"] == summary.NOT_FOUND:
            display.warning(f"{summary.summary([row])[0]}. Check the address if this is somebody who should have one.")
    return summary.summary(rows) if given.boolean(lines) else rows


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"outcomes": as_filter(outcomes)}

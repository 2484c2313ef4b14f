# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What modules that manage one account have in common."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
---
options: {}
notes:
  - An option that is omitted is not managed, so it keeps its value on the platform. An empty list clears what there is, and an empty text
    does where the platform allows it.
  - An account that exists already is adopted, and only what differs is changed. Removing an account that does not exist is no change.
  - Unknown and ambiguous names, and unknown ids, fail the task before anything is written. Names may differ in case if only one fits.
"""

    MEMBERSHIP = r"""
---
options:
  membership:
    description:
      - How the lists of grants in this task are applied. They are sets, in which order and repetition mean nothing.
      - V(exact) makes the account have what is listed and nothing else of the kind.
      - V(add) adds what is missing and keeps everything else.
      - V(remove) takes away what is listed and keeps everything else.
      - It counts for every list of grants that the task gives. All other options are applied as they stand.
    type: str
    choices: [exact, add, remove]
    default: exact
"""

    # Modules that manage a list of users.
    MANY = r"""
---
options:
  prune:
    description:
      - Remove everybody who is not in O(users), nor in O(protect), nor kept by a guard. RV(notes) names those that a guard keeps.
      - An empty O(users) together with it fails the task, as it would remove everybody.
    type: bool
    default: false
  max_removals:
    description:
      - How many users the task may remove, disable or leave without any access at most, those in O(users) and those that O(prune) finds taken
        together, by whatever option. If there are more, the task fails before anything is written. V(-1) is no limit.
    type: int
    default: 5
  protect:
    description:
      - Addresses of users to protect, on TSNA also login names. C(*) in an entry matches any text.
      - O(prune) leaves protected users alone. The task fails before the first write if O(users) would remove or disable a protected user, take a
        role away, or change the address or password.
      - On TSNA, every other user with the same address as a protected user is protected too.
      - Entries are not case-sensitive, and their Unicode form does not matter. RV(notes) lists entries that match nobody.
    type: list
    elements: str
notes:
  - The users of the platform are listed once, and details are read only of those in O(users).
  - All names and guards are checked before the first write, and all problems are told at once. Then nothing has been written.
  - A write that fails does not stop the rest. The task fails at the end, and RV(users) has a row for each user, those that failed last.
"""

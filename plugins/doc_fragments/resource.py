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
  - Omitted options are not managed and keep their values on the platform. An empty list removes all entries. An empty string clears the value if the
    platform allows it.
  - The module adopts an existing account and changes only what differs. Removing an account that does not exist is not a change.
  - If a name is unknown or ambiguous, or the ID of a role, group or user is unknown, the task fails before the first write. Names may differ in case if
    only one matches. Other IDs, such as those of the resources of a Segment permission, may be sent without a check.
  - A result of the corresponding info module is accepted as it is. Members that cannot be set are ignored, and names and IDs must mean the same.
"""

    MEMBERSHIP = r"""
---
options:
  membership:
    description:
      - How to apply the lists of grants in this task. The lists are sets, so order and duplicates do not matter.
      - Set to V(exact) to make the account have the listed grants and no others of that kind.
      - Set to V(add) to add missing grants and keep all others.
      - Set to V(remove) to remove the listed grants and keep all others.
      - Applies to every list of grants in the task. All other options are applied as given.
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
      - Remove all users that are neither in O(users) nor in O(protect) and that no guard keeps. RV(notes) names the users that a guard keeps.
      - Fails if O(users) is empty, because this would remove all users.
    type: bool
    default: false
  max_removals:
    description:
      - Maximum number of users that the task may remove, disable or leave without any access, by whatever option. Users in O(users) and users that
        O(prune) finds are counted together.
      - If there are more, the task fails before the first write. Set to V(-1) for no limit.
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
  - The module lists the users of the platform once and reads details only of those in O(users).
  - The module checks all names and guards before the first write and reports all problems at once. In that case nothing has been written.
  - A failed write does not stop the others. The task fails at the end. RV(users) has a row for each user, with the failed ones last.
"""

    # Modules that manage a list of users and write several of them in parallel.
    PARALLEL = r"""
---
options:
  parallel_writes:
    description:
      - Number of users to write in parallel, from V(1) to V(32). With V(1), each user is written after the one before it, in the order of the list.
      - The order of changes stays. Users get access before others lose it. Users whose address or name changes are written one after the other.
      - The state and the rows of the result are the same with any number. The limits of the platform apply to all requests of the task together.
      - If not set, the environment variable E(PEOPLE_ACCESS_PARALLEL_WRITES) is used.
    type: int
    default: 4
    version_added: 1.0.0
"""

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What modules promise: check mode, diff, idempotence, and the groups for module defaults."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
---
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
  idempotent:
    description:
      - When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
      - This assumes that nobody else changes the same objects in between.
"""

    # No section may have the name of a file in this directory, because Ansible would use that file instead.

    # For modules that write. Each module documents whether it is idempotent.
    WRITES = r"""
---
options: {}
attributes:
  check_mode:
    support: full
    details:
      - Checks options, names and IDs as in a real run, and sends no request that changes anything.
  diff_mode:
    support: full
    details:
      - The diff shows what the task manages, with names instead of IDs and with secrets masked.
"""

    # Modules that only read.
    READS = r"""
---
options: {}
attributes:
  check_mode:
    support: full
    details:
      - This action does not modify state.
  diff_mode:
    support: N/A
    details:
      - This action does not modify state.
  idempotent:
    support: full
    details:
      - This action does not modify state.
"""

    ACTIONGROUP_THOUSANDEYES = r"""
---
options: {}
attributes:
  action_group:
    description: Use C(group/people.access.thousandeyes) or C(group/people.access.all) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - people.access.thousandeyes
      - people.access.all
"""

    ACTIONGROUP_SEGMENT = r"""
---
options: {}
attributes:
  action_group:
    description: Use C(group/people.access.segment) or C(group/people.access.all) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - people.access.segment
      - people.access.all
"""

    ACTIONGROUP_CONTABO = r"""
---
options: {}
attributes:
  action_group:
    description: Use C(group/people.access.contabo) or C(group/people.access.all) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - people.access.contabo
      - people.access.all
"""

    ACTIONGROUP_TSNA = r"""
---
options: {}
attributes:
  action_group:
    description: Use C(group/people.access.tsna) or C(group/people.access.all) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - people.access.tsna
      - people.access.all
"""

    # Modules for people on several platforms.
    ACTIONGROUP_PEOPLE = r"""
---
options: {}
attributes:
  action_group:
    description:
      - Use C(group/people.access.all) or the groups of the platforms, such as C(group/people.access.contabo), in C(module_defaults) to set
        defaults for this module.
    support: full
    membership:
      - people.access.thousandeyes
      - people.access.segment
      - people.access.contabo
      - people.access.tsna
      - people.access.all
"""

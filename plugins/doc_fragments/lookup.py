# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lookup plugins have in common."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
---
options:
  attribute:
    description:
      - What to return of each object, by the name that it has in the results of the info module of its kind.
    type: string
    default: id
  all:
    description:
      - Whether to return the attribute of every object of the kind. Mutually exclusive with names.
      - Without names and without this option the result is empty, so that an empty list of names never means everybody.
    type: boolean
    default: false
    version_added: 1.0.0
notes:
  - Each kind is listed once in a task. Ansible evaluates a template each time it is used,
    so keep a value that is used in several tasks with C(ansible.builtin.set_fact).
  - The names of tasks and the hosts of plays are evaluated outside of tasks. A lookup in one of these lists anew each time.
  - Lookups only read. They run where Ansible runs, and take their credentials from the environment or from the options given.
"""

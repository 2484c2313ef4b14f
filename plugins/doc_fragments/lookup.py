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
      - Attribute of each object to return, named as in the return values of the corresponding info module.
    type: string
    default: id
  all:
    description:
      - Whether to return the attribute of every object of this kind. Mutually exclusive with names.
      - Without names and without this option, the result is empty. An empty list of names therefore never means all objects.
    type: boolean
    default: false
    version_added: 1.0.0
notes:
  - Each kind is listed once per task. Ansible evaluates a template each time it is used, so store a value that several tasks use with
    C(ansible.builtin.set_fact).
  - Ansible evaluates task names and the hosts of plays outside of tasks. A lookup there lists the objects again each time.
  - Lookups are read-only. They run on the controller and take their credentials from the environment or from their options.
"""

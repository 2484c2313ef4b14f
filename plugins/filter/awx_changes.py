# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: awx_changes
short_description: Compare controller_* data with an AWX
version_added: 1.0.0
author:
  - People Access Authors (@people-access)
description:
  - Says which requests bring an AWX, Ascender or Automation Platform into line with C(controller_*) data. The playbook C(people.access.awx) sends them.
  - It sends nothing itself. What it has to know comes in with O(_input), the answers of the API; it says which ones are missing.
  - Only objects whose description ends with the sentence that the playbook writes are changed or removed.
positional: _input, kit
options:
  _input:
    description: Answers of the API, by their path below C(/api/v2/), which may be none in the beginning.
    type: dictionary
    required: true
  kit:
    description: The data, C(controller_templates) and so on.
    type: dictionary
    required: true
  settings:
    description:
      - C(prefix), C(organization), C(absent), C(updated), C(secrets), C(scm_url), C(scm_branch), C(scm_credential) and C(image), as the playbook has them.
    type: dictionary
    default: {}
"""

EXAMPLES = r"""
---
- name: Find out what has to be read first
  ansible.builtin.set_fact:
    compared: "{{ {} | people.access.awx_changes({'controller_labels': [{'name': 'people-access', 'organization': 'Default'}]}) }}"

- name: Show it
  ansible.builtin.debug:
    msg: "{{ compared.reads }}"
"""

RETURN = r"""
---
_value:
  description:
    - C(reads), paths that have to be read before anything can be said; C(problems), sentences of what cannot be done.
    - C(changes), the requests with C(text), C(method), C(path), C(body), C(before), C(after) and C(secret). Without a path it has to wait for another one.
    - C(lines), the changes to read; C(project), the id of a project that has to be updated first, or 0.
    - C(asks), fields of credentials that nobody has given; C(environment), the environment variable of each field.
  type: dictionary
"""

from collections.abc import Mapping
from typing import Any

from ansible.utils.unsafe_proxy import wrap_var

from ansible_collections.people.access.plugins.plugin_utils.awx import Settings, compare, described


def awx_changes(documents: Mapping[str, Any], kit: Mapping[str, Any], settings: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What AWX says is never a template."""
    found = compare(plain(kit), plain(documents), Settings(**plain(settings or {})))
    return wrap_var({**found, "lines": list(described(found["changes"]))})


def plain(value: Any) -> Any:
    """Without the containers of ansible-core that fill in templates when they are read."""
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, (list, tuple)) else value


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"awx_changes": awx_changes}

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which texts Ansible takes for templates: from ansible-core 2.19 on those that are marked as trusted, before all that are not marked as unsafe."""

from __future__ import annotations

import inspect
from typing import Any

from ansible.parsing.dataloader import DataLoader

try:
    from ansible.template import is_trusted_as_template, trust_as_template
except ImportError:  # ansible-core 2.18
    from ansible.utils.unsafe_proxy import AnsibleUnsafe

    def trust_as_template(value: str) -> str:
        return value

    def is_trusted_as_template(value: object) -> bool:
        return isinstance(value, str) and not isinstance(value, AnsibleUnsafe)


def variables_of(path: str) -> Any:
    """A file of variables, as Ansible reads it."""
    read = DataLoader().load_from_file
    return read(path, trusted_as_template=True) if "trusted_as_template" in inspect.signature(read).parameters else read(path)


__all__ = ["is_trusted_as_template", "trust_as_template", "variables_of"]

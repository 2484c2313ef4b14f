# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the module access_review, with rosters decrypted that are encrypted with Ansible Vault, which a module cannot do."""

from __future__ import annotations

from typing import Any

from ansible_collections.people.access.plugins.plugin_utils.direct import DirectAction, import_early
from ansible_collections.people.access.plugins.plugin_utils.vault import with_decrypted

import_early(__name__)


class ActionModule(DirectAction):
    def run_module(self, task_vars: Any, in_background: bool) -> dict[str, Any]:
        return self.execute(with_decrypted(self, dict(self._task.args)), task_vars, in_background)

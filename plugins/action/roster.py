# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the module roster with what a module cannot know: decrypted rosters, Ansible Vault for new passwords, and the facts of the run for evidence."""

from __future__ import annotations

from typing import Any

from ansible_collections.people.access.plugins.module_utils.lifecycle.new_passwords import use_vault
from ansible_collections.people.access.plugins.plugin_utils.direct import DirectAction, import_early
from ansible_collections.people.access.plugins.plugin_utils.run_facts import with_run_facts
from ansible_collections.people.access.plugins.plugin_utils.vault import decrypting, encrypting, with_decrypted

import_early(__name__)


class ActionModule(DirectAction):
    _tells_in_loops = True

    def run_module(self, task_vars: Any, in_background: bool) -> dict[str, Any]:
        use_vault(encrypting(self._loader), decrypting(self._loader))
        arguments = with_run_facts(dict(self._task.args), task_vars)
        return self.execute(with_decrypted(self, arguments), task_vars, in_background)

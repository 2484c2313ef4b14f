# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the module access_review, with rosters decrypted that are encrypted with Ansible Vault, which a module cannot do."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase

from ansible_collections.people.access.plugins.plugin_utils.vault import with_decrypted


class ActionModule(ActionBase):
    _requires_connection = True

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        arguments = with_decrypted(self, dict(self._task.args))
        return {**result, **self._execute_module(module_args=arguments, task_vars=task_vars, wrap_async=self._task.async_val)}

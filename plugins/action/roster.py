# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the module roster, decrypts rosters that are encrypted with Ansible Vault, and shows the progress of the module while it works.

A module alone can do neither: it knows no vault, and its output comes when it has ended.
"""

from __future__ import annotations

import os
import tempfile
import threading
from typing import Any

from ansible.utils.display import Display

from ansible_collections.people.access.plugins.plugin_utils.direct import DirectAction
from ansible_collections.people.access.plugins.plugin_utils.vault import with_decrypted

display = Display()


class ActionModule(DirectAction):
    def run_module(self, task_vars: Any, in_background: bool) -> dict[str, Any]:
        """Run the module and return its result. Shows progress if the module runs on this machine and in the foreground."""
        arguments = with_decrypted(self, dict(self._task.args))
        if self._connection.transport != "local" or in_background or arguments.get("progress_file"):
            return self.execute(arguments, task_vars, in_background)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "progress")
            over = threading.Event()
            teller = threading.Thread(target=self._tell, args=(path, over, str((task_vars or {}).get("inventory_hostname", ""))), daemon=True)
            teller.start()
            try:
                return self.execute({**arguments, "progress_file": path}, task_vars, in_background)
            finally:
                over.set()
                teller.join()

    @staticmethod
    def _tell(path: str, over: threading.Event, host: str) -> None:
        """Display lines that are appended to the file."""
        place = 0
        while not over.wait(1):
            if os.path.exists(path):
                with open(path, encoding="utf-8") as file:
                    file.seek(place)
                    for line in file.read().splitlines():
                        display.display(f"  {host}  {line}")
                    place = file.tell()

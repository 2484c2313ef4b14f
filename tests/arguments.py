# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Give a module its arguments without ansible-playbook, on every supported release of ansible-core."""

from __future__ import annotations

import contextlib
import json
import unittest.mock
from typing import Any

from ansible.module_utils import basic

try:
    from ansible.module_utils.testing import patch_module_args
except ImportError:  # ansible-core 2.18

    def patch_module_args(args: dict[str, Any]) -> contextlib.AbstractContextManager[Any]:
        return unittest.mock.patch.object(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": args}).encode())


__all__ = ["patch_module_args"]

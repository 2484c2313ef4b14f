# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tests/tools/generate_runtime.py.
"""Runs the module of this name without a new interpreter where possible."""

from __future__ import annotations

from ansible_collections.people.access.plugins.plugin_utils.direct import DirectAction, import_early

import_early(__name__)


class ActionModule(DirectAction):
    pass

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The last sentence of a description, by which an import recognizes what it has created."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def marker(name: str, prefix: str) -> str:
    """Return the sentence. It has the name, because a copy or a renamed object is somebody else's, and has the description too."""
    behind = f" with the prefix {json.dumps(prefix, ensure_ascii=False)}" if prefix else ""
    return f"Managed by people.access.awx as {json.dumps(name, ensure_ascii=False)}{behind}."


def made_here(found: Mapping[str, Any], prefix: str) -> bool:
    """Return whether an import with this prefix has created the object."""
    return str(found.get("description", "")).endswith(marker(str(found.get("name")), prefix))

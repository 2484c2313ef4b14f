# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Compares values of AWX with those of a kit, and completes the values to send."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .kinds import ENCRYPTED

PLACEHOLDER = "example.com"


def fits(there: Any, wanted: Any, is_text: bool = False) -> bool:
    """Return whether the current value has everything that is desired. Placeholders and unreadable secrets match any value.

    ``is_text``: AWX stores the value as JSON or YAML.
    """
    if is_text:
        return bool((_parsed(there or "") or {}) == wanted)
    if isinstance(wanted, str) and PLACEHOLDER in wanted or there == ENCRYPTED:
        return True
    if isinstance(wanted, Mapping):
        return isinstance(there, Mapping) and all(fits(there.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, (list, tuple)):
        if any(isinstance(one, str) and PLACEHOLDER in one for one in wanted):
            return True
        return isinstance(there, list) and len(there) == len(wanted) and all(map(fits, there, wanted))
    return bool(there == wanted) or there is None and wanted in ("", {}, [])


def completed(there: Any, wanted: Any) -> Any:
    """Return the dictionary to send. AWX replaces the whole dictionary, so other current members are included."""
    if not isinstance(wanted, Mapping) or not isinstance(there, Mapping):
        return wanted
    kept = {name: value for name, value in there.items() if name not in wanted or fits(value, wanted[name])}
    return {**wanted, **kept}


def _parsed(text: str) -> Any:
    """Return the value of JSON, or of YAML, which the UI of AWX writes. Return the text itself if it is neither, or if PyYAML is missing."""
    try:
        return json.loads(text or "null")
    except ValueError:
        pass
    try:
        import yaml
    except ImportError:
        return text
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return text

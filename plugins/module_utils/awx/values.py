# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Compares values of AWX with those of a kit, and completes the values to send."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ..engine.secret_options import without_secrets
from .inputs import FALSE, TRUE
from .kinds import ENCRYPTED

_PLACEHOLDER = re.compile(r"(?<![\w-])example\.com(?![\w-]|\.\w)")  # not in myexample.com, nor in example.com.br


VARIABLES = ("extra_vars", "variables", "source_vars", "extra_data")  # anything may be in them


def is_placeholder(value: Any) -> bool:
    """Return whether a value of a kit is to be replaced by the user."""
    return isinstance(value, str) and bool(_PLACEHOLDER.search(value))


def fits(current: Any, desired: Any) -> bool:
    """Return whether the current value has everything that is desired. Placeholders and unreadable secrets match any value."""
    if is_placeholder(desired) or current == ENCRYPTED:
        return True
    if isinstance(desired, Mapping):
        return isinstance(current, Mapping) and all(fits(current.get(name), value) for name, value in desired.items())
    if isinstance(desired, (list, tuple)):
        if any(map(is_placeholder, desired)):
            return True
        return isinstance(current, list) and len(current) == len(desired) and all(map(fits, current, desired))
    return bool(current == desired) or current is None and desired in ("", {}, [])


def filled(current: Any, desired: Any) -> Any:
    """Return the desired value with what the user has put in the place of placeholders. Nothing else of the current value is left."""
    if current is not None and any(map(is_placeholder, desired if isinstance(desired, list) else [desired])):
        return current
    if isinstance(current, Mapping) and isinstance(desired, Mapping):
        return {name: filled(current.get(name), value) for name, value in desired.items()}
    if isinstance(current, list) and isinstance(desired, list) and len(current) == len(desired):
        return list(map(filled, current, desired))
    return desired


def is_made_of(current: Any, desired: Any) -> bool:
    """Return whether AWX makes the current value of the desired one: a boolean or a number of text, text of a number, or text without blanks around it."""
    if not isinstance(desired, str):
        return isinstance(current, str) and isinstance(desired, (int, float)) and not isinstance(desired, bool) and current == str(desired)
    text = desired.strip()
    if isinstance(current, bool):
        return text.lower() in (TRUE if current else FALSE)
    if isinstance(current, int):
        return re.fullmatch("-?[0-9]+", text) is not None and int(text) == current
    return bool(current == text)


def is_of_user(current: Any, desired: Mapping[str, Any]) -> bool:
    """Return whether AWX has another value instead of a placeholder. Then the other members, such as the port of a mail server, belong to the user too."""
    places = [name for name, value in desired.items() if any(map(is_placeholder, value if isinstance(value, list) else [value]))]
    return isinstance(current, Mapping) and any(current.get(name) != desired[name] for name in places)


def completed(current: Any, desired: Any) -> Any:
    """Return the dictionary to send. AWX replaces the whole dictionary, so other current members are included."""
    if not isinstance(desired, Mapping) or not isinstance(current, Mapping):
        return desired
    kept = {name: value for name, value in current.items() if name not in desired or fits(value, desired[name])}
    return {**desired, **kept}


def shown(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return members of an object for the diff, without what has the name of a secret in variables and answers."""
    return {name: without_secrets(parsed(value) if isinstance(value, str) else value, None) if name in VARIABLES else value for name, value in members.items()}


def parsed(text: str | None) -> Any:
    """Return the value of JSON, or of YAML, which the UI of AWX writes. Return the text itself if it is neither, or if PyYAML is missing."""
    return _value(text or "") or {}


def _value(text: str) -> Any:
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

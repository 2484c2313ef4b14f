# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Tells which options of a task are secret, also where they are not declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .masking import hide_userinfo, looks_secret

NO_LOG_PLACEHOLDER = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"  # as in Ansible
PASSWORD = "password"
EXTRA = "extra_attributes"  # members that no documentation describes, so that only their names tell whether they are secrets


def misplaced(value: Any, extra: bool = False) -> Iterator[str]:
    """Yield secrets in options without declared suboptions: passwords, such as of a person of a roster, where they do not belong, and in ``EXTRA``."""
    for name, member in value.items() if isinstance(value, Mapping) else ():
        if isinstance(member, str) and (name == PASSWORD or extra and looks_secret(str(name))):
            yield member
        yield from misplaced(member, extra or name == EXTRA)
    for member in value if isinstance(value, (list, tuple)) else ():
        yield from misplaced(member, extra)


def without_secrets(value: Any, spec: Mapping[str, Any] | None) -> Any:
    """Return the value of options, at any depth, without secrets and passwords in URLs. ``spec`` is None below an option without declared suboptions."""
    if isinstance(value, Mapping):
        return {name: NO_LOG_PLACEHOLDER if member and _is_secret(name, member, spec) else without_secrets(
            member, (spec or {}).get(name, {}).get("options")
        ) for name, member in value.items()}
    if isinstance(value, list):
        return [without_secrets(item, spec) for item in value]
    return hide_userinfo(value) if isinstance(value, str) else value


def _is_secret(name: str, value: Any, spec: Mapping[str, Any] | None) -> bool:
    """Return whether the value of an option is or may be a secret.

    An unknown option may be a credential with a misspelled name, and a string in place of a dictionary may contain anything.
    """
    if spec is None:
        return name == PASSWORD or isinstance(value, str) and looks_secret(str(name))
    option = spec.get(name, {})
    dictionary = "dict" in (option.get("type"), option.get("elements"))
    return name == PASSWORD or bool(option.get("no_log")) or name not in spec or (dictionary and isinstance(value, str))

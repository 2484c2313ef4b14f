# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the fields of a request body. Each check returns the messages of the API's validator."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

ACTIONS = ("CREATE", "READ", "UPDATE", "DELETE")
LOCALES = ("de-DE", "de", "en-US", "en", "es", "es-ES", "pt-BR", "pt")

Check = Callable[[str, Any], "list[str]"]


def text(field: str, value: Any) -> list[str]:
    if not isinstance(value, str):
        return [f"{field} must be longer than or equal to 1 characters", f"{field} must be a string"]
    if not value:
        return [f"{field} must be longer than or equal to 1 characters"]
    return [f"{field} must be shorter than or equal to 255 characters"] if len(value) > 255 else []


def flag(field: str, value: Any) -> list[str]:
    return [] if isinstance(value, bool) else [f"{field} must be a boolean value"]


def locale(field: str, value: Any) -> list[str]:
    return [] if value in LOCALES else [f"{field} must be one of the following values: {', '.join(LOCALES)}"]


def ids(field: str, value: Any) -> list[str]:
    if not isinstance(value, list):
        return [f"{field} must be an array"]
    return [] if all(isinstance(item, int) and not isinstance(item, bool) for item in value) else [f"each value in {field} must be an integer number"]


def actions(field: str, value: Any) -> list[str]:
    if not isinstance(value, list):
        return [f"{field} must be an array"]
    return [] if all(item in ACTIONS for item in value) else [f"each value in {field} must be one of the following values: {', '.join(ACTIONS)}"]


def permissions(field: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return [f"{field} must be an array"]
    return [message for number, item in enumerate(value) for message in problems_of(item, PERMISSION, ("apiName", "actions"), f"{field}.{number}.")]


def problems_of(body: dict[str, Any], checks: dict[str, Check], required: Iterable[str], before: str = "") -> list[str]:
    return [message for field, check in checks.items() if field in body or field in required for message in check(before + field, body.get(field))]


USER: dict[str, Check] = {"firstName": text, "lastName": text, "email": text, "enabled": flag, "totp": flag, "locale": locale, "roles": ids}
ROLE: dict[str, Check] = {"name": text, "admin": flag, "accessAllResources": flag, "permissions": permissions}
PERMISSION: dict[str, Check] = {"apiName": text, "actions": actions, "resources": ids}

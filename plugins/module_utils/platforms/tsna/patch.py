# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""TSNA: the JSON Patch (RFC 6902) that an update sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .shape import Shape, dynamic_values


def minimal_patch(document: Mapping[str, Any], shape: Shape, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the RFC 6902 operations that change a document to the values of ``body``; empty if nothing differs.

    ``body`` has any of name, email, enabled, password (scalars), roles (entries), dynamic_fields (values by name). Members are set with ``add``, which
    works whether or not the server omits nulls. ``test`` operations make the patch fail after a concurrent change.
    """
    members = {"name": "name", "email": shape.email, "enabled": shape.enabled, "password": shape.password, "roles": shape.roles}
    steps = [
        {"op": "add", "path": f"/{_token(members[field])}", "value": None if value == "" else value}
        for field, value in body.items() if field in members and document.get(members[field]) != value and (value != "" or document.get(members[field]))
    ]
    array = isinstance(document.get(shape.dynamic_fields), list)
    for name, values in (body.get("dynamic_fields") or {}).items():
        added = _field_steps(document, shape.dynamic_fields, name, values, array)
        array = array or bool(added)
        steps += added
    return [{"op": "test", "path": "/name", "value": document["name"]}, *steps] if steps else []


def _field_steps(document: Mapping[str, Any], member: str, name: str, values: tuple[str, ...], array: bool) -> list[dict[str, Any]]:
    if tuple(sorted(values)) == dynamic_values(document, member).get(name, ()):
        return []
    present, fields = [item["name"] for item in document.get(member) or ()], f"/{_token(member)}"
    if name in present:
        path = f"{fields}/{present.index(name)}"
        return [{"op": "test", "path": f"{path}/name", "value": name}, {"op": "add", "path": f"{path}/values", "value": list(values)}]
    entry = {"name": name, "values": list(values)}
    return [{"op": "add", "path": f"{fields}/-", "value": entry} if array else {"op": "add", "path": fields, "value": [entry]}]


def _token(member: str) -> str:
    return member.replace("~", "~0").replace("/", "~1")

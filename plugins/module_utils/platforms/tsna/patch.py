# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""TSNA: the JSON Patch (RFC 6902) that an update sends, and the whole document for servers that take no patch."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from .attributes import same_json
from .shape import Shape, dynamic_values

LINK = "dynamicFieldDetailsLink"  # of a dynamic field, readOnly


def minimal_patch(document: Mapping[str, Any], shape: Shape, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the RFC 6902 operations that change a document to the values of ``body``; empty if nothing differs.

    ``body`` has any of name, email, enabled, password (scalars), roles (entries), dynamic_fields (values by name), extra_attributes (values by member,
    None removes it). Members are set with ``add``, which works whether or not the server omits nulls. ``test`` operations make the patch fail after a
    concurrent change.
    """
    members = _members(shape)
    steps = [
        {"op": "add", "path": f"/{_token(members[field])}", "value": None if value == "" else value}
        for field, value in body.items() if field in members and document.get(members[field]) != value and (value != "" or document.get(members[field]))
    ]
    array = isinstance(document.get(shape.dynamic_fields), list)
    for name, values in (body.get("dynamic_fields") or {}).items():
        added = _field_steps(document, shape.dynamic_fields, name, values, array)
        array = array or bool(added)
        steps += added
    for member, value in (body.get("extra_attributes") or {}).items():
        steps += _extra_steps(document, member, value)
    return [{"op": "test", "path": f"/{_token(shape.name)}", "value": document[shape.name]}, *steps] if steps else []


def whole_document(document: Mapping[str, Any], shape: Shape, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document that was read with the values of ``body`` (see ``minimal_patch``), without the members that are readOnly in the contract.

    It is for PUT, which sets omitted members to null.
    """
    members = _members(shape)
    whole = {member: copy.deepcopy(value) for member, value in document.items() if member not in shape.read_only}
    whole.update((members[part], None if value == "" else value) for part, value in body.items() if part in members)
    whole.update(body.get("extra_attributes") or {})
    if whole.get(shape.dynamic_fields) or body.get("dynamic_fields"):
        entries = [{name: value for name, value in entry.items() if name != LINK} for entry in whole.get(shape.dynamic_fields) or ()]
        for name, values in (body.get("dynamic_fields") or {}).items():
            held = next((entry for entry in entries if entry["name"] == name), None)
            if held is None:
                held = {"name": name}
                entries.append(held)
            held["values"] = list(values)
        whole[shape.dynamic_fields] = entries
    return whole


def _members(shape: Shape) -> dict[str, str]:
    return {"name": shape.name, "email": shape.email, "enabled": shape.enabled, "password": shape.password, "roles": shape.roles}


def _extra_steps(document: Mapping[str, Any], member: str, value: Any) -> list[dict[str, Any]]:
    path, held = f"/{_token(member)}", document.get(member)
    if same_json(held, value):
        return []
    if held is None:
        return [{"op": "add", "path": path, "value": value}]
    step = {"op": "remove", "path": path} if value is None else {"op": "replace", "path": path, "value": value}
    return [{"op": "test", "path": path, "value": held}, step]


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

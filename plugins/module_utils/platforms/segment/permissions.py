# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Segment: permissions of users, invites and groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...engine.fields import OMITTED, UNKNOWN, Row, SetField
from ...engine.names import Names

RESOURCE_TYPES = ("WORKSPACE", "SOURCE", "WAREHOUSE", "FUNCTION", "SPACE")


class Permissions(SetField):
    """Atoms: (role id, resource type, resource id, labels). One role on one source is revoked without touching the same role on another."""

    def options(self) -> dict[str, dict[str, Any]]:
        label = {"key": {"type": "str", "required": True, "no_log": False}, "value": {"type": "str", "required": True}}
        resource = {
            "type": {"type": "str", "required": True, "choices": list(RESOURCE_TYPES)}, "id": {"type": "str"}, "name": {"type": "str"},
            "labels": {"type": "list", "elements": "dict", "options": label},
        }
        entry = {
            "role": {"type": "str"}, "role_id": {"type": "str"},
            "resources": {
                "type": "list", "elements": "dict", "required": True, "options": resource, "mutually_exclusive": [["id", "name"]],
                "required_if": [["type", one, ["id"]] for one in RESOURCE_TYPES if one != "WORKSPACE"],
            },
        }
        one_of = [["role", "role_id"]]
        return {self.name: {"type": "list", "elements": "dict", "options": entry, "mutually_exclusive": one_of, "required_one_of": one_of}}

    def wanted(self, params: Mapping[str, Any], names: Names) -> Any:
        atoms = set()
        for entry in params[self.name]:
            role = entry.get("role_id") or names.id("role", entry["role"])
            for one in entry["resources"]:
                labels = frozenset((label["key"], label["value"]) for label in one.get("labels") or ())
                atoms.add((role, one["type"], self._resource_id(one, names), labels))
        return frozenset(atoms)

    @staticmethod
    def _resource_id(one: Mapping[str, Any], names: Names) -> str:
        if one.get("id"):
            return str(one["id"])
        if one.get("name"):
            return names.id("workspace", one["name"])
        return next(iter(names.listed("workspace")))  # a token belongs to one workspace

    def read(self, row: Row, names: Names) -> Any:
        if row.get("status") == "pending" or row.get("permissions") is UNKNOWN:
            return UNKNOWN
        if row.get("permissions") is None:
            return OMITTED
        atoms: set[Any] = set()
        for entry in row["permissions"]:
            role = _named_role(entry, names)
            folded = _labels(entry.get("labels"))  # the schema also allows labels on the permission itself: they narrow each resource
            atoms.update((role, one["type"], one["id"], _labels(one.get("labels")) | folded) for one in entry.get("resources") or ())
        return frozenset(atoms)

    def body(self, value: Any, names: Names) -> dict[str, Any]:
        return {self.api: as_permissions(value)}

    def show(self, value: Any, names: Names) -> Any:
        return [
            {"role": names.name("role", entry["roleId"]), "resources": entry["resources"]}
            for entry in sorted(as_permissions(value), key=lambda entry: names.name("role", entry["roleId"]))
        ]

    def check(self, value: Any, names: Names) -> None:
        for role in sorted({atom[0] for atom in value}):
            names.require("role", role)


def _named_role(entry: Row, names: Names) -> str:
    """The role of a permission. The schema lets its name be left out; an id alone would pass for a role without power, so the list tells it then."""
    id_ = str(entry["roleId"])
    return names.learn("role", id_, entry.get("roleName") or (None if names.is_learned("role", id_) else names.listed("role").get(id_)))


def _labels(rows: Any) -> frozenset[tuple[str, str]]:
    return frozenset((row["key"], row["value"]) for row in rows or ())


def _label_rows(labels: frozenset[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in sorted(labels)]


def _ordered(atoms: Iterable[Any]) -> list[Any]:
    return sorted(atoms, key=lambda atom: (atom[0], atom[1], atom[2], sorted(atom[3])))


def as_permissions(atoms: Iterable[Any]) -> list[dict[str, Any]]:
    """PermissionInputV1: labels on the resource."""
    roles: dict[str, list[dict[str, Any]]] = {}
    for role, type_, id_, labels in _ordered(atoms):
        roles.setdefault(role, []).append({"id": id_, "type": type_, **({"labels": _label_rows(labels)} if labels else {})})
    return [{"roleId": role, "resources": resources} for role, resources in roles.items()]


def as_invite_permissions(atoms: Iterable[Any]) -> list[dict[str, Any]]:
    """InvitePermissionV1: labels on the permission, hence one entry for each set of labels."""
    entries: dict[tuple[Any, ...], list[dict[str, str]]] = {}
    for role, type_, id_, labels in _ordered(atoms):
        entries.setdefault((role, labels), []).append({"id": id_, "type": type_})
    return [{"roleId": role, "resources": resources, **({"labels": _label_rows(labels)} if labels else {})} for (role, labels), resources in entries.items()]
PERMISSIONS = Permissions("permissions", "permissions")

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Segment: permissions of users, invites and groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...engine.fields import UNREADABLE, UNSET, Row, SetField
from ...engine.names import Names

RESOURCE_TYPES = ("WORKSPACE", "SOURCE", "WAREHOUSE", "FUNCTION", "SPACE")


class Permissions(SetField):
    """Permissions. A grant is (role id, resource type, resource id, labels), so a role on one source can be revoked independently of another source."""

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
                "required_if": [["type", item, ["id"]] for item in RESOURCE_TYPES if item != "WORKSPACE"],
            },
        }
        one_of = [["role", "role_id"]]
        return {self.name: {"type": "list", "elements": "dict", "options": entry, "mutually_exclusive": one_of, "required_one_of": one_of}}

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        grants = set()
        for entry in params[self.name]:
            role = entry.get("role_id") or names.id("role", entry["role"])
            for resource in entry["resources"]:
                labels = frozenset((label["key"], label["value"]) for label in resource.get("labels") or ())
                grants.add((role, resource["type"], self._resource_id(resource, names), labels))
        return frozenset(grants)

    @staticmethod
    def _resource_id(entry: Mapping[str, Any], names: Names) -> str:
        if entry.get("id"):
            return str(entry["id"])
        if entry.get("name"):
            return names.id("workspace", entry["name"])
        return next(iter(names.listed("workspace")))  # a token belongs to one workspace

    def from_api(self, row: Row, names: Names) -> Any:
        if row.get("status") == "pending" or row.get("permissions") is UNREADABLE:
            return UNREADABLE
        if row.get("permissions") is None:
            return UNSET
        grants: set[Any] = set()
        for entry in row["permissions"]:
            role = _named_role(entry, names)
            common = _labels(entry.get("labels"))  # the schema also allows labels on the permission; they limit each resource
            grants.update((role, resource["type"], resource["id"], _labels(resource.get("labels")) | common) for resource in entry.get("resources") or ())
        return frozenset(grants)

    def to_api(self, value: Any, names: Names) -> dict[str, Any]:
        return {self.api: as_permissions(value)}

    def to_user(self, value: Any, names: Names) -> Any:
        return [
            {"role": names.name("role", entry["roleId"]), "resources": entry["resources"]}
            for entry in sorted(as_permissions(value), key=lambda entry: names.name("role", entry["roleId"]))
        ]

    def check(self, value: Any, names: Names) -> None:
        for role in sorted({grant[0] for grant in value}):
            names.require("role", role)


def _named_role(entry: Row, names: Names) -> str:
    """Return the role id of a permission. The schema allows a missing name, which would hide an administrative role, so it is looked up in the list."""
    id_ = str(entry["roleId"])
    return names.learn("role", id_, entry.get("roleName") or (None if names.is_learned("role", id_) else names.listed("role").get(id_)))


def _labels(rows: Any) -> frozenset[tuple[str, str]]:
    return frozenset((row["key"], row["value"]) for row in rows or ())


def _label_rows(labels: frozenset[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in sorted(labels)]


def _ordered(grants: Iterable[Any]) -> list[Any]:
    return sorted(grants, key=lambda grant: (grant[0], grant[1], grant[2], sorted(grant[3])))


def as_permissions(grants: Iterable[Any]) -> list[dict[str, Any]]:
    """Return grants as PermissionInputV1, with labels on the resource."""
    roles: dict[str, list[dict[str, Any]]] = {}
    for role, type_, id_, labels in _ordered(grants):
        roles.setdefault(role, []).append({"id": id_, "type": type_, **({"labels": _label_rows(labels)} if labels else {})})
    return [{"roleId": role, "resources": resources} for role, resources in roles.items()]


def as_invite_permissions(grants: Iterable[Any]) -> list[dict[str, Any]]:
    """Return grants as InvitePermissionV1, with labels on the permission: one entry for each set of labels."""
    entries: dict[tuple[Any, ...], list[dict[str, str]]] = {}
    for role, type_, id_, labels in _ordered(grants):
        entries.setdefault((role, labels), []).append({"id": id_, "type": type_})
    return [{"roleId": role, "resources": resources, **({"labels": _label_rows(labels)} if labels else {})} for (role, labels), resources in entries.items()]


PERMISSIONS = Permissions("permissions", "permissions")

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Segment: permissions of users, invites and groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...engine.fields import UNREADABLE, UNSET, Row, SetField
from ...engine.folding import fold
from ...engine.names import Names

RESOURCE_TYPES = ("WORKSPACE", "SOURCE", "WAREHOUSE", "FUNCTION", "SPACE")


class Permissions(SetField):
    """Permissions. A grant is (role id, resource type, resource id, labels), so a role on one source can be revoked independently of another source.

    The description of a label belongs to the label and not to a grant: it is sent with the label and never compared.
    """

    def options(self) -> dict[str, dict[str, Any]]:
        label = {"key": {"type": "str", "required": True, "no_log": False}, "value": {"type": "str", "required": True}, "description": {"type": "str"}}
        resource = {
            "type": {"type": "str", "required": True, "choices": list(RESOURCE_TYPES)}, "id": {"type": "str"}, "name": {"type": "str"},
            "labels": {"type": "list", "elements": "dict", "options": label},
        }
        entry = {
            "role": {"type": "str"}, "role_id": {"type": "str"},
            "resources": {
                "type": "list", "elements": "dict", "required": True, "options": resource, "mutually_exclusive": [["id", "name"]],
                "required_if": [["type", item, ["id", "name"], True] for item in RESOURCE_TYPES if item != "WORKSPACE"],
            },
        }
        one_of = [["role", "role_id"]]
        return {self.name: {"type": "list", "elements": "dict", "options": entry, "required_one_of": one_of}}

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        grants = set()
        for entry in params[self.name]:
            role = _role(entry, names)
            for resource in entry.get("resources") or ():
                labels = _labels(resource.get("labels"), names) | _labels(entry.get("labels"), names)  # the latter of an invite only
                grants.add((role, resource["type"], self._resource_id(resource, names), labels))
        return frozenset(grants)

    @staticmethod
    def _resource_id(entry: Mapping[str, Any], names: Names) -> str:
        if entry.get("id"):
            return str(entry["id"])
        if entry.get("name"):
            return _named(entry["type"].lower(), entry["name"], names)
        return next(iter(names.listed("workspace")))  # a token belongs to one workspace

    def from_api(self, row: Row, names: Names) -> Any:
        if row.get("status") == "pending" or row.get("permissions") is UNREADABLE:
            return UNREADABLE
        if row.get("permissions") is None:
            return UNSET
        grants: set[Any] = set()
        for entry in row["permissions"]:
            role = _named_role(entry, names)
            common = _labels(entry.get("labels"), names)  # the schema also allows labels on the permission; they limit each resource
            grants.update(
                (role, resource["type"], resource["id"], _labels(resource.get("labels"), names) | common) for resource in entry.get("resources") or ()
            )
        return frozenset(grants)

    def to_api(self, value: Any, names: Names) -> dict[str, Any]:
        return {self.api: as_permissions(value, names)}

    def _entries(self, value: Any, names: Names) -> list[dict[str, Any]]:
        """Return the entries of a request, sorted by the name of the role."""
        return sorted(as_permissions(value, names), key=lambda entry: names.name("role", entry["roleId"]))

    def to_user(self, value: Any, names: Names) -> Any:
        return [
            {"role": names.name("role", entry["roleId"]), **{part: entry[part] for part in ("resources", "labels") if part in entry}}
            for entry in self._entries(value, names)
        ]

    def to_result(self, value: Any, names: Names) -> dict[str, Any]:
        rows = zip(self.to_user(value, names), self._entries(value, names))
        return {self.name: [{**shown, "role_id": entry["roleId"]} for shown, entry in rows]}

    def check(self, value: Any, names: Names) -> None:
        for role in sorted({grant[0] for grant in value}):
            names.require("role", role)


def _role(entry: Mapping[str, Any], names: Names) -> str:
    """Return the id of the role of an entry, which may have a name and an id, as results do."""
    return names.ref("role", entry.get("role"), entry.get("role_id"), "role and role_id")


def _named_role(entry: Row, names: Names) -> str:
    """Return the role id of a permission. The schema allows a missing name, which would hide an administrative role, so it is looked up in the list."""
    id_ = str(entry["roleId"])
    return names.learn("role", id_, entry.get("roleName") or (None if names.is_learned("role", id_) else names.listed("role").get(id_)))


def _named(kind: str, name: str, names: Names) -> str:
    """Return the id of a resource by its name, or, if no resource has this name, by its second name: the slug of a workspace or space, and the name of a
    source. Raises BadInput, also if several have the name."""
    if not any(fold(known) == fold(name) for known in names.listed(kind).values()):
        found = [id_ for id_, known in names.listed(f"{kind}_alias").items() if known == name]
        if len(found) == 1:
            return found[0]
    return names.id(kind, name)


def _labels(rows: Any, names: Names) -> frozenset[tuple[str, str]]:
    for row in rows or ():
        names.learn("label", _label_key(row["key"], row["value"]), row.get("description"))
    return frozenset((row["key"], row["value"]) for row in rows or ())


def _label_key(key: str, value: str) -> str:
    return f"{key}:{value}"


def _label_rows(labels: frozenset[tuple[str, str]], names: Names) -> list[dict[str, str]]:
    """Return labels with the descriptions that were given or read, so that replacing the whole set loses none."""
    rows = []
    for key, value in sorted(labels):
        known = names.is_learned("label", _label_key(key, value))
        rows.append({"key": key, "value": value, **({"description": names.name("label", _label_key(key, value))} if known else {})})
    return rows


def _ordered(grants: Iterable[Any]) -> list[Any]:
    return sorted(grants, key=lambda grant: (grant[0], grant[1], grant[2], sorted(grant[3])))


def as_permissions(grants: Iterable[Any], names: Names) -> list[dict[str, Any]]:
    """Return grants as PermissionInputV1, with labels on the resource."""
    roles: dict[str, list[dict[str, Any]]] = {}
    for role, type_, id_, labels in _ordered(grants):
        roles.setdefault(role, []).append({"id": id_, "type": type_, **({"labels": _label_rows(labels, names)} if labels else {})})
    return [{"roleId": role, "resources": resources} for role, resources in roles.items()]


def as_invite_permissions(grants: Iterable[Any], names: Names) -> list[dict[str, Any]]:
    """Return grants as InvitePermissionV1, with labels on the permission: one entry for each set of labels."""
    entries: dict[tuple[Any, ...], list[dict[str, str]]] = {}
    for role, type_, id_, labels in _ordered(grants):
        entries.setdefault((role, labels), []).extend([{"id": id_, "type": type_}] if type_ else [])
    return [
        {"roleId": role, **({"resources": resources} if resources else {}), **({"labels": _label_rows(labels, names)} if labels else {})}
        for (role, labels), resources in entries.items()
    ]


class InvitePermissions(Permissions):
    """Permissions of an invite. They need no resources; the labels are then set beside the role, and the grant has neither type nor id."""

    def options(self) -> dict[str, dict[str, Any]]:
        options = super().options()
        entry = options[self.name]["options"]
        labels = entry["resources"]["options"]["labels"]
        options[self.name]["options"] = {**entry, "resources": {**entry["resources"], "required": False}, "labels": labels}
        return options

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        bare = [entry for entry in params[self.name] if not entry.get("resources")]
        whole = super().from_params({self.name: [entry for entry in params[self.name] if entry.get("resources")]}, names)
        return whole | {(_role(entry, names), "", "", _labels(entry.get("labels"), names)) for entry in bare}

    def _entries(self, value: Any, names: Names) -> list[dict[str, Any]]:
        return sorted(as_invite_permissions(value, names), key=lambda entry: names.name("role", entry["roleId"]))


PERMISSIONS = Permissions("permissions", "permissions")
INVITE_PERMISSIONS = InvitePermissions("permissions", "permissions")

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Contabo: roles, and the permissions that a role can have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...engine.change import Change
from ...engine.errors import BadInput, RequestFailed
from ...engine.fields import Field, ReadOnlyField, Resource, Row, SetField
from ...engine.names import Names
from ...engine.request import Request
from ...engine.schema import array, boolean, both, maybe, obj, only, string, whole
from ...engine.store import Store
from .client import UPDATED, api_permissions, first, found, listing
from .places import ACCOUNT
from .policy import RolePolicy

ACTIONS = ("CREATE", "READ", "UPDATE", "DELETE")
PERMISSION: dict[str, dict[str, Any]] = {
    "api": {"type": "str", "required": True},
    "actions": {"type": "list", "elements": "str", "choices": list(ACTIONS)},
    "tags": {"type": "list", "elements": "str"},
    "tag_ids": {"type": "list", "elements": "str"},
}


class Permissions(SetField):
    """The permissions of a role. A grant is (api, "action", action) or (api, "tag", tag id): actions and tags of an api are independent lists."""

    def options(self) -> dict[str, dict[str, Any]]:
        return {self.name: {"type": "list", "elements": "dict", "options": PERMISSION}}

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        return frozenset(grant for param in params[self.name] for grant in self._grants(param, names))

    @staticmethod
    def _grants(entry: Mapping[str, Any], names: Names) -> Iterator[tuple[str, str, str]]:
        yield from ((entry["api"], "action", action) for action in entry.get("actions") or ())
        yield from ((entry["api"], "tag", id_) for id_ in names.ids("tag", entry.get("tags"), entry.get("tag_ids"), "tags and tag_ids"))

    def from_api(self, row: Row, names: Names) -> Any:
        grants: set[tuple[str, str, str]] = set()
        for permission in row.get("permissions") or ():
            grants.update((permission["apiName"], "action", action) for action in permission["actions"])
            grants.update(
                (permission["apiName"], "tag", names.learn("tag", str(tag["tagId"]), tag.get("tagName"))) for tag in permission.get("resources") or ()
            )
        return frozenset(grants)

    def merge(self, current: Any, desired: Any, membership: str) -> Any:
        value = super().merge(current, desired, membership)
        allowed = {api for api, kind, _what in value if kind == "action"}
        idle = sorted({api for api, _kind, _what in value} - allowed)
        if idle and membership != "remove":
            raise BadInput(f"permissions: {', '.join(idle)} has tags but no actions.", "Give at least one action.")
        return frozenset(grant for grant in value if grant[0] in allowed)  # removing the last action of an api also removes its tags

    def check(self, value: Any, names: Names) -> None:
        for api, kind, what in sorted(value):
            if kind == "action":
                names.id("api_permission", f"{what} {api}")
            else:
                names.require("tag", what)

    def _by_api(self, value: Any) -> Iterator[tuple[str, list[str], list[str]]]:
        for name in sorted({api for api, _kind, _what in value}):
            mine = [(kind, what) for api, kind, what in value if api == name]
            yield name, [entry for entry in ACTIONS if ("action", entry) in mine], sorted(what for kind, what in mine if kind == "tag")

    def to_api(self, value: Any, names: Names) -> dict[str, Any]:
        return {self.api: [{"apiName": api, "actions": actions, "resources": list(map(int, tags))} for api, actions, tags in self._by_api(value)]}

    def to_user(self, value: Any, names: Names) -> Any:
        return [
            {"api": api, "actions": actions, "tags": names.pairs("tag", tags)[0]} for api, actions, tags in self._by_api(value)
        ]

    def to_result(self, value: Any, names: Names) -> dict[str, Any]:
        rows = [(api, actions, names.pairs("tag", tags)) for api, actions, tags in self._by_api(value)]
        return {self.name: [{"api": api, "actions": actions, "tags": shown, "tag_ids": ids} for api, actions, (shown, ids) in rows]}


class RoleTable(Resource):
    """The table of roles. An administrative role allows everything, so it accepts no permissions."""

    def from_params(self, params: Mapping[str, Any], names: Names) -> dict[str, Any]:
        found = super().from_params(params, names)
        if not found.get("admin"):
            return found
        if found.get("permissions") or found.get("access_all_resources") is False:
            raise BadInput("A role with admin: true already allows everything.", "Remove permissions and access_all_resources, or remove admin.")
        return {**found, "access_all_resources": True}


ROLE = RoleTable(
    noun="role", plural="roles", key=Field("name", "name"), id_api="roleId", whole=True, renames=True,
    fields=(
        Field("admin", "admin", {"type": "bool"}, default=False),
        Field("access_all_resources", "accessAllResources", {"type": "bool"}, default=False),
        Permissions("permissions", "permissions"),
    ),
    read_only=(ReadOnlyField("type", "type"), *ACCOUNT),
    info_extras={
        "api_permissions": {"type": "bool", "default": False}, "type": {"type": "str", "choices": ["default", "custom"]},
        **{name: {"type": "str"} for name in ("api", "tag")},
    },
)
WHOLE_ROLE = obj(
    roleId=whole, name=string, type=string, admin=boolean, accessAllResources=maybe(boolean),
    permissions=maybe(array(obj(apiName=string, actions=array(string), resources=maybe(array(obj(tagId=whole, tagName=maybe(string))))))),
)


class Roles(Store):
    """retrieveRoleList, createRole, retrieveRole, updateRole, deleteRole, retrieveApiPermissionsList."""

    resource = ROLE
    policy_class = RolePolicy
    repeats_names = True  # assumption: names may not be unique; the API does not say

    def rows(self) -> Iterator[Row]:
        return listing(self.http, "/v1/roles", "roleId", schema=WHOLE_ROLE)

    def get(self, id_: str) -> Row | None:
        schema = obj(data=array(both(WHOLE_ROLE, obj(roleId=only(id_))), least=1))
        answer = self.http.get_or_none(f"/v1/roles/{id_}", schema=schema) if id_.isdecimal() else None
        row: Row | None = None if answer is None else answer["data"][0]
        return row

    def matches(self, key: str) -> list[Row]:
        """Return the roles with this name. Custom roles take precedence over default roles, which cannot be changed."""
        named = super().matches(key)
        return [row for row in named if row["type"] != "default"] or named

    def select(self, params: Mapping[str, Any]) -> list[Row]:
        filters = {member: params[name] for name, member in (("type", "type"), ("api", "apiName"), ("tag", "tagName")) if params.get(name)}
        if filters and params.get("id") is None and params.get("name") is None:
            rows = found(self.http, "/v1/roles", "roleId", filters, WHOLE_ROLE)
        else:
            rows = super().select(params)
        return [row for row in rows if _fits(row, params)]

    def extra_results(self, params: Mapping[str, Any]) -> dict[str, Any]:
        if not params.get("api_permissions"):
            return {}
        api = params.get("api")
        table = [{"api": row["apiName"], "actions": row["actions"]} for row in api_permissions(self.http, api) if api in (None, "", row["apiName"])]
        return {"api_permissions": sorted(table, key=lambda entry: entry["api"])}

    def body(self, change: Change) -> dict[str, Any]:
        members = super().body(change)
        # Contabo's command line does the same.
        return {**members, "accessAllResources": True} if members["admin"] else members

    def create(self, change: Change) -> Row:
        reply = self.http.post("/v1/roles", self.body(change), schema=first(roleId=whole))
        return self.require_row(self.get(str(reply["data"][0]["roleId"])), str((change.after or {})["name"]))

    def update(self, row: Row, change: Change) -> Row:
        # Always send all four members: the page and its sample disagree on whether omitted members keep their values.
        self.http.send(Request("PUT", f"/v1/roles/{row['roleId']}", json=self.body(change), expect_json=False, proof=UPDATED))
        return self.require_row(self.get(str(row["roleId"])), row["name"])

    def delete(self, row: Row) -> None:
        try:
            self.delete_if_exists(row, f"/v1/roles/{row['roleId']}")
        except RequestFailed as problem:
            if problem.status in (400, 409):  # assumption: 409 while a user has the role
                problem.hint = "Remove the role from its users first; contabo_user_info shows who has it."
            raise
        self.prove_removed(row)


def _fits(row: Row, params: Mapping[str, Any]) -> bool:
    """Return whether a role matches the filters, because filters of the server are never trusted alone."""
    permissions = row.get("permissions") or ()
    tags = {str(tag.get("tagName")) for permission in permissions for tag in permission.get("resources") or ()}
    apis = {str(permission["apiName"]) for permission in permissions}
    return params.get("type") in (None, row["type"]) and all(params.get(name) in (None, "", *held) for name, held in (("api", apis), ("tag", tags)))

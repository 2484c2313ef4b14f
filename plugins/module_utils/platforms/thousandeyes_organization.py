# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What a ThousandEyes organization is made of: account groups, roles, the permissions of roles, the agents of account groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..engine.errors import BadInput, Refused, RequestFailed
from ..engine.fields import OMITTED, Caseless, Fact, Refs, Resource, Row, at
from ..engine.http import path_part
from ..engine.names import Names
from ..engine.reconcile import Plan, Store
from .thousandeyes import ThousandEyes, account_group_path
from .thousandeyes_view import managing_roles

# -- roles and permissions -----------------------------------------------------------------------------------------------------------


class Permissions(Refs):
    """Permissions by their constant, label or id. Shown as constants, which unlike labels do not change."""

    def wanted(self, params: Mapping[str, Any], names: Names) -> Any:
        if params.get(self.ids_option) is not None:
            return frozenset(params[self.ids_option])
        return frozenset(self._id(name, names) for name in params[self.name])

    @staticmethod
    def _id(name: str, names: Names) -> str:
        if name in names.listed("permission"):
            return name
        try:
            return names.id("permission", name)
        except BadInput as problem:
            try:
                return names.id("permission_label", name)
            except BadInput as other:
                raise (problem if name == name.upper() else other) from None

    def read(self, row: Row, names: Names) -> Any:
        rows = at(row, self.at_rows, OMITTED)
        if rows is OMITTED:
            return OMITTED
        return frozenset(names.learn(self.of, one["permissionId"], one.get("permission") or one.get("label")) for one in rows)


ROLE = Resource(
    noun="role", plural="roles", key=Caseless("name", "name"), id_api="roleId", whole=True, detail="permissions", renames=True, key_is_email=False,
    fields=(Permissions("permissions", "permissions", of="permission", at_rows="permissions", row_id="permissionId"),),
    facts=(Fact("builtin", "isBuiltin"), Fact("management", "hasManagementPermissions")),
)


class Roles(Store):
    """getRoles, createRole, getRole, updateRole, deleteRole."""

    resource = ROLE
    connection: ThousandEyes

    def rows(self) -> Iterator[Row]:
        return iter(self.connection.listed("roles"))

    def get(self, id_: str) -> Row | None:
        row = self.fetched(self._path(id_), self.connection.context)
        return None if row is None else _whole_role(row)

    def whole(self, row: Row, needed: tuple[str, ...] | None) -> Row:
        if needed is not None and row.get("isBuiltin"):  # a task that manages it; said before anything else is read
            raise Refused(f"{row['name']} is a built-in role of ThousandEyes, which nobody can change or delete.", "Make a role of your own.")
        return super().whole(row, needed)

    def guard(self, row: Row | None, intent: Plan) -> None:
        if row is not None and intent.verb in ("update", "delete") and self._ends_management(row, intent):
            self._require_other_managers(row)

    def _ends_management(self, row: Row, intent: Plan) -> bool:
        """Whether the role has management permissions (``isManagementPermission`` in RoleDetail of getRole) and would have none."""
        held = {one["permissionId"] for one in row["permissions"] if one.get("isManagementPermission")}
        kept: frozenset[str] = (intent.after or {}).get("permissions", frozenset())
        if not held or not held.isdisjoint(kept):
            return False
        listed = self.connection.known("permissions") if kept else ()
        return kept.isdisjoint(one["permissionId"] for one in listed if one.get("isManagementPermission"))

    def _require_other_managers(self, row: Row) -> None:
        """Refuse to take the last management permissions of the organization away with the role; one that nobody has takes none."""
        id_ = row["roleId"]
        if self.connection.is_managed(but_for_roles={id_}):
            return
        if any(id_ in roles for roles in (managing_roles(self.connection.me), *self.connection.view.managing.values())):
            raise Refused(
                f"{row['name']} is the only role by which anybody has management permissions: nobody could give access any more.",
                "Give somebody another role with management permissions first.",
            )

    def create(self, intent: Plan) -> Row:
        return _whole_role(self.http.call("POST", "/roles", query=self.connection.context, json=self.body(intent)).data)

    def update(self, row: Row, intent: Plan) -> Row:
        return _whole_role(self.http.call("PUT", self._path(row["roleId"]), query=self.connection.context, json=self.body(intent)).data)

    def delete(self, row: Row) -> None:
        self.removed(self._path(row["roleId"]), self.connection.context)

    @staticmethod
    def _path(id_: str) -> str:
        return f"/roles/{path_part(id_)}"


def _whole_role(row: dict[str, Any]) -> dict[str, Any]:
    """Only the listing says whether there are management permissions; here it follows from the permissions."""
    held = row.get("permissions") or []
    return {"hasManagementPermissions": any(one.get("isManagementPermission") for one in held), **row, "permissions": held}


PERMISSION = Resource(
    noun="permission", plural="permissions", key=Caseless("permission", "permission"), id_api="permissionId", fields=(), key_is_email=False,
    facts=(Fact("label", "label"), Fact("management", "isManagementPermission")),
)


class PermissionCatalogue(Store):
    """getPermissions; there is no operation for a single one."""

    resource = PERMISSION
    connection: ThousandEyes

    def rows(self) -> Iterator[Row]:
        return iter(self.connection.listed("permissions"))

    def get(self, id_: str) -> Row | None:
        return next((row for row in self.rows() if row["permissionId"] == id_), None)


# -- account groups and agents -------------------------------------------------------------------------------------------------------


class Agents(Refs):
    """Agents by name, which has to be listed for every account group, or by id, which is left to the API to judge."""

    def check(self, value: Any, names: Names) -> None:
        # The API also takes agents that it lists for no account group, as the agents of the vendor's cloud.
        pass


AGENT = Resource(
    noun="agent", plural="agents", key=Caseless("name", "agentName"), id_api="agentId", fields=(), key_is_email=False,
    facts=(
        Fact("type", "agentType"), Fact("state", "agentState"), Fact("enabled", "enabled"), Fact("hostname", "hostname"), Fact("location", "location"),
        Fact("country", "countryId"), Fact("ip_addresses", "ipAddresses"), Fact("public_ip_addresses", "publicIpAddresses"), Fact("last_seen", "lastSeen"),
        Fact("created", "createdDate"), Fact("network", "network"), Fact("prefix", "prefix"), Fact("ipv6_policy", "ipv6Policy"),
        Fact("serial_number", "serialNumber"), Fact("utilization", "utilization"), Fact("errors", "errorDetails"), Fact("account_groups", "groups"),
    ),
)
SHOWN = 9  # of these facts, in the result of an account group


class AgentList(Store):
    """The agents of all account groups that the caller can see; nothing of them can be changed in this API."""

    resource = AGENT
    connection: ThousandEyes

    def rows(self) -> Iterator[Row]:
        for row in self.connection.agents:
            yield {**row, "groups": sorted(group["accountGroupName"] for group in row["accountGroups"])}


ACCOUNT_GROUP = Resource(
    noun="account_group", plural="account_groups", key=Caseless("name", "accountGroupName"), id_api="aid", whole=True, detail="agents", renames=True,
    key_is_email=False, fields=(Agents("agents", "agents", of="agent", at_rows="agents", row_id="agentId", row_name="agentName"),),
    facts=(
        Fact("organization", "organizationName"), Fact("organization_id", "orgId"), Fact("current", "isCurrentAccountGroup"),
        Fact("login", "isDefaultAccountGroup"), Fact("users", "members"), Fact("agent_details", "details"),
    ),
    extras={"expand": {"type": "list", "elements": "str", "choices": ["user"]}},
    info_extras={"expand": {"type": "list", "elements": "str", "choices": ["user", "agent"], "default": ["user", "agent"]}},
)
# assumption: a new account group can be read after a few seconds at most
PATIENCE = (0, 1, 2, 4, 8)


class AccountGroups(Store):
    """getAccountGroups, createAccountGroup, getAccountGroup, updateAccountGroup, deleteAccountGroup."""

    resource = ACCOUNT_GROUP
    connection: ThousandEyes

    def rows(self) -> Iterator[Row]:
        return iter(self.connection.listed("account_groups"))

    def get(self, id_: str) -> Row | None:
        row = self.fetched(account_group_path(id_, *self._expand()))
        return None if row is None else self._expanded(row)

    def whole(self, row: Row, needed: tuple[str, ...] | None) -> Row:
        return row if "expanded" in row else super().whole(row, needed)

    def _expand(self) -> list[str]:
        """What an account group is expanded by: where a task compares its agents by these and on demand by its users, else as is wished, or by all."""
        wished = self.params.get("expand")
        if "membership" in self.params:
            return sorted({"agent", *(wished or ())})
        return ["agent", "user"] if wished is None else sorted(wished)

    def _expanded(self, row: dict[str, Any]) -> dict[str, Any]:
        """An answer with its users and agents as results show them, and without what it was not expanded by."""
        shown = {name: value for name, value in self.connection.masked(row).items() if name not in ("users", "agents")}
        shown["expanded"] = self._expand()
        if "user" in shown["expanded"]:
            shown["members"] = [_member(user) for user in row.get("users") or ()]
        if "agent" in shown["expanded"] and "agents" in row:
            shown.update(agents=row["agents"], details=[_agent(agent) for agent in row["agents"]])
        return shown

    def guard(self, row: Row | None, intent: Plan) -> None:
        if row is not None and intent.verb == "delete" and row.get("isDefaultAccountGroup"):
            raise Refused(
                f"{row['accountGroupName']} is the account group in which the user of te_token logs in; it is not deleted.",
                "Use the token of a user with another login account group.",
            )

    def create(self, intent: Plan) -> Row:
        return self._readable(self.http.call("POST", account_group_path(None, *self._expand()), json=self.body(intent)).data)

    def _readable(self, made: dict[str, Any]) -> Row:
        """The new account group with what only a read tells. It may take a moment until it can be read, and the 201 counts in any case."""
        for seconds in PATIENCE:
            self.http.rest(seconds)
            try:
                found = self.get(made["aid"])
            except RequestFailed:
                found = None
            if found is not None:
                return found
        self.warnings.append(f"The account group {made['accountGroupName']} was created, and cannot be read yet: its agents were not checked.")
        return self._expanded(made)

    def update(self, row: Row, intent: Plan) -> Row:
        return self._expanded(self.http.call("PUT", account_group_path(row["aid"], *self._expand()), json=self.body(intent)).data)

    def delete(self, row: Row) -> None:
        self.removed(account_group_path(row["aid"]))


class AccountGroupTokens(AccountGroups):
    """For the lookup: the only way to the token with which agents join, for whoever names this very attribute."""

    resource = replace(ACCOUNT_GROUP, facts=(*ACCOUNT_GROUP.facts, Fact("account_token", "token")))

    def _expanded(self, row: dict[str, Any]) -> dict[str, Any]:
        return {**super()._expanded(row), "token": row.get("accountToken")}


def _member(user: Row) -> dict[str, Any]:
    return {
        "id": user["uid"], "email": user.get("email"), "name": user.get("name"), "last_login": user.get("lastLogin"),
        "roles": sorted(role["name"] for role in user.get("roles") or ()),
    }


def _agent(agent: Row) -> dict[str, Any]:
    return {"id": agent["agentId"], "name": agent.get("agentName"), **{fact.name: agent.get(fact.api) for fact in AGENT.facts[:SHOWN]}}

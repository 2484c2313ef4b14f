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
from ..engine.fields import OMITTED, UNKNOWN, Caseless, Fact, Refs, Resource, Row, at
from ..engine.names import Names
from ..engine.parallel import side_by_side
from ..engine.reconcile import Plan, Store
from . import thousandeyes_schemas as schemas
from .thousandeyes import OrganizationStore, ThousandEyes, account_group_path, role_path
from .thousandeyes_context import is_other, mark_current
from .thousandeyes_view import View, managing_roles

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
        return frozenset(names.learn(self.of, str(one["permissionId"]), one.get("permission") or one.get("label")) for one in rows)


ROLE = Resource(
    noun="role", plural="roles", key=Caseless("name", "name"), id_api="roleId", whole=True, detail="permissions", renames=True, key_is_email=False,
    fields=(Permissions("permissions", "permissions", of="permission", at_rows="permissions", row_id="permissionId"),),
    facts=(Fact("builtin", "isBuiltin"), Fact("management", "hasManagementPermissions")),
)


class Roles(OrganizationStore):
    """getRoles, createRole, getRole, updateRole, deleteRole."""

    resource = ROLE

    def listing(self) -> list[Row]:
        return self.connection.listed("roles")

    def get(self, id_: str) -> Row | None:
        row = self.read_one(id_, role_path(id_), schemas.ROLE_DETAIL, self.connection.context)
        return None if row is None else _whole_role(row)

    def whole(self, row: Row, needed: tuple[str, ...] | None) -> Row:
        if needed is not None and row.get("isBuiltin"):  # a task that manages it; said before anything else is read
            raise Refused(f"{row['name']} is a built-in role of ThousandEyes, which nobody can change or delete.", "Make a role of your own.")
        return super().whole(row, needed)

    def guard(self, row: Row | None, intent: Plan) -> None:
        super().guard(row, intent)
        if row is not None and intent.verb in ("update", "delete") and self._ends_management(row, intent):
            self._require_other_managers(row)

    def _ends_management(self, row: Row, intent: Plan) -> bool:
        """Whether the role has management permissions (``isManagementPermission`` in RoleDetail of getRole) and would have none."""
        held = {str(one["permissionId"]) for one in row["permissions"] if one.get("isManagementPermission")}
        kept: frozenset[str] = (intent.after or {}).get("permissions", frozenset())
        if not held or not held.isdisjoint(kept):
            return False
        listed = self.connection.known("permissions") if kept else ()
        return kept.isdisjoint(str(one["permissionId"]) for one in listed if one.get("isManagementPermission"))

    def _require_other_managers(self, row: Row) -> None:
        """Refuse to take the last management permissions of the organization away with the role; one that nobody has takes none."""
        id_ = str(row["roleId"])
        if self.connection.is_managed(but_for_roles={id_}):
            return
        if id_ in managing_roles(self.connection.me) or self.connection.view.is_managed():
            raise Refused(
                f"{row['name']} is the only role by which anybody has management permissions: nobody could give access any more.",
                "Give somebody another role with management permissions first.",
            )

    def create(self, intent: Plan) -> Row:
        return _whole_role(self.http.call("POST", "/roles", query=self.connection.context, json=self.body(intent), schema=schemas.ROLE_DETAIL).data)

    def update(self, row: Row, intent: Plan) -> Row:
        path = role_path(self.resource.id_of(row))
        return _whole_role(self.http.call("PUT", path, query=self.connection.context, json=self.body(intent), schema=schemas.ROLE_DETAIL).data)

    def delete(self, row: Row) -> None:
        self.removed(row, role_path(self.resource.id_of(row)), self.connection.context)


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
        return next((row for row in self.rows() if str(row["permissionId"]) == id_), None)


# -- account groups and agents -------------------------------------------------------------------------------------------------------


class Agents(Refs):
    """Agents by name, which has to be listed for every account group, or by id, which is left to the API to judge."""

    def read(self, row: Row, names: Names) -> Any:
        """Agents that an answer was asked for and does not have are not known: whoever may not see agents is answered without them
        (AccountGroupDetail, where they are optional)."""
        known = super().read(row, names)
        return UNKNOWN if known is OMITTED and "agent" in row.get("expanded", ()) else known

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
    extras={"expand": {"type": "list", "elements": "str", "choices": ["user"]}, "max_removals": {"type": "int", "default": 5}},
    info_extras={"expand": {"type": "list", "elements": "str", "choices": ["user", "agent"], "default": ["user", "agent"]}},
)
# assumption: a new account group can be read after a few seconds at most
PATIENCE = (0, 1, 2, 4, 8)


class AccountGroups(OrganizationStore):
    """getAccountGroups, createAccountGroup, getAccountGroup, updateAccountGroup, deleteAccountGroup.

    A name means an account group of the organization that the task works in, an id any that the caller can see."""

    resource = ACCOUNT_GROUP

    def listing(self) -> list[Row]:
        return self.connection.listed("account_groups")

    def get(self, id_: str) -> Row | None:
        row = self.read_one(id_, account_group_path(id_, *self._expand()), schemas.ACCOUNT_GROUP_DETAIL)
        return None if row is None else self._with_agents(self._expanded(row))

    def select(self, params: Mapping[str, Any]) -> list[Row]:
        if params.get("id") is not None or params.get("name") is not None:
            return super().select(params)
        rows = self.connection.visible_account_groups()  # of every organization, each tells its own
        return side_by_side(lambda row: self.whole(row, None), rows) if params.get("details") else rows

    def namesakes(self, row: Row) -> list[Row]:
        """A name is unique within an organization."""
        return [one for one in self.connection.visible_account_groups() if not is_other(one, row)]

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
        told = mark_current(self.connection.masked(row), self.connection.aid)
        shown = {name: value for name, value in told.items() if name not in ("users", "agents")}
        shown["expanded"] = self._expand()
        if "user" in shown["expanded"]:
            shown["members"] = [_member(user) for user in row.get("users") or ()]
        if "agent" in shown["expanded"] and row.get("agents") is not None:
            shown.update(agents=row["agents"], details=[_agent(agent) for agent in row["agents"]])
        return shown

    # -- agents that are not told --------------------------------------------------------------------------------------------------

    def _with_agents(self, row: dict[str, Any]) -> dict[str, Any]:
        """Where a task manages the agents and they are not told, there are none if other account groups tell theirs, and none of those is
        shared with this one. Else they stay unknown, as the caller may not be allowed to see them."""
        manages = any(self.params.get(option) is not None for option in ("agents", "agent_ids"))
        if not manages or row.get("agents") is not None:
            return row
        told = [agent for group in self.connection.expanded("agent") for agent in group.get("agents") or ()]
        if not told or any(str(group["aid"]) == str(row["aid"]) for agent in told for group in agent.get("accountGroups") or ()):
            return row
        return {**row, "agents": [], "details": []}

    def adjust(self, row: Row, wanted: dict[str, Any]) -> dict[str, Any]:
        """An update never shares or unshares agents where those that there are cannot be read: the list that is sent replaces all."""
        if "agents" not in wanted or self.resource.read(row, self.names)["agents"] is not UNKNOWN:
            return wanted
        self.warnings.append(
            f"ThousandEyes does not tell the agents of {row['accountGroupName']}, so they were neither compared nor changed. "
            "The user of te_token needs 'View agents in account group' there."
        )
        return {name: value for name, value in wanted.items() if name != "agents"}

    # -- removal -------------------------------------------------------------------------------------------------------------------

    def guard(self, row: Row | None, intent: Plan) -> None:
        super().guard(row, intent)
        if row is None or intent.verb != "delete":
            return
        if row.get("isDefaultAccountGroup"):
            raise Refused(
                f"{row['accountGroupName']} is the account group in which the user of te_token logs in; it is not deleted.",
                "Use the token of a user with another login account group.",
            )
        self._guard_members(row)

    def _guard_members(self, row: Row) -> None:
        """Say whose only roles go with an account group; refuse where these are too many, or nobody would manage the organization any more."""
        view = self._view(row)
        name, aid = row["accountGroupName"], str(row["aid"])
        if view.is_managed() and not view.is_managed(but_for_group=aid):
            raise Refused(
                f"Only in {name} does anybody have management permissions: nobody could give access any more.",
                "Give somebody a role with management permissions in another account group first.",
            )
        losing, limit = view.only_in(aid), self.params.get("max_removals")
        if not losing:
            return
        who = f"{', '.join(losing[:10])}{'…' if len(losing) > 10 else ''}"
        if limit is not None and 0 <= limit < len(losing):
            raise Refused(
                f"With {name} go the only roles of {len(losing)} users, more than max_removals ({limit}): {who}.",
                "Nothing was changed. Give them roles elsewhere, or raise max_removals if this is meant.",
            )
        self.warnings.append(f"With {name} go the only roles of {len(losing)} {'user' if len(losing) == 1 else 'users'}: {who}.")

    def _view(self, row: Row) -> View:
        """The users of all account groups in the organization of this one, which an id may have named in another one than the task's."""
        siblings = [one for one in self.connection.visible_account_groups() if not is_other(one, row)]
        return View(self.connection.expanded("user", siblings))

    # -- writing -------------------------------------------------------------------------------------------------------------------

    def create(self, intent: Plan) -> Row:
        path = account_group_path(None, *self._expand())
        return self._readable(self.http.call("POST", path, json=self.body(intent), schema=schemas.ACCOUNT_GROUP_DETAIL).data)

    def _readable(self, made: dict[str, Any]) -> Row:
        """The new account group with what only a read tells. It may take a moment until it can be read, and the 201 counts in any case."""
        path = account_group_path(self.resource.id_of(made), *self._expand())
        for seconds in PATIENCE:
            self.http.rest(seconds)
            try:
                return self._expanded(self.http.call("GET", path, schema=schemas.ACCOUNT_GROUP_DETAIL).data)
            except RequestFailed:
                continue
        self.warnings.append(f"The account group {made['accountGroupName']} was created, and cannot be read yet: its agents were not checked.")
        return self._expanded(made)

    def update(self, row: Row, intent: Plan) -> Row:
        """The agents are sent as they are known, as nothing says what becomes of them where they are left out; where they are not known, they
        are left out (assumption: the list stays as it is)."""
        path = account_group_path(self.resource.id_of(row), *self._expand())
        return self._expanded(self.http.call("PUT", path, json=self.body(intent), schema=schemas.ACCOUNT_GROUP_DETAIL).data)

    def delete(self, row: Row) -> None:
        self.removed(row, account_group_path(self.resource.id_of(row)))


class AccountGroupTokens(AccountGroups):
    """For the lookup: the only way to the token with which agents join, for whoever names this very attribute."""

    resource = replace(ACCOUNT_GROUP, facts=(*ACCOUNT_GROUP.facts, Fact("account_token", "token")))

    def _expanded(self, row: dict[str, Any]) -> dict[str, Any]:
        return {**super()._expanded(row), "token": row.get("accountToken")}


def _member(user: Row) -> dict[str, Any]:
    return {
        "id": user["uid"], "email": user.get("email"), "name": user.get("name"), "last_login": user.get("lastLogin"),
        "roles": sorted(str(role.get("name") or role["roleId"]) for role in user.get("roles") or ()),
    }


def _agent(agent: Row) -> dict[str, Any]:
    return {"id": agent["agentId"], "name": agent.get("agentName"), **{fact.name: agent.get(fact.api) for fact in AGENT.facts[:SHOWN]}}

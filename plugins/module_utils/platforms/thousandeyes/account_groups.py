# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""ThousandEyes: account groups with their agents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...engine.change import Change
from ...engine.errors import BadInput, RequestFailed
from ...engine.fields import UNREADABLE, UNSET, CaseInsensitive, ReadOnlyField, Refs, Resource, Row
from ...engine.names import Names
from ...engine.parallel import map_parallel
from . import schemas
from .agents import agent_summary
from .client import account_group_path
from .group_view import role_details
from .organization import mark_current
from .policy import AccountGroupPolicy
from .store import OrganizationStore


class Agents(Refs):
    """Agents by name, or by id, which the API validates."""

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        try:
            return super().from_params(params, names)
        except BadInput:  # the list of agents may cover only one account group
            names.listed("agent").update(names.listed("agent_anywhere"))
            return super().from_params(params, names)

    def from_api(self, row: Row, names: Names) -> Any:
        """Return UNREADABLE if agents were requested but are missing: the API omits them if the caller may not see agents.

        They are optional in AccountGroupDetail.
        """
        known = super().from_api(row, names)
        return UNREADABLE if known is UNSET and "agent" in row.get("expanded", ()) else known

    def check(self, value: Any, names: Names) -> None:
        # The API also accepts agents that it lists for no account group, such as cloud agents.
        pass


ACCOUNT_GROUP = Resource(
    noun="account_group", plural="account_groups", key=CaseInsensitive("name", "accountGroupName"), id_api="aid", whole=True,
    detail_only_field="agents", renames=True,
    fields=(Agents("agents", "agents", of="agent", at_rows="agents", row_id="agentId", row_name="agentName"),),
    read_only=(
        ReadOnlyField("organization", "organizationName"), ReadOnlyField("organization_id", "orgId"), ReadOnlyField("current", "isCurrentAccountGroup"),
        ReadOnlyField("login", "isDefaultAccountGroup"), ReadOnlyField("users", "members"), ReadOnlyField("agent_details", "details"),
    ),
    extras={"expand": {"type": "list", "elements": "str", "choices": ["user"]}, "max_removals": {"type": "int", "default": 5}},
    info_extras={"expand": {"type": "list", "elements": "str", "choices": ["user", "agent"], "default": ["user", "agent"]}},
)
# assumption: a new account group is readable after a few seconds at most
READ_RETRY_DELAYS = (0, 1, 2, 4, 8)


class AccountGroups(OrganizationStore):
    """The store of account groups (getAccountGroups, createAccountGroup, getAccountGroup, updateAccountGroup, deleteAccountGroup).

    A name refers to an account group of the task's organization, an id to any that the caller can see.
    """

    resource = ACCOUNT_GROUP
    policy_class = AccountGroupPolicy

    def listing(self) -> list[Row]:
        return self.connection.listed("account_groups")

    def get(self, id_: str) -> Row | None:
        row = self.read_one(id_, account_group_path(id_, *self._expand()), schemas.ACCOUNT_GROUP_DETAIL)
        return None if row is None else self._with_agents(self._expanded(row))

    def select(self, params: Mapping[str, Any]) -> list[Row]:
        if params.get("id") is not None or params.get("name") is not None:
            return super().select(params)
        rows = self.connection.visible_account_groups()  # of all organizations
        return map_parallel(lambda row: self.whole(row, None), rows) if params.get("details") else rows

    def whole(self, row: Row, needed: tuple[str, ...] | None) -> Row:
        return row if "expanded" in row else super().whole(row, needed)

    def _expand(self) -> list[str]:
        """Return what to expand: agents if the task manages the account group, and users on request. Other tasks expand what is requested, or both."""
        requested = self.params.get("expand")
        if self.mode.manages:
            return sorted({"agent", *(requested or ())})
        return ["agent", "user"] if requested is None else sorted(requested)

    def _expanded(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the row with users and agents in result format, without those that were not expanded."""
        masked = mark_current(self.connection.masked(row), self.connection.aid)
        shown = {name: value for name, value in masked.items() if name not in ("users", "agents")}
        shown["expanded"] = self._expand()
        if "user" in shown["expanded"]:
            shown["members"] = [_member(user) for user in row.get("users") or ()]
        if "agent" in shown["expanded"] and row.get("agents") is not None:
            shown.update(agents=row["agents"], details=[agent_summary(agent) for agent in row["agents"]])
        return shown

    # -- agents that are not reported ----------------------------------------------------------------------------------------------

    def _with_agents(self, row: dict[str, Any]) -> dict[str, Any]:
        """Set missing agents of a managed account group to an empty list if the caller demonstrably sees agents.

        That is the case if other account groups report agents, and none of these is shared with this one. Otherwise the agents stay unknown.
        """
        manages = any(self.params.get(option) is not None for option in ("agents", "agent_ids"))
        if not manages or row.get("agents") is not None:
            return row
        agents = [agent for group in self.connection.expanded("agent") for agent in group.get("agents") or ()]
        if not agents or any(str(group["aid"]) == str(row["aid"]) for agent in agents for group in agent.get("accountGroups") or ()):
            return row
        return {**row, "agents": [], "details": []}

    # -- writing -------------------------------------------------------------------------------------------------------------------

    def create(self, change: Change) -> Row:
        path = account_group_path(None, *self._expand())
        return self._readable(self.http.post(path, self.body(change), schema=schemas.ACCOUNT_GROUP_DETAIL))

    def _readable(self, made: dict[str, Any]) -> Row:
        """Read a new account group until it is readable. It counts as created in any case, because the server returned 201."""
        path = account_group_path(self.resource.id_of(made), *self._expand())
        for seconds in READ_RETRY_DELAYS:
            self.http.sleep(seconds)
            try:
                return self._expanded(self.http.get(path, schema=schemas.ACCOUNT_GROUP_DETAIL))
            except RequestFailed:
                continue
        self.policy.warn(f"The account group {made['accountGroupName']} was created, but cannot be read yet, so its agents were not checked.")
        return self._expanded(made)

    def update(self, row: Row, change: Change) -> Row:
        """Send the change with all known agents, because the effect of omitting them is not documented.

        assumption: the list stays the same if unknown agents are omitted.
        """
        path = account_group_path(self.resource.id_of(row), *self._expand())
        found = self._expanded(self.http.put(path, self._kept(row, change), schema=schemas.ACCOUNT_GROUP_DETAIL))
        return self.as_it_is(found, change)

    def _kept(self, row: Row, change: Change) -> dict[str, Any]:
        """Return the body with all agents that report this account group, even if the account group does not show them, so that none is unshared."""
        body = self.body(change)
        if "agents" not in body or "agents" in change.changed and change.membership == "exact":
            return body
        aid, gone = str(row["aid"]), change.removed("agents")
        sharing = {
            str(agent["agentId"]) for agent in self.connection.agents_at_once or ()
            if any(str(group["aid"]) == aid for group in agent.get("accountGroups") or ())
        }
        return {**body, "agents": sorted({*body["agents"], *(sharing - gone)})}

    def path(self, id_: str) -> str:
        return account_group_path(id_)

    @property
    def query(self) -> None:
        return None  # the operations declare none


class AccountGroupTokens(AccountGroups):
    """Account groups with the token for new agents, for the lookup plugin: the token is returned only if it is requested by name."""

    resource = replace(ACCOUNT_GROUP, read_only=(*ACCOUNT_GROUP.read_only, ReadOnlyField("account_token", "token")))

    def _expanded(self, row: dict[str, Any]) -> dict[str, Any]:
        return {**super()._expanded(row), "token": row.get("accountToken")}


def _member(user: Row) -> dict[str, Any]:
    roles = role_details(user.get("roles") or ())
    return {
        "id": user["uid"], "email": user.get("email"), "name": user.get("name"), "last_login": user.get("lastLogin"),
        "date_registered": user.get("dateRegistered"), "roles": [role["name"] for role in roles], "role_ids": [role["id"] for role in roles],
        "role_details": roles,
    }

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""ThousandEyes: users and their roles in account groups."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...engine.change import EMPTY, Change
from ...engine.errors import RequestFailed
from ...engine.fields import UNSET, Email, Field, ReadOnlyField, Ref, Refs, Resource, Row, SetField
from ...engine.mode import Mode
from ...engine.names import Names
from ...engine.paging import single
from ...engine.request import path_part
from . import schemas
from .client import TITLE, ThousandEyes, complete
from .store import OrganizationStore
from .user_policy import GRANTS, PERSONAL, UserPolicy


class AccountGroupRoles(SetField):
    """Roles for each account group. Grants: (account group id, role id). Written with ids, read as objects (UserRequest, UserDetail)."""

    def options(self) -> dict[str, dict[str, Any]]:
        roles = {"type": "list", "elements": "str"}
        entry = {"account_group": {"type": "str"}, "account_group_id": {"type": "str"}, "roles": roles, "role_ids": dict(roles)}
        exclusive = [["account_group", "account_group_id"], ["roles", "role_ids"]]
        return {self.name: {"type": "list", "elements": "dict", "options": entry, "mutually_exclusive": exclusive, "required_one_of": exclusive}}

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        grants: set[tuple[str, str]] = set()
        for entry in params[self.name]:
            given = entry.get("account_group_id")
            group = names.id("account_group", entry["account_group"]) if given is None else given
            roles = entry["role_ids"] if entry.get("role_ids") is not None else [names.id("role", name) for name in entry["roles"]]
            grants.update((group, role) for role in roles)
        return frozenset(grants)

    def from_api(self, row: Row, names: Names) -> Any:
        entries = row.get("accountGroupRoles", UNSET)
        if entries is UNSET:
            return UNSET
        grants: set[tuple[str, str]] = set()
        for entry in entries:
            group = names.learn("account_group", entry["accountGroup"]["aid"], entry["accountGroup"].get("accountGroupName"))
            grants.update((group, names.learn("role", role["roleId"], role.get("name"))) for role in entry.get("roles") or ())
        return frozenset(grants)

    def to_api(self, value: Any, names: Names) -> dict[str, Any]:
        return {self.api: [{"accountGroupId": group, "roleIds": roles} for group, roles in _grouped(value)]}

    def to_user(self, value: Any, names: Names) -> Any:
        rows = [
            {"account_group": names.name("account_group", group), "roles": sorted(names.name("role", role) for role in roles)}
            for group, roles in _grouped(value)
        ]
        return sorted(rows, key=lambda row: str(row["account_group"]))

    def check(self, value: Any, names: Names) -> None:
        for group, role in sorted(value):
            names.require("account_group", group)
            names.require("role", role)


def _grouped(grants: Any) -> list[tuple[str, list[str]]]:
    groups: dict[str, list[str]] = {}
    for group, role in sorted(grants):
        groups.setdefault(group, []).append(role)
    return sorted(groups.items())


USER = Resource(
    noun="user", plural="users", key=Email("email", "email"), id_api="uid", whole=True, detail_only_field="accountGroupRoles", renames=True,
    needs_access="yes",  # one of the two lists of roles is required (createUser of v6)
    fields=(
        Field("name", "name"),
        Ref("login_account_group", "loginAccountGroupId", required=True, of="account_group",
            at_id="loginAccountGroup.aid", at_name="loginAccountGroup.accountGroupName"),
        AccountGroupRoles("account_group_roles", "accountGroupRoles"),
        Refs("all_account_group_roles", "allAccountGroupRoleIds", of="role", at_rows="allAccountGroupRoles", row_id="roleId"),
    ),
    read_only=(ReadOnlyField("date_registered", "dateRegistered"), ReadOnlyField("last_login", "lastLogin")),
    bulk_extras={"compare": {"type": "str", "choices": ["exact", "account_groups"], "default": "exact"}},
    info_extras={"current": {"type": "bool", "default": False}}, info_exclusive=("current",),
)


class Users(OrganizationStore):
    """getUsers, createUser, getUser, updateUser, deleteUser, getCurrentUser."""

    resource = USER
    policy_class = UserPolicy
    policy: UserPolicy

    def __init__(self, connection: ThousandEyes, params: Mapping[str, Any] | None = None, mode: Mode = Mode.READ_MANY):
        super().__init__(connection, params, mode)
        self._sent_along: set[str] = set()  # what the server turned out to want of an update

    def listing(self) -> list[Row]:
        return list(single(self.http, "/users", "users", self.connection.context, schemas.USER))

    def get(self, id_: str) -> Row | None:
        row = self.read_one(id_, self.path(id_), schemas.USER_DETAIL, self.connection.context)
        return None if row is None else complete(row)

    def whole(self, row: Row, needed: tuple[str, ...] | None) -> Row:
        # Should the details have another address than the listing, that is no reason to change it: the user was found by the one of there.
        found = super().whole(row, needed)
        return {**found, "email": row["email"]} if row.get("email") and found.get("email") != row["email"] else found

    def select(self, params: Mapping[str, Any]) -> list[Row]:
        return [self.connection.me] if params.get("current") else super().select(params)

    def has_all_fields(self, row: Row, needed: tuple[str, ...]) -> bool:
        return self.policy.by_account_group or super().has_all_fields(row, needed)

    # -- writing -----------------------------------------------------------------------------------------------------------------

    def create(self, change: Change) -> Row:
        return complete(self.http.post("/users", self.body(change), query=self.connection.context, schema=schemas.USER_DETAIL))

    def update(self, row: Row, change: Change) -> Row:
        """Send what changes and nothing else, as the contract allows (UserRequest): an old address that is sent again might end a change that
        waits for its confirmation, a list of roles ends those that the details do not show, and what belongs to another organization might be
        refused. A server that wants more, as v6 did, or takes away what is not sent, gets that as well from then on."""
        sent = {*change.changed, *self._along(row)}
        try:
            found = self._put(row, change, sent)
        except RequestFailed as problem:
            more = self._asked_for(problem, change, sent)
            if not more:
                raise
            self._sent_along |= more
            return self.as_it_is(self._put(row, change, sent | more), change)
        lost = self._lost(found, change)
        if not lost:
            return self.as_it_is(found, change)
        self._sent_along |= set(GRANTS if lost.issubset(GRANTS) else change.after or ())
        return self.as_it_is(self._restored(row, change, sent | self._along(row)), change)

    def _along(self, row: Row) -> set[str]:
        """What the server turned out to want of an update, but for what another organization owns."""
        if self._sent_along.isdisjoint(PERSONAL) or not self.policy.belongs_elsewhere(row):
            return self._sent_along
        return self._sent_along.difference(PERSONAL)

    def _restored(self, row: Row, change: Change, sent: set[str]) -> Row:
        """Once more with what the server took away because it was not sent."""
        try:
            return self._put(row, change, sent)
        except RequestFailed as problem:
            raise RequestFailed(
                f"{TITLE} accepted the change of {row.get('email')}, but removed values that were not sent with it, "
                f"and restoring them failed: {problem.message}",
                "Set all options of this user, with membership: exact.", problem.status,
            ) from None

    def _put(self, row: Row, change: Change, sent: set[str]) -> Row:
        """Send these fields. That nobody knows of a change of address that waits is no reason to end it without a word."""
        path, email = self.path(str(row["uid"])), row.get("email")
        body = self.resource.to_api(change.after or {}, tuple(sent), self.names)
        found = complete(self.http.put(path, body, query=self.connection.context, schema=schemas.USER_DETAIL))
        if "email" in sent and "email" not in change.changed:
            self.policy.warn(
                f"{TITLE} requires the address with every change, so {email} was sent as well. "
                "If another address was waiting for confirmation, this may have canceled it: set the new address again."
            )
        return found

    def _asked_for(self, problem: RequestFailed, change: Change, sent: set[str]) -> set[str]:
        """What is to be sent as well where a refusal speaks of a member that was not sent."""
        after = change.after or {}
        members = {name: self.resource.to_api(after, (name,), self.names) for name in after if name not in sent}
        asked = {name for name, part in members.items() if any(re.search(rf"\b{member}\b", problem.message) for member in part)}
        if problem.status != 400 or not asked:
            return set()
        return set(GRANTS if asked.issubset(GRANTS) else after)

    def _lost(self, found: Row, change: Change) -> set[str]:
        """What a user had before an update that did not name it, and lacks after it. Another value is none that was taken away."""
        before, after = change.before or {}, self.resource.from_api(found, self.names)
        kept = [field for field in self.resource.all_fields if field.name not in change.changed and before.get(field.name) not in EMPTY]
        return {field.name for field in kept if after[field.name] in EMPTY or field.is_set and before[field.name] - after[field.name]}

    def path(self, id_: str) -> str:
        return f"/users/{path_part(id_)}"

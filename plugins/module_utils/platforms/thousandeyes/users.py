# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""ThousandEyes: users and their roles in account groups."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from typing import Any

from ...engine.change import EMPTY, Change
from ...engine.errors import RequestFailed
from ...engine.events import moment_in
from ...engine.fields import UNSET, Email, Field, ReadOnlyField, Ref, Refs, Resource, Row, SetField
from ...engine.mode import Mode
from ...engine.names import Names
from ...engine.paging import single
from ...engine.request import path_part
from . import schemas
from .client import TITLE, ThousandEyes, complete
from .group_view import held_roles, role_details
from .store import OrganizationStore
from .user_policy import GRANTS, PERSONAL, UserPolicy


class AccountGroupRoles(SetField):
    """Roles by account group. A grant is (account group id, role id). Requests contain ids, responses objects (UserRequest, UserDetail)."""

    def options(self) -> dict[str, dict[str, Any]]:
        roles = {"type": "list", "elements": "str"}
        entry = {"account_group": {"type": "str"}, "account_group_id": {"type": "str"}, "roles": roles, "role_ids": dict(roles)}
        needed = [["account_group", "account_group_id"], ["roles", "role_ids"]]
        return {self.name: {"type": "list", "elements": "dict", "options": entry, "required_one_of": needed}}

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        grants: set[tuple[str, str]] = set()
        for entry in params[self.name]:
            group = names.ref("account_group", entry.get("account_group"), entry.get("account_group_id"), "account_group and account_group_id")
            roles = names.ids("role", entry.get("roles"), entry.get("role_ids"), "roles and role_ids")
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

    def to_result(self, value: Any, names: Names) -> dict[str, Any]:
        rows = [
            {"account_group": names.name("account_group", group), "account_group_id": group, **dict(zip(("roles", "role_ids"), names.pairs("role", roles)))}
            for group, roles in _grouped(value)
        ]
        return {self.name: sorted(rows, key=lambda row: (row["account_group"], row["account_group_id"]))}

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
    parallel_writes=4,  # the limit of 240 requests a minute, which is documented, is the same for all of them together
    needs_access="yes",  # API v6 required one of the two lists of roles (createUser)
    fields=(
        Field("name", "name"),
        Ref("login_account_group", "loginAccountGroupId", of="account_group",
            at_id="loginAccountGroup.aid", at_name="loginAccountGroup.accountGroupName"),
        AccountGroupRoles("account_group_roles", "accountGroupRoles"),
        Refs("all_account_group_roles", "allAccountGroupRoleIds", of="role", at_rows="allAccountGroupRoles", row_id="roleId"),
    ),
    read_only=(
        ReadOnlyField("date_registered", "dateRegistered"), ReadOnlyField("last_login", "lastLogin"),
        ReadOnlyField("role_details", "", lambda row: role_details(held_roles(row)) if "accountGroupRoles" in row else None),
    ),
    bulk_extras={"compare": {"type": "str", "choices": ["exact", "account_groups"], "default": "exact"}},
    info_extras={
        "current": {"type": "bool", "default": False}, "role": {"type": "str"}, "role_id": {"type": "str"}, "inactive_days": {"type": "int"},
    }, info_exclusive=("current",),
)


class Users(OrganizationStore):
    """The store of users (getUsers, createUser, getUser, updateUser, deleteUser, getCurrentUser)."""

    resource = USER
    policy_class = UserPolicy
    policy: UserPolicy

    def __init__(self, connection: ThousandEyes, params: Mapping[str, Any] | None = None, mode: Mode = Mode.READ_MANY):
        super().__init__(connection, params, mode)
        self._sent_along: set[str] = set()  # unchanged fields that this server requires in an update
        self._keeps_omitted_roles = False  # an update in this run has shown this
        self._until_known = threading.Lock()  # users are updated in parallel

    def listing(self) -> list[Row]:
        return list(single(self.http, "/users", "users", self.connection.context, schemas.USER))

    def get(self, id_: str) -> Row | None:
        row = self.read_one(id_, self.path(id_), schemas.USER_DETAIL, self.connection.context)
        return None if row is None else complete(row)

    def whole(self, row: Row, needed: tuple[str, ...] | None) -> Row:
        # If the details have another address than the list, keep the one of the list, by which the user was found.
        found = super().whole(row, needed)
        return {**found, "email": row["email"]} if row.get("email") and found.get("email") != row["email"] else found

    def select(self, params: Mapping[str, Any]) -> list[Row]:
        rows: list[Row] = [self.connection.me] if params.get("current") else super().select(params)
        return [row for row in self._holders(rows, params) if self._is_idle(row, params.get("inactive_days"))]

    def _holders(self, rows: list[Row], params: Mapping[str, Any]) -> list[Row]:
        """Return the users with the role of the options, by their details if these were read, otherwise by the account groups."""
        if params.get("role") is None and params.get("role_id") is None:
            return rows
        role = self.names.ref("role", params.get("role"), params.get("role_id"), "role and role_id")
        has_details = any("accountGroupRoles" in row for row in rows)
        holders = set() if has_details else self.connection.view.holders(role)
        return [row for row in rows if str(row["uid"]) in holders or any(str(held["roleId"]) == role for held in held_roles(row))]

    def _is_idle(self, row: Row, days: int | None) -> bool:
        """Return whether a user has not logged in for so many days, by ``lastLogin`` or else ``dateRegistered``. Both are optional."""
        if days is None:
            return True
        timestamp = row.get("lastLogin") or row.get("dateRegistered")
        return not timestamp or moment_in(self.http, "/users", timestamp) <= self.http.clock.now() - days * 86400

    def has_all_fields(self, row: Row, needed: tuple[str, ...]) -> bool:
        return self.policy.by_account_group or super().has_all_fields(row, needed)

    # -- writing -----------------------------------------------------------------------------------------------------------------

    def create(self, change: Change) -> Row:
        try:
            return complete(self.http.post("/users", self.body(change), query=self.connection.context, schema=schemas.USER_DETAIL))
        except RequestFailed as problem:
            if problem.status == 400 and "loginAccountGroupId" in problem.message and "login_account_group" not in change.changed:
                problem.hint = "Set login_account_group: ThousandEyes requires it for a new user."
            raise

    def update(self, row: Row, change: Change) -> Row:
        """Send only the changed fields, as the contract allows (UserRequest).

        Sending the old address might cancel a change that waits for confirmation, a list of roles removes those that the details do not show, and
        fields of another organization might be refused. If the server requires more fields, as v6 did, or clears omitted ones, they are sent from
        then on, but never roles that the details may show incompletely. Raises Refused for these.
        """
        if "account_group_roles" in change.changed or self._knows_about_omitted_roles():
            return self.as_it_is(self._send(row, change, {*change.changed}), change)
        with self._until_known:  # what the first response shows protects the roles of the others
            return self.as_it_is(self._send_without_roles(row, change), change)

    def _knows_about_omitted_roles(self) -> bool:
        return self._keeps_omitted_roles or "account_group_roles" in self._sent_along

    def _send_without_roles(self, row: Row, change: Change) -> Row:
        """Send an update that omits the roles in single account groups, while it is not known whether this server keeps them."""
        if "all_account_group_roles" in change.changed and not self._knows_about_omitted_roles() and not self.policy.sees_all_roles:
            # A server that empties omitted lists refuses this, because it would leave no role. It would not refuse the change itself.
            self._send(row, change, {name for name in change.changed if name in PERSONAL} or {"name" if row.get("name") else "login_account_group"})
        return self._send(row, change, {*change.changed})

    def _send(self, row: Row, change: Change, fields: set[str]) -> Row:
        """Send these fields, and all that this server requires with them."""
        sent = fields | self._unchanged_to_send(row)
        self.policy.refuse_incomplete_roles(row, change, sent)
        try:
            updated = self._put(row, change, sent)
        except RequestFailed as problem:
            more = self._required_fields(problem, change, sent)
            if not more:
                raise
            self.policy.refuse_incomplete_roles(row, change, more)
            self._sent_along |= more
            return self._send(row, change, sent | more)
        cleared = self._cleared_fields(updated, change)
        if not cleared:
            self._keeps_omitted_roles = self._keeps_omitted_roles or "account_group_roles" not in sent
            return updated
        self._sent_along |= set(GRANTS if cleared.issubset(GRANTS) else change.after or ())
        restored = self._restored(row, change, sent | self._unchanged_to_send(row))
        self.policy.tell_lost_roles(row, change)
        return restored

    def _unchanged_to_send(self, row: Row) -> set[str]:
        """Return the unchanged fields that this server requires, except those that another organization manages."""
        if self._sent_along.isdisjoint(PERSONAL) or not self.policy.belongs_elsewhere(row):
            return self._sent_along
        return self._sent_along.difference(PERSONAL)

    def _restored(self, row: Row, change: Change, sent: set[str]) -> Row:
        """Send the change again with the fields that the server cleared. Raises RequestFailed."""
        try:
            return self._put(row, change, sent)
        except RequestFailed as problem:
            raise RequestFailed(
                f"{TITLE} accepted the change of {row.get('email')}, but removed values that were not sent with it, "
                f"and restoring them failed: {problem.message}",
                "Set all options of this user, with membership: exact.", problem.status,
            ) from None

    def _put(self, row: Row, change: Change, sent: set[str]) -> Row:
        """Send these fields. Warns if that may cancel a change of address that waits for confirmation."""
        path, email = self.path(str(row["uid"])), row.get("email")
        body = self.resource.to_api(change.after or {}, tuple(sent), self.names)
        found = complete(self.http.put(path, body, query=self.connection.context, schema=schemas.USER_DETAIL))
        if "email" in sent and "email" not in change.changed:
            self.policy.warn(
                f"{TITLE} requires the address with every change, so {email} was sent as well. "
                "If another address was waiting for confirmation, this may have canceled it: set the new address again."
            )
        return found

    def _required_fields(self, problem: RequestFailed, change: Change, sent: set[str]) -> set[str]:
        """Return the additional fields to send if the error names a member that was not sent; empty otherwise."""
        after = change.after or {}
        members = {name: self.resource.to_api(after, (name,), self.names) for name in after if name not in sent}
        required = {name for name, body in members.items() if any(re.search(rf"\b{member}\b", problem.message) for member in body)}
        if problem.status != 400 or not required:
            return set()
        if required.issubset(GRANTS):
            return set(GRANTS)
        return {name for name in after if name in required or name not in GRANTS or self.policy.sees_all_roles}

    def _cleared_fields(self, found: Row, change: Change) -> set[str]:
        """Return the fields that an update cleared without changing them. A different value does not count as cleared."""
        before, after = change.before or {}, self.resource.from_api(found, self.names)
        kept = [field for field in self.resource.all_fields if field.name not in change.changed and before.get(field.name) not in EMPTY]
        return {field.name for field in kept if after[field.name] in EMPTY or field.is_set and before[field.name] - after[field.name]}

    def path(self, id_: str) -> str:
        return f"/users/{path_part(id_)}"

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""ThousandEyes: users and their roles in account groups."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ...engine.errors import Refused, RequestFailed
from ...engine.fields import OMITTED, Email, Fact, Field, Ref, Refs, Resource, Row, SetField, at, fold
from ...engine.http import path_part
from ...engine.names import Names
from ...engine.paging import single
from ...engine.reconcile import EMPTY, Plan
from . import schemas
from .client import TITLE, ThousandEyes, complete
from .group_view import managing_roles
from .store import OrganizationStore


class AccountGroupRoles(SetField):
    """Roles for each account group. Atoms: (account group id, role id). Written with ids, read as objects (UserRequest, UserDetail)."""

    def options(self) -> dict[str, dict[str, Any]]:
        roles = {"type": "list", "elements": "str"}
        entry = {"account_group": {"type": "str"}, "account_group_id": {"type": "str"}, "roles": roles, "role_ids": dict(roles)}
        exclusive = [["account_group", "account_group_id"], ["roles", "role_ids"]]
        return {self.name: {"type": "list", "elements": "dict", "options": entry, "mutually_exclusive": exclusive, "required_one_of": exclusive}}

    def wanted(self, params: Mapping[str, Any], names: Names) -> Any:
        atoms: set[tuple[str, str]] = set()
        for entry in params[self.name]:
            given = entry.get("account_group_id")
            group = names.id("account_group", entry["account_group"]) if given is None else given
            roles = entry["role_ids"] if entry.get("role_ids") is not None else [names.id("role", name) for name in entry["roles"]]
            atoms.update((group, role) for role in roles)
        return frozenset(atoms)

    def read(self, row: Row, names: Names) -> Any:
        entries = row.get("accountGroupRoles", OMITTED)
        if entries is OMITTED:
            return OMITTED
        atoms: set[tuple[str, str]] = set()
        for entry in entries:
            group = names.learn("account_group", entry["accountGroup"]["aid"], entry["accountGroup"].get("accountGroupName"))
            atoms.update((group, names.learn("role", role["roleId"], role.get("name"))) for role in entry.get("roles") or ())
        return frozenset(atoms)

    def body(self, value: Any, names: Names) -> dict[str, Any]:
        return {self.api: [{"accountGroupId": group, "roleIds": roles} for group, roles in _grouped(value)]}

    def show(self, value: Any, names: Names) -> Any:
        rows = [
            {"account_group": names.name("account_group", group), "roles": sorted(names.name("role", role) for role in roles)}
            for group, roles in _grouped(value)
        ]
        return sorted(rows, key=lambda row: str(row["account_group"]))

    def check(self, value: Any, names: Names) -> None:
        for group, role in sorted(value):
            names.require("account_group", group)
            names.require("role", role)


def _grouped(atoms: Any) -> list[tuple[str, list[str]]]:
    groups: dict[str, list[str]] = {}
    for group, role in sorted(atoms):
        groups.setdefault(group, []).append(role)
    return sorted(groups.items())


USER = Resource(
    noun="user", plural="users", key=Email("email", "email"), id_api="uid", whole=True, detail="accountGroupRoles", renames=True,
    needs_access="yes",  # one of the two lists of roles is required (createUser of v6)
    fields=(
        Field("name", "name"),
        Ref("login_account_group", "loginAccountGroupId", required=True, of="account_group",
            at_id="loginAccountGroup.aid", at_name="loginAccountGroup.accountGroupName"),
        AccountGroupRoles("account_group_roles", "accountGroupRoles"),
        Refs("all_account_group_roles", "allAccountGroupRoleIds", of="role", at_rows="allAccountGroupRoles", row_id="roleId"),
    ),
    facts=(Fact("date_registered", "dateRegistered"), Fact("last_login", "lastLogin")),
    many_extras={"compare": {"type": "str", "choices": ["exact", "account_groups"], "default": "exact"}},
    info_extras={"current": {"type": "bool", "default": False}}, info_exclusive=("current",),
)


_GRANTS = ("account_group_roles", "all_account_group_roles")
# What a person keeps who belongs to another organization (createUser; for updates an assumption).
_PERSONAL = ("email", "name", "login_account_group")


class Users(OrganizationStore):
    """getUsers, createUser, getUser, updateUser, deleteUser, getCurrentUser."""

    resource = USER
    standings = {"caller": ("the user that te_token belongs to", "Use the token of another administrator.")}
    mismatch_hint = (
        "A new address counts when the person has confirmed it by mail: until then refer to the user by id, and do not send the address again. "
        "A user of another organization keeps the name and login account group of there."
    )
    unconfirmed = "ThousandEyes does not tell that an address waits for its confirmation, so that each run sends it, and perhaps another mail, until then"

    def __init__(self, connection: ThousandEyes, params: Mapping[str, Any] | None = None):
        super().__init__(connection, params)
        self.by_account_group = self.params.get("compare") == "account_groups"
        self._agreeing: set[str] = set()  # users whose roles were compared by account group, and found as wanted
        self._losing: set[str] = set()  # users who lose their management permissions in this run
        self._sent_along: set[str] = set()  # what the server turned out to want of an update
        self._indexed: list[Row] | None = None
        self._namesakes: dict[tuple[str, str], list[Row]] = {}

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

    def _warn(self, text: str) -> None:
        """Once for a user, however often it is decided about."""
        if text not in self.warnings:
            self.warnings.append(text)

    # -- guards ------------------------------------------------------------------------------------------------------------------

    def standing(self, row: Row) -> str:
        return "caller" if str(self.connection.me["uid"]) == str(row["uid"]) else ""

    def needed_on_create(self, after: Mapping[str, Any]) -> Iterable[str]:
        """A role. The contract requires nothing (UserRequest); its predecessor v6 refused a new user without any role, who could do nothing."""
        return () if any(after[name] for name in _GRANTS) else ("a role (account_group_roles or all_account_group_roles)",)

    def guard(self, row: Row | None, intent: Plan) -> None:
        super().guard(row, intent)
        for text in self.connection.doubts:
            self._warn(text)
        self.connection.doubts.clear()
        if row is None and intent.verb == "create":
            self._note_namesakes(intent)
        if row is not None and intent.verb == "update" and self.resource.detail in row:
            self._refuse_to_guess(row, intent)
            self._note_no_role(row, intent)
            self._note_login(row, intent)
        if row is not None and intent.verb in ("update", "delete") and self._may_lose_management(row, intent):
            self._require_another_manager(row)

    def _note_namesakes(self, intent: Plan) -> None:
        """A new address that waits for its confirmation is shown nowhere: who is looked up by it seems to be new. Say so where somebody has the
        same name, and an address of the same domain."""
        after = intent.after or {}
        for row in self._by_name.get(_name_and_domain(after["name"], after["email"]), ()):
            self._warn(
                f"There is a user {row['name']} already, {row['email']} (id {row['uid']}). Should this be the same person, with a new address that is "
                "not confirmed yet, refer to the user by id."
            )

    @property
    def _by_name(self) -> Mapping[tuple[str, str], list[Row]]:
        if self._indexed is not self._listing:
            self._indexed, self._namesakes = self._listing, {}
            for row in self._listing or ():
                if row.get("name") and row.get("email"):
                    self._namesakes.setdefault(_name_and_domain(row["name"], row["email"]), []).append(row)
        return self._namesakes

    def _refuse_to_guess(self, row: Row, intent: Plan) -> None:
        """Roles in account groups that the caller cannot see may be missing from the details, and a list that is written replaces them too.
        Refuse where somebody evidently has such roles: by a login account group that is neither shown with roles nor known to the caller."""
        login = _login(row)
        if intent.membership == "exact" or "account_group_roles" not in intent.changed or not login or row["allAccountGroupRoles"] or login in _groups(row):
            return
        if login in self.names.listed("account_group") or self.connection.is_elsewhere(login):
            return
        raise Refused(
            f"{row.get('email')} logs in in the account group {at(row, 'loginAccountGroup.accountGroupName', login)}, which the user of te_token cannot see: "
            "the roles there cannot be read, and adding or removing others might take them away.",
            "Use the token of a user with roles in all account groups, or give all roles with membership exact.",
        )

    def _note_login(self, row: Row, intent: Plan) -> None:
        """Who has no role left where the login is may be refused (assumption; the contract does not say so)."""
        after = intent.after or {}
        if "account_group_roles" not in intent.changed or after["all_account_group_roles"]:
            return
        login, groups = str(after["login_account_group"]), {group for group, _role in after["account_group_roles"]}
        if groups and login not in groups and not self.connection.is_elsewhere(login):
            self._warn(f"{row.get('email')} would have no role in the account group of the login, which ThousandEyes may refuse. "
                       "Give login_account_group as well.")

    def _note_no_role(self, row: Row, intent: Plan) -> None:
        if any(name in intent.changed for name in _GRANTS) and not any((intent.after or {})[name] for name in _GRANTS):
            self._warn(f"{row.get('email')} is left without any role, which ThousandEyes may refuse.")

    def _may_lose_management(self, row: Row, intent: Plan) -> bool:
        """Whether somebody with management permissions would have none. A row of the listing does not tell: it is read whole before an update."""
        held = managing_roles(row, self.connection.manages)
        if self.resource.detail not in row or not held:
            return self.resource.detail not in row and intent.verb == "delete"
        if intent.after is None:
            return True
        kept = {role for _group, role in intent.after["account_group_roles"]} | intent.after["all_account_group_roles"]
        return held.isdisjoint(kept) and kept.isdisjoint(self.connection.managing)

    def _require_another_manager(self, row: Row) -> None:
        """Refuse to take the last management permissions of the organization, all of this run together."""
        uid = str(row["uid"])
        self._losing.add(uid)
        if self.connection.is_managed(but_for_users=self._losing):
            return
        if uid in self.connection.view.managing or managing_roles(row, self.connection.manages):
            raise Refused(
                f"{row['email']} is the last user with management permissions: nobody could give access any more.", "Give them to somebody else first."
            )

    # -- comparison by account groups --------------------------------------------------------------------------------------------

    def suffices(self, row: Row, needed: tuple[str, ...]) -> bool:
        return self.by_account_group or super().suffices(row, needed)

    def remarks(self) -> list[str]:
        if not self._agreeing:
            return []
        return [
            f"The roles of {len(self._agreeing)} users were compared by account group: whether a role is held in single account groups or in all, and what is "
            "held in account groups that the user of te_token cannot see, was not told apart. With compare=exact it is."
        ]

    def beyond(self, row: Row, wanted: Mapping[str, Any]) -> dict[str, Any]:
        if self.resource.detail in row or not self.by_account_group:
            return super().beyond(row, wanted)
        self.names.listed("role")
        over = self.connection.view.beyond(row["uid"], *(wanted.get(name) or frozenset() for name in _GRANTS))
        return self.resource.view({"account_group_roles": over}, self.names) if over else {}

    def _but_for_agreeing_roles(self, row: Row, wanted: dict[str, Any]) -> dict[str, Any]:
        """The wishes without those for roles, if the account groups show the user with them; else the user is read whole and decided anew."""
        explicit, everywhere = (wanted.get(name) for name in _GRANTS)
        if self.resource.detail in row or explicit is everywhere is None:
            return wanted
        if not self.connection.view.agrees(str(row["uid"]), explicit, everywhere, self._membership):
            return wanted
        self._agreeing.add(str(row["uid"]))
        return {name: value for name, value in wanted.items() if name not in _GRANTS}

    @property
    def _membership(self) -> str:
        return self.params.get("membership") or "exact"

    # -- other organizations -----------------------------------------------------------------------------------------------------

    def adjust(self, row: Row, wanted: dict[str, Any]) -> dict[str, Any]:
        if self.by_account_group:
            wanted = self._but_for_agreeing_roles(row, wanted)
        if self._membership == "exact" and self.resource.detail in row:
            wanted = {**wanted, **self._with_roles_of_others(row, wanted)}
        return self._but_for_what_others_own(row, wanted)

    def _with_roles_of_others(self, row: Row, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Exact roles, with those in other organizations: details may show them too (not documented), and only this one's are meant."""
        kept: dict[str, Any] = {}
        explicit, everywhere = (wanted.get(name) for name in _GRANTS)
        if explicit is not None:
            spared = self._read(row, "account_group_roles") - explicit
            elsewhere = {group for group in {group for group, _role in spared} if self.connection.is_shown_elsewhere(group)}
            kept["account_group_roles"] = explicit | {atom for atom in spared if atom[0] in elsewhere}
        if everywhere is not None:
            spared = self._read(row, "all_account_group_roles") - everywhere
            unknown = {role for role in spared if role not in self.names.listed("role")}
            kept["all_account_group_roles"] = everywhere | (unknown if unknown and self.connection.has_further_organizations() else frozenset())
        return kept

    def _but_for_what_others_own(self, row: Row, wanted: dict[str, Any]) -> dict[str, Any]:
        """A user of another organization keeps address, name and login account group of there: no drift to be reported."""
        personal = [one for one in self.resource.all_fields if one.name in _PERSONAL and one.name in wanted]
        owned = [one.name for one in personal if not one.same(one.read(row, self.names), wanted[one.name])]
        if not owned or not self._belongs_elsewhere(row):
            return wanted
        self._warn(f"{row.get('email')} belongs to another organization, which keeps {' and '.join(owned)}: left as they are.")
        return {name: value for name, value in wanted.items() if name not in owned}

    def _belongs_elsewhere(self, row: Row) -> bool:
        """Whether a user belongs to another organization: the one of the login account group, in which details may show roles too."""
        login = _login(row)
        if not login or login in _groups(row) and not self.connection.is_shown_elsewhere(login):
            return False
        return self.connection.is_elsewhere(login)

    def _read(self, row: Row, name: str) -> Any:
        return next(one.read(row, self.names) for one in self.resource.fields if one.name == name)

    # -- writing -----------------------------------------------------------------------------------------------------------------

    def create(self, intent: Plan) -> Row:
        return complete(self.http.call("POST", "/users", query=self.connection.context, json=self.body(intent), schema=schemas.USER_DETAIL).data)

    def update(self, row: Row, intent: Plan) -> Row:
        """Send what changes and nothing else, as the contract allows (UserRequest): an old address that is sent again might end a change that
        waits for its confirmation, a list of roles ends those that the details do not show, and what belongs to another organization might be
        refused. A server that wants more, as v6 did, or takes away what is not sent, gets that as well from then on."""
        sent = {*intent.changed, *self._along(row)}
        try:
            found = self._put(row, intent, sent)
        except RequestFailed as problem:
            more = self._asked_for(problem, intent, sent)
            if not more:
                raise
            self._sent_along |= more
            return self._put(row, intent, sent | more)
        lost = self._lost(found, intent)
        if not lost:
            return found
        self._sent_along |= set(_GRANTS if lost.issubset(_GRANTS) else intent.after or ())
        return self._restored(row, intent, sent | self._along(row))

    def _along(self, row: Row) -> set[str]:
        """What the server turned out to want of an update, but for what another organization owns."""
        if self._sent_along.isdisjoint(_PERSONAL) or not self._belongs_elsewhere(row):
            return self._sent_along
        return self._sent_along.difference(_PERSONAL)

    def _restored(self, row: Row, intent: Plan, sent: set[str]) -> Row:
        """Once more with what the server took away because it was not sent."""
        try:
            return self._put(row, intent, sent)
        except RequestFailed as problem:
            raise RequestFailed(
                f"{TITLE} accepted the change of {row.get('email')}, but took away what was not sent with it, and giving it back failed: {problem.message}",
                "Give all options of this user, with membership exact.", problem.status,
            ) from None

    def _put(self, row: Row, intent: Plan, sent: set[str]) -> Row:
        """Send these fields. That nobody knows of a change of address that waits is no reason to end it without a word."""
        path, email = self.path(str(row["uid"])), row.get("email")
        body = self.resource.body(intent.after or {}, tuple(sent), self.names)
        found = complete(self.http.call("PUT", path, query=self.connection.context, json=body, schema=schemas.USER_DETAIL).data)
        if "email" in sent and "email" not in intent.changed:
            self._warn(f"{TITLE} wants the address with every change, so {email} was sent along. "
                       "Should another one wait for its confirmation, that may have ended: then give the new one again.")
        return found

    def _asked_for(self, problem: RequestFailed, intent: Plan, sent: set[str]) -> set[str]:
        """What is to be sent as well where a refusal speaks of a member that was not sent."""
        after = intent.after or {}
        members = {name: self.resource.body(after, (name,), self.names) for name in after if name not in sent}
        asked = {name for name, part in members.items() if any(re.search(rf"\b{member}\b", problem.message) for member in part)}
        if problem.status != 400 or not asked:
            return set()
        return set(_GRANTS if asked.issubset(_GRANTS) else after)

    def _lost(self, found: Row, intent: Plan) -> set[str]:
        """What a user had before an update that did not name it, and lacks after it. Another value is none that was taken away."""
        before, after = intent.before or {}, self.resource.read(found, self.names)
        kept = [one for one in self.resource.all_fields if one.name not in intent.changed and before.get(one.name) not in EMPTY]
        return {one.name for one in kept if after[one.name] in EMPTY or one.is_set and before[one.name] - after[one.name]}

    def path(self, id_: str) -> str:
        return f"/users/{path_part(id_)}"


def _name_and_domain(name: Any, email: Any) -> tuple[str, str]:
    return fold(str(name)), fold(str(email)).rpartition("@")[2]


def _login(row: Row) -> str:
    return str(at(row, "loginAccountGroup.aid", ""))


def _groups(row: Row) -> set[str]:
    """The account groups in which the details show roles."""
    return {str(entry["accountGroup"]["aid"]) for entry in row.get("accountGroupRoles") or ()}

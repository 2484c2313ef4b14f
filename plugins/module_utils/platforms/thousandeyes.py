# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Cisco ThousandEyes, administrative API v7: connection, dialect, users. What else there is lies in thousandeyes_*.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from functools import cached_property
from typing import Any

from ..engine.auth import Bearer
from ..engine.errors import Incomplete, Refused
from ..engine.fields import OMITTED, Email, Fact, Field, Ref, Refs, Resource, Row, SetField, at
from ..engine.http import Dialect, Http, Reply, Transport, error_objects, path_part, plain_sentence, server_time, whole_number
from ..engine.names import Names
from ..engine.paging import single
from ..engine.parallel import side_by_side
from ..engine.provider import Connection, Provider, require
from ..engine.reconcile import Plan, Store
from .thousandeyes_view import View, managing_roles

TITLE = "ThousandEyes"
OPTIONS: dict[str, dict[str, Any]] = {
    "te_token": {"type": "str", "no_log": True, "env": "TE_TOKEN"},
    "te_url": {"type": "str", "default": "https://api.thousandeyes.com/v7", "env": "TE_API_ENDPOINT"},
    "te_aid": {"type": "str", "env": "TE_AID"},
}
_KEYS = ("email", "name", "accountGroupName")
HINTS = {
    401: "Check te_token (TE_TOKEN): it may be mistyped, revoked or expired.",
    403: (
        "The token's user lacks a permission. Users need 'View all users' and 'Edit users', roles 'View roles' and 'Edit roles', account groups "
        "'View all account groups settings' and 'Edit all account groups', and the list of permissions any management permission."
    ),
}


def _sentence(reply: Reply) -> str:
    """The server's words, from any of the error shapes seen: problem, OAuth, errorMessage, the older one. (General page "HTTP status codes".)"""
    data = reply.data
    if not isinstance(data, Mapping):
        return plain_sentence(reply)
    words = [data.get("title"), data.get("detail"), data.get("error_description") or data.get("error"), data.get("errorMessage")]
    errors = data.get("errors")
    for one in errors if isinstance(errors, list) else ():
        words.append(" ".join(str(one[part]) for part in ("field", "message") if one.get(part)) if isinstance(one, Mapping) else str(one))
    return " ".join(": ".join(str(word) for word in words if word).split()) or plain_sentence(reply)


def _until_reset(reply: Reply, now: float) -> float | None:
    """Seconds until the limit counts anew, by the server's clock where it tells the time."""
    reset = whole_number(reply.headers.get("X-Organization-Rate-Limit-Reset", ""))
    return None if reset is None else min(max(reset - server_time(reply, now), 0.0), 65.0)


def _room(reply: Reply, now: float) -> tuple[int, float] | None:
    """The organization's limit, as the page "Rate limits" tells: requests left until the reset, for all its tokens together."""
    left, seconds = whole_number(reply.headers.get("X-Organization-Rate-Limit-Remaining", "")), _until_reset(reply, now)
    return None if left is None or seconds is None else (left, seconds)


def _taken(reply: Reply) -> bool:
    # assumption: no status for an address or a name that is in use is documented; 409, or 400 naming the field
    return reply.status == 409 or reply.status == 400 and any(one.get("field") in _KEYS for one in error_objects(reply))


DIALECT = Dialect(
    title=TITLE, headers=lambda: {"Accept": "application/hal+json, application/json"}, sentence=_sentence, wait=_until_reset,
    room=_room, conflicts=_taken, hints=HINTS, url_option="te_url",
)


class ThousandEyes(Connection):
    """``context`` is the query that chooses the account group; the account-group operations do not declare it."""

    def __init__(self, http: Http, context: dict[str, str] | None):
        super().__init__(http, Names(TITLE, {
            "account_group": lambda: ((row["aid"], row["accountGroupName"]) for row in self.known("account_groups")),
            "role": lambda: ((row["roleId"], row["name"]) for row in self.known("roles")),
            "permission": lambda: ((row["permissionId"], row.get("permission") or row["label"]) for row in self.known("permissions")),
            "permission_label": lambda: ((row["permissionId"], row.get("label") or "") for row in self.known("permissions")),
            "agent": lambda: ((row["agentId"], row.get("agentName") or "") for row in self.agents),
        }))
        self.context = context
        self._me: dict[str, Any] = {}
        self._lists: dict[str, list[Row]] = {}

    @property
    def me(self) -> dict[str, Any]:
        """The token's own user; needs no permission and declares no context (getCurrentUser)."""
        self._me = self._me or _complete(self.http.call("GET", "/users/current").data)
        return self._me

    def listed(self, kind: str) -> list[Row]:
        """A list as it is now; names are looked up in it from then on (getAccountGroups, getRoles, getPermissions).

        Account groups are those available to the caller, which need not be all. Roles come without their permissions."""
        path = "/" + kind.replace("_", "-")
        member = "accountGroups" if kind == "account_groups" else kind
        self._lists[kind] = list(single(self.http, path, member, None if kind == "account_groups" else self.context))
        return self._lists[kind]

    def known(self, kind: str) -> list[Row]:
        """The same, read only once for a task."""
        return self._lists.get(kind) or self.listed(kind)

    def only(self, account_groups: list[Row]) -> None:
        """Look at these account groups alone from now on."""
        self._lists["account_groups"] = account_groups

    @cached_property
    def agents(self) -> list[Row]:
        """The agents of every account group, each once and with all of these. The administrative API lists agents nowhere else."""
        found: dict[str, dict[str, Any]] = {}
        for group in self.expanded("agent"):
            for agent in group["agents"]:
                seen = found.setdefault(agent["agentId"], {**agent, "accountGroups": []})
                seen["accountGroups"].append({"aid": group["aid"], "accountGroupName": group["accountGroupName"]})
        return list(found.values())

    def expanded(self, what: str) -> list[Row]:
        """Every account group with what it is expanded by, ``user`` or ``agent``, read side by side (getAccountGroup). Raises Incomplete."""
        groups = side_by_side(lambda group: self.account_group(group["aid"], what), self.known("account_groups"))
        for group in groups:
            if not isinstance(group.get(f"{what}s"), list):
                raise Incomplete(f"{TITLE}: the account group {group['accountGroupName']} was answered without its {what}s.", "Run the task again.")
        return groups

    @cached_property
    def view(self) -> View:
        """What the account groups tell of their users."""
        return View(self.expanded("user"))

    def is_managed(self, but_for_users: Set[str] = frozenset(), but_for_roles: Set[str] = frozenset()) -> bool:
        """Whether anybody else has management permissions, or has them by another role. The cheapest proof is the caller; only where that is
        none, the account groups are read with their users."""
        if self.me["uid"] not in but_for_users and managing_roles(self.me) - but_for_roles:
            return True
        return any(uid not in but_for_users and roles - but_for_roles for uid, roles in self.view.managing.items())

    def account_group(self, aid: str, *expand: str) -> Row:
        """One account group, expanded. Its token lets agents join: it is masked wherever it might be printed. Raises Missing."""
        row: dict[str, Any] = self.http.call("GET", account_group_path(aid, *expand)).data
        return self.masked(row)

    def masked(self, row: dict[str, Any]) -> dict[str, Any]:
        """The row of an account group without its token."""
        self.http.secrets.update(filter(None, [row.get("accountToken")]))
        return {name: value for name, value in row.items() if name != "accountToken"}


def account_group_path(aid: str | None, *expand: str) -> str:
    """The path of one account group, or of all of them; the comma is written as the official client does."""
    return f"/account-groups{'' if aid is None else f'/{path_part(aid)}'}{'?expand=' if expand else ''}{','.join(expand)}"


def connect(params: Mapping[str, Any], transport: Transport = Transport(), read_only: bool = False, **client: Any) -> ThousandEyes:
    require(params, OPTIONS, "te_token", "te_url")
    http = Http(params["te_url"], DIALECT, Bearer(params["te_token"]), transport, read_only, [params["te_token"]], **client)
    return ThousandEyes(http, {"aid": params["te_aid"]} if params.get("te_aid") else None)


PROVIDER = Provider("thousandeyes", TITLE, OPTIONS, connect)


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
            group = entry.get("account_group_id") or names.id("account_group", entry["account_group"])
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


class Users(Store):
    """getUsers, createUser, getUser, updateUser, deleteUser, getCurrentUser."""

    resource = USER
    connection: ThousandEyes
    standings = {"caller": ("the user that te_token belongs to", "Use the token of another administrator.")}

    def __init__(self, connection: ThousandEyes, params: Mapping[str, Any] | None = None):
        super().__init__(connection, params)
        self.by_account_group = self.params.get("compare") == "account_groups"
        self._agreeing: set[str] = set()  # users whose roles were compared by account group, and found as wanted
        self._losing: set[str] = set()  # users who lose their management permissions in this run

    def rows(self) -> Iterator[Row]:
        return single(self.http, "/users", "users", self.connection.context)

    def get(self, id_: str) -> Row | None:
        row = self.fetched(self._path(id_), self.connection.context)
        return None if row is None else _complete(row)

    def select(self, params: Mapping[str, Any]) -> list[Row]:
        return [self.connection.me] if params.get("current") else super().select(params)

    # -- guards ------------------------------------------------------------------------------------------------------------------

    def standing(self, row: Row) -> str:
        return "caller" if self.connection.me["uid"] == row["uid"] else ""

    def guard(self, row: Row | None, intent: Plan) -> None:
        super().guard(row, intent)
        if row is not None and intent.verb in ("update", "delete") and self._may_lose_management(row, intent):
            self._require_another_manager(row)

    def _may_lose_management(self, row: Row, intent: Plan) -> bool:
        """Whether somebody with management permissions would have none. A row of the listing does not tell: it is read whole before an update."""
        held = managing_roles(row)
        if self.resource.detail not in row or not held:
            return self.resource.detail not in row and intent.verb == "delete"
        if intent.after is None:
            return True
        kept = {role for _group, role in intent.after["account_group_roles"]} | intent.after["all_account_group_roles"]
        listed = () if not held.isdisjoint(kept) else self.connection.known("roles")
        return held.isdisjoint(kept) and kept.isdisjoint(role["roleId"] for role in listed if role.get("hasManagementPermissions"))

    def _require_another_manager(self, row: Row) -> None:
        """Refuse to take the last management permissions of the organization, all of this run together."""
        self._losing.add(row["uid"])
        if self.connection.is_managed(but_for_users=self._losing):
            return
        if row["uid"] in self.connection.view.managing or managing_roles(row):
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
        if not self.connection.view.agrees(row["uid"], explicit, everywhere, self.params.get("membership") or "exact"):
            return wanted
        self._agreeing.add(row["uid"])
        return {name: value for name, value in wanted.items() if name not in _GRANTS}

    def adjust(self, row: Row, wanted: dict[str, Any]) -> dict[str, Any]:
        if self.by_account_group:
            wanted = self._but_for_agreeing_roles(row, wanted)
        return self._but_for_what_others_own(row, wanted)

    def _but_for_what_others_own(self, row: Row, wanted: dict[str, Any]) -> dict[str, Any]:
        """A user of another organization keeps the name and login account group of there (createUser): no drift to be reported."""
        owned = [name for name in ("name", "login_account_group") if name in wanted and wanted[name] != self._read(row, name)]
        # assumption: such a user is told by a login account group that the caller's organization does not have
        if not owned or at(row, "loginAccountGroup.aid") is None or row["loginAccountGroup"]["aid"] in self.names.listed("account_group"):
            return wanted
        self.warnings.append(f"{row['email']} belongs to another organization, which keeps {' and '.join(owned)}: left as they are.")
        return {name: value for name, value in wanted.items() if name not in owned}

    def _read(self, row: Row, name: str) -> Any:
        return next(one.read(row, self.names) for one in self.resource.fields if one.name == name)

    def create(self, intent: Plan) -> Row:
        return _complete(self.http.call("POST", "/users", query=self.connection.context, json=self.body(intent)).data)

    def update(self, row: Row, intent: Plan) -> Row:
        return _complete(self.http.call("PUT", self._path(row["uid"]), query=self.connection.context, json=self.body(intent)).data)

    def delete(self, row: Row) -> None:
        self.removed(self._path(row["uid"]), self.connection.context)

    @staticmethod
    def _path(id_: str) -> str:
        return f"/users/{path_part(id_)}"


def _complete(row: dict[str, Any]) -> dict[str, Any]:
    """A detail in which absent or null role lists are empty ones; in the listing their absence means that nothing is known."""
    return {**row, "accountGroupRoles": row.get("accountGroupRoles") or [], "allAccountGroupRoles": row.get("allAccountGroupRoles") or []}

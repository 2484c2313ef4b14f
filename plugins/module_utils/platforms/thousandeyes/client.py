# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Cisco ThousandEyes administrative API v7: connection, API conventions, and lists that are read once per task."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cached_property
from typing import Any, Callable

from ...engine.auth import Bearer
from ...engine.conventions import ApiConventions
from ...engine.errors import BadInput, Incomplete, RequestFailed
from ...engine.fields import Row
from ...engine.http import Http
from ...engine.names import Names
from ...engine.paging import single
from ...engine.progress import read_each
from ...engine.provider import Connection, Provider, require
from ...engine.request import path_part
from ...engine.response import Response, error_objects, plain_sentence, server_time, whole_number
from ...engine.transport import Transport
from . import schemas
from .group_view import View, managing_roles
from .organization import inside, is_other, mark_current

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
_LISTS = {  # path, member of the response, schema of the rows
    "account_groups": ("/account-groups", "accountGroups", schemas.ACCOUNT_GROUP), "roles": ("/roles", "roles", schemas.ROLE),
    "permissions": ("/permissions", "permissions", schemas.PERMISSION),
}


def _error_message(reply: Response) -> str:
    """Return the server's message from any known error format: problem, OAuth, errorMessage, the older one (page "HTTP status codes")."""
    data = reply.data
    if not isinstance(data, Mapping):
        return plain_sentence(reply)
    words = [data.get("title"), data.get("detail"), data.get("error_description") or data.get("error"), data.get("errorMessage")]
    errors = data.get("errors")
    for entry in errors if isinstance(errors, list) else ():
        words.append(" ".join(str(entry[member]) for member in ("field", "message") if entry.get(member)) if isinstance(entry, Mapping) else str(entry))
    return " ".join(": ".join(str(word) for word in words if word).split()) or plain_sentence(reply)


def _until_reset(reply: Response, now: float) -> float | None:
    """Return the seconds until the rate limit resets, by the server's clock if the response has a Date."""
    reset = whole_number(reply.headers.get("X-Organization-Rate-Limit-Reset", ""))
    return None if reset is None else min(max(reset - server_time(reply, now), 0.0), 65.0)


def _rate_limit_remaining(reply: Response, now: float) -> tuple[int, float] | None:
    """Return the remaining requests and the seconds until the reset. The limit is shared by all tokens of the organization (page "Rate limits")."""
    left, seconds = whole_number(reply.headers.get("X-Organization-Rate-Limit-Remaining", "")), _until_reset(reply, now)
    return None if left is None or seconds is None else (left, seconds)


def _taken(reply: Response) -> bool:
    # assumption: an address or name in use returns 409, or 400 with the name of the field; the status is not documented
    return reply.status == 409 or reply.status == 400 and any(error.get("field") in _KEYS for error in error_objects(reply))


CONVENTIONS = ApiConventions(
    title=TITLE, headers=lambda: {"Accept": "application/hal+json, application/json"}, error_message=_error_message, wait=_until_reset,
    rate_limit_remaining=_rate_limit_remaining, conflicts=_taken, hints=HINTS, url_option="te_url",
)


class OrganizationNames(Names):
    """Names inside one organization. An id that no list contains may still be valid: then the API validates it."""

    may_exist: Callable[[str, str], bool] = staticmethod(lambda kind, id_: False)
    permissions_of: Callable[[str], Iterable[str]] = staticmethod(lambda role: ())  # the permissions of a role, by its name

    def require(self, kind: str, id_: str) -> None:
        if not self.is_learned(kind, id_) and id_ not in self.listed(kind) and not self.may_exist(kind, id_):
            super().require(kind, id_)


class ThousandEyes(Connection):
    """The connection to ThousandEyes.

    ``aid`` is the account group that requests run in, None for the login account group of the token's user. ``context`` is its query parameter,
    which the account-group operations do not declare. ``doubts`` are warnings about ids that only the API can validate.
    """

    def __init__(self, http: Http, aid: str | None):
        names = OrganizationNames(TITLE, {
            "account_group": lambda: ((row["aid"], row["accountGroupName"]) for row in self.known("account_groups")),
            "role": lambda: ((row["roleId"], row["name"]) for row in self.known("roles")),
            "permission": lambda: ((row["permissionId"], row.get("permission") or row.get("label") or "") for row in self.known("permissions")),
            "permission_label": lambda: ((row["permissionId"], row.get("label") or "") for row in self.known("permissions")),
            "agent": lambda: _named_agents(self.agents if self.agents_at_once is None else self.agents_at_once),
            "agent_anywhere": lambda: _named_agents(self.agents),
        })
        names.may_exist, names.permissions_of = self._may_exist, self._permissions_of
        super().__init__(http, names)
        self.aid = aid
        self.context = {"aid": aid} if aid else None
        self.doubts: list[str] = []
        self._lists: dict[str, list[Row]] = {}
        self._visible: list[Row] = []
        self._single: dict[str, Row | None] = {}

    # -- lists that are read once per task ---------------------------------------------------------------------------------------

    def forget(self) -> None:
        self._lists.clear()
        for name in ("view", "managing"):
            self.__dict__.pop(name, None)

    def renew(self, written: str) -> None:
        super().renew(written)
        self.doubts.clear()
        self._single.clear()
        for name in ("me", "sees_all", "view"):
            self.__dict__.pop(name, None)
        if written in ("account_group", "role"):
            self._lists.clear()
            for name in ("agents", "managing"):
                self.__dict__.pop(name, None)

    @property
    def sees_all_roles(self) -> bool:
        """Whether no role can be hidden from the caller, who has a role in all account groups."""
        # assumption: no page says what is shown to whom (getUser); a wrong yes would hide the roles that a list replaces
        return bool(self.me.get("allAccountGroupRoles"))

    @cached_property
    def me(self) -> dict[str, Any]:
        """The user of the token (getCurrentUser). Needs no permission, declares no context."""
        return complete(self.http.get("/users/current", schema=schemas.USER_DETAIL))

    def listed(self, kind: str) -> list[Row]:
        """Read a list; names are resolved from it from then on (getAccountGroups, getRoles, getPermissions).

        Contains only what the caller can see. Account groups are limited to the task's organization. Roles have no permissions.
        """
        path, member, schema = _LISTS[kind]
        rows = list(single(self.http, path, member, None if kind == "account_groups" else self.context, schema))
        if kind == "account_groups":
            self._visible = [mark_current(row, self.aid) for row in rows]
            rows = inside(self._visible, self.aid)
        self._lists[kind] = rows
        return rows

    def known(self, kind: str) -> list[Row]:
        """Return the list, read once per task."""
        return self._lists[kind] if kind in self._lists else self.listed(kind)

    def visible_account_groups(self) -> list[Row]:
        """Read the account groups of all organizations."""
        self.listed("account_groups")
        return self._visible

    def only(self, account_groups: list[Row]) -> None:
        """Use only these account groups from now on."""
        self._lists["account_groups"] = account_groups

    @cached_property
    def groups_with_agents(self) -> list[Row]:
        return self.expanded("agent")

    @cached_property
    def agents(self) -> list[Row]:
        """The agents of all account groups, each once with its account groups. The administrative API has no other list of agents.

        An account group without ``agents`` adds none: they are optional in the contract (AccountGroupDetail).
        """
        found: dict[str, dict[str, Any]] = {}
        for group in self.groups_with_agents:
            for agent in group.get("agents") or ():
                seen = found.setdefault(str(agent["agentId"]), {**agent, "agentId": str(agent["agentId"]), "accountGroups": []})
                seen["accountGroups"].append({"aid": group["aid"], "accountGroupName": group["accountGroupName"]})
        return list(found.values())

    @cached_property
    def agents_at_once(self) -> list[Row] | None:
        """The enterprise agents with their account groups, in one request (getAgents); None if the caller may not use that operation.

        It is not part of the administrative API, and it is not documented whether it lists the agents of all account groups.
        """
        aid = f"&aid={path_part(self.aid)}" if self.aid else ""
        try:
            answer = self.http.get(f"/agents?agentTypes=enterprise,enterprise-cluster{aid}", schema=schemas.AGENTS)
        except RequestFailed as problem:
            if problem.status not in (400, 403, 404, 405):
                raise
            return None
        rows: list[Row] = answer["agents"]
        return rows

    def expanded(self, what: str, account_groups: list[Row] | None = None) -> list[Row]:
        """Read account groups, by default all of the task's organization, expanded by ``user`` or ``agent``, in parallel (getAccountGroup).

        Raises Incomplete if a response lacks its users, so that no user is missed.
        """
        chosen = self.known("account_groups") if account_groups is None else account_groups
        groups = read_each(self.http, lambda group: self.account_group(str(group["aid"]), what), chosen, "account groups read")
        for group in groups:
            if what == "user" and group.get("users") is None:
                raise Incomplete(f"{TITLE}: the account group {group['accountGroupName']} was answered without its users.", "Run the task again.")
        return groups

    @cached_property
    def view(self) -> View:
        """The users of the account groups in the task's organization."""
        return View(self.expanded("user"), self.manages)

    def account_group(self, aid: str, *expand: str) -> Row:
        """Return one account group, expanded, without its token. Raises Missing."""
        return self.masked(self.http.get(account_group_path(aid, *expand), schema=schemas.ACCOUNT_GROUP_DETAIL))

    def masked(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return the row of an account group without its token, which lets agents join. The token is masked in all output."""
        self.http.secrets.update(filter(None, [row.get("accountToken")]))
        return {name: value for name, value in row.items() if name != "accountToken"}

    # -- management permissions --------------------------------------------------------------------------------------------------

    @cached_property
    def managing(self) -> frozenset[str]:
        """The ids of the roles with management permissions in this organization that the caller can see."""
        return frozenset(str(row["roleId"]) for row in self.known("roles") if row.get("hasManagementPermissions"))

    def manages(self, role: Row) -> bool:
        """Return whether a role in a user gives management permissions. If the user does not show it, the list of roles decides."""
        reported = role.get("hasManagementPermissions")
        return str(role["roleId"]) in self.managing if reported is None else bool(reported)

    def is_managed(self, but_for_users: Set[str] = frozenset(), but_for_roles: Set[str] = frozenset()) -> bool:
        """Return whether any other user, or any user by another role, has management permissions in this organization.

        Checks the caller's roles first, which is cheapest, and reads the account groups with their users only if these do not suffice.
        """
        if str(self.me["uid"]) not in but_for_users and managing_roles(self.me, self.manages) & self.managing - but_for_roles:
            return True
        return self.view.is_managed(but_for_users, but_for_roles)

    @cached_property
    def sees_all(self) -> bool:
        """Whether the caller manages this organization by a role in all account groups, and so belongs to each of them.

        assumption: such a caller also sees all roles.
        """
        return any(str(role["roleId"]) in self.managing for role in self.me["allAccountGroupRoles"])

    # -- objects that no list shows ----------------------------------------------------------------------------------------------

    def is_elsewhere(self, aid: str) -> bool:
        """Return whether an account group belongs to another organization, False if unknown.

        Decided by the organization that it reports. If it cannot be read, it belongs to another organization if the caller belongs to all account
        groups of this one.
        """
        rows = self.known("account_groups")
        if any(str(row["aid"]) == aid for row in rows):
            return False
        row = self._account_group_anywhere(aid)
        return self.sees_all if row is None else any(is_other(row, entry) for entry in rows)

    def is_shown_elsewhere(self, aid: str) -> bool:
        """Return whether the list shows an account group in another organization."""
        rows = self.known("account_groups")
        return any(str(row["aid"]) == aid and not any(row is entry for entry in rows) for row in self._visible)

    def has_further_organizations(self) -> bool:
        """Return whether the caller belongs to account groups of other organizations."""
        return len(self.known("account_groups")) < len(self._visible)

    def _account_group_anywhere(self, aid: str) -> Row | None:
        return next((row for row in self._visible if str(row["aid"]) == aid), None) or self._readable(account_group_path(aid))

    def _may_exist(self, kind: str, id_: str) -> bool:
        """Return whether the API may accept an id that no list shows. Raises BadInput for an account group of another organization."""
        if kind == "account_group":
            rows, row = self.known("account_groups"), self._account_group_anywhere(id_)
            if row is not None and any(is_other(row, entry) for entry in rows):
                raise BadInput(
                    f"The account group {row.get('accountGroupName')} ({id_}) belongs to another organization.",
                    "Set te_aid to an account group of that organization, or correct the id.",
                )
        elif kind == "role":
            row = self._readable(role_path(id_), self.context)
        else:
            return False
        if row is None and self.sees_all:
            return False
        if row is None:
            self.doubts.append(f"The user of te_token sees no {kind.replace('_', ' ')} with the id '{id_}', but may not see all of them; "
                               "the id is sent without a check.")
        return True

    def _permissions_of(self, role: str) -> list[str]:
        """Return the ids of the permissions of a role, given by name (getRole)."""
        row = self.http.get(role_path(self.names.id("role", role)), query=self.context, schema=schemas.ROLE_DETAIL)
        held = row.get("permissions") or ()
        return [self.names.learn("permission", entry["permissionId"], entry.get("permission") or entry.get("label")) for entry in held]

    def _readable(self, path: str, query: dict[str, str] | None = None) -> Row | None:
        """Return the object at a path, read once; None if it does not exist or the caller may not see it."""
        if path not in self._single:
            try:
                data = self.http.get(path, query=query)
                self._single[path] = self.masked(data) if isinstance(data, dict) else None
            except RequestFailed as problem:
                if problem.status not in (400, 403, 404):
                    raise
                self._single[path] = None
        return self._single[path]


def _named_agents(agents: Iterable[Row]) -> Iterator[tuple[str, str]]:
    return ((str(row["agentId"]), row.get("agentName") or "") for row in agents)


def account_group_path(aid: str | None, *expand: str) -> str:
    """Return the path of one or all account groups. The comma is not encoded, as in the official client."""
    return f"/account-groups{'' if aid is None else f'/{path_part(aid)}'}{'?expand=' if expand else ''}{','.join(expand)}"


def role_path(id_: str) -> str:
    return f"/roles/{path_part(id_)}"


def connect(params: Mapping[str, Any], transport: Transport = Transport(), read_only: bool = False, **client: Any) -> ThousandEyes:
    require(params, OPTIONS, "te_token", "te_url")
    http = Http(params["te_url"], CONVENTIONS, Bearer(params["te_token"]), transport, read_only, [params["te_token"]], **client)
    return ThousandEyes(http, params.get("te_aid") or None)


PROVIDER = Provider("thousandeyes", TITLE, OPTIONS, connect)


def complete(row: dict[str, Any]) -> dict[str, Any]:
    """Return user details with absent or null role lists as empty lists. In the list of users, absent lists are unknown."""
    return {**row, "accountGroupRoles": row.get("accountGroupRoles") or [], "allAccountGroupRoles": row.get("allAccountGroupRoles") or []}

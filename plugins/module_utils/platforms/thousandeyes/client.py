# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Cisco ThousandEyes, administrative API v7: connection, API conventions, and what is read once for a task."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import cached_property
from typing import Any, Callable

from ...engine.auth import Bearer
from ...engine.conventions import ApiConventions
from ...engine.errors import BadInput, Incomplete, RequestFailed
from ...engine.fields import Row
from ...engine.http import Http
from ...engine.names import Names
from ...engine.paging import single
from ...engine.parallel import map_parallel
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
_LISTS = {  # path, member of the answer, what its rows have
    "account_groups": ("/account-groups", "accountGroups", schemas.ACCOUNT_GROUP), "roles": ("/roles", "roles", schemas.ROLE),
    "permissions": ("/permissions", "permissions", schemas.PERMISSION),
}


def _error_message(reply: Response) -> str:
    """The server's words, from any of the error shapes seen: problem, OAuth, errorMessage, the older one. (General page "HTTP status codes".)"""
    data = reply.data
    if not isinstance(data, Mapping):
        return plain_sentence(reply)
    words = [data.get("title"), data.get("detail"), data.get("error_description") or data.get("error"), data.get("errorMessage")]
    errors = data.get("errors")
    for entry in errors if isinstance(errors, list) else ():
        words.append(" ".join(str(entry[part]) for part in ("field", "message") if entry.get(part)) if isinstance(entry, Mapping) else str(entry))
    return " ".join(": ".join(str(word) for word in words if word).split()) or plain_sentence(reply)


def _until_reset(reply: Response, now: float) -> float | None:
    """Seconds until the limit counts anew, by the server's clock where it tells the time."""
    reset = whole_number(reply.headers.get("X-Organization-Rate-Limit-Reset", ""))
    return None if reset is None else min(max(reset - server_time(reply, now), 0.0), 65.0)


def _rate_limit_remaining(reply: Response, now: float) -> tuple[int, float] | None:
    """The organization's limit, as the page "Rate limits" tells: requests left until the reset, for all its tokens together."""
    left, seconds = whole_number(reply.headers.get("X-Organization-Rate-Limit-Remaining", "")), _until_reset(reply, now)
    return None if left is None or seconds is None else (left, seconds)


def _taken(reply: Response) -> bool:
    # assumption: no status for an address or a name that is in use is documented; 409, or 400 naming the field
    return reply.status == 409 or reply.status == 400 and any(error.get("field") in _KEYS for error in error_objects(reply))


CONVENTIONS = ApiConventions(
    title=TITLE, headers=lambda: {"Accept": "application/hal+json, application/json"}, error_message=_error_message, wait=_until_reset,
    rate_limit_remaining=_rate_limit_remaining, conflicts=_taken, hints=HINTS, url_option="te_url",
)


class OrganizationNames(Names):
    """Names inside one organization. An id that no listing shows may be right all the same: then the API judges it."""

    may_exist: Callable[[str, str], bool] = staticmethod(lambda kind, id_: False)

    def require(self, kind: str, id_: str) -> None:
        if not self.is_learned(kind, id_) and id_ not in self.listed(kind) and not self.may_exist(kind, id_):
            super().require(kind, id_)


class ThousandEyes(Connection):
    """``aid`` is the account group that requests run in, None for the one in which the token's user logs in; ``context`` is the query for it,
    which the account-group operations do not declare. ``doubts`` are sentences about ids that only the API can judge, for the user."""

    def __init__(self, http: Http, aid: str | None):
        names = OrganizationNames(TITLE, {
            "account_group": lambda: ((row["aid"], row["accountGroupName"]) for row in self.known("account_groups")),
            "role": lambda: ((row["roleId"], row["name"]) for row in self.known("roles")),
            "permission": lambda: ((row["permissionId"], row.get("permission") or row.get("label") or "") for row in self.known("permissions")),
            "permission_label": lambda: ((row["permissionId"], row.get("label") or "") for row in self.known("permissions")),
            "agent": lambda: ((row["agentId"], row.get("agentName") or "") for row in self.agents),
        })
        names.may_exist = self._may_exist
        super().__init__(http, names)
        self.aid = aid
        self.context = {"aid": aid} if aid else None
        self.doubts: list[str] = []
        self._lists: dict[str, list[Row]] = {}
        self._visible: list[Row] = []
        self._single: dict[str, Row | None] = {}

    # -- what is read once for a task --------------------------------------------------------------------------------------------

    def forget(self) -> None:
        self._lists.clear()
        for name in ("view", "managing"):
            self.__dict__.pop(name, None)

    @cached_property
    def me(self) -> dict[str, Any]:
        """The token's own user; needs no permission and declares no context (getCurrentUser)."""
        return complete(self.http.get("/users/current", schema=schemas.USER_DETAIL))

    def listed(self, kind: str) -> list[Row]:
        """A list as it is now; names are looked up in it from then on (getAccountGroups, getRoles, getPermissions).

        Account groups are those of the task's organization that are available to the caller, which need not be all. Roles come without
        their permissions, and are those visible to the caller."""
        path, member, schema = _LISTS[kind]
        rows = list(single(self.http, path, member, None if kind == "account_groups" else self.context, schema))
        if kind == "account_groups":
            self._visible = [mark_current(row, self.aid) for row in rows]
            rows = inside(self._visible, self.aid)
        self._lists[kind] = rows
        return rows

    def known(self, kind: str) -> list[Row]:
        """The same, read only once for a task."""
        return self._lists[kind] if kind in self._lists else self.listed(kind)

    def visible_account_groups(self) -> list[Row]:
        """Those of all organizations, as they are now."""
        self.listed("account_groups")
        return self._visible

    def only(self, account_groups: list[Row]) -> None:
        """Look at these account groups alone from now on."""
        self._lists["account_groups"] = account_groups

    @cached_property
    def agents(self) -> list[Row]:
        """The agents of every account group, each once and with all of these. The administrative API lists agents nowhere else. An account
        group that is answered without ``agents`` adds none: the contract marks them optional (AccountGroupDetail)."""
        found: dict[str, dict[str, Any]] = {}
        for group in self.expanded("agent"):
            for agent in group.get("agents") or ():
                seen = found.setdefault(str(agent["agentId"]), {**agent, "agentId": str(agent["agentId"]), "accountGroups": []})
                seen["accountGroups"].append({"aid": group["aid"], "accountGroupName": group["accountGroupName"]})
        return list(found.values())

    def expanded(self, what: str, account_groups: list[Row] | None = None) -> list[Row]:
        """These account groups, or all of the task's organization, with what they are expanded by, ``user`` or ``agent``, read side by side
        (getAccountGroup). Raises Incomplete where one is answered without its users, as nobody may be overlooked."""
        chosen = self.known("account_groups") if account_groups is None else account_groups
        groups = map_parallel(lambda group: self.account_group(str(group["aid"]), what), chosen)
        for group in groups:
            if what == "user" and group.get("users") is None:
                raise Incomplete(f"{TITLE}: the account group {group['accountGroupName']} was answered without its users.", "Run the task again.")
        return groups

    @cached_property
    def view(self) -> View:
        """What the account groups of the task's organization tell of their users."""
        return View(self.expanded("user"), self.manages)

    def account_group(self, aid: str, *expand: str) -> Row:
        """One account group, expanded. Its token lets agents join: it is masked wherever it might be printed. Raises Missing."""
        return self.masked(self.http.get(account_group_path(aid, *expand), schema=schemas.ACCOUNT_GROUP_DETAIL))

    def masked(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The row of an account group without its token."""
        self.http.secrets.update(filter(None, [row.get("accountToken")]))
        return {name: value for name, value in row.items() if name != "accountToken"}

    # -- who manages -------------------------------------------------------------------------------------------------------------

    @cached_property
    def managing(self) -> frozenset[str]:
        """The ids of this organization's roles with management permissions, as far as the caller sees them."""
        return frozenset(str(row["roleId"]) for row in self.known("roles") if row.get("hasManagementPermissions"))

    def manages(self, role: Row) -> bool:
        """Whether a role that comes with a user gives management permissions; where it is not told there, as the listing of roles tells."""
        told = role.get("hasManagementPermissions")
        return str(role["roleId"]) in self.managing if told is None else bool(told)

    def is_managed(self, but_for_users: Set[str] = frozenset(), but_for_roles: Set[str] = frozenset()) -> bool:
        """Whether anybody else of this organization has management permissions, or has them by another role. The cheapest proof is the caller,
        by a role of this organization; only where that is none, the account groups are read with their users."""
        if str(self.me["uid"]) not in but_for_users and managing_roles(self.me, self.manages) & self.managing - but_for_roles:
            return True
        return self.view.is_managed(but_for_users, but_for_roles)

    @cached_property
    def sees_all(self) -> bool:
        """Whether the caller manages this organization by a role in all account groups, and so belongs to each of them. Assumption: such a
        caller is shown all roles as well."""
        return any(str(role["roleId"]) in self.managing for role in self.me["allAccountGroupRoles"])

    # -- what no listing shows ---------------------------------------------------------------------------------------------------

    def is_elsewhere(self, aid: str) -> bool:
        """Whether an account group belongs to another organization: by what it tells, or where it cannot be read because the caller, who
        belongs to all of this one's, does not belong to it. Whatever else cannot be told is not assumed."""
        rows = self.known("account_groups")
        if any(str(row["aid"]) == aid for row in rows):
            return False
        row = self._account_group_anywhere(aid)
        return self.sees_all if row is None else any(is_other(row, entry) for entry in rows)

    def is_shown_elsewhere(self, aid: str) -> bool:
        """Whether the listing shows an account group in another organization."""
        rows = self.known("account_groups")
        return any(str(row["aid"]) == aid and not any(row is entry for entry in rows) for row in self._visible)

    def has_further_organizations(self) -> bool:
        """Whether the caller belongs to account groups of other organizations."""
        return len(self.known("account_groups")) < len(self._visible)

    def _account_group_anywhere(self, aid: str) -> Row | None:
        return next((row for row in self._visible if str(row["aid"]) == aid), None) or self._readable(account_group_path(aid))

    def _may_exist(self, kind: str, id_: str) -> bool:
        """Whether the API may know an id that the listing does not show. Raises BadInput for an account group of another organization."""
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

    def _readable(self, path: str, query: dict[str, str] | None = None) -> Row | None:
        """What is at a path, asked for once; None where there is nothing, or the caller may not see it."""
        if path not in self._single:
            try:
                data = self.http.get(path, query=query)
                self._single[path] = self.masked(data) if isinstance(data, dict) else None
            except RequestFailed as problem:
                if problem.status not in (400, 403, 404):
                    raise
                self._single[path] = None
        return self._single[path]


def account_group_path(aid: str | None, *expand: str) -> str:
    """The path of one account group, or of all of them; the comma is written as the official client does."""
    return f"/account-groups{'' if aid is None else f'/{path_part(aid)}'}{'?expand=' if expand else ''}{','.join(expand)}"


def role_path(id_: str) -> str:
    return f"/roles/{path_part(id_)}"


def connect(params: Mapping[str, Any], transport: Transport = Transport(), read_only: bool = False, **client: Any) -> ThousandEyes:
    require(params, OPTIONS, "te_token", "te_url")
    http = Http(params["te_url"], CONVENTIONS, Bearer(params["te_token"]), transport, read_only, [params["te_token"]], **client)
    return ThousandEyes(http, params.get("te_aid") or None)


PROVIDER = Provider("thousandeyes", TITLE, OPTIONS, connect)


def complete(row: dict[str, Any]) -> dict[str, Any]:
    """A detail in which absent or null role lists are empty ones; in the listing their absence means that nothing is known."""
    return {**row, "accountGroupRoles": row.get("accountGroupRoles") or [], "allAccountGroupRoles": row.get("allAccountGroupRoles") or []}

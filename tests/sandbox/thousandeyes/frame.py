# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frame of the emulated ThousandEyes: switches, state, checks before an operation, and the format of responses."""

from __future__ import annotations

import dataclasses
import http
import json
import math
from collections.abc import Iterable
from typing import Any, ClassVar

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from ..emulator import Emulator, Problem, answer
from ..registry import Registry
from ..world import ORGANIZATION, World
from . import data
from .data import PERMISSIONS, Event, Group, Role, User

# Permissions by operation: one alternative of every entry is required.
EDIT_USERS = ("Edit users in all account groups", "Edit users")
_NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "create_group": (("Edit all account groups",),),
    "get_group": (("View all account groups settings",),),
    "delete_group": (("Assign management permissions",), ("Delete account",), ("Edit all account groups",)),
    "list_users": (("View all users",),),
    "get_user": (("View all users",),),
    "update_user": (EDIT_USERS,),
    "delete_user": (EDIT_USERS,),
}
# assumption: the permissions of these operations, which are not documented; the switch enforce_unstated_permissions disables them
_UNSTATED_NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "update_group": (("Edit all account groups",),),
    "create_user": (EDIT_USERS,),
    "create_role": (("Edit roles",),),
    "update_role": (("Edit roles",),),
    "delete_role": (("Edit roles",),),
}
_WITHOUT_AID = ("list_groups", "create_group", "get_group", "update_group", "delete_group", "current_user")

_DEFAULT_LIMIT = 240

Errors = list[tuple[str, str]]


@dataclasses.dataclass
class Call:
    """A request that passed the checks: its caller, account group and permissions (labels)."""

    request: Request
    caller: User
    aid: str
    permissions: set[str]
    org: str = data.ORG_ID  # the organization of that account group


def by_number(ids: Iterable[str]) -> list[str]:
    return sorted(ids, key=lambda text: (len(text), text))


def _fits(kind: str, value: Any) -> bool:
    if kind == "text":
        return isinstance(value, str)
    if kind == "ids":
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, list) and all(
        isinstance(item, dict) and isinstance(item.get("accountGroupId"), str) and _fits("ids", item.get("roleIds", [])) for item in value)


class Frame(Emulator):
    """Everything but the operations."""

    name = "thousandeyes"
    prefix = "/thousandeyes/v7"
    defaults: ClassVar[dict[str, Any]] = {
        "page_cap": 10,  # the maximum number of events on a page, regardless of `max`
        "rate_limit": None,  # requests per minute; None: never refused
        "foreign_emails": ["visitor@other.example"],  # addresses of users of another organization
        "duplicate_role_names": False,  # a second role "NOC wallboard"
        "duplicate_agent_names": False,  # a second agent "osl-dc1-ea01", in EMEA
        "aid_unknown_status": 400,  # or 403
        "aid_foreign_status": 403,  # or 400: the caller is not in that group
        "aid_moves_current": False,  # `aid` also counts for account groups and the current user
        "unexpanded_as_empty": False,  # `users`, `agents` as [] instead of absent
        "duplicate_status": 400,  # or 409
        "attach_foreign": True,  # False: an address of another organization is refused as taken
        "accept_incomplete_user": False,  # POST /users without e-mail, login group or roles
        "put_needs_scalars": False,  # PUT /users without name, e-mail or login group is refused
        "accept_no_roles": False,  # PUT /users that leaves no role
        "put_without_agents_empties": False,
        "builtin_role_status": 400,  # or 403
        "role_in_use": "refuse",  # or "drop": taken from its users
        "allow_protected_deletion": False,  # of the current and the last account group, and of oneself
        "missing_on_delete": "empty",  # or "problem": the body of the 404
        "bad_id_status": 404,  # or 400: an id that is not a number
        "email_change_pending": False,  # after a change, the old address is shown until the new one is confirmed
        "old_address_cancels_change": True,  # sending the old address again cancels a pending change (assumption: the worse reading)
        "pending_address_taken": False,  # an unconfirmed address cannot be used for another user; False: it creates a second user
        "second_organization": False,  # the token's user is in account groups of a second organization, one of which is also named EMEA
        "show_all_organizations": False,  # details and PUT cover the roles of a user in all organizations, not only in that of the request
        "organization_told": "both",  # how account groups report their organization: or "name", "id", "none"
        "foreign_put": "ignore",  # or "refuse": PUT with name, address or login group of somebody who belongs to another organization
        "hide_groups_in_details": False,  # details show no roles in account groups that the caller is not in; PUT replaces these too
        "put_without_lists_empties": False,  # PUT /users without a list of roles removes those roles
        "agents_hidden": False,  # `agents` is always missing, as for callers who may not see agents
        "empty_agents_absent": False,  # `agents` is missing if there are none
        "agents_not_shown": [],  # ids of agents that account groups do not show, although they share them
        "agents_list": "organization",  # the scope of /agents: or "account_group", that of the request, or "refused"
        "next_link": None,  # of events: replaces scheme, host and prefix, as in "https://gateway.example/te" or ""
        "new_user_registered": True,  # False: no dateRegistered
        "hide_new_group_seconds": 0,  # a new group is not shown by GET for so many seconds
        "hide_new_group_reads": 0,  # a new group is not shown for so many reads
        "window_with_start": "refuse",  # or "window": the window wins
        "window_needs_unit": False,
        "refuse_unknown_fields": False,
        "name_limit": None,  # or a number of characters
        "enforce_unstated_permissions": True,
        "error_shape": "problem",  # of a 400: or "title" (all in the title), or "older" (the shape before problem documents)
    }

    def enter(self, world: World) -> None:
        today = self.clock() // 86400 * 86400
        self.agents = data.agents()
        self.roles = data.roles(world.preset)
        self.groups = data.groups(world.preset)
        self.users = Registry(lambda user: user.email, data.users(world, today))
        self.events = data.events(world, today, self.users, self.groups)
        self._last_id = {"aid": 11004, "uid": 3000 + world.people_count, "roleId": 280873, "foreign": 770000}
        self._foreign_uids: dict[str, str] = {}
        self._window_end = 0.0
        self._used = 0
        self._instance = ""

    def configure(self, switches: dict[str, Any]) -> None:
        super().configure(switches)
        if switches.get("duplicate_role_names"):
            self.roles[data.TWIN] = Role(data.TWIN, "NOC wallboard", {"8", "11"})
        elif "duplicate_role_names" in switches:
            self._drop_role(data.TWIN)
        if switches.get("second_organization"):
            self._add_second_organization()
        if switches.get("duplicate_agent_names"):
            self.agents[data.TWIN_AGENT] = {**self.agents["105"], "agentId": data.TWIN_AGENT}
            self.groups[data.EMEA].agents.add(data.TWIN_AGENT)

    def _add_second_organization(self) -> None:
        self.agents[data.SOUTH_AGENT] = {**self.agents["105"], "agentId": data.SOUTH_AGENT, "agentName": "cpt-dc1-ea01"}
        self.groups.update(data.south_groups())
        self.roles.update(data.south_roles())
        for user in data.south_users():
            self.users[user.uid] = user
        self.users[data.ADMIN_UID].everywhere.add(data.SOUTH_ADMIN)

    # -- organizations -----------------------------------------------------------------------------------------------------------

    def member_of(self, user: User, aid: str) -> bool:
        """Return whether a user has a role in an account group, or in all account groups of its organization."""
        org = self.groups[aid].org
        return aid in user.explicit or any(self.roles[number].org == org for number in user.everywhere if number in self.roles)

    def is_foreign(self, user: User, org: str) -> bool:
        """Return whether a user belongs to another organization."""
        return user.foreign or user.login in self.groups and self.groups[user.login].org != org

    def belongs(self, user: User, org: str) -> bool:
        """Return whether an organization lists a user: one of its own, or one with roles there."""
        if not self.config["second_organization"] or not self.is_foreign(user, org):
            return True
        return any(self.groups[aid].org == org for aid in user.explicit) or any(self.roles[number].org == org for number in user.everywhere)

    def users_of(self, org: str) -> dict[str, User]:
        return {uid: user for uid, user in self.users.items() if self.belongs(user, org)}

    def roles_of(self, org: str) -> dict[str, Role]:
        return {number: role for number, role in self.roles.items() if role.org == org}

    def groups_of(self, call: Call) -> dict[str, Group]:
        """Return the account groups of the request's organization, and those of the caller."""
        return {aid: group for aid, group in self.groups.items() if group.org == call.org or self.member_of(call.caller, aid)}

    def _drop_role(self, key: str) -> None:
        self.roles.pop(key, None)
        for user in self.users.values():
            user.everywhere.discard(key)
            user.explicit = {aid: roles - {key} for aid, roles in user.explicit.items() if roles - {key}}

    def state(self) -> dict[str, Any]:
        return {
            "organization": {"orgId": data.ORG_ID, "organizationName": ORGANIZATION},
            "accountGroups": [
                {"aid": aid, "accountGroupName": group.name, "accountToken": group.token, "agents": by_number(group.agents)}
                for aid, group in self._sorted(self.groups)
            ],
            "users": [
                {
                    "uid": uid, "email": user.email, "name": user.name, "loginAccountGroupId": data.FOREIGN_GROUP["aid"] if user.foreign else user.login,
                    "accountGroupRoles": {aid: by_number(user.explicit[aid]) for aid in by_number(user.explicit)},
                    "allAccountGroupRoleIds": by_number(user.everywhere), "dateRegistered": user.registered, "lastLogin": user.last_login,
                    "pendingEmail": user.pending_email, "foreign": user.foreign,
                } for uid, user in self._sorted(self.users)
            ],
            "roles": [
                {"roleId": role_id, "name": role.name, "isBuiltin": role.builtin, "permissions": by_number(role.permissions)}
                for role_id, role in self._sorted(self.roles)
            ],
            "events": [event.record() for event in self.events],
        }

    # -- one request -------------------------------------------------------------------------------------------------------------

    def __call__(self, request: Request) -> Response:
        self.wake()
        self._instance = "/v7" + self.raw_path(request)
        try:
            return super().__call__(request)
        finally:
            self._instance = ""

    def handle(self, request: Request) -> Response:
        caller = self._authenticate(request)
        headers, refused = self._spend()
        try:
            response = self.fail(429, "The organization used up its requests for this minute.") if refused else self._dispatch(request, caller)
        except Problem as problem:
            response = problem.response
        except HTTPException as problem:
            response = self.fail(problem.code or 500, problem.description or problem.name)
        response.headers.extend(headers)
        return response

    def _authenticate(self, request: Request) -> User:
        header = request.headers.get("Authorization")
        if header is None:
            text = "401 Not Authorized\nPlease ensure you are using the correct authentication token."
            raise Problem(answer({"errorMessage": text}, 401, "application/problem+json;charset=UTF-8"))
        scheme, dummy, token = header.partition(" ")
        user = self.users.get(data.TOKENS.get(token.strip(), "")) if scheme.lower() == "bearer" else None
        if user is None:
            raise Problem(self.fail(401))
        return user

    def _spend(self) -> tuple[dict[str, str], bool]:
        """Count the request in the rate limit of the organization. Refused requests do not count (assumption)."""
        limit = self.config["rate_limit"]
        if self.clock() >= self._window_end:
            self._window_end, self._used = self.clock() + 60, 0
        refused = limit is not None and self._used >= limit
        self._used += not refused
        # never report a low number without a limit, because clients would pause
        remaining = max(_DEFAULT_LIMIT // 2, _DEFAULT_LIMIT - self._used) if limit is None else limit - self._used
        stem = "x-organization-rate-limit-"
        values = {"limit": limit or _DEFAULT_LIMIT, "remaining": remaining, "reset": math.ceil(self._window_end)}
        return {stem + name: str(value) for name, value in values.items()}, refused

    def _dispatch(self, request: Request, caller: User) -> Response:
        handler, arguments = self.match(request)
        if request.accept_mimetypes and not request.accept_mimetypes.best_match(["application/hal+json", "application/json"]):
            raise Problem(self.fail(406, "The answer is JSON."))
        operation = handler.__name__
        aid = self._context(request, caller, operation)
        org = self.groups[aid].org
        held = caller.explicit.get(aid, set()) | {number for number in caller.everywhere if self.roles[number].org == org}
        labels = {PERMISSIONS[number]["label"] for role in held for number in self.roles[role].permissions}
        needs = _NEEDS.get(operation, ())
        if self.config["enforce_unstated_permissions"]:
            needs += _UNSTATED_NEEDS.get(operation, ())
        for alternatives in (("API access",), *needs):
            if not labels.intersection(alternatives):
                self._forbid()
        return handler(Call(request, caller, aid, labels, org), **arguments)

    def _context(self, request: Request, caller: User, operation: str) -> str:
        aid = request.args.get("aid")
        if aid is None or (operation in _WITHOUT_AID and not self.config["aid_moves_current"]):
            return caller.login
        if aid not in self.groups:
            raise Problem(self._error(self.config["aid_unknown_status"], "Invalid aid"))
        if not self.member_of(caller, aid):
            raise Problem(self._error(self.config["aid_foreign_status"], "", "The caller is not assigned to this account group."))
        return aid

    # -- answers -----------------------------------------------------------------------------------------------------------------

    def fail(self, status: int, text: str = "") -> Response:
        if status == 401:
            body = {"error": "invalid_token", "error_description": text or "Invalid access token"}
            return answer(body, 401, "application/problem+json;charset=UTF-8")
        return self._error(status, "", text or ("No such resource." if status == 404 else ""))

    def _error(self, status: int, title: str, detail: str = "", errors: Errors | None = None) -> Response:
        usual = "Request validation failed" if status == 400 else http.HTTPStatus(status).phrase
        body: dict[str, Any] = {"type": "about:blank", "title": title or usual, "status": status}
        if detail:
            body["detail"] = detail
        if self._instance:
            body["instance"] = self._instance
        if errors:
            body["errors"] = [{"code": f"AM-{number:04d}", "field": field, "message": text} for number, (field, text) in enumerate(errors, 1)]
        if status == 400:
            body = self._reshaped(body, errors or [])
        return answer(body, status, "application/problem+json;charset=UTF-8")

    def _reshaped(self, body: dict[str, Any], errors: Errors) -> dict[str, Any]:
        """Return a 400 in one of the formats known from other operations of the service."""
        if self.config["error_shape"] == "older":
            texts = [f"{field}: {text}" for field, text in errors] or [body.get("detail", body["title"])]
            return {"timestamp": int(self.clock() * 1000), "httpStatus": 400, "errors": texts, "path": self._instance}
        if self.config["error_shape"] == "title" and errors:
            folded = " ".join(f"Error in field {field} : {text}." for field, text in errors)
            kept = {name: value for name, value in body.items() if name not in ("detail", "errors")}
            return {**kept, "title": f"There were some errors in your request, please correct them before trying again. {folded}"}
        return body

    def _refuse(self, errors: Errors, status: int = 400) -> None:
        if errors:
            raise Problem(self._error(status, "", "One or more fields are invalid.", errors))

    def _forbid(self) -> None:
        raise Problem(self._error(403, "", "The caller's role lacks a permission this operation needs."))

    def _answer(self, call: Call, body: dict[str, Any], path: str = "", created: bool = False) -> Response:
        """Return a response. ``path`` is that of the resource below the prefix, by default that of the request."""
        href = self._href(call.request, path)
        types = ["application/hal+json", "application/json"]
        kind = call.request.accept_mimetypes.best_match(types) if call.request.accept_mimetypes else types[0]
        body.setdefault("_links", {"self": {"href": href}})
        return answer(body, 201 if created else 200, f"{kind};charset=UTF-8", {"Location": href} if created else None)

    def _href(self, request: Request, path: str = "") -> str:
        return request.host_url.rstrip("/") + self.prefix + (path or self.raw_path(request))

    def _find(self, kind: dict[str, Any], call: Call, key: str) -> Any:
        if key in kind:
            return kind[key]
        if not key.isdigit() and self.config["bad_id_status"] == 400:
            self._refuse([("id", "id is not a number")])
        if call.request.method == "DELETE" and self.config["missing_on_delete"] == "empty":
            raise Problem(Response(status=404))
        raise Problem(self.fail(404))

    def _body(self, call: Call, fields: dict[str, str]) -> dict[str, Any]:
        """Return the known fields of the body without nulls (assumption: null means absent)."""
        if not call.request.is_json:
            raise Problem(self.fail(415, "The body has to be application/json."))
        try:
            sent = json.loads(call.request.get_data())
        except ValueError:
            sent = None
        if not isinstance(sent, dict):
            raise Problem(self._error(400, "", "The body is not a JSON object."))
        body = {name: value for name, value in sent.items() if name in fields and value is not None}
        errors = [(name, f"{name} has the wrong type") for name, value in body.items() if not _fits(fields[name], value)]
        if self.config["refuse_unknown_fields"]:
            errors += [(name, f"{name} is not a field") for name in sent if name not in fields]
        self._refuse(errors)
        return body

    def _name_errors(self, field: str, name: str) -> Errors:
        limit = self.config["name_limit"]
        if not name.strip():
            return [(field, f"{field} is empty")]
        return [(field, f"{field} is longer than {limit} characters")] if limit and len(name) > limit else []

    def _new_id(self, kind: str) -> str:
        self._last_id[kind] += 1
        return str(self._last_id[kind])

    @staticmethod
    def _sorted(kind: dict[str, Any]) -> list[tuple[str, Any]]:
        return [(key, kind[key]) for key in by_number(kind)]

    # assumption: these texts and resource types, of which only userDisplayName is documented
    def _log(self, call: Call, text: str, kind: str, name: str) -> None:
        author = f"{call.caller.name} ({call.caller.email})"
        resources = [{"type": kind, "name": name}]
        self.events.append(
            Event(len(self.events), math.floor(self.clock()), text, call.aid, self.groups[call.aid].name, call.caller.uid, author, resources))

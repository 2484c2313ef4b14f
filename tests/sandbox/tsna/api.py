# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""BMC TrueSight Network Automation: the users service of the REST API v4.0, with its tokens, sessions and roles."""

from __future__ import annotations

import copy
import dataclasses
import functools
import html
import math
import re
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar

import jsonpatch
from jsonpointer import JsonPointerException
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Request, Response

from ..emulator import Emulator, Problem, answer
from ..registry import Registry
from ..world import DOMAIN, World
from .data import (
    FIELDS,
    MANAGE_SESSIONS,
    MANAGE_USERS,
    OPAQUE,
    PAGE_SIZES,
    UNLOCK_USERS,
    VIEW_ROLES,
    WEB_SERVICES,
    Cast,
    Data,
    Field,
    Role,
    Session,
    User,
    digest,
    shipped_roles,
)

Item = TypeVar("Item")

USER_KEY, SESSION_IDS = "1084738293-{}", 5500000000000000000
RESERVED = ("all_logged_in_users", "current_logged_in_user", "login_session")
READ_ONLY = ("id", "lastSuccessfulLoginTimestamp", "lockedFlag", "rootFlag")
WRITABLE = ("name", "enabledFlag", "emailAddress", "roleIds", "password", "accountExpirationDate", "authenticatedExternallyFlag", "dynamicFields")
HEADERS = {
    "Server": "TrueSight Network Automation Server", "Strict-Transport-Security": "max-age=31536000", "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN", "X-XSS-Protection": "1; mode=block",
}
MESSAGES = {
    400: "Bad request", 409: "Conflict", 401: "Not logged in: no usable Authorization header", 403: "You do not have the right for this",
    404: "No single matching accessible component", 405: "Method not allowed", 415: "Unsupported media type", 500: "Unexpected exception",
}
CHOICES: dict[str, tuple[str, ...]] = {
    "role_attribute": ("roleIds", "roles", "roleNames"), "role_shape": ("component", "string"), "nulls": ("present", "omitted"),
    "time_format": ("epoch_ms", "iso8601"), "void_success": ("204", "200_empty", "200_string"), "created": ("location", "location_body", "nothing"),
    "update_body": ("user", "empty"), "error_body": ("json", "text", "html"), "patch_media": ("both", "json", "json_patch"),
    "list_items": ("full", "abbreviated"), "put_without_password": ("keep", "reject"), "auth_mode": ("local", "external"),
    "read_only_change": ("ignore", "reject"), "string_result": ("text", "json", "unquoted"), "past_end": ("empty", "last_page", "400", "404"),
    "unset_fields": ("omitted", "listed"), "session_roles": ("names", "components", "single"), "current_user": ("session", "user"),
    "role_list": ("list", "single"), "session_names": ("as_stored", "upper"), "deletion": ("at_once", "ignored"), "session_end": ("at_once", "ignored"),
    "external_flag": ("of_user", "of_mode"), "external_password": ("kept", "ignored"),
    "password_change": ("at_once", "ignored"), "name_filter": ("honoured", "unknown"), "unknown_lists": ("refused", "kept"),
}


class Tsna(Emulator):
    name = "tsna"
    prefix = "/tsna/bca-networks/api"
    routes = (
        ("GET", "/about", "about"),
        ("GET", "/about/login_information", "login_information"),
        ("POST", "/token", "log_in"),
        ("GET", "/token", "keep_alive"),
        ("DELETE", "/token", "log_out"),
        ("GET", "/v4.0/users", "list_users"),
        ("POST", "/v4.0/users", "add_user"),
        ("GET", "/v4.0/users/all_logged_in_users", "list_sessions"),
        ("GET", "/v4.0/users/current_logged_in_user", "who_am_i"),
        ("GET", "/v4.0/users/current_logged_in_user/granted_rights", "granted_rights"),
        ("GET", "/v4.0/users/current_logged_in_user/page_sizes", "page_sizes"),
        ("PUT", "/v4.0/users/current_logged_in_user/page_sizes/<list_name>", "set_page_size"),
        ("PUT", "/v4.0/users/current_logged_in_user/password", "change_password"),
        ("DELETE", "/v4.0/users/login_session/<session_id>", "end_session"),
        ("GET", "/v4.0/users/<name_or_key>", "get_user"),
        ("PUT", "/v4.0/users/<name_or_key>", "replace_user"),
        ("DELETE", "/v4.0/users/<name_or_key>", "delete_user"),
        ("PATCH", "/v4.0/users/<name_or_key>", "patch_user"),
        ("POST", "/v4.0/users/<name_or_key>/release", "release_user"),
        ("GET", "/v4.0/roles", "list_roles"),
        ("GET", "/v4.0/roles/<name_or_key>", "get_role"),
    )
    # The right required for a handler; None: any caller, "": no token required.
    rights: ClassVar[dict[str, str | None]] = {
        "about": "", "login_information": "", "log_in": "", "keep_alive": None, "log_out": None, "who_am_i": None, "granted_rights": None,
        "page_sizes": None, "set_page_size": None, "change_password": None, "list_sessions": MANAGE_SESSIONS, "end_session": MANAGE_SESSIONS,
        "release_user": UNLOCK_USERS, "list_roles": VIEW_ROLES, "get_role": VIEW_ROLES,
    }
    defaults: ClassVar[Data] = {
        **{switch: values[0] for switch, values in CHOICES.items()},
        "page_cap": 10,  # None: any limit is accepted
        "extra_members": False,  # every user shows the two OPAQUE members
        "duplicate_role_names": False,
        "case_insensitive_names": False,
        "in_use": ["cnavarro"],  # names or keys of users that other components refer to
        "ambiguous": [],  # names that match several users, so that the key is needed
        "inaccessible": [],  # names of users that no caller may read individually
        "inaccessible_listed": True,  # whether these are in the list of all users
        "kept_sessions": [],  # ids of the sessions that cannot be terminated
        "kept_session_status": 400,  # or 409
        "user_attributes": {},  # other names of UserDTO members, {"emailAddress": "email"}; null: the member is not shown
        "session_attributes": {},  # the same for LoggedInUserDTO, {"sessionId": "sessionKey"}
        "idle_timeout_ms": 1_800_000,
        "lockout_failures": 5,
        "lockout_seconds": 86_400,
        "password_min_length": 6,
        "password_history": 10,
        "password_change_ends_session": False,
    }

    roles: list[Role]
    users: Registry[User]
    session: Session  # of the current request

    def configure(self, switches: Data) -> None:
        for switch, value in switches.items():
            if value not in CHOICES.get(switch, (value,)):
                raise ValueError(f"{switch} has to be one of {', '.join(CHOICES[switch])}")
        super().configure(switches)

    def enter(self, world: World) -> None:
        self.roles = shipped_roles()
        self.users = Registry(lambda user: user.name)
        self._sessions: list[Session] = []
        self._last_user_key = self._last_session = 0
        Cast(self).enter(world)

    def state(self) -> Data:
        return {
            "users": {user.name: self._user_state(user) for user in self.users.values()},
            "roles": [dataclasses.asdict(role) | {"rights": list(role.rights)} for role in self._visible_roles()],
            "dynamic_fields": [dataclasses.asdict(field) for field in FIELDS],
        }

    def _user_state(self, user: User) -> Data:
        """Return the state of a user without values that a login changes: its time and the count of failures. A lock is included."""
        kept = {name: value for name, value in dataclasses.asdict(user).items() if name not in ("failures", "locked_until", "last_login")}
        return kept | {"locked": self._locked(user), "role_names": [role.name for role in self._granted(user)]}

    def sessions(self) -> list[Data]:
        """Return all sessions, including those of API callers (``api``)."""
        return [
            {
                "sessionId": session.key, "username": self.users[session.user].name, "sessionType": session.kind, "loggedInFromAddress": session.address,
                "api": bool(session.token),
            }
            for session in self._live_sessions()
        ]

    def expire_tokens(self) -> None:
        self._sessions = [session for session in self._sessions if not session.token]

    # -- answers ---------------------------------------------------------------------------------------------------------------

    def __call__(self, request: Request) -> Response:
        response = super().__call__(request)
        response.headers.update(HEADERS)
        return response

    def fail(self, status: int, text: str = "") -> Response:
        base = MESSAGES.get(status, "Error")
        message = f"{base}: {text}" if text else base
        if self.config["error_body"] == "text":
            return Response(message, status, content_type="text/plain; charset=utf-8")
        if self.config["error_body"] == "html":
            return error_page(status, message)
        return answer({"status": status, "message": message}, status)

    def problem(self, status: int, text: str = "") -> Problem:
        return Problem(self.fail(status, text))

    def _void(self) -> Response:
        if self.config["void_success"] == "200_string":
            return self._string("Done")
        return Response(status=204 if self.config["void_success"] == "204" else 200)

    def _string(self, text: str) -> Response:
        if self.config["string_result"] == "json":
            return answer(text)
        return Response(text, content_type="text/plain; charset=utf-8" if self.config["string_result"] == "text" else "application/json")

    def _updated(self, user: User) -> Response:
        return answer(self._dto(user)) if self.config["update_body"] == "user" else Response(status=200)

    def _wire_names(self) -> dict[str, str | None]:
        return {"roleIds": self.config["role_attribute"], **self.config["user_attributes"]}

    def _wire_name(self, member: str) -> str:
        return self._wire_names().get(member, member) or ""

    def _shown(self, members: Data, names: dict[str, str | None]) -> Data:
        """Return a document with the member names of this server, and nulls as configured."""
        named = {names.get(member, member): value for member, value in members.items()}
        return {name: value for name, value in named.items() if name is not None and (value is not None or self.config["nulls"] == "present")}

    def _time(self, milliseconds: int | None) -> int | str | None:
        if milliseconds is None or self.config["time_format"] == "epoch_ms":
            return milliseconds
        return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _role_refs(self, user: User) -> Any:
        """Return the roles. With the switch ``role_list``, a single role is not a list."""
        found = [component(role.key, role.name, "Role") if self.config["role_shape"] == "component" else role.name for role in self._granted(user)]
        return found[0] if self.config["role_list"] == "single" and len(found) == 1 else found

    def _field_values(self, user: User) -> list[Data]:
        shown = [field for field in FIELDS if user.fields.get(field.name) or self.config["unset_fields"] == "listed"]
        link = f"https://tsna.{DOMAIN}/bca-networks/api/v4.0/dynamic_fields/"
        return [
            {"id": entry.key, "name": entry.name, "values": user.fields.get(entry.name, []), "dynamicFieldDetailsLink": link + entry.key}
            for entry in shown
        ]

    def _is_external(self, user: User) -> bool:
        """Return whether another system authenticates a user. assumption: the meaning; it may be the mode of the system or the setting of the user."""
        return user.external or self.config["external_flag"] == "of_mode" and self.config["auth_mode"] == "external"

    def _members(self, user: User) -> Data:
        """Return the members of a UserDTO under their usual names."""
        members = {
            "id": user.key, "name": user.name, "enabledFlag": user.enabled, "emailAddress": user.email, "roleIds": self._role_refs(user),
            "lastSuccessfulLoginTimestamp": self._time(user.last_login), "lockedFlag": self._locked(user), "rootFlag": user.root,
            "accountExpirationDate": self._time(user.expires), "authenticatedExternallyFlag": self._is_external(user),
            "dynamicFields": self._field_values(user),
        }
        if self.config["extra_members"]:
            members |= {name: user.opaque.get(name) for name in OPAQUE}
        return members

    def _dto(self, user: User) -> Data:
        return self._shown(self._members(user), self._wire_names())

    def _session_dto(self, session: Session) -> Data:
        user = self.users[session.user]
        name = user.name.upper() if self.config["session_names"] == "upper" else user.name
        # The type contains the call in progress, which during a listing is only that of the caller.
        kind = f"{session.kind} v4.0.getLoggedInUsers" if session is self.session else session.kind
        members: Data = {
            "sessionId": session.key, "username": name, "emailAddress": user.email, "loginTimestamp": self._time(int(session.started * 1000)),
            "loggedInFromAddress": session.address, "minutesIdle": int((self.clock() - session.used) // 60), "sessionType": kind,
        }
        if self.config["session_roles"] == "components":
            members["roleIds"] = [component(role.key, role.name, "Role") for role in self._granted(user)]
        elif self.config["session_roles"] == "single":
            members["role"] = self._granted(user)[0].name
        else:
            members["roles"] = [role.name for role in self._granted(user)]
        return self._shown(members, self.config["session_attributes"])

    def _role_dto(self, role: Role) -> Data:
        return {
            "id": role.key, "name": role.name, "associatedUsernames": self._associated(role), "dynamicFields": [],
            # assumption: members beyond these four, which are not documented
            "rootFlag": role.root, "restrictedToReportingFlag": not role.rights,
        }

    # -- lookups ---------------------------------------------------------------------------------------------------------------

    def _visible_roles(self) -> list[Role]:
        return self.roles if self.config["duplicate_role_names"] else self.roles[:-1]

    def _granted(self, user: User) -> list[Role]:
        return [role for key in user.roles for role in self.roles if role.key == key]

    def _associated(self, role: Role) -> list[str]:
        return sorted(user.name for user in self.users.values() if role.key in user.roles)

    def _locked(self, user: User) -> bool:
        return user.locked_until > self.clock()

    def _fold(self, name: str) -> str:
        return name.casefold() if self.config["case_insensitive_names"] else name

    def _named(self, name: str) -> User | None:
        return next((user for user in self.users.like(name) if self._fold(user.name) == self._fold(name)), None)

    def _find_user(self, name_or_key: str) -> User:
        user = self.users.get(name_or_key) or self._named(name_or_key)
        if not user or name_or_key in self.config["ambiguous"] or user.name in self.config["inaccessible"]:
            raise self.problem(404, f"user {name_or_key}")  # "no single matching accessible user": the three cases look the same
        return user

    def _live_sessions(self) -> list[Session]:
        """Return the sessions without expired ones. Only sessions with a token expire; those at the console count as active."""
        oldest = self.clock() - self.config["idle_timeout_ms"] / 1000
        self._sessions = [session for session in self._sessions if not session.token or session.used > oldest]
        return self._sessions

    # -- requests --------------------------------------------------------------------------------------------------------------

    def handle(self, request: Request) -> Response:
        path = self.raw_path(request)
        if re.search(r"%2f|%5c|\\", path, re.IGNORECASE) or any(re.search(r"[/\\]", value) for value in request.args.values()):
            return error_page(400, "Invalid character in the URL")
        try:
            handler, arguments = self.match(request)
        except (NotFound, RequestRedirect):
            if re.match("/v4.0/(users|roles)/", path):  # a slash in a name leads to a path with too many segments
                return error_page(400, "Invalid character in the URL")
            raise self.problem(404, "no such resource") from None
        self._authorize(request, self.rights.get(handler.__name__, MANAGE_USERS))
        if arguments.get("name_or_key") in RESERVED and "/users/" in path:
            raise self.problem(405)
        return handler(request, **arguments)

    def _authorize(self, request: Request, right: str | None) -> None:
        if right == "":
            return
        scheme, dummy, token = request.headers.get("Authorization", "").partition(" ")
        cookie = request.cookies.get("accessToken")
        for session in self._live_sessions():
            if session.token and ((scheme == "Bearer" and token == session.token) or (session.cookie and cookie == session.token)):
                session.used = self.clock()
                self.session = session
                break
        else:
            raise self.problem(401)
        if right and not self._has(self.users[session.user], right):
            raise self.problem(403, right)

    def _has(self, user: User, right: str) -> bool:
        return any(right in role.rights for role in self._granted(user))

    def _number(self, request: Request, name: str, default: int | None = None) -> int:
        text = request.args.get(name, str(default))
        if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:
            raise self.problem(400, f"{name} has to be a positive integer")
        return int(text)

    def _page(self, request: Request, items: list[Item]) -> list[Item]:
        """Return a page. ``offset`` is its number, ``limit`` its size, which the server may cap."""
        page, size = self._number(request, "offset", 1), self._number(request, "limit", 25)
        size = min(size, self.config["page_cap"] or size)
        last = max(1, math.ceil(len(items) / size))
        if page > last and self.config["past_end"] in ("400", "404"):
            raise self.problem(int(self.config["past_end"]), f"there is no page {page}")
        if self.config["past_end"] == "last_page":
            page = min(page, last)
        return items[(page - 1) * size:page * size]

    def _ordered(self, request: Request, items: Iterable[Item], keys: dict[str, Callable[[Item], Any]], default: str) -> list[Item]:
        order = request.args.get("orderBy", default)
        # assumption: the sign is required, so a space, which an unencoded plus becomes, is refused
        if order[:1] not in ("+", "-") or order[1:] not in keys:
            raise self.problem(400, f"orderBy {order!r} is not + or - and one of {', '.join(keys)}")
        key = keys[order[1:]]
        by_name = sorted(items, key=keys[default[1:]])
        return sorted(by_name, key=lambda item: (key(item) is not None, key(item)), reverse=order[0] == "-")

    def _filtered(self, request: Request, items: Iterable[Item], name: Callable[[Item], str]) -> list[Item]:
        wanted = request.args.get("filter.name")
        if wanted is None or self.config["name_filter"] == "unknown":
            return list(items)
        pattern = ".*".join(map(re.escape, self._fold(wanted).split("*")))
        return [item for item in items if re.fullmatch(pattern, self._fold(name(item)), re.DOTALL)]

    def _body(self, request: Request, *media: str) -> Any:
        if request.get_data() and request.mimetype not in media:
            raise self.problem(415, request.mimetype)
        body = request.get_json(force=True, silent=True)
        if body is None:
            raise self.problem(400, "the body is missing or no JSON")
        return body

    def _user_body(self, request: Request) -> Data:
        body = self._body(request, "application/json")
        if not isinstance(body, dict):
            raise self.problem(400, "the user has to be an object")
        return body

    # -- tokens ----------------------------------------------------------------------------------------------------------------

    def about(self, request: Request) -> Response:
        return answer({"productName": "TrueSight Network Automation", "productVersion": "24.3.00", "apiVersions": ["v1.0", "v2.0", "v3.0", "v4.0"]})

    def login_information(self, request: Request) -> Response:
        return answer({"authenticationMode": self.config["auth_mode"]})

    def log_in(self, request: Request) -> Response:
        form, interactive = request.form, request.args.get("interactiveUser", "false")
        if form.get("grant_type") != "password" or "username" not in form or "password" not in form or interactive not in ("true", "false"):
            raise self.problem(400, "grant_type=password, username and password are required")
        user = self._named(form["username"])
        if not user or not self._admits(user, form["password"]):
            raise self.problem(401, "login failed")
        if not self._has(user, WEB_SERVICES):
            raise self.problem(403, WEB_SERVICES)
        user.failures, user.last_login = 0, int(self.clock() * 1000)
        cookie = interactive == "true"
        session = self.open_session(user, request.remote_addr or "127.0.0.1", "Web User" if cookie else "Web Service")
        session.token, session.cookie = str(secrets.randbits(64) - 2**63), cookie
        response = answer({"access_token": session.token, "token_type": "bearer", "expires_in": self.config["idle_timeout_ms"] // 1000})
        if cookie:
            response.set_cookie("accessToken", session.token, path=self.prefix, httponly=True)
        return response

    def _admits(self, user: User, password: str) -> bool:
        """Check a login and count failures. The last allowed failure locks the account."""
        if self._locked(user):
            return False
        if user.enabled and user.password == digest(password):
            return True
        user.failures += 1
        if user.failures >= self.config["lockout_failures"]:
            user.failures, user.locked_until = 0, self.clock() + self.config["lockout_seconds"]
        return False

    def open_session(self, user: User, address: str, kind: str, age: float = 0.0, idle: float = 0.0) -> Session:
        self._last_session += 1
        now = self.clock()
        session = Session(str(SESSION_IDS + self._last_session), user.key, address, now - age, now - idle, kind)
        self._sessions.append(session)
        return session

    def keep_alive(self, request: Request) -> Response:
        return answer(self.config["idle_timeout_ms"])

    def log_out(self, request: Request) -> Response:
        self._sessions.remove(self.session)
        return self._void()

    # -- the caller ------------------------------------------------------------------------------------------------------------

    def who_am_i(self, request: Request) -> Response:
        if self.config["current_user"] == "user":
            return answer(self._dto(self.users[self.session.user]))
        return answer(self._session_dto(self.session))

    def granted_rights(self, request: Request) -> Response:
        roles = self._granted(self.users[self.session.user])
        network = ["View", "Modify"] if any(role.root for role in roles) else ["View"]
        # assumption: the members; only the names of the two types are documented
        return answer({
            "systemRights": sorted({right for role in roles for right in role.rights}),
            "networkRights": [{"realmId": component("955703509-1", "Default", "Realm"), "rights": network}],
        })

    def page_sizes(self, request: Request) -> Response:
        return answer(self.users[self.session.user].page_sizes)

    def set_page_size(self, request: Request, list_name: str) -> Response:
        if list_name not in PAGE_SIZES and self.config["unknown_lists"] == "refused":
            raise self.problem(400, f"there is no list {list_name}")
        self.users[self.session.user].page_sizes[list_name] = self._number(request, "size")
        return self._void()

    def change_password(self, request: Request) -> Response:
        user, form = self.users[self.session.user], request.form
        if request.get_data() and request.mimetype != "application/x-www-form-urlencoded":
            raise self.problem(415, request.mimetype)
        if self.config["auth_mode"] == "external":
            raise self.problem(400, "passwords are kept by an external system")
        if "oldPassword" not in form or "newPassword" not in form:
            raise self.problem(400, "oldPassword and newPassword are required")
        if user.password != digest(form["oldPassword"]):
            raise self.problem(400, "the old password is wrong")
        if self.config["password_change"] == "at_once":
            self._set_password(user, form["newPassword"])
        if self.config["password_change_ends_session"]:
            self._sessions.remove(self.session)
        return self._void()

    def _set_password(self, user: User, password: Any) -> None:
        if not isinstance(password, str) or " " in password or not self.config["password_min_length"] <= len(password) <= 255:
            raise self.problem(400, f"a password has {self.config['password_min_length']} to 255 characters and no space")
        remembered = self.config["password_history"]
        if digest(password) in user.history[:remembered]:
            raise self.problem(400, "the password has been used before")
        user.set_password(password, remembered)

    # -- sessions --------------------------------------------------------------------------------------------------------------

    def list_sessions(self, request: Request) -> Response:
        def of_user(member: str) -> Callable[[Session], Any]:
            return lambda session: getattr(self.users[session.user], member)

        keys: dict[str, Callable[[Session], Any]] = {
            "username": of_user("name"), "userName": of_user("name"), "emailAddress": of_user("email"), "loginTimestamp": lambda entry: entry.started,
            "loggedInFromAddress": lambda entry: entry.address, "minutesIdle": lambda entry: -entry.used, "sessionType": lambda entry: entry.kind,
            "roles": lambda entry: [role.name for role in self._granted(self.users[entry.user])],
        }
        page = self._page(request, self._ordered(request, self._live_sessions(), keys, "+userName"))
        return answer([self._session_dto(entry) for entry in page])

    def end_session(self, request: Request, session_id: str) -> Response:
        session = next((entry for entry in self._live_sessions() if entry.key == session_id), None)
        if not session:
            raise self.problem(404, f"session {session_id}")
        if session is self.session:
            raise self.problem(400, "your own session cannot be terminated")
        if session.key in self.config["kept_sessions"]:
            raise self.problem(self.config["kept_session_status"], "the session cannot be terminated while it deploys")
        if self.config["session_end"] == "at_once":
            self._sessions.remove(session)
        return self._string("The session has been terminated.")

    # -- roles -----------------------------------------------------------------------------------------------------------------

    def list_roles(self, request: Request) -> Response:
        roles = self._filtered(request, self._visible_roles(), lambda role: role.name)
        management = request.args.get("filter.rightsManagement", "copyable")
        if management not in ("copyable", "editable"):
            raise self.problem(400, f"filter.rightsManagement {management}")
        if management == "editable":
            roles = [role for role in roles if not role.root]
        keys: dict[str, Callable[[Role], Any]] = {"name": lambda role: role.name, "associatedUsernames": self._associated}
        return answer([self._role_dto(role) for role in self._page(request, self._ordered(request, roles, keys, "+name"))])

    def get_role(self, request: Request, name_or_key: str) -> Response:
        roles = self._visible_roles()
        found = [role for role in roles if role.key == name_or_key] or [role for role in roles if self._fold(role.name) == self._fold(name_or_key)]
        if len(found) != 1:
            raise self.problem(404, f"role {name_or_key}")
        return answer(self._role_dto(found[0]))

    # -- users -----------------------------------------------------------------------------------------------------------------

    def list_users(self, request: Request) -> Response:
        keys: dict[str, Callable[[User], Any]] = {
            "name": lambda user: user.name, "enabledFlag": lambda user: user.enabled, "lastSuccessfulLoginTimestamp": lambda user: user.last_login,
            "role": lambda user: [role.name for role in self._granted(user)],
        }
        for field in FIELDS:
            if field.listable:
                keys[field.name] = functools.partial(_value, field.name)
        hidden = () if self.config["inaccessible_listed"] else self.config["inaccessible"]
        seen = [user for user in self.users.values() if user.name not in hidden]
        users = self._page(request, self._ordered(request, self._filtered(request, seen, lambda user: user.name), keys, "+name"))
        documents = [self._dto(user) for user in users]
        if self.config["list_items"] == "abbreviated":
            for document in documents:
                document.pop("dynamicFields", None)
        return answer(documents)

    def get_user(self, request: Request, name_or_key: str) -> Response:
        return answer(self._dto(self._find_user(name_or_key)))

    def add_user(self, request: Request) -> Response:
        template = request.args.get("copyPreferencesFromUser")
        source = self._find_user(template) if template is not None else None
        user = self._merged(User(""), self._user_body(request))
        user.key = self.next_key()
        if source:
            user.views, user.page_sizes = list(source.views), dict(source.page_sizes)
        self.users[user.key] = user
        if self.config["created"] == "nothing":
            return Response(status=201)
        response = answer(self._dto(user), 201) if self.config["created"] == "location_body" else Response(status=201)
        response.headers["Location"] = f"{request.host_url.rstrip('/')}{self.prefix}/v4.0/users/{user.key}"
        return response

    def next_key(self) -> str:
        self._last_user_key += 1
        return USER_KEY.format(self._last_user_key)

    def replace_user(self, request: Request, name_or_key: str) -> Response:
        user = self._find_user(name_or_key)
        body = self._user_body(request)
        local = self.config["auth_mode"] == "local"
        if local and self.config["put_without_password"] == "reject" and body.get(self._wire_name("password")) is None:
            raise self.problem(400, "the password is missing")
        self.users[user.key] = self._merged(user, body)
        return self._updated(self.users[user.key])

    def patch_user(self, request: Request, name_or_key: str) -> Response:
        user = self._find_user(name_or_key)
        media = {"json": "application/json", "json_patch": "application/json-patch+json"}
        chosen = self.config["patch_media"]
        patch = self._body(request, *(media.values() if chosen == "both" else [media[chosen]]))
        before = self._dto(user)
        after = self._patched(before, patch)
        changed = [name for name in map(self._wire_name, READ_ONLY) if before.get(name) != after.get(name)]
        if changed and self.config["read_only_change"] == "reject":
            raise self.problem(400, f"{', '.join(changed)} cannot be changed")
        self.users[user.key] = self._merged(user, after, patched=True)
        return self._updated(self.users[user.key])

    def _patched(self, document: Data, patch: Any) -> Data:
        if not isinstance(patch, list) or not all(isinstance(operation, dict) for operation in patch):
            raise self.problem(400, "the patch has to be an array of operations")
        try:
            result = jsonpatch.apply_patch(copy.deepcopy(document), patch)
        except (jsonpatch.JsonPatchException, JsonPointerException, TypeError, KeyError, ValueError, AttributeError) as error:
            raise self.problem(400, f"the patch cannot be applied: {error}") from None
        if not isinstance(result, dict):
            raise self.problem(400, "the patch leaves no user")
        return result

    def delete_user(self, request: Request, name_or_key: str) -> Response:
        user = self._find_user(name_or_key)
        if user.root:
            raise self.problem(400, f"{user.name} is a root user")
        if user.name in self.config["in_use"] or user.key in self.config["in_use"]:
            raise self.problem(400, f"{user.name} is in use")
        if self.config["deletion"] == "at_once":
            del self.users[user.key]
            self._sessions = [session for session in self._sessions if session.user != user.key]
        return self._string("The user has been deleted.")

    def release_user(self, request: Request, name_or_key: str) -> Response:
        user = self._find_user(name_or_key)
        if not self._locked(user):
            raise self.problem(400, f"{user.name} is not locked")
        user.failures, user.locked_until = 0, 0.0
        return self._void()

    # -- validation ------------------------------------------------------------------------------------------------------------

    def _merged(self, user: User, document: Data, patched: bool = False) -> User:
        """Return the user that results from replacing another (or a blank) one with a document. Missing members count as null."""
        data = self._read(user, document)
        new = copy.deepcopy(user)
        new.name = self._valid_name(user, data.get("name"))
        new.enabled = self._typed(data, "enabledFlag", bool) or False
        new.email = self._typed(data, "emailAddress", str)
        external = self._typed(data, "authenticatedExternallyFlag", bool) or False
        new.external = user.external if external == self._is_external(user) else external
        new.expires = self._valid_time(data.get("accountExpirationDate"))
        new.roles = self._valid_roles(user, data.get("roleIds"))
        new.fields = self._valid_fields(data.get("dynamicFields"), patched)
        new.opaque = {name: data.get(name) for name in OPAQUE} if self.config["extra_members"] else user.opaque
        ignored = self.config["auth_mode"] == "external" or new.external and self.config["external_password"] == "ignored"
        if not ignored and (data.get("password") is not None or not user.key):
            self._set_password(new, data.get("password"))
        return new

    def _read(self, user: User, document: Data) -> Data:
        """Return the writable members under their usual names. Hidden members are kept, others are ignored."""
        current, data = self._members(user), {}
        for member in (*WRITABLE, *OPAQUE):
            name = self._wire_name(member)
            if not name:
                data[member] = current.get(member)
            elif name in document:
                data[member] = document[name]
        return data

    def _typed(self, data: Data, member: str, kind: type[Item]) -> Item | None:
        value = data.get(member)
        if value is not None and not isinstance(value, kind):
            raise self.problem(400, f"{member} has to be a {kind.__name__}")
        return value

    def _valid_name(self, user: User, name: Any) -> str:
        if not isinstance(name, str) or not name.strip():
            raise self.problem(400, "the name is missing")
        if any(self._fold(other.name) == self._fold(name) for other in self.users.like(name) if other.key != user.key):
            raise self.problem(400, f"a user {name} exists")
        return name

    def _valid_time(self, value: Any) -> int | None:
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(value) if isinstance(value, str) else datetime.fromtimestamp(value / 1000, UTC)
        except (TypeError, ValueError, OverflowError, OSError):
            raise self.problem(400, f"no time: {value}") from None
        return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)

    def _valid_roles(self, user: User, value: Any) -> list[str]:
        if user.key and value == self._role_refs(user):  # unchanged references need not be resolved by name
            return user.roles
        if self.config["role_list"] == "single" and value and not isinstance(value, list):
            value = [value]
        if not isinstance(value, list) or not value:
            raise self.problem(400, "a user needs a role")
        return list(dict.fromkeys(self._role_key(reference) for reference in value))

    def _role_key(self, reference: Any) -> str:
        if self.config["role_shape"] == "string":
            reference = {"componentName": reference} if isinstance(reference, str) else None
        if not isinstance(reference, dict) or reference.get("componentType", "Role") != "Role":
            raise self.problem(400, f"no reference to a role: {reference}")
        parts = {"key": reference.get("id"), "name": reference.get("componentName")}
        # assumption: a reference with a key and a different name is invalid
        found = [role.key for role in self._visible_roles() if all(value in (None, getattr(role, member)) for member, value in parts.items())]
        if parts == {"key": None, "name": None} or len(found) != 1:
            raise self.problem(400, f"no single role {parts['name'] or parts['key']}")
        return found[0]

    def _valid_fields(self, value: Any, patched: bool) -> dict[str, list[str]]:
        given: dict[str, list[str]] = {}
        for entry in value if isinstance(value, list) else [] if value is None else [value]:
            field = next((definition for definition in FIELDS if self._means(entry, definition)), None)
            if not field or field.name in given:
                raise self.problem(400, f"unknown or repeated dynamic field {entry}")
            given[field.name] = self._valid_values(field, entry.get("values"))
        for field in FIELDS:
            if field.required and not given.get(field.name):
                if patched:  # assumption: only PUT resets to the default, as documented for PUT
                    raise self.problem(400, f"dynamic field {field.name} is required")
                given[field.name] = [field.default]
        return {field.name: given[field.name] for field in FIELDS if given.get(field.name)}

    @staticmethod
    def _means(entry: Any, field: Field) -> bool:
        return isinstance(entry, dict) and (entry.get("name") or (entry.get("id") and field.name), entry.get("id") or field.key) == (field.name, field.key)

    def _valid_values(self, field: Field, values: Any) -> list[str]:
        if values is None:
            return []
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self.problem(400, f"the values of {field.name} have to be strings")
        kept = [value for value in values if value]
        if len(kept) > 1 and not field.multiple:
            raise self.problem(400, f"{field.name} takes one value")
        return kept


def _value(field: str, user: User) -> Any:
    return user.fields.get(field)


def component(key: str, name: str, kind: str) -> Data:
    return {"id": key, "componentName": name, "componentType": kind, "qualifiers": None}


def error_page(status: int, message: str) -> Response:
    title = f"HTTP Status {status}"
    page = f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1><p><b>Message</b> {html.escape(message)}</p></body></html>"
    return Response(page, status, content_type="text/html;charset=utf-8")

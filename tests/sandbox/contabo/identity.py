# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The identity provider of the API: token endpoint, client and permissions."""

from __future__ import annotations

import base64
import json
import re
import uuid
from typing import Any
from urllib.parse import unquote_plus

from werkzeug.wrappers import Request, Response

from ..emulator import answer
from ..registry import Registry
from ..world import CREDENTIALS, World
from .data import ACCOUNT, demo_users, key_of, uuid_of
from .frame import Frame

REQUEST_ID = re.compile(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-5][0-9A-Fa-f]{3}-[089abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}")
OF_CREDENTIALS = ("list_credentials", "get_credential", "rotate_credential")
OWN_READS = ("get_user", "is_password_set", "list_credentials", "get_credential")
OF_CLIENT = ("get_client", "rotate_client_secret")


def jwt_of(claims: dict[str, Any]) -> str:
    parts = (json.dumps({"alg": "RS256", "typ": "JWT"}).encode(), json.dumps(claims).encode(), uuid.uuid4().bytes)
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


class Identity(Frame):
    """Users, tokens and the client of the account."""

    def enter(self, world: World) -> None:
        super().enter(world)
        self._users: Registry[dict[str, Any]] = Registry(lambda user: str(user["email"]), {user["userId"]: user for user in demo_users(world)})
        self._client = {"id": uuid_of("client"), "clientId": CREDENTIALS["CNTB_OAUTH2_CLIENT_ID"], "secret": CREDENTIALS["CNTB_OAUTH2_CLIENT_SECRET"]}
        self._old_secret = ("", 0.0)
        self._tokens: dict[str, tuple[str, str, float]] = {}
        self._caller: dict[str, Any] = {}

    def expire_tokens(self) -> None:
        self._tokens.clear()

    def handle(self, request: Request) -> Response:
        handler, arguments = self.match(request)
        if handler == self.token:
            return handler(request)
        self._throttle()
        self._caller = self._authenticated(request)
        if self.config["check_request_id"] and not REQUEST_ID.fullmatch(request.headers.get("x-request-id", "")):
            self._refuse(400, ["x-request-id must be a UUID"])  # assumption
        if request.method == "DELETE" and self.config["strict_delete"] and request.mimetype == "application/json" and not request.get_data():
            self._refuse(400, "Bad Request the JSON body is empty")
        self._authorize(handler.__name__, request, arguments)
        return handler(request, **arguments)

    def _authenticated(self, request: Request) -> dict[str, Any]:
        kind, dummy, token = request.headers.get("Authorization", "").partition(" ")
        use, user_id, end = self._tokens.get(token, ("", "", 0.0))
        user: dict[str, Any] = self._users.get(user_id, {"enabled": False})
        # assumption: the tokens of a user become invalid when the user is disabled or deleted
        if kind.lower() != "bearer" or use != "access" or end <= self.clock() or not user["enabled"]:
            self._refuse(401, "Unauthorized")
        return user

    def _authorize(self, operation: str, request: Request, arguments: dict[str, Any]) -> None:
        """Limit weak callers to themselves. All others count as administrators."""
        own = arguments.get("user_id", request.args.get("userId", self._caller["userId"])) == self._caller["userId"]
        if operation in OF_CREDENTIALS and not own and not self.config["foreign_credentials"]:
            self._refuse(403, "Forbidden credentials of another user")
        if self._caller["email"] not in self.config["weak_credentials"]:
            return
        for_all = self.config["client_for_all"] and operation in OF_CLIENT
        if not for_all and not (own and operation in OWN_READS):
            self._refuse(403, "Forbidden resource")

    def token(self, request: Request) -> Response:
        form = request.form
        if "grant_type" not in form:
            return self._no_token(400, "invalid_request", "Missing form parameter: grant_type")
        if not self._client_fits(request):
            if self.config["old_keycloak"]:
                return self._no_token(400, "invalid_client", "Invalid client credentials")
            return self._no_token(401, "unauthorized_client", "Invalid client or Invalid client credentials")
        if form["grant_type"] == "password":
            return self._password_grant(form.get("username", ""), form.get("password", ""), form.get("totp", ""))
        if form["grant_type"] == "refresh_token":
            use, user_id, end = self._tokens.get(form.get("refresh_token", ""), ("", "", 0.0))
            if use != "refresh" or end <= self.clock() or user_id not in self._users:
                return self._no_token(400, "invalid_grant", "Token is not active")
            return self._new_tokens(self._users[user_id])
        return self._no_token(400, "unsupported_grant_type", "Unsupported grant_type")

    def _client_fits(self, request: Request) -> bool:
        basic = request.authorization
        if basic and basic.type == "basic":
            client, secret = unquote_plus(basic.username or ""), unquote_plus(basic.password or "")
        else:
            client, secret = request.form.get("client_id", ""), request.form.get("client_secret", "")
        old, end = self._old_secret
        return bool(client == self._client["clientId"] and (secret == self._client["secret"] or secret == old and self.clock() < end))

    def _password_grant(self, name: str, password: str, code: str) -> Response:
        user = self._by_email(name)
        if user and user["password"] is not None and user["password"] != password or not user:
            return self._no_token(401, "invalid_grant", "Invalid user credentials")
        if not user["enabled"]:
            return self._no_token(400, "invalid_grant", "Account disabled")
        if user["password"] is None or not user["emailVerified"]:
            return self._no_token(400, "invalid_grant", "Account is not fully set up")
        if user["totp"] and self.config["totp_blocks_login"] and not re.fullmatch(r"\d{6}", code):
            return self._no_token(401, "invalid_grant", "Invalid user credentials")
        return self._new_tokens(user)

    def _no_token(self, status: int, error: str, text: str) -> Response:
        return answer({"error": error, "error_description": text}, status)

    def _new_tokens(self, user: dict[str, Any]) -> Response:
        issued = {"access": self.config["token_seconds"], "refresh": self.config["refresh_seconds"]}
        session, made = str(uuid.uuid4()), {}
        for use, seconds in issued.items():
            end = self.clock() + seconds
            claims = {"exp": int(end), "iat": int(self.clock()), "sub": user["userId"], "typ": use, "session_state": session}
            content = {**claims, "preferred_username": user["email"], **ACCOUNT} if use == "access" else claims
            made[use] = uuid.uuid4().hex if self.config["opaque_tokens"] else jwt_of(content)
            self._tokens[made[use]] = (use, user["userId"], end)
        return answer({
            "access_token": made["access"], "expires_in": issued["access"], "refresh_expires_in": issued["refresh"], "refresh_token": made["refresh"],
            "token_type": "Bearer", "not-before-policy": 0, "session_state": session, "scope": "email profile",
        })

    def _find_user(self, user_id: str) -> dict[str, Any]:
        return self._users[user_id] if user_id in self._users else self._absent("User", "userId", user_id)

    def _by_email(self, email: str) -> dict[str, Any] | None:
        return next((user for user in self._users.like(email) if self._plain(user["email"]) == self._plain(email)), None)

    def _plain(self, email: str) -> str:
        return email.lower() if self.config["lower_case_emails"] else email

    def get_client(self, request: Request) -> Response:
        return self._one(request, self._client)

    def rotate_client_secret(self, request: Request) -> Response:
        self._old_secret = (self._client["secret"], self.clock() + self.config["old_secret_seconds"])
        self._client["secret"] = key_of(f"client secret {self._next()}")
        if self.config["rotation_ends_tokens"]:
            self.expire_tokens()
        return self._one(request, {"secret": self._client["secret"]})

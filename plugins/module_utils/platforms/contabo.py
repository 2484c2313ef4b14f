# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Contabo, users API v1: connection, dialect, users."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from ..engine.auth import PasswordGrant
from ..engine.errors import BadInput, Missing, RequestFailed
from ..engine.fields import UNKNOWN, Email, Fact, Field, Refs, Resource, Row
from ..engine.http import Dialect, Http, Reply, Transport, path_part, plain_sentence, retry_after
from ..engine.names import Loader, Names
from ..engine.paging import by_page_with_totals
from ..engine.parallel import side_by_side
from ..engine.provider import Connection, Provider, require
from ..engine.reconcile import Plan, Store, find
from ..engine.schema import Schema, array, obj

TITLE = "Contabo"
PAGE_SIZE = 100
# By what lists are asked to be ordered; of the others no field is known that is surely not refused.
ORDERS = {"/v1/users": "name:asc", "/v1/roles": "name:asc", "/v1/roles/api-permissions": "name:asc", "/v1/tags": "id:asc"}
OPTIONS: dict[str, dict[str, Any]] = {
    "contabo_client_id": {"type": "str", "env": "CNTB_OAUTH2_CLIENT_ID"},
    "contabo_client_secret": {"type": "str", "no_log": True, "env": "CNTB_OAUTH2_CLIENT_SECRET"},
    "contabo_user": {"type": "str", "env": "CNTB_OAUTH2_USER"},
    "contabo_password": {"type": "str", "no_log": True, "env": "CNTB_OAUTH2_PASS"},
    "contabo_url": {"type": "str", "default": "https://api.contabo.com", "env": "CNTB_API"},
    "contabo_token_url": {
        "type": "str", "no_log": False, "env": "CNTB_OAUTH2_TOKEN_URL",
        "default": "https://auth.contabo.com/auth/realms/contabo/protocol/openid-connect/token",
    },
    "contabo_token": {"type": "str", "no_log": True, "env": "CNTB_TOKEN"},
    "contabo_trace_id": {"type": "str", "env": "CNTB_TRACE_ID"},
}
LOGIN = ("contabo_client_id", "contabo_client_secret", "contabo_user", "contabo_password")
HINTS = {
    401: "Check contabo_token where it is given; else contabo_user, contabo_password (the API password, not the one of the panel), "
    "contabo_client_id and contabo_client_secret.",
    403: "The API user's role does not allow this; managing users needs Full Access, or a role with permissions on /v1/users.",
}
OWN_TRACE = f"people.access-{uuid.uuid4()}"  # of this process, where the user gives none for the whole run


def _sentence(reply: Reply) -> str:
    """``message`` is a text or a list of texts; the login answers in OAuth's form."""
    data = reply.data if isinstance(reply.data, Mapping) else {}
    words = data.get("message") or data.get("error_description") or data.get("error")
    return "; ".join(map(str, words)) if isinstance(words, list) else str(words or plain_sentence(reply))


def _wait(reply: Reply, now: float) -> float | None:
    return retry_after(reply)


def _headers(trace_id: str = OWN_TRACE) -> dict[str, str]:
    return {"Accept": "application/json", "x-request-id": str(uuid.uuid4()), "x-trace-id": trace_id}


DIALECT = Dialect(
    title=TITLE, headers=_headers, sentence=_sentence, wait=_wait, hints=HINTS, request_id="x-request-id", url_option="contabo_url",
)


class Contabo(Connection):
    """``me`` is the user id of the caller, ``login`` what gets the tokens."""

    def __init__(self, http: Http, names: Names, login: PasswordGrant):
        super().__init__(http, names)
        self.login = login

    @property
    def me(self) -> str | None:
        """The token's subject, which is the caller's user id (Keycloak); None when the token cannot be read."""
        self.login.header(self.http)
        try:
            claims = str(self.login.token).split(".")[1]
            return str(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"])
        except (IndexError, KeyError, ValueError):
            return None


def connect(params: Mapping[str, Any], transport: Transport = Transport(), read_only: bool = False, **client: Any) -> Contabo:
    if not params.get("contabo_token"):
        require(params, OPTIONS, *LOGIN)
    form = {
        "client_id": params.get("contabo_client_id") or "", "client_secret": params.get("contabo_client_secret") or "",
        "username": params.get("contabo_user") or "", "password": params.get("contabo_password") or "",
    }
    auth = PasswordGrant(params["contabo_token_url"], form, ", ".join(LOGIN), "contabo_token_url", params.get("contabo_token"))
    secrets = [params.get(name) for name in ("contabo_client_secret", "contabo_password", "contabo_token")]
    dialect = replace(DIALECT, headers=partial(_headers, params.get("contabo_trace_id") or OWN_TRACE))
    http = Http(params["contabo_url"], dialect, auth, transport, read_only, secrets, **client)

    def listed(path: str, id_: str, name: str) -> Loader:
        return lambda: ((str(row[id_]), row[name]) for row in listing(http, path, id_))

    return Contabo(http, Names(TITLE, {
        "role": listed("/v1/roles", "roleId", "name"),
        "tag": listed("/v1/tags", "tagId", "name"),  # retrieveTagList, of the part of the API that is about tags
        "api_permission": lambda: ((one, one) for row in listing(http, "/v1/roles/api-permissions", "apiName") for one in grants_of(row)),
    }), auth)


def first(**members: Schema) -> Schema:
    """The form of an answer about one object: a list with it."""
    return obj(data=array(obj(**members), least=1))


def listing(http: Http, path: str, id_: str, query: dict[str, Any] | None = None, schema: Schema | None = None) -> Iterator[Row]:
    """Every entry of a list once, over all pages; ``id_`` is the member that tells them apart.

    An order keeps pages from overlapping. The platform's own command line asks for this one, of users too, which have no name; a platform that
    refuses it (assumption: an unknown field may be) is asked without.
    """
    def read(asked: dict[str, Any]) -> Iterator[Row]:
        return by_page_with_totals(http, path, PAGE_SIZE, lambda row: row[id_], asked, schema)

    asked = dict(query or {})
    order = asked.setdefault("orderBy", ORDERS.get(path, ""))
    if not order:
        del asked["orderBy"]
        yield from read(asked)
        return
    rows = read(asked)
    try:
        begin = next(rows, None)
    except RequestFailed as problem:
        if problem.status not in (400, 422):
            raise
        yield from read({name: value for name, value in asked.items() if name != "orderBy"})
        return
    if begin is not None:
        yield begin
        yield from rows


def found(http: Http, path: str, id_: str, query: dict[str, Any] | None = None, schema: Schema | None = None) -> list[Row]:
    """As ``listing``, where there may be nothing. assumption: that may be answered with 404; so is a wrong URL, hence the list of users, which
    is never empty, has to answer then."""
    try:
        return list(listing(http, path, id_, query, schema))
    except Missing:
        next(listing(http, "/v1/users", "userId"), None)
        return []


def grants_of(row: Row) -> list[str]:
    """What a permission, or a row of the table of them, allows: texts like ``READ /v1/users``."""
    return [f"{action} {row['apiName']}" for action in row["actions"]]


PROVIDER = Provider("contabo", TITLE, OPTIONS, connect)


class Newer(Field):
    """A member that only newer generations of the API have: where the answer lacks it, it cannot be compared."""

    def read(self, row: Row, names: Names) -> Any:
        return row.get(self.api, UNKNOWN)


USER = Resource(
    noun="user", plural="users", key=Email("email", "email"), id_api="userId", states=("present", "disabled", "absent"),
    needs_access="perhaps",  # roles are optional in the schema, and the product's pages say that each user has one
    fields=(
        # Both names are required by the newest generation of the API and harmless in the older ones.
        Field("first_name", "firstName", required=True),
        Field("last_name", "lastName", required=True),
        Field("enabled", "enabled", {"type": "bool"}, default=True),
        Field("totp", "totp", {"type": "bool"}, default=False),
        Field("locale", "locale", default="en"),
        Refs("roles", "roles", of="role", at_rows="roles", row_id="roleId", written=int),
        Newer("send_invoice_email", "sendInvoiceEmail", {"type": "bool"}),
    ),
    facts=(Fact("email_verified", "emailVerified"), Fact("owner", "owner"), Fact("password_set", "passwordSet")),
    info_extras={"password_set": {"type": "bool", "default": False, "no_log": False}},
)


class Users(Store):
    """retrieve_user_list, create_user, retrieve_user, update_user, delete_user."""

    resource = USER
    connection: Contabo
    standings = {
        "owner": ("the owner of the Contabo account", "Transfer the ownership first."),
        "caller": ("the user that this task logs in with", "Use another API user."),
    }

    def rows(self) -> Iterator[Row]:
        return listing(self.http, "/v1/users", "userId")

    def matches(self, key: str) -> list[Row]:
        """By the filter, a substring match that spares pages; only the whole listing can say that somebody is not there.

        assumption: the filter may mind the case of a stored address, and no hit may be answered with 404.
        """
        try:
            found = list(listing(self.http, "/v1/users", "userId", {"email": key.strip()}))
        except Missing:
            found = []
        return [row for row in found if self.resource.key.same(row["email"], key)] or super().matches(key)

    def get(self, id_: str) -> Row | None:
        found = self.fetched(self._path(id_))
        row: Row | None = None if found is None else found["data"][0]
        return row

    def select(self, params: Mapping[str, Any]) -> list[Row]:
        rows = super().select(params)
        if not params.get("password_set"):
            return rows
        return side_by_side(lambda row: {**row, "passwordSet": has_password(self.http, row["userId"])}, rows)

    def standing(self, row: Row) -> str:
        return "owner" if row.get("owner") else "caller" if row["userId"] == self.connection.me else ""

    def create(self, intent: Plan) -> Row:
        reply = self.http.call("POST", "/v1/users", json=self.body(intent)).data
        return self.written(self.get(str(reply["data"][0]["userId"])), str((intent.after or {})["email"]))

    def update(self, row: Row, intent: Plan) -> Row:
        # The body holds values, not steps, so sending it twice leaves the same state.
        self.http.call("PATCH", self._path(row["userId"]), json=self.body(intent), repeatable=True, void=True)
        return self.written(self.get(row["userId"]), row["email"])

    def delete(self, row: Row) -> None:
        self.removed(self._path(row["userId"]))
        self.prove_removed(row)

    @staticmethod
    def _path(id_: str) -> str:
        return f"/v1/users/{path_part(id_)}"


def has_password(http: Http, user_id: str) -> bool:
    """Whether somebody has set one, the only trace of an invitation that was followed: retrieveUserIsPasswordSet."""
    return bool(http.call("GET", "/v1/users/is-password-set", query={"userId": user_id}).data["data"][0]["isPasswordSet"])


WHO: dict[str, dict[str, Any]] = {"email": {"type": "str"}, "user_id": {"type": "str"}}


def the_user(connection: Connection, params: Mapping[str, Any]) -> Row:
    """The one user that the options ``email`` or ``user_id`` mean. Raises BadInput where there is none."""
    row = find(Users(connection), {"email": params.get("email"), "id": params.get("user_id")}, ())
    if row is None:
        raise BadInput(f"{TITLE} has no user with the email '{params['email']}'.", "Check the address, or create the user first.")
    return row

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Contabo users API v1: connection, API conventions, and requests shared by several stores."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

from ...engine.auth import PasswordGrant
from ...engine.conventions import ApiConventions
from ...engine.errors import Missing, RequestFailed
from ...engine.fields import Row
from ...engine.folding import fold
from ...engine.http import Http
from ...engine.names import Loader, Names
from ...engine.paging import by_page_with_totals
from ...engine.provider import Connection, Provider, require
from ...engine.response import Response, plain_sentence, retry_after
from ...engine.schema import Schema, array, boolean, maybe, obj, string, whole
from ...engine.transport import Transport

TITLE = "Contabo"
PAGE_SIZE = 100
# From the newest copies of the API's document. The list grows over time.
LOCALES = ("de-DE", "de", "en-US", "en", "es", "es-ES", "pt-BR", "pt")
# The sort order of each list. Other lists are requested without one, because no accepted field is known for them.
ORDERS = {"/v1/users": "name:asc", "/v1/roles": "name:asc", "/v1/roles/api-permissions": "name:asc", "/v1/tags": "id:asc"}
OPTIONS: dict[str, dict[str, Any]] = {
    "contabo_client_id": {"type": "str", "env": "CNTB_OAUTH2_CLIENT_ID"},
    "contabo_client_secret": {"type": "str", "no_log": True, "env": "CNTB_OAUTH2_CLIENT_SECRET"},
    "contabo_username": {"type": "str", "env": "CNTB_OAUTH2_USER", "aliases": ["contabo_user"]},
    "contabo_password": {"type": "str", "no_log": True, "env": "CNTB_OAUTH2_PASS"},
    "contabo_url": {"type": "str", "default": "https://api.contabo.com", "env": "CNTB_API"},
    "contabo_token_url": {
        "type": "str", "no_log": False, "env": "CNTB_OAUTH2_TOKEN_URL",
        "default": "https://auth.contabo.com/auth/realms/contabo/protocol/openid-connect/token",
    },
    "contabo_token": {"type": "str", "no_log": True, "env": "CNTB_TOKEN"},
    "contabo_trace_id": {"type": "str", "env": "CNTB_TRACE_ID"},
}
LOGIN = ("contabo_client_id", "contabo_client_secret", "contabo_username", "contabo_password")
HINTS = {
    401: "Check contabo_token if it is set; otherwise check contabo_username, contabo_password (the API password, not the one of the panel), "
    "contabo_client_id and contabo_client_secret.",
    403: "The API user's role does not allow this; managing users needs Full Access, or a role with permissions on /v1/users.",
}
OWN_TRACE = f"people.access-{uuid.uuid4()}"  # the trace id of this process, if the user gives none for the whole run


def _error_message(reply: Response) -> str:
    """Return the server's message. ``message`` is a string or a list of strings; login errors have the OAuth format."""
    data = reply.data if isinstance(reply.data, Mapping) else {}
    words = data.get("message") or data.get("error_description") or data.get("error")
    return "; ".join(map(str, words)) if isinstance(words, list) else str(words or plain_sentence(reply))


def _wait(reply: Response, now: float) -> float | None:
    return retry_after(reply)


def _headers(trace_id: str = OWN_TRACE) -> dict[str, str]:
    return {"Accept": "application/json", "x-request-id": str(uuid.uuid4()), "x-trace-id": trace_id}


CONVENTIONS = ApiConventions(
    title=TITLE, headers=_headers, error_message=_error_message, wait=_wait, hints=HINTS, request_id="x-request-id", url_option="contabo_url",
)

API_PERMISSION = obj(apiName=string, actions=array(string))
# The members of a user that the code relies on. User ids are strings (UUIDs), role ids are numbers.
USER_FORM = obj(
    userId=string, email=string, firstName=maybe(string), lastName=maybe(string), locale=maybe(string), enabled=maybe(boolean), totp=maybe(boolean),
    owner=maybe(boolean), emailVerified=maybe(boolean), roles=maybe(array(obj(roleId=whole, name=maybe(string)))),
)

ROLE_FORM = obj(roleId=whole, name=string, admin=maybe(boolean))


class Contabo(Connection):
    """The connection to Contabo. ``login`` gets the access tokens."""

    def __init__(self, http: Http, names: Names, login: PasswordGrant):
        super().__init__(http, names)
        self.login = login
        self._given = login.token  # a token given by the user instead of obtained by a login
        self._read: tuple[str, Mapping[str, Any]] = ("", {})

    @cached_property
    def roles(self) -> list[Row]:
        """All roles, read once per task. Role names are resolved from them."""
        return list(listing(self.http, "/v1/roles", "roleId", schema=ROLE_FORM))

    def renew(self, written: str) -> None:
        super().renew(written)
        if written == "role":
            self.__dict__.pop("roles", None)

    @property
    def admin_roles(self) -> set[str]:
        """The ids of the administrative roles, empty if no roles were read. Giving a role by name reads them."""
        return {str(row["roleId"]) for row in self.__dict__.get("roles", ()) if row.get("admin")}

    @property
    def me(self) -> str | None:
        """The caller's user id: the subject of the token (Keycloak). None if the token cannot be decoded."""
        return str(self._claims()["sub"]) if self._claims().get("sub") else None

    @property
    def identity(self) -> tuple[str, str]:
        """The address or user name, and the id, of the caller in the token. Empty where the token does not contain them."""
        claims = self._claims()
        return str(claims.get("email") or claims.get("preferred_username") or ""), str(claims.get("sub") or "")

    def is_caller(self, row: Row) -> bool:
        """Return whether a user is the one that this task logs in as: by the id in the token, otherwise by the user name in the token or of the login."""
        if self.me is not None:
            return bool(row["userId"] == self.me)
        names = (self._claims().get("preferred_username"), self.login.form["username"])
        return fold(row["email"]) in {fold(str(name)) for name in names if name}

    @property
    def doubt(self) -> str:
        """A warning if the caller cannot be identified, otherwise empty."""
        if self.me is not None or self._claims().get("preferred_username") or self.login.token != self._given:
            return ""
        known = self.login.form["username"]
        kept = f"'{known}' from contabo_username is protected instead" if known else "no account is protected as its user"
        return f"{TITLE}: contabo_token does not identify its user, so {kept}. Make sure that the user of the token does not lose access."

    def _claims(self) -> Mapping[str, Any]:
        """Return the claims of the token, decoded once. Empty if it is not a JSON Web Token."""
        self.login.header(self.http)
        token = str(self.login.token)
        if self._read[0] != token:
            self._read = (token, _claims_of(token))
        return self._read[1]


def _claims_of(token: str) -> Mapping[str, Any]:
    try:
        claims = token.split(".")[1]
        found = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    except (IndexError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def connect(params: Mapping[str, Any], transport: Transport = Transport(), read_only: bool = False, **client: Any) -> Contabo:
    if not params.get("contabo_token"):
        require(params, OPTIONS, *LOGIN)
    form = {
        "client_id": params.get("contabo_client_id") or "", "client_secret": params.get("contabo_client_secret") or "",
        "username": params.get("contabo_username") or "", "password": params.get("contabo_password") or "",
    }
    auth = PasswordGrant(params["contabo_token_url"], form, ", ".join(LOGIN), "contabo_token_url", params.get("contabo_token"))
    secrets = [params.get(name) for name in ("contabo_client_secret", "contabo_password", "contabo_token")]
    conventions = replace(CONVENTIONS, headers=partial(_headers, params.get("contabo_trace_id") or OWN_TRACE))
    http = Http(params["contabo_url"], conventions, auth, transport, read_only, secrets, **client)

    def listed(path: str, id_: str, name: str) -> Loader:
        return lambda: ((str(row[id_]), row[name]) for row in listing(http, path, id_, schema=obj(**{id_: whole, name: string})))

    def roles() -> Iterable[tuple[str, str]]:
        return ((str(row["roleId"]), row["name"]) for row in connection.roles)

    connection = Contabo(http, Names(TITLE, {
        "role": roles,
        "tag": listed("/v1/tags", "tagId", "name"),  # retrieveTagList of the tags API
        "api_permission": lambda: ((entry, entry) for row in api_permissions(http) for entry in grants_of(row)),
    }), auth)
    return connection


def first(**members: Schema) -> Schema:
    """Return the schema of a response with one object, which is a list with one entry."""
    return obj(data=array(obj(**members), least=1))


UPDATED = obj(_links=obj(self=string))  # the response to an update


def listing(http: Http, path: str, id_: str, query: dict[str, Any] | None = None, schema: Schema | None = None, order: Any = ()) -> Iterator[Row]:
    """Yield each entry of a list once, over all pages. ``id_`` is the member that identifies an entry.

    Sorting keeps pages from overlapping. Contabo's command line sends the same ``orderBy``, also for users, which have no name. If the server
    refuses it (assumption: it may refuse an unknown field), the list is requested without it. ``order`` comes from the user and is never dropped.
    """
    def read(parameters: dict[str, Any]) -> Iterator[Row]:
        return by_page_with_totals(http, path, PAGE_SIZE, lambda row: row[id_], parameters, schema)

    parameters = dict(query or {})
    if order:
        yield from read({**parameters, "orderBy": list(order)})
        return
    order_by = parameters.setdefault("orderBy", ORDERS.get(path, ""))
    if not order_by:
        del parameters["orderBy"]
        yield from read(parameters)
        return
    rows = read(parameters)
    try:
        first_row = next(rows, None)
    except RequestFailed as problem:
        if problem.status not in (400, 422):
            raise
        yield from read({name: value for name, value in parameters.items() if name != "orderBy"})
        return
    if first_row is not None:
        yield first_row
        yield from rows


def found(http: Http, path: str, id_: str, query: dict[str, Any] | None = None, schema: Schema | None = None, order: Any = ()) -> list[Row]:
    """Return the entries of a list that may be empty.

    assumption: the server may return 404 for an empty list. A wrong URL returns 404 too, so the list of users, which is never empty, has to respond.
    """
    try:
        return list(listing(http, path, id_, query, schema, order))
    except Missing:
        next(listing(http, "/v1/users", "userId"), None)
        return []


def api_permissions(http: Http, name: str | None = None) -> Iterator[Row]:
    """Yield the permissions that a role can have (retrieveApiPermissionsList), limited to one part of the API by ``name``."""
    return listing(http, "/v1/roles/api-permissions", "apiName", {"apiName": name} if name else None, API_PERMISSION)


def grants_of(row: Row) -> list[str]:
    """Return what a permission allows, as strings like ``READ /v1/users``."""
    return [f"{action} {row['apiName']}" for action in row["actions"]]


PROVIDER = Provider("contabo", TITLE, OPTIONS, connect)

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""BMC TrueSight Network Automation (TSNA) REST API v4.0: connection and API conventions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from ...engine.auth import PasswordGrant
from ...engine.conventions import ApiConventions
from ...engine.fields import UNREADABLE, Field, Row, get_path
from ...engine.folding import fold
from ...engine.http import Http
from ...engine.names import Names
from ...engine.paging import by_page_until_nothing_new
from ...engine.provider import Connection, Provider, require
from ...engine.response import Response, plain_sentence
from ...engine.schema import maybe
from ...engine.transport import Transport
from . import schemas
from .shape import CANDIDATES

TITLE = "TSNA"
PAGE_SIZE = 100
USERS = "/v4.0/users"
ROLES = "/v4.0/roles"
CALLER = f"{USERS}/current_logged_in_user"
# Fixed paths below /v4.0/users that shadow users of these names.
RESERVED = frozenset(("all_logged_in_users", "current_logged_in_user", "login_session"))
OPTIONS: dict[str, dict[str, Any]] = {
    "tsna_url": {"type": "str", "env": "TSNA_URL"},
    "tsna_username": {"type": "str", "env": "TSNA_USERNAME"},
    "tsna_password": {"type": "str", "no_log": True, "env": "TSNA_PASSWORD"},
    "tsna_token": {"type": "str", "no_log": True, "env": "TSNA_TOKEN"},
}
HINTS = {
    401: "Check tsna_username and tsna_password, or tsna_token if it is set; the account may be disabled or locked, or the session may have ended.",
    403: "The account lacks a permission: managing users requires a role with user administration, and unlocking them the right 'Unlock Users'.",
}


def _error_message(reply: Response) -> str:
    """Return the server's message: the first value with a common name, a JSON string, or the body without tags. Its format is not documented."""
    if isinstance(reply.data, Mapping):
        names = ("message", "errorMessage", "error_description", "error", "detail", "reason")
        return next((str(reply.data[name]) for name in names if reply.data.get(name)), plain_sentence(reply))
    return reply.data if isinstance(reply.data, str) else plain_sentence(reply)


CONVENTIONS = ApiConventions(
    title=TITLE, headers=lambda: {"Accept": "application/json"}, error_message=_error_message, hints=HINTS, url_option="tsna_url",
    # A 400 may be a failed test of a patch, or a name that was taken in the meantime: the state is read again once.
    conflicts=lambda reply: reply.status in (400, 409),
)


def session_user(session: Mapping[str, Any]) -> str:
    """Return the user name of a session. The page spells the attribute in two ways."""
    return str(session.get("username") or session.get("userName") or session.get("name") or get_path(session, "userId.componentName", ""))


def session_id(session: Mapping[str, Any]) -> str:
    """Return the id of a session, needed to end it. The name of the attribute is not published."""
    return str(session.get("sessionId") or session.get("id") or session.get("sessionKey") or "")


class Tsna(Connection):
    """The connection to TSNA.

    ``me`` is the name of the logged-in account as the server reports it, empty if the response has no name. It may differ from tsna_username if
    tsna_token is used, or if users log in through a directory with an alias.
    """

    def __init__(self, http: Http, names: Names, login: PasswordGrant):
        super().__init__(http, names)
        self.login = login

    @cached_property
    def me(self) -> str:
        return session_user(self.http.get(CALLER, schema=maybe(schemas.session)) or {})


def connect(params: Mapping[str, Any], transport: Transport = Transport(), read_only: bool = False, **client: Any) -> Tsna:
    require(params, OPTIONS, "tsna_url", *(() if params.get("tsna_token") else ("tsna_username", "tsna_password")))
    form = {"username": params.get("tsna_username") or "", "password": params.get("tsna_password") or ""}
    auth = PasswordGrant("/token", form, "tsna_username and tsna_password", "tsna_url", params.get("tsna_token"), logout=True)
    http = Http(params["tsna_url"], CONVENTIONS, auth, transport, read_only, [params.get("tsna_password"), params.get("tsna_token")], **client)

    names = Names(TITLE, {"role": lambda: ((row["id"], row["name"]) for row in role_rows(http))})
    return Tsna(http, names, auth)


def role_rows(http: Http, query: Mapping[str, Any] | None = None) -> Iterator[dict[str, Any]]:
    """Yield all roles (GET /v4.0/roles)."""
    return by_page_until_nothing_new(http, ROLES, PAGE_SIZE, lambda entry: entry["id"], {"orderBy": "+name", **(query or {})}, schemas.ROLE)


SEARCH: dict[str, dict[str, Any]] = {"name_pattern": {"type": "str"}, "order_by": {"type": "str"}}


def search_query(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the query of a listing for the options ``SEARCH``. A pattern that no URL can contain is only matched here."""
    pattern, order = params.get("name_pattern") or "", params.get("order_by")
    filters = {"filter.name": pattern} if pattern and not re.search(r"[/\\]", pattern) else {}
    return {**filters, **({"orderBy": order if order.startswith(("+", "-")) else f"+{order}"} if order else {})}


def matches_pattern(name: str, params: Mapping[str, Any]) -> bool:
    """Return whether a name matches ``name_pattern``. A server may not know the filter, and its case rule is not documented."""
    pattern = params.get("name_pattern")
    return not pattern or re.fullmatch(".*".join(map(re.escape, fold(pattern).split("*"))), fold(name), re.DOTALL) is not None


PROVIDER = Provider("tsna", TITLE, OPTIONS, connect)


class Locked(Field):
    """The lock after failed logins. The option is ``unlock``; an account cannot be locked by a task."""

    def options(self) -> dict[str, dict[str, Any]]:
        return {"unlock": {"type": "bool", "default": False}}

    def given(self, params: Mapping[str, Any]) -> bool:
        return bool(params.get("unlock"))

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        return False

    def from_api(self, row: Row, names: Names) -> Any:
        return row.get(self.api, UNREADABLE)


# The entry ``password`` is the name of a member, not a secret.
FIELD_MAP = {"field_map": {"type": "dict", "options": {name: {"type": "str", **({"no_log": False} if name == "password" else {})} for name in CANDIDATES}}}

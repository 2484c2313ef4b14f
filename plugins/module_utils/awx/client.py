# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""AWX, Ascender and Automation Platform, API v2: connection and API conventions."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from ..engine.auth import Bearer
from ..engine.conventions import ApiConventions
from ..engine.errors import BadInput, Incomplete, RequestFailed
from ..engine.http import Auth, Http
from ..engine.names import Names
from ..engine.provider import Connection, Provider, require
from ..engine.request import Request
from ..engine.response import Response, plain_sentence
from ..engine.schema import Schema, array, maybe, number, obj, string
from ..engine.transport import Transport

TITLE = "AWX"
OPTIONS: dict[str, dict[str, Any]] = {
    "controller_host": {"type": "str", "env": "CONTROLLER_HOST"},
    "controller_oauthtoken": {"type": "str", "no_log": True, "env": "CONTROLLER_OAUTH_TOKEN"},
    "controller_username": {"type": "str", "env": "CONTROLLER_USERNAME"},
    "controller_password": {"type": "str", "no_log": True, "env": "CONTROLLER_PASSWORD"},
}
HINTS = {
    401: "Check controller_oauthtoken, or controller_username and controller_password.",
    403: "The user of the token lacks a role in AWX for this.",
}
LISTING = obj(results=array(obj(id=number)), next=maybe(string))


class Basic(Auth):
    """Basic authentication, as an alternative to a token."""

    def __init__(self, username: str, password: str):
        self.value = base64.b64encode(f"{username}:{password}".encode()).decode()

    def header(self, http: Http) -> str:
        return f"Basic {self.value}"


def _error_message(reply: Response) -> str:
    """Return the message of ``{"detail": text}``, or texts by field, those about the whole object under ``__all__`` (Django REST framework, "Exceptions")."""
    if not isinstance(reply.data, Mapping):
        return plain_sentence(reply)
    return "; ".join(str(name if not text else text if name in ("detail", "__all__", "error", "msg") else f"{name}: {text}")
                     for name, value in reply.data.items() for text in (value if isinstance(value, list) else [value]))


CONVENTIONS = ApiConventions(
    title=TITLE, headers=lambda: {"Accept": "application/json"}, error_message=_error_message, hints=HINTS, url_option="controller_host",
)


class Awx(Connection):
    """A connection to AWX. Paths are relative to the root of the API, which is different behind a gateway of Automation Platform."""

    @cached_property
    def root(self) -> str:
        """Path of the API. A gateway returns the path of the controller. Raises BadInput if the URL is not that of AWX."""
        try:
            found = self.http.get("/api/")
        except RequestFailed as problem:
            if problem.status not in (200, 404):  # 200 is an HTML page
                raise
            found = None
        apis = found.get("apis") if isinstance(found, Mapping) else None
        if isinstance(apis, Mapping) and isinstance(apis.get("controller"), str):
            below = apis["controller"].rstrip("/")
            return f"/api/{below.rpartition('/api/')[2]}/v2/"
        if isinstance(found, Mapping) and "available_versions" in found:
            return "/api/v2/"
        raise BadInput(f"{self.http.base_url} does not answer as AWX does.", "Check controller_host: it is the URL of AWX without a path such as /api.")

    def read(self, path: str, schema: Schema | None = None) -> Any:
        """Return the data of a GET. Raises as Http.send does."""
        return self.http.get(self.root + path, schema=schema)

    def write(self, method: str, path: str, body: Any) -> None:
        """Send a request that changes something. Its response is not used."""
        self.http.send(Request(method, self.root + path, json=None if method == "DELETE" else body or {}, expect_json=False))


def connect(params: Mapping[str, Any], transport: Transport = Transport(), read_only: bool = False, **client: Any) -> Awx:
    token, password = params.get("controller_oauthtoken"), params.get("controller_password")
    require(params, OPTIONS, "controller_host")
    if not token:
        require(params, OPTIONS, *(("controller_username", "controller_password") if params.get("controller_username") else ("controller_oauthtoken",)))
    auth = Bearer(token) if token else Basic(params["controller_username"], str(password))
    secrets = [token, password, auth.value if isinstance(auth, Basic) else None]
    return Awx(Http(params["controller_host"], CONVENTIONS, auth, transport, read_only, secrets, **client), Names(TITLE, {}))


def following_path(page: Mapping[str, Any]) -> str | None:
    """Return the path of the next page of a listing below the root, None if there is none. Raises Incomplete instead of ending too early.

    ``next`` is a path or a URL, which may have another host behind a proxy; the host is not used.
    """
    following = page.get("next")
    if not following:
        return None
    found = following.rpartition("/v2/")[2] if "/v2/" in following.partition("?")[0] else ""
    if not found:
        raise Incomplete(f"AWX: the next page of a listing is {following}, which is not a path of its API.", "Nothing more was read. Check the proxy of AWX.")
    return str(found)


PROVIDER = Provider("awx", TITLE, OPTIONS, connect)

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frame of all operations: switches, checks, and the format of responses, lists and errors."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, NoReturn

from werkzeug.wrappers import Request, Response

from ..emulator import Emulator, Problem, answer
from ..world import DOMAIN, World
from .checks import Check, problems_of
from .data import ACCOUNT


class Frame(Emulator):
    """Responses, lists and switches. If a comment names other values of a switch, the first one is the default."""

    name = "contabo"
    prefix = "/contabo"
    defaults: ClassVar[dict[str, Any]] = {
        "generation": 2025,                 # 2026: names required, no email in PATCH, two more filters, sendInvoiceEmail
        "page_cap": 10, "default_size": 10,
        "no_pagination": False,             # lists come without _pagination
        "empty_list_status": 200,           # or 404
        "unknown_order": "ignore",          # or "refuse": orderBy with a field that the objects do not have; or "refuse_name": with name as well
        "unordered": "stable",              # or "shifting": without orderBy, the order of the list differs for each page
        "name_filter": "substring",         # "exact" or "prefix": the filters name and displayName
        "rate_limit": None,                 # requests per minute
        "check_request_id": True,
        "strict_delete": True,              # refuse a DELETE that says JSON and has no body
        "unknown_fields": "ignore",         # or "refuse"
        "email_patch": "refuse",            # or "ignore": an email in PATCH in generation 2026
        "lower_case_emails": True,          # False: stored as sent, and compared with case
        "duplicate_status": 409,            # or 400: address (or, with unique_role_names, name) taken
        "unknown_role_status": 404,         # or 400: a user with a role that does not exist
        "one_role_only": False,
        "admin_required": False,            # a new user without admin and accessAllResources is refused, as the page says and its schema does not
        "data_centers": "listed",           # or the status of a refusal, 403 or 404
        "roles_required": None,             # or "given": a new user without the member roles is refused; "filled": without any role
        "roles_patch": "replace",           # or "add"
        "protected_status": 403,            # or 400: deleting or disabling the owner or oneself
        "default_role_status": 403,         # or 400: touching a default role
        "role_in_use_status": 409,          # or 400
        "bad_permission_status": 400,       # or 404: unknown apiName, or an action that it does not offer
        "put_without_permissions": "keep",  # or "clear"
        "unique_role_names": False,
        "duplicate_role_names": False,      # a second role "Network", until the next reset
        "duplicate_tag_names": False,       # a second tag "web", which is not used
        "normalise_admin_roles": False,     # an admin role loses its permissions and gets all resources
        "default_role_names": {},           # {name: other name}
        "api_name_style": "braces",         # or "colon": /v1/users/:userId
        "invite_on_create": True,
        "totp_needs_enrolment": False,      # totp: true is not shown until the user has enrolled, which never happens here
        "totp_blocks_login": True,
        "short_locales": False,             # de-DE reads back as de
        "password_set_needs_user": False,   # is-password-set without userId is refused instead of meaning the caller
        "opaque_tokens": False,             # tokens are not JSON Web Tokens
        "token_seconds": 300, "refresh_seconds": 1800,
        "old_keycloak": False,              # 400 invalid_client for wrong client credentials
        "old_secret_seconds": 0,            # how long a replaced client secret still works
        "rotation_ends_tokens": False,
        "client_for_all": False,            # weak callers may read the client and rotate its secret
        "weak_credentials": ["readonly@" + DOMAIN],
        "foreign_credentials": True,        # False: nobody reads or rotates the S3 credentials of others
        "credentials_delay": 0,             # seconds from a user's creation until the S3 credentials appear
        "rotate_access_key": False,
        "deletion": "at_once",              # or "ignored": a removal is accepted without effect
        "cancel_date": None,                # or "" or "absent": for a storage that is not canceled
    }

    def enter(self, world: World) -> None:
        self._serial = 0
        self._window = (0, 0)

    def fail(self, status: int, text: str = "") -> Response:
        usual = {
            400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict", 415: "Unsupported Media Type",
            429: "Too Many Requests", 500: "Internal Server Error, retry or contact support",
        }
        return answer({"statusCode": status, "message": text or usual.get(status, "Error")}, status)

    def _throttle(self) -> None:
        minute = int(self.clock() // 60)
        self._window = (minute, self._window[1] + 1 if self._window[0] == minute else 1)
        if self.config["rate_limit"] is not None and self._window[1] > self.config["rate_limit"]:
            refusal = self.fail(429)
            refusal.headers["Retry-After"] = str(math.ceil(60 * (minute + 1) - self.clock()))  # assumption: no header is documented
            raise Problem(refusal)

    def _refuse(self, status: int, message: str | list[str]) -> NoReturn:
        raise Problem(answer({"statusCode": status, "message": message}, status))

    def _reject(self, status: int, reason: str) -> NoReturn:
        """Refuse with the status of a switch. The message of a 400 of the business logic has a prefix."""
        words = {400: "Bad Request", 403: "Forbidden"}
        self._refuse(status, f"{words[status]} {reason}" if status in words else reason)

    def _absent(self, noun: str, key: str, value: object) -> NoReturn:
        self._refuse(404, f"Entry {noun} not found by {key} {value}")

    def _one(self, request: Request, data: dict[str, Any], status: int = 200, link: str = "") -> Response:
        return answer({"data": [{**ACCOUNT, **data}], "_links": {"self": link or self.raw_path(request)}}, status)

    def _list(self, request: Request, items: list[dict[str, Any]], view: Callable[[dict[str, Any]], dict[str, Any]] = dict, paged: bool = True) -> Response:
        page, size = self._number(request, "page", 1), min(self._number(request, "size", self.config["default_size"]), self.config["page_cap"])
        items = self._ordered(request, items)
        if not items and self.config["empty_list_status"] == 404:
            self._refuse(404, "Not Found")
        if self.config["unordered"] == "shifting" and "orderBy" not in request.args:
            items = [*items[page - 1:], *items[:page - 1]]
        pages = math.ceil(len(items) / size)
        places = {"self": page, "first": 1, "last": max(pages, 1)}
        places.update({"previous": page - 1} if page > 1 else {}, **({"next": page + 1} if page < pages else {}))
        found: dict[str, Any] = {"_pagination": {"size": size, "totalElements": len(items), "totalPages": pages, "page": page}}
        if not paged or self.config["no_pagination"]:
            found.clear()
        links = {name: f"{self.raw_path(request)}?page={place}&size={size}" for name, place in places.items()}
        return answer({**found, "data": [view(item) for item in items[(page - 1) * size:page * size]], "_links": links})

    def _number(self, request: Request, field: str, usual: int) -> int:
        value = request.args.get(field, str(usual))
        if not re.fullmatch(r"\d{1,18}", value) or not int(value):
            self._refuse(400, [f"{field} must not be less than 1"])
        return int(value)

    def _ordered(self, request: Request, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for order in reversed(request.args.getlist("orderBy")):
            field, dummy, direction = order.partition(":")
            if direction.upper() not in ("", "ASC", "DESC"):
                self._refuse(400, ["each value in orderBy must be field:ASC or field:DESC"])
            if all(isinstance(item.get(field), (str, int, float)) for item in items):
                items = sorted(items, key=lambda item: item[field], reverse=direction.upper() == "DESC")
            elif field not in ("name", *ACCOUNT) and self.config["unknown_order"] == "refuse" or self.config["unknown_order"] == "refuse_name":
                self._refuse(400, [f"orderBy must not name {field}"])
        return items

    def _flag_query(self, request: Request, field: str) -> bool | None:
        value = request.args.get(field)
        if value not in (None, "true", "false"):
            self._refuse(400, [f"{field} must be a boolean value"])
        return None if value is None else value == "true"

    def _name_fits(self, request: Request, field: str, name: str) -> bool:
        text, name = request.args.get(field, "").casefold(), name.casefold()
        fits = {"exact": not text or name == text, "prefix": name.startswith(text), "substring": text in name}
        return fits[self.config["name_filter"]]

    def _body(self, request: Request, checks: dict[str, Check], required: Iterable[str]) -> dict[str, Any]:
        """Return the known fields of a valid body."""
        if request.mimetype != "application/json":
            self._refuse(415, "Unsupported Media Type")
        try:
            body = json.loads(request.get_data())
        except ValueError:
            self._refuse(400, "Bad Request the body is not JSON")
        if not isinstance(body, dict):
            self._refuse(400, "Bad Request the body is not an object")
        problems = problems_of(body, checks, required)
        if self.config["unknown_fields"] == "refuse":
            problems += [f"property {field} should not exist" for field in body if field not in checks]
        if problems:
            self._refuse(400, problems)
        return {field: value for field, value in body.items() if field in checks}

    def _next(self) -> int:
        self._serial += 1
        return self._serial

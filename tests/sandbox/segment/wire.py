# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire format of the emulated Segment: order of checks, envelope, rate limits, input, pages."""

from __future__ import annotations

import base64
import copy
import json
import math
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date
from werkzeug.wrappers import Request, Response

from ..emulator import Emulator, Problem, answer
from ..world import CREDENTIALS
from .data import RESOURCES, ROLES, TWIN_ROLE, WORKSPACE, Json

MAX_BODY = 26_214_400
NOMINAL_WRITES, NOMINAL_READS = 60, 200
PATH_FIELDS = {"user_id": "userId", "group_id": "userGroupId"}
EMAIL = re.compile(r"[^@\s,;]+@[^@\s]+\.[^@\s.]+")
ERRORS = {
    400: ("bad-request", "Bad request"), 401: ("unauthorized", "Unauthorized"), 403: ("forbidden", "Forbidden"),
    404: ("NotFound", "Resource not found"), 406: ("not-acceptable", "Not acceptable"), 409: ("conflict", "Conflict"),
    413: ("PayloadLimitError", "The payload limit size of 25mb has been reached"), 422: ("ValidationFailure", "Validation failure"),
    429: ("RequestError", "Too many requests"),
}
NO_GROUPS = "Your plan does not include User Groups. Contact sales to upgrade to business tier."


class Complaints(list[dict[str, str]]):
    """The problems of the input of a request, one per field."""

    def add(self, field: str, text: str) -> None:
        self.append({"type": "input-validation", "message": f'"{field.rpartition(".")[2]}" {text}', "field": field})

    def missing(self, field: str, value: Any, text: str) -> None:
        self.add(field, "is required" if value is None else text)


class Surface(Emulator):
    """The base class for all operations of the API. Rules and state are in ``api``."""

    _windows: dict[str, tuple[float, int]]

    # -- one request -------------------------------------------------------------------------------------------------------------

    def handle(self, request: Request) -> Response:
        if request.headers.get("Authorization") != f"Bearer {CREDENTIALS['SEGMENT_TOKEN']}":
            return self.fail(401)
        try:
            handler, arguments = self.match(request)
        except HTTPException:
            return self.fail(404)  # assumption: a known path with another method is not found either
        path = self.raw_path(request)
        if handler.__name__ in ("replace_members", "remove_members") and path.startswith("/groups/") and not self.config["plural_group_users"]:
            return self.fail(404)
        if request.method != "GET" and self.config["token_access"] != "owner":
            return self.fail(self.config["denied_status"])
        headers = self._spend(request, handler.__name__)
        if path.startswith("/group") and self.config["plan"] != "business":
            return self._error(self.config["plan_error_status"], {"type": "bad-request", "message": NO_GROUPS})
        if (request.content_length or 0) > MAX_BODY:
            return self.fail(413)
        wrong = Complaints()
        for name, value in arguments.items():
            if len(value) > 255:
                wrong.add(PATH_FIELDS[name], "length must be less than or equal to 255 characters long")
        self._refuse(wrong)
        response = handler(request, **arguments)
        if response.status_code < 300:
            response.headers.update(headers)
        return response

    def fail(self, status: int, text: str = "") -> Response:
        if status == 429:
            return self._too_many(1.0, NOMINAL_WRITES + 1, text)
        kind, message = ERRORS.get(status, ("internal-server-error", "Internal server error"))
        return self._error(status, {"type": kind, "message": text or message})

    def _error(self, status: int, *items: Json) -> Response:
        return answer({"errors": list(items)}, status, self.config["content_type"])

    def _ok(self, data: Json, status: int = 200) -> Response:
        return answer({"data": data}, status, self.config["content_type"])

    def _done(self) -> Response:
        return self._ok({"status": "SUCCESS"})

    def _spend(self, request: Request, endpoint: str) -> dict[str, str]:
        """Count the request in its window, which opens with its first request. Returns the rate limit headers."""
        write, now = request.method not in ("GET", "HEAD"), self.clock()
        limit = self.config["rate_limit"]
        if not write and self.config["read_rate_limit"] is not None:
            limit = self.config["read_rate_limit"]
        key = endpoint if self.config["rate_scope"] == "endpoint" else ""  # there is only one token
        opened, used = self._windows.get(key, (now, 0))
        if now - opened >= 60:
            opened, used = now, 0
        used += 1
        self._windows[key] = opened, used
        if limit is not None and used > limit:
            raise Problem(self._too_many(opened + 60 - now, used))
        nominal = limit if limit is not None else NOMINAL_WRITES if write else NOMINAL_READS
        left = max(0 if limit is not None else nominal // 2, nominal - used)  # without a limit, the remaining count never gets low
        return {"X-RateLimit-Consumed": str(used), "X-RateLimit-Remaining": str(left), "X-RateLimit-Reset": http_date(opened + 60)}

    def _too_many(self, seconds: float, used: int, text: str = "") -> Response:
        data = {"remainingPoints": 0, "msBeforeNext": math.ceil(seconds * 1000), "consumedPoints": used}
        item: Json = {"type": "RequestError", "message": text or "Too many requests", "data": data}
        if self.config["error_style"] == "spec":
            item = {"type": "RateLimited", "message": text or "Rate limit exceeded"}
        response = self._error(429, item)
        if self.config["retry_after"]:
            response.headers["Retry-After"] = str(math.ceil(seconds))
        return response

    # -- input -------------------------------------------------------------------------------------------------------------------

    def _refuse(self, wrong: Complaints) -> None:
        if wrong:
            raise Problem(self.fail(422) if self.config["error_style"] == "spec" else self._error(422, *wrong))

    def _refuse_unknown(self, wrong: Complaints, field: str) -> None:
        if self.config["unknown_role_status"] != 422:
            raise Problem(self.fail(self.config["unknown_role_status"]))
        wrong.add(field, "does not exist")

    def _body(self, request: Request) -> Json:
        try:
            body = json.loads(request.get_data() or b"{}")
        except ValueError:
            raise Problem(self.fail(400, "Invalid JSON")) from None
        return body if isinstance(body, dict) else {}

    def _array(self, body: Json, field: str, wrong: Complaints, least: int = 0) -> list[Any]:
        value = body.get(field.rpartition(".")[2])
        if not isinstance(value, list):
            wrong.missing(field, value, "must be an array")
            return []
        self._check_length(value, field, wrong, least)
        return value

    def _check_length(self, value: list[Any], field: str, wrong: Complaints, least: int) -> None:
        if len(value) < least:
            wrong.add(field, f"must contain at least {least} items")
        if len(value) > self.config["batch_cap"]:
            wrong.add(field, f"must contain less than or equal to {self.config['batch_cap']} items")

    @staticmethod
    def _check_email(value: Any, field: str, wrong: Complaints) -> str:
        if not isinstance(value, str):
            wrong.missing(field, value, "must be a string")
        elif not EMAIL.fullmatch(value):
            wrong.add(field, "must be a valid email")
        return str(value)

    def _name(self, request: Request) -> str:
        name, wrong = self._body(request).get("name"), Complaints()
        if not isinstance(name, str):
            wrong.missing("name", name, "must be a string")
        elif not name.strip():
            wrong.add("name", "is not allowed to be empty")
        self._refuse(wrong)
        return str(name)

    @staticmethod
    def _parameters(request: Request) -> list[tuple[str, str]]:
        """Return the normalized query: ``name[0]`` becomes ``name.0`` and ``name[]`` becomes ``name.``."""
        pairs = parse_qsl(request.query_string.decode(), keep_blank_values=True)
        return [(re.sub(r"\[([^\]]*)\]", r".\1", name), value) for name, value in pairs]

    def _query_list(self, request: Request, name: str, emails: bool = False) -> list[str]:
        """Return a list in the query, which must have at least one item."""
        wrong = Complaints()
        plain: list[str] = []
        indexed: list[tuple[int, str]] = []
        for key, value in self._parameters(request):
            if key == name:
                plain.append(value)
            elif key == name + ".":
                indexed.append((0, value))
            elif re.fullmatch(rf"{name}\.\d+", key):
                indexed.append((int(key[len(name) + 1:]), value))
        values = [value for dummy, value in sorted(indexed, key=lambda pair: pair[0])]
        if self.config["lenient_query"] and not any(value[:1] in ("[", "{") for value in plain):
            values, plain = plain + values, []
        if plain or any(index > self.config["index_limit"] for index, dummy in indexed):
            wrong.add(name, "must be an array")
        elif not values:
            wrong.add(name, "is required")
        self._check_length(values, name, wrong, 0)
        for number, value in enumerate(values):
            if emails:
                self._check_email(value, f"{name}.{number}", wrong)
            elif not value:
                wrong.add(f"{name}.{number}", "is not allowed to be empty")
        self._refuse(wrong)
        return list(dict.fromkeys(values))

    def _permissions(self, body: Json, field: str, wrong: Complaints, invite: bool = False) -> list[Json]:
        entries = self._array(body, field, wrong)
        return [self._permission(entry, f"{field}.{number}", wrong, invite) for number, entry in enumerate(entries)]

    def _permission(self, entry: Any, field: str, wrong: Complaints, invite: bool) -> Json:
        if not isinstance(entry, dict):
            wrong.add(field, "must be of type object")
            return {}
        role, resources = entry.get("roleId"), entry.get("resources")
        if not isinstance(role, str):
            wrong.missing(f"{field}.roleId", role, "must be a string")
        elif role not in {item["id"] for item in self._roles()}:
            self._refuse_unknown(wrong, f"{field}.roleId")
        if resources is None and invite:
            resources = [{"id": WORKSPACE["id"], "type": "WORKSPACE"}]  # assumption: a permission of an invite without resources is for the workspace
        if not isinstance(resources, list) or not resources:
            wrong.missing(f"{field}.resources", resources, "must contain at least 1 items" if resources == [] else "must be an array")
            resources = []
        granted = [self._resource(item, f"{field}.resources.{number}", wrong, invite) for number, item in enumerate(resources)]
        if invite:
            self._spread_labels(entry, granted, field, wrong)
        return {"roleId": role, "resources": granted}

    def _resource(self, resource: Any, field: str, wrong: Complaints, invite: bool) -> Json:
        if not isinstance(resource, dict):
            wrong.add(field, "must be of type object")
            return {}
        kind, name = resource.get("type"), resource.get("id")
        if not isinstance(name, str):
            wrong.missing(f"{field}.id", name, "must be a string")
        if not isinstance(kind, str) or kind not in RESOURCES:
            wrong.missing(f"{field}.type", kind, f"must be one of [{', '.join(RESOURCES)}]")
        elif isinstance(name, str) and name not in RESOURCES[kind]:
            self._refuse_unknown(wrong, f"{field}.id")
        # assumption: labels on the resource of an invite are not allowed and silently ignored
        labels = [] if invite else self._labels(resource, field, wrong)
        if labels and kind != "WORKSPACE":
            wrong.add(f"{field}.labels", "is only allowed on a WORKSPACE resource")
        return {"id": name, "type": kind, "labels": labels}

    def _spread_labels(self, entry: Json, granted: list[Json], field: str, wrong: Complaints) -> None:
        """Move labels from the permission of an invite to the resources of the user."""
        labels = self._labels(entry, field, wrong)
        spaces = [resource for resource in granted if resource.get("type") == "WORKSPACE"]
        if labels and not spaces:
            wrong.add(f"{field}.labels", "is only allowed with a WORKSPACE resource")
        for space in spaces:
            space["labels"] = copy.deepcopy(labels)

    def _labels(self, holder: Json, field: str, wrong: Complaints) -> list[Json]:
        if holder.get("labels") is None:
            return []
        labels = self._array(holder, f"{field}.labels", wrong)
        for number, label in enumerate(labels):
            for member in ("key", "value"):
                if not isinstance(label, dict) or not isinstance(label.get(member), str):
                    wrong.missing(f"{field}.labels.{number}.{member}", label.get(member) if isinstance(label, dict) else None, "must be a string")
        return [{member: label[member] for member in ("key", "value", "description") if member in label} for label in labels if isinstance(label, dict)]

    # -- pages -------------------------------------------------------------------------------------------------------------------

    def _wanted_page(self, request: Request) -> tuple[int, str]:
        """Return the page size and the cursor (empty: from the start)."""
        wrong, sent = Complaints(), {key: value for key, value in self._parameters(request) if key.partition(".")[0] == "pagination"}
        count, cursor = sent.get("pagination.count"), sent.get("pagination.cursor", "")
        if "pagination" in sent:
            wrong.add("pagination", "must be of type object")
        elif not sent and self.config["pagination_required"]:
            wrong.add("pagination", "is required")
        elif sent and count is None:
            wrong.add("pagination.count", "is required")
        elif count is not None and not re.fullmatch(r"\d{1,9}", count):
            wrong.add("pagination.count", "must be a number" if not count.startswith("-") else "must be larger than or equal to 1")
        elif count is not None and not 1 <= int(count) <= 1000:
            wrong.add("pagination.count", "must be larger than or equal to 1" if int(count) < 1 else "must be less than or equal to 1000")
        self._refuse(wrong)
        return min(int(count or 200), self.config["page_cap"]), cursor

    def _offset(self, request: Request) -> tuple[int, int]:
        """Return the page size and the position of the first item, for lists whose cursor is an offset."""
        count, cursor = self._wanted_page(request)
        return count, self._number(cursor) if cursor else 0

    def _number(self, cursor: str) -> int:
        try:
            number = int(base64.b64decode(cursor, validate=True))
        except ValueError:
            number = -1
        if number < 0:
            self._refuse_cursor()
        return number

    def _refuse_cursor(self) -> None:
        wrong = Complaints()
        wrong.add("pagination.cursor", "is not a valid cursor")
        self._refuse(wrong)

    def _page(self, key: str, items: Iterable[Any], page: tuple[int, int], total: bool = True) -> Response:
        count, offset = page
        everything = list(items)
        if self.config["newest_first"]:
            everything.reverse()
        pagination: Json = {"current": encoded(offset)}
        if offset + count < len(everything):
            pagination["next"] = encoded(offset + count)
        if offset > 0:
            pagination["previous"] = encoded(max(0, offset - count))
        if total:
            pagination["totalEntries"] = len(everything) + (3 if self.config["total_entries"] == "more" else 0)
        return self._ok({key: everything[offset:offset + count], "pagination": self._with_nulls(pagination)})

    def _numbered(self, key: str, items: list[Any], count: int, page: int) -> Response:
        """Return a page of a list whose cursor is a page number, from 1, without a total."""
        pagination: Json = {"current": encoded(page)}
        if page * count < len(items):
            pagination["next"] = encoded(page + 1)
        if page > 1:
            pagination["previous"] = encoded(page - 1)
        return self._ok({key: items[(page - 1) * count:page * count], "pagination": self._with_nulls(pagination)})

    def _with_nulls(self, pagination: Json) -> Json:
        return {"next": None, "previous": None, **pagination} if self.config["null_cursors"] else pagination

    # -- roles ------------------------------------------------------------------------------------------------------------------------

    def _roles(self) -> list[Json]:
        listed = [*ROLES.items(), *([TWIN_ROLE] if self.config["duplicate_role_names"] else [])]
        return [{"id": role, "name": name, "description": f"{name} in the workspace."} for name, role in listed]

    @staticmethod
    def _role_name(role: str) -> str:
        return next((name for name, id_ in ROLES.items() if id_ == role), TWIN_ROLE[0])


def encoded(number: int) -> str:
    return base64.b64encode(str(number).encode()).decode()

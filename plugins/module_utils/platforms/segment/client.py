# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Twilio Segment Public API: connection, API conventions, and requests shared by several stores."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

from ...engine.auth import Bearer
from ...engine.conventions import ApiConventions
from ...engine.errors import AmbiguousWrite, BadInput, RequestFailed
from ...engine.fields import Row
from ...engine.folding import fold
from ...engine.http import Http
from ...engine.names import Names
from ...engine.provider import Connection, Provider, require
from ...engine.request import Request, path_part
from ...engine.response import Response, error_objects, http_date, plain_sentence, retry_after, server_time, whole_number
from ...engine.schema import array, obj, string
from ...engine.transport import Transport
from . import schemas
from .lists import accept, listing
from .permissions import PERMISSIONS, as_invite_permissions
from .resources import RESOURCES

TITLE = "Segment"
PAGE_SIZE = 200
MAX_PAGE_SIZE = 1000
# Page "Migration": endpoints on collections take about 200 items in a call, unless they say otherwise.
LIST_SIZE = 200
# assumption: a list in a query is not parsed as a list if an index is above 20
QUERY_SIZE = 20
WINDOW = 60.0
REGIONS = {"us": "https://api.segmentapis.com", "eu": "https://eu1.api.segmentapis.com"}
OPTIONS: dict[str, dict[str, Any]] = {
    "segment_token": {"type": "str", "no_log": True, "env": "SEGMENT_TOKEN"},
    "segment_url": {"type": "str", "default": "us", "env": "SEGMENT_URL"},
    "segment_accept_version": {"type": "str", "choices": ["v1", "v1beta", "v1alpha"], "default": "v1", "env": "SEGMENT_ACCEPT_VERSION"},
    "segment_page_size": {"type": "int", "default": PAGE_SIZE, "env": "SEGMENT_PAGE_SIZE"},
}
# The API returns 401 for a wrong token and for one without the permission.
RIGHTS = "Check segment_token and segment_url (us or eu): it must be a Public API token of this region, and needs Workspace Owner access to manage people."
NO_PLAN = "plan does not include"


def _error_message(reply: Response) -> str:
    """Return "type: message (field)" of each error (page "Error Handling")."""
    errors = error_objects(reply)
    if not errors:
        return plain_sentence(reply)
    return "; ".join(
        f"{error.get('type', 'error')}: {error.get('message', '')}" + (f" ({error['field']})" if error.get("field") else "") for error in errors
    )


def _until_reset(reply: Response, now: float) -> float | None:
    """Return the seconds until the date of X-RateLimit-Reset (RFC 5322), by the server's clock if the response has a Date, at most one window.

    None for a date in the past: the remaining count is then meaningless, and a wrong clock must not slow down the run.
    """
    reset = http_date(reply.headers.get("X-RateLimit-Reset", ""))
    seconds = 0.0 if reset is None else reset - server_time(reply, now)
    return min(seconds, WINDOW) if seconds > 0 else None


def _rate_limit_remaining(reply: Response, now: float) -> tuple[int, float] | None:
    """Return the remaining requests and the seconds until the reset. X-RateLimit-Remaining counts per operation and comes with every success."""
    left, seconds = whole_number(reply.headers.get("X-RateLimit-Remaining", "")), _until_reset(reply, now)
    return None if left is None or seconds is None else (left, seconds)


def _pool(verb: str, path: str) -> str:
    """Return the rate limit pool of a request: each operation has its own, named by verb and path without the id (operation texts, "Rate Limits")."""
    return verb + " " + re.sub(r"^(/[^/]+)/[^/]+", r"\1/*", path)


def _wait(reply: Response, now: float) -> float | None:
    """Return the seconds to wait: Retry-After, otherwise msBeforeNext of the body, otherwise until the reset (page "Rate Limits")."""
    seconds = retry_after(reply)
    if seconds is not None:
        return seconds
    for data in (error.get("data") for error in error_objects(reply)):
        if isinstance(data, Mapping) and isinstance(data.get("msBeforeNext"), (int, float)):
            return max(float(min(data["msBeforeNext"], 1e9)) / 1000, 0.0)
    return _until_reset(reply, now)


def _conflicts(reply: Response) -> bool:
    # The API returns the same 400 for an invited address and for a member; only reading both lists shows the difference.
    return reply.status == 409 or reply.status == 400 and "already invited" in reply.text


def _error_hint(reply: Response) -> str:
    return "User groups and the audit trail need Segment's Business plan; omit the options for groups." if NO_PLAN in reply.text else ""


def lacks_plan(problem: RequestFailed) -> bool:
    """Return whether a request was refused because the plan has no user groups. The status of this error is not documented."""
    return NO_PLAN in problem.message


CONVENTIONS = ApiConventions(
    title=TITLE, headers=lambda: accept("v1"), error_message=_error_message, wait=_wait, rate_limit_remaining=_rate_limit_remaining, pool=_pool,
    conflicts=_conflicts, hints={401: RIGHTS, 403: RIGHTS}, error_hint=_error_hint, url_option="segment_url",
)


class Segment(Connection):
    """The connection to Segment. ``groups`` are all user groups of the workspace with their permissions, read once per task."""

    def __init__(self, http: Http):
        super().__init__(http, Names(TITLE, {
            "workspace": lambda: ((entry["id"], entry["name"]) for entry in [self.workspace]),
            "workspace_alias": lambda: ((entry["id"], entry.get("slug") or "") for entry in [self.workspace]),
            "role": lambda: ((row["id"], row["name"]) for row in list_roles(http)),
            "group": lambda: ((row["id"], row["name"]) for row in self.groups),
            "address": lambda: ((fold(address), address) for address in (*(row["email"] for row in list_users(http)), *list_invites(http))),
            **{kind: partial(self._named, kind) for kind in RESOURCES}, **{f"{kind}_alias": partial(self._named, kind, True) for kind in RESOURCES},
        }))
        self._resources: dict[str, list[Row]] = {}

    @cached_property
    def workspace(self) -> Row:
        return read_workspace(self.http)

    def _named(self, kind: str, alias: bool = False) -> Iterator[tuple[str, str]]:
        """Yield the ids and names of the resources that permissions can refer to; with ``alias``, their second names."""
        if kind not in self._resources:
            self._resources[kind] = list(RESOURCES[kind](self.http))
        member = "alias" if alias else "name"
        return ((row["id"], row[member]) for row in self._resources[kind] if row.get(member))

    @cached_property
    def groups(self) -> list[Row]:
        return list(list_groups(self.http))

    def forget(self) -> None:
        self.__dict__.pop("groups", None)

    def renew(self, written: str) -> None:
        super().renew(written)
        if written:
            self.names.drop("address")
        if written == "group":
            self.forget()

    def permissions_of_group(self, id_: str) -> frozenset[Any]:
        """Return the grants of a group."""
        row: Any = next((row for row in self.groups if row["id"] == id_), {})
        if row.get("permissions") is None:  # optional in the schema
            row = read_group(self.http, id_)
        grants = PERMISSIONS.from_api(row, self.names)
        return grants if isinstance(grants, frozenset) else frozenset()


def connect(params: Mapping[str, Any], transport: Transport = Transport(), read_only: bool = False, **client: Any) -> Segment:
    require(params, OPTIONS, "segment_token", "segment_url")
    url = REGIONS.get(params["segment_url"], params["segment_url"])
    given, version = params.get("segment_page_size"), params.get("segment_accept_version") or "v1"
    size = PAGE_SIZE if given is None else int(given)
    if not 1 <= size <= MAX_PAGE_SIZE:
        raise BadInput(f"segment_page_size is {size}.", f"Set a number from 1 to {MAX_PAGE_SIZE}.")
    conventions = replace(CONVENTIONS, headers=lambda: accept(version), page_size=size)
    http = Http(url, conventions, Bearer(params["segment_token"]), transport, read_only, [params["segment_token"]], **client)
    return Segment(http)


def list_users(http: Http) -> Iterator[Row]:
    return listing(http, "/users", "users", schemas.USER)


def read_user(http: Http, id_: str) -> Row:
    """Return one member with the permissions (getUser)."""
    row: Row = http.get(f"/users/{path_part(id_)}", schema=schemas.the_user(id_))["data"]["user"]
    return row


def list_invites(http: Http) -> Iterator[str]:
    """Yield the addresses of pending invites. The API returns nothing else about an invite."""
    return listing(http, "/invites", "invites", schemas.ADDRESS)


def send_invites(http: Http, names: Names, desired_accounts: list[Mapping[str, Any]]) -> frozenset[str]:
    """Send invites (createInvites). Permissions that are not given are omitted; an empty list is sent as such.

    Returns the folded addresses in the response. assumption: a call invites all or none.
    """
    invites = [
        {
            "email": str(desired["email"]).strip(),
            **({"permissions": as_invite_permissions(desired["permissions"], names)} if "permissions" in desired else {}),
        } for desired in desired_accounts
    ]
    answer = http.post("/invites", {"invites": invites}, schema=schemas.answer(emails=array(string)))
    return frozenset(map(fold, answer["data"]["emails"]))


def not_named(email: str) -> AmbiguousWrite:
    """Return the error for an invite that was accepted, but is missing in the response."""
    return AmbiguousWrite(f"{TITLE}: POST /invites was accepted, but its response does not contain {email}.")


def list_roles(http: Http) -> Iterator[Row]:
    return listing(http, "/roles", "roles", schemas.NAMED)


def list_groups(http: Http) -> Iterator[Row]:
    return listing(http, "/groups", "userGroups", schemas.GROUP)


def read_group(http: Http, id_: str) -> Row:
    """Return one user group with its permissions (getUserGroup)."""
    row: Row = http.get(group_path(id_), schema=schemas.the_group(id_))["data"]["userGroup"]
    return row


def read_workspace(http: Http) -> Row:
    """Return the workspace of the token (getWorkspace)."""
    row: Row = http.get("/", schema=schemas.answer(workspace=schemas.NAMED))["data"]["workspace"]
    return row


def group_path(id_: str) -> str:
    return f"/groups/{path_part(id_)}"


def member_path(id_: str) -> str:
    """Return the path to replace and remove members, which has the singular ``group`` (replaceUsersInUserGroup, removeUsersFromUserGroup)."""
    return f"/group/{path_part(id_)}/users"


def members_of(http: Http, id_: str) -> Iterator[str]:
    """Yield the addresses of members and invites in a group (listUsersFromUserGroup, listInvitesFromUserGroup)."""
    yield from (user["email"] for user in listing(http, f"{group_path(id_)}/users", "users", schemas.USER))
    yield from invites_in(http, id_)


def invites_in(http: Http, id_: str) -> Iterator[str]:
    """Yield the addresses of pending invites in a group (listInvitesFromUserGroup)."""
    return listing(http, f"{group_path(id_)}/invites", "emails", schemas.ADDRESS)


def join_group(http: Http, id_: str, addresses: list[str], size: int = LIST_SIZE) -> None:
    for batch in chunks(addresses, size):
        http.post(f"{group_path(id_)}/users", {"emails": batch}, schema=schemas.answer(userGroup=obj(id=string)))


def leave_group(http: Http, id_: str, addresses: list[str]) -> None:
    for batch in chunks(addresses, QUERY_SIZE):
        http.send(Request("DELETE", member_path(id_), query=listed("emails", batch), proof=schemas.REMOVED))


def chunks(items: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(items), size):
        yield items[start:start + size]


def listed(name: str, values: Iterable[str]) -> dict[str, str]:
    """Return a list as query parameters ``name.0``, ``name.1``, with unencoded values."""
    return {f"{name}.{number}": value for number, value in enumerate(values)}


PROVIDER = Provider("segment", TITLE, OPTIONS, connect)

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Twilio Segment, Public API: connection, dialect, members and pending invites."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from ..engine.auth import Bearer
from ..engine.errors import BadInput, LostAnswer, PeopleError, RequestFailed
from ..engine.fields import OMITTED, UNKNOWN, Email, Fact, Refs, Resource, Row, SetField, fold
from ..engine.http import (
    Dialect,
    Http,
    Reply,
    Transport,
    error_objects,
    http_date,
    path_part,
    plain_sentence,
    retry_after,
    server_time,
    whole_number,
)
from ..engine.names import Names
from ..engine.paging import by_cursor
from ..engine.parallel import side_by_side
from ..engine.provider import Connection, Provider, require
from ..engine.reconcile import Plan, Store
from ..engine.schema import array, obj, string
from . import segment_schemas as schemas

TITLE = "Segment"
PAGE_SIZE = 200
# The page "Migration": endpoints on collections take about 200 items in a call, unless they say otherwise.
LIST_SIZE = 200
# assumption: a list in a query with an index above 20 is not taken for a list
QUERY_SIZE = 20
WINDOW = 60.0
REGIONS = {"us": "https://api.segmentapis.com", "eu": "https://eu1.api.segmentapis.com"}
OPTIONS: dict[str, dict[str, Any]] = {
    "segment_token": {"type": "str", "no_log": True, "env": "SEGMENT_TOKEN"},
    "segment_url": {"type": "str", "default": "us", "env": "SEGMENT_URL"},
}
# The API answers 401 for a token that is wrong and for one that may not.
RIGHTS = "Check segment_token and segment_url (us or eu): it has to be a Public API token of this region, with Workspace Owner access to manage people."
NO_PLAN = "plan does not include"
RESOURCE_TYPES = ("WORKSPACE", "SOURCE", "WAREHOUSE", "FUNCTION", "SPACE")


def _sentence(reply: Reply) -> str:
    """type: message (field) of each error. (Page "Error Handling".)"""
    errors = error_objects(reply)
    if not errors:
        return plain_sentence(reply)
    return "; ".join(
        f"{one.get('type', 'error')}: {one.get('message', '')}" + (f" ({one['field']})" if one.get("field") else "") for one in errors
    )


def _until_reset(reply: Reply, now: float) -> float | None:
    """Seconds until the date of X-RateLimit-Reset (RFC 5322), by the server's clock where it tells the time, and never longer than a window.
    None for one that is over: then what is left in it tells nothing, and a clock that is ahead makes nothing slow."""
    reset = http_date(reply.headers.get("X-RateLimit-Reset", ""))
    seconds = 0.0 if reset is None else reset - server_time(reply, now)
    return min(seconds, WINDOW) if seconds > 0 else None


def _room(reply: Reply, now: float) -> tuple[int, float] | None:
    """X-RateLimit-Remaining, of every success, counts for the operation alone."""
    left, seconds = whole_number(reply.headers.get("X-RateLimit-Remaining", "")), _until_reset(reply, now)
    return None if left is None or seconds is None else (left, seconds)


def _pool(verb: str, path: str) -> str:
    """Each operation has a window of its own: the verb, and the path without the id in its second part. (Operation texts, "Rate Limits".)"""
    return verb + " " + re.sub(r"^(/[^/]+)/[^/]+", r"\1/*", path)


def _wait(reply: Reply, now: float) -> float | None:
    """Retry-After, then msBeforeNext of the body, then the date of the reset. (Page "Rate Limits".)"""
    seconds = retry_after(reply)
    if seconds is not None:
        return seconds
    for data in (one.get("data") for one in error_objects(reply)):
        if isinstance(data, Mapping) and isinstance(data.get("msBeforeNext"), (int, float)):
            return max(float(min(data["msBeforeNext"], 1e9)) / 1000, 0.0)
    return _until_reset(reply, now)


def _conflicts(reply: Reply) -> bool:
    # The same 400 for an address that is invited and for one that is a member; only reading both lists tells them apart.
    return reply.status == 409 or reply.status == 400 and "already invited" in reply.text


def _advice(reply: Reply) -> str:
    return "User groups and the audit trail need Segment's Business plan; leave out the options for groups." if NO_PLAN in reply.text else ""


def lacks_plan(problem: RequestFailed) -> bool:
    """Whether a request was refused because the workspace's plan has no user groups; its status is not documented."""
    return NO_PLAN in problem.message


DIALECT = Dialect(
    title=TITLE, headers=lambda: {"Accept": "application/vnd.segment.v1+json"}, sentence=_sentence, wait=_wait, room=_room, pool=_pool,
    conflicts=_conflicts, hints={401: RIGHTS, 403: RIGHTS}, advice=_advice, url_option="segment_url",
)


class Segment(Connection):
    """``groups`` are all user groups of the workspace, with their permissions, read once for a task."""

    def __init__(self, http: Http):
        super().__init__(http, Names(TITLE, {
            "workspace": lambda: ((one["id"], one["name"]) for one in [read_workspace(http)]),
            "role": lambda: ((row["id"], row["name"]) for row in list_roles(http)),
            "group": lambda: ((row["id"], row["name"]) for row in self.groups),
            "address": lambda: ((fold(address), address) for address in (*(row["email"] for row in list_users(http)), *list_invites(http))),
        }))

    @cached_property
    def groups(self) -> list[Row]:
        return list(list_groups(self.http))

    def forget(self) -> None:
        self.__dict__.pop("groups", None)

    def permissions_of_group(self, id_: str) -> frozenset[Any]:
        """The atoms of a group."""
        row: Any = next((row for row in self.groups if row["id"] == id_), {})
        if row.get("permissions") is None:  # optional in the schema
            row = read_group(self.http, id_)
        atoms = PERMISSIONS.read(row, self.names)
        return atoms if isinstance(atoms, frozenset) else frozenset()


def connect(params: Mapping[str, Any], transport: Transport = Transport(), read_only: bool = False, **client: Any) -> Segment:
    require(params, OPTIONS, "segment_token", "segment_url")
    url = REGIONS.get(params["segment_url"], params["segment_url"])
    http = Http(url, DIALECT, Bearer(params["segment_token"]), transport, read_only, [params["segment_token"]], **client)
    return Segment(http)


def list_users(http: Http) -> Iterator[Row]:
    return by_cursor(http, "/users", "users", PAGE_SIZE, schema=schemas.USER)


def list_invites(http: Http) -> Iterator[str]:
    """Bare addresses: there is nothing else about an invite."""
    return by_cursor(http, "/invites", "invites", PAGE_SIZE, schema=schemas.ADDRESS)


def list_roles(http: Http) -> Iterator[Row]:
    return by_cursor(http, "/roles", "roles", PAGE_SIZE, schema=schemas.NAMED)


def list_groups(http: Http) -> Iterator[Row]:
    return by_cursor(http, "/groups", "userGroups", PAGE_SIZE, schema=schemas.GROUP)


def read_group(http: Http, id_: str) -> Row:
    """One user group with its permissions (getUserGroup)."""
    row: Row = http.call("GET", group_path(id_), schema=schemas.answer(userGroup=schemas.GROUP)).data["data"]["userGroup"]
    return row


def read_workspace(http: Http) -> Row:
    """The workspace that the token belongs to (getWorkspace)."""
    row: Row = http.call("GET", "/", schema=schemas.answer(workspace=schemas.NAMED)).data["data"]["workspace"]
    return row


# -- groups, as seen from people: members are addresses ------------------------------------------------------------------------------


def group_path(id_: str) -> str:
    return f"/groups/{path_part(id_)}"


def member_path(id_: str) -> str:
    """Replacing and removing members is on the singular path, unlike everything else (replaceUsersInUserGroup, removeUsersFromUserGroup)."""
    return f"/group/{path_part(id_)}/users"


def members_of(http: Http, id_: str) -> Iterator[str]:
    """The addresses in a group, of members and of invites (listUsersFromUserGroup, listInvitesFromUserGroup)."""
    yield from (user["email"] for user in by_cursor(http, f"{group_path(id_)}/users", "users", PAGE_SIZE, schema=schemas.USER))
    yield from invites_in(http, id_)


def invites_in(http: Http, id_: str) -> Iterator[str]:
    """The addresses of pending invites in a group (listInvitesFromUserGroup)."""
    return by_cursor(http, f"{group_path(id_)}/invites", "emails", PAGE_SIZE, schema=schemas.ADDRESS)


def join_group(http: Http, id_: str, addresses: list[str], size: int = LIST_SIZE) -> None:
    for some in chunks(addresses, size):
        http.call("POST", f"{group_path(id_)}/users", json={"emails": some})


def leave_group(http: Http, id_: str, addresses: list[str]) -> None:
    for some in chunks(addresses, QUERY_SIZE):
        http.call("DELETE", member_path(id_), query=listed("emails", some))


def chunks(items: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(items), size):
        yield items[start:start + size]


def listed(name: str, values: Iterable[str]) -> dict[str, str]:
    """A list in a query: ``name.0``, ``name.1``; the client encodes the values."""
    return {f"{name}.{number}": value for number, value in enumerate(values)}


PROVIDER = Provider("segment", TITLE, OPTIONS, connect)


class Permissions(SetField):
    """Atoms: (role id, resource type, resource id, labels). One role on one source is revoked without touching the same role on another."""

    def options(self) -> dict[str, dict[str, Any]]:
        label = {"key": {"type": "str", "required": True, "no_log": False}, "value": {"type": "str", "required": True}}
        resource = {
            "type": {"type": "str", "required": True, "choices": list(RESOURCE_TYPES)}, "id": {"type": "str"}, "name": {"type": "str"},
            "labels": {"type": "list", "elements": "dict", "options": label},
        }
        entry = {
            "role": {"type": "str"}, "role_id": {"type": "str"},
            "resources": {
                "type": "list", "elements": "dict", "required": True, "options": resource, "mutually_exclusive": [["id", "name"]],
                "required_if": [["type", one, ["id"]] for one in RESOURCE_TYPES if one != "WORKSPACE"],
            },
        }
        one_of = [["role", "role_id"]]
        return {self.name: {"type": "list", "elements": "dict", "options": entry, "mutually_exclusive": one_of, "required_one_of": one_of}}

    def wanted(self, params: Mapping[str, Any], names: Names) -> Any:
        atoms = set()
        for entry in params[self.name]:
            role = entry.get("role_id") or names.id("role", entry["role"])
            for one in entry["resources"]:
                labels = frozenset((label["key"], label["value"]) for label in one.get("labels") or ())
                atoms.add((role, one["type"], self._resource_id(one, names), labels))
        return frozenset(atoms)

    @staticmethod
    def _resource_id(one: Mapping[str, Any], names: Names) -> str:
        if one.get("id"):
            return str(one["id"])
        if one.get("name"):
            return names.id("workspace", one["name"])
        return next(iter(names.listed("workspace")))  # a token belongs to one workspace

    def read(self, row: Row, names: Names) -> Any:
        if row.get("status") == "pending" or row.get("permissions") is UNKNOWN:
            return UNKNOWN
        if row.get("permissions") is None:
            return OMITTED
        atoms: set[Any] = set()
        for entry in row["permissions"]:
            role = _named_role(entry, names)
            folded = _labels(entry.get("labels"))  # the schema also allows labels on the permission itself: they narrow each resource
            atoms.update((role, one["type"], one["id"], _labels(one.get("labels")) | folded) for one in entry.get("resources") or ())
        return frozenset(atoms)

    def body(self, value: Any, names: Names) -> dict[str, Any]:
        return {self.api: as_permissions(value)}

    def show(self, value: Any, names: Names) -> Any:
        return [
            {"role": names.name("role", entry["roleId"]), "resources": entry["resources"]}
            for entry in sorted(as_permissions(value), key=lambda entry: names.name("role", entry["roleId"]))
        ]

    def check(self, value: Any, names: Names) -> None:
        for role in sorted({atom[0] for atom in value}):
            names.require("role", role)


def _named_role(entry: Row, names: Names) -> str:
    """The role of a permission. The schema lets its name be left out; an id alone would pass for a role without power, so the list tells it then."""
    id_ = str(entry["roleId"])
    return names.learn("role", id_, entry.get("roleName") or (None if names.is_learned("role", id_) else names.listed("role").get(id_)))


def _labels(rows: Any) -> frozenset[tuple[str, str]]:
    return frozenset((row["key"], row["value"]) for row in rows or ())


def _label_rows(labels: frozenset[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in sorted(labels)]


def _ordered(atoms: Iterable[Any]) -> list[Any]:
    return sorted(atoms, key=lambda atom: (atom[0], atom[1], atom[2], sorted(atom[3])))


def as_permissions(atoms: Iterable[Any]) -> list[dict[str, Any]]:
    """PermissionInputV1: labels on the resource."""
    roles: dict[str, list[dict[str, Any]]] = {}
    for role, type_, id_, labels in _ordered(atoms):
        roles.setdefault(role, []).append({"id": id_, "type": type_, **({"labels": _label_rows(labels)} if labels else {})})
    return [{"roleId": role, "resources": resources} for role, resources in roles.items()]


def as_invite_permissions(atoms: Iterable[Any]) -> list[dict[str, Any]]:
    """InvitePermissionV1: labels on the permission, hence one entry for each set of labels."""
    entries: dict[tuple[Any, ...], list[dict[str, str]]] = {}
    for role, type_, id_, labels in _ordered(atoms):
        entries.setdefault((role, labels), []).append({"id": id_, "type": type_})
    return [{"roleId": role, "resources": resources, **({"labels": _label_rows(labels)} if labels else {})} for (role, labels), resources in entries.items()]


REINVITE = {"reinvite": {"type": "str", "choices": ["never", "changed", "always"], "default": "never"}}
EMAIL = Email("email", "email")
PERMISSIONS = Permissions("permissions", "permissions")
USER = Resource(
    noun="user", plural="users", key=EMAIL, id_api="id", detail="permissions", moves=True, extras=REINVITE,
    fields=(PERMISSIONS, Refs("groups", "groups", of="group", at_rows="groups")),
    facts=(Fact("name", "name"), Fact("status", "status"), Fact("effective", "effective")),
    info_extras={"groups": {"type": "bool", "default": False}, "effective": {"type": "bool", "default": False}},
    many_extras={"batch_size": {"type": "int", "default": LIST_SIZE}},
)
INVITE = Resource(
    noun="invite", plural="invites", key=EMAIL, id_api="", fields=(PERMISSIONS,), facts=(Fact("status", "status"),),
    extras={"reinvite": {**REINVITE["reinvite"], "choices": ["never", "always"]}},  # of an invite alone, nothing can be seen to have changed
)


# The answer to invites names the addresses.
INVITED = obj(data=obj(emails=array(string)))


def not_named(email: str) -> LostAnswer:
    """What to say of an invite that was accepted by an answer which does not name it."""
    return LostAnswer(f"{TITLE}: POST /invites was accepted, and its answer does not name {email}; the invite may or may not have been sent.")


def invited_without(email: str, what: str) -> str:
    return f"{email} is invited, and the mail of {TITLE} is on its way, but without {what}: run the task again when the cause is gone."


class Users(Store):
    """A member or a pending invite as one thing, told apart by ``status`` (listUsers, listInvites and the rest of IAM Users)."""

    resource = USER
    connection: Segment
    at_once = {"create": 1000, "update": 1000, "delete": 1000}  # each in as many requests as it needs

    def __init__(self, connection: Connection, params: Mapping[str, Any] | None = None):
        super().__init__(connection, params)
        self.batch_size = int(self.params.get("batch_size") or LIST_SIZE)
        if self.batch_size < 1:
            raise BadInput(f"batch_size is {self.batch_size}.", "Give a number from 1 on.")
        self._of_all: dict[str, list[Row]] | None = None
        self._lock = threading.Lock()  # details are read side by side

    @property
    def several(self) -> bool:
        """Whether more than one person is looked at, so that reading by group costs less than reading by person."""
        return not (self.params.get("email") or self.params.get("id"))

    def rows(self) -> Iterator[Row]:
        self._of_all = None
        members = set()
        for row in self.members():
            members.add(fold(row["email"]))
            yield row
        # While an invite is accepted, somebody may be in both lists for a moment.
        yield from (row for row in self.pending() if fold(row["email"]) not in members)

    def members(self) -> Iterator[Row]:
        return ({**row, "status": "member"} for row in list_users(self.http))

    def pending(self) -> Iterator[Row]:
        return ({"email": email, "status": "pending"} for email in list_invites(self.http))

    def matches(self, key: str) -> list[Row]:
        # Whoever has accepted is in the first list only, so the second is read only for those who are not there.
        return self._among(self.members(), key) or self._among(self.pending(), key)

    def _among(self, rows: Iterable[Row], key: str) -> list[Row]:
        return [row for row in rows if self.resource.key.same(row["email"], key)]

    def get(self, id_: str) -> Row | None:
        found = self.fetched(f"/users/{path_part(id_)}", schema=schemas.answer(user=schemas.USER))
        return None if found is None else {**found["data"]["user"], "status": "member"}

    def select(self, params: Mapping[str, Any]) -> list[Row]:
        return super().select({**params, "details": params.get("details") or params.get("groups") or params.get("effective")})

    def whole(self, row: Row, needed: tuple[str, ...] | None) -> Row:
        wants = {name for name in ("groups", "effective") if self.params.get(name)} if needed is None else set(needed)
        only_groups = self.several and "groups" in wants and not wants & {"permissions", "effective"}
        if row["status"] == "member" and not only_groups:
            row = super().whole(row, needed)
        if wants & {"groups", "effective"}:
            row = {**row, "groups": self.groups_of(row)}
        return {**row, "effective": self._effective(row)} if "effective" in wants else row

    def telling(self, row: Row, name: str) -> Row:
        return self.whole(row, (name,)) if name in ("permissions", "groups", "effective") else row

    def groups_of(self, row: Row) -> list[Row]:
        """The groups of a person, each with id and name."""
        if self.several:
            return self._groups_of_all().get(fold(row["email"]), [])
        if row["status"] == "member":
            return list(by_cursor(self.http, f"/users/{path_part(row['id'])}/groups", "groups", PAGE_SIZE, schema=schemas.NAMED))
        # Groups of an invite can only be found by asking every group for its invites.
        return [
            {"id": id_, "name": name} for id_, name in self.names.listed("group").items()
            if any(self.resource.key.same(email, row["email"]) for email in invites_in(self.http, id_))
        ]

    def _groups_of_all(self) -> dict[str, list[Row]]:
        """The groups of everybody, by address: two lists for each group, read once."""
        with self._lock:
            if self._of_all is None:
                groups = [{"id": id_, "name": name} for id_, name in self._group_names().items()]
                found: dict[str, list[Row]] = {}
                for group, addresses in zip(groups, side_by_side(lambda one: list(members_of(self.http, one["id"])), groups)):
                    for address in addresses:
                        found.setdefault(fold(address), []).append(group)
                self._of_all = found
            return self._of_all

    def _group_names(self) -> Mapping[str, str]:
        """All groups; none where the workspace's plan has no groups."""
        try:
            return self.names.listed("group")
        except RequestFailed as problem:
            if not lacks_plan(problem):
                raise
            return {}

    def _effective(self, row: Row) -> list[dict[str, Any]]:
        """Every single grant with where it comes from; of a pending invite, only those of groups can be known."""
        sources: dict[Any, list[str]] = {}
        direct = PERMISSIONS.read(row, self.names)
        for atom in direct if isinstance(direct, frozenset) else ():
            sources.setdefault(atom, []).append("direct")
        for group in sorted(row["groups"], key=lambda one: str(one["name"])):
            for atom in self.connection.permissions_of_group(group["id"]):
                sources.setdefault(atom, []).append(f"group:{group['name']}")
        shown = [
            {"role": self.names.name("role", atom[0]), "role_id": atom[0], **as_permissions([atom])[0]["resources"][0], "via": via}
            for atom, via in sources.items()
        ]
        return sorted(shown, key=lambda one: (one["role"], one["type"], one["id"], str(one.get("labels"))))

    def guard_together(self, pairs: list[tuple[Row | None, Plan]]) -> None:
        from .segment_owners import keep_an_owner  # only here: most tasks take nothing away

        keep_an_owner(self, pairs)

    # -- one person ------------------------------------------------------------------------------------------------------------------

    def create(self, intent: Plan) -> Row:
        after = intent.after or {}
        self._invite_one(after)
        try:
            self._join(after["email"], intent.gained("groups"))
        except RequestFailed as problem:
            problem.changed = True
            problem.hint = f"{problem.hint} {invited_without(after['email'], 'all groups')}".strip()
            raise
        self._of_all = None
        # An address that has a Segment account may be a member at once, so look where it went.
        found = self.matches(after["email"])
        if not found:
            self.warnings.append(f"Segment accepted the invite of {after['email']} but lists it neither as an invite nor as a member.")
        return self.whole(found[0], intent.changed) if found else {"email": after["email"], "status": "pending"}

    def update(self, row: Row, intent: Plan) -> Row:
        self.regrant(row, intent)
        if "groups" in intent.changed:
            self._join(row["email"], intent.gained("groups"))
            self._leave(row["email"], self.still_in(row, intent))
        if row["status"] == "member":
            fresh = self.get(row["id"])
        elif "permissions" in intent.changed:  # the new invite may have made a member at once
            fresh = next(iter(self.matches(row["email"])), None)
        else:
            fresh = {"email": row["email"], "status": "pending"}
        self._of_all = None
        return self.whole(fresh or row, intent.shown)

    def regrant(self, row: Row, intent: Plan) -> Row:
        """Write the permissions where they differ; returns the row with what the platform answered."""
        if "permissions" not in intent.changed:
            return row
        if row["status"] == "pending":
            self._reinvite(row, intent)
            return row
        path, after, schema = f"/users/{path_part(row['id'])}/permissions", intent.after or {}, schemas.answer(permissions=schemas.PERMISSIONS)
        if intent.membership == "add":  # the answer holds only what was added
            body = {"permissions": as_permissions(intent.gained("permissions"))}
            added = self.http.call("POST", path, json=body, schema=schema).data["data"]["permissions"]
            return {**row, "permissions": [*row["permissions"], *added]}
        answer = self.http.call("PUT", path, json={"permissions": as_permissions(after["permissions"])}, schema=schema).data
        return {**row, "permissions": answer["data"]["permissions"]}

    def _reinvite(self, row: Row, intent: Plan) -> None:
        """An invite can only be changed by a new one; group memberships, which deleting drops, are given again."""
        try:
            groups = frozenset(one["id"] for one in self.groups_of(row))
        except RequestFailed as problem:
            if not lacks_plan(problem):  # then there are no groups to keep
                raise
            groups = frozenset()
        self._withdraw(row)  # that it works, the new invite shows
        wish = {**(intent.after or {}), "email": row["email"]}
        try:
            try:
                self._invite_one(wish)
            except LostAnswer:
                # Not left to a second run, which would know nothing of the groups any more.
                if not self.matches(row["email"]):
                    self._invite_one(wish)
        except RequestFailed as problem:
            problem.changed = True
            kept = f" It was in the groups {', '.join(sorted(self.names.name('group', one) for one in groups))}." if groups else ""
            problem.hint = f"{problem.hint} The former invite of {row['email']} is withdrawn already: mend the cause and invite again.{kept}".strip()
            raise
        self._join(row["email"], groups - intent.lost("groups"))

    def invite(self, wishes: list[Mapping[str, Any]]) -> frozenset[str]:
        """createInvites. Returns those whom the answer names, folded: whether all of a call are invited or none is an assumption."""
        invites = [{"email": str(wish["email"]).strip(), "permissions": as_invite_permissions(wish["permissions"])} for wish in wishes]
        answer = self.http.call("POST", "/invites", json={"invites": invites}, schema=INVITED).data
        return frozenset(map(fold, answer["data"]["emails"]))

    def _invite_one(self, wish: Mapping[str, Any]) -> None:
        if fold(str(wish["email"])) not in self.invite([wish]):
            raise not_named(str(wish["email"]))

    @staticmethod
    def still_in(row: Row, intent: Plan) -> frozenset[Any]:
        """The groups to be left; a new invite was never in them."""
        return frozenset() if row["status"] == "pending" and "permissions" in intent.changed else intent.lost("groups")

    def _join(self, email: str, groups: Iterable[str]) -> None:
        for id_ in sorted(groups):
            join_group(self.http, id_, [email])

    def _leave(self, email: str, groups: Iterable[str]) -> None:
        for id_ in sorted(groups):
            leave_group(self.http, id_, [email])

    def forget_groups(self) -> None:
        """Who is in which group is read anew where it is asked for again."""
        self._of_all = None

    def delete(self, row: Row) -> None:
        self._withdraw(row)
        self.prove_removed(row)

    def _withdraw(self, row: Row) -> None:
        if row["status"] == "member":
            self.removed(row, "/users", listed("userIds", [row["id"]]))
        else:
            self.removed(row, "/invites", listed("emails", [row["email"]]))

    def is_gone(self, row: Row) -> bool:
        """A member by id. An invite can only be looked for in the list, and there is somebody as well who has accepted it since."""
        if row.get("id"):
            return self.fetched(f"/users/{path_part(row['id'])}") is None
        return not (self._among(self.pending(), row["email"]) or self._among(self.members(), row["email"]))

    def writes(self, row: Row | None, intent: Plan) -> int:
        """One for the invite or the permissions and one for each group. Of a new invite, one for the former more, and the groups anew."""
        if intent.verb == "delete":
            return super().writes(row, intent)
        if self.action(row, intent) == "reinvited":
            groups = (intent.after or {}).get("groups")
            return 2 + (len(groups) if isinstance(groups, frozenset) else 0)
        granted = intent.verb == "create" or "permissions" in intent.changed
        return int(granted) + len(intent.gained("groups")) + len(intent.lost("groups"))

    # -- several ---------------------------------------------------------------------------------------------------------------------

    def apply_many(self, verb: str, pairs: list[tuple[Row | None, Plan]]) -> list[Row | PeopleError | None]:
        from .segment_batch import apply_together  # only here: tasks for one person would pay for it

        return apply_together(self, verb, pairs)

    def action(self, row: Row | None, intent: Plan) -> str:
        if intent.verb == "create":
            return "invited"
        if row is not None and row["status"] == "pending" and "permissions" in intent.changed and intent.verb == "update":
            return "reinvited"
        return super().action(row, intent)


class Invites(Users):
    """Only invites: a member counts as accepted, and is neither changed nor removed."""

    resource = INVITE

    def rows(self) -> Iterator[Row]:
        return self.pending()

    def matches(self, key: str) -> list[Row]:
        pending = self._among(self.pending(), key)
        return pending if pending or self.params.get("state") != "present" else self._among(self.members(), key)

    def get(self, id_: str) -> Row | None:
        return None

    def whole(self, row: Row, needed: tuple[str, ...] | None) -> Row:
        return row

    def adjust(self, row: Row, wanted: dict[str, Any]) -> dict[str, Any]:
        if row["status"] == "pending":
            return wanted
        self.warnings.append(f"{row['email']} is a member already, so there is nothing to invite; manage the permissions with people.access.segment_user.")
        return {"email": wanted["email"]} if "email" in wanted else {}

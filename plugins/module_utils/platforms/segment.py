# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Twilio Segment, Public API: connection, dialect, members and pending invites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

from ..engine.auth import Bearer
from ..engine.errors import LostAnswer, RequestFailed
from ..engine.fields import OMITTED, UNKNOWN, Email, Fact, Refs, Resource, Row, SetField
from ..engine.http import Dialect, Http, Reply, Transport, plain_sentence, retry_after
from ..engine.names import Names
from ..engine.paging import by_cursor
from ..engine.provider import Connection, Provider, require
from ..engine.reconcile import Plan, Store

TITLE = "Segment"
PAGE_SIZE = 200
REGIONS = {"us": "https://api.segmentapis.com", "eu": "https://eu1.api.segmentapis.com"}
OPTIONS: dict[str, dict[str, Any]] = {
    "segment_token": {"type": "str", "no_log": True, "env": "SEGMENT_TOKEN"},
    "segment_url": {"type": "str", "default": "us", "env": "SEGMENT_URL"},
}
# The API answers 401 for a token that is wrong and for one that may not.
RIGHTS = "Check segment_token and segment_url (us or eu): it has to be a Public API token of this region, with Workspace Owner access to manage people."
RESOURCE_TYPES = ("WORKSPACE", "SOURCE", "WAREHOUSE", "FUNCTION", "SPACE")


def _sentence(reply: Reply) -> str:
    """type: message (field) of each error. (Page "Error Handling".)"""
    errors = reply.data.get("errors") if isinstance(reply.data, Mapping) else None
    if not isinstance(errors, list) or not errors:
        return plain_sentence(reply)
    return "; ".join(
        f"{one.get('type', 'error')}: {one.get('message', '')}" + (f" ({one['field']})" if one.get("field") else "")
        for one in errors if isinstance(one, Mapping)
    )


def _wait(reply: Reply, now: float) -> float | None:
    """Retry-After, then msBeforeNext of the body, then the date of the reset. (Page "Rate Limits".)"""
    seconds = retry_after(reply)
    if seconds is not None:
        return seconds
    errors = reply.data.get("errors") if isinstance(reply.data, Mapping) else None
    data = errors[0].get("data") if errors and isinstance(errors[0], Mapping) else None
    if isinstance(data, Mapping) and isinstance(data.get("msBeforeNext"), (int, float)):
        return float(data["msBeforeNext"]) / 1000
    try:
        return max(parsedate_to_datetime(reply.headers.get("X-RateLimit-Reset", "")).timestamp() - now, 0.0)
    except (TypeError, ValueError, IndexError):
        return None


def _conflicts(reply: Reply) -> bool:
    # The same 400 for an address that is invited and for one that is a member; only reading both lists tells them apart.
    return reply.status == 409 or reply.status == 400 and "already invited" in reply.text


DIALECT = Dialect(
    title=TITLE, headers=lambda: {"Accept": "application/vnd.segment.v1+json"}, sentence=_sentence, wait=_wait, conflicts=_conflicts,
    hints={401: RIGHTS, 403: RIGHTS}, url_option="segment_url",
)


def connect(params: Mapping[str, Any], transport: Transport = Transport(), read_only: bool = False, **client: Any) -> Connection:
    require(params, OPTIONS, "segment_token", "segment_url")
    url = REGIONS.get(params["segment_url"], params["segment_url"])
    http = Http(url, DIALECT, Bearer(params["segment_token"]), transport, read_only, [params["segment_token"]], **client)

    def workspace() -> Iterable[tuple[str, str]]:
        one = http.call("GET", "/").data["data"]["workspace"]
        return [(one["id"], one["name"])]

    return Connection(http, Names(TITLE, {
        "workspace": workspace,
        "role": lambda: ((row["id"], row["name"]) for row in by_cursor(http, "/roles", "roles", PAGE_SIZE)),
        "group": lambda: ((row["id"], row["name"]) for row in by_cursor(http, "/groups", "userGroups", PAGE_SIZE)),
    }))


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
        if row.get("status") == "pending":
            return UNKNOWN
        if row.get("permissions") is None:
            return OMITTED
        atoms: set[Any] = set()
        for entry in row["permissions"]:
            role = names.learn("role", entry["roleId"], entry.get("roleName"))
            folded = _labels(entry.get("labels"))  # the schema also allows labels on the permission itself: they narrow each resource
            atoms.update((role, one["type"], one["id"], _labels(one.get("labels")) | folded) for one in entry.get("resources") or ())
        return frozenset(atoms)

    def body(self, value: Any, names: Names) -> dict[str, Any]:
        return {self.api: _as_permissions(value)}

    def show(self, value: Any, names: Names) -> Any:
        return [
            {"role": names.name("role", entry["roleId"]), "resources": entry["resources"]}
            for entry in sorted(_as_permissions(value), key=lambda entry: names.name("role", entry["roleId"]))
        ]

    def check(self, value: Any, names: Names) -> None:
        for role in sorted({atom[0] for atom in value}):
            names.require("role", role)


def _labels(rows: Any) -> frozenset[tuple[str, str]]:
    return frozenset((row["key"], row["value"]) for row in rows or ())


def _label_rows(labels: frozenset[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in sorted(labels)]


def _ordered(atoms: Iterable[Any]) -> list[Any]:
    return sorted(atoms, key=lambda atom: (atom[0], atom[1], atom[2], sorted(atom[3])))


def _as_permissions(atoms: Iterable[Any]) -> list[dict[str, Any]]:
    """PermissionInputV1: labels on the resource."""
    roles: dict[str, list[dict[str, Any]]] = {}
    for role, type_, id_, labels in _ordered(atoms):
        roles.setdefault(role, []).append({"id": id_, "type": type_, **({"labels": _label_rows(labels)} if labels else {})})
    return [{"roleId": role, "resources": resources} for role, resources in roles.items()]


def _as_invite_permissions(atoms: Iterable[Any]) -> list[dict[str, Any]]:
    """InvitePermissionV1: labels on the permission, hence one entry for each set of labels."""
    entries: dict[tuple[Any, ...], list[dict[str, str]]] = {}
    for role, type_, id_, labels in _ordered(atoms):
        entries.setdefault((role, labels), []).append({"id": id_, "type": type_})
    return [{"roleId": role, "resources": resources, **({"labels": _label_rows(labels)} if labels else {})} for (role, labels), resources in entries.items()]


REINVITE = {"reinvite": {"type": "str", "choices": ["never", "always"], "default": "never"}}
EMAIL = Email("email", "email")
PERMISSIONS = Permissions("permissions", "permissions")
USER = Resource(
    noun="user", plural="users", key=EMAIL, id_api="id", detail="permissions", extras=REINVITE,
    fields=(PERMISSIONS, Refs("groups", "groups", of="group", at_rows="groups")),
    facts=(Fact("name", "name"), Fact("status", "status")),
    info_extras={"groups": {"type": "bool", "default": False}},
)
INVITE = Resource(noun="invite", plural="invites", key=EMAIL, id_api="", extras=REINVITE, fields=(PERMISSIONS,), facts=(Fact("status", "status"),))


class Users(Store):
    """A member or a pending invite as one thing, told apart by ``status`` (listUsers, listInvites and the rest of IAM Users)."""

    resource = USER

    def rows(self) -> Iterator[Row]:
        yield from self._members()
        yield from self._pending()

    def select(self, params: Mapping[str, Any]) -> list[Row]:
        return super().select({**params, "details": params.get("details") or params.get("groups")})

    def _members(self) -> Iterator[Row]:
        for row in by_cursor(self.http, "/users", "users", PAGE_SIZE):
            yield {**row, "status": "member"}

    def _pending(self) -> Iterator[Row]:
        for email in by_cursor(self.http, "/invites", "invites", PAGE_SIZE):
            yield {"email": email, "status": "pending"}

    def matches(self, key: str) -> list[Row]:
        # Whoever has accepted is in the first list only, so the second is read only for those who are not there.
        return self._among(self._members(), key) or self._among(self._pending(), key)

    def _among(self, rows: Iterable[Row], key: str) -> list[Row]:
        return [row for row in rows if self.resource.key.same(row["email"], key)]

    def get(self, id_: str) -> Row | None:
        found = self.fetched(f"/users/{quote(id_, safe='')}")
        return None if found is None else {**found["data"]["user"], "status": "member"}

    def whole(self, row: Row, needed: tuple[str, ...] | None) -> Row:
        groups = "groups" in needed if needed is not None else bool(self.params.get("groups"))
        if row["status"] == "member":
            row = super().whole(row, needed)
        return {**row, "groups": self._groups_of(row)} if groups else row

    def _groups_of(self, row: Row) -> list[Row]:
        if row["status"] == "member":
            return list(by_cursor(self.http, f"/users/{row['id']}/groups", "groups", PAGE_SIZE))
        # Groups of an invite can only be found by asking every group for its invites.
        return [
            {"id": id_, "name": name} for id_, name in self.names.listed("group").items()
            if any(self.resource.key.same(email, row["email"]) for email in by_cursor(self.http, f"/groups/{id_}/invites", "emails", PAGE_SIZE))
        ]

    def create(self, intent: Plan) -> Row:
        after = intent.after or {}
        self._invite(after["email"], after["permissions"])
        self._join(after["email"], intent.gained("groups"))
        # An address that has a Segment account may be a member at once, so look where it went.
        found = self.matches(after["email"])
        if not found:
            self.warnings.append(f"Segment accepted the invite of {after['email']} but lists it neither as an invite nor as a member.")
        return self.whole(found[0], intent.changed) if found else {"email": after["email"], "status": "pending"}

    def update(self, row: Row, intent: Plan) -> Row:
        if row["status"] == "pending" and "permissions" in intent.changed:
            self._reinvite(row, intent)
        elif "permissions" in intent.changed:
            self._write_permissions(row, intent)
        if "groups" in intent.changed:
            self._join(row["email"], intent.gained("groups"))
            self._leave(row["email"], intent.lost("groups"))
        if row["status"] == "member":
            fresh = self.get(row["id"])
        elif "permissions" in intent.changed:  # the new invite may have made a member at once
            fresh = next(iter(self.matches(row["email"])), None)
        else:
            fresh = {"email": row["email"], "status": "pending"}
        return self.whole(fresh or row, intent.shown)

    def _write_permissions(self, row: Row, intent: Plan) -> None:
        after = intent.after or {}
        path = f"/users/{row['id']}/permissions"
        if intent.membership == "add":
            self.http.call("POST", path, json={"permissions": _as_permissions(intent.gained("permissions"))})
        else:
            self.http.call("PUT", path, json={"permissions": _as_permissions(after["permissions"])})

    def _reinvite(self, row: Row, intent: Plan) -> None:
        """An invite can only be changed by a new one; group memberships, which deleting drops, are given again."""
        try:
            groups = frozenset(one["id"] for one in self._groups_of(row))
        except RequestFailed as problem:
            if "plan does not include" not in problem.message:  # below the Business plan there are no groups to keep
                raise
            groups = frozenset()
        self.delete(row)
        permissions = (intent.after or {})["permissions"]
        try:
            self._invite(row["email"], permissions)
        except LostAnswer:
            # Not left to a second run, which would know nothing of the groups any more.
            if not self.matches(row["email"]):
                self._invite(row["email"], permissions)
        except RequestFailed as problem:
            kept = f" It was in the groups {', '.join(sorted(self.names.name('group', one) for one in groups))}." if groups else ""
            problem.hint = f"{problem.hint} The former invite of {row['email']} is withdrawn already: mend the cause and invite again.{kept}".strip()
            raise
        self._join(row["email"], groups)

    def _invite(self, email: str, permissions: Any) -> None:
        self.http.call("POST", "/invites", json={"invites": [{"email": email, "permissions": _as_invite_permissions(permissions)}]})

    def _join(self, email: str, groups: Iterable[str]) -> None:
        for id_ in sorted(groups):
            self.http.call("POST", f"/groups/{id_}/users", json={"emails": [email]})

    def _leave(self, email: str, groups: Iterable[str]) -> None:
        for id_ in sorted(groups):
            # Removing is on the singular path, unlike everything else about groups (removeUsersFromUserGroup).
            self.http.call("DELETE", f"/group/{id_}/users", query={"emails.0": email})

    def delete(self, row: Row) -> None:
        if row["status"] == "member":
            self.removed("/users", {"userIds.0": row["id"]})
        else:
            self.removed("/invites", {"emails.0": row["email"]})

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
        return self._pending()

    def matches(self, key: str) -> list[Row]:
        pending = self._among(self._pending(), key)
        return pending if pending or self.params.get("state") != "present" else self._among(self._members(), key)

    def get(self, id_: str) -> Row | None:
        return None

    def whole(self, row: Row, needed: tuple[str, ...] | None) -> Row:
        return row

    def adjust(self, row: Row, wanted: dict[str, Any]) -> dict[str, Any]:
        if row["status"] == "pending":
            return wanted
        self.warnings.append(f"{row['email']} is a member already, so there is nothing to invite; manage the permissions with people.access.segment_user.")
        return {"email": wanted["email"]} if "email" in wanted else {}

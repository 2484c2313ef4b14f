# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""TSNA: users. They are changed by JSON Patch, and every write is verified by reading again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...engine.change import Change
from ...engine.errors import BadInput, Conflict, Refused, RequestFailed, UnexpectedResponse
from ...engine.events import moment
from ...engine.fields import UNSET, Field, OptionalEmail, ReadOnlyField, Resource, Row, Secret, SecretValue, SetField
from ...engine.folding import fold
from ...engine.masking import looks_secret
from ...engine.mode import Mode
from ...engine.names import Names
from ...engine.paging import by_page_until_nothing_new
from ...engine.provider import Connection
from ...engine.request import Request, fits_path, path_part
from ...engine.schema import Schema
from ...engine.store import Store
from . import schemas
from .attributes import DynamicFields, ExtraAttributes
from .client import FIELD_MAP, PAGE_SIZE, RESERVED, SEARCH, TITLE, USERS, Locked, Tsna, matches_pattern, search_query
from .patch import minimal_patch, whole_document
from .policy import UserPolicy
from .shape import CANDIDATES, Shape, dynamic_values, member_names, point_in_time, role_entries, role_name, role_names


class RoleNames(SetField):
    """Roles as a set of names, which every variant of the API supports. Ids are resolved by the list of roles."""

    def options(self) -> dict[str, dict[str, Any]]:
        spec = {"type": "list", "elements": "str"}
        return {"roles": spec, "role_ids": dict(spec)}

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        if params.get("role_ids") is None:
            return frozenset(_known_role(name, names) for name in params["roles"])
        for id_ in params["role_ids"]:
            names.require("role", id_)
        return frozenset(names.listed("role").get(id_, id_) for id_ in params["role_ids"])

    def to_user(self, value: Any, names: Names) -> Any:
        return sorted(value)

    def check(self, value: Any, names: Names) -> None:
        for name in sorted(value):  # a name seen on a user may still be ambiguous
            _role_id(name, names)


def _known_role(name: str, names: Names) -> str:
    """Return the name of a role as the server spells it, from a user that was read or from the list of roles."""
    if names.is_learned("role_name", name):
        return name
    id_ = _role_id(name, names)
    return name if id_ is None else names.name("role", id_)


def _role_id(name: str, names: Names) -> str | None:
    """Return the id of a role; None if the caller may not list roles, in which case the name is sent alone."""
    try:
        return names.id("role", name)
    except RequestFailed as problem:
        if problem.status != 403:
            raise
        return None


USER = Resource(
    noun="user", plural="users", key=Field("name", "name"), id_api="id", detail_only_field="whole", renames=True,
    states=("present", "disabled", "absent"), parallel_writes=4,  # assumption: no limit is documented
    needs_access="yes",  # every user has one or more roles (administration guide)
    fields=(
        OptionalEmail("email", "email"),
        Field("enabled", "enabled", {"type": "bool"}, default=True),
        RoleNames("roles", "roles", required=True),
        DynamicFields("dynamic_fields", "dynamic_fields", {"type": "dict"}),
        ExtraAttributes("extra_attributes", "extra_attributes", {"type": "dict"}),
        Secret("password", "password"),
        Locked("locked", "locked"),
        Field("copy_preferences_from", "copy_preferences_from", create_only=True),
    ),
    read_only=(ReadOnlyField("last_login", "last_login"), ReadOnlyField("attributes", "attributes")),
    extras={**FIELD_MAP, "replace": {"type": "bool", "default": False}},
    info_extras={"email": {"type": "str"}, "role": {"type": "str"}, "inactive_days": {"type": "int"}, **SEARCH, **FIELD_MAP},
    info_exclusive=("email", "name_pattern"),
)


class Users(Store):
    """The store of users. They are addressed by id, which survives a rename and avoids characters that are invalid in a URL."""

    resource = USER
    connection: Tsna
    policy_class = UserPolicy
    policy: UserPolicy

    def __init__(self, connection: Connection, params: Mapping[str, Any] | None = None, mode: Mode = Mode.READ_MANY):
        super().__init__(connection, params, mode)
        self._seen: dict[str, Any] = {}  # members of all users read, to discover the shape
        self._known: tuple[int, dict[str, str], Schema] | None = None  # see _members
        self._sources: dict[str, str] = {}
        self.external: set[bool] = set()  # values of "authenticated externally" of all users read

    def rows(self) -> Iterator[Row]:
        def identity(value: Any) -> Any:
            return value.get(self._member("id")) or value[self._member("name")]

        query = {"orderBy": "+name", **search_query(self.params)}
        for document in by_page_until_nothing_new(self.http, USERS, PAGE_SIZE, identity, query, self._schema()):
            if matches_pattern(document[self._member("name")], self.params):
                yield self._row(document, False)

    def _member(self, part: str) -> str:
        """Return the name of a member, from ``field_map`` because no response shows it."""
        return str((self.params.get("field_map") or {}).get(part) or part)

    def _schema(self) -> Schema:
        return schemas.members(id=self._member("id"), name=self._member("name"))

    def get(self, id_: str) -> Row | None:
        row = self._single(id_)
        if row is not None and id_ not in (row["id"], row["name"]):  # a path has either
            raise UnexpectedResponse(f"{TITLE}: GET {_path(id_)} returned a different user.", "Check tsna_url and whether a proxy answers in its place.")
        if row is not None:
            return row
        listed = next((entry for entry in self.rows() if entry["id"] == id_), None)
        if listed is None:
            return None
        raise RequestFailed(
            f"{TITLE}: the user {listed['name']} is in the list of all users, but GET {_path(id_)} returns 404.",
            "Either several users match, or the account of this task may not see this user; the user was not treated as removed.",
        )

    def matches(self, key: str) -> list[Row]:
        row = self._single(key)
        if row is not None and row["name"] == key:  # otherwise it is the id of another user, or a name in another case
            return [row]
        if row is None and self.is_free(key):
            return []
        everybody = self.all_while_seeking(key)
        found = [row for row in everybody if row["name"] == key]
        if not found and key == self.params.get("name") and self.params.get("state") in ("absent", "disabled"):
            self.policy.tell_alike(self.params, everybody)
        return found

    def _single(self, name_or_key: str) -> Row | None:
        """Read one user by name or id.

        None proves nothing: 404 means "no single matching accessible user", which may be no user, several, or one that the caller may not see. The
        list of all users decides.
        """
        document = self.http.get_or_none(_path(name_or_key), schema=self._schema()) if _addressable(name_or_key) else None
        return None if document is None else self._row(document, True)

    def select(self, params: Mapping[str, Any]) -> list[Row]:
        if params.get("email") is None:
            rows = super().select(params)
        else:
            rows = [self.whole(row, None) for row in self.rows() if fold(row.get("email") or "") == fold(params["email"])]
        return self._idle(self._holders(rows, params.get("role")), params.get("inactive_days"))

    def _holders(self, rows: list[Row], role: str | None) -> list[Row]:
        """Return the users with a role, all without one. Raises BadInput if the role does not exist."""
        if role is None:
            return rows
        complete = [row if "roles" in row else self.whole(row, None) for row in rows]
        name = _known_role(role, self.names)
        return [row for row in complete if name in row["roles"]]

    def _idle(self, rows: list[Row], days: int | None) -> list[Row]:
        """Return the users who have not logged in for so many days, including those who never did. Raises RequestFailed for unknown timestamps."""
        if days is None:
            return rows
        listed = any(row["shape"].last_login in row["document"] for row in rows)  # otherwise the list is abbreviated
        complete = rows if listed else [self.whole(row, None) for row in rows]
        latest = self.http.clock.now() - days * 86400
        return [row for row in complete if not row["last_login"] or _moment(row) <= latest]

    def _row(self, document: Mapping[str, Any], whole: bool) -> Row:
        """Return the row of a user: its values under names that do not depend on the server, plus ``document`` and ``shape``."""
        filled = {name: value for name, value in document.items() if value not in (None, [])}
        self._seen = {**dict.fromkeys(document), **self._seen, **filled}
        shape = self._shape(filled)
        self.http.expect(document, self._members()[1], USERS)
        self.http.secrets.add(document.get(shape.password) or "")
        # Nothing about the other members is published, so the name decides.
        self.http.secrets.update(value for member, value in document.items() if isinstance(value, str) and looks_secret(member))
        if isinstance(document.get(shape.external), bool):  # the name is an assumption, so the type is checked
            self.external.add(document[shape.external])
        name = document[shape.name]
        row: dict[str, Any] = {"id": str(document.get(shape.id) or name), "name": name, "document": document, "shape": shape}
        row["attributes"] = {member: value for member, value in document.items() if member != shape.password}
        if whole:
            row["whole"] = True
            row["extra_attributes"] = {member: value for member, value in document.items() if member not in shape.read_only | shape.of_options}
        for member, name in ((shape.email, "email"), (shape.enabled, "enabled"), (shape.locked, "locked")):
            if member in document:
                row[name] = document[member]
        if shape.roles in document or whole:
            row["roles"] = role_names(document.get(shape.roles), self.names)
        if shape.dynamic_fields in document or whole:
            row["dynamic_fields"] = dynamic_values(document, shape.dynamic_fields)
        row["last_login"] = point_in_time(document.get(shape.last_login))
        return row

    def _shape(self, members: Mapping[str, Any]) -> Shape:
        names = self._members()[0]
        return Shape.of(names, members.get(names["roles"], self._seen.get(names["roles"])))

    def _members(self) -> tuple[dict[str, str], Schema]:
        """Return the names of the members, and the schema of a user with them. They are the same until a user shows another member."""
        if self._known is None or self._known[0] != len(self._seen):
            names = member_names(self._seen, self.params.get("field_map"))
            checked = ("roles", "email", "enabled", "locked", "root", "dynamic_fields", "password")
            self._known = len(self._seen), names, schemas.members(**{part: names[part] for part in checked})
        return self._known[1:]

    def has_all_fields(self, row: Row, needed: tuple[str, ...]) -> bool:
        """Return whether the row has all needed members. A member that is missing in a list may be abbreviated. Secrets are never compared."""
        if self.params.get("replace"):
            return "whole" in row
        return all(field.api in row for field in self.resource.all_fields if field.name in needed and not (field.secret or field.create_only))

    def create(self, change: Change) -> Row:
        after = change.after or {}
        source = self.source(change)
        body = self._document(after, None, self.shape_to_create())
        if after["password"] is not UNSET:
            body[self.shape_to_create().password] = after["password"].value
        self.http.send(Request("POST", USERS, json=body, query={"copyPreferencesFromUser": source} if source else None, expect_json=False))
        found = [self.whole(row, None) for row in self.matches(after["name"])]
        if not found:  # any success status counts, because the body is not documented; the list of all users decides
            problem = RequestFailed(f"{TITLE} answered the creation of {after['name']} with a success, but does not list the user.", "Run the task again.")
            problem.changed = False
            raise problem
        return self.require_row(found[0], after["name"])

    def _document(self, after: Mapping[str, Any], held: Any, shape: Shape) -> dict[str, Any]:
        """Return a whole user from canonical values, without a password. ``held`` are the roles as they were read."""
        body: dict[str, Any] = {shape.name: after["name"], shape.enabled: after["enabled"], shape.roles: self._entries(after["roles"], held, shape)}
        if after["email"] not in (UNSET, ""):
            body[shape.email] = after["email"]
        if after["dynamic_fields"] is not UNSET:
            body[shape.dynamic_fields] = [{"name": name, "values": list(values)} for name, values in sorted(after["dynamic_fields"].items())]
        extra = after["extra_attributes"]
        return body if extra is UNSET else {**body, **{member: value for member, value in extra.items() if value is not None}}

    def source(self, change: Change) -> str | None:
        """Return the id of the user whose preferences a new user gets, None if not requested. Raises BadInput if there is no such user."""
        given = (change.after or {}).get("copy_preferences_from", UNSET)
        if given is UNSET:
            return None
        if given not in self._sources:
            row = self._single(given) or next((entry for entry in self.rows() if given in (entry["name"], entry["id"])), None)
            if row is None:
                raise BadInput(f"{TITLE} has no user '{given}' to copy preferences from.", "Correct copy_preferences_from.")
            self._sources[given] = row["id"]
        return self._sources[given]

    def shape_to_create(self) -> Shape:
        """Return the shape of the users read so far. Reads the own account as well if they lack a member."""
        known = {*self._seen, *(name for name, member in (self.params.get("field_map") or {}).items() if member)}
        if not all(known & {name, *CANDIDATES[name]} for name in ("roles", "email", "enabled")):
            self.matches(self.connection.me)
        return self._shape({})

    def _entries(self, names: Any, held: Any, shape: Shape) -> Any:
        """Return the role references to send: existing ones unchanged, new ones in the same format."""
        kept = {role_name(entry, self.names): entry for entry in role_entries(held)}
        return shape.roles_value([kept[name] if name in kept else shape.role(name, _role_id(name, self.names)) for name in sorted(names)])

    def update(self, row: Row, change: Change) -> Row:
        if "locked" in change.changed:
            self._release(row)
        if self.params.get("replace") and set(change.changed) - {"locked"}:
            self._put(row, self._document(change.after or {}, row["document"].get(row["shape"].roles), row["shape"]), "replace is set")
        elif self._steps(row, change):
            self._patch(row, self._steps(row, change), whole_document(row["document"], row["shape"], self._body(row, change)))
        return self.require_row(self.get(row["id"]), row["name"])

    def _body(self, row: Row, change: Change) -> dict[str, Any]:
        """Return the values that differ, for ``minimal_patch`` and ``whole_document``."""
        after = change.after or {}
        body = {name: after[name].value if isinstance(after[name], SecretValue) else after[name] for name in change.changed if name != "locked"}
        if "roles" in body:
            body["roles"] = self._entries(body["roles"], row["document"].get(row["shape"].roles), row["shape"])
        return body

    def _steps(self, row: Row, change: Change) -> list[dict[str, Any]]:
        return minimal_patch(row["document"], row["shape"], self._body(row, change))

    def writes(self, row: Row | None, change: Change) -> int:
        if row is None or change.verb == "delete":
            return super().writes(row, change)
        return int("locked" in change.changed) + bool(set(change.changed) - {"locked"} if self.params.get("replace") else self._steps(row, change))

    def _patch(self, row: Row, steps: list[dict[str, Any]], whole: dict[str, Any]) -> None:
        """Send the patch, or ``whole``, the patched document, if PATCH is not accepted."""
        # assumption: the media type of a patch is not documented; try the plain one first, the registered one after a 415
        status, proof = None, schemas.stored(row["shape"].id)
        for media_type in ("application/json", "application/json-patch+json"):
            try:
                self.http.send(Request("PATCH", _path(row["id"]), json=steps, headers={"Content-Type": media_type}, expect_json=False, proof=proof))
                return
            except RequestFailed as problem:
                status = problem.status
                if status not in (405, 415):
                    raise
        self._put(row, whole, f"PATCH is not accepted here ({status})")

    def _put(self, row: Row, document: dict[str, Any], why: str) -> None:
        """Replace the user. PUT clears omitted members, so a password is sent too. Raises Refused without one, unless another system keeps it."""
        given, shape = self.policy.passwords.get(row["id"]), row["shape"]
        password = document.get(shape.password) or row["document"].get(shape.password) or (given.value if given else None)
        if not password and row["document"].get(shape.external) is not True:
            raise Refused(
                f"{TITLE}: {why}, and PUT might clear the password of {row['name']}.", "Set password to the one that the user is to have: PUT sets it.",
            )
        if given is not None and password == given.value and self.params.get("update_password") != "always":
            self.policy.warn(f"{TITLE}: {why}, so the whole user was sent. This has set the password of {row['name']} to the one in the task.")
        body = {**document, **({shape.password: password} if password else {})}
        self.http.send(Request("PUT", _path(row["id"]), json=body, expect_json=False, proof=schemas.stored(shape.id)))

    def _release(self, row: Row) -> None:
        self.http.send(Request("POST", f"{_path(row['id'])}/release", expect_json=False))

    def attempt(self, row: Row, change: Change) -> bool:
        """Try to unlock a user whose lock state cannot be read. A 400 means that the user was not locked."""
        if "locked" not in change.unread:
            return False
        try:
            self._release(row)
        except Conflict:
            return False
        return True

    def delete(self, row: Row) -> None:
        self.delete_if_exists(row, _path(row["id"]))
        if self._single(row["id"]) is not None:
            problem = RequestFailed(f"{TITLE} accepted the removal of {row['name']}, but still shows the user.",
                                    "Check the account in TSNA; it may still be active.")
            problem.changed = False
            raise problem

    def is_gone(self, row: Row) -> bool:
        """Return whether neither id nor name is in the list of all users. A 404 for a single user proves nothing."""
        return not any(entry["id"] == row["id"] or fold(entry["name"]) == fold(row["name"]) for entry in self.rows())


def _moment(row: Row) -> float:
    try:
        return moment(row["last_login"])
    except BadInput:
        raise RequestFailed(
            f"{TITLE}: the last login of {row['name']} is {row['last_login']!r}, which is not a timestamp with a time zone.",
            "Compare last_login in the playbook instead of setting inactive_days.",
        ) from None


def _addressable(name_or_key: str) -> bool:
    """Return whether a key is valid in a URL: no slash or backslash, not even encoded (page "General principles of the REST API")."""
    return fits_path(name_or_key) and name_or_key not in RESERVED


def _path(name_or_key: str) -> str:
    return f"{USERS}/{path_part(name_or_key)}"

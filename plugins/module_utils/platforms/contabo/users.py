# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Contabo: users."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...engine.change import Change
from ...engine.errors import BadInput, Missing, RequestFailed
from ...engine.fields import UNREADABLE, Email, Field, ReadOnlyField, Refs, Resource, Row
from ...engine.find import find
from ...engine.folding import fold
from ...engine.http import Http
from ...engine.names import Names
from ...engine.parallel import map_parallel
from ...engine.provider import Connection
from ...engine.request import Request, path_part
from ...engine.schema import array, boolean, both, obj, only, string
from ...engine.store import Store
from .client import TITLE, UPDATED, USER_FORM, Contabo, first, found, listing
from .places import ACCOUNT
from .policy import UserPolicy


class OptionalField(Field):
    """A member that only newer versions of the API have. If the response lacks it, it is not compared."""

    def from_api(self, row: Row, names: Names) -> Any:
        return row.get(self.api, UNREADABLE)


# The filters of the server, with the member of a user that they compare. Only the newest version of the API has ``default`` and ``search``.
FLAGS = {"enabled": "enabled", "owner": "owner", "default_account": "default"}
TEXTS = {"email_contains": "email", "search": "search"}


def _role_details(roles: list[Row]) -> list[dict[str, Any]]:
    """Return the roles of a user, without their permissions, which contabo_role_info returns."""
    shown = [
        {
            "id": str(role["roleId"]), "name": role.get("name") or str(role["roleId"]), "type": role.get("type"), "admin": role.get("admin"),
            "access_all_resources": role.get("accessAllResources"),
        } for role in roles
    ]
    return sorted(shown, key=lambda role: (str(role["name"]), str(role["id"])))


USER = Resource(
    noun="user", plural="users", key=Email("email", "email"), id_api="userId", states=("present", "disabled", "absent"), renames_by="change_email",
    parallel_writes=4,  # assumption: no limit is documented, except that there is a 429
    needs_access="perhaps",  # roles are optional in the schema, but the product pages say that each user has one
    fields=(
        # Both names are required by the newest version of the API and harmless in older ones.
        Field("first_name", "firstName", required=True),
        Field("last_name", "lastName", required=True),
        Field("enabled", "enabled", {"type": "bool"}, default=True),
        Field("totp", "totp", {"type": "bool"}, default=False),
        Field("locale", "locale", default="en"),
        Refs("roles", "roles", of="role", at_rows="roles", row_id="roleId", written=int),
        OptionalField("send_invoice_email", "sendInvoiceEmail", {"type": "bool"}),
    ),
    read_only=(
        ReadOnlyField("email_verified", "emailVerified"), ReadOnlyField("owner", "owner"), ReadOnlyField("password_set", "passwordSet"),
        ReadOnlyField("role_details", "roles", _role_details), *ACCOUNT,
    ),
    extras={"change_email": {"type": "bool", "default": False}},
    info_extras={
        "password_set": {"type": "bool", "default": False, "no_log": False}, **{name: {"type": "bool"} for name in FLAGS},
        **{name: {"type": "str"} for name in ("email_contains", "search", "role", "role_id")}, "order_by": {"type": "list", "elements": "str"},
    },
)


class Users(Store):
    """retrieve_user_list, create_user, retrieve_user, update_user, delete_user."""

    resource = USER
    connection: Contabo
    policy_class = UserPolicy

    def rows(self) -> Iterator[Row]:
        return listing(self.http, "/v1/users", "userId", schema=USER_FORM)

    def matches(self, key: str) -> list[Row]:
        """Return the users with this address. The filter matches substrings and saves pages, but only the complete list proves that no user exists.

        assumption: the filter may be case-sensitive, and the server may return 404 if it matches nothing.
        """
        try:
            alike = list(listing(self.http, "/v1/users", "userId", {"email": key.strip()}, USER_FORM))
        except Missing:
            alike = []
        found = [row for row in alike if self.resource.key.same(row["email"], key)]
        if found or self.is_free(key):
            return found
        return [row for row in self.all_while_seeking(key) if self.resource.key.same(row["email"], key)]

    def get(self, id_: str) -> Row | None:
        answer = self.http.get_or_none(self._path(id_), schema=obj(data=array(both(USER_FORM, obj(userId=only(id_))), least=1)))
        row: Row | None = None if answer is None else answer["data"][0]
        return row

    def select(self, params: Mapping[str, Any]) -> list[Row]:
        filters, order = _filters(params), params.get("order_by")
        if (filters or order) and params.get("id") is None and params.get("email") is None:
            rows = found(self.http, "/v1/users", "userId", filters, USER_FORM, order)
        else:
            rows = super().select(params)
        rows = [row for row in self._holders(rows, params) if _fits(row, params)]
        if not params.get("password_set"):
            return rows
        return map_parallel(lambda row: {**row, "passwordSet": has_password(self.http, row["userId"])}, rows)

    def _holders(self, rows: list[Row], params: Mapping[str, Any]) -> list[Row]:
        """Return the users with the role of the options, all if there is none. Raises BadInput if the role does not exist."""
        if params.get("role") is None and params.get("role_id") is None:
            return rows
        role = self.names.ref("role", params.get("role"), params.get("role_id"), "role and role_id")
        return [row for row in rows if any(str(held["roleId"]) == role for held in row.get("roles") or ())]

    def body(self, change: Change) -> dict[str, Any]:
        # The page calls roles required for a new user, its schema does not. An empty list satisfies both.
        return {**({"roles": []} if change.verb == "create" else {}), **super().body(change)}

    def create(self, change: Change) -> Row:
        try:
            reply = self._created(self.body(change))
        except RequestFailed as problem:
            if problem.status != 400 or not re.search(r"\b(admin|accessAllResources)\b", problem.message):
                raise
            # The page calls these required, but its schema lacks them, because roles have them. They are sent only if given.
            reply = self._created({**self.body(change), "admin": False, "accessAllResources": False})
        return self.require_row(self.get(str(reply["data"][0]["userId"])), str((change.after or {})["email"]))

    def _created(self, body: dict[str, Any]) -> Any:
        return self.http.post("/v1/users", body, schema=first(userId=string))

    def update(self, row: Row, change: Change) -> Row:
        # The body contains values, not operations, so sending it twice leads to the same state.
        try:
            self.http.send(Request("PATCH", self._path(row["userId"]), json=self.body(change), repeatable=True, expect_json=False, proof=UPDATED))
        except RequestFailed as problem:
            if problem.status == 400 and "email" in change.changed and "email" in problem.message:
                problem.hint = self.policy.mismatch_hint
            raise
        return self.require_row(self.get(row["userId"]), row["email"])

    def delete(self, row: Row) -> None:
        self.delete_if_exists(row, self._path(row["userId"]))
        self.prove_removed(row)

    @staticmethod
    def _path(id_: str) -> str:
        return f"/v1/users/{path_part(id_)}"


def _filters(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the query parameters for the filters of contabo_user_info (retrieveUserList)."""
    query: dict[str, Any] = {api: str(params[name]).lower() for name, api in FLAGS.items() if params.get(name) is not None}
    query.update({api: params[name] for name, api in TEXTS.items() if params.get(name)})
    return query


def _fits(row: Row, params: Mapping[str, Any]) -> bool:
    """Return whether a user matches the filters. Older versions of the API ignore unknown ones, and filters of the server are never trusted alone."""
    name = f"{row.get('firstName') or ''} {row.get('lastName') or ''}"
    texts = {"email_contains": (row["email"],), "search": (name, row["email"])}
    return all(bool(row.get(api)) is params[option] for option, api in FLAGS.items() if params.get(option) is not None and api in row) and all(
        any(fold(str(params[option])) in fold(text) for text in values) for option, values in texts.items() if params.get(option)
    )


def has_password(http: Http, user_id: str) -> bool:
    """Return whether the user has set a password, the only sign that an invitation was accepted (retrieveUserIsPasswordSet)."""
    answer = http.get("/v1/users/is-password-set", query={"userId": user_id}, schema=first(isPasswordSet=boolean))
    return bool(answer["data"][0]["isPasswordSet"])


USER_SELECTOR: dict[str, dict[str, Any]] = {"email": {"type": "str"}, "user_id": {"type": "str"}}


def the_user(connection: Connection, params: Mapping[str, Any]) -> Row:
    """Return the user that the option ``email`` or ``user_id`` selects. Raises BadInput if there is none."""
    row = find(Users(connection), {"email": params.get("email"), "id": params.get("user_id")}, ())
    if row is None:
        raise BadInput(f"{TITLE} has no user with the email '{params['email']}'.", "Check the address, or create the user first.")
    return row

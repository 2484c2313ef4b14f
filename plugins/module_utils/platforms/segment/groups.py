# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""User groups of a Segment workspace (the operations of IAM Groups). They require the Business plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...engine.change import Change
from ...engine.errors import AmbiguousWrite, BadInput, RequestFailed
from ...engine.fields import UNSET, CaseInsensitive, ReadOnlyField, Resource, Row, SetField
from ...engine.folding import fold
from ...engine.names import Names
from ...engine.request import Request
from ...engine.store import Store
from . import schemas
from .client import LIST_SIZE, Segment, group_path, join_group, leave_group, list_groups, member_path, members_of
from .permissions import PERMISSIONS, as_permissions
from .policy import GroupPolicy

ONE_GROUP, GRANTS = schemas.answer(userGroup=schemas.NAMED), schemas.answer(permissions=schemas.PERMISSIONS)


class Members(SetField):
    """Addresses of members and invites. A grant is the folded address, its name is the address as Segment returns it."""

    def options(self) -> dict[str, dict[str, Any]]:
        return {self.name: {"type": "list", "elements": "str"}}

    def from_params(self, params: Mapping[str, Any], names: Names) -> Any:
        return frozenset(fold(address) for address in params[self.name])

    def from_api(self, row: Row, names: Names) -> Any:
        if row.get("emails") is None:
            return UNSET
        return frozenset(names.learn("address", fold(address), address) for address in row["emails"])

    def to_user(self, value: Any, names: Names) -> Any:
        return sorted(names.name("address", item) for item in value)

    def check(self, value: Any, names: Names) -> None:
        # assumption: the API refuses an address that is neither a member nor invited, without naming it
        strangers = [item for item in sorted(value) if not names.is_learned("address", item) and item not in names.listed("address")]
        if strangers:
            raise BadInput(f"{names.title} has no member and no pending invite {', '.join(strangers)}; "
                           "a group can contain only members and invited people.", "Invite them first.")


GROUP = Resource(
    noun="group", plural="groups", key=CaseInsensitive("name", "name"), id_api="id", detail_only_field="emails", renames=True,
    fields=(PERMISSIONS, Members("members", "emails")), read_only=(ReadOnlyField("member_count", "memberCount"),),
)


class Groups(Store):
    """The store of user groups. The API does not guarantee unique names, so a name that matches several groups is refused."""

    resource = GROUP
    repeats_names = True
    policy_class = GroupPolicy
    connection: Segment

    def rows(self) -> Iterator[Row]:
        return list_groups(self.http)

    def get(self, id_: str) -> Row | None:
        found = self.http.get_or_none(group_path(id_), schema=schemas.the_group(id_))
        return None if found is None else found["data"]["userGroup"]

    def matches(self, key: str) -> list[Row]:
        found = super().matches(key)
        return [row for row in found if row["name"] == key] or found

    def whole(self, row: Row, needed: tuple[str, ...] | None) -> Row:
        if row.get("permissions") is None:  # optional in the schema
            row = self.require_row(self.get(row["id"]), row["name"])
        lists = needed is None or "members" in needed or self.params.get("state") == "absent"  # a removal shows who loses access
        return {**row, "emails": list(members_of(self.http, row["id"]))} if lists else row

    def create(self, change: Change) -> Row:
        name = str((change.after or {})["name"]).strip()
        made = self.http.post("/groups", {"name": name}, schema=ONE_GROUP)["data"]["userGroup"]
        try:
            self._fill(made["id"], change)
        except AmbiguousWrite:
            raise  # the group is read again and completed then
        except RequestFailed as problem:
            problem.hint = f"{problem.hint} The group '{made['name']}' (id {made['id']}) already exists: the next run completes it.".strip()
            raise
        return self._read_again(made["id"], change)

    def update(self, row: Row, change: Change) -> Row:
        if "name" in change.changed:
            body = {"name": str((change.after or {})["name"]).strip()}
            self.http.send(Request("PATCH", group_path(row["id"]), json=body, repeatable=True, proof=ONE_GROUP))
        self._fill(row["id"], change)
        return self._read_again(row["id"], change)

    def delete(self, row: Row) -> None:
        self.delete_if_exists(row, group_path(row["id"]), proof=schemas.REMOVED)
        self.prove_removed(row)

    def _read_again(self, id_: str, change: Change) -> Row:
        return self.whole(self.require_row(self.get(id_), id_), change.shown)

    def _fill(self, id_: str, change: Change) -> None:
        """Write members before permissions, so that removed members do not get new permissions."""
        if "members" in change.changed:
            self._write_members(id_, change)
        if "permissions" in change.changed:
            self._write_permissions(id_, change)

    def _write_members(self, id_: str, change: Change) -> None:
        whole = self._as_listed((change.after or {})["members"])
        if change.membership == "exact" and len(whole) <= LIST_SIZE:
            if whole or change.before is not None:
                # An empty list removes all members (replaceUsersInUserGroup).
                self.http.send(Request("PUT", member_path(id_), json={"emails": whole}, proof=ONE_GROUP))
            return
        join_group(self.http, id_, self._as_listed(change.added("members")))
        leave_group(self.http, id_, self._as_listed(change.removed("members")))

    def _as_listed(self, addresses: Any) -> list[str]:
        return sorted(self.names.name("address", address) for address in addresses)

    def _write_permissions(self, id_: str, change: Change) -> None:
        path, after = f"{group_path(id_)}/permissions", (change.after or {})["permissions"]
        if change.membership == "add":
            body = {"permissions": as_permissions(change.added("permissions"), self.names)}
            self.http.send(Request("POST", path, json=body, proof=GRANTS))
        elif after or change.before is not None:
            # assumption: a new group has no permissions, or default ones, which this request replaces
            self.http.send(Request("PUT", path, json={"permissions": as_permissions(after, self.names)}, proof=GRANTS))

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Segment: users, which are members or pending invites."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...engine.change import Change
from ...engine.errors import AmbiguousWrite, BadInput, Conflict, PeopleError, RequestFailed
from ...engine.fields import Email, ReadOnlyField, Refs, Resource, Row
from ...engine.folding import fold
from ...engine.mode import Mode
from ...engine.parallel import map_parallel
from ...engine.policy import Policy
from ...engine.provider import Connection
from ...engine.request import path_part
from ...engine.store import Store
from . import schemas
from .client import (
    LIST_SIZE,
    TITLE,
    Segment,
    invites_in,
    join_group,
    lacks_plan,
    leave_group,
    list_invites,
    list_users,
    listed,
    members_of,
    not_named,
    send_invites,
)
from .lists import listing
from .permissions import PERMISSIONS, as_permissions
from .policy import UserPolicy

REINVITE = {"reinvite": {"type": "str", "choices": ["never", "changed", "always"], "default": "never"}}
EMAIL = Email("email", "email")
USER = Resource(
    noun="user", plural="users", key=EMAIL, id_api="id", detail_only_field="permissions", moves=True, extras=REINVITE,
    fields=(PERMISSIONS, Refs("groups", "groups", of="group", at_rows="groups")),
    read_only=(ReadOnlyField("name", "name"), ReadOnlyField("status", "status"), ReadOnlyField("effective", "effective")),
    info_extras={
        "groups": {"type": "bool", "default": False}, "effective": {"type": "bool", "default": False}, "role": {"type": "str"}, "role_id": {"type": "str"},
    },
    bulk_extras={"batch_size": {"type": "int", "default": LIST_SIZE}},
)


def invited_without(email: str, what: str) -> str:
    return f"{email} is invited, and {TITLE} has sent the mail, but without {what}. Run the task again after fixing the cause."


def _with_invite(row: Row, invited: Mapping[str, str]) -> Row:
    """Return a member with the address of the open invite, if there is one. ``invited`` are the addresses by folded address."""
    invite = invited.get(fold(row["email"]))
    return {**row, "invited": invite} if invite else row


def _half_done(problem: RequestFailed, finding: str, changed: bool | None = True) -> RequestFailed:
    """Return the error for a new invite that is incomplete. What can be known of its state is known, so reading it again would not help."""
    failure = problem.again(RequestFailed)
    failure.found_out(finding)
    failure.changed = changed
    return failure


class Users(Store):
    """The store of users. ``status`` is ``member`` or ``pending`` (listUsers, listInvites and the other operations of IAM Users).

    assumption: somebody who became a member by single sign-on may still have an open invite. Its address is ``invited`` of the member, and it is withdrawn
    with the member, because it would give access again.
    """

    resource = USER
    policy_class: type[Policy] = UserPolicy
    connection: Segment
    # Each is split into as many requests as needed. The groups are read again after each, so new people, whose invites take few requests, come together.
    at_once = {"create": 10_000, "update": 1000, "delete": 1000}

    def __init__(self, connection: Connection, params: Mapping[str, Any] | None = None, mode: Mode = Mode.READ_MANY):
        super().__init__(connection, params, mode)
        self.batch_size = int(self.params.get("batch_size") or LIST_SIZE)
        if self.batch_size < 1:
            raise BadInput(f"batch_size is {self.batch_size}.", "Give 1 or a larger number.")
        self._of_all: dict[str, list[Row]] | None = None
        self._lock = threading.Lock()  # details are read in parallel

    def rows(self) -> Iterator[Row]:
        self._of_all = None
        pending = list(self.pending())  # first, because whoever accepts an invite in between would be in neither list
        invited = {fold(row["email"]): row["email"] for row in pending}
        members = set()
        for row in self.members():
            members.add(fold(row["email"]))
            yield _with_invite(row, invited)
        yield from (row for row in pending if fold(row["email"]) not in members)

    def members(self) -> Iterator[Row]:
        return ({**row, "status": "member"} for row in list_users(self.http))

    def pending(self) -> Iterator[Row]:
        return ({"email": email, "status": "pending"} for email in list_invites(self.http))

    def matches(self, key: str) -> list[Row]:
        # A member is nearly always in the first list only, so the second is read only if the first has no match. For somebody who is to be removed, it is
        # read too, and the first one again, because whoever accepts an invite in between is in neither.
        found = self._among(self.members(), key)
        if found and self.params.get("state") != "absent":
            return found
        pending = self._among(self.pending(), key)
        if found:
            return [_with_invite(row, {fold(entry["email"]): entry["email"] for entry in pending}) for row in found]
        return pending or (self._among(self.members(), key) if self.params.get("state") == "absent" else [])

    def _among(self, rows: Iterable[Row], key: str) -> list[Row]:
        return [row for row in rows if self.resource.key.same(row["email"], key)]

    def get(self, id_: str) -> Row | None:
        found = self.http.get_or_none(f"/users/{path_part(id_)}", schema=schemas.the_user(id_))
        return None if found is None else {**found["data"]["user"], "status": "member"}

    def select(self, params: Mapping[str, Any]) -> list[Row]:
        by_role = params.get("role") is not None or params.get("role_id") is not None
        rows = super().select({**params, "details": by_role or any(params.get(name) for name in ("details", "groups", "effective"))})
        if not by_role:
            return rows
        role = self.names.ref("role", params.get("role"), params.get("role_id"), "role and role_id")
        return [row for row in rows if role in self._roles_of(row)]

    def _roles_of(self, row: Row) -> set[str]:
        """Return the ids of the roles of a person, including those of groups if the effective access was read."""
        direct = PERMISSIONS.from_api(row, self.names)
        held = {grant[0] for grant in direct} if isinstance(direct, frozenset) else set()
        return held | {grant["role_id"] for grant in row.get("effective") or ()}

    def whole(self, row: Row, needed: tuple[str, ...] | None) -> Row:
        wants = {name for name in ("groups", "effective") if self.params.get(name)} if needed is None else set(needed)
        only_groups = self.mode.several and "groups" in wants and not wants & {"permissions", "effective"}
        if row["status"] == "member" and not only_groups:
            row = _with_invite(super().whole(row, needed), {fold(row["email"]): row.get("invited") or ""})
        if wants & {"groups", "effective"}:
            row = {**row, "groups": self.groups_of(row)}
        return {**row, "effective": self._effective(row)} if "effective" in wants else row

    def with_attribute(self, row: Row, name: str) -> Row:
        return self.whole(row, (name,)) if name in ("permissions", "groups", "effective") else row

    def groups_of(self, row: Row) -> list[Row]:
        """Return the groups of a person, each with id and name."""
        if self.mode.several:
            return self._groups_of_all().get(fold(row["email"]), [])
        if row["status"] == "member":
            return list(listing(self.http, f"/users/{path_part(row['id'])}/groups", "groups", schemas.NAMED))
        # The groups of an invite can only be found by listing the invites of every group.
        return [
            {"id": id_, "name": name} for id_, name in self.names.listed("group").items()
            if any(self.resource.key.same(email, row["email"]) for email in invites_in(self.http, id_))
        ]

    def _groups_of_all(self) -> dict[str, list[Row]]:
        """Return the groups of everybody by folded address. Reads two lists for each group, once."""
        with self._lock:
            if self._of_all is None:
                groups = [{"id": id_, "name": name} for id_, name in self._group_names().items()]
                found: dict[str, list[Row]] = {}
                for group, addresses in zip(groups, map_parallel(lambda entry: list(members_of(self.http, entry["id"])), groups)):
                    for address in addresses:
                        found.setdefault(fold(address), []).append(group)
                self._of_all = found
            return self._of_all

    def _group_names(self) -> Mapping[str, str]:
        """Return all groups by id. Empty if the plan has no groups."""
        try:
            return self.names.listed("group")
        except RequestFailed as problem:
            if not lacks_plan(problem):
                raise
            return {}

    def _effective(self, row: Row) -> list[dict[str, Any]]:
        """Return every grant with its origin. For a pending invite, only the grants of groups are known."""
        sources: dict[Any, list[str]] = {}
        direct = PERMISSIONS.from_api(row, self.names)
        for grant in direct if isinstance(direct, frozenset) else ():
            sources.setdefault(grant, []).append("direct")
        for group in sorted(row["groups"], key=lambda entry: str(entry["name"])):
            for grant in self.connection.permissions_of_group(group["id"]):
                sources.setdefault(grant, []).append(f"group:{group['name']}")
        shown = [
            {"role": self.names.name("role", grant[0]), "role_id": grant[0], **as_permissions([grant], self.names)[0]["resources"][0], "via": via}
            for grant, via in sources.items()
        ]
        return sorted(shown, key=lambda entry: (entry["role"], entry["type"], entry["id"], str(entry.get("labels"))))

    # -- one person ------------------------------------------------------------------------------------------------------------------

    def create(self, change: Change) -> Row:
        after = change.after or {}
        self._invite_one(self.desired(change, after["email"]))
        try:
            self._join(after["email"], change.added("groups"))
        except AmbiguousWrite:
            raise  # the user is read again and completed then
        except RequestFailed as problem:
            problem.hint = f"{problem.hint} {invited_without(after['email'], 'all groups')}".strip()
            raise
        self._of_all = None
        # Usually an invite. A person with a Segment account may become a member at once; then the other list is read too.
        found = self._among(self.pending(), after["email"]) or self._among(self.members(), after["email"])
        if not found:
            self.policy.warn(f"Segment accepted the invite of {after['email']} but lists it neither as an invite nor as a member.")
        return self.whole(found[0], change.changed) if found else {"email": after["email"], "status": "pending"}

    def update(self, row: Row, change: Change) -> Row:
        self.regrant(row, change)
        if "groups" in change.changed:
            if row["status"] == "pending" and "permissions" in change.changed:
                self._join_anew(row["email"], change.added("groups"))
            else:
                self._join(row["email"], change.added("groups"))
            self._leave(row["email"], self.still_in(row, change))
        if row["status"] == "member":
            fresh = self.get(row["id"])
        elif "permissions" in change.changed:  # after a new invite, the person may be a member
            fresh = next(iter(self.matches(row["email"])), None)
        else:
            fresh = {"email": row["email"], "status": "pending"}
        self._of_all = None
        return self.whole(fresh or row, change.shown)

    def regrant(self, row: Row, change: Change) -> Row:
        """Write the permissions if they differ. Returns the row with the permissions from the response."""
        if "permissions" not in change.changed:
            return row
        if row["status"] == "pending":
            self._reinvite(row, change)
            return row
        path, after, schema = f"/users/{path_part(row['id'])}/permissions", change.after or {}, schemas.answer(permissions=schemas.PERMISSIONS)
        if change.membership == "add":  # the response contains only the added permissions
            body = {"permissions": as_permissions(change.added("permissions"), self.names)}
            added = self.http.post(path, body, schema=schema)["data"]["permissions"]
            return {**row, "permissions": [*row["permissions"], *added]}
        answer = self.http.put(path, {"permissions": as_permissions(after["permissions"], self.names)}, schema=schema)
        return {**row, "permissions": answer["data"]["permissions"]}

    def _reinvite(self, row: Row, change: Change) -> None:
        """Replace an invite by a new one, the only way to change it. Group memberships, which the deletion removes, are restored."""
        try:
            groups = frozenset(entry["id"] for entry in self.groups_of(row))
        except RequestFailed as problem:
            if not lacks_plan(problem):  # without that plan, there are no groups to restore
                raise
            groups = frozenset()
        kept = groups - change.removed("groups")
        included = f" It included the groups {', '.join(sorted(self.names.name('group', group) for group in kept))}." if kept else ""
        earlier = len(self.http.own.unproved)
        try:
            self._withdraw(row)  # the new invite proves it
            if len(self.http.own.unproved) > earlier:
                doubt = RequestFailed(f"{TITLE}: the withdrawal of the invite of {row['email']} got a response that proves nothing.")
                self._check_withdrawn(row["email"], doubt, included)
        except AmbiguousWrite as lost:
            self._check_withdrawn(row["email"], lost, included)
        self._invite_anew(self.desired(change, row["email"]), included)
        self._join_anew(row["email"], kept)

    def _check_withdrawn(self, email: str, lost: RequestFailed, included: str) -> None:
        """Raise RequestFailed unless the invite is gone, although the withdrawal got no clear response."""
        try:
            there = self._among(self.pending(), email)
        except RequestFailed as unread:
            why = unread.message.rstrip(".")
            told = f"The previous invite of {email} may have been withdrawn: it could not be looked up ({why}).{included} Run the task again."
            raise _half_done(lost, told, None) from None
        if there:
            raise _half_done(lost, f"The invite of {email} was looked up again and is unchanged. Run the task again.", False) from None

    def _join_anew(self, email: str, groups: Iterable[str]) -> None:
        """Put a new invite into groups. A lost response is handled here, because a second run would send one more invite."""
        for id_ in sorted(groups):
            try:
                try:
                    join_group(self.http, id_, [email])
                except AmbiguousWrite:
                    if not self._is_in(id_, email):
                        join_group(self.http, id_, [email])
            except RequestFailed as problem:
                missing = ", ".join(sorted(self.names.name("group", group) for group in groups if group >= id_))
                told = f"{email} was invited anew, but may not be in {missing}. Add the groups with membership: add."
                raise _half_done(problem, told) from None

    def _is_in(self, group: str, email: str) -> bool:
        return any(self.resource.key.same(address, email) for address in members_of(self.http, group))

    def _invite_anew(self, desired: Mapping[str, Any], included: str) -> None:
        """Send the new invite after the previous one was withdrawn. A lost response is handled here, because a second run could not know about it."""
        withdrawn = f"The previous invite of {desired['email']} is withdrawn"
        for last in (False, True):
            try:
                self._invite_one(desired)
            except AmbiguousWrite as lost:
                try:
                    found = self.matches(desired["email"])
                except RequestFailed as unread:
                    why = unread.message.rstrip(".")
                    finding = f"{withdrawn}, and the new one may have been sent: it could not be looked up ({why}).{included} Run the task again."
                    raise _half_done(lost, finding) from None
                if not found and last:
                    raise _half_done(lost, f"{withdrawn}, and the new one was looked up and is not there.{included} Run the task again.") from None
                if not found:
                    continue
            except Conflict as problem:
                self._check_withdrawn(desired["email"], problem, included)
                raise _half_done(problem, f"{withdrawn}, and the new one was refused.{included} Run the task again.") from None
            except RequestFailed as problem:
                raise _half_done(problem, f"{withdrawn}, and the new one was not sent: fix the cause, and run the task again.{included}") from None
            return

    @staticmethod
    def desired(change: Change, email: str) -> dict[str, Any]:
        """Whom to invite: without permissions where nobody gave any, which is not the same on the wire as with an empty list."""
        return {"email": email, **({"permissions": (change.after or {})["permissions"]} if "permissions" in change.changed else {})}

    def _invite_one(self, desired: Mapping[str, Any]) -> None:
        if fold(str(desired["email"])) not in send_invites(self.http, self.names, [desired]):
            raise not_named(str(desired["email"]))

    @staticmethod
    def still_in(row: Row, change: Change) -> frozenset[Any]:
        """Return the groups to leave. A new invite is not in any of them."""
        return frozenset() if row["status"] == "pending" and "permissions" in change.changed else change.removed("groups")

    def _join(self, email: str, groups: Iterable[str]) -> None:
        for id_ in sorted(groups):
            join_group(self.http, id_, [email])

    def _leave(self, email: str, groups: Iterable[str]) -> None:
        for id_ in sorted(groups):
            leave_group(self.http, id_, [email])

    def forget_groups(self) -> None:
        """Discard the memberships that were read, so that they are read again."""
        self._of_all = None

    def delete(self, row: Row) -> None:
        if row.get("invited"):
            from .bulk import remove_with_invite  # only here, for speed: few members have an invite

            remove_with_invite(self, row)
            return
        self._withdraw(row)
        self.prove_removed(row)

    def _withdraw(self, row: Row) -> None:
        if row["status"] == "member":
            self.delete_if_exists(row, "/users", listed("userIds", [row["id"]]), schemas.REMOVED)
        else:
            self.delete_if_exists(row, "/invites", listed("emails", [row["email"]]), schemas.REMOVED)

    def is_gone(self, row: Row) -> bool:
        """Return whether a member is gone, by id, or an invite, by the lists: it may have been accepted since and count as a member."""
        if row.get("id"):
            return self.get(row["id"]) is None
        return not (self._among(self.pending(), row["email"]) or self._among(self.members(), row["email"]))

    def writes(self, row: Row | None, change: Change) -> int:
        """Return the number of writes: one for the invite or the permissions and one per group. A new invite also withdraws the old one and rejoins groups."""
        if change.verb == "delete":
            return super().writes(row, change) + bool((row or {}).get("invited"))
        if self.action(row, change) == "reinvited":
            groups = (change.after or {}).get("groups")
            return 2 + (len(groups) if isinstance(groups, frozenset) else 0)
        granted = change.verb == "create" or "permissions" in change.changed
        return int(granted) + len(change.added("groups")) + len(change.removed("groups"))

    # -- several ---------------------------------------------------------------------------------------------------------------------

    def apply_bulk(self, verb: str, pairs: list[tuple[Row | None, Change]]) -> list[Row | PeopleError | None]:
        from .bulk import apply_together  # only here, for speed: tasks for one person do not need it

        return apply_together(self, verb, pairs)

    def action(self, row: Row | None, change: Change) -> str:
        if change.verb == "create":
            return "invited"
        if row is not None and row["status"] == "pending" and "permissions" in change.changed and change.verb == "update":
            return "reinvited"
        return super().action(row, change)

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Segment: changes of many people in as few requests as the API allows. Invites and removals are sent in batches, memberships per group."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Callable, Protocol

from ...engine.batches import OF_ONE, in_halves
from ...engine.change import Change
from ...engine.errors import Cancelled, Missing, PeopleError, RequestFailed, StateUnknown
from ...engine.fields import UNREADABLE, Row
from ...engine.folding import fold
from ...engine.http import Http
from ...engine.names import Names
from ...engine.policy import Policy
from .client import QUERY_SIZE, TITLE, chunks, join_group, leave_group, listed, members_of, not_named, send_invites
from .schemas import REMOVED

Pairs = list[tuple[Any, Change]]
Results = list[Any]  # for each pair the row, None if it was removed, or the PeopleError


class People(Protocol):
    """The part of the user store that bulk changes need."""

    http: Http
    names: Names
    policy: Policy
    batch_size: int

    def members(self) -> Iterator[Row]:
        ...

    def pending(self) -> Iterator[Row]:
        ...

    def regrant(self, row: Row, change: Change) -> Row:
        ...

    def desired(self, change: Change, email: str) -> dict[str, Any]:
        ...

    def still_in(self, row: Row, change: Change) -> frozenset[Any]:
        ...

    def forget_groups(self) -> None:
        ...

    def delete(self, row: Row) -> None:
        ...


def apply_together(store: People, verb: str, pairs: Pairs) -> Results:
    """Apply the changes. Returns for each pair the new row, None if it was removed, or the PeopleError if it failed."""
    if verb == "delete":
        rows = [row for row, _intent in pairs]
        earlier = len(store.http.own.unproved)
        results = _remove(store, rows)
        return _prove_removed(store, rows, results, len(store.http.own.unproved) == earlier)
    results = _invite(store, pairs) if verb == "create" else _regrant(store, pairs)
    _regroup(store, pairs, results)
    store.forget_groups()
    return results


def _in_batches(items: list[Any], size: int, work: Callable[[list[Any]], list[Any]]) -> Results:
    """Return the results of ``work`` for each batch. An error counts for each item of its batch. After a fatal one, later batches are not tried."""
    results: Results = []
    fatal_error: RequestFailed | Cancelled | None = None
    for batch in chunks(items, size):
        try:
            results += work(batch) if fatal_error is None else [_not_tried(fatal_error) for dummy in batch]
        except (RequestFailed, Cancelled) as problem:
            fatal_error = problem if _is_fatal(problem) else None
            results += [problem] * len(batch)
    return results


def _not_tried(problem: RequestFailed | Cancelled) -> PeopleError:
    """Return the error of somebody for whom nothing was sent, after an error that the next request would meet too."""
    found = problem.again(RequestFailed) if isinstance(problem, RequestFailed) else Cancelled(problem.message, problem.hint)
    found.message = f"Not tried after a failure: {problem.message}"
    found.changed = False
    return found


def _is_fatal(problem: RequestFailed | Cancelled) -> bool:
    """Return whether the next request would fail too."""
    return isinstance(problem, Cancelled) or not isinstance(problem, StateUnknown) and problem.status not in OF_ONE


def _invite(store: People, pairs: Pairs) -> Results:
    """Send the invites. The rows have no status, because a person with a Segment account may become a member at once, and no permissions."""
    def work(desired_accounts: list[Any]) -> list[Any]:
        named = send_invites(store.http, store.names, desired_accounts)
        return [{
            "email": desired["email"], "permissions": UNREADABLE
        } if fold(desired["email"]) in named else not_named(desired["email"]) for desired in desired_accounts]

    desired = [store.desired(change, (change.after or {})["email"]) for _row, change in pairs]
    return _in_batches(desired, store.batch_size, work)


def _regrant(store: People, pairs: Pairs) -> Results:
    """Write permissions one by one: the API has no operation for several people."""
    return _in_batches(pairs, 1, lambda pair: [store.regrant(*pair[0])])


def _regroup(store: People, pairs: Pairs, results: Results) -> None:
    """Add and remove group members group by group, and add the groups to the rows."""
    joins: dict[str, list[int]] = {}
    leaves: dict[str, list[int]] = {}
    for index, (row, change) in enumerate(pairs):
        if "groups" not in change.changed or isinstance(results[index], PeopleError):
            continue
        for group in change.added("groups"):
            joins.setdefault(group, []).append(index)
        for group in store.still_in(row, change) if row is not None else ():
            leaves.setdefault(group, []).append(index)
        results[index] = {**results[index], "groups": _groups(store, (change.after or {})["groups"])}

    def join(group: str, emails: list[str]) -> None:
        join_group(store.http, group, emails, store.batch_size)

    def leave(group: str, emails: list[str]) -> None:
        leave_group(store.http, group, emails)

    written = {index for index, (row, change) in enumerate(pairs) if row is None or "permissions" in change.changed}
    for requested, what, write, size in ((joins, "added to", join, store.batch_size), (leaves, "removed from", leave, QUERY_SIZE)):
        for group in sorted(requested):
            indexes = {results[index]["email"]: index for index in requested[group] if not isinstance(results[index], PeopleError)}
            failed = _group_by_batches(group, list(indexes), size, write)
            written.update(index for email, index in indexes.items() if email not in failed)
            for email, problem in failed.items():
                index = indexes[email]
                if isinstance(problem, StateUnknown):  # a copy, because others have the same problem and may not have changed
                    results[index] = problem.again(type(problem))
                else:
                    results[index] = _incomplete(store, pairs[index], what, group, problem)
                results[index].changed = index in written
    _read_back(store, pairs, results, sorted({*joins, *leaves}))


def _groups(store: People, ids: Any) -> list[Row]:
    return [{"id": group, "name": store.names.name("group", group)} for group in sorted(ids)]


def _read_back(store: People, pairs: Pairs, results: Results, touched: list[str]) -> None:
    """Read the groups again and add them to the rows, because the response to a bulk change does not show each person."""
    indexes = [index for index, result in enumerate(results) if not isinstance(result, PeopleError) and "groups" in pairs[index][1].changed]
    if not indexes:
        return
    for group in touched:
        try:
            members = set(map(fold, members_of(store.http, group)))
        except PeopleError as problem:
            store.policy.warn(f"Who is in the group '{store.names.name('group', group)}' could not be verified: {problem.message}")
            continue
        for index in indexes:
            held = {entry["id"] for entry in results[index]["groups"]} - {group} | ({group} if fold(results[index]["email"]) in members else set())
            results[index] = {**results[index], "groups": _groups(store, held)}


def _group_by_batches(group: str, emails: list[str], size: int, write: Callable[[str, list[str]], None]) -> dict[str, RequestFailed | Cancelled]:
    """Change the members of one group in batches. Returns the error by address for each address that failed."""
    failed: dict[str, RequestFailed | Cancelled] = {}
    for batch in chunks(emails, size):
        fatal_error = next(filter(_is_fatal, failed.values()), None)
        failed.update(_change_group(group, batch, write) if fatal_error is None else dict.fromkeys(batch, fatal_error))
    return failed


def _change_group(group: str, emails: list[str], write: Callable[[str, list[str]], None]) -> dict[str, RequestFailed | Cancelled]:
    """Change the members of one group. Returns the error by address. A list that is refused as input is bisected: it may be too long or have a bad entry."""
    failed: dict[str, RequestFailed | Cancelled] = {}

    def work(batch: list[str]) -> None:
        try:
            write(group, batch)
        except (RequestFailed, Cancelled) as problem:
            if isinstance(problem, RequestFailed) and problem.status in (413, 422) and len(batch) > 1:
                in_halves(batch, work)
            else:
                failed.update(dict.fromkeys(batch, problem))

    work(emails)
    return failed


def _incomplete(store: People, pair: tuple[Any, Change], what: str, group: str, problem: PeopleError) -> PeopleError:
    """Return the error for an incomplete change. It is not retried per person: the cause is the group, and the person stays invited."""
    row, _intent = pair
    done = "The person is invited, and the mail was sent" if row is None else "The permissions are set"
    return PeopleError(problem.message, f"{done}, but the person was not {what} the group '{store.names.name('group', group)}'. {problem.hint}".strip())


def _prove_removed(store: People, rows: list[Row], results: Results, proved: bool) -> Results:
    """Read the lists again after a removal, because an accepted removal is no proof. ``proved``: whether the responses come from the platform."""
    gone = [row for row, result in zip(rows, results) if result is None]
    left: set[str] = set()
    unread = ""
    try:
        # The invites first, because whoever accepts one in between is then among the members.
        if any(row["status"] == "pending" or row.get("invited") for row in gone):
            left |= set(map(fold, (row["email"] for row in store.pending())))
        for row in store.members() if gone else ():
            left |= {row["id"], fold(row["email"])}
    except PeopleError as problem:
        unread = problem.message

    def checked(row: Row, result: Any) -> Any:
        listed = (row["id"] if row["status"] == "member" else fold(row["email"])) in left
        if result is None and row.get("invited") and not (listed or unread) and fold(row["email"]) in left:
            return _half_removed("is still listed, or was accepted", f"{TITLE}: the open invite of {row['email']} was withdrawn without effect.", "")
        if result is not None or not (listed or unread):
            return result
        outcome = "was accepted" if proved or not unread else "may have been carried out"
        noun, still = ("member", "is still listed") if row["status"] == "member" else ("invite", "is still listed, or the person has accepted it")
        what = f"reading whether the {noun} is gone failed: {unread}" if unread else f"the {noun} {still}."
        doubt = RequestFailed(
            f"{TITLE}: the removal of {row['email']} {outcome}, but {what}", "The access may still be active: check it, and run the task again."
        )
        doubt.changed = bool(unread and proved)
        return doubt

    return [checked(row, result) for row, result in zip(rows, results)]


def _remove(store: People, rows: list[Row]) -> Results:
    """Remove the rows. DELETE takes a list in its query. After a 404 the listing shows, once for all, who still exists."""
    results: dict[int, Any] = {}
    for status, path, name, member in (("member", "/users", "userIds", "id"), ("pending", "/invites", "emails", "email")):
        indexes = [index for index, row in enumerate(rows) if row["status"] == status]

        def work(values: list[Any], path: str = path, name: str = name) -> list[Any]:
            store.http.delete(path, listed(name, values), REMOVED)
            return [None] * len(values)

        results.update(zip(indexes, _in_batches([rows[index][member] for index in indexes], QUERY_SIZE, work)))
    _withdraw_invites(store, rows, results)
    return [results[index] for index in range(len(rows))]


def _withdraw_invites(store: People, rows: list[Row], results: dict[int, Any]) -> None:
    """Withdraw the open invites of members who were removed, and set the errors in the results. Who could not be removed keeps the invite.

    They are few, and one at a time, as the error of one must not keep the others. Nothing is tried again here: the next run finds an invite.
    """
    invites = {index: row["invited"] for index, row in enumerate(rows) if row.get("invited") and results[index] is None}

    def work(values: list[Any]) -> list[Any]:
        with suppress(Missing):  # the lists, which are read afterwards, tell whether it is gone
            store.http.delete("/invites", listed("emails", values), REMOVED)
        return [None]

    for index, problem in zip(invites, _in_batches(list(invites.values()), 1, work)):
        if problem is not None:
            results[index] = _half_removed("could not be withdrawn", problem.message, problem.hint)


def remove_with_invite(store: People, row: Row) -> None:
    """Remove a member who also has an open invite, and prove both."""
    store.delete({name: value for name, value in row.items() if name != "invited"})
    try:
        store.delete({"email": row["invited"], "status": "pending"})
    except RequestFailed as problem:
        raise _half_removed("could not be withdrawn", problem.message, problem.hint) from None


def _half_removed(what: str, message: str, hint: str) -> PeopleError:
    """Return the error for a removed member whose open invite was not: it tells that the first is done, which reading the person again would not."""
    failed = PeopleError(message, f"The member is removed, but the open invite {what}, and may give access again. Run the task again. {hint}".strip())
    failed.changed = True
    return failed

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""People of a Segment workspace in as few requests as the API allows: invites in batches, removals in batches, groups by group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable, Protocol

from ...engine.batches import OF_ONE, in_halves
from ...engine.change import Change
from ...engine.errors import PeopleError, RequestFailed, StateUnknown
from ...engine.fields import UNREADABLE, Row
from ...engine.folding import fold
from ...engine.http import Http
from ...engine.names import Names
from ...engine.policy import Policy
from .client import QUERY_SIZE, TITLE, chunks, join_group, leave_group, listed, members_of, not_named, send_invites

Pairs = list[tuple[Any, Change]]
Results = list[Any]  # of each pair the row, None for who is removed, or the PeopleError


class People(Protocol):
    """What is needed of the store of users."""

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

    def still_in(self, row: Row, change: Change) -> frozenset[Any]:
        ...

    def forget_groups(self) -> None:
        ...


def apply_together(store: People, verb: str, pairs: Pairs) -> Results:
    """The rows afterwards, None for those removed, a PeopleError in the place of each that failed."""
    if verb == "delete":
        rows = [row for row, _intent in pairs]
        return _proved(store, rows, _remove(store, rows))
    results = _invite(store, pairs) if verb == "create" else _regrant(store, pairs)
    _regroup(store, pairs, results)
    store.forget_groups()
    return results


def _in_batches(items: list[Any], size: int, work: Callable[[list[Any]], list[Any]]) -> Results:
    """The results of work on each batch; where it fails, its error for each item, and for all that come after it if they have no chance."""
    results: Results = []
    fatal_error: PeopleError | None = None
    for batch in chunks(items, size):
        try:
            results += work(batch) if fatal_error is None else [fatal_error] * len(batch)
        except RequestFailed as problem:
            fatal_error = None if isinstance(problem, StateUnknown) or problem.status in OF_ONE else problem
            results += [problem] * len(batch)
    return results


def _invite(store: People, pairs: Pairs) -> Results:
    """Who was invited is told without the status: whoever has a Segment account may be a member at once. The permissions of neither were read."""
    def work(desired_accounts: list[Any]) -> list[Any]:
        named = send_invites(store.http, desired_accounts)
        return [{
            "email": desired["email"], "permissions": UNREADABLE
        } if fold(desired["email"]) in named else not_named(desired["email"]) for desired in desired_accounts]

    return _in_batches([change.after for _row, change in pairs], store.batch_size, work)


def _regrant(store: People, pairs: Pairs) -> Results:
    """There is no operation for the permissions of several."""
    return _in_batches(pairs, 1, lambda pair: [store.regrant(*pair[0])])


def _regroup(store: People, pairs: Pairs, results: Results) -> None:
    """Join and leave, each group in one go; adds the groups to the rows."""
    joins: dict[str, list[int]] = {}
    leaves: dict[str, list[int]] = {}
    for place, (row, change) in enumerate(pairs):
        if "groups" not in change.changed or isinstance(results[place], PeopleError):
            continue
        for group in change.added("groups"):
            joins.setdefault(group, []).append(place)
        for group in store.still_in(row, change) if row is not None else ():
            leaves.setdefault(group, []).append(place)
        results[place] = {**results[place], "groups": _groups(store, (change.after or {})["groups"])}

    def join(group: str, emails: list[str]) -> None:
        join_group(store.http, group, emails, store.batch_size)

    def leave(group: str, emails: list[str]) -> None:
        leave_group(store.http, group, emails)

    written = {place for place, (row, change) in enumerate(pairs) if row is None or "permissions" in change.changed}
    for wanted, what, write, size in ((joins, "added to", join, store.batch_size), (leaves, "removed from", leave, QUERY_SIZE)):
        for group in sorted(wanted):
            places = {results[place]["email"]: place for place in wanted[group] if not isinstance(results[place], PeopleError)}
            failed = _group_by_batches(group, list(places), size, write)
            written.update(place for email, place in places.items() if email not in failed)
            for email, problem in failed.items():
                place = places[email]
                results[place] = problem if isinstance(problem, StateUnknown) else _left_undone(store, pairs[place], what, group, problem)
                results[place].changed = place in written
    _read_back(store, pairs, results, sorted({*joins, *leaves}))


def _groups(store: People, ids: Any) -> list[Row]:
    return [{"id": group, "name": store.names.name("group", group)} for group in sorted(ids)]


def _read_back(store: People, pairs: Pairs, results: Results, touched: list[str]) -> None:
    """Put the groups as they are into the rows: a group that was written for many tells nothing of each of them."""
    places = [place for place, result in enumerate(results) if not isinstance(result, PeopleError) and "groups" in pairs[place][1].changed]
    if not places:
        return
    for group in touched:
        try:
            there = set(map(fold, members_of(store.http, group)))
        except PeopleError as problem:
            store.policy.warn(f"Who is in the group '{store.names.name('group', group)}' could not be verified: {problem.message}")
            continue
        for place in places:
            held = {entry["id"] for entry in results[place]["groups"]} - {group} | ({group} if fold(results[place]["email"]) in there else set())
            results[place] = {**results[place], "groups": _groups(store, held)}


def _group_by_batches(group: str, emails: list[str], size: int, write: Callable[[str, list[str]], None]) -> dict[str, RequestFailed]:
    """Change one group, a request at a time; tells whom it did not work for, and nobody of a request that did."""
    failed: dict[str, RequestFailed] = {}
    for some in chunks(emails, size):
        fatal_error = next((entry for entry in failed.values() if not isinstance(entry, StateUnknown) and entry.status not in OF_ONE), None)
        failed.update(_change_group(group, some, write) if fatal_error is None else dict.fromkeys(some, fatal_error))
    return failed


def _change_group(group: str, emails: list[str], write: Callable[[str, list[str]], None]) -> dict[str, RequestFailed]:
    """Change one group; tells whom it did not work for. A list that is refused as input goes in halves: it may be too long, or one in it wrong."""
    failed: dict[str, RequestFailed] = {}

    def work(some: list[str]) -> None:
        try:
            write(group, some)
        except RequestFailed as problem:
            if problem.status in (413, 422) and len(some) > 1:
                in_halves(some, work)
            else:
                failed.update(dict.fromkeys(some, problem))

    work(emails)
    return failed


def _left_undone(store: People, pair: tuple[Any, Change], what: str, group: str, problem: RequestFailed) -> PeopleError:
    """Not tried once more for each person: the group is at fault, and who was invited stays invited."""
    row, _intent = pair
    done = "The person is invited, and the mail was sent" if row is None else "The permissions are set"
    return PeopleError(problem.message, f"{done}, but the person was not {what} the group '{store.names.name('group', group)}'. {problem.hint}".strip())


def _proved(store: People, rows: list[Row], results: Results) -> Results:
    """One look at each of the two lists afterwards, as an accepted removal is no proof."""
    gone = [row for row, result in zip(rows, results) if result is None]
    left: set[str] = set()
    unread = ""
    try:
        if any(row["status"] == "member" for row in gone):
            left |= {row["id"] for row in store.members()}
        if any(row["status"] == "pending" for row in gone):
            left |= set(map(fold, (row["email"] for row in store.pending())))
    except PeopleError as problem:
        unread = problem.message

    def checked(row: Row, result: Any) -> Any:
        listed = (row["id"] if row["status"] == "member" else fold(row["email"])) in left
        if result is not None or not (listed or unread):
            return result
        what = f"but reading whether the {row['status']} is gone failed: {unread}" if unread else f"but still lists the {row['status']}."
        doubt = RequestFailed(f"{TITLE} accepted the removal of {row['email']}, {what}", "The access may still be active: check it, and run the task again.")
        doubt.changed = bool(unread)
        return doubt

    return [checked(row, result) for row, result in zip(rows, results)]


def _remove(store: People, rows: list[Row]) -> Results:
    """DELETE takes a list in its query. A 404 leaves open who is still there: the listing tells, once for all of them."""
    results: dict[int, Any] = {}
    for status, path, name, member in (("member", "/users", "userIds", "id"), ("pending", "/invites", "emails", "email")):
        mine = [place for place, row in enumerate(rows) if row["status"] == status]

        def work(values: list[Any], path: str = path, name: str = name) -> list[Any]:
            store.http.delete(path, listed(name, values))
            return [None] * len(values)

        results.update(zip(mine, _in_batches([rows[place][member] for place in mine], QUERY_SIZE, work)))
    return [results[place] for place in range(len(rows))]

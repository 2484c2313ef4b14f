# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""People of a Segment workspace in as few requests as the API allows: invites in batches, removals in batches, groups by group."""

from __future__ import annotations

from typing import Any, Callable

from ..engine.errors import Missing, PeopleError, RequestFailed, Unsettled
from ..engine.fields import UNKNOWN, Row
from ..engine.reconcile import Plan
from .segment import QUERY_SIZE, Users, chunks, join_group, leave_group, listed

Pairs = list[tuple[Any, Plan]]
Results = list[Any]  # of each pair the row, None for who is removed, or the PeopleError
# After any other failure the next request would fare no better.
OF_THIS_ONE = (400, 404, 409, 413, 422)


def apply_together(store: Users, verb: str, pairs: Pairs) -> Results:
    """The rows afterwards, None for those removed, a PeopleError in the place of each that failed."""
    if verb == "delete":
        return _remove(store, [row for row, _intent in pairs])
    results = _invite(store, pairs) if verb == "create" else _regrant(store, pairs)
    _regroup(store, pairs, results)
    return results


def _in_batches(items: list[Any], size: int, work: Callable[[list[Any]], list[Any]]) -> Results:
    """The results of work on each batch; where it fails, its error for each item, and for all that come after it if they have no chance."""
    results: Results = []
    hopeless: PeopleError | None = None
    for batch in chunks(items, size):
        try:
            results += work(batch) if hopeless is None else [hopeless] * len(batch)
        except RequestFailed as problem:
            hopeless = None if isinstance(problem, Unsettled) or problem.status in OF_THIS_ONE else problem
            results += [problem] * len(batch)
    return results


def _invite(store: Users, pairs: Pairs) -> Results:
    """Who was invited is told without the status: whoever has a Segment account may be a member at once. The permissions of neither were read."""
    def work(wishes: list[Any]) -> list[Any]:
        store.invite(wishes)
        return [{"email": wish["email"], "permissions": UNKNOWN} for wish in wishes]

    return _in_batches([intent.after for _row, intent in pairs], store.batch_size, work)


def _regrant(store: Users, pairs: Pairs) -> Results:
    """There is no operation for the permissions of several."""
    return _in_batches(pairs, 1, lambda pair: [store.regrant(*pair[0])])


def _regroup(store: Users, pairs: Pairs, results: Results) -> None:
    """Join and leave, each group in one go; adds the groups to the rows."""
    joins: dict[str, list[int]] = {}
    leaves: dict[str, list[int]] = {}
    for place, (row, intent) in enumerate(pairs):
        if "groups" not in intent.changed or isinstance(results[place], PeopleError):
            continue
        for group in intent.gained("groups"):
            joins.setdefault(group, []).append(place)
        for group in store.still_in(row, intent) if row is not None else ():
            leaves.setdefault(group, []).append(place)
        after = sorted((intent.after or {})["groups"])
        results[place] = {**results[place], "groups": [{"id": group, "name": store.names.name("group", group)} for group in after]}

    def join(group: str, emails: list[str]) -> None:
        join_group(store.http, group, emails, store.batch_size)

    def leave(group: str, emails: list[str]) -> None:
        leave_group(store.http, group, emails)

    for wanted, what, write in ((joins, "put into", join), (leaves, "taken out of", leave)):
        for group in sorted(wanted):
            places = {results[place]["email"]: place for place in wanted[group] if not isinstance(results[place], PeopleError)}
            for email, problem in _in_halves(group, list(places), write).items():
                place = places[email]
                results[place] = problem if isinstance(problem, Unsettled) else _left_undone(store, pairs[place], what, group, problem)


def _in_halves(group: str, emails: list[str], write: Callable[[str, list[str]], None]) -> dict[str, RequestFailed]:
    """Change one group; tells whom it did not work for. A list that is refused as input goes in halves: it may be too long, or one in it wrong."""
    if not emails:
        return {}
    try:
        write(group, emails)
    except RequestFailed as problem:
        if problem.status not in (413, 422) or len(emails) == 1:
            return dict.fromkeys(emails, problem)
        middle = len(emails) // 2
        return {**_in_halves(group, emails[:middle], write), **_in_halves(group, emails[middle:], write)}
    return {}


def _left_undone(store: Users, pair: tuple[Any, Plan], what: str, group: str, problem: RequestFailed) -> PeopleError:
    """Not tried once more for each person: the group is at fault, and who was invited stays invited."""
    row, _intent = pair
    done = "The person is invited" if row is None else "Permissions are as wanted"
    return PeopleError(problem.message, f"{done}, but was not {what} the group '{store.names.name('group', group)}'. {problem.hint}".strip())


def _remove(store: Users, rows: list[Row]) -> Results:
    """DELETE takes a list in its query. A 404 leaves open who is still there, unless it was about one alone."""
    results: dict[int, Any] = {}
    for status, path, name, member in (("member", "/users", "userIds", "id"), ("pending", "/invites", "emails", "email")):
        mine = [place for place, row in enumerate(rows) if row["status"] == status]

        def work(values: list[Any], path: str = path, name: str = name) -> list[Any]:
            try:
                store.http.call("DELETE", path, query=listed(name, values), void=True)
            except Missing:
                if len(values) > 1:
                    raise
            return [None] * len(values)

        results.update(zip(mine, _in_batches([rows[place][member] for place in mine], QUERY_SIZE, work)))
    return [results[place] for place in range(len(rows))]

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Listings, to their proven end. Each raises Incomplete rather than being silently short.

What proves an end are entries told apart by their identity, never their number alone: rows shift under a reader while somebody adds or
removes others. A reading under which they did is repeated, at most twice. What cannot be seen is a server that lies consistently, and an
entry that is passed over because another one on an earlier page has gone at that very moment, where no total is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable
from urllib.parse import urlsplit

from .errors import Incomplete, RequestFailed, UnexpectedResponse
from .fields import get_path
from .http import Http
from .schema import Schema, array, maybe, number, obj, string

PAGE_LIMIT = 100_000
_WITH_CURSOR = obj(data=maybe(obj(pagination=maybe(obj(next=maybe(string), totalEntries=maybe(number))))))
_WITH_TOTALS = obj(_pagination=maybe(obj(totalPages=maybe(number), totalElements=maybe(number))))
_WITH_LINK = obj(_links=maybe(obj(next=maybe(obj(href=maybe(string))))))
READINGS = 3
# How a page past the end is not refused, where it is not empty: these are said of the caller, whatever the page.
OF_THE_CALLER = (401, 403, 407, 408, 429)
Identity = Callable[[Any], Any]
# The pages of one reading with the total that each tells (None: none). It is given the identities found in this reading so far.
Pages = Callable[["set[Any]"], "Iterator[tuple[list[Any], Any]]"]


def own_id(row: Any) -> Any:
    """A bare text stands for itself, an object has an id."""
    return row if isinstance(row, str) else row["id"]


def _rows(http: Http, path: str, data: Any, key: str | None, schema: Schema | None) -> list[Any]:
    rows = data if key is None else data.get(key) if isinstance(data, dict) else None
    if not isinstance(rows, list):
        where = f"a list under '{key}'" if key else "a list"
        raise Incomplete(f"{http.conventions.title}: GET {path} returned a response without {where}.", f"Check {http.conventions.url_option}.")
    if schema is not None:
        http.expect(rows, array(schema), path)
    return rows


def _told_apart(http: Http, path: str, identity: Identity) -> Identity:
    """The same, ending in a sentence for an entry that lacks what tells it apart."""
    def checked(row: Any) -> Any:
        try:
            id_ = identity(row)
        except (KeyError, TypeError, AttributeError):
            id_ = None
        if not isinstance(id_, (str, int)):
            raise UnexpectedResponse(
                f"{http.conventions.title}: GET {path} returned an entry without an id.", f"Check {http.conventions.url_option}.",
            )
        return id_

    return checked


def _every(http: Http, path: str, pages: Pages, identity: Identity) -> Iterator[Any]:
    """Every entry once, as the pages come. A reading is proof if no entry came twice, the total did not shrink and so many are there, or
    if it finds the very entries of the one before: then the server overlaps its pages, and nothing moves. What is added at the end of a log
    while it is read moves nothing."""
    given: set[Any] = set()
    before: set[Any] = set()
    for reading in range(READINGS):
        found: set[Any] = set()
        most = 0
        moved = False
        for rows, total in pages(found):
            moved = moved or (total or 0) < most
            most = max(most, total or 0)
            for row in rows:
                id_ = identity(row)
                moved = moved or id_ in found
                found.add(id_)
                if id_ not in given:
                    given.add(id_)
                    yield row
        again = reading > 0 and found == before
        if len(found) >= most and (again or not moved):
            return
        if again:
            break
        before = found
    what = f"announced {most} entries, but {len(found)} came" if len(found) < most else f"came to {READINGS} different ends"
    raise Incomplete(
        f"{http.conventions.title}: GET {path} {what}.", "Nothing was changed. The list may be changing right now: run the task again.",
    )


def single(http: Http, path: str, key: str, query: Any = None, schema: Schema | None = None) -> Iterator[Any]:
    """A list that the API gives whole in one answer."""
    yield from _rows(http, path, http.get(path, query=query), key, schema)


def by_cursor(
    http: Http, path: str, key: str, count: int, query: dict[str, Any] | None = None, identity: Identity = own_id,
    schema: Schema | None = None,
) -> Iterator[Any]:
    """Segment's style: ``data.<key>`` and ``data.pagination`` with ``next`` and perhaps ``totalEntries``. Its cursors are places in the list,
    so that entries shift where somebody is removed in between."""
    identity = _told_apart(http, path, identity)

    def pages(found: set[Any]) -> Iterator[tuple[list[Any], Any]]:
        cursors: set[str] = set()
        cursor = ""
        while True:
            page_query = dict(query or {}, **{"pagination.count": count}, **({"pagination.cursor": cursor} if cursor else {}))
            response = http.get(path, query=page_query)
            rows = _rows(http, path, get_path(response, "data"), key, schema)
            http.expect(response, _WITH_CURSOR, path)
            yield rows, get_path(response, "data.pagination.totalEntries")
            cursor = get_path(response, "data.pagination.next", "")
            if not cursor:
                return
            if cursor in cursors:
                raise Incomplete(f"{http.conventions.title}: GET {path} returned the same cursor twice.", "Nothing was changed; run the task again.")
            cursors.add(cursor)

    return _every(http, path, pages, identity)


def by_page_with_totals(
    http: Http, path: str, size: int, identity: Identity, query: dict[str, Any] | None = None, schema: Schema | None = None,
) -> Iterator[Any]:
    """Contabo's style: ``data`` and ``_pagination`` with totals. The two lists that lack it end with an empty or a repeated page: a short
    one proves nothing, as the server may cap ``size``."""
    identity = _told_apart(http, path, identity)

    def pages(found: set[Any]) -> Iterator[tuple[list[Any], Any]]:
        for page in range(1, PAGE_LIMIT):
            response = http.get(path, query=dict(query or {}, page=page, size=size))
            rows = _rows(http, path, response, "data", schema)
            http.expect(response, _WITH_TOTALS, path)
            paging = response.get("_pagination")
            nothing_new = all(identity(row) in found for row in rows)
            if paging is None and nothing_new:
                return
            last: Any = get_path(paging, "totalPages")
            total: Any = get_path(paging, "totalElements")
            if paging is not None and (last is None or total is None):
                raise Incomplete(f"{http.conventions.title}: GET {path} cannot be read completely: page {page} has no totals.", "Nothing was changed.")
            yield rows, total
            if paging is not None and (page >= last or nothing_new):
                return
        raise Incomplete(f"{http.conventions.title}: GET {path} does not end.")

    return _every(http, path, pages, identity)


def by_page_until_nothing_new(
    http: Http, path: str, size: int, identity: Identity, query: dict[str, Any] | None = None, schema: Schema | None = None,
) -> Iterator[Any]:
    """TSNA's style: bare arrays without any total. Ends with an empty page, one that brings nothing new, or one that is refused as being
    past the end; a short page proves nothing, as the server may cap ``limit``."""
    identity = _told_apart(http, path, identity)

    def page_of(number: int, limit: int) -> list[Any]:
        return _rows(http, path, http.get(path, query=dict(query or {}, offset=number, limit=limit)), None, schema)

    def is_past(number: int, limit: int) -> bool:
        try:
            return not page_of(number, limit)
        except RequestFailed as problem:
            if not _may_be_past(problem):
                raise
            return True

    def pages(found: set[Any]) -> Iterator[tuple[list[Any], Any]]:
        for page in range(1, PAGE_LIMIT):
            try:
                rows = page_of(page, size)
            except RequestFailed as problem:
                # assumption: so may a page past the end be answered. With pages of one entry, the last one has to be there and a further one not.
                if page == 1 or not _may_be_past(problem) or is_past(len(found), 1) or not is_past(len(found) + 1, 1):
                    raise
                return
            if all(identity(row) in found for row in rows):
                return
            yield rows, None
        raise Incomplete(f"{http.conventions.title}: GET {path} does not end.")

    return _every(http, path, pages, identity)


def _may_be_past(problem: RequestFailed) -> bool:
    return problem.status is not None and 400 <= problem.status < 500 and problem.status not in OF_THE_CALLER


def by_next_link(http: Http, path: str, key: str, query: Any = None, schema: Schema | None = None) -> Iterator[Any]:
    """ThousandEyes' events: ``_links.next.href`` is complete; the end is its absence. Only its query is taken, and asked for at the configured
    URL: behind a gateway, links name a host and a path of their own, and the token goes where it was given for and nowhere else."""
    links: set[str] = set()
    response = http.get(path, query=query)
    while True:
        yield from _rows(http, path, response, key, schema)
        http.expect(response, _WITH_LINK, path)
        link = get_path(response, "_links.next.href")
        if not link:
            return
        following = _query_of(link)
        if not following or following in links:
            problem = "the same next link twice" if following else "a next link without a query"
            raise Incomplete(f"{http.conventions.title}: GET {path} gave {problem}.", "Run the task again.")
        links.add(following)
        response = http.get(f"{path}?{following}")


def _query_of(link: str) -> str:
    """The query of a link as it is written there; empty for what is no link."""
    try:
        return urlsplit(link).query
    except ValueError:
        return ""

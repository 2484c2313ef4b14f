# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Reads lists over all pages. Each function raises Incomplete instead of returning an incomplete list.

Completeness is proved by the identities of the entries, never by their number alone, because entries shift between pages while others are added or
removed. If that happens, the list is read again, at most twice. Two cases cannot be detected: a server that is consistently wrong, and, without a total,
an entry that is skipped because another one on an earlier page is removed at that moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
# Statuses that concern the caller and not the page, so they do not mean that a page is past the end.
OF_THE_CALLER = (401, 403, 407, 408, 429)
Identity = Callable[[Any], Any]
# Yields the pages of one reading, each with its total (None if missing). The argument is the set of identities found in this reading so far.
Pages = Callable[["set[Any]"], "Iterator[tuple[list[Any], Any]]"]


def own_id(row: Any) -> Any:
    """Return the identity of an entry: the string itself, or the id of an object."""
    return row if isinstance(row, str) else row["id"]


def _rows(http: Http, path: str, data: Any, key: str | None, schema: Schema | None) -> list[Any]:
    rows = data if key is None else data.get(key) if isinstance(data, dict) else None
    if not isinstance(rows, list):
        where = f"a list under '{key}'" if key else "a list"
        raise Incomplete(f"{http.conventions.title}: GET {path} returned a response without {where}.", f"Check {http.conventions.url_option}.")
    if schema is not None:
        http.expect(rows, array(schema), path)
    return rows


def _checked_identity(http: Http, path: str, identity: Identity) -> Identity:
    """Return a function like ``identity`` that raises UnexpectedResponse for an entry without an identity."""
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


def _every(http: Http, path: str, pages: Pages, identity: Identity, total_proves: bool = True) -> Iterator[Any]:
    """Yield each entry once. Raises Incomplete.

    A reading is complete if no entry occurs twice, the total does not shrink, and as many entries are found. It is also complete if it finds the same
    entries as the one before: then the pages of the server overlap, and nothing moved. Entries added at the end of a log do not move others.
    Without ``total_proves``, the total may count more than the list contains: two readings that find the same entries while nothing moved are then
    complete, with a caution.
    """
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
        if again and not total_proves and not moved:
            http.cautions.append(
                f"{http.conventions.title}: GET {path} announced {most} entries, but its pages have {len(found)}, the same ones twice. These were used."
            )
            return
        if again:
            break
        before = found
    what = f"announced {most} entries, but {len(found)} came" if len(found) < most else f"came to {READINGS} different ends"
    raise Incomplete(
        f"{http.conventions.title}: GET {path} {what}.", "Nothing was changed. The list may be changing right now: run the task again.",
    )


def single(http: Http, path: str, key: str, query: Any = None, schema: Schema | None = None) -> Iterator[Any]:
    """Yield the entries of a list without pages."""
    yield from _rows(http, path, http.get(path, query=query), key, schema)


def by_cursor(
    http: Http, path: str, key: str, count: int, query: dict[str, Any] | None = None, identity: Identity = own_id,
    schema: Schema | None = None, headers: Mapping[str, str] | None = None,
) -> Iterator[Any]:
    """Yield the entries of a list with cursors, as in Segment: ``data.<key>`` and ``data.pagination`` with ``next`` and optional ``totalEntries``.

    Segment's cursors are positions in the list, so entries shift when others are removed. The cursor shows the end, because it is not documented what the
    total counts.
    """
    identity = _checked_identity(http, path, identity)

    def pages(found: set[Any]) -> Iterator[tuple[list[Any], Any]]:
        cursors: set[str] = set()
        cursor = ""
        while True:
            page_query = dict(query or {}, **{"pagination.count": count}, **({"pagination.cursor": cursor} if cursor else {}))
            response = http.get(path, query=page_query, headers=headers or {})
            rows = _rows(http, path, get_path(response, "data"), key, schema)
            http.expect(response, _WITH_CURSOR, path)
            yield rows, get_path(response, "data.pagination.totalEntries")
            cursor = get_path(response, "data.pagination.next", "")
            if not cursor:
                return
            if cursor in cursors:
                raise Incomplete(f"{http.conventions.title}: GET {path} returned the same cursor twice.", "Nothing was changed; run the task again.")
            cursors.add(cursor)

    return _every(http, path, pages, identity, total_proves=False)


def by_page_with_totals(
    http: Http, path: str, size: int, identity: Identity, query: dict[str, Any] | None = None, schema: Schema | None = None,
) -> Iterator[Any]:
    """Yield the entries of a list with page numbers and totals, as in Contabo: ``data`` and ``_pagination``.

    The two lists without ``_pagination`` end with an empty or repeated page. A short page proves nothing, because the server may cap ``size``.
    """
    identity = _checked_identity(http, path, identity)

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
    """Yield the entries of a list with page numbers and without totals, as in TSNA: plain arrays.

    The list ends with an empty page, one without new entries, or one that is refused because it is past the end. A short page proves nothing, because
    the server may cap ``limit``.
    """
    identity = _checked_identity(http, path, identity)

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
                # assumption: a page past the end may be refused. With pages of one entry, the last one must exist and the next one must not.
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


def by_next_link(
    http: Http, path: str, key: str, query: Any = None, schema: Schema | None = None, seen: Callable[[Any], None] = lambda answer: None,
) -> Iterator[Any]:
    """Yield the entries of a list with links, as in ThousandEyes' events: ``_links.next.href``, which is missing on the last page.

    Only the query of a link is used, with the configured URL: behind a gateway, links may have another host and path, and the token must not be sent
    elsewhere. ``seen`` is called with each response.
    """
    links: set[str] = set()
    response = http.get(path, query=query)
    while True:
        seen(response)
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
    """Return the query of a link, still encoded; empty if it is invalid."""
    try:
        return urlsplit(link).query
    except ValueError:
        return ""

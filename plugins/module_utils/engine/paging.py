# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Listings, to their proven end. Each raises Incomplete rather than being silently short."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable
from urllib.parse import urlsplit

from .errors import Incomplete
from .fields import at
from .http import Http
from .schema import Schema, array, maybe, number, obj, string

PAGE_LIMIT = 100_000
_WITH_CURSOR = obj(data=maybe(obj(pagination=maybe(obj(next=maybe(string), totalEntries=maybe(number))))))
_WITH_TOTALS = obj(_pagination=maybe(obj(totalPages=maybe(number), totalElements=maybe(number))))
_WITH_LINK = obj(_links=maybe(obj(next=maybe(obj(href=maybe(string))))))


def _rows(http: Http, path: str, data: Any, key: str | None, schema: Schema | None) -> list[Any]:
    rows = data if key is None else data.get(key) if isinstance(data, dict) else None
    if not isinstance(rows, list):
        where = f"a list under '{key}'" if key else "a list"
        raise Incomplete(f"{http.dialect.title}: GET {path} was answered without {where}.", f"Check {http.dialect.url_option}.")
    if schema is not None:
        http.expect(rows, array(schema), "GET", path)
    return rows


def _short(http: Http, path: str, seen: int, total: Any) -> Incomplete:
    return Incomplete(
        f"{http.dialect.title}: GET {path} announced {total} entries, but {seen} came.",
        "Nothing was changed. Somebody may be changing the list right now: run the task again.",
    )


def single(http: Http, path: str, key: str, query: Any = None, schema: Schema | None = None) -> Iterator[Any]:
    """A list that the API gives whole in one answer."""
    yield from _rows(http, path, http.call("GET", path, query=query).data, key, schema)


def by_cursor(http: Http, path: str, key: str, count: int, query: dict[str, Any] | None = None, schema: Schema | None = None) -> Iterator[Any]:
    """Segment's style: ``data.<key>`` and ``data.pagination`` with ``next`` and perhaps ``totalEntries``."""
    cursors: set[str] = set()
    cursor, seen = "", 0
    while True:
        asked = dict(query or {}, **{"pagination.count": count}, **({"pagination.cursor": cursor} if cursor else {}))
        reply = http.call("GET", path, query=asked).data
        rows = _rows(http, path, at(reply, "data"), key, schema)
        http.expect(reply, _WITH_CURSOR, "GET", path)
        yield from rows
        seen += len(rows)
        cursor = at(reply, "data.pagination.next", "")
        if not cursor:
            total = at(reply, "data.pagination.totalEntries")
            if total is not None and seen < total:
                raise _short(http, path, seen, total)
            return
        if cursor in cursors:
            raise Incomplete(f"{http.dialect.title}: GET {path} gave the same cursor twice.", "Nothing was changed; run the task again.")
        cursors.add(cursor)


def by_page_with_totals(http: Http, path: str, size: int, query: dict[str, Any] | None = None, schema: Schema | None = None) -> Iterator[Any]:
    """Contabo's style: ``data`` and ``_pagination`` with totals. The two lists that lack it end with an empty or a repeated page: a short
    one proves nothing, as the server may cap ``size``."""
    seen, before = 0, None
    for page in range(1, PAGE_LIMIT):
        reply = http.call("GET", path, query=dict(query or {}, page=page, size=size)).data
        rows = _rows(http, path, reply, "data", schema)
        http.expect(reply, _WITH_TOTALS, "GET", path)
        paging = reply.get("_pagination")
        if paging is None and rows in ([], before):
            return
        pages: Any = at(paging, "totalPages")
        total: Any = at(paging, "totalElements")
        if paging is not None and (pages is None or total is None or rows and rows == before):
            raise Incomplete(f"{http.dialect.title}: GET {path} cannot be paged through: page {page} repeats or tells no totals.", "Nothing was changed.")
        yield from rows
        seen, before = seen + len(rows), rows
        if paging is None:
            continue
        if page >= pages and seen >= total:
            return
        if page >= pages or not rows:
            raise _short(http, path, seen, total)
    raise Incomplete(f"{http.dialect.title}: GET {path} does not end.")


def by_page_until_nothing_new(
    http: Http, path: str, size: int, identity: Callable[[Any], Any], query: dict[str, Any] | None = None, schema: Schema | None = None,
) -> Iterator[Any]:
    """TSNA's style: bare arrays without any total. Ends with an empty page or one that brings nothing new; a short page proves
    nothing, as the server may cap ``limit``."""
    seen: set[Any] = set()
    for page in range(1, PAGE_LIMIT):
        rows = _rows(http, path, http.call("GET", path, query=dict(query or {}, offset=page, limit=size)).data, None, schema)
        fresh = [row for row in rows if identity(row) not in seen]
        if not fresh:
            return
        seen.update(map(identity, fresh))
        yield from fresh
    raise Incomplete(f"{http.dialect.title}: GET {path} does not end.")


def by_next_link(http: Http, path: str, key: str, query: Any = None, schema: Schema | None = None) -> Iterator[Any]:
    """ThousandEyes' events: ``_links.next.href`` is absolute and complete; the end is its absence."""
    links: set[str] = set()
    reply = http.call("GET", path, query=query).data
    while True:
        yield from _rows(http, path, reply, key, schema)
        http.expect(reply, _WITH_LINK, "GET", path)
        link = at(reply, "_links.next.href")
        if not link:
            return
        # Links are absolute, and the token goes along: only where it was given for.
        if urlsplit(link)[:2] != urlsplit(http.base_url)[:2]:
            raise Incomplete(f"{http.dialect.title}: GET {path} gave a next link to another host.", f"Check {http.dialect.url_option}.")
        if link in links:
            raise Incomplete(f"{http.dialect.title}: GET {path} gave the same next link twice.", "Run the task again.")
        links.add(link)
        reply = http.call("GET", link).data

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Listings are complete or end in Incomplete; they are never silently short."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.people.access.plugins.module_utils.engine import paging
from ansible_collections.people.access.plugins.module_utils.engine.errors import Incomplete, RequestFailed
from tests.unit.doubles import URL, PagedApi

LAWS = settings(max_examples=150, deadline=None, derandomize=True, database=None)
ASKED = 7  # entries on a page, as the generators are asked to ask

Serve = Callable[[str, dict[str, Any]], Any]


class Lists:
    """One server for each style of paging: ``cap`` is the most it grants on a page, ``told`` the total that it tells (None: none)."""

    def __init__(self, count: int, cap: int = 1000, told: int | None = -1) -> None:
        self.items = [{"id": f"id-{number}"} for number in range(count)]
        self.cap = cap
        self.told = count if told == -1 else told

    def single(self, path: str, query: dict[str, Any]) -> Any:
        return {"users": self.items}

    def cursor(self, path: str, query: dict[str, Any]) -> Any:
        start = int(query.get("pagination.cursor", "c0")[1:])
        end = start + min(self.cap, query["pagination.count"])
        page = {**({"next": f"c{end}"} if end < len(self.items) else {}), **({} if self.told is None else {"totalEntries": self.told})}
        return {"data": {"users": self.items[start:end], "pagination": page}}

    def totals(self, path: str, query: dict[str, Any]) -> Any:
        size = min(self.cap, query["size"])
        start = (query["page"] - 1) * size
        rows = {"data": self.items[start:start + size]}
        if self.told is None:
            return rows
        return {**rows, "_pagination": {"size": size, "page": query["page"], "totalElements": self.told, "totalPages": math.ceil(self.told / size)}}

    def bare(self, path: str, query: dict[str, Any]) -> Any:
        size = min(self.cap, query["limit"])
        return self.items[(query["offset"] - 1) * size:query["offset"] * size]

    def links(self, path: str, query: dict[str, Any]) -> Any:
        start = int(path.partition("cursor=")[2] or 0)
        end = start + min(self.cap, ASKED)
        return {"users": self.items[start:end], **({"_links": {"next": {"href": f"{URL}/users?cursor={end}"}}} if end < len(self.items) else {})}


def walk_single(api: Any) -> Iterator[Any]:
    return paging.single(api, "/users", "users")


def walk_cursor(api: Any) -> Iterator[Any]:
    return paging.by_cursor(api, "/users", "users", ASKED, {"kept": "1"})


def walk_totals(api: Any) -> Iterator[Any]:
    return paging.by_page_with_totals(api, "/users", ASKED, lambda row: row["id"], {"kept": "1"})


def walk_bare(api: Any) -> Iterator[Any]:
    return paging.by_page_until_nothing_new(api, "/users", ASKED, lambda row: row["id"], {"kept": "1"})


def walk_links(api: Any) -> Iterator[Any]:
    return paging.by_next_link(api, "/users", "users", {"kept": "1"})


STYLES: dict[str, tuple[Callable[[Any], Iterator[Any]], Callable[[Lists], Serve]]] = {
    "single": (walk_single, lambda lists: lists.single), "cursor": (walk_cursor, lambda lists: lists.cursor),
    "totals": (walk_totals, lambda lists: lists.totals), "bare": (walk_bare, lambda lists: lists.bare), "links": (walk_links, lambda lists: lists.links),
}
every = pytest.mark.parametrize("style", STYLES)
paged = pytest.mark.parametrize("style", [style for style in STYLES if style != "single"])


def read(style: str, lists: Lists) -> tuple[list[Any], PagedApi]:
    walk, server = STYLES[style]
    api = PagedApi(server(lists))
    return list(walk(api)), api


@every
@pytest.mark.parametrize("count", [0, 1, ASKED - 1, ASKED, ASKED + 1, 2 * ASKED, 2 * ASKED + 1, 10 * ASKED + 3])
def test_complete_around_every_boundary(style: str, count: int) -> None:
    lists = Lists(count)
    assert read(style, lists)[0] == lists.items


@every
@LAWS
@given(count=st.integers(0, 60), cap=st.integers(1, 2 * ASKED))
def test_complete_however_small_the_server_makes_the_pages(style: str, count: int, cap: int) -> None:
    lists = Lists(count, cap)
    rows, api = read(style, lists)
    assert rows == lists.items
    assert len(api.asked) <= count // min(cap, ASKED) + 2


@LAWS
@given(count=st.integers(0, 60), cap=st.integers(1, 2 * ASKED), style=st.sampled_from(["cursor", "totals"]))
def test_complete_where_no_total_is_told(count: int, cap: int, style: str) -> None:
    lists = Lists(count, cap, told=None)
    assert read(style, lists)[0] == lists.items


@paged
def test_the_query_is_kept_on_every_page(style: str) -> None:
    dummy, api = read(style, Lists(30))
    assert len(api.asked) > 3
    assert all(query.get("kept") == "1" for path, query in api.asked if "cursor=" not in path)  # a next link is complete as it is


@LAWS
@given(count=st.integers(0, 40), cap=st.integers(1, 2 * ASKED), more=st.integers(1, 20))
def test_fewer_than_the_total_is_incomplete(count: int, cap: int, more: int) -> None:
    with pytest.raises(Incomplete, match=f"announced {count + more} entries, but {count} came"):
        read("totals", Lists(count, cap, told=count + more))


@LAWS
@given(count=st.integers(0, 40), cap=st.integers(1, 2 * ASKED), more=st.integers(1, 20))
def test_fewer_than_a_total_beside_a_cursor_are_read_twice_and_said(count: int, cap: int, more: int) -> None:
    """The cursor tells the end; what such a total counts is not documented."""
    api = PagedApi(Lists(count, cap, told=count + more).cursor)
    assert len(list(walk_cursor(api))) == count
    (caution,) = api.cautions
    assert f"announced {count + more} entries, but its pages have {count}" in caution


def test_more_than_the_total_is_no_harm() -> None:
    assert len(read("cursor", Lists(20, told=15))[0]) == 20


@pytest.mark.parametrize("again", ["c7", "c0"])
def test_a_repeated_cursor_is_incomplete(again: str) -> None:
    def serve(path: str, query: dict[str, Any]) -> Any:
        return {"data": {"users": [{"id": "a"}], "pagination": {"next": again}}}

    with pytest.raises(Incomplete, match="same cursor twice"):
        list(walk_cursor(PagedApi(serve)))


def test_a_repeated_link_is_incomplete() -> None:
    def serve(path: str, query: dict[str, Any]) -> Any:
        return {"users": [{"id": "a"}], "_links": {"next": {"href": f"{URL}/users?cursor=7"}}}

    with pytest.raises(Incomplete, match="same next link twice"):
        list(walk_links(PagedApi(serve)))


def test_a_page_that_comes_again_is_no_further_page() -> None:
    """A server that does not know ``page`` and gives the first one for ever: counting alone would find enough entries."""
    lists = Lists(25)

    def serve(path: str, query: dict[str, Any]) -> Any:
        return lists.totals(path, {**query, "page": 1})

    with pytest.raises(Incomplete):
        list(walk_totals(PagedApi(serve)))


def test_an_empty_page_in_the_middle_is_incomplete() -> None:
    def serve(path: str, query: dict[str, Any]) -> Any:
        return {**Lists(25).totals(path, query), **({"data": []} if query["page"] == 2 else {})}

    with pytest.raises(Incomplete, match="announced 25"):
        list(walk_totals(PagedApi(serve)))


@pytest.mark.parametrize("style", ["totals", "bare"])
@pytest.mark.parametrize("count", [1, 6, 7, 8, 14, 20])
def test_a_last_page_that_is_given_for_ever_ends_the_listing(style: str, count: int) -> None:
    lists = Lists(count, told=None)
    walk, server = STYLES[style]
    page = "page" if style == "totals" else "offset"

    def serve(path: str, query: dict[str, Any]) -> Any:
        return server(lists)(path, {**query, page: min(query[page], math.ceil(count / ASKED))})

    assert list(walk(PagedApi(serve))) == lists.items


def test_an_entry_that_moved_to_the_next_page_comes_once() -> None:
    pages = [[{"id": "a"}, {"id": "b"}], [{"id": "b"}, {"id": "c"}], [{"id": "c"}]]
    rows = list(walk_bare(PagedApi(lambda path, query: pages[query["offset"] - 1])))
    assert [row["id"] for row in rows] == ["a", "b", "c"]


NO_LISTS: list[Any] = [None, {}, [], "text", 5, {"users": None}, {"users": {"a": 1}}, {"data": None}, {"data": {}}, {"data": "x"}, {"errors": []}]


@pytest.mark.parametrize("data", NO_LISTS, ids=repr)
@every
def test_no_list_is_incomplete(style: str, data: Any) -> None:
    if style == "bare" and data == []:
        return  # that is the empty list
    with pytest.raises(Incomplete, match="without a list") as caught:
        list(STYLES[style][0](PagedApi(lambda path, query: data)))
    assert "example_url" in caught.value.hint


@paged
def test_a_second_page_without_a_list_is_incomplete(style: str) -> None:
    walk, server = STYLES[style]
    pages = iter([server(Lists(30))])

    def serve(path: str, query: dict[str, Any]) -> Any:
        first = next(pages, None)
        return first(path, query) if first else {"error": "gone"}

    with pytest.raises(Incomplete, match="without a list"):
        list(walk(PagedApi(serve)))


@pytest.mark.parametrize("pagination", [{}, {"size": 7}, {"totalElements": 25}, {"totalPages": 4}], ids=repr)
def test_half_a_pagination_is_incomplete(pagination: dict[str, int]) -> None:
    with pytest.raises(Incomplete):
        list(walk_totals(PagedApi(lambda path, query: {"data": [{"id": "a"}], "_pagination": pagination})))


@pytest.mark.parametrize("style", ["totals", "bare"])
def test_a_listing_without_end_is_incomplete(monkeypatch: pytest.MonkeyPatch, style: str) -> None:
    monkeypatch.setattr(paging, "PAGE_LIMIT", 20)

    def serve(path: str, query: dict[str, Any]) -> Any:
        rows = [{"id": f"new-{query.get('page') or query.get('offset')}"}]
        return rows if style == "bare" else {"data": rows}

    with pytest.raises(Incomplete, match="does not end"):
        list(STYLES[style][0](PagedApi(serve)))


@pytest.mark.parametrize("base", [URL, "https://api.example", "https://gateway.example:8443/te/v7"])
@pytest.mark.parametrize("link", [
    "https://elsewhere.example/v1/users?cursor=7", "http://api.example/v1/users?cursor=7", "https://api.example.evil.example/v1/users?cursor=7",
    "https://api.example@evil.example/v1/users?cursor=7", "https://api.example:8443/v1/users?cursor=7", "//evil.example/v1/users?cursor=7",
    "/v1/users?cursor=7", "users?cursor=7", "?cursor=7", "https://[broken/users?cursor=7", "https://evil.example/?cursor=7#/users?cursor=8",
])
def test_a_link_is_followed_by_its_query_and_never_to_another_host(base: str, link: str) -> None:
    """Behind a gateway, links name the host behind it, or another path; the token goes to the configured URL alone."""
    def serve(path: str, query: dict[str, Any]) -> Any:
        return {"users": [{"id": path}], **({"_links": {"next": {"href": link}}} if "?" not in path else {})}

    api = PagedApi(serve)
    api.base_url = base
    if "[" in link:
        with pytest.raises(Incomplete, match="a next link without a query"):
            list(walk_links(api))
    else:
        list(walk_links(api))
    assert [path for path, _query in api.asked] == ["/users", "/users?cursor=7"][:1 if "[" in link else 2]


@pytest.mark.parametrize("link", ["https://api.example/v1/users", "next", "https://api.example/v1/users#cursor=7"])
def test_a_link_that_leads_nowhere_is_no_end(link: str) -> None:
    with pytest.raises(Incomplete, match="a next link without a query"):
        list(walk_links(PagedApi(lambda path, query: {"users": [{"id": "a"}], "_links": {"next": {"href": link}}})))


NO_LINKS: list[Any] = [{}, {"_links": {}}, {"_links": None}, {"_links": {"next": None}}, {"_links": {"next": {}}}, {"_links": {"next": {"href": ""}}}]


@pytest.mark.parametrize("links", NO_LINKS, ids=repr)
def test_no_link_is_the_end(links: dict[str, Any]) -> None:
    assert list(walk_links(PagedApi(lambda path, query: {"users": [{"id": "a"}], **links}))) == [{"id": "a"}]


# -- entries are told apart, and not only counted ------------------------------------------------------------------------------------------------


def ids(rows: Any) -> list[str]:
    return [row["id"] for row in rows]


class Shifting:
    """A list of which each reading gets other pages; the last reading stays. ``total`` of None: the number of entries that are there."""

    def __init__(self, *readings: list[Any], total: int | None = None, tells: bool = True) -> None:
        self.readings = list(readings)
        self.total, self.tells = total, tells

    def _page(self, number: int) -> list[dict[str, str]]:
        if number == 1 and len(self.readings) > 1 and getattr(self, "begun", False):
            self.readings.pop(0)
        self.begun = True
        pages = self.readings[0]
        return [{"id": page} for page in pages[number - 1]] if number <= len(pages) else []

    def _told(self) -> int:
        return self.total if self.total is not None else len({entry for page in self.readings[0] for entry in page})

    def totals(self, path: str, query: dict[str, Any]) -> Any:
        rows = self._page(query["page"])
        return {"data": rows, **({"_pagination": {"totalPages": len(self.readings[0]), "totalElements": self._told()}} if self.tells else {})}

    def cursor(self, path: str, query: dict[str, Any]) -> Any:
        number = int(query.get("pagination.cursor", "c1")[1:])
        rows = self._page(number)
        page = {"next": f"c{number + 1}"} if number < len(self.readings[0]) else {}
        return {"data": {"users": rows, "pagination": {**page, **({"totalEntries": self._told()} if self.tells else {})}}}

    def bare(self, path: str, query: dict[str, Any]) -> Any:
        return self._page(query["offset"])


told = pytest.mark.parametrize("style", ["totals", "cursor"])
shifting = pytest.mark.parametrize("style", ["totals", "cursor", "bare"])


@told
def test_an_entry_that_came_twice_does_not_stand_for_one_that_is_lost(style: str) -> None:
    lists = Shifting(["ab", "bd"], total=4)
    with pytest.raises(Incomplete, match="announced 4 entries, but 3 came"):
        list(STYLES[style][0](PagedApi(getattr(lists, style))))


@shifting
def test_a_list_that_moved_is_read_again_and_nobody_comes_twice(style: str) -> None:
    lists = Shifting(["ab", "bd"], ["ab", "cd"], total=None if style == "bare" else 4)
    assert ids(STYLES[style][0](PagedApi(getattr(lists, style)))) == ["a", "b", "d", "c"]


@shifting
def test_a_list_that_moves_all_the_time_is_incomplete(style: str) -> None:
    lists = Shifting(["ab", "bd"], ["ae", "ef"], ["ag", "gh"], ["ai", "ij"])
    api = PagedApi(getattr(lists, style))
    with pytest.raises(Incomplete, match="different ends|announced"):
        list(STYLES[style][0](api))
    assert len(api.asked) <= 3 * 3


@shifting
@pytest.mark.parametrize("tells", [True, False])
def test_pages_that_always_overlap_in_the_same_way_are_the_servers_way(style: str, tells: bool) -> None:
    lists = Shifting(["ab", "bc", "cd"], tells=tells)
    assert ids(STYLES[style][0](PagedApi(getattr(lists, style)))) == ["a", "b", "c", "d"]


@told
def test_a_total_that_shrinks_means_that_somebody_may_have_been_passed_over(style: str) -> None:
    """While the first page was read, a was removed, and c moved onto it."""
    totals = iter([4, 3, 3, 3, 3, 3])
    first: list[list[str]] = [["a", "b"], ["d"]]

    class Removed(Shifting):
        def _told(self) -> int:
            return next(totals)

    lists = Removed(first, [["b", "c"], ["d"]])
    assert sorted(ids(STYLES[style][0](PagedApi(getattr(lists, style))))) == ["a", "b", "c", "d"]


@told
def test_a_log_that_grows_while_it_is_read_is_read_once(style: str) -> None:
    totals = iter([3, 4])

    class Growing(Shifting):
        def _told(self) -> int:
            return next(totals)

    api = PagedApi(getattr(Growing(["ab", "cd"]), style))
    assert ids(STYLES[style][0](api)) == ["a", "b", "c", "d"] and len(api.asked) == 2


class Refusing(PagedApi):
    """Bare pages of ``size`` from a list; ``refuses`` tells which requests are refused."""

    def __init__(self, names: str, size: int, refuses: Callable[[dict[str, Any]], int], past: int = 400) -> None:
        super().__init__(self.page)
        self.names, self.size, self.refuses, self.past = names, size, refuses, past

    def page(self, path: str, query: dict[str, Any]) -> Any:
        status = self.refuses(query)
        size = min(self.size, query["limit"])
        rows = [{"id": name} for name in self.names[(query["offset"] - 1) * size:query["offset"] * size]]
        if status:
            raise RequestFailed("Example: refused.", status=status)
        if not rows:
            raise RequestFailed("Example: no such page.", status=self.past)
        return rows


@pytest.mark.parametrize("names", ["a", "abcdefg", "abcdefgh", "abcdefghijklmnopqrstuvw"])
def test_a_page_that_is_refused_as_being_past_the_end_is_the_end(names: str) -> None:
    api = Refusing(names, 4, lambda query: 0)
    assert ids(walk_bare(api)) == list(names)
    assert len(api.asked) == math.ceil(len(names) / 4) + 3


@pytest.mark.parametrize("status", [404, 405, 409, 410, 416, 422])
def test_so_is_one_with_any_status_that_may_mean_the_page(status: int) -> None:
    assert ids(walk_bare(Refusing("abcdefgh", 4, lambda query: 0, status))) == list("abcdefgh")


@pytest.mark.parametrize("status", [401, 403, 429, 500])
def test_but_not_with_one_that_means_the_caller_or_the_server(status: int) -> None:
    with pytest.raises(RequestFailed):
        list(walk_bare(Refusing("abcdefgh", 4, lambda query: 0, status)))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 500])
def test_a_page_that_is_refused_in_the_middle_is_no_end(status: int) -> None:
    with pytest.raises(RequestFailed) as caught:
        list(walk_bare(Refusing("abcdefghij", 4, lambda query: status if query["offset"] == 2 and query["limit"] > 1 else 0)))
    assert caught.value.status == status


def test_a_server_that_refuses_all_pages_but_the_first_is_no_end() -> None:
    with pytest.raises(RequestFailed):
        list(walk_bare(Refusing("abcdefghij", 4, lambda query: 400 if query["offset"] > 1 else 0)))
    with pytest.raises(RequestFailed):
        list(walk_bare(Refusing("", 4, lambda query: 0)))

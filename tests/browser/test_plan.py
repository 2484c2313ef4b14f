# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a plan in a real browser, from a file: sentences by person and by platform, filters, keyboard, phone and paper."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import HOSTILE, Show, work_of
from .test_report import CONTRAST, COUNT, LATER, PEOPLE, ROWS, choose, show_all

CELLS = ROWS + ".map((row) => [...row.children].map((cell) => cell.textContent))"


def test_people_are_shown_with_what_changes(show: Show, photograph: Any) -> None:
    page = show(plan=True)
    people, cells = page.evaluate(PEOPLE), page.evaluate(CELLS)
    assert people[len(HOSTILE) - 1].startswith("Person 12 joins person.00012@harbor.example") or "joins" in people[0]
    assert page.evaluate(COUNT) == "100 changes, 40 people" and len(people) == 40
    assert ["ThousandEyes", "person.00004@harbor.example", "changed", "gets EMEA as Regular User"] in cells
    assert any(cell[2:] == ["removed", "account removed, loses EMEA as Regular User"] for cell in cells)
    assert page.evaluate("document.querySelector('h1').textContent") == "Access plan"
    photograph(page, "plan-light")


def test_guards_come_first_and_metadata_last(show: Show) -> None:
    page = show(plan=True)
    places = [page.evaluate(f"document.querySelector('{one}').getBoundingClientRect().top") for one in (".notice", "#form", "#table", "#made")]
    assert places == sorted(places)
    text = page.evaluate("document.body.innerText")
    assert "Refused by the guards" in text and "Eva Stone joins on 2199-01-01: Contabo" in text and "ray@x.example is in protect" in text


def test_a_plan_is_grouped_by_platform(show: Show, photograph: Any) -> None:
    page = show(plan=True, people=1000)
    choose(page, "by", "platform")
    assert page.evaluate(PEOPLE)[0].startswith("Contabo ") and page.evaluate("document.querySelector('#table thead th').textContent") == "Person"
    assert page.evaluate("location.hash") == "#by=platform" and page.evaluate("document.querySelector('.chips a').getAttribute('aria-current')") == "true"
    choose(page, "platform", "TSNA")
    assert page.evaluate(PEOPLE)[0].startswith("TSNA ") and page.evaluate("location.hash") == "#by=platform&platform=TSNA"
    photograph(page, "plan-by-platform")
    show_all(page)
    assert page.evaluate("document.querySelector('#table thead th').textContent") == "Platform"


def test_numbers_filter_and_the_filter_is_in_the_address(show: Show) -> None:
    page = show(plan=True)
    for place in range(1, page.evaluate("document.querySelectorAll('.chips a').length")):
        number, title, filters = page.evaluate(f"((link) => [link.querySelector('b').textContent, link.textContent, link.hash])"
                                               f"(document.querySelectorAll('.chips a')[{place}])")
        page.evaluate(f"document.querySelectorAll('.chips a')[{place}].click()")
        page.evaluate(LATER)
        counted = page.evaluate(COUNT)
        assert page.evaluate("location.hash") == filters
        assert counted.startswith(f"{number} of 100 changes") if "admin" in title else f", {number} of 40 people" in counted
    page = show(plan=True, hash_="#change=leaves&search=TSNA")
    assert all("leaves" in one for one in page.evaluate(PEOPLE)) and " of 100 changes, " in page.evaluate(COUNT)
    assert page.evaluate("document.getElementById('change').value") == "leaves"


def test_one_person_and_ten_thousand(show: Show) -> None:
    assert show(plan=True, people=1).evaluate(COUNT) == "1 change, 1 person"
    page = show(plan=True, people=10_000)
    assert page.evaluate(COUNT) == "25000 changes, 10000 people"
    choose(page, "by", "platform")
    assert [one.split()[0] for one in page.evaluate(PEOPLE)] == ["Contabo"] and page.evaluate("location.hash") == "#by=platform"
    assert work_of(page) < 2


def test_names_are_shown_and_do_nothing(show: Show) -> None:
    page = show(plan=True)
    assert page.evaluate("window.harmed") is None and page.evaluate("document.images.length") == 0
    assert [text for text in HOSTILE if not any(text in one for one in page.evaluate(PEOPLE))] == []


def test_every_control_can_be_reached_by_keyboard_and_is_seen_there(show: Show) -> None:
    page = show(plan=True, people=1000)
    reached = []
    for _number in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.textContent"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", reached[-1]
        if reached[-1] == "next":
            break
    assert reached[0] == "Skip to the content" and {"search", "by", "change", "platform", "admin", "Show all", "next"} <= set(reached)


@pytest.mark.parametrize("dark", [False, True])
def test_both_colour_schemes_can_be_read(show: Show, photograph: Any, dark: bool) -> None:
    page = show(plan=True, dark=dark)
    for selector in ("p", "dt", "dd", "th", "td", "td span", ".sub", "label", "button", "summary", "li", "caption", "footer p", ".chips a"):
        assert page.evaluate(CONTRAST % selector) >= 4.5, selector
    if dark:
        photograph(page, "plan-dark")


def test_a_phone_shows_everything_without_scrolling_sideways(show: Show, photograph: Any) -> None:
    page = show(plan=True, width=360, height=800)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    photograph(page, "plan-phone")

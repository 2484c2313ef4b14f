# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The review in a real browser, from a file: it shows, finds, sorts, prints, and nothing in it comes alive."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import HOSTILE, Show, work_of

ROWS = "[...document.querySelectorAll('#table tbody tr:not(.group)')]"
COLUMN = ROWS + ".map((row) => row.children[%d].textContent)"
PEOPLE = "[...document.querySelectorAll('#table .group th')].map((one) => one.textContent)"
COUNT = "document.getElementById('count').textContent"
FOCUS = "document.querySelector('%s').focus()"
LATER = "new Promise((done) => setTimeout(done))"
# Relative luminance and contrast as WCAG 2 defines them, of an element's text on what lies behind it.
CONTRAST = """
((selector) => {
  const rgb = (text) => text.match(/[0-9.]+/g).map(Number);
  const light = (text) => rgb(text).slice(0, 3).map((one) => one / 255).map((one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, place) => sum + one * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = (node) => {
    const colour = getComputedStyle(node).backgroundColor;
    const [, , , alpha = 1] = rgb(colour);
    return alpha === 0 && node.parentElement ? behind(node.parentElement) : colour;
  };
  return Math.min(...[...document.querySelectorAll(selector)].slice(0, 50).map((node) => {
    const [one, other] = [light(getComputedStyle(node).color), light(behind(node))];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  }));
})(%r)
"""


def choose(page: Any, name: str, value: str) -> None:
    page.evaluate(f"document.getElementById('{name}').value = '{value}'; document.getElementById('{name}').dispatchEvent(new Event('input'))")


def show_all(page: Any) -> None:
    page.evaluate("document.querySelector('button[type=reset]').click()")
    page.evaluate(LATER)


def test_it_shows_the_first_people_with_their_accounts_at_once(show: Show, photograph: Any) -> None:
    page = show()
    people = page.evaluate(PEOPLE)
    assert len(people) == 40 and people[5].startswith("Person 5 person.00005@harbor.example") and page.evaluate(COUNT) == "100 accounts, 40 people"
    assert page.evaluate("document.querySelectorAll('#table tbody').length") == 40 and page.evaluate(COLUMN % 0)[:3] == ["ThousandEyes"] * 2 + ["Segment"]
    assert page.evaluate("document.querySelector('.pages').hidden") is True
    photograph(page, "review-light")


def test_accounts_are_above_the_fold_and_metadata_below(show: Show) -> None:
    for width, height in ((1400, 800), (390, 844)):
        page = show(width=width, height=height)
        assert page.evaluate("document.querySelector('#table .group').getBoundingClientRect().bottom") < height
        assert page.evaluate("document.getElementById('made').getBoundingClientRect().top") > height


def test_one_person_is_shown(show: Show) -> None:
    page = show(people=1)
    assert page.evaluate(COUNT) == "1 account, 1 person" and page.evaluate(COLUMN % 3) == ["10 months ago2026-01-20"]


def test_ten_thousand_people_take_less_than_two_seconds(show: Show) -> None:
    page = show(people=10_000)
    assert page.evaluate(COUNT) == "25000 accounts, 10000 people" and 100 <= len(page.evaluate(ROWS + ".map(() => 0)")) < 110
    for text in ("person.09", "admin emea"):
        choose(page, "search", text)
    for place in range(6):
        page.evaluate(f"document.querySelectorAll('#table thead button')[{place}].click()")
    taken = work_of(page)
    print(f"a page with 10,000 people takes {taken:.2f} s")
    assert taken < 2


def test_search_filters_and_show_all(show: Show) -> None:
    page = show()
    page.evaluate(FOCUS % "#search")
    page.keyboard.insert_text("person.0003 READ")
    assert " of 100 accounts, " in page.evaluate(COUNT) and all("person.0003" in one for one in page.evaluate(PEOPLE)) and page.evaluate(PEOPLE)
    assert all("Read only" in one for one in page.evaluate(COLUMN % 4))
    page.keyboard.insert_text(" nobody")
    assert page.evaluate(COUNT) == "None of 100 accounts, 0 of 40 people" and page.evaluate(PEOPLE) == []
    show_all(page)
    assert page.evaluate(COUNT) == "100 accounts, 40 people"
    for select, text, column in (("platform", "TSNA", 0), ("status", "pending", 2), ("mark", "dormant", 5)):
        show_all(page)
        choose(page, select, text)
        cells = page.evaluate(COLUMN % column)
        assert cells and all(text in one for one in cells)
    show_all(page)
    choose(page, "mark", "orphan")
    assert len(page.evaluate(PEOPLE)) == 2 and all("orphan" in one for one in page.evaluate(PEOPLE))


def test_the_filter_is_in_the_address_and_can_be_sent(show: Show) -> None:
    page = show()
    choose(page, "mark", "dormant")
    choose(page, "platform", "TSNA")
    address, count = page.evaluate("location.href"), page.evaluate(COUNT)
    assert address.endswith("#platform=TSNA&mark=dormant") and count.endswith(" of 40 people")
    page.goto("about:blank")
    page.goto(address)
    assert page.evaluate(COUNT) == count and page.evaluate("document.getElementById('mark').value") == "dormant"
    show_all(page)
    assert "#" not in page.evaluate("location.href")
    page.evaluate("location.hash = 'platform=nowhere&sort=harm&mark=%3Cimg%3E&other=1'")
    page.evaluate(LATER)
    assert page.evaluate(COUNT) == "100 accounts, 40 people"


def test_totals_filter(show: Show) -> None:
    page = show()
    for selector in (".chips a", ".totals a"):
        for place in range(page.evaluate(f"document.querySelectorAll('{selector}').length")):
            page.evaluate(f"document.querySelectorAll('{selector}')[{place}].click()")
            page.evaluate(LATER)
            number = int(page.evaluate(f"document.querySelectorAll('{selector}')[{place}].textContent.match(/[0-9]+/)[0]"))
            counted = page.evaluate(COUNT)
            assert counted.startswith(f"{number} of 100 account") or number == 100 and counted == "100 accounts, 40 people"
            assert page.evaluate(f"document.querySelectorAll('{selector}')[{place}].getAttribute('aria-current')") == "true"


def test_headings_sort_by_mouse_and_by_keyboard(show: Show) -> None:
    page = show()
    heading = "document.querySelectorAll('#table thead th')[%d]"
    page.evaluate(f"{heading % 2}.querySelector('button').click()")
    assert page.evaluate(f"{heading % 2}.getAttribute('aria-sort')") == "ascending" and page.evaluate("location.hash") == "#sort=status"
    page.evaluate(f"{heading % 3}.querySelector('button').focus()")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    dates = page.evaluate(COLUMN % 3)
    assert dates[0] == "5 days ago2026-11-20" and page.evaluate(f"{heading % 3}.getAttribute('aria-sort')") == "descending"
    assert page.evaluate("document.querySelectorAll('#table thead [aria-sort]').length") == 1
    show_all(page)
    assert page.evaluate(PEOPLE)[0].startswith(HOSTILE[0]) and page.evaluate("document.querySelectorAll('#table thead [aria-sort]').length") == 0


def test_pages_turn(show: Show) -> None:
    page = show(people=1000)
    first = page.evaluate(PEOPLE)
    assert page.evaluate("document.getElementById('page').textContent") == "Page 1 of 25" and page.evaluate("document.getElementById('back').disabled") is True
    page.evaluate("document.getElementById('next').click()")
    assert not set(first) & set(page.evaluate(PEOPLE)) and page.evaluate("document.getElementById('page').textContent") == "Page 2 of 25"
    for _number in range(24):
        page.evaluate("document.getElementById('next').click()")
    assert page.evaluate("document.getElementById('next').disabled") is True
    page.evaluate("document.getElementById('back').click()")
    assert page.evaluate("document.getElementById('page').textContent") == "Page 24 of 25"


def test_names_are_shown_and_do_nothing(show: Show) -> None:
    page = show()
    assert page.evaluate("window.harmed") is None and page.evaluate("document.images.length") == 0
    assert [text for text in HOSTILE if not any(text in one for one in page.evaluate(PEOPLE))] == []
    assert page.evaluate("document.scripts.length") == 2


def test_everything_can_be_reached_by_keyboard_and_is_seen_there(show: Show) -> None:
    page = show(people=1000)
    reached = []
    for _number in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.textContent || document.activeElement.tagName"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", reached[-1]
        if reached[-1] == "next":
            break
    assert reached[0] == "Skip to the content" and {"search", "platform", "status", "mark", "Show all", "Platform", "Marks", "next"} <= set(reached)


def test_a_screen_reader_gets_a_table_at_any_width(show: Show) -> None:
    for width in (1400, 390):
        page = show(width=width)
        nodes = [node for node in page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"] if not node.get("ignored")]
        roles = [node["role"]["value"] for node in nodes]
        names = {(node["role"]["value"], (node.get("name") or {}).get("value")) for node in nodes}
        assert roles.count("table") == 2 and roles.count("columnheader") == 14 + 6 and roles.count("rowheader") == 40 + 5
        assert {("searchbox", "Search people, accounts, roles"), ("combobox", "Platform"), ("columnheader", "Last login")} <= names
        assert [node for node in nodes if node["role"]["value"] in ("textbox", "searchbox", "combobox", "button", "link") and not node["name"]["value"]] == []


@pytest.mark.parametrize("dark", [False, True])
def test_both_colour_schemes_can_be_read(show: Show, photograph: Any, dark: bool) -> None:
    page = show(dark=dark)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == ("rgb(15, 19, 24)" if dark else "rgb(255, 255, 255)")
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    for selector in ("p", "dt", "dd", "th", "td", ".sub", "label", "button", "summary", ".flags li", ".watch", "caption", "footer p", ".chips a"):
        assert page.evaluate(CONTRAST % selector) >= 4.5, selector
    if dark:
        photograph(page, "review-dark")


@pytest.mark.parametrize("dark", [False, True])
def test_a_phone_shows_everything_without_scrolling_sideways(show: Show, photograph: Any, dark: bool) -> None:
    page = show(width=360, height=800, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("document.querySelector('#table tbody').getBoundingClientRect().width") <= 360
    assert page.evaluate(f"[...{ROWS}[0].children].map((one) => getComputedStyle(one, '::before').content)")[0] == '"Platform"'
    photograph(page, f"review-phone-{'dark' if dark else 'light'}")


def test_addresses_do_not_break_inside_words(show: Show) -> None:
    """Each piece of an address between punctuation is on one line."""
    lines = """(() => {
      const broken = [];
      for (const cell of document.querySelectorAll('#table tbody td:nth-child(2), #table .group th .sub')) {
        for (const node of cell.childNodes) {
          if (node.nodeType !== 3) continue;
          const range = document.createRange();
          range.selectNodeContents(node);
          if (new Set([...range.getClientRects()].map((one) => Math.round(one.top))).size > 1) broken.push(node.textContent);
        }
      }
      return broken;
    })()"""
    for width, media in ((1400, "screen"), (800, "screen"), (360, "screen"), (700, "print")):
        page = show(width=width)
        page.emulate_media(media=media)
        assert page.evaluate(lines) == []


def test_paper_gets_all_that_was_found_and_no_controls(show: Show) -> None:
    page = show(dark=True)
    choose(page, "platform", "TSNA")
    page.emulate_media(color_scheme="dark", media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(ROWS + ".length") == 10 and page.evaluate("document.querySelector('details[data-print]').open") is True
    assert page.evaluate("getComputedStyle(document.getElementById('form')).display") == "none"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)" and page.evaluate(CONTRAST % "td") > 7
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.querySelector('details[data-print]').open") is False

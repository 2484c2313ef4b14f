# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of evidence in a real browser: everything is shown, on a phone too, and nothing in it comes alive."""

from __future__ import annotations

import io
import pathlib
from typing import Any

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from ansible_collections.people.access.plugins.module_utils.evidence.document import document
from ansible_collections.people.access.plugins.module_utils.evidence.page import as_html
from ansible_collections.people.access.plugins.module_utils.evidence.witness import matched
from tests.security.hostile import texts

T = "2026-11-18T11:06:40.000Z"
LONGEST = 500  # more than a reader can look at


def page_of(names: list[str]) -> str:
    """The evidence of a run in which each name is an account, a value, a message, a path, an actor and the text of an event."""
    planned = [{"platform": "contabo", "person": name, "account": name, "id": str(number), "verb": "delete", "action": "deleted", "reason": "ended",
                "admin": False, "admin_grants": [], "before": {name: name}, "after": {}, "names": [name]} for number, name in enumerate(names)]
    entries: list[dict[str, Any]] = [
        {"entry": "run", "run": {"name": names[0], "tenant": names[0], "playbook": names[0], "user": names[0], "approval": {"approver": names[0]}}},
        {"entry": "task", "task": 1, "module": "roster", "purpose": "change", "check_mode": False, "platforms": ["contabo"],
         "roster": {"sha256": "0" * 64, "people": 1, "files": [{"path": names[0], "sha256": ""}]}},
        {"entry": "callers", "task": 1, "callers": {"contabo": {"account": names[0], "id": "1", "source": names[0]}}},
        {"entry": "plan", "task": 1, "plan": {"actions": planned, "counts": {"contabo": {}}, "refusals": names[:3], "digest": "0" * 64}, "expect": names[0],
         "approve": "", "limits": {"max_removals": 5}},
    ]
    for number, name in enumerate(names):
        base = {"entry": "request", "task": 1, "platform": "contabo", "number": number}
        entries += [
            {**base, "method": "DELETE", "path": f"/users/{name}", "request_id": "", "accounts": [{"id": str(number), "account": name}], "state": "sending",
             "status": None, "error": ""}, {**base, "state": "answered", "status": None, "error": name},
            {"entry": "action", "task": 1, "platform": "contabo", "account": name, "id": str(number), "status": "failed", "message": name, "changed": False},
        ]
    entries = [{"time": T, **entry} for entry in entries]
    events = [{"time": T, "actor": name, "actor_id": "1", "text": name, "account": name, "ids": [str(number)], "names": [name], "request_id": ""}
              for number, name in enumerate(names)]
    found = matched(document(entries)["actions"], {"contabo": {"result": "read", "words": names[0], "events": events}}, {})
    return as_html(document([*entries, {"time": T, "entry": "witness", "witness": found}]))


@pytest.mark.parametrize("seed", [0, 7])
def test_nothing_comes_alive(browser: Browser, tmp_path: pathlib.Path, seed: int) -> None:
    hostile = [text for text in texts("touch /nonexistent", seed).values() if 0 < len(text) <= LONGEST]
    path = tmp_path / "evidence.html"
    path.write_bytes(page_of(hostile).encode("utf-8", "replace"))
    told: list[str] = []
    with browser.new_context() as context:
        page = context.new_page()
        page.on("pageerror", lambda error: told.append(f"error: {error}"))
        page.on("console", lambda message: told.append(f"console: {message.text}"))
        page.on("request", lambda request: told.append(f"request: {request.url}") if not request.url.startswith("file:") else None)
        page.goto(path.as_uri())
        outside = "[...document.links].filter((one) => !one.getAttribute('href').startsWith('#')).length"
        assert page.evaluate(f"document.images.length + document.scripts.length + {outside}") == 0
        assert page.evaluate("document.querySelectorAll('iframe, svg, base, [onerror], [onload], [onclick]').length") == 0
        assert page.evaluate("window.harmed") is None
        shown = page.evaluate("document.body.innerText")
        assert [sign for sign in "\u202e\u2066\u200b\u061c\x1b\x07\x9b\x00\ufeff\u2028" if sign in shown] == []
    assert told == []


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_fits_every_screen(browser: Browser, tmp_path: pathlib.Path, width: int, dark: bool) -> None:
    path = tmp_path / "evidence.html"
    path.write_text(page_of([f"person.{number:03d}@harbor.example" for number in range(40)]), encoding="utf-8")
    with browser.new_context(viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light") as context:
        page = context.new_page()
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.querySelectorAll('.action').length") == 40
        assert page.evaluate("document.querySelectorAll('tbody tr').length") == 40
        assert page.evaluate("[...document.querySelectorAll('tbody a')].every((one) => document.querySelector(one.hash + '.action'))") is True
        titles = page.evaluate("[...document.querySelectorAll('h2')].map((one) => one.textContent)")
        assert titles == ["Who", "Failures", "What this does not prove", "Actions: 40", "Tasks, plans and guards", "Event logs of the platforms"]
        assert page.pdf()[:5] == b"%PDF-"


@pytest.mark.parametrize("number", [1, 1000, 10000])
def test_as_many_actions_as_a_reader_can_look_at_are_shown(browser: Browser, tmp_path: pathlib.Path, number: int) -> None:
    path = tmp_path / "evidence.html"
    path.write_text(page_of([f"person.{one:05d}@harbor.example" for one in range(number)]), encoding="utf-8")
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(path.as_uri())
        assert page.evaluate("document.querySelectorAll('.action').length") == min(number, 1000)
        assert ("more are in evidence.json" in page.evaluate("document.body.innerText")) == (number > 1000)


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_serious_in_evidence(browser: Browser, tmp_path: pathlib.Path, axe: str, dark: bool) -> None:
    path = tmp_path / "evidence.html"
    path.write_text(page_of([f"person.{one:03d}@harbor.example" for one in range(3)]), encoding="utf-8")
    with browser.new_context(bypass_csp=True, color_scheme="dark" if dark else "light") as context:
        page = context.new_page()
        page.goto(path.as_uri())
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert [(entry["id"], entry["help"]) for entry in found if entry["impact"] in ("serious", "critical")] == []


def test_everything_can_be_reached_by_keyboard_and_is_seen_there(browser: Browser, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "evidence.html"
    path.write_text(page_of([f"person.{one:03d}@harbor.example" for one in range(3)]), encoding="utf-8")
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(path.as_uri())
        reached = []
        for _number in range(5):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.getAttribute('aria-labelledby') || document.activeElement.textContent"))
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", reached[-1]
        assert reached == ["Skip to the content", "overview", *(f"person.{one:03d}@harbor.example" for one in range(3))]
        page.keyboard.press("Enter")
        assert page.evaluate("document.querySelector(location.hash).querySelector('h3').textContent") == "delete person.002@harbor.example on contabo"


def test_paper_is_a4_in_portrait_and_the_overview_has_its_heading_on_every_page(browser: Browser, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "evidence.html"
    path.write_text(page_of([f"person.{one:03d}@harbor.example" for one in range(60)]), encoding="utf-8")
    with browser.new_context(color_scheme="dark") as context:
        page = context.new_page()
        page.goto(path.as_uri())
        pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert {(round(float(sheet.mediabox.width)), round(float(sheet.mediabox.height))) for sheet in pages} == {(595, 842)}
    texts = [" ".join(sheet.extract_text().split()) for sheet in pages]
    overview = [text for text in texts if "contabo delete failed" in text]
    assert len(overview) > 1 and all("Account Platform Action Result Proof Event log" in text for text in overview)
    assert all(f"Page {number} of {len(pages)}" in text for number, text in enumerate(texts, 1))

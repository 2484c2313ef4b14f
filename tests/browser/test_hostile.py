# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile texts at every place of a review, in a real browser: they are shown and do nothing."""

from __future__ import annotations

import pathlib

import pytest
from playwright.sync_api import Browser

from ansible_collections.people.access.plugins.module_utils.lifecycle.people import Rules
from ansible_collections.people.access.plugins.module_utils.lifecycle.report import review
from ansible_collections.people.access.plugins.module_utils.lifecycle.report_html import as_html
from tests.security.hostile import texts
from tests.unit.lifecycle.access import NOW, access, account, entitlement

# More than a reader can look at; that texts of this size are survived is tested without a browser.
LONGEST = 500


def page_of(hostile: list[str]) -> str:
    """A review in which each text is a name, an address, a role, a resource, a label, a group, a title and the name of a tenant."""
    rows, grants = [], []
    for number, text in enumerate(hostile):
        row = account("thousandeyes", f"{number}@x.example" if number % 2 else text, name=text, id=f"{number}{text}")
        rows.append(row)
        grants.append(entitlement(row, text, resource_type="account_group", resource=text, resource_id=text, labels=text, via=f"group:{text}"))
    title = "".join(text for text in hostile if "script" in text)
    tenants = dict.fromkeys(("thousandeyes", "segment"), title)
    return as_html(review(access(*rows, entitlements=grants), Rules(NOW), title, title, tenants))


@pytest.mark.parametrize("seed", [0, 7])
def test_nothing_comes_alive(browser: Browser, tmp_path: pathlib.Path, seed: int) -> None:
    hostile = [text for text in texts("touch /nonexistent", seed).values() if len(text) <= LONGEST]
    assert len(hostile) > 300
    path = tmp_path / "review.html"
    path.write_bytes(page_of(hostile).encode("utf-8", "replace"))
    told: list[str] = []
    with browser.new_context() as context:
        page = context.new_page()
        page.on("pageerror", lambda error: told.append(f"error: {error}"))
        page.on("console", lambda message: told.append(f"console: {message.text}"))
        page.on("dialog", lambda dialog: (told.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: told.append(f"request: {request.url}") if not request.url.startswith("file:") else None)
        page.goto(path.as_uri())
        for _number in range(len(hostile) // 100 + 1):
            assert page.evaluate("document.images.length + document.links.length - document.querySelectorAll('a[href^=\"#\"]').length") == 0
            assert page.evaluate("document.querySelectorAll('iframe, svg script, base, [onerror], [onload], [onclick], [onmouseover]').length") == 0
            page.evaluate("[...document.querySelectorAll('#table tbody *')].forEach((one) => { one.dispatchEvent(new Event('mouseover', {bubbles: true})) })")
            page.evaluate("document.getElementById('next').disabled || document.getElementById('next').click()")
        assert page.evaluate("window.harmed") is None and page.evaluate("document.scripts.length") == 2
        shown = page.evaluate("document.body.innerText")
        hidden = [sign for sign in "\u202e\u2066\u200b\u061c\x1b\x07\x9b\x00\ufeff\u2028" if sign in shown]
    assert told == [] and hidden == []

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile texts at every place of a review and of a plan, in a real browser: they are shown and do nothing."""

from __future__ import annotations

import pathlib
from typing import Any, Callable

import pytest
from playwright.sync_api import Browser

from ansible_collections.people.access.plugins.module_utils.lifecycle.people import Rules
from ansible_collections.people.access.plugins.module_utils.lifecycle.plan_html import as_html as plan_as_html
from ansible_collections.people.access.plugins.module_utils.lifecycle.report import review
from ansible_collections.people.access.plugins.module_utils.lifecycle.report_html import as_html
from ansible_collections.people.access.plugins.module_utils.lifecycle.sentences import account_text, numbers, people_of
from tests.security.hostile import texts
from tests.unit.lifecycle.access import NOW, access, account, entitlement

# More than a reader can look at; that texts of this size are survived is tested without a browser.
LONGEST = 500


def review_of(hostile: list[str]) -> str:
    """A review in which each text is a name, an address, a role, a resource, a label, a group, a title and the name of a tenant."""
    rows, grants = [], []
    for number, text in enumerate(hostile):
        row = account("thousandeyes", f"{number}@x.example" if number % 2 else text, name=text, id=f"{number}{text}")
        rows.append(row)
        grants.append(entitlement(row, text, resource_type="account_group", resource=text, resource_id=text, labels=text, via=f"group:{text}"))
    title = "".join(text for text in hostile if "script" in text)
    tenants = dict.fromkeys(("thousandeyes", "segment"), title)
    return as_html(review(access(*rows, entitlements=grants), Rules(NOW), title, title, tenants))


def plan_of(hostile: list[str]) -> str:
    """A plan in which each text is a name, an address, an account, a value before and after, a reason, a refusal, a note and a remark on others."""
    actions: list[dict[str, Any]] = []
    for number, text in enumerate(hostile):
        verb, action = (("create", "created"), ("update", "updated"), ("delete", "deleted"))[number % 3]
        actions.append({
            "platform": "contabo", "person": text, "account": text, "name": text, "id": text, "verb": verb, "action": action, "status": "planned",
            "reason": text, "admin": number % 2 == 0, "admin_grants": [text], "requests": 1, "remove_on": text,
            "before": {"roles": [text], text: text} if verb != "create" else {}, "after": {"roles": [f"{text}x"], text: "x"} if verb != "delete" else {},
        })
    people = people_of(actions)
    title = "".join(text for text in hostile if "script" in text)
    counts = {"contabo": {"existing": 1, "create": len(hostile), "update": 0, "disable": 0, "delete": 0, "unchanged": 0, "requests": 0}}
    rows = [{"platform": "contabo", "person": text, "account": text, "reason": text, "asked": "removal", "on": text, "state": "disabled", "name": text,
             "remove_on": text, "starts": text} for text in hostile]
    return plan_as_html({
        "digest": title, "approval": title, "approvals": {"tsna": title}, "actions": [{**row, "text": account_text(row)} for row in actions], "people": people,
        "people_counts": numbers(people), "counts": counts, "refusals": hostile, "kept": rows, "pending": rows, "unreadable": {"tsna": title},
        "notes": hostile, "upcoming": rows, "leaving": rows, "survives": {"contabo": hostile}, "day": title, "timezone": title, "title": title,
        "made_by": title, "made_at": title, "tenants": {"contabo": title}, "files": hostile[:1],
    }, {title[:100]: title})


@pytest.mark.parametrize("page_of", [review_of, plan_of])
@pytest.mark.parametrize("seed", [0, 7])
def test_nothing_comes_alive(browser: Browser, tmp_path: pathlib.Path, seed: int, page_of: Callable[[list[str]], str]) -> None:
    hostile = [text for text in texts("touch /nonexistent", seed).values() if len(text) <= LONGEST]
    assert len(hostile) > 300
    path = tmp_path / "page.html"
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
            own = "[...document.links].filter((one) => /^(#|[.]\\/[^/]*$)/.test(one.getAttribute('href'))).length"  # filters, and files next to the page
            assert page.evaluate(f"document.images.length + document.links.length - {own}") == 0
            assert page.evaluate("document.querySelectorAll('iframe, svg script, base, [onerror], [onload], [onclick], [onmouseover]').length") == 0
            page.evaluate("[...document.querySelectorAll('#table tbody *')].forEach((one) => { one.dispatchEvent(new Event('mouseover', {bubbles: true})) })")
            page.evaluate("document.getElementById('next').disabled || document.getElementById('next').click()")
        assert page.evaluate("window.harmed") is None and page.evaluate("document.scripts.length") == 2
        shown = page.evaluate("document.body.innerText")
        hidden = [sign for sign in "\u202e\u2066\u200b\u061c\x1b\x07\x9b\x00\ufeff\u2028" if sign in shown]
    assert told == [] and hidden == []

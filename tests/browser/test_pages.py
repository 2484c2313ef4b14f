# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all pages have in common, in a real browser: accessibility, paper, and names of every kind."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from .conftest import Show

SERIOUS = ("serious", "critical")
HEADINGS = {False: "Platform Account Status Last login Access Marks", True: "Platform Account Action What changes"}


@pytest.mark.parametrize("plan", [False, True])
@pytest.mark.parametrize(("people", "width", "dark"), [(1, 1400, False), (40, 1400, True), (40, 390, False), (1000, 1400, False)])
def test_axe_finds_nothing_serious(show: Show, axe: str, plan: bool, people: int, width: int, dark: bool) -> None:
    page = show(plan=plan, people=people, width=width, dark=dark)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in SERIOUS] == []


@pytest.mark.parametrize("plan", [False, True])
def test_paper_is_a4_in_portrait_with_headings_and_numbers_on_every_page(show: Show, plan: bool) -> None:
    page = show(plan=plan, people=1000, hash_="#search=person.000")
    pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    sizes = {(round(float(sheet.mediabox.width)), round(float(sheet.mediabox.height))) for sheet in pages}
    assert sizes == {(595, 842)}
    texts = [" ".join(sheet.extract_text().split()) for sheet in pages]
    with_rows = [text for text in texts if "person.000" in text]
    assert len(with_rows) > 5 and all(HEADINGS[plan] in text for text in with_rows)
    assert all(f"Page {number} of {len(pages)}" in text for number, text in enumerate(texts, 1))
    assert "Show all" not in " ".join(texts) and "Previous" not in " ".join(texts)

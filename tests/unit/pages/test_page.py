# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frame of all pages: hostile text stays text in every part, and nothing but the page's own style and script may run."""

from __future__ import annotations

import base64
import hashlib
import html.parser
import json
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.pages import page as pages
from ansible_collections.people.access.plugins.module_utils.pages.browse import BROWSE
from ansible_collections.people.access.plugins.module_utils.pages.page import Html
from tests.security.hostile import texts

HOSTILE = texts("touch /nonexistent", 3)


class Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, Any]]] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))


def tags_of(content: str) -> list[tuple[str, dict[str, Any]]]:
    tags = Tags()
    tags.feed(content)
    return tags.tags


def everything(text: str) -> str:
    """A page with the text in every part that takes text."""
    parts = [
        pages.paragraph(pages.text(text)), pages.section("part", text, pages.breakable(text)), pages.facts([(text, pages.text(text))]),
        pages.folded(text, pages.text(text)), pages.long_list(text, [text] * 3, 3), pages.notice(text, [text] * 2),
        pages.table(text, [text, text], [[pages.text(text)] * 2], "rows"),
        pages.file_link(text, text), pages.filter_link({"mark": text}, pages.text(text), text), pages.choice("mark", "Mark", [(text, text, text)]),
        pages.browser(text, text, Html(""), text, [("name", text, 10), ("", text, 10)], text),
    ]
    return pages.page(text, pages.joined(parts), lead=pages.text(text), footer=pages.text(text), skip="part", script=BROWSE, data={text: [text]},
                      day=f"2026-{text}")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_stays_text(name: str) -> None:
    names = [[tag for tag, dummy in tags_of(everything(text)) if tag != "wbr"] for text in (HOSTILE[name], "harmless")]
    assert names[0] == names[1]
    made = everything(HOSTILE[name])
    assert {attribute for dummy, attributes in tags_of(made) for attribute in attributes} == {
        attribute for dummy, attributes in tags_of(everything("harmless")) for attribute in attributes
    }
    links = [attributes["href"] for tag, attributes in tags_of(made) if tag == "a"]
    assert all(link.startswith(("#", "./")) and set("\"'<>:/\\ ").isdisjoint(link[2:]) for link in links)
    embedded = made.partition('id="data">')[2].partition("</script>")[0]
    assert embedded.isascii() and set("<>&").isdisjoint(embedded)
    assert len(json.loads(embedded)) == 1
    made.encode("utf-8")


def test_only_the_own_style_and_script_may_run() -> None:
    made = pages.page("Title", Html(""), script="1;", data=[])
    policy = next(attributes["content"] for dummy, attributes in tags_of(made) if attributes.get("http-equiv"))
    script = base64.b64encode(hashlib.sha256(b"1;").digest()).decode()
    style = base64.b64encode(hashlib.sha256(pages.STYLE.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'"
    assert f"<style>{pages.STYLE}</style>" in made and "url(" not in made and "@import" not in made


def test_a_page_without_a_script_runs_none() -> None:
    made = pages.page("Title", Html(""))
    assert "script-src 'none'" in made and "<script" not in made


def test_addresses_break_after_punctuation_only() -> None:
    assert pages.breakable("ada.quist@x-y.example") == "<bdi>ada.<wbr>quist@<wbr>x-<wbr>y.<wbr>example</bdi>"


def test_long_lists_end_and_say_so() -> None:
    shown = pages.long_list("Gone", map(str, range(203)), 203, "in the file")
    assert shown.count("<li>") == 201 and "and 3 more in the file" in shown and pages.long_list("Gone", [], 0) == ""


def test_a_date_in_the_heading_does_not_break() -> None:
    content = pages.page("Evidence: <b>", Html(""), day="2026-11-29")
    assert '<h1>Evidence: &lt;b&gt;, <span class="unbroken">2026-11-29</span></h1>' in content
    assert "<title>Evidence: &lt;b&gt;, 2026-11-29</title>" in content

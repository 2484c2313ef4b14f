# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans for a terminal, a file and a pull request: short, aligned, complete where they promise it, and harmless."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.text import visible
from ansible_collections.people.access.plugins.module_utils.lifecycle.plan_html import as_html
from ansible_collections.people.access.plugins.module_utils.lifecycle.plan_text import COMMENT, WIDTH, as_comment, as_markdown, plan_lines
from tests.security.hostile import texts

from .plans import action, many, plan, roles

HOSTILE = texts("touch /nonexistent", 5)


def test_a_plan_is_shown_in_aligned_lines() -> None:
    moved = action(person="ben@x.example", name="Ben Ode", action="updated", before=roles("Invoice"), after=roles("Storage"))
    shown = plan_lines(plan(action(after=roles("Network")), action(person="eve@x.example", name="Eve Li", after=roles("Network")), moved,
                            action(person="hugo@x.example", name="", action="deleted")))
    assert shown == [
        "4 people: 2 join, 1 moves, 1 leaves. 4 changes: 4 on Contabo.", f"digest {'d' * 64}",
        "", "JOIN (2)", "  Ada Quist       Contabo Network", "  Eve Li          the same as Ada Quist",
        "", "MOVE (1)", "  Ben Ode         loses Contabo Invoice", "                  gets Contabo Storage",
        "", "LEAVE (1)", "  hugo@x.example  1 account removed (Contabo)",
    ]


def test_a_title_has_the_number_of_all_people_though_not_all_are_shown() -> None:
    lines = plan_lines(plan(*(action(person=f"p{number}@x.example", name=f"P{number}", after=roles("Network")) for number in range(3))), 1)
    assert "JOIN (3)" in lines and lines[-1].startswith("and 2 more people")


def test_no_line_is_longer_than_a_terminal_and_the_rest_is_counted() -> None:
    shown = plan_lines(many(250))
    assert max(map(len, shown)) <= WIDTH and WIDTH + len('        "",') <= 100 and len(shown) < 200
    assert "and 150 more people; set plan_file to get all of them" in shown
    assert "and 150 more people: see plans/plan.md" in plan_lines({**many(250), "files": ["plans/plan.md", "plans/plan.html"]})
    assert not [line for line in plan_lines(many(250), -1) if line.startswith("and ")]
    assert {"REFUSED BY THE GUARDS", "COULD NOT BE READ", "JOIN LATER", "PROTECTED", "INVITES THAT NOBODY HAS ACCEPTED YET", "NOTES"} <= set(shown)
    assert "  Eva Stone joins on 2199-01-01: Contabo" in shown and f"approval {'a' * 64}" in shown


def test_a_refusal_says_what_to_do_and_a_long_one_ends_with_a_whole_word() -> None:
    reason = "the new account zpark of zoe.park@harbor.example needs a password, but tsna_passwords has none for it. Set it there, or set new_passwords_file."
    shown = plan_lines(plan_with("x") | {"refusals": [f"tsna: {reason}", "tsna: " + "word " * 200]})
    begin = shown.index("REFUSED BY THE GUARDS") + 1
    lines = shown[begin:shown.index("", begin)]
    assert " ".join(line.strip() for line in lines[:2]) == f"TSNA: {reason}"
    assert len(lines) == 6 and lines[-1].endswith("word …") and max(map(len, lines)) <= WIDTH


def test_people_with_one_name_are_told_apart() -> None:
    shown = plan_lines(plan(action(after=roles("A")), action(person="other@x.example", after=roles("B"))))
    assert [line.split("  Contabo")[0].strip() for line in shown if "Ada" in line] == ["Ada Quist ada@x.example", "Ada Quist other@x.example"]


def test_markdown_has_everybody_and_no_json() -> None:
    whole = many(40)
    text = as_markdown({**whole, "made_at": "2026-11-25 08:00 UTC", "title": "Plan of the week"})
    assert text.startswith("# Plan of the week\n\n**40 people: ") and "- Made at: 2026-11-25 08:00 UTC\n- Made by: maria.lopez@harbor.example" in text
    assert "- Tenant Contabo: api.contabo.com" in text and f"- Digest: `{'d' * 64}`" in text and "## Refused by the guards" in text
    assert all(text.count(f"({person['person'].replace('_', '~')})") == 1 for person in whole["people"])
    assert not re.search(r'["{}]|\[\{', text)


@pytest.mark.parametrize("count", [1, 1000, 10_000])
def test_a_comment_fits_and_counts_what_it_lacks(count: int) -> None:
    whole = many(count)
    for limit in (COMMENT, 2000):
        text = as_comment(whole, limit)
        assert len(text) <= limit and f"`{'d' * 64}`" in text
        shown = len(re.findall(r"^- \*\*", text, re.MULTILINE))
        assert shown == count or f"And {count - shown} more " in text
    assert count > 1 or as_comment(whole).count("\n## ") == 7


def plan_with(text: str) -> dict[str, Any]:
    """A plan with the text in every place that takes text."""
    return plan(
        action(person=text, name=text, account=text, after=roles(text), admin_grants=[text]),
        action("tsna", person="b", name=text, action="updated", before={"dynamic_fields": {text: text}}, after={"dynamic_fields": {}, "email": text}),
        title=text, made_by=text, tenants={"contabo": text}, refusals=[text], unreadable={"tsna": text}, notes=[text], files=[text],
        kept=[{"platform": "tsna", "person": text, "account": text, "asked": "removal", "reason": text}],
        pending=[{"platform": "segment", "person": text, "account": text}],
        upcoming=[{"platform": "contabo", "person": text, "name": text, "starts": "2199-01-01", "account": text}],
    )


@pytest.mark.parametrize("name", [name for name, text in HOSTILE.items() if text and len(text) < 2000])
def test_hostile_text_stays_text(name: str) -> None:
    hostile = plan_with(HOSTILE[name])
    assert all(visible(line) == line for line in plan_lines(hostile, -1))
    escaped = re.compile(r"\\[\\`*_\[\]<>|~#&]")
    expected = escaped.sub("", as_markdown(plan_with("harmless")))
    for text in (as_markdown(hostile), as_comment(hostile)):
        assert all(line == visible(line) for line in text.split("\n")) and len(text.split("\n")) <= len(as_markdown(plan_with("harmless")).split("\n"))
        bare = escaped.sub("", text.replace("@<!-- -->", ""))
        assert [sign for sign in "`<[]&~" if bare.count(sign) > expected.count(sign)] == []
        assert not re.search(r"://|www\.|(?<![\w.+-])@", bare)


def test_hostile_text_stays_text_on_the_page() -> None:
    for texts_of in (list(HOSTILE.values())[:150], list(HOSTILE.values())[150:]):
        text = " ".join(text for text in texts_of if len(text) < 2000)
        tags = [[tag for tag in re.findall(r"<([A-Za-z!/]\w*)", as_html(plan_with(entry), {entry: entry})) if tag != "wbr"] for entry in (text, "harmless")]
        assert tags[0] == tags[1]


def test_guards_and_notes_begin_with_the_title_of_their_platform() -> None:
    plan = plan_with("x") | {"refusals": ["contabo: too many", "tsna is down"], "notes": ["tsna: odd"]}
    for text in ("\n".join(plan_lines(plan)), as_markdown(plan), as_comment(plan), as_html(plan)):
        assert "Contabo: too many" in text and "tsna is down" in text and "TSNA: odd" in text

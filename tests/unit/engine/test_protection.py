# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is protected: every spelling, every form in which protect may be given, and whoever is linked to somebody protected."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.engine.folding import fold
from ansible_collections.people.access.plugins.module_utils.engine.protection import NOBODY, Protection, broad, entries_of


@pytest.mark.parametrize("entry,name", [
    ("ray@x.example", "RAY@X.example"), (" ray@x.example\t", "ray@x.example"), ("RStone", "rstone"), ("rstone", "\uff52stone"),
    ("stra\u00dfe@x.example", "STRASSE@x.example"), ("ren\u00e9@x.example", "rene\u0301@X.EXAMPLE"), ("ray@b\u00fccher.example", "ray@xn--bcher-kva.example"),
    ("ray@xn--bcher-kva.example", "ray@B\u00dcCHER.example"), ("ray@x.example", "ray\u200b@x.example"), ("ray@x.example", "ray@x\u3002example"),
    ("ray@x.example.", "ray@x.example"),
    ("*@breakglass.example", "anybody@BreakGlass.example"), ("svc-*", "SVC-backup"), ("*", "whoever"), ("a+b@x.example", "A+B@x.example"),
    ("CORP\\ray", "corp\\RAY"), ("2024", "2024"),
])
def test_every_spelling_is_the_same(entry: str, name: str) -> None:
    assert Protection([entry]).entry("other@x.example", name) == entry.strip()


@pytest.mark.parametrize("entry,name", [
    ("ray@x.example", "rays@x.example"), ("ray@x.example", "ray@x-example"), ("*@breakglass.example", "eve@breakglass.example.evil.example"), ("r.y", "ray"),
    ("svc-*", "my-svc-1"), ("ray", ""), ("ray", "ray@x.example"),
])
def test_others_are_not_protected(entry: str, name: str) -> None:
    assert Protection([entry]).entry(name) == ""
    assert NOBODY.entry(name) == "" and not NOBODY and Protection([entry])


@pytest.mark.parametrize("given,entries", [
    (None, ()), ("", ()), ([], ()), ("ray@x.example", ("ray@x.example",)), ("a@x.example, rstone\nb@x.example\r\n", ("a@x.example", "rstone", "b@x.example")),
    (["a@x.example", " rstone ", "", "a@x.example", 2024], ("a@x.example", "rstone", "2024")),
    (("Stone, Ray", "a\nb@x.example"), ("Stone, Ray", "a\nb@x.example")),
])
def test_a_text_is_divided_and_never_read_letter_by_letter(given: Any, entries: tuple[str, ...]) -> None:
    assert entries_of(given) == entries
    assert Protection(given).entry("a") == ""


@pytest.mark.parametrize("given", [{"ray@x.example": True}, 7, True, [None], [["ray@x.example"]], [{"email": "ray@x.example"}], [False]])
def test_anything_else_is_refused(given: Any) -> None:
    with pytest.raises(BadInput, match="protect"):
        Protection(given)


def test_whoever_is_linked_is_protected_over_any_number_of_accounts() -> None:
    persons = [
        ["ray@x.example", "ray@x.example"], ["rstone", "Ray@X.example"], ["rstone", "ray.old@x.example"], ["ray.old@x.example"], ["eve", "eve@x.example"],
        ["", "u"],
    ]
    for protect in (["rstone"], ["RAY@x.example"], ["ray.old@*"]):
        closed = Protection(protect).closed_over(persons)
        assert [name for name in ("rstone", "ray@x.example", "ray.old@x.example", "eve", "eve@x.example", "u") if closed.entry(name)] == [
            "rstone", "ray@x.example", "ray.old@x.example",
        ]
        assert closed.entry("ray@x.example") and closed.unmatched() == []
        assert closed.closed_over([["ray.old@x.example", "more"]]).entry("more") == protect[0]
    assert not Protection(["rstone"]).entry("ray@x.example")
    assert NOBODY.closed_over(persons) is NOBODY


def test_entries_that_mean_nobody_are_known() -> None:
    closed = Protection(["nobody@x.example", "rstone", "*@gone.example"]).closed_over([["rstone", "ray@x.example"]])
    assert closed.unmatched() == ["nobody@x.example", "*@gone.example"]


def test_two_entries_of_one_person_both_mean_somebody() -> None:
    assert Protection(["rstone", "ray@x.example"]).closed_over([["rstone", "ray@x.example"]]).unmatched() == []


@pytest.mark.parametrize("text,other,same", [
    ("Ada@X.example", " ada@x.EXAMPLE ", True), ("strau\u00df@x.example", "strauss@x.example", False), ("\u00c9va@x.example", "e\u0301va@x.example", True),
    ("ada@b\u00dccher.example", "ada@xn--bcher-kva.example", True), ("ada@stra\u00dfe.example", "ada@strasse.example", False),
    ("ada@stra\u00dfe.example", "ada@XN--strae-oqa.example", True), ("xn--bcher-kva", "b\u00fccher", False), ("ada@xn--\u00fc.example", "ada@x.example", False),
    ("ada@xn--99999999.example", "ada@xn--99999999.EXAMPLE", True),
])
def test_addresses_and_names_compare_no_broader_than_they_mean_the_same(text: str, other: str, same: bool) -> None:
    assert (fold(text) == fold(other)) is same
    assert fold(fold(text)) == fold(text)


def test_protection_compares_at_least_as_broadly() -> None:
    assert broad("strau\u00df@x.example") == broad("STRAUSS@x.example")

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing in a text hides from its reader."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.text import all_visible, transportable, visible


@pytest.mark.parametrize("hostile, shown", [
    ("a\x1b[2Jb", "a\\u001b[2Jb"), ("\x07", "\\u0007"), ("\x00", "\\u0000"), ("\x7f", "\\u007f"), ("\x9b2J", "\\u009b2J"),
    ("a\nb\rc\td", "a\\nb\\rc\\td"), ("nimda\u202egnp", "nimda\\u202egnp"), ("\u2066x\u2069", "\\u2066x\\u2069"), ("\u061cx", "\\u061cx"),
    ("ad\u200bmin", "ad\\u200bmin"), ("a\ufeffb", "a\\ufeffb"), ("\u2028\u2029", "\\u2028\\u2029"), ("\udcff", "\\udcff"), ("\ud83d", "\\ud83d"),
    ("\U000e0041", "\\U000e0041"), ("a\u00adb", "a\\u00adb"), ("\u3164", "\\u3164"), ("\u2800", "\\u2800"), ("\ue000", "\\ue000"), ("a\u200ab", "a\\u200ab"),
    ("a\u200db", "a\\u200db"), ("a\u200c", "a\\u200c"), ("a\ufe0f", "a\\ufe0f"), ("\u200d\U0001f469", "\\u200d\U0001f469"),
    ("\ufff9a\ufffab\ufffb", "\\ufff9a\\ufffab\\ufffb"),
])
def test_what_does_not_show_is_escaped(hostile: str, shown: str) -> None:
    assert visible(hostile) == shown


@pytest.mark.parametrize("text", [
    "", "plain", "C:\\new", "Strauß", "Ñandú", "Σωκράτης", "Борис", "شيرين", "שירה", "अनुज", "田中\u3000さくら", "김민준", "สมชาย", "e\u0301", "10\u00a0€",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467", "\u2764\ufe0f", "\u2764\ufe0f\u200d\U0001f525", "\U0001f44d\U0001f3fd", "\ufffd", "\u2019\u2013\u2026", "ﷺ",
])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_every_control_and_format_character_is_shown() -> None:
    # The signs that stand around Arabic, Kaithi, Egyptian and shorthand text are visible by themselves, though Unicode calls them formats.
    drawn = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD, *range(0x13430, 0x13460)}
    signs = [chr(number) for number in range(sys.maxunicode + 1) if number not in drawn]
    hidden = [sign for sign in signs if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")]
    assert [sign for sign in hidden if visible(sign) == sign] == []


def test_letters_marks_and_digits_of_all_scripts_are_kept() -> None:
    invisible = {0x115F, 0x1160, 0x3164, 0xFFA0, 0x34F, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
    signs = [chr(number) for number in range(sys.maxunicode + 1) if number not in invisible]
    assert [sign for sign in signs if unicodedata.category(sign)[0] in "LMNP" and visible(sign) != sign] == []


def test_the_result_can_always_be_encoded() -> None:
    visible("".join(map(chr, range(sys.maxunicode + 1)))).encode()


def test_whole_values_with_their_keys() -> None:
    assert all_visible({"a\u202e": ["b\x1b", ("c\x00", 1, None, True)]}) == {"a\\u202e": ["b\\u001b", ["c\\u0000", 1, None, True]]}


@pytest.mark.parametrize(("value", "expected"), [
    ("a\ud83d\ude00b", "a\U0001f600b"), ("\U0001f600", "\U0001f600"), ("x\udc00\ud800y", "x\ufffd\ufffdy"), ("\ud800", "\ufffd"), ("\u202e\x00", "\u202e\x00"),
    ({"\ud800": ["\udfff", 1, None]}, {"\ufffd": ["\ufffd", 1, None]}), ([{"__ansible_type": "x", "a": {"__ansible_vault": 1}}], [{"a": {}}]),
])
def test_what_ansible_refuses_is_replaced_or_left_out(value: object, expected: object) -> None:
    assert transportable(value) == expected
    assert json.dumps(transportable(value), ensure_ascii=False).encode()

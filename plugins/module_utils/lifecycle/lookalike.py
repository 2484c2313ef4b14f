# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Addresses and login names that readers take for one another: the same letters from another script, other widths, invisible characters.

The standard library does not have Unicode's table of confusables (UTS 39), so this knows the letters of Cyrillic, Greek and Armenian, and the
marks, that look like Latin ones in most fonts. Two names in ASCII alone are never taken for each other (``1`` and ``l`` are left to the eye).
"""

from __future__ import annotations

import unicodedata
from typing import Any

from ..engine.folding import fold
from ..engine.protection import broad
from ..engine.text import visible

_LOOKS_LIKE = {
    "a": "\u0430\u03b1\u0251", "b": "\u0432\u03b2", "c": "\u0441\u03f2", "d": "\u0501", "e": "\u0435\u03b5\u04bd\u0454", "g": "\u0581\u0261",
    "h": "\u04bb\u043d\u0570", "i": "\u0456\u03b9\u0131\u0269", "j": "\u0458\u03f3\u0237", "k": "\u043a\u03ba", "l": "\u04cf", "m": "\u043c",
    "n": "\u03b7\u0578", "o": "\u043e\u03bf\u0585", "p": "\u0440\u03c1", "q": "\u051b\u0566", "s": "\u0455\ua731",
    "t": "\u0442\u03c4", "u": "\u03c5\u057d\u028b", "v": "\u03bd\u0475", "w": "\u051d\u0461\u03c9", "x": "\u0445\u03c7", "y": "\u0443\u03b3\u04af",
    "z": "\u1d22", "\u03c3": "\u03c2", "-": "\u2010\u2011\u2012\u2013\u2014\u2212\u02d7", "'": "\u2019\u2018\u02bc", "_": "\u02cd", ".": "\u3002",
}
_ROUGHLY = str.maketrans("01|", "oll")  # in ASCII, and only where as broad as possible
_TABLE = {ord(other): sign for sign, others in _LOOKS_LIKE.items() for other in others}


def skeleton(name: str) -> str:
    """What a reader sees of a name: the same for names that look the same, and for two in ASCII only if they are the same."""
    text = fold(name)
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower()).translate(_TABLE).replace("i\u0307", "i")
    return "".join(sign for sign in text if visible(sign) == sign).strip()


def same_person(text: str, other: str) -> bool:
    """Whether two addresses could be those of one person, for decisions that nobody takes about themselves: case, look and what comes after
    a plus sign mean nothing. As broad as possible, as the answer yes only asks for somebody else."""
    return bool(_bare(_rough(text)) == _bare(_rough(other)) or _bare(broad(text)) == _bare(broad(other)))


def _rough(name: str) -> str:
    return skeleton(name).translate(_ROUGHLY).replace("rn", "m").replace("vv", "w")


def _bare(address: str) -> str:
    local, sign, domain = address.rpartition("@")
    return f"{local.partition('+')[0] or local}{sign}{domain}"


def hidden(text: str) -> str:
    """The first character of a text that does not show by itself, as ``U+200B (ZERO WIDTH SPACE)``; empty where there is none."""
    if text.isascii() and text.isprintable():
        return ""
    return next((_named(sign) for sign in text if visible(sign) != sign), "")


class Seen:
    """Names with the places where they stand, to find the second of two that are, or look, the same."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[str, str]] = {}

    def problem(self, name: Any, place: str) -> str:
        """What is wrong with one more name at this place, as words that follow the name; empty where nothing is."""
        text = str(name)
        first, where = self._first.setdefault(skeleton(text), (text, place))
        if where == place:
            return ""
        if fold(first) == fold(text):
            return f"is listed twice, the first time in {where}"
        odd = next((entry for entry in (text, first) if not entry.isascii()), text)
        sign = next((_named(sign) for sign in odd if not sign.isascii()), "")
        return f"looks like {visible(first)} in {where}, but is different: one of them has {sign}"


def _named(sign: str) -> str:
    name = unicodedata.name(sign, "")
    return f"U+{ord(sign):04X}{f' ({name})' if name else ''}"

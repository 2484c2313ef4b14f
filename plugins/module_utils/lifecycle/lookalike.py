# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Finds addresses and login names that look alike: letters from other scripts, full-width characters, invisible characters.

The standard library does not include Unicode's table of confusables (UTS 39), so this module has the letters of Cyrillic, Greek and Armenian, and the
punctuation marks, that look like Latin ones in most fonts. Two names in ASCII never look alike (``1`` and ``l`` differ).
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
_ROUGHLY = str.maketrans("01|", "oll")  # similar characters in ASCII, for ``same_person`` only
_TABLE = {ord(other): sign for sign, others in _LOOKS_LIKE.items() for other in others}


def skeleton(name: str) -> str:
    """Return a key that is equal for names that look alike. Names in ASCII look alike only if they are equal."""
    text = fold(name)
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower()).translate(_TABLE).replace("i\u0307", "i")
    return "".join(sign for sign in text if visible(sign) == sign).strip()


def same_person(text: str, other: str) -> bool:
    """Return whether two addresses could belong to the same person, who must not decide about themselves.

    Ignores case, appearance and the part after a plus sign. As broad as possible, because a wrong match only requires another reviewer.
    """
    return bool(_bare(_rough(text)) == _bare(_rough(other)) or _bare(broad(text)) == _bare(broad(other)))


def _rough(name: str) -> str:
    return skeleton(name).translate(_ROUGHLY).replace("rn", "m").replace("vv", "w")


def _bare(address: str) -> str:
    local, sign, domain = address.rpartition("@")
    return f"{local.partition('+')[0] or local}{sign}{domain}"


def hidden(text: str) -> str:
    """Return the first invisible character of a text, as in ``U+200B (ZERO WIDTH SPACE)``; empty if there is none."""
    if text.isascii() and text.isprintable():
        return ""
    return next((_named(sign) for sign in text if visible(sign) != sign), "")


class Seen:
    """Names with their places, to find duplicates and lookalikes."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[str, str]] = {}

    def problem(self, name: Any, place: str) -> str:
        """Add a name and return its problem, as words that follow the name; empty if there is none."""
        text = str(name)
        key = skeleton(text)
        if key not in self._first:
            self._first[key] = (text, place)
            return ""
        first, where = self._first[key]  # may be the same place: a line of JSON can have everybody
        if fold(first) == fold(text):
            return f"is listed twice, the first time in {where}"
        odd = next((entry for entry in (text, first) if not entry.isascii()), text)
        sign = next((_named(sign) for sign in odd if not sign.isascii()), "")
        return f"looks like {visible(first)} in {where}, but is different: one of them has {sign}"


def _named(sign: str) -> str:
    name = unicodedata.name(sign, "")
    return f"U+{ord(sign):04X}{f' ({name})' if name else ''}"

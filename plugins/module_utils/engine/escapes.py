# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Unescapes text from servers: JSON, JavaScript, Python, URL, form and HTML escapes, also nested.

Each reading maps its characters to their positions in the original text, so that masking finds escaped secrets.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass

DEPTH = 3  # levels of nesting, as in an HTML page that shows a string with JSON in it
MOST = 24  # readings of one text, which limits the time that a text takes
_HEX = "[0-9A-Fa-f]"
_LITERAL = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


@dataclass(frozen=True)
class Reading:
    """An unescaped text.

    ``places`` are the positions of unescaped characters. ``shifts`` are the numbers of characters by which the escaped text is longer up to each of
    them, and at the end. ``outer`` is the reading that was unescaped.
    """

    text: str
    places: list[int]
    shifts: list[int]
    outer: Reading | None = None

    def origin(self, position: int) -> int:
        """Return the position in the original text. The end of a part maps to the end of its escape."""
        position += self.shifts[bisect_left(self.places, position)]
        return position if self.outer is None else self.outer.origin(position)


def _code_point(number: int) -> str | None:
    return chr(number) if 0 < number < 0x110000 else None


def _literal(match: re.Match[str]) -> str | None:
    high, low, four, two, sign = match.groups()
    if high:
        return _code_point(0x10000 + (int(high, 16) - 0xD800) * 0x400 + int(low, 16) - 0xDC00)
    return _LITERAL.get(sign, sign) if sign else _code_point(int(four or two, 16))


def _byte(match: re.Match[str]) -> str | None:
    return " " if match.group() == "+" else chr(int(match.group(1), 16))  # bytes of UTF-8 one by one, decoded as latin-1


def _entity(match: re.Match[str]) -> str | None:
    from html import unescape  # only here, for speed: most tasks do not need it

    sign = unescape(match.group())
    return sign if len(sign) == 1 else None


_SYNTAXES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    (re.compile(rf"\\(?:u([dD][89abAB]{_HEX}{{2}})\\u([dD][c-fC-F]{_HEX}{{2}})|u({_HEX}{{4}})|x({_HEX}{{2}})|([\"'\\/bfnrt]))"), _literal),
    (re.compile(r"&(?:#x[0-9a-f]{1,8}|#[0-9]{1,8}|[a-z]{2,8}[0-9]{0,2});", re.IGNORECASE), _entity),
    (re.compile(rf"%({_HEX}{{2}})"), _byte),
    (re.compile(rf"%({_HEX}{{2}})|\+"), _byte),
)
_ANY = re.compile(r"\\[\"'\\/bfnrtux]|%[0-9A-Fa-f]{2}|&[#A-Za-z]")


def readings(text: str) -> Iterator[Reading]:
    """Yield every reading of a text with escapes, by one syntax after the other up to DEPTH. Most texts have none."""
    if not _ANY.search(text):
        return
    seen = {text}
    level = [Reading(text, [], [0])]
    for dummy in range(DEPTH):
        deeper = []
        for outer in level:
            for entry in filter(None, (_read(outer, *syntax) for syntax in _SYNTAXES)):
                if entry.text not in seen and len(seen) <= MOST:
                    seen.add(entry.text)
                    deeper.append(entry)
                    yield entry
        level = deeper


def _read(outer: Reading, escape: re.Pattern[str], meaning: Callable[[re.Match[str]], str | None]) -> Reading | None:
    """Unescape one syntax. Returns None if the text contains no such escape."""
    parts: list[str] = []
    places: list[int] = []
    shifts = [0]
    done = size = 0
    for match in escape.finditer(outer.text):
        sign = meaning(match)
        if sign is None:
            continue
        parts += [outer.text[done:match.start()], sign]
        places.append(size + match.start() - done)
        size, done = places[-1] + 1, match.end()
        shifts.append(done - size)
    return Reading("".join([*parts, outer.text[done:]]), places, shifts, outer) if places else None

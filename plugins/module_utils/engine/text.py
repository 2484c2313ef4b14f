# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Makes text from platforms, rosters and files safe to display: no character can hide, reorder or fake anything on a terminal, in a file or in a browser.

Results for programs keep the original text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

# Unicode's Default_Ignorable_Code_Point (invisible: zero-width, bidirectional controls, fillers, variation selectors, tags; DerivedCoreProperties.txt),
# controls (C0, DEL, C1), line and paragraph separators, lone surrogates, private use (which depends on the font), annotation marks, the blank
# Braille pattern, and spaces that no language uses between words (NBSP, the narrow and the ideographic space are allowed).
_INVISIBLE = (
    "\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202e\u205f-\u206f\u2800\u3164"
    "\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
)
# Joiners between two pictographs and selectors after one are parts of emoji and stay. Between letters, a joiner makes different names look the same, so
# it is escaped, even in scripts that use it.
_PICTOGRAPH = "\u2190-\u21ff\u2300-\u23ff\u2460-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_HIDDEN = re.compile(f"(?<=[{_PICTOGRAPH}])\ufe0f|(?<=[{_PICTOGRAPH}\ufe0f])\u200d(?=[{_PICTOGRAPH}])|([{_INVISIBLE}])")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str) -> str:
    r"""Return the text with invisible characters escaped, as in ``\n``, ``\u202e`` or ``\U000e0041``.

    Letters of all scripts and backslashes are unchanged, so the result cannot be unescaped reliably. It can always be encoded in UTF-8.
    """
    if text.isascii() and text.isprintable():
        return text
    return _HIDDEN.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    sign = match.group(1)
    if sign is None:
        return match.group()
    return _SHORT.get(sign) or (f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}")


def all_visible(value: Any) -> Any:
    """Return a copy of a value with ``visible`` applied to all strings, including keys of dictionaries. Tuples become lists."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {all_visible(key): all_visible(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [all_visible(item) for item in value]
    return value


def shortened(text: str, most: int) -> str:
    """Return a text, or its beginning and an ellipsis if it has more than ``most`` characters."""
    return text if len(text) <= most else f"{text[:most - 1].rstrip()}…"


def transportable(value: Any) -> Any:
    """Return decoded JSON without values for which Ansible 2.19 and newer refuses the whole result of a module, even after writes.

    A lone surrogate, which UTF-8 cannot encode, becomes the replacement character. Members with names that Ansible's serialization uses as markers
    (``__ansible_type``, ``__ansible_unsafe``, ``__ansible_vault``) are omitted; no API has such members.
    """
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, dict):
        return {transportable(key): transportable(member) for key, member in value.items() if not key.startswith("__ansible")}
    return [transportable(item) for item in value] if isinstance(value, list) else value


def plain(value: Any) -> str:
    """Return the value of an option without the signs of JSON."""
    if value in (None, "", [], {}):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {plain(entry)}" for name, entry in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(plain, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Compares addresses and names without case. All comparisons use this module, so that all parts of the code agree on whom a name identifies."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Return a key to compare e-mail addresses and other strings without case.

    Lower case (not ``casefold``, for which strauß equals strauss), NFC, without surrounding whitespace, the domain of an address as decoded by IDNA.
    """
    text = text.strip().lower()
    if text.isascii() and "xn--" not in text:  # fast path for nearly all strings
        return text
    text = unicodedata.normalize("NFC", text)
    local, sign, domain = text.rpartition("@")
    return f"{local}{sign}{_domain(domain)}" if sign else text


def _domain(domain: str) -> str:
    """Return a domain with all labels in Unicode (RFC 5890 U-labels), normalized as in UTS 46."""
    labels = unicodedata.normalize("NFKC", domain).lower().replace("\u3002", ".").split(".")
    return unicodedata.normalize("NFC", ".".join(map(_label, labels)))


def _label(label: str) -> str:
    if not label.startswith("xn--") or len(label) > 63:  # 63 is the maximum length of a label
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except ValueError:
        return label

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The one way to compare addresses and names in which case means nothing: every comparison of two of them uses it, so that no two parts disagree
on whom or what one means."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """A key for comparing e-mail addresses and other texts in which case means nothing: small letters (not ``casefold``, to which strauß and
    strauss are one), composed (NFC), without surrounding blanks, the domain of an address as IDNA reads it."""
    text = text.strip().lower()
    if text.isascii() and "xn--" not in text:  # nearly all are, and this is done a lot
        return text
    text = unicodedata.normalize("NFC", text)
    local, sign, domain = text.rpartition("@")
    return f"{local}{sign}{_domain(domain)}" if sign else text


def _domain(domain: str) -> str:
    """A domain with every label in Unicode (RFC 5890 U-labels), in the form of UTS 46."""
    labels = unicodedata.normalize("NFKC", domain).lower().replace("\u3002", ".").split(".")
    return unicodedata.normalize("NFC", ".".join(map(_label, labels)))


def _label(label: str) -> str:
    if not label.startswith("xn--") or len(label) > 63:  # no label is longer
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except ValueError:
        return label

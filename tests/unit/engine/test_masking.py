# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret stays in a text, in whatever form it comes back; whatever is no secret stays."""

from __future__ import annotations

import base64
import html
import json
import random
import re
import string
import time
import unicodedata
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.people.access.plugins.module_utils.engine.masking import (
    MASK,
    SHORT,
    Secrets,
    hide_userinfo,
    passwords_in_urls,
    without_userinfo,
)

WORDS = st.text("ab7", min_size=1, max_size=6)
SINGLE = st.none() | st.booleans() | st.integers(0, 999) | WORDS
VALUES = st.recursive(SINGLE, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4), max_leaves=12)


def made_for_html(text: str) -> str:
    """As Gson and Go write JSON."""
    return re.sub("[<>&='+]", lambda match: f"\\u{ord(match.group()):04x}", json.dumps(text))


def numbered(text: str, form: str) -> str:
    """All but letters and digits of ASCII by their numbers, as ESAPI does it."""
    return "".join(sign if sign.isascii() and sign.isalnum() else form.format(ord(sign)) for sign in text)


HARD = ["Fj4-quiet", "Größe-日本", "pä$$wörd/+&?=\"'<x>\\ 7", "Größe€42", "日本語パスワード", "a b\tc\nd", "naïve\u200b-secret", "x'y\"z&lt;", "e\u0301clair-9"]
FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "JSON": json.dumps,
    "JSON, not escaped": lambda entry: json.dumps(entry, ensure_ascii=False),
    "JSON, escaped slashes": lambda entry: json.dumps(entry).replace("/", "\\/"),
    "JSON, upper case": lambda entry: "".join(f"\\u{ord(sign):04X}" if ord(sign) > 126 else json.dumps(sign)[1:-1] for sign in entry),
    "literal": repr,
    "URL": quote, "URL, all of it": lambda entry: quote(entry, safe=""), "form": quote_plus,
    "URL, lower case": lambda entry: re.sub("%..", lambda match: match.group().lower(), quote(entry, safe="")),
    "HTML": html.escape, "HTML, numbers": lambda entry: html.escape(entry).encode("ascii", "xmlcharrefreplace").decode(),
    "HTML, &#39;": lambda entry: html.escape(entry).replace("&#x27;", "&#39;"), "HTML text": lambda entry: html.escape(entry, quote=False),
    "base64": lambda entry: base64.b64encode(entry.encode()).decode(), "base64 of URLs": lambda entry: base64.urlsafe_b64encode(entry.encode()).decode(),
    "Basic": lambda entry: "Basic " + base64.b64encode(f"ada:{entry}".encode()).decode(),
    "Basic, one letter more": lambda entry: "Basic " + base64.b64encode(f"adam:{entry}".encode()).decode(),
    "Basic, another one": lambda entry: "Basic " + base64.b64encode(f"adams:{entry}".encode()).decode(),
    "base64 in the midst": lambda entry: base64.urlsafe_b64encode(f'{{"password": "{entry}", "more": 1}}'.encode()).decode(),
    "read as latin-1": lambda entry: entry.encode().decode("latin-1"),
    "read as cp1252": lambda entry: entry.encode().decode("cp1252", "ignore") if b"\x81" not in entry.encode() else entry,
    "latin-1 read as UTF-8": lambda entry: entry.encode("latin-1").decode("utf-8", "replace") if max(entry) < "\u0100" else entry,
    "question marks": lambda entry: entry.encode("ascii", "replace").decode(),
    "JSON in JSON": lambda entry: json.dumps(json.dumps(entry)), "JSON in HTML": lambda entry: html.escape(json.dumps(entry)),
    "JSON in a URL": lambda entry: quote(json.dumps(entry), safe=""), "JSON in a form in JSON": lambda entry: json.dumps(quote_plus(json.dumps(entry))),
    "JSON three times": lambda entry: json.dumps(json.dumps(json.dumps(entry))), "URL twice": lambda entry: quote(quote(entry)),
    "URL in HTML": lambda entry: html.escape(quote(entry)), "JSON made for HTML": made_for_html, "HTML, hexadecimal": lambda entry: numbered(entry, "&#x{:x};"),
    "HTML, all of it": lambda entry: "".join(f"&#{ord(sign):04d};" for sign in entry), "HTML in JSON": lambda entry: json.dumps(html.escape(entry)),
    "JavaScript": lambda entry: numbered(entry, "\\u{:04X}") if "\\" not in entry else repr(entry),
    "URL, letters too": lambda entry: "".join(f"%{byte:02x}" for byte in entry.encode()),
    "bytes": lambda entry: repr(entry.encode()), "hexadecimal": lambda entry: entry.encode().hex(),
    "hexadecimal, upper case": lambda entry: entry.encode().hex().upper(),
    "base64 of JSON": lambda entry: base64.b64encode(json.dumps({"password": entry}).encode()).decode(),
    "base64 of UTF-16": lambda entry: base64.b64encode(entry.encode("utf-16-le")).decode(),
    "question marks for what latin-1 lacks": lambda entry: entry.encode("latin-1", "replace").decode("latin-1"),
    "composed": lambda entry: unicodedata.normalize("NFC", entry), "decomposed": lambda entry: unicodedata.normalize("NFD", entry),
}


def has_form(secret: str, form: str) -> bool:
    """Whether there is such a form of a secret: some bytes mean nothing in cp1252."""
    return form != "read as cp1252" or not any(byte in secret.encode() for byte in b"\x81\x8d\x8f\x90\x9d")


@pytest.mark.parametrize(("secret", "form"), [(secret, form) for secret in HARD for form in FORMS if has_form(secret, form)])
def test_a_secret_is_masked_in_every_form(secret: str, form: str) -> None:
    told = FORMS[form](secret)
    found = Secrets([secret]).mask(f"before >{told}< after")
    assert MASK in found and "before >" in found and "< after" in found
    inner = re.sub(r"&quot;|%22|%5C|\\", "", found[found.index(">") + 1:found.rindex("<")])  # the quotes around a text in another one
    assert inner.strip("\"'").replace("Basic ", "").strip("=") in (MASK, f"{MASK}{MASK}") or inner.count(MASK) == 1 and len(inner) < len(MASK) + 4


def test_of_a_longer_base64_nothing_is_left() -> None:
    text = "Authorization: Basic " + base64.b64encode(b"ada:Fj4-quiet").decode() + ", refused"
    assert Secrets(["Fj4-quiet"]).mask(text) == f"Authorization: Basic {MASK}, refused"


@given(st.sets(WORDS), VALUES)
def test_each_secret_that_stands_anywhere_is_found(secrets: set[str], value: Any) -> None:
    def texts(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [text for pair in value.items() for part in pair for text in texts(part)]
        return [text for part in value for text in texts(part)] if isinstance(value, list) else [] if value is None or isinstance(value, bool) else [str(value)]

    there = {secret for secret in secrets if len(secret) >= SHORT and any(secret in text for text in texts(value))}
    assert there <= Secrets(secrets).secrets_in(value)
    masked = texts(Secrets(secrets).mask_all(value))
    assert not any(secret in text for secret in secrets if len(secret) >= SHORT for text in masked)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("secret", HARD)
def test_what_ansible_is_to_look_for_is_found_in_every_form(secret: str, form: str) -> None:
    value = {"name": f"before >{FORMS[form](secret)}< after"}
    found = Secrets([secret]).secrets_in(value)
    assert found and all(entry in value["name"] for entry in found)
    assert Secrets([secret]).masked(value) == Secrets([secret]).mask_all(value) != value


def test_a_value_without_a_secret_is_left_alone() -> None:
    value = {"names": ["Ada", ("a\\u0042", 5)]}
    assert Secrets(["Fj4-quiet"]).masked(value) is value


def test_what_is_no_escape_hides_nothing() -> None:
    assert Secrets(["C:\\new%41&b"]).mask("x C:\\new%41&amp;b, C:\\new%41&b") == f"x {MASK}, {MASK}"


def test_a_secret_of_four_characters_is_masked_in_base64() -> None:
    assert Secrets(["abcd"]).mask("Basic YWJjZA==, YWJjZA") == f"Basic {MASK}, {MASK}"


def test_overlapping_secrets_leave_nothing() -> None:
    assert Secrets(["abcdef", "defghi", "token", "token-and-more"]).mask("xabcdefghiy token-and-more token") == f"x{MASK}y {MASK} {MASK}"


def test_a_very_short_secret_is_masked_only_where_it_stands_as_a_value() -> None:
    secrets = Secrets(["a", "no"])
    assert secrets.mask('Ada has a cat, {"password": "a"}, x=no&y=now, no') == f'Ada has a cat, {{"password": "{MASK}"}}, x={MASK}&y=now, no'
    assert secrets.secrets_in("a no") == set()


def test_what_is_learned_later_is_masked_too() -> None:
    secrets = Secrets([None, "", "first-one"])
    assert secrets.mask("first-one second-one") == f"{MASK} second-one"
    secrets.add("second-one")
    secrets.update(["third-one", None])
    assert secrets.mask("first-one second-one third-one") == f"{MASK} {MASK} {MASK}" and len(secrets) == 3
    assert {"first-one", "third-one"} <= secrets and "absent" not in secrets


def test_a_thousand_passwords_are_not_looked_for_one_by_one() -> None:
    generator = random.Random(7)
    secrets = Secrets("".join(generator.choices(string.ascii_letters + string.digits + "é&+/", k=14)) for dummy in range(1000))
    secrets.mask("made ready")
    started = time.process_time()
    for dummy in range(1000):
        secrets.mask("Example: POST /users answered 400: " + "some words of the server " * 20)
    assert time.process_time() - started < 5  # 18,000 forms a text, one after the other, take twenty times as long


@pytest.mark.parametrize("text, shown, secrets", [
    ("see https://ada:s3cret@host/x now", f"see https://{MASK}@host/x now", {"s3cret"}),
    ("https://to%40ken@host", f"https://{MASK}@host", {"to%40ken", "to@ken"}),
    ("https://ada:p@ss@host", f"https://{MASK}@host", {"p@ss"}), ("https://host/a@b", "https://host/a@b", set()),
    ("mail ada@x.example", "mail ada@x.example", set()),
    ("http://u:p%2Fw@h:80, http://x", f"http://{MASK}@h:80, http://x", {"p%2Fw", "p/w"}),
])
def test_passwords_in_urls(text: str, shown: str, secrets: set[str]) -> None:
    assert hide_userinfo(text) == shown and passwords_in_urls([text, None, 7]) == secrets


def test_a_url_without_its_userinfo() -> None:
    assert without_userinfo("https://ada:p@ss@host:8443/v1") == "https://host:8443/v1"
    assert without_userinfo("https://host/v1/a@b") == "https://host/v1/a@b"

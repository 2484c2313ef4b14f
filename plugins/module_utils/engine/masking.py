# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Finds and masks secrets in texts, in every encoding in which they may be returned.

The time grows with the length of the text plus the number of secrets, not with their product, because a thousand new accounts have a thousand passwords.
"""

from __future__ import annotations

import base64
import json
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any
from urllib.parse import quote, quote_plus, unquote, urlsplit

from .escapes import readings

MASK = "********"
# A shorter secret occurs in every text by chance. Masking it everywhere would destroy the text and reveal the secret by the gaps, so it is masked
# only where it is a value: between quotes, or after = or a colon. This is also the length of the prefixes that the search compares first.
SHORT = 4
# Shorter strings of base64 may be part of an ordinary word.
LEAST_BASE64 = 6
MAX_SINGLE_LOOKUPS = 100  # up to this number, prefixes are searched one by one; above it, all prefixes of the text are looked up
_USERINFO = re.compile(r"(?<=://)[^/?#\s\"'<>]*@")


class Secrets(Set[str]):
    """The secrets that a client has seen: a set of strings that only grows. Empty strings are ignored."""

    def __init__(self, secrets: Iterable[str | None] = ()):
        self._known: dict[str, None] = {}
        self._indexed = 0
        self._forms: dict[str, dict[str, None]] = {}  # by prefix, the longest first
        self._encoded: set[str] = set()  # forms that may be part of a longer base64 string
        self._short: list[re.Pattern[str]] = []
        self._lock = threading.Lock()  # platforms are processed in parallel
        self.update(secrets)

    def add(self, secret: str) -> None:
        if secret:
            self._known[secret] = None

    def update(self, secrets: Iterable[str | None]) -> None:
        self._known.update(dict.fromkeys(secret for secret in secrets if secret))

    def __contains__(self, secret: object) -> bool:
        return secret in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._known))

    def __len__(self) -> int:
        return len(self._known)

    def mask(self, text: str) -> str:
        """Return the text with all secrets masked, in any encoding."""
        with self._lock:
            self._index()
            for pattern in self._short:
                text = pattern.sub(MASK, text)
            return _without(text, self._places(text))

    def _places(self, text: str) -> list[tuple[int, int]]:
        """Return the (start, end) positions of secrets in a text, including those in escaped parts."""
        found = self._literal(text)
        for reading in readings(text):
            found += [(reading.origin(start), reading.origin(end)) for start, end in self._literal(reading.text)]
        return found

    def _literal(self, text: str) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        starts = self._starting(text)
        if not starts:
            return found
        anywhere = re.compile("|".join(map(re.escape, starts)))
        done = 0
        match = anywhere.search(text)
        while match:
            place, end = match.start(), self._end(text, match.start())
            if end:
                start, done = self._span(text, place, end, done)
                found.append((start, done))
            match = anywhere.search(text, done if end else place + 1)
        return found

    def _starting(self, text: str) -> set[str]:
        """Return the prefixes of forms that occur in a text."""
        return {form for form in self._forms if form in text} if len(self._forms) < MAX_SINGLE_LOOKUPS else self._forms.keys() & _starts(text)

    def _end(self, text: str, place: int) -> int:
        """Return the end of the longest form at a position, 0 if there is none."""
        return next((place + len(form) for form in self._forms.get(text[place:place + SHORT], ()) if text.startswith(form, place)), 0)

    def _span(self, text: str, start: int, end: int, done: int) -> tuple[int, int]:
        """Return the start and end to mask for a form: includes overlapping forms, and the rest of the same base64 string, which may contain the rest of
        the secret."""
        encoded = text[start:end] in self._encoded
        place = start + 1
        while place < end:
            end = max(end, self._end(text, place))
            place += 1
        return _run(text, start, end, done) if encoded else (start, end)

    def secrets_in(self, value: Any) -> set[str]:
        """Return the forms of secrets that occur anywhere in a value, including keys and parts of strings, but without secrets shorter than SHORT."""
        text = "\n".join(_texts(value))
        with self._lock:
            self._index()
            found = {form for start in self._starting(text) for form in self._forms[start] if form in text}
            for reading in readings(text):
                found |= {text[reading.origin(start):reading.origin(end)] for start, end in self._literal(reading.text)}
            return found

    def masked(self, value: Any) -> Any:
        """Return the value with all secrets masked. Returns the same object if it contains none, which is the common case."""
        return self.mask_all(value) if self.secrets_in(value) else value

    def mask_all(self, value: Any) -> Any:
        """Return a copy of a value with all strings masked, including keys of dictionaries."""
        if isinstance(value, str):
            return self.mask(value)
        if isinstance(value, Mapping):
            return {self.mask_all(key): self.mask_all(member) for key, member in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.mask_all(item) for item in value]
        return value

    def _index(self) -> None:
        if self._indexed == len(self._known):  # the common case; the copy below takes time proportional to the number of secrets
            return
        extended: set[str] = set()
        for secret in tuple(self._known)[self._indexed:]:
            self._indexed += 1
            if len(secret) < SHORT:
                self._short.append(re.compile(rf"(?<=[\"'=:>]){re.escape(secret)}(?=[\"'&<,;\s]|$)"))
                continue
            encoded = {form for data in _in_bytes(secret) for form in _in_base64(data)}
            self._encoded |= encoded
            for form in encoded.union(_forms(secret)):
                forms = self._forms.setdefault(form[:SHORT], {})
                if len(form) >= SHORT:
                    forms[form] = None
                    extended.add(form[:SHORT])
        for start in extended:  # once, because thousands of passwords may begin with the same characters
            self._forms[start] = dict.fromkeys(sorted(self._forms[start], key=len, reverse=True))


def _without(text: str, places: list[tuple[int, int]]) -> str:
    """Return the text with these positions masked. Overlapping positions are masked as one."""
    parts, done = [], 0
    for start, end in sorted(places):
        if end <= done:
            continue
        if start >= done:
            parts += [text[done:start], MASK]
        done = end
    return "".join([*parts, text[done:]])


def hide_userinfo(text: str) -> str:
    """Return the text with user and password of all URLs masked."""
    return _USERINFO.sub(f"{MASK}@", text) if "://" in text else text


def passwords_in_urls(values: Iterable[Any]) -> set[str]:
    """Return the passwords in these URLs, as written and decoded, and users without a password, which may be tokens."""
    found: set[str] = set()
    for value in values:
        for info in _USERINFO.findall(value) if isinstance(value, str) else ():
            user, colon, password = info[:-1].partition(":")
            secret = password if colon else user
            found |= {secret, unquote(secret)} - {""}
    return found


def without_userinfo(url: str) -> str:
    """Return a URL without user and password. They are never sent, because every request has its own Authorization header."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() if "@" in parts.netloc else url


# -- the forms of one secret ---------------------------------------------------------------------------------------------------------------------


def _forms(secret: str) -> Iterator[str]:
    """Yield a secret in all encodings: plain, JSON, URL, form, HTML and Python literal, each decoded with the right and a wrong character set."""
    for text in _readings(secret):
        yield text
        yield from _escaped(text)
    in_hex = secret.encode("utf-8", "surrogatepass").hex()
    yield from (in_hex, in_hex.upper())


def _readings(secret: str) -> set[str]:
    """Return a secret as given, decoded with a wrong character set, normalized to NFC and NFD, and with replaced characters that ASCII lacks."""
    if secret.isascii():
        return {secret}
    data = secret.encode("utf-8", "surrogatepass")
    found = {secret, data.decode("latin-1"), _windows(data), secret.encode("ascii", "replace").decode()}
    found |= {unicodedata.normalize("NFC", secret), unicodedata.normalize("NFD", secret)}
    found |= {re.sub(r"[^\x00-\x7f]", "\ufffd", secret), data.decode("ascii", "replace")}
    for encoding in ("latin-1", "cp1252"):
        lossy = secret.encode(encoding, "replace")
        found |= {lossy.decode(encoding), lossy.decode("utf-8", "replace")}
    return {entry for entry in found if len(entry) >= SHORT}


def _windows(data: bytes) -> str:
    """Decode bytes as cp1252, and its five undefined bytes as latin-1, as browsers do."""
    return "".join(data[place:place + 1].decode("cp1252", "ignore") or chr(byte) for place, byte in enumerate(data))


def _escaped(text: str) -> Iterator[str]:
    for ascii_only in (True, False):
        in_json = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield in_json
        yield in_json.replace("/", "\\/")
    yield re.sub(r"\\u[0-9a-f]{4}", lambda match: "\\u" + match.group()[2:].upper(), json.dumps(text)[1:-1])
    yield repr(text)[1:-1]
    for safe in ("/", "", "!'()*", ";,/?:@&=+$-_.!~*'()#"):  # the last two as in JavaScript
        yield from _both_cases(quote(text, safe, errors="surrogatepass"))
    yield from _both_cases(quote_plus(text, errors="surrogatepass"))
    if not text.isascii():
        yield from _both_cases(quote(text, "", "latin-1", "replace"))
    for quotes in ({'"': "&quot;", "'": "&#x27;"}, {'"': "&quot;", "'": "&#39;"}, {'"': "&#34;", "'": "&#39;"}, {"'": "&apos;", '"': "&quot;"}, {}):
        escaped = "".join({"&": "&amp;", "<": "&lt;", ">": "&gt;", **quotes}.get(sign, sign) for sign in text)
        yield escaped
        if not text.isascii():
            yield escaped.encode("ascii", "xmlcharrefreplace").decode()


def _both_cases(text: str) -> tuple[str, str]:
    return text, re.sub("%[0-9A-F]{2}", lambda match: match.group().lower(), text)


def _in_bytes(secret: str) -> set[bytes]:
    """Return the bytes of a secret that may be encoded in base64: plain, as in a request body, and in UTF-16 as on Windows."""
    sent = (secret, *(json.dumps(secret, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)), *(
        quoted(secret, safe="", errors="surrogatepass") for quoted in (quote, quote_plus)))
    return {secret.encode("utf-16-le", "surrogatepass"), *(form.encode("utf-8", "surrogatepass") for form in sent)}


def _in_base64(data: bytes) -> Iterator[str]:
    """Yield the strings that occur in every base64 encoding of data containing these bytes at any offset (as in user:password), in both alphabets."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + data).decode().rstrip("=")
        # A character has six bits: the first ones contain bits of the preceding data, the last one of the following data.
        core = encoded[-(-before * 8 // 6):(before + len(data)) * 8 // 6]
        for entry in (core, *(() if before else (encoded,))):
            if len(entry) >= LEAST_BASE64:
                yield entry
                yield entry.replace("+", "-").replace("/", "_")


def _run(text: str, start: int, end: int, least: int) -> tuple[int, int]:
    """Return the start and end of the whole base64 string around a part of it."""
    while start > least and (text[start - 1].isalnum() or text[start - 1] in "+/-_"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] in "+/-_="):
        end += 1
    return start, end


_SECRET = re.compile(r"token|secret|passw|api.?key|signature|credential|authorization", re.IGNORECASE)


def looks_secret(name: str) -> bool:
    """Return whether a member or parameter has a name that credentials have. For what nothing is documented about."""
    return bool(_SECRET.search(name))


# -- texts -----------------------------------------------------------------------------------------------------------------------------------------


def _starts(text: str) -> set[str]:
    return {text[place:place + SHORT] for place in range(len(text) - SHORT + 1)}


def _texts(value: Any) -> set[str]:
    """Return all strings and numbers in a value as strings, including keys."""
    found: set[str] = set()
    remaining = [value]
    while remaining:
        member = remaining.pop()
        if isinstance(member, str):
            found.add(member)
        elif isinstance(member, Mapping):
            found.update(map(str, member))
            remaining += member.values()
        elif isinstance(member, (list, tuple, set, frozenset)):
            remaining += member
        elif member is not None and not isinstance(member, bool):
            found.add(str(member))
    return found

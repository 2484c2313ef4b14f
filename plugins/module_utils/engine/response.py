# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Responses, parsed so that no content can make a task crash, and the numbers, dates and errors in them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from .text import shortened, transportable

# Statuses of temporary failures on the way to the platform or inside it. After them, the result of a write is unknown.
ON_THE_WAY = (500, 502, 503, 504)
# The maximum length of a server's message. A task that fails at several requests has as many of them in its own message.
SENTENCE = 250
# Matches bodies that may contain what Ansible refuses: surrogates as escapes or as bytes that Python's parser accepts, and names, which may be escaped.
_TO_LOOK_AT = re.compile(rb"__ansible|\\u|\xed[\xa0-\xbf]")


@dataclass(frozen=True)
class Response:
    """A response: status, headers (case-insensitive), the parsed body (None if empty or not JSON) and its text."""

    status: int
    headers: Mapping[str, str]
    data: Any
    text: str

    @property
    def is_html(self) -> bool:
        return "html" in self.headers.get("Content-Type", "") or self.text.lstrip()[:9].lower() in ("<!doctype", "<html>")


def parsed(content: bytes) -> Any:
    """Return the data of a JSON body, without what Ansible refuses in a result; None if it is empty or not JSON."""
    try:
        data = json.loads(content) if content.strip() else None
        return transportable(data) if _TO_LOOK_AT.search(content) else data
    except (ValueError, RecursionError):
        return None


def plain_sentence(response: Response) -> str:
    """Return the text of a response in an unknown format: without tags, whitespace collapsed, at most SENTENCE characters."""
    text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", response.text, flags=re.DOTALL | re.IGNORECASE) if response.is_html else response.text
    return shortened(" ".join(text.split()), SENTENCE)


def error_objects(response: Response) -> list[Mapping[str, Any]]:
    """Return the objects under ``errors`` of a body; empty if it has another format."""
    errors = response.data.get("errors") if isinstance(response.data, Mapping) else None
    return [error for error in errors if isinstance(error, Mapping)] if isinstance(errors, list) else []


def retry_after(response: Response) -> float | None:
    """Return the seconds of a numeric Retry-After header, None if there is none."""
    return whole_number(response.headers.get("Retry-After", ""))


def is_untouched(response: Response) -> bool:
    """Return whether the server certainly did not process the request, regardless of the method (503 with Retry-After)."""
    return response.status == 503 and retry_after(response) is not None


def server_time(response: Response, now: float) -> float:
    """Return the server's time from the Date header, or ``now``. The local clock may be wrong."""
    date = http_date(response.headers.get("Date", ""))
    return now if date is None else date


def whole_number(text: str) -> int | None:
    """Return the whole number in a header; None for anything else, including numbers with more than 12 digits."""
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else None


def http_date(text: str) -> float | None:
    """Return the seconds since 1970 of a date in a header (RFC 5322); None for anything else."""
    try:
        return parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None

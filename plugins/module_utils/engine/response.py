# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What comes back: an answer, read so that nothing in it can break off a task, and the numbers, dates and errors that platforms put into one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from .text import transportable

# Failures on the way to the platform or inside it, which may go away, and after which nobody knows what became of a write.
ON_THE_WAY = (500, 502, 503, 504)
# Characters of the sentence that is made of an answer.
SENTENCE = 500
# Where an answer may have what cannot be transported: surrogates come as escapes, or as bytes that Python's parser lets pass; names may be escaped too.
_TO_LOOK_AT = re.compile(rb"__ansible|\\u|\xed[\xa0-\xbf]")


@dataclass(frozen=True)
class Response:
    """An answer: status, headers (case-insensitive), the parsed body (None when empty or not JSON) and its text."""

    status: int
    headers: Mapping[str, str]
    data: Any
    text: str

    @property
    def is_html(self) -> bool:
        return "html" in self.headers.get("Content-Type", "") or self.text.lstrip()[:9].lower() in ("<!doctype", "<html>")


def parsed(content: bytes) -> Any:
    """The data of a JSON body, without what Ansible refuses in a result; None for an empty body and for everything that is no JSON."""
    try:
        data = json.loads(content) if content.strip() else None
        return transportable(data) if _TO_LOOK_AT.search(content) else data
    except (ValueError, RecursionError):
        return None


def plain_sentence(response: Response) -> str:
    """The words of an answer that has no known shape: tags stripped, blanks collapsed, at most SENTENCE characters."""
    text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", response.text, flags=re.DOTALL | re.IGNORECASE) if response.is_html else response.text
    return " ".join(text.split())[:SENTENCE]


def error_objects(response: Response) -> list[Mapping[str, Any]]:
    """The objects under ``errors`` of a body; empty for every other form."""
    errors = response.data.get("errors") if isinstance(response.data, Mapping) else None
    return [error for error in errors if isinstance(error, Mapping)] if isinstance(errors, list) else []


def retry_after(response: Response) -> float | None:
    """Seconds of a Retry-After header in its numeric form; None without one."""
    return whole_number(response.headers.get("Retry-After", ""))


def is_untouched(response: Response) -> bool:
    """Whether the server says that it has not taken the request, whatever the method."""
    return response.status == 503 and retry_after(response) is not None


def server_time(response: Response, now: float) -> float:
    """The time by the server's clock where it tells it: ours may be wrong."""
    date = http_date(response.headers.get("Date", ""))
    return now if date is None else date


def whole_number(text: str) -> int | None:
    """The number that a header has; None for anything else, also for one that no server means."""
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else None


def http_date(text: str) -> float | None:
    """Seconds since 1970 of a date in a header (RFC 5322); None for anything else."""
    try:
        return parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None

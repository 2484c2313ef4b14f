# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Errors of failed requests, each with a message on what happened and a hint on what to do. Neither contains credentials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .conventions import ApiConventions
from .errors import AmbiguousWrite, Conflict, Missing, RequestFailed, UnexpectedResponse
from .masking import Secrets
from .request import Request
from .response import ON_THE_WAY, SENTENCE, Response, is_untouched, plain_sentence
from .schema import Mismatch, Schema
from .text import shortened
from .transport import NoAnswer

# How many characters of a response are searched for a message.
LEGIBLE = 50_000
# Waits of at least so many seconds are reported in messages.
LONG = 5.0


@dataclass(frozen=True)
class Attempt:
    """A request that was sent: its ``request_id`` if the platform has one, the ``timeout`` in seconds, the number of ``tries``, and the total ``seconds``
    waited between them."""

    request: Request
    conventions: ApiConventions
    secrets: Secrets
    timeout: float = 0.0
    request_id: str | None = None
    tries: int = 1
    seconds: float = 0.0

    @property
    def path(self) -> str:
        """The path for messages, without query and secrets."""
        path = self.request.path
        return self.secrets.mask(urlsplit(path).path if path.startswith("http") else path.partition("?")[0])

    @property
    def what(self) -> str:
        """Method and path, as in ``GET /users/1``."""
        return f"{self.request.method} {self.path}"

    @property
    def facts(self) -> dict[str, Any]:
        return {"platform": self.conventions.title, "verb": self.request.method, "path": self.path, "request_id": self.request_id}

    @property
    def effort(self) -> str:
        """The number of tries and the time waited, if it was long enough to report."""
        return f" after {self.tries} tries in {self.seconds:.0f} s" if self.tries > 1 and self.seconds >= LONG else ""


def check_response(attempt: Attempt, response: Response) -> None:
    """Raise the error of ``refused`` unless the status is a success. Raises RequestFailed, or AmbiguousWrite after a write, if the body is not JSON."""
    if not 200 <= response.status < 300:
        raise refused(attempt, response)
    if not response.is_html and not (attempt.request.expect_json and response.data is None and response.text.strip()):
        return
    what = "HTML" if response.is_html else "something else"
    message = f"{attempt.conventions.title}: {attempt.what} answered {response.status} with {what} instead of JSON."
    # A write with an unreadable response may have been carried out.
    kind = AmbiguousWrite if attempt.request.writes else RequestFailed
    raise kind(message, f"Check {attempt.conventions.url_option} and whether a proxy answers in its place.", response.status, **attempt.facts)


def check_form(attempt: Attempt, data: Any, schema: Schema) -> None:
    """Raise UnexpectedResponse, or AmbiguousWrite after a write, unless the data match the schema."""
    try:
        schema(data)
    except Mismatch as problem:
        kind = AmbiguousWrite if attempt.request.writes else UnexpectedResponse
        raise kind(
            attempt.secrets.mask(f"{attempt.conventions.title}: {attempt.what} was answered in an unexpected format: {problem}."),
            f"Check {attempt.conventions.url_option}; if it is right, please report this.", **attempt.facts,
        ) from None


def unanswered(attempt: Attempt, failure: NoAnswer) -> RequestFailed:
    """Return the error for a request without a response: AmbiguousWrite for a write that may have been carried out, otherwise RequestFailed."""
    title, option, what, facts = attempt.conventions.title, attempt.conventions.url_option, attempt.what, attempt.facts
    if failure.cause == "request":
        return RequestFailed(f"{title}: {what} could not be sent: {failure.what}.", f"Check {option} and the options of the task.", **facts)
    if attempt.request.writes and not failure.unsent:
        lost = f"the answer to {what} was lost ({failure.what}){attempt.effort}"
        return AmbiguousWrite(f"{title}: {lost}.", **facts)
    hints = {
        "tls": f"Check that {option} speaks TLS and that its certificate is valid for the host; give your own authority with ca_path.",
        "proxy": "Check proxy, or HTTPS_PROXY and NO_PROXY in the environment.",
        "timeout": f"Nothing came within {attempt.timeout:g} s; raise timeout if the platform is slow, or check {option}.",
        "connection": f"Check {option}, the network and the proxy settings.",
    }
    return RequestFailed(f"{title}: {what} got no answer ({failure.what}){attempt.effort}.", hints[failure.cause], **facts)


def refused(attempt: Attempt, response: Response) -> RequestFailed:
    """Return the error for an error status, with the server's message.

    Missing for a 404, Conflict for a write that met another state, AmbiguousWrite for a write that failed on the way, otherwise RequestFailed.
    """
    conventions = attempt.conventions
    clean = _clean(response, attempt.secrets)
    words = shortened(attempt.secrets.mask(conventions.error_message(clean) or plain_sentence(clean)).rstrip("."), SENTENCE)
    end = "" if words.endswith("…") else "."
    message = f"{conventions.title}: {attempt.what} answered {response.status}{attempt.effort}" + (f": {words}{end}" if words else ".")
    hint = conventions.error_hint(clean) or conventions.hints.get(response.status, "")
    if 300 <= response.status < 400:
        hint = f"Check {conventions.url_option}: the address has moved or names an unknown version."
    kind = RequestFailed
    if response.status == 404:
        kind = Missing
        hint = hint or f"If the object should exist, check {conventions.url_option}."
    elif attempt.request.writes and conventions.conflicts(response):
        kind = Conflict
    elif attempt.request.writes and (response.status == 303 or response.status in ON_THE_WAY) and not is_untouched(response):
        kind = AmbiguousWrite  # 303 refers to the result of what was done; also after retries, because the last try says nothing about the others
    return kind(message, hint, response.status, **attempt.facts)


def _clean(response: Response, secrets: Secrets) -> Response:
    """Return the beginning of a response without credentials.

    They are masked before the text is shortened, because part of a secret would not be recognized. The end of a longer text, which may be part of
    a secret, is dropped.
    """
    text = secrets.mask(response.text[:LEGIBLE])
    try:
        data = secrets.mask_all(response.data)
    except RecursionError:
        data = None
    return Response(response.status, response.headers, data, text if len(response.text) <= LEGIBLE else text[:LEGIBLE // 2])

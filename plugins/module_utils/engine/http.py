# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The HTTP client: keep-alive, retries within a time budget, read-only in check mode, errors with hints."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from .clock import Clock, Waiting
from .conventions import ApiConventions
from .errors import AmbiguousWrite, BadInput, Cancelled, Missing, PeopleError, RequestFailed, WriteBlocked
from .failures import Attempt, check_form, check_response, unanswered
from .masking import Secrets, hide_userinfo, passwords_in_urls, without_userinfo
from .ratelimit import Pool, RateLimited, RateLimiter
from .recording import Recorder, Write, current_targets
from .request import Request
from .response import Response
from .retries import Outcome, retry_delay
from .schema import Schema, matches
from .steps import Steps
from .trace import Trace, Try
from .transport import NoAnswer, Transport

USER_AGENT = "people.access (Ansible collection)"
NOTICEABLE = 0.001  # seconds of waiting for a slot


class Auth:
    """The base class of authorizations. Static by default; a login also implements ``renew`` and ``close``."""

    def header(self, http: Http) -> str:
        """Return the value of the Authorization header. May log in first."""
        raise NotImplementedError

    def renew(self, http: Http, refused: str) -> bool:
        """Renew the token after a 401 to the header ``refused``. Returns whether there is a new one, so that the request can be sent again."""
        return False

    def close(self, http: Http) -> None:
        """Log out."""


@dataclass
class Sent:
    """The successful writes of one thread, like those of a whole connection in ``Http``."""

    accepted: list[str] = field(default_factory=list)
    unproved: list[str] = field(default_factory=list)
    last_request_id: str | None = None


class Http:
    """A connection to one platform.

    - ``requests``: the number of requests sent
    - ``accepted``: the successful writes, as in ``PUT /users/1``; ``unproved``: those whose response a proxy could have sent as well
    - ``waited``: the seconds spent on rate limits and retries
    - ``last_request_id``: the id of the last write, if the platform has request ids
    - ``secrets``: all credentials seen, to mask in output
    - ``trace``: the trace of all requests
    - ``recorder``: is told of every write before it is sent and afterwards. If it raises a PeopleError before, the write is not sent
    - ``cautions``: unexpected properties of responses, as sentences
    - ``steps``: how far the current work is, None if its length is unknown
    """

    def __init__(
        self, base_url: str, conventions: ApiConventions, auth: Auth, transport: Transport = Transport(), read_only: bool = False,
        secrets: Iterable[str | None] = (), session: Any = None, clock: Clock | None = None,
    ) -> None:
        from .wire import Wire  # imports requests, which filters do not need

        if not _is_url(base_url):
            raise BadInput(f"{conventions.title}: '{hide_userinfo(base_url)}' is not a valid URL.", f"Set {conventions.url_option} to https://host/path.")
        self.base_url = without_userinfo(base_url).rstrip("/")
        self.conventions = conventions
        self.auth = auth
        self.transport = transport
        self.read_only = read_only
        self.secrets = Secrets([*secrets, *passwords_in_urls([base_url, transport.proxy])])
        self.wire = Wire(transport, self._learn, session)
        self.trace = Trace(transport.trace, transport.module)
        self.recorder: Recorder | None = None
        self._recorded = 0
        self.clock = clock or Clock()
        self.requests = 0
        self.accepted: list[str] = []
        self.unproved: list[str] = []
        self.last_request_id: str | None = None
        self._by_thread = threading.local()
        self.cautions: list[str] = []
        self.steps: Steps | None = None
        # Requests are sent in parallel and share the rate limit.
        self._waiting = Waiting(self.clock)
        self.limiter = RateLimiter(self.clock, self._waiting.sleep, transport.retry_budget)
        self._counting = threading.Lock()

    @property
    def own(self) -> Sent:
        """The writes of the calling thread. Where several objects are written in parallel, only these tell what became of the object at hand."""
        if not hasattr(self._by_thread, "sent"):
            self._by_thread.sent = Sent()
        sent: Sent = self._by_thread.sent
        return sent

    @property
    def waited(self) -> float:
        return self._waiting.seconds

    @property
    def waits(self) -> float:
        """The number of seconds for which a rate limit or a retry is still waited for."""
        return self._waiting.rest

    # -- requests -------------------------------------------------------------------------------------------------------------

    def send(self, request: Request) -> Response:
        """Send a request, retry it if that is safe, and return the successful response.

        Raises RequestFailed or a subclass: Missing for a 404, Conflict, AmbiguousWrite for a write that may or may not have been carried out, or whose
        response does not match the schema, UnexpectedResponse for such a read. Raises WriteBlocked in check mode, Cancelled after ``cancel``.
        """
        if self.read_only and request.writes:
            what = self._attempt(request).what
            raise WriteBlocked(f"{self.conventions.title}: {what} was about to be sent in check mode.", "Please report this as a defect.")
        tries: list[tuple[Attempt, Outcome]] = []
        try:
            return self._send(request, tries)
        except (AmbiguousWrite, Missing):
            raise
        except PeopleError as problem:  # of the last try, and says nothing about an earlier one that may have been carried out
            doubt = next(filter(None, (self._in_doubt(*earlier) for earlier in tries)), None)
            if doubt is None:
                raise
            doubt.message = f"{doubt.message} Then: {problem.message}"
            raise doubt from None

    def _send(self, request: Request, tries: list[tuple[Attempt, Outcome]]) -> Response:
        """Send a request until a try is the last one, and return its response. Adds the others to ``tries``."""
        self.trace.open()
        deadline = 0.0
        renewed = False
        retry = 0
        slept = 0.0
        paused, why = 0.0, ""
        while True:
            authorization = self._authorization() if request.authorize else ""
            headers = {"User-Agent": USER_AGENT, **self.conventions.headers(), **request.headers}
            requested_at = self.clock.now()
            pool = self._acquire(request)
            started = self.clock.now()
            if started - requested_at >= NOTICEABLE:
                paused, why = paused + started - requested_at, why or "rate limit"
            if self.is_cancelled(request):
                self.limiter.release(pool, None)
                raise self._cancelled(request)
            deadline = deadline or self.clock.now() + self.transport.retry_budget
            outcome = self._send_with_slot(request, headers, authorization, pool)
            attempt = self._attempt(request, headers.get(self.conventions.request_id), retry + 1, slept)
            status, error = (None, outcome.what) if isinstance(outcome, NoAnswer) else (outcome.status, "")
            self.trace.add(Try(attempt, status, error, retry + renewed + 1, started, self.clock.now() - started, paused, why))
            if isinstance(outcome, Response) and outcome.status == 401 and request.authorize and not renewed:
                renewed = True
                if self.auth.renew(self, authorization):
                    paused, why = 0.0, "answered 401, logged in again"
                    continue
            seconds = retry_delay(outcome, request.may_repeat, retry, self.conventions, self.clock.now())
            if seconds is None or retry >= self.transport.retries or self.clock.now() + seconds > deadline:
                return self._checked(attempt, outcome)
            tries.append((attempt, outcome))
            self._waiting.sleep(seconds)
            paused, why = seconds, error or f"answered {status}"
            slept += seconds
            retry += 1

    def get(self, path: str, query: Any = None, schema: Schema | None = None, headers: Mapping[str, str] = MappingProxyType({})) -> Any:
        """Send a GET and return the data, None if the body is empty. Raises like ``send``."""
        return self.send(Request("GET", path, query, schema=schema, headers=headers)).data

    def get_or_none(self, path: str, query: Any = None, schema: Schema | None = None) -> Any:
        """Send a GET and return the data, None after a 404. Raises like ``send``, and RequestFailed for an empty body."""
        request = Request("GET", path, query)
        try:
            data = self.send(request).data
        except Missing:
            return None
        if data is None:  # an empty success must not be mistaken for a 404
            raise RequestFailed(f"{self.conventions.title}: {self._attempt(request).what} returned an empty body.", "Run the task again.")
        if schema is not None:
            self.expect(data, schema, path)
        return data

    def post(self, path: str, json: Any, query: Any = None, schema: Schema | None = None) -> Any:
        """Send a POST with a JSON body and return the data of the response. Raises like ``send``."""
        return self.send(Request("POST", path, query, json, schema=schema)).data

    def put(self, path: str, json: Any, query: Any = None, schema: Schema | None = None) -> Any:
        """Send a PUT with a JSON body and return the data of the response. Raises like ``send``."""
        return self.send(Request("PUT", path, query, json, schema=schema)).data

    def delete(self, path: str, query: Any = None, proof: Schema | None = None) -> None:
        """Send a DELETE. The response may have any body, and ``proof`` is the documented one. Raises like ``send``."""
        self.send(Request("DELETE", path, query, expect_json=False, proof=proof))

    def expect(self, data: Any, schema: Schema, path: str) -> None:
        """Raise UnexpectedResponse unless the data of a GET, or a part of it, match the schema."""
        check_form(self._attempt(Request("GET", path)), data, schema)

    def sleep(self, seconds: float) -> None:
        """Wait before the next read of an object that is not available yet."""
        if seconds:
            self._waiting.sleep(seconds)

    def cancel(self) -> None:
        """Stop sending requests, except those that end sessions. Requests in flight are completed."""
        self._waiting.cancelled.set()

    def is_cancelled(self, request: Request) -> bool:
        """Return whether this request must not be sent anymore."""
        return self._waiting.cancelled.is_set() and not request.safe

    def _cancelled(self, request: Request) -> Cancelled:
        return Cancelled(f"{self.conventions.title}: the task was cancelled before {self._attempt(request).what} was sent.", "Run the task again.")

    def close(self) -> None:
        """Log out and close the connections. Never raises, because the work is done."""
        try:
            self.auth.close(self)
        except (RequestFailed, Cancelled):
            pass
        finally:
            self.wire.close()

    def start_over(self, secrets: Iterable[str]) -> None:
        """Count from nothing, and mask these secrets alone: the connection is used again for other work."""
        self.requests = 0
        self.accepted = []
        self.unproved = []
        self.last_request_id = None
        self._by_thread = threading.local()
        self._waiting.seconds = 0.0
        self.trace.start_over()
        self.secrets = Secrets(secrets)

    def share(self, secrets: Secrets) -> None:
        """Use a set of secrets that is shared with others, and add the own ones to it."""
        secrets.update(self.secrets)
        self.secrets = secrets

    def redact(self, text: str) -> str:
        """Return the text with all credentials masked, in any encoding."""
        return self.secrets.mask(text)

    def _learn(self, found: Iterable[str]) -> None:
        """Add secrets to the set in use, which may be another one than when the connection was made."""
        self.secrets.update(found)

    # -- one try --------------------------------------------------------------------------------------------------------------

    def _authorization(self) -> str:
        header = self.auth.header(self)
        if not (header.isascii() and header.isprintable()):  # the error of ``requests`` would contain the whole value
            raise BadInput(
                f"{self.conventions.title}: the credential has a character that cannot be sent, such as a line break or a letter with an accent.",
                "Check the token and how it is read: a file often ends with a line break.",
            )
        return header

    def _acquire(self, request: Request) -> Pool:
        """Wait for a slot of the rate limiter. Raises RequestFailed if that takes longer than ``retry_budget``."""
        try:
            pool = self.limiter.acquire(self.conventions.pool(request.method, request.path))
        except RateLimited as limit:
            what = self._attempt(request).what
            raise RequestFailed(
                f"{self.conventions.title}: {what} would have to wait {limit.seconds:.0f} s for the rate limit, longer than retry_budget allows.",
                "Run the task later, or raise retry_budget.",
            ) from None
        with self._counting:
            self.requests += 1
        return pool

    def _send_with_slot(self, request: Request, headers: Mapping[str, str], authorization: str, pool: Pool) -> Outcome:
        """Send the request once, and release its slot with the rate limit of the response."""
        limit = None
        try:
            outcome = self._send_once(request, headers, authorization)
            if isinstance(outcome, Response):
                limit = self.conventions.rate_limit_remaining(outcome, self.clock.now())
            return outcome
        finally:
            self.limiter.release(pool, limit)

    def _send_once(self, request: Request, headers: Mapping[str, str], authorization: str) -> Outcome:
        write = None
        if request.writes:
            self.last_request_id = self.own.last_request_id = headers.get(self.conventions.request_id)
            write = self._record(request, self.own.last_request_id)
        url = request.path if request.path.startswith(("http://", "https://")) else self.base_url + request.path
        outcome: Outcome
        try:
            outcome = self.wire.send(request, url, headers, authorization)
        except NoAnswer as failure:
            outcome = failure
        if self.recorder is not None and write is not None:
            status, error = (None, outcome.what) if isinstance(outcome, NoAnswer) else (outcome.status, "")
            self.recorder(replace(write, answered=True, status=status, error=error))
        return outcome

    def _record(self, request: Request, request_id: str | None) -> Write | None:
        """Tell the recorder, if there is one, that a write is about to be sent."""
        if self.recorder is None:
            return None
        with self._counting:
            self._recorded += 1
            number = self._recorded
        write = Write(number, self.conventions.title, request.method, self._attempt(request).path, request_id, current_targets())
        self.recorder(write)
        return write

    def _checked(self, attempt: Attempt, outcome: Outcome) -> Response:
        """Return the response if it is a success that matches the schema. Raises like ``send``."""
        if isinstance(outcome, NoAnswer):
            raise unanswered(attempt, outcome)
        check_response(attempt, outcome)
        if attempt.request.schema is not None:
            check_form(attempt, outcome.data, attempt.request.schema)
        if attempt.request.writes:
            proved = _proves(attempt.request, outcome)
            for sent in (self, self.own):
                (sent.accepted if proved else sent.unproved).append(attempt.what)
        return outcome

    def _in_doubt(self, attempt: Attempt, outcome: Outcome) -> AmbiguousWrite | None:
        """Return the error of a try of a write, if it may have been carried out, otherwise None."""
        try:
            self._checked(attempt, outcome)
        except AmbiguousWrite as problem:
            return problem
        except RequestFailed:
            pass
        return None

    def _attempt(self, request: Request, request_id: str | None = None, tries: int = 1, seconds: float = 0.0) -> Attempt:
        return Attempt(request, self.conventions, self.secrets, self.transport.timeout, request_id, tries, seconds)


def _proves(request: Request, response: Response) -> bool:
    """Return whether a successful response to a write comes from the platform: it has the documented format, which other JSON does not prove, or status 204."""
    return request.schema is not None or response.status == 204 or request.proof is not None and matches(response.data, request.proof)


def _is_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False

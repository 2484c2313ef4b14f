# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The one HTTP client: keep-alive, retries within a budget, read-only in check mode, errors that say what to do."""

from __future__ import annotations

import json as jsonlib
import math
import random
import re
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Callable
from urllib.parse import urlsplit

from .errors import AmbiguousWrite, BadInput, Conflict, Missing, RequestFailed, UnexpectedResponse, WriteBlocked
from .masking import Secrets, hide_userinfo, passwords_in_urls, without_userinfo
from .request import Request
from .schema import Mismatch, Schema
from .text import transportable

try:
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.exceptions import HTTPError, NewConnectionError
except ImportError:  # the runner says so in a sentence; importing this file has to work without the library, which no type can express
    requests = None  # type: ignore[assignment]
    HTTPAdapter = object  # type: ignore[assignment, misc]

BACKOFF_CAP = 60.0
# Characters of an answer that a sentence is looked for in, and of the sentence itself.
LEGIBLE, SENTENCE = 50_000, 500
USER_AGENT = "people.access (Ansible collection)"


@dataclass(frozen=True)
class Transport:
    """How to reach a platform; times in seconds, ``retry_budget`` is what one request may spend on waiting."""

    validate_certs: bool = True
    ca_path: str | None = None
    proxy: str | None = None
    timeout: float = 30.0
    retries: int = 4
    retry_budget: float = 120.0


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


def plain_sentence(reply: Response) -> str:
    """The words of an answer that has no known shape: tags stripped, blanks collapsed, at most SENTENCE characters."""
    text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", reply.text, flags=re.DOTALL | re.IGNORECASE) if reply.is_html else reply.text
    return " ".join(text.split())[:SENTENCE]


def nothing_to_wait(reply: Response, now: float) -> float | None:
    return None


@dataclass(frozen=True)
class ApiConventions:
    """How one API talks: what differs between platforms on the wire.

    ``sentence`` gives the server's own words for an error. ``wait`` gives the seconds that a 429 asks for, None where it names none.
    ``room`` gives how many more requests the platform takes, and the seconds until it counts anew, where an answer tells that; ``pool``
    names what is counted together, of a verb and a path. ``conflicts`` tells a refused write that met another state than the one it was
    planned for. ``hints`` are sentences by status, ``advice`` gives one for a refusal that only its words tell; it comes first.
    """

    title: str
    headers: Callable[[], dict[str, str]]
    error_message: Callable[[Response], str] = plain_sentence
    wait: Callable[[Response, float], float | None] = nothing_to_wait
    rate_limit_remaining: Callable[[Response, float], tuple[int, float] | None] = lambda reply, now: None
    pool: Callable[[str, str], str] = lambda verb, path: ""
    conflicts: Callable[[Response], bool] = lambda reply: reply.status == 409
    hints: Mapping[int, str] = field(default_factory=dict)
    error_hint: Callable[[Response], str] = lambda reply: ""
    request_id: str = ""
    url_option: str = "the URL"


class Auth:
    """Gives the Authorization header. Static by default; a login renews itself and ends itself."""

    def header(self, http: Http) -> str:
        """The header's value; may log in first."""
        raise NotImplementedError

    def renew(self, http: Http, refused: str) -> bool:
        """After a 401 to this header: whether there is a new token, so that one more try makes sense."""
        return False

    def close(self, http: Http) -> None:
        """End what a login began."""


class _Kept(HTTPAdapter):
    """Keeps the connections of a host at hand, as its certificates and proxies are the same for all calls of a client: requests finds them
    anew for each, with a look on the disk, which is a tenth of the time of a read over plain HTTP where eight are under way."""

    def __init__(self) -> None:
        super().__init__()
        self.by_host: dict[tuple[str, str], Any] = {}

    def get_connection_with_tls_context(self, request: Any, verify: Any, proxies: Any = None, cert: Any = None) -> Any:
        host = urlsplit(request.url)[:2]
        if host not in self.by_host:
            self.by_host[host] = super().get_connection_with_tls_context(request, verify, proxies, cert)
        return self.by_host[host]


def _session() -> Any:
    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Kept())
    return session


def _signed(value: str) -> Callable[[Any], Any]:
    # Even an empty signature is given: without one, requests would take credentials out of the URL.
    def sign(request: Any) -> Any:
        if value:
            request.headers["Authorization"] = value
        return request

    return sign


@dataclass
class Clock:
    """Time and sleep, replaceable in tests."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


@dataclass
class _Limit:
    """How many more requests of a pool the platform takes ``until`` a time, None where no answer has told that, and how many are under way."""

    under_way: int = 0
    room: int | None = None
    until: float = 0.0
    waited_for: bool = False

    def ahead(self, now: float) -> float | None:
        """Seconds until one more request may go, 0 for at once; None where only those under way, or whoever waits already, can tell."""
        if self.room is None:
            return 0.0
        seconds = self.until - now
        room = self.room if seconds > 0 else 1  # when it counts anew, one request finds out how many there may be
        if self.under_way < room:
            return 0.0
        return None if self.under_way or self.waited_for else seconds


@dataclass(frozen=True)
class _Sent:
    """What was sent, as far as it matters for what came of it: ``path`` as it may be shown, ``id`` where the platform has ids of requests."""

    request: Request
    path: str
    id: str | None

    @property
    def what(self) -> str:
        return f"{self.request.method} {self.path}"

    @property
    def unsure(self) -> bool:
        """Whether nobody knows what came of it when no answer is there."""
        return self.request.writes and not self.request.may_repeat


class NotSent(Exception):
    """A request that could not even be put together."""


class Http:
    """A connection to one platform.

    ``requests`` counts what was sent, ``written`` the writes that were accepted, ``waited`` the seconds spent on rate limits and retries,
    ``last_request_id`` is the id of the last write where the platform has such ids. ``secrets`` holds every credential seen, to be masked by whoever prints.
    """

    def __init__(
        self, base_url: str, conventions: ApiConventions, auth: Auth, transport: Transport = Transport(), read_only: bool = False,
        secrets: Iterable[str | None] = (), session: Any = None, clock: Clock | None = None,
    ) -> None:
        if not _is_url(base_url):
            raise BadInput(f"{conventions.title}: '{hide_userinfo(base_url)}' is no URL.", f"Give {conventions.url_option} as https://host/path.")
        self.base_url = without_userinfo(base_url).rstrip("/")
        self.conventions = conventions
        self.auth = auth
        self.transport = transport
        self.read_only = read_only
        self.secrets = Secrets([*secrets, *passwords_in_urls([base_url, transport.proxy])])
        self.session = session or _session()
        self.clock = clock or Clock()
        self._by_host: dict[str, Mapping[str, Any]] = {}
        self.requests = 0
        self.written = 0
        self.waited = 0.0
        self.last_request_id: str | None = None
        # Requests are made side by side, and share what the platform has room for.
        self._turn = threading.Condition()
        self._limits: dict[str, _Limit] = {}
        self._waiting = threading.Lock()
        self._waited_until = 0.0

    # -- the one way in -------------------------------------------------------------------------------------------------------

    def send(self, request: Request) -> Response:
        """Send one request, repeat it where that is safe, and return the answer of a success.

        Raises RequestFailed and its kinds: Missing for a 404, Conflict, AmbiguousWrite for a write of which nobody knows whether it was carried
        out, or that was answered in another form than the schema's, UnexpectedResponse for such a read. Raises WriteBlocked in check mode.
        """
        if self.read_only and request.writes:
            raise WriteBlocked(
                f"{self.conventions.title}: {request.method} {self._shown(request.path)} was about to be sent in check mode.",
                "Please report this as a defect.",
            )
        deadline = 0.0
        renewed = False
        attempt = 0
        while True:
            authorization = self._authorization() if request.authorize else ""
            headers = {"User-Agent": USER_AGENT, **self.conventions.headers(), **request.headers}
            limit = self._acquire_slot(request)
            deadline = deadline or self.clock.now() + self.transport.retry_budget
            try:
                outcome = self._send_once(request, headers, authorization)
            except BaseException as failure:
                self._end_turn(limit, failure)
                raise
            self._end_turn(limit, outcome)
            if isinstance(outcome, Response) and outcome.status == 401 and request.authorize and not renewed:
                renewed = True
                if self.auth.renew(self, authorization):
                    continue
            seconds = self._pause(outcome, request.may_repeat, attempt)
            if seconds is None or attempt >= self.transport.retries or self.clock.now() + seconds > deadline:
                request_id = headers.get(self.conventions.request_id)
                reply = self._execute_one(outcome, _Sent(request, self._shown(request.path), request_id))
                self.written += request.writes
                if request.schema is not None:
                    self._expect(reply.data, request.schema, request, request_id)
                return reply
            self._sleep(seconds)
            attempt += 1

    def get(self, path: str, query: Any = None, schema: Schema | None = None) -> Any:
        """The data of a GET, None where the answer is empty. Raises as ``send`` does."""
        return self.send(Request("GET", path, query, schema=schema)).data

    def get_or_none(self, path: str, query: Any = None, schema: Schema | None = None) -> Any:
        """The data of a GET, never empty; None where the platform has no such object (404). Otherwise raises as ``send`` does."""
        try:
            data = self.get(path, query)
        except Missing:
            return None
        if data is None:  # an empty success is no 404, and must not pass for one
            raise RequestFailed(f"{self.conventions.title}: GET {self._shown(path)} was answered with nothing.", "Run the task again.")
        if schema is not None:
            self.expect(data, schema, path)
        return data

    def post(self, path: str, json: Any, query: Any = None, schema: Schema | None = None) -> Any:
        """The data that a POST of JSON is answered with. Raises as ``send`` does."""
        return self.send(Request("POST", path, query, json, schema=schema)).data

    def put(self, path: str, json: Any, query: Any = None, schema: Schema | None = None) -> Any:
        """The data that a PUT of JSON is answered with. Raises as ``send`` does."""
        return self.send(Request("PUT", path, query, json, schema=schema)).data

    def delete(self, path: str, query: Any = None) -> None:
        """A DELETE, whose answer may be any text. Raises as ``send`` does."""
        self.send(Request("DELETE", path, query, expect_json=False))

    def expect(self, data: Any, schema: Schema, path: str) -> None:
        """Raise UnexpectedResponse unless the data of a GET, or a part of it, is of this form."""
        self._expect(data, schema, Request("GET", path), None)

    def sleep(self, seconds: float) -> None:
        """Wait before the platform is asked again for what it does not know yet."""
        if seconds:
            self._sleep(seconds)

    def close(self) -> None:
        """Log out where a login was made, and close the connections. Never raises: the work is done by then."""
        try:
            self.auth.close(self)
        except RequestFailed:
            pass
        finally:
            self.session.close()

    def share(self, secrets: Secrets) -> None:
        """Mask what others have seen too, and let them mask what is seen here."""
        secrets.update(self.secrets)
        self.secrets = secrets

    def redact(self, text: str) -> str:
        """The text without any credential, in whatever form it comes back."""
        return self.secrets.mask(text)

    # -- one try ----------------------------------------------------------------------------------------------------------------

    def _authorization(self) -> str:
        header = self.auth.header(self)
        if not (header.isascii() and header.isprintable()):  # which the client would tell with the whole value
            raise BadInput(
                f"{self.conventions.title}: the credential has a character that cannot be sent, such as a line break or a letter with an accent.",
                "Check the token and how it is read: a file often ends with a line break.",
            )
        return header

    def _send_once(self, request: Request, headers: Mapping[str, str], authorization: str) -> Response | Exception:
        path = request.path
        if request.writes:
            self.last_request_id = headers.get(self.conventions.request_id)
        url = path if path.startswith(("http://", "https://")) else self.base_url + path
        try:
            # Prepared and sent without the session, which looks into ~/.netrc for the host and merges settings that are the same for all
            # requests. An adapter follows no redirect, which might lead a token anywhere.
            prepared = requests.PreparedRequest()
            prepared.prepare(
                request.method, url, {**self.session.headers, **headers}, params=request.query, json=request.json, data=request.form,
                auth=_signed(authorization), cookies=self.session.cookies,
            )
        except (requests.RequestException, ValueError) as failure:
            return NotSent(failure)
        try:
            response = self.session.get_adapter(url).send(prepared, timeout=self.transport.timeout, **self._surroundings(url))
            if response.cookies:
                self.session.cookies.update(response.cookies)
            return Response(response.status_code, response.headers, _parsed(response.content), _text(response))
        except (requests.RequestException, HTTPError, OSError, ValueError) as failure:
            return failure

    def _surroundings(self, url: str) -> Mapping[str, Any]:
        """Proxies and certificates for a host, by the options and the environment; requests would go through the environment for every call."""
        host = urlsplit(url).netloc
        if host not in self._by_host:
            proxy = self.transport.proxy
            # Given here, as a session's own value would lose against REQUESTS_CA_BUNDLE in the environment.
            verify = self.transport.ca_path or True if self.transport.validate_certs else False
            proxies = {"http": proxy, "https": proxy} if proxy else {}
            self._by_host[host] = self.session.merge_environment_settings(url, proxies, None, verify, None)
            self.secrets.update(passwords_in_urls((self._by_host[host].get("proxies") or {}).values()))
        return self._by_host[host]

    def _acquire_slot(self, request: Request) -> _Limit:
        """Wait until there is room for one more request besides those under way: a limit is waited for before it is hit. Who waits for one
        pool keeps nobody from another."""
        with self._turn:
            limit = self._limits.setdefault(self.conventions.pool(request.method, request.path), _Limit())
            while True:
                seconds = limit.ahead(self.clock.now())
                if seconds is None:
                    self._turn.wait()  # the answers under way, or whoever waits for all, tell more
                elif seconds <= 0:
                    limit.under_way += 1
                    self.requests += 1
                    return limit
                elif seconds > self.transport.retry_budget:
                    raise RequestFailed(
                        f"{self.conventions.title}: {request.method} {self._shown(request.path)} would have to wait {seconds:.0f} s for the rate limit, longer "
                        "than retry_budget allows.", "Run the task later, or raise retry_budget.",
                    )
                else:
                    self._wait_for(limit, seconds)

    def _wait_for(self, limit: _Limit, seconds: float) -> None:
        """One waits for all in a pool, without the lock."""
        limit.waited_for = True
        self._turn.release()
        try:
            self._sleep(seconds)
        finally:
            self._turn.acquire()
            limit.waited_for = False
            self._turn.notify_all()

    def _end_turn(self, limit: _Limit, outcome: Response | BaseException) -> None:
        now = self.clock.now()
        told = self.conventions.rate_limit_remaining(outcome, now) if isinstance(outcome, Response) else None
        with self._turn:
            limit.under_way -= 1
            if told is not None:
                room, until = told[0], now + told[1]
                # Answers may overtake each other: within the same span the smallest number counts.
                known = limit.room if limit.room is not None and until <= limit.until + 1 else None
                limit.room, limit.until = room if known is None else min(room, known), until
                if limit.room > 0 and until <= now:  # over before it was told: our clock is ahead, or the answer was late
                    limit.room = None
            self._turn.notify_all()

    def _sleep(self, seconds: float) -> None:
        """Seconds in which several wait side by side count once."""
        with self._waiting:
            now = self.clock.now()
            self.waited += max(0.0, now + seconds - max(now, self._waited_until))
            self._waited_until = max(self._waited_until, now + seconds)
        self.clock.sleep(seconds)

    # -- what an outcome means ----------------------------------------------------------------------------------------------------

    def _pause(self, outcome: Response | Exception, again: bool, attempt: int) -> float | None:
        """Seconds until the next try; None when there is none."""
        backoff = min(BACKOFF_CAP, 2.0 ** attempt) * (0.75 + random.random() / 4)
        if isinstance(outcome, Exception):
            return backoff if _is_passing(outcome) and (again or _never_sent(outcome)) else None
        if outcome.status == 429:
            asked = self.conventions.wait(outcome, self.clock.now())
            return min(BACKOFF_CAP, 5.0 * backoff) if asked is None or not math.isfinite(asked) else max(asked, 0.0)
        if outcome.status == 503 and retry_after(outcome) is not None:
            return retry_after(outcome)  # the server says that it has not taken the request, whatever the verb
        return backoff if again and outcome.status in (500, 502, 503, 504) else None

    def _execute_one(self, outcome: Response | Exception, sent: _Sent) -> Response:
        if isinstance(outcome, Exception):
            raise self._unanswered(outcome, sent)
        if not 200 <= outcome.status < 300:
            raise self._refused(outcome, sent)
        if outcome.is_html or (sent.request.expect_json and outcome.data is None and outcome.text.strip()):
            raise self._unreadable(outcome, sent)
        return outcome

    def _expect(self, data: Any, schema: Schema, request: Request, request_id: str | None) -> None:
        try:
            schema(data)
        except Mismatch as problem:
            sent = _Sent(request, self._shown(request.path), request_id)
            kind = AmbiguousWrite if request.writes else UnexpectedResponse
            raise kind(
                self.redact(f"{self.conventions.title}: {sent.what} was answered in an unexpected format: {problem}."),
                f"Check {self.conventions.url_option}; if it is right, please report this.", **self._facts(sent),
            ) from None

    def _facts(self, sent: _Sent) -> dict[str, Any]:
        return {"platform": self.conventions.title, "verb": sent.request.method, "path": sent.path, "request_id": sent.id}

    def _unanswered(self, failure: Exception, sent: _Sent) -> RequestFailed:
        title, what, facts = self.conventions.title, sent.what, self._facts(sent)
        words = " ".join(hide_userinfo(self.redact(str(failure))).split())[:300]
        if isinstance(failure, NotSent):
            return RequestFailed(f"{title}: {what} could not be sent: {words}.", f"Check {self.conventions.url_option} and the options of the task.", **facts)
        if sent.unsure and not _never_sent(failure):
            return AmbiguousWrite(f"{title}: the answer to {what} was lost; it may or may not have been carried out.", reason=words, **facts)
        hint = f"Check {self.conventions.url_option}, the network and the proxy settings."
        if isinstance(failure, requests.exceptions.SSLError):
            hint = f"Check that {self.conventions.url_option} speaks TLS and that its certificate is valid for the host; give your own authority with ca_path."
        elif isinstance(failure, requests.exceptions.ProxyError):
            hint = "Check proxy, or HTTPS_PROXY and NO_PROXY in the environment."
        elif isinstance(failure, requests.exceptions.Timeout):
            hint = f"Nothing came within {self.transport.timeout:g} s; raise timeout if the platform is slow, or check {self.conventions.url_option}."
        return RequestFailed(f"{title}: {what} got no answer ({_kind(failure)}).", hint, reason=words, **facts)

    def _unreadable(self, reply: Response, sent: _Sent) -> RequestFailed:
        what = "HTML" if reply.is_html else "something else"
        message = f"{self.conventions.title}: {sent.what} answered {reply.status} with {what} instead of JSON."
        # A write that was answered unreadably may have been carried out.
        kind = AmbiguousWrite if sent.request.writes else RequestFailed
        return kind(message, f"Check {self.conventions.url_option} and whether a proxy answers in its place.", reply.status, **self._facts(sent))

    def _refused(self, reply: Response, sent: _Sent) -> RequestFailed:
        clean = self._clean(reply)
        words = self.redact(self.conventions.error_message(clean) or plain_sentence(clean))[:SENTENCE].rstrip(".")
        message = f"{self.conventions.title}: {sent.what} answered {reply.status}" + (f": {words}." if words else ".")
        hint = self.conventions.error_hint(clean) or self.conventions.hints.get(reply.status, "")
        if 300 <= reply.status < 400:
            hint = f"Check {self.conventions.url_option}: the address has moved or names an unknown version."
        kind = RequestFailed
        if reply.status == 404:
            kind = Missing
            hint = hint or f"If this is no question of what exists, check {self.conventions.url_option}."
        elif sent.request.writes and self.conventions.conflicts(reply):
            kind = Conflict
        elif sent.unsure and reply.status in (500, 502, 504):
            kind = AmbiguousWrite
        return kind(message, hint, reply.status, **self._facts(sent))

    def _clean(self, reply: Response) -> Response:
        """The beginning of an answer without credentials. They are masked before anything is cut away, as half of one would not be recognized;
        of a longer text, the end that may be half of one is left out."""
        text = self.redact(reply.text[:LEGIBLE])
        try:
            data = self.secrets.mask_all(reply.data)
        except RecursionError:
            data = None
        return Response(reply.status, reply.headers, data, text if len(reply.text) <= LEGIBLE else text[:LEGIBLE // 2])

    def _shown(self, path: str) -> str:
        return self.redact(urlsplit(path).path if path.startswith("http") else path.partition("?")[0])


def whole_number(text: str) -> int | None:
    """The number that a header has; None for anything else, also for one that no server means."""
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else None


def http_date(text: str) -> float | None:
    """Seconds since 1970 of a date in a header (RFC 5322); None for anything else."""
    try:
        return parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def server_time(reply: Response, now: float) -> float:
    """The time by the server's clock where it tells it: ours may be wrong."""
    told = http_date(reply.headers.get("Date", ""))
    return now if told is None else told


def error_objects(reply: Response) -> list[Mapping[str, Any]]:
    """The objects under ``errors`` of a body; empty for every other form."""
    errors = reply.data.get("errors") if isinstance(reply.data, Mapping) else None
    return [error for error in errors if isinstance(error, Mapping)] if isinstance(errors, list) else []


def retry_after(reply: Response) -> float | None:
    """Seconds of a Retry-After header in its numeric form; None without one."""
    return whole_number(reply.headers.get("Retry-After", ""))


def _is_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


# Where an answer may have what cannot be transported: surrogates come as escapes, or as bytes that Python's parser lets pass; names may be escaped too.
_TO_LOOK_AT = re.compile(rb"__ansible|\\u|\xed[\xa0-\xbf]")


def _parsed(content: bytes) -> Any:
    try:
        data = jsonlib.loads(content) if content.strip() else None
        return transportable(data) if _TO_LOOK_AT.search(content) else data
    except (ValueError, RecursionError):
        return None


def _text(response: Any) -> str:
    try:
        return str(response.text)
    except (LookupError, ValueError):  # a charset that is none for texts
        return str(response.content.decode("utf-8", "replace"))


def _never_sent(failure: Exception) -> bool:
    """Whether the connection could not even be made, so that nothing can have been carried out."""
    if isinstance(failure, (NotSent, requests.exceptions.ConnectTimeout, requests.exceptions.ProxyError)):
        return True
    if isinstance(failure, requests.exceptions.SSLError):  # a connection may also break off later, while the answer comes
        return bool(re.search(r"certificate|handshake|wrong.version|unknown.protocol|protocol.version", str(failure), re.IGNORECASE))
    return isinstance(getattr(failure.args[0] if failure.args else None, "reason", None), NewConnectionError)


def _is_passing(failure: Exception) -> bool:
    """Whether it may go away by itself: not a certificate, a proxy's refusal or an impossible URL."""
    lasting = (requests.exceptions.SSLError, requests.exceptions.ProxyError)
    passing = (requests.exceptions.ConnectionError, requests.exceptions.Timeout, requests.exceptions.ChunkedEncodingError)
    return isinstance(failure, passing) and not isinstance(failure, lasting)


def _kind(failure: Exception) -> str:
    if isinstance(failure, requests.exceptions.SSLError):
        return "the TLS certificate was not accepted" if "certificate" in str(failure).lower() else "no TLS connection"
    if isinstance(failure, requests.exceptions.Timeout):
        return "timed out"
    if "refused" in str(failure).lower():
        return "connection refused"
    return "connection lost" if isinstance(failure, (requests.exceptions.ConnectionError, requests.exceptions.ChunkedEncodingError)) else "not understood"

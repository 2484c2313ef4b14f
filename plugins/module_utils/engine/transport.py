# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The wire: how a request leaves and what comes back. The only file that knows the library ``requests``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Callable
from urllib.parse import urlsplit

from .masking import passwords_in_urls
from .request import Request
from .response import Response, parsed

try:
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.exceptions import HTTPError, NewConnectionError
except ImportError:  # the runner says so in a sentence; importing this file has to work without the library, which no type can express
    requests = None  # type: ignore[assignment]
    HTTPAdapter = object  # type: ignore[assignment, misc]


@dataclass(frozen=True)
class Transport:
    """How to reach a platform; times in seconds, ``retry_budget`` is what one request may spend on waiting.
    ``trace`` is the file or folder for a line about each request, ``module`` who sends them."""

    validate_certs: bool = True
    ca_path: str | None = None
    proxy: str | None = None
    timeout: float = 30.0
    retries: int = 4
    retry_budget: float = 120.0
    trace: str | None = None
    module: str = ""


class NoAnswer(Exception):
    """A request that no answer came to. The library's own words are left out: they are for programmers, and may hold anything that was sent.

    ``cause``: request (it could not be put together), tls, proxy, timeout or connection; ``what`` tells in a few words what happened.
    ``unsent``: nothing can have been carried out. ``passing``: it may go away by itself.
    """

    def __init__(self, cause: str, what: str, unsent: bool = False, passing: bool = False) -> None:
        super().__init__(what)
        self.cause = cause
        self.what = what
        self.unsent = unsent
        self.passing = passing


class Wire:
    """Sends single tries over one session. ``learn`` is given the passwords of proxies that the environment names, as they are secrets."""

    def __init__(self, transport: Transport, learn: Callable[[Iterable[str]], None], session: Any = None) -> None:
        self.transport = transport
        self.learn = learn
        self.session = session or _session()
        self._settings: dict[str, Mapping[str, Any]] = {}

    def send(self, request: Request, url: str, headers: Mapping[str, str], authorization: str) -> Response:
        """The answer to one try, whatever its status. Raises NoAnswer."""
        try:
            # Prepared and sent without the session, which looks into ~/.netrc for the host and merges settings that are the same for all
            # requests. An adapter follows no redirect, which might lead a token anywhere.
            prepared = requests.PreparedRequest()
            prepared.prepare(
                request.method, url, {**self.session.headers, **headers}, params=request.query, json=request.json, data=request.form,
                auth=_signed(authorization), cookies=self.session.cookies,
            )
        except (requests.RequestException, ValueError):
            raise NoAnswer("request", "its address or its body cannot be put into a request", unsent=True) from None
        try:
            response = self.session.get_adapter(url).send(prepared, timeout=self.transport.timeout, **self._settings_for(url))
            if response.cookies:
                self.session.cookies.update(response.cookies)
            return Response(response.status_code, response.headers, parsed(response.content), _text(response))
        except (requests.RequestException, HTTPError, OSError, ValueError) as failure:
            raise NoAnswer(_cause(failure), _what(failure), _is_unsent(failure), _is_passing(failure)) from None

    def close(self) -> None:
        self.session.close()

    def _settings_for(self, url: str) -> Mapping[str, Any]:
        """Proxies and certificates for a host, by the options and the environment; requests would go through the environment for every call."""
        host = urlsplit(url).netloc
        if host not in self._settings:
            proxy = self.transport.proxy
            # Given here, as a session's own value would lose against REQUESTS_CA_BUNDLE in the environment.
            verify = self.transport.ca_path or True if self.transport.validate_certs else False
            proxies = {"http": proxy, "https": proxy} if proxy else {}
            self._settings[host] = self.session.merge_environment_settings(url, proxies, None, verify, None)
            self.learn(passwords_in_urls((self._settings[host].get("proxies") or {}).values()))
        return self._settings[host]


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


def _text(response: Any) -> str:
    try:
        return str(response.text)
    except (LookupError, ValueError):  # a charset that is none for texts
        return str(response.content.decode("utf-8", "replace"))


UNREACHABLE = {
    "refused": "connection refused", "name or service": "the host name is not known", "name resolution": "the host name could not be looked up",
    "nodename": "the host name is not known", "unreachable": "the host cannot be reached", "reset": "connection reset",
}


# -- what a failure means ------------------------------------------------------------------------------------------------------------


def _is_unsent(failure: Exception) -> bool:
    """Whether the connection could not even be made, so that nothing can have been carried out."""
    if isinstance(failure, (requests.exceptions.ConnectTimeout, requests.exceptions.ProxyError)):
        return True
    if isinstance(failure, requests.exceptions.SSLError):  # a connection may also break off later, while the answer comes
        return bool(re.search(r"certificate|handshake|wrong.version|unknown.protocol|protocol.version", str(failure), re.IGNORECASE))
    return isinstance(getattr(failure.args[0] if failure.args else None, "reason", None), NewConnectionError)


def _is_passing(failure: Exception) -> bool:
    """Whether it may go away by itself: not a certificate, a proxy's refusal or an impossible URL."""
    lasting = (requests.exceptions.SSLError, requests.exceptions.ProxyError)
    passing = (requests.exceptions.ConnectionError, requests.exceptions.Timeout, requests.exceptions.ChunkedEncodingError)
    return isinstance(failure, passing) and not isinstance(failure, lasting)


def _cause(failure: Exception) -> str:
    if isinstance(failure, requests.exceptions.SSLError):
        return "tls"
    if isinstance(failure, requests.exceptions.ProxyError):
        return "proxy"
    return "timeout" if isinstance(failure, requests.exceptions.Timeout) else "connection"


def _what(failure: Exception) -> str:
    """What happened, in our own words: those of the libraries name their own types."""
    if isinstance(failure, requests.exceptions.ProxyError):
        return "the proxy refused or could not be reached"
    if isinstance(failure, requests.exceptions.SSLError):
        return "the TLS certificate was not accepted" if "certificate" in str(failure).lower() else "no TLS connection"
    if isinstance(failure, requests.exceptions.Timeout):
        return "timed out"
    if isinstance(failure, requests.exceptions.ContentDecodingError):
        return "the answer could not be decompressed"
    if isinstance(failure, requests.exceptions.ChunkedEncodingError):
        return "the connection ended before the whole answer came"
    text = str(failure).lower()
    for sign, words in UNREACHABLE.items():
        if sign in text:
            return words
    return "connection lost" if isinstance(failure, (requests.exceptions.ConnectionError, requests.exceptions.ChunkedEncodingError)) else "not understood"

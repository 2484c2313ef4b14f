# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Sends single HTTP requests. This is the only file that uses the library ``requests``. It is imported only to open a connection, because the library
takes as long to import as everything that filters need, and Ansible's workers import filters again and again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Callable
from urllib.parse import urlsplit

from .masking import passwords_in_urls
from .request import Request
from .response import Response, parsed
from .transport import NoAnswer, Transport

try:
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError
except ImportError:  # the runner reports it; this file must be importable without the library, which types cannot express
    requests = None  # type: ignore[assignment]  # a library that is missing
    HTTPAdapter = object  # type: ignore[assignment, misc]  # only a base class then


class Wire:
    """Sends single requests over one session. ``learn`` is called with the passwords of proxies in the environment, which are secrets."""

    def __init__(self, transport: Transport, learn: Callable[[Iterable[str]], None], session: Any = None) -> None:
        self.transport = transport
        self.learn = learn
        self.session = session or _session()
        self._settings: dict[str, Mapping[str, Any]] = {}

    def send(self, request: Request, url: str, headers: Mapping[str, str], authorization: str) -> Response:
        """Send a request once and return the response, regardless of its status. Raises NoAnswer."""
        try:
            # Prepared and sent without the session, which reads ~/.netrc and merges the same settings for each request. The adapter does not follow
            # redirects, which might send the token elsewhere.
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
        """Return proxies and certificates for a host from options and environment. Cached, because ``requests`` would read the environment each time."""
        host = urlsplit(url).netloc
        if host not in self._settings:
            proxy = self.transport.proxy
            # Passed here, because REQUESTS_CA_BUNDLE in the environment would override the value of a session.
            verify = self.transport.ca_path or True if self.transport.validate_certs else False
            proxies = {"http": proxy, "https": proxy} if proxy else {}
            self._settings[host] = self.session.merge_environment_settings(url, proxies, None, verify, None)
            self.learn(passwords_in_urls((self._settings[host].get("proxies") or {}).values()))
        return self._settings[host]


class _Kept(HTTPAdapter):
    """An adapter that caches the connection pool of a host, whose certificates and proxies are the same for all requests of a client.

    ``requests`` searches it for each request and checks the disk, which takes a tenth of the time of a read over plain HTTP with eight in parallel.
    """

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
    # Always returned, even without a value: otherwise ``requests`` would use credentials from the URL.
    def sign(request: Any) -> Any:
        if value:
            request.headers["Authorization"] = value
        return request

    return sign


def _text(response: Any) -> str:
    try:
        return str(response.text)
    except (LookupError, ValueError):  # an invalid character set
        return str(response.content.decode("utf-8", "replace"))


UNREACHABLE = {
    "refused": "connection refused", "name or service": "the host name is not known", "name resolution": "the host name could not be looked up",
    "nodename": "the host name is not known", "unreachable": "the host cannot be reached", "reset": "connection reset",
}


# -- failures ------------------------------------------------------------------------------------------------------------------------


def _is_unsent(failure: Exception) -> bool:
    """Return whether no connection was established, so that nothing was carried out."""
    if isinstance(failure, requests.exceptions.ConnectTimeout) or _is_refused_by_proxy(failure):
        return True
    if isinstance(failure, requests.exceptions.SSLError):  # a TLS error may also occur later, while the response is received
        return bool(re.search(r"certificate|handshake|wrong.version|unknown.protocol|protocol.version", str(failure), re.IGNORECASE))
    return isinstance(getattr(failure.args[0] if failure.args else None, "reason", None), NewConnectionError)


def _is_passing(failure: Exception) -> bool:
    """Return whether a failure may be temporary: not a certificate error, a proxy error or an invalid URL."""
    passing = (requests.exceptions.ConnectionError, requests.exceptions.Timeout, requests.exceptions.ChunkedEncodingError)
    return isinstance(failure, passing) and not isinstance(failure, requests.exceptions.SSLError) and not _is_refused_by_proxy(failure)


def _is_refused_by_proxy(failure: Exception) -> bool:
    """Return whether a proxy could not be reached or refused the connection. Every other ProxyError may also come from a connection that a proxy has lost
    after it has passed the request on."""
    if not isinstance(failure, requests.exceptions.ProxyError):
        return False
    origin = getattr(getattr(failure.args[0] if failure.args else None, "reason", None), "original_error", None)
    return isinstance(origin, (ConnectTimeoutError, NewConnectionError, SSLError)) or "Tunnel connection failed" in str(failure)


def _cause(failure: Exception) -> str:
    if isinstance(failure, requests.exceptions.SSLError):
        return "tls"
    if _is_refused_by_proxy(failure):
        return "proxy"
    return "timeout" if isinstance(failure, requests.exceptions.Timeout) else "connection"


def _what(failure: Exception) -> str:
    """Return what happened in a few words, because the messages of the libraries contain their own types."""
    if _is_refused_by_proxy(failure):
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

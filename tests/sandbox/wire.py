# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two ways to reach the application: a server on a loopback port, and an adapter for ``requests`` without sockets."""

from __future__ import annotations

import errno
import io
import socket
import struct
import threading
from typing import Any, Protocol, cast
from urllib.parse import unquote, urlsplit

import requests
from cheroot.wsgi import Gateway_10, Server
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPResponse
from werkzeug.test import create_environ, run_wsgi_app
from werkzeug.wrappers import Request, Response

from .app import Dropped, Sandbox


class Application(Protocol):
    """An application to serve: a sandbox, or a wrapper of one."""

    def respond(self, request: Request) -> Response: ...


class _Gateway(Gateway_10):
    """Passes the request to the carrier, which may have to close its connection."""

    def get_environ(self) -> Any:
        environ = cast("Any", Gateway_10).get_environ(self)  # declared to return nothing in cheroot's stubs
        return {**environ, "RAW_URI": self.req.uri.decode("iso-8859-1"), "sandbox.request": self.req}


class _Carrier:
    """Applies faults to the connection: closes it without a response, or in the middle of one."""

    def __init__(self, sandbox: Application):
        self.sandbox = sandbox

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = environ["sandbox.request"]
        try:
            response = self.sandbox.respond(Request(environ))
        except Dropped:
            request.close_connection = True
            request.conn.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closing it sends a reset
            raise ConnectionResetError(errno.ECONNRESET, "dropped") from None
        if not response.automatically_set_content_length:
            request.close_connection = True
        return response(environ, start_response)


def serve(sandbox: Application, port: int = 0) -> Server:
    """Return a server on 127.0.0.1, ready to serve. Port 0 takes a free one, which is in ``bind_addr``."""
    server = Server(("127.0.0.1", port), _Carrier(sandbox), numthreads=32, timeout=30, shutdown_timeout=1)
    server.gateway = _Gateway
    server.keep_alive_conn_limit = 1000  # the default of ten is lower than on the platforms
    server.prepare()
    return server


class RunningServer:
    """A context manager that serves the sandbox from a thread: ``with RunningServer(sandbox) as url``."""

    def __init__(self, sandbox: Application):
        self.server = serve(sandbox)
        self.thread = threading.Thread(target=self.server.serve, daemon=True)

    def __enter__(self) -> str:
        self.thread.start()
        return f"http://127.0.0.1:{self.server.bind_addr[1]}"

    def __exit__(self, *exception: object) -> None:
        self.server.stop()
        self.thread.join()


class WsgiAdapter(BaseAdapter):
    """Mounts the sandbox under a ``requests.Session``: ``session.mount("http://sandbox", WsgiAdapter(sandbox))``."""

    def __init__(self, sandbox: Sandbox):
        super().__init__()
        self.sandbox = sandbox

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        url = urlsplit(str(request.url))
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        environ = create_environ(
            base_url=f"{url.scheme}://{url.netloc}/", query_string=url.query, method=request.method or "GET",
            input_stream=io.BytesIO(body), content_length=len(body), headers=dict(request.headers),
        )
        environ["PATH_INFO"] = unquote(url.path)  # set here, because a name may contain a question mark
        environ["RAW_URI"] = url.path + (f"?{url.query}" if url.query else "")
        try:
            chunks, status, headers = run_wsgi_app(self.sandbox, environ)
        except Dropped:
            raise requests.ConnectionError("('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))", request=request) from None
        return self._response(request, b"".join(chunks), status, dict(headers))

    @staticmethod
    def _response(request: requests.PreparedRequest, content: bytes, status: str, headers: dict[str, str]) -> requests.Response:
        if int(headers.get("Content-Length", len(content))) > len(content):
            raise requests.exceptions.ChunkedEncodingError("IncompleteRead", request=request)
        response = requests.Response()
        response.status_code = int(status.split(" ", 1)[0])
        response.reason = status.split(" ", 1)[1]
        response.headers = CaseInsensitiveDict(headers)
        response.url = str(request.url)
        response.request = request
        response.raw = HTTPResponse(io.BytesIO(content), headers=headers, status=response.status_code, preload_content=False)
        response._content = content
        response.encoding = requests.utils.get_encoding_from_headers(response.headers)
        return response

    def close(self) -> None:
        """Nothing is held open."""

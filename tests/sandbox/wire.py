# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two ways to reach the application: a real server on a loopback port, and an adapter for ``requests`` without any socket."""

from __future__ import annotations

import io
import socket
import struct
import threading
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPResponse
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.test import create_environ, run_wsgi_app

from .app import Dropped, Sandbox


class _Handler(WSGIRequestHandler):
    """Keeps connections alive, and drops one where a fault asks for it."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one segment; apart, they wait for each other (Nagle and delayed acknowledgement)

    def run_wsgi(self) -> None:
        try:
            super().run_wsgi()
            self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def make_environ(self) -> dict[str, Any]:
        environ = super().make_environ()
        environ["RAW_URI"] = self.path
        return environ

    def log_request(self, code: Any = "-", size: Any = "-") -> None:
        """The journal tells more."""


class _Carrier:
    """Turns a dropped answer into a connection that ends with a reset."""

    def __init__(self, sandbox: Sandbox):
        self.sandbox = sandbox

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        try:
            return self.sandbox(environ, start_response)
        except Dropped:
            connection: socket.socket = environ["werkzeug.socket"]
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
            raise ConnectionResetError from None


def serve(sandbox: Sandbox, port: int = 0) -> BaseWSGIServer:
    """A server on 127.0.0.1, not yet started; port 0 takes a free one, ``server_port`` tells which."""
    return make_server("127.0.0.1", port, _Carrier(sandbox), threaded=True, request_handler=_Handler)


class RunningServer:
    """``with RunningServer(sandbox) as url``: the sandbox served from a thread."""

    def __init__(self, sandbox: Sandbox):
        self.server = serve(sandbox)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> str:
        self.thread.start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *exception: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class WsgiAdapter(BaseAdapter):
    """Mounts the sandbox under a ``requests.Session``: ``session.mount("http://sandbox", WsgiAdapter(sandbox))``."""

    def __init__(self, sandbox: Sandbox):
        super().__init__()
        self.sandbox = sandbox

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        url = urlsplit(str(request.url))
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        environ = create_environ(
            path=unquote(url.path), base_url=f"{url.scheme}://{url.netloc}/", query_string=url.query, method=request.method or "GET",
            input_stream=io.BytesIO(body), content_length=len(body), headers=dict(request.headers),
        )
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

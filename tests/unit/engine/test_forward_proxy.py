# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A forward proxy, as in ``HTTPS_PROXY``, over real connections: what it loses may have been carried out, what it refuses was not. Its password is a secret."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.request import Request
from ansible_collections.people.access.plugins.module_utils.engine.transport import NoAnswer, Transport
from ansible_collections.people.access.plugins.module_utils.engine.wire import Wire
from tests.harness import Bench

REFUSAL = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"


@contextlib.contextmanager
def proxy(answer: Callable[[bytes], bytes]) -> Iterator[str]:
    """Serves connections one after another, and closes each after its answer to one request."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection = listening.accept()[0]
                    with connection:
                        connection.sendall(answer(connection.recv(65536)))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://ada:pr0xy-4711@127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def failure(address: str, url: str) -> NoAnswer:
    wire = Wire(Transport(proxy=address), lambda found: None)
    try:
        with pytest.raises(NoAnswer) as caught:
            wire.send(Request("PATCH", "/users/1", json={}), url, {}, "")
        return caught.value
    finally:
        wire.close()


def test_what_a_proxy_loses_may_have_been_carried_out() -> None:
    asked: list[bytes] = []

    def lose(request: bytes) -> bytes:
        asked.append(request)
        return b""

    with proxy(lose) as address:
        lost = failure(address, "http://api.example/users/1")
    assert asked and asked[0].startswith(b"PATCH http://api.example/users/1")
    assert (lost.cause, lost.unsent, lost.passing) == ("connection", False, True), lost.what


def test_what_a_proxy_refuses_was_not_carried_out() -> None:
    with proxy(lambda request: REFUSAL) as address:
        refused = failure(address, "https://api.example/users/1")
    assert (refused.cause, refused.unsent, refused.passing) == ("proxy", True, False), refused.what


def test_a_proxy_that_is_not_there_has_passed_nothing_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    for url in ("http://api.example/users/1", "https://api.example/users/1"):
        away = failure(f"http://127.0.0.1:{port}", url)
        assert (away.cause, away.unsent, away.passing) == ("proxy", True, False), away.what


@pytest.mark.parametrize("module", ["te_user_info", "access_info"])
def test_the_password_of_a_proxy_in_the_environment_is_masked(bench: Bench, monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    """Its error page repeats what it was given."""
    def echo(request: bytes) -> bytes:
        page = b"<html>no way for ada:pr0xy-4711 of " + request.replace(b"\r\n", b" ") + b"</html>"
        return b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s" % (len(page), page)

    with proxy(echo) as address:
        monkeypatch.setenv("http_proxy", address)
        monkeypatch.setenv("TE_API_ENDPOINT", "http://api.example/v7")
        result = bench.run(module, **({"platforms": ["thousandeyes"]} if module == "access_info" else {}), retries=0)
    assert result["failed"] and "no way for" in bench.printed, result
    assert "pr0xy-4711" not in bench.printed and "YWRhOnByMHh5LTQ3MTE" not in bench.printed

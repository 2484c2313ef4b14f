# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Runs a function in a forked process that behaves like a new process, and returns its output.

A fork already has all imported modules. Changes to environment, umask, working directory and signals end with each call, changes to globals with the
process.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import selectors
import signal
import socket
import struct
import sys
import time
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Callable, NoReturn

GRACE = 10.0  # seconds that a cancelled function has to close its connections
INTERRUPTIONS = {signal.SIGALRM, signal.SIGHUP, signal.SIGINT, signal.SIGTERM}
STOPS = (signal.SIGHUP, signal.SIGTERM)
LENGTH = struct.Struct("!Q")  # of the input of a call, which follows it
CODE = struct.Struct("!i")  # the exit code of a call


@dataclass(frozen=True)
class Ended:
    """How a function ended: its exit code, as a shell reports it, and its output."""

    code: int
    stdout: bytes
    stderr: bytes


@dataclass(frozen=True)
class Work:
    """The work of a forked process: ``call`` for each input, and ``leave`` before it exits, unless it is killed. ``environment`` contains additional
    environment variables, ``folder`` is the working directory."""

    call: Callable[[bytes], None]
    environment: Mapping[str, str]
    folder: str
    leave: Callable[[], None] = lambda: None


class Forked:
    """A forked process. It runs until ``end`` is called, an exception interrupts ``run``, or the parent exits."""

    def __init__(self, work: Work):
        self._socket, child = socket.socketpair()
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPTIONS)  # until the process id is known, which is needed to stop the child
        self.pid = os.fork()
        if self.pid == 0:
            self._socket.close()
            _be_the_child(work, child, mask)
        child.close()
        self._code: int | None = None
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)

    def run(self, given: bytes = b"") -> Ended:
        """Call the function with this input. An exception while waiting also ends the process."""
        stdout, child_stdout = os.pipe()
        stderr, child_stderr = os.pipe()
        printed: dict[int, list[bytes]] = {stdout: [], stderr: []}
        try:
            try:
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it was killed; the exit code follows
                    socket.send_fds(self._socket, [LENGTH.pack(len(given))], [child_stdout, child_stderr])
                    self._socket.sendall(given)
            finally:
                os.close(child_stdout)
                os.close(child_stderr)
            _read(printed, None)
            code = _received(self._socket, CODE.size)
        except BaseException:
            self._stop(printed)
            raise
        finally:
            os.close(stdout)
            os.close(stderr)
        return Ended(CODE.unpack(code)[0] if code else self.end(), b"".join(printed[stdout]), b"".join(printed[stderr]))

    @property
    def is_over(self) -> bool:
        """Whether the process has ended."""
        return self._code is not None

    def end(self, seconds: float | None = None) -> int:
        """Let the process exit, wait for it, and return its exit code. It is killed after this number of seconds, by default never."""
        if self._code is None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_WR)
            self._socket.settimeout(seconds)
            try:
                while self._socket.recv(CODE.size):
                    pass
            except OSError:
                os.kill(self.pid, signal.SIGKILL)
            code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
            self._code = 128 - code if code < 0 else code
            self._socket.close()
        return self._code

    def _stop(self, printed: Mapping[int, list[bytes]]) -> None:
        """Terminate the process, with time to close its sessions, and kill it if it does not end."""
        if self._code is None:
            os.kill(self.pid, signal.SIGTERM)
            until = time.monotonic() + GRACE
            _read(printed, GRACE)
            self.end(max(until - time.monotonic(), 0.1))


def run_forked(work: Callable[[], None], environment: Mapping[str, str], folder: str) -> Ended:
    """Run the function once in a new process, with additional environment variables in a directory."""
    process = Forked(Work(lambda given: work(), environment, folder))
    ended = process.run()
    process.end()
    return ended


# -- the parent ------------------------------------------------------------------------------------------------------------------------


def _read(printed: Mapping[int, list[bytes]], seconds: float | None) -> bool:
    """Read until the other side is closed, or for this number of seconds. Returns whether it is closed."""
    until = None if seconds is None else time.monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        for number in printed:
            selector.register(number, selectors.EVENT_READ)
        while selector.get_map():
            rest = None if until is None else until - time.monotonic()
            if rest is not None and rest <= 0:
                return False
            for key, dummy in selector.select(rest):
                chunk = os.read(key.fd, 65536)
                printed[key.fd].append(chunk)
                if not chunk:
                    selector.unregister(key.fd)
    return True


def _received(connection: socket.socket, size: int) -> bytes:
    """Read this number of bytes, or return none if the other side is closed before."""
    found = b""
    while len(found) < size:
        try:
            chunk = connection.recv(min(size - len(found), 65536))
        except ConnectionResetError:
            return b""
        if not chunk:
            return b""
        found += chunk
    return found


# -- the child -------------------------------------------------------------------------------------------------------------------------


def _be_the_child(work: Work, calls: socket.socket, mask: Iterable[int]) -> NoReturn:
    """Set up the child like a new process, run the calls, and exit. No code of the parent runs afterwards."""
    code = 1
    try:
        gc.freeze()  # prevents finalizers of the parent's objects from running here
        atexit._clear()
        _reset_signals()
        _redirect(_nothing(), _nothing())
        os.environ.update(work.environment)
        time.tzset()
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        try:
            code = _serve(work, calls)
        finally:
            for number in STOPS:
                signal.signal(number, signal.SIG_IGN)  # a second signal must not interrupt the logout
            work.leave()
    finally:
        os._exit(code)


def _serve(work: Work, calls: socket.socket) -> int:
    """Run one call after another until the parent closes the socket or a signal stops the process. Returns the exit code of the process."""
    environ, umask = dict(os.environ), os.umask(0)
    os.umask(umask)
    try:
        while True:
            given, descriptors = _next(calls)
            if not descriptors:
                return 0
            os.environ.clear()
            os.environ.update(environ)
            os.umask(umask)
            os.chdir(work.folder)
            _redirect(*descriptors)
            code = _exit_code(work.call, given)
            atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
            _redirect(_nothing(), _nothing())
            calls.sendall(CODE.pack(code))
            if code > 128:  # stopped by a signal
                return code
            _reset_signals()
    except SystemExit as end:  # by a signal, between two calls
        return end.code if isinstance(end.code, int) else 1


def _next(calls: socket.socket) -> tuple[bytes, list[int]]:
    """Return the input of the next call and the descriptors for its output; both are empty if there is no further call."""
    size, descriptors, dummy, dummy = socket.recv_fds(calls, LENGTH.size, 2)
    if not size:
        return b"", []
    return _received(calls, LENGTH.unpack(size)[0]), descriptors


def _leave(number: int, frame: Any) -> NoReturn:
    raise SystemExit(128 + number)


def _reset_signals() -> None:
    """Remove the handlers of the parent, as a new program would. Ignored signals stay ignored. SIGTERM and SIGHUP raise SystemExit at any time, as their
    default action would end the process without ``leave``."""
    defaults = {**dict.fromkeys(STOPS, _leave), signal.SIGINT: signal.default_int_handler}
    for number in signal.valid_signals():
        if (number in STOPS and signal.getsignal(number) != signal.SIG_IGN) or callable(signal.getsignal(number)):
            signal.signal(number, defaults.get(number, signal.SIG_DFL))


def _nothing() -> int:
    return os.open(os.devnull, os.O_RDWR)


def _redirect(stdout: int, stderr: int) -> None:
    for source, target in ((_nothing(), 0), (stdout, 1), (stderr, 2)):
        os.dup2(source, target)
        os.close(source)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)


def _exit_code(work: Callable[[bytes], None], given: bytes) -> int:
    """Run the function and return the exit code that Python would exit with."""
    try:
        work(given)
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    except BaseException as problem:
        with contextlib.suppress(BrokenPipeError):
            traceback.print_exc()
        return 130 if isinstance(problem, KeyboardInterrupt) else 1
    return 0

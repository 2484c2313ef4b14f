# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Runs a function in a forked process that behaves like a new process, and returns its output.

A fork already has all imported modules. Changes to environment, working directory, signals and globals end with it.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import selectors
import signal
import sys
import time
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Callable, NoReturn

GRACE = 10.0  # seconds that a cancelled function has to close its connections
INTERRUPTIONS = {signal.SIGALRM, signal.SIGHUP, signal.SIGINT, signal.SIGTERM}


@dataclass(frozen=True)
class Ended:
    """The exit code of a function, as in a shell, and its output."""

    code: int
    stdout: bytes
    stderr: bytes


def run_forked(work: Callable[[], None], environment: Mapping[str, str], folder: str) -> Ended:
    """Run the function with additional environment variables in a directory. An exception while waiting also ends the function."""
    stdout, child_stdout = os.pipe()
    stderr, child_stderr = os.pipe()
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPTIONS)  # until the process id is known, which is needed to stop the child
    pid = os.fork()
    if pid == 0:
        _be_the_child(work, environment, folder, (child_stdout, child_stderr), mask)
    os.close(child_stdout)
    os.close(child_stderr)
    printed: dict[int, list[bytes]] = {stdout: [], stderr: []}
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        _read(printed, None)
    except BaseException:
        _stop(pid, printed)
        raise
    finally:
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os.close(stdout)
        os.close(stderr)
    return Ended(128 - code if code < 0 else code, b"".join(printed[stdout]), b"".join(printed[stderr]))


def _read(printed: Mapping[int, list[bytes]], seconds: float | None) -> bool:
    """Read until the other side is closed, or for ``seconds``. Returns whether it is closed."""
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


def _stop(pid: int, printed: Mapping[int, list[bytes]]) -> None:
    """Terminate the process, with time to close its sessions, and kill it if it does not end."""
    os.kill(pid, signal.SIGTERM)
    if not _read(printed, GRACE):
        os.kill(pid, signal.SIGKILL)


def _be_the_child(work: Callable[[], None], environment: Mapping[str, str], folder: str, output: tuple[int, int], mask: Iterable[int]) -> NoReturn:
    """Set up the child like a new process, run the function, and exit. No code of the parent runs afterwards."""
    code = 1
    try:
        gc.freeze()  # prevents finalizers of the parent's objects from running here
        atexit._clear()
        _reset_signals(mask)
        _redirect(*output)
        os.environ.update(environment)
        time.tzset()
        os.chdir(folder)
        code = _exit_code(work)
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _reset_signals(mask: Iterable[int]) -> None:
    """Reset the parent's signal handlers, as at the start of a program. Ignored signals remain ignored."""
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _redirect(stdout: int, stderr: int) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (stdout, 1), (stderr, 2)):
        os.dup2(source, target)
        os.close(source)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)


def _exit_code(work: Callable[[], None]) -> int:
    """Run the function and return the exit code that Python would have."""
    try:
        work()
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

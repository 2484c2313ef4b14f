# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Runs a function in a forked process that looks to it as a process of its own, and hands back what it printed.

A fork has all that is imported already. What the function does to the environment, the working directory, the signals and the globals ends with it.
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

GRACE = 10.0  # seconds that a stopped function has to close its connections
INTERRUPTIONS = {signal.SIGALRM, signal.SIGHUP, signal.SIGINT, signal.SIGTERM}


@dataclass(frozen=True)
class Ended:
    """How a function ended: the exit code, as a shell tells it, and what was printed."""

    code: int
    stdout: bytes
    stderr: bytes


def run_forked(work: Callable[[], None], environment: Mapping[str, str], folder: str) -> Ended:
    """Run the function with these environment variables added, in this folder. Whatever interrupts the waiting ends the function, too."""
    stdout, child_stdout = os.pipe()
    stderr, child_stderr = os.pipe()
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPTIONS)  # no timeout may strike before it is known whom to stop
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
    """Read until the other side is closed, or for so many seconds; whether it is closed."""
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
    """Ask the process to end, as a session must not stay behind; kill it if it does not."""
    os.kill(pid, signal.SIGTERM)
    if not _read(printed, GRACE):
        os.kill(pid, signal.SIGKILL)


def _be_the_child(work: Callable[[], None], environment: Mapping[str, str], folder: str, output: tuple[int, int], mask: Iterable[int]) -> NoReturn:
    """Become what a new process would be, do the work, and end. Nothing of the parent's code runs here any more."""
    code = 1
    try:
        gc.freeze()  # the parent's objects stay as they are: no finalizer of theirs runs here
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
    """The parent's handlers are gone, as after the start of a program; what was ignored stays ignored."""
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
    """Do the work; the exit code that Python would end with."""
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

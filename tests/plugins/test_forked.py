# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A function in a fork: what it prints comes back, what it changes does not, and what interrupts the waiting ends it."""

from __future__ import annotations

import atexit
import os
import pathlib
import signal
import sys
import time
from typing import Any

import pytest

from ansible_collections.people.access.plugins.plugin_utils.forked import Forked, Work, run_forked


class TimeIsUp(BaseException):
    pass


def test_all_it_prints_comes_back(capfd: pytest.CaptureFixture[str], tmp_path: pathlib.Path) -> None:
    def work() -> None:
        print("x" * 1_000_000)
        os.write(2, b"to stderr")
        sys.exit(3)

    ended = run_forked(work, {}, str(tmp_path))
    assert (ended.code, ended.stderr) == (3, b"to stderr") and ended.stdout == b"x" * 1_000_000 + b"\n"
    assert capfd.readouterr() == ("", "")


def test_environment_folder_mask_and_handlers_are_those_of_a_new_process_and_stay_in_it(tmp_path: pathlib.Path) -> None:
    def work() -> None:
        print(os.environ["PEOPLE_ACCESS_TEST"], os.getcwd(), signal.getsignal(signal.SIGUSR1) == signal.SIG_DFL, sys.stdin.read() == "")
        os.umask(0o007)
        os.environ["PATH"] = "/nowhere"

    before = signal.signal(signal.SIGUSR1, lambda *dummy: None)
    try:
        umask, environ, folder = os.umask(0o022), dict(os.environ), os.getcwd()
        ended = run_forked(work, {"PEOPLE_ACCESS_TEST": "given"}, str(tmp_path))
        assert ended.stdout.decode() == f"given {tmp_path.resolve()} True True\n"
        assert (dict(os.environ), os.getcwd(), os.umask(umask)) == (environ, folder, 0o022)
        assert callable(signal.getsignal(signal.SIGUSR1))
    finally:
        signal.signal(signal.SIGUSR1, before)


@pytest.mark.parametrize(("problem", "code"), [(SystemExit(), 0), (SystemExit("words"), 1), (ValueError("odd"), 1), (KeyboardInterrupt(), 130)])
def test_exit_codes_are_python_s(tmp_path: pathlib.Path, problem: BaseException, code: int) -> None:
    def work() -> None:
        raise problem

    assert run_forked(work, {}, str(tmp_path)).code == code


def test_who_is_killed_has_the_code_of_a_shell(tmp_path: pathlib.Path) -> None:
    assert run_forked(lambda: os.kill(os.getpid(), signal.SIGKILL), {}, str(tmp_path)).code == 128 + signal.SIGKILL


def test_what_a_module_leaves_to_the_exit_is_done_and_nothing_of_the_parent(tmp_path: pathlib.Path) -> None:
    def work() -> None:
        atexit.register((tmp_path / "child").write_text, "done")

    def parents() -> None:
        (tmp_path / "parent").write_text("done")

    atexit.register(parents)
    try:
        run_forked(work, {}, str(tmp_path))
    finally:
        atexit.unregister(parents)
    assert [path.name for path in tmp_path.iterdir()] == ["child"]


def test_a_timeout_ends_it_and_it_may_close_its_connections_first(tmp_path: pathlib.Path) -> None:
    def work() -> None:
        def leave(*dummy: Any) -> None:
            raise SystemExit(143)

        signal.signal(signal.SIGTERM, leave)
        (tmp_path / "pid").write_text(str(os.getpid()))
        try:
            os.kill(os.getppid(), signal.SIGALRM)  # the timeout strikes once it works
            time.sleep(60)
        finally:
            (tmp_path / "closed").write_text("")

    def strike(*dummy: Any) -> None:
        raise TimeIsUp

    before = signal.signal(signal.SIGALRM, strike)
    try:
        with pytest.raises(TimeIsUp):
            run_forked(work, {}, str(tmp_path))
    finally:
        signal.signal(signal.SIGALRM, before)
    assert (tmp_path / "closed").exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


# -- several calls -----------------------------------------------------------------------------------------------------------------------


def marked(path: pathlib.Path) -> Any:
    def leave() -> None:
        path.write_text("left")

    return leave


def test_calls_share_the_process_and_nothing_that_a_process_begins_with(tmp_path: pathlib.Path) -> None:
    def call(given: bytes) -> None:
        umask = os.umask(0o007)
        print(os.getpid(), len(given), os.getcwd(), umask, os.environ.get("PEOPLE_ACCESS_TEST"), signal.getsignal(signal.SIGUSR1) == signal.SIG_DFL)
        signal.signal(signal.SIGUSR1, lambda *dummy: None)
        os.environ["PEOPLE_ACCESS_TEST"] = "changed"
        os.chdir("/")
        sys.exit(3)

    umask = os.umask(0o022)
    process = Forked(Work(call, {"PEOPLE_ACCESS_TEST": "given"}, str(tmp_path), marked(tmp_path / "left")))
    try:
        ended = [process.run(given) for given in (b"a", b"bc" * 500_000, b"d")]
    finally:
        os.umask(umask)
    assert [(one.code, one.stdout.decode().split()[1:]) for one in ended] == [
        (3, [size, str(tmp_path.resolve()), "18", "given", "True"]) for size in ("1", "1000000", "1")]
    assert {one.stdout.split()[0] for one in ended} == {str(process.pid).encode()} and not process.is_over and not (tmp_path / "left").exists()
    assert process.end() == 0 and process.is_over and (tmp_path / "left").exists()


def test_whoever_stops_it_between_two_calls_lets_it_leave(tmp_path: pathlib.Path) -> None:
    process = Forked(Work(lambda given: None, {}, str(tmp_path), marked(tmp_path / "left")))
    process.run()
    os.kill(process.pid, signal.SIGTERM)
    assert process.end() == 143 and (tmp_path / "left").exists()


def test_a_signal_while_the_handlers_are_reset_lets_it_leave(tmp_path: pathlib.Path) -> None:
    """There is no moment at which the default action would end the process."""
    set_handler = signal.signal

    def stopped_at_once(number: int, handler: Any) -> Any:
        before = set_handler(number, handler)
        if number == signal.SIGTERM:
            os.kill(os.getpid(), signal.SIGTERM)
        return before

    def call(given: bytes) -> None:
        signal.signal = stopped_at_once

    process = Forked(Work(call, {}, str(tmp_path), marked(tmp_path / "left")))
    process.run()
    assert process.end() == 143 and (tmp_path / "left").exists()


def test_it_leaves_when_its_parent_is_gone(tmp_path: pathlib.Path) -> None:
    def parent(given: bytes) -> None:
        child = Forked(Work(lambda given: None, {}, str(tmp_path), marked(tmp_path / "left")))
        child.run()
        os.write(1, str(child.pid).encode())
        os._exit(0)  # without a word to the child, and while it is idle

    ended = run_forked(lambda: parent(b""), {}, str(tmp_path))
    for dummy in range(1000):
        if (tmp_path / "left").exists():
            break
        time.sleep(0.01)
    assert ended.code == 0 and (tmp_path / "left").exists()


def test_who_is_killed_in_one_call_is_over(tmp_path: pathlib.Path) -> None:
    process = Forked(Work(lambda given: os.kill(os.getpid(), signal.SIGKILL), {}, str(tmp_path)))
    assert process.run().code == 128 + signal.SIGKILL and process.is_over

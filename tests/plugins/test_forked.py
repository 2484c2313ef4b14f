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

from ansible_collections.people.access.plugins.plugin_utils.forked import run_forked


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
        print(os.environ["PEOPLE_ACCESS_TEST"], os.getcwd(), signal.getsignal(signal.SIGTERM) == signal.SIG_DFL, sys.stdin.read() == "")
        os.umask(0o007)
        os.environ["PATH"] = "/nowhere"

    before = signal.signal(signal.SIGTERM, lambda *dummy: None)
    try:
        umask, environ, folder = os.umask(0o022), dict(os.environ), os.getcwd()
        ended = run_forked(work, {"PEOPLE_ACCESS_TEST": "given"}, str(tmp_path))
        assert ended.stdout.decode() == f"given {tmp_path.resolve()} True True\n"
        assert (dict(os.environ), os.getcwd(), os.umask(umask)) == (environ, folder, 0o022)
        assert callable(signal.getsignal(signal.SIGTERM))
    finally:
        signal.signal(signal.SIGTERM, before)


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

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``.venv`` is made once, and never anew below a command that uses it."""

from __future__ import annotations

import fcntl
import os
import pathlib
import subprocess
import sys

import pytest

from tests.tools import environment


@pytest.fixture
def installed(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A checkout of its own, in which installing only notes what was asked for."""
    asked: list[str] = []

    def install(tier: str, core: str) -> None:
        asked.append(tier)
        (tmp_path / ".venv").mkdir(exist_ok=True)

    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "install", install)
    monkeypatch.setattr(environment, "fingerprint", lambda core: core)
    return asked


def provide(tier: str, core: str, in_use: pathlib.Path) -> int:
    with open(in_use, "w", encoding="utf-8") as file:
        return environment.provide(tier, core, file)


def test_what_fits_is_not_made_again(installed: list[str], tmp_path: pathlib.Path) -> None:
    for tier in ("run", "run", "tools", "run", "any"):
        assert provide(tier, "2.19", tmp_path / "in-use") == 0
    assert installed == ["run", "tools"]


def test_nothing_is_rebuilt_below_a_running_command(installed: list[str], tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert provide("run", "2.19", tmp_path / "in-use") == 0
    with open(tmp_path / "in-use", "w", encoding="utf-8") as running:
        fcntl.flock(running, fcntl.LOCK_SH)
        assert provide("run", "2.21", tmp_path / "in-use") == 1
        assert "another command is using it" in capsys.readouterr().err
        assert provide("any", "2.21", tmp_path / "in-use") == 0
        assert provide("tools", "2.19", tmp_path / "in-use") == 0, "adding the checks is no rebuilding"
    assert provide("run", "2.21", tmp_path / "in-use") == 0
    assert installed == ["run", "tools", "run"]


def test_a_command_holds_the_lock_until_it_ends(installed: list[str], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look = (
        "import fcntl, pathlib, sys\nwith open('.tree/in-use', 'w') as file:\n try: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
        " except BlockingIOError: pathlib.Path('held').touch()"
    )
    (tmp_path / "look.py").write_text(look, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["environment.py", "run", sys.executable, "look.py"])
    child = os.fork()
    if not child:
        try:
            environment.main()
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert (tmp_path / "held").exists()


def test_what_is_set_for_pip_holds_for_uv() -> None:
    listed = (
        "global.index-url='https://old.example/simple'\nglobal.extra-index-url='file:///a https://b.example/simple'\nglobal.cert='/ca.crt'\n"
        "freeze.timeout='1'\ninstall.find-links='/one\\n/two'\n:env:.index-url='https://index.example/simple'\n:env:.disable-pip-version-check='1'\n"
    )
    assert environment.uv_settings(listed) == {
        "UV_DEFAULT_INDEX": "https://index.example/simple", "UV_INDEX": "file:///a https://b.example/simple", "SSL_CERT_FILE": "/ca.crt",
        "UV_FIND_LINKS": "/one,/two",
    }


def test_what_uv_does_not_have_is_left_to_pip() -> None:
    assert environment.uv_settings("global.only-binary=':all:'\n") is None


@pytest.mark.parametrize("works", [True, False])
def test_pip_installs_where_uv_does_not(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, works: bool) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "install_with_uv", lambda *arguments: works)
    monkeypatch.setattr(environment.subprocess, "run", lambda command, **kwargs: commands.append(command))
    environment.install("run", "2.19.14")
    assert any(command[1:4] == ["-m", "pip", "install"] and "ansible-core==2.19.14" in command for command in commands) is not works


def test_a_quick_environment_has_pip(tmp_path: pathlib.Path) -> None:
    script = pathlib.Path(environment.__file__).with_name("quick_venv.py")
    subprocess.run([environment.base_interpreter(), str(script), str(tmp_path / "venv")], check=True)
    done = subprocess.run([str(tmp_path / "venv" / "bin" / "python"), "-m", "pip", "--version"], check=True, capture_output=True, text=True)
    assert str(tmp_path) in done.stdout

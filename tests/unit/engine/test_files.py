# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files are written as a whole or not at all, for their owner only, where nothing waits for them, and leave nothing beside them."""

from __future__ import annotations

import errno
import os
import pathlib
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine import files
from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.engine.files import (
    Draft,
    appending,
    check_writable,
    make_folders,
    read_json,
    read_plain,
    write_private,
)


def mode(path: pathlib.Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def a_socket(path: pathlib.Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        here = os.getcwd()
        os.chdir(path.parent)  # the path of a socket is short
        try:
            one.bind(path.name)
        finally:
            os.chdir(here)


TRAPS: dict[str, Callable[[pathlib.Path], Any]] = {
    "a symbolic link": lambda path: path.symlink_to(path.parent / "elsewhere"), "a directory": lambda path: path.mkdir(), "a pipe": os.mkfifo,
    "a socket": a_socket,
}


@pytest.mark.parametrize("kind", [*TRAPS, "a device"])
def test_only_a_plain_file_is_written(tmp_path: pathlib.Path, kind: str) -> None:
    path = tmp_path / "trap" if kind in TRAPS else pathlib.Path("/dev/null")
    (tmp_path / "elsewhere").write_text("kept")
    if kind in TRAPS:
        TRAPS[kind](path)
    before = path.lstat().st_mode
    with pytest.raises(BadInput, match=kind):
        check_writable(str(path), "secret_file")
    with pytest.raises(BadInput, match=kind):
        write_private(str(path), "text")
    with pytest.raises(OSError, match=f"it is {kind}"), appending(str(path)) as handle:
        os.write(handle, b"text")
    assert path.lstat().st_mode == before and (tmp_path / "elsewhere").read_text() == "kept"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == sorted({"elsewhere", *(["trap"] if kind in TRAPS else [])})


def test_a_link_that_leads_nowhere_yet_is_not_followed(tmp_path: pathlib.Path) -> None:
    (tmp_path / "plan.md").symlink_to(tmp_path / "made")
    with pytest.raises(BadInput, match="symbolic link"):
        write_private(str(tmp_path / "plan.md"), "text")
    with pytest.raises(OSError), appending(str(tmp_path / "plan.md")):
        pass
    assert not (tmp_path / "made").exists()


def test_what_is_written_is_for_its_owner_only_whatever_was_there(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a" / "b" / "c" / "plan.json"
    before = os.umask(0)
    try:
        write_private(str(path), "one")
    finally:
        os.umask(before)
    assert [mode(entry) for entry in (path, *list(path.parents)[:3])] == [0o600, 0o700, 0o700, 0o700]
    path.chmod(0o644)
    write_private(str(path), "two \udc80")
    assert (path.read_text(), mode(path)) == ("two \\udc80", 0o600) and list(path.parent.iterdir()) == [path]


def test_folders_that_are_there_keep_their_mode(tmp_path: pathlib.Path) -> None:
    (tmp_path / "there").mkdir(0o755)
    make_folders(str(tmp_path / "there" / "new"))
    assert (mode(tmp_path / "there"), mode(tmp_path / "there" / "new")) == (0o755, 0o700)
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput):
        write_private(str(tmp_path / "file" / "x"), "text")


def test_a_temporary_file_is_a_new_one(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files.secrets, "token_hex", lambda size: "known")
    trap = tmp_path / f"{files.PREFIX}known"
    trap.symlink_to(tmp_path / "stolen")
    with pytest.raises(FileExistsError):
        Draft(str(tmp_path / "secret"))
    assert trap.is_symlink() and not (tmp_path / "stolen").exists()  # somebody else's is left alone


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
@pytest.mark.parametrize("call", ["posix_fallocate", "fsync", "write", "ftruncate", "replace"])
def test_nothing_stays_behind_whatever_fails(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int) -> None:
    path = tmp_path / "secret"
    path.write_text("before")

    def failing(*given: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, failing)
    with pytest.raises(OSError), Draft(str(path), 4096) as draft:
        draft.fill(b"after")
    assert path.read_text() == "before" and list(tmp_path.iterdir()) == [path]


def test_room_is_taken_by_writing_where_the_file_system_promises_none(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unable(*given: Any) -> None:
        raise OSError(errno.EOPNOTSUPP, "not supported")

    monkeypatch.setattr(os, "posix_fallocate", unable)
    with Draft(str(tmp_path / "secret"), 4096) as draft:
        (place,) = tmp_path.iterdir()
        assert place.stat().st_size == 4096 and mode(place) == 0o600
        draft.fill(b"short")
    assert (tmp_path / "secret").read_bytes() == b"short"


@pytest.fixture
def tiny(tmp_path: pathlib.Path) -> Iterator[pathlib.Path]:
    """A real file system of four pages."""
    place = tmp_path / "tiny"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(place)], capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_on_a_full_disk_nothing_is_begun(tiny: pathlib.Path) -> None:
    (tiny / "secret").write_bytes(b"")
    (tiny / "filler").write_bytes(b"x" * 16384)
    with pytest.raises(OSError, match="No space left"):
        Draft(str(tiny / "secret"), 4096)
    assert sorted(path.name for path in tiny.iterdir()) == ["filler", "secret"]


def test_what_was_reserved_is_there_when_the_disk_fills_up_meanwhile(tiny: pathlib.Path) -> None:
    with Draft(str(tiny / "secret"), 4096) as draft:
        with pytest.raises(OSError, match="No space left"):
            (tiny / "filler").write_bytes(b"x" * 16384)
        draft.fill(b"s" * 4096)
    assert (tiny / "secret").read_bytes() == b"s" * 4096


CHILD = """
import os, signal, sys, time
from ansible_collections.people.access.plugins.module_utils.engine.files import Draft

def leave(number, frame):
    raise SystemExit(128 + number)

signal.signal(signal.SIGTERM, leave)
with Draft(sys.argv[1], 4096) as draft:
    print("ready", flush=True)
    time.sleep(60)
"""


def test_nothing_stays_behind_when_the_task_is_cancelled(tmp_path: pathlib.Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path / "secret")], stdout=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stdout is not None and child.stdout.readline() == "ready\n"
        assert [path.name.startswith(files.PREFIX) for path in tmp_path.iterdir()] == [True]
        child.send_signal(signal.SIGTERM)
        assert child.wait(20) == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []


def test_reading_waits_for_nothing(tmp_path: pathlib.Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError):
        read_plain(str(tmp_path / "pipe"), 10)
    (tmp_path / "file").write_text("0123456789abc")
    assert read_plain(str(tmp_path / "file"), 10)[0] == b"0123456789"


@pytest.mark.parametrize(("content", "words"), [
    (b"[" * 100_000, "nested too deeply"), (b'{"format":' * 50_000, "nested too deeply"), (b"\xff\x80", "not in UTF-8"), (b"", "Expecting value"),
])
def test_json_that_is_none_is_told(tmp_path: pathlib.Path, content: bytes, words: str) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(ValueError, match=words):
        read_json(str(tmp_path / "file"))
    (tmp_path / "file").write_text('{"a": [1]}', encoding="utf-8")
    assert read_json(str(tmp_path / "file")) == {"a": [1]}

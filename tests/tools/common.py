# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared functions of the tools: paths, an environment without settings of the caller, and copies of the checkout."""

from __future__ import annotations

import ast
import atexit
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / ".work"
VENV = ROOT / ".venv"
HOME = WORK / "home"
SHORT = "people_access_short"  # the environment variable with the temporary directory of a command
COLLECTION = pathlib.Path("ansible_collections", "people", "access")
PLATFORM_PREFIXES = ("TE_", "SEGMENT_", "CNTB_", "TSNA_", "PEOPLE_ACCESS_")
# Prefixes of variables that would affect the tools, including credentials of real platforms.
FOREIGN = (*PLATFORM_PREFIXES, "ANSIBLE_", "GALAXY_", "GIT_", "PYTHON", "PYTEST_", "VIRTUAL_ENV", "XDG_")
DIRECT = "PEOPLE_ACCESS_DIRECT"  # how modules run, which every check can be tried with: make test PEOPLE_ACCESS_DIRECT=never


def search_path() -> list[str]:
    """Return the directories of PATH without shims, which ansible-test would use as interpreters."""
    return [folder for folder in os.environ.get("PATH", os.defpath).split(os.pathsep) if folder and "shims" not in pathlib.Path(folder).parts]


def short_folder() -> pathlib.Path:
    """Return the temporary directory of this command and its child processes.

    It is not in the checkout, because the path of a Unix socket must be shorter than 108 bytes. The first process creates it, and removes it at its end.
    """
    given = os.environ.get(SHORT)
    if given and os.path.isdir(given):
        return pathlib.Path(given)
    made = tempfile.mkdtemp(prefix="pa-", dir="/tmp" if os.path.isdir("/tmp") else None)
    os.environ[SHORT] = made
    owner = os.getpid()
    atexit.register(lambda: shutil.rmtree(made, ignore_errors=True) if os.getpid() == owner else None)
    return pathlib.Path(made)


def short_venv() -> pathlib.Path:
    """Return a short path of ``.venv``. ansible-test writes it to the first line of scripts, which is limited to 127 bytes and no spaces."""
    link = short_folder() / "venv"
    if not link.is_symlink():
        link.symlink_to(VENV)
    return link


def write_or_check(outdated: list[tuple[pathlib.Path, str]], source: str) -> int:
    """Finish a generator: write the outdated files, or list them with ``--check``. Returns the exit code."""
    if "--check" not in sys.argv[1:]:
        for path, text in outdated:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        print(f"{len(outdated)} file(s) written")
        return 0
    for path, dummy in outdated:
        print(f"{path.relative_to(ROOT)} does not match {source}; run make generate", file=sys.stderr)
    return 1 if outdated else 0


def is_plain(path: pathlib.Path) -> bool:
    """Return whether ansible-test supports this directory for its scripts and virtual environments."""
    return len(os.fsencode(path)) <= 60 and re.fullmatch(r"[A-Za-z0-9/._+-]+", str(path)) is not None


def clean_environ(*first: pathlib.Path, **more: str) -> dict[str, str]:
    """Return the environment of a check, with ``first`` at the start of PATH. HOME is a directory in the checkout, TMPDIR a short path."""
    HOME.mkdir(parents=True, exist_ok=True)
    short = str(short_folder())
    environ = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN) or name == DIRECT}
    path = os.pathsep.join([str(short_venv() / "bin"), *map(str, first), *search_path()])
    environ.setdefault("PYENV_ROOT", str(pathlib.Path.home() / ".pyenv"))  # otherwise searched in the new HOME
    places = {"PATH": path, "HOME": str(HOME), "TMPDIR": short, SHORT: short, "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".tree")}
    return {**environ, **places, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", **more}


def run(command: list[str], **options: Any) -> None:
    """Run a command without standard input. Exits if it fails."""
    code = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, **options).returncode
    if code:
        sys.exit(f"{' '.join(command[:3])} ... ended with {code}")


def git_files(folder: pathlib.Path) -> list[str]:
    """Return all tracked and untracked files, without ignored ones."""
    command = ["git", "-c", f"safe.directory={folder}", "-C", str(folder), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, check=True, capture_output=True, env=clean_environ(), stdin=subprocess.DEVNULL).stdout.decode().split("\0")
    return sorted({name for name in names if name and os.path.lexists(folder / name)})


def copy_checkout(target: pathlib.Path, keep: str = "") -> list[str]:
    """Copy the checkout with uncommitted changes to ``target``, and return the names. Removes everything else in it except the directory ``keep``."""
    names = git_files(ROOT)
    kept = target.with_name(target.name + ".kept")
    shutil.rmtree(kept, ignore_errors=True)
    if keep and (target / keep).is_dir():
        (target / keep).rename(kept)
    shutil.rmtree(target, ignore_errors=True)
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target / name, follow_symlinks=False)
    if kept.is_dir():
        kept.rename(target / keep)
    return names


def hand_on_pip_settings() -> None:
    """Pass on the caller's package index to pip with another HOME, or without the caller's environment (in ansible-test)."""
    if os.environ.get("HOME") == str(HOME):
        return  # already done
    listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
    settings: dict[str, str] = {}
    for line in listed.splitlines():  # in order of precedence, the environment last
        key, dummy, value = line.partition("=")
        section, dummy, name = key.rpartition(".")
        if section in ("global", "install", ":env:") and name != "config-file":
            settings[name] = ast.literal_eval(value).replace("\n", "\n    ")
    settings["quiet"] = "2"  # errors only, because pip's progress would hide findings
    settings["no-compile"] = "no"  # pip's way to say that it is on: what a check imports is compiled then, which is the smaller part
    target = HOME / ".config" / "pip" / "pip.conf"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.touch(mode=0o600)
    target.write_text("\n".join(["[global]", *(f"{name} = {value}" for name, value in settings.items())]) + "\n", encoding="utf-8")

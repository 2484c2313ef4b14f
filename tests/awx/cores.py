# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other releases of ansible-core than that of the checks, each in an environment of its own below .work, as AWX has them in execution environments."""

from __future__ import annotations

import glob
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

import ansible.release

from .kit import ROOT

# release: the versions of Python that its controller runs on
RELEASES = {"2.18.19": range(11, 14), "2.19.14": range(11, 14), "2.21.5": range(12, 15)}
REQUIREMENTS = ROOT / "requirements.txt"
CONSTRAINTS = ROOT / "tests" / "requirements" / "constraints.txt"
WORK = ROOT / ".work" / "cores"


def others() -> list[str]:
    """The releases that the checks do not run with anyway."""
    own = ansible.release.__version__.split(".")[:2]
    return [release for release in RELEASES if release.split(".")[:2] != own]


def every() -> dict[str, pathlib.Path | None]:
    """The folder with the commands of each release, that of the checks without an environment of its own; None if no Python here can run it."""
    return {release: commands(release) if release in others() else pathlib.Path(sys.executable).parent for release in RELEASES}


PYENV = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")  # the checks have a HOME of their own


def interpreter(minors: range) -> str:
    """A Python of one of these versions, that of the checks if possible; empty if this machine has none."""
    if sys.version_info[1] in minors:
        return sys.executable
    places = [place for minor in minors for place in (
        shutil.which(f"python3.{minor}"), *sorted(glob.glob(f"{PYENV}/versions/3.{minor}.*/bin/python")))]
    return next((place for place in places if place and _runs(place)), "")


def _runs(place: str) -> bool:
    """A shim of pyenv may be on PATH and not work."""
    return subprocess.run([place, "-c", "import venv"], stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0


def commands(release: str) -> pathlib.Path | None:
    """The folder with the commands of a release, installed if it is missing; None if no Python here can run it."""
    python = interpreter(RELEASES[release])
    if not python:
        return None
    wanted = hashlib.sha256("\n".join((os.path.realpath(python), REQUIREMENTS.read_text(encoding="utf-8"))).encode()).hexdigest()[:12]
    folder = WORK / f"{release}-{wanted}"
    if not (folder / "ready").is_file():
        subprocess.run([python, str(ROOT / "tests" / "tools" / "quick_venv.py"), str(folder)], check=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "-c", str(CONSTRAINTS), "jsonpatch"]
        subprocess.run([*pip, f"ansible-core=={release}", "-r", str(REQUIREMENTS)], check=True, stdin=subprocess.DEVNULL)
        (folder / "ready").touch()
    return folder / "bin"

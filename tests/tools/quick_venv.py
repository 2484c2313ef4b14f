# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Create a virtual environment in which ``python -m pip`` works: ``PYTHON quick_venv.py FOLDER``. Takes a fraction of the time of ``python -m venv``.

Unpacks the wheel of pip that belongs to Python; venv would install it with pip itself, and compile all of it. Needs the standard library only.
"""

from __future__ import annotations

import ensurepip
import pathlib
import subprocess
import sys
import sysconfig
import zipfile


def wheel_of_pip() -> str:
    """Return the wheel of pip that belongs to this Python, at the usual place or at that of a distribution; empty if there is none."""
    folders = [pathlib.Path(ensurepip.__file__).parent / "_bundled", pathlib.Path(sysconfig.get_config_var("WHEEL_PKG_DIR") or "/usr/share/python-wheels")]
    return next((str(path) for folder in folders for path in sorted(folder.glob("pip-*.whl"))), "")


def main() -> None:
    folder, wheel = sys.argv[1], wheel_of_pip()
    subprocess.run([sys.executable, "-m", "venv", "--clear", *(["--without-pip"] if wheel else []), folder], check=True)
    if wheel:
        where = "import sysconfig; print(sysconfig.get_path('purelib'))"
        done = subprocess.run([str(pathlib.Path(folder, "bin", "python")), "-c", where], check=True, capture_output=True, text=True)
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(done.stdout.strip())


if __name__ == "__main__":
    main()

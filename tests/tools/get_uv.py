# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Install uv in a virtual environment without pip, with the pip that Python brings, and print pip's settings: ``.venv/bin/python get_uv.py ARGUMENT...``.

The arguments are those of ``pip install``. Uses pip from its wheel, in one process, because installing pip takes longer than everything that uv does.
"""

from __future__ import annotations

import contextlib
import ensurepip
import io
import pathlib
import runpy
import sys
import sysconfig


def wheel_of_pip() -> str:
    """Return the wheel of pip that belongs to this Python, at the usual place or at that of a distribution."""
    folders = [pathlib.Path(ensurepip.__file__).parent / "_bundled", *map(pathlib.Path, filter(None, [sysconfig.get_config_var("WHEEL_PKG_DIR")]))]
    found = [str(path) for folder in [*folders, pathlib.Path("/usr/share/python-wheels")] for path in sorted(folder.glob("pip-*.whl"))]
    if not found:
        sys.exit("this Python has no pip")
    return found[0]


def pip(*arguments: str) -> str:
    """Run pip in this process, and return its output. Exits if it fails."""
    sys.argv[1:] = arguments
    output = io.StringIO()
    try:
        with contextlib.redirect_stdout(output):
            runpy.run_module("pip", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if end.code:
            raise
    return output.getvalue()


def main() -> None:
    wanted = sys.argv[1:]
    sys.path.insert(0, wheel_of_pip())
    settings = pip("config", "list")
    pip("install", "-qq", "--disable-pip-version-check", "--no-compile", *wanted)
    print(settings, end="")


if __name__ == "__main__":
    main()

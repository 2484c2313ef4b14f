# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces the get-pip.py that ansible-test downloads: unpacks pip from the wheel in the same directory, which is faster than installing it.

``ansible_test.py`` copies it to ansible-test's cache as get_pip_VERSION.py. Runs on every Python that modules are checked with.
"""

from __future__ import annotations

import os
import re
import sys
import sysconfig
import zipfile


def main() -> None:
    here = os.path.dirname(os.path.abspath(__file__))
    found = re.search(r"get_pip_(.+)\.py$", __file__)
    if not found:
        sys.exit("this file has to be called get_pip_VERSION.py")
    version = found.group(1).replace("_", ".")
    with zipfile.ZipFile(os.path.join(here, f"pip-{version}-py3-none-any.whl")) as packed:
        packed.extractall(sysconfig.get_path("purelib"))


if __name__ == "__main__":
    main()

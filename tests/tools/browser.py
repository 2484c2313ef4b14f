# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A browser for tests and screenshots: Chromium of the system, installed if missing, controlled by Playwright."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from .common import clean_environ

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "The pages are tested in a browser, and there is none. Install Chromium (Debian: apt-get install chromium), or name one in CHROMIUM."


def executable() -> str:
    """Return the path of Chromium. Installs it on Debian as root if it is missing, otherwise exits with a message."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium ...", file=sys.stderr, flush=True)
        apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
        environ = clean_environ(DEBIAN_FRONTEND="noninteractive")
        for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run([*apt, *command], check=False, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=environ)
        found = shutil.which("chromium") or ""
    path = shutil.which(found) if found else None
    if not path:
        raise SystemExit(MISSING)
    return path


@contextmanager
def running() -> Iterator[Browser]:
    """Start a browser with its own profile, and close it at the end of the block."""
    with sync_playwright() as playwright:
        # Chromium refuses to run as root with its own sandbox.
        browser = playwright.chromium.launch(executable_path=executable(), chromium_sandbox=os.geteuid() != 0, env=dict(clean_environ()))
        try:
            yield browser
        finally:
            browser.close()

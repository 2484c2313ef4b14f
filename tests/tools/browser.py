# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real browser for the tests: Chromium, found or installed, driven over a pipe by its DevTools protocol. Needs no further library."""

from __future__ import annotations

import fcntl
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .common import TEMPORARY, clean_environ

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OPTIONS = (
    "--headless", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars",
)
PATIENCE = 60.0
MISSING = "The report is tested in a browser, and there is none. Install Chromium (Debian: apt-get install chromium), or name one in CHROMIUM."


def executable() -> str:
    """The path of Chromium. Where there is none, it is installed if this is Debian and the user may; otherwise all ends with a sentence."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium ...", file=sys.stderr, flush=True)
        apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
        environ = clean_environ(DEBIAN_FRONTEND="noninteractive")
        for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run([*apt, *command], check=False, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=environ)
        found = shutil.which("chromium") or ""
    if not found or not shutil.which(found):
        raise SystemExit(MISSING)
    return found


class Browser:
    """A running Chromium. Commands are sent by name; what it tells by itself is kept in ``events``."""

    def __init__(self, path: str, profile: pathlib.Path):
        # Chromium reads commands from descriptor 3 and answers on 4. Numbers from 10 on, or they could be 3 or 4 themselves.
        ours = [fcntl.fcntl(one, fcntl.F_DUPFD_CLOEXEC, 10) for pair in (os.pipe(), os.pipe()) for one in pair]
        commands, self._out, self._in, answers = ours
        sandbox = () if os.geteuid() else ("--no-sandbox",)  # it refuses to run as root with one
        log = (os.POSIX_SPAWN_OPEN, 2, str(profile / "log"), os.O_WRONLY | os.O_CREAT, 0o600)
        self.pid = os.posix_spawn(
            path, [path, *OPTIONS, *sandbox, f"--user-data-dir={profile}"], clean_environ(),
            file_actions=[(os.POSIX_SPAWN_DUP2, commands, 3), (os.POSIX_SPAWN_DUP2, answers, 4), log],
        )
        os.close(commands)
        os.close(answers)
        self.events: list[dict[str, Any]] = []
        self._number = 0
        self._rest = b""

    def call(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """The answer to a command; raises RuntimeError where the browser refuses it."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params, **({"sessionId": session} if session else {})}
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") != self._number:
                self.events.append(answer)
            elif "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']['message']}")
            else:
                result: dict[str, Any] = answer["result"]
                return result

    def wait_for(self, method: str, session: str) -> dict[str, Any]:
        """The first event of this kind; one that has come already counts."""
        while True:
            for event in self.events:
                if event["method"] == method and event.get("sessionId") == session:
                    return event
            self.events.append(self._read())

    def _read(self) -> dict[str, Any]:
        limit = time.monotonic() + PATIENCE
        while b"\0" not in self._rest:
            ready, dummy, dummy = select.select([self._in], [], [], max(0.0, limit - time.monotonic()))
            part = os.read(self._in, 1 << 20) if ready else b""
            if not part:
                raise RuntimeError("Chromium does not answer" if not ready else "Chromium has ended")
            self._rest += part
        text, _separator, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        return message

    def close(self) -> None:
        try:
            self.call("Browser.close")
        except (RuntimeError, OSError):
            os.kill(self.pid, signal.SIGKILL)
        os.close(self._out)
        os.close(self._in)
        os.waitpid(self.pid, 0)


class Page:
    """A tab that has loaded a page."""

    def __init__(self, browser: Browser, url: str, width: int, height: int, dark: bool):
        self.browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.media(dark=dark)
        self.call("Page.navigate", url=url)
        browser.wait_for("Page.loadEventFired", self.session)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        return self.browser.call(method, self.session, **params)

    def media(self, dark: bool = False, media: str = "") -> None:
        self.call("Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def value(self, expression: str) -> Any:
        """What an expression of JavaScript gives, as JSON."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def type(self, text: str) -> None:
        self.call("Input.insertText", text=text)

    def press(self, key: str, code: int) -> None:
        text = {"Enter": "\r", " ": " "}.get(key, "")
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, **({"text": text} if text and kind == "keyDown" else {}))

    def complaints(self) -> list[str]:
        """What went wrong in the page: exceptions, errors on the console, what the content security policy has refused."""
        told = []
        for event in self.browser.events:
            params = event.get("params") or {}
            if event.get("sessionId") != self.session:
                continue
            if event["method"] == "Runtime.exceptionThrown":
                told.append(str(params["exceptionDetails"]))
            elif event["method"] == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
                told.append(params["entry"]["text"])
            elif event["method"] == "Runtime.consoleAPICalled":
                told.append(str(params["args"]))
        return told

    def requested(self) -> list[str]:
        """The URLs that the page asked for."""
        return [event["params"]["request"]["url"] for event in self.browser.events
                if event.get("sessionId") == self.session and event["method"] == "Network.requestWillBeSent"]


@contextmanager
def running() -> Iterator[Browser]:
    """A browser with a profile of its own, which ends with the block."""
    TEMPORARY.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=TEMPORARY, ignore_cleanup_errors=True) as folder:
        browser = Browser(shutil.which(executable()) or "", pathlib.Path(folder))
        try:
            yield browser
        finally:
            browser.close()

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the measurements share: a sandbox in a process of its own, playbooks, the clock."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.sandbox.__main__ import environment

ROOT = pathlib.Path(__file__).resolve().parents[2]


@dataclass
class Place:
    """A served sandbox, and a folder for playbooks."""

    url: str
    folder: pathlib.Path

    @property
    def environ(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
        return {
            **plain, **environment(self.url), "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".tree"), "ANSIBLE_HOME": str(self.folder),
            "ANSIBLE_LOCALHOST_WARNING": "false", "LC_ALL": "C.UTF-8",
        }

    def control(self, method: str, what: str, body: Any = None) -> Any:
        """One of the sandbox's control paths."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}/_sandbox/{what}", data, {"Content-Type": "application/json"}, method=method)
        with urlopen(request) as answer:
            return json.load(answer)

    def get(self, url: str, headers: dict[str, str]) -> Any:
        """The JSON that a platform answers with."""
        with urlopen(Request(url, headers=headers)) as answer:
            return json.load(answer)

    def log_in(self, url: str, form: dict[str, str]) -> str:
        """A token."""
        with urlopen(Request(url, urlencode(form).encode())) as answer:
            return str(json.load(answer)["access_token"])

    def requests(self) -> int:
        """How many there were since the last time this was asked."""
        seen = len(self.control("GET", "journal"))
        self.control("DELETE", "journal")
        return seen

    def play(self, *tasks: dict[str, Any]) -> float:
        """Seconds of ansible-playbook with these tasks; ends the program when they fail."""
        book = self.folder / "book.yml"
        book.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": list(tasks)}]), encoding="utf-8")
        return self.run([str(pathlib.Path(sys.executable).with_name("ansible-playbook")), str(book)])

    def run(self, command: list[str]) -> float:
        started = time.monotonic()
        done = subprocess.run(command, env=self.environ, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(done.stdout[-3000:] + done.stderr[-3000:])
        return time.monotonic() - started


@contextlib.contextmanager
def place(people: int = 40) -> Iterator[Place]:
    """The sandbox runs beside, as a platform would, so that no client shares a process with it."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        port = folder / "port"
        command = [sys.executable, "-m", "tests.sandbox", "--port", "0", "--port-file", str(port), "--people", str(people)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as server:
            try:
                while not (port.is_file() and port.read_text(encoding="utf-8")):
                    if server.poll() is not None:
                        sys.exit("the sandbox did not start")
                    time.sleep(0.02)
                yield Place(f"http://127.0.0.1:{port.read_text(encoding='utf-8')}", folder)
            finally:
                server.terminate()


def verdict(holds: bool) -> str:
    return "holds" if holds else "MISSED"

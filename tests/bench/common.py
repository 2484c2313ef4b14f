# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the measurements share: a sandbox in a process of its own, playbooks, the clock."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.sandbox.__main__ import environment

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLATFORMS = ("thousandeyes", "segment", "contabo", "tsna")
LATENCY = 0.05  # seconds before each answer, about what a real platform takes
ROUNDS = 3
HEADS = ["", "seconds", "CPU s", "peak MB", "requests TE", "Segment", "Contabo", "TSNA"]


@dataclasses.dataclass(frozen=True)
class Cost:
    """What a program took: seconds, seconds of processor, megabytes at its peak (0: not known), requests by platform."""

    wall: float
    cpu: float
    memory: float
    requests: dict[str, int]

    def row(self, label: str) -> list[str]:
        """The cells below HEADS."""
        counts = [str(self.requests.get(name, 0)) for name in PLATFORMS]
        return [label, f"{self.wall:.1f}", f"{self.cpu:.1f}", f"{self.memory:.0f}" if self.memory else "", *counts]

    def times(self, factor: float, start: Cost) -> Cost:
        """What a longer loop takes: the cost without the start of ansible-playbook, this many times, and the start once."""
        grown = {name: round(value * factor) for name, value in self.requests.items()}
        return Cost(start.wall + (self.wall - start.wall) * factor, start.cpu + (self.cpu - start.cpu) * factor, 0, grown)


@dataclasses.dataclass
class Place:
    """A served sandbox, and a folder for playbooks."""

    url: str
    folder: pathlib.Path

    @property
    def environ(self) -> dict[str, str]:
        # without what a development machine may set, such as PYTHONDONTWRITEBYTECODE, which makes every start slower
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "PYTHON", "PEOPLE_ACCESS_"))}
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

    def reset(self, people: int = 0) -> None:
        """Start over with so many people, no latency, and pages as full as they are asked for."""
        self.control("POST", "reset", {"people": people})
        self.control("PUT", "config", {name: {"page_cap": 1000} for name in ("segment", "contabo", "tsna")})

    def set_latency(self, seconds: float) -> None:
        """Wait so long before every answer of a platform."""
        self.control("PUT", "faults", [{"kind": "delay", "seconds": seconds, "times": 0}] if seconds else [])

    def get(self, url: str, headers: dict[str, str]) -> Any:
        """The JSON that a platform answers with."""
        with urlopen(Request(url, headers=headers)) as answer:
            return json.load(answer)

    def log_in(self, url: str, form: dict[str, str]) -> str:
        """A token."""
        with urlopen(Request(url, urlencode(form).encode())) as answer:
            return str(json.load(answer)["access_token"])

    def file(self, name: str, content: Any) -> str:
        """The path of a file with this content as JSON, which Ansible reads faster than YAML."""
        path = self.folder / name
        path.write_text(json.dumps(content), encoding="utf-8")
        return str(path)

    def cost(self, *command: str) -> Cost:
        """Run a program. Ends the benchmark if it fails."""
        self.control("DELETE", "journal")
        log = self.folder / "log"
        started = time.monotonic()
        with log.open("w") as output:
            process = subprocess.Popen(command, cwd=ROOT, env=self.environ, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
            _pid, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(log.read_text()[-3000:])
        counts = collections.Counter(entry["platform"] for entry in self.control("GET", "journal"))
        return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, dict(counts))

    @property
    def output(self) -> str:
        """What the last program wrote."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def playbook(self, name: str, variables: dict[str, Any] | None = None) -> Cost:
        """Run a playbook: a path, or one of the collection by its name."""
        extra = ("-e", f"@{self.file('variables.json', variables)}") if variables else ()
        return self.cost(str(pathlib.Path(sys.executable).with_name("ansible-playbook")), name, *extra)

    def play(self, *tasks: dict[str, Any]) -> Cost:
        """Run a playbook with these tasks."""
        return self.playbook(self.file("book.yml", [{"hosts": "localhost", "gather_facts": False, "tasks": list(tasks)}]))

    def start(self) -> Cost:
        """ansible-playbook with a task that does nothing."""
        return self.play({"name": "Nothing", "ansible.builtin.debug": {"msg": "nothing"}})

    def script(self, *arguments: str) -> Cost:
        """The plain script."""
        return self.cost(sys.executable, "-m", "tests.bench.plain", *arguments)


@contextlib.contextmanager
def place(people: int = 0) -> Iterator[Place]:
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
                where = Place(f"http://127.0.0.1:{port.read_text(encoding='utf-8')}", folder)
                where.reset(people)
                yield where
            finally:
                server.terminate()


def in_turn(*programs: Callable[[], Cost], rounds: int = ROUNDS) -> list[Cost]:
    """The middle one of several rounds, of each program; in turn, as a machine is not equally fast all the time."""
    found = [[program() for program in programs] for dummy in range(rounds)]
    return [sorted(costs, key=lambda cost: cost.wall)[rounds // 2] for costs in zip(*found)]


def milliseconds(latency: float) -> str:
    """How a table names a latency."""
    return f"{latency * 1000:.0f} ms before each answer" if latency else "loopback"

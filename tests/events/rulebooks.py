# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real ansible-rulebook in an environment of its own, receivers for what playbooks send, and the moment in which a reaction starts."""

from __future__ import annotations

import email
import email.message
import email.policy
import http.server
import importlib.metadata
import json
import os
import pathlib
import queue
import re
import shutil
import socketserver
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import yaml

from tests.tools.prepared import PIP, VENV, prepared

ROOT = pathlib.Path(__file__).resolve().parents[2]
PINS = ROOT / "tests" / "requirements" / "events"
JAVA = 17
PATIENCE = 120.0  # seconds, for whatever has to come in the end
_EXTRACT = """
import glob, zipfile
with zipfile.ZipFile(glob.glob("ansible-*.whl")[0]) as wheel:
    wheel.extractall("collections", [one for one in wheel.namelist() if one.startswith("ansible_collections/community/general/")])
"""


def no_java() -> str:
    """Why no rulebook can run here; empty where one can."""
    home = os.environ.get("JAVA_HOME")
    java = os.path.join(home, "bin", "java") if home else shutil.which("java")
    if not java or not os.access(java, os.X_OK):
        return f"Java is missing: ansible-rulebook was not run. Install Java {JAVA} or newer (Debian: apt-get install default-jre-headless)."
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    if not version or int(version[1]) < JAVA:
        return f"Java {JAVA} or newer is missing, {java} is {version[1] if version else 'of an unknown version'}: ansible-rulebook was not run."
    return ""


def environment_folder() -> pathlib.Path:
    """The folder with ``venv``, in which ansible-rulebook and prometheus_client are."""
    core = f"ansible-core=={importlib.metadata.version('ansible-core')}"
    return prepared("events", "rulebook", [PINS / "events.txt"], VENV, [*PIP, "-r", "events.txt", core])


def community_general() -> pathlib.Path:
    """A folder with the collection community.general, from the package ansible, the only part of PyPI that has it."""
    pin = PINS.parent / "clients" / "awx.txt"
    download = ["venv/bin/python", "-m", "pip", "download", "-qq", "--disable-pip-version-check", "--no-deps", "-r", pin.name]
    return prepared("events", "general", [pin], VENV, download, ["venv/bin/python", "-c", _EXTRACT]) / "collections"


# -- receivers ---------------------------------------------------------------------------------------------------------------------------


@contextmanager
def served(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Posts(http.server.ThreadingHTTPServer):
    """Takes JSON by POST. ``received`` has it."""

    def __init__(self) -> None:
        self.received: queue.Queue[Any] = queue.Queue()
        received = self.received

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                received.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)


class Mails(socketserver.ThreadingTCPServer):
    """As much of SMTP as takes mails. ``received`` has them."""

    daemon_threads = True

    def __init__(self) -> None:
        self.received: queue.Queue[email.message.EmailMessage] = queue.Queue()
        received = self.received

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 here\r\n")
                for line in self.rfile:
                    verb = line[:4].upper()
                    if verb == b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        lines = iter(self.rfile.readline, b".\r\n")
                        received.put(email.message_from_bytes(b"".join(lines), policy=email.policy.default))
                    self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
                    if verb == b"QUIT":
                        return

        super().__init__(("127.0.0.1", 0), Handler)


# -- ansible-rulebook --------------------------------------------------------------------------------------------------------------------


class Running:
    """A rulebook that runs. ``starts`` are the moments in which it began to run a playbook."""

    def __init__(self, process: subprocess.Popen[str], folder: pathlib.Path):
        self.process = process
        self.folder = folder
        self.output = ""
        self.ended = False
        self.news = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            with self.news:
                self.output += line
                self.news.notify_all()
        with self.news:
            self.ended = True
            self.news.notify_all()

    def wait_for(self, words: str) -> None:
        """Until the output has these words."""
        with self.news:
            self.news.wait_for(lambda: words in self.output or self.ended, PATIENCE * 3)
            assert words in self.output, f"'{words}' did not come:\n{self.output}"

    @property
    def starts(self) -> list[float]:
        path = self.folder / "starts"
        return [float(line) for line in path.read_text().split()] if path.exists() else []


@contextmanager
def running(name: str, folder: pathlib.Path, environ: dict[str, str], variables: dict[str, Any], env_vars: str = "") -> Iterator[Running]:
    """A rulebook of the collection, or a file, until the end of the block; ready when it waits for events. ``ansible-playbook`` is one that writes down
    when it was started."""
    venv = environment_folder() / "venv" / "bin"
    (folder / "bin").mkdir(parents=True)
    wrapper = folder / "bin" / "ansible-playbook"
    wrapper.write_text(f'#!/bin/sh\ndate +%s.%N >> {folder}/starts\nexec {venv}/ansible-playbook "$@"\n', encoding="utf-8")
    wrapper.chmod(0o755)
    (folder / "inventory.yml").write_text(yaml.safe_dump({"all": {"hosts": {"localhost": {"ansible_connection": "local"}}}}), encoding="utf-8")
    (folder / "vars.yml").write_text(yaml.safe_dump(variables), encoding="utf-8")
    command = [str(venv / "ansible-rulebook"), "-r", name, "-i", str(folder / "inventory.yml"), "--vars", str(folder / "vars.yml"), "-v"]
    temporary = tempfile.TemporaryDirectory(prefix="rb-", ignore_cleanup_errors=True)  # a socket's path has at most 107 characters
    everything = {
        **os.environ, "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".tree"), **environ, "HOME": str(folder), "TMPDIR": temporary.name,
        "PATH": os.pathsep.join([str(folder / "bin"), str(venv), os.environ["PATH"]]),
    }
    process = subprocess.Popen(
        [*command, *(["--env-vars", env_vars] if env_vars else [])], cwd=folder, env=everything, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    rulebook = Running(process, folder)
    try:
        rulebook.wait_for("Waiting for events")
        yield rulebook
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        temporary.cleanup()

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""The trace of requests, one line per try: for a file, for ``-vvv``, and the last lines for the result of a failed task.

A line never has headers, a body or credentials, so that it can be shared with others.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from .errors import BadInput
from .failures import Attempt
from .files import appending, make_folders
from .masking import MASK, looks_secret
from .text import visible

LAST = 5  # lines per platform in the result of a failed task
KEPT = 1000


@dataclass(frozen=True)
class Try:
    """One try of a request.

    ``number`` counts the tries from 1. ``started`` is in seconds since 1970, ``seconds`` is the duration. ``waited`` are the seconds waited before, with the
    reason ``why``. ``status`` is None without a response; then ``error`` has the reason in a few words.
    """

    attempt: Attempt
    status: int | None
    error: str
    number: int
    started: float
    seconds: float
    waited: float = 0.0
    why: str = ""

    def line(self, module: str) -> dict[str, Any]:
        """Return the try as JSON types."""
        attempt = self.attempt
        time = datetime.fromtimestamp(self.started, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {
            "time": time, "module": module, "platform": attempt.conventions.title, "method": attempt.request.method, "path": visible(attempt.path),
            "query": visible(attempt.secrets.mask(_query(attempt.request.path, attempt.request.query))),
            "status": self.status, "error": self.error,
            "milliseconds": round(self.seconds * 1000), "try": self.number, "wait": round(self.waited, 3), "why": self.why,
            "request_id": attempt.request_id,
        }


class Trace:
    """The trace of one connection.

    ``path`` is a file to append to, or a directory for a new file, or None. ``module`` is the name of the module. ``problem`` is why the file is incomplete,
    empty if it is complete.
    """

    def __init__(self, path: str | None = None, module: str = "") -> None:
        self.module = module
        self.problem = ""
        self._destination = path or ""
        self._path = ""
        self._tries: deque[Try] = deque(maxlen=KEPT)
        self._lock = threading.Lock()  # requests are sent in parallel

    def open(self) -> None:
        """Create the file before the first request is sent. Raises BadInput if it cannot be written."""
        if not self._destination or self._path:
            return
        with self._lock:
            try:
                self._path = self._path or _made(self._destination, self.module)
            except OSError as problem:
                raise BadInput(f"trace: {self._destination} cannot be written: {problem.strerror}.",
                               "No request was sent. Set trace to a regular file or a directory.") from None

    def add(self, entry: Try) -> None:
        """Add a try and write its line. A failure to write does not fail the task."""
        self._tries.append(entry)
        if not self._path or self.problem:
            return
        data = (json.dumps(entry.line(self.module)) + "\n").encode()
        with self._lock:
            try:
                with appending(self._path) as handle:
                    _write(handle, data)
            except OSError as problem:
                self.problem = f"trace: {self._path} could not be written any more ({problem.strerror}), so it is incomplete."

    def start_over(self) -> None:
        """Forget the tries. The file is continued."""
        self._tries.clear()

    def lines(self, last: int = KEPT) -> list[dict[str, Any]]:
        """Return the lines of the last tries."""
        return [entry.line(self.module) for entry in list(self._tries)[-last:]]


def merged(traces: Iterable[Trace], last: int) -> list[dict[str, Any]]:
    """Return the last lines of several connections, sorted by time."""
    return sorted((line for trace in traces for line in trace.lines(last)), key=lambda line: str(line["time"]))


def _write(handle: int, data: bytes) -> None:
    if os.write(handle, data) < len(data):
        raise OSError(0, "only a part of a line was written")


def _made(destination: str, module: str) -> str:
    """Create the file to append to and return its path. Raises OSError."""
    path = os.path.abspath(destination)
    if not (os.path.isdir(path) or destination.endswith("/")):
        make_folders(os.path.dirname(path))
        with appending(path):
            return path
    make_folders(path)
    now = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%S")
    name = re.sub(r"[^\w.-]+", "-", module or "people.access")
    path = os.path.join(path, f"{now}-{name}-{os.getpid()}-{secrets.token_hex(4)}.jsonl")
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    return path


def _query(path: str, query: Any) -> str:
    """Return the query of a request, including that of its path, with the values of possible credentials masked."""
    pairs = parse_qsl(urlsplit(path).query, keep_blank_values=True)
    pairs += [(str(name), str(value)) for name, value in (query.items() if isinstance(query, Mapping) else query or ())]
    return urlencode([(name, MASK if looks_secret(name) else value) for name, value in pairs], safe="*@:,/")

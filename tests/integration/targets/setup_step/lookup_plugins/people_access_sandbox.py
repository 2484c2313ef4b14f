# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sandbox at a URL has seen and holds. A lookup takes a few milliseconds, and saves a task for each look."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase


class LookupModule(LookupBase):
    """A look has ``seen``: the number of requests so far. ``writes``: those after the first ``since`` that may change something, logins left out.
    ``state``: a digest of what the platforms hold, people's sessions included. ``sessions``: how many sessions of API callers are open.

    With ``name``, the sandbox keeps the look under this name. The result has all that it kept by name; the ``writes`` of each are those since the one before.
    With ``reset``, the sandbox starts over, and the result is its answer."""

    def run(self, terms: list[str], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[Any]:
        if kwargs.get("reset"):
            return [self._asked(terms[0], "POST", "reset")]
        return [self._asked(terms[0], "POST" if "name" in kwargs else "GET", f"look?{urlencode(kwargs)}")]

    @staticmethod
    def _asked(url: str, method: str, path: str) -> dict[str, Any]:
        parts = urlsplit(url)
        connection = HTTPConnection(parts.netloc, timeout=30)
        connection.request(method, f"{parts.path.rstrip('/')}/_sandbox/{path}")
        answer = connection.getresponse()
        found: dict[str, Any] = json.load(answer)
        connection.close()
        if answer.status != 200:
            raise AnsibleError(f"The sandbox answered {answer.status} to {path}: {found}")
        return found

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sandbox at a URL has seen and holds, in one quick lookup: every step looks four times."""

from __future__ import annotations

import hashlib
import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from ansible.plugins.lookup import LookupBase

LOGINS = {("contabo", "POST", "/auth/token"), ("tsna", "POST", "/token"), ("tsna", "DELETE", "/token")}


def ask(connection: HTTPConnection, prefix: str, what: str) -> Any:
    connection.request("GET", f"{prefix}/_sandbox/{what}")
    return json.load(connection.getresponse())


class LookupModule(LookupBase):
    """``seen``: the number of requests so far. ``writes``: those after the first ``since`` that may change something, logins left out.
    ``state``: a digest of what the platforms hold, people's sessions included. ``sessions``: how many sessions of API callers are open."""

    def run(self, terms: list[str], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[dict[str, Any]]:
        url = urlsplit(terms[0])
        connection = HTTPConnection(url.netloc, timeout=30)
        journal, sessions, state = (ask(connection, url.path.rstrip("/"), what) for what in ("journal", "tsna/sessions", "state"))
        connection.close()
        fresh = [(one["platform"], one["method"], one["path"]) for one in journal[kwargs.get("since", 0):]]
        held = json.dumps([state, [one for one in sessions if not one["api"]]], sort_keys=True)
        return [{
            "seen": len(journal),
            "writes": [" ".join(one) for one in fresh if one[1] not in ("GET", "HEAD") and one not in LOGINS],
            "state": hashlib.sha256(held.encode()).hexdigest(),
            "sessions": sum(one["api"] for one in sessions),
        }]

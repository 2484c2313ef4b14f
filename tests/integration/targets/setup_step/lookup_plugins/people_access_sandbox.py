# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sandbox at a URL has seen and holds, in one quick lookup: every step looks four times."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from ansible.plugins.lookup import LookupBase


class LookupModule(LookupBase):
    """``seen``: the number of requests so far. ``writes``: those after the first ``since`` that may change something, logins left out.
    ``state``: a digest of what the platforms hold, people's sessions included. ``sessions``: how many sessions of API callers are open."""

    def run(self, terms: list[str], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[dict[str, Any]]:
        url = urlsplit(terms[0])
        connection = HTTPConnection(url.netloc, timeout=30)
        connection.request("GET", f"{url.path.rstrip('/')}/_sandbox/look?since={kwargs.get('since', 0)}")
        found: dict[str, Any] = json.load(connection.getresponse())
        connection.close()
        return [found]

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server of the fifth platform."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any


class Acme:
    """Users by id, each ``{id, mail, name, teams}``. ``writes`` counts the requests that change something."""

    def __init__(self) -> None:
        self.users: dict[str, dict[str, Any]] = {"0": {"id": "0", "mail": "root@x.example", "name": "Root", "teams": self.teams(["t-ops"])}}
        self.writes = 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        method, id_ = environ["REQUEST_METHOD"], environ["PATH_INFO"].rpartition("/users")[2].strip("/")
        self.writes += method != "GET"
        if method in ("POST", "PUT"):
            body = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
            id_ = id_ or str(max(map(int, self.users)) + 1)
            self.users[id_] = {"id": id_, "mail": body["mail"], "name": body.get("name", ""), "teams": self.teams(body["team_ids"])}
        answer: Any = list(self.users.values()) if method == "GET" else self.users.pop(id_) if method == "DELETE" else self.users[id_]
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(answer).encode()]

    @staticmethod
    def teams(ids: Iterable[str]) -> list[dict[str, str]]:
        return [{"id": id_, "name": id_[2:].title()} for id_ in ids]

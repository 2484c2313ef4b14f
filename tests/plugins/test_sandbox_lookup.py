# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup by which the integration targets look at the sandbox."""

from __future__ import annotations

import pathlib

import pytest
from ansible.plugins.loader import lookup_loader
from werkzeug.wrappers import Request, Response

from tests.sandbox.app import Sandbox
from tests.sandbox.wire import RunningServer

PLUGINS = pathlib.Path(__file__).resolve().parents[1] / "integration" / "targets" / "setup_step" / "lookup_plugins"


class Gateway:
    """Serves the sandbox below a path of its own, and nothing else."""

    def __init__(self) -> None:
        self.sandbox = Sandbox()

    def respond(self, request: Request) -> Response:
        prefix, uri = "/gateway", request.environ["RAW_URI"]
        if not uri.startswith(f"{prefix}/"):
            return Response("{}", status=404, content_type="application/json")
        return self.sandbox.respond(Request({**request.environ, "RAW_URI": uri[len(prefix):], "PATH_INFO": request.environ["PATH_INFO"][len(prefix):]}))


@pytest.mark.parametrize("path", ["/gateway", "/gateway/"])
def test_the_sandbox_may_lie_behind_a_gateway(path: str) -> None:
    lookup_loader.add_directory(str(PLUGINS))
    with RunningServer(Gateway()) as url:
        (found,) = lookup_loader.get("people_access_sandbox").run([url + path])
    assert found["seen"] == 0 == len(found["writes"]) and len(found["state"]) == 64

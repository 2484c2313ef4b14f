# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports a kit into an emulated AWX, without Ansible."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from ansible_collections.people.access.plugins.module_utils.awx.client import connect
from ansible_collections.people.access.plugins.module_utils.awx.importer import import_kit
from ansible_collections.people.access.plugins.module_utils.engine.clock import Clock
from ansible_collections.people.access.plugins.module_utils.engine.errors import PeopleError
from tests.sandbox.awx.server import TOKEN

from .kit import KIT

DATA = {f"controller_{name}": entries for name, entries in KIT.items()}
GIVEN: dict[str, Any] = {"scm_url": "https://git.x.example/access.git", "secrets": {"te_token": "te-secret", "tsna_password": "tsna-secret"}}


class Importer:
    """The importer of the collection, each time anew, and requests beside it as somebody else would send them."""

    def __init__(self, api: str):
        self.api = api
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {TOKEN}"
        self.requests = 0
        self.secrets: set[str] = set()

    def result(self, kit: dict[str, Any], check_mode: bool = False, **given: Any) -> dict[str, Any]:
        """What the module returns."""
        host = self.api.partition("/api/")[0]
        params = {"kit": kit, "state": "present", "organization": "Default", "controller_host": host, "controller_oauthtoken": TOKEN, **GIVEN, **given}
        with connect(params, read_only=check_mode, clock=Clock(sleep=lambda seconds: None)) as awx:
            found = import_kit(awx, params, check_mode)
            self.requests, self.secrets = awx.http.requests, set(awx.http.secrets)
            return found

    def run(self, kit: dict[str, Any], **given: Any) -> list[str]:
        """What was changed, each as a line."""
        return list(self.result(kit, **given)["changes"])

    def refusal(self, kit: dict[str, Any], **given: Any) -> str:
        """Why nothing was done."""
        with pytest.raises(PeopleError) as caught:
            self.result(kit, **given)
        return str(caught.value.result()["msg"])

    def find(self, kind: str, name: str) -> Any:
        return next(one for one in self.session.get(f"{self.api}/{kind}/?page_size=200").json()["results"] if one["name"] == name)

    def patch(self, kind: str, name: str, **body: Any) -> None:
        answer = self.session.patch(f"{self.api}/{kind}/{self.find(kind, name)['id']}/", json=body)
        assert answer.status_code == 200, answer.text

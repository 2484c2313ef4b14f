# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Something else than a text where the platform documents one: hosts all the same, or one sentence, and never a half inventory in silence."""

from __future__ import annotations

import json
import pathlib

import pytest
from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import inventory_loader

from tests.harness import Bench
from tests.security.hostile import structures
from tests.security.proxy import Proxy

ODD = [structures("touch /nowhere")[place] for place in (5, 9, 11, 13, 14, 16)]  # of each kind one
AGENT = ("agentName", "hostname", "location", "agentState", "agentType", "countryId", "clusterMembers", "ipAddresses", "agentId", "errorDetails")
PLACES = [
    *(("te_agents", r"/account-groups/\d+$", f"agents.*.{field}") for field in AGENT), ("te_agents", "/account-groups$", "accountGroups.*.accountGroupName"),
    *(("people", "thousandeyes.*/users$", f"users.*.{field}") for field in ("name", "email", "uid", "lastLogin")),
    *(("people", r"/account-groups/\d+$", f"users.*.{field}") for field in ("roles.*.name", "roles.*.roleId", "roles", "email")),
    *(("people", "segment/users$", f"data.users.*.{field}") for field in ("name", "email", "id")), ("people", "segment/groups$", "data.userGroups.*.name"),
    *(("people", "contabo/v1/users$", f"data.*.{field}") for field in ("firstName", "email", "roles.*.name", "roles", "enabled")),
    *(("people", "v4.0/users$", f"*.{field}") for field in ("name", "emailAddress", "roleIds", "lastSuccessfulLoginTimestamp", "enabledFlag")),
]


@pytest.mark.parametrize(("name", "path", "field"), PLACES, ids=str)
def test_hosts_or_one_sentence(bench: Bench, tmp_path: pathlib.Path, name: str, path: str, field: str) -> None:
    source = tmp_path / f"{name}.yml"
    source.write_text(json.dumps({"plugin": f"people.access.{name}"}), encoding="utf-8")
    proxy = Proxy.before(bench)
    for odd in ODD:
        proxy.clear()
        rule = proxy.rewrite(path, fields={field: odd})
        inventory = InventoryData()
        try:
            inventory_loader.get(f"people.access.{name}").parse(inventory, DataLoader(), str(source))
            assert inventory.hosts
        except AnsibleError as problem:
            assert str(problem) and "\n" not in str(problem) and not inventory.hosts
        assert rule.hits

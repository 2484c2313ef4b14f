# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The agents of ThousandEyes as hosts, through Ansible's own loader."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest
from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import inventory_loader
from ansible.template import Templar

from tests.harness import Bench

ALONE = {"osl-dc1-ea01", "fra-dc2-ea01", "nyc-edge-ea01", "syd-store-ea17"}
MEMBERS = {"sin-retail-cluster-1", "sin-retail-cluster-2"}


@pytest.fixture
def agents(bench: Bench, tmp_path: pathlib.Path) -> Any:
    """Parses a source with these options; the folder is the same for all sources of a test."""

    def parse(refresh: bool = False, **options: Any) -> InventoryData:
        source = tmp_path / "harbor.te_agents.yml"
        source.write_text(json.dumps({"plugin": "people.access.te_agents", **options}), encoding="utf-8")
        inventory = InventoryData()
        plugin = inventory_loader.get("people.access.te_agents")
        assert plugin.verify_file(str(source))
        plugin.parse(inventory, DataLoader(), str(source), cache=not refresh)
        if options.get("cache"):
            plugin.update_cache_if_changed()
        return inventory

    return parse


def members(inventory: InventoryData, group: str) -> set[str]:
    return {host.name for host in inventory.groups[group].hosts} if group in inventory.groups else set()


def test_every_agent_is_a_host_once(bench: Bench, agents: Any) -> None:
    inventory = agents()
    assert set(inventory.hosts) == ALONE | MEMBERS
    assert [entry["method"] for entry in bench.sandbox.journal] == ["GET"] * 5
    oslo = inventory.hosts["osl-dc1-ea01"].vars
    assert (oslo["te_agent_id"], oslo["te_country"], oslo["ansible_host"]) == ("105", "NO", "osl-dc1-ea01.harbor.example")
    assert oslo["te_account_groups"] == ["EMEA", "Harbor Networks"] and oslo["te_errors"] == []
    member = inventory.hosts["sin-retail-cluster-2"].vars
    assert (member["te_cluster"], member["te_state"], member["ansible_host"], member["te_agent_id"]) == ("sin-retail-cluster", "offline", "10.20.8.2", "108")


def test_groups(agents: Any) -> None:
    inventory = agents(keyed_groups=[{"key": "te_location.split(', ') | first", "prefix": "city"}], groups={"old": "te_errors | length > 0"})
    assert members(inventory, "te_account_group_EMEA") == {"osl-dc1-ea01", "fra-dc2-ea01"}
    assert members(inventory, "te_account_group_APAC_Retail") == {"syd-store-ea17"} | MEMBERS
    assert members(inventory, "te_state_offline") == {"syd-store-ea17", "sin-retail-cluster-2"} and members(inventory, "te_country_NO") == {"osl-dc1-ea01"}
    assert members(inventory, "te_type_enterprise") == ALONE and members(inventory, "te_type_enterprise_cluster") == MEMBERS
    assert members(inventory, "te_cluster_sin_retail_cluster") == MEMBERS
    assert members(inventory, "city_Oslo") == {"osl-dc1-ea01"} and members(inventory, "old") == {"syd-store-ea17"}


@pytest.mark.parametrize(("clusters", "hosts"), [
    ("members", ALONE | MEMBERS), ("cluster", ALONE | {"sin-retail-cluster"}), ("both", ALONE | MEMBERS | {"sin-retail-cluster"}),
])
def test_clusters(agents: Any, clusters: str, hosts: set[str]) -> None:
    assert set(agents(clusters=clusters).hosts) == hosts


@pytest.mark.parametrize(("address", "host"), [
    (["public_ip_address"], "198.51.100.7"), (["name", "ip_address"], "osl-dc1-ea01"), (["ip_address"], "10.20.0.7"), ([], None),
])
def test_the_address_is_chosen(agents: Any, address: list[str], host: str | None) -> None:
    assert agents(address=address).hosts["osl-dc1-ea01"].vars.get("ansible_host") == host


@pytest.mark.parametrize(("name_by", "name"), [("hostname", "osl-dc1-ea01.harbor.example"), ("id", "105")])
def test_names(agents: Any, name_by: str, name: str) -> None:
    assert name in agents(name_by=name_by).hosts and len(agents(name_by=name_by).hosts) == 6


def test_nobody_is_lost_to_a_name_that_two_have(bench: Bench, agents: Any) -> None:
    bench.configure("thousandeyes", duplicate_agent_names=True)
    assert set(agents().hosts) == (ALONE - {"osl-dc1-ea01"}) | {"osl-dc1-ea01-105", "osl-dc1-ea01-109"} | MEMBERS


def test_only_some_account_groups(bench: Bench, agents: Any) -> None:
    assert set(agents(account_groups=["amer"]).hosts) == {"nyc-edge-ea01"} and len(bench.sandbox.journal) == 2
    with pytest.raises(AnsibleError, match="has no account group named 'EMEAA'"):
        agents(account_groups=["EMEAA"])


def test_what_comes_from_the_platform_is_no_template(bench: Bench, agents: Any) -> None:
    bench.sandbox.platform("thousandeyes").agents["105"]["location"] = "{{ 6 * 7 }}"
    inventory = agents(keyed_groups=[{"key": "te_location", "prefix": "at"}])
    value = inventory.hosts["osl-dc1-ea01"].vars["te_location"]
    assert Templar(DataLoader()).template(value) == "{{ 6 * 7 }}" and not members(inventory, "at_42")


def test_the_cache_is_used_and_refreshed(bench: Bench, agents: Any, tmp_path: pathlib.Path) -> None:
    options = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(tmp_path / "cache")}
    first = set(agents(**options).hosts)
    seen = len(bench.sandbox.journal)
    assert set(agents(**options).hosts) == first and len(bench.sandbox.journal) == seen
    assert agents(refresh=True, **options) and len(bench.sandbox.journal) == 2 * seen
    assert agents(account_groups=["EMEA"], **options) and len(bench.sandbox.journal) == 2 * seen + 2
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "cache").iterdir())
    tokens = [group["accountToken"] for group in bench.sandbox.platform("thousandeyes").state()["accountGroups"]]
    assert "osl-dc1-ea01" in written and not [token for token in (*tokens, bench.environment["TE_TOKEN"]) if token in written]


def test_a_failure_is_one_sentence(bench: Bench, agents: Any) -> None:
    bench.fault(kind="status", status=403, platform="thousandeyes", method="GET", path="/account-groups/11003", times=0)
    with pytest.raises(AnsibleError, match="answered 403.*View all account groups settings"):
        agents()


def test_agents_that_the_token_cannot_see_are_a_failure_and_no_empty_inventory(bench: Bench, agents: Any, look_up: Any) -> None:
    bench.configure("thousandeyes", agents_hidden=True)
    told = "without agents: AMER, APAC Retail, EMEA, Harbor Networks.*needs 'View agents in account group'"
    with pytest.raises(AnsibleError, match=told):
        agents()
    with pytest.raises(AnsibleError, match="without agents: EMEA.*"):
        agents(account_groups=["EMEA"])
    with pytest.raises(AnsibleError, match=told):
        look_up("te", resource="agent")


def test_agents_that_the_token_cannot_see_in_one_account_group_are_a_failure(
    bench: Bench, agents: Any, look_up: Any, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Other account groups say that they share an agent with it."""
    api = bench.sandbox.platform("thousandeyes")
    api.groups["11003"].agents = set()
    bench.configure("thousandeyes", empty_agents_absent=True)
    everything = set(agents().hosts)
    assert everything == (ALONE - {"nyc-edge-ea01"}) | MEMBERS == set(agents(account_groups=["EMEA", "AMER", "APAC Retail", "Harbor Networks"]).hosts)
    with pytest.raises(AnsibleError, match=f"without agents: {api.groups['11003'].name}. .*they may have no agents: leave them out"):
        agents(account_groups=[api.groups["11003"].name])
    shown = api._group_detail

    def without_those_of_emea(call: Any, group: Any, expand: set[str]) -> dict[str, Any]:
        return {name: value for name, value in shown(call, group, expand).items() if name != "agents" or group.name != "EMEA"}

    monkeypatch.setattr(api, "_group_detail", without_those_of_emea)
    for look in (agents, lambda: look_up("te", resource="agent")):
        with pytest.raises(AnsibleError, match="without agents: EMEA. "):
            look()


def test_members_of_an_unexpected_form_are_ignored(bench: Bench, agents: Any) -> None:
    oslo = bench.sandbox.platform("thousandeyes").agents["105"]
    for value in ("x", [None, 5], {"a": 1}):
        oslo["clusterMembers"] = value
        assert set(agents().hosts) == ALONE | MEMBERS


def test_the_token_of_an_account_group_is_given_to_who_names_it(bench: Bench, look_up: Any) -> None:
    tokens = {group["accountGroupName"]: group["accountToken"] for group in bench.sandbox.platform("thousandeyes").state()["accountGroups"]}
    assert look_up("te", "EMEA", resource="account_group", attribute="account_token") == [tokens["EMEA"]]
    for attribute in ("id", "agents", "users", "agent_details", "organization"):
        assert not [token for token in tokens.values() if token in str(look_up("te", resource="account_group", attribute=attribute))]

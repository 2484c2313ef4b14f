# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""People as hosts, through Ansible's own loader, beside what the sandbox holds."""

from __future__ import annotations

import json
import pathlib
import re
from typing import Any

import pytest
from ansible.errors import AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import inventory_loader

from ansible_collections.people.access.plugins.module_utils.engine import connections
from ansible_collections.people.access.plugins.module_utils.engine.options import TRANSPORT
from tests.harness import Bench
from tests.sandbox.world import CREDENTIALS, World


@pytest.fixture
def people(bench: Bench, tmp_path: pathlib.Path) -> Any:
    """Parses a source with these options; the folder is the same for all sources of a test."""

    def parse(**options: Any) -> InventoryData:
        source = tmp_path / "people.yml"
        source.write_text(json.dumps({"plugin": "people.access.people", **options}), encoding="utf-8")
        inventory = InventoryData()
        plugin = inventory_loader.get("people.access.people")
        plugin.parse(inventory, DataLoader(), str(source))
        if options.get("cache"):
            plugin.update_cache_if_changed()
        return inventory

    return parse


def members(inventory: InventoryData, group: str) -> set[str]:
    return {host.name for host in inventory.groups[group].hosts} if group in inventory.groups else set()


def test_every_account_of_every_platform_is_on_one_host(bench: Bench, people: Any) -> None:
    inventory = people()
    state = bench.sandbox.state()
    accounts = [account for host in inventory.hosts.values() for account in host.vars["accounts"]]
    held = sorted((entry["platform"], entry["email"] or entry["name"]) for entry in accounts)
    expected = [("thousandeyes", user["email"]) for user in state["thousandeyes"]["users"]]
    expected += [("segment", user["email"]) for user in (*state["segment"]["users"], *state["segment"]["invites"])]
    expected += [("contabo", user["email"]) for user in state["contabo"]["users"]]
    assert [entry for entry in held if entry[0] != "tsna"] == sorted(expected)
    assert sorted(entry["name"] for entry in accounts if entry["platform"] == "tsna") == sorted(user["name"] for user in state["tsna"]["users"].values())
    assert members(inventory, "platform_contabo") == {user["email"].casefold() for user in state["contabo"]["users"]}
    ravi = inventory.hosts["ravi.stone@harbor.example"].vars
    assert (ravi["person_name"], ravi["status"], ravi["platforms"]) == ("Ravi Stone", "active", ["contabo", "segment", "thousandeyes", "tsna"])
    assert all(entitlement["email"] == "ravi.stone@harbor.example" for entitlement in ravi["entitlements"]) and ravi["last_seen"]


def test_empty_environment_variables_are_none(people: Any, look_up: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """AWX sets one for every field of a credential that was left blank."""
    for option in TRANSPORT.values():
        monkeypatch.setenv(option["env"], "")
    monkeypatch.setenv("TE_AID", "")
    assert people().hosts
    monkeypatch.setenv("PEOPLE_ACCESS_TIMEOUT", "")
    assert look_up("te", resource="user")


def test_groups_say_where_who_is_and_what_to_look_at(people: Any, tmp_path: pathlib.Path) -> None:
    (tmp_path / "roster.yml").write_text("people:\n  - {email: ravi.stone@harbor.example, ends: 2020-01-01}\nprotect: [mona.berg@harbor.example]\n")
    inventory = people(roster_file="roster.yml", service_accounts=["automation*"], keyed_groups=[{"key": "status", "prefix": "is"}])
    everybody = set(inventory.hosts)
    assert members(inventory, "ended") == {"ravi.stone@harbor.example"} <= members(inventory, "role_tsna_Administrator") <= members(inventory, "admin_anywhere")
    known = {"ravi.stone@harbor.example", "mona.berg@harbor.example"} | members(inventory, "service") | members(inventory, "unmatched")
    assert members(inventory, "orphan") == everybody - known and "automation@harbor.example" in members(inventory, "service")
    assert members(inventory, "pending") >= members(inventory, "status_pending") == members(inventory, "is_pending") != set()
    assert "ravi.stone@harbor.example" in members(inventory, "account_group_EMEA") | members(inventory, "account_group_AMER")
    assert members(inventory, "user_group_Analysts") and members(inventory, "multi_platform") and members(inventory, "dormant")


def test_the_roster_may_be_a_table_of_another_system(people: Any, tmp_path: pathlib.Path) -> None:
    (tmp_path / "staff.csv").write_text("Nr;Mail;Austritt\n1;ravi.stone@harbor.example;31.12.2019\n")
    inventory = people(platforms=["contabo"], roster_file="staff.csv", columns={"email": "Mail", "ends": "Austritt"})
    assert members(inventory, "ended") == {"ravi.stone@harbor.example"} and members(inventory, "orphan")
    with pytest.raises(AnsibleParserError, match="has no column E-Mail"):
        people(platforms=["contabo"], roster_file="staff.csv", columns={"email": "E-Mail-Adresse"})


@pytest.mark.parametrize("home", ["~", "$HOME", "${HOME}"])
def test_the_roster_may_be_in_the_home_directory(people: Any, home: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "roster.yml").write_text("people:\n  - {email: ravi.stone@harbor.example, ends: 2020-01-01}\n")
    assert members(people(platforms=["contabo"], roster_file=f"{home}/roster.yml"), "ended") == {"ravi.stone@harbor.example"}


@pytest.mark.parametrize("blank", [None, "", [], [""]])
def test_without_a_roster_nobody_is_an_orphan(people: Any, blank: Any) -> None:
    inventory = people(platforms=["contabo"], roster_file=blank)
    assert members(inventory, "orphan") == members(inventory, "ended") == set()
    assert set(inventory.hosts) == members(inventory, "platform_contabo")


@pytest.mark.parametrize("roles", [["Network"], "Network", "network, Billing Admin", '["Network"]'])
def test_admin_roles_are_those_of_the_module(people: Any, roles: Any) -> None:
    """Ansible does not convert members of options of an inventory. A text was taken letter by letter, so that administrators were missing."""
    inventory = people(platforms=["contabo"], admin_roles={"contabo": roles})
    assert members(inventory, "role_contabo_Network") and members(inventory, "role_contabo_Network") <= members(inventory, "admin_anywhere")


@pytest.mark.parametrize(("given", "told"), [
    ({"contab": ["Network"]}, r"admin_roles has no option contab \(did you mean contabo\?\)"), ({"contabo": 5}, "admin_roles.contabo has to be a list"),
    ({"contabo": [["Network"]]}, r"admin_roles.contabo\[0\] has to be a text"),
])
def test_admin_roles_of_another_form_are_refused(people: Any, given: Any, told: str) -> None:
    with pytest.raises(AnsibleParserError, match=told):
        people(platforms=["contabo"], admin_roles=given)


def test_it_costs_what_access_info_costs(bench: Bench, people: Any) -> None:
    cost = len(bench.run("access_info")["journal"])
    people()
    assert len(bench.sandbox.journal) == 2 * cost


def test_a_thousand_people_are_read_once_and_from_the_cache_for_nothing(bench: Bench, people: Any, tmp_path: pathlib.Path) -> None:
    bench.sandbox.reset(World(1000))
    cache = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(tmp_path / "cache")}
    first = people(**cache)
    cost = len(bench.sandbox.journal)
    second = people(**cache, service=["*"])  # the former name of service_accounts
    assert len(bench.sandbox.journal) == cost and len(first.hosts) > 1000
    assert members(second, "service") == set(first.hosts) > members(first, "service")
    (kept,) = (tmp_path / "cache").iterdir()
    text = kept.read_text(encoding="utf-8")
    told = sum(map(int, re.findall(r'\\*"requests\\*": ?([0-9]+)', text)))
    assert told + 1 == cost  # as access_info tells, where the logout of TSNA is not counted
    secrets = [CREDENTIALS[name] for name in CREDENTIALS if name.endswith(("TOKEN", "SECRET", "PASS", "PASSWORD"))]
    assert len(secrets) == 5 and [secret for secret in secrets if secret in text] == []


def test_names_that_no_host_can_have_lose_nobody(bench: Bench, people: Any) -> None:
    before = len(people(platforms=["contabo"]).hosts)
    for address in ("a b{{c}}@x.example", "a_b{{c}}@x.example"):
        users = bench.sandbox.platform("contabo")._users
        users[address] = {**next(user for user in users.values() if not user["owner"]), "email": address, "userId": address}
    assert len(people(platforms=["contabo"]).hosts) == before + 2


def test_what_fails_is_one_sentence_and_no_half_inventory(bench: Bench, people: Any) -> None:
    bench.fault(platform="segment", method="GET", path="users", kind="status", status=403, times=0)
    with pytest.raises(AnsibleParserError, match="The access on segment could not be read"):
        people()
    with pytest.raises(AnsibleParserError, match="te_token"):
        people(te_token="")
    with pytest.raises(AnsibleParserError, match="roster_file .*nowhere.yml cannot be read"):
        people(platforms=["contabo"], roster_file="nowhere.yml")


def test_a_missing_library_is_one_sentence_for_each_platform(people: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_is_installed", lambda library: False)
    with pytest.raises(AnsibleParserError, match="ThousandEyes: the Python library requests is missing. Install it for /.*python") as told:
        people()
    assert "defect" not in str(told.value)


def test_the_trace_has_the_requests_to_every_platform(people: Any, tmp_path: pathlib.Path) -> None:
    people(platforms=["contabo", "tsna"], trace=str(tmp_path / "trace"))
    lines = [json.loads(line) for line in (tmp_path / "trace").read_text(encoding="utf-8").splitlines()]
    assert {(line["module"], line["platform"]) for line in lines} == {("inventory people", "Contabo"), ("inventory people", "TSNA")}

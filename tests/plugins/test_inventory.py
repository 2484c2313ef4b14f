# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the inventory plugins share, on a source of two hosts."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.utils.display import Display

from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes.client import PROVIDER
from ansible_collections.people.access.plugins.plugin_utils.inventory import Host, PeopleInventory
from ansible_collections.people.access.plugins.plugin_utils.untrusted import plain
from tests.plugins.trust import is_trusted_as_template, trust_as_template

HOSTILE = "{{ lookup('ansible.builtin.pipe', 'id') }}"
HEADER = "#jinja2: variable_start_string:'[%', variable_end_string:'%]'\n[% lookup('pipe', 'id') %]"


def trusted(value: Any) -> Any:
    """As a source file is read: its texts may be templates."""
    if isinstance(value, dict):
        return {name: trusted(one) for name, one in value.items()}
    return [trusted(item) for item in value] if isinstance(value, list) else trust_as_template(value)


class Source(PeopleInventory):
    NAME = "people.access.two"
    providers = (PROVIDER,)
    asks = ("colour",)

    told: list[Host] = [Host("a", {"city": "Oslo"}), Host("b", {"city": HOSTILE}), Host("c", {"city": HEADER})]

    def __init__(self, options: dict[str, Any], cached: dict[str, Any]) -> None:
        super().__init__()
        transport = dict.fromkeys(("validate_certs", "ca_path", "proxy", "timeout", "retries", "retry_budget"))
        keyed = [{"key": "city", "prefix": "in"}]
        constructed = {"compose": {"shout": "city | upper"}, "groups": {"north": "city == 'Oslo'"}, "keyed_groups": keyed}
        own = {"strict": True, "cache": True, "te_token": "tok-1", "te_url": "https://one", "te_aid": None, "colour": "red"}
        self.given = {**transport, **trusted(constructed), **own, **options}
        self._cache: Any = cached
        self.reads: list[dict[str, Any]] = []

    def get_option(self, option: str, hostvars: Any = None) -> Any:
        return self.given.get(option)

    def get_cache_key(self, path: str) -> str:
        return "two"

    def _read_config_data(self, path: str) -> None:
        """The options are given in the test."""

    def read(self, params: dict[str, Any]) -> Any:
        self.reads.append(params)
        return [[host.name, dict(host.variables), host.groups, host.address] for host in self.told]

    def hosts(self, data: Any) -> list[Host]:
        return [Host(name, variables, ("every one", *groups), address) for name, variables, groups, address in data]


def parsed(source: Source, cache: bool = True) -> InventoryData:
    inventory = InventoryData()
    source.parse(inventory, DataLoader(), "x.two.yml", cache)
    return inventory


def test_hosts_have_variables_and_groups() -> None:
    inventory = parsed(Source({"keyed_groups": [], "compose": {}}, {}))
    assert inventory.hosts["a"].vars["city"] == "Oslo"
    assert [host.name for host in inventory.groups["every_one"].hosts] == ["a", "b", "c"]
    assert [host.name for host in inventory.groups["north"].hosts] == ["a"]


def test_constructed_variables_and_groups() -> None:
    inventory = parsed(Source({}, {}))
    assert inventory.hosts["a"].vars["shout"] == "OSLO"
    assert [host.name for host in inventory.groups["in_Oslo"].hosts] == ["a"]


def test_a_template_in_a_value_is_never_evaluated_nor_trusted() -> None:
    cached: dict[str, Any] = {}
    for inventory in (parsed(Source({}, cached)), parsed(Source({}, cached))):  # the second one from the cache
        for name, city in (("a", "Oslo"), ("b", HOSTILE), ("c", HEADER)):
            own = inventory.hosts[name].vars
            assert (own["city"], own["shout"]) == (city, city.upper())
            assert not is_trusted_as_template(own["city"]) and not is_trusted_as_template(own["shout"])
    value = plain({trust_as_template("a"): [trust_as_template("Oslo"), trust_as_template(HEADER), 3, None]})
    assert value == {"a": ["Oslo", HEADER, 3, None]}
    assert not [item for item in (*value, *value["a"][:2]) if is_trusted_as_template(item)]


def test_what_ansible_takes_for_marks_is_left_out() -> None:
    trusted_text = {"__ansible_type": "_AnsibleTaggedStr", "value": HOSTILE, "tags": [{"__ansible_type": "TrustedAsTemplate"}]}
    assert plain({"a": [trusted_text], "__ansible_vault": "x", "__ansible": 1}) == {"a": [{"value": HOSTILE, "tags": [{}]}]}


def source_of(*hosts: Host, **options: Any) -> Source:
    source = Source({"cache": False, "keyed_groups": [], "compose": {}, "groups": {}, **options}, {})
    source.told = list(hosts)
    return source


def test_a_host_is_never_called_like_a_group() -> None:
    """Ansible would give the variables of the host to everybody in the group."""
    inventory = InventoryData()
    inventory.add_group("web")
    inventory.add_host("web1", "web")
    source = source_of(*(Host(name, {"n": name}, ("mine",), "evil.example") for name in ("web", "mine", "north", "all", "every_one")),
                       groups={"north": "n == 'web'"})
    source.given["groups"] = trusted(source.given["groups"])
    source.parse(inventory, DataLoader(), "x.two.yml")
    assert set(inventory.hosts) == {"web1", "web-2", "mine-2", "north-2", "_all", "every_one-2"}
    assert all(not group.vars for group in inventory.groups.values()) and inventory.hosts["web1"].vars.get("ansible_host") is None
    assert [host.name for host in inventory.groups["web"].hosts] == ["web1"] and not inventory.groups["web"].parent_groups[1:]


def test_nobody_is_lost_to_a_name_that_is_taken() -> None:
    inventory = parsed(source_of(*(Host(name, {"n": name}) for name in ("a b", "a_b", "a;b", "a_b-2", "a b"))))
    assert {name: host.vars["n"] for name, host in inventory.hosts.items()} == {"a_b": "a b", "a_b-2": "a_b", "a_b-3": "a;b", "a_b-2-2": "a_b-2",
                                                                                "a_b-4": "a b"}


def test_only_an_address_becomes_ansible_host(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    inventory = InventoryData()
    inventory.add_host("db1")
    monkeypatch.setattr(Display, "warning", lambda self, text, **dummy: said.append(text))
    hosts = [Host("good", {}, (), "10.0.0.7"), Host("opt", {}, (), "-oProxyCommand=\x1b[2Jid"), Host("zone", {}, (), "fe80::1%-oProxyCommand=id"),
             Host("db1", {"n": 1}, (), "10.0.0.8")]
    source = source_of(*hosts, Host("none", {}), compose={"ansible_host": "other", "note": "'-x'"})
    source.told += [Host("composed", {"other": "10.0.0.9"}), Host("bad", {"other": "-oProxyCommand=id"})]
    source.given.update(compose=trusted(source.given["compose"]), strict=False)
    source.parse(inventory, DataLoader(), "x.two.yml")
    found = {name: host.vars.get("ansible_host") for name, host in inventory.hosts.items()}
    assert found == {"db1": None, "good": "10.0.0.7", "opt": None, "zone": None, "none": None, "composed": "10.0.0.9", "bad": None}
    assert inventory.hosts["db1"].vars["n"] == 1 and inventory.hosts["bad"].vars["note"] == "-x"
    (warning,) = said
    assert "opt ('-oProxyCommand=\\u001b[2Jid' is not" in warning and "db1 (another source" in warning and "bad (" in warning and "\x1b" not in warning


@pytest.mark.parametrize("variable", ["ansible_host", "ansible_ssh_host"])
def test_no_composed_address_redirects_a_host_of_another_source(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    said: list[str] = []
    inventory = InventoryData()
    for name in ("db1", "db2"):
        inventory.add_host(name)
    inventory.set_variable("db2", variable, "10.0.0.2")
    monkeypatch.setattr(Display, "warning", lambda self, text, **dummy: said.append(text))
    source = source_of(*(Host(name, {"told": "192.0.2.66"}) for name in ("db1", "db2", "own")), compose=trusted({variable: "told", "note": "told"}))
    source.parse(inventory, DataLoader(), "x.two.yml")
    assert {name: host.vars.get(variable) for name, host in inventory.hosts.items()} == {"db1": None, "db2": "10.0.0.2", "own": "192.0.2.66"}
    assert [host.vars["note"] for host in inventory.hosts.values()] == ["192.0.2.66"] * 3
    (warning,) = said
    assert "db1 (another source has a host of this name), db2 (another" in warning and "own" not in warning


def test_no_keyed_group_is_called_like_a_host() -> None:
    keyed = trusted([{"key": "city", "prefix": "", "separator": ""}])
    source = source_of(Host("a", {"city": "b"}), Host("b", {"city": "x"}, ("g",)), keyed_groups=keyed, compose=trusted({"seen": "city"}))
    inventory = parsed(source)
    assert inventory.hosts["b"].vars["city"] == inventory.hosts["b"].vars["seen"] == "x" and "b" not in inventory.groups
    assert [host.name for host in inventory.groups["g"].hosts] == ["b"] and [host.name for host in inventory.groups["_b"].hosts] == ["a"]


@pytest.mark.parametrize("strict", [True, False])
def test_a_value_that_cannot_be_a_group_makes_none(strict: bool) -> None:
    hosts = (Host("a", {"city": 5}), Host("b", {"city": "Oslo"}), Host("c", {"city": "in_all"}))
    source = source_of(*hosts, keyed_groups=trusted([{"key": "city", "prefix": "in"}, {"key": "city", "prefix": "", "separator": "",
                                                                                       "parent_group": "{{ city }}"}]), strict=strict)
    if strict:
        with pytest.raises(Exception, match="group"):
            parsed(source)
    else:
        inventory = parsed(source)
        assert set(inventory.hosts) == {"a", "b", "c"} and [host.name for host in inventory.groups["in_Oslo"].hosts] == ["b"]


def test_the_cache_is_read_once_written_and_refreshed() -> None:
    cached: dict[str, Any] = {}
    first, second, refreshed = Source({}, cached), Source({}, cached), Source({}, cached)
    assert sorted(parsed(first).hosts) == sorted(parsed(second).hosts) == sorted(parsed(refreshed, cache=False).hosts)
    assert [len(source.reads) for source in (first, second, refreshed)] == [1, 0, 1]
    assert "tok-1" not in repr(cached)


def test_a_cache_that_holds_something_else_is_not_believed() -> None:
    cached: dict[str, Any] = {}
    parsed(Source({}, cached))
    for value in ("{", 7, None, [["x", {}, [], None]]):
        cached.update(dict.fromkeys(cached, value))
        again = Source({}, cached)
        assert set(parsed(again).hosts) == {"a", "b", "c"} and len(again.reads) == 1


@pytest.mark.parametrize("same", [{"timeout": 5.0}, {"retries": 9}, {"retry_budget": 1.0}], ids=str)
def test_patience_does_not_change_the_answer(same: dict[str, Any]) -> None:
    cached: dict[str, Any] = {}
    parsed(Source({}, cached))
    parsed(Source(same, cached))
    assert len(cached) == 1


@pytest.mark.parametrize("other", [
    {"te_url": "https://two"}, {"te_aid": "7"}, {"colour": "blue"}, {"te_token": "tok-2"}, {"proxy": "http://u:p@x"}, {"ca_path": "/x"},
    {"validate_certs": False},
], ids=lambda other: next(iter(other)))
def test_another_question_does_not_get_the_cached_answer(other: dict[str, Any]) -> None:
    cached: dict[str, Any] = {}
    parsed(Source({}, cached))
    asking = Source(other, cached)
    parsed(asking)
    assert len(asking.reads) == 1 and len(cached) == 2


def test_only_files_of_its_own_name() -> None:
    source = Source({}, {})
    assert not source.verify_file("/nowhere/x.two.yml")  # it is not there
    assert not source.verify_file(__file__)

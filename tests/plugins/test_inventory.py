# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the inventory plugins share, on a source of two hosts."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader

from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes import PROVIDER
from ansible_collections.people.access.plugins.plugin_utils.inventory import Host, PeopleInventory, plain

HOSTILE = "{{ lookup('ansible.builtin.pipe', 'id') }}"


class Source(PeopleInventory):
    NAME = "people.access.two"
    providers = (PROVIDER,)
    asks = ("colour",)

    def __init__(self, options: dict[str, Any], cached: dict[str, Any]) -> None:
        super().__init__()
        transport = dict.fromkeys(("validate_certs", "ca_path", "proxy", "timeout", "retries", "retry_budget"))
        keyed = [{"key": "city", "prefix": "in"}]
        constructed = {"compose": {"shout": "city | upper"}, "groups": {"north": "city == 'Oslo'"}, "keyed_groups": keyed}
        own = {"strict": True, "cache": True, "te_token": "tok-1", "te_url": "https://one", "te_aid": None, "colour": "red"}
        self.given = {**transport, **plain(constructed), **own, **options}
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
        return [["a", "Oslo"], ["b", HOSTILE]]

    def hosts(self, data: Any) -> list[Host]:
        return [Host(name, {"city": city}, ("every one", f"is {name}")) for name, city in data]


def parsed(source: Source, cache: bool = True) -> InventoryData:
    inventory = InventoryData()
    source.parse(inventory, DataLoader(), "x.two.yml", cache)
    return inventory


def test_hosts_have_variables_and_groups() -> None:
    inventory = parsed(Source({"keyed_groups": [], "compose": {}}, {}))
    assert inventory.hosts["a"].vars["city"] == "Oslo"
    assert [host.name for host in inventory.groups["every_one"].hosts] == ["a", "b"]
    assert [host.name for host in inventory.groups["north"].hosts] == ["a"]


def test_constructed_variables_and_groups() -> None:
    inventory = parsed(Source({}, {}))
    assert inventory.hosts["a"].vars["shout"] == "OSLO"
    assert [host.name for host in inventory.groups["in_Oslo"].hosts] == ["a"]


def test_a_template_in_a_value_is_never_evaluated() -> None:
    inventory = parsed(Source({}, {}))
    assert inventory.hosts["b"].vars["city"] == HOSTILE
    assert plain({"a": ["Oslo", HOSTILE, 3, None]}) == {"a": ["Oslo", HOSTILE, 3, None]}


def test_the_cache_is_read_once_written_and_refreshed() -> None:
    cached: dict[str, Any] = {}
    first, second, refreshed = Source({}, cached), Source({}, cached), Source({}, cached)
    assert sorted(parsed(first).hosts) == sorted(parsed(second).hosts) == sorted(parsed(refreshed, cache=False).hosts)
    assert [len(source.reads) for source in (first, second, refreshed)] == [1, 0, 1]
    assert "tok-1" not in repr(cached)


@pytest.mark.parametrize("other", [{"te_url": "https://two"}, {"te_aid": "7"}, {"colour": "blue"}], ids=lambda other: next(iter(other)))
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

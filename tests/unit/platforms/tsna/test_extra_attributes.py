# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TSNA: members that no other option sets have the values of JSON, in which false is neither zero nor missing."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.platforms.tsna.attributes import ExtraAttributes
from tests.harness import Bench, prediction

FIELD = ExtraAttributes("extra_attributes", "extra_attributes")


@pytest.mark.parametrize(("held", "desired", "same"), [
    ({}, {"flag": False}, False), ({"flag": None}, {"flag": False}, False), ({"flag": False}, {"flag": False}, True), ({"flag": 0}, {"flag": False}, False),
    ({"flag": False}, {"flag": 0}, False), ({"flag": 1}, {"flag": True}, False), ({"flag": {"on": [1]}}, {"flag": {"on": [True]}}, False),
    ({"flag": 1}, {"flag": 1.0}, True), ({}, {"flag": None}, True), ({"flag": False}, {"flag": None}, True), ({"flag": False}, {}, True),
    ({"flag": ""}, {"flag": None}, True), ({}, {"flag": 0}, False), ({"flag": 0}, {"flag": None}, False), ({"flag": True}, {}, False),
])
def test_values_are_compared_as_in_json(held: dict[str, Any], desired: dict[str, Any], same: bool) -> None:
    assert FIELD.same(held, desired) is same
    if "flag" in desired:
        assert FIELD.is_applied(held, desired) is same


def test_false_is_written_where_there_is_no_value(bench: Bench) -> None:
    bench.configure("tsna", extra_members=True)
    for value in (None, False, 0, True, 1, {"on": 1}, {"on": True}):
        wanted = {"name": "rstone", "extra_attributes": {"externalReference": value}}
        check = bench.run("tsna_user", check=True, **wanted)
        result = bench.run("tsna_user", **wanted)
        assert (result.get("msg"), result["changed"], prediction(result)) == (None, True, prediction(check)), value
        held = bench.sandbox.state()["tsna"]["users"]["rstone"]["opaque"]["externalReference"]
        assert repr(held) == repr(value)
        assert bench.run("tsna_user", **wanted)["writes"] == []


def test_false_that_the_server_does_not_show_is_told(bench: Bench) -> None:
    result = bench.run("tsna_user", name="rstone", extra_attributes={"noSuchMember": False})
    assert result["failed"] and "extra_attributes" in result["msg"]


def test_false_is_shown_and_accepted_again(bench: Bench) -> None:
    (user,) = bench.run("tsna_user_info", name="rstone")["users"]
    assert user["extra_attributes"]["authenticatedExternallyFlag"] is False
    assert bench.run("tsna_user", name="rstone", extra_attributes=user["extra_attributes"])["writes"] == []


@pytest.mark.parametrize("pattern", ["HARBOR\\*", "harbor\\M*", "*\\*"])
def test_a_pattern_that_no_url_can_contain(bench: Bench, pattern: str) -> None:
    result = bench.run("tsna_user_info", name_pattern=pattern)
    assert (result.get("msg"), [user["name"] for user in result["users"]]) == (None, ["HARBOR\\mnasser"])
    assert bench.run("tsna_role_info", name_pattern="a/b")["roles"] == []

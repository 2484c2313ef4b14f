# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who has what, what has changed, who has too much."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.lifecycle.matrix import (
    access_diff,
    access_matrix,
    effective_access,
    entitlement_text,
    separation_of_duties,
)
from ansible_collections.people.access.plugins.module_utils.lifecycle.people import Roster

from .access import access, account, entitlement

ADA, BOB = account("segment"), account("contabo", "bob@x.example")
LOGIN = account("tsna", "", name="aquist")
SOURCE = {"resource_type": "SOURCE", "resource": "Web", "resource_id": "s1"}
DIRECT, GROUP = (entitlement(ADA, "Source Admin", **SOURCE, via=via) for via in ("direct", "group:Analysts"))
LABELS = entitlement(ADA, "Source Admin", resource_type="WORKSPACE", resource="Harbor", labels="env=prod")
NETWORK, PLANNER = entitlement(BOB, "Network"), entitlement(LOGIN, "Planner", admin=True)
BOTH = access(ADA, BOB, LOGIN, entitlements=[DIRECT, GROUP, LABELS, NETWORK, PLANNER])
ROSTER = Roster.of([{"email": "Ada@x.example", "accounts": {"tsna": {"name": "aquist"}}}])


def test_entitlements_in_words() -> None:
    assert [entitlement_text(entry) for entry in (DIRECT, GROUP, LABELS, NETWORK)] == [
        "Source Admin on source Web", "Source Admin on source Web via group Analysts", "Source Admin on workspace Harbor [env=prod]", "Network"]
    assert entitlement_text(entitlement(ADA, "Viewer", resource_type="all_account_groups")) == "Viewer on all account groups"


def test_effective_access_joins_the_ways_to_the_same_grant() -> None:
    rows = effective_access(BOTH, ROSTER, "ADA@x.example")
    assert [(row["platform"], row["role"], row["labels"], row["via"]) for row in rows] == [
        ("segment", "Source Admin", "", ["direct", "group:Analysts"]), ("segment", "Source Admin", "env=prod", ["direct"]), ("tsna", "Planner", "", ["direct"])]
    assert [row["account"] for row in rows] == ["ada@x.example", "ada@x.example", "aquist"]
    assert len(effective_access(BOTH)) == 4


def test_effective_access_of_a_login_that_nobody_is_known_to_own() -> None:
    login = account("tsna", "", name="SvcBackup")
    reading = access(login, LOGIN, entitlements=[entitlement(login, "Viewer"), PLANNER])
    for person in ("tsna:SvcBackup", "tsna:svcbackup"):
        assert [(row["person"], row["role"]) for row in effective_access(reading, ROSTER, person)] == [("tsna:SvcBackup", "Viewer")]


def test_two_accounts_of_a_person_on_a_platform_stay_apart() -> None:
    second = account("tsna", "ada@x.example", name="aquist-admin")
    rows = effective_access(access(LOGIN, second, entitlements=[PLANNER, entitlement(second, "Planner")]), ROSTER)
    assert [(row["account"], row["admin"]) for row in rows] == [("aquist", True), ("aquist-admin", False)]


def test_a_disabled_account_does_not_hide_another_one_with_the_same_address() -> None:
    old, new = account("contabo", id="1", status="disabled"), account("contabo", id="2")
    reading = access(old, new, entitlements=[entitlement(old, "Network"), entitlement(new, "Network"), entitlement(new, "Billing")])
    rule = {"name": "both", "duties": [{"role": "Network"}, {"role": "Billing"}]}
    assert [(row["status"], row["role"]) for row in effective_access(reading)] == [("disabled", "Network"), ("active", "Billing"), ("active", "Network")]
    assert [found["person"] for found in separation_of_duties(reading, [rule])] == ["ada@x.example"]


def test_matrix_has_everybody_and_every_grant() -> None:
    matrix = access_matrix(access(ADA, BOB, account("segment", "eve@x.example"), entitlements=[DIRECT, GROUP, NETWORK]))
    assert matrix == {"columns": ["contabo: Network", "segment: Source Admin on source Web"], "rows": [
        {"person": "ada@x.example", "access": {"segment: Source Admin on source Web": ["direct", "group:Analysts"]}},
        {"person": "bob@x.example", "access": {"contabo: Network": ["direct"]}}, {"person": "eve@x.example", "access": {}}]}


def test_nothing_changed() -> None:
    assert access_diff(BOTH, copy.deepcopy(BOTH)) == {
        "accounts": {"added": [], "removed": [], "changed": []}, "entitlements": {"added": [], "removed": []}, "not_compared": []}


def test_an_accepted_invite_is_a_change_of_the_same_account() -> None:
    invite = account("segment", id="", status="pending")
    asked = entitlement(invite, "Source Admin", **SOURCE)
    diff = access_diff(access(invite, entitlements=[asked]), access(ADA, entitlements=[DIRECT, GROUP]))
    assert diff["accounts"] == {"added": [], "removed": [], "changed": [
        {"platform": "segment", "id": ADA["id"], "name": "", "email": "ada@x.example", "changes": {"status": ["pending", "active"]}}]}
    assert diff["entitlements"] == {"added": [GROUP], "removed": []}


def test_a_new_address_is_a_change_and_a_new_id_is_somebody_else() -> None:
    renamed = {**BOB, "email": "robert@x.example", "last_seen": "2026-11-24T08:00:00Z"}
    diff = access_diff(access(BOB, entitlements=[NETWORK]), access(renamed, entitlements=[{**NETWORK, "email": "robert@x.example"}]))
    assert diff["accounts"]["changed"][0]["changes"] == {"email": ["bob@x.example", "robert@x.example"]}
    assert diff["entitlements"] == {"added": [], "removed": []}
    again = account("contabo", "bob@x.example")
    diff = access_diff(access(BOB, entitlements=[NETWORK]), access(again, entitlements=[entitlement(again, "Network")]))
    assert (diff["accounts"]["added"], diff["accounts"]["removed"]) == ([again], [BOB])
    assert [len(diff["entitlements"][part]) for part in ("added", "removed")] == [1, 1]


def test_a_platform_that_was_not_read_has_lost_nobody() -> None:
    diff = access_diff(BOTH, access(ADA, entitlements=[DIRECT]))
    assert diff["not_compared"] == ["contabo", "tsna"]
    assert diff["accounts"]["removed"] == [] and diff["entitlements"]["removed"] == [GROUP, LABELS]


# -- separation of duties ------------------------------------------------------------------------------------------------------------------

RULE: dict[str, Any] = {"name": "grant and plan", "duties": [{"platform": "segment", "role": "source*"}, {"platform": "tsna", "role": "PLANNER"}]}


def test_duties_of_one_person_over_platforms() -> None:
    (found,) = separation_of_duties(BOTH, [RULE], ROSTER)
    assert (found["rule"], found["person"]) == ("grant and plan", "ada@x.example")
    assert [(entry["duty"], entry["platform"], entry["account"], entry["access"]) for entry in found["held"]] == [
        (1, "segment", "ada@x.example", "Source Admin on source Web"), (1, "segment", "ada@x.example", "Source Admin on workspace Harbor [env=prod]"),
        (2, "tsna", "aquist", "Planner")]
    assert separation_of_duties(BOTH, [RULE]) == []  # nobody knows that the login is Ada's


@pytest.mark.parametrize("rule", [
    {**RULE, "except": ["ADA@x.example"]},
    {**RULE, "duties": [*RULE["duties"], {"platform": "contabo"}]},
    {**RULE, "duties": [{"role": "Source"}, {"role": "Planner"}]},  # not the whole name
    {**RULE, "duties": [{"via": "group:Nobody"}, {"role": "Planner"}]},
    {**RULE, "duties": [{"role": "Source Admin", "admin": True}, {"role": "Planner"}]},
])
def test_no_violation(rule: dict[str, Any]) -> None:
    assert separation_of_duties(BOTH, [rule], ROSTER) == []


def test_disabled_accounts_hold_no_duty_and_pending_ones_do() -> None:
    for status, count in (("disabled", 0), ("pending", 1)):
        changed = {**BOTH, "accounts": [{**entry, "status": status} if entry is ADA else entry for entry in BOTH["accounts"]]}
        assert len(separation_of_duties(changed, [RULE], ROSTER)) == count


def test_faulty_rules_are_told_all_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        separation_of_duties(BOTH, [{"duties": []}, {**RULE, "duties": [{"role": "x"}]}, {**RULE, "duties": [{"roel": "x"}, {"admin": "yes"}]}])
    told = ("4 problem(s)", "rule 1 (no name)", "at least two", "has no roel", "admin must be true or false")
    assert [part for part in told if part not in caught.value.message] == []


@pytest.mark.parametrize("duty,words", [
    ({"role": ["Network", "Billing"]}, "role must be a text"), ({"role": None}, "role must be a text"), ({"role": True}, "role must be a text"),
    ({"platform": "contabbo"}, "platform matches none of thousandeyes, segment, contabo, tsna"),
])
def test_a_duty_that_nobody_can_have_is_refused(duty: dict[str, Any], words: str) -> None:
    """Otherwise nobody would ever violate the rule."""
    with pytest.raises(BadInput, match=rf"1 problem\(s\): rule 1 \({RULE['name']}\): {words}"):
        separation_of_duties(BOTH, [{**RULE, "duties": [*RULE["duties"], duty]}])
    assert separation_of_duties(BOTH, [{**RULE, "duties": [*RULE["duties"], {"platform": "CONT*", "role": 7}]}]) == []


def test_strict_tells_duties_that_nobody_holds() -> None:
    with pytest.raises(BadInput, match="Nobody holds: typo, duty 2"):
        separation_of_duties(BOTH, [RULE, {"name": "typo", "duties": [{"role": "Planner"}, {"role": "Plannr"}]}], ROSTER, strict=True)

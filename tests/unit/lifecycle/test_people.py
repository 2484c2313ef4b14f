# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts become people, with the categories that a reviewer looks at."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.lifecycle.people import Roster, Rules, merge

from .access import NOW, OLD, RECENT, access, account, entitlement


def people(*accounts: dict[str, Any], entitlements: Any = (), **rules: Any) -> dict[str, dict[str, Any]]:
    rows = merge(access(*accounts, entitlements=entitlements), Rules(NOW, **rules))
    return {row["person"]: row for row in rows}


def test_an_address_is_one_person_on_all_platforms_whatever_its_case() -> None:
    merged = people(account("contabo", "Ada@x.example"), account("thousandeyes", "ada@X.example "), account("tsna", "ada@x.example", name="aquist"))
    assert [row["platforms"] for row in merged.values()] == [["contabo", "thousandeyes", "tsna"]]
    assert merged["ada@x.example"]["categories"] == ["multi_platform"]


def test_every_account_and_entitlement_is_in_one_person() -> None:
    rows = [account("tsna", "", name="aquist"), account("tsna", "ada@x.example", name="aquist2"), account("segment", "ada@x.example", id="")]
    grants = [entitlement(row, f"Role {number}") for number, row in enumerate(rows)]
    merged = people(*rows, entitlements=grants)
    assert sorted(len(entry["accounts"]) for entry in merged.values()) == [1, 2]
    assert [entry["role"] for entry in merged["ada@x.example"]["entitlements"]] == ["Role 1", "Role 2"]
    assert [entry["role"] for entry in merged["tsna:aquist"]["entitlements"]] == ["Role 0"]


def test_the_roster_says_whose_a_login_is_even_against_the_address() -> None:
    roster = Roster.of([{"email": "ada@x.example", "accounts": {"tsna": {"name": "aquist"}, "contabo": {"email": "ADA@old.example"}}}])
    merged = people(
        account("tsna", "", name="aquist"), account("tsna", "", name="AQUIST"), account("contabo", "ada@old.example"),
        account("segment", "ada@x.example"), roster=roster)
    assert merged["ada@x.example"]["platforms"] == ["contabo", "segment", "tsna"]
    assert merged["tsna:AQUIST"]["categories"] == ["unmatched"]  # login names differ by case
    assert Roster.of([{"email": "ada@x.example"}]).owners == {}


def test_a_login_of_two_people_is_refused() -> None:
    with pytest.raises(BadInput, match="aquist.*ada@x.example and to bob@x.example"):
        Roster.of([{"email": f"{who}@x.example", "accounts": {"tsna": {"name": "aquist"}}} for who in ("ada", "bob")])


def test_a_login_that_is_handed_over_is_the_heirs() -> None:
    persons = [{"email": f"{who}@x.example", "accounts": {"tsna": {"name": "noc"}}, "ends": ends} for who, ends in (("ada", "2020-01-01"), ("bob", None))]
    for order in (1, -1):
        assert Roster.of(persons[::order]).owners == {("tsna", "noc"): "bob@x.example"}


def test_a_login_is_handed_over_on_the_day_of_the_caller() -> None:
    persons = [{"email": f"{who}@x.example", "accounts": {"tsna": {"name": "noc"}}, "ends": ends} for who, ends in (("ada", "2199-12-31"), ("bob", None))]
    assert Roster.of(persons, today=datetime.date(2200, 1, 1)).owners == {("tsna", "noc"): "bob@x.example"}
    with pytest.raises(BadInput, match="noc"):
        Roster.of(persons, today=datetime.date(2199, 12, 31))


def test_until_an_account_is_handed_over_it_is_the_predecessors() -> None:
    persons = [{"email": "ada@x.example", "ends": "2199-12-31"}, {"email": "bob@x.example", "starts": "2200-01-01"}]
    for order in (1, -1):
        shared = [{**person, "accounts": {"tsna": {"name": "noc"}}} for person in persons[::order]]
        days = [datetime.date(2199, 12, 31), datetime.date(2200, 1, 1)]
        assert [Roster.of(shared, today=day).owners["tsna", "noc"] for day in days] == ["ada@x.example", "bob@x.example"]


def test_accounts_with_a_further_or_previous_address_are_the_persons() -> None:
    roster = Roster.of([{"email": "ada@x.example", "previous_emails": ["ada@old.example"], "accounts": {"tsna": {"email": "ada@y.example"}}}])
    merged = people(account("contabo", "Ada@old.example"), account("tsna", "ada@y.example"), roster=roster)
    assert list(merged) == ["ada@x.example"] and "orphan" not in merged["ada@x.example"]["categories"]


@pytest.mark.parametrize("email", ["ADA@x.example", "\u0430da@x.example"])
def test_a_roster_with_twins_is_refused(email: str) -> None:
    with pytest.raises(BadInput, match="Person 2 of the roster .* person 1"):
        Roster.of([{"email": "ada@x.example"}, {"email": email}])


@pytest.mark.parametrize("person", ["ada@x.example", {"accounts": ["tsna"]}, {"accounts": {"tsna": "aquist"}}])
def test_a_roster_of_another_form_is_refused(person: Any) -> None:
    with pytest.raises(BadInput, match="Person 2 of the roster"):
        Roster.of([{"email": "ada@x.example", "accounts": {"tsna": None}}, person])


@pytest.mark.parametrize(("row", "expected"), [
    (account("thousandeyes", last_seen=OLD), ["dormant"]),
    (account("thousandeyes", last_seen=RECENT, created=OLD), []),
    (account("tsna", last_seen=None, created=None), ["never_used"]),  # the time of the creation is not reported
    (account("tsna", last_seen=None, known_since=RECENT), ["never_used"]), (account("tsna", last_seen=None, known_since=OLD), ["dormant"]),
    (account("thousandeyes", last_seen=None, created=RECENT, known_since=OLD), ["new_account"]),  # too new to be dormant
    (account("thousandeyes", last_seen=None, created=OLD), ["dormant"]),
    (account("thousandeyes", last_seen=OLD, status="disabled"), []),
    (account("tsna", last_seen="yesterday"), []),  # cannot be read
    (account("segment", last_seen=None), []),  # does not tell
    (account("segment", status="pending"), ["pending"]),
    (account("contabo", admin=True), ["admin"]),
    (account("contabo", admin=None), []),
])
def test_categories_of_an_account(row: dict[str, Any], expected: list[str]) -> None:
    (person,) = people(row).values()
    assert person["accounts"][0]["categories"] == person["categories"] == expected


def test_somebody_who_was_seen_anywhere_is_not_dormant_though_an_account_is() -> None:
    (person,) = people(account("thousandeyes", last_seen=OLD), account("tsna", last_seen=RECENT, name="aquist")).values()
    assert "dormant" in person["accounts"][0]["categories"] and "dormant" not in person["categories"]
    assert person["last_seen"] == RECENT


def test_dormant_days_decide() -> None:
    (person,) = people(account("thousandeyes", last_seen=RECENT), dormant_days=1).values()
    assert person["categories"] == ["dormant"]


def test_who_is_not_in_the_roster() -> None:
    roster = Roster.of([{"email": "ADA@x.example"}], ["break.glass@x.example"])
    who = ("ada@x.example", "Eve@x.example", "break.glass@x.example", "svc-ci@x.example")
    merged = people(*(account("contabo", entry) for entry in who), account("tsna", "", name="svc-backup"), roster=roster, service=("SVC-*",))
    assert {one: row["categories"] for one, row in merged.items()} == {
        "ada@x.example": [], "eve@x.example": ["orphan"], "break.glass@x.example": [], "svc-ci@x.example": ["service"], "tsna:svc-backup": ["service"],
    }


def test_without_a_roster_nobody_is_an_orphan() -> None:
    assert people(account("contabo"))["ada@x.example"]["categories"] == []


def test_nobody_hides_behind_a_name_like_that_of_a_service() -> None:
    merged = people(account("contabo", "eve@x.example", name="svc-eve"), roster=Roster.of([]), service=("svc-*",))
    assert merged["eve@x.example"]["categories"] == ["orphan"]


@pytest.mark.parametrize(("ends", "expected"), [("2026-11-24", ["ended"]), ("2026-11-25", []), (datetime.date(2026, 11, 24), ["ended"]), (None, [])])
def test_whose_time_is_over(ends: Any, expected: list[str]) -> None:
    roster = Roster.of([{"email": "ada@x.example", "starts": "2027-01-01", "ends": ends}])
    assert people(account("contabo"), roster=roster)["ada@x.example"]["categories"] == expected


def test_status_is_the_best_of_the_accounts() -> None:
    (person,) = people(account("contabo", status="disabled"), account("segment", status="pending")).values()
    assert person["status"] == "pending"
    assert people(account("contabo", status="disabled"))["ada@x.example"]["status"] == "disabled"


def test_the_name_is_the_rosters_or_one_on_display_but_never_a_login() -> None:
    rows = [account("tsna", name="aquist"), account("thousandeyes", name="Ada Q.")]
    assert people(*rows)["ada@x.example"]["name"] == "Ada Q."
    assert people(*rows, roster=Roster.of([{"email": "ada@x.example", "first_name": "Ada", "last_name": "Quist"}]))["ada@x.example"]["name"] == "Ada Quist"
    assert people(rows[0])["ada@x.example"]["name"] == ""


def test_what_cannot_be_right_is_told() -> None:
    with pytest.raises(BadInput, match="belongs to 'eve@x.example', who is not among the accounts"):
        people(account("contabo"), entitlements=[entitlement(account("contabo", "eve@x.example", id="9"), "Admin")])
    with pytest.raises(BadInput, match="accounts must be a list of dictionaries"):
        merge({"accounts": "all"}, Rules(NOW))
    with pytest.raises(BadInput, match="Unknown platform 'okta'"):
        people(account("okta"))


def test_accounts_without_a_real_address_are_not_one_person() -> None:
    """The address of a TSNA account is free text, and display names repeat."""
    accounts = [account("tsna", "n/a", name="svc1"), account("tsna", "N/A", name="svc2"), account("thousandeyes", "", id="7", name="Bob"),
                account("thousandeyes", "", id="8", name="Bob"), account("tsna", "tsna:svc4", name="svc3"), account("tsna", "", name="svc4")]
    found = merge(access(*accounts), Rules(NOW, Roster.of([])))
    names = ["thousandeyes:7", "thousandeyes:8", "tsna:svc1", "tsna:svc2", "tsna:svc3", "tsna:svc4"]
    assert [(person["person"], person["email"]) for person in found] == [(name, "") for name in names]
    assert all("unmatched" in person["categories"] and "orphan" not in person["categories"] for person in found)
    for text in ("tsna:svc4", "n/a", ""):
        known = Roster.of([{"email": "ada@x.example", "accounts": {"tsna": {"name": "svc1", "email": text}}, "previous_emails": [text]}])
        assert [person["person"] for person in merge(access(*accounts), Rules(NOW, known))] == ["ada@x.example", *names[:2], *names[3:]]


def test_whom_the_roster_gives_an_account_owns_it_whatever_the_person_is_called() -> None:
    """Only the address of an account is free text. Otherwise the account of somebody who has left would not be shown as such."""
    known = Roster.of([{"email": "backup", "ends": "2020-01-01", "accounts": {"tsna": {"name": "svc1"}}}])
    (person,) = merge(access(account("tsna", "n/a", name="svc1")), Rules(NOW, known))
    assert person["person"] == "backup" and "ended" in person["categories"] and "unmatched" not in person["categories"]


@pytest.mark.parametrize("entry", [{"emial": "ada@x.example", "first_name": "Ada", "ends": "2020-01-01"}, {"email": " "}, {"email": None}])
def test_a_person_without_an_address_is_refused(entry: dict[str, Any]) -> None:
    """Accounts without an address, such as those of adapters, would be taken for this person's."""
    with pytest.raises(BadInput, match="Person 1 of the roster has no email"):
        Roster.of([entry])


def test_accounts_to_ignore_are_ignored() -> None:
    roster = Roster.of([{"email": "ada@x.example", "accounts": {"x-note": "moved", "x-old": {"name": "a"}, "tsna": {"name": "aquist"}}}])
    assert roster.owners == {("tsna", "aquist"): "ada@x.example"}

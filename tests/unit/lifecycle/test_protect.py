# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever is protected by any address or account name keeps everything on every platform, on every path through the roster."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.lifecycle.leavers import leavers
from ansible_collections.people.access.plugins.module_utils.lifecycle.people import Roster, Rules, merge
from ansible_collections.people.access.plugins.module_utils.lifecycle.roster import accounts
from ansible_collections.people.access.plugins.module_utils.lifecycle.sentences import protected
from tests.harness import Bench
from tests.unit.lifecycle.test_roster_module import MEANS, NO_LIMIT, PLATFORMS, verbs

RAVI = "ravi.stone@harbor.example"
LOGIN = "rstone"  # on TSNA, with this address
SPELLINGS: list[Any] = [[LOGIN], ["RStone"], ["\uff32stone"], [RAVI.upper()], ["*.stone@harbor.example"], ["rst*"], f"other@x.example,{LOGIN}", f" {LOGIN} "]
EVERYWHERE: dict[str, Any] = {"platforms": list(PLATFORMS), **NO_LIMIT}
ENDED: dict[str, Any] = {"ends": "2020-01-01"}
LESS: dict[str, Any] = {
    "thousandeyes": {"login_account_group": "EMEA", "all_account_group_roles": ["Read only"]}, "contabo": {"roles": ["Invoice"]},
    "segment": {"permissions": [{"role": "Source Admin", "resources": [{"type": "WORKSPACE"}]}]}, "tsna": {"name": LOGIN, "roles": ["Viewer"]},
}


@pytest.mark.parametrize("protect", SPELLINGS, ids=str)
@pytest.mark.parametrize("person", [
    {"email": RAVI, **ENDED}, {"email": RAVI, **ENDED, "accounts": {"tsna": {"name": LOGIN}}}, {"email": RAVI, "accounts": LESS},
    {"email": RAVI, "accounts": {"contabo": {"enabled": False}, "tsna": {"name": LOGIN, "enabled": False}}},
    {"email": "eve@x.example", "accounts": {"tsna": {"name": LOGIN, "roles": ["Viewer"], "email": "eve@x.example"}}},
    {"email": "eve@x.example", **ENDED, "accounts": {"tsna": {"name": LOGIN}}},
], ids=["ended", "ended with a name", "less", "disabled", "somebody else's entry", "somebody else's end"])
def test_nothing_changes_for_whoever_is_protected(bench: Bench, person: dict[str, Any], protect: Any) -> None:
    before = bench.sandbox.state()
    result = bench.run("roster", people=[person], protect=protect, **EVERYWHERE)
    assert result.get("failed") is None, result["msg"]
    assert (result["writes"], bench.sandbox.state()) == ([], before)
    kept = [account for account in result["plan"]["kept"] if account["platform"] == "tsna"]
    assert [
        (account["account"], account["person"], account["asked"]) for account in kept
    ] == [(LOGIN, person["email"], "removal" if "ends" in person else "change")]
    assert all(account["reason"].startswith("is in protect") for account in result["plan"]["kept"])
    assert any("in protect" in line for line in protected(result["plan"]))


def test_the_others_are_not_kept_from_anything(bench: Bench) -> None:
    people = [{"email": RAVI, **ENDED}, {"email": "nada.quist@harbor.example", **ENDED}]
    result = bench.run("roster", people=people, protect=[LOGIN], **EVERYWHERE)
    assert result.get("failed") is None, result["msg"]
    assert verbs(result) and set(verbs(result).values()) == {"delete"}
    assert {action["person"] for action in result["plan"]["actions"]} == {"nada.quist@harbor.example"}
    assert {account["platform"] for account in result["plan"]["kept"]} == set(PLATFORMS)


def held_by(bench: Bench, email: str) -> Any:
    """What somebody has on all platforms."""
    result = bench.run("access_info", exact=True)
    return [sorted((row for row in result[kind] if row["email"] == email), key=str) for kind in ("accounts", "entitlements")]


def test_pruning_leaves_them_alone_everywhere(bench: Bench) -> None:
    before = held_by(bench, RAVI)
    bench.sandbox.platform("tsna").config["in_use"] = []
    owner = [account["email"] for account in bench.run("access_info")["accounts"] if account["admin"]]
    people = [{"email": "new@x.example", "accounts": {"contabo": {"first_name": "N", "last_name": "W", "roles": ["Network"]}}}]
    params: dict[str, Any] = {"people": people, "prune": True, "protect": [LOGIN, *owner], **EVERYWHERE}
    plan = bench.run("roster", check=True, **params)
    assert [account for account in plan["plan"]["kept"] if account["account"] == LOGIN] == [
        {"platform": "tsna", "person": RAVI, "account": LOGIN, "asked": "prune", "reason": "is in protect"},
    ]
    done = bench.run("roster", approve=plan["approval"], **params)
    assert done.get("failed") is None, done["msg"]
    assert held_by(bench, RAVI) == before and len(bench.run("access_info", platforms=["tsna"])["accounts"]) < 10


@pytest.mark.parametrize("platforms", [["contabo"], ["thousandeyes", "segment"]])
def test_a_login_name_protects_where_tsna_is_not_looked_at(bench: Bench, platforms: list[str]) -> None:
    result = bench.run("roster", people=[{"email": RAVI, **ENDED}], protect=[LOGIN], platforms=platforms)
    assert (result.get("failed"), result["writes"]) == (None, []) and {account["platform"] for account in result["plan"]["kept"]} == set(platforms)
    named = bench.run("roster", people=[{"email": RAVI, **ENDED, "accounts": {"tsna": {"name": LOGIN}}}], protect=[LOGIN], platforms=platforms)
    assert named["writes"] == [] and not [request for request in named["journal"] if request["platform"] == "tsna"]  # the roster says whose it is


def test_where_it_cannot_be_said_whom_an_entry_means_nobody_loses_anything(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    params: dict[str, Any] = {"people": [{"email": RAVI, **ENDED}], "protect": [LOGIN], "platforms": ["contabo"]}
    bench.fault(kind="status", status=500, platform="tsna", method="GET", path="/users", times=0)
    for check in (True, False):
        held = bench.run("roster", check=check, **params)
        assert held["writes"] == [] and [action["status"] for action in held["plan"]["actions"]] == ["not tried"]
        assert held["failed"] and "it is not known whom rstone in protect matches" in held["plan"]["actions"][0]["msg"]
    everywhere = bench.run("roster", **{**params, "platforms": list(PLATFORMS)})
    assert everywhere["writes"] == []
    fine = bench.run("roster", check=True, **{**params, "protect": ["owner@harbor.example"]})
    assert fine.get("failed") is None and verbs(fine) == {f"contabo {RAVI}": "delete"}
    for name in ("TSNA_URL", "TSNA_USERNAME", "TSNA_PASSWORD"):
        monkeypatch.delenv(name)
    unknown = bench.run("roster", check=True, **params)
    assert unknown.get("failed") is None and any("tsna could not be searched for matching accounts" in note for note in unknown["plan"]["notes"])


def test_entries_that_mean_nobody_are_told(bench: Bench) -> None:
    people = [{"email": "new@x.example", "accounts": {"contabo": {"first_name": "N", "last_name": "W", "roles": ["Network"]}}}]
    notes = bench.run("roster", check=True, people=people, protect=["nobody@x.example", "NEW@x.example", LOGIN], platforms=["contabo"])["plan"]["notes"]
    assert [note for note in notes if note.startswith("protect: ")] == ["protect: nobody@x.example matches no account and nobody in the roster."]


@pytest.mark.parametrize("count,more", [(3, ""), (4, " and 1 more"), (5, " and 2 more")])
def test_who_is_left_unchanged_is_told_together_and_whose_access_has_ended_alone(bench: Bench, count: int, more: str) -> None:
    emails = [f"p{number}@x.example" for number in range(count)]
    people: list[dict[str, Any]] = [{"email": email, "accounts": {"contabo": {"first_name": "P", "last_name": "Q"}}} for email in emails]
    result = bench.run("roster", check=True, people=[*people, {"email": RAVI, **ENDED}], protect=["*@x.example", RAVI], platforms=["contabo"])
    assert [note for note in result["plan"]["notes"] if "protect" in note] == []
    assert protected(result["plan"]) == [
        f"{RAVI} is in protect: not removed, although the access has ended: Contabo {RAVI}",
        f"in protect (*@x.example), not changed: {', '.join(emails[:3])}{more}",
    ]


def test_a_protected_person_is_not_even_given_anything(bench: Bench) -> None:
    people = [{"email": "new@x.example", "accounts": {"contabo": {"first_name": "N", "last_name": "W", "roles": ["Network"]}}}]
    result = bench.run("roster", people=people, protect=["new@x.example"], platforms=["contabo"])
    assert result["writes"] == [] and result["plan"]["kept"] == [
        {"platform": "contabo", "person": "new@x.example", "account": "", "asked": "change", "reason": "is in protect (new@x.example)"},
    ]


@pytest.mark.parametrize("more", [{"prune": True}, {"remove_platforms": "listed"}])
def test_an_account_that_nothing_gives_any_more_stays_where_it_is_protected(bench: Bench, more: dict[str, Any]) -> None:
    everybody = [account["email"] for account in bench.run("access_info", platforms=["contabo"])["accounts"] if account["email"] != RAVI]
    params: dict[str, Any] = {"people": [{"email": RAVI, "profiles": []}], "platforms": ["contabo"], **more}
    assert verbs(bench.run("roster", check=True, protect=everybody, **params)) == {f"contabo {RAVI}": "delete"}
    result = bench.run("roster", protect=[*everybody, LOGIN], **params)
    assert result["writes"] == [] and ("contabo", RAVI, "prune") in [
        (account["platform"], account["account"], account["asked"]) for account in result["plan"]["kept"]
    ]


def test_whose_time_has_not_begun_needs_no_word(bench: Bench) -> None:
    result = bench.run("roster", check=True, people=[{"email": RAVI, "starts": "2199-01-01"}], protect=[LOGIN], **EVERYWHERE, **MEANS)
    assert result["plan"]["kept"] == [] and result["plan"]["actions"] == []


def test_whoever_gets_a_protected_address_meanwhile_is_left_alone(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the plan and the first removal the account of a leaver gets the address of somebody protected."""
    tsna = bench.sandbox.platform("tsna")
    leaver = tsna._named("mkowal")
    platform = bench.sandbox.platform("contabo")
    create = platform.create_user

    def meanwhile(request: Any) -> Any:
        tsna.users[leaver.key] = dataclasses.replace(leaver, email="breakglass@x.example")
        return create(request)

    monkeypatch.setattr(platform, "create_user", meanwhile)
    people = [
        {"email": leaver.email, **ENDED, "accounts": {"tsna": {"name": "mkowal"}}},
        {"email": "new@x.example", "accounts": {"contabo": {"first_name": "N", "last_name": "W", "roles": ["Network"]}}},
    ]
    result = bench.run("roster", people=people, platforms=["contabo", "tsna"], protect=["breakglass@x.example"], **NO_LIMIT)
    by = {f"{action['platform']} {action['account']}": (action["status"], action.get("msg", "")) for action in result["plan"]["actions"]}
    assert by["contabo new@x.example"][0] == "done" and by["tsna mkowal"] == ("not tried", "mkowal is now in protect (breakglass@x.example)")
    assert leaver.key in tsna.users


def test_whoever_gets_a_protected_address_is_found_by_the_id_where_the_address_is_the_key(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    platform = bench.sandbox.platform("contabo")
    create = platform.create_user

    def meanwhile(request: Any) -> Any:
        platform._by_email(RAVI)["email"] = "breakglass@x.example"
        return create(request)

    monkeypatch.setattr(platform, "create_user", meanwhile)
    people = [
        {"email": RAVI, **ENDED}, {"email": "new@x.example", "accounts": {"contabo": {"first_name": "N", "last_name": "W", "roles": ["Network"]}}},
    ]
    result = bench.run("roster", people=people, platforms=["contabo"], protect=["breakglass@x.example"], **NO_LIMIT)
    by = {action["account"]: (action["status"], action.get("msg", "")) for action in result["plan"]["actions"]}
    assert by == {"new@x.example": ("done", ""), RAVI: ("not tried", f"{RAVI} is now in protect (breakglass@x.example)")}
    assert "breakglass@x.example" in [account["email"] for account in bench.run("access_info", platforms=["contabo"])["accounts"]]


@pytest.mark.parametrize("protect", [["RStone"], "other@x.example, rst*", [RAVI.upper()]], ids=str)
def test_the_filters_ask_the_same(protect: Any) -> None:
    people = [{"email": RAVI, "accounts": {"tsna": {"name": LOGIN, "roles": ["Viewer"]}}}, {"email": "ada@x.example", "accounts": {"contabo": {"roles": []}}}]
    assert [account["email"] for account in accounts(people, {}, protect=protect)] == ["ada@x.example"]
    with pytest.raises(BadInput, match="is protected"):
        leavers(people, protect)
    known = Roster.of([], protect)
    access = [{"platform": "tsna", "id": "5", "name": LOGIN, "email": RAVI, "status": "active"}]
    (person,) = merge({"accounts": access, "entitlements": []}, Rules(datetime.datetime.now(datetime.timezone.utc), known))
    assert "orphan" not in person["categories"]

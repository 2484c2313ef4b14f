# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The live state as a roster: it changes nothing, and suggests profiles."""

from __future__ import annotations

import dataclasses
import json
import pathlib
from typing import Any, Callable

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.people.access.plugins.module_utils.lifecycle.drift import findings
from ansible_collections.people.access.plugins.plugin_utils.roster_yaml import roster_yaml
from tests.harness import Bench
from tests.sandbox.world import World

TEXTS = ["{{ 7*7 }}", "no", "~", "007", "2026-02-30", "a: b", "- a", "#jinja2: x", "\x85", "\u2028", "'", '"', "\u202e", "\U0001f600", "%x", "!x", "&a", "*a",
         "|", " a ", "1_0"]


def exported(bench: Bench, **params: Any) -> dict[str, Any]:
    result = bench.run("roster_info", **params)
    assert result.get("failed") is None and result["writes"] == [], result["msg"]
    roster: dict[str, Any] = yaml.safe_load(yaml.safe_dump(result["roster"]))  # as it comes back from a file
    return roster


@pytest.mark.parametrize("people", [0, 40, 130])
def test_an_exported_roster_changes_nothing(monkeypatch: pytest.MonkeyPatch, people: int) -> None:
    bench = Bench(monkeypatch, World(people))
    roster = exported(bench)
    plan = bench.run("roster", check=True, **roster, prune=bool(people), platforms=["thousandeyes", "segment", "contabo", "tsna"])
    assert plan.get("failed") is None, plan["msg"]
    assert plan["plan"]["actions"] == []


def test_profiles_are_suggested_where_people_share_access(bench: Bench) -> None:
    roster = exported(bench)
    assert {"contabo-network", "tsna-manager"} <= set(roster["profiles"])
    users = [name for person in roster["people"] for name in person.get("profiles") or ()]
    assert all(users.count(name) >= 2 for name in roster["profiles"])
    assert exported(bench, min_people=1000)["profiles"] == {}
    assert exported(bench, share=1000)["profiles"] == {}  # the former name of min_people


def test_people_have_their_names_and_logins(bench: Bench) -> None:
    ravi = next(person for person in exported(bench)["people"] if person["email"] == "ravi.stone@harbor.example")
    assert (ravi["first_name"], ravi["last_name"], ravi["accounts"]["tsna"]["name"]) == ("Ravi", "Stone", "rstone")
    assert "name" not in ravi["accounts"].get("thousandeyes", {})


def test_who_belongs_to_nobody_or_is_privileged_is_protected(bench: Bench) -> None:
    assert {"owner@harbor.example", "automation@harbor.example", "ops@harbor.example", "sysadmin", "ao_adapter"} <= set(exported(bench)["protect"])


# -- complete, and as it comes back --------------------------------------------------------------------------------------------------------------


EVERYWHERE: dict[str, Any] = {"platforms": ["thousandeyes", "segment", "contabo", "tsna"]}
NO_LIMIT = {"max_removals": -1, "max_removal_percent": -1, "min_admins": 0}


def planned_again(bench: Bench, tmp_path: pathlib.Path, written: Callable[[Any], str] = roster_yaml) -> tuple[dict[str, Any], list[dict[str, Any]], list[str]]:
    """The export as it lies in a file, what it plans on the platforms that it was made from, and its notes."""
    result = bench.run("roster_info")
    assert result.get("failed") is None, result["msg"]
    (tmp_path / "roster.yml").write_text(written(result["roster"]), encoding="utf-8")
    plan = bench.run("roster", check=True, roster_file=str(tmp_path / "roster.yml"), prune=True, **EVERYWHERE, **NO_LIMIT)
    assert plan.get("failed") is None, plan["msg"]
    return result["roster"], plan["plan"]["actions"], result["notes"]


def test_who_is_in_no_group_is_exported_so(bench: Bench, tmp_path: pathlib.Path) -> None:
    roster, actions, _notes = planned_again(bench, tmp_path)
    assert actions == []
    held = [options for person in [*roster["people"], *({"accounts": parts} for parts in roster["profiles"].values())]
            for platform, options in (person.get("accounts") or {}).items() if platform == "segment" and "permissions" in options]
    assert held and all("groups" in options for options in held) and any(options["groups"] == [] for options in held)
    email = next(
        person["email"] for person in roster["people"] if "segment" in (person.get("accounts") or {}) and person["accounts"]["segment"].get("groups") == []
    )
    bench.run("segment_group", name="Analysts", members=[email], membership="add")
    plan = bench.run("roster", check=True, roster_file=str(tmp_path / "roster.yml"), prune=True, **EVERYWHERE, **NO_LIMIT)["plan"]
    assert [(action["account"], action["before"]["groups"], action["after"]["groups"]) for action in plan["actions"]] == [(email, ["Analysts"], [])]


def test_without_groups_in_the_plan_of_the_workspace_none_are_exported(bench: Bench, tmp_path: pathlib.Path) -> None:
    bench.configure("segment", plan="team")
    roster, actions, _notes = planned_again(bench, tmp_path)
    assert actions == [] and "groups:" not in roster_yaml(roster)


def test_access_that_cannot_be_read_is_not_exported_as_none(bench: Bench, tmp_path: pathlib.Path) -> None:
    invited = [invite["email"] for invite in bench.sandbox.state()["segment"]["invites"]]
    roster, actions, notes = planned_again(bench, tmp_path)
    assert actions == [] and invited and set(invited) <= set(roster["protect"])
    assert all(f"segment: {email} is protected: its permissions cannot be read." in notes for email in invited)
    assert not {person["email"].lower() for person in roster["people"]} & {entry.lower() for entry in invited}


ODD = [
    "z\u200bw@x.example", "\u0430da.quist@harbor.example", "not an address", "{{ 7*7 }}@x.example", "a\nb@x.example", "\u202eevil@x.example", "<b>@x.example",
    "#jinja2: x@x.example", "'; --@x.example", "a'b@x.example", "\uff41da.quist@harbor.example", "ren\u00e9@x.example", "no@x.example", "=cmd@x.example",
]


@pytest.mark.parametrize("written", [roster_yaml, json.dumps])
def test_one_odd_account_leaves_the_others_loadable(bench: Bench, tmp_path: pathlib.Path, written: Any) -> None:
    before = len(exported(bench)["people"])
    contabo, tsna = bench.sandbox.platform("contabo"), bench.sandbox.platform("tsna")
    sample = next(user for user in tsna.users.values() if not user.root and user.name != "automation")
    for number, address in enumerate(ODD):
        bench.run("contabo_user", email=f"odd{number}@x.example", first_name="{{ 1 }}", last_name="no\x85\u2028", roles=["Network"])
        contabo._by_email(f"odd{number}@x.example")["email"] = address
        tsna.users[f"n{number}"] = dataclasses.replace(sample, key=f"n-{number}", name=f"n{number} {address}", email=address)
    roster, actions, notes = planned_again(bench, tmp_path, written)
    assert actions == []
    assert len(roster["people"]) >= before - 1  # all but her whose twin has come
    assert all(note.isprintable() for note in notes)
    assert any("looks like another one" in note for note in notes) and any("invisible character in its name, U+200B" in note for note in notes)
    assert "ren\u00e9@x.example" in [person["email"] for person in roster["people"]] + roster["protect"]


def test_a_name_that_two_have_is_no_name_in_an_export(bench: Bench, tmp_path: pathlib.Path) -> None:
    groups = bench.sandbox.platform("thousandeyes").groups
    names = sorted(groups.items())
    users = bench.sandbox.platform("thousandeyes").users.values()
    held = next(aid for aid, group in names if any(aid in user.explicit for user in users))
    groups[held].name = next(group.name for aid, group in names if aid != held)
    roster, actions, notes = planned_again(bench, tmp_path)
    assert actions == [] and roster["people"]
    assert any("cannot be identified by name" in note and "is protected" in note for note in notes)


def test_who_has_no_name_on_thousandeyes_keeps_none(bench: Bench, tmp_path: pathlib.Path) -> None:
    users = bench.sandbox.platform("thousandeyes").users
    uid = next(uid for uid, user in users.items() if user.email == "ravi.stone@harbor.example")
    users[uid] = dataclasses.replace(users[uid], name=None)
    roster, actions, _notes = planned_again(bench, tmp_path)
    ravi = next(person for person in roster["people"] if person["email"] == "ravi.stone@harbor.example")
    assert actions == [] and "first_name" not in ravi
    assert (ravi["accounts"]["contabo"]["first_name"], ravi["accounts"]["contabo"]["last_name"]) == ("Ravi", "Stone")


def test_a_name_on_a_platform_that_protect_takes_for_a_pattern_drops_nobody_in_silence(bench: Bench, tmp_path: pathlib.Path) -> None:
    """An administrator of Segment can invite *@harbor.example, and the export would protect everybody there."""
    before = {person["email"] for person in exported(bench)["people"]}
    users = bench.sandbox.platform("tsna").users
    key = next(key for key, user in users.items() if user.name == "rstone")
    users[key] = dataclasses.replace(users[key], name="ra*", email="")
    roster, actions, notes = planned_again(bench, tmp_path)
    lost = before - {person["email"] for person in roster["people"]}
    assert actions == [] and "ra*" in roster["protect"] and lost == {"ravi.stone@harbor.example", "rashid.malik@harbor.example"}
    (note,) = [note for note in notes if "pattern" in note]
    assert note == ("protect has ra*, the name of an account, and reads it as a pattern, which also matches rashid.malik@harbor.example, "
                    "ravi.stone@harbor.example, who are therefore not in the roster. Rename or remove that account, and export again.")


@given(st.lists(st.sampled_from(TEXTS), min_size=4, max_size=4))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_people_are_called_an_export_comes_back_as_it_was(bench: Bench, tmp_path: pathlib.Path, texts: list[str]) -> None:
    contabo = bench.sandbox.platform("contabo")
    addresses = [user["email"] for user in bench.sandbox.state()["contabo"]["users"] if user["email"].startswith(("ravi.", "leif."))]
    people = [contabo._by_email(address) for address in addresses]
    assert len(people) == 2
    for user, first, last in zip(people, texts, texts[2:]):
        user["firstName"], user["lastName"] = first, last
    _roster, actions, _notes = planned_again(bench, tmp_path)
    assert actions == []


def test_an_account_that_needs_a_password_does_not_hide_what_else_differs(bench: Bench, tmp_path: pathlib.Path) -> None:
    roster = bench.run("roster_info")["roster"]
    (tmp_path / "roster.yml").write_text(roster_yaml(roster), encoding="utf-8")
    bench.run("tsna_user", name="rstone", state="absent")
    bench.run("contabo_user", email="ravi.stone@harbor.example", roles=["Full Access"], membership="add")
    for check in (True, False):
        result = bench.run("roster", check=check, roster_file=str(tmp_path / "roster.yml"), prune=True, **EVERYWHERE, **NO_LIMIT)
        assert result["failed"] and result["writes"] == [] and "rstone of ravi.stone@harbor.example needs a password" in result["msg"]
        found = [(finding["kind"], finding["platform"], finding["account"]) for finding in findings(result["plan"]) if finding["kind"] != "pending"]
        assert found == [("missing", "tsna", "rstone"), ("differs", "contabo", "ravi.stone@harbor.example")]
    given = {"tsna_passwords": {"ravi.stone@harbor.example": "Tr1cky-pass-77"}}
    done = bench.run("roster", roster_file=str(tmp_path / "roster.yml"), prune=True, approve=result["approval"], **given, **EVERYWHERE, **NO_LIMIT)
    assert done.get("failed") is None, done["msg"]

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The access of whoever is in a roster is exactly what the roster says, as the sandbox's own state shows it."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.lifecycle.plan_text import plan_lines
from tests.harness import Bench
from tests.sandbox.segment.data import grant
from tests.sandbox.world import World

PLATFORMS = ("thousandeyes", "segment", "contabo", "tsna")
OWNER = {"role": "Workspace Owner", "resources": [{"type": "WORKSPACE"}]}
READER = {"role": "Source Read-only", "resources": [{"type": "WORKSPACE"}]}
ADMIN: dict[str, Any] = {
    "thousandeyes": {"login_account_group": "EMEA", "all_account_group_roles": ["Organization Admin"]},
    "segment": {"permissions": [OWNER], "groups": ["Engineers"]}, "contabo": {"roles": ["Full Access"]}, "tsna": {"roles": ["Administrator"]},
}
DESK: dict[str, Any] = {
    "thousandeyes": {"login_account_group": "EMEA", "account_group_roles": [{"account_group": "EMEA", "roles": ["Read only"]}]},
    "segment": {"permissions": [READER]}, "contabo": {"roles": ["Network"]}, "tsna": {"roles": ["Viewer"]},
}
PROFILES = {"admin": ADMIN, "desk": DESK}
NO_LIMIT: dict[str, Any] = {"max_removals": -1, "max_removal_percent": -1, "min_admins": 0}
ADA: dict[str, Any] = {"email": "ada@x.example", "first_name": "Ada", "last_name": "Byron", "accounts": {"tsna": {"name": "abyron"}}}
PASSWORDS = {f"{entry}@x.example": "Tr1cky-pass-77" for entry in ("ada", "ada.lovelace", "zoe", "yan")}
MEANS: dict[str, Any] = {"profiles": PROFILES, "tsna_passwords": PASSWORDS, **NO_LIMIT}


def live(bench: Bench, email: str) -> dict[str, Any]:
    """What somebody has, by platform, read from the sandbox's state: names of roles, of groups, of account groups."""
    state = bench.sandbox.state()
    found: dict[str, Any] = {}
    users = bench.sandbox.platform("thousandeyes")
    for user in users.users.values():
        if user.email.lower() == email:
            explicit = {(users.groups[aid].name, users.roles[role].name) for aid, roles in user.explicit.items() for role in roles}
            found["thousandeyes"] = explicit | {("*", users.roles[role].name) for role in user.everywhere}
    segment = state["segment"]
    roles = {entry["id"]: entry["name"] for entry in segment["roles"]}
    for person in (*segment["users"], *segment["invites"]):
        if person["email"].lower() == email:
            groups = {group["name"] for group in segment["groups"] if email in map(str.lower, group["emails"])}
            found["segment"] = {roles[policy["roleId"]] for policy in person["policies"]} | {f"group {name}" for name in groups}
    names = {entry["roleId"]: entry["name"] for entry in state["contabo"]["roles"]}
    for item in state["contabo"]["users"]:
        if item["email"].lower() == email:
            found["contabo"] = {names[role] for role in item["roles"]}
    titles = {entry["key"]: entry["name"] for entry in state["tsna"]["roles"]}
    for item in state["tsna"]["users"].values():
        if (item.get("email") or "").lower() == email:
            found["tsna"] = {titles[role] for role in item["roles"]}
    return found


def accept(bench: Bench, email: str) -> None:
    bench.sandbox.platform("segment").accept(email)


def applied(bench: Bench, *people: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Planned, carried out as predicted, and nothing left to be done."""
    params = {"people": list(people), **MEANS, **more}
    check = bench.run("roster", check=True, **params)
    real = bench.run("roster", **params)
    assert real.get("failed") is None, real["msg"]
    assert (check["digest"], check["diff"], check["changed"], check["writes"]) == (real["digest"], real["diff"], real["changed"], [])
    assert not real.get("warnings")
    again = bench.run("roster", **params)
    assert (again["changed"], again["writes"], again["plan"]["actions"]) == (False, [], []), again["plan"]["actions"]
    return real


def verbs(result: dict[str, Any]) -> dict[str, str]:
    return {f"{action['platform']} {action['account']}": action["verb"] for action in result["plan"]["actions"]}


def reasons(result: dict[str, Any]) -> dict[str, str]:
    return {f"{action['platform']} {action['account']}": action["reason"] for action in result["plan"]["actions"]}


def noted(result: dict[str, Any], *words: str) -> list[str]:
    return [note for note in result["plan"]["notes"] if all(word in note for word in words)]


def administrator(bench: Bench, **more: Any) -> dict[str, Any]:
    """Ada as the profile admin makes her, a member on Segment."""
    person = {**ADA, "profiles": ["admin"], **more}
    applied(bench, person)
    accept(bench, person["email"])
    assert applied(bench, person)["plan"]["actions"] == []
    return person


LEFT = {"thousandeyes": {("EMEA", "Read only")}, "segment": {"Source Read-only"}, "contabo": {"Network"}, "tsna": {"Viewer"}}


def test_a_mover_keeps_no_admin_rights(bench: Bench) -> None:
    administrator(bench)
    result = applied(bench, {**ADA, "profiles": ["desk"]})
    assert live(bench, ADA["email"]) == LEFT
    assert set(reasons(result).values()) == {"more than the roster gives"} and len(reasons(result)) == 4
    action = next(entry for entry in result["plan"]["actions"] if entry["platform"] == "thousandeyes")
    assert (action["before"]["all_account_group_roles"], action["after"]["all_account_group_roles"]) == (["Organization Admin"], [])


@pytest.mark.parametrize("check", [True, False])
def test_who_moves_out_of_the_account_group_of_the_login_is_told_beforehand(bench: Bench, check: bool) -> None:
    applied(bench, {**ADA, "profiles": ["desk"]}, platforms=["thousandeyes"])
    amer = {"amer": {"thousandeyes": {"account_group_roles": [{"account_group": "AMER", "roles": ["Read only"]}]}}}
    params = {**MEANS, "profiles": amer, "platforms": ["thousandeyes"]}
    result = bench.run("roster", check=check, people=[{**ADA, "profiles": ["amer"]}], **params)
    assert not check or any("no role in the login account group" in text and ADA["email"] in text for text in result["warnings"])
    assert bool(result.get("failed")) is not check and live(bench, ADA["email"])["thousandeyes"] == LEFT["thousandeyes"]
    amer["amer"]["thousandeyes"]["login_account_group"] = "AMER"
    applied(bench, {**ADA, "profiles": ["amer"]}, **{**params, "profiles": amer})  # without a warning


@pytest.mark.parametrize("compare", ["exact", "account_groups"])
def test_either_comparison_sees_what_is_absent(bench: Bench, compare: str) -> None:
    person = {**ADA, "profiles": ["desk"]}
    applied(bench, person, platforms=["thousandeyes"])
    bench.run("te_user", email=ADA["email"], all_account_group_roles=["Organization Admin"])
    applied(bench, person, platforms=["thousandeyes"], compare=compare)
    assert live(bench, ADA["email"])["thousandeyes"] == LEFT["thousandeyes"]


def test_an_empty_entry_is_an_account_without_anything(bench: Bench) -> None:
    administrator(bench)
    result = applied(bench, {**ADA, "accounts": {"segment": {}, "contabo": {}}}, platforms=["segment", "contabo"])
    assert live(bench, ADA["email"])["segment"] == live(bench, ADA["email"])["contabo"] == set()
    assert noted(result, "contabo", ADA["email"], "would have no role", "not documented")


@pytest.mark.parametrize("platform", ["thousandeyes", "tsna"])
def test_where_nobody_can_be_without_a_role_that_is_told_before_any_write(bench: Bench, platform: str) -> None:
    administrator(bench)
    params = {"people": [{**ADA, "accounts": {platform: {"name": "abyron"} if platform == "tsna" else {}, "segment": {}}, "profiles": ["none"]}],
              **MEANS, "profiles": {"none": {platform: {}}}}
    for check in (True, False):
        result = bench.run("roster", check=check, **params)
        assert result["failed"] and result["writes"] == [] and f"{platform}: {'abyron' if platform == 'tsna' else ADA['email']}: " in result["msg"]
        assert "requires a role for every user" in result["msg"]


def test_what_a_person_has_in_addition_is_united_with_the_profiles(bench: Bench) -> None:
    own = {"contabo": {"roles": ["Invoice"], "locale": "de"}, "segment": {"groups": ["Engineers"]}, "tsna": {"name": "abyron", "roles": ["Planner"]}}
    applied(bench, {**ADA, "profiles": ["desk"], "accounts": own})
    more = {"segment": {"Source Read-only", "group Engineers"}, "contabo": {"Network", "Invoice"}, "tsna": {"Viewer", "Planner"}}
    assert live(bench, ADA["email"]) == {**LEFT, **more}
    less = bench.run("roster", check=True, people=[{**ADA, "profiles": ["desk"], "accounts": {"contabo": {"roles": []}}}], **MEANS)
    assert "accounts.contabo.roles is empty, but profile desk sets it" in less["msg"]


def test_attributes_that_the_roster_does_not_name_stay(bench: Bench) -> None:
    own = {"contabo": {"locale": "de"}, "tsna": {"name": "abyron", "dynamic_fields": {"Department": "NetOps"}}}
    applied(bench, {**ADA, "profiles": ["desk"], "accounts": own})
    assert applied(bench, {**ADA, "profiles": ["desk"]})["plan"]["actions"] == []


def test_manage_narrows_what_is_exact(bench: Bench) -> None:
    administrator(bench)
    applied(bench, {**ADA, "profiles": ["desk"]}, platforms=["segment"], manage={"segment": ["permissions"]})
    assert live(bench, ADA["email"])["segment"] == {"Source Read-only", "group Engineers"}


# -- access: add -----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("compare", ["exact", "account_groups"])
def test_add_takes_nothing_and_tells_what_is_held_beyond(bench: Bench, compare: str) -> None:
    administrator(bench)
    before = live(bench, ADA["email"])
    result = applied(bench, {**ADA, "profiles": ["desk"]}, access="add", compare=compare)
    assert live(bench, ADA["email"]) == {name: before[name] | LEFT[name] for name in PLATFORMS}
    for platform, held in (("thousandeyes", "Organization Admin"), ("segment", "Workspace Owner"), ("segment", "Engineers"), ("contabo", "Full Access"),
                           ("tsna", "Administrator")):
        assert noted(result, platform, "not in the roster, but kept", held, "abyron" if platform == "tsna" else ADA["email"])
    again = bench.run("roster", people=[{**ADA, "profiles": ["desk"]}], **MEANS, access="add", compare=compare)
    assert len(noted(again, "not in the roster, but kept")) == 4


def test_add_can_be_said_of_one_platform(bench: Bench) -> None:
    administrator(bench)
    applied(bench, {**ADA, "profiles": ["desk"]}, access={"contabo": "add"})
    assert live(bench, ADA["email"]) == {**LEFT, "contabo": {"Full Access", "Network"}}


@pytest.mark.parametrize("is_new", [True, False])
def test_a_new_account_without_a_role_is_noted_and_one_that_never_had_any_is_not(bench: Bench, is_new: bool) -> None:
    bare = {"email": "bare@x.example", "accounts": {"contabo": {"first_name": "B", "last_name": "Are", "roles": []}}}
    if not is_new:
        bench.run("contabo_user", email="bare@x.example", first_name="B", last_name="Before")
    result = bench.run("roster", check=True, people=[bare], platforms=["contabo"])
    (action,) = result["plan"]["actions"]
    assert (action["verb"], any("bare@x.example would have no role" in note for note in result["plan"]["notes"])) == ("create" if is_new else "update", is_new)


def test_a_blank_answer_of_a_survey_is_the_default(bench: Bench) -> None:
    administrator(bench)
    plans = [bench.run("roster", check=True, people=[{**ADA, "profiles": ["desk"]}], **MEANS, **given)["plan"]["actions"] for given in ({}, {"access": ""})]
    assert plans[0] == plans[1] != []


@pytest.mark.parametrize("wrong", ["all", {"contabo": "everything"}, {"contabbo": "add"}, ["add"]])
def test_another_word_for_access_is_refused(bench: Bench, wrong: Any) -> None:
    result = bench.run("roster", people=[{**ADA, "profiles": ["desk"]}], **MEANS, access=wrong)
    assert result["failed"] and "must be exact or add" in result["msg"] and result["journal"] == []


# -- platforms that nothing gives ------------------------------------------------------------------------------------------------------------


def test_an_account_that_no_profile_gives_stays_and_is_named_or_goes(bench: Bench) -> None:
    administrator(bench)
    moved: dict[str, Any] = {**ADA, "profiles": ["net"]}
    more: dict[str, Any] = {"profiles": {"net": {"contabo": {"roles": ["Network"]}}}, "platforms": list(PLATFORMS)}
    kept = applied(bench, moved, **more)
    assert verbs(kept) == {f"contabo {ADA['email']}": "update"}
    assert all(noted(kept, platform, "stay as they are", "remove_platforms: listed") for platform in ("thousandeyes", "segment", "tsna"))
    gone = applied(bench, moved, **more, remove_platforms="listed")
    assert live(bench, ADA["email"]) == {"contabo": {"Network"}}
    assert set(reasons(gone).values()) == {"no profile for this platform"} and {action["person"] for action in gone["plan"]["actions"]} == {ADA["email"]}


def test_accounts_of_nobody_in_the_roster_stay_without_prune(bench: Bench) -> None:
    everybody = bench.run("access_info", platforms=["contabo"])["accounts"]
    applied(bench, {**ADA, "profiles": ["desk"]}, remove_platforms="listed")
    assert len(bench.run("access_info", platforms=["contabo"])["accounts"]) == len(everybody) + 1


def test_the_account_of_the_task_stays_whatever_the_roster_does_not_give(bench: Bench) -> None:
    own = {"email": "automation@harbor.example", "profiles": []}
    result = applied(bench, own, platforms=["contabo"], remove_platforms="listed")
    assert noted(result, "not pruned", "automation@harbor.example") and live(bench, own["email"])["contabo"]


# -- Segment -----------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [1, 2, 3])
def test_pending_invites_are_noted_and_not_claimed_to_differ(bench: Bench, people: int) -> None:
    listed = [{"email": f"p{number}@x.example", "profiles": ["admin"]} for number in range(people)]
    result = applied(bench, *listed, platforms=["segment"])
    assert [action["action"] for action in result["plan"]["actions"]] == ["invited"] * people
    again = bench.run("roster", people=listed, **MEANS, platforms=["segment"])
    assert noted(again, "permissions: cannot be read, so it was not compared", f"({people}: ")


@pytest.mark.parametrize("groups", [True, False])
def test_a_workspace_without_groups_costs_nothing_for_each_person(bench: Bench, groups: bool) -> None:
    platform = bench.sandbox.platform("segment")
    if groups:
        platform.groups.clear()
    else:
        bench.configure("segment", plan="team")
    people = [{"email": user["email"], "accounts": {"segment": {"permissions": [READER]}}} for user in list(platform.users.values())[2:8]]
    result = bench.run("roster", check=True, people=people, **NO_LIMIT)
    assert result.get("failed") is None, result["msg"]
    assert [request["path"] for request in result["journal"] if "/groups" in request["path"]] == ["/groups"]


def test_groups_are_read_by_group_and_never_by_person(bench: Bench) -> None:
    platform = bench.sandbox.platform("segment")
    people = [{"email": user["email"], "accounts": {"segment": {"permissions": [READER]}}} for user in list(platform.users.values())[2:8]]
    result = bench.run("roster", check=True, people=people, **NO_LIMIT)
    assert not [request["path"] for request in result["journal"] if request["path"].startswith("/users/") and request["path"].endswith("/groups")]


def test_a_demoted_invite_is_sent_again_where_this_is_asked_for(bench: Bench) -> None:
    person = {"email": ADA["email"], "profiles": ["admin"]}
    applied(bench, person, platforms=["segment"])
    never = bench.run("roster", check=True, people=[{**person, "profiles": ["desk"]}], **MEANS, platforms=["segment"])
    assert [action["action"] for action in never["plan"]["actions"]] == ["updated"] and noted(never, "permissions: cannot be read")
    result = applied(bench, {**person, "profiles": ["desk"]}, platforms=["segment"], reinvite="changed")
    assert [action["action"] for action in result["plan"]["actions"]] == ["reinvited"] and live(bench, ADA["email"])["segment"] == {"Source Read-only"}
    assert result["plan"]["actions"][0]["requests"] == len(result["writes"]) == 2
    more = applied(bench, {**person, "profiles": ["desk", "groups"]}, platforms=["segment"], reinvite="changed",
                   profiles={**PROFILES, "groups": {"segment": {"groups": ["Engineers", "Privacy"]}}})
    assert more["plan"]["actions"][0]["requests"] == len(more["writes"]) == 4


def test_an_unchanged_roster_takes_the_requests_that_are_derived(monkeypatch: pytest.MonkeyPatch) -> None:
    """As docs/docsite/rst/speed.rst derives them, for a roster that names all kinds of access and for one that names as little as it can."""
    count = 12
    for profile in ({"thousandeyes": DESK["thousandeyes"], "segment": ADMIN["segment"], "contabo": DESK["contabo"], "tsna": DESK["tsna"]},
                    {**DESK, "segment": {}, "contabo": {}}):
        bench = Bench(monkeypatch, World(0))
        for name in ("segment", "contabo", "tsna"):
            bench.configure(name, page_cap=1000)
        people = [{"email": f"p{entry}@x.example", "first_name": "P", "last_name": str(entry), "profiles": ["all"], "accounts": {"tsna": {"name": f"p{entry}"}}}
                  for entry in range(count)]
        means: dict[str, Any] = {"people": people, "profiles": {"all": profile}, **NO_LIMIT}
        bench.run("roster", **means, tsna_passwords={person["email"]: "Tr1cky-pass-77" for person in people})
        for person in people:
            accept(bench, person["email"])
        bench.run("roster", **means)
        result = bench.run("roster", **means)
        assert result.get("failed") is None and result["plan"]["actions"] == []
        asked = {name: sum(request["platform"] == name for request in result["journal"]) for name in PLATFORMS}
        members, groups = len(bench.sandbox.state()["segment"]["users"]), len(bench.sandbox.state()["segment"]["groups"])
        assert asked["thousandeyes"] <= 3 + len(bench.sandbox.platform("thousandeyes").groups)
        assert asked["segment"] <= members + 1 + 2 * groups + 4 and asked["contabo"] <= 1 + 3 and asked["tsna"] <= 1 + 4


# -- what administers access -----------------------------------------------------------------------------------------------------------------


def owners_group(bench: Bench) -> None:
    """A group of the workspace that makes its members owners."""
    bench.sandbox.platform("segment").groups[1]["policies"].append(bench.sandbox.platform("segment")._policy(grant("Workspace Owner")))


def test_what_administers_is_marked_in_the_plan(bench: Bench, tmp_path: pathlib.Path) -> None:
    owners_group(bench)
    params: dict[str, Any] = {"people": [{**ADA, "profiles": ["admin"]}], **MEANS, "plan_file": str(tmp_path / "plan")}
    result = bench.run("roster", check=True, **params)
    marked = {action["platform"]: action["admin_grants"] for action in result["plan"]["actions"]}
    assert marked == {
        "thousandeyes": ["Organization Admin"], "segment": ["Workspace Owner", "group Engineers"], "contabo": ["Full Access"], "tsna": ["Administrator"],
    }
    assert (tmp_path / "plan.md").read_text(encoding="utf-8").count("ADMIN: ") == 4
    assert " ".join(plan_lines(result["plan"])).count("[ADMIN: ") == 4
    desk = bench.run("roster", check=True, people=[{**ADA, "profiles": ["desk"]}], **MEANS)
    assert [action["admin_grants"] for action in desk["plan"]["actions"]] == [[]] * 4


@pytest.mark.parametrize("how", [{"forbid_admin_for": ["*@X.example"]}, {"forbid_admin_for": [ADA["email"]]}, {"no_admin": True}])
@pytest.mark.parametrize("there", [True, False])
def test_who_must_not_administer_is_refused_before_any_write(bench: Bench, how: dict[str, Any], there: bool) -> None:
    if there:  # what is held already is no excuse
        administrator(bench)
    person = {**ADA, "profiles": ["admin"], **({"no_admin": True} if "no_admin" in how else {})}
    more = {name: value for name, value in how.items() if name != "no_admin"}
    for approve in ({}, {"approve": True}):
        check = bench.run("roster", check=True, people=[person], **MEANS, **more)
        real = bench.run("roster", people=[person], **MEANS, **more, **({"approve": check["approval"]} if approve else {}))
        for result in (check, real):
            assert result["failed"] and result["writes"] == []
            assert all(f"{platform}: the roster gives " in result["msg"] for platform in PLATFORMS) and "Organization Admin" in result["msg"]
    assert applied(bench, {**person, "profiles": ["desk"]}, **more)["changed"]


def test_a_role_that_administers_counts_though_nobody_has_it(bench: Bench) -> None:
    assert bench.run("contabo_role", name="Night shift", admin=True).get("failed") is None
    profiles = {"night": {"contabo": {"roles": ["Night shift"]}}}
    result = bench.run("roster", people=[{**ADA, "profiles": ["night"]}], **{**MEANS, "profiles": profiles}, forbid_admin_for=["ada@*"], platforms=["contabo"])
    assert result["failed"] and "(Night shift)" in result["msg"] and result["writes"] == []


def test_a_role_that_is_declared_administrative_counts(bench: Bench) -> None:
    means = {**MEANS, "profiles": {"net": {"contabo": {"roles": ["Network"]}}}, "forbid_admin_for": ["ada@*"], "platforms": ["contabo"]}
    result = bench.run("roster", people=[{**ADA, "profiles": ["net"]}], **means, admin_roles={"contabo": ["Network"]})
    assert result["failed"] and "(Network)" in result["msg"] and result["writes"] == []
    assert bench.run("roster", people=[{**ADA, "profiles": ["net"]}], **means).get("failed") is None


def test_a_group_that_administers_is_refused_as_well(bench: Bench) -> None:
    owners_group(bench)
    profiles = {"group": {"segment": {"groups": ["Engineers"]}}}
    result = bench.run("roster", people=[{**ADA, "profiles": ["group"]}], **{**MEANS, "profiles": profiles}, forbid_admin_for=["ada@*"])
    assert result["failed"] and "(group Engineers)" in result["msg"] and result["writes"] == []


def test_where_access_is_only_added_nothing_is_said_of_joiners_and_leavers(bench: Bench) -> None:
    people = [
        {"email": "ravi.stone@harbor.example", "accounts": {"contabo": {"roles": ["Invoice"]}}}, {"email": "nada.quist@harbor.example", "ends": "2020-01-01"},
        {"email": "new@x.example", "accounts": {"contabo": {"first_name": "N", "last_name": "W", "roles": ["Network"]}}},
    ]
    result = bench.run("roster", check=True, people=people, platforms=["contabo"], access="add")
    assert sorted(action["verb"] for action in result["plan"]["actions"]) == ["create", "delete", "update"], result.get("msg")
    assert [note for note in result["plan"]["notes"] if "kept because" in note] == [
        'contabo: not in the roster, but kept because access is add: roles Network (1: ravi.stone@harbor.example)',
    ]


def test_plans_that_want_something_else_of_an_account_differ(bench: Bench) -> None:
    people: list[list[dict[str, Any]]] = [
        [{"email": "ravi.stone@harbor.example", "accounts": {"contabo": {"roles": [role]}}}] for role in ("Invoice", "Support desk", "Invoice")
    ]
    assert len({bench.run("roster", check=True, people=desired, platforms=["contabo"])["digest"] for desired in people}) == 2


def test_what_nothing_gives_stays_unless_it_is_to_be_removed(bench: Bench) -> None:
    params: dict[str, Any] = {"people": [{"email": "ravi.stone@harbor.example", "profiles": []}], "platforms": ["contabo"]}
    assert bench.run("roster", check=True, **params)["plan"]["actions"] == []
    assert len(bench.run("roster", check=True, **params, remove_platforms="listed")["plan"]["actions"]) == 1
    unmanaged = bench.run("roster", check=True, **params, remove_platforms="listed", manage={"contabo": ["roles"]})
    assert unmanaged["plan"]["actions"] == [], unmanaged.get("msg")

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guards of a roster: by effect, asked twice, and nothing taken from whoever could not be given something."""

from __future__ import annotations

import pathlib
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.lifecycle.guards import existing_before
from ansible_collections.people.access.plugins.module_utils.lifecycle.platform_plan import Refusal, approval
from tests.harness import Bench
from tests.unit.lifecycle.test_roster_module import LASTING, NO_LIMIT, PLATFORMS, refused, verbs

ENDED: dict[str, Any] = {"ends": "2020-01-01"}
NEW: dict[str, Any] = {"email": "new@x.example", "accounts": {"contabo": {"first_name": "N", "last_name": "W", "roles": ["Network"]}}}
SEGMENT: dict[str, Any] = {"permissions": [{"role": "Source Admin", "resources": [{"type": "WORKSPACE"}]}]}
OWNER: list[dict[str, Any]] = [{"role": "Workspace Owner", "resources": [{"type": "WORKSPACE"}]}]
CONTABO: dict[str, Any] = {"first_name": "N", "last_name": "W", "roles": ["Network"]}


def admins_of(bench: Bench, platform: str) -> list[str]:
    accounts = bench.run("access_info", platforms=[platform])["accounts"]
    return [account["email"] for account in accounts if account["admin"] and account["status"] == "active"]


def plain_of(bench: Bench, platform: str, count: int) -> list[str]:
    """People without anything administrative."""
    accounts = bench.run("access_info", platforms=[platform])["accounts"]
    found = [
        account["email"] for account in accounts
        if not account["admin"] and not account["protected"] and account["status"] == "active" and account["email"] not in LASTING
    ]
    assert len(found) >= count
    return found[:count]


def meanwhile(bench: Bench, monkeypatch: pytest.MonkeyPatch, platform: str, method: str, change: Callable[[], None]) -> None:
    """Somebody else changes something on a platform, just before its emulator's method answers for the first time."""
    emulator = bench.sandbox.platform(platform)
    answer = getattr(emulator, method)

    def late(*arguments: Any, **more: Any) -> Any:
        monkeypatch.setattr(emulator, method, answer)
        change()
        return answer(*arguments, **more)

    monkeypatch.setattr(emulator, method, late)


def remove(bench: Bench, email: str) -> None:
    """Somebody else removes a user of Contabo."""
    platform = bench.sandbox.platform("contabo")
    user = platform._by_email(email)
    assert user is not None
    del platform._users[user["userId"]]


# -- by effect ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [{"enabled": False}, {"roles": []}])
def test_who_is_locked_out_by_an_option_counts(bench: Bench, options: dict[str, Any]) -> None:
    emails = plain_of(bench, "contabo", 7)
    bench.run("contabo_users", users=[{"email": email, "roles": ["Network"], "enabled": True} for email in emails])
    people = [{"email": email, "accounts": {"contabo": {"roles": ["Network"], **options}}} for email in emails]
    params: dict[str, Any] = {"people": people, "platforms": ["contabo"]}
    refused(bench, "7 accounts would be", "max_removals (2)", **params, max_removals=2, max_removal_percent=-1)
    refused(bench, "7 of ", "max_removal_percent (10)", **params, max_removals=-1)
    assert bench.run("roster", check=True, **params, **NO_LIMIT).get("failed") is None


@pytest.mark.parametrize("count,ending", [(10, False), (11, True)])
def test_ten_are_named_of_those_who_would_lose_access(bench: Bench, count: int, ending: bool) -> None:
    emails = plain_of(bench, "contabo", count)
    result = refused(bench, f"{count} accounts would be", people=[{"email": email, **ENDED} for email in emails], platforms=["contabo"], max_removals=2)
    named = result["msg"].partition("max_removals (2): ")[2].partition(". Add the accounts")[0]
    assert len(named.split(", ")) == count and named.endswith(", …") is ending


def test_who_is_administrator_no_more_counts_and_is_marked(bench: Bench) -> None:
    victim = next(entry for entry in admins_of(bench, "contabo") if entry not in ("owner@harbor.example", "automation@harbor.example"))
    people = [{"email": victim, "accounts": {"contabo": {"roles": ["Network"]}}}]
    result = refused(bench, "1 account would be", "admin rights", "max_removals (0)", people=people, platforms=["contabo"], max_removals=0, min_admins=0)
    assert [(action["verb"], action["admin"]) for action in result["plan"]["actions"]] == [("update", True)]
    plain, other = plain_of(bench, "contabo", 2)
    people = [{"email": plain, "accounts": {"contabo": {"roles": ["Full Access"]}}}, {"email": other, "accounts": {"contabo": {"roles": ["Invoice"]}}}]
    result = bench.run("roster", check=True, people=people, platforms=["contabo"], max_removals=0)
    assert result.get("failed") is None, result["msg"]
    assert {action["account"]: action["admin"] for action in result["plan"]["actions"]} == {plain: True, other: False}


@pytest.mark.parametrize("platform,options", [
    ("thousandeyes", {"login_account_group": "EMEA", "all_account_group_roles": ["Organization Admin"]}), ("tsna", {"name": "nw", "roles": ["Administrator"]}),
    ("segment", {"permissions": OWNER}), ("segment", {"permissions": [], "groups": ["Owners"]}),
])
def test_a_new_administrator_is_marked(bench: Bench, platform: str, options: dict[str, Any]) -> None:
    if options.get("groups"):
        owners(bench)
    people = [{"email": "new@x.example", "accounts": {platform: options}}]
    result = bench.run("roster", check=True, people=people, platforms=[platform], tsna_passwords={"new@x.example": "Tr1cky-pass-77"})
    assert [(action["verb"], action["admin"]) for action in result["plan"]["actions"]] == [("create", True)], result.get("msg")


def test_who_is_in_an_ordinary_group_is_no_administrator(bench: Bench) -> None:
    owners(bench)
    people = [{"email": "new@x.example", "accounts": {"segment": {"permissions": [], "groups": ["Analysts"]}}}]
    result = bench.run("roster", check=True, people=people, platforms=["segment"])
    assert [(action["verb"], action["admin"], action["admin_grants"]) for action in result["plan"]["actions"]] == [("create", False, [])], result.get("msg")


def test_an_administrator_who_may_log_in_again_is_marked(bench: Bench) -> None:
    email = next(email for email in admins_of(bench, "contabo") if email not in ("owner@harbor.example", "automation@harbor.example"))
    bench.sandbox.platform("contabo")._by_email(email)["enabled"] = False
    people = [{"email": email, "accounts": {"contabo": {"enabled": True, "roles": ["Full Access"]}}}]
    action, = bench.run("roster", check=True, people=people, platforms=["contabo"])["plan"]["actions"]
    assert (action["verb"], action["admin"], action["admin_grants"]) == ("update", True, [])


def test_a_name_alone_costs_no_look_at_the_roles(bench: Bench) -> None:
    people = [{"email": plain_of(bench, "thousandeyes", 1)[0], "accounts": {"thousandeyes": {"name": "New Name"}}}]
    result = bench.run("roster", check=True, people=people, platforms=["thousandeyes"], manage={"thousandeyes": ["name"]})
    assert [(action["verb"], action["after"]["name"]) for action in result["plan"]["actions"]] == [("update", "New Name")], result.get("msg")
    assert not [request for request in result["journal"] if request["path"].endswith("/roles")]


def owners(bench: Bench, *members: str) -> None:
    assert bench.run("segment_group", name="Owners", permissions=OWNER, members=list(members)).get("failed") is None


@pytest.mark.parametrize("change", [ENDED, {"accounts": {"segment": {**SEGMENT, "groups": []}}}], ids=["ended", "left the group"])
def test_administrators_by_group_count(bench: Bench, change: dict[str, Any]) -> None:
    victim = plain_of(bench, "segment", 1)[0]
    owners(bench, victim)
    least = len(admins_of(bench, "segment"))
    params: dict[str, Any] = {"people": [{"email": victim, **change}], "platforms": ["segment"], "max_removals": -1}
    result = refused(bench, "segment: ", "administrators would be left", f"min_admins ({least})", **params, min_admins=least)
    assert result["plan"]["actions"][0]["admin"] is True
    assert bench.run("roster", check=True, **params, min_admins=least - 1).get("failed") is None


def test_who_is_pruned_without_a_look_at_the_rights_counts_as_an_administrator(bench: Bench) -> None:
    plain, admins = plain_of(bench, "segment", 1)[0], admins_of(bench, "segment")
    others = [account["email"] for account in bench.run("access_info", platforms=["segment"])["accounts"] if account["email"] not in admins]
    people = [{"email": plain, "accounts": {"segment": {}}}]
    params: dict[str, Any] = {**NO_LIMIT, "people": people, "platforms": ["segment"], "access": "add", "prune": True, "min_admins": 2}
    result = refused(bench, "1 administrators would be left", "min_admins (2)", **params, protect=[admins[0], *others])
    assert {action["account"] for action in result["plan"]["actions"]} == {*admins[1:]}
    assert bench.run("roster", check=True, **params, protect=[*admins[:2], *others]).get("failed") is None


def test_only_a_plan_without_groups_has_none_that_make_administrators(bench: Bench) -> None:
    people = [{"email": plain_of(bench, "segment", 1)[0], "accounts": {"segment": {"permissions": OWNER}}}]
    params: dict[str, Any] = {"people": people, "platforms": ["segment"], "access": "add", "manage": {"segment": ["permissions"]}}
    bench.configure("segment", plan="team")
    result = bench.run("roster", check=True, **params)
    assert [(action["verb"], action["admin"]) for action in result["plan"]["actions"]] == [("update", True)], result.get("msg")
    bench.configure("segment", plan="business")
    bench.fault(kind="status", status=403, platform="segment", method="GET", path="/groups", times=0)
    result = bench.run("roster", **params)
    assert result["failed"] and "GET /groups answered 403" in result["msg"] and result["writes"] == []


def test_whoever_was_only_invited_to_an_owning_group_is_no_administrator(bench: Bench) -> None:
    invited = "invitee1@harbor.example"
    owners(bench, invited)
    least = len(admins_of(bench, "segment")) + 1
    params: dict[str, Any] = {"people": [{"email": invited, **ENDED}], "platforms": ["segment"], "min_admins": least}
    result = bench.run("roster", check=True, **params)
    assert [(action["verb"], action["admin"]) for action in result["plan"]["actions"]] == [("delete", False)], result.get("msg")
    assert not [request for request in result["journal"] if request["path"].startswith("/groups/")]


def test_members_of_an_owning_group_are_enough_administrators(bench: Bench) -> None:
    stays = plain_of(bench, "segment", 1)[0]
    owners(bench, stays)
    victims = [{"email": email, **ENDED} for email in admins_of(bench, "segment") if email != stays]
    result = bench.run("roster", check=True, people=victims, platforms=["segment"], max_removals=-1, max_removal_percent=-1)
    assert result.get("failed") is None, result["msg"]
    assert not [
        request for request in result["journal"] if request["path"].startswith("/users/") and request["method"] == "GET" and request["path"].count("/") > 2
    ]


@pytest.mark.parametrize("name,value", [
    ("max_removals", -2), ("max_removal_percent", -7), ("max_shrink_percent", -2), ("removal_floor", -1), ("min_admins", -1),
])
def test_numbers_that_mean_nothing_are_refused(bench: Bench, name: str, value: int) -> None:
    result = bench.run("roster", people=[NEW], platforms=["contabo"], **{name: value})
    assert result["failed"] and f"{name} is {value}" in result["msg"] and result["journal"] == []


@pytest.mark.parametrize("email,options,is_refused", [
    ("automation@harbor.example", {"roles": ["Full Access"]}, True), ("automation@harbor.example", {"roles": ["Full Access", "Network", "Invoice"]}, False),
    ("ravi.stone@harbor.example", {"roles": ["Full Access"]}, False), ("ravi.stone@harbor.example", {"roles": ["Full Access", "Network", "Invoice"]}, False),
])
def test_the_account_of_the_task_loses_nothing_without_approval(bench: Bench, email: str, options: dict[str, Any], is_refused: bool) -> None:
    assert bench.run("contabo_users", users=[{"email": email, "roles": ["Full Access", "Network"]}]).get("failed") is None
    params: dict[str, Any] = {"people": [{"email": email, "accounts": {"contabo": options}}], "platforms": ["contabo"], **NO_LIMIT}
    result = bench.run("roster", check=True, **params)
    assert [(action["verb"], action["admin"]) for action in result["plan"]["actions"]] == [("update", False)]
    assert [f"{email} is " in refusal and "would lose access" in refusal for refusal in result["plan"]["refusals"]] == [True] * is_refused
    assert bench.run("roster", approve=result["approval"], **params).get("failed") is None


@pytest.mark.parametrize("options,is_refused", [
    ({"max_removals": 6}, False), ({"max_removals": 5}, True), ({"max_removals": 0}, True), ({"max_removal_percent": 20}, False),
    ({"max_removal_percent": 19}, True), ({"max_removal_percent": 0, "removal_floor": 6}, False), ({"max_removal_percent": 0, "removal_floor": 5}, True),
])
def test_a_limit_is_the_most_that_is_allowed(bench: Bench, options: dict[str, int], is_refused: bool) -> None:
    people = [{"email": email, **ENDED} for email in plain_of(bench, "contabo", 6)]  # of 30
    result = bench.run("roster", check=True, people=people, platforms=["contabo"], **{**NO_LIMIT, **options})
    assert len(result["plan"]["actions"]) == 6 and len(result["plan"]["refusals"]) == is_refused, result["plan"]["refusals"]


@pytest.mark.parametrize("options,is_refused", [
    ({"max_shrink_percent": 20}, False), ({"max_shrink_percent": 19}, True), ({"max_shrink_percent": -1}, False),
    ({"max_shrink_percent": 0, "removal_floor": 6}, False), ({"max_shrink_percent": 0, "removal_floor": 5}, True),
])
def test_a_list_may_shrink_by_so_much(bench: Bench, tmp_path: pathlib.Path, options: dict[str, int], is_refused: bool) -> None:
    params: dict[str, Any] = {"people": [NEW], "platforms": ["contabo"], "plan_file": str(tmp_path / "plan")}
    bench.run("roster", check=True, **params)
    for email in plain_of(bench, "contabo", 6):
        remove(bench, email)
    result = bench.run("roster", check=True, **params, **options)
    assert len(result["plan"]["refusals"]) == is_refused, result["plan"]["refusals"]


# -- once more before the first removal --------------------------------------------------------------------------------------------------


def contest(bench: Bench, monkeypatch: pytest.MonkeyPatch, also: int = 1) -> dict[str, Any]:
    """A roster under which the administrators are just enough, while somebody else removes another one."""
    admins = [entry for entry in admins_of(bench, "contabo") if entry not in ("owner@harbor.example", "automation@harbor.example")]
    least = len(admins_of(bench, "contabo")) - 1

    def change() -> None:
        for email in admins[1:1 + also]:
            remove(bench, email)

    meanwhile(bench, monkeypatch, "contabo", "create_user", change)
    return {"people": [{"email": admins[0], **ENDED}, NEW], "platforms": ["contabo"], "max_removals": -1, "min_admins": least}


def test_a_removal_that_has_become_too_much_is_held_back(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    params = contest(bench, monkeypatch)
    plan = bench.run("roster", check=True, **params)
    assert plan.get("failed") is None and plan["plan"]["refusals"] == []
    result = bench.run("roster", expect=plan["digest"], **params)
    assert result["failed"] and result["changed"]
    assert "The guards ran again before the first removal" in result["msg"] and f"fewer than min_admins ({params['min_admins']})" in result["msg"]
    assert {action["account"]: action["status"] for action in result["plan"]["actions"]} == {"new@x.example": "done", params["people"][0]["email"]: "not tried"}
    assert len(admins_of(bench, "contabo")) == params["min_admins"] and [write_request["method"] for write_request in result["writes"]] == ["POST"]
    assert "held back: " in result["plan"]["actions"][1]["msg"]


@pytest.mark.parametrize("also,covered", [(0, True), (1, False)])
def test_an_approval_covers_what_the_approver_saw_and_nothing_worse(bench: Bench, monkeypatch: pytest.MonkeyPatch, also: int, covered: bool) -> None:
    params = contest(bench, monkeypatch, also)
    params["min_admins"] += 1  # refused from the beginning
    plan = bench.run("roster", check=True, **params)
    assert plan["failed"] and "would be left" in plan["msg"]
    result = bench.run("roster", approve=plan["approval"], **params)
    assert (result.get("failed") is None) is covered, result.get("msg")
    assert {action["status"] for action in result["plan"]["actions"]} == ({"done"} if covered else {"done", "not tried"})


def test_an_approval_of_other_refusals_is_none(bench: Bench) -> None:
    people = [{"email": email, **ENDED} for email in plain_of(bench, "contabo", 3)]
    params: dict[str, Any] = {"people": people, "platforms": ["contabo"]}
    plan = bench.run("roster", check=True, **params, max_removals=2)
    other = bench.run("roster", approve=plan["approval"], **params, max_removals=1)
    assert other["failed"] and other["digest"] == plan["digest"] and other["writes"] == [] and "max_removals (1)" in other["msg"]
    assert bench.run("roster", approve=plan["approval"], **params, max_removals=2).get("failed") is None


def test_a_list_that_shrinks_meanwhile_holds_removals_back(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    leaver = plain_of(bench, "contabo", 1)[0]
    everybody = [account["email"] for account in bench.run("access_info", platforms=["contabo"])["accounts"]]

    def change() -> None:
        for email in everybody:
            if email not in (leaver, "owner@harbor.example", "automation@harbor.example"):
                remove(bench, email)

    meanwhile(bench, monkeypatch, "contabo", "create_user", change)
    result = bench.run("roster", people=[{"email": leaver, **ENDED}, NEW], platforms=["contabo"], max_removals=-1, min_admins=0)
    assert result["failed"] and "max_shrink_percent (30)" in result["msg"], result.get("msg")
    assert [action["status"] for action in result["plan"]["actions"]] == ["done", "not tried"]


@pytest.mark.parametrize("before,during,held", [(6, 5, True), (0, 5, False)])
def test_a_list_that_shrinks_in_steps_is_compared_with_the_earlier_plan(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, before: int, during: int, held: bool
) -> None:
    leaver, *others = plain_of(bench, "contabo", 12)
    params: dict[str, Any] = {"people": [{"email": leaver, **ENDED}, NEW], "platforms": ["contabo"], "plan_file": str(tmp_path / "plan"), **NO_LIMIT}
    assert bench.run("roster", check=True, **params)["plan"]["counts"]["contabo"]["existing"] == 30
    for email in others[:before]:
        remove(bench, email)

    def change() -> None:
        for email in others[before:before + during]:
            remove(bench, email)

    meanwhile(bench, monkeypatch, "contabo", "create_user", change)
    result = bench.run("roster", **params)
    assert [action["status"] for action in result["plan"]["actions"]] == ["done", "not tried" if held else "done"], result.get("msg")
    assert ("the earlier plan had 30 accounts and there are 20 now" in result.get("msg", "")) is held


def test_where_the_state_cannot_be_read_again_nothing_is_taken(bench: Bench) -> None:
    leaver = plain_of(bench, "contabo", 1)[0]
    listing = reads(bench.run("access_info", platforms=["contabo"]))
    bench.fault(kind="status", status=403, platform="contabo", method="GET", path="/v1/users$", times=0, after=listing)
    result = bench.run("roster", people=[{"email": leaver, **ENDED}], platforms=["contabo"], max_removals=-1)
    assert result["failed"] and "Work on contabo stopped" in result["msg"] and result["writes"] == []
    assert [action["status"] for action in result["plan"]["actions"]] == ["not tried"]


@pytest.mark.parametrize("renamed", [False, True])
def test_who_has_become_an_administrator_meanwhile_counts(bench: Bench, monkeypatch: pytest.MonkeyPatch, renamed: bool) -> None:
    platform = bench.sandbox.platform("contabo")
    leaver = plain_of(bench, "contabo", 1)[0]
    admins = admins_of(bench, "contabo")
    full = next(role for role in platform._by_email(next(admin for admin in admins if admin != "owner@harbor.example"))["roles"])

    def change() -> None:
        platform._by_email(leaver)["roles"] = [full]
        platform._by_email(leaver)["email"] = "renamed@x.example" if renamed else leaver
        for admin in admins:
            if admin not in ("owner@harbor.example", "automation@harbor.example"):
                remove(bench, admin)

    meanwhile(bench, monkeypatch, "contabo", "create_user", change)
    least = len(admins_of(bench, "contabo"))
    result = bench.run("roster", people=[{"email": leaver, **ENDED}, NEW], platforms=["contabo"], max_removals=-1, min_admins=least)
    assert result["failed"] and f"min_admins ({least})" in result["msg"], result


def test_who_is_no_administrator_any_more_meanwhile_does_not_count(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    platform = bench.sandbox.platform("contabo")
    leaver, *others = (entry for entry in admins_of(bench, "contabo") if entry not in ("owner@harbor.example", "automation@harbor.example"))
    full = platform._by_email(leaver)["roles"]
    others += plain_of(bench, "contabo", 3)
    for email in others:
        platform._by_email(email)["roles"] = full

    def change() -> None:
        for email in others:
            platform._by_email(email)["roles"] = []

    meanwhile(bench, monkeypatch, "contabo", "create_user", change)
    result = bench.run("roster", people=[{"email": leaver, **ENDED}, NEW], platforms=["contabo"], max_removals=-1, min_admins=3)
    assert result["failed"] and "2 administrators would be left" in result["msg"], result.get("msg")


def test_roles_that_are_declared_administrative_count_again_before_the_first_removal(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    platform = bench.sandbox.platform("contabo")
    network = next(key for key, role in platform._roles.items() if role["name"] == "Network")
    means: dict[str, Any] = {"platforms": ["contabo"], "max_removals": -1, "admin_roles": {"contabo": ["Network"]}}
    leaver, *others = plain_of(bench, "contabo", 4)
    for email in (leaver, *others):
        platform._by_email(email)["roles"] = [network]
    everybody = sum(account["admin"] for account in bench.run("access_info", platforms=["contabo"], admin_roles=means["admin_roles"])["accounts"])

    def change() -> None:
        for email in others:
            platform._by_email(email)["roles"] = []

    meanwhile(bench, monkeypatch, "contabo", "create_user", change)
    result = bench.run("roster", people=[{"email": leaver, **ENDED}, NEW], **means, min_admins=everybody - 1)
    left = everybody - 4 + 1  # with the new account, which has the role too
    assert result["failed"] and f"{left} administrators would be left" in result["msg"], result.get("msg")


def administrators(bench: Bench) -> list[dict[str, Any]]:
    """All administrators of Contabo who may leave, as people of a roster who stay."""
    desired = {"contabo": {"roles": ["Full Access"]}}
    staying = [entry for entry in admins_of(bench, "contabo") if entry not in ("owner@harbor.example", "automation@harbor.example")]
    users = [{"email": email, "roles": ["Full Access", "Network"]} for email in staying]
    assert bench.run("contabo_users", users=users).get("failed") is None
    return [{"email": email, "accounts": desired} for email in staying]


@pytest.mark.parametrize("minimum", [0, 1])
def test_who_else_administers_is_read_again_only_where_somebody_has_to(bench: Bench, minimum: int) -> None:
    accounts = bench.run("access_info", platforms=["contabo"])["accounts"]
    admins = {account["email"]: account["id"] for account in accounts if account["admin"]}
    leaver = next(email for email in admins if email not in ("owner@harbor.example", "automation@harbor.example"))
    result = bench.run("roster", people=[{"email": leaver, **ENDED}], platforms=["contabo"], max_removals=-1, min_admins=minimum)
    assert result.get("failed") is None, result["msg"]
    read = {request["path"].rpartition("/")[2] for request in result["journal"] if request["method"] == "GET"}
    assert len(read & {id_ for email, id_ in admins.items() if email != leaver}) == minimum
    assert reads(result) == 2 * reads(bench.run("access_info", platforms=["contabo"])), "the list is read to plan, and once more before the removal"


def test_invited_people_do_not_stand_in_for_the_last_administrators(bench: Bench) -> None:
    assert bench.run("segment_invite", email="new@x.example", permissions=OWNER).get("failed") is None
    people = [{"email": email, **ENDED} for email in admins_of(bench, "segment")]
    refused(bench, "0 administrators would be left", people=people, platforms=["segment"], max_removals=-1, min_admins=1)


def test_an_invited_administrator_is_none_yet(bench: Bench) -> None:
    assert bench.run("segment_invite", email="new@x.example", permissions=OWNER).get("failed") is None
    minimum = len(admins_of(bench, "segment"))
    leaver = next(email for email in admins_of(bench, "segment") if email not in ("owner@harbor.example", "automation@harbor.example"))
    refused(bench, f"{minimum - 1} administrators would be left", people=[{"email": leaver, **ENDED}], platforms=["segment"], min_admins=minimum)


def test_who_is_no_administrator_may_leave_however_few_there_are(bench: Bench) -> None:
    for platform in ("contabo", "tsna", "thousandeyes"):
        people = [{"email": plain_of(bench, platform, 1)[0], **ENDED}]
        result = bench.run("roster", check=True, people=people, platforms=[platform], min_admins=99)
        assert result.get("failed") is None and set(verbs(result).values()) == {"delete"}, result.get("msg")


def test_the_rights_that_were_read_to_plan_count_where_a_list_shows_none(bench: Bench) -> None:
    people = [{"email": plain_of(bench, "thousandeyes", 1)[0], **ENDED}]
    result = bench.run("roster", people=people, platforms=["thousandeyes"], min_admins=99)
    assert [action["status"] for action in result["plan"]["actions"]] == ["done"], result.get("msg")


@pytest.mark.parametrize("counts,existing", [({}, 0), ({"existing": 5}, 5), ({"existing": 5, "shrunk_from": 9}, 9)])
def test_a_list_is_compared_with_the_last_one_that_was_not_refused(counts: dict[str, int], existing: int) -> None:
    assert existing_before(counts) == existing


@pytest.mark.parametrize("change", [ENDED, {"accounts": {"contabo": {"roles": ["Full Access"], "enabled": False}}}], ids=["ended", "disabled"])
def test_a_disabled_administrator_is_none(bench: Bench, change: dict[str, Any]) -> None:
    leaver, disabled, *_others = (email for email in admins_of(bench, "contabo") if email not in ("owner@harbor.example", "automation@harbor.example"))
    minimum = len(admins_of(bench, "contabo")) - 1
    params: dict[str, Any] = {"people": [{"email": leaver, **change}], "platforms": ["contabo"], "max_removals": -1}
    assert bench.run("roster", check=True, **params, min_admins=minimum).get("failed") is None
    bench.sandbox.platform("contabo")._by_email(disabled)["enabled"] = False
    refused(bench, f"{minimum - 1} administrators would be left", **params, min_admins=minimum)
    assert bench.run("roster", check=True, **params, min_admins=minimum - 1).get("failed") is None


def test_an_administrator_who_loses_something_else_is_not_missed(bench: Bench) -> None:
    people = administrators(bench)
    result = bench.run("roster", check=True, people=people, platforms=["contabo"], min_admins=99)
    assert result.get("failed") is None and {action["verb"] for action in result["plan"]["actions"]} == {"update"}, result.get("msg")


def test_administrators_of_the_roster_count_once_and_without_a_second_look(bench: Bench) -> None:
    least = len(admins_of(bench, "contabo"))
    leaver, *others = administrators(bench)
    listing = reads(bench.run("access_info", platforms=["contabo"]))
    params: dict[str, Any] = {"people": [{"email": leaver["email"], **ENDED}, *others], "platforms": ["contabo"]}
    refused(bench, f"{least - 1} administrators would be left", **params, min_admins=least)
    result = bench.run("roster", check=True, **params, min_admins=least - 1)
    assert result.get("failed") is None and reads(result) == listing, result.get("msg")


def test_without_a_removal_nothing_is_read_twice(bench: Bench) -> None:
    for action in ("applied", "none"):
        listing = reads(bench.run("access_info", platforms=["contabo"]))
        result = bench.run("roster", people=[NEW], platforms=["contabo"])
        assert (result["action"], reads(result)) == (action, listing)


def reads(result: dict[str, Any]) -> int:
    """How many pages of the listing of Contabo were read."""
    return [request["path"] for request in result["journal"] if request["method"] == "GET"].count("/v1/users")


def test_a_refusal_covers_the_same_and_less() -> None:
    seen = Refusal("contabo", "min_admins", "3", 1, "two are left")
    assert seen.covers(seen) and seen.covers(Refusal("contabo", "min_admins", "3", 0, "three"))
    others = [
        Refusal("contabo", "min_admins", "3", 2, ""), Refusal("tsna", "min_admins", "3", 1, ""), Refusal("contabo", "max_removals", "3", 1, ""),
        Refusal("contabo", "min_admins", "4", 1, ""),
    ]
    assert not [other for other in others if seen.covers(other)]
    assert len({approval("d", [entry]) for entry in (seen, *others)} | {approval("d", []), approval("e", [seen])}) == 7
    assert approval("d", [seen, others[0]]) == approval("d", [others[0], seen])


# -- who keeps what ----------------------------------------------------------------------------------------------------------------------


def movers(bench: Bench, count: int = 6) -> dict[str, Any]:
    """People who move from Contabo to Segment, and everybody else kept out of it."""
    emails = [f"m{number}@x.example" for number in range(count)]
    before = bench.run("roster", people=[{"email": email, "accounts": {"contabo": CONTABO}} for email in emails], platforms=["contabo"])
    assert before.get("failed") is None, before["msg"]
    others = [account["email"] for account in bench.run("access_info", platforms=["contabo", "segment"])["accounts"] if account["email"] not in emails]
    return {"people": [{"email": email, "accounts": {"segment": SEGMENT}} for email in emails], "platforms": ["contabo", "segment"],
            "remove_platforms": "listed", "protect": others, **NO_LIMIT}


@pytest.mark.parametrize("status", [403, 500, 400])
def test_who_could_not_be_given_the_new_keeps_the_old(bench: Bench, status: int) -> None:
    params = movers(bench)
    bench.fault(kind="status", status=status, platform="segment", method="POST", path="/invites", times=0)
    result = bench.run("roster", **params)
    assert result["failed"] and not [write_request for write_request in result["writes"] if write_request["platform"] == "contabo"]
    by = [(action["platform"], action["status"]) for action in result["plan"]["actions"]]
    assert by.count(("contabo", "not tried")) == 6 and not [entry for entry in by if entry[1] in ("planned", "done")]
    assert result["outcome"]["done"] == [] and result["changed"] is False
    bench.fault(kind="delay")
    again = bench.run("roster", **params)
    assert again.get("failed") is None and {action["status"] for action in again["plan"]["actions"]} == {"done"}


@pytest.mark.parametrize("method,path", [("GET", "/invites"), ("GET", "/users")])
def test_who_is_to_have_access_on_a_platform_that_cannot_be_read_keeps_the_rest(bench: Bench, method: str, path: str) -> None:
    params = movers(bench)
    params["people"].append({"email": "gone@x.example", **ENDED})
    assert bench.run("contabo_user", email="gone@x.example", first_name="G", last_name="O").get("failed") is None
    bench.fault(kind="status", status=500, platform="segment", method=method, path=path, times=0)
    for check in (True, False):
        result = bench.run("roster", check=check, **params)
        held = [action for action in result["plan"]["actions"] if action["account"] != "gone@x.example"]
        assert len(held) == 6 and {entry["status"] for entry in held} == {"not tried"}
        assert {entry["msg"] for entry in held} == {"segment could not be read, and this person should have access there"}
    assert [
        write_request["path"].count("/") for write_request in result["writes"] if write_request["method"] == "DELETE"
    ] == [3]  # only who is to have nothing there
    assert verbs(result)["contabo gone@x.example"] == "delete"


def test_what_gives_and_takes_waits_for_what_only_gives(bench: Bench) -> None:
    email = plain_of(bench, "contabo", 1)[0]
    people = [{"email": email, "accounts": {"contabo": {"roles": ["Invoice"]}, "segment": SEGMENT, "tsna": {"roles": ["Viewer"]}}}, NEW]
    params: dict[str, Any] = {"people": people, "platforms": ["contabo"], **NO_LIMIT}
    result = bench.run("roster", **params)
    assert [(action["verb"], action["account"]) for action in result["plan"]["actions"]] == [("create", "new@x.example"), ("update", email)]
    assert [write_request["method"] for write_request in result["writes"]] == ["POST", "PATCH"]


def test_a_platform_that_nobody_has_any_more_is_not_forgotten(bench: Bench) -> None:
    result = bench.run("roster", check=True, people=[NEW])
    assert set(result["plan"]["counts"]) == set(PLATFORMS)
    assert len([note for note in result["plan"]["notes"] if "the roster gives nobody an account here" in note]) == 3
    pruned = bench.run("roster", check=True, people=[NEW], prune=True, **NO_LIMIT)
    assert pruned["failed"] and "tsna: the roster gives nobody an account here" in pruned["msg"]
    leavers = bench.run("roster", check=True, people=[{"email": "gone@x.example", **ENDED}], platforms=["contabo"])
    assert not [note for note in leavers["plan"]["notes"] if "gives nobody" in note]
    kept = bench.run("roster", check=True, people=[NEW], platforms=["contabo", "segment"], prune=True, protect=["*@harbor.example"])
    assert kept.get("failed") is None and kept["plan"]["refusals"] == []  # nobody would be removed


def test_an_administrative_role_that_nobody_can_have_is_told(bench: Bench) -> None:
    """Otherwise, a misspelled name would turn off what no approval can override."""
    admin = {"email": "zed@x.example", "no_admin": True, "accounts": {"tsna": {"name": "zed", "roles": ["Administrator"]}}}
    means: dict[str, Any] = {"people": [admin], "platforms": ["tsna"], "tsna_passwords": {"zed@x.example": "Tr1cky-pass-77"}}
    for wrong in ({"tsna": ["Adminstrator"]}, {"tsna": ["Viewer", "Adminstrator"]}):
        for check in (True, False):
            result = bench.run("roster", check=check, admin_roles=wrong, **means)
            assert "admin_roles.tsna: TSNA has no role named 'Adminstrator'." in result["msg"] and "'Administrator'" in result["msg"]
            assert result["writes"] == [] and result["msg"].count("Nothing was changed.") == 1
        assert "no role named 'Adminstrator'" in bench.run("access_info", platforms=["tsna"], admin_roles=wrong)["msg"]
    assert "no_admin is set" in bench.run("roster", admin_roles={"tsna": ["administrator "]}, **means)["msg"]
    assert bench.run("access_info", platforms=["contabo"], admin_roles={"contabo": ["Owner", "Full Access"]}).get("failed") is None
    bench.fault(kind="status", status=403, platform="tsna", method="GET", path="/roles", times=0)
    assert bench.run("access_info", platforms=["tsna"], admin_roles={"tsna": ["Viewer"]}).get("failed") is None


def test_an_unknown_administrative_role_does_not_hold_up_leavers(bench: Bench) -> None:
    """It is told, and refused together with anything but removals of leavers: access that can wait."""
    wrong = {"contabo": ["Full Acess"]}
    gone = {"email": "ada.quist@harbor.example", "ends": "2020-01-01"}
    means: dict[str, Any] = {"platforms": ["contabo"], "admin_roles": wrong, "max_removal_percent": -1}
    for others in ({"people": [gone, NEW]}, {"people": [gone], "prune": True, "protect": ["*@harbor.example"]}, {"people": [gone, {"email": "a@x.example"}]}):
        for check in (True, False):
            refused = bench.run("roster", check=check, **{**means, **others})
            assert "admin_roles.contabo: Contabo has no role named 'Full Acess'." in refused["msg"] and refused["writes"] == []
    plan = bench.run("roster", check=True, people=[gone], **means)
    done = bench.run("roster", people=[gone], expect=plan["digest"], **means)
    assert done.get("failed") is None and done["diff"] == plan["diff"] and done["writes"][-1]["method"] == "DELETE"
    note = "contabo: admin_roles.contabo: Contabo has no role named 'Full Acess'."
    for result in (plan, done):
        assert any(text.startswith(note) and "min_admins" in text for text in result["plan"]["notes"]), result["plan"]["notes"]


@pytest.mark.parametrize("status", [403, 500])
def test_roles_that_cannot_be_listed_do_not_hold_up_leavers(bench: Bench, status: int) -> None:
    bench.fault(kind="status", status=status, platform="tsna", method="GET", path="/roles", times=0)
    done = bench.run("roster", people=[{"email": "i@x.example", "ends": "2020-01-01", "accounts": {"tsna": {"name": "icosta"}}}], platforms=["tsna"],
                     admin_roles={"tsna": ["Auditor"]}, max_removal_percent=-1)
    assert done.get("failed") is None and done["changed"], done["msg"]
    assert any("in admin_roles exist could not be checked" in text for text in done["plan"]["notes"]) is (status != 403)

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module roster as a whole: plan, digest, guards, apply, partial failure, and a run after one that was killed."""

from __future__ import annotations

import json
import os
import pathlib
import stat
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine import progress
from ansible_collections.people.access.plugins.module_utils.platforms.contabo import users as contabo
from ansible_collections.people.access.plugins.module_utils.platforms.thousandeyes import users as thousandeyes
from tests.harness import Bench

PLATFORMS = ("thousandeyes", "segment", "contabo", "tsna")
NETOPS: dict[str, Any] = {
    "thousandeyes": {"login_account_group": "EMEA", "account_group_roles": [{"account_group": "EMEA", "roles": ["Regular User", "Read only"]}]},
    "segment": {"permissions": [{"role": "Source Admin", "resources": [{"type": "WORKSPACE"}]}], "groups": ["Analysts"]},
    "contabo": {"roles": ["Network"], "locale": "en-US"},
    "tsna": {"roles": ["Planner", "Viewer"], "dynamic_fields": {"Department": "NetOps"}},
}
PROFILES: dict[str, Any] = {"netops": NETOPS, "auditor": {"thousandeyes": {"login_account_group": "EMEA", "all_account_group_roles": ["Read only"]}}}


def person(first: str, last: str, *profiles: str, **more: Any) -> dict[str, Any]:
    login = {"accounts": {"tsna": {"name": f"{first[0]}{last}".lower()}}}
    return {"email": f"{first}.{last}@x.example".lower(), "first_name": first, "last_name": last, "profiles": list(profiles), **login, **more}


ADA, ZOE, YAN = person("Ada", "Quist", "netops"), person("Zoe", "Park", "netops", "auditor"), person("Yan", "Oh", "auditor")
PASSWORDS = {f"{name}@x.example": "Tr1cky-pass-77" for name in ("ada.quist", "zoe.park", "yan.oh", "ida.berg")}
MEANS: dict[str, Any] = {"profiles": PROFILES, "tsna_passwords": PASSWORDS}
ROSTER: dict[str, Any] = {"people": [ADA, ZOE, YAN], **MEANS}
NO_LIMIT: dict[str, Any] = {"max_removals": -1, "max_removal_percent": -1, "min_admins": 0}


def held(bench: Bench) -> list[Any]:
    """Everything that people have on all platforms, without ids."""
    result = bench.run("access_info", exact=True)
    assert result.get("failed") is None, result["msg"]
    accounts = [[account[part] for part in ("platform", "email", "name", "status", "admin")] for account in result["accounts"]]
    grants = [[
        entitlement[part] for part in ("platform", "email", "name", "role", "resource_type", "resource", "labels", "via")
    ] for entitlement in result["entitlements"]]
    return [sorted(accounts), sorted(grants)]


def verbs(result: dict[str, Any]) -> dict[str, str]:
    return {f"{action['platform']} {action['account']}": action["verb"] for action in result["plan"]["actions"]}


def test_a_roster_is_planned_applied_and_then_fulfilled(bench: Bench) -> None:
    before = bench.sandbox.state()
    check = bench.run("roster", check=True, **ROSTER)
    assert check.get("failed") is None, check["msg"]
    assert (check["writes"], bench.sandbox.state(), check["changed"]) == ([], before, True)
    real = bench.run("roster", **ROSTER)
    assert real.get("failed") is None, real["msg"]
    assert real["digest"] == check["digest"] and real["diff"] == check["diff"] and real["action"] == check["action"] == "applied"
    assert verbs(real) == verbs(check)
    assert {action["status"] for action in real["plan"]["actions"]} == {"done"} and {action["status"] for action in check["plan"]["actions"]} == {"planned"}
    assert sorted(verbs(real)) == sorted(
        [f"{platform} {entry['email']}" for entry in (ADA, ZOE) for platform in PLATFORMS[:3]] + ["tsna aquist", "tsna zpark", f"thousandeyes {YAN['email']}"]
    )
    assert real["plan"]["counts"]["contabo"]["create"] == 2 and real["plan"]["counts"]["contabo"]["desired"] == 2
    again = bench.run("roster", **ROSTER)
    assert (again["changed"], again["action"], again["writes"], again["plan"]["actions"]) == (False, "none", [], [])
    assert again["digest"] != real["digest"]


def test_a_single_new_person_is_no_reason_to_warn(bench: Bench) -> None:
    assert not bench.run("roster", **{**ROSTER, "people": [ADA]}).get("warnings")
    assert not bench.run("roster", **ROSTER).get("warnings")


def test_who_moves_gets_the_new_before_the_old_goes(bench: Bench) -> None:
    bench.run("roster", **ROSTER)
    moved: dict[str, Any] = {"people": [{**ADA, "profiles": ["auditor"]}, ZOE, YAN], **MEANS, "platforms": list(PLATFORMS)}
    kept = bench.run("roster", **moved)
    assert verbs(kept) == {f"thousandeyes {ADA['email']}": "update"}
    ended: dict[str, Any] = {**moved, "people": [{**ADA, "ends": "2020-01-01"}, ZOE, {**YAN, "profiles": ["netops"]}]}
    result = bench.run("roster", **ended)
    assert [action["verb"] for action in result["plan"]["actions"]] == ["create", "create", "create", "update", "delete", "delete", "delete", "delete"]
    methods = [write_request["method"] for write_request in result["writes"]]
    first_removal = methods.index("DELETE")
    assert set(methods[first_removal:]) == {"DELETE", "PATCH"} and {"POST", "PUT"} <= set(methods[:first_removal])  # PATCH disables
    assert {action["reason"] for action in result["plan"]["actions"] if action["verb"] == "delete"} == {"ended"}
    again = bench.run("roster", **ended)
    assert (again["changed"], again["writes"]) == (False, [])


def test_before_it_starts_nothing_is_given_and_nothing_taken(bench: Bench) -> None:
    bench.run("roster", **ROSTER)
    later: dict[str, Any] = {**ROSTER, "people": [{**ADA, "starts": "2199-01-01"}, ZOE, YAN], "prune": True, "protect": ["owner@harbor.example"], **NO_LIMIT}
    result = bench.run("roster", check=True, **later)
    assert not [name for name in verbs(result) if "ada.quist@x" in name or "aquist" in name]


def test_without_a_change_each_list_is_read_once_and_nobody_singly(bench: Bench) -> None:
    bench.run("roster", **ROSTER)
    cheap, exact = (bench.run("roster", **ROSTER, compare=compare) for compare in ("account_groups", "exact"))
    paths = [request["path"] for request in cheap["journal"] if request["platform"] == "thousandeyes"]
    assert sorted(paths) == ["/account-groups", *(f"/account-groups/1100{number}" for number in (1, 2, 3, 4)), "/roles", "/users"]
    assert any("compared by account group" in note for note in cheap["plan"]["notes"]) and not any("account group" in note for note in exact["plan"]["notes"])
    for platform, path in (("contabo", "/v1/users"), ("tsna", "/v4.0/users")):
        assert {request["path"] for request in cheap["journal"] if request["platform"] == platform and path in request["path"]} == {path}


def test_the_digest_does_not_depend_on_order(bench: Bench) -> None:
    digest = bench.run("roster", check=True, **ROSTER)["digest"]
    turned = json.loads(json.dumps(NETOPS))
    turned["thousandeyes"]["account_group_roles"][0]["roles"].reverse()
    turned["tsna"]["roles"].reverse()
    people = [{**entry, "profiles": entry["profiles"][::-1]} for entry in ROSTER["people"][::-1]]
    other: dict[str, Any] = {**ROSTER, "people": people, "profiles": {"auditor": PROFILES["auditor"], "netops": turned}, "platforms": list(PLATFORMS[::-1])}
    assert bench.run("roster", check=True, **other)["digest"] == digest
    bench.run("contabo_user", email="somebody.else@x.example", first_name="Somebody", last_name="Else")
    assert bench.run("roster", check=True, **ROSTER)["digest"] == digest
    assert bench.run("roster", check=True, **{**ROSTER, "tsna_passwords": dict.fromkeys(PASSWORDS, "An0ther-pass-77")})["digest"] == digest
    bench.run("contabo_user", email=ADA["email"], first_name="Ada", last_name="Quist")
    assert bench.run("roster", check=True, **ROSTER)["digest"] != digest


def test_passwords_are_masked_wherever_they_come_back(bench: Bench) -> None:
    passwords = {f"p{number}@x.example": f"Quiet-harbor-{number}" for number in range(300)}
    echoed = json.loads(json.dumps(NETOPS))
    echoed["tsna"]["dynamic_fields"] = {"Department": "is Quiet-harbor-7, not Quiet-harbor-77"}
    for check in (True, False):
        result = bench.run("roster", check=check, people=[ADA], profiles={"netops": echoed}, tsna_passwords={**passwords, **PASSWORDS})
        assert result.get("failed") is None and "is ********, not ********" in bench.printed
        assert not [password for password in (*passwords.values(), *PASSWORDS.values(), bench.environment["TE_TOKEN"]) if password in bench.printed]
        if "invocation" in result:  # ansible-core 2.21 tells it only if it is configured to
            assert result["invocation"]["module_args"]["tsna_passwords"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


# -- approval and plan files ---------------------------------------------------------------------------------------------------------------------


def test_an_approved_plan_is_applied_and_a_moved_one_refused(bench: Bench, tmp_path: pathlib.Path) -> None:
    file = str(tmp_path / "plan.md")
    plan = bench.run("roster", check=True, plan_file=file, **ROSTER)
    bench.run("contabo_user", email=ADA["email"], first_name="Ada", last_name="Quist")
    before = (tmp_path / "plan.json").read_text(encoding="utf-8")
    for option, name in (("expect", "digest"), ("approve", "approval")):
        (tmp_path / "plan.json").write_text(before, encoding="utf-8")
        refused = bench.run("roster", plan_file=file, **{option: plan[name]}, **ROSTER)
        assert refused["failed"] and refused["writes"] == [] and refused["changed"] is False
        assert f"changed: update {ADA['email']} on contabo" in refused["msg"] and f"{option}: {refused[name]}" in refused["msg"]
    done = bench.run("roster", expect=refused["digest"], approve=refused["approval"], **ROSTER)
    assert done.get("failed") is None and done["changed"]
    for given in ({"expect": refused["digest"]}, {"approve": refused["approval"]}):
        late = bench.run("roster", **given, **ROSTER)
        assert late["failed"] and late["writes"] == []


def test_the_two_digests_are_not_taken_for_each_other(bench: Bench) -> None:
    plan = bench.run("roster", check=True, **ROSTER)
    assert plan["plan"]["digest"] == plan["digest"] != plan["approval"] == plan["plan"]["approval"]
    wrong = bench.run("roster", approve=plan["digest"], **ROSTER)
    assert wrong["failed"] and "approve has the digest of this plan" in wrong["msg"] and wrong["writes"] == []
    wrong = bench.run("roster", expect=plan["approval"], **ROSTER)
    assert wrong["failed"] and "expect has the approval of this plan" in wrong["msg"] and wrong["writes"] == []


def test_the_plan_file_is_for_people_and_for_programs(bench: Bench, tmp_path: pathlib.Path) -> None:
    odd: dict[str, Any] = {**ROSTER, "people": [{**ADA, "last_name": "Qui|st\n[x](y)"}]}
    result = bench.run("roster", check=True, plan_file=str(tmp_path / "plan.json"), **odd)
    written = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert written.pop("made_at") and written == result["plan"] and written["digest"] == result["digest"]
    text = (tmp_path / "plan.md").read_text(encoding="utf-8")
    assert result["digest"] in text and "- **Ada Qui\\|st\\\\n\\[x\\](y)** (ada.quist@x.example) joins: " in text
    page = (tmp_path / "plan.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>") and result["digest"] in page and 'href="./plan.md"' in page
    assert result["plan"]["files"] == [str(tmp_path / f"plan.{kind}") for kind in ("md", "html", "json")]
    missing = bench.run("roster", check=True, plan_file=str(tmp_path / "none" / "plan.md"), **ROSTER)
    assert missing["failed"] and "plan_file" in missing["msg"]


def test_a_plan_hides_nothing_from_its_reader_and_is_for_its_owner_only(bench: Bench, tmp_path: pathlib.Path) -> None:
    hidden = "Quist\x1b[2K\u202e\u200b\x9b&#8203;~~\ud83d"
    bench.run("contabo_user", email="mia.loft@x.example", first_name="Mia", last_name="Loft")
    bench.sandbox.platform("contabo")._by_email("mia.loft@x.example")["lastName"] = hidden  # half a surrogate pair cannot be given to a module
    umask = os.umask(0)
    try:
        result = bench.run("roster", check=True, plan_file=str(tmp_path / "plan"), **{**ROSTER, "people": [{**ADA, "last_name": hidden}]}, prune=True,
                           platforms=["contabo"], max_removals=-1, max_removal_percent=-1, min_admins=0)
    finally:
        os.umask(umask)
    assert result.get("failed") is None, result["msg"]
    text = (tmp_path / "plan.md").read_text(encoding="utf-8")
    shown = "Quist\\\\u001b\\[2K\\\\u202e\\\\u200b\\\\u009b\\&\\#8203;\\~\\~"
    assert text.count(shown) == 2 and text.count(f"{shown}\\\\ud83d") == 1  # of an answer, half a pair is replaced as it is read
    assert all(sign == "\n" or sign.isprintable() for sign in text)
    written = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert written.pop("made_at") and written == result["plan"]  # as it is, for programs
    assert [action["after"]["last_name"] for action in result["plan"]["actions"] if action["platform"] == "contabo" and action["verb"] == "create"] == [hidden]
    assert all(sign.isprintable() for text in strings(result["diff"]) for sign in text)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600} and len(list(tmp_path.iterdir())) == 3


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for entry in pair for text in strings(entry)]
    return [text for item in value for text in strings(item)] if isinstance(value, list) else [value] if isinstance(value, str) else []


@pytest.mark.parametrize("option", ["plan_file", "progress_file"])
@pytest.mark.parametrize("trap", ["link", "pipe", "folder"])
def test_plan_and_progress_are_written_to_plain_files_only(bench: Bench, tmp_path: pathlib.Path, option: str, trap: str) -> None:
    place = tmp_path / ("plan.md" if option == "plan_file" else "progress")
    {"link": lambda: place.symlink_to(tmp_path / "victim"), "pipe": lambda: os.mkfifo(place), "folder": place.mkdir}[trap]()
    result = bench.run("roster", **ROSTER, **{option: str(place)})
    assert result["failed"] and option in result["msg"] and result["writes"] == [] and [path.name for path in tmp_path.iterdir()] == [place.name]


def test_an_earlier_plan_of_another_form_is_none(bench: Bench, tmp_path: pathlib.Path) -> None:
    for odd in ('{"actions": 7}', '{"actions": [{}]}', '[]', '{"counts": {"contabo": []}}', '{"digest": {}}', "[" * 100_000):
        (tmp_path / "plan.json").write_text(odd)
        result = bench.run("roster", check=True, plan_file=str(tmp_path / "plan.md"), approve="x", **ROSTER)
        assert "defect" not in result["msg"] and "traceback" not in result


@pytest.mark.parametrize("module", ["te_users", "access_info", "roster_info", "access_review"])
def test_whatever_may_take_long_tells_how_far_it_is_where_somebody_looks(
    bench: Bench, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, module: str,
) -> None:
    options = {"te_users": {"users": [{"email": "zoe.park@x.example", "state": "absent"}]}, "access_review": {"dest": str(tmp_path / "review")}}
    quiet = bench.run(module, check=True, **options.get(module, {}))
    end = progress.Progress.__exit__

    def once_more(self: progress.Progress, *exception: object) -> None:
        if self.path:
            self.say()  # as if the last interval were over now
        end(self, *exception)

    monkeypatch.setattr(progress.Progress, "__exit__", once_more)
    monkeypatch.setenv(progress.VARIABLE, str(tmp_path / "progress"))
    told = bench.run(module, check=True, **options.get(module, {}))
    assert "requests so far" in (tmp_path / "progress").read_text(encoding="utf-8")
    assert set(told) == set(quiet) and str(tmp_path / "progress") not in json.dumps(told)


def test_progress_tells_what_is_waited_for() -> None:
    class Waits:
        requests, waits, waited, steps = 240, 31.4, 28.6, None

    told = "thousandeyes: reading, 240 requests so far, waiting another 31 s for a rate limit or a retry"
    assert progress.reading("thousandeyes: reading", Waits()) == told  # type: ignore[arg-type]  # all that is read of a client


def test_progress_is_told_at_intervals(bench: Bench, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress.Progress.__init__, "__defaults__", (0.001,))
    bench.run("roster", **ROSTER, progress_file=str(tmp_path / "progress"))
    lines = (tmp_path / "progress").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(set(lines)) and any("requests so far" in line for line in lines)
    assert any("actions done" in line for line in lines)
    assert bench.run("roster", **ROSTER, progress_file=str(tmp_path / "none" / "progress")).get("failed") is None


# -- guards ------------------------------------------------------------------------------------------------------------------------------------------


def refused(bench: Bench, *words: str, **params: Any) -> dict[str, Any]:
    """Refused with these words, in check mode too, with nothing written; the result has the plan to be approved."""
    before = bench.sandbox.state()
    check = bench.run("roster", check=True, **params)
    real = bench.run("roster", **params)
    for result in (check, real):
        assert result["failed"] and result["writes"] == [] and bench.sandbox.state() == before
        assert all(word in result["msg"] for word in words), result["msg"]
    assert check["msg"] == real["msg"] and check.get("digest") == real.get("digest")
    return real


# Whom the platforms themselves do not let go: the last owner of the workspace, and who is logged in to TSNA.
LASTING = ("owner@harbor.example", "ravi.stone@harbor.example", "yuki.tanaka@harbor.example", "sven.dahl@harbor.example", "marek.kowal@harbor.example",
           "celia.navarro@harbor.example")
KEEP: dict[str, Any] = {"profiles": PROFILES, "people": [ADA], "tsna_passwords": PASSWORDS}


@pytest.mark.parametrize("people", [[], None])
def test_an_empty_roster_with_prune_writes_nothing(bench: Bench, people: Any) -> None:
    mores: list[dict[str, Any]] = [{}, {"platforms": list(PLATFORMS)}, {**NO_LIMIT, "platforms": list(PLATFORMS)}]
    for more in mores:
        result = refused(bench, "roster is empty", people=people, prune=True, **more)
        assert result["journal"] == []


def test_nobody_left_on_a_platform_is_as_good_as_empty(bench: Bench) -> None:
    bench.sandbox.platform("tsna").config["in_use"] = []
    params: dict[str, Any] = {**KEEP, **NO_LIMIT, "people": [YAN], "prune": True, "platforms": ["thousandeyes", "tsna"]}
    result = refused(bench, "tsna: the roster gives nobody an account here", "remove every account", **params)
    done = bench.run("roster", approve=result["approval"], **params)
    assert done.get("failed") is None, done["msg"]
    assert len(bench.run("access_info", platforms=["tsna"])["accounts"]) < 4


@pytest.mark.parametrize("platform", PLATFORMS)
def test_too_many_removals_are_refused_and_can_be_approved(bench: Bench, platform: str) -> None:
    params: dict[str, Any] = {**KEEP, "platforms": [platform], "prune": True, "protect": [*LASTING]}
    result = refused(bench, "max_removals (5)", "max_removal_percent (10)", "approve", **params)
    removals = [action for action in result["plan"]["actions"] if action["verb"] == "delete"]
    assert len(removals) > 5 and result["plan"]["refusals"]
    real = bench.run("roster", approve=result["approval"], **params)
    assert real.get("failed") is None, real["msg"]
    left = bench.run("access_info", platforms=[platform])["accounts"]
    assert {entry["email"] for entry in left if not entry["protected"]} - {ADA["email"]} <= set(LASTING)
    assert len(left) == result["plan"]["counts"][platform]["existing"] - len(removals) + 1


def test_the_guards_can_be_set_each_for_itself(bench: Bench) -> None:
    params: dict[str, Any] = {**KEEP, "platforms": ["contabo"], "prune": True}
    assert "max_removal_percent" not in refused(bench, "max_removals (7)", **params, max_removals=7, max_removal_percent=-1)["msg"]
    assert "max_removals" not in refused(bench, "max_removal_percent (50)", **params, max_removals=-1, max_removal_percent=50)["msg"]
    check = bench.run("roster", check=True, **params, max_removals=-1, max_removal_percent=50, removal_floor=1000)
    assert check.get("failed") is None, check["msg"]


@pytest.mark.parametrize("platform,who", [
    ("thousandeyes", "ada.quist@harbor.example"), ("segment", "sloth@harbor.example"), ("contabo", "ada.quist@harbor.example"), ("tsna", "rstone"),
])
def test_the_last_administrators_are_kept(bench: Bench, platform: str, who: str) -> None:
    admins = [account for account in bench.run("access_info", platforms=[platform])["accounts"] if account["admin"] and account["status"] == "active"]
    victim = next(admin for admin in admins if not admin["protected"])
    leaver: dict[str, Any] = {"email": victim["email"], "ends": "2020-01-01"}
    params: dict[str, Any] = {"people": [leaver], "platforms": [platform], "max_removals": -1}
    fine = bench.run("roster", check=True, **params, min_admins=len(admins) - 1)
    assert fine.get("failed") is None, fine["msg"]
    refused(bench, "administrators would be left", f"min_admins ({len(admins)})", **params, min_admins=len(admins))
    assert bench.run("roster", check=True, **params, min_admins=0).get("failed") is None


def test_the_last_owner_of_a_workspace_stays_whatever_is_approved(bench: Bench) -> None:
    params = {**KEEP, **NO_LIMIT, "platforms": ["segment"], "prune": True}
    result = refused(bench, "without an owner", **params)
    assert result["plan"]["actions"]
    refused(bench, "without an owner", "No approval", **params, approve=result["approval"])


def test_taking_the_role_away_counts_as_well(bench: Bench) -> None:
    admins = [account for account in bench.run("access_info", platforms=["contabo"])["accounts"] if account["admin"] and account["status"] == "active"]
    victim = next(admin for admin in admins if not admin["protected"])
    people = [{"email": victim["email"], "accounts": {"contabo": {"roles": ["Network"]}}}]
    refused(bench, "min_admins", people=people, min_admins=len(admins))
    assert bench.run("roster", check=True, people=people, min_admins=len(admins) - 1).get("failed") is None


def test_the_own_account_owner_and_root_lose_nothing(bench: Bench) -> None:
    less = {"contabo": {"roles": ["Network"]}}
    for email, why in (("automation@harbor.example", "logs in with"), ("owner@harbor.example", "the owner")):
        refused(bench, why, people=[{"email": email, "accounts": less}], min_admins=0)
    other: dict[str, Any] = {"thousandeyes": {"all_account_group_roles": ["Read only"]}}
    refused(bench, "the user of te_token", people=[{"email": "ops@harbor.example", "accounts": other}], min_admins=0)
    refused(bench, "root user", people=[{"email": "root@harbor.example", "accounts": {"tsna": {"roles": ["Viewer"]}}}], min_admins=0)
    leaver = {"email": "owner@harbor.example", "ends": "2020-01-01"}
    refused(bench, "the owner of the Contabo account; it is not deleted", people=[leaver], platforms=["contabo"])


def test_protected_people_are_left_alone(bench: Bench) -> None:
    everybody = bench.run("access_info", platforms=["tsna", "contabo"])["accounts"]
    protect = [one["email"] if number % 2 and one["email"] else one["name"] for number, one in enumerate(everybody) if one["platform"] == "tsna"]
    protect += [session["email"].upper() for session in everybody if session["platform"] == "contabo"]
    result = bench.run("roster", **KEEP, platforms=["tsna", "contabo"], prune=True, protect=protect)
    assert result.get("failed") is None, result["msg"]
    assert set(verbs(result).values()) == {"create"}
    leaver = {"email": "ravi.stone@harbor.example", "ends": "2020-01-01"}
    ended: dict[str, Any] = {"people": [leaver], "platforms": ["contabo"], "protect": ["Ravi.Stone@harbor.example"]}
    assert bench.run("roster", **ended)["plan"]["actions"] == []


def test_accounts_without_a_real_address_are_not_one_person_in_a_plan_either(bench: Bench) -> None:
    """The address of a TSNA account is free text. Two people who leave would be one in what somebody approves."""
    odd = [user for user in bench.sandbox.platform("tsna").users.values() if user.name in ("rstone", "rmalik")]
    for user in odd:
        user.email = "n/a"
    plan = bench.run("roster", check=True, **KEEP, platforms=["tsna"], prune=True, **NO_LIMIT)["plan"]
    names = {user.name for user in odd}
    assert {action["person"] for action in plan["actions"] if action["account"] in names} == names
    assert names <= {person["person"] for person in plan["people"]} and "n/a" not in str(plan["people"])


def test_a_list_that_has_shrunk_is_refused(bench: Bench, tmp_path: pathlib.Path) -> None:
    params: dict[str, Any] = {**KEEP, "platforms": ["contabo"], "plan_file": str(tmp_path / "plan")}
    bench.run("roster", check=True, **params)
    assert bench.run("contabo_users", users=[{"email": "ada.quist@harbor.example"}], prune=True, max_removals=1000).get("failed") is None
    for _run in range(2):
        check = bench.run("roster", check=True, **params)
        assert check["failed"] and "max_shrink_percent (30)" in check["msg"] and check["writes"] == []
    assert check["plan"]["counts"]["contabo"]["shrunk_from"] > check["plan"]["counts"]["contabo"]["existing"]
    assert bench.run("roster", check=True, **params, approve=check["approval"]).get("failed") is None
    assert bench.run("roster", **params, approve=check["approval"]).get("failed") is None
    assert bench.run("roster", check=True, **params).get("failed") is None


def test_a_list_that_has_shrunk_is_accepted_without_the_limit(bench: Bench, tmp_path: pathlib.Path) -> None:
    params: dict[str, Any] = {**KEEP, "platforms": ["contabo"], "plan_file": str(tmp_path / "plan")}
    bench.run("roster", check=True, **params)
    assert bench.run("contabo_users", users=[{"email": "ada.quist@harbor.example"}], prune=True, max_removals=1000).get("failed") is None
    assert bench.run("roster", check=True, **params)["failed"]
    assert bench.run("roster", check=True, **params, max_shrink_percent=-1).get("failed") is None
    assert bench.run("roster", check=True, **params).get("failed") is None


@pytest.mark.parametrize("platform,store", [("contabo", contabo.Users), ("thousandeyes", thousandeyes.Users)])
def test_an_empty_list_of_accounts_is_refused(bench: Bench, monkeypatch: pytest.MonkeyPatch, platform: str, store: Any) -> None:
    monkeypatch.setattr(store, "rows", lambda self: iter([]))
    result = refused(bench, platform, "the platform returned no accounts", **KEEP, platforms=[platform])
    assert [action["verb"] for action in result["plan"]["actions"]] == ["create"]


# -- beside an identity provider -----------------------------------------------------------------------------------------------------------------


RAVI: dict[str, Any] = {"email": "ravi.stone@harbor.example", "first_name": "Other", "last_name": "Name", "profiles": ["reader"]}
READER: dict[str, Any] = {
    "reader": {"thousandeyes": {"login_account_group": "EMEA", "all_account_group_roles": ["Read only"]}, "contabo": {"roles": ["Invoice"]}},
}


def test_only_what_the_roster_manages_is_changed(bench: Bench) -> None:
    manage = {"thousandeyes": ["all_account_group_roles"], "contabo": ["roles"]}
    result = bench.run("roster", people=[RAVI], profiles=READER, manage=manage)
    assert {(action["platform"], *action["after"]) for action in result["plan"]["actions"]} == {
        ("thousandeyes", "email", "all_account_group_roles"), ("contabo", "email", "roles"),
    }
    user = bench.run("contabo_user_info", email=RAVI["email"])["users"][0]
    assert (user["first_name"], user["roles"]) == ("Ravi", ["Invoice"])
    everything = bench.run("roster", check=True, people=[RAVI], profiles=READER)
    assert any("first_name" in action["after"] for action in everything["plan"]["actions"])


def test_accounts_that_somebody_else_makes_are_neither_made_nor_removed(bench: Bench) -> None:
    people = [RAVI, {**RAVI, "email": "new@x.example"}, {"email": "nada.quist@harbor.example", "ends": "2020-01-01"}]
    manage = {"contabo": ["roles"]}
    result = bench.run("roster", people=people, profiles=READER, manage=manage, platforms=["contabo"], prune=True)
    assert verbs(result) == {"contabo ravi.stone@harbor.example": "update"}
    assert len([note for note in result["plan"]["notes"] if "the roster does not manage accounts there" in note]) == 2
    made = bench.run("roster", people=people[1:2], profiles=READER, manage={"contabo": ["accounts", "roles"]}, platforms=["contabo"])
    assert verbs(made) == {"contabo new@x.example": "create"} and made["plan"]["actions"][0]["after"]["first_name"] == "Other"


def test_what_cannot_be_managed_is_told(bench: Bench) -> None:
    message = refused(bench, "manage.contabo", people=[RAVI], profiles=READER, manage={"contabo": ["rolls"]})["msg"]
    assert "unknown rolls" in message and "accounts" in message


# -- what goes wrong ---------------------------------------------------------------------------------------------------------------------------------


def test_everything_that_is_wrong_is_told_at_once_before_any_write(bench: Bench) -> None:
    wrong = {
        "thousandeyes": {"login_account_group": "EMEAA"}, "contabo": {"roles": ["Netwrok"]}, "tsna": {"roles": ["Planer"]},
        "segment": {"permissions": [{"role": "Source Amdin", "resources": [{"type": "WORKSPACE"}]}]},
    }
    message = refused(bench, "4 problem(s)", people=[{**ADA, "profiles": ["wrong"]}], profiles={"wrong": wrong})["msg"]
    assert all(f"{platform}: " in message for platform in PLATFORMS)
    assert all(word in message for word in ("EMEAA", "Netwrok", "Planer", "Source Amdin"))
    refused(bench, "first_name and last_name", people=[{"email": "x@x.example", "accounts": {"contabo": {"roles": ["Network"]}}}])
    refused(bench, "accounts.tsna.name", people=[{"email": "x@x.example", "accounts": {"tsna": {"roles": ["Viewer"]}}}])


def test_a_missing_credential_is_told_before_any_request(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TE_TOKEN")
    monkeypatch.delenv("CNTB_OAUTH2_PASS")
    result = refused(bench, "te_token", "contabo_password", **ROSTER)
    assert result["journal"] == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_platform_that_cannot_be_read_does_not_stop_the_others(bench: Bench, platform: str) -> None:
    bench.fault(kind="status", status=500, platform=platform, method="GET", path="/users", times=0)
    result = bench.run("roster", **ROSTER)
    assert result["failed"] and f"{platform} could not be read" in result["msg"] and result["changed"]
    assert {action["platform"] for action in result["plan"]["actions"]} == set(PLATFORMS) - {platform} and result["outcome"]["failed"] == []
    bench.fault(kind="delay")
    rest = bench.run("roster", **ROSTER)
    assert rest.get("failed") is None and {action["platform"] for action in rest["plan"]["actions"]} == {platform}


def test_a_person_that_fails_does_not_stop_the_others_and_loses_nothing(bench: Bench) -> None:
    bench.run("roster", **ROSTER)
    people = [ADA, {**ZOE, "profiles": ["auditor"]}, {**YAN, "profiles": ["netops"]}]
    change: dict[str, Any] = {**ROSTER, "people": people, "prune": True, "platforms": ["contabo", "tsna"]}
    everybody = [account["email"] or account["name"] for account in bench.run("access_info", platforms=["contabo", "tsna"])["accounts"]]
    change["protect"] = [session for session in everybody if session not in (ADA["email"], ZOE["email"], YAN["email"])]
    bench.fault(kind="status", status=400, platform="contabo", method="POST", path="/v1/users$", times=0)
    result = bench.run("roster", **change)
    assert result["failed"] and result["changed"] and "1 of 4 actions failed" in result["msg"]
    by = {f"{action['platform']} {action['account']}": action["status"] for action in result["plan"]["actions"]}
    assert by == {f"contabo {YAN['email']}": "failed", "tsna yoh": "done", f"contabo {ZOE['email']}": "done", "tsna zpark": "done"}


def test_a_platform_that_stops_answering_is_given_up(bench: Bench) -> None:
    people = [person(f"P{number}", "Many", "netops") for number in range(12)]
    bench.fault(kind="status", status=403, platform="contabo", method="POST", path="/v1/users$", times=0, after=2)
    result = bench.run("roster", people=people, profiles={"netops": {"contabo": NETOPS["contabo"]}}, parallel_writes=1)
    statuses = [action["status"] for action in result["plan"]["actions"]]
    assert [statuses.count(entry) for entry in ("done", "failed", "not tried")] == [2, 3, 7]
    assert "Work on contabo stopped" in result["msg"] and "7 were not tried" in result["msg"] and len(result["outcome"]["not_tried"]) == 7


# -- who leaves is locked out, whatever comes of the removal -------------------------------------------------------------------------------


def leaving(*people: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"people": [{**entry, "ends": "2020-01-01"} for entry in people], "platforms": list(PLATFORMS), **MEANS, **more}


def test_who_cannot_be_removed_is_disabled_and_has_no_session(bench: Bench) -> None:
    bench.run("roster", **{**ROSTER, "people": [ADA]})
    tsna = bench.sandbox.platform("tsna")
    tsna.config["in_use"] = ["aquist"]
    tsna.open_session(tsna._named("aquist"), "192.0.2.7", "Web User")
    bench.fault(kind="status", status=403, platform="contabo", method="DELETE", times=0)
    result = bench.run("roster", **leaving(ADA))
    told = {action["platform"]: (action["status"], action.get("msg", "")) for action in result["plan"]["actions"]}
    assert {name: status for name, (status, _text) in told.items()} == {"thousandeyes": "done", "segment": "done", "contabo": "failed", "tsna": "failed"}
    assert told["contabo"][1].endswith("It is disabled.") and told["tsna"][1].endswith("It is disabled. 1 session(s) were ended.")
    state = bench.sandbox.state()
    assert state["tsna"]["users"]["aquist"]["enabled"] is False and not [session for session in tsna.sessions() if session["username"] == "aquist"]
    assert [user["enabled"] for user in state["contabo"]["users"] if user["email"] == ADA["email"]] == [False]
    tsna.config["in_use"] = []
    bench.sandbox._controlled("PUT", "faults", [])
    again = bench.run("roster", **leaving(ADA, platforms=["contabo", "tsna"]))
    assert again.get("failed") is None and {write_request["method"] for write_request in again["writes"]} == {"DELETE"}  # they were disabled already


def test_a_disabling_that_has_no_effect_is_not_believed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.run("roster", **{**ROSTER, "people": [ADA]})
    monkeypatch.setattr(contabo.Users, "update", lambda self, row, change: row)
    bench.fault(kind="status", status=403, platform="contabo", method="DELETE", times=0)
    result = bench.run("roster", **leaving(ADA, platforms=["contabo"]))
    assert "still reads as enabled" in result["msg"] and "It is disabled" not in result["msg"]


def test_who_cannot_be_disabled_is_removed_all_the_same_and_that_is_told(bench: Bench) -> None:
    bench.run("roster", **{**ROSTER, "people": [ADA]})
    bench.fault(kind="status", status=403, platform="contabo", method="PATCH", times=0)
    result = bench.run("roster", **leaving(ADA, platforms=["contabo"]))
    assert result.get("failed") is None and verbs(result) == {f"contabo {ADA['email']}": "delete"}
    assert [warning for warning in result["warnings"] if "cutting it off before that failed" in warning]
    assert not [user for user in bench.sandbox.state()["contabo"]["users"] if user["email"] == ADA["email"]]


def test_a_pending_invite_is_withdrawn_without_a_look_at_anybody_else(bench: Bench) -> None:
    bench.run("roster", **{**ROSTER, "people": [ADA]})
    result = bench.run("roster", **leaving(ADA, platforms=["segment"]))
    assert verbs(result) == {f"segment {ADA['email']}": "delete"}
    assert not [request["path"] for request in result["journal"] if "/users/" in request["path"] or "/groups" in request["path"]]


# What is changed in the tests about runs that are killed.
CHANGE: dict[str, Any] = {
    "people": [{**ADA, "ends": "2020-01-01"}, {**ZOE, "profiles": ["netops"]}, {**YAN, "profiles": ["netops"]}, person("Ida", "Berg", "netops", "auditor")],
    "profiles": PROFILES, "tsna_passwords": PASSWORDS, "platforms": list(PLATFORMS),
}


# -- what an action costs ---------------------------------------------------------------------------------------------------------------------


def written(result: dict[str, Any]) -> dict[str, int]:
    """How many writing requests each platform got."""
    found: dict[str, int] = {}
    for entry in result["writes"]:
        found[entry["platform"]] = found.get(entry["platform"], 0) + 1
    return found


@pytest.mark.parametrize("change", [
    {}, {"profiles": ["auditor"]}, {"profiles": []}, {"ends": "2020-01-01"},
    {"accounts": {"segment": {"groups": ["Engineers"]}, "tsna": {"name": "aquist", "roles": ["Manager"], "dynamic_fields": {}}}},
])
def test_an_action_tells_the_writing_requests_that_it_takes(bench: Bench, change: dict[str, Any]) -> None:
    everywhere = {**NO_LIMIT, "platforms": list(PLATFORMS)}
    new = bench.run("roster", **{**ROSTER, "people": [ADA]}, **everywhere)
    assert {action["platform"]: action["requests"] for action in new["plan"]["actions"]} == written(new) == {
        "thousandeyes": 1, "segment": 2, "contabo": 1, "tsna": 1,
    }
    assert {name: count["requests"] for name, count in new["plan"]["counts"].items()} == written(new)
    other = {**ROSTER, "people": [{**ADA, **change}], **everywhere}
    planned = bench.run("roster", check=True, **other)
    real = bench.run("roster", **other)
    assert real.get("failed") is None, real["msg"]
    expected = {action["platform"]: action["requests"] for action in planned["plan"]["actions"]}
    assert expected == {action["platform"]: action["requests"] for action in real["plan"]["actions"]} == written(real)

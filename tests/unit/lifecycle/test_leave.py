# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""People who leave: disabled first and removed later, by the same roster."""

from __future__ import annotations

import datetime
import json
import pathlib
import re
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.leaving import STEPS
from ansible_collections.people.access.plugins.module_utils.lifecycle import calendar
from ansible_collections.people.access.plugins.module_utils.platforms import registry
from tests.harness import Bench, prediction
from tests.unit.lifecycle.test_roster_module import ADA, MEANS, PLATFORMS, PROFILES, ROSTER, person

STATES = {"thousandeyes": "deleted", "segment": "deleted", "contabo": "disabled", "tsna": "disabled"}  # the invite is withdrawn


def ended(ends: str = "2026-11-10", **more: Any) -> dict[str, Any]:
    return {**ADA, "ends": ends, **more}


def run(bench: Bench, *people: dict[str, Any], check: bool = False, **more: Any) -> dict[str, Any]:
    return bench.run("roster", check=check, **{"people": list(people), "platforms": list(PLATFORMS), **MEANS, "leave": "disable", **more})


def actions(result: dict[str, Any]) -> dict[str, str]:
    assert "plan" in result, result["msg"]
    return {action["platform"]: action["action"] for action in result["plan"]["actions"]}


@pytest.fixture
def bench_with_ada(bench: Bench) -> Bench:
    assert bench.run("roster", **{**ROSTER, "people": [ADA]}).get("failed") is None
    return bench


def test_a_leaver_is_disabled_and_stays_so(bench_with_ada: Bench) -> None:
    bench = bench_with_ada
    planned = run(bench, ended(), check=True)
    assert planned["writes"] == [] and actions(planned) == STATES, planned.get("msg")
    real = run(bench, ended())
    assert real.get("failed") is None and prediction(real) == prediction(planned), real.get("msg")
    assert {row["platform"]: (row["state"], row["ends"], row["remove_on"]) for row in real["plan"]["leaving"]} == {
        "contabo": ("disabled", "2026-11-10", ""), "tsna": ("disabled", "2026-11-10", ""),
    }
    again = run(bench, ended())
    assert again["changed"] is False and again["writes"] == [] and again["plan"]["leaving"] == real["plan"]["leaving"]
    assert "contabo: disabled, and not removed later: ada.quist@x.example. To remove them later, set remove_after." in again["plan"]["notes"]


@pytest.mark.parametrize("means", [{"people": [{"email": "zed@x.example", "ends": "2020-01-01"}]},
                                   {"people": [{"email": "yed@x.example", "accounts": {"segment": {}}}], "prune": True, "protect": ["*@harbor.example"]}])
def test_a_member_with_an_open_invite_is_removed_with_it(bench: Bench, means: dict[str, Any]) -> None:
    """Without permissions, the member would get them by accepting it."""
    segment = bench.sandbox.platform("segment")
    segment._invite("zed@x.example", [])
    segment._join("zed@x.example", [])
    segment._join("yed@x.example", [])
    means = {"platforms": ["segment"], "leave": "disable", "max_removals": -1, "max_removal_percent": -1, **means}
    planned = bench.run("roster", check=True, **means)
    real = bench.run("roster", **means)
    assert real.get("failed") is None and prediction(real) == prediction(planned), real.get("msg")
    assert "zed@x.example" not in str(bench.sandbox.state()["segment"]["invites"]) + str(bench.sandbox.state()["segment"]["users"])
    assert bench.run("roster", **means)["changed"] is False


def set_day(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    day = datetime.date.fromisoformat(text)
    monkeypatch.setattr(calendar, "current_day", lambda timezone="UTC", moment=None: day)


@pytest.mark.parametrize("ends", ["2000-01-01", "0001-01-01", "1900-01-01"])
def test_an_end_long_ago_is_a_date_like_any_other(bench_with_ada: Bench, ends: str) -> None:
    assert actions(run(bench_with_ada, ended(ends, remove_after=30)))["contabo"] == "deleted"


def test_what_marks_a_leaver_is_not_taken_for_the_end_of_a_person_of_a_roster() -> None:
    """It is no date, so that nobody types it, and it is understood as an end only."""
    problems: list[str] = []
    assert calendar.day(calendar.AT_ONCE, "starts", problems) is None and "not a valid date" in problems[0]
    assert calendar.has_ended({"ends": calendar.AT_ONCE}, datetime.date(2026, 1, 1))


@pytest.mark.parametrize("days,last,first", [(0, None, "2026-11-11"), (1, "2026-11-11", "2026-11-12"), ("30", "2026-12-10", "2026-12-11")])
def test_the_same_roster_removes_the_account_later(bench_with_ada: Bench, monkeypatch: pytest.MonkeyPatch, days: Any, last: str | None, first: str) -> None:
    """``last`` is the last day on which the account is disabled, ``first`` the first on which it is removed."""
    bench, person = bench_with_ada, ended("2026-11-10", remove_after=days)
    set_day(monkeypatch, "2026-11-10")
    assert run(bench, person)["plan"]["leaving"] == []
    if last:
        set_day(monkeypatch, "2026-11-11")
        result = run(bench, person)
        assert actions(result) == STATES, result.get("msg")
        assert {action.get("remove_on") for action in result["plan"]["actions"] if action["verb"] == "disable"} == {first}
        assert f"tsna: disabled, to be removed on {first}: aquist." in result["plan"]["notes"]
        set_day(monkeypatch, last)
        assert run(bench, person)["changed"] is False
    set_day(monkeypatch, first)
    gone = run(bench, person)
    assert {name: action for name, action in actions(gone).items() if name in ("contabo", "tsna")} == {"contabo": "deleted", "tsna": "deleted"}
    assert gone["plan"]["leaving"] == [] and run(bench, person)["changed"] is False


def test_who_comes_back_before_the_removal_gets_everything_back(bench_with_ada: Bench) -> None:
    bench = bench_with_ada
    bench.sandbox._controlled("POST", "segment/accept", {"email": ADA["email"]})
    before = bench.run("access_info")["entitlements"]
    left = run(bench, ended(), remove_after=3650)
    assert actions(left) == {**STATES, "segment": "revoked"} and left.get("failed") is None, left.get("msg")
    assert run(bench, ended(), remove_after=3650)["changed"] is False
    back = run(bench, ADA, remove_after=3650)
    assert actions(back) == {"thousandeyes": "created", "segment": "updated", "contabo": "updated", "tsna": "updated"} and back["plan"]["leaving"] == []
    held = {(row["platform"], row["role"], row["resource"], row["via"]) for row in before}
    assert {(row["platform"], row["role"], row["resource"], row["via"]) for row in bench.run("access_info")["entitlements"]} == held


@pytest.mark.parametrize("back", [{"leave": "disable"}, {"leave": "remove"}])
def test_who_comes_back_is_enabled_though_the_roster_manages_only_accounts(bench_with_ada: Bench, back: dict[str, str]) -> None:
    bench, options = bench_with_ada, {"platforms": ["contabo"], "manage": {"contabo": ["accounts", "roles"]}}
    assert actions(run(bench, ended(), **options)) == {"contabo": "disabled"}
    result = run(bench, ADA, **options, **back)
    assert actions(result) == ({"contabo": "updated"} if back["leave"] == "disable" else {}), result.get("msg")


def test_an_account_under_a_previous_address_leaves_too(bench_with_ada: Bench) -> None:
    moved = {**ended(), "email": "ada.new@x.example", "previous_emails": [ADA["email"]]}
    assert actions(run(bench_with_ada, moved)) == STATES


def test_whoever_is_protected_is_not_disabled(bench_with_ada: Bench) -> None:
    result = run(bench_with_ada, ended(), protect=[ADA["email"]])
    assert result["changed"] is False and {row["asked"] for row in result["plan"]["kept"]} == {"removal"} and result["plan"]["leaving"] == []


def test_disabling_counts_as_a_removal(bench_with_ada: Bench) -> None:
    result = run(bench_with_ada, ended(), max_removals=0)
    assert result["failed"] and result["writes"] == []
    assert all(f"{name}: 1 account would be removed, disabled" in result["msg"] for name in ("contabo", "tsna", "thousandeyes"))


@pytest.mark.parametrize("own,profile,platforms", [
    ({"leave": "remove"}, {}, ""), ({}, {"leave": "remove"}, ""), ({"leave": "disable"}, {"leave": "remove"}, "contabo tsna"),
    ({"leave": " "}, {}, "contabo tsna"), ({"accounts": {"tsna": {"name": "aquist"}}}, {}, "contabo tsna"),
])
def test_the_nearest_word_counts(bench_with_ada: Bench, own: dict[str, Any], profile: dict[str, Any], platforms: str) -> None:
    profiles = {**MEANS["profiles"], "netops": {**MEANS["profiles"]["netops"], **profile}}
    result = run(bench_with_ada, ended(**own), check=True, profiles=profiles)
    assert {name for name, action in actions(result).items() if action == "disabled"} == set(platforms.split())


def test_one_platform_may_remove_while_others_disable(bench_with_ada: Bench) -> None:
    assert actions(run(bench_with_ada, ended(), leave={"tsna": "disable"})) == {**STATES, "contabo": "deleted"}


@pytest.mark.parametrize("person,options,told", [
    ({"remove_after": -1}, {}, "remove_after has to be a number of days from 0 to 36500, not -1"),
    ({"remove_after": "soon"}, {}, "remove_after has to be a number, not 'soon'"), ({"remove_after": True}, {}, "remove_after has to be a number, not True"),
    ({"leave": "delete"}, {}, "leave is 'delete'; it has to be one of remove, disable"),
    ({"leave": "remove", "remove_after": 3}, {}, "so the accounts are removed at once; set leave to disable"),
    ({}, {"remove_after": -1}, "remove_after has to be a number of days from 0 to 36500, not -1"),
    ({}, {"leave": "remove", "remove_after": 3}, "remove_after is set, but leave is remove"),
    ({}, {"leave": "later"}, "leave is 'later'; it must be remove or disable"), ({}, {"leave": {"gitlab": "disable"}}, "it must be remove or disable"),
])
def test_what_cannot_be_meant_is_refused(bench: Bench, person: dict[str, Any], options: dict[str, Any], told: str) -> None:
    result = run(bench, ended(**person), **options)
    assert result["failed"] and told in result["msg"] and result["journal"] == []


def test_what_is_not_in_the_roster_is_disabled_and_not_removed(bench_with_ada: Bench) -> None:
    bench = bench_with_ada
    bench.sandbox._controlled("POST", "segment/accept", {"email": ADA["email"]})
    staying = {row["email"] for row in bench.run("access_info")["accounts"]} - {ADA["email"]}
    options: dict[str, Any] = {"prune": True, "protect": sorted(staying), "remove_after": 1, "max_removal_percent": -1}
    planned = run(bench, {"email": "somebody@x.example"}, check=True, **options)
    result = run(bench, {"email": "somebody@x.example"}, **options)
    assert actions(result) == {**STATES, "segment": "revoked"} == actions(planned), result.get("msg")
    assert {action["reason"] for action in result["plan"]["actions"]} == {"not in the roster"}
    assert any("give these people an entry in the roster with ends" in note for note in result["plan"]["notes"])
    again = run(bench, {"email": "somebody@x.example"}, **options)
    assert again["changed"] is False and len([row for row in again["plan"]["leaving"] if row["person"] == ADA["email"]]) == 3


def test_the_last_administrators_do_not_leave(bench: Bench) -> None:
    admins = [row["email"] for row in bench.run("access_info")["accounts"] if row["platform"] == "segment" and row["admin"]]
    result = run(bench, *({"email": email, "ends": "2020-01-01"} for email in admins), platforms=["segment"], max_removals=-1, max_removal_percent=-1)
    assert result["failed"] and result["writes"] == [], result["msg"]


def test_secret_keys_are_replaced_when_asked(bench_with_ada: Bench) -> None:
    bench = bench_with_ada
    platform = bench.sandbox.platform("contabo")
    user = platform._by_email(ADA["email"])["userId"]
    before = {entry["secretKey"] for entry in platform._credentials_of(user)}
    assert before
    result = run(bench, ended(), platforms=["contabo"], replace_keys=True)
    assert result.get("failed") is None, result["msg"]
    after = {entry["secretKey"] for entry in platform._credentials_of(user)}
    assert before.isdisjoint(after) and len(after) == len(before) and not [key for key in (*before, *after) if key in bench.printed]


def test_keys_that_were_not_replaced_are_named_for_as_long_as_nobody_can_know(bench_with_ada: Bench) -> None:
    bench = bench_with_ada
    bench.fault(kind="status", status=403, platform="contabo", method="PATCH", path="credentials", times=0)
    first = run(bench, ended(), platforms=["contabo"], replace_keys=True)
    (message,) = [action["msg"] for action in first["plan"]["actions"]]
    assert first["failed"] and first["changed"] and "may be the old ones; replace them with contabo_s3_credential." in message and "answered 403" in message
    bench.sandbox._controlled("PUT", "faults", [])
    again = run(bench, ended(), platforms=["contabo"], replace_keys=True)
    assert (again["changed"], again["writes"]) == (False, [])
    assert [note for note in again["plan"]["notes"] if "does not show whether the S3 secret keys" in note and ADA["email"] in note], again["plan"]["notes"]
    assert not [note for note in run(bench, ended(), platforms=["contabo"])["plan"]["notes"] if "S3" in note], "nobody wants them replaced"


def test_keys_that_may_not_be_read_are_a_warning(bench_with_ada: Bench) -> None:
    bench_with_ada.configure("contabo", foreign_credentials=False)
    result = run(bench_with_ada, ended(), platforms=["contabo"], replace_keys=True)
    assert result.get("failed") is None and any("S3 secret keys of ada.quist@x.example were not replaced" in text for text in result["warnings"])


def test_a_disabled_account_with_a_session_that_does_not_end_is_a_failure(bench_with_ada: Bench) -> None:
    bench = bench_with_ada
    tsna = bench.sandbox.platform("tsna")
    tsna.open_session(tsna._named("aquist"), "192.0.2.7", "Web User")
    bench.fault(kind="status", status=403, platform="tsna", method="DELETE", path="/login_session/", times=0)
    result = run(bench, ended(), platforms=["tsna"])
    assert result["failed"] and result["changed"] and "User is disabled, but not cut off" in result["msg"] and result["cut_off_seconds"]["tsna"] is None


# -- urgent leavers ----------------------------------------------------------------------------------------------------------------------


def urgent(bench: Bench, *people: dict[str, Any], check: bool = False, **more: Any) -> dict[str, Any]:
    return run(bench, *people, check=check, **{"leave": "remove", "independent": True, **more})


def writes_on(result: dict[str, Any], platform: str) -> list[str]:
    return [entry["method"] for entry in result["writes"] if entry["platform"] == platform]


def test_everybody_is_cut_off_before_anybody_is_removed(bench: Bench) -> None:
    people = [person(name, "Quist", "netops") for name in ("Ada", "Bea", "Cid")]
    passwords = {entry["email"]: "Tr1cky-pass-77" for entry in people}
    made = bench.run("roster", people=people, profiles=MEANS["profiles"], tsna_passwords=passwords, platforms=list(PLATFORMS), max_removals=-1)
    assert made.get("failed") is None, made["msg"]
    gone = [{**entry, "ends": "2020-01-01"} for entry in people]
    planned = urgent(bench, *gone, check=True)
    assert planned["writes"] == [] and planned["changed"] and "cut_off_seconds" not in planned
    result = urgent(bench, *gone)
    assert result.get("failed") is None, result["msg"]
    assert writes_on(result, "contabo") == writes_on(result, "tsna") == ["PATCH"] * 3 + ["DELETE"] * 3
    assert list(result["cut_off_seconds"]) == ["everywhere", *PLATFORMS] and None not in result["cut_off_seconds"].values()
    again = urgent(bench, *gone)
    assert again["changed"] is False and again["writes"] == [] and None not in again["cut_off_seconds"].values()


@pytest.mark.parametrize("fault", [{"kind": "reset"}, {"kind": "status", "status": 503}, {"kind": "status", "status": 403, "method": "DELETE"}])
def test_a_platform_that_is_down_holds_back_no_other(bench_with_ada: Bench, fault: dict[str, Any]) -> None:
    bench = bench_with_ada
    bench.fault(platform="segment", path="/(users|invites)", times=0, **fault)
    result = urgent(bench, ended())
    assert result["failed"] and result["changed"] and result["msg"].startswith("segment: ")
    assert result["cut_off_seconds"]["segment"] is result["cut_off_seconds"]["everywhere"] is None
    assert None not in {name: seconds for name, seconds in result["cut_off_seconds"].items() if name not in ("everywhere", "segment")}.values()
    assert {entry["platform"] for entry in result["results"] if entry.get("failed")} == {"segment"}


def test_a_platform_that_a_guard_refuses_holds_back_no_other_and_may_be_approved(bench_with_ada: Bench) -> None:
    bench = bench_with_ada
    result = urgent(bench, ended(), max_removals=0)
    assert result["failed"] and result["writes"] == [] and [entry["platform"] for entry in result["results"]] == list(PLATFORMS)
    approvals = {entry["platform"]: entry["approval"] for entry in result["results"] if entry["platform"] != "tsna"}
    some = urgent(bench, ended(), max_removals=0, approve=approvals)
    assert {entry["platform"] for entry in some["results"] if entry.get("failed")} == {"tsna"} and not writes_on(some, "tsna")
    assert some["cut_off_seconds"]["tsna"] is None and some["cut_off_seconds"]["contabo"] is not None


def test_a_removal_does_not_prove_that_the_sessions_have_ended(bench_with_ada: Bench) -> None:
    bench = bench_with_ada
    tsna = bench.sandbox.platform("tsna")
    tsna.open_session(tsna._named("aquist"), "192.0.2.7", "Web User")
    bench.fault(kind="status", status=403, platform="tsna", method="DELETE", path="/login_session/", times=0)
    result = urgent(bench, ended(), platforms=["tsna"])
    assert result.get("failed") is None and any("cutting it off before that failed" in text for text in result["warnings"])
    assert result["cut_off_seconds"] == {"everywhere": None, "tsna": None}


def test_a_disabling_that_fails_is_made_good_by_the_removal(bench_with_ada: Bench) -> None:
    bench_with_ada.fault(kind="status", status=403, platform="contabo", method="PATCH", path="/v1/users/[^/]*$", times=0)
    result = urgent(bench_with_ada, ended(), platforms=["contabo"])
    assert result.get("failed") is None and result["cut_off_seconds"]["contabo"] is not None, result.get("msg")


def test_a_removal_that_fails_after_the_cutting_off_is_honest(bench_with_ada: Bench) -> None:
    bench = bench_with_ada
    bench.fault(kind="status", status=403, platform="contabo", method="DELETE", times=0)
    result = urgent(bench, ended())
    assert result["failed"] and "It is disabled." in result["msg"] and result["cut_off_seconds"]["contabo"] is not None


def test_a_problem_of_the_roster_is_told_once(bench: Bench) -> None:
    result = urgent(bench, ended(profiles=["nothing"]))
    assert result["msg"].startswith("thousandeyes, segment, contabo, tsna: The roster has 1 problem(s)") and result["msg"].count("unknown profile") == 1


@pytest.mark.parametrize("options,told", [
    ({"platforms": []}, "independent is set, but platforms is not"), ({"expect": "0" * 64}, "independent and expect are mutually exclusive"),
    ({"approve": "0" * 64}, "approve must be a dictionary by platform"), ({"independent": False, "approve": {"tsna": "0"}}, "approve must be a text"),
])
def test_independent_platforms_have_no_plan_in_common(bench: Bench, options: dict[str, Any], told: str) -> None:
    result = urgent(bench, ended(), **options)
    assert result["failed"] and told in result["msg"] and result["journal"] == []


def test_the_guide_tells_the_steps_of_each_platform() -> None:
    guide = (pathlib.Path(__file__).parents[3] / "docs/docsite/rst/roster_guide.rst").read_text(encoding="utf-8")
    table = guide[guide.index(":header-rows: 1\n   :widths: 10 22"):guide.index("An account is disabled before its sessions")]
    rows = [[cell.strip("`") for cell in re.findall(r"^   [* ] - (.*)$", row, re.MULTILINE)] for row in re.split(r"(?m)^(?=   \* -)", table)[1:]]
    assert rows[0][1:] == [registry.title(name) for name in PLATFORMS] and [row[0] for row in rows[1:]] == list(STEPS)
    for number, name in enumerate(PLATFORMS, 1):
        told = {row[0]: row[number].replace("``", "") for row in rows[1:] if not row[number].startswith("not ")}
        assert told == dict(registry.platform(name).leaving)


def test_what_survives_is_told_where_somebody_leaves(bench_with_ada: Bench) -> None:
    survives = run(bench_with_ada, ended(), platforms=["contabo", "tsna"], check=True)["plan"]["survives"]
    assert list(survives) == ["contabo", "tsna"] and any("S3 keys" in text for text in survives["contabo"])
    assert run(bench_with_ada, ADA, check=True)["plan"]["survives"] == {}


def test_nothing_survives_whoever_only_loses_the_last_group(bench_with_ada: Bench) -> None:
    profiles = {**PROFILES, "netops": {**PROFILES["netops"], "segment": {"permissions": PROFILES["netops"]["segment"]["permissions"], "groups": []}}}
    result = run(bench_with_ada, ADA, check=True, profiles=profiles)
    assert actions(result) == {"segment": "updated"} and result["plan"]["survives"] == {}


# -- failures in the middle ----------------------------------------------------------------------------------------------------------------------


def session_of(bench: Bench, name: str = "aquist") -> list[str]:
    return [session["username"] for session in bench.sandbox.platform("tsna").sessions() if session["username"] == name]


@pytest.fixture
def in_session(bench_with_ada: Bench) -> Bench:
    """Ada is logged in to TSNA."""
    tsna = bench_with_ada.sandbox.platform("tsna")
    tsna.open_session(tsna._named("aquist"), "192.0.2.7", "Web User")
    assert session_of(bench_with_ada)
    return bench_with_ada


@pytest.mark.parametrize("times", [1, 2])
def test_a_disabling_whose_answer_was_lost_ends_sessions_all_the_same(in_session: Bench, times: int) -> None:
    in_session.fault(kind="lost_response", platform="tsna", method="PATCH", path="/v4.0/users/", times=times)
    result = run(in_session, ended(), platforms=["tsna"], retries=0)
    assert result.get("failed") is None and session_of(in_session) == [], result.get("msg")


def test_a_disabling_whose_answer_was_lost_replaces_keys_all_the_same(bench_with_ada: Bench) -> None:
    platform = bench_with_ada.sandbox.platform("contabo")
    user = platform._by_email(ADA["email"])["userId"]
    before = {entry["secretKey"] for entry in platform._credentials_of(user)}
    bench_with_ada.fault(kind="lost_response", platform="contabo", method="PATCH", path="/v1/users/[^/]+$", times=1)
    result = run(bench_with_ada, ended(), platforms=["contabo"], replace_keys=True, retries=0)
    assert result.get("failed") is None and before.isdisjoint(entry["secretKey"] for entry in platform._credentials_of(user)), result.get("msg")


def test_the_next_run_ends_the_session_that_did_not_end(in_session: Bench) -> None:
    bench = in_session
    bench.fault(kind="status", status=403, platform="tsna", method="DELETE", path="/login_session/", times=0)
    assert run(bench, ended(), platforms=["tsna"])["failed"] and session_of(bench)
    second = run(bench, ended(), platforms=["tsna"])
    assert (second["failed"], second["changed"]) == (True, False), "the user was disabled before, and nothing else succeeded"
    bench.sandbox._controlled("PUT", "faults", [])
    planned = run(bench, ended(), platforms=["tsna"], check=True)
    assert actions(planned) == {"tsna": "disabled"} and session_of(bench)
    assert "tsna: disabled, but still logged in, so the sessions are ended: aquist." in planned["plan"]["notes"]
    result = run(bench, ended(), platforms=["tsna"])
    assert result.get("failed") is None and result["changed"] and session_of(bench) == [], result.get("msg")
    assert result["cut_off_seconds"]["tsna"] is not None
    again = run(bench, ended(), platforms=["tsna"])
    assert again["changed"] is False and again["writes"] == []


SHUT: dict[str, Any] = {**ADA, "accounts": {"tsna": {"name": "aquist", "enabled": False}, "contabo": {"enabled": False}}}


def test_whoever_is_disabled_by_an_option_is_cut_off_too(in_session: Bench) -> None:
    """``enabled: false`` locks somebody out who stays in the roster, so neither sessions nor keys may outlive it."""
    bench = in_session
    contabo = bench.sandbox.platform("contabo")
    user = contabo._by_email(ADA["email"])["userId"]
    keys = {entry["secretKey"] for entry in contabo._credentials_of(user)}
    result = run(bench, SHUT, platforms=["tsna", "contabo"], replace_keys=True)
    assert actions(result) == {"tsna": "updated", "contabo": "updated"} and result.get("failed") is None, result.get("msg")
    assert session_of(bench) == [] and keys.isdisjoint(entry["secretKey"] for entry in contabo._credentials_of(user))
    assert result["cut_off_seconds"]["everywhere"] is not None
    again = run(bench, SHUT, platforms=["tsna", "contabo"], replace_keys=True)
    assert again["changed"] is False and again["writes"] == []


def test_whoever_is_disabled_by_an_option_and_stays_logged_in_is_cut_off_by_the_next_run(in_session: Bench) -> None:
    bench = in_session
    bench.fault(kind="status", status=403, platform="tsna", method="DELETE", path="/login_session/", times=0)
    first = run(bench, SHUT, platforms=["tsna"])
    assert first["failed"] and session_of(bench) and first["cut_off_seconds"] == {"everywhere": None, "tsna": None}
    bench.sandbox._controlled("PUT", "faults", [])
    result = run(bench, SHUT, platforms=["tsna"])
    assert result.get("failed") is None and result["changed"] and session_of(bench) == [], result.get("msg")
    assert run(bench, SHUT, platforms=["tsna"])["changed"] is False


def test_sessions_that_may_not_be_listed_are_a_note_and_no_failure(bench_with_ada: Bench) -> None:
    bench = bench_with_ada
    assert run(bench, ended(), platforms=["tsna"]).get("failed") is None
    bench.fault(kind="status", status=403, platform="tsna", method="GET", path="/all_logged_in_users", times=0)
    again = run(bench, ended(), platforms=["tsna"])
    assert again.get("failed") is None and again["changed"] is False
    assert any("whether disabled leavers are still logged in could not be read" in note for note in again["plan"]["notes"])


def test_a_removal_that_is_refused_has_changed_nothing_if_nothing_was_left_to_cut_off(bench_with_ada: Bench) -> None:
    bench = bench_with_ada
    bench.sandbox.platform("tsna")._named("aquist").enabled = False
    assert bench.run("tsna_user", name="aquist", state="disabled")["changed"] is False and session_of(bench) == []
    bench.fault(kind="status", status=403, platform="tsna", method="DELETE", path="/v4.0/users/", times=0)
    result = run(bench, ended(), platforms=["tsna"], leave="remove")
    assert result["failed"] and not result.get("changed") and not result["plan"]["actions"][0].get("changed"), result


def with_others(bench: Bench, count: int) -> list[dict[str, Any]]:
    """So many more people with accounts on TSNA."""
    others = [{"email": f"p{number}@x.example", "accounts": {"tsna": {"name": f"p{number}", "roles": ["Planner"]}}} for number in range(count)]
    made = run(bench, *others, platforms=["tsna"], tsna_passwords={person["email"]: "Fj4-quiet-harbor" for person in others})
    assert made.get("failed") is None, made["msg"]
    return others


def all_leave(bench: Bench, others: list[dict[str, Any]]) -> dict[str, Any]:
    return run(bench, *({**person, "ends": "2026-11-10"} for person in others), platforms=["tsna"], leave="remove", max_removals=-1,
               max_removal_percent=-1, retries=0, parallel_writes=1)


def test_whoever_was_cut_off_before_the_work_stopped_is_told_as_changed(bench: Bench) -> None:
    """Three removals fail, and no further one is tried. The answer to the disabling of the last account was lost."""
    others, tsna = with_others(bench, 5), bench.sandbox.platform("tsna")
    lost = {"kind": "lost_response", "platform": "tsna", "method": "PATCH", "path": f"/v4.0/users/{tsna._named('p4').key}$", "times": 0}
    refuse = {"kind": "status", "status": 503, "platform": "tsna", "method": "DELETE", "path": "/v4.0/users/", "times": 0}
    bench.sandbox._controlled("PUT", "faults", [lost, refuse])
    told = all_leave(bench, others)["plan"]["actions"]
    assert not any(tsna._named(f"p{number}").enabled for number in range(5))
    assert [(action["status"], action["changed"]) for action in told] == [("failed", True)] * 4 + [("failed", False)]
    stopped = "The account was not removed, because the work on the platform stopped before."
    assert told[3]["msg"] == f"{stopped} It is disabled." and stopped not in told[2]["msg"]
    assert told[4]["msg"].startswith(stopped) and told[4]["msg"].endswith("The user may have been disabled.")


@pytest.mark.parametrize("reached,tried", [((), 3), ((2,), 6)])
def test_nobody_is_cut_off_any_more_after_three_failures_in_a_row(bench: Bench, reached: tuple[int, ...], tried: int) -> None:
    others, tsna = with_others(bench, 6), bench.sandbox.platform("tsna")
    ids = [tsna._named(f"p{number}").key for number in range(6) if number not in reached]
    bench.fault(kind="status", status=503, platform="tsna", method="PATCH", path=f"/v4.0/users/({'|'.join(map(str, ids))})$", times=0)
    writes = all_leave(bench, others)["writes"]
    first = next(place for place, entry in enumerate([*writes, {"method": "DELETE"}]) if entry["method"] == "DELETE" and "session" not in entry.get("path", ""))
    assert sum(entry["method"] == "PATCH" for entry in writes[:first]) == tried, writes


def test_an_account_that_may_be_disabled_is_not_told_as_untouched(bench_with_ada: Bench) -> None:
    bench = bench_with_ada
    others = with_others(bench, 4)
    lost = {"kind": "lost_response", "platform": "tsna", "method": "PATCH", "path": "/v4.0/users/", "times": 0}
    refuse = {"kind": "status", "status": 503, "platform": "tsna", "method": "DELETE", "path": "/v4.0/users/", "times": 0}
    bench.sandbox._controlled("PUT", "faults", [lost, refuse])
    result = all_leave(bench, others)
    tsna = bench.sandbox.platform("tsna")
    assert not any(tsna._named(f"p{number}").enabled for number in range(3))
    for action in result["plan"]["actions"]:
        touched = not tsna._named(action["account"]).enabled
        assert not touched or action["changed"] or "may have been" in action["msg"] or "may or may not" in action["msg"], (touched, action)


# -- names that differ in upper and lower case -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("independent", [False, True])
def test_a_leaver_with_the_name_of_nobody_but_nearly_somebody_is_not_taken_for_gone(bench: Bench, independent: bool) -> None:
    """On TSNA, upper and lower case make two names. Nothing is removed, and nothing may count as proved."""
    person = {"email": "somebody.else@x.example", "ends": "2020-01-01", "accounts": {"tsna": {"name": "RStone"}}}
    for check in (True, False):
        result = bench.run("roster", check=check, people=[person], platforms=["tsna"], independent=independent)
        assert result["failed"] and result["writes"] == [], result
        assert "there is no account RStone there, but rstone, and upper and lower case matter" in json.dumps(result), result["msg"]
    person["accounts"]["tsna"]["name"] = "rstone"
    assert bench.run("roster", check=True, people=[person], platforms=["tsna"])["changed"] is True


def test_a_new_account_that_is_nearly_an_old_one_is_noted(bench: Bench) -> None:
    person = {"email": "somebody.else@x.example", "accounts": {"tsna": {"name": "RStone", "roles": ["Viewer"]}}}
    plan = bench.run("roster", check=True, people=[person], platforms=["tsna"], tsna_passwords={person["email"]: "Tr1cky-pass-77"})["plan"]
    assert [note for note in plan["notes"] if "there is no account RStone, but rstone" in note], plan["notes"]
    mine = {"email": "ravi.stone@harbor.example", "ends": "2020-01-01", "accounts": {"tsna": {"name": "RStone"}}}
    assert bench.run("roster", check=True, people=[mine], platforms=["tsna"])["changed"] is True, "the address tells that it is theirs"

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""People change: addresses, login names, times, whose login it is. Nobody has two accounts, nobody loses one to somebody else's change."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine.errors import BadInput
from ansible_collections.people.access.plugins.module_utils.lifecycle.calendar import AT_ONCE
from ansible_collections.people.access.plugins.module_utils.lifecycle.drift import findings
from ansible_collections.people.access.plugins.module_utils.lifecycle.leavers import leavers
from tests.harness import Bench

from .test_exact import ADA, DESK, LEFT, MEANS, NO_LIMIT, PLATFORMS, accept, applied, live, noted, reasons, verbs

OLD = {**ADA, "profiles": ["desk"]}
NEW = {**OLD, "email": "ada.lovelace@x.example", "previous_emails": [ADA["email"]]}


def there(bench: Bench, platform: str, email: str) -> bool:
    return platform in live(bench, email)


# -- another address ---------------------------------------------------------------------------------------------------------------------------


def ids(bench: Bench) -> dict[str, str]:
    """The ids of the accounts that Ada has under either address or name."""
    names = (OLD["email"], NEW["email"])
    found = {account["platform"]: account["id"] for account in bench.run("access_info")["accounts"] if account["email"] in names}
    return {name: found[name] for name in ("thousandeyes", "contabo", "tsna")}


def test_an_address_changes_where_the_platform_can_and_nobody_has_two_accounts(bench: Bench) -> None:
    applied(bench, OLD)
    accept(bench, OLD["email"])
    before = ids(bench)
    result = applied(bench, NEW)
    assert verbs(result) == {
        f"thousandeyes {NEW['email']}": "update", f"segment {NEW['email']}": "create", "tsna abyron": "update",
    }
    assert reasons(result)[f"thousandeyes {NEW['email']}"] == "another address or name"
    assert noted(result, "contabo", OLD["email"], "keeps its address") and ids(bench) == before
    assert not there(bench, "thousandeyes", OLD["email"]) and not there(bench, "contabo", NEW["email"])
    assert live(bench, NEW["email"]).keys() == {"thousandeyes", "segment", "tsna"} and live(bench, OLD["email"]).keys() == {"segment", "contabo"}


def test_on_segment_the_old_member_stays_until_the_new_one_is_there(bench: Bench) -> None:
    applied(bench, OLD, platforms=["segment"])
    accept(bench, OLD["email"])
    result = applied(bench, NEW, platforms=["segment"])
    assert noted(result, OLD["email"], "until the invite of", NEW["email"])
    less = {**NEW, "profiles": ["less"]}
    profiles = {"less": {"segment": {}}}
    applied(bench, less, platforms=["segment"], profiles=profiles)
    assert live(bench, OLD["email"])["segment"] == set()  # exact as long as it is there
    accept(bench, NEW["email"])
    gone = applied(bench, NEW, platforms=["segment"])
    assert reasons(gone)[f"segment {OLD['email']}"] == "moved to another address" and not there(bench, "segment", OLD["email"])
    assert live(bench, NEW["email"])["segment"] == LEFT["segment"]


@pytest.mark.parametrize("accepted", [True, False])
def test_on_segment_it_can_go_at_once_and_an_open_invite_does(bench: Bench, accepted: bool) -> None:
    applied(bench, OLD, platforms=["segment"])
    if accepted:
        accept(bench, OLD["email"])
    result = applied(bench, NEW, platforms=["segment"], **({"move": "at_once"} if accepted else {}))
    assert [(action["verb"], action["person"]) for action in result["plan"]["actions"]] == [("create", NEW["email"]), ("delete", NEW["email"])]


def test_if_the_invite_fails_the_old_member_stays(bench: Bench) -> None:
    applied(bench, OLD, platforms=["segment"])
    accept(bench, OLD["email"])
    bench.fault(kind="status", status=400, platform="segment", method="POST", path="/invites$", times=0)
    result = bench.run("roster", people=[NEW], **MEANS, platforms=["segment"], move="at_once")
    assert result["failed"] and there(bench, "segment", OLD["email"])
    assert {action["status"] for action in result["plan"]["actions"]} == {"failed", "not tried"}


def test_an_address_that_must_be_confirmed_first_is_told(bench: Bench) -> None:
    bench.configure("thousandeyes", email_change_pending=True)
    bench.run("roster", people=[OLD], **MEANS, platforms=["thousandeyes"])
    result = bench.run("roster", people=[NEW], **MEANS, platforms=["thousandeyes"])
    assert result.get("failed") is None and any("email" in text for text in result["warnings"])
    users = [account for account in bench.run("access_info", platforms=["thousandeyes"])["accounts"] if account["email"] in (OLD["email"], NEW["email"])]
    assert len(users) == 1


def confirm(bench: Bench) -> None:
    """Whoever has another address waiting follows the link in the mail."""
    users = bench.sandbox.platform("thousandeyes").users
    for user in [entry.copy() for entry in users.values() if entry.pending_email]:
        user.email, user.pending_email = user.pending_email, None
        users[user.uid] = user


def test_that_an_unconfirmed_address_is_sent_again_is_a_line_of_the_plan(bench: Bench) -> None:
    bench.configure("thousandeyes", email_change_pending=True)
    params: dict[str, Any] = {**MEANS, "platforms": ["thousandeyes"]}
    bench.run("roster", people=[OLD], **params)
    for check in (True, False, True):
        result = bench.run("roster", check=check, people=[NEW], **params)
        assert noted(result, "each run sends", "mail", f"accounts.thousandeyes.email: {OLD['email']}", NEW["email"])
    before = bench.sandbox.platform("thousandeyes").users.values()
    held = {**NEW, "accounts": {"tsna": {"name": "abyron"}, "thousandeyes": {"email": OLD["email"]}}}
    quiet = bench.run("roster", people=[held], **params)
    assert (quiet["changed"], quiet["writes"]) == (False, []) and not noted(quiet, "each run sends")
    assert [entry.pending_email for entry in before if entry.pending_email] == [NEW["email"]]
    moved = bench.run("roster", people=[{**held, "profiles": ["admin"]}], **params)
    assert [entry.pending_email for entry in before if entry.pending_email] == [NEW["email"]] and moved["changed"]
    confirm(bench)
    for person in (held, NEW):  # the line may stay or go
        result = bench.run("roster", people=[{**person, "profiles": ["admin"]}], **params, prune=True, protect=["*@harbor.example"])
        assert result.get("failed") is None and (result["changed"], result["writes"]) == (False, []), result["plan"]["actions"]
    assert [there(bench, "thousandeyes", entry) for entry in (OLD["email"], NEW["email"])] == [False, True]


def test_a_login_name_changes(bench: Bench) -> None:
    applied(bench, OLD, platforms=["tsna"])
    before = bench.run("tsna_user_info", name="abyron")["users"][0]["id"]
    renamed = {**OLD, "accounts": {"tsna": {"name": "alovelace"}}, "previous_names": ["abyron"]}
    result = applied(bench, renamed, platforms=["tsna"])
    assert reasons(result) == {"tsna alovelace": "another address or name"}
    assert bench.run("tsna_user_info", name="alovelace")["users"][0]["id"] == before and bench.run("tsna_user_info", name="abyron")["users"] == []


def test_both_addresses_have_an_account(bench: Bench) -> None:
    applied(bench, OLD, {**NEW, "previous_emails": []}, platforms=["contabo", "thousandeyes"])
    kept = applied(bench, NEW, platforms=["contabo", "thousandeyes"])
    assert kept["plan"]["actions"] == [] and len(noted(kept, OLD["email"], "stay as they are")) == 2
    gone = applied(bench, NEW, platforms=["contabo", "thousandeyes"], remove_platforms="listed")
    assert set(reasons(gone).values()) == {"moved to another address"} and live(bench, OLD["email"]) == {}
    assert [finding["kind"] for finding in findings(gone["plan"])] == ["previous", "previous"]


def test_whoever_makes_the_accounts_changes_the_addresses(bench: Bench) -> None:
    applied(bench, OLD, platforms=["thousandeyes", "segment"])
    accept(bench, OLD["email"])
    manage = {"thousandeyes": ["account_group_roles"], "segment": ["permissions"]}
    result = applied(bench, NEW, platforms=["thousandeyes", "segment"], manage=manage)
    assert result["plan"]["actions"] == [] and noted(result, "thousandeyes", OLD["email"], "keeps its address")


def test_without_being_told_the_same_names_are_a_hint(bench: Bench) -> None:
    applied(bench, OLD)
    result = bench.run("roster", check=True, people=[{**NEW, "previous_emails": None, "accounts": {"tsna": {"name": "alovelace"}}}], **MEANS)
    hints = noted(result, NEW["email"], OLD["email"], "same name", "previous_emails")
    assert [hint.partition(":")[0] for hint in hints] == ["thousandeyes", "contabo"]
    both = bench.run("roster", check=True, people=[OLD, {**NEW, "previous_emails": None, "accounts": {}}], **MEANS, platforms=["contabo"])
    assert not noted(both, "same name")


def test_a_previous_address_is_nobody_elses(bench: Bench) -> None:
    other = {**OLD, "email": "zoe@x.example", "accounts": {}}
    assert "which is the address of ada@x.example now" in bench.run("roster", people=[OLD, {**other, "previous_emails": [OLD["email"]]}], **MEANS)["msg"]
    both = [{**NEW, "previous_emails": ["x@x.example"]}, {**other, "previous_emails": ["X@x.example"]}]
    assert f"previous_emails has X@x.example, as {NEW['email']} has" in bench.run("roster", people=both, **MEANS)["msg"]


def test_two_accounts_with_previous_addresses_are_not_guessed_at(bench: Bench) -> None:
    second = {**NEW, "email": "ada2@x.example", "previous_emails": None}
    applied(bench, OLD, second, platforms=["thousandeyes"])
    result = bench.run("roster", people=[{**NEW, "previous_emails": [OLD["email"], second["email"]]}], **MEANS, platforms=["thousandeyes"])
    assert result["failed"] and "has 2 accounts with previous addresses" in result["msg"] and result["writes"] == []


# -- a second address, several accounts --------------------------------------------------------------------------------------------------------


def test_a_second_address_is_the_account_on_its_platform_also_when_its_time_is_over(bench: Bench) -> None:
    second = {**OLD, "accounts": {"tsna": {"name": "abyron"}, "contabo": {"email": "a.byron@partner.example"}}}
    applied(bench, second)
    assert live(bench, "a.byron@partner.example") == {"contabo": {"Network"}} and not there(bench, "contabo", OLD["email"])
    applied(bench, {**second, "ends": "2020-01-01"}, platforms=list(PLATFORMS))
    assert live(bench, "a.byron@partner.example") == live(bench, OLD["email"]) == {}


def test_a_second_address_counts_on_tsna_without_a_name(bench: Bench) -> None:
    applied(bench, {**OLD, "accounts": {"tsna": {"name": "abyron", "email": "a.byron@partner.example"}}}, platforms=["tsna"])
    result = applied(bench, {**OLD, "accounts": {"tsna": {"email": "a.byron@partner.example"}}}, platforms=["tsna"])
    assert result["plan"]["actions"] == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_further_account_of_a_person_is_not_forgotten(bench: Bench, platform: str) -> None:
    admin = {**OLD, "profiles": ["admin"]}
    applied(bench, admin, platforms=[platform])
    if platform == "segment":
        accept(bench, OLD["email"])
    other = {"tsna": {"name": "other"}} if platform == "tsna" else {platform: {"email": "a.byron@partner.example"}}
    person, left = {**OLD, "accounts": other}, "abyron" if platform == "tsna" else OLD["email"]
    kept = applied(bench, person, platforms=[platform])
    assert noted(kept, platform, left, "stay as they are", "remove_platforms: listed") and len(live(bench, OLD["email"])) == 1
    protected = bench.run("roster", check=True, people=[person], **MEANS, platforms=[platform], protect=[left])
    assert protected["plan"]["actions"] == [] and not noted(protected, "stay as they are")
    gone = applied(bench, person, platforms=[platform], remove_platforms="listed")
    assert reasons(gone) == {f"{platform} {left}": "a further account of the person"} and gone["plan"]["actions"][0]["person"] == OLD["email"]
    assert [finding["kind"] for finding in findings(gone["plan"])][:1] == ["further"]
    left_over = [name for name in live(bench, OLD["email"]).get(platform, ()) if platform == "tsna"]
    assert left_over == (["Viewer"] if platform == "tsna" else [])  # the login that the roster names


def test_a_further_account_can_be_somebody_in_the_roster(bench: Bench) -> None:
    second = {"email": "ada-adm@x.example", "accounts": {"tsna": {"name": "adm-abyron", "email": OLD["email"], "roles": ["Administrator"]}}}
    people = [OLD, second]
    passwords = {"tsna_passwords": dict.fromkeys((OLD["email"], second["email"]), "Tr1cky-pass-77")}
    applied(bench, *people, platforms=["tsna"], **passwords)
    result = applied(bench, {**OLD, "profiles": ["admin"]}, second, platforms=["tsna"], remove_platforms="listed", **passwords)
    assert verbs(result) == {"tsna abyron": "update"} and not noted(result, "stay as they are")


def test_several_accounts_on_a_platform_are_refused_with_the_reason(bench: Bench) -> None:
    several = {**OLD, "accounts": {"tsna": [{"name": "abyron"}, {"name": "adm-abyron"}]}}
    result = bench.run("roster", people=[several], **MEANS)
    assert "accounts.tsna is a list, but a person has one account on a platform" in result["msg"] and "as separate people" in result["msg"]


# -- whose login it is ---------------------------------------------------------------------------------------------------------------------------


ZOE: dict[str, Any] = {"email": "zoe@x.example", "profiles": ["desk"], "accounts": {"tsna": {"name": "noc"}}}
YAN: dict[str, Any] = {"email": "yan@x.example", "profiles": ["desk"], "accounts": {"tsna": {"name": "noc"}}}


@pytest.mark.parametrize("turned", [True, False])
def test_a_shared_login_is_handed_over(bench: Bench, turned: bool) -> None:
    applied(bench, ZOE, platforms=["tsna"])
    people = [{**ZOE, "ends": "2020-01-01"}, YAN][::-1 if turned else 1]
    result = applied(bench, *people, platforms=["tsna"])
    assert [(action["person"], action["verb"], action["after"]["email"]) for action in result["plan"]["actions"]] == [(YAN["email"], "update", YAN["email"])]
    assert live(bench, YAN["email"])["tsna"] == {"Viewer"}
    handed = bench.run("roster", check=True, people=people, **MEANS, platforms=["tsna"])
    assert noted(handed, "noc", ZOE["email"], f"{YAN['email']} takes it over")


def test_a_login_of_two_people_is_refused(bench: Bench) -> None:
    result = bench.run("roster", people=[ZOE, YAN], **MEANS, platforms=["tsna"])
    assert result["failed"] and result["writes"] == [] and f"{YAN['email']}: the account noc is also given to {ZOE['email']}" in result["msg"]


def test_who_leaves_loses_a_login_that_somebody_gets_later(bench: Bench) -> None:
    applied(bench, ZOE, platforms=["tsna"])
    result = applied(bench, {**ZOE, "ends": "2020-01-01"}, {**YAN, "starts": "2199-01-01"}, platforms=["tsna"])
    assert verbs(result) == {"tsna noc": "delete"}


# -- time ------------------------------------------------------------------------------------------------------------------------------------------


def test_who_comes_back_gets_the_access_again(bench: Bench) -> None:
    applied(bench, OLD)
    accept(bench, OLD["email"])
    applied(bench, {**OLD, "ends": "2020-01-01"}, platforms=list(PLATFORMS))
    assert live(bench, OLD["email"]) == {}
    applied(bench, {**OLD, "starts": "2020-06-01"})
    assert live(bench, OLD["email"]) == LEFT
    twice = bench.run("roster", people=[{**OLD, "ends": "2020-01-01"}, {**OLD, "starts": "2020-06-01"}], **MEANS)
    assert "is listed twice, the first time in person 1; give each person one entry, including people who come back" in twice["msg"]


def test_who_was_disabled_and_comes_back_is_enabled(bench: Bench) -> None:
    applied(bench, OLD, platforms=["contabo"])
    bench.run("contabo_user", email=OLD["email"], state="disabled")
    result = applied(bench, OLD, platforms=["contabo"])
    assert result["plan"]["actions"][0]["after"]["enabled"] is True


def test_who_starts_later_is_listed_with_the_accounts_that_are_there(bench: Bench) -> None:
    applied(bench, OLD, platforms=["contabo"])
    later = {**OLD, "starts": "2199-01-01"}
    result = applied(bench, later, platforms=["contabo", "thousandeyes"])
    usual = {"person": OLD["email"], "name": f"{OLD['first_name']} {OLD['last_name']}", "starts": "2199-01-01"}
    assert result["plan"]["upcoming"] == [
        {"platform": "contabo", "account": OLD["email"], **usual}, {"platform": "thousandeyes", "account": "", **usual},
    ]
    assert result["plan"]["actions"] == []


def test_a_day_begins_where_the_time_zone_says(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime

    from ansible_collections.people.access.plugins.module_utils.lifecycle import calendar

    class Late(datetime.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.datetime(2026, 12, 31, 23, 30, tzinfo=datetime.timezone.utc).astimezone(tz)

    monkeypatch.setattr(calendar.datetime, "datetime", Late)
    person = {**OLD, "ends": "2026-12-31"}
    params: dict[str, Any] = {"people": [person], **MEANS, "platforms": ["contabo"]}
    zones: tuple[dict[str, str], ...] = ({}, {"timezone": "Asia/Tokyo"}, {"timezone": "America/Lima"}, {"timezone": ""})
    here, east, west, blank = (bench.run("roster", check=True, **params, **zone) for zone in zones)
    assert blank["plan"]["timezone"] == "UTC" and verbs(blank) == verbs(here)
    assert [(entry["plan"]["day"], entry["plan"]["timezone"]) for entry in (here, east, west)] == [
        ("2026-12-31", "UTC"), ("2027-01-01", "Asia/Tokyo"), ("2026-12-31", "America/Lima"),
    ]
    assert [len(entry["plan"]["actions"]) for entry in (here, east, west)] == [1, 0, 1]
    wrong = bench.run("roster", check=True, **params, timezone="Mars/Base")
    assert wrong["failed"] and "timezone 'Mars/Base' is not known" in wrong["msg"]


def test_another_day_can_be_planned_and_not_carried_out(bench: Bench) -> None:
    applied(bench, OLD, platforms=["contabo"])
    params: dict[str, Any] = {"people": [{**OLD, "ends": "2199-01-01"}], **MEANS, "platforms": ["contabo"]}
    plan = bench.run("roster", check=True, **params, today="2199-01-02")
    assert verbs(plan) == {f"contabo {OLD['email']}": "delete"} and plan["plan"]["day"] == "2199-01-02"
    assert bench.run("roster", check=True, **params, today="2199-01-01")["plan"]["actions"] == []
    real = bench.run("roster", **params, today="2199-01-02")
    assert real["failed"] and "only a plan for the current day can be applied" in real["msg"] and real["journal"] == []
    now = bench.run("roster", check=True, **params)["plan"]["day"]
    assert bench.run("roster", **params, today=now).get("failed") is None


@pytest.mark.parametrize("value,words", [
    ("2026-02-30", "ends is not a valid calendar date: '2026-02-30'"), ("2026-12-31 18:00", "ends includes a time (2026-12-31 18:00)"),
    ("2026-12-31T18:00:00Z", "ends includes a time"), ("tomorrow", "ends is not a valid date: 'tomorrow'; write YYYY-MM-DD"),
    ("2026-W01-1", "ends is not a valid date"), (20261231, "ends is not a valid date: 20261231"),
])
def test_what_is_no_day_is_a_sentence(bench: Bench, value: Any, words: str) -> None:
    result = bench.run("roster", people=[{**OLD, "ends": value, "starts": "2026-13-01"}], **MEANS)
    assert words in result["msg"] and "starts is not a valid calendar date: '2026-13-01'" in result["msg"] and result["journal"] == []
    today = bench.run("roster", check=True, people=[OLD], **MEANS, today=value)
    assert today["failed"] and words.replace("ends", "today", 1).replace(" 20261231", " '20261231'") in today["msg"]


# -- names that YAML makes something else of -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person,profiles,words", [
    ({"profiles": [{"netops": None}]}, {}, "profiles has {'netops': None}, which is not the name of a profile (a colon after a name makes a dictionary of it"),
    ({"profiles": [False]}, {}, "YAML reads words such as no"), ({}, {False: {}}, "profiles has False"),
    ({"email": ["a@x.example"]}, {}, "email has to be one address"),
    ({"email": None}, {}, "email is missing"), ({"previous_emails": [1]}, {}, "previous_emails has to be a list of texts"),
    ({"last_name": False}, {}, "last_name has to be a text, not False (YAML reads words such as no"),
    ({"first_name": ["x"]}, {}, "first_name has to be a text"),
    ({"profiles": ["net"]}, {"x-base": {"tsna": {}}, "net": {"include": ["x-base"]}}, "profile net includes x-base, which is unknown"),
    ({"previous_emails": ["x"]}, {}, "'x' is not an e-mail address"), ({"no_admin": "perhaps"}, {}, "no_admin has to be yes or no"),
])
def test_what_yaml_makes_of_a_name_is_a_sentence(person: Any, profiles: Any, words: str) -> None:
    from ansible_collections.people.access.plugins.module_utils.lifecycle.roster import desired_accounts

    with pytest.raises(BadInput) as caught:
        desired_accounts([{"email": "a@x.example", **person}], profiles)
    assert words in caught.value.message and ".." not in caught.value.message and ".;" not in caught.value.message


@pytest.mark.parametrize("name", [2024, "2024"])
def test_the_name_of_a_profile_may_be_a_number(bench: Bench, name: Any) -> None:
    means = {**MEANS, "profiles": {name: {"contabo": DESK["contabo"]}, "spare": {}}}
    result = bench.run("roster", check=True, people=[{**OLD, "profiles": [name]}], **means)
    assert verbs(result) == {f"contabo {OLD['email']}": "create"} and result["plan"]["notes"][0] == "Nobody has the profile spare."


def test_profiles_to_ignore_are_no_profiles(bench: Bench) -> None:
    means = {**MEANS, "profiles": {"net": {"contabo": DESK["contabo"]}, "x-base": {"tsna": {}}}}
    result = bench.run("roster", check=True, people=[{**OLD, "profiles": ["net"]}], **means)
    assert verbs(result) == {f"contabo {OLD['email']}": "create"} and not any("x-base" in note for note in result["plan"]["notes"])


# -- people who leave ------------------------------------------------------------------------------------------------------------------------------


def test_who_leaves_is_found_by_every_address_and_name() -> None:
    person = {"email": "Ada@x.example", "profiles": ["x"], "previous_emails": ["ada@old.example"], "previous_names": ["ada"],
              "accounts": {"tsna": {"name": "aq", "roles": ["x"]}, "contabo": {"email": "ada@y.example", "locale": "de"}, "segment": {}}}
    assert leavers([person]) == [{
        "email": "Ada@x.example", "ends": AT_ONCE, "accounts": {"tsna": {"name": "aq"}, "contabo": {"email": "ada@y.example"}},
        "previous_emails": ["ada@old.example"], "previous_names": ["ada"],
    }]


def test_what_does_not_find_an_account_of_a_leaver_is_no_obstacle() -> None:
    person = {"email": "ada@x.example", "x-note": 1, "starts": "soon", "leave": "?", "accounts": {
        "x-was": {}, "tsna": {"name": 0, "x-note": 1, "roles": 7, "password": "p"}, "segment": None,
    }}
    assert leavers([person]) == [{"email": "ada@x.example", "ends": AT_ONCE, "accounts": {"tsna": {"name": "0"}}}]


def test_accounts_to_ignore_are_no_obstacle_to_leaving() -> None:
    person = {"email": "ada@x.example", "accounts": {"x-note": "moved", "tsna": {"name": "aq"}}}
    assert leavers([person]) == [{"email": "ada@x.example", "ends": AT_ONCE, "accounts": {"tsna": {"name": "aq"}}}]


def test_who_is_given_twice_is_one_person_with_everything_that_finds_accounts() -> None:
    twice = ["ada@x.example", *({"email": "Ada@X.example", "accounts": {"tsna": {"name": name}}} for name in ("aq", "ada"))]
    assert leavers(twice) == [{"email": "ada@x.example", "ends": AT_ONCE, "accounts": {"tsna": {"name": "aq"}}, "previous_names": ["ada"]}]


@pytest.mark.parametrize("protect", ["ada@x.example", "ADA@old.example", "aq"])
def test_who_is_protected_by_any_address_or_name_is_not_offboarded(protect: str) -> None:
    person = {"email": "ada@x.example", "previous_emails": ["ada@old.example"], "accounts": {"tsna": {"name": "aq"}}}
    with pytest.raises(BadInput, match="is protected"):
        leavers([person], [protect])


@pytest.mark.parametrize("people,words", [
    ([], "nobody to offboard"), ([["a@x.example"]], "email has to be one address"), ([{}], "^email is missing.$"),
    ([{"email": "a@x.example", "accounts": ["x"]}], "dictionary that has a dictionary for each platform"),
    ([{"email": "a@x.example", "previous_emails": {}, "accounts": {"tsna": 1}}], "dictionary that has a dictionary for each platform"),
    (["nobody"], "is not an e-mail address"),
    # the account that such an entry is to find would stay, and nothing would say so
    ([{"email": "a@x.example", "previous_email": ["b@x.example"]}], r"unknown previous_email \(did you mean previous_emails\?\)"),
    ([{"email": "a@x.example", "acounts": {"tsna": {"name": "ab"}}}], r"unknown acounts \(did you mean accounts\?\)"),
    ([{"email": "a@x.example", "accounts": {"tnsa": {"name": "ab"}}}], r"accounts: unknown platform 'tnsa' \(did you mean tsna\?\)"),
    ([{"email": "a@x.example", "accounts": {"TSNA": {"name": "ab"}}}], r"accounts: unknown platform 'TSNA' \(did you mean tsna\?\)"),
    ([{"email": "a@x.example", "accounts": {"tsna": {"nam": "ab"}}}], r"accounts.tsna has no option nam \(did you mean name\?\)"),
    ([{"email": "a@x.example", "accounts": {"tsna": {"name": ["ab", "ab-admin"]}}}], "accounts.tsna.name has to be a text, not \\['ab', 'ab-admin'\\]"),
    ([{"email": "a@x.example", "accounts": {"tsna": {"name": True}}}], "accounts.tsna.name has to be a text, not True"),
    ([{"email": "a@x.example", "previous_emails": "b@x.example, c@x.example"}], "'b@x.example, c@x.example' is not an e-mail address"),
    ([{"email": "a@x.example", "previous_names": ["b\u200bc"]}], r"previous_names has an invisible character, U\+200B"),
    ([{"email": "a@x.example", "previous_emails": "b\u200b@x.example"}], r"previous_emails has an invisible character, U\+200B"),
])
def test_leavers_that_cannot_be_understood_are_refused(people: Any, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        leavers(people)


def test_a_leaver_with_several_addresses_is_gone_everywhere(bench: Bench) -> None:
    own = {"tsna": {"name": "abyron", "email": ""}, "contabo": {"email": "ada@partner.example"}}
    applied(bench, {**OLD, "accounts": own}, platforms=["tsna", "contabo"])
    applied(bench, {**OLD, "email": "ada@old.example", "accounts": {}}, platforms=["thousandeyes"])
    person = {"email": OLD["email"], "previous_emails": ["ada@old.example"], "previous_names": ["abyron"],
              "accounts": {"contabo": {"email": "ada@partner.example"}}}
    result = bench.run("roster", people=leavers([person]), platforms=["thousandeyes", "contabo", "tsna"], **NO_LIMIT)
    assert verbs(result) == {"thousandeyes ada@old.example": "delete", "contabo ada@partner.example": "delete", "tsna abyron": "delete"}
    assert {action["person"] for action in result["plan"]["actions"]} == {OLD["email"]}


def test_a_leaver_to_whom_the_roster_gives_access_is_refused(bench: Bench) -> None:
    """As with the roster in a file and leavers in the option: the account would stay, and the run would have said that it was done."""
    stays = {**OLD, "profiles": [], "accounts": {"contabo": DESK["contabo"]}}
    bench.run("roster", people=[stays], platforms=["contabo"])
    given = leavers([OLD["email"].upper()])
    result = bench.run("roster", people=[stays, *given], platforms=["contabo"])
    assert f"{OLD['email']}: is a leaver and has another entry that gives access" in result["msg"] and result["writes"] == []
    for other in ({**stays, "ends": "2020-01-01"}, {"email": OLD["email"]}):
        gone = bench.run("roster", check=True, people=[other, *given], platforms=["contabo"])
        assert verbs(gone) == {f"contabo {OLD['email']}": "delete"}, gone.get("msg")

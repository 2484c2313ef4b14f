# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contabo: both generations of the API, who is never locked out, addresses that resemble others, ids of requests."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.platforms.contabo import client as contabo
from tests.harness import Bench, prediction
from tests.sandbox.contabo.checks import LOCALES
from tests.sandbox.world import World
from tests.security.proxy import Proxy
from tests.unit.platforms.conftest import Rewritten, Wire

ZOE: dict[str, Any] = {"email": "zoe.park@x.example", "first_name": "Zoe", "last_name": "Park", "roles": ["Network"]}
ADA, NADA = "ada.quist@harbor.example", "nada.quist@harbor.example"
SELF, OWNER = "automation@harbor.example", "owner@harbor.example"
generations = pytest.mark.parametrize("generation", [2025, 2026])


def stored(bench: Bench, email: str) -> dict[str, Any]:
    (user,) = [entry for entry in bench.sandbox.platform("contabo").state()["users"] if entry["email"] == email]
    return dict(user)


# -- both generations ----------------------------------------------------------------------------------------------------------------------


@generations
@pytest.mark.parametrize("switches", [
    {}, {"unknown_fields": "refuse"}, {"lower_case_emails": False}, {"no_pagination": True}, {"page_cap": 1}, {"page_cap": 100, "default_size": 1},
    {"invite_on_create": False}, {"duplicate_status": 400},
], ids=str)
def test_life_in_both_generations(bench: Bench, wire: Wire, generation: int, switches: dict[str, Any]) -> None:
    bench.configure("contabo", generation=generation, **switches)

    def step(action: str, **params: Any) -> None:
        result = bench.run("contabo_user", email=ZOE["email"], **params)
        assert (result.get("msg"), result.get("action"), result["warnings"]) == (None, action, []), params
        assert bench.run("contabo_user", email=ZOE["email"], **params)["action"] == "none", params

    step("created", first_name="Zoe", last_name="Park", roles=["Network"])
    changes: list[dict[str, Any]] = [
        {"first_name": "Zoé"}, {"last_name": "Lind"}, {"totp": True}, {"locale": "pt-BR"}, {"roles": ["s3-readers", "Support desk"]}, {"roles": []},
    ]
    for change in changes:
        step("updated", **change)
        assert all(set(item.body) == {{"first_name": "firstName", "last_name": "lastName"}.get(name, name) for name in change} for item in wire.of("PATCH"))
    step("disabled", state="disabled")
    step("updated", enabled=True, roles=["Network"])
    step("deleted", state="absent")


@generations
def test_a_creation_sends_the_required_members_with_their_defaults(bench: Bench, wire: Wire, generation: int) -> None:
    bench.configure("contabo", generation=generation, unknown_fields="refuse")
    bench.run("contabo_user", **ZOE)
    (post,) = wire.of("POST", "/v1/users")
    assert post.body == {
        "email": "zoe.park@x.example", "firstName": "Zoe", "lastName": "Park", "enabled": True, "totp": False, "locale": "en", "roles": [4711]}


@generations
def test_names_are_required_in_both(bench: Bench, generation: int) -> None:
    bench.configure("contabo", generation=generation)
    result = bench.run("contabo_user", email=ZOE["email"], roles=["Network"])
    assert result["failed"] and "give first_name and last_name" in result["msg"] and result["writes"] == []


@generations
@pytest.mark.parametrize("policy", ["refuse", "ignore"])
def test_the_address_is_never_in_an_update(bench: Bench, wire: Wire, generation: int, policy: str) -> None:
    bench.configure("contabo", generation=generation, email_patch=policy)
    user = bench.run("contabo_user", **ZOE)["user"]
    assert bench.run("contabo_user", email="ZOE.Park@X.example", id=user["id"], last_name="Lind")["action"] == "updated"
    assert set(wire.of("PATCH")[0].body) == {"lastName"}


def test_invoices_by_mail_only_where_the_api_knows_them(bench: Bench, wire: Wire) -> None:
    bench.run("contabo_user", **ZOE)
    result = bench.run("contabo_user", **ZOE, send_invoice_email=True)
    assert (result["changed"], result["writes"]) == (False, [])
    assert result["notes"] == ["send_invoice_email: cannot be read, so it was not compared"]
    bench.configure("contabo", generation=2026)
    assert bench.run("contabo_user", **ZOE, send_invoice_email=False)["changed"] is False
    result = bench.run("contabo_user", **ZOE, send_invoice_email=True)
    assert (result["action"], result["diff"]["after"]["send_invoice_email"]) == ("updated", True)
    assert wire.of("PATCH")[0].body == {"sendInvoiceEmail": True}
    assert bench.run("contabo_user", **ZOE, send_invoice_email=True)["changed"] is False
    assert bench.run("contabo_user", email="new@x.example", first_name="N", last_name="W", send_invoice_email=True)["user"]["send_invoice_email"] is True


@generations
@pytest.mark.parametrize("locale", LOCALES)
def test_eight_locales(bench: Bench, generation: int, locale: str) -> None:
    assert len(LOCALES) == 8
    bench.configure("contabo", generation=generation)
    assert bench.run("contabo_user", **ZOE, locale=locale)["user"]["locale"] == locale
    assert bench.run("contabo_user", **ZOE, locale=locale)["changed"] is False


def test_a_locale_that_there_is_not(bench: Bench) -> None:
    result = bench.run("contabo_user", **ZOE, locale="fr")
    assert result["failed"] and "locale" in result["msg"]


def test_a_locale_that_is_shortened_fails(bench: Bench) -> None:
    bench.configure("contabo", short_locales=True)
    result = bench.run("contabo_user", **ZOE, locale="de-DE")
    assert result["failed"] and result["changed"]
    assert result["msg"].startswith("Contabo accepted the change, but locale of the user still read differently. The user was created.")


@pytest.mark.parametrize("check", [True, False])
def test_a_disabling_without_effect_is_a_failure(bench: Bench, check: bool) -> None:
    proxy = Proxy.before(bench)
    shown = proxy.rewrite(r"/v1/users", fields={"data.*.enabled": True})
    result = bench.run("contabo_user", check, email=NADA, state="disabled")
    assert shown.hits and result["changed"] is check and result.get("failed") is (None if check else True)  # what reads as before is no change
    assert check or f"Contabo accepted the disabling of {NADA}, but the user still reads as enabled: the access may still be active." in result["msg"]


def test_what_changed_beside_a_disabling_without_effect_counts_as_changed(bench: Bench) -> None:
    Proxy.before(bench).rewrite(r"/v1/users", fields={"data.*.enabled": True})
    result = bench.run("contabo_user", email=NADA, state="disabled", first_name="Nadine")
    assert result["failed"] and result["changed"] is True and "still reads as enabled" in result["msg"]
    assert bench.run("contabo_user_info", email=NADA)["users"][0]["first_name"] == "Nadine"


# -- who is never locked out ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("desired", [{"state": "absent"}, {"state": "disabled"}, {"enabled": False}], ids=str)
@pytest.mark.parametrize(("email", "reason"), [(OWNER, "is the owner"), (SELF, "the user that this task logs in with")])
def test_owner_and_caller_are_kept(bench: Bench, email: str, reason: str, desired: dict[str, Any]) -> None:
    bench.sandbox.platform("contabo")._protect = lambda user, what: None  # a server that would let it happen
    before = bench.sandbox.platform("contabo").state()["users"]
    for check in (True, False):
        result = bench.run("contabo_user", check=check, email=email, **desired)
        assert result["failed"] and reason in result["msg"] and result["hint"]
        assert result["writes"] == []
    assert bench.sandbox.platform("contabo").state()["users"] == before


@pytest.mark.parametrize("email", [OWNER, SELF])
def test_owner_and_caller_may_be_changed(bench: Bench, email: str) -> None:
    assert bench.run("contabo_user", email=email, locale="de", enabled=True)["action"] == "updated"


@pytest.mark.parametrize("token", ["opaque", "a.b.c", "a.e30.c", "a.%%%.c"])
def test_a_token_that_cannot_be_read_leaves_the_server_to_refuse(bench: Bench, monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    """Where nothing else tells who the caller is either."""
    monkeypatch.delenv("CNTB_OAUTH2_USER")
    platform = bench.sandbox.platform("contabo")
    me = platform._by_email(SELF)
    platform._tokens[token] = ("access", me["userId"], bench.clock.now() + 300)
    result = bench.run("contabo_user", email=SELF, state="absent", contabo_token=token)
    assert result["failed"] and "the calling user cannot be deleted" in result["msg"]
    assert bench.run("contabo_user", email=NADA, state="absent", contabo_token=token)["action"] == "deleted"


# -- addresses that resemble others --------------------------------------------------------------------------------------------------------


def test_the_servers_filter_is_not_trusted(bench: Bench, wire: Wire) -> None:
    other = stored(bench, NADA)
    assert bench.run("contabo_user", email=ADA, last_name="Quist-Lind")["action"] == "updated"
    assert "email=ada.quist%40harbor.example" in wire.of("GET", "/v1/users")[0].query
    assert bench.run("contabo_user", email=ADA, state="absent")["action"] == "deleted"
    assert stored(bench, NADA) == other
    assert bench.run("contabo_user", email=ADA, state="absent")["changed"] is False  # only the other one is found now
    assert bench.run("contabo_user_info", email=ADA)["users"] == []
    result = bench.run("contabo_user", email=ADA, first_name="Ada", last_name="Quist")
    assert result["action"] == "created" and stored(bench, NADA) == other


@pytest.mark.parametrize("email", ["a+b@x.example", "o'neil&co@x.example"])
def test_addresses_that_have_to_be_encoded(bench: Bench, email: str) -> None:
    task = {**ZOE, "email": email}
    assert bench.run("contabo_user", **task)["action"] == "created"
    assert bench.run("contabo_user", **task)["changed"] is False
    assert bench.run("contabo_user", email=email, state="absent")["action"] == "deleted"


def test_an_address_is_found_whatever_its_case(bench: Bench) -> None:
    bench.configure("contabo", lower_case_emails=False)
    bench.run("contabo_user", **{**ZOE, "email": "Zoe.Park@X.example"})
    for email in ("Zoe.Park@X.example", "zoe.park@x.example"):
        assert bench.run("contabo_user", **{**ZOE, "email": email}).get("changed") is False


def test_a_taken_address_that_is_not_listed(bench: Bench) -> None:
    bench.fault(kind="status", status=409, platform="contabo", method="POST", path="/v1/users$", text="User already exists", times=0)
    result = bench.run("contabo_user", **ZOE)
    assert result["failed"] and "already exists" in result["msg"]
    assert len(result["writes"]) == 1


# -- ids of requests -----------------------------------------------------------------------------------------------------------------------


def test_each_request_has_an_id_and_the_task_one_trace(bench: Bench, wire: Wire) -> None:
    result = bench.run("contabo_user", **ZOE)
    ids = [request.headers["x-request-id"] for request in wire.sent]
    assert len(ids) == len(set(ids)) > 4
    assert {str(uuid.UUID(id_)) for id_ in ids} == set(ids)
    (trace,) = {request.headers["x-trace-id"] for request in wire.sent}
    assert trace.startswith("people.access-")
    assert result["request_id"] == wire.of("POST", "/v1/users")[0].headers["x-request-id"]
    (audit,) = [userAudit for userAudit in bench.sandbox.platform("contabo").state()["userAudits"] if userAudit["requestId"] == result["request_id"]]
    assert (audit["action"], audit["traceId"]) == ("CREATED", trace)


def test_a_repetition_has_an_id_of_its_own(bench: Bench, wire: Wire) -> None:
    bench.fault(kind="status", status=429, platform="contabo", method="POST", path="/v1/users$", headers={"Retry-After": "2"})
    result = bench.run("contabo_user", **ZOE)
    first, second = (item.headers["x-request-id"] for item in wire.of("POST", "/v1/users"))
    assert first != second == result["request_id"]


def test_each_of_many_has_the_id_of_its_own_write(bench: Bench) -> None:
    bench.run("contabo_user", **ZOE)
    desired_accounts = [{**ZOE, "email": "yan.oh@x.example"}, ZOE, {"email": NADA, "locale": "en"}]
    rows = bench.run("contabo_users", users=desired_accounts)["users"]
    audits = {userAudit["requestId"]: userAudit for userAudit in bench.sandbox.platform("contabo").state()["userAudits"]}
    assert [audits[row["request_id"]]["action"] if "request_id" in row else None for row in rows] == ["CREATED", None, "UPDATED"]
    assert [audits[row["request_id"]]["userId"] for row in rows if "request_id" in row] == [rows[0]["id"], rows[2]["id"]]
    assert not [user for user in bench.run("contabo_users", check=True, users=[{"email": NADA, "locale": "es"}])["users"] if "request_id" in user]


@pytest.mark.parametrize("how", ["option", "environment"])
def test_a_run_has_one_trace_for_all_its_tasks(bench: Bench, wire: Wire, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    given = {"contabo_trace_id": "job 4711"} if how == "option" else {}
    if not given:
        monkeypatch.setenv("CNTB_TRACE_ID", "job 4711")
    for params in ({}, {"last_name": "Lind"}, {"state": "absent"}):
        bench.run("contabo_user", **{**ZOE, **params}, **given)
        assert {request.headers["x-trace-id"] for request in wire.sent} == {"job 4711"}
    mine = [userAudit for userAudit in bench.sandbox.platform("contabo").state()["userAudits"] if userAudit["traceId"] == "job 4711"]
    assert [entry["action"] for entry in mine] == ["CREATED", "UPDATED", "DELETED"]


def test_nothing_written_has_no_id(bench: Bench) -> None:
    bench.run("contabo_user", **ZOE)
    assert "request_id" not in bench.run("contabo_user", **ZOE)
    assert "request_id" not in bench.run("contabo_user_info")
    assert "request_id" not in bench.run("contabo_user", check=True, **{**ZOE, "last_name": "Lind"})


def test_a_failure_tells_its_id(bench: Bench, wire: Wire) -> None:
    result = bench.run("contabo_user", **ZOE, locale="fr")
    assert result["error"]["request_id"] == wire.of("POST", "/v1/users")[0].headers["x-request-id"]


# -- the rest ------------------------------------------------------------------------------------------------------------------------------


def test_roles_are_sent_as_numbers_and_one_listing(bench: Bench, wire: Wire) -> None:
    bench.run("contabo_user", **{**ZOE, "roles": ["s3-readers", "Network"]})
    assert wire.of("POST", "/v1/users")[0].body["roles"] == [4711, 4712]
    bench.run("contabo_user", email=ZOE["email"], role_ids=["4713", "4711"])
    assert wire.of("PATCH")[0].body == {"roles": [4711, 4713]}
    assert len(wire.of("GET", "/v1/roles")) == 2  # one listing of two pages


@pytest.mark.parametrize("ids", [["abc"], ["47 11"], [""]], ids=str)
def test_a_role_id_that_is_no_number(bench: Bench, ids: list[str]) -> None:
    result = bench.run("contabo_user", **{**{name: value for name, value in ZOE.items() if name != "roles"}, "role_ids": ids})
    assert result["failed"] and "no role with the id" in result["msg"] and result["writes"] == []


def test_a_server_that_adds_roles_instead_of_replacing_them_fails(bench: Bench) -> None:
    bench.configure("contabo", roles_patch="add")
    bench.run("contabo_user", **ZOE)
    result = bench.run("contabo_user", email=ZOE["email"], roles=["s3-readers"])
    assert result["failed"] and result["msg"].startswith("Contabo accepted the change, but roles of the user still read differently.")


def test_one_role_only_is_the_servers_word(bench: Bench) -> None:
    bench.configure("contabo", one_role_only=True)
    result = bench.run("contabo_user", **{**ZOE, "roles": ["Network", "s3-readers"]})
    assert result["failed"] and "only one role" in result["msg"]


def test_an_update_is_repeated_after_a_passing_failure(bench: Bench, wire: Wire) -> None:
    bench.run("contabo_user", **ZOE)
    for kind in ("status", "reset", "lost_response"):
        bench.fault(kind=kind, status=502, platform="contabo", method="PATCH", times=2)
        assert bench.run("contabo_user", email=ZOE["email"], last_name=f"Park-{kind}")["action"] == "updated"
        assert len(wire.of("PATCH")) == 3


def test_a_delete_carries_no_empty_json(bench: Bench, wire: Wire) -> None:
    bench.configure("contabo", strict_delete=True)
    assert bench.run("contabo_user", email=NADA, state="absent")["action"] == "deleted"
    (sent,) = wire.of("DELETE")
    assert sent.body is None and "Content-Type" not in sent.headers


@pytest.mark.parametrize(("old", "status"), [(False, 401), (True, 400)])
def test_a_login_that_fails_says_what_to_check(bench: Bench, old: bool, status: int) -> None:
    bench.configure("contabo", old_keycloak=old)
    result = bench.run("contabo_user_info", contabo_client_secret="wrong-secret")
    assert result["failed"] and str(status) in result["msg"] and "contabo_client_secret" in result["hint"]
    assert "wrong-secret" not in bench.printed and result["requests"] == 1


@pytest.mark.parametrize("option", ["contabo_username", "contabo_user"])  # the second is the former name
def test_a_caller_who_may_not(bench: Bench, option: str) -> None:
    result = bench.run("contabo_user_info", **{option: "readonly@harbor.example"}, contabo_password="cntb-readonly")
    assert result["failed"] and "Full Access" in result["hint"]


@pytest.mark.parametrize("status", [404, 200])
def test_an_empty_list_by_either_answer(bench: Bench, status: int) -> None:
    bench.configure("contabo", empty_list_status=status)
    result = bench.run("contabo_user", email="nobody@x.example", state="absent")
    assert (result.get("msg"), result.get("changed")) == (None, False)
    assert bench.run("contabo_user", **ZOE).get("action") == "created"
    for module, noun, filters in (
        ("contabo_user", "users", {"email_contains": "@nowhere.example", "order_by": ["email:asc"]}), ("contabo_role", "roles", {"tag": "nothing"}),
    ):
        result = bench.run(f"{module}_info", **filters)
        assert (result.get("msg"), result.get(noun)) == (None, []), module


# -- cost and tokens -----------------------------------------------------------------------------------------------------------------------


def test_a_thousand_unchanged_cost_the_pages_of_one_listing_and_the_roles(bench: Bench) -> None:
    bench.sandbox.platform("contabo").reset(World(people_count=1000))
    bench.configure("contabo", page_cap=100)
    users = bench.run("contabo_user_info")["users"]
    assert len(users) > 980
    desired_accounts = [{name: user[name] for name in ("email", "first_name", "last_name", "enabled", "totp", "locale", "roles")} for user in users]
    result = bench.run("contabo_users", users=desired_accounts)
    assert result["changed"] is False
    paths = [entry["path"] for entry in result["journal"]]
    assert paths == ["/auth/token", *["/v1/users"] * -(-len(users) // 100), "/v1/roles"]


def test_a_token_that_ends_amid_a_run_is_renewed_once(bench: Bench) -> None:
    bench.fault(kind="expired_token", platform="contabo", method="POST", path="/v1/users$", after=3, times=1)
    desired_accounts = [{**ZOE, "email": f"zoe.{number}@x.example"} for number in range(6)]
    result = bench.run("contabo_users", users=desired_accounts)
    assert result.get("msg") is None and [user["action"] for user in result["users"]] == ["created"] * 6
    assert [entry["path"] for entry in result["journal"]].count("/auth/token") == 2
    assert bench.run("contabo_users", users=desired_accounts)["changed"] is False


# -- mails ---------------------------------------------------------------------------------------------------------------------------------

def mails(bench: Bench) -> list[dict[str, Any]]:
    return list(bench.sandbox.platform("contabo").state()["mails"])


@pytest.mark.parametrize(("mail", "guard", "off"), [("verification", {}, {"force": True}), ("password_reset", {"only_if_unset": True}, {})])
def test_a_mail_is_sent_where_it_is_of_use(bench: Bench, mail: str, guard: dict[str, Any], off: dict[str, Any]) -> None:
    bench.run("contabo_user", **ZOE)
    invited = mails(bench)
    for email, params, sent in ((NADA, guard, False), (NADA, off, True), (ZOE["email"], guard, True)):
        before = mails(bench)
        check = bench.run("contabo_user_mail", check=True, email=email, mail=mail, **params)
        assert mails(bench) == before
        real = bench.run("contabo_user_mail", email=email, mail=mail, redirect_url="https://x.example/a?b=c&d", **params)
        assert prediction(check) == prediction(real) and real["changed"] is sent and ("notes" in real) is not sent
        assert [(entry["redirectUrl"]) for entry in mails(bench)[len(before):]] == ["https://x.example/a?b=c&d"] * sent
        assert ("request_id" in real) is sent
    kind = {"verification": "email-verification", "password_reset": "reset-password"}[mail]
    assert [entry["kind"] for entry in mails(bench)[len(invited):]] == [kind, kind]


def test_a_mail_whose_answer_is_lost_is_not_sent_twice(bench: Bench) -> None:
    bench.fault(kind="lost_response", platform="contabo", method="POST", path="/reset-password$", times=0)
    result = bench.run("contabo_user_mail", email=NADA, mail="password_reset")
    assert result["failed"] and "was lost" in result["msg"] and "ask the user" in result["msg"]
    assert len(mails(bench)) == 1


def test_a_mail_to_nobody(bench: Bench) -> None:
    for who in ({"email": "nobody@x.example"}, {"user_id": "nobody"}):
        result = bench.run("contabo_user_mail", mail="verification", **who)
        assert result["failed"] and "has no user with the" in result["msg"] and result["writes"] == []
    assert "one of the following is required: email, user_id" in bench.run("contabo_user_mail", mail="verification")["msg"]


def test_who_has_set_a_password_is_told_on_request(bench: Bench) -> None:
    bench.run("contabo_user", **ZOE)
    assert "password_set" not in bench.run("contabo_user_info", email=ZOE["email"])["users"][0]
    found = {user["email"]: user["password_set"] for user in bench.run("contabo_user_info", password_set=True)["users"]}
    assert found == {user["email"]: user["passwordSet"] for user in bench.sandbox.platform("contabo").state()["users"]}
    assert found[NADA] and not found[ZOE["email"]]


# -- lists whose rows move between pages -----------------------------------------------------------------------------------------------------


def everybody(bench: Bench) -> list[str]:
    return sorted(user["email"] for user in bench.sandbox.platform("contabo").state()["users"])


@pytest.mark.parametrize("order", ["ignore", "refuse", "refuse_name"])
def test_lists_are_asked_for_in_an_order_where_that_is_accepted(bench: Bench, wire: Wire, order: str) -> None:
    bench.configure("contabo", unknown_order=order)
    assert sorted(user["email"] for user in bench.run("contabo_user_info")["users"]) == everybody(bench)
    asked = ["orderBy=name%3Aasc" in item.query for item in wire.of("GET", "/v1/users")]
    assert asked == ([True, *[False] * (len(asked) - 1)] if order == "refuse_name" else [True] * len(asked))
    for module, noun, count in (("contabo_role_info", "roles", 11), ("contabo_s3_credential_info", "credentials", 1)):
        assert len(bench.run(module)[noun]) >= count
    assert bench.run("contabo_role", name="Tagged", permissions=[{"api": "/v1/users", "actions": ["READ"], "tags": ["web"]}])["action"] == "created"
    assert bench.run("contabo_user", **ZOE)["action"] == "created"
    assert bench.run("contabo_event_info", window="1h")["events"]


def test_an_order_keeps_rows_in_their_place(bench: Bench) -> None:
    bench.configure("contabo", unordered="shifting")
    assert sorted(user["email"] for user in bench.run("contabo_user_info")["users"]) == everybody(bench)


def test_without_an_order_a_list_with_shifting_rows_is_never_taken_for_whole(bench: Bench) -> None:
    bench.configure("contabo", unordered="shifting", unknown_order="refuse_name")
    result = bench.run("contabo_user_info")
    assert result["failed"] and f"announced {len(everybody(bench))} entries" in result["msg"] and "run the task again" in result["msg"]
    result = bench.run("contabo_users", users=[{"email": ADA}], prune=True, max_removals=1000)
    assert result["failed"] and result["writes"] == []


# -- what can be known beforehand ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("needed", [None, "given", "filled"])
def test_a_new_user_without_roles(bench: Bench, wire: Wire, needed: str | None) -> None:
    """Whether there may be one is told in two ways by the page; it is created where that works, and the doubt is told in both modes."""
    bench.configure("contabo", roles_required=needed)
    desired = {name: value for name, value in ZOE.items() if name != "roles"}
    check, real = bench.run("contabo_user", check=True, **desired), bench.run("contabo_user", **desired)
    assert wire.of("POST", "/v1/users")[0].body["roles"] == []
    assert check["changed"] is True and "gets no role" in check["warnings"][0] and "gets no role" in (real["warnings"] or [real["msg"]])[0] or real["failed"]
    assert (real.get("action"), bool(real.get("failed"))) == ((None, True) if needed == "filled" else ("created", False))
    assert bench.run("contabo_user", **{**ZOE, "email": "yan@x.example"})["warnings"] == []


def test_a_locale_that_is_not_documented_is_told_beforehand(bench: Bench) -> None:
    assert LOCALES == contabo.LOCALES
    for desired in ({"email": ADA, "locale": "fr"}, {**ZOE, "locale": "fr"}):
        check, real = bench.run("contabo_user", check=True, **desired), bench.run("contabo_user", **desired)
        assert "locale 'fr' is not one that Contabo documents" in check["warnings"][0]
        assert real["failed"] and "locale must be one of" in real["msg"]
    assert bench.run("contabo_user", email=ADA, locale="pt")["warnings"] == []


def test_a_removal_without_effect_is_no_success(bench: Bench) -> None:
    bench.run("contabo_role", name="Spare", permissions=[])
    bench.configure("contabo", deletion="ignored")
    for module, task in (
        ("contabo_user", {"email": ADA, "state": "absent"}), ("contabo_users", {"users": [{"email": ADA, "state": "absent"}]}),
        ("contabo_role", {"name": "Spare", "state": "absent"}),
    ):
        result = bench.run(module, **task)
        assert result["failed"] and "accepted the removal of" in result["msg"] and "still shows" in result["msg"]


# -- who the task is logged in as ------------------------------------------------------------------------------------------------------------------


def token_of(bench: Bench, email: str) -> str:
    platform = bench.sandbox.platform("contabo")
    (user,) = [entry for entry in platform._users.values() if entry["email"] == email]
    return str(json.loads(platform._new_tokens(user).get_data())["access_token"])


@pytest.mark.parametrize("state", ["absent", "disabled"])
@pytest.mark.parametrize("opaque", [False, True])
def test_the_caller_is_known_by_the_login_where_the_token_tells_nothing(bench: Bench, opaque: bool, state: str) -> None:
    bench.configure("contabo", opaque_tokens=opaque)
    for check in (True, False):
        result = bench.run("contabo_user", check=check, email=SELF.upper(), state=state)
        assert result["failed"] and "the user that this task logs in with" in result["msg"] and result["writes"] == []
    assert bench.run("contabo_user", email=ADA, state=state)["warnings"] == []


def test_a_token_that_can_be_read_tells_the_caller_and_no_option_does(bench: Bench) -> None:
    token = token_of(bench, ADA)
    assert bench.run("contabo_user", contabo_token=token, email=ADA, state="absent")["failed"]
    result = bench.run("contabo_user", contabo_token=token, email=SELF, state="disabled")
    assert (result.get("msg"), result["action"], result["warnings"]) == (None, "disabled", [])


def test_of_an_opaque_token_what_is_not_known_is_said(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.configure("contabo", opaque_tokens=True)
    token = token_of(bench, ADA)
    result = bench.run("contabo_user", contabo_token=token, email=NADA, state="disabled")
    assert f"contabo_token does not identify its user, so '{SELF}' from contabo_username is protected" in result["warnings"][0]
    assert bench.run("contabo_user", contabo_token=token, email=SELF, state="absent")["failed"]
    monkeypatch.delenv("CNTB_OAUTH2_USER")
    result = bench.run("contabo_user", contabo_token=token, email=NADA, state="absent")
    assert result["action"] == "deleted" and "no account is protected as its user" in result["warnings"][0]
    assert bench.run("contabo_user", contabo_token=token, email=ADA, totp=False)["warnings"] == []


@pytest.mark.parametrize("token", ["", ".", "a.b.c", "a.bm8.c", "a.W10.c", "a.e30.c", "a.eyJzdWIiOiBudWxsfQ.c"])
def test_any_text_may_be_a_token(token: str) -> None:
    assert contabo._claims_of(token).get("sub") is None


# -- which users, and what they are ----------------------------------------------------------------------------------------------------------


def test_the_server_filters_and_orders(bench: Bench, wire: Wire) -> None:
    everybody = bench.run("contabo_user_info")["users"]
    found = bench.run("contabo_user_info", enabled=False, order_by=["email:desc"])["users"]
    assert [user["email"] for user in found] == sorted((user["email"] for user in everybody if not user["enabled"]), reverse=True) and found
    assert "enabled=false" in wire.of("GET")[-1].query and "orderBy=email%3Adesc" in wire.of("GET")[-1].query
    assert [user["email"] for user in bench.run("contabo_user_info", owner=True)["users"]] == ["owner@harbor.example"]
    assert {user["email"] for user in bench.run("contabo_user_info", email_contains="Quist@")["users"]} == {NADA, "ada.quist@harbor.example"}
    assert bench.run("contabo_user_info", email=NADA, enabled=False)["users"] == []
    bench.configure("contabo", unknown_order="refuse")
    assert bench.run("contabo_user_info", order_by=["shoe_size:asc"])["failed"]


@pytest.mark.parametrize("generation", [2025, 2026])
def test_a_search_is_the_same_in_both_generations(bench: Bench, generation: int) -> None:
    bench.configure("contabo", generation=generation)
    assert {user["email"] for user in bench.run("contabo_user_info", search="quist")["users"]} >= {NADA, "ada.quist@harbor.example"}
    assert [user["email"] for user in bench.run("contabo_user_info", search="nada quist")["users"]] == [NADA]
    assert (bench.run("contabo_user_info", default_account=False)["users"] == []) is (generation == 2026)


def test_roles_come_with_their_ids_and_what_they_are(bench: Bench) -> None:
    (ada,) = bench.run("contabo_user_info", email="ada.quist@harbor.example")["users"]
    assert (ada["roles"], ada["role_ids"], ada["tenant_id"], ada["customer_id"]) == (["Full Access"], ["102"], "INT", "10051234")
    assert ada["role_details"] == [{"id": "102", "name": "Full Access", "type": "default", "admin": True, "access_all_resources": True}]
    result = bench.run("contabo_user", email=NADA, roles=["Network"], role_ids=["4712"])
    assert result["failed"] and "roles and role_ids mean different things" in result["msg"]


def test_everybody_as_read_is_no_change(bench: Bench) -> None:
    result = bench.run("contabo_users", users=bench.run("contabo_user_info", password_set=True)["users"])
    assert (result.get("msg"), result["changed"], result["writes"]) == (None, False, [])


def test_members_that_only_the_page_demands_are_sent_where_they_are_asked_for(bench: Bench, wire: Wire) -> None:
    bench.configure("contabo", admin_required=True, unknown_fields="refuse")
    assert bench.run("contabo_user", **ZOE)["action"] == "created"
    assert [set(post.body) & {"admin", "accessAllResources"} for post in wire.of("POST", "/v1/users")] == [set(), {"admin", "accessAllResources"}]


def test_an_address_is_changed_where_the_task_asks_for_it(bench: Bench, wire: Wire) -> None:
    nada = bench.run("contabo_user_info", email=NADA)["users"][0]["id"]
    assert "set change_email to change it" in bench.run("contabo_user", id=nada, email="n.quist@x.example")["msg"]
    keys = [entry["access_key"] for entry in bench.run("contabo_s3_credential_info", email=NADA)["credentials"]]
    real = bench.run("contabo_user", id=nada, email="n.quist@x.example", change_email=True)
    assert real["user"]["email"] == "n.quist@x.example" and "S3 keys should stay valid" in real["warnings"][0]
    assert bench.run("contabo_user", id=nada, email="n.quist@x.example", change_email=True)["changed"] is False
    assert [entry["access_key"] for entry in bench.run("contabo_s3_credential_info", user_id=nada)["credentials"]] == keys
    caller = bench.run("contabo_user_info", email="automation@harbor.example")["users"]
    for user in caller:
        result = bench.run("contabo_user", id=user["id"], email="other@x.example", change_email=True)
        assert result["failed"] and "no task could log in any more" in result["msg"] and result["writes"] == []


def test_a_former_address_changes_only_where_the_task_asks_for_it(bench: Bench) -> None:
    desired = {"email": "n.quist@x.example", "previous_email": NADA}
    for module, params in (("contabo_user", desired), ("contabo_users", {"users": [desired]})):
        result = bench.run(module, **params)
        assert result["failed"] and NADA in result["msg"] and result["writes"] == []
    real = bench.run("contabo_users", users=[desired], change_email=True)
    assert [user["action"] for user in real["users"]] == ["updated"]
    assert bench.run("contabo_users", users=[desired], change_email=True)["changed"] is False
    assert bench.run("contabo_user", **desired)["changed"] is False


@pytest.mark.parametrize("policy", ["refuse", "ignore"])
def test_an_api_that_changes_no_address_says_what_to_do(bench: Bench, policy: str) -> None:
    bench.configure("contabo", generation=2026, email_patch=policy)
    nada = bench.run("contabo_user_info", email=NADA)["users"][0]["id"]
    result = bench.run("contabo_user", id=nada, email="n.quist@x.example", change_email=True)
    assert result["failed"] and "address_change" in result["msg"]
    owner = bench.run("contabo_user_mail", email="owner@harbor.example", mail="address_change")
    assert owner["action"] == "sent" and mails(bench)[-1]["kind"] == "mail-change"
    assert bench.run("contabo_user_mail", email=NADA, mail="address_change")["failed"]


def test_mails_to_several_users(bench: Bench) -> None:
    before = len(mails(bench))
    assert "no user nobody@x.example" in bench.run("contabo_user_mail", emails=[NADA, "nobody@x.example"], mail="password_reset")["msg"]
    assert len(mails(bench)) == before
    check = bench.run("contabo_user_mail", check=True, emails=[NADA.upper(), "ada.quist@harbor.example", NADA], mail="password_reset")
    real = bench.run("contabo_user_mail", emails=[NADA.upper(), "ada.quist@harbor.example", NADA], mail="password_reset")
    assert (check["users"], check["diff"]) == (real["users"], real["diff"]) and [user["action"] for user in real["users"]] == ["sent", "sent"]
    assert len(mails(bench)) == before + 2
    bench.fault(kind="status", status=403, platform="contabo", method="POST", path="/reset-password$", times=1)
    result = bench.run("contabo_user_mail", user_ids=[user["id"] for user in real["users"]], mail="password_reset")
    assert result["failed"] and "1 of 2 users failed, the rest is done" in result["msg"] and result["changed"] is True
    assert [user["action"] for user in result["users"]] == ["sent", "failed"]


def test_of_two_users_with_one_address_none_is_guessed(bench: Bench, rewritten: Rewritten) -> None:
    def alike(answer: Any) -> Any:
        return {**answer, "data": [{**row, "email": NADA.upper()} if row["email"].startswith("ada.") else row for row in answer["data"]]}

    rewritten["GET /v1/users"] = alike
    for module, options in (("contabo_user_mail", {"mail": "password_reset"}), ("contabo_s3_credential", {"object_storage": "backup-eu", "force": True})):
        result = bench.run(module, emails=[NADA], **options)
        assert result["failed"] and "2 users" in result["msg"] and "user_ids" in result["msg"] and result["writes"] == []


@pytest.mark.parametrize("module", ["contabo_user", "contabo_users"])
def test_a_leaver_is_removed_under_a_former_address_too(bench: Bench, module: str) -> None:
    entry = {"email": "n.quist@x.example", "previous_email": NADA, "state": "absent"}
    params = entry if module == "contabo_user" else {"users": [entry]}
    check = bench.run(module, check=True, **params)
    real = bench.run(module, **params)
    assert (check.get("msg"), real.get("msg"), check["changed"], real["changed"]) == (None, None, True, True)
    assert NADA not in [user["email"] for user in bench.run("contabo_user_info")["users"]]
    assert bench.run(module, **params)["changed"] is False
    other = {"email": "n.quist@x.example", "id": stored(bench, ADA)["userId"], "previous_email": NADA, "state": "absent"}
    refused = bench.run(module, **(other if module == "contabo_user" else {"users": [other]}))
    assert refused["failed"] and refused["writes"] == [], "the id is of somebody else"

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TSNA: roles, and what the account that is logged in can do about itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness import Bench, prediction
from tests.sandbox.tsna.api import CHOICES
from tests.sandbox.world import CREDENTIALS
from tests.unit.platforms.conftest import Wire

OLD, NEW = CREDENTIALS["TSNA_PASSWORD"], "Fj4-quiet-harbor"
ME = CREDENTIALS["TSNA_USERNAME"]
PASSWORD = "/password$"


def logins(result: dict[str, Any]) -> list[int]:
    return [entry["status"] for entry in result["journal"] if entry["path"] == "/token" and entry["method"] == "POST"]


def api_sessions(bench: Bench) -> list[Any]:
    return [session for session in bench.sandbox.platform("tsna").sessions() if session["api"]]


# -- roles ---------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cap", [None, 1, 4, 9, 10])
def test_roles_are_read_completely(bench: Bench, cap: int | None) -> None:
    bench.configure("tsna", page_cap=cap, duplicate_role_names=True)
    roles = bench.run("tsna_role_info")["roles"]
    assert sorted(entry["id"] for entry in roles) == sorted(role["key"] for role in bench.sandbox.platform("tsna").state()["roles"])
    assert [entry["name"] for entry in roles].count("Planner") == 2


def test_one_role(bench: Bench) -> None:
    (role,) = bench.run("tsna_role_info", name="Administrator")["roles"]
    assert role["attributes"]["id"] == role["id"]
    assert {**role, "attributes": None} == {
        "id": "774120936-1", "name": "Administrator", "users": role["users"], "dynamic_fields": {}, "attributes": None,
    }
    assert role["users"] == sorted(role["users"]) and {"automation", "sysadmin"} <= set(role["users"])
    assert bench.run("tsna_role_info", id=role["id"])["roles"] == [role]
    assert bench.run("tsna_role_info", name="administrator")["roles"] == bench.run("tsna_role_info", id="1")["roles"] == []


def test_a_role_tells_what_the_server_tells(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    tsna = bench.sandbox.platform("tsna")
    told = {"id": "1-1", "name": "Odd", "dynamicFields": [{"name": "Region", "values": ["North"]}, {"name": "Sites", "values": ["b", "a"]}]}
    fields = {"Region": "North", "Sites": ["a", "b"]}
    tsna.roles = tsna.roles[:2]  # of which the last one is not shown
    monkeypatch.setattr(tsna, "_role_dto", lambda role: told)
    assert bench.run("tsna_role_info", name="Odd")["roles"] == [
        {"id": "1-1", "name": "Odd", "dynamic_fields": fields, "attributes": told},
    ]
    monkeypatch.setattr(tsna, "_role_dto", lambda role: {**told, "associatedUsernames": "ada"})
    assert bench.run("tsna_role_info", name="Odd")["roles"][0]["users"] == ["ada"]


# -- who is logged in ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("switches", [
    {}, {"current_user": "user"}, {"session_roles": "components"}, {"nulls": "omitted"}, {"time_format": "iso8601"},
    {"session_attributes": {"username": "userName", "sessionId": "sessionKey"}}, {"session_roles": "single"},
    {"current_user": "user", "role_attribute": "roleNames", "role_shape": "string"},
], ids=str)
def test_who_is_logged_in(bench: Bench, switches: dict[str, Any]) -> None:
    bench.configure("tsna", **switches)
    result = bench.run("tsna_current_user_info")
    assert result["user"] == {"name": ME, "email": CREDENTIALS["CNTB_OAUTH2_USER"], "roles": ["Administrator"]}
    assert (result["changed"], result["writes"], result["requests"]) == (False, [], 5)
    if "current_user" in switches:
        assert result["session"] is None
    else:
        assert "id" not in result["session"] and result["session"]["type"].startswith("Web Service")
        (own,) = (one for one in bench.run("tsna_session_info", session_ids=True, user=ME)["sessions"])
        assert bench.run("tsna_current_user_info", session_ids=True)["session"]["id"] == str(int(own["id"]) + 1)  # each task has one of its own
    assert "Manage users" in result["granted_rights"]["systemRights"]
    assert result["page_sizes"]["devices"] == 25


def test_rights_of_any_form_are_told_as_they_are(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.sandbox.emulator import answer

    for odd in ([], ["a"], {"x": {"y": [None, 1]}}):
        monkeypatch.setattr(bench.sandbox.platform("tsna"), "granted_rights", lambda request, odd=odd: answer(odd))
        assert bench.run("tsna_current_user_info")["granted_rights"] == odd


def test_whoever_may_log_in_may_ask(bench: Bench) -> None:
    result = bench.run("tsna_current_user_info", tsna_username="readonly", tsna_password="tsna-readonly")
    assert (result["user"]["name"], result["user"]["roles"]) == ("readonly", ["Viewer"])


# -- page sizes ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("void", CHOICES["void_success"])
def test_a_page_size_is_compared_then_set(bench: Bench, void: str) -> None:
    bench.configure("tsna", void_success=void)
    check = bench.run("tsna_page_size", check=True, list_name="users", size=50)
    assert check["writes"] == []
    real = bench.run("tsna_page_size", list_name="users", size=50)
    assert prediction(check) == prediction(real)
    assert (real["action"], real["diff"]["before"], real["diff"]["after"]) == ("updated", {"users": 25}, {"users": 50})
    assert real["page_size"] == check["page_size"] == {"list_name": "users", "size": 50} and real["warnings"] == []
    (write,) = real["writes"]
    assert (write["method"], write["path"].rpartition("/")[2], write["query"]) == ("PUT", "users", "size=50")
    again = bench.run("tsna_page_size", list_name="users", size=50)
    assert (again["action"], again["writes"], again["diff"]["before"]) == ("none", [], again["diff"]["after"])
    assert bench.run("tsna_current_user_info")["page_sizes"] == {**dict.fromkeys(("devices", "groups", "jobs", "realms", "roles"), 25), "users": 50}


@pytest.mark.parametrize(("desired", "said"), [
    ({"list_name": "user", "size": 50}, "there is no list user"), ({"list_name": "users", "size": 0}, "size has to be a positive integer"),
])
def test_the_server_says_which_lists_and_sizes_there_are(bench: Bench, desired: dict[str, Any], said: str) -> None:
    result = bench.run("tsna_page_size", **desired)
    assert result["failed"] and not result.get("changed") and said in result["msg"]


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("name", ["a/b", "", "..", "a\nb"])
def test_a_name_that_no_list_can_have_is_refused_in_check_mode_too(bench: Bench, name: str, check: bool) -> None:
    result = bench.run("tsna_page_size", check=check, list_name=name, size=50)
    assert result["failed"] and "cannot be used in a URL" in result["msg"] and result["writes"] == []


def test_a_list_whose_size_was_never_set(bench: Bench) -> None:
    bench.configure("tsna", unknown_lists="kept")
    check = bench.run("tsna_page_size", check=True, list_name="spans", size=50)
    real = bench.run("tsna_page_size", list_name="spans", size=50)
    assert prediction(check) == prediction(real)
    assert (real["diff"]["before"], real["diff"]["after"]) == ({"spans": None}, {"spans": 50})
    assert bench.run("tsna_page_size", list_name="spans", size=50)["changed"] is False


def test_a_page_size_that_does_not_stick_is_told(bench: Bench) -> None:
    bench.fault(kind="html", platform="tsna", method="PUT", status=200)
    result = bench.run("tsna_page_size", list_name="users", size=50)
    assert result["failed"] and result["changed"] is False and "was read again and is as before" in result["msg"]
    bench.fault(kind="status", platform="tsna", method="PUT", status=204)
    result = bench.run("tsna_page_size", list_name="users", size=50)
    assert result["failed"] and result["changed"] is False and "still returns another page size" in result["msg"]
    bench.fault(kind="lost_response", platform="tsna", method="PUT")
    assert bench.run("tsna_page_size", list_name="users", size=50)["action"] == "updated"


# -- the own password ----------------------------------------------------------------------------------------------------------------------


def failures(bench: Bench) -> int:
    return int(bench.sandbox.platform("tsna")._named(ME).failures)


@pytest.mark.parametrize("switches", [{}, {"void_success": "200_string"}, {"void_success": "200_empty"}, {"password_change_ends_session": True}], ids=str)
def test_the_password_is_changed_once(bench: Bench, wire: Wire, switches: dict[str, Any]) -> None:
    bench.configure("tsna", **switches)
    before = bench.sandbox.state()
    check = bench.run("tsna_password", check=True, new_password=NEW)
    assert (check["writes"], bench.sandbox.state(), failures(bench)) == ([], before, 0)
    real = bench.run("tsna_password", new_password=NEW)
    assert prediction(check) == prediction(real)
    assert (real["action"], real["user"], real["diff"]["after"]) == ("updated", {"name": ME}, {"name": ME, "password": "********"})
    assert (logins(check), logins(real)) == ([401, 200], [401, 200, 200]) and failures(bench) == 0  # the last one proves it
    (sent,) = wire.of("PUT")
    assert sent.body == {"oldPassword": OLD, "newPassword": NEW} and "x-www-form-urlencoded" in sent.headers["Content-Type"]
    assert NEW not in bench.printed and OLD not in bench.printed
    again = bench.run("tsna_password", new_password=NEW)
    assert (again["action"], again["writes"], logins(again)) == ("none", [], [200])
    vaulted = bench.run("tsna_password", tsna_password=NEW, new_password=NEW)  # as soon as the new one is stored in place of the old
    assert (vaulted["action"], vaulted["writes"], logins(vaulted)) == ("none", [], [200])
    assert api_sessions(bench) == [] and failures(bench) == 0


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(("options", "statuses", "said"), [
    ({"tsna_password": "wrong-harbor", "new_password": NEW}, [401, 401], "Neither new_password nor tsna_password was accepted"),
    ({"tsna_password": "wrong-harbor", "new_password": "wrong-harbor"}, [401], "check tsna_username and tsna_password"),
    ({"new_password": "has space"}, [], "contains a space"), ({"new_password": ""}, [], "empty"), ({"new_password": "x" * 256}, [], "255"),
], ids=lambda value: str(value)[:40])
def test_never_a_series_of_logins(bench: Bench, check: bool, options: dict[str, Any], statuses: list[int], said: str) -> None:
    result = bench.run("tsna_password", check=check, **options)
    assert result["failed"] and said in result["msg"] and result["writes"] == []
    assert logins(result) == statuses
    assert api_sessions(bench) == []
    assert [secret for secret in {*options.values()} if len(secret) > 1 and secret in bench.printed] == []


def test_many_runs_never_lock_the_account(bench: Bench) -> None:
    """The login with the right password sets the count back, in check mode too."""
    for _number in range(8):
        assert bench.run("tsna_password", check=True, new_password=NEW)["changed"] is True
    assert failures(bench) == 0


@pytest.mark.parametrize("body", CHOICES["error_body"])
@pytest.mark.parametrize(("switches", "new", "said"), [
    ({"auth_mode": "external"}, NEW, "passwords are kept by an external system"), ({"password_min_length": 20}, NEW, "20 to 255 characters"),
])
def test_a_refused_change_is_told_in_the_words_of_the_server(bench: Bench, body: str, switches: dict[str, Any], new: str, said: str) -> None:
    bench.configure("tsna", error_body=body, **switches)
    result = bench.run("tsna_password", new_password=new)
    assert result["failed"] and said in result["msg"]
    assert len(result["writes"]) == 1 and api_sessions(bench) == []
    assert new not in bench.printed


def test_an_accepted_change_without_effect_is_no_success(bench: Bench) -> None:
    bench.configure("tsna", password_change="ignored")
    result = bench.run("tsna_password", new_password=NEW)
    assert result["failed"] and "accepted the password change, but refuses a login with the new password" in result["msg"]
    assert logins(result) == [401, 200, 401] and api_sessions(bench) == [] and NEW not in bench.printed


def test_a_password_that_was_used_before(bench: Bench) -> None:
    bench.run("tsna_password", new_password=NEW)
    result = bench.run("tsna_password", tsna_password=NEW, new_password=OLD)
    assert result["failed"] and "used before" in result["msg"]


@pytest.mark.parametrize("kind", ["lost_response", "reset", "status"])
def test_a_login_with_the_new_password_clears_up_a_lost_answer(bench: Bench, kind: str) -> None:
    bench.fault(kind=kind, platform="tsna", method="PUT", path=PASSWORD)
    result = bench.run("tsna_password", new_password=NEW)
    assert len(result["writes"]) == 1
    if kind == "lost_response":
        assert result["action"] == "updated"
    else:
        assert result["failed"] and result["changed"] is False and "the password is still the old one" in result["msg"]
        assert bench.run("tsna_password", new_password=NEW)["action"] == "updated"
    assert bench.run("tsna_password", new_password=NEW)["action"] == "none"


def test_a_token_is_no_password(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bench.run("tsna_password", tsna_token="4711", new_password=NEW)["action"] == "updated"
    monkeypatch.delenv("TSNA_PASSWORD")
    result = bench.run("tsna_password", tsna_token="4711", new_password=NEW)
    assert result["failed"] and "tsna_password (or TSNA_PASSWORD" in result["msg"] and result["journal"] == []


def test_an_expired_session_is_renewed_with_the_old_password(bench: Bench) -> None:
    bench.fault(kind="expired_token", platform="tsna", method="PUT", path=PASSWORD)
    result = bench.run("tsna_password", new_password=NEW)
    assert (result["action"], logins(result)) == ("updated", [401, 200, 200, 200])
    assert api_sessions(bench) == []


@pytest.mark.parametrize("check", [True, False])
def test_the_servers_trouble_is_no_wrong_password(bench: Bench, check: bool) -> None:
    bench.fault(kind="status", platform="tsna", method="POST", path="^/token$", status=500, times=0)
    result = bench.run("tsna_password", check=check, new_password=NEW)
    assert result["failed"] and "500" in result["msg"] and result["writes"] == []
    assert set(logins(result)) == {500}

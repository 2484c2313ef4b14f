# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another task writes the same object at the same time: nothing that was granted is lost without a word, and no object is there twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from ansible_collections.people.access.plugins.module_utils.engine.wire import Wire
from tests.harness import Bench

RAVI = "ravi.stone@harbor.example"
READ_ONLY = [{"account_group": "EMEA", "roles": ["Read only"]}]
REGULAR = [{"account_group": "EMEA", "roles": ["Regular User"]}]
Meanwhile = Callable[..., None]


@pytest.fixture
def meanwhile(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Another task sends the same request once, with a body made of this one's, right before or after it."""
    def arrange(method: str, body: Callable[[Any], Any], before: bool = False) -> None:
        send = Wire.send
        due = [True]

        def both(self: Wire, request: Any, url: str, headers: Any, authorization: str) -> Any:
            def other() -> None:
                signed = {**headers, "Authorization": authorization}
                theirs = requests.Session().request(method, url, json=body(request.json), params=request.query, headers=signed, timeout=9)
                assert theirs.ok, theirs.text

            meets = request.method == method and request.json is not None and bool(due) and due.pop()
            if meets and before:
                other()
            response = send(self, request, url, headers, authorization)
            if meets and not before:
                other()
            return response

        monkeypatch.setattr(Wire, "send", both)

    return arrange


def roles_of(bench: Bench) -> set[str]:
    return set(bench.run("contabo_user_info", email=RAVI)["users"][0]["roles"])


def role_id(bench: Bench, name: str) -> int:
    return int(bench.run("contabo_role_info", name=name)["roles"][0]["id"])


def test_a_grant_that_another_task_has_overwritten_is_given_again(bench: Bench, meanwhile: Meanwhile) -> None:
    before, own, other = roles_of(bench), role_id(bench, "Support desk"), role_id(bench, "s3-readers")
    meanwhile("PATCH", lambda body: {"roles": [*(role for role in body["roles"] if role != own), other]})
    result = bench.run("contabo_user", email=RAVI, roles=["Support desk"], membership="add")
    assert not result.get("failed") and result["changed"] and not result.get("warnings")
    assert [entry["method"] for entry in result["writes"]] == ["PATCH"] * 3  # one of them is theirs
    assert roles_of(bench) == {*before, "Support desk", "s3-readers"}


def test_a_grant_that_another_task_has_given_back_is_taken_again(bench: Bench, meanwhile: Meanwhile) -> None:
    bench.run("contabo_user", email=RAVI, roles=["Support desk", "Network"])
    own, other = role_id(bench, "Support desk"), role_id(bench, "s3-readers")
    meanwhile("PATCH", lambda body: {"roles": [*body["roles"], own, other]})
    assert bench.run("contabo_user", email=RAVI, roles=["Support desk"], membership="remove")["changed"]
    assert roles_of(bench) == {"Network", "s3-readers"}


def test_what_another_task_has_added_is_no_failure(bench: Bench, meanwhile: Meanwhile) -> None:
    other = role_id(bench, "s3-readers")
    meanwhile("PATCH", lambda body: {"roles": [*body["roles"], other]})
    result = bench.run("contabo_user", email=RAVI, roles=["Support desk"], membership="add")
    assert not result.get("failed") and not result.get("warnings") and {"Support desk", "s3-readers"} <= roles_of(bench)
    assert [entry["method"] for entry in result["writes"]] == ["PATCH"] * 2


def test_an_exact_list_that_another_task_has_overwritten_fails(bench: Bench, meanwhile: Meanwhile) -> None:
    other = role_id(bench, "s3-readers")
    meanwhile("PATCH", lambda body: {"roles": [other]})
    result = bench.run("contabo_user", email=RAVI, roles=["Support desk"])
    assert result["failed"] and "roles of the user still read differently" in result["msg"]
    assert roles_of(bench) == {"s3-readers"}


@pytest.mark.parametrize("membership", ["add", "exact"])
def test_on_thousandeyes_a_list_is_read_again(bench: Bench, meanwhile: Meanwhile, membership: str) -> None:
    bench.run("te_user", email=RAVI, account_group_roles=READ_ONLY)
    other = bench.run("te_role_info", name="NOC wallboard")["roles"][0]["id"]
    own = bench.run("te_role_info", name="Regular User")["roles"][0]["id"]

    def theirs(body: Any) -> Any:
        held = body["accountGroupRoles"][0]["roleIds"]
        return {"accountGroupRoles": [{**body["accountGroupRoles"][0], "roleIds": [*(role for role in held if str(role) != own), other]}]}

    meanwhile("PUT", theirs)
    result = bench.run("te_user", email=RAVI, account_group_roles=REGULAR, membership=membership)
    roles = bench.run("te_user_info", email=RAVI)["users"][0]["account_group_roles"][0]["roles"]
    if membership == "add":
        assert not result.get("failed") and roles == ["NOC wallboard", "Read only", "Regular User"]
    else:
        assert result["failed"] and "Somebody else may have changed it" in result["msg"] and roles == ["NOC wallboard"]


def test_among_many_an_exact_list_is_not_read_again(bench: Bench) -> None:
    result = bench.run("te_users", users=[{"email": RAVI, "account_group_roles": READ_ONLY}])
    assert result["journal"][-1]["method"] == "PUT"
    result = bench.run("te_users", users=[{"email": RAVI, "account_group_roles": REGULAR}], membership="add")
    assert result["journal"][-1]["method"] == "GET"


NAMED = pytest.mark.parametrize(("module", "options"), [
    ("contabo_role", {"permissions": [{"api": "/v1/users", "actions": ["READ"]}]}), ("segment_group", {"members": [RAVI]}),
])


@NAMED
def test_no_object_is_there_twice(bench: Bench, meanwhile: Meanwhile, module: str, options: dict[str, Any]) -> None:
    meanwhile("POST", lambda body: body, before=True)
    result = bench.run(module, name="Night shift", **options)
    assert not result.get("failed"), result["msg"]
    assert "at the same time" in str(result["warnings"])
    (left,) = bench.run(f"{module}_info", name="Night shift")[module.partition("_")[2] + "s"]
    assert left["id"] == result[module.partition("_")[2]]["id"]
    assert bench.run(module, name="Night shift", **options)["changed"] is False


@NAMED
def test_whoever_was_first_stays_though_the_second_does_not_yield(bench: Bench, meanwhile: Meanwhile, module: str, options: dict[str, Any]) -> None:
    """To remove the first one as well would leave none, if the other task is only slow."""
    meanwhile("POST", lambda body: body, before=False)
    result = bench.run(module, name="Night shift", **options)
    assert not result.get("failed"), result["msg"]
    assert "Remove one of the two" in str(result["warnings"])
    kept = bench.run(f"{module}_info", name="Night shift")[module.partition("_")[2] + "s"]
    assert len(kept) == 2 and result[module.partition("_")[2]]["id"] in [found["id"] for found in kept]

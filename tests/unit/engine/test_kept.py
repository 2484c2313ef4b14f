# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The items of one loop share the login and the names, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.engine import kept
from tests.harness import Bench
from tests.sandbox.world import World

NEW = {
    "te_user": {"name": "Ada Quist", "login_account_group": "EMEA", "all_account_group_roles": ["Read only"]},
    "segment_user": {"permissions": [{"role": "Workspace Owner", "resources": [{"type": "WORKSPACE"}]}]},
    "contabo_user": {"first_name": "Ada", "last_name": "Quist", "locale": "en-US", "roles": ["Network"]},
    "tsna_user": {"roles": ["Planner"], "password": "Fj4-quiet-harbor"},
}
# What is asked for once in a loop: the login, and the lists of names.
ONCE = {
    "te_user": {"/account-groups", "/roles"}, "segment_user": {"/", "/roles"}, "contabo_user": {"/auth/token", "/v1/roles"},
    "tsna_user": {"/token", "/v4.0/roles"},
}


@pytest.fixture
def loop(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A bench whose modules are the items of one loop."""
    monkeypatch.setattr(kept, "_kept", None)
    kept.keep_connections()
    yield bench
    kept.close_kept()


def add(bench: Bench, module: str, number: int, **more: Any) -> dict[str, Any]:
    identity = {"email": f"person{number}@x.example", **({"name": f"person{number}"} if module == "tsna_user" else {})}
    return bench.run(module, **{**NEW[module], **identity, **more})


def paths(result: dict[str, Any]) -> Counter[str]:
    return Counter(entry["path"].partition("?")[0] for entry in result["journal"])


def read_of(paths_of_item: Counter[str], once: set[str]) -> set[str]:
    return {path for path in once if any(seen == path or path != "/" and seen.endswith(path) for seen in paths_of_item)}


@pytest.mark.parametrize("module", NEW)
def test_login_and_names_are_asked_for_once_in_a_loop(loop: Bench, module: str) -> None:
    results = [add(loop, module, number) for number in range(3)]
    assert [result["action"] for result in results] == [results[0]["action"]] * 3 and results[0]["changed"]
    assert read_of(paths(results[0]), ONCE[module]) == ONCE[module]
    assert [read_of(paths(result), ONCE[module]) for result in results[1:]] == [set(), set()]
    assert [result["requests"] for result in results] == [len(result["journal"]) for result in results]


@pytest.mark.parametrize("module", NEW)
def test_an_item_returns_the_same_as_alone(bench: Bench, monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    def told(result: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in result.items() if name not in ("journal", "writes", "requests", "last_requests", "request_id")}

    def both() -> list[dict[str, Any]]:
        return [told(add(bench, module, number, **more)) for more in ({}, {"state": "absent"}) for number in range(2)]

    alone = both()
    bench.sandbox.reset(World())
    monkeypatch.setattr(kept, "_kept", None)
    kept.keep_connections()
    assert both() == alone
    kept.close_kept()


LISTS = {"contabo_user": "/v1/users", "tsna_user": "/v4.0/users"}


def lists(result: dict[str, Any], module: str) -> int:
    """How many pages of all users an item has read, without those that a filter narrows."""
    return sum((entry["method"], entry["path"]) == ("GET", LISTS[module]) and "email" not in entry["query"] for entry in result["journal"])


@pytest.mark.parametrize("module", LISTS)
def test_that_a_key_is_free_is_read_once_in_a_loop(loop: Bench, module: str) -> None:
    results = [add(loop, module, number) for number in (1, 2, 2, 3)]
    assert [result["action"] for result in results] == ["created", "created", "none", "created"]
    assert [bool(lists(result, module)) for result in results] == [True, False, False, False]


@pytest.mark.parametrize("module", LISTS)
@pytest.mark.parametrize("state", ["absent", "disabled"])
def test_who_is_to_lose_access_is_looked_for_again(loop: Bench, module: str, state: str) -> None:
    add(loop, module, 1)
    result = loop.run(module, **{"state": state, ("name" if module == "tsna_user" else "email"): "nobody" if module == "tsna_user" else "nobody@x.example"})
    assert lists(result, module)


def test_a_session_ends_with_the_loop(loop: Bench) -> None:
    before = len(loop.sandbox.platform("tsna").sessions())
    for number in range(3):
        add(loop, "tsna_user", number)
    assert len(loop.sandbox.platform("tsna").sessions()) == before + 1
    kept.close_kept()
    assert len(loop.sandbox.platform("tsna").sessions()) == before


def test_a_session_ends_with_an_item_that_fails(loop: Bench) -> None:
    before = len(loop.sandbox.platform("tsna").sessions())
    add(loop, "tsna_user", 1)
    assert add(loop, "tsna_user", 2, roles=["Plannner"])["failed"]
    assert len(loop.sandbox.platform("tsna").sessions()) == before and add(loop, "tsna_user", 2)["changed"]


def test_a_role_that_somebody_has_made_meanwhile_is_found(loop: Bench) -> None:
    add(loop, "contabo_user", 1)
    with_new_names = kept._kept
    kept._kept = None  # somebody else
    loop.run("contabo_role", name="Access desk", permissions=[{"api": "/v1/users", "actions": ["READ"]}])
    kept._kept = with_new_names
    result = add(loop, "contabo_user", 2, roles=["Access desk"])
    assert result["changed"] and result["requests"] == len(result["journal"])


@pytest.mark.parametrize(("module", "options"), [
    ("te_role", {"permissions": ["REPORT_READ"]}), ("contabo_role", {"permissions": [{"api": "/v1/users", "actions": ["READ"]}]}),
])
def test_a_write_makes_its_own_kind_be_read_anew(loop: Bench, module: str, options: dict[str, Any]) -> None:
    ids = [loop.run(module, name="Access desk", **options)["role"]["id"], loop.run(module, name="Access desk", state="absent")["action"]]
    again = loop.run(module, name="Access desk", **options)
    assert ids[1] == "deleted" and again["action"] == "created" and again["role"]["id"] != ids[0]


def test_nothing_is_shared_with_other_credentials(loop: Bench) -> None:
    add(loop, "te_user", 1)
    result = add(loop, "te_user", 2, te_token="another")
    assert result["failed"] and "te_token" in result["hint"]


def test_nothing_is_shared_with_check_mode(loop: Bench) -> None:
    add(loop, "contabo_user", 1)
    result = loop.run("contabo_user", check=True, email="person2@x.example", **NEW["contabo_user"])
    assert result["changed"] and not result["writes"] and any(path.endswith("/auth/token") for path in paths(result))


def test_a_secret_of_one_item_is_a_word_in_the_next(loop: Bench) -> None:
    add(loop, "tsna_user", 1, password="person2-and-more")
    result = add(loop, "tsna_user", 2, name="person2-and-more", email="x@x.example")
    assert result["user"]["name"] == "person2-and-more" and "Fj4-quiet-harbor" not in loop.printed


def test_whoever_writes_something_else_begins_anew(loop: Bench) -> None:
    options = {"email": "omar.haddad@harbor.example", "mail": "password_reset"}
    logins = [any(path.endswith("/auth/token") for path in paths(loop.run("contabo_user_mail", **options))) for dummy in range(2)]
    assert logins == [True, True]


def test_no_more_are_kept_than_can_be_of_use(loop: Bench) -> None:
    for number in range(kept.MOST + 3):
        loop.run("te_role_info", retries=number)
    assert kept._kept is not None and len(kept._kept) == kept.MOST


def test_outside_of_a_loop_nothing_is_kept(bench: Bench) -> None:
    before = len(bench.sandbox.platform("tsna").sessions())
    for number in range(2):
        assert any(path.endswith("/token") for path in paths(add(bench, "tsna_user", number)))
        assert len(bench.sandbox.platform("tsna").sessions()) == before

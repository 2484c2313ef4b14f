# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every account and entitlement in one form, beside what the sandbox holds."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest

from ansible_collections.people.access.plugins.module_utils.platforms.contract import NOT_REPORTED
from tests.harness import Bench


def holdings(result: dict[str, Any], platform: str, email: str) -> set[tuple[str, ...]]:
    held = [entry for entry in result["entitlements"] if (entry["platform"], entry["email"]) == (platform, email)]
    return {(entry["role"], entry["resource_type"], entry["resource"], entry["labels"], entry["via"]) for entry in held}


def test_every_account_of_every_platform_is_there_once(bench: Bench) -> None:
    result = bench.run("access_info")
    state = bench.sandbox.state()
    assert result.get("failed") is None and result["changed"] is False and result["writes"] == []
    keys = [(account["platform"], account["email"] or account["name"]) for account in result["accounts"]]
    assert len(keys) == len(set(keys))
    expected = {
        "thousandeyes": len(state["thousandeyes"]["users"]), "segment": len(state["segment"]["users"]) + len(state["segment"]["invites"]),
        "contabo": len(state["contabo"]["users"]), "tsna": len(state["tsna"]["users"]),
    }
    assert {name: count["accounts"] for name, count in result["counts"].items()} == expected
    told = sum(count["requests"] for count in result["counts"].values())
    assert told + 1 == result["requests"] == len(result["journal"])  # the logout of TSNA comes after the count
    assert {account["status"] for account in result["accounts"]} == {"active", "pending", "disabled"}


def test_thousandeyes_by_account_group_costs_few_requests(bench: Bench) -> None:
    result = bench.run("access_info", platforms=["thousandeyes"])
    state = bench.sandbox.state()["thousandeyes"]
    assert result["requests"] == len(state["accountGroups"]) + 4
    assert any("exact" in note for note in result["notes"])
    exact = bench.run("access_info", platforms=["thousandeyes"], exact=True)
    assert exact["requests"] == len(state["users"]) + 3 and exact["notes"] == []
    everywhere = {entitlement["email"]: entitlement["role"] for entitlement in exact["entitlements"] if entitlement["resource_type"] == "all_account_groups"}
    email, role = next(iter(everywhere.items()))
    groups = {entitlement["resource"] for entitlement in result["entitlements"] if (entitlement["email"], entitlement["role"]) == (email, role)}
    assert groups == {accountGroup["accountGroupName"] for accountGroup in state["accountGroups"]}
    assert {account["email"] for account in result["accounts"] if account["admin"]} == {account["email"] for account in exact["accounts"] if account["admin"]}


def test_access_through_a_segment_group_is_listed_for_each_member(bench: Bench) -> None:
    permissions = [{"role": "Source Admin", "resources": [{"type": "WORKSPACE", "labels": [{"key": "env", "value": "prod"}]}]}]
    assert bench.run("segment_user", email="zoe.park@x.example", permissions=permissions, groups=["Analysts"])["action"] == "invited"
    pending = bench.run("access_info", platforms=["segment"])
    assert {entry["what"] for entry in pending["unreadable"] if entry["email"] == "zoe.park@x.example"} == {"permissions of a pending invite"}
    assert {via for *_rest, via in holdings(pending, "segment", "zoe.park@x.example")} == {"group:Analysts"}
    bench.sandbox.platform("segment").accept("zoe.park@x.example")
    held = holdings(bench.run("access_info", platforms=["segment"]), "segment", "zoe.park@x.example")
    assert ("Source Admin", "WORKSPACE", "Harbor Analytics", "env=prod", "direct") in held
    assert "group:Analysts" in {via for *_rest, via in held}


def test_without_user_groups_segment_is_read_all_the_same(bench: Bench) -> None:
    bench.configure("segment", plan="team")
    result = bench.run("access_info", platforms=["segment"])
    assert result["accounts"] and {entitlement["via"] for entitlement in result["entitlements"]} == {"direct"}


def test_owner_root_and_caller_are_told(bench: Bench) -> None:
    result = bench.run("access_info")
    protected = {(account["platform"], account["email"] or account["name"]): account["protected"] for account in result["accounts"] if account["protected"]}
    assert protected == {
        ("thousandeyes", "ops@harbor.example"): "caller", ("contabo", "owner@harbor.example"): "owner", ("contabo", "automation@harbor.example"): "caller",
        ("tsna", "root@harbor.example"): "root", ("tsna", "automation@harbor.example"): "caller",
    }


def test_administrators_follow_the_roles_that_are_named(bench: Bench) -> None:
    usual = bench.run("access_info", platforms=["tsna"])
    other = bench.run("access_info", platforms=["tsna"], admin_roles={"tsna": ["viewer"]})
    assert {entitlement["role"] for entitlement in usual["entitlements"] if entitlement["admin"]} == {"Administrator"}
    assert {entitlement["role"] for entitlement in other["entitlements"] if entitlement["admin"]} == {"Viewer"}


@pytest.mark.parametrize("platform,path", [("thousandeyes", "/account-groups/"), ("segment", "/groups"), ("contabo", "/users"), ("tsna", "/users")])
def test_a_platform_that_fails_fails_the_whole(bench: Bench, platform: str, path: str) -> None:
    bench.fault(kind="status", status=403, platform=platform, method="GET", path=path, times=0)
    result = bench.run("access_info")
    assert result["failed"] and platform in result["msg"] and "accounts" not in result


@pytest.mark.parametrize("module", ["access_info", "access_review"])
def test_a_platform_without_any_account_is_not_believed(bench: Bench, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    """The task itself uses one. In a review, everybody would have left."""
    monkeypatch.setattr(bench.sandbox.platform("thousandeyes"), "users_of", lambda org: {})
    result = bench.run(module, platforms=["thousandeyes"], exact=True, **({"dest": str(tmp_path / "review")} if module == "access_review" else {}))
    assert result.get("failed") and "ThousandEyes returned no accounts" in result["msg"] and list(tmp_path.iterdir()) == [], result.get("msg")


def test_what_is_missing_for_any_platform_is_told_before_any_request(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TE_TOKEN")
    monkeypatch.delenv("TSNA_URL")
    result = bench.run("access_info")
    assert result["failed"] and result["journal"] == []
    assert "te_token" in result["msg"] and "tsna_url" in result["msg"] and "platforms" in result["msg"]
    assert bench.run("access_info", platforms=["contabo"]).get("failed") is None


@pytest.mark.parametrize("stamp", [10**17, 10**30])
def test_one_stamp_that_is_no_time_leaves_everybody_readable(bench: Bench, stamp: Any) -> None:
    users = list(bench.sandbox.platform("tsna").users.values())
    odd, never, before = users[4], users[5], users[6]
    odd.last_login, never.last_login, before.last_login = stamp, 0, -1
    result = bench.run("access_info", platforms=["tsna"])
    assert result.get("failed") is None, result["msg"]
    seen = {account["name"]: account["last_seen"] for account in result["accounts"]}
    assert len(seen) == len(users) and seen[never.name] is None is seen[before.name] and seen[odd.name] == NOT_REPORTED
    assert [entry["what"] for entry in result["unreadable"] if entry["name"] == odd.name] == [f"last login: {stamp} is not a valid timestamp"]


def test_what_tsna_does_not_tell_is_said(bench: Bench) -> None:
    assert any("does not show when an account was created" in note for note in bench.run("access_info", platforms=["tsna"])["notes"])

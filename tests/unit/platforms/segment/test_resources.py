# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Segment: what permissions refer to by name, labels, the workspace of the token, and how lists are asked for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness import Bench
from tests.sandbox.segment.data import ROLES, SOURCES, WORKSPACE
from tests.unit.platforms.conftest import Wire

ZOE = "zoe.park@x.example"
ENV = {"key": "env", "value": "prod"}


def grant(role: str, *resources: dict[str, Any]) -> dict[str, Any]:
    return {"role": role, "resources": list(resources)}


def member(bench: Bench, *permissions: dict[str, Any]) -> dict[str, Any]:
    """Zoe, who is a member at once."""
    bench.configure("segment", segment_accounts=[ZOE])
    result = bench.run("segment_user", email=ZOE, permissions=list(permissions))
    assert result.get("msg") is None
    user: dict[str, Any] = result["user"]
    return user


# -- names ---------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "name", "id_"), [
    ("SOURCE", "web-shop", "src-web"), ("SOURCE", "Web shop", "src-web"), ("SOURCE", "WEB-SHOP", "src-web"), ("WAREHOUSE", "Main warehouse", "wh-main"),
    ("SPACE", "Harbor Space", "spa-harbor"), ("SPACE", "harbor-space", "spa-harbor"), ("FUNCTION", "Enrich orders", "fn-enrich"),
    ("FUNCTION", "Mask mail", "fn-mask"), ("WORKSPACE", WORKSPACE["name"], WORKSPACE["id"]), ("WORKSPACE", WORKSPACE["slug"], WORKSPACE["id"]),
])
def test_a_resource_is_found_by_its_name(bench: Bench, wire: Wire, kind: str, name: str, id_: str) -> None:
    desired = grant("Source Read-only", {"type": kind, "name": name})
    member(bench, desired)
    (post,) = wire.of("POST", "/invites")
    assert post.body["invites"][0]["permissions"] == [{"roleId": ROLES["Source Read-only"], "resources": [{"id": id_, "type": kind}]}]
    assert bench.run("segment_user", email=ZOE, permissions=[desired])["changed"] is False


@pytest.mark.parametrize(("kind", "name", "said"), [
    ("SOURCE", "web-shp", "has no source named 'web-shp'"), ("SOURCE", "", "any of the following"), ("WAREHOUSE", "BigQuery", "has no warehouse"),
    ("FUNCTION", "nothing", "has no function"), ("SPACE", "nowhere", "has no space"),
])
def test_a_name_that_nothing_has_fails_before_anything_is_written(bench: Bench, kind: str, name: str, said: str) -> None:
    result = bench.run("segment_user", email=ZOE, permissions=[grant("Source Admin", {"type": kind, **({"name": name} if name else {})})])
    assert result["failed"] and said in result["msg"] and result["writes"] == []


def test_a_name_that_two_have_is_refused_with_the_ids(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    twin = {**SOURCES[0], "id": "src-twin", "slug": "web-shop-2"}
    monkeypatch.setattr("tests.sandbox.segment.api.SOURCES", [*SOURCES, twin])
    result = bench.run("segment_user", email=ZOE, permissions=[grant("Source Admin", {"type": "SOURCE", "name": "Web shop"})])
    assert result["failed"] and "has no source named 'Web shop'" in result["msg"]  # as a slug is what identifies one
    assert bench.run("segment_user", check=True, email=ZOE, permissions=[grant("Source Admin", {"type": "SOURCE", "name": "web-shop-2"})])["changed"] is True


def test_names_are_listed_once_and_only_where_they_are_used(bench: Bench, wire: Wire) -> None:
    bench.run("segment_users", users=[
        {"email": f"p{number}@x.example", "permissions": [grant("Source Admin", {"type": "SOURCE", "name": "billing"})]} for number in range(3)
    ])
    assert len([call for call in wire.calls if call == "GET /sources"]) == 1
    assert not wire.of("GET", "/functions") and not wire.of("GET", "/spaces")


@pytest.mark.parametrize("switches", [{"spaces": "any"}, {"spaces": "alpha"}], ids=str)
def test_spaces_are_asked_for_in_the_version_that_has_them(bench: Bench, wire: Wire, switches: dict[str, Any]) -> None:
    bench.configure("segment", **switches)
    assert bench.run("segment_user", check=True, email=ZOE, permissions=[grant("Source Admin", {"type": "SPACE", "name": "harbor-space"})])["changed"] is True
    assert {sent.headers["Accept"] for sent in wire.of("GET", "/spaces")} == {"application/vnd.segment.v1alpha+json"}
    assert {sent.headers["Accept"] for sent in wire.of("GET", "/roles")} == {"application/vnd.segment.v1+json"}


@pytest.mark.parametrize("status", [403, 404, 406])
def test_a_workspace_without_spaces_says_so(bench: Bench, status: int) -> None:
    bench.configure("segment", spaces="none", spaces_status=status)
    result = bench.run("segment_user", email=ZOE, permissions=[grant("Source Admin", {"type": "SPACE", "name": "harbor-space"})])
    assert result["failed"] and "GET /spaces" in result["msg"] and str(status) in result["msg"] and result["writes"] == []


def test_types_of_functions_that_a_server_does_not_know_are_passed_over(bench: Bench) -> None:
    bench.configure("segment", function_types="two")
    desired = grant("Source Admin", {"type": "FUNCTION", "name": "Enrich orders"})
    assert bench.run("segment_user", check=True, email=ZOE, permissions=[desired])["changed"] is True


def test_write_keys_and_settings_are_never_told(bench: Bench) -> None:
    member(bench, grant("Source Read-only", {"type": "SOURCE", "name": "web-shop"}))
    bench.run("segment_user", email=ZOE, permissions=[grant("Source Read-only", {"type": "WAREHOUSE", "name": "nothing"})])
    assert "wk-2f6ca9aa7d" not in bench.printed and "wh-secret-7a1" not in bench.printed


# -- labels --------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reading", ["echoed", "label", "dropped"])
def test_the_description_of_a_label_is_sent_and_not_compared(bench: Bench, wire: Wire, reading: str) -> None:
    bench.configure("segment", label_descriptions=reading)
    described = grant("Source Admin", {"type": "WORKSPACE", "labels": [{**ENV, "description": "Production"}]})
    member(bench, described)
    (post,) = wire.of("POST", "/invites")
    assert post.body["invites"][0]["permissions"][0]["labels"] == [{**ENV, "description": "Production"}]
    for same in (described, grant("Source Admin", {"type": "WORKSPACE", "labels": [ENV]})):
        assert bench.run("segment_user", email=ZOE, permissions=[same])["changed"] is False
    (shown,) = bench.run("segment_user_info", email=ZOE)["users"]
    (label,) = shown["permissions"][0]["resources"][0]["labels"]
    assert label == (ENV if reading == "dropped" else {**ENV, "description": "Production"})


@pytest.mark.parametrize("membership", ["exact", "add", "remove"])
def test_a_change_of_something_else_keeps_the_description(bench: Bench, wire: Wire, membership: str) -> None:
    kept, other = grant("Source Admin", {"type": "WORKSPACE", "labels": [{**ENV, "description": "Production"}]}), grant("PII Access", {"type": "WORKSPACE"})
    member(bench, kept, *([other] if membership == "remove" else []))
    bare = grant("Source Admin", {"type": "WORKSPACE", "labels": [ENV]})
    assert bench.run("segment_user", email=ZOE, permissions=[bare, other] if membership == "exact" else [other], membership=membership)["changed"] is True
    (shown,) = bench.run("segment_user_info", email=ZOE)["users"]
    assert {str(entry["resources"][0].get("labels")) for entry in shown["permissions"] if entry["role"] == "Source Admin"} == {
        str([{**ENV, "description": "Production"}]),
    }


# -- an invite -----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("given", "sent"), [
    ({}, {}), ({"permissions": []}, {"permissions": []}),
    ({"permissions": [{"role": "Source Admin"}]}, {"permissions": [{"roleId": ROLES["Source Admin"]}]}),
    ({"permissions": [{"role": "Source Admin", "labels": [ENV]}]}, {"permissions": [{"roleId": ROLES["Source Admin"], "labels": [ENV]}]}),
    ({"permissions": [{"role": "Source Admin", "resources": [{"type": "WORKSPACE"}], "labels": [ENV]}]}, {"permissions": [
        {"roleId": ROLES["Source Admin"], "resources": [{"id": WORKSPACE["id"], "type": "WORKSPACE"}], "labels": [ENV]},
    ]}),
], ids=str)
def test_what_is_left_out_is_not_sent_and_what_is_empty_is(bench: Bench, wire: Wire, given: dict[str, Any], sent: dict[str, Any]) -> None:
    check = bench.run("segment_invite", check=True, email=ZOE, **given)
    result = bench.run("segment_invite", email=ZOE, **given)
    assert (result.get("msg"), result["action"], result["diff"]) == (None, "invited", check["diff"])
    assert wire.of("POST", "/invites")[0].body == {"invites": [{"email": ZOE, **sent}]}


@pytest.mark.parametrize(("given", "sent"), [({}, {}), ({"permissions": []}, {"permissions": []})], ids=str)
@pytest.mark.parametrize("module", ["segment_user", "segment_users"])
def test_the_same_for_people(bench: Bench, wire: Wire, module: str, given: dict[str, Any], sent: dict[str, Any]) -> None:
    person = {"email": ZOE, **given}
    bench.run(module, **({"users": [person]} if module == "segment_users" else person))
    assert wire.of("POST", "/invites")[0].body == {"invites": [{"email": ZOE, **sent}]}


def test_a_role_and_its_id_must_mean_the_same(bench: Bench) -> None:
    both = {"role": "source admin", "role_id": ROLES["Source Admin"], "resources": [{"type": "WORKSPACE"}]}
    assert bench.run("segment_user", check=True, email=ZOE, permissions=[both])["changed"] is True
    result = bench.run("segment_user", email=ZOE, permissions=[{**both, "role": "PII Access"}])
    assert result["failed"] and "mean different things" in result["msg"] and result["writes"] == []


# -- the workspace, and how lists are asked for --------------------------------------------------------------------------------------------


def test_the_workspace_of_the_token(bench: Bench) -> None:
    for which in ({}, {"name": WORKSPACE["name"].upper()}, {"id": WORKSPACE["id"]}):
        result = bench.run("segment_workspace_info", **which)
        assert (result["workspaces"], result["requests"]) == ([WORKSPACE], 1)
    assert bench.run("segment_workspace_info", name="another")["workspaces"] == []


@pytest.mark.parametrize("size", [1, 1000])
def test_the_size_of_a_page_is_the_users(bench: Bench, size: int) -> None:
    bench.configure("segment", page_cap=1000)
    result = bench.run("segment_user_info", segment_page_size=size)
    assert {entry["query"].partition("&")[0] for entry in result["journal"]} == {f"pagination.count={size}"}
    assert len(result["users"]) == len(bench.run("segment_user_info")["users"])


@pytest.mark.parametrize("size", [0, -1, 1001])
def test_a_size_that_the_api_does_not_have_is_refused(bench: Bench, size: int) -> None:
    result = bench.run("segment_user_info", segment_page_size=size)
    assert result["failed"] and "from 1 to 1000" in result["msg"] + result.get("hint", "") and result["journal"] == []


def test_another_version_is_asked_for(bench: Bench, wire: Wire) -> None:
    bench.run("segment_role_info", segment_accept_version="v1beta")
    assert {sent.headers["Accept"] for sent in wire.sent} == {"application/vnd.segment.v1beta+json"}


@pytest.mark.parametrize("cap", [1, 5, 1000])
def test_a_total_that_counts_more_than_the_list_breaks_no_lookup(bench: Bench, cap: int) -> None:
    usual = bench.run("segment_user_info")["users"]
    bench.configure("segment", total_entries="more", page_cap=cap)
    result = bench.run("segment_user_info")
    assert result["users"] == usual and "announced" in result["warnings"][0]
    assert bench.run("segment_user", email=ZOE, permissions=[grant("Source Read-only", {"type": "WORKSPACE"})])["action"] == "invited"

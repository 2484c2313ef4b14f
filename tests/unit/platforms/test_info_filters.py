# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who has a role, and who has not logged in, in one task, compared with the complete result."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness import Bench

PLATFORMS = ["te", "segment", "contabo", "tsna"]


def roles_of(user: dict[str, Any]) -> set[str]:
    found = [*user.get("all_account_group_roles", ()), *(role for entry in user.get("account_group_roles", ()) for role in entry["roles"])]
    found += [entry["role"] for entry in (user.get("permissions") or [])] + [entry["role"] for entry in user.get("effective") or ()]
    return {*found, *user.get("roles", ())}


def users(bench: Bench, platform: str, **options: Any) -> list[dict[str, Any]]:
    result = bench.run(f"{platform}_user_info", **options)
    assert "failed" not in result, result["msg"]
    found: list[dict[str, Any]] = result["users"]
    return found


def keys(found: list[dict[str, Any]]) -> list[str]:
    return [user.get("email") or user["name"] for user in found]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_who_has_a_role(bench: Bench, platform: str) -> None:
    everybody = users(bench, platform, details=True) if platform != "contabo" else users(bench, platform)
    roles = sorted({role for user in everybody for role in roles_of(user)})
    assert len(roles) > 2
    for role in roles:
        assert sorted(keys(users(bench, platform, role=role))) == sorted(keys([user for user in everybody if role in roles_of(user)])), role


def test_on_segment_roles_of_groups_count_with_effective(bench: Bench) -> None:
    everybody = users(bench, "segment", effective=True)
    more = 0
    for role in sorted({role for user in everybody for role in roles_of(user)}):
        found = users(bench, "segment", role=role, effective=True)
        assert keys(found) == keys([user for user in everybody if role in roles_of(user)])
        more += len(found) - len(users(bench, "segment", role=role))
    assert more > 0


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("role", ["No such role", "", " ", "{{ 7 * 7 }}", "../roles"])
def test_an_unknown_role_is_an_error_and_nobody(bench: Bench, platform: str, role: str) -> None:
    result = bench.run(f"{platform}_user_info", role=role)
    assert result["failed"] and "defect" not in result["msg"] and "role" in result["msg"]


@pytest.mark.parametrize("platform", ["te", "segment", "contabo"])
def test_a_role_by_id_is_the_same(bench: Bench, platform: str) -> None:
    role = bench.run(f"{platform}_role_info")["roles"][0]
    assert users(bench, platform, role_id=str(role["id"])) == users(bench, platform, role=role["name"])


@pytest.mark.parametrize("abbreviated", [False, True])
def test_who_has_not_logged_in_to_tsna(bench: Bench, abbreviated: bool) -> None:
    everybody = users(bench, "tsna", details=True)
    assert any(user.get("last_login") for user in everybody) and not all(user.get("last_login") for user in everybody)
    if abbreviated:
        bench.configure("tsna", list_items="abbreviated", nulls="omitted")
    for days in ("0", 30, 90, 10_000):
        limit = bench.clock.now() - int(days) * 86400
        expected = [user["name"] for user in everybody if not user.get("last_login") or stamp(user.get("last_login")) <= limit]
        assert [user["name"] for user in users(bench, "tsna", inactive_days=days)] == expected, days


def stamp(text: str) -> float:
    import datetime

    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def test_a_login_in_another_form_is_not_guessed(bench: Bench) -> None:
    user = next(iter(bench.sandbox.platform("tsna").users.values()))
    document = user if isinstance(user, dict) else user.__dict__
    name = next(member for member in document if "login" in member.lower() and "stamp" in member.lower() or member == "last_login")
    document[name] = "yesterday evening"
    result = bench.run("tsna_user_info", inactive_days=1)
    assert result["failed"] and "'yesterday evening', which is not a timestamp" in result["msg"]

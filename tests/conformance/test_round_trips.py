# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an info module returns is accepted by its module, also by modules that do not manage an object. The others are in test_laws and test_bulk."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness import Bench


def entries(bench: Bench, module: str, noun: str, **params: Any) -> list[dict[str, Any]]:
    result = bench.run(f"{module}_info", **params)
    assert result.get("msg") is None
    found: list[dict[str, Any]] = result[noun]
    return found


def test_a_session(bench: Bench) -> None:
    first, second = entries(bench, "tsna_session", "sessions", user="rstone", session_ids=True)
    result = bench.run("tsna_session", **first)
    assert (result.get("msg"), [entry["path"].rpartition("/")[2] for entry in result["writes"]]) == (None, [first["id"]])
    assert entries(bench, "tsna_session", "sessions", user="rstone", session_ids=True) == [second]


@pytest.mark.parametrize("more", [{"type": "SSH Proxy"}, {"minutes_idle": 30}, {"email": "ravi.stone@harbor.example"}, {"login_time": "2026-11-18T08:06:40Z"}])
def test_without_an_id_no_session_more_is_ended_than_is_described(bench: Bench, more: dict[str, Any]) -> None:
    result = bench.run("tsna_session", user="rstone", **more)
    assert result["failed"] and "Unsupported" in result["msg"] and result["writes"] == []


def test_each_s3_credential(bench: Bench) -> None:
    found = entries(bench, "contabo_s3_credential", "credentials", email="owner@harbor.example", secret_digests=True)
    assert len(found) > 1
    for entry in found:
        result = bench.run("contabo_s3_credential", check=True, **entry, force=True)
        assert (result.get("msg"), result["changed"], result["credential"]["id"]) == (None, True, entry["id"])
    one, other = found[:2]
    for name in ("id", "object_storage", "object_storage_id", "region"):
        result = bench.run("contabo_s3_credential", **{**one, name: other[name]}, force=True)
        assert result["failed"] and result["writes"] == [], name
    for name, value in (("email", "nada.quist@harbor.example"), ("tenant", "x")):
        assert bench.run("contabo_s3_credential", **{**one, name: value}, force=True)["failed"]


def test_the_client(bench: Bench) -> None:
    (client,) = entries(bench, "contabo_client", "clients", secret_digest=True)
    result = bench.run("contabo_client_secret", check=True, **client, force=True)
    assert (result.get("msg"), result["changed"]) == (None, True)
    for name in ("id", "client_id"):
        result = bench.run("contabo_client_secret", **{**client, name: "INT-1"}, force=True)
        assert result["failed"] and client[name] in result["msg"] and result["writes"] == []


def test_page_sizes(bench: Bench) -> None:
    for name, size in bench.run("tsna_current_user_info")["page_sizes"].items():
        assert bench.run("tsna_page_size", list_name=name, size=size)["changed"] is False

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the integration targets compare: looks at the sandbox before and after each run of a module."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.sandbox.app import Sandbox
from tests.sandbox.wire import WsgiAdapter
from tests.sandbox.world import CREDENTIALS

HERE = "http://sandbox"
ROLES = f"{HERE}/thousandeyes/v7/roles"


@pytest.fixture
def http() -> requests.Session:
    session = requests.Session()
    session.mount(HERE, WsgiAdapter(Sandbox()))
    session.headers["Authorization"] = f"Bearer {CREDENTIALS['TE_TOKEN']}"
    return session


def look(http: requests.Session, name: str) -> dict[str, Any]:
    answer = http.post(f"{HERE}/_sandbox/look", params={"name": name})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def write(http: requests.Session, name: str) -> None:
    made = http.post(ROLES, json={"name": name, "permissions": []})
    assert made.status_code == 201, made.text


def test_each_look_has_the_writes_since_the_one_before(http: requests.Session) -> None:
    write(http, "before")
    first = look(http, "first")["first"]
    http.get(ROLES)
    second = look(http, "second")["second"]
    write(http, "after")
    looks = look(http, "third")
    assert (looks["first"], looks["second"], second["state"]) == (first, second, first["state"])
    assert [one["writes"] for one in looks.values()] == [[], [], ["thousandeyes POST /roles"]]
    assert looks["third"]["state"] != first["state"] and looks["third"]["seen"] == first["seen"] + 2


def test_looking_twice_in_a_row_is_the_same_as_once(http: requests.Session) -> None:
    look(http, "first")
    write(http, "new")
    assert look(http, "second") == look(http, "second")


def test_a_known_name_starts_over_from_it(http: requests.Session) -> None:
    for name in ("first", "second", "third"):
        look(http, name)
        write(http, name)
    again = look(http, "second")
    assert list(again) == ["first", "second"] and len(again["second"]["writes"]) == 3
    assert list(look(http, "first")) == ["first"]


def test_a_reset_forgets_the_looks(http: requests.Session) -> None:
    write(http, "new")
    look(http, "first")
    http.post(f"{HERE}/_sandbox/reset")
    assert look(http, "second") == {"second": {**look(http, "second")["second"], "seen": 0, "writes": []}}

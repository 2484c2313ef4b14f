# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fault proxy does what each fault says, and the cases leave no writing module out."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import requests

from tests.sandbox.app import Sandbox
from tests.sandbox.world import CREDENTIALS

from .faults import FAULTS, LARGE, Fault
from .judge import ALL, BEFORE, WRITE
from .proxy import FaultProxy, Place, Step

LISTING, DELETION = Step("thousandeyes", "GET /users"), Step("thousandeyes", "DELETE /users/<key>")
FAILING = ("connection reset", "body truncated", "stalled", "stalled within the body", "broken gzip")


@pytest.fixture
def proxy() -> Iterator[FaultProxy]:
    with FaultProxy(Sandbox(), "http://127.0.0.2:9") as one:
        yield one
        one.begin()


def ask(proxy: FaultProxy, method: str, path: str, timeout: float = 5) -> requests.Response:
    headers = {"Authorization": f"Bearer {CREDENTIALS['TE_TOKEN']}"}
    return requests.request(method, f"{proxy.url}/thousandeyes/v7{path}", headers=headers, timeout=timeout, allow_redirects=False)


def people(proxy: FaultProxy) -> int:
    return len(proxy.sandbox.platform("thousandeyes").state()["users"])


@pytest.mark.parametrize("fault", FAULTS.values(), ids=lambda fault: fault.name)
def test_a_fault_lets_the_request_through_or_not(proxy: FaultProxy, fault: Fault) -> None:
    there = people(proxy)
    proxy.fail(Place(WRITE, DELETION), fault)
    try:
        status = ask(proxy, "DELETE", "/users/3002", timeout=0.5 if fault.stalls else 20).status_code
    except requests.RequestException:
        status = 0
    assert (status == 0) is (fault.kind in FAILING)
    if fault.kind[:3].isdigit():
        assert status == int(fault.kind[:3])
    assert people(proxy) == there - fault.commits
    assert proxy.hits == 1
    if fault.times == 1 and not fault.commits:
        assert ask(proxy, "DELETE", "/users/3002").status_code == 204
        assert proxy.hits == 1


def test_reads_are_hit_before_or_after_the_write_only(proxy: FaultProxy) -> None:
    proxy.fail(Place(BEFORE, LISTING, DELETION), FAULTS["500"])
    assert ask(proxy, "GET", "/users").status_code == 500
    assert ask(proxy, "GET", "/roles").status_code == 200
    assert ask(proxy, "DELETE", "/users/3002").status_code == 204
    assert ask(proxy, "GET", "/users").status_code == 200


def test_a_whole_platform_fails_from_the_write_on(proxy: FaultProxy) -> None:
    proxy.fail(Place(ALL, DELETION, everything=True), FAULTS["503"])
    assert ask(proxy, "GET", "/users").status_code == 200
    assert ask(proxy, "DELETE", "/users/3002").status_code == 503
    assert ask(proxy, "GET", "/users").status_code == 503
    assert requests.get(f"{proxy.url}/segment/users", timeout=5).status_code != 503


def test_bodies_are_what_they_are_called(proxy: FaultProxy) -> None:
    whole = ask(proxy, "GET", "/users")
    bodies = {}
    for name in ("body cut, after the commit", "wrong content type, after the commit", "slow body, after the commit", "200 with 8 MB",
                 "400 that echoes the request", "307 to another host"):
        proxy.fail(Place(WRITE, LISTING), FAULTS[name])
        bodies[name.partition(",")[0]] = ask(proxy, "GET", "/users")
    assert whole.content.startswith(bodies["body cut"].content) and len(bodies["body cut"].content) < len(whole.content)
    assert bodies["wrong content type"].content == whole.content and "json" not in bodies["wrong content type"].headers["Content-Type"]
    assert bodies["slow body"].json() == whole.json()
    assert len(bodies["200 with 8 MB"].content) > LARGE
    assert CREDENTIALS["TE_TOKEN"] in json.loads(bodies["400 that echoes the request"].content)["message"]
    assert bodies["307 to another host"].headers["Location"] == "http://127.0.0.2:9/thousandeyes/v7/users"


def test_credentials_are_known(proxy: FaultProxy) -> None:
    ask(proxy, "GET", "/users")
    assert CREDENTIALS["TE_TOKEN"] in proxy.credentials
    login = {"client_secret": CREDENTIALS["CNTB_OAUTH2_CLIENT_SECRET"], "password": CREDENTIALS["CNTB_OAUTH2_PASS"], "grant_type": "password",
             "client_id": CREDENTIALS["CNTB_OAUTH2_CLIENT_ID"], "username": CREDENTIALS["CNTB_OAUTH2_USER"]}
    token = requests.post(f"{proxy.url}/contabo/auth/token", data=login, timeout=5).json()["access_token"]
    assert {CREDENTIALS["CNTB_OAUTH2_PASS"], CREDENTIALS["CNTB_OAUTH2_CLIENT_SECRET"], token} <= proxy.credentials

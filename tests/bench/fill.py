# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.bench.fill COUNT``: put the people of the benchmark into a sandbox by its API, the platforms side by side."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from .plain import bearer, pages


def sent(answer: requests.Response) -> Any:
    if not answer.ok:
        sys.exit(answer.text)
    return answer.json() if answer.text else None


def thousandeyes(count: int) -> None:
    url, session = os.environ["TE_API_ENDPOINT"], bearer(os.environ["TE_TOKEN"])
    group = next(one["aid"] for one in session.get(f"{url}/account-groups").json()["accountGroups"] if one["accountGroupName"] == "EMEA")
    role = next(one["roleId"] for one in session.get(f"{url}/roles").json()["roles"] if one["name"] == "Regular User")
    for number in range(count):
        grants = {"accountGroupRoles": [{"accountGroupId": group, "roleIds": [role]}], "allAccountGroupRoleIds": []}
        sent(session.post(f"{url}/users", json={"email": f"p{number}@x.example", "name": f"Person Number{number}", "loginAccountGroupId": group, **grants}))


def segment(count: int) -> None:
    url, session = os.environ["SEGMENT_URL"], bearer(os.environ["SEGMENT_TOKEN"])
    workspace = session.get(url).json()["data"]["workspace"]["id"]
    role = next(one["id"] for one in pages(session, f"{url}/roles", "roles") if one["name"] == "Source Admin")
    group = next(one["id"] for one in pages(session, f"{url}/groups", "userGroups") if one["name"] == "Analysts")
    grant = [{"roleId": role, "resources": [{"id": workspace, "type": "WORKSPACE"}]}]
    for start in range(0, count, 100):
        emails = [f"p{number}@x.example" for number in range(start, min(count, start + 100))]
        sent(session.post(f"{url}/invites", json={"invites": [{"email": email, "permissions": grant} for email in emails]}))
        sent(session.post(f"{url}/groups/{group}/users", json={"emails": emails}))
        for email in emails:
            sent(session.post(f"{url.removesuffix('/segment')}/_sandbox/segment/accept", json={"email": email}))


def contabo_session() -> requests.Session:
    form = {"grant_type": "password", "client_id": os.environ["CNTB_OAUTH2_CLIENT_ID"], "client_secret": os.environ["CNTB_OAUTH2_CLIENT_SECRET"],
            "username": os.environ["CNTB_OAUTH2_USER"], "password": os.environ["CNTB_OAUTH2_PASS"]}
    session = bearer(requests.post(os.environ["CNTB_OAUTH2_TOKEN_URL"], data=form).json()["access_token"])
    session.headers["x-request-id"] = "00000000-0000-4000-8000-000000000000"
    return session


def contabo(count: int) -> None:
    url, session = os.environ["CNTB_API"], contabo_session()
    role = next(one["roleId"] for one in session.get(f"{url}/v1/roles", params={"size": "100"}).json()["data"] if one["name"] == "Network")
    for number in range(count):
        if number % 200 == 199:
            session = contabo_session()  # a token lasts five minutes
        body = {"firstName": "Person", "lastName": f"Number{number}", "email": f"p{number}@x.example", "enabled": True, "totp": False, "locale": "en-US"}
        sent(session.post(f"{url}/v1/users", json={**body, "roles": [role]}))


def tsna(count: int) -> None:
    url = os.environ["TSNA_URL"]
    form = {"grant_type": "password", "username": os.environ["TSNA_USERNAME"], "password": os.environ["TSNA_PASSWORD"]}
    session = bearer(requests.post(f"{url}/token", data=form).json()["access_token"])
    role = next(one for one in session.get(f"{url}/v4.0/roles", params={"limit": "100"}).json() if one["name"] == "Planner")
    for number in range(count):
        body = {"name": f"p{number}", "enabledFlag": True, "emailAddress": f"p{number}@x.example", "password": "Quiet-harbor-41",
                "roleIds": [{"id": role["id"], "componentName": "Planner", "componentType": "Role"}],
                "dynamicFields": [{"name": "Department", "values": ["NetOps"]}]}
        sent(session.post(f"{url}/v4.0/users", json=body))


def main() -> None:
    count = int(sys.argv[1])
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda one: one(count), (thousandeyes, segment, contabo, tsna)))


if __name__ == "__main__":
    main()

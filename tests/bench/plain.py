# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The leanest script that can say whether a roster is fulfilled: ``python -m tests.bench.plain [ROSTER]``. No retries, no checks of anything.

It reads what the roster module has to read, one platform after the other, and compares names, roles and groups. It is what a good engineer
writes for once, and the measure of what everything else costs.
"""

from __future__ import annotations

import json
import os
import pathlib
import sys
from typing import Any

import requests


def pages(session: requests.Session, url: str, key: str) -> list[Any]:
    """Segment's lists."""
    found: list[Any] = []
    query = {"pagination.count": "200"}
    while True:
        data = session.get(url, params=query).json()["data"]
        found += data[key]
        cursor = data.get("pagination", {}).get("next")
        if not cursor:
            return found
        query["pagination.cursor"] = cursor


def bearer(token: str) -> requests.Session:
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"
    return session


def thousandeyes() -> dict[str, Any]:
    url, session = os.environ["TE_API_ENDPOINT"], bearer(os.environ["TE_TOKEN"])
    users = {entry["uid"]: {"email": entry["email"], "name": entry.get("name"), "roles": set()} for entry in session.get(f"{url}/users").json()["users"]}
    session.get(f"{url}/roles").json()
    for group in session.get(f"{url}/account-groups").json()["accountGroups"]:
        for user in session.get(f"{url}/account-groups/{group['aid']}?expand=user").json()["users"]:
            users[user["uid"]]["roles"] |= {(group["accountGroupName"], role["name"]) for role in user["roles"]}
    return {entry["email"]: entry for entry in users.values()}


def segment() -> dict[str, Any]:
    url, session = os.environ["SEGMENT_URL"], bearer(os.environ["SEGMENT_TOKEN"])
    session.get(url).json()
    pages(session, f"{url}/roles", "roles")
    found = {page["email"]: session.get(f"{url}/users/{page['id']}").json()["data"]["user"] for page in pages(session, f"{url}/users", "users")}
    pages(session, f"{url}/invites", "invites")
    for group in pages(session, f"{url}/groups", "userGroups"):
        for user in pages(session, f"{url}/groups/{group['id']}/users", "users"):
            found[user["email"]].setdefault("groups", []).append(group["name"])
        pages(session, f"{url}/groups/{group['id']}/invites", "emails")
    return found


def contabo() -> dict[str, Any]:
    form = {"grant_type": "password", "client_id": os.environ["CNTB_OAUTH2_CLIENT_ID"], "client_secret": os.environ["CNTB_OAUTH2_CLIENT_SECRET"],
            "username": os.environ["CNTB_OAUTH2_USER"], "password": os.environ["CNTB_OAUTH2_PASS"]}
    session = bearer(requests.post(os.environ["CNTB_OAUTH2_TOKEN_URL"], data=form).json()["access_token"])
    session.headers["x-request-id"] = "00000000-0000-4000-8000-000000000000"
    found: dict[str, Any] = {}
    page, last = 1, 1
    while page <= last:
        data = session.get(f"{os.environ['CNTB_API']}/v1/users", params={"page": str(page), "size": "100"}).json()
        found.update({item["email"]: item for item in data["data"]})
        page, last = page + 1, data["_pagination"]["totalPages"]
    return found


def tsna() -> dict[str, Any]:
    url = os.environ["TSNA_URL"]
    form = {"grant_type": "password", "username": os.environ["TSNA_USERNAME"], "password": os.environ["TSNA_PASSWORD"]}
    session = bearer(requests.post(f"{url}/token", data=form).json()["access_token"])
    found: dict[str, Any] = {}
    for page in range(1, 1000):
        rows = session.get(f"{url}/v4.0/users", params={"offset": str(page), "limit": "100", "orderBy": "+name"}).json()
        if not rows:
            break
        found.update({row["name"]: row for row in rows})
    session.delete(f"{url}/token")
    return found


def main() -> None:
    te, members, contabos, logins = thousandeyes(), segment(), contabo(), tsna()
    if not sys.argv[1:]:
        return  # only reading
    roster = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    wrong = 0
    for person in roster["people"]:
        email, name = person["email"], f"{person['first_name']} {person['last_name']}"
        wrong += te[email]["name"] != name or te[email]["roles"] != {("EMEA", "Regular User")}
        wrong += [role["roleName"] for role in members[email]["permissions"]] != ["Source Admin"] or members[email].get("groups") != ["Analysts"]
        user = contabos[email]
        wrong += (user["firstName"], user["lastName"], user["locale"]) != (person["first_name"], person["last_name"], "en-US")
        wrong += [role["name"] for role in user["roles"]] != ["Network"]
        login = logins[person["accounts"]["tsna"]["name"]]
        wrong += [role["componentName"] for role in login["roleIds"]] != ["Planner"] or login["emailAddress"] != email
    if wrong:
        sys.exit(f"{wrong} accounts differ")


if __name__ == "__main__":
    main()

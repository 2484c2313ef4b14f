# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""te_users beside what people would write instead: a script with requests for reading, a loop of ansible.builtin.uri for creating."""

from __future__ import annotations

import json
import statistics
import sys
from typing import Any

from .common import Place, place, verdict

USERS, CREATED = 1000, 200
HEADERS = {"Authorization": "Bearer {{ lookup('ansible.builtin.env', 'TE_TOKEN') }}"}
# The leanest script that reads the same: one session, no checks, no comparison.
SCRIPT = """
import os, requests
session = requests.Session()
session.headers["Authorization"] = "Bearer " + os.environ["TE_TOKEN"]
url = os.environ["TE_API_ENDPOINT"]
session.get(url + "/account-groups").json()
session.get(url + "/roles").json()
for user in session.get(url + "/users").json()["users"][:1000]:
    session.get(url + "/users/" + user["uid"]).json()
"""


def desired_accounts(where: Place) -> list[dict[str, Any]]:
    """Everybody as they are, in names."""
    state = where.control("GET", "state")["thousandeyes"]
    roles = {role["roleId"]: role["name"] for role in state["roles"]}
    groups = {accountGroup["aid"]: accountGroup["accountGroupName"] for accountGroup in state["accountGroups"]}
    return [
        {
            "email": user["email"], "name": user["name"], "login_account_group": groups[user["loginAccountGroupId"]],
            "account_group_roles": [
                {"account_group": groups[group], "roles": [roles[entry] for entry in held]} for group, held in user["accountGroupRoles"].items()
            ],
            "all_account_group_roles": [roles[allAccountGroupRoleId] for allAccountGroupRoleId in user["allAccountGroupRoleIds"]],
        } for user in state["users"]
    ]


def unchanged(rounds: int) -> None:
    """The start of ansible-playbook, the script and both comparisons, in turn."""
    empty: dict[str, Any] = {"ansible.builtin.meta": "noop"}
    seconds: dict[str, list[float]] = {"start": [], "script": [], "exact": [], "account_groups": []}
    requests: dict[str, int] = {}
    with place(USERS + 20) as where:
        users = desired_accounts(where)[:USERS]
        file = where.folder / "users.json"  # JSON, as Ansible's parsing of so much YAML is not what is measured
        file.write_text(json.dumps(users), encoding="utf-8")
        given = "{{ lookup('ansible.builtin.file', '" + str(file) + "') | from_json }}"
        for dummy in range(rounds):
            for label, figures in seconds.items():
                where.requests()
                if label == "script":
                    figures.append(where.run([sys.executable, "-c", SCRIPT]))
                else:
                    task = {"people.access.te_users": {"users": given, "compare": label}, "register": "result", "failed_when": "result is changed"}
                    figures.append(where.play(empty if label == "start" else task))
                requests[label] = where.requests()
        count = len(where.control("GET", "state")["thousandeyes"]["accountGroups"])
    ratios = [(mine - start) / theirs for mine, start, theirs in zip(seconds["exact"], seconds["start"], seconds["script"])]
    print(f"te_users, {len(users)} users, nothing to change; median of {rounds} rounds")
    print(f"  start of ansible-playbook       {statistics.median(seconds['start']):6.2f} s")
    print(f"  plain script, the same reads    {statistics.median(seconds['script']):6.2f} s   {requests['script']} requests")
    print(f"  te_users                        {statistics.median(seconds['exact']):6.2f} s   {requests['exact']} requests "
          f"(at most {USERS + 4}: {verdict(requests['exact'] <= USERS + 4)})")
    print(f"    without the start, to script  {statistics.median(ratios):6.2f}     ({min(ratios):.2f} to {max(ratios):.2f}; at most 1.5: "
          f"{verdict(statistics.median(ratios) <= 1.5)})")
    print(f"  te_users, by account group      {statistics.median(seconds['account_groups']):6.2f} s   {requests['account_groups']} requests "
          f"(at most {count} + 4: {verdict(requests['account_groups'] <= count + 4)})")


def created() -> None:
    users = [f"new-{number}@x.example" for number in range(CREATED)]
    body = {"email": "{{ item }}", "loginAccountGroupId": "11002", "accountGroupRoles": [{"accountGroupId": "11002", "roleIds": ["162"]}]}
    url = "{{ lookup('ansible.builtin.env', 'TE_API_ENDPOINT') }}/users"
    loop = {
        "ansible.builtin.uri": {"url": url, "method": "POST", "headers": HEADERS, "body_format": "json", "body": body, "status_code": 201}, "loop": users,
    }
    grants = [{"account_group": "EMEA", "roles": ["Regular User"]}]
    task = {"people.access.te_users": {"users": [{"email": user, "login_account_group": "EMEA", "account_group_roles": grants} for user in users]}}
    seconds = []
    with place() as where:
        for entry in (task, loop):
            where.control("POST", "reset", {})
            before = len(where.control("GET", "state")["thousandeyes"]["users"])
            seconds.append(where.play(entry))
            assert len(where.control("GET", "state")["thousandeyes"]["users"]) == before + CREATED
    mine, theirs = seconds
    print(f"{CREATED} new users, with the start of ansible-playbook")
    print(f"  te_users                        {mine:6.2f} s")
    print(f"  loop of ansible.builtin.uri     {theirs:6.2f} s   {theirs / mine:.0f} times as long (at least 30: {verdict(theirs / mine >= 30)})")


def measure(rounds: int) -> None:
    unchanged(rounds)
    created()

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""te_users without a change beside a script with requests that reads the same. New users by lists stand in the measurement of loops."""

from __future__ import annotations

import sys
from typing import Any

from .common import LATENCY, Cost, Place, in_turn, milliseconds, place
from .report import Report

USERS, OF_SCRIPT = 1000, 1.5
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
    groups = {entry["aid"]: entry["accountGroupName"] for entry in state["accountGroups"]}
    return [
        {
            "email": user["email"], "name": user["name"], "login_account_group": groups[user["loginAccountGroupId"]],
            "account_group_roles": [
                {"account_group": groups[group], "roles": [roles[entry] for entry in held]} for group, held in user["accountGroupRoles"].items()
            ],
            "all_account_group_roles": [roles[entry] for entry in user["allAccountGroupRoleIds"]],
        } for user in state["users"]
    ]


def measure(report: Report) -> None:
    with place(USERS + 20) as where:
        file = where.file("users.json", desired_accounts(where)[:USERS])
        groups = len(where.control("GET", "state")["thousandeyes"]["accountGroups"])

        def users(compare: str) -> Cost:
            given = "{{ lookup('ansible.builtin.file', '" + file + "') | from_json }}"
            options = {"users": given, "compare": compare}
            return where.play({"name": "List", "people.access.te_users": options, "register": "result", "failed_when": "result is changed"})

        for latency in (0.0, LATENCY):
            where.set_latency(latency)
            start, script, exact, by_group = in_turn(
                where.start, lambda: where.cost(sys.executable, "-c", SCRIPT), lambda: users("exact"), lambda: users("account_groups"),
                rounds=1 if latency else 3,
            )
            labels = {"start of ansible-playbook alone": start, "plain script, the same reads": script, "te_users": exact,
                      "te_users, compare: account_groups": by_group}
            rows = [[*cost.row(label), f"{cost.wall / (start.wall + script.wall):.2f}"] for label, cost in labels.items()]
            report.table(f"A list of {USERS:,} users without a change, {milliseconds(latency)}", rows, extra="of script and start")
            if not latency:
                report.bound(f"te_users, {USERS:,} without a change, less the start / the script", (exact.wall - start.wall) / script.wall, OF_SCRIPT)
                report.bound(f"requests of te_users, {USERS:,} without a change", exact.requests["thousandeyes"], USERS + 4)
                report.bound("requests of te_users with compare: account_groups", by_group.requests["thousandeyes"], groups + 4)

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task of te_user on an unchanged user beside a task of ansible.builtin.uri.

Each round runs a loop of 40 and a loop of 1 of every kind, in turn; the difference by 39 is what one task costs, without the start of
ansible-playbook.
"""

from __future__ import annotations

import collections
import statistics
from typing import Any

from .common import Place, place

LOOP = 40
USER = "ravi.stone@harbor.example"
HEADERS = {"Authorization": "Bearer {{ lookup('ansible.builtin.env', 'TE_TOKEN') }}"}


def tasks(where: Place) -> dict[str, dict[str, Any]]:
    """The tasks to compare, by label. The user is asked for exactly what it has."""
    state = where.control("GET", "state")["thousandeyes"]
    user = next(entry for entry in state["users"] if entry["email"] == USER)
    roles = {role["roleId"]: role["name"] for role in state["roles"]}
    groups = {accountGroup["aid"]: accountGroup["accountGroupName"] for accountGroup in state["accountGroups"]}
    grants = user["accountGroupRoles"].items()
    ids = [{"account_group_id": group, "role_ids": held} for group, held in grants]
    names = [{"account_group": groups[group], "roles": [roles[entry] for entry in held]} for group, held in grants]
    return {
        "uri": {"ansible.builtin.uri": {"url": "{{ lookup('ansible.builtin.env', 'TE_API_ENDPOINT') }}/users", "headers": HEADERS, "return_content": True}},
        "te_user, ids": {"people.access.te_user": {"email": USER, "account_group_roles": ids}},
        "te_user, names": {"people.access.te_user": {"email": USER, "account_group_roles": names}},
    }


def measure(rounds: int) -> None:
    costs: dict[str, list[float]] = collections.defaultdict(list)
    requests: dict[str, float] = {}
    with place() as where:
        for dummy in range(rounds):
            for label, task in tasks(where).items():
                taken = {}
                for count in (1, LOOP):
                    where.requests()
                    taken[count] = where.play({"name": "Run", **task, "loop": list(range(count)), "failed_when": "result is changed", "register": "result"})
                costs[label].append((taken[LOOP] - taken[1]) / (LOOP - 1))
                requests[label] = where.requests() / LOOP
    print(f"One task, in a loop of {LOOP}; median of {rounds} rounds, ratio to uri as median (lowest to highest)")
    for label, figures in costs.items():
        ratios = [mine / theirs for mine, theirs in zip(figures, costs["uri"])]
        print(f"  {label:<16}{statistics.median(figures) * 1000:6.0f} ms   {statistics.median(ratios):4.2f} ({min(ratios):4.2f} to {max(ratios):4.2f})   "
              f"{requests[label]:g} request(s)")

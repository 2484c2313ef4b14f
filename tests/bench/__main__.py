# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.bench [ROUNDS]``: a task of te_user on an unchanged user beside a task of ansible.builtin.uri.

Each round runs a loop of 40 and a loop of 1 of every kind, in turn; the difference by 39 is what one task costs, without the start of
ansible-playbook. Prints the median over the rounds, the ratio to uri round by round, and the requests of a task.
"""

from __future__ import annotations

import collections
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from tests.sandbox.__main__ import environment
from tests.sandbox.app import Sandbox
from tests.sandbox.wire import RunningServer

ROOT = pathlib.Path(__file__).resolve().parents[2]
LOOP = 40
USER = "ravi.stone@harbor.example"
HEADERS = {"Authorization": "Bearer {{ lookup('ansible.builtin.env', 'TE_TOKEN') }}"}


def tasks(sandbox: Sandbox) -> dict[str, dict[str, object]]:
    """The tasks to compare, by label. The user is asked for exactly what it has."""
    state = sandbox.platform("thousandeyes").state()
    user = next(one for one in state["users"] if one["email"] == USER)
    roles = {one["roleId"]: one["name"] for one in state["roles"]}
    groups = {one["aid"]: one["accountGroupName"] for one in state["accountGroups"]}
    grants = user["accountGroupRoles"].items()
    ids = [{"account_group_id": group, "role_ids": held} for group, held in grants]
    names = [{"account_group": groups[group], "roles": [roles[one] for one in held]} for group, held in grants]
    return {
        "uri": {"ansible.builtin.uri": {"url": "{{ lookup('ansible.builtin.env', 'TE_API_ENDPOINT') }}/users", "headers": HEADERS, "return_content": True}},
        "te_user, ids": {"people.access.te_user": {"email": USER, "account_group_roles": ids}},
        "te_user, names": {"people.access.te_user": {"email": USER, "account_group_roles": names}},
    }


def playbook(task: dict[str, object], count: int) -> str:
    loop = {"loop": list(range(count)), "loop_control": {"label": "{{ item }}"}}
    return json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [{"name": "Run", **task, **loop}]}])


def seconds(book: pathlib.Path, environ: dict[str, str]) -> float:
    started = time.monotonic()
    done = subprocess.run([pathlib.Path(sys.executable).with_name("ansible-playbook"), book], env=environ, capture_output=True, text=True, check=False)
    if done.returncode or "changed=0" not in done.stdout:
        sys.exit(done.stdout + done.stderr)
    return time.monotonic() - started


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    sandbox = Sandbox()
    costs: dict[str, list[float]] = collections.defaultdict(list)
    requests: dict[str, float] = {}
    with RunningServer(sandbox) as url, tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, **environment(url), "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".tree"), "ANSIBLE_HOME": folder, "LC_ALL": "C.UTF-8"}
        for dummy in range(rounds):
            for label, task in tasks(sandbox).items():
                taken = {}
                for count in (1, LOOP):
                    book = pathlib.Path(folder, "book.yml")
                    book.write_text(playbook(task, count), encoding="utf-8")
                    sandbox.journal.clear()
                    taken[count] = seconds(book, environ)
                costs[label].append((taken[LOOP] - taken[1]) / (LOOP - 1))
                requests[label] = len(sandbox.journal) / LOOP
    print(f"One task, in a loop of {LOOP}; median of {rounds} rounds, ratio to uri as median (lowest to highest)")
    for label, figures in costs.items():
        ratios = [mine / theirs for mine, theirs in zip(figures, costs["uri"])]
        print(f"{label:<16}{statistics.median(figures) * 1000:6.0f} ms   {statistics.median(ratios):4.2f} ({min(ratios):4.2f} to {max(ratios):4.2f})   "
              f"{requests[label]:g} request(s)")


if __name__ == "__main__":
    main()

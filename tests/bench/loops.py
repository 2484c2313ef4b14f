# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""New users by a loop of a module for one user, by the module for lists, and by a loop of ansible.builtin.uri that only sends the same writes.

Each on loopback and with 50 ms before every answer, about what a real platform takes. The start of ansible-playbook is not counted: it is measured
beside, and taken off. uri is measured on a sample and extrapolated, as it would take minutes. Beside them stand the tasks that read everything, and
the removal of one person and of fifty. The table of bounds at the end tells which promises hold.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from .common import Place, place, verdict

COUNTS = (40, 200)
SAMPLE = 20
LATENCIES = (0.0, 0.05)
PEOPLE = 200  # on each platform, for what reads all of them
OF_URI, TIMES_FASTER = 0.15, 10
ENV = "{{ lookup('ansible.builtin.env', '%s') }}"
ADDRESS = "{{ tag }}{{ item }}@x.example"
# module: (the options of one user, the writes of uri: path and body)
NEW: dict[str, tuple[dict[str, Any], tuple[str, dict[str, Any]]]] = {
    "te_user": (
        {"email": ADDRESS, "name": "Ada Quist", "login_account_group": "EMEA", "all_account_group_roles": ["Read only"]},
        (ENV % "TE_API_ENDPOINT" + "/users", {
            "email": ADDRESS, "name": "Ada Quist", "loginAccountGroupId": "{{ group }}", "allAccountGroupRoleIds": ["{{ role }}"],
        }),
    ),
    "segment_user": (
        {"email": ADDRESS, "permissions": [{"role": "Workspace Owner", "resources": [{"type": "WORKSPACE"}]}]},
        (ENV % "SEGMENT_URL" + "/invites", {"invites": [{"email": ADDRESS, "permissions": [
            {"roleId": "{{ role }}", "resources": [{"type": "WORKSPACE", "id": "{{ workspace }}"}]}]}]}),
    ),
    "contabo_user": (
        {"email": ADDRESS, "first_name": "Ada", "last_name": "Quist", "locale": "en-US", "roles": ["Network"]},
        (ENV % "CNTB_API" + "/v1/users", {
            "email": ADDRESS, "firstName": "Ada", "lastName": "Quist", "locale": "en-US", "enabled": True, "totp": False, "roles": ["{{ role | int }}"]}),
    ),
    "tsna_user": (
        {"name": "{{ tag }}{{ item }}", "email": ADDRESS, "roles": ["Planner"], "password": "Quiet-harbor-1"},
        (ENV % "TSNA_URL" + "/v4.0/users", {}),
    ),
}


@dataclasses.dataclass
class Row:
    """What a way to do it took, without the start of ansible-playbook."""

    label: str
    seconds: float
    requests: int

    def __str__(self) -> str:
        return f"  {self.label:<58}{self.seconds:8.2f} s{self.requests:8d} requests"


@dataclasses.dataclass
class Bound:
    """A promise: what was measured, and the most or the least that it may be."""

    text: str
    measured: float
    limit: float
    at_least: bool = False

    def __str__(self) -> str:
        holds = self.measured >= self.limit if self.at_least else self.measured <= self.limit
        return f"  {self.text:<66}{self.measured:8.2f}   {'at least' if self.at_least else 'at most':<8} {self.limit:<6g} {verdict(holds)}"


class Measured:
    """Runs tasks on one sandbox with one latency."""

    def __init__(self, where: Place, latency: float):
        self.where = where
        self.runs = 0
        where.control("PUT", "faults", [{"kind": "delay", "seconds": latency, "times": 0}] if latency else [])
        self.start = min(where.play({"name": "Nothing", "ansible.builtin.debug": {"msg": "nothing"}}) for dummy in range(3))
        where.requests()

    def row(self, label: str, task: dict[str, Any], times: float = 1.0) -> Row:
        """One task; ``times`` is what a sample is extrapolated by."""
        seconds = max(self.where.play({"name": label, **task}) - self.start, 0.001)
        return Row(label, seconds * times, round(self.where.requests() * times))

    def tag(self) -> str:
        """The beginning of addresses that nobody has yet."""
        self.runs += 1
        return f"new{self.runs}-"

    def loop(self, module: str, count: int) -> Row:
        task = {f"people.access.{module}": NEW[module][0], "loop": list(range(count)), "vars": {"tag": self.tag()}}
        return self.row(f"{module}, a loop of {count}", task)

    def list(self, module: str, count: int) -> Row:
        tag = self.tag()
        users = [_filled(NEW[module][0], tag, number) for number in range(count)]
        return self.row(f"{module}s, a list of {count}", {f"people.access.{module}s": {"users": users}})

    def uri(self, module: str, count: int) -> Row:
        """The writes alone, each with a token that somebody got before; no login, no look at what is there."""
        url, body = NEW[module][1]
        known, headers = _known(self.where, module)
        if module == "tsna_user":
            body = {"name": "{{ tag }}{{ item }}", "emailAddress": ADDRESS, "enabled": True, "password": "Quiet-harbor-1",
                    "roleIds": [{"id": "{{ role }}", "componentName": "Planner"}]}
        task = {"ansible.builtin.uri": {"url": url, "method": "POST", "headers": headers, "body": body, "body_format": "json", "status_code": "200,201,202"}}
        sample = min(SAMPLE, count)
        self.where.requests()  # those for the ids do not count
        variables = {**known, "tag": self.tag()}
        return self.row(f"ansible.builtin.uri, a loop of {count}", {**task, "loop": list(range(sample)), "vars": variables}, count / sample)


def _filled(options: Any, tag: str, number: int) -> Any:
    """The options of one user without templates, for a list."""
    if isinstance(options, dict):
        return {name: _filled(value, tag, number) for name, value in options.items()}
    if isinstance(options, list):
        return [_filled(value, tag, number) for value in options]
    return options.replace("{{ tag }}", tag).replace("{{ item }}", str(number)) if isinstance(options, str) else options


def _known(where: Place, module: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The ids that uri has to be given, and its headers with a token."""
    state, environ = where.control("GET", "state"), where.environ
    if module == "te_user":
        part = state["thousandeyes"]
        known = {"group": next(row["aid"] for row in part["accountGroups"] if row["accountGroupName"] == "EMEA"),
                 "role": next(row["roleId"] for row in part["roles"] if row["name"] == "Read only")}
        return known, {"Authorization": f"Bearer {environ['TE_TOKEN']}"}
    if module == "segment_user":
        get = where.get
        headers = {"Authorization": f"Bearer {environ['SEGMENT_TOKEN']}"}
        roles = get(f"{environ['SEGMENT_URL']}/roles?pagination.count=200", headers)["data"]["roles"]
        workspace = get(f"{environ['SEGMENT_URL']}/", headers)["data"]["workspace"]
        return {"role": next(row["id"] for row in roles if row["name"] == "Workspace Owner"), "workspace": workspace["id"]}, headers
    if module == "contabo_user":
        form = {"grant_type": "password", "client_id": environ["CNTB_OAUTH2_CLIENT_ID"], "client_secret": environ["CNTB_OAUTH2_CLIENT_SECRET"],
                "username": environ["CNTB_OAUTH2_USER"], "password": environ["CNTB_OAUTH2_PASS"]}
        token = where.log_in(environ["CNTB_OAUTH2_TOKEN_URL"], form)
        headers = {"Authorization": f"Bearer {token}", "x-request-id": "00000000-0000-4000-8000-000000000000"}
        roles = where.get(f"{environ['CNTB_API']}/v1/roles?page=1&size=100", headers)["data"]
        return {"role": next(row["roleId"] for row in roles if row["name"] == "Network")}, headers
    form = {"grant_type": "password", "username": environ["TSNA_USERNAME"], "password": environ["TSNA_PASSWORD"]}
    headers = {"Authorization": f"Bearer {where.log_in(environ['TSNA_URL'] + '/token', form)}"}
    roles = where.get(f"{environ['TSNA_URL']}/v4.0/roles?offset=1&limit=100&orderBy=%2Bname", headers)
    return {"role": next(row["id"] for row in roles if row["name"] == "Planner")}, headers


def people(run: Measured) -> list[Row]:
    """The tasks that read everybody, and the removal of one and of fifty people from all platforms."""
    address = "{{ lookup('ansible.builtin.env', 'HOME') }}"  # any folder that is there; nothing is written in check mode
    rows = [
        run.row(f"access_info, {PEOPLE} people", {"people.access.access_info": {}}),
        run.row(f"access_review, {PEOPLE} people", {"people.access.access_review": {"dest": f"{address}/review"}, "check_mode": True}),
    ]
    everybody = [user["email"] for user in run.where.control("GET", "state")["thousandeyes"]["users"] if user["email"].startswith("new")]
    for count in (1, 50):
        gone = [{"email": email, "ends": "2020-01-01"} for email in everybody[-count:]]
        task = {"people.access.roster": {"people": gone, "profiles": {}, "max_removals": -1, "max_removal_percent": -1}, "check_mode": True}
        rows.append(run.row(f"offboarding of {count}, the plan", task))
    return rows


def measure(rounds: int) -> None:
    bounds = []
    with place(PEOPLE) as where:
        for latency in LATENCIES:
            run = Measured(where, latency)
            print(f"New users, {latency * 1000:.0f} ms before each answer, without {run.start:.2f} s for the start of ansible-playbook", flush=True)
            for module in NEW:
                for count in COUNTS:
                    loop, by_list, uri = run.loop(module, count), run.list(module, count), run.uri(module, count)
                    print("\n".join(map(str, (loop, by_list, uri))), flush=True)
                    if not latency and (module, count) == ("te_user", 40):
                        bounds.append(Bound("40 te_user in a loop, by uri", loop.seconds / uri.seconds, OF_URI))
                    if not latency and count == 200:
                        bounds.append(Bound(f"uri by 200 {module} in a loop", uri.seconds / loop.seconds, TIMES_FASTER, at_least=True))
            print("\n".join(map(str, people(run))), flush=True)
    print("Bounds\n" + "\n".join(map(str, bounds)))

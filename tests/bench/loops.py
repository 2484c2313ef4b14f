# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""New users by a loop of a module for one user, by the module for lists, and by a loop of ansible.builtin.uri that only sends the same writes.

Each on loopback and with a latency. A task of te_user that changes nothing stands beside a task of uri that reads.
"""

from __future__ import annotations

from typing import Any

from .common import LATENCY, Cost, Place, in_turn, milliseconds, place
from .report import Report

FEW, MANY, SAMPLE = 40, 200, 10
OF_URI, TIMES_FASTER, LIST_TIMES_FASTER = 0.15, 10, 30
# The other loops of uri are extrapolated, on loopback from 40 and with a latency from 10, as each of 200 would take more than a minute.
MEASURED_WHOLE = "te_user"
USER = "ravi.stone@harbor.example"
ENV = "{{ lookup('ansible.builtin.env', '%s') }}"
ADDRESS = "{{ tag }}{{ item }}@x.example"
# module: (the options of one user, the writes of uri: path and body)
NEW: dict[str, tuple[dict[str, Any], tuple[str, dict[str, Any]]]] = {
    "te_user": (
        {"email": ADDRESS, "name": "Ada {{ tag }}{{ item }}", "login_account_group": "EMEA", "all_account_group_roles": ["Read only"]},
        (ENV % "TE_API_ENDPOINT" + "/users", {
            "email": ADDRESS, "name": "Ada {{ tag }}{{ item }}", "loginAccountGroupId": "{{ group }}", "allAccountGroupRoleIds": ["{{ role }}"],
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
        (ENV % "TSNA_URL" + "/v4.0/users", {
            "name": "{{ tag }}{{ item }}", "emailAddress": ADDRESS, "enabled": True, "password": "Quiet-harbor-1",
            "roleIds": [{"id": "{{ role }}", "componentName": "Planner"}]}),
    ),
}


class Loops:
    """Runs loops on one sandbox with one latency."""

    def __init__(self, where: Place, latency: float):
        self.where, self.latency = where, latency
        self.runs = 0
        self.start = in_turn(where.start)[0]
        where.set_latency(latency)

    def tag(self) -> str:
        """The beginning of addresses that nobody has yet."""
        self.runs += 1
        return f"new{self.runs}-"

    def loop(self, module: str, count: int) -> Cost:
        return self.where.play({"name": "Loop", f"people.access.{module}": NEW[module][0], "loop": list(range(count)), "vars": {"tag": self.tag()}})

    def list(self, module: str, count: int) -> Cost:
        tag = self.tag()
        return self.where.play({"name": "List", f"people.access.{module}s": {"users": [_filled(NEW[module][0], tag, number) for number in range(count)]}})

    def uri(self, module: str, count: int) -> Cost:
        """The writes alone, each with a token that somebody got before; no login, no look at what is there."""
        url, body = NEW[module][1]
        known, headers = _known(self.where, module)
        task = {"url": url, "method": "POST", "headers": headers, "body": body, "body_format": "json", "status_code": "200,201,202"}
        return self.where.play({"name": "uri", "ansible.builtin.uri": task, "loop": list(range(count)), "vars": {**known, "tag": self.tag()}})


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


def unchanged(where: Place, report: Report) -> None:
    """A user who is asked for exactly what it has, by ids and by names, beside a task of uri that reads."""
    state = where.control("GET", "state")["thousandeyes"]
    user = next(entry for entry in state["users"] if entry["email"] == USER)
    roles = {role["roleId"]: role["name"] for role in state["roles"]}
    groups = {entry["aid"]: entry["accountGroupName"] for entry in state["accountGroups"]}
    grants = user["accountGroupRoles"].items()
    ids = [{"account_group_id": group, "role_ids": held} for group, held in grants]
    names = [{"account_group": groups[group], "roles": [roles[entry] for entry in held]} for group, held in grants]
    headers = {"Authorization": "Bearer {{ lookup('ansible.builtin.env', 'TE_TOKEN') }}"}

    def loop(module: str, **options: Any) -> Cost:
        return where.play({"name": "Loop", module: options, "loop": list(range(FEW)), "register": "result", "failed_when": "result is changed"})

    start, uri, by_ids, by_names, apart = in_turn(
        where.start, lambda: loop("ansible.builtin.uri", url=ENV % "TE_API_ENDPOINT" + "/users", headers=headers, return_content=True),
        lambda: loop("people.access.te_user", email=USER, account_group_roles=ids),
        lambda: loop("people.access.te_user", email=USER, account_group_roles=names),
        lambda: where.play(*[{"name": "Task", "people.access.te_user": {"email": USER, "account_group_roles": names}}] * FEW),
    )
    labels = {"start of ansible-playbook alone": start, "uri, reading": uri, "te_user, by ids": by_ids, "te_user, by names": by_names}
    labels[f"te_user, by names, {FEW} tasks instead of a loop"] = apart
    report.table(f"A loop of {FEW} without a change, loopback", [[*cost.row(label), f"{cost.wall / uri.wall:.2f}"] for label, cost in labels.items()],
                 "Seconds include the start of ``ansible-playbook``; median of three rounds.", "of uri")
    report.bound(f"{FEW} te_user in a loop without a change / uri, reading", by_names.wall / uri.wall, OF_URI)


def new(where: Place, latency: float, report: Report) -> None:
    """New users on each platform."""
    run = Loops(where, latency)
    rows = []
    for module in NEW:
        sample = SAMPLE if latency else FEW
        measured = run.uri(module, sample)
        whole = module == MEASURED_WHOLE and not latency
        uris = {FEW: measured.times(FEW / sample, run.start), MANY: run.uri(module, MANY) if whole else measured.times(MANY / sample, run.start)}
        for count, uri in uris.items():
            loop, by_list = run.loop(module, count), run.list(module, count)
            extrapolated = "" if whole or count == sample else f" (extrapolated from {sample})"
            labels = {f"{module}, a loop of {count}": loop, f"{module}s, a list of {count}": by_list, f"uri instead of {module}, {count}{extrapolated}": uri}
            rows += [[*cost.row(label), f"{uri.wall / cost.wall:.1f}"] for label, cost in labels.items()]
            if latency:
                continue  # the promises are about what a task costs, not about a platform that takes its time
            if (module, count) == (MEASURED_WHOLE, FEW):
                report.bound(f"{count} new {module} in a loop / uri, writing", loop.wall / uri.wall, OF_URI)
            if count == MANY:
                report.bound(f"uri, writing / {count} new {module} in a loop", uri.wall / loop.wall, TIMES_FASTER, at_least=True)
            if (module, count) == (MEASURED_WHOLE, MANY):
                report.bound(f"uri, writing / {count} new {module}s in a list", uri.wall / by_list.wall, LIST_TIMES_FASTER, at_least=True)
    note = f"Seconds include {run.start.wall:.2f} for the start of ``ansible-playbook``. ``uri`` only sends the writes, with a token and ids that it is given."
    report.table(f"New users, {milliseconds(latency)}", rows, note, "faster than uri")


def measure(report: Report) -> None:
    with place(FEW) as where:
        unchanged(where, report)
        for latency in (0.0, LATENCY):
            where.reset(FEW)
            new(where, latency, report)

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A roster of 100, 1,000 and 10,000 people on four platforms: all new, no change, 1 % changed, on loopback and with a latency.

Beside "no change" stand the leanest script of ``requests`` that reads and compares the same, a loop of ansible.builtin.uri, and single modules
in a loop; the two loops on a sample and extrapolated, as they would run for hours. With a latency, 10,000 people are not created anew, and the script
is extrapolated from its requests, as both would take about ten minutes.
"""

from __future__ import annotations

from typing import Any

from .common import LATENCY, PLATFORMS, Cost, Place, in_turn, milliseconds, place
from .report import Report

SIZES = (100, 1000, 10000)
OF_SCRIPT = {100: 1.3, 1000: 1.15, 10000: 1.1}
LARGEST, MEGABYTES = 10000, 300
SAMPLE = 10
NEW, SAME, CHANGED = "roster, all new", "roster, no change", "roster, 1 % changed"
PLAIN, START = "plain script, no change", "start of ansible-playbook alone"
URI = "uri, one for each account (extrapolated), no change"
SINGLE = "single modules in a loop (extrapolated), no change"
TIMES_FASTER = 3.5
PROFILES: dict[str, Any] = {
    "netops": {
        "thousandeyes": {"login_account_group": "EMEA", "account_group_roles": [{"account_group": "EMEA", "roles": ["Regular User"]}]},
        "segment": {"permissions": [{"role": "Source Admin", "resources": [{"type": "WORKSPACE"}]}], "groups": ["Analysts"]},
        "contabo": {"roles": ["Network"], "locale": "en-US"}, "tsna": {"roles": ["Planner"], "dynamic_fields": {"Department": "NetOps"}},
    },
}


def people(count: int, changed: int = 0) -> list[dict[str, Any]]:
    """The first ``changed`` have another last name and, on TSNA, another role than the others."""
    found = []
    for number in range(count):
        moved = number < changed
        found.append({
            "email": f"p{number}@x.example", "first_name": "Person", "last_name": f"Moved{number}" if moved else f"Number{number}", "profiles": ["netops"],
            "accounts": {"tsna": {"name": f"p{number}", **({"roles": ["Viewer"]} if moved else {})}},
        })
    return found


def roster_with(where: Place, count: int, changed: int = 0) -> str:
    """The file of a roster with so many people."""
    return where.file("roster.json", {"people": people(count, changed), "profiles": PROFILES})


def roster_task(where: Place, count: int, changed: int = 0, new: bool = False, **options: Any) -> dict[str, Any]:
    """The task for so many people; those who are ``new`` need passwords for TSNA."""
    options |= {"roster_file": roster_with(where, count, changed), "max_removals": 0}
    if new:
        passwords = where.file("passwords.json", {f"p{number}@x.example": f"Quiet-harbor-{number}" for number in range(count)})
        options["tsna_passwords"] = "{{ lookup('ansible.builtin.file', '" + passwords + "') | from_json }}"
    return {"name": "Roster", "people.access.roster": options}


def everybody_accepts(where: Place, count: int) -> None:
    """The answers to permissions and groups of those who have just accepted their invites to Segment."""
    for number in range(count):
        where.control("POST", "segment/accept", {"email": f"p{number}@x.example"})
    where.play(roster_task(where, count))


def uri_for_each(where: Place, tasks: int, start: Cost) -> Cost:
    """The least that a loop of uri can do with so many accounts: one request for each."""
    headers = {"Authorization": "Bearer {{ lookup('ansible.builtin.env', 'TE_TOKEN') }}"}
    url = "{{ lookup('ansible.builtin.env', 'TE_API_ENDPOINT') }}/users/current"
    sample = where.play({"name": "uri", "ansible.builtin.uri": {"url": url, "headers": headers}, "loop": list(range(SAMPLE))})
    found = sample.times(tasks / SAMPLE, start)
    return Cost(found.wall, found.cpu, 0, dict.fromkeys(PLATFORMS, tasks // len(PLATFORMS)))


def single_modules(where: Place, count: int, start: Cost) -> Cost:
    """The four modules for one user, for everybody."""
    options = {name: PROFILES["netops"][name] for name in PLATFORMS}
    label = {"loop_control": {"label": "{{ item.email }}"}, "loop": people(SAMPLE)}
    sample = where.play(
        {"name": "te", "people.access.te_user": {"email": "{{ item.email }}", **options["thousandeyes"]}, **label},
        {"name": "segment", "people.access.segment_user": {"email": "{{ item.email }}", **options["segment"]}, **label},
        {"name": "contabo", "people.access.contabo_user": {"email": "{{ item.email }}", **options["contabo"]}, **label},
        {"name": "tsna", "people.access.tsna_user": {"name": "{{ item.accounts.tsna.name }}", **options["tsna"]}, **label},
    )
    return sample.times(count / SAMPLE, start)


def on_loopback(where: Place, count: int) -> dict[str, Cost]:
    found = {NEW: where.play(roster_task(where, count, new=True))}
    everybody_accepts(where, count)
    same = roster_task(where, count)
    found[START], found[PLAIN], found[SAME] = in_turn(where.start, lambda: where.script(str(where.folder / "roster.json")), lambda: where.play(same))
    found |= {URI: uri_for_each(where, count * len(PLATFORMS), found[START]), SINGLE: single_modules(where, count, found[START])}
    return {**found, CHANGED: where.play(roster_task(where, count, max(1, count // 100)))}


def with_latency(where: Place, count: int, loopback: dict[str, Cost]) -> dict[str, Cost]:
    found = {}
    if count < LARGEST:
        where.reset()
        where.set_latency(LATENCY)
        found[NEW] = where.play(roster_task(where, count, new=True))
        where.set_latency(0.0)
        everybody_accepts(where, count)
    else:
        where.play(roster_task(where, count))  # back to what nobody has changed
    where.set_latency(LATENCY)
    found[START] = loopback[START]
    file = roster_with(where, count)
    if count < LARGEST:
        found[PLAIN] = where.script(file)
    else:
        plain = loopback[PLAIN]
        found["plain script (loopback and its requests), no change"] = Cost(plain.wall + LATENCY * sum(plain.requests.values()), plain.cpu, 0, plain.requests)
    return {**found, SAME: where.play(roster_task(where, count)), CHANGED: where.play(roster_task(where, count, max(1, count // 100)))}


def rows_of(found: dict[str, Cost]) -> list[list[str]]:
    script = next(cost for label, cost in found.items() if label.startswith("plain script"))
    compared = script.wall + found[START].wall
    # nothing is measured beside those that write
    return [[*cost.row(label), "" if label in (NEW, CHANGED) else f"{cost.wall / compared:.2f}"] for label, cost in found.items()]


def measure(report: Report, count: int) -> None:
    with place() as where:
        loopback = on_loopback(where, count)
        same, script, start = (loopback[name].wall for name in (SAME, PLAIN, START))
        note = f"Without the start, no change takes {(same - start) / script:.2f} times as long as the script."
        title = f"A roster of {count:,} people on four platforms"
        report.table(f"{title}, loopback", rows_of(loopback), note, "of script and start")
        report.bound(f"roster of {count:,} without a change / the script and the start", same / (script + start), OF_SCRIPT[count])
        if count == LARGEST:
            report.bound(f"megabytes of a roster of {count:,}", max(loopback[name].memory for name in (NEW, SAME, CHANGED)), MEGABYTES)
        report.table(f"{title}, {milliseconds(LATENCY)}", rows_of(with_latency(where, count, loopback)), extra="of script and start")


def side_by_side(report: Report, count: int = 1000) -> None:
    """New people on the platforms that allow it, with several writes side by side, as by default, and with one write after the other."""
    new = {}
    with place() as where:
        start = where.start()
        for label, environ in (("one after the other", {"PEOPLE_ACCESS_PARALLEL_WRITES": "1"}), ("side by side", {})):
            where.reset()
            where.set_latency(LATENCY)
            new[label] = where.play({**roster_task(where, count, new=True, platforms=["contabo", "tsna"]), "environment": environ})
    slow, fast = new["one after the other"], new["side by side"]
    rows = [[*cost.row(f"writes {label}"), f"{slow.wall / cost.wall:.1f}"] for label, cost in new.items()]
    report.table(f"{count:,} new people on Contabo and TSNA, {milliseconds(LATENCY)}", rows, extra="times faster")
    report.bound(f"{count:,} new on Contabo and TSNA, one after the other / side by side", (slow.wall - start.wall) / (fast.wall - start.wall), TIMES_FASTER,
                 at_least=True)

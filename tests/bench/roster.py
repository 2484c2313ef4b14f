# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.bench.roster [PEOPLE...]``: a roster of 100, 1,000 and 10,000 people on four platforms, against a served sandbox.

For each size, in this order: all new, no change, 1 % changed. Beside "no change" stand the leanest script of ``requests`` that reads and
compares the same, a loop of ansible.builtin.uri, and our single modules in a loop. No change, the script and the start of ansible-playbook
are measured three times in turn, of which the middle one counts; the two loops on a sample and extrapolated, as they would run for hours.
What was measured is written to docs/docsite/rst/speed.rst, between its marks.
"""

from __future__ import annotations

import collections
import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import requests

from tests.sandbox.__main__ import environment

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "docsite" / "rst" / "speed.rst"
PLATFORMS = ("thousandeyes", "segment", "contabo", "tsna")
SIZES = [100, 1000, 10000]
SAMPLE = 10
ROUNDS = 3
NEW, SAME, CHANGED = "roster, all new", "roster, no change", "roster, 1 % changed"
PLAIN, START = "plain script, no change", "start of ansible-playbook alone"
LOOP_OF_URI = "a loop of uri, one for each account (extrapolated), no change"
PROFILES: dict[str, Any] = {
    "netops": {
        "thousandeyes": {"login_account_group": "EMEA", "account_group_roles": [{"account_group": "EMEA", "roles": ["Regular User"]}]},
        "segment": {"permissions": [{"role": "Source Admin", "resources": [{"type": "WORKSPACE"}]}], "groups": ["Analysts"]},
        "contabo": {"roles": ["Network"], "locale": "en-US"}, "tsna": {"roles": ["Planner"], "dynamic_fields": {"Department": "NetOps"}},
    },
}


@dataclasses.dataclass
class Cost:
    """What a program took: seconds, seconds of processor, megabytes at its peak, requests by platform."""

    wall: float
    cpu: float
    memory: float
    requests: dict[str, int]

    def row(self, label: str, extra_results: float) -> list[str]:
        """``extra_results``: the seconds of what it is compared to."""
        counts = [str(self.requests.get(name, 0)) for name in PLATFORMS]
        ratio = "" if label in (NEW, CHANGED) else f"{self.wall / extra_results:.2f}"  # nothing is measured beside these
        return [label, f"{self.wall:.1f}", f"{self.cpu:.1f}", f"{self.memory:.0f}" if self.memory else "", *counts, ratio]


class Place:
    """A sandbox in a process of its own, without limits of rate and with full pages, and a folder for files."""

    def __init__(self, folder: str):
        self.folder = pathlib.Path(folder)
        port = self.folder / "port"
        self.server = subprocess.Popen([sys.executable, "-m", "tests.sandbox", "--port", "0", "--port-file", str(port), "--preset", "demo", "--people", "0"],
                                       cwd=ROOT, stdout=subprocess.DEVNULL)
        while not port.exists() or not port.read_text():
            time.sleep(0.05)
        self.url = f"http://127.0.0.1:{port.read_text()}"
        self.session = requests.Session()
        self.environ = {**os.environ, **environment(self.url), "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".tree"), "ANSIBLE_HOME": folder, "LC_ALL": "C.UTF-8"}

    def reset(self) -> None:
        """Start over with almost nobody, and with pages as full as they are asked for."""
        self.control("POST", "reset", {"people": 0})
        self.control("PUT", "config", {name: {"page_cap": 1000} for name in ("segment", "contabo", "tsna")})

    def control(self, method: str, what: str, body: Any = None) -> Any:
        return self.session.request(method, f"{self.url}/_sandbox/{what}", json=body).json()

    def cost(self, *command: str) -> Cost:
        """Run a program, which has to succeed."""
        self.control("DELETE", "journal")
        log = self.folder / "log"
        started = time.monotonic()
        with log.open("w") as output:
            process = subprocess.Popen(command, cwd=ROOT, env=self.environ, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
            _pid, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(log.read_text()[-3000:])
        counts = collections.Counter(entry["platform"] for entry in self.control("GET", "journal"))
        return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, dict(counts))

    def play(self, *tasks: dict[str, Any]) -> Cost:
        book = self.folder / "book.yml"
        book.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": list(tasks)}]), encoding="utf-8")
        return self.cost(str(pathlib.Path(sys.executable).with_name("ansible-playbook")), str(book))

    def close(self) -> None:
        self.server.terminate()
        self.server.wait()


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


def roster_task(place: Place, count: int, changed: int = 0, new: bool = False) -> dict[str, Any]:
    """The task for so many people; those who are ``new`` need passwords for TSNA."""
    file = place.folder / "roster.json"
    file.write_text(json.dumps({"people": people(count, changed), "profiles": PROFILES}), encoding="utf-8")
    passwords = place.folder / "passwords.json"
    passwords.write_text(json.dumps({f"p{number}@x.example": f"Quiet-harbor-{number}" for number in range(count)}), encoding="utf-8")
    given = "{{ lookup('ansible.builtin.file', '" + str(passwords) + "') | from_json }}"
    return {"name": "Roster", "people.access.roster": {"roster_file": str(file), "max_removals": 0, **({"tsna_passwords": given} if new else {})}}


def loops(place: Place, count: int, start: Cost) -> dict[str, Cost]:
    """What a task of uri costs, and our four single modules for one person, each on a sample; extrapolated to everybody."""
    headers = {"Authorization": "Bearer {{ lookup('ansible.builtin.env', 'TE_TOKEN') }}"}
    url = "{{ lookup('ansible.builtin.env', 'TE_API_ENDPOINT') }}/users/current"
    uri = place.play({"name": "uri", "ansible.builtin.uri": {"url": url, "headers": headers}, "loop": list(range(SAMPLE))})
    desired_accounts = people(SAMPLE)
    options = {name: PROFILES["netops"][name] for name in PLATFORMS}
    label = {"loop_control": {"label": "{{ item.email }}"}, "loop": desired_accounts}
    singles = place.play(
        {"name": "te", "people.access.te_user": {"email": "{{ item.email }}", **options["thousandeyes"]}, **label},
        {"name": "segment", "people.access.segment_user": {"email": "{{ item.email }}", **options["segment"]}, **label},
        {"name": "contabo", "people.access.contabo_user": {"email": "{{ item.email }}", **options["contabo"]}, **label},
        {"name": "tsna", "people.access.tsna_user": {"name": "{{ item.accounts.tsna.name }}", **options["tsna"]}, **label},
    )

    def extrapolated(sample: Cost, times: float) -> Cost:
        grown = {name: round(value * times) for name, value in sample.requests.items()}
        return Cost(start.wall + (sample.wall - start.wall) * times, start.cpu + (sample.cpu - start.cpu) * times, 0, grown)

    # one uri for each person and platform is the least that such a loop can do; it then has compared nothing yet
    by_uri = extrapolated(uri, count * len(PLATFORMS) / SAMPLE)
    by_uri.requests = dict.fromkeys(PLATFORMS, count)
    by_module = extrapolated(singles, count / SAMPLE)
    return {LOOP_OF_URI: by_uri, "single modules in a loop (extrapolated), no change": by_module}


def in_turn(*programs: Callable[[], Cost]) -> list[Cost]:
    """The middle one of several rounds, of each program; in turn, as a machine is not equally fast all the time."""
    rounds = [[program() for program in programs] for dummy in range(ROUNDS)]
    return [sorted(costs, key=lambda cost: cost.wall)[ROUNDS // 2] for costs in zip(*rounds)]


def measure(place: Place, count: int) -> dict[str, Cost]:
    place.reset()
    found = {NEW: place.play(roster_task(place, count, new=True))}
    for number in range(count):
        place.control("POST", "segment/accept", {"email": f"p{number}@x.example"})
    place.play(roster_task(place, count))  # the answers to permissions and groups of those who have just accepted
    found[START], found[PLAIN], found[SAME] = in_turn(
        lambda: place.play({"name": "Nothing", "ansible.builtin.debug": {"msg": "nothing"}}),
        lambda: place.cost(sys.executable, "-m", "tests.bench.plain", str(place.folder / "roster.json")),
        lambda: place.play(roster_task(place, count)),
    )
    found |= loops(place, count, found[START])
    return {**found, CHANGED: place.play(roster_task(place, count, max(1, count // 100)))}


def bounds(found: dict[str, Cost]) -> str:
    """What is promised of no change, in a sentence."""
    roster, script, start, uri = (found[name].wall for name in (SAME, PLAIN, START, LOOP_OF_URI))
    return (f"No change takes {roster / (script + start):.2f} times as long as the script and the start of ``ansible-playbook`` together; without the start, "
            f"{(roster - start) / script:.2f} times as long as the script. The loop of ``uri`` takes {uri / roster:.0f} times as long.")


def growth(found: dict[int, dict[str, Cost]]) -> str:
    """How much longer ten times the people take."""
    few, many = found[1000], found[10000]
    times = ", ".join(f"{label.removeprefix('roster, ')} {many[label].wall / few[label].wall:.1f} times" for label in (NEW, SAME, CHANGED))
    return f"10,000 people, in comparison with 1,000: {times} the seconds, and {max(many[label].memory for label in (NEW, SAME, CHANGED)):.0f} MB at most."


def table(rows: list[list[str]]) -> str:
    heads = ["", "seconds", "CPU s", "peak MB", "requests TE", "Segment", "Contabo", "TSNA", "ratio"]
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in [heads, *rows]:
        lines += [f"   {'* -' if number == 0 else '  -'} {cell}".rstrip() for number, cell in enumerate(row)]
    return "\n".join(lines)


def rows_of(found: dict[str, Cost]) -> list[list[str]]:
    extra_results = found[PLAIN].wall + found[START].wall
    return [cost.row(label, extra_results) for label, cost in found.items()]


def write(found: dict[int, dict[str, Cost]]) -> None:
    """Put tables and sentences between the marks of the page."""
    text = PAGE.read_text(encoding="utf-8")
    begin, end = ".. begin of what the benchmark wrote\n", ".. end of what the benchmark wrote\n"
    parts = [f"\n{count:,} people on four platforms\n{'^' * 60}\n\n{bounds(costs)}\n\n{table(rows_of(costs))}\n" for count, costs in found.items()]
    if {1000, 10000} <= set(found):
        parts.insert(0, f"\n{growth(found)}\n")
    PAGE.write_text(text[:text.index(begin) + len(begin)] + "".join(parts) + "\n" + text[text.index(end):], encoding="utf-8")


def main(sizes: list[int]) -> None:
    found: dict[int, dict[str, Cost]] = {}
    with tempfile.TemporaryDirectory() as folder:
        place = Place(folder)
        try:
            for count in sizes:
                found[count] = measure(place, count)
                print(f"roster, {count} people; no change in the median of {ROUNDS} rounds")
                for row in rows_of(found[count]):
                    print("   ".join(f"{cell:>8}" if number else f"{cell:<66}" for number, cell in enumerate(row)))
                print(bounds(found[count]), flush=True)
                write(found)  # each size at once: the largest takes long, and may be broken off
        finally:
            place.close()
    if {1000, 10000} <= set(found):
        print(growth(found))


if __name__ == "__main__":
    main([int(entry) for entry in sys.argv[1:]] or SIZES)

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Plan files: Markdown and HTML for people, JSON for the next run and other programs."""

from __future__ import annotations

import datetime
import json
import os
import threading
from collections.abc import Collection, Mapping
from typing import Any

from ..engine.files import check_writable, read_json, write_private
from ..engine.schema import Mismatch, array, mapping, maybe, number, obj, string
from ..platforms import registry
from .plan_html import as_html
from .plan_text import as_markdown
from .sentences import numbers, people_of

KINDS = (".md", ".html", ".json")
EARLIER = obj(
    digest=maybe(string), actions=maybe(array(obj(platform=string, account=string, verb=string))),
    counts=maybe(mapping(obj(existing=maybe(number), shrunk_from=maybe(number)))),
)
LISTS = ("actions", "refusals", "kept", "pending", "notes", "upcoming", "leaving")
BY_PLATFORM = ("counts", "unreadable", "survives", "tenants")


class PlanFiles:
    """The plan files of one run. Platforms that are planned independently share them: each adds its plan before anything is changed there."""

    def __init__(self, path: str | None, independent: bool) -> None:
        self.path = path
        self.independent = independent
        self._plans: dict[str, Mapping[str, Any]] = {}
        self._failures: dict[str, str] = {}
        self._members: set[str] = set()
        self._lock = threading.Lock()

    def earlier(self) -> dict[str, Any]:
        """Return the plan of an earlier run. Empty for independent platforms, because plans of one and of several platforms cannot be compared."""
        return {} if self.independent else earlier(self.path)

    def add(self, plan: Mapping[str, Any], members: Collection[str]) -> None:
        """Write a plan. ``members`` are the folded addresses of people who have accounts. Raises BadInput."""
        if not self.path:
            return
        if not self.independent:
            write(self.path, plan)
            return
        with self._lock:
            self._plans.update(dict.fromkeys(plan["counts"], plan))
            self._members.update(members)
            self._write()

    def not_planned(self, platform: str, message: str) -> None:
        """Add why an independent platform has no plan, unless it has one. Raises BadInput."""
        with self._lock:
            if self.path and self.independent and platform not in self._plans:
                self._failures[platform] = message
                self._write()

    def _write(self) -> None:
        if self.path and self._plans:
            found = together([self._plans[name] for name in registry.names() if name in self._plans], self._members)
            write(self.path, {**found, "unreadable": {**found["unreadable"], **self._failures}})


def together(plans: list[Mapping[str, Any]], members: Collection[str]) -> dict[str, Any]:
    """Return the plans of independent platforms as one, with an approval for each platform and no digest of all."""
    found: dict[str, Any] = dict(plans[0])
    found.update((name, [entry for plan in plans for entry in plan[name]]) for name in LISTS)
    found.update((name, {platform: value for plan in plans for platform, value in plan[name].items()}) for name in BY_PLATFORM)
    people = people_of(found["actions"], members)
    approvals = {name: plan["approval"] for plan in plans if plan["refusals"] for name in plan["counts"]}
    return {**found, "notes": list(dict.fromkeys(found["notes"])), "people": people, "people_counts": numbers(people), "digest": "", "approval": "",
            "approvals": approvals}


def paths(plan_file: str) -> dict[str, str]:
    """Return the paths of the Markdown, the HTML and the JSON file by extension. They differ only in their extension."""
    stem, ending = os.path.splitext(plan_file)
    stem = stem if ending.lower() in KINDS else plan_file
    return {kind: f"{stem}{kind}" for kind in KINDS}


def earlier(plan_file: str | None) -> dict[str, Any]:
    """Return the plan written by an earlier run, empty if there is no readable one."""
    if not plan_file:
        return {}
    try:
        found = read_json(paths(plan_file)[".json"])
        EARLIER(found)
    except (OSError, ValueError, Mismatch):
        return {}
    return dict(found)


def write(plan_file: str, plan: Mapping[str, Any]) -> None:
    """Write all files, each completely or not at all, with mode 0600, because they contain everybody's access. Raises BadInput."""
    found = paths(plan_file)
    for path in found.values():
        check_writable(path, "plan_file")
    made = {**plan, "made_at": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")}
    titles = {os.path.basename(found[".md"]): "Markdown", os.path.basename(found[".json"]): "JSON"}
    write_private(found[".json"], json.dumps(made, indent=2, sort_keys=True, ensure_ascii=False, default=str) + "\n")
    write_private(found[".md"], as_markdown(made))
    write_private(found[".html"], as_html(made, titles))


def moved(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return the differences between two plans: a line for each action that was added, removed or changed."""
    old, new = ({(action["platform"], action["account"]): action for action in plan.get("actions") or ()} for plan in (before, now))
    lines = [f"no longer: {_line(old[key])}" for key in sorted(old.keys() - new.keys())]
    lines += [f"new: {_line(new[key])}" for key in sorted(new.keys() - old.keys())]
    both = sorted(old.keys() & new.keys())
    return lines + [f"changed: {_line(new[key])}" for key in both if any(old[key].get(entry) != new[key].get(entry) for entry in ("verb", "before", "after"))]


def _line(action: Mapping[str, Any]) -> str:
    return f"{action['verb']} {action['account']} on {action['platform']}"

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Plan files: JSON for the next run and other programs, Markdown for people."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from ..engine.files import check_writable, read_json, write_private
from ..engine.schema import Mismatch, array, mapping, maybe, number, obj, string
from ..engine.text import visible
from .platform_plan import VERBS

EARLIER = obj(
    digest=maybe(string), actions=maybe(array(obj(platform=string, account=string, verb=string))),
    counts=maybe(mapping(obj(existing=maybe(number), shrunk_from=maybe(number)))),
)


def paths(plan_file: str) -> tuple[str, str]:
    """Return the paths of the Markdown and the JSON file, which differ only in their extension."""
    stem, ending = os.path.splitext(plan_file)
    stem = stem if ending.lower() in (".md", ".json") else plan_file
    return f"{stem}.md", f"{stem}.json"


def earlier(plan_file: str | None) -> dict[str, Any]:
    """Return the plan written by an earlier run, empty if there is no readable one."""
    if not plan_file:
        return {}
    try:
        found = read_json(paths(plan_file)[1])
        EARLIER(found)
    except (OSError, ValueError, Mismatch):
        return {}
    return dict(found)


def write(plan_file: str, plan: Mapping[str, Any]) -> None:
    """Write both files, each completely or not at all, with mode 0600, because they contain everybody's access. Raises BadInput."""
    markdown, machine = paths(plan_file)
    for path in (markdown, machine):
        check_writable(path, "plan_file")
    write_private(machine, json.dumps(plan, indent=2, sort_keys=True, ensure_ascii=False, default=str) + "\n")
    write_private(markdown, as_markdown(plan))


def moved(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return the differences between two plans: a line for each action that was added, removed or changed."""
    old, new = ({(action["platform"], action["account"]): action for action in plan.get("actions") or ()} for plan in (before, now))
    lines = [f"no longer: {_line(old[key])}" for key in sorted(old.keys() - new.keys())]
    lines += [f"new: {_line(new[key])}" for key in sorted(new.keys() - old.keys())]
    both = sorted(old.keys() & new.keys())
    return lines + [f"changed: {_line(new[key])}" for key in both if any(old[key].get(entry) != new[key].get(entry) for entry in ("verb", "before", "after"))]


def _line(action: Mapping[str, Any]) -> str:
    return f"{action['verb']} {action['account']} on {action['platform']}"


def as_markdown(plan: Mapping[str, Any]) -> str:
    """Return the plan as Markdown: refusals, numbers, and every action with its changes."""
    lines = ["# Access plan", "", f"Digest: `{plan['digest']}`", "", f"Day: {plan['day']} ({_plain(plan['timezone'])})", ""]
    if plan["refusals"]:
        lines += ["## Refused", "", *(f"- {_plain(refusal)}" for refusal in plan["refusals"]), ""]
    if plan["unreadable"]:
        lines += ["## Could not be read", "", *(f"- {name}: {_plain(text)}" for name, text in sorted(plan["unreadable"].items())), ""]
    columns = ("existing", "desired", *VERBS, "unchanged", "requests")
    lines += [f"| platform | {' | '.join(columns)} |", f"| --- {'| ---: ' * len(columns)}|"]
    lines += [f"| {name} | {' | '.join(str(count[column]) for column in columns)} |" for name, count in plan["counts"].items()]
    lines += ["", "## Actions", "", *(_actions(plan["actions"]) or ["There is nothing to do."])]
    if plan["notes"]:
        lines += ["", "## Notes", "", *(f"- {_plain(note)}" for note in plan["notes"])]
    return "\n".join(lines) + "\n"


def _actions(actions: Any) -> list[str]:
    if not actions:
        return []
    lines = ["| platform | person | account | action | why | requests | changes |", "| --- | --- | --- | --- | --- | ---: | --- |"]
    for action in actions:
        cells = (action["platform"], action["person"], action["account"], action["verb"], action["reason"], action["requests"], _changes(
            action["before"], action["after"]
        ))
        cells = (*cells[:-1], f"{cells[-1]}; ADMIN: {', '.join(action['admin_grants'])}") if action.get("admin_grants") else cells
        lines.append(f"| {' | '.join(_plain(cell) for cell in cells)} |")
    return lines


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    names = [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]
    return "; ".join(f"{name}: {_short(before.get(name))} → {_short(after.get(name))}" for name in names)


def _short(value: Any) -> str:
    return "none" if value in (None, "", [], {}) else value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)


def _plain(text: str) -> str:
    """Return a text for a table cell: on one line, with markup and invisible characters escaped."""
    clean = " ".join(visible(str(text)).split())
    for sign in "\\`*_[]<>|~#&":
        clean = clean.replace(sign, f"\\{sign}")
    return clean

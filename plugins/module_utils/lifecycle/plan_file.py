# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Plan files: Markdown and HTML for people, JSON for the next run and other programs."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Mapping
from typing import Any

from ..engine.files import check_writable, read_json, write_private
from ..engine.schema import Mismatch, array, mapping, maybe, number, obj, string
from .plan_html import as_html
from .plan_text import as_markdown

KINDS = (".md", ".html", ".json")
EARLIER = obj(
    digest=maybe(string), actions=maybe(array(obj(platform=string, account=string, verb=string))),
    counts=maybe(mapping(obj(existing=maybe(number), shrunk_from=maybe(number)))),
)


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

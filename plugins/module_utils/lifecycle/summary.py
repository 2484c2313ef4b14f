# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""What the tasks of a lifecycle play did, person by person and platform by platform."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

PROVED = "proved absent"


def outcomes(steps: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row for each person and step: ``{platform, step, person, action, changed, failed, message}``.

    ``steps``: dictionaries ``{platform, step, result}``, the result being what a looping task registered, its items having ``email``.
    """
    rows = []
    for step in steps:
        for one in step["result"].get("results") or ():
            if not one.get("skipped"):
                rows.append(_row(step, one))
    return rows


def _row(step: Mapping[str, Any], one: Mapping[str, Any]) -> dict[str, Any]:
    item: Any = one[one.get("ansible_loop_var", "item")]
    while isinstance(item, (list, tuple)):  # a loop over subelements
        item = item[0]
    failed = bool(one.get("failed"))
    left = one.get("users") or one.get("sessions")
    # A proof fails because something is left (then there is no message of a module), or because nothing could be read.
    message = f"still there: {len(left)} found" if left else str(one.get("msg") or "")
    proved = PROVED if step["step"].startswith("prove") else "read"
    return {
        "platform": step["platform"], "step": step["step"], "person": item["email"], "action": "failed" if failed else one.get("action", proved),
        "changed": bool(one.get("changed")), "failed": failed, "message": message if failed else "",
    }


def summary(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """A line for each platform and person, in the order of the rows: ``contabo  ada@x.example: disabled, deleted``."""
    lines: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        words = lines.setdefault((row["platform"], row["person"]), [])
        if row["failed"]:
            words.append(f"FAILED to {row['step']}: {row['message']}")
        elif row["action"] not in ("none", "read", *words):
            words.append("sessions ended" if row["action"] == "ended" else row["action"])
    width = max((len(platform) for platform, person in lines), default=0)
    return [f"{platform:<{width}}  {person}: {_sentence(words)}" for (platform, person), words in lines.items()]


def _sentence(words: list[str]) -> str:
    return ", ".join(words) if words not in ([], [PROVED]) else "nothing to do" + (f", {PROVED}" if words else "")

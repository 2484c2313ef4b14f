# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Shortens results of large plans, because AWX drops results above 700,000 bytes. Omitted entries are counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MOST_CHARACTERS = 20_000  # of a message, which playbooks repeat
LISTS = ("actions", "people", "pending", "upcoming", "leaving", "kept", "refusals", "notes")
FAILED = ("failed", "not tried")
CHANGES = ("new", "gone", "changed")


def shortened(result: Mapping[str, Any], limit: int) -> dict[str, Any]:
    """Return a result of the module roster with at most ``limit`` entries in each list; a negative ``limit`` means no limit.

    ``plan.omitted`` has the number of omitted entries by list. Failed actions come first. The diff contains the remaining actions.
    """
    if limit < 0 or "plan" not in result:
        return dict(result)
    plan = result["plan"]
    actions = sorted(plan["actions"], key=lambda action: action.get("status") not in FAILED)  # otherwise in their order
    lists = {**{name: plan[name] for name in LISTS if name in plan}, "actions": actions}
    kept = {name: rows[:limit] for name, rows in lists.items()}
    omitted = {name: len(rows) - limit for name, rows in lists.items() if len(rows) > limit}
    short = {**result, "plan": {**plan, **kept, "omitted": omitted}}
    if "diff" in result:
        shown = {(action["platform"], action["account"]) for action in kept["actions"]}
        short["diff"] = {name: _only(value, shown) if name in ("before", "after") else value for name, value in result["diff"].items()}
    if "outcome" in result:
        short["outcome"] = {name: lines[:limit] for name, lines in result["outcome"].items()}
    if len(result.get("warnings") or ()) > limit:
        more = len(result["warnings"]) - limit
        short["warnings"] = [*result["warnings"][:limit], f"There are {more} more warnings."]
    return short


def shortened_message(text: str, limit: int) -> str:
    """Return a message that has a sentence for each of many accounts up to a length, unless ``limit`` is negative."""
    if limit < 0 or len(text) <= MOST_CHARACTERS:
        return text
    return f"{text[:MOST_CHARACTERS]} [...] ({len(text) - MOST_CHARACTERS} more characters; result_limit is set.)"


def shortened_changes(changes: Mapping[str, Any] | None, limit: int) -> dict[str, Any] | None:
    """Return the changes since an earlier review with at most ``limit`` entries in each list, and ``counts`` with their numbers. A negative ``limit`` means
    no limit."""
    if changes is None:
        return None
    kept = {name: changes[name] if limit < 0 else changes[name][:limit] for name in CHANGES}
    return {**changes, **kept, "counts": {name: len(changes[name]) for name in CHANGES}}


def omitted_actions(plan: Mapping[str, Any]) -> int:
    """Return the number of actions of a plan that its result omits."""
    return int((plan.get("omitted") or {}).get("actions", 0))


def _only(tree: Mapping[str, Any], shown: set[tuple[str, str]]) -> dict[str, Any]:
    """Return the accounts of a diff, ``{platform: {account: options}}``, that are in ``shown``."""
    return {platform: {name: value for name, value in accounts.items() if (platform, name) in shown} for platform, accounts in tree.items()}
